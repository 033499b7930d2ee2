"""Changed code, data and stated values are noticed: a sample of them here, all of them with `make mutation`."""

import importlib.util
import os
import re
import subprocess
import sys

import pytest

from atombridge.data import ROOT

FOLDER = ROOT / "tests" / "mutation"
spec = importlib.util.spec_from_file_location("mutation_report", FOLDER / "report.py")
report = importlib.util.module_from_spec(spec)
spec.loader.exec_module(report)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="mutants are run in forks")


def python(*arguments):
    """Run Python in the folder of the tool; it forks, which a test run with threads should not."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(FOLDER), str(ROOT / "src")])}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")


def test_sample_is_noticed():
    done = python(str(FOLDER), "--sample", "--jobs", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("seed ")


def test_the_tool_sees_what_tests_see():
    """A module that is not changed survives, one that fails or loops for good does not, nor does a wrong constant."""
    done = python(
        "-c",
        "import source_mutants as s\n"
        "s.warm()\n"
        "mutants = s.mutants_of('carriers')\n"
        "original = (s.PACKAGE / 'carriers.py').read_text(encoding='utf-8')\n"
        "one = lambda word, source: s.Mutant('carriers', '', 0, word, word, source)\n"
        "made = [one('same', original), one('fails', original + 'raise OSError')]\n"
        "print([m.before for m in s.survivors_of([*made, mutants[0]])])",
    )
    assert done.stdout == "['same']\n", done.stderr


def test_report_is_that_of_the_tables():
    done = python("-c", "import report, sys; sys.stdout.buffer.write(report.text().encode())")
    assert done.stdout == report.PATH.read_text(encoding="utf-8"), done.stderr or "run `make mutation`"


def test_survivors_are_judged_and_still_there():
    keys = set()
    for row in report.read("survivors"):
        assert re.match(rf"{report.GAP}: |equivalent: ", row["reason"]), row
        source = " ".join((ROOT / "src" / "atombridge" / f"{row['module']}.py").read_text(encoding="utf-8").split())
        assert " ".join(row["before"].split()) in source, f"not in {row['module']}.py any more: {row['before']}"
        key = tuple(row[column] for column in report.KEY)
        assert key not in keys, row
        keys.add(key)


def test_95_per_cent_of_the_mutants_that_change_a_result_are_noticed():
    rows = report.read("modules")
    mutants, noticed, equivalent = (sum(int(r[c]) for r in rows) for c in ("mutants", "noticed", "equivalent"))
    assert noticed >= 0.95 * (mutants - equivalent)


def test_every_stated_value_is_named_by_its_test():
    for row in report.read("stated"):
        assert f"test_pins.py::test_row_says_what_was_agreed[{row['statement']}]" in row["noticed_by"].split()
