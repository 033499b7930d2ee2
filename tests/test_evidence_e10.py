"""Item e10: its numbers from the table by pair counting and textbook sums, without the page or its module."""

import csv
import itertools
import math

import pytest

from atombridge.data import ROOT, load

with open(ROOT / "data" / "evidence" / "pseudogap_temperature.csv", encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e10")
CAVEATS = load("claims").set_index("id").caveat
SETS = {}
for r in ROWS:
    if r["data_set"] != "single sample":
        SETS.setdefault(r["data_set"], []).append((float(r["doping_per_cu"]), float(r["t_star_k"])))
MATERIALS = {
    m: [x for name, s in SETS.items() if name.startswith(m) for x in s] for m in ("Bi2201", "Bi2212", "Hg1201")
}


def tau_b(points):
    signs = [
        (math.copysign(1, b[0] - a[0]) if b[0] != a[0] else 0, math.copysign(1, b[1] - a[1]) if b[1] != a[1] else 0)
        for a, b in itertools.combinations(points, 2)
    ]
    x, y = sum(i != 0 for i, _ in signs), sum(j != 0 for _, j in signs)
    return sum(i * j for i, j in signs) / math.sqrt(x * y)


def line(points):
    """Intercept and slope from sums."""
    n = len(points)
    mx, my = sum(p for p, _ in points) / n, sum(t for _, t in points) / n
    slope = sum((p - mx) * (t - my) for p, t in points) / sum((p - mx) ** 2 for p, _ in points)
    return my - slope * mx, slope


def minus(text):
    return text.replace("-", "−")


def test_statement_reason():
    reason = ITEM["statement_reason"]
    taus = {name: tau_b(points) for name, points in SETS.items()}
    assert len(taus) == 7
    assert max(taus.values()) < 0
    assert all(t == pytest.approx(-1) for name, t in taus.items() if name.startswith("Bi2201"))
    bi2212 = sorted(t for name, t in taus.items() if name.startswith("Bi2212"))
    assert minus(f"{bi2212[-1]:.2f} to {bi2212[0]:.2f} in three for Bi2212") in reason.replace("\n", " ")
    assert minus(f"{taus['Hg1201, neutron and Raman']:.2f} for Hg1201") in reason
    pooled = [tau_b(points) for points in MATERIALS.values()]
    assert minus(f"{pooled[0]:.2f}, {pooled[1]:.2f} and {pooled[2]:.2f} with n = 19, 21 and 8") in reason
    assert [len(p) for p in MATERIALS.values()] == [19, 21, 8]
    reversed_pairs = {
        name: [(a, b) for a, b in itertools.combinations(sorted(points), 2) if b[0] > a[0] and b[1] > a[1]]
        for name, points in SETS.items()
    }
    assert sum(bool(pairs) for pairs in reversed_pairs.values()) == 4
    assert not any(pairs for name, pairs in reversed_pairs.items() if name.startswith("Bi2201"))
    assert "shown for Bi2201 only: four sets have pairs of points out of order" in reason
    error = {float(r["t_star_k"]): float(r["t_star_err_k"]) for r in ROWS if r["t_star_err_k"]}
    steps = [(b[1] - a[1]) / math.hypot(error[a[1]], error[b[1]]) for q in reversed_pairs.values() for a, b in q]
    ((a, b),) = reversed_pairs["Bi2212, ARPES"]
    assert f"({a[1]:.0f} and {b[1]:.0f} K in Bi2212)" in reason
    assert max(steps) == pytest.approx(3, abs=0.1)
    assert "by three times their error" in reason
    assert ITEM["statement_verdict"] == "holds_with_scope"
    ends = [-c0 / c1 for c0, c1 in map(line, MATERIALS.values())]
    assert f"{ends[0]:.3f}, {ends[1]:.3f} and {ends[2]:.3f} holes" in reason


def test_mechanism_reason():
    reason = ITEM["mechanism_reason"]
    fits = [line(points) for points in MATERIALS.values()]
    t0 = sorted(c0 for c0, _ in fits)
    mev = [8.617333262e-2 * t for t in t0]
    assert f"{t0[0]:.0f}–{t0[-1]:.0f} K or {mev[0]:.0f}–{mev[-1]:.0f} meV" in reason
    assert f"{mev[0] / 120:.2f}–{mev[-1] / 120:.2f} of the exchange" in reason
    assert f"1/{1000 / mev[0]:.0f} to 1/{1000 / mev[-1]:.0f} of 1 eV" in reason
    with open(ROOT / "data" / "evidence" / "lsco_cell.csv", encoding="utf-8", newline="") as file:
        a, b = (float(r["a_angstrom"]) + float(r["b_angstrom"]) for r in csv.DictReader(file))
    falls = sorted(-0.075 * c1 / c0 for c0, c1 in fits)
    percent = f"{100 * falls[0]:.0f}–{100 * falls[-1]:.0f} %"
    assert b < a
    assert f"attract {100 * (a / b - 1):.1f} % more" in reason
    assert percent in reason
    assert percent in CAVEATS["C198"]
    assert f"by {100 * (a / b - 1):.1f} %" in CAVEATS["C198"]


def test_weak_point():
    weak = ITEM["weak_point"].replace("\n", " ")
    assert f"All {sum(map(len, SETS.values()))} points" in weak
    bi2212 = sorted(line(points)[0] for name, points in SETS.items() if name.startswith("Bi2212"))
    assert f"the sets give {bi2212[0]:.0f}–{bi2212[-1]:.0f} K" in weak
    # The parabola by Lagrange elimination of the normal equations.
    points = MATERIALS["Bi2201"]
    s = [sum(p**k for p, _ in points) for k in range(5)]
    y = [sum(t * p**k for p, t in points) for k in range(3)]

    def det(m):
        return sum(
            m[0][i] * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] - m[1][(i + 2) % 3] * m[2][(i + 1) % 3]) for i in range(3)
        )

    matrix = [[s[i + j] for j in range(3)] for i in range(3)]
    replaced = [[y[i], *matrix[i][1:]] for i in range(3)]
    assert f"at {det(replaced) / det(matrix):.0f} K instead of {line(points)[0]:.0f} K" in weak


def test_caveat_of_the_ledger():
    taus = sorted(tau_b(points) for points in SETS.values())
    ends = sorted(-c0 / c1 for c0, c1 in map(line, MATERIALS.values()))
    assert minus(f"between {taus[-1]:.2f} and {taus[0]:.2f} in seven") in CAVEATS["C240"]
    assert sum(t == pytest.approx(-1) for t in taus) == 3
    assert "A fall without a rise is shown in three of them" in CAVEATS["C240"]
    assert minus(f"T* in seven ({taus[-1]:.2f} to {taus[0]:.2f})") in CAVEATS["C198"]
    assert f"({ends[0]:.2f}–{ends[-1]:.2f})" in CAVEATS["C240"]


def test_the_table():
    assert "uncertain" not in {r["confidence"] for r in ROWS}
    for r in ROWS:
        assert float(r["t_star_k"]) > 0
        if r["tc_k"]:
            assert float(r["t_star_k"]) > float(r["tc_k"])
        if r["data_set"] != "single sample":
            assert r["data_set"] == f"{r['material']}, {r['probe']}"
            assert 0.05 < float(r["doping_per_cu"]) < 0.25
    # The original works are not named: at most grade B.
    assert ITEM["data_grade"] == "B"


def test_mechanism_verdict():
    # No formula of the letter for T0, and rivals have the same trend.
    assert ITEM["mechanism_verdict"] == "shared_with_rivals"
    assert "The rival accounts have a falling T* as well" in ITEM["mechanism_reason"]
