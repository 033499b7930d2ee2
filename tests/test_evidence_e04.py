"""Section e04: the numbers of its verdict, from the data tables with the standard library alone."""

import csv
import math

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e04")
CLAIMS = load("claims").set_index("id")
WORDS = ["none", "one", "two", "three", "four", "five", "six", "seven"]


def table(name):
    with open(ROOT / "data" / "evidence" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SITES = [r["site"] for r in table("modulation_site")]
DIRECTIONS = table("order_direction")


def sign_test(first, second):
    """Two-sided exact p value for equal chances."""
    n, least = first + second, min(first, second)
    return min(1, 2 * sum(math.comb(n, k) for k in range(least + 1)) / 2**n)


def test_statement_reason():
    reason = ITEM["statement_reason"]
    charge = [r for r in DIRECTIONS if r["carriers"] == "holes" and r["order"] != "spin"]
    bond = [r for r in charge if r["direction"] == "bond"]
    assert all(r["view"] != "chosen line" for r in charge), "the reason speaks of those that looked beyond one line"
    near = [r for r in charge if r["direction"] == "near bond"]
    assert len(charge) == len(bond) + len(near)
    assert {r["compound"] for r in near} == {"La₁.₈₈Sr₀.₁₂CuO₄"}
    assert f"Of {WORDS[len(charge)]} reports of charge order" in reason
    tilted = f"{WORDS[len(near)]}, both on La₁.₈₈Sr₀.₁₂CuO₄, slightly tilted"
    assert f"{WORDS[len(bond)]} find it along the bond and {tilted}" in reason
    confirmed = f"in {WORDS[len(bond)]} of {WORDS[len(charge)]} reports and nearly so in {WORDS[len(near)]}"
    assert confirmed in CLAIMS.caveat["C234"]
    page = (ROOT / "notebooks" / "evidence" / "e04-bond-stripe.ipynb").read_text(encoding="utf-8")
    assert f"for {WORDS[len(bond)]} of {WORDS[len(charge)]} reports of charge order, slightly tilted" in page
    spin = [r for r in DIRECTIONS if r["carriers"] == "holes" and r["order"] == "spin"]
    assert {r["direction"] for r in spin} == {"diagonal"}
    assert "0.055" in " ".join(r["doping"] for r in spin)
    assert "x ≤ 0.055" in reason
    counts = [SITES.count(s) for s in ("oxygen", "copper", "copper possible")]
    assert f"of {WORDS[len(SITES)]} reports {WORDS[counts[0]]} name oxygen, none copper" in reason
    assert f"{WORDS[counts[2]]} leave copper possible" in reason
    assert counts[1] == 0
    (cited,) = [r for r in table("modulation_site") if r["source"] == "kohsaka2007intrinsic"]
    assert cited["site"] == "oxygen"


def test_mechanism_reason():
    reason = ITEM["mechanism_reason"]
    oxygen, possible = SITES.count("oxygen"), SITES.count("copper possible")
    assert f"{oxygen} to 0 is too few for a test (p = {sign_test(oxygen, 0):.3f})" in reason
    assert f"{oxygen} to {possible} if copper gets" in reason
    assert f"(p = {sign_test(oxygen, possible):.2f})" in reason
    (pairs,) = [r for r in table("modulation_site") if r["modulated"] == "pair density"]
    assert pairs["site"] == "copper possible"
    assert "the one report on pairs is among those two" in reason


def test_verdicts_follow_from_the_counts():
    """Direction holds, site does not; a tally that no count makes significant is not evidence against."""
    oxygen, copper, possible = (SITES.count(s) for s in ("oxygen", "copper", "copper possible"))
    assert oxygen > copper + possible
    assert sign_test(oxygen, copper) > 0.05
    assert sign_test(oxygen, copper + possible) > 0.05
    assert ITEM["statement_verdict"] == "holds_with_scope"
    assert ITEM["mechanism_verdict"] == "shared_with_rivals"


def test_weak_point_counts_reports_on_the_same_compound():
    bond = [r for r in DIRECTIONS if r["carriers"] == "holes" and r["order"] != "spin" and r["direction"] == "bond"]
    same = [r for r in bond if r["compound"].startswith(("Ca₂₋ₓNa", "Ca₁.₈₈Na"))]
    assert {r["probe"] for r in same} == {"STM"}
    assert f"{WORDS[len(same)]} of the {WORDS[len(bond)]} along the bond are STM images" in ITEM["weak_point"]
    stm = [r for r in table("modulation_site") if r["site"] == "oxygen" and r["probe"] == "STM"]
    assert f"{WORDS[len(stm)]} of the {WORDS[SITES.count('oxygen')]} for oxygen are STM" in ITEM["weak_point"]


def test_weak_point_names_the_one_measurement_of_pairs():
    (pairs,) = [r for r in table("modulation_site") if r["modulated"] == "pair density"]
    assert pairs["site"] == "copper possible"
    assert "does not exclude copper" in ITEM["weak_point"]


def test_caveats_in_the_ledger_have_the_same_numbers():
    assert (
        "of seven reports on the site four name oxygen, ref 19 among them, and none copper (two leave it"
        in (CLAIMS.caveat["C190"])
    )
    assert "in two. Of seven site-resolved reports four" in CLAIMS.caveat["C234"]
    assert (len(SITES), SITES.count("oxygen"), SITES.count("copper possible")) == (7, 4, 2)


def test_rows_are_read_and_labels_are_words_at_most():
    assert {r["confidence"] for r in DIRECTIONS + table("modulation_site")} == {"seen"}
    assert ITEM["data_grade"] == "C"
