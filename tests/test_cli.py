"""The command as a user meets it: from any folder, with wrong input answered in one line and exit status 2."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from atombridge.data import ROOT

COMMAND = Path(sys.executable).parent / "atombridge"


def atombridge(*arguments, cwd=ROOT):
    return subprocess.run([COMMAND, *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def test_run_prints_checks_as_json_from_any_folder():
    before = (ROOT / "notebooks" / "tables" / "table-1.ipynb").read_bytes()
    done = atombridge("run", "table-1", "-p", 'electronegativity={"Hg": 2.00}', "--json", cwd=ROOT / "data" / "paper")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    computed = {check["claim"]: check["computed"] for check in result["checks"]}
    assert (computed["C065"], computed["C066"]) == (0.6146, 0.6127)
    assert result["page"] == "table-1"
    assert (ROOT / "notebooks" / "tables" / "table-1.ipynb").read_bytes() == before


def test_run_prints_a_line_for_each_check():
    done = atombridge("run", "table-1")
    lines = done.stdout.splitlines()
    assert lines[0] == "C061 · YBa₂Cu₃O₇ · letter 0.609 · computed 0.6094 · agrees (±0.0005)"
    agreeing = sum(" · agrees" in line for line in lines[:-1])
    assert lines[-1] == f"{agreeing} of {len(lines) - 1} checks agree"


def test_list_names_pages_and_parameters():
    done = atombridge("list")
    assert "table-1    notebooks/tables/table-1.ipynb  (electronegativity, scale, weighting)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "table-1", "-p", 'electronegativity={"Xx": 2}'], "'Xx' is unknown"),
        (["run", "table-1", "-p", 'electronegativity={"Hg": -1}'], "less than the minimum of 0"),
        (["run", "table-1", "-p", 'electronegativity={"Hg": "two"}'], "is not of type 'number'"),
        (["run", "table-1", "-p", 'electronegativity={"Hg": NaN}'], "is not of type 'object'"),
        (["run", "table-1", "-p", "temperature=300"], "has no parameter 'temperature'"),
        (["run", "table-1", "-p", "scale=sanderson"], "allowed is one of pauling"),
        (["run", "table-1", "-p", "scale"], "NAME=VALUE"),
        (["run", "table-2"], "no page 'table-2'"),
        (["run", "../../etc/passwd"], "no page"),
        (["run"], "Missing argument 'PAGE'"),
        (["run", "table-1", "--loud"], "No such option"),
        (["walk"], "No such command 'walk'"),
        (["execute", "fig-99"], "no page 'fig-99'"),
    ],
)
def test_wrong_input_is_answered_in_one_line(arguments, words):
    done = atombridge(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert done.stderr.startswith("atombridge: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder that nobody writes to")
def test_an_output_that_cannot_be_written_is_answered_in_one_line():
    done = atombridge("run", "table-1", "-o", "/proc/mine.ipynb")
    assert done.returncode == 1
    assert done.stderr.startswith("atombridge: /proc/mine.ipynb: ")
    assert done.stderr.count("\n") == 1


def test_no_command_shows_help():
    done = atombridge()
    assert done.returncode == 2
    assert "Usage: atombridge" in done.stdout
