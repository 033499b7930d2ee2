"""Section e29: the numbers of its verdict, from the data tables with the standard library alone."""

import csv
import math

import pytest

from atombridge.data import ROOT, load


def read(name):
    with open(ROOT / "data" / "evidence" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SCALES = {r["material"]: r for r in read("length_scales")}
REPORTS = {r["drawn_beside"]: r for r in read("ginzburg_reports")}
ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e29")
CAVEAT = load("claims").set_index("id").caveat["C259"]
Y123, BI2212, TL2212, SLCO = "YBa₂Cu₃O₇", "Bi₂Sr₂CaCu₂O₈", "Tl₂Ba₂CaCu₂O₈", "Sr₀.₉La₀.₁CuO₂"

FLUX_QUANTUM, BOLTZMANN, MU_0 = 2.067833848e-15, 1.380649e-23, 1.25663706127e-6


def value(material, column):
    return float(SCALES[material][column])


def ginzburg(material, lambda_nm=None):
    """From the thermodynamic field: thermal energy over the energy of one coherence volume, or the phase stiffness."""
    tc, depth, xi = (value(material, c) for c in ("tc_k", "lambda_nm", "xi_ab_nm"))
    depth = lambda_nm or depth
    depth, xi = depth * 1e-9, xi * 1e-9
    if material in (BI2212, TL2212):
        stiffness = FLUX_QUANTUM**2 / (4 * math.pi * MU_0 * depth**2)  # energy per length of layer
        return BOLTZMANN * tc / (math.sqrt(2) * stiffness * value(material, "spacing_nm") * 1e-9)
    field = FLUX_QUANTUM / (2 * math.sqrt(2) * math.pi * depth * xi)
    volume = xi**3 / value(material, "gamma")
    return (MU_0 * BOLTZMANN * tc / (4 * math.pi * field**2 * volume)) ** 2 / 2


GI = {material: ginzburg(material) for material in SCALES}
SHORT = [m for m in SCALES if value(m, "xi_ab_nm") <= 4.6]


def spearman(x, y):
    def rank(values):
        return [sum(v < w for v in values) + (values.count(w) + 1) / 2 for w in values]

    a, b = rank(x), rank(y)
    mean = (len(a) + 1) / 2
    top = sum((p - mean) * (q - mean) for p, q in zip(a, b, strict=True))
    return top / math.sqrt(sum((p - mean) ** 2 for p in a) * sum((q - mean) ** 2 for q in b))


def test_statement_reason_has_the_numbers():
    cuprates = [g for m, g in GI.items() if SCALES[m]["class"] == "cuprate"]
    assert len(cuprates) == 4
    others = [g for m, g in GI.items() if SCALES[m]["class"] != "cuprate"]
    reason = ITEM["statement_reason"]
    assert f"four cuprates are {min(cuprates):.2g} to {max(cuprates):.2g}" in reason
    assert f"{min(cuprates):.2g} to {max(cuprates):.2g}" in CAVEAT
    assert f"at least {min(cuprates) / max(others):.0f} times" in reason
    assert {12: "twelve"}[len(others)] in reason
    assert 1e6 < min(cuprates) / GI["Nb"] < max(cuprates) / GI["Nb"] < 1e9
    assert "10⁶ to 10⁹ times that of niobium" in reason
    for material in (Y123, BI2212):
        row = REPORTS[material]
        assert 1.5 < GI[material] / math.sqrt(float(row["gi_low"]) * float(row["gi_high"])) < 2.5
        assert "–".join(dict.fromkeys((row["gi_low"], row["gi_high"]))) in reason


def scientific(number):
    mantissa, exponent = f"{number:.1e}".split("e")
    return f"{mantissa} × 10{str(int(exponent)).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def test_mechanism_reason_splits_the_ratios():
    reason = ITEM["mechanism_reason"]
    for other, text in (("Nb", "{:.0f} of {}"), ("Nb₃Sn", "{:.1f} of {} for Nb₃Sn"), ("H₃S", "{:.1f} of {} for H₃S")):
        length = (value(other, "xi_ab_nm") / value(Y123, "xi_ab_nm")) ** 2
        assert text.format(length, scientific(GI[Y123] / GI[other])) in reason
    factors = [
        (value(Y123, "tc_k") / value("Nb", "tc_k")) ** 2,
        (value(Y123, "lambda_nm") / value("Nb", "lambda_nm")) ** 4,
        value(Y123, "gamma") ** 2,
    ]
    assert max(factors) < (value("Nb", "xi_ab_nm") / value(Y123, "xi_ab_nm")) ** 2
    assert math.prod(factors) * (value("Nb", "xi_ab_nm") / value(Y123, "xi_ab_nm")) ** 2 == pytest.approx(
        GI[Y123] / GI["Nb"]
    )


def test_verdicts_are_those_the_numbers_support():
    assert min(GI[m] for m in GI if SCALES[m]["class"] == "cuprate") > max(
        GI[m] for m in GI if SCALES[m]["class"] != "cuprate"
    )
    assert ITEM["statement_verdict"] == "holds"
    # A short length is the largest factor against niobium and a small one against H3S: neither for nor against.
    length = {m: (value(m, "xi_ab_nm") / value(Y123, "xi_ab_nm")) ** 2 for m in ("Nb", "H₃S")}
    assert length["Nb"] > 100
    assert length["H₃S"] < 2
    assert ITEM["mechanism_verdict"] == "shared_with_rivals"


def test_correlations_among_short_lengths():
    assert len(SHORT) == 11
    gi = [GI[m] for m in SHORT]
    with_length = spearman([value(m, "xi_ab_nm") for m in SHORT], gi)
    with_depth = spearman([value(m, "lambda_nm") ** 2 * value(m, "tc_k") for m in SHORT], gi)
    for text in (ITEM["mechanism_reason"], CAVEAT):
        assert f"{with_depth:.2f}" in text
        assert f"−{-with_length:.2f}" in text
    assert f"{math.log10(max(gi) / min(gi)):.1f} powers of ten" in CAVEAT


def test_among_cuprates_the_number_falls_as_the_length_grows():
    cuprates = sorted((m for m in SCALES if SCALES[m]["class"] == "cuprate"), key=lambda m: value(m, "xi_ab_nm"))
    assert GI[Y123] > GI[SLCO]
    assert min(GI[m] for m in cuprates[:2]) > GI[Y123]


def test_length_of_the_infinite_layer_compound_is_that_of_the_shared_table():
    rows = [r for r in read("coherence_lengths") if (r["measurement"], r["direction"]) == ("zapf-slco", "in plane")]
    assert value(SLCO, "xi_ab_nm") == pytest.approx(float(rows[0]["xi_angstrom"]) / 10)


def test_an_older_depth_of_h3s():
    (older,) = (float(r["lambda_nm"]) for r in read("depth_reports") if r["material"] == "H₃S")
    changed = GI | {"H₃S": ginzburg("H₃S", older)}
    assert (
        f"{older:g} instead of {value('H₃S', 'lambda_nm'):g} nm, would give it {changed['H₃S']:.2g}"
        in (ITEM["statement_reason"])
    )
    # It would close the gap: only the infinite-layer cuprate lies below.
    assert [m for m in SCALES if SCALES[m]["class"] == "cuprate" and GI[m] < changed["H₃S"]] == [SLCO]
    depth = {m: older if m == "H₃S" else value(m, "lambda_nm") for m in SHORT}
    gi = [changed[m] for m in SHORT]
    with_length = spearman([value(m, "xi_ab_nm") for m in SHORT], gi)
    with_depth = spearman([depth[m] ** 2 * value(m, "tc_k") for m in SHORT], gi)
    assert f"{with_depth:.2f} and −{-with_length:.2f} with an older depth of H₃S" in ITEM["mechanism_reason"]
    assert round(older / value("H₃S", "lambda_nm")) == 5
    assert "for H₃S fivefold" in ITEM["weak_point"]


def test_depth_reports_are_for_quoted_rows_and_were_read():
    for row in read("depth_reports"):
        assert row["confidence"] == "seen"
        assert SCALES[row["material"]]["confidence"] == "known"
        assert row["source"] not in SCALES[row["material"]]["source"]


def test_lengths_that_follow_from_elsewhere():
    niobium = next(r for r in read("coherence_lengths") if r["measurement"] == "nb")
    tin = next(r for r in read("coherence_lengths") if r["measurement"] == "sn")
    assert value("Nb", "xi_ab_nm") == pytest.approx(float(niobium["xi_angstrom"]) / 10)
    assert value("Sn", "xi_ab_nm") == pytest.approx(float(tin["xi_angstrom"]) / 10)
    # ZrNi2Ga: critical field of 1.5 T
    assert value("ZrNi₂Ga", "xi_ab_nm") == pytest.approx(1e9 * math.sqrt(FLUX_QUANTUM / (2 * math.pi * 1.5)), abs=0.05)


def test_weak_point_counts_rows():
    assert len(SCALES) == 16
    assert [m for m, r in SCALES.items() if r["confidence"] != "known"] == ["Sn", "Nb", "ZrNi₂Ga", SLCO]
    assert "Twelve of sixteen rows are quoted, nine of them wholly" in ITEM["weak_point"]
    assert sum(r["source"] == "talantsev2023quantifying" for r in SCALES.values()) == 9
    assert ITEM["data_grade"] in ("B", "C")


def test_layers_are_the_cells_of_the_distance_table():
    repeat = {r["compound"]: float(r["value_angstrom"]) for r in read("plane_distances") if r["quantity"] == "repeat"}
    for material in (Y123, BI2212, TL2212):
        assert value(material, "spacing_nm") == pytest.approx(repeat[material] / 10, abs=0.001)
