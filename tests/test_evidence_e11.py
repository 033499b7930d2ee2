"""Item e11: its numbers from the two tables with the standard library alone."""

import csv
import math

import pytest

from atombridge.data import ROOT, load

K_MEV = 8.617333262e-2  # Boltzmann's constant, meV per kelvin
ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e11")
CAVEATS = load("claims").set_index("id").caveat


def table(name):
    with open(ROOT / "data" / "evidence" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ONSETS = {r["measurement"]: r for r in table("pair_onset")}
SINGLE = {r["material"]: r for r in table("pseudogap_temperature") if r["data_set"] == "single sample"}
EQUILIBRIUM = [r for r in ONSETS.values() if r["kind"] != "light-driven"]


def number(row, name):
    return float(row[name]) if row[name] else None


def above(row, end):
    if row[f"above_tc_{end}_k"]:
        return float(row[f"above_tc_{end}_k"])
    if row["tc_k"] and row[f"onset_{end}_k"]:
        return float(row[f"onset_{end}_k"]) - float(row["tc_k"])
    return None


def pairing_k(full_gap, ratio):
    return full_gap / (ratio * K_MEV)


def test_statement_reason():
    reason = ITEM["statement_reason"].replace("\n", " ")
    ratios = [float(r["t_star_k"]) / float(r["tc_k"]) for r in SINGLE.values()]
    assert len(ratios) == 4
    assert f"{min(ratios):.1f}–{max(ratios):.1f} times Tc in four samples" in reason
    assert len(EQUILIBRIUM) == 10
    low = [x for x in (above(r, "low") for r in EQUILIBRIUM) if x]
    nearest = min(EQUILIBRIUM, key=lambda r: above(r, "low") or 1e3)
    assert above(nearest, "low") == min(low)
    assert f"from {min(low):g}–{above(nearest, 'high'):g} K above Tc (resistivity)" in reason
    nernst = ONSETS["lsco-nernst"]
    assert f"{above(nernst, 'low'):g}–{above(nernst, 'high'):g} K above it (Nernst)" in reason
    largest = max(EQUILIBRIUM, key=lambda r: number(r, "onset_high_k") or 0)
    assert f"{float(largest['onset_high_k']):g} K at most (infrared)" in reason
    assert largest["probe"].startswith("infrared")
    assert float(largest["onset_high_k"]) < 300
    assert f"full gap of {300 * 7.9 * K_MEV:.0f} meV" in reason
    assert f"corresponds to {pairing_k(80, 7.9):.0f} K, or to {pairing_k(160, 7.9):.0f} K" in reason
    peak, edge = (
        max(
            (float(r["two_delta_mev"]), float(r["doping_per_cu"])) for r in table("gap_scales") if r["data_set"] == name
        )
        for name in ("Bi2212 photoemission peak", "Bi2212 Raman edge")
    )
    assert f"{peak[0]:.0f} meV in photoemission would give {pairing_k(peak[0], 7.9):.0f} K" in reason
    assert f"Raman edge of {edge[0]:.0f} meV" in reason
    assert f"a gap of pairs, {pairing_k(edge[0], 7.9):.0f} K" in reason
    assert max(peak[1], edge[1]) < 0.14, "below the doping at which the ratio was found"
    assert f"a Raman edge of {edge[0]:.0f} meV would give {pairing_k(edge[0], 7.9):.0f} K" in CAVEATS["C017"]


def test_mechanism_reason():
    found = []
    for r in EQUILIBRIUM:
        if r["sample"] in SINGLE:
            star, tc = float(SINGLE[r["sample"]]["t_star_k"]), float(r["tc_k"])
            middle = (float(r["onset_low_k"]) + float(r["onset_high_k"])) / 2
            found.append((middle - tc) / (star - tc))
    assert len(found) == 2
    assert f"{found[0]:.2f} and {found[1]:.2f} of the way" in ITEM["mechanism_reason"].replace("\n", " ")


def test_weak_point():
    weak = ITEM["weak_point"].replace("\n", " ")
    assert len(ONSETS) == 11
    assert weak.startswith("Eleven abstracts")
    assert f"is {max(number(r, 'onset_high_k') or 0 for r in EQUILIBRIUM):g} K after it" in weak


def test_caveats_in_the_ledger():
    d_wave = 2 * math.pi * math.exp(-0.5772156649015329) * 2 * math.exp(-0.5)
    assert f"{pairing_k(80, 7.9):.0f} K (full gap) or {pairing_k(160, 7.9):.0f} K (half gap)" in CAVEATS["C017"]
    assert f"full gap of {300 * 7.9 * K_MEV:.0f} meV" in CAVEATS["C017"]
    assert f"would give {pairing_k(160, d_wave):.0f} K" in CAVEATS["C017"]
    assert f"{pairing_k(80, 7.9):.0f} K if 80 meV is the full gap and {pairing_k(160, 7.9):.0f} K" in CAVEATS["C162"]
    times = f"{80 / (300 * K_MEV):.1f} times the thermal energy"
    assert times in CAVEATS["C097"]
    assert times in CAVEATS["C359"]
    assert f"requires {300 * 7.9 * K_MEV:.0f} meV" in CAVEATS["C097"]
    assert f"{pairing_k(80, 7.9):.0f} K with the ratio of ref 12 and {pairing_k(80, d_wave):.0f} K" in CAVEATS["C359"]
    low = min(x for x in (above(r, "low") for r in EQUILIBRIUM) if x)
    high = max(x for x in (above(r, "high") for r in EQUILIBRIUM) if x)
    assert f"onsets lie {low:.0f}–{high:.0f} K above Tc, 180 K at most" in CAVEATS["C241"]


@pytest.mark.parametrize("row", ONSETS.values(), ids=ONSETS)
def test_rows_say_one_thing_and_are_read(row):
    given = [bool(row[x]) for x in ("onset_low_k", "above_tc_low_k", "times_tc")]
    assert sum(given) == 1
    for stem in ("onset", "above_tc"):
        low, high = number(row, f"{stem}_low_k"), number(row, f"{stem}_high_k")
        assert (low is None) == (high is None)
        assert low is None or low <= high
    assert row["confidence"] == "seen"


def test_onsets_are_those_of_their_abstracts():
    """Transcribed a second time from the abstracts: Tc, onset, distance from Tc, multiple of Tc."""
    read = {
        "hg1201-microwave": (94.3, 105, None, None),
        "ybco-torque": (None, None, None, 1.1),
        "lsco-thz-1": (41, None, 16, None),
        "ybco-derivative": (None, None, 30, None),
        "josephson": (None, None, 15, None),
        "bi2212-break-junction": (88.5, 115, None, None),
        "lsco-nernst": (None, None, 100, None),
        "rbco-infrared": (None, 180, None, None),
    }
    columns = ("tc_k", "onset_high_k", "above_tc_high_k", "times_tc")
    assert {k: tuple(number(ONSETS[k], c) for c in columns) for k in read} == read


def test_only_the_light_driven_row_reaches_room_temperature():
    reaching = [r["kind"] for r in ONSETS.values() if (number(r, "onset_high_k") or 0) >= 300]
    assert reaching == ["light-driven"]
    assert ITEM["data_grade"] == "B"


def test_verdicts_follow_from_the_numbers():
    assert all((above(r, "low") or 1) > 0 for r in EQUILIBRIUM)
    assert max(number(r, "onset_high_k") or 0 for r in EQUILIBRIUM) < 300
    assert ITEM["statement_verdict"] == "holds_with_scope"
    assert ITEM["mechanism_verdict"] == "shared_with_rivals"
