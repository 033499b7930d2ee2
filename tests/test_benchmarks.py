"""The benchmark's own arithmetic and its ways of making pages out of date; the timing itself is no test."""

import importlib.util
import json
import shutil

import nbformat
import pytest

from atombridge import pages
from atombridge.data import ROOT

spec = importlib.util.spec_from_file_location("build_benchmark", ROOT / "benchmarks" / "build.py")
benchmark = importlib.util.module_from_spec(spec)
spec.loader.exec_module(benchmark)


def test_ratios_are_taken_round_by_round():
    names = ["stock, from scratch", "from scratch", "serial nbval", "nbval"]
    rounds = [dict(zip(names, s, strict=True)) for s in ([100, 20, 50, 10], [200, 50, 50, 30], [100, 30, 100, 30])]
    lines = benchmark.table(rounds).splitlines()
    assert lines[3] == "| from scratch | 30.0 (20.0–50.0) | 0.25 (0.20–0.30) | at most 0.25 |"
    assert lines[5] == "| nbval | 30.0 (10.0–30.0) | 0.30 (0.20–0.60) | at most 0.40 |"


def test_forgotten_and_edited_pages_are_out_of_date(tmp_path):
    for folder in ("src", "data", "notebooks/figures"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    page = pages.find("fig-3", tmp_path)
    assert pages.why_out_of_date(page.read(), tmp_path) is None
    benchmark.edit(tmp_path / benchmark.CHANGED, benchmark.add_a_comment)
    assert pages.why_out_of_date(page.read(), tmp_path) == "changed: code"
    nbformat.validate(page.read())
    benchmark.forget_execution(tmp_path)
    assert pages.why_out_of_date(page.read(), tmp_path) == "never executed"
    assert json.loads(page.path.read_text(encoding="utf-8"))["cells"]


def test_a_failing_command_is_no_measurement(tmp_path):
    with pytest.raises(RuntimeError, match="failed"):
        benchmark.timed(tmp_path, [benchmark.BIN / "python", "-c", "raise SystemExit(3)"])
