"""Section e22: the numbers of its verdict, from the data tables with the standard library alone."""

import csv
import math
import statistics

import pytest
from shown import page_text

from atombridge.data import ROOT, load

ELEMENTARY_CHARGE = 1.602176634e-19  # C, exact
ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e22")
CAVEAT = load("claims").set_index("id").caveat


def rows(path):
    with (ROOT / "data" / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COUNTS, OTHER = rows("evidence/carrier_counts.csv"), "evidence/carrier_densities.csv"
PLANES = {r["record"]: r for r in rows("paper/plane_lattice.csv")}
HALL = {float(r["temperature_k"]): float(r["hall_coefficient_mm3_per_c"]) for r in rows("evidence/hall_y124.csv")}


def volume(row):
    cell = row if row["a_angstrom"] else PLANES[row["cell_record"]]
    a, c = float(cell["a_angstrom"]), float(cell["c_angstrom"])
    return a * float(cell["b_angstrom"] or a) * c


def density(row, extra=0):
    """In 10^21 per cm^3: one carrier per cubic nanometre is 10^21."""
    return (float(row["doping_per_cu"]) + extra) * int(row["planar_copper_per_cell"]) / (volume(row) / 1000)


P = {r["short_name"]: density(r) for r in COUNTS}
FULL = {r["short_name"]: density(r, 1) for r in COUNTS}


def in_band(values):
    return sum(1 / math.sqrt(10) <= v <= math.sqrt(10) for v in values)


def test_statement_reason_has_the_counts():
    reason = ITEM["statement_reason"]
    dopings = [float(r["doping_per_cu"]) for r in COUNTS]
    assert (len(COUNTS), in_band(P.values()), in_band(FULL.values())) == (8, 8, 0)
    for text in (
        f"eight cuprates with a doping of {min(dopings):.2f}–{max(dopings):.2f}",
        f"{min(P.values()):.1f}–{max(P.values()):.1f} × 10²¹ cm⁻³, geometric mean "
        f"{statistics.geometric_mean(P.values()):.1f}",
        "all eight lie within a factor √10",
        f"{min(FULL.values()):.0f}–{max(FULL.values()):.0f} × 10²¹ cm⁻³, and none lies in the band",
    ):
        assert text in reason, text


def test_mechanism_reason_has_the_corners_and_the_missing_charge():
    per_cu = [volume(r) / int(r["planar_copper_per_cell"]) for r in COUNTS]
    assert f"{0.05e3 / max(per_cu):.1f}–{0.27e3 / min(per_cu):.1f} × 10²¹ cm⁻³" in ITEM["mechanism_reason"]
    stated = load("claims").set_index("id").stated
    formal = (14 - 3 - 4) / 3
    ybco = next(r for r in COUNTS if r["short_name"] == "YBCO")
    missing = 3 * (formal - float(stated["C086"])) / (volume(ybco) / 1000)
    assert f"{missing:.1f} × 10²¹ cm⁻³" in ITEM["mechanism_reason"]


def test_weak_point_counts_the_origins_of_the_dopings():
    basis = [r["doping_basis"] for r in COUNTS]
    assert [basis.count(b) for b in ("composition", "quoted", "convention")] == [2, 1, 5]
    assert "two of eight dopings are compositions" in ITEM["weak_point"]
    assert "five are the 0.16" in ITEM["weak_point"]
    assert {r["doping_per_cu"] for r in COUNTS if r["doping_basis"] == "convention"} == {"0.16"}
    hall = [1e-21 / (ELEMENTARY_CHARGE * r * 1e-3) for t, r in HALL.items() if 100 <= t <= 280]
    assert f"{min(hall):.0f}–{max(hall):.0f} × 10²¹ cm⁻³ between 100 and 280 K" in ITEM["weak_point"]
    assert min(hall) > FULL["Y124"]  # the Hall density exceeds even the larger count


def test_caveats_of_the_ledger():
    low, high, mean = min(P.values()), max(P.values()), statistics.geometric_mean(P.values())
    assert max(P, key=P.get) == "Hg1223"
    lsco = next(r for r in COUNTS if r["short_name"] == "LSCO")
    dome = [float(r["x_mean"]) * density(lsco) / 0.1 for r in rows("supercon/lsco.csv")]
    assert f"reach {high:.1f} × 10²¹ cm⁻³ in HgBa₂Ca₂Cu₃O₈₊δ, and {max(dome):.1f} × 10²¹" in CAVEAT["C129"]
    assert f"{min(FULL.values()):.0f}–{max(FULL.values()):.0f} × 10²¹" in CAVEAT["C130"]
    assert f"{mean / 2:.1f} × 10²¹ pairs" in CAVEAT["C200"]
    for claim in ("C209", "C252", "C345"):
        assert f"{low:.1f}–{high:.1f} × 10²¹" in CAVEAT[claim], claim
    assert f"{min(dome):.1f}–{max(dome):.1f} × 10²¹ over the dome" in CAVEAT["C209"]
    assert f"{min(FULL.values()):.0f} × 10²¹ and more" in CAVEAT["C209"]
    assert f"geometric mean {mean:.1f}" in CAVEAT["C345"]


@pytest.mark.parametrize("row", COUNTS, ids=lambda r: r["short_name"])
def test_cells_are_plausible_and_not_copied(row):
    """About 50 to 180 cubic angstrom for each planar copper; edges stand in one table only."""
    assert 50 < volume(row) / int(row["planar_copper_per_cell"]) < 180
    assert bool(row["a_angstrom"]) == (row["cell_record"] not in PLANES)


def test_bi2212_cell_has_the_volume_of_its_record():
    assert volume(next(r for r in COUNTS if r["short_name"] == "Bi2212")) == pytest.approx(903.7, abs=0.3)


def test_no_uncertain_row_and_grade_follows_from_the_sources():
    tables = [COUNTS, rows("evidence/hall_y124.csv"), rows("evidence/carrier_densities.csv")]
    assert "uncertain" not in {r["confidence"] for table in tables for r in table}
    # Most dopings are a convention, not a measurement: at most grade B.
    assert ITEM["data_grade"] in ("B", "C")


def test_numbers_written_out_on_the_page():
    text = page_text("e22")
    other = {r["material"]: [float(r[f"density_{end}_cm3"]) for end in ("low", "high")] for r in rows(OTHER)}
    metals = [v[0] for name, v in other.items() if not name.startswith("SrTiO")]
    per_cu = {r["short_name"]: volume(r) / int(r["planar_copper_per_cell"]) for r in COUNTS}
    hall = [1e-21 / (ELEMENTARY_CHARGE * r * 1e-3) for t, r in HALL.items() if 100 <= t <= 280]
    for part in (
        f"lie between {min(P.values()):.1f} and {max(P.values()):.1f} times 10 to the 21",
        f"lie at {min(FULL.values()):.0f} to {max(FULL.values()):.0f} times 10 to the 21",
        f"span {min(hall):.0f} to {max(hall):.0f}.",
        f"above both counts of {P['Y124']:.1f} and {FULL['Y124']:.0f}",
        f"hold 10 to the {math.log10(min(metals)):.1f} to 10 to the {math.log10(max(metals)):.1f}",
        f"'{1e-21 * min(metals) / max(P.values()):.0f}'",
        f"'{1e-21 * max(metals) / max(P.values()):.0f}'",
        f"'{4 / 3 / per_cu['Tl2201'] * 1000:.1f}'",
        f"'{max(P.values()) / min(P.values()):.1f}'".replace("'", "'at most ", 1),
        *(f"| {n:.2f}" for n in P.values()),
    ):
        assert part in text, part
    low, high = (round(math.log10(v)) for v in other["SrTiO₃₋δ"])
    assert other["SrTiO₃₋δ"] == [10.0**low, 10.0**high]
    assert f"superconducts at 10 to the {low} to 10 to the {high}" in text
    raised = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    rival = next(r for r in ITEM["rivals"] if r["name"] == "dilute superconductors")
    assert f"10{str(low).translate(raised)} to 10{str(high).translate(raised)}" in rival["says"]


def test_verdicts():
    """One count puts all compounds in the band, the other none: a scope.  The count is the same for every mechanism."""
    assert (in_band(P.values()), in_band(FULL.values())) == (len(COUNTS), 0)
    assert ITEM["statement_verdict"] == "holds_with_scope"
    assert ITEM["mechanism_verdict"] == "shared_with_rivals"
