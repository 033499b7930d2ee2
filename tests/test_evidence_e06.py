"""Section e06: the numbers of its verdict, from the data tables with the standard library alone."""

import csv
import math
import random

import pytest

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e06")
CLAIMS = load("claims").set_index("id")


def table(name):
    with open(ROOT / "data" / "evidence" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


Q = [r for r in table("charge_order_wavevectors") if r["family"] == "NCCO"]
ELECTRONS = [r for r in table("planar_hole_contents") if r["carriers"] == "electrons"]


def share_on_copper(shift=lambda: 0.0):
    copper, oxygen = (
        [float(r[f"{atom}_holes_per_plane_cell"]) + shift() for r in ELECTRONS] for atom in ("copper", "oxygen")
    )
    step = copper[0] - copper[1]
    return step / (step + oxygen[0] - oxygen[1])


def test_statement_reason():
    reason = ITEM["statement_reason"]
    usable = [r for r in Q if r["confidence"] != "uncertain"]
    values = sorted((float(r["q_rlu"]) for r in usable), reverse=True)
    assert {r["doping_per_cu"] for r in usable} == {"0.14"}
    assert f"wavevectors of {values[0]:g} and {values[1]:g} at x = 0.14" in reason
    assert f"(wavevectors {values[0]:g} and {values[1]:g} at x = 0.14)" in CLAIMS.caveat["C236"]
    assert f"{share_on_copper():.2f} of each doped electron is on copper" in reason
    generator = random.Random(6)
    found = sorted(share_on_copper(lambda: generator.gauss(0, 0.01)) for _ in range(20000))
    assert found[500] == pytest.approx(0.71, abs=0.01)
    assert found[19500] == pytest.approx(1.12, abs=0.02)
    for text in (reason, CLAIMS.caveat["C191"]):
        assert "0.71–1.12" in text
    (cited,) = [r for r in table("electron_doped_order") if r["source"] == "reichardt2018bulk"]
    assert "hole-doped" in cited["compound"]
    assert "one of the three cited works is on a hole-doped compound" in reason


def test_mechanism_reason():
    reason = ITEM["mechanism_reason"]
    sites = [r["site"] for r in table("doped_carrier_site") if r["carriers"] == "electrons"]
    assert sites == ["copper"] * 3
    assert "three of three reports put the average doped electron on copper, which e02 counts" in reason
    assert "three of three reports place doped electrons on copper" in CLAIMS.caveat["C236"]
    assert f"crystal of pairs ({math.sqrt(0.14 / 2):.3f})" in reason
    assert f"a fixed quarter ({0.25:.3f})" in reason
    findings = {
        r["compound"]: r["finding"] for r in table("electron_doped_order") if r["question"] == "superconductivity"
    }
    assert "do not superconduct" in findings["Nd₁.₈₆Ce₀.₁₄CuO₄"]
    assert "weaker below Tc" in findings["La₂₋ₓCeₓCuO₄"]
    (fermi_line,) = [r for r in table("electron_doped_order") if r["question"] == "Fermi line"]
    (rival,) = [r for r in ITEM["rivals"] if r["name"].startswith("spin fluctuation")]
    assert "not accounting for the wavevector" in fermi_line["finding"]
    assert "not accounting for the wavevector" in rival["says"]
    assert fermi_line["source"] in rival["sources"]


def test_verdicts_follow_from_what_was_measured():
    """The order holds, its site is unresolved, so this item alone tells no picture apart."""
    usable = [float(r["q_rlu"]) for r in Q if r["confidence"] != "uncertain"]
    assert all(abs(q - 0.25) < 0.02 for q in usable)
    assert not [r for r in table("electron_doped_order") if r["question"] == "site" and "hole" not in r["compound"]]
    assert ITEM["statement_verdict"] == "holds_with_scope"
    assert ITEM["mechanism_verdict"] == "shared_with_rivals"


def test_no_report_resolves_the_site_of_this_order():
    sites = [r for r in table("electron_doped_order") if r["question"] == "site"]
    assert all("hole-doped" in r["compound"] for r in sites)
    assert not any(r["material"].startswith("Nd") for r in table("modulation_site"))


def test_recalled_rows_are_marked_and_decide_nothing():
    """With them the slope would be positive, about half that of a pair crystal: what the page says of them."""
    recalled = sorted((float(r["doping_per_cu"]), float(r["q_rlu"])) for r in Q if r["confidence"] == "uncertain")
    assert recalled == [(0.059, 0.2), (0.166, 0.26)]
    (x_1, q_1), (x_2, q_2) = recalled
    slope, crystal = (q_2 - q_1) / (x_2 - x_1), (math.sqrt(x_2 / 2) - math.sqrt(x_1 / 2)) / (x_2 - x_1)
    assert 0.45 < slope / crystal < 0.55
    for text in (ITEM["statement_reason"], ITEM["mechanism_reason"], ITEM["weak_point"]):
        assert "0.20" not in text
        assert "0.26 " not in text
    others = table("electron_doped_order") + table("doped_carrier_site") + ELECTRONS
    assert "uncertain" not in {r["confidence"] for r in others}


def test_weak_point_counts():
    assert len(ELECTRONS) == 2
    assert "rests on two points" in ITEM["weak_point"]
    assert "Only two wavevectors, at one doping" in ITEM["weak_point"]
