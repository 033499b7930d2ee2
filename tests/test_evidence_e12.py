"""Item e12: the numbers of its verdict and of its statements, from the table without the page's functions."""

import csv
import itertools
import math

import numpy as np
import pytest

from atombridge.data import ROOT, load

with open(ROOT / "data" / "evidence" / "gap_scales.csv", encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e12")
CAVEAT = load("claims").set_index("id").caveat
KB = 0.0861733326  # meV/K
TOP = {"Bi2212": 91, "Hg1201": 96}
SETS = ["Bi2212 photoemission peak", "Bi2212 Raman peak", "Hg1201 Raman peak"]


def points(data_set):
    rows = [r for r in ROWS if r["data_set"] == data_set]
    p, gap = (np.array([float(r[c]) for r in rows]) for c in ("doping_per_cu", "two_delta_mev"))
    return p, gap, KB * TOP[data_set[:6]] * (1 - 82.6 * (p - 0.16) ** 2)


def single(source, scale, column="two_delta_mev"):
    return float(next(r[column] for r in ROWS if r["source"].startswith(source) and r["scale"] == scale))


def at_optimum(data_set):
    p, gap, _ = points(data_set)
    return float(np.polyfit(p - 0.16, gap, 1)[1])


def meeting(data_set, ratio):
    p, gap, kt = points(data_set)
    slope, level = np.polyfit(p, gap - ratio * kt, 1)
    return -level / slope


def meeting_interval(data_set, ratio):
    """Percentiles of 20 000 bootstrap samples of points, with a generator of its own."""
    p, gap, kt = points(data_set)
    draws = np.random.default_rng(2026).integers(len(p), size=(20_000, len(p)))
    x, y = p[draws], (gap - ratio * kt)[draws]
    x0, y0 = x.mean(axis=1), y.mean(axis=1)
    slope = ((x - x0[:, None]) * y).sum(axis=1) / ((x - x0[:, None]) ** 2).sum(axis=1)
    return np.quantile(x0 - y0 / slope, [0.025, 0.975])


def kendall(x, y):
    pairs = list(itertools.combinations(zip(x, y, strict=True), 2))
    signs = [(np.sign(b[0] - a[0]), np.sign(b[1] - a[1])) for a, b in pairs]
    return sum(s * t for s, t in signs) / math.sqrt(sum(s * s for s, _ in signs) * sum(t * t for _, t in signs))


def minus(value):
    return f"{value:.2f}".replace("-", "−")


def test_statement_reason():
    reason = ITEM["statement_reason"]
    arpes, resonance = at_optimum(SETS[0]), single("he2001", "resonance")
    assert f"{arpes:.0f} and {resonance:.0f} meV in Bi₂Sr₂CaCu₂O₈₊δ" in reason
    ratios = [
        arpes / resonance,
        at_optimum(SETS[1]) / resonance,
        at_optimum(SETS[2]) / single("yu2010", "resonance"),
        single("mourachkine", "large") / single("mourachkine", "small"),
        *(
            single(source, "large", "ratio_stated") / single(source, "small", "ratio_stated")
            for source in ("arxiv9804060", "arxiv9909267", "loret2015")
        ),
    ]
    assert len(ratios) == 7
    assert (
        f"over the seven pairs that were read, two of them underdoped, the ratio is {min(ratios):.1f}–{max(ratios):.1f}"
        in reason
    )
    above = [gap > 5.4 * kt for s in SETS for gap, kt in zip(*points(s)[1:], strict=True)]
    assert f"{sum(above)} of {len(above)} antinodal gaps lie above 5.4 kBTc" in reason
    tau = [kendall(points(s)[0], points(s)[1] / points(s)[2]) for s in SETS]
    assert f"(τ = {minus(tau[0])}, {minus(tau[1])} and {minus(tau[2])} in three sets)" in reason
    places = [f"{meeting(s, 5.4):.2f}" for s in SETS]
    for s, place, words in zip(SETS, places, ("(0.22–0.29)", "(0.23–0.25)", "(0.21–0.24)"), strict=True):
        assert f"{place} {words}" in reason
        ends = [float(v) for v in words.strip("()").split("–")]
        assert meeting_interval(s, 5.4) == pytest.approx(ends, abs=0.008)


def test_mechanism_reason():
    assert (
        f"{at_optimum(SETS[0]):.0f} meV is {at_optimum(SETS[0]) / 120:.2f} of the exchange" in ITEM["mechanism_reason"]
    )


def test_weak_point():
    weak = ITEM["weak_point"]
    assert single("yu2010", "resonance", "ratio_stated") == 6.8
    assert single("he2001", "resonance", "ratio_stated") == 5.4
    places = [meeting(s, 6.8) for s in SETS]
    assert f"with 6.8 the sets meet at {min(places):.2f}–{max(places):.2f}" in weak


def test_lines_of_the_review_cross_where_the_page_says():
    p = np.linspace(0.2, 0.262, 62_001)
    larger, smaller = 152 * (0.27 - p) / 0.22, 42 * (1 - 82.6 * (p - 0.16) ** 2)
    assert p[np.argmin(np.abs(larger - smaller))] == pytest.approx(0.249, abs=5e-4)
    for doping, ratio in ((0.07, 9.9), (0.10, 4.0), (0.16, 1.8), (0.22, 1.2)):
        value = 152 * (0.27 - doping) / 0.22 / (42 * (1 - 82.6 * (doping - 0.16) ** 2))
        assert round(value, 1) == ratio


def test_caveats_in_the_ledger():
    for claim in ("C137", "C193"):
        assert f"a spin resonance at {single('he2001', 'resonance'):.1f} meV" in CAVEAT[claim]
        assert f"a tunnelling gap of {single('mourachkine', 'small'):.0f} meV" in CAVEAT[claim]
    assert f"p = {meeting(SETS[1], 5.4):.2f} (0.23–0.25) in Raman" in CAVEAT["C138"]
    above = [gap > 5.4 * kt for s in SETS for gap, kt in zip(*points(s)[1:], strict=True)]
    assert f"Of {len(above)} digitised antinodal gaps {sum(above)} lie above 5.4 kBTc" in CAVEAT["C194"]
    assert f"near p = {meeting(SETS[1], 5.4):.2f}" in CAVEAT["C194"]


def test_quoted_rows_do_not_carry_the_verdict():
    quoted = [r for r in ROWS if r["confidence"] == "known"]
    assert {r["source"] for r in quoted} == {"hufner2008two"}
    assert not any(r["doping_per_cu"] for r in quoted), "no quoted row is among the digitised points"
    assert ITEM["data_grade"] == "B", "the smaller scale rests on single values read in abstracts"


def test_verdicts_follow_from_the_numbers():
    above = [gap > 5.4 * kt for s in SETS for gap, kt in zip(*points(s)[1:], strict=True)]
    assert sum(above) / len(above) > 0.9, "two scales are seen"
    assert all(meeting(s, ratio) < 0.27 for s in SETS for ratio in (5.4, 6.8)), "but they meet inside the dome"
    assert ITEM["statement_verdict"] == "holds_with_scope"
    assert len({rival["name"] for rival in ITEM["rivals"]}) >= 4, "rivals that have two scales as well"
    assert ITEM["mechanism_verdict"] == "shared_with_rivals"
