"""Section e02: the numbers of its verdict, from the data tables with the standard library alone."""

import csv
import math
import random
import statistics

import pytest

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e02")
CLAIMS = load("claims").set_index("id")
STUDENT = {2: 4.302652729911275, 5: 2.570581835636314}  # 97.5 % points


def table(name, folder="evidence"):
    with open(ROOT / "data" / folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NMR = table("planar_hole_contents")
REPORTS = table("doped_carrier_site")


def contents(start):
    rows = [r for r in NMR if r["family"].startswith(start)]
    return (
        [float(r["copper_holes_per_plane_cell"]) for r in rows],
        [float(r["oxygen_holes_per_plane_cell"]) for r in rows],
    )


def oxygen_slope(copper, oxygen):
    """Slope of the oxygen holes against the doped charge, and its standard error."""
    zeta = [c + o - 1 for c, o in zip(copper, oxygen, strict=True)]
    mean_z, mean_o = statistics.mean(zeta), statistics.mean(oxygen)
    spread = sum((z - mean_z) ** 2 for z in zeta)
    slope = sum((z - mean_z) * (o - mean_o) for z, o in zip(zeta, oxygen, strict=True)) / spread
    if len(zeta) == 2:
        return slope, math.nan
    rest = sum((o - mean_o - slope * (z - mean_z)) ** 2 for z, o in zip(zeta, oxygen, strict=True))
    return slope, math.sqrt(rest / (len(zeta) - 2) / spread)


def test_shares_of_doped_holes():
    reason = ITEM["statement_reason"]
    for start, words in (("La", "0.91 of each doped hole of La₂₋ₓSrₓCuO₄"), ("Y", "0.68 in YBa₂Cu₃O₆₊y")):
        copper, oxygen = contents(start)
        slope, error = oxygen_slope(copper, oxygen)
        n = len(copper)
        low, high = slope - STUDENT[n - 2] * error, slope + STUDENT[n - 2] * error
        assert words in reason
        assert f"{slope:.2f}" == words.split()[0]
        assert f"{low:.2f}–{high:.2f}, n = {n})" in reason
        total = statistics.mean(c / (c + o) for c, o in zip(copper, oxygen, strict=True))
        assert f"{total:.2f}" in reason[reason.index("all holes") :]
        assert f"{slope:.2f}" in CLAIMS.caveat["C032"]
        assert f"{total:.2f}" in CLAIMS.caveat["C032"]
        assert f"{slope:.2f}" in CLAIMS.caveat["C172"]


def test_the_doped_hole_of_ybco_is_shared_evenly_atom_by_atom():
    slope, _ = oxygen_slope(*contents("Y"))
    assert f"{1 - slope:.2f} on copper and {slope / 2:.2f} on each oxygen" in ITEM["statement_reason"]
    slope, _ = oxygen_slope(*contents("La"))
    assert 1 - slope < slope / 4, "in the other family no such evenness"


def test_verdicts_follow_from_the_sites():
    """Against: the site comes out reversed in every family, outside the intervals."""
    for start in ("La", "Y"):
        copper, oxygen = contents(start)
        slope, error = oxygen_slope(copper, oxygen)
        assert slope - STUDENT[len(copper) - 2] * error > 0.5
    assert spread_by_reading(0.01)[0] > 0.5
    assert ITEM["mechanism_verdict"] == "against"
    assert ITEM["statement_verdict"] == "holds_with_scope", "planes suffice, sites do not fit"


def electron_copper_share():
    copper, oxygen = contents("Nd")
    return (copper[0] - copper[1]) / (copper[0] - copper[1] + oxygen[0] - oxygen[1])


def spread_by_reading(error, draws=20000):
    generator = random.Random(2)
    copper, oxygen = contents("Nd")
    found = []
    for _ in range(draws):
        c = [x + generator.gauss(0, error) for x in copper]
        o = [x + generator.gauss(0, error) for x in oxygen]
        found.append((c[0] - c[1]) / (c[0] - c[1] + o[0] - o[1]))
    found.sort()
    return found[int(0.025 * draws)], found[int(0.975 * draws)]


def test_share_of_doped_electrons():
    share = electron_copper_share()
    assert f"mainly on copper ({share:.2f}, with two points" in ITEM["mechanism_reason"]
    low, high = spread_by_reading(0.01)
    assert low == pytest.approx(0.71, abs=0.01)
    assert high == pytest.approx(1.12, abs=0.02)
    for text in (ITEM["mechanism_reason"], CLAIMS.caveat["C031"]):
        assert "0.71–1.12" in text
        assert f"{share:.2f}" in text
    assert f"{share:.2f}" in CLAIMS.caveat["C217"]


def test_weak_point():
    assert "about 0.024 holes" in ITEM["weak_point"]
    assert spread_by_reading(0.022)[0] > 0.5 > spread_by_reading(0.026)[0]
    assert len(contents("Nd")[0]) == 2
    copper, oxygen = contents("La")
    lowest = min(c + o - 1 for c, o in zip(copper, oxygen, strict=True))
    assert f"lies {-lowest:.2f} holes below the undoped plane" in ITEM["weak_point"]
    assert -lowest > 0.01


def test_counts_of_reports():
    holes = [r["site"] for r in REPORTS if r["carriers"] == "holes"]
    electrons = [r["site"] for r in REPORTS if r["carriers"] == "electrons"]
    assert (len(holes), holes.count("oxygen"), holes.count("both"), holes.count("copper")) == (6, 4, 1, 1)
    assert electrons == ["copper"] * 3
    assert sum(r["probe"].startswith("NMR") for r in REPORTS) == 4
    assert {r["source"] for r in REPORTS if r["probe"].startswith("NMR")} == {
        "haase2003planar",
        "jurkutat2014distribution",
    }
    assert len(REPORTS) == 9
    assert "four of the nine being NMR by one group" in ITEM["mechanism_reason"]
    assert (
        "Of six reports on holes four name oxygen, one both and one copper; three of three"
        in (ITEM["mechanism_reason"])
    )
    assert "of six site-resolved reports one names copper" in CLAIMS.caveat["C172"]


def test_electron_doped_points_differ_by_the_cerium_of_the_named_work():
    """The attribution of the digitised points: x = 0 and 0.13 in the named paper."""
    copper, oxygen = contents("Nd")
    assert copper[0] - copper[1] + oxygen[0] - oxygen[1] == pytest.approx(0.13, abs=0.002)


def test_rows_are_consistent_and_none_is_uncertain():
    rows = NMR + REPORTS + table("isolated_planes")
    assert {r["confidence"] for r in rows} <= {"seen", "digitised"}
    for row in NMR:
        doped = float(row["copper_holes_per_plane_cell"]) + float(row["oxygen_holes_per_plane_cell"]) - 1
        assert -0.2 < doped < 0.3
        assert (doped < 0.01) == (row["carriers"] == "electrons") or abs(doped) < 0.05
    thin = [r for r in table("isolated_planes") if r["planes"]]
    assert {r["planes"] for r in thin} == {"1", "2"}


@pytest.mark.parametrize(
    ("start", "copper_sum", "oxygen_sum"), [("La", 3.3099, 0.8939), ("Y", 5.2124, 2.9825), ("Nd", 1.0429, 0.8206)]
)
def test_points_are_those_of_the_repository(start, copper_sum, oxygen_sum):
    """Sums of the unrounded points in the file that the table names; a slip in one value shows."""
    copper, oxygen = contents(start)
    assert sum(copper) == pytest.approx(copper_sum, abs=3e-4)
    assert sum(oxygen) == pytest.approx(oxygen_sum, abs=3e-4)


def test_alternative_text_has_the_numbers_of_the_tables():
    page = (ROOT / "notebooks" / "evidence" / "e02-planes.ipynb").read_text(encoding="utf-8")
    hg = [r for r in table("layers", "supercon") if r["series"].startswith("Hg")]
    medians = {r["planes"]: float(r["tc_median_k"]) for r in hg}
    assert f"rises from {medians['1']:.0f} kelvin with one plane to {medians['3']:.0f} with three" in page
    assert f"falls to about {medians['5']:.0f} with five" in page
    for start, words in (("La", "from {:.2f} to {:.2f} on oxygen"), ("Y", "from {:.2f} to {:.2f} at")):
        oxygen = contents(start)[1]
        assert words.format(min(oxygen), max(oxygen)) in page


def test_three_planes_have_the_highest_median():
    for series in {r["series"] for r in table("layers", "supercon")}:
        rows = [r for r in table("layers", "supercon") if r["series"] == series]
        best = max(rows, key=lambda r: float(r["tc_median_k"]))
        assert best["planes"] == "3" or len(rows) < 3 or series.startswith("TlBa")
