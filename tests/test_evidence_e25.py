"""Section e25: the numbers of its verdict, from the tables and from an integral along the Fermi surface."""

import csv
import math

import numpy as np
import pytest

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e25")
CAVEATS = load("claims").set_index("id").caveat
H_OVER_E = 4.135667696e-15 * 1e20  # T angstrom^2


def rows(name):
    with open(ROOT / "data" / "evidence" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


METHODS, ORBITS = rows("counting_methods"), rows("oscillation_frequencies")
COUNTS = [r for r in METHODS if r["class"] == "count"]
HALL = [r for r in METHODS if r["class"] == "Hall"]


def hall_number(p, second, third):
    """n_H of one band at zero temperature: Ong's area swept by the velocity along the surface (PRB 43, 193).

    The surface is closed around (pi, pi) and empty inside up to the saddle point, around (0, 0) and filled beyond.
    """

    def energy(x, y):
        return (
            -2 * (np.cos(x) + np.cos(y))
            - 4 * second * np.cos(x) * np.cos(y)
            - 2 * third * (np.cos(2 * x) + np.cos(2 * y))
        )

    angle = np.linspace(0, 2 * np.pi, 2401)

    def surface(mu, centre):
        """Radius along rays from the centre; the energy rises outwards from (0, 0), falls from (pi, pi)."""
        low, high = np.full_like(angle, 1e-6), np.full_like(angle, np.pi)
        for _ in range(34):
            middle = (low + high) / 2
            above = energy(centre + middle * np.cos(angle), centre + middle * np.sin(angle)) > mu
            inside = above if centre else ~above
            low, high = np.where(inside, middle, low), np.where(inside, high, middle)
        return low

    def inside(mu, centre):
        return 2 * np.sum(surface(mu, centre)[:-1] ** 2) / 2 * angle[1] / (2 * np.pi) ** 2

    saddle = energy(np.pi, 0)
    centre = np.pi if inside(saddle + 1e-9, np.pi) > 1 + p else 0.0
    low, high = (saddle + 1e-9, energy(np.pi, np.pi)) if centre else (energy(0, 0), saddle - 1e-9)
    for _ in range(34):
        mu = (low + high) / 2
        more = inside(mu, centre) > 1 + p if centre else inside(mu, centre) < 1 - p
        low, high = (mu, high) if more else (low, mu)
    r = surface(mu, centre)
    x, y = centre + r * np.cos(angle), centre + r * np.sin(angle)
    vx = 2 * np.sin(x) + 4 * second * np.sin(x) * np.cos(y) + 4 * third * np.sin(2 * x)
    vy = 2 * np.sin(y) + 4 * second * np.cos(x) * np.sin(y) + 4 * third * np.sin(2 * y)
    speed, length = np.hypot(vx, vy), np.hypot(np.diff(x), np.diff(y))
    along = np.sum(length * (speed[1:] + speed[:-1]) / 2) / 2
    area = np.sum(vx[:-1] * np.diff(vy) - vy[:-1] * np.diff(vx)) / 2
    return (1 if centre else -1) * along**2 / area * 2 / (2 * np.pi) ** 2


def reports(rows):
    """Readings, with rows of one work on one compound with the same reading counted once."""
    return [agrees for _, _, agrees in {(r["source"], r["short_name"], r["agrees"]) for r in rows}]


def test_statement_reason_has_the_tally_of_the_table():
    reason, caveat = ITEM["statement_reason"], CAVEATS["C211"]
    agree = reports(HALL)
    assert len(agree) == len(HALL) - 1  # one work gives two Hall numbers
    assert f"of {len(agree)} reports none agrees throughout, {agree.count('depends')} go from p towards 1 + p" in reason
    assert f"and {agree.count('no')} find a change of sign" in reason
    assert "yes" not in agree
    assert all("changes sign" in r["finding"] for r in HALL if r["agrees"] == "no")
    counted = reports(COUNTS)
    yes, no, depends = (counted.count(word) for word in ("yes", "no", "depends"))
    assert (
        f"Of {len(counted)} reports from methods that count, {yes} agree with it, {depends} find small pockets"
        f" at low cerium content and the full surface at high, and {no} differ" in reason
    )
    assert {r["short_name"] for r in COUNTS if r["agrees"] == "depends"} == {"NCCO"}
    assert f"none of {len(agree)} reports" in caveat
    assert f"Of {len(counted)} reports from methods that count, {yes} agree" in caveat
    assert f"{depends} change with doping and {no} differ" in caveat
    (nmr,) = [r for r in COUNTS if r["method"] == "nuclear resonance" and r["measured_doped_per_cu"]]
    assert f"{nmr['measured_doped_per_cu']} electrons where {nmr['doping_per_cu']} are nominal" in reason
    differ = {r["short_name"]: r for r in COUNTS if r["agrees"] == "no"}
    assert f"Of the {len(differ)} that differ, 2 are put down to missing oxygen" in reason
    assert f"4 of {len(differ)} have such a cause" in ITEM["mechanism_reason"]
    assert set(differ) == {"Pr2CuO4", "PCCO", "Bi2212", "YBCO", "NaCCOC"}
    assert differ["Bi2212"]["doping_basis"] == "Tc parabola"
    assert "oxygen" in differ["Pr2CuO4"]["finding"]
    assert "oxygen" in differ["PCCO"]["finding"]
    assert (
        "1 rests on a parabola for the doping, 1 sees a reconstructed surface, and 1 is photoemission of Ca" in reason
    )


def test_values_of_the_figure_and_of_the_ratios():
    """The Hall numbers are p and 1 + p as their source words them; 13 of 15 per cent is the only other value."""
    values = [
        (r["method"], float(r["doping_per_cu"]), float(r["measured_doped_per_cu"]))
        for r in METHODS
        if r["measured_doped_per_cu"]
    ]
    assert sorted(values) == [("Hall effect", 0.2, 0.2), ("Hall effect", 0.24, 1.24), ("nuclear resonance", 0.15, 0.13)]


def test_mechanism_reason_has_the_hall_numbers():
    reason = ITEM["mechanism_reason"]
    at_015, at_030 = (hall_number(p, -0.136, 0.068) for p in (0.15, 0.3))
    from atombridge.hall import hall_response, square_band

    band = square_band(hopping_ev=0.19, second=-0.136, third=0.068, points=500)
    warm = hall_response(band, electrons=0.7).hall_number
    assert warm == pytest.approx(at_030, rel=0.01)  # the page has a temperature of 4 meV
    assert "with a second hopping of −0.136" in reason
    for text in (reason, CAVEATS["C255"]):
        assert f"{at_015:.2f} at p = 0.15 and {warm:.2f} at 0.30" in text


def test_weak_point_has_the_other_band_and_the_two_dopings():
    weak = ITEM["weak_point"]
    off = max(abs(hall_number(p, -0.3, 0.15) / (1 + p) - 1) for p in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3))
    assert f"with a second hopping of −0.3 the Hall number stays within {math.ceil(100 * off)} % of 1 + p" in weak
    (thallium,) = [r for r in ORBITS if r["short_name"] == "Tl2201"]
    share = float(thallium["frequency_t"]) * float(thallium["a_angstrom"]) ** 2 / H_OVER_E
    parabola = 0.16 + math.sqrt((1 - 10 / (26 * 3.5)) / 82.6)
    assert f"{2 * share - 1:.2f} from its orbit against {parabola:.2f} from the parabola" in weak
    assert thallium["doping_basis"] == "oscillations"
    assert all(r["confidence"] == "known" for r in ORBITS if r["sheet"] == "full")


