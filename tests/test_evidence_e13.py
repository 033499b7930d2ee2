"""The numbers of e13 again, from the tables, without the page and without the book's statistics."""

import csv
import math
import re

import numpy as np
import pytest
import yaml
from scipy import stats

from atombridge.data import ROOT

ITEM = next(
    item
    for item in yaml.safe_load((ROOT / "data/paper/evidence.yaml").read_text(encoding="utf-8"))["items"]
    if item["id"] == "e13"
)
RECORDS = ROOT.parent / "shared" / "supercon" / "records.tsv"


def rows(path):
    with (ROOT / "data" / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def medians(path):
    return np.array([(float(r["x_mean"]), float(r["tc_median_k"])) for r in rows(path)]).T


@pytest.fixture(scope="module")
def tests():
    return {r["series"]: r for r in rows("supercon/dome_tests.csv")}


def test_the_maximum_of_lsco(tests):
    r = tests["La₂₋ₓSrₓCuO₄"]
    assert f"x = {r['maximum_x']} ({r['maximum_lo95']} to {r['maximum_hi95']}" in ITEM["statement_reason"]
    assert f"{r['n_records']} records of {r['n_references']} references" in ITEM["statement_reason"]
    assert f"BIC gain {float(r['delta_bic']):.0f}" in ITEM["statement_reason"]
    assert r["criteria_met"] == "4"
    # The medians, weighted by their records, have their vertex inside the interval of the records.
    table = rows("supercon/lsco.csv")
    x, tc = medians("supercon/lsco.csv")
    n = np.array([int(r["n_records"]) for r in table])
    c2, c1, _ = np.polyfit(x, tc, 2, w=np.sqrt(n))
    assert c2 < 0
    assert float(r["maximum_lo95"]) < -c1 / (2 * c2) < float(r["maximum_hi95"])


@pytest.mark.skipif(not RECORDS.is_file(), reason=f"the NIMS release is not redistributed and not at {RECORDS}")
def test_the_maximum_from_the_records(tests):
    """A plain regular expression, a plain parabola, and a bootstrap of references written out here."""
    pattern = re.compile(r"(?:Sr(0?\.\d+))?La(1\.\d+)(?:Sr(0?\.\d+))?Cu1?O(\d\.?\d*)?([+-]\w[\w.]*|[XYZxyzd])?")
    found = set()
    with RECORDS.open(encoding="utf-8", newline="") as file:
        for row in list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[3:]:
            m = pattern.fullmatch(row[2].strip())
            if not m or not (m[1] or m[3]) or not row[5] or not 0.1 <= float(row[5]) <= 145:
                continue
            la, sr = float(m[2]), float(m[1] or m[3])
            oxygen = float(m[4] or 4)
            if abs(la + sr - 2) > 0.0200001 or not 0.04 <= sr <= 0.31 or (not m[5] and not 3.9 <= oxygen <= 4.02):
                continue
            found.add((re.sub("[^a-z0-9]", "", row[6].lower()), row[2].strip(), sr, float(row[5])))
    r = tests["La₂₋ₓSrₓCuO₄"]
    assert len(found) == pytest.approx(int(r["n_records"]), abs=2)
    papers = {}
    for reference, _, x, tc in sorted(found):
        papers.setdefault(reference, []).append((x, tc))
    groups = [np.array(points) for points in papers.values()]
    assert len(groups) == pytest.approx(int(r["n_references"]), abs=2)

    def vertex(parts):
        x, tc = np.concatenate(parts).T
        c2, c1, _ = np.polyfit(x, tc, 2)
        return -c1 / (2 * c2)

    random = np.random.default_rng(5)
    resampled = [vertex([groups[i] for i in random.integers(len(groups), size=len(groups))]) for _ in range(400)]
    low, high = np.quantile(resampled, [0.025, 0.975])
    assert vertex(groups) == pytest.approx(float(r["maximum_x"]), abs=1e-3)
    assert low == pytest.approx(float(r["maximum_lo95"]), abs=2e-3)
    assert high == pytest.approx(float(r["maximum_hi95"]), abs=2e-3)


def test_the_cut_of_lbco(tests):
    r = tests["La₂₋ₓBaₓCuO₄"]
    assert f"{r['n_records']} records, no criterion of four" in ITEM["statement_reason"]
    assert (r["word"], r["criteria_met"]) == ("none", "0")
    x, tc = medians("supercon/lbco.csv")
    near = np.abs(x - 0.125) <= 0.02
    flank = ~near & (np.abs(x - 0.125) <= 0.055)
    left, right = tc[flank & (x < 0.125)].max(), tc[flank & (x > 0.125)].max()
    assert (
        f"a cut to {tc[near].min():.1f} K near 1/8 between {left:.1f} K and {right:.1f} K" in ITEM["statement_reason"]
    )
    assert stats.mannwhitneyu(tc[near], tc[flank]).pvalue < 0.02


def test_ybco_rises_in_two_steps():
    table = rows("evidence/ybco_tc_vs_oxygen.csv")
    z = np.array([float(r["oxygen_z"]) for r in table])
    tc = np.array([float(r["tc_k"]) for r in table])
    slope = np.diff(tc) / np.diff(z)
    assert (slope > 0).all()
    assert f"x = {z[-1] - 6:.2f}" in ITEM["statement_reason"]
    # Two places of steepest rise with a flat part between them, and a flat end.
    peaks = [i for i in range(1, len(slope) - 1) if slope[i - 1] < slope[i] >= slope[i + 1] and slope[i] > 100]
    assert len(peaks) == 2
    assert slope[peaks[0] : peaks[1]].min() < 0.2 * slope[peaks].min()
    assert slope[-1] < 10


def test_the_law_of_equation_7():
    x, tc = medians("supercon/lsco.csv")
    scale = np.sum(x ** (2 / 3) * tc) / np.sum(x ** (4 / 3))  # least squares in closed form
    r2 = 1 - np.sum((tc - scale * x ** (2 / 3)) ** 2) / np.sum((tc - tc.mean()) ** 2)
    assert f"R² = −{-r2:.2f}" in ITEM["mechanism_reason"]
    # The same law with its constants: 2 electron masses, x/2 pairs in a quarter of the cell of neutron diffraction.
    hbar, k, m = 1.054571817e-34, 1.380649e-23, 9.1093837139e-31
    cell = rows("evidence/lsco_cell.csv")[-1]
    volume = math.prod(float(cell[f"{edge}_angstrom"]) for edge in "abc") / 4 * 1e-30
    temperature = 2 * math.pi * hbar**2 / (2 * m * k) * (0.16 / (2 * volume) / 2.6123753) ** (2 / 3)
    page = (ROOT / "notebooks/evidence/e13-tc-dome.ipynb").read_text(encoding="utf-8")
    assert f"'{temperature:.0f}'" in page


def test_the_iron_control(tests):
    iron = {name: r for name, r in tests.items() if "Fe" in name}
    domes = [name for name, r in iron.items() if r["criteria_met"] == "4"]
    assert (len(domes), len(iron)) == (3, 7)
    assert "three of seven iron-based series" in ITEM["mechanism_reason"]
    for name in domes:  # a maximum of the medians inside the series, with both ends below 60 % of it
        tc = [float(r["tc_median_k"]) for r in rows("supercon/iron.csv") if r["series"] == name]
        assert 0 < np.argmax(tc) < len(tc) - 1
        assert max(tc[0], tc[-1]) < 0.6 * max(tc)


def test_the_nims_attribution_is_on_the_page():
    page = (ROOT / "notebooks/evidence/e13-tc-dome.ipynb").read_text(encoding="utf-8")
    assert (
        "Contains data from MDR SuperCon Datasheet, Center for Basic Research on Materials, National Institute for "
        "Materials Science (NIMS), https://doi.org/10.48505/nims.4487, licensed under CC BY 4.0." in page
    )
