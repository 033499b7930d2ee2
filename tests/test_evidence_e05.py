"""Item e05: the numbers of its verdict, recomputed from the tables without the page or its module."""

import csv
import math

import numpy as np
import pytest
import yaml
from scipy import stats

from atombridge.data import ROOT

FAMILIES = ["Hg1201", "Bi2212", "Bi2201", "YBCO", "La214", "NaCCOC"]


def table(name):
    with open(ROOT / "data" / "evidence" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def item():
    items = yaml.safe_load((ROOT / "data" / "paper" / "evidence.yaml").read_text(encoding="utf-8"))["items"]
    return next(i for i in items if i["id"] == "e05")


@pytest.fixture(scope="module")
def points():
    """Family, doping and wavevector; whole thousandths decide what lies inside a limit."""
    return [
        (r["family"], float(r["doping_per_cu"]), float(r["q_rlu"]))
        for r in table("charge_order_wavevectors")
        if r["family"] in FAMILIES and r["confidence"] != "uncertain" and round(1e4 * float(r["doping_per_cu"])) <= 1700
    ]


def common_slope(points):
    """Slope, standard error and degrees of freedom with one dummy variable for each family."""
    families = sorted({f for f, _, _ in points})
    design = np.array([[p, *(f == g for g in families)] for f, p, _ in points], float)
    q = np.array([q for _, _, q in points])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ q
    freedom = len(q) - design.shape[1]
    variance = np.sum((q - design @ beta) ** 2) / freedom
    return beta[0], math.sqrt(variance * inverse[0, 0]), freedom


def test_statement_reason(item, points):
    reason, q = item["statement_reason"], [q for _, _, q in points]
    n, mean = len(q), sum(q) / len(q)
    deviation = math.sqrt(sum((x - mean) ** 2 for x in q) / (n - 1))
    assert f"(mean {mean:.3f}, standard deviation {deviation:.3f}, n = {n})" in reason
    assert f"run from {min(q):.2f} to {max(q):.2f}" in reason
    inside = sum(2400 <= round(1e4 * x) <= 2600 for x in q)
    assert f"{inside} of {n} lie within 0.25 ± 0.01" in reason
    slope, error, _ = common_slope(points)
    assert f"fall by {-slope:.2f} ± {error:.2f} per hole" in reason
    assert len({f for f, _, _ in points}) == 6
    assert "six hole-doped families" in reason


def test_mechanism_reason(item, points):
    def rms(curve):
        return math.sqrt(sum((q - curve(p)) ** 2 for _, p, q in points) / len(points))

    crystal, constant = rms(lambda p: math.sqrt(p / 2)), rms(lambda p: 0.25)
    reason = item["mechanism_reason"]
    assert f"rms {crystal:.3f} against {constant:.3f}, n = {len(points)}" in reason
    amplitude = [r for r in table("e05_pair_modulation") if r["quantity"] == "pair_density_amplitude"]
    assert f"about {100 * float(amplitude[0]['value']):.0f} %" in reason
    named = [r["site"] for r in table("modulation_site")]
    assert (len(named), named.count("oxygen"), named.count("copper")) == (7, 4, 0)
    assert "of seven reports on the site four name oxygen and none names copper" in reason


def test_weak_point(item, points):
    kept = [(f, p, 0.25 if f == "Bi2212" else q) for f, p, q in points if f != "Hg1201"]
    slope, error, freedom = common_slope(kept)
    reach = stats.t.ppf(0.975, freedom) * error
    words = f"the slope is {slope:.2f} with an interval from {slope - reach:.2f} to {slope + reach:+.2f}"
    assert words.replace("-", "−") in item["weak_point"]


def test_recalled_values_would_turn_one_family(points):
    """What the page says of the rows it leaves out: with them La214 rises with doping."""
    without = [x for x in points if x[0] == "La214"]
    recalled = [
        (r["family"], float(r["doping_per_cu"]), float(r["q_rlu"]))
        for r in table("charge_order_wavevectors")
        if (r["family"], r["confidence"]) == ("La214", "uncertain")
    ]
    slope, error, freedom = common_slope(without)
    assert abs(slope) < stats.t.ppf(0.975, freedom) * error
    slope, error, freedom = common_slope(without + recalled)
    assert slope > stats.t.ppf(0.975, freedom) * error
