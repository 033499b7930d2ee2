"""Section e20: the numbers of its verdict, from the data tables with the standard library alone."""

import csv
import itertools
import math
import statistics

import pytest

from atombridge.data import ROOT, load


def read(name):
    with open(ROOT / "data" / "evidence" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LENGTHS, ANISOTROPY, DISTANCES = read("coherence_lengths"), read("anisotropy"), read("plane_distances")
ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e20")
CAVEATS = load("claims").set_index("id").caveat


def pairs():
    """Measurement -> (compound, ratio, whether a bound) for measurements of cuprates with both lengths."""
    found = {}
    for name in dict.fromkeys(r["measurement"] for r in LENGTHS):
        rows = {r["direction"]: r for r in LENGTHS if r["measurement"] == name and r["class"].endswith("cuprate")}
        if {"in plane", "across planes"} <= set(rows):
            ratio = float(rows["in plane"]["xi_angstrom"]) / float(rows["across planes"]["xi_angstrom"])
            found[name] = rows["in plane"]["compound"], ratio, any(r["kind"] != "measured" for r in rows.values())
    return found


def distance(compound, quantity):
    return next(float(r["value_angstrom"]) for r in DISTANCES if (r["compound"], r["quantity"]) == (compound, quantity))


def per_compound():
    """Compound -> (geometric mean of all anisotropies, whether nothing but an upper bound)."""
    values = {}
    for compound, ratio, bound in pairs().values():
        values.setdefault(compound, []).append((ratio, bound))
    for row in ANISOTROPY:
        if row["class"].endswith("cuprate"):
            values.setdefault(row["compound"], []).append((float(row["gamma"]), row["kind"] == "upper bound"))
    return {
        c: (statistics.geometric_mean(g for g, _ in found), all(b for _, b in found)) for c, found in values.items()
    }


def spearman(x, y):
    def rank(values):
        return [sorted(values).index(v) for v in values]

    n = len(x)
    return 1 - 6 * sum((a - b) ** 2 for a, b in zip(rank(x), rank(y), strict=True)) / (n * (n**2 - 1))


def test_statement_reason_counts_the_measurements_and_the_compounds():
    measured = [ratio for _, ratio, bound in pairs().values() if not bound]
    assert len(measured) == 6
    assert min(measured) > 1
    reason = ITEM["statement_reason"]
    assert f"all {len(measured)} measurements" in reason
    assert f"factors of {min(measured):.1f} to {max(measured):.1f}" in reason
    decided = [g for g, bound in per_compound().values() if not bound]
    more = sum(g > 1 for g in decided)
    assert f"{more} of {len(decided)} (p = {2 * 0.5 ** len(decided):.3f}" in reason
    assert more == len(decided)
    assert f"all {len(measured)} measurements" in CAVEATS["C250"]
    assert f"{more} of {len(decided)} compounds" in CAVEATS["C250"]


def test_mechanism_reason_has_the_distances():
    single = {r["compound"] for r in DISTANCES if r["layers"] == "single layer"}
    ratios = {c: distance(c, "cell edge") / distance(c, "nearest plane") for c in single}
    reason = ITEM["mechanism_reason"]
    assert {5: "five"}[len(single)] + " single-layer compounds" in reason
    assert f"{min(ratios.values()):.2f}–{max(ratios.values()):.2f}" in reason
    assert f"HgBa₂CuO₄ has {ratios['HgBa₂CuO₄']:.2f} and a measured ratio of {pairs()['hg1201-film'][1]:.0f}" in reason
    for compound, word in (("YBa₂Cu₃O₇", 4), ("Sr₁₋ₓLaₓCuO₂", 7)):
        ratio = distance(compound, "cell edge") / distance(compound, "nearest plane")
        assert round(per_compound()[compound][0] / ratio) == word
        assert f"{ratio:.2f}" in CAVEATS["C208"]
    assert "four and seven times larger" in reason
    planes = [distance(c, "nearest plane") for c in single]
    edges = [distance(c, "cell edge") for c in single]
    assert f"{min(planes):.1f} Å" in CAVEATS["C208"]
    assert f"{max(planes):.1f} Å" in CAVEATS["C208"]
    assert f"{min(edges):.1f}–{max(edges):.1f} Å" in CAVEATS["C208"]


def test_no_correlation_of_anisotropy_with_the_ratio_of_distances():
    compounds = [c for c in per_compound() if any(r["compound"] == c for r in DISTANCES)]
    gamma = [per_compound()[c][0] for c in compounds]
    ratio = [distance(c, "cell edge") / distance(c, "repeat") for c in compounds]
    rho = spearman(ratio, gamma)
    assert f"Over {len(compounds)} compounds" in ITEM["mechanism_reason"]
    assert f"−{-rho:.2f}" in ITEM["mechanism_reason"]
    values = [
        i
        for i, c in enumerate(compounds)
        if not per_compound()[c][1] and not any(r["compound"] == c and r["kind"] != "measured" for r in ANISOTROPY)
    ]
    without = spearman([ratio[i] for i in values], [gamma[i] for i in values])
    assert f"{without:.2f} without bounds" in ITEM["mechanism_reason"]
    # Interval of Fisher's z with the variance of Bonett and Wright
    half = 1.959964 * math.sqrt((1 + rho**2 / 2) / (len(compounds) - 3))
    low, high = math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half)
    assert f"95 % interval −{-low:.2f} to {high:.2f}" in ITEM["mechanism_reason"]
    orders = list(itertools.permutations(gamma))
    as_far = sum(abs(spearman(ratio, order)) >= abs(rho) - 1e-9 for order in orders) / len(orders)
    assert as_far == pytest.approx(0.50, abs=0.005)


