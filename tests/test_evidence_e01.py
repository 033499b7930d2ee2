"""Section e01: the numbers of its verdict, from the data tables with the standard library alone."""

import csv
import math

import pytest

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e01")
CLAIMS = load("claims").set_index("id")


def table(name):
    with open(ROOT / "data" / "evidence" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LIST = table("orbital_and_pairing")
TESTS = table("phase_sensitive_tests")


def counts(rows):
    """d carriers with d-wave and s-wave pairs, others with d-wave and s-wave pairs."""
    return [
        sum((r["carrier_orbital"] == "d") == first and r["pairing"] == pairs for r in rows)
        for first in (True, False)
        for pairs in ("d", "s")
    ]


def fisher(a, b, c, d):
    """Two-sided: all tables with the same margins that are not more probable than the one seen."""

    def ways(x):
        return math.comb(a + b, x) * math.comb(c + d, a + c - x)

    support = range(max(0, a - d), min(a + b, a + c) + 1)
    seen = ways(a)
    return sum(ways(x) for x in support if ways(x) <= seen) / sum(ways(x) for x in support)


def conditional_odds_ratio(a, b, c, d):
    """Maximum of the noncentral hypergeometric likelihood, by bisection on its mean."""
    support = range(max(0, a - d), min(a + b, a + c) + 1)
    low, high = 1e-6, 1e6
    for _ in range(200):
        middle = math.sqrt(low * high)
        weight = [math.comb(a + b, x) * math.comb(c + d, a + c - x) * middle**x for x in support]
        mean = sum(x * w for x, w in zip(support, weight, strict=True)) / sum(weight)
        low, high = (middle, high) if mean < a else (low, middle)
    return low


def odds_ratio_ends(a, b, c, d):
    """Exact 95 % interval: odds ratios at which the tail that holds the table seen has the weight 2.5 %."""
    support = range(max(0, a - d), min(a + b, a + c) + 1)

    def tail(ratio, upper):
        weight = {x: math.comb(a + b, x) * math.comb(c + d, a + c - x) * ratio**x for x in support}
        return sum(w for x, w in weight.items() if (x >= a if upper else x <= a)) / sum(weight.values())

    ends = []
    for upper in (True, False):
        low, high = 1e-6, 1e6
        for _ in range(200):
            middle = math.sqrt(low * high)
            too_low = tail(middle, upper) < 0.025 if upper else tail(middle, upper) > 0.025
            low, high = (middle, high) if too_low else (low, middle)
        ends.append(low)
    return ends


def test_statement_reason():
    reason = ITEM["statement_reason"]
    flux = [r for r in TESTS if r["kind"] == "flux"]
    assert all(r["reading"] == "sign change" for r in flux)
    assert [r["carriers"] for r in flux].count("holes") == 4
    assert [r["carriers"] for r in flux].count("electrons") == 1
    assert sum(r["compound"].endswith("Ba₂Cu₃O₇") for r in flux) == 2
    assert "four hole-doped compounds, two of them of one family" in reason
    assert "five of five tests listed" in reason
    assert "five of five tests listed" in CLAIMS.caveat["C231"]
    assert ITEM["statement_verdict"] == "holds", "every listed test of the sign shows it"
    (ratio,) = [r for r in TESTS if "at least 1.2 times" in r["finding"]]
    assert ratio["reading"] == "sign change, s part"
    assert "at least 1.2 times" in reason
    twisted = {r["reading"] for r in TESTS if "twisted" in r["experiment"]}
    assert twisted == {"sign change", "isotropic part"}, "the dispute that the reason speaks of"


def test_mechanism_reason():
    reason = ITEM["mechanism_reason"]
    a, b, c, d = counts(LIST)
    assert f"a list of {len(LIST)} superconductors {a} of {a + b} with d carriers and {c} of {c + d} with" in reason
    low, high = odds_ratio_ends(a, b, c, d)
    interval = f"95 % interval {low:.2f}–{high:.2f}"
    assert f"odds ratio {conditional_odds_ratio(a, b, c, d):.2f}, {interval}, Fisher" in reason
    assert f"Fisher p = {fisher(a, b, c, d):.2f})" in reason
    assert low < 1 < high
    assert ITEM["mechanism_verdict"] == "shared_with_rivals", "neither for nor against at this interval"
    a, b, c, d = counts([r for r in LIST if r["class"] != "cuprate"])
    assert f"{a} of {a + b}, a nickelate, against {c} of {c + d} (p = {fisher(a, b, c, d):.2f})" in reason
    (b_read,) = [float(r["b_cos2phi"]) for r in table("gap_harmonics") if r["confidence"] != "uncertain"]
    weight = b_read**2 / (b_read**2 + (1 - b_read) ** 2)
    assert f"{100 * weight:.1f} % of its weight" in reason
    assert f"{100 * weight:.1f} % of its weight" in CLAIMS.caveat["C154"]


def test_weak_point():
    weak = ITEM["weak_point"]
    assert f"{sum(r['confidence'] == 'known' for r in LIST)} of its {len(LIST)} lines" in weak
    without = counts([r for r in LIST if r["class"] not in ("cuprate", "nickelate")])
    assert f"(p = {fisher(*without):.2f})" in weak


def test_ledger_has_the_same_counts():
    a, b, c, d = counts(LIST)
    text = f"{len(LIST)} superconductors {a} of {a + b} with d carriers are d-wave and {c} of {c + d} with others"
    assert text in CLAIMS.caveat["C147"]
    for named in ("SrTiO₃", "KOs₂O₆"):
        (row,) = [r for r in LIST if named in r["material"]]
        assert (row["carrier_orbital"], row["pairing"], row["contested_by"]) == ("d", "s", "")
        assert named in CLAIMS.caveat["C147"]


def test_no_uncertain_row_decides_and_the_grade_fits():
    assert "uncertain" not in {r["confidence"] for r in LIST + TESTS}
    assert "known" in {r["confidence"] for r in LIST}
    assert ITEM["data_grade"] in ("B", "C")


@pytest.mark.parametrize("row", LIST, ids=lambda r: r["material"])
def test_contesting_works_are_in_the_bibliography(row):
    bibliography = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    assert not row["contested_by"] or f"{{{row['contested_by']}," in bibliography
