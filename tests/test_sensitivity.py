"""The sensitivity study: its points are computed again, and its counts belong to the committed pages."""

import csv
import importlib.util
import json
import math
import os
import subprocess
import sys

import pytest

from atombridge import pages
from atombridge.data import ROOT

FOLDER = ROOT / "data" / "sensitivity"


def table(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def study():
    spec = importlib.util.spec_from_file_location("make_sensitivity", ROOT / "data" / "make_sensitivity.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES = sorted({row["page"] for row in table("inputs")})


def write(folder, points):
    command = [sys.executable, ROOT / "data" / "make_sensitivity.py", "--points", str(points), "--folder", folder]
    subprocess.run(command, check=True, capture_output=True)


def test_inputs_and_first_points_are_what_the_script_writes(study, tmp_path):
    """Byte for byte, from the first points alone: they are the beginning of the whole."""
    write(tmp_path, study.SAMPLE)
    for name in ("inputs.csv", "sample.csv"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


@pytest.mark.skipif(not os.environ.get("ATOMBRIDGE_DEEP"), reason="takes minutes; ATOMBRIDGE_DEEP=1 asks for it")
def test_agreement_is_what_the_script_writes(study, tmp_path):
    write(tmp_path, study.POINTS)
    assert (tmp_path / "agreement.csv").read_bytes() == (FOLDER / "agreement.csv").read_bytes()


def test_counts_belong_to_the_committed_checks(study):
    rows = table("agreement")
    for page_id in PAGES:
        stored = {check["claim"]: check["agrees"] for check in pages.find(page_id).checks()}
        own = {row["claim"]: row for row in rows if row["page"] == page_id}
        assert own.keys() == stored.keys(), f"run data/make_sensitivity.py: the checks of {page_id} have changed"
        for claim, row in own.items():
            assert row["agrees_at_default"] == str(stored[claim]).lower(), claim
            assert 0 <= int(row["n_agrees"]) <= int(row["n"]) == study.POINTS
            if row["computed_median"]:
                assert float(row["computed_q05"]) <= float(row["computed_median"]) <= float(row["computed_q95"])


def test_sample_and_counts_do_not_contradict_each_other():
    counts = {(row["page"], row["claim"]): int(row["n_agrees"]) for row in table("agreement")}
    for row in table("sample"):
        agrees = counts[row["page"], row["claim"]]
        if row["agrees"] == "true":
            assert agrees > 0, row
        if agrees == 0:
            assert row["agrees"] == "false", row


def test_inputs_are_those_of_the_schemas(study):
    for row in table("inputs"):
        rule = pages.find(row["page"]).schema()["properties"][row["parameter"]]["x-uncertainty"]
        assert row["reason"] == rule["reason"]
        for key in ("low", "high", "half_width"):
            assert (row[key] == "") == (key not in rule)
            if key in rule:
                assert math.isclose(float(row[key]), rule[key], rel_tol=1e-5)
    taking_part = [page.id for page in pages.find_all().values() if study.uncertain_parameters(page)]
    assert sorted(taking_part) == PAGES


def test_points_stay_in_their_ranges_and_a_part_is_the_beginning_of_the_whole(study):
    page = pages.find("fig-4")
    points = study.points_of(page, study.POINTS)
    assert study.points_of(page, 7) == points[:7]
    for name, rule in study.uncertain_parameters(page).items():
        values = sorted(point[name] for point in points)
        assert rule["low"] <= values[0] * 1.00001
        assert values[-1] <= rule["high"] * 1.00001
        middle = values[len(values) // 2]
        expected = math.sqrt(rule["low"] * rule["high"]) if rule["scale"] == "log" else (rule["low"] + rule["high"]) / 2
        assert middle == pytest.approx(expected, rel=0.02)
    for point in points[:50]:
        pages.parse_parameters(page, [f"{name}={json.dumps(value)}" for name, value in point.items()])


def test_screening_length_spreads_as_its_formula_says(study):
    """By hand: lambda = (a0 eps / m)^(1/2) / 2 (pi / 3 n)^(1/6), the same points, the same quantiles."""
    values = []
    for point in study.points_of(pages.find("fig-4"), study.POINTS):
        n = point["carrier_density_cm3"] * 0.529177210544e-8**3
        host = point["dielectric_constant"] / point["effective_mass_me"]
        values.append(0.529177210544 * math.sqrt(host / (4 * (3 * n / math.pi) ** (1 / 3))))
    values.sort()
    (row,) = [r for r in table("agreement") if (r["page"], r["claim"]) == ("fig-4", "C131")]
    for key, share in (("computed_q05", 0.05), ("computed_median", 0.5), ("computed_q95", 0.95)):
        assert float(row[key]) == pytest.approx(values[int(share * len(values))], rel=0.01)
