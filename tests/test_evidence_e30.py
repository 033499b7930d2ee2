"""Section e30: its numbers again, from the tables and, where the release is at hand, from the records."""

import csv
import re

import numpy as np
import pytest
from scipy import optimize, stats

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e30")
CLAIMS = load("claims").set_index("id")
RECORDS = ROOT.parent / "shared" / "supercon" / "records.tsv"
REASON = ITEM["statement_reason"]


def rows(path):
    with (ROOT / "data" / f"{path}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def points(path, name):
    found = [row for row in rows(path) if row["series"] == name]
    return np.array([[float(r[c]) for c in ("x_mean", "tc_median_k", "n_records")] for r in found]).T


TESTS = {row["series"]: row for row in rows("supercon/oxygen_series_tests")}
SLOPES = {row["x_lo"]: row for row in rows("supercon/oxygen_slopes")}


def aicc(rss, n, k):
    return n * np.log(rss / n) + 2 * (k + 1) + 2 * (k + 1) * (k + 2) / (n - k - 2)


def two_steps(x, lowest, first, second, place, distance, width):
    return lowest + first / (1 + np.exp(-(x - place) / width)) + second / (1 + np.exp(-(x - place - distance) / width))


def test_two_steps_of_the_records():
    x, tc, n = points("supercon/oxygen_series", "YBa₂Cu₃O₆₊ₓ")
    w = n / n.mean()
    (p, _) = optimize.curve_fit(two_steps, x, tc, p0=[12, 48, 32, 6.43, 0.3, 0.04], sigma=w**-0.5)
    assert f"steps at {p[3]:.2f} and {p[3] + p[4]:.2f} ({len(x)} bins of" in REASON
    assert f"{TESTS['YBa₂Cu₃O₆₊ₓ']['n_records']} records" in REASON
    assert f"from about {p[0]:.0f} K to {p[0] + p[1] + p[2]:.0f} K" in REASON
    steps = aicc(np.sum(w * (tc - two_steps(x, *p)) ** 2), len(x), 6)

    def broken(place):
        design = np.column_stack([np.ones_like(x), np.minimum(x - place, 0), np.maximum(x - place, 0)])
        root = np.sqrt(w)
        rest = root * tc - root[:, None] * design @ np.linalg.lstsq(root[:, None] * design, root * tc, rcond=None)[0]
        return rest @ rest

    best = min(broken(place) for place in np.linspace(6.35, 6.95, 601))
    rivals = [aicc(best, len(x), 4)]
    for degree in (1, 2):
        fit = np.polyval(np.polyfit(x, tc, degree, w=np.sqrt(w)), x)
        rivals.append(aicc(np.sum(w * (tc - fit) ** 2), len(x), degree + 1))
    assert f"AICc {min(rivals) - steps:.0f} ahead" in REASON


def test_nist_agrees():
    table = rows("evidence/ybco_tc_vs_oxygen")
    z, tc = (np.array([float(r[c]) for r in table]) for c in ("oxygen_z", "tc_k"))
    slope = np.diff(tc) / np.diff(z)
    peaks = [i for i in range(1, len(slope) - 1) if slope[i - 1] < slope[i] >= slope[i + 1] and slope[i] > 100]
    for i, place in zip(peaks, (6.44, 6.75), strict=True):
        assert (z[i] + z[i + 1]) / 2 == pytest.approx(place, abs=0.03)
    page = (ROOT / "notebooks/evidence/e30-oxygen-content.ipynb").read_text(encoding="utf-8")
    assert f"'{slope.max() / 100:.1f}'" in page


def test_slopes_and_elasticity():
    assert ITEM["statement_verdict"] == "holds"
    first, second = SLOPES["6.4"], SLOPES["6.7"]
    for row in (first, second):
        value, error = float(row["slope_k_per_oxygen"]), float(row["slope_error_k_per_oxygen"])
        assert f"{value:.0f} ± {error:.0f}" in REASON
        lower = value - stats.t.ppf(0.975, int(row["n_references"]) - 1) * error
        assert lower * (float(row["x_lo"]) + 0.05) / float(row["tc_median_k"]) > 1
    values = [
        float(r["slope_k_per_oxygen"]) * (float(r["x_lo"]) + 0.05) / float(r["tc_median_k"]) for r in (second, first)
    ]
    assert f"{values[0]:.0f} to {values[1]:.0f} times as fast" in REASON
    excess = [
        v * (float(r["x_lo"]) - 5.95) / (float(r["x_lo"]) + 0.05) for v, r in zip(values, (second, first), strict=True)
    ]
    assert f"or {excess[0]:.1f} to {excess[1]:.1f} times as fast as the oxygen above six" in REASON
    steepest = f"{float(first['slope_k_per_oxygen']):.0f} ± {float(first['slope_error_k_per_oxygen']):.0f} K"
    assert steepest in CLAIMS.caveat["C260"]


def test_other_cuprates():
    mercury, bismuth = TESTS["HgBa₂CuO₄₊ₓ"], TESTS["Bi₂Sr₂CaCu₂O₈₊ₓ"]
    assert (mercury["word"], bismuth["word"]) == ("dome", "none")
    assert f"dome over oxygen ({mercury['n_records']} records)" in REASON
    assert f"({bismuth['n_records']} records) no dependence" in REASON


def test_controls():
    _, strontium, _ = points("supercon/oxygen_controls", "La₂₋ₓSrₓCuO₄.₀₀")
    assert f"by {100 * (1 - strontium.min() / strontium.max()):.0f} % of its largest" in ITEM["mechanism_reason"]
    _, calcium, n = points("supercon/oxygen_controls", "Y₁₋ₓCaₓBa₂Cu₃O₆.₀₋₆.₁")
    assert f"near {calcium.min():.0f} K" in ITEM["mechanism_reason"]
    assert n.sum() == 9
    assert "nine records" in ITEM["weak_point"]


def test_93_kelvin():
    row = next(r for r in rows("supercon/oxygen_series") if r["x_lo"] == "6.93")
    assert (
        f"upper quartile of {row['n_records']} SuperCon records at oxygen {row['x_lo']}–{row['x_hi']} is "
        f"{float(row['tc_q75_k']):.0f} K" in CLAIMS.caveat["C023"]
    )


@pytest.mark.skipif(not RECORDS.is_file(), reason=f"the NIMS release is not redistributed and not at {RECORDS}")
def test_the_steepest_window_from_the_records():
    """YBa2Cu3O6.4 to 6.5 with a regular expression and a plain line."""
    pattern = re.compile(r"Y1?Ba2Cu3O(6\.\d+)")
    found = set()
    with RECORDS.open(encoding="utf-8", newline="") as file:
        for row in list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[3:]:
            m = pattern.fullmatch(row[2].strip())
            if m and row[5] and 0.1 <= float(row[5]) <= 145 and 6.4 <= float(m[1]) < 6.5:
                found.add((re.sub("[^a-z0-9]", "", row[6].lower()), float(m[1]), float(row[5])))
    x, tc = np.array([(z, t) for _, z, t in found]).T
    assert len(x) == pytest.approx(int(SLOPES["6.4"]["n_records"]), abs=3)
    assert stats.linregress(x, tc).slope == pytest.approx(float(SLOPES["6.4"]["slope_k_per_oxygen"]), rel=0.1)


def test_nims_attribution_is_on_the_page():
    page = (ROOT / "notebooks/evidence/e30-oxygen-content.ipynb").read_text(encoding="utf-8")
    assert "Contains data from MDR SuperCon Datasheet" in page
