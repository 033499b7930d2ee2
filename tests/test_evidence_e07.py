"""Item e07: the numbers of its verdict and of its statements, from the table with the standard library alone."""

import csv
import math

import pytest

from atombridge.data import ROOT, load

with open(ROOT / "data" / "evidence" / "gap_scales.csv", encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e07")
CAVEAT = load("claims").set_index("id").caveat
KB = 1.380649e-23 / 1.602176634e-19 * 1e3  # meV/K
STUDENT_9 = 2.2621571628  # 97.5 % quantile, 9 degrees of freedom
SETS = ["Bi2212 photoemission peak", "Bi2212 Raman peak", "Hg1201 Raman peak", "Bi2212 Raman edge", "Hg1201 Raman edge"]


def points(data_set):
    rows = [r for r in ROWS if r["data_set"] == data_set]
    return [float(r["doping_per_cu"]) for r in rows], [float(r["two_delta_mev"]) for r in rows]


def line(x, y, at):
    """Value of the least-squares line and its standard error there."""
    n, mx, my = len(x), sum(x) / len(x), sum(y) / len(y)
    sxx = sum((a - mx) ** 2 for a in x)
    slope = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / sxx
    rss = sum((b - my - slope * (a - mx)) ** 2 for a, b in zip(x, y, strict=True))
    return my + slope * (at - mx), math.sqrt(rss / (n - 2) * (1 / n + (at - mx) ** 2 / sxx))


def phonon_gaps():
    rows = [r for r in ROWS if r["scale"] == "bcs" and r["two_delta_mev"]]
    return {r["compound"]: (float(r["two_delta_mev"]), float(r["tc_k"])) for r in rows}


def test_statement_reason():
    reason = ITEM["statement_reason"]
    value, error = line(*points(SETS[0]), 0.16)
    low, high = value - STUDENT_9 * error, value + STUDENT_9 * error
    assert f"{value:.0f} meV at p = 0.16 (95 % interval {low:.0f}–{high:.0f}, n = 11)" in reason
    at = {s: line(*points(s), 0.16)[0] for s in SETS}
    assert f"{at[SETS[1]]:.0f} and {at[SETS[2]]:.0f} meV for antinodal Raman peaks" in reason
    assert f"{at[SETS[3]]:.0f} and {at[SETS[4]]:.0f} meV for the Raman feature" in reason
    (tunnel,) = [float(r["two_delta_mev"]) for r in ROWS if "largest gap of break" in r["feature"]]
    assert f"{tunnel:.0f} meV in tunnelling" in reason
    assert tunnel == 2 * 36.5
    assert f"The {value:.0f} meV are {value / 6:.0f} times the top" in reason
    gaps = phonon_gaps()
    inside = [c for c, (gap, _) in gaps.items() if 1 <= gap <= 6]
    assert f"of {len(gaps)} phonon superconductors in the table {['', '', '', '', 'four'][len(inside)]} have" in reason
    assert f"H₃S has {gaps['H₃S'][0]:.0f} meV" in reason


def test_mechanism_reason():
    reason = ITEM["mechanism_reason"]
    ratios = [
        line(*points(s), 0.16)[0] / (KB * tc) for s, tc in zip(SETS[:3], (91, 91, 96), strict=True)
    ]  # Tc at the top of the parabola
    phonons = [gap / (KB * tc) for gap, tc in phonon_gaps().values()]
    assert f"{min(ratios):.1f}–{max(ratios):.1f} kBTc against {min(phonons):.1f}–{max(phonons):.1f} for" in reason
    assert f"{line(*points(SETS[0]), 0.16)[0] / 120:.2f} of the exchange energy" in reason
    # Pauling's ionicity with handbook electronegativities, averaged over metal atoms
    chi = {"Ba": 0.89, "K": 0.82, "Bi": 1.90, "Sr": 0.95, "Ca": 1.00, "Cu": 1.90}

    def ionicity(metals):
        share = sum(n * (1 - math.exp(-((3.44 - chi[m]) ** 2) / 4)) for m, n in metals.items())
        return share / sum(metals.values())

    oxide = ionicity({"Ba": 0.6, "K": 0.4, "Bi": 1})
    cuprate = ionicity({"Bi": 2, "Sr": 2, "Ca": 1, "Cu": 2})
    assert f"({oxide:.2f} against {cuprate:.2f})" in reason
    stated = [float(r["ratio_stated"]) for r in ROWS if r["compound"] == "Ba₁₋ₓKₓBiO₃"]
    assert (min(stated), max(stated)) == (3.5, 4.15)  # 4.15 stands for 4 to 4.3
    assert "3.5–4.3" in reason


def test_weak_point_counts_the_points_of_named_origin():
    named = [r for r in ROWS if r["doping_per_cu"] and r["source"] != "luhaozhang2021validation"]
    assert f"the {len(named)} digitised points of named origin" in ITEM["weak_point"]
    assert len({r["source"].split(";")[0] for r in named}) == 2
    # of differing results the table keeps the larger: 4 meV at the least for Nb3Sn, 3.6 by muons for Rb3C60
    ratio = {c: gap / (KB * tc) for c, (gap, tc) in phonon_gaps().items()}
    words = f"of {4 / (KB * 18):.1f}–3.6 instead of {ratio['Nb₃Sn']:.1f} and {ratio['Rb₃C₆₀']:.1f}"
    assert words in ITEM["weak_point"]


def test_caveats_in_the_ledger():
    value, _ = line(*points(SETS[0]), 0.16)
    peak, edge = (line(*points(s), 0.16)[0] for s in (SETS[1], SETS[3]))
    assert f"{value:.0f} meV at p = 0.16 as a full gap 2Δ, so {value / 2:.0f} meV as a half gap" in CAVEAT["C136"]
    assert f"{peak:.0f} meV (antinodal peak) or {edge:.0f} meV (depletion edge)" in CAVEAT["C136"]
    assert f"gives {value:.0f} meV; other features range from {peak:.0f} to 181 meV" in CAVEAT["C192"]
    assert f"{value / 6:.0f} times the top of the range quoted, {value / 12:.0f} times if" in CAVEAT["C195"]
    gaps = phonon_gaps()
    assert {c for c, (gap, _) in gaps.items() if 1 <= gap <= 6} == {"In", "Sn", "Hg", "Pb"}
    assert f"Of {len(gaps)} phonon superconductors collected four" in CAVEAT["C196"]
    assert f"MgB₂ has {gaps['MgB₂'][0]:.0f} and H₃S {gaps['H₃S'][0]:.0f} meV" in CAVEAT["C196"]
    assert f"{value:.0f} meV or {value / (KB * 91):.1f} kBTc" in CAVEAT["C237"]


@pytest.mark.parametrize(
    "row",
    [r for r in ROWS if r["ratio_stated"] and r["two_delta_mev"] and r["tc_k"]],
    ids=lambda r: f"{r['compound']}-{r['tc_k']}",
)
def test_ratios_agree_with_gap_and_temperature(row):
    ratio = float(row["two_delta_mev"]) / (KB * float(row["tc_k"]))
    assert ratio == pytest.approx(float(row["ratio_stated"]), rel=0.02), "the sources round their ratios"


def test_rows():
    assert {r["confidence"] for r in ROWS} == {"digitised", "seen", "known", "computed"}, "no uncertain row"
    assert all(r["two_delta_mev"] or r["ratio_stated"] for r in ROWS)
    assert all(r["confidence"] == "digitised" for r in ROWS if r["doping_per_cu"])
    # error bars are only those of a source: the points of 1999 have none
    assert not any(r["two_delta_err_mev"] for r in ROWS if r["data_set"] == SETS[0])
    assert all(float(r["two_delta_mev"]) < 250 for r in ROWS if r["two_delta_mev"])
    assert ITEM["data_grade"] == "A"
