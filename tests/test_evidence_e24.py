"""Section e24: the numbers of its verdict, from the table and from the cluster written down in another way."""

import csv
import itertools
import math

import numpy as np
import pytest

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e24")
CAVEATS = load("claims").set_index("id").caveat

with open(ROOT / "data" / "evidence" / "oxygen_moments.csv", encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
MEASURED = [r for r in ROWS if r["resolved"] != "calculated"]


def two_holes(delta, t=1.3, u_d=10.5, u_p=4.0, h=0.3):
    """One hole with spin up, one with spin down: nine states |site of up, site of down>, staggered field along z."""
    states = list(itertools.product(range(3), repeat=2))
    hop = {(0, 1): t, (1, 0): t, (1, 2): -t, (2, 1): -t}
    level, repulsion, field = [0, delta, 0], [u_d, u_p, u_d], [h / 2, 0, -h / 2]
    matrix = np.zeros((9, 9))
    for i, (a, b) in enumerate(states):
        matrix[i, i] = level[a] + level[b] - field[a] + field[b] + (repulsion[a] if a == b else 0)
        for j, (c, d) in enumerate(states):
            if b == d:
                matrix[i, j] += hop.get((a, c), 0)
            if a == c:
                matrix[i, j] += hop.get((b, d), 0)
    vector = np.linalg.eigh(matrix)[1][:, 0] ** 2
    up = [sum(w for w, (a, _) in zip(vector, states, strict=True) if a == site) for site in range(3)]
    down = [sum(w for w, (_, b) in zip(vector, states, strict=True) if b == site) for site in range(3)]
    return up[1] + down[1], up[1] - down[1], up[0] - down[0]


@pytest.mark.parametrize("delta", [6.0, 3.6, 2.0, 1.0, 0.0, -1.0, -2.0])
def test_the_bridging_moment_is_zero(delta):
    holes, moment, copper = two_holes(delta)
    assert moment == pytest.approx(0, abs=1e-12)
    assert 0 < holes < 1.2
    assert copper > 0.05


def test_mechanism_reason_has_the_holes_of_the_cluster():
    reason = ITEM["mechanism_reason"]
    low, high = two_holes(3.6)[0], two_holes(-1.0)[0]
    assert f"holes on oxygen go from {low:.2f} to {high:.2f}" in reason
    assert f"from −{2 - low:.2f} to −{2 - high:.2f}" in reason
    assert f"for {low:.2f} to {high:.2f} holes" in CAVEATS["C254"]


def test_statement_reason_has_the_moments_of_the_table():
    reason = ITEM["statement_reason"]
    for compound, oxygen in (("Li₂CuO₂", "in the chain"), ("Ca₁.₅Sr₀.₅RuO₄", "in the plane")):
        (row,) = [r for r in MEASURED if r["compound"] == compound and r["oxygen"] == oxygen]
        assert f"{row['moment_mub']} ± {row['moment_err_mub']} μB" in reason
        assert compound in reason
    assert "0.11 μB is measured in Li₂CuO₂" in CAVEATS["C254"]
    (neodymium,) = [r for r in MEASURED if r["cancels"] == "yes"]
    assert (neodymium["compound"], neodymium["resolved"]) == ("Nd₂CuO₄", "no")
    assert "in a field of 7 T" in reason
    assert "7 T" in next(r["situation"] for r in MEASURED if r["class"] == "ruthenate")


def test_ruthenate_moments_are_those_of_the_abstract():
    """0.346(11) on Ru, 0.076(6) on the in-plane and 0.009(6) on the apical oxygen, in Bohr magnetons."""
    rows = [r for r in MEASURED if r["compound"] == "Ca₁.₅Sr₀.₅RuO₄"]
    assert [(r["moment_mub"], r["moment_err_mub"]) for r in rows] == [("0.076", "0.006"), ("0.009", "0.006")]
    assert {(r["metal_moment_mub"], r["metal_moment_err_mub"]) for r in rows} == {("0.346", "0.011")}


def test_weak_point_counts_the_rows():
    planar = [r for r in MEASURED if r["class"] == "planar cuprate"]
    assert f"The {len(MEASURED)} measured rows" in ITEM["weak_point"]
    assert f"only {len(planar)} are of planar cuprates" in ITEM["weak_point"]
    (lanthanum,) = [r for r in planar if r["compound"].startswith("La")]
    assert (lanthanum["cancels"], lanthanum["resolved"]) == ("no", "no")


def test_calculated_row_is_the_share_of_its_total():
    (row,) = [r for r in ROWS if r["resolved"] == "calculated"]
    assert float(row["moment_mub"]) == pytest.approx(float(row["share"]) * 0.92 / 2, abs=5e-4)
    assert row["confidence"] == "computed"


def test_parallel_holes_are_the_moment():
    """Slater determinant of the two lowest of three levels, by diagonalising three by three."""
    for delta, text in ((3.6, 0.15), (-1.0, 0.63)):
        levels = np.array([[0, 1.3, 0], [1.3, delta, -1.3], [0, -1.3, 0]])
        vectors = np.linalg.eigh(levels)[1]
        assert (vectors[1, :2] ** 2).sum() == pytest.approx(text, abs=0.005)
        assert (1 - delta / math.sqrt(delta**2 + 8 * 1.69)) / 2 == pytest.approx((vectors[1, :2] ** 2).sum())


def test_no_uncertain_row_and_grade():
    assert {r["confidence"] for r in ROWS} <= {"seen", "computed"}
    assert ITEM["data_grade"] in ("B", "C")  # abstracts, few values


def test_verdicts_are_those_the_numbers_support():
    """Small where they are measured, but the cluster has no moment for any charge: nothing is told apart."""
    assert all(float(r["moment_mub"]) < 0.2 for r in MEASURED if r["moment_mub"])
    assert any(r["resolved"] == "yes" for r in MEASURED)  # hence a scope
    assert (ITEM["statement_verdict"], ITEM["mechanism_verdict"]) == ("holds_with_scope", "shared_with_rivals")
