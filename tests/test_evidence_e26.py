"""Section e26: the numbers of its verdict, from the tables and from an integral along the folded Fermi surface."""

import csv
import math

import numpy as np
import pytest

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e26")
CAVEATS = load("claims").set_index("id").caveat
T, SECOND, THIRD = 0.38, -0.32 * 0.38, 0.16 * 0.38
TEMPERATURE = 0.004


def rows(name):
    with open(ROOT / "data" / "evidence" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SIGNS, GAPS = rows("hall_sign"), rows("folding_gap")


def plain(x, y):
    """Band of the square lattice: energy, its two slopes, its three curvatures xx, yy, xy."""
    cx, cy, sx, sy = np.cos(x), np.cos(y), np.sin(x), np.sin(y)
    return (
        -2 * T * (cx + cy) - 4 * SECOND * cx * cy - 2 * THIRD * (np.cos(2 * x) + np.cos(2 * y)),
        2 * T * sx + 4 * SECOND * sx * cy + 4 * THIRD * np.sin(2 * x),
        2 * T * sy + 4 * SECOND * cx * sy + 4 * THIRD * np.sin(2 * y),
        2 * T * cx + 4 * SECOND * cx * cy + 8 * THIRD * np.cos(2 * x),
        2 * T * cy + 4 * SECOND * cx * cy + 8 * THIRD * np.cos(2 * y),
        -4 * SECOND * sx * sy,
    )


def hall(content, gap, points=260):
    """R_H e / V by perturbation theory in the basis that diagonalises the two states at k and k + (pi, pi).

    Velocities are diagonal elements; inverse masses gain the second-order term of the other band.  The page's module
    differentiates the square root instead.
    """
    line = (np.arange(points) + 0.37) * np.pi / points  # off the zone diagonal
    x, y = np.meshgrid(line, line, indexing="ij")
    here, there = plain(x, y), plain(x + np.pi, y + np.pi)
    angle = np.arctan2(2 * gap, here[0] - there[0]) / 2
    c, s = np.cos(angle), np.sin(angle)
    mixing = 2 * c * s * gap
    upper = c**2 * here[0] + s**2 * there[0] + mixing
    lower = s**2 * here[0] + c**2 * there[0] - mixing
    e = np.array([lower, upper])
    share = np.array([s**2, c**2])
    vx, vy, mxx, myy, mxy = (share * h + (1 - share) * t for h, t in zip(here[1:], there[1:], strict=True))
    offx, offy = (c * s * (there[i] - here[i]) for i in (1, 2))
    level = 2 * np.array([-1, 1])[:, None, None] / (upper - lower)
    mxx, myy, mxy = mxx + level * offx**2, myy + level * offy**2, mxy + level * offx * offy

    def fermi(mu):
        return (1 - np.tanh((e - mu) / (2 * TEMPERATURE))) / 2

    low, high = e.min() - 0.2, e.max() + 0.2
    for _ in range(40):
        mu = (low + high) / 2
        low, high = (mu, high) if fermi(mu).sum() / points**2 < 1 + content else (low, mu)
    f = fermi(mu)
    weight = f * (1 - f) / TEMPERATURE / points**2  # two spins, half the zone
    xx = (weight * (vx**2 + vy**2) / 2).sum()
    xy = (weight * ((vx**2 * myy + vy**2 * mxx) / 2 - vx * vy * mxy)).sum()
    pockets = f[1].sum() / points**2, (1 - f[0]).sum() / points**2
    return -xy / xx**2, pockets


def square_root(x, size=0.7):
    return size * math.sqrt(1 - x / 0.165)


def crossing(law, low, high):
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if hall(middle, law(middle))[0] < 0 else (low, middle)
    return (low + high) / 2


@pytest.fixture(scope="module")
def change():
    return crossing(square_root, 0.14, 0.163)


def test_statement_reason_has_the_signs_of_the_table():
    reason = ITEM["statement_reason"]
    pure = [r for r in SIGNS if "Nd, Sm" in r["compound"]]
    assert [(r["doping_per_cu"], r["sign"]) for r in pure] == [("0.15", "negative"), ("0.20", "positive")]
    assert "negative Hall coefficient near x = 0.15 and a positive one near 0.2," in reason
    (change,) = [r for r in SIGNS if r["sign"] == "changes" and r["sample"] == "films"]
    assert change["compound"] == "La₂₋ₓCeₓCuO₄"
    (pressed,) = [r for r in SIGNS if "pressure" in r["sample"]]
    assert "10 GPa" in pressed["finding"]
    assert f"In {pressed['compound']} pressure near 10 GPa changes the sign" in ITEM["mechanism_reason"]
    assert f"films of La₂₋ₓCeₓCuO₄ change sign at {float(change['doping_per_cu']):g}" in reason
    either = [r["doping_per_cu"] for r in SIGNS if r["compound"] == "Nd₂₋ₓCeₓCuO₄" and r["sign"] == "both"]
    assert either == ["0.15", ""]
    assert "at x = 0.15 crystals of Nd₂₋ₓCeₓCuO₄ are reported with either sign" in reason
    (carriers,) = [r for r in SIGNS if r["observable"] == "two-carrier analysis"]
    place = float(carriers["doping_per_cu"])
    assert f"analysis of {carriers['compound']} at x = {place:g} still has more electrons than holes" in reason
    assert "more electrons than holes" in carriers["finding"]
    assert f"analysis at x = {place:g} in {carriers['compound']} has more electrons than holes" in CAVEATS["C212"]


def test_mechanism_reason_has_the_model_without_its_formulas(change):
    reason = ITEM["mechanism_reason"]
    assert f"from 0.7 eV, changes sign at x = {change:.3f}" in reason
    coefficient, (upper, lower) = hall(change, square_root(change))
    assert coefficient == pytest.approx(0, abs=0.02)
    assert f"it still has {upper - lower:.3f} more electrons than holes" in reason
    assert f"at x = {change:.3f} for one choice of the gap" in CAVEATS["C256"]


def test_weak_point_counts_the_laws(change):
    weak = ITEM["weak_point"]
    laws = [(s, 0.5) for s in (0.3, 0.5, 0.6, 0.7, 0.8)] + [(s, 1) for s in (0.25, 0.35, 0.5, 0.7)]
    positive = late = 0
    for size, exponent in laws:
        signs = {
            x: hall(x, size * (1 - x / 0.165) ** exponent, points=120)[0] > 0
            for x in (0.03, 0.05, 0.07, 0.09, 0.11, 0.13, 0.14, 0.16)
        }
        positive += all(signs.values())
        late += not signs[0.14]
    assert f"Of {len(laws)} gap laws tried {positive} stay positive at every x, and {late} change sign at 0.14" in weak
    low, high = 0.2, 0.5
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if hall(0.05, middle)[0] > 0 else (low, middle)
    assert f"It needs {low:.2f} eV at x = 0.05" in weak
    optical = next(r for r in GAPS if r["gap_high_ev"] == "0.4")
    assert f"optical gap of {optical['gap_low_ev']}–{optical['gap_high_ev']} eV" in weak
    assert float(optical["gap_high_ev"]) / 2 < low < float(optical["gap_high_ev"])


def test_caveat_of_the_ledger_has_the_places_of_the_table():
    caveat = CAVEATS["C212"]
    for text in ("between x = 0.15 and 0.2 in crystals with Nd or Sm", "at 0.14 in films of La₂₋ₓCeₓCuO₄", "x = 0.18"):
        assert text in caveat


def test_rows_are_read_and_signs_are_mirrored_with_holes():
    assert {r["confidence"] for r in SIGNS} == {"seen"}
    assert "uncertain" not in {r["confidence"] for r in GAPS}
    mirrored = [(float(r["doping_per_cu"]), r["sign"]) for r in SIGNS if "Sr" in r["compound"]]
    assert mirrored == [(0.28, "positive"), (0.32, "negative")]
    assert all(not r["gap_low_ev"] or float(r["gap_low_ev"]) <= float(r["gap_high_ev"]) for r in GAPS)
    assert ITEM["data_grade"] in ("B", "C")  # signs and places only, no curves


def test_fast_relaxing_holes_leave_the_coefficient_negative_until_the_gap_closes():
    """What the page says of a run with relaxation_ratio=0.5."""
    from atombridge.hall import folded_bands, hall_response

    for content, gap in ((0.05, 0.17), (0.10, 0.1), (0.16, 0.02)):
        bands = folded_bands(hopping_ev=T, second=-0.32, third=0.16, gap_ev=gap, points=300)
        equal, fast = (
            hall_response(bands, electrons=1 + content, relaxation_times=times).coefficient
            for times in ([1, 1], [0.5, 1])
        )
        assert fast < 0 < equal


def test_verdicts_are_those_the_numbers_support(change):
    """The sign changes in the data, with either sign near the change, and in a band of fixed count."""
    assert {"negative", "positive", "both"} <= {r["sign"] for r in SIGNS if "Ce" in r["compound"]}
    assert 0.14 < change < 0.165
    assert (ITEM["statement_verdict"], ITEM["mechanism_verdict"]) == ("holds_with_scope", "shared_with_rivals")


def test_places_are_those_of_the_sources():
    """Contents of the figure's marks and boxes: 0.14 for La films, 0.165 for the kink, 0.05 to 0.15 for the gap."""
    gaps = {
        (r["probe"], r["doping_low_per_cu"], r["doping_high_per_cu"], r["gap_low_ev"], r["gap_high_ev"]) for r in GAPS
    }
    assert gaps == {
        ("optical conductivity", "0.05", "0.15", "0.2", "0.4"),
        ("optical conductivity", "0.17", "0.17", "0", "0"),
        ("photoemission", "0.17", "0.17", "", ""),
        ("magnetoresistance oscillations", "0.13", "0.17", "", ""),
        ("resistivity and Hall coefficient", "0.165", "0.165", "", ""),
    }
    places = sorted(float(r["doping_per_cu"]) for r in SIGNS if r["doping_per_cu"])
    assert places == [0.13, 0.14, 0.15, 0.15, 0.15, 0.16, 0.17, 0.18, 0.2, 0.28, 0.32]
