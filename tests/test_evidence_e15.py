"""Section e15: its numbers again from the tables, with ordinary least squares written out here."""

import csv
import math
import statistics

import numpy as np
import pytest
from scipy import stats

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e15")
CLAIMS = load("claims").set_index("id")


def rows(name):
    with (ROOT / "data/evidence" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def distance(row):
    a = float(row["a_angstrom"])
    b = float(row["b_angstrom"] or a)
    return (a + b) / 2 / (math.sqrt(2) if row["diagonal_cell"] == "true" else 1) / 2


COMPOUNDS = rows("tc_vs_plane_lattice")
R = np.array([distance(row) for row in COMPOUNDS])
TC = np.array([float(row["tc_k"]) for row in COMPOUNDS])
PLANES = np.array([[row["cuo2_layers"] == n for n in "23"] for row in COMPOUNDS], float)
CATION = np.array([["Ba" in row["large_cation"], row["large_cation"] == "La"] for row in COMPOUNDS], float)
POWERS = np.column_stack([R - R.mean(), (R - R.mean()) ** 2])


def residual(y, *columns):
    design = np.column_stack([np.ones(len(y)), *columns])
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return float(rest @ rest), design.shape[1]


def r2(*columns):
    return 1 - residual(TC, *columns)[0] / np.sum((TC - TC.mean()) ** 2)


def f_test(y, base, added):
    small, k = residual(y, *base)
    full, m = residual(y, *base, *added)
    return stats.f.sf((small - full) / (m - k) / full * (len(y) - m), m - k, len(y) - m)


def of_family(name):
    found = [row for row in rows("tc_vs_plane_lattice_bins") if row["family"] == name]
    return np.array([(float(row["r_mean_angstrom"]), float(row["tc_median_k"])) for row in found]).T


def curvature_p(x, y):
    x = x - x.mean()
    coefficients, covariance = np.polyfit(x, y, 2, cov=True)
    return 2 * stats.t.sf(abs(coefficients[0]) / math.sqrt(covariance[0, 0]), len(x) - 3)


def test_every_row_was_read_and_is_used():
    assert {row["confidence"] for row in COMPOUNDS} == {"seen"}
    assert f"{len(COMPOUNDS)} hole-doped compounds" in ITEM["statement_reason"]
    assert f"{len(COMPOUNDS)} compounds is no survey" in ITEM["weak_point"]
    assert sum(row["family"] == "oxycarbonate" for row in COMPOUNDS) == 9
    assert "nine oxycarbonates" in ITEM["weak_point"]
    # The distances are mixed with bins of the research notes: no better than B.
    assert ITEM["data_grade"] in ("B", "C")


def test_distance_is_half_a_copper_step():
    assert R.min() > 1.88
    assert R.max() < 1.95
    by_name = {row["compound"]: distance(row) for row in COMPOUNDS}
    assert by_name["YBa₂Cu₃O₇"] == pytest.approx((3.821 + 3.885) / 4)
    assert by_name["Bi₂Sr₂CaCu₂O₈"] == pytest.approx(5.4065 / 2 / math.sqrt(2), abs=1e-6)


def test_compounds_show_no_maximum():
    p = curvature_p(R, TC)
    assert f"R² = {r2(POWERS):.2f}, curvature p = {p:.2f}" in ITEM["statement_reason"]
    assert p > 0.05


def test_planes_explain_more_than_the_distance():
    assert f"explains {100 * r2(PLANES):.0f} % of the variance" in ITEM["statement_reason"]
    gain = r2(PLANES, CATION, POWERS) - r2(PLANES, CATION)
    assert f"the distance adds {100 * gain:.0f} %" in ITEM["statement_reason"]
    # The permutation p value of the text beside that of the F test.
    stated = float(ITEM["statement_reason"].rsplit("p = ", 1)[1].split(")")[0])
    assert stated == pytest.approx(f_test(TC, [PLANES, CATION], [POWERS]), abs=0.05)
    page = (ROOT / "notebooks/evidence/e15-bond-length.ipynb").read_text(encoding="utf-8")
    assert f"it adds {100 * gain:.0f} % (p = {stated:.2f})" in page
    for text in (f"R² = {r2(POWERS):.2f}", f"explains {100 * r2(PLANES):.0f} %", f"adds {100 * gain:.0f} %"):
        assert text in CLAIMS.caveat["C245"]


def test_pooled_bins_have_a_maximum_only_without_t_prime():
    x, y = of_family("all without T′")
    c2, c1, _ = np.polyfit(x, y, 2)
    assert f"{-c1 / (2 * c2):.3f} Å over {len(x)} bins" in ITEM["statement_reason"]
    assert f"maximum at {-c1 / (2 * c2):.3f} Å" in CLAIMS.caveat["C245"]
    assert c2 < 0
    assert curvature_p(x, y) < 0.05
    line, parabola = (residual(y, *[x**k for k in range(1, d + 1)])[0] for d in (1, 2))
    assert len(x) * math.log(line / parabola) - math.log(len(x)) > 2
    for side, sign in ((x <= -c1 / (2 * c2), 1), (x >= -c1 / (2 * c2), -1)):
        fit = stats.linregress(x[side], y[side])
        assert sign * fit.slope > 0
        assert fit.pvalue < 0.05
    # With T' the tail of electron-doped samples is flat, and the maximum has no bounded interval.
    assert len(of_family("all")[0]) == len(x) + 2


def test_tops_of_families_show_none():
    table = [row for row in rows("tc_vs_plane_lattice_families") if row["family"] != "T′"]
    x, y = (np.array([float(row[c]) for row in table]) for c in ("r_top_angstrom", "tc_q95_k"))
    assert f"tops of {len(table)} hole-doped families neither (p = {curvature_p(x, y):.2f})" in ITEM["statement_reason"]


def test_families_with_enough_bins_are_two_and_none_is_a_dome():
    names = {row["family"] for row in rows("tc_vs_plane_lattice_bins") if not row["family"].startswith("all")}
    tested = [name for name in names if len(of_family(name)[0]) >= 6]
    assert sorted(tested) == ["T′", "Y123"]
    assert curvature_p(*of_family("T′")) > 0.05
    x, y = of_family("Y123")  # rises and falls, but the rising side is not significant
    rise = stats.linregress(x[:4], y[:4])
    assert rise.pvalue > 0.05


def test_levers_of_doping():
    steps = [float(row["a_angstrom"]) for row in rows("tl2201_lattice_tc")]
    assert f"0 to 79 K over {(steps[-1] - steps[0]) / 2:.4f} Å" in ITEM["mechanism_reason"]
    first, second = (
        (float(row["a_angstrom"]) + float(row["b_angstrom"])) / 4 / math.sqrt(2) for row in rows("lsco_cell")
    )
    assert f"shortens by {first - second:.4f} Å" in ITEM["mechanism_reason"]


def test_lattice_constants_of_the_ledger():
    caveat = CLAIMS.caveat["C134"]
    assert f"{2 * R.min():.2f}–{2 * R.max():.2f} Å in {len(R)} hole-doped compounds" in caveat
    electrons = of_family("T′")[0]
    assert f"{2 * electrons.min():.2f}–{2 * electrons.max():.2f} Å in bins" in caveat


def test_the_verdict_is_what_the_sets_say():
    # Records outline a maximum, compounds and families show none.
    assert ITEM["statement_verdict"] == "contested"
    assert CLAIMS.verdict["C245"] == "caveat"


def test_mean_of_the_best_compounds_is_on_the_page():
    page = (ROOT / "notebooks/evidence/e15-bond-length.ipynb").read_text(encoding="utf-8")
    # The number of the compilation of 105 families, in its abstract.
    assert "105 families names 1.923 Å" in " ".join(ITEM["statement_reason"].split())
    assert "105 families names 1.923 Å" in page
    assert f"'{statistics.mean(R[TC > 105]):.3f}'" in page
    assert "Contains data from MDR SuperCon Datasheet" in page
