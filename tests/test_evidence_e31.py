"""Section e31: the numbers of its verdict, from the data tables with the standard library alone."""

import csv
import math

import pytest
from shown import page_text

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e31")
CAVEAT = load("claims").set_index("id").caveat


def rows(name):
    with (ROOT / "data/evidence" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FACTS, SHAPES = rows("pressure_y124.csv"), rows("pressure_shapes.csv")
VALUE = {r["quantity"]: float(r["value"]) for r in FACTS if r["value"]}
PLACE = {r["quantity"]: float(r["pressure_gpa"]) for r in FACTS if r["pressure_gpa"]}
(START, TOP) = [(float(r["pressure_gpa"]), float(r["value"])) for r in FACTS if r["quantity"] == "onset of Tc"]


def tc(pressure, k, c, top=93.0):
    """Charge transfer, with p0 from Tc(0) on the underdoped side."""
    doping = 0.16 - math.sqrt((1 - START[1] / top) / 82.6)
    return (top + c * pressure) * (1 - 82.6 * (doping + k * pressure - 0.16) ** 2)


def maximum(k, c):
    """By bisection of the numerical derivative, between 0 and 40 GPa."""
    low, high, step = 0.0, 40.0, 1e-5
    for _ in range(80):
        middle = (low + high) / 2
        rising = tc(middle + step, k, c) > tc(middle - step, k, c)
        low, high = (middle, high) if rising else (low, middle)
    return low, tc(low, k, c)


def needed_rates():
    """Rates with the maximum of the second point: for each c the k that puts it there, then c by bisection."""
    low_c, high_c = 0.1, 4.0
    for _ in range(60):
        c = (low_c + high_c) / 2
        low_k, high_k = 1e-3, 2e-2
        for _ in range(60):
            k = (low_k + high_k) / 2
            low_k, high_k = (k, high_k) if maximum(k, c)[0] > TOP[0] else (low_k, k)
        low_c, high_c = (c, high_c) if tc(TOP[0], k, c) < TOP[1] else (low_c, c)
    return k, c


def test_statement_reason():
    reason = ITEM["statement_reason"]
    mean = (TOP[1] - START[1]) / TOP[0]
    rate = VALUE["rate of rise as quoted"]
    assert rate == pytest.approx(2 * mean)  # a parabola with this first slope has its vertex at the second point
    end, structure = PLACE["highest pressure, Tc still falling"], PLACE["reversible change of structure"]
    for text in (
        f"from {START[1]:.0f} K at ambient pressure to {TOP[1]:.0f} K at {TOP[0]:.0f} GPa",
        f"falls up to {end:.0f} GPa",
        f"quoted {rate:g} K/GPa as first slope, twice the mean of {mean:.2f} K/GPa",
        f"vertex at {TOP[0]:.1f} GPa",
        f"{100 * (end - structure) / (end - TOP[0]):.0f} % lies beyond a change of structure near {structure:.0f} GPa",
    ):
        assert text in reason, text


def test_mechanism_reason():
    reason = ITEM["mechanism_reason"]
    k, c = VALUE["charge transfer, overdoped"], VALUE["rise of the highest Tc, overdoped"]
    pressure, height = maximum(k, c)
    assert f"{height:.1f} K at {pressure:.1f} GPa" in reason
    needed_k, needed_c = needed_rates()
    assert f"rates {needed_k / k:.1f} and {needed_c / c:.1f} times as large" in reason
    axes = [r for r in FACTS if r["quantity"].startswith("dTc/dP")]
    total, error = sum(float(r["value"]) for r in axes), math.hypot(*(float(r["error"]) for r in axes))
    assert f"add up to −{-total:.1f} ± {error:.1f} K/GPa" in reason
    (hg,) = [r for r in SHAPES if r["material"].startswith("HgBa₂Ca₂")]
    assert hg["shape"] == "rising"
    assert (
        f"from {hg['tc_start_k']} to {hg['tc_highest_k']} K without a turn up to {hg['pressure_max_gpa']} GPa" in reason
    )


def test_weak_point_and_caveat():
    assert len(SHAPES) == 6
    assert "six compounds under pressure are no sample" in ITEM["weak_point"]
    assert f"{START[1]:.0f} K at ambient pressure, {TOP[1]:.0f} K at {TOP[0]:.0f} GPa" in CAVEAT["C261"]
    assert "80 % of the falling side" in CAVEAT["C261"]


@pytest.mark.parametrize("row", SHAPES, ids=lambda r: r["material"])
def test_a_maximum_lies_inside_the_range(row):
    assert (row["shape"] == "maximum") == bool(row["pressure_of_maximum_gpa"])
    if row["pressure_of_maximum_gpa"]:
        assert 0 < float(row["pressure_of_maximum_gpa"]) < float(row["pressure_max_gpa"])
    if row["tc_start_k"]:
        assert float(row["tc_start_k"]) < float(row["tc_highest_k"])


def test_no_uncertain_row_and_grade_follows_from_the_sources():
    assert {r["confidence"] for r in FACTS + SHAPES} == {"seen"}
    # Numbers of abstracts, no tabulated or digitised curve: at most grade B.
    assert ITEM["data_grade"] in ("B", "C")


def test_numbers_written_out_on_the_page():
    text = page_text("e31")
    shape = {r["material"][:4]: r for r in SHAPES}
    density = next(r for r in FACTS if r["quantity"].startswith("rise of the superfluid"))
    with (ROOT / "data/evidence/carrier_counts.csv").open(encoding="utf-8", newline="") as file:
        (cell,) = [r for r in csv.DictReader(file) if r["short_name"] == "Hg1223"]
    length = float(cell["a_angstrom"]) / 2
    shrunk = length * (1 + VALUE["relative change of the cell edge a"] * float(shape["HgBa"]["pressure_max_gpa"]))
    top_14 = START[1] / (1 - 82.6 * 0.02**2)
    published = VALUE["charge transfer, overdoped"], VALUE["rise of the highest Tc, overdoped"]
    tops = [
        (top_14 + published[1] * p) * (1 - 82.6 * (published[0] * p - 0.02) ** 2)
        for p in (i / 1000 for i in range(20000))
    ]
    pressure, height = maximum(*published)
    for part in (
        f"more slowly to {height:.1f} kelvin near {pressure:.1f} gigapascal",
        f"grows by {density['value']} % at {float(density['pressure_gpa']):.0f} GPa",
        f"'{length:.3f}'",
        f"'{shrunk:.2f}'",
        f"'{top_14:.1f}'",
        f"'{max(tops):.1f}'",
        f"'{START[1] + VALUE['rate of rise as quoted'] * TOP[0]:.0f}'",
        "have a maximum at {}, {} and {} gigapascal".format(
            *(shape[m]["pressure_of_maximum_gpa"] for m in ("YBa₂", "Tl₂B", "La₃N"))
        ),
        "highest pressures of {}, {:.0f} and {}.".format(
            shape["HgBa"]["pressure_max_gpa"],
            float(shape["Pr₀."]["pressure_max_gpa"]),
            shape["Nd₀."]["pressure_max_gpa"],
        ),
    ):
        assert part in text, part


def test_verdicts():
    """Both charge transfer and the letter's reading give a rise and a fall."""
    (end,) = [r for r in FACTS if "Tc still falling" in r["quantity"]]
    assert TOP[1] > START[1]
    assert float(end["pressure_gpa"]) > TOP[0]
    assert 0 < maximum(VALUE["charge transfer, overdoped"], VALUE["rise of the highest Tc, overdoped"])[0] < 18
    assert (ITEM["statement_verdict"], ITEM["mechanism_verdict"]) == ("holds", "shared_with_rivals")