def test_verdicts_are_those_the_numbers_support():
    assert all(ratio > 1 for _, ratio, bound in pairs().values() if not bound)
    assert ITEM["statement_verdict"] == "holds"
    # The stated reason has the wrong sign in every single-layer compound with a measured anisotropy above one.
    for compound in {r["compound"] for r in DISTANCES if r["layers"] == "single layer"} & set(per_compound()):
        assert distance(compound, "cell edge") < distance(compound, "nearest plane")
        assert per_compound()[compound][0] > 1
    assert ITEM["mechanism_verdict"] == "against"


def test_weak_point_and_added_check():
    oxygen = distance("Nd₂₋ₓCeₓCuO₄", "cell edge") / distance("Nd₂₋ₓCeₓCuO₄", "oxygen above oxygen")
    assert f"ratio of {oxygen:.2f}" in ITEM["weak_point"]
    assert sum(c == "YBa₂Cu₃O₇" for c, _, _ in pairs().values()) == 2
    nearest = min(float(r["value_angstrom"]) for r in DISTANCES if r["quantity"] == "nearest plane")
    assert f"{nearest:.2f} Å" in CAVEATS["C346"] or f"{nearest + 1e-9:.2f} Å" in CAVEATS["C346"]


def test_readings_with_oxygen():
    ratios = []
    for compound in ("YBa₂Cu₃O₇", "HgBa₂Ca₂Cu₃O₈"):
        a, h = distance(compound, "cell edge"), distance(compound, "apical oxygen")
        nearest = a / math.sqrt(2)
        ratios += [nearest / math.sqrt(a**2 / 4 + h**2), a / (2 * h), nearest / h, a / h]
    a, d = (distance("Nd₂₋ₓCeₓCuO₄", q) for q in ("cell edge", "oxygen above oxygen"))
    ratios += [a / math.sqrt(2) / d, a / d]
    said = f"{sum(r > 1 for r in ratios)} of {len(ratios)} readings have the right sign"
    for text in (ITEM["mechanism_reason"], CAVEATS["C208"]):
        assert said in text
        assert f"{max(ratios):.2f}" in text


def test_distances_follow_from_their_cells():
    sites = {r.site: r for r in load("crystal_sites").itertuples() if r.compound == "YBa2Cu3O7" and r.z < 0.5}
    copper, apical = sites["Cu2"], sites["O1"]
    assert distance("YBa₂Cu₃O₇", "nearest plane") == pytest.approx((1 - 2 * copper.z) * copper.c_angstrom, abs=0.001)
    assert distance("YBa₂Cu₃O₇", "apical oxygen") == pytest.approx((copper.z - apical.z) * copper.c_angstrom, abs=0.001)
    assert distance("YBa₂Cu₃O₇", "cell edge") == pytest.approx((copper.a_angstrom + copper.b_angstrom) / 2, abs=0.001)
    cell = load("lsco_cell").set_index("x_sr").loc[0.075]
    edge = math.sqrt((cell.a_angstrom**2 + cell.b_angstrom**2) / 4)
    assert distance("La₂₋ₓSrₓCuO₄", "cell edge") == pytest.approx(edge, abs=0.001)
    assert distance("La₂₋ₓSrₓCuO₄", "repeat") == pytest.approx(cell.c_angstrom / 2, abs=0.001)
    square = load("plane_lattice").set_index("record").loc["A00169"]
    assert distance("Tl₂Ba₂CuO₆", "repeat") == pytest.approx(square.c_angstrom / 2, abs=0.001)
    nd = distance("Nd₂₋ₓCeₓCuO₄", "repeat")
    assert distance("Nd₂₋ₓCeₓCuO₄", "oxygen above oxygen") == pytest.approx(nd / 2, abs=0.001)


@pytest.mark.parametrize("row", [r for r in ANISOTROPY if r["lambda_c_um"]], ids=lambda r: r["measurement"])
def test_ratios_of_penetration_depths(row):
    assert float(row["gamma"]) == pytest.approx(float(row["lambda_c_um"]) / float(row["lambda_ab_um"]), rel=0.005)


def test_no_uncertain_row_and_the_grade_allows_for_quoted_ones():
    for rows in (ANISOTROPY, DISTANCES):
        assert "uncertain" not in {r["confidence"] for r in rows}
    assert ITEM["data_grade"] in ("B", "C")