def test_orbits_agree_with_the_shares_that_sources_give():
    quoted = [r for r in ORBITS if r["share_quoted"]]
    assert len(quoted) == 2
    for r in quoted:
        share = float(r["frequency_t"]) * float(r["a_angstrom"]) * float(r["b_angstrom"]) / H_OVER_E
        assert share == pytest.approx(float(r["share_quoted"]), rel=0.02)


@pytest.mark.parametrize(
    ("compound", "frequency", "carriers_inside"),
    [
        ("Tl₂Ba₂CuO₆₊δ", 18100, 1.308),
        ("Nd₁.₈₃Ce₀.₁₇CuO₄", 10960, 0.825),
        ("Nd₁.₈₅Ce₀.₁₅CuO₄", 290, 0.0218),
        ("Nd₁.₈₄Ce₀.₁₆CuO₄", 280, 0.0211),
        ("YBa₂Cu₃O₆₊ₓ", 535, 0.0385),
        ("YBa₂Cu₄O₈", 660, 0.0475),
        ("HgBa₂CuO₄₊δ", 840, 0.0612),
    ],
)
def test_table_of_orbits(compound, frequency, carriers_inside):
    """The frequencies as quoted, and twice the share of the zone from h/e = 4136 T nm^2 divided by the cell."""
    (row,) = [r for r in ORBITS if r["compound"] == compound]
    assert float(row["frequency_t"]) == frequency
    cell = float(row["a_angstrom"]) * float(row["b_angstrom"]) / 100
    assert 2 * frequency / (4135.667696 / cell) == pytest.approx(carriers_inside, rel=2.5e-3)


def test_electron_doped_orbit_counts_the_cerium():
    (cerium,) = [r for r in ORBITS if r["sheet"] == "full" and r["carriers"] == "electrons"]
    share = float(cerium["frequency_t"]) * float(cerium["a_angstrom"]) ** 2 / H_OVER_E
    assert 1 - 2 * share == pytest.approx(float(cerium["doping_per_cu"]), rel=0.05)


def test_no_uncertain_row_and_no_circular_doping_in_the_tally():
    for table in (METHODS, ORBITS):
        assert "uncertain" not in {r["confidence"] for r in table}
    assert not [r for r in COUNTS if r["short_name"] == "Tl2201"]
    assert ITEM["data_grade"] in ("B", "C")


def test_verdicts_are_those_the_numbers_support():
    """Some methods differ from the nominal doping and some do not; a fixed count gives other Hall numbers."""
    readings = set(reports(METHODS))
    assert {"yes", "no"} <= readings
    assert hall_number(0.3, -0.136, 0.068) > 2 * 1.3
    assert (ITEM["statement_verdict"], ITEM["mechanism_verdict"]) == ("holds_with_scope", "shared_with_rivals")
