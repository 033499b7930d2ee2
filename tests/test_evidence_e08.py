"""Item e08: the numbers of its verdict and of its statements, from the tables without the page's functions."""

import csv
import itertools
import math
import statistics

import pytest

from atombridge.data import ROOT, load


def table(name):
    with open(ROOT / "data" / "evidence" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = table("gap_scales")
ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e08")
CAVEAT = load("claims").set_index("id").caveat
SETS = ["Bi2212 photoemission peak", "Bi2212 Raman peak", "Hg1201 Raman peak", "Bi2212 Raman edge", "Hg1201 Raman edge"]


def points(data_set, most=1.0):
    rows = [r for r in ROWS if r["data_set"] == data_set]
    return [(float(r["doping_per_cu"]), float(r["two_delta_mev"])) for r in rows if float(r["doping_per_cu"]) <= most]


def kendall(pairs):
    """tau-b over all pairs of points."""
    signs = [
        ((b[0] > a[0]) - (b[0] < a[0]), (b[1] > a[1]) - (b[1] < a[1])) for a, b in itertools.combinations(pairs, 2)
    ]
    both = sum(x * y for x, y in signs)
    return both / math.sqrt(sum(x * x for x, _ in signs) * sum(y * y for _, y in signs))


def theil_sen(pairs):
    return statistics.median((b[1] - a[1]) / (b[0] - a[0]) for a, b in itertools.combinations(pairs, 2) if a[0] != b[0])


def minus(value, digits):
    return f"{value:.{digits}f}".replace("-", "−")


def fitted(pairs, at):
    x, y = zip(*pairs, strict=True)
    mx, my = statistics.mean(x), statistics.mean(y)
    slope = sum((a - mx) * (b - my) for a, b in pairs) / sum((a - mx) ** 2 for a in x)
    return my + slope * (at - mx)


def half_copper_distance():
    """Intercept and slope of half the Cu-Cu distance against Sr content, least squares over both tables."""
    cells = [
        (float(c["x_sr"]), math.sqrt(float(c["a_angstrom"]) ** 2 + float(c["b_angstrom"]) ** 2) / 4)
        for c in table("lsco_cell") + table("lsco_cell_60k")
    ]
    zero = fitted(cells, 0)
    return zero, fitted(cells, 1) - zero


def attraction(p, oxygen_share):
    zero, slope = half_copper_distance()
    return (2 + (1 - oxygen_share) * p) * (2 - oxygen_share * p / 2) / (zero + slope * p)


def screening_length(p):
    """Thomas-Fermi length in angstrom, sqrt(pi a0 / 4 kF), of p free electrons in the volume of a copper."""
    cells = table("lsco_cell") + table("lsco_cell_60k")
    volume = statistics.mean(math.prod(float(c[f"{e}_angstrom"]) for e in "abc") / 4 for c in cells)
    fermi_wavevector = (3 * math.pi**2 * p / volume) ** (1 / 3)
    return math.sqrt(math.pi * 0.529177 / (4 * fermi_wavevector))


def screened(p, oxygen_share):
    zero, slope = half_copper_distance()
    return attraction(p, oxygen_share) * math.exp(-(zero + slope * p) / screening_length(p))


def test_statement_reason():
    reason = ITEM["statement_reason"]
    tau = [kendall(points(s)) for s in SETS]
    n = [len(points(s)) for s in SETS]
    assert f"{minus(tau[0], 2)} (n = {n[0]}) for photoemission" in reason
    assert f"{minus(tau[1], 2)} (n = {n[1]}) and {minus(tau[2], 2)} (n = {n[2]}) for Raman peaks" in reason
    assert tau[3] == tau[4] == -1
    assert f"−1.00 (n = {n[3]} and {n[4]}) for Raman edges" in reason
    slopes = [theil_sen(points(s)) for s in SETS]
    assert f"from {minus(max(slopes), 0)} to {minus(min(slopes), 0)} meV per hole" in reason
    under = points("Bi2212 Raman peak", most=0.16)
    assert f"(τ = {minus(kendall(under), 2)}, n = {len(under)})" in reason


def test_small_set_fails_the_limit_for_several_tests():
    # all orders of five points: two of 120 are as extreme
    assert 2 / math.factorial(5) > 0.05 / len(SETS)
    assert 2 / math.factorial(7) < 0.05 / len(SETS)
    assert "The set of five points does not pass the limit" in ITEM["weak_point"]


def test_mechanism_reason():
    reason = ITEM["mechanism_reason"]
    arpes = points(SETS[0])
    low, high = min(p for p, _ in arpes), max(p for p, _ in arpes)
    assert f"Between p = {low:g} and {high:g}" in reason
    assert f"falls by {100 * (1 - fitted(arpes, high) / fitted(arpes, low)):.0f} %" in reason
    oxygen = 1 - attraction(high, 1.0) / attraction(low, 1.0)
    copper = attraction(high, 0.0) / attraction(low, 0.0) - 1
    assert f"by {100 * oxygen:.1f} % with all holes on oxygen" in reason
    assert f"rises by {100 * copper:.1f} % with the holes on copper" in reason
    loss = [1 - screened(high, share) / screened(low, share) for share in (1.0, 0.0)]
    assert f"it falls by {100 * loss[0]:.0f} or {100 * loss[1]:.0f} %" in reason
    assert "less than half of the size" in reason
    assert max(loss) < 0.5 * (1 - fitted(arpes, high) / fitted(arpes, low))


def test_screening_length_is_that_of_the_letter_and_shorter_than_the_bond():
    arpes = points(SETS[0])
    lengths = sorted(screening_length(p) for p in (min(arpes)[0], max(arpes)[0]))
    assert f"The screening length, {lengths[0]:.1f}–{lengths[1]:.1f} Å, is shorter than the bond" in ITEM["weak_point"]
    assert lengths[1] < half_copper_distance()[0]
    # at 1e21 per cubic centimetre the letter has 1.16 angstrom; here that is p = 0.095
    assert screening_length(0.0945) == pytest.approx(1.16, abs=0.005)


def test_bonds_shorten_at_the_same_rate_in_both_experiments():
    rates = []
    for name in ("lsco_cell", "lsco_cell_60k"):
        first, last = table(name)
        r = [math.hypot(float(c["a_angstrom"]), float(c["b_angstrom"])) / 4 for c in (first, last)]
        assert 1.88 < r[1] < r[0] < 1.91
        rates.append((r[1] / r[0] - 1) / float(last["x_sr"]))
    assert rates[0] == pytest.approx(rates[1], rel=0.02)


def test_caveats_in_the_ledger():
    arpes = points(SETS[0])
    first, last = min(arpes), max(arpes)
    words = f"falls from {first[1]:.0f} to {last[1]:.0f} meV between p = {first[0]:g} and {last[0]:g}"
    assert words in CAVEAT["C139"]
    tau = [kendall(points(s)) for s in SETS]
    words = f"{minus(max(tau), 2)} to {minus(min(tau), 2)}"
    assert words in CAVEAT["C198"]
    assert words in CAVEAT["C238"]
    oxygen = 1 - attraction(last[0], 1.0) / attraction(first[0], 1.0)
    fall = 1 - fitted(arpes, last[0]) / fitted(arpes, first[0])
    assert f"falls by {100 * fall:.0f} % a bare Cu–O attraction falls by {100 * oxygen:.1f} %" in CAVEAT["C198"]
    loss = sorted(100 - 100 * screened(last[0], s) / screened(first[0], s) for s in (0.0, 1.0))
    assert f"screened by the carriers falls by {loss[0]:.0f}–{loss[1]:.0f} %" in CAVEAT["C198"]
    assert attraction(last[0], 0.0) > attraction(first[0], 0.0)


def test_sets_without_a_named_original_do_not_count():
    unnamed = [r for r in ROWS if r["source"] == "luhaozhang2021validation"]
    assert {r["data_set"] for r in unnamed} == {"Bi2212 unnamed original"}
    assert not set(SETS) & {r["data_set"] for r in unnamed}
    assert ITEM["data_grade"] == "A"


def test_verdicts_follow_from_the_numbers():
    assert all(kendall(points(s)) < -0.8 for s in SETS), "it falls in every set"
    under = points("Bi2212 Raman peak", most=0.16)
    # of the 120 orders of five points, 58 have a tau at least as far from zero as 0.4
    orders = [kendall(list(zip(range(5), order, strict=True))) for order in itertools.permutations(range(5))]
    chance = sum(abs(t) >= abs(kendall(under)) - 1e-9 for t in orders) / len(orders)
    assert chance == pytest.approx(58 / 120), "not shown to fall throughout"
    assert ITEM["statement_verdict"] == "holds_with_scope"
    low, high = min(points(SETS[0]))[0], max(points(SETS[0]))[0]
    assert attraction(high, 0.0) > attraction(low, 0.0)
    assert screened(high, 0.0) < screened(low, 0.0)
    assert ITEM["mechanism_verdict"] == "shared_with_rivals", "the sign depends on what is assumed"
