"""Section e21: the numbers of its verdict, from the data tables with the standard library alone."""

import csv
import math

import pytest

from atombridge.data import ROOT, load


def read(name):
    with open(ROOT / "data" / "evidence" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LENGTHS, ANISOTROPY = read("coherence_lengths"), read("anisotropy")
SITES = {r["compound"]: r for r in read("site_counts")}
ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e21")
CAVEAT = load("claims").set_index("id").caveat["C251"]
Y123, BI2212, PB2213 = "YBa₂Cu₃O₇", "Bi₂Sr₂CaCu₂O₈", "Pb₂Sr₂(Y,Ca)Cu₃O₈"


def by_compound():
    found = {}
    for row in ANISOTROPY:
        if row["class"].endswith("cuprate"):
            found.setdefault(row["compound"], []).append(float(row["gamma"]))
    for name in dict.fromkeys(r["measurement"] for r in LENGTHS):
        rows = {r["direction"]: r for r in LENGTHS if r["measurement"] == name and r["class"].endswith("cuprate")}
        if {"in plane", "across planes"} <= set(rows):
            ratio = float(rows["in plane"]["xi_angstrom"]) / float(rows["across planes"]["xi_angstrom"])
            found.setdefault(rows["in plane"]["compound"], []).append(ratio)
    return found


def mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def wilson(k, n, z=1.959963984540054):
    centre, half = (k + z**2 / 2) / (n + z**2), z / (n + z**2) * math.sqrt(k * (n - k) / n + z**2 / 4)
    return centre - half, centre + half


def of(measurement, column="gamma"):
    return float(next(r[column] for r in ANISOTROPY if r["measurement"] == measurement))


def test_statement_reason_has_the_numbers_of_the_tables():
    means = {c: mean(v) for c, v in by_compound().items()}
    strong, n = sum(g > 5 for g in means.values()), len(means)
    low, high = wilson(strong, n)
    reason = ITEM["statement_reason"]
    assert f"Of {n} compounds {strong} exceed 5" in reason
    assert f"({100 * strong / n:.0f} %, 95 % interval {100 * low:.0f}–{100 * high:.0f} %)" in reason
    assert f"{means[PB2213]:g} in Pb₂Sr₂(Y,Ca)Cu₃O₈" in reason
    assert means[Y123] == pytest.approx(5, abs=0.2)
    assert min(by_compound()[BI2212][:3]) > 200
    assert of("mgb2-low") == 5


def test_mechanism_reason_has_the_numbers_of_the_tables():
    means = {c: mean(v) for c, v in by_compound().items()}
    reason = ITEM["mechanism_reason"]
    assert f"organic metal has {of('kappa-et'):.0f}" in reason
    assert of("shovkun-bi2212-op", "lambda_c_um") / of("shovkun-bi2212-od", "lambda_c_um") == pytest.approx(3)
    assert "Bi₂Sr₂CaCu₂O₈ threefold" in reason.replace("\n", " ")
    simplest = SITES["Sr₁₋ₓLaₓCuO₂"]
    assert simplest["copper_sites"] == simplest["oxygen_sites"] == "1"
    assert (SITES[Y123]["copper_sites"], SITES[Y123]["oxygen_sites"]) == ("2", "4")
    assert f"{means['Sr₁₋ₓLaₓCuO₂']:.1f}, more than the {means[Y123]:.1f}" in reason


def test_verdicts_are_those_the_numbers_support():
    strong, n = sum(mean(v) > 5 for v in by_compound().values()), len(by_compound())
    assert n / 2 < strong < n  # most, not all
    assert ITEM["statement_verdict"] == "holds_with_scope"
    assert of("kappa-et") > mean(by_compound()[Y123])  # a metal without oxygen ions exceeds a cuprate
    assert ITEM["mechanism_verdict"] == "shared_with_rivals"


def test_weak_point_and_caveat():
    values = by_compound()[BI2212]
    assert {14: "they differ fourteenfold"}[round(max(values) / min(values))] in ITEM["weak_point"]
    assert f"about {mean(values):.0f} (Bi₂Sr₂CaCu₂O₈, mean of four values from {min(values):.1f} to" in CAVEAT
    assert f"{max(values):.0f})" in CAVEAT
    assert f"with {mean(by_compound()[Y123]):.1f} is only" in CAVEAT
    assert len(by_compound()) == 8
    lenient = sum(mean(v) > 4 for v in by_compound().values())
    assert f"with a threshold of 4 it would be {lenient} of {len(by_compound())}" in ITEM["weak_point"]
    assert 4 < mean(by_compound()[Y123]) < 5


def test_sites_of_the_structure_that_the_book_holds():
    sites = {r.site for r in load("crystal_sites").itertuples() if r.compound == "YBa2Cu3O7"}
    assert int(SITES[Y123]["copper_sites"]) == sum(s.startswith("Cu") for s in sites)
    assert int(SITES[Y123]["oxygen_sites"]) == sum(s.startswith("O") for s in sites)
    assert int(SITES[Y123]["other_metal_sites"]) == len(sites & {"Y", "Ba"})


def test_no_uncertain_row_and_the_grade_allows_for_quoted_ones():
    assert "uncertain" not in {r["confidence"] for r in ANISOTROPY}
    assert all(r["source"] for r in ANISOTROPY)
    assert ITEM["data_grade"] in ("B", "C")
