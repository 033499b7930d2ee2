"""Numbers in the caveats of the ledger, which are typed by hand, from the second routes of what they say."""

import math
import statistics
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from scipy import constants as c
from scipy import stats
from scipy.optimize import brentq

from . import atoms, counts, electrostatics, ionicity, quantum, rows, stated, trends

CAVEATS: dict[str, object] = {}

WITHOUT = {
    "C027": "names two Cl per formula unit",
    "C035": "names another statement",
    "C045": "names another statement",
    "C048": "quotes Pauling's values, which the second route of the table uses",
    "C077": "names subshells",
    "C096": "names the temperature",
    "C153": "the eigenvalue 2 (2 + 1) of the l that is checked",
    "C223": "about 1 eV, the spread of the sources in C011",
}
"""Caveats whose digits are no results, and what they are."""

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven")


def caveat(*claims: str):
    """Register a function that gives the numbers which the caveats of these claims have to contain."""

    def register(function):
        for claim in claims:
            if claim in CAVEATS:
                raise ValueError(f"the caveat of {claim} is computed twice")
            CAVEATS[claim] = function
        return function

    return register


def to_two_digits(value: float) -> str:
    return f"{float(f'{value:.2g}'):g}"


# --- Electronegativities ---


def with_later(text: str, symbol: str, later: float) -> float:
    """Ionicity of a formula with one electronegativity replaced."""
    found = ionicity.atoms(text)
    metals = {s: n for s, n in found.items() if s != "O"}
    chi = {s: later if s == symbol else ionicity.chi(s) for s in metals}
    f = {s: 1 - math.exp(-((x - ionicity.chi("O")) ** 2) / 4) for s, x in chi.items()}
    return sum(n * f[s] for s, n in metals.items()) / sum(metals.values())


@caveat("C009")
def c009():
    valid = [f for text, f in ionicity.VALUES.items() if text != "La2PrNiO7"]
    return [f"{min(valid):.3f}–{max(valid):.3f}", f"{ionicity.bond('Cu', 'O'):.3f}", f"{ionicity.bond('Ni', 'O'):.3f}"]


@caveat("C020")
def c020():
    found = ionicity.atoms("Ca1.88Na0.12CuO2Cl2")
    return [f"{100 * found['O'] / sum(found.values()):.1f} %"]


@caveat("C052")
def c052():
    return [f"{max(f for text, f in ionicity.VALUES.items() if text != 'La2PrNiO7'):.3f}"]


@caveat("C053")
def c053():
    return [f"{ionicity.bond(metal, 'O'):.3f}" for metal in ("Cu", "Bi", "Hg", "Ni", "Tl")]


@caveat("C062")
def c062():
    return [f"{with_later('Bi2Sr2CaCu2O8', 'Bi', 2.02):.3f}"]


@caveat("C063")
def c063():
    return [f"{with_later('Bi2Sr2Ca2Cu3O10', 'Bi', 2.02):.3f}"]


@caveat("C064")
def c064():
    return [f"{with_later('Tl2Ba2Ca2Cu3O10', 'Tl', 1.62):.3f}"]


@caveat("C065")
def c065():
    return [f"{with_later('HgBa2CuO4', 'Hg', 2.00):.3f}"]


@caveat("C071")
def c071():
    return [f"{ionicity.VALUES['La2PrNi2O7']:.3f}"]


@caveat("C185", "C226")
def c185():
    return [
        f"{f:.2f}" for f in (ionicity.bond("Fe", "As"), ionicity.bond("Fe", "Se"), ionicity.ionicity("BaFe2As2", "As"))
    ]


@caveat("C353")
def c353():
    median = {row["class"]: row["f_median"] for row in rows("supercon/ionicity_trends")}
    values = [f"{ionicity.ionicity(text):.3f}" for text in ("MgO", "SrTiO3", "La2CuO4")]
    return [*values, median["cuprate"], median["other oxide"]]


# --- Atoms ---


def other_second_affinities() -> list[float]:
    """Cost of the second electron in eV, from the sources that give kJ/mol, through Faraday's constant."""
    table = [r for r in rows("atoms/second_affinity_oxygen") if r["unit"] == "kJ/mol"]
    return sorted(1e3 * float(r["energy"]) / c.physical_constants["Faraday constant"][0] for r in table)


@caveat("C011", "C041", "C044", "C109")
def c011():
    costs = other_second_affinities()
    return [f"{costs[0]:.2f}", f"{costs[-1]:.2f}"]


@caveat("C042")
def c042():
    costs = other_second_affinities()
    return [f"-{cost - atoms.first_affinity():.2f}" for cost in (costs[0], costs[-1])]


@caveat("C012")
def c012():
    return [f"{atoms.ionization(metal, 2):.1f}" for metal in ("Ba", "Tl", "Na")]


@caveat("C028")
def c028():
    return [f"{atoms.ionization('Hg', 1):.1f}"]


@caveat("C036")
def c036():
    return [f"{-atoms.first_affinity() - atoms.second_affinity():.2f}"]


@caveat("C074")
def c074():
    return [f"{atoms.ionization(metal, 1) - atoms.first_affinity():.2f}" for metal in ("Ba", "Y", "Cu")]


@caveat("C079")
def c079():
    j = float(stated("C107")) / 1000
    over = [step / j for step in atoms.steps()]
    repulsion = electrostatics.screened_ev(2.5) / j
    ranges = [f"{over[1]:.0f}–{over[-1]:.0f}", to_two_digits(10 * repulsion), to_two_digits(10 * over[-1])]
    return [f"{statistics.median(over):.0f}", f"{over[0]:.0f}", f"{repulsion:.1f}", *ranges]


@caveat("C105")
def c105():
    j = float(stated("C107")) / 1000
    low, high = electrostatics.screened_ev(2.5) / j, atoms.steps()[-1] / j
    return [f"{low:.1f}–{high:.0f}", f"{to_two_digits(10 * low)}–{to_two_digits(10 * high)}"]


@caveat("C108")
def c108():
    return [f"{atoms.ionization(metal, 2):.1f}" for metal in ("Ba", "Y", "Cu")]


@caveat("C110")
def c110():
    oxygen, copper = 1 - 1.69 / 2, 1 - 1.62 / (7 / 3)
    return [f"{100 * oxygen:.1f} %", f"{100 * copper:.1f} %", f"+{atoms.charges_left():.2f}"]


@caveat("C224")
def c224():
    return [f"{atoms.ionization(metal, 2):.2f}" for metal in ("Cu", "Tl", "Na")]


@caveat("C321")
def c321():
    return [f"{atoms.ionization('Ba', 2):.3f}"]


@caveat("C322")
def c322():
    return [f"{atoms.ionization('Cu', 2):.2f}"]


@caveat("C330")
def c330():
    return [f"{atoms.ionization('Tl', 2):.2f}"]


@caveat("C331")
def c331():
    return [f"{atoms.ionization('Hg', step):.2f}" for step in (1, 2)]


@caveat("C332")
def c332():
    return [f"{atoms.ionization('Na', step):.2f}" for step in (1, 2)]


@caveat("C335")
def c335():
    return [f"+{atoms.charges_left():.2f}"]


@caveat("C356")
def c356():
    thirds = [f"{atoms.ionization(metal, 3):.1f}" for metal in ("Y", "La", "Ce")]
    return [*thirds, f"{atoms.ionization('Cu', 2):.1f}"]


# --- Electrostatics ---


def distance_at(energy_ev: float) -> float:
    """Where the Fourier integral of the screened repulsion has fallen to an energy, in angstrom."""
    return brentq(lambda r: electrostatics.screened_ev(r) - energy_ev, 0.5, 12, xtol=1e-4)


THERMAL_MEV = 1e3 * c.R * 300 / c.physical_constants["Faraday constant"][0]


def gap_temperature(gap_mev: float, ratio: float) -> float:
    return gap_mev * 1e-3 * c.physical_constants["electron volt-kelvin relationship"][0] / ratio


def d_wave_ratio() -> float:
    """2 Delta / kB Tc of a weakly coupled d wave: that of an s wave, 2 pi / e^gamma, times 2 / sqrt e."""
    # The mean of ln |cos 2 phi| weighted with cos^2 2 phi, by a sum over angles, is 1/2 - ln 2.
    angle = 2 * math.pi * (np.arange(100_000) + 0.5) / 100_000
    weight = np.cos(2 * angle) ** 2
    shift = -np.sum(weight * np.log(np.abs(np.cos(2 * angle)))) / np.sum(weight)
    return 2 * math.pi / math.exp(np.euler_gamma) * math.exp(shift)


@caveat("C017")
def c017():
    edge = max(trends.gap_set("Bi2212 Raman edge")[1])
    needed = 7.9 * THERMAL_MEV
    temperatures = [gap_temperature(80, 7.9), gap_temperature(160, 7.9), gap_temperature(160, d_wave_ratio())]
    return [f"{v:.0f}" for v in (*temperatures, needed, edge, gap_temperature(edge, 7.9))]


@caveat("C097")
def c097():
    return [f"{80 / THERMAL_MEV:.1f}", f"{7.9 * THERMAL_MEV:.0f}"]


@caveat("C162")
def c162():
    return [f"{gap_temperature(gap, 7.9):.0f}" for gap in (80, 160)]


@caveat("C359")
def c359():
    return [f"{80 / THERMAL_MEV:.1f}", f"{gap_temperature(80, 7.9):.0f}", f"{gap_temperature(80, d_wave_ratio()):.0f}"]


@caveat("C093")
def c093():
    ends = f"{electrostatics.screened_ev(1.0):.2f}–{electrostatics.screened_ev(2.5):.2f}"
    return [ends, f"{distance_at(1.0):.1f}", f"{distance_at(0.12):.1f}"]


@caveat("C095")
def c095():
    return [f"{10**-0.5:.2f}", f"{distance_at(1.0):.1f}", f"{distance_at(10**-0.5):.1f}"]


@caveat("C124")
def c124():
    variants = [{"density": 3 * electrostatics.DENSITY}, {"mass": 2.0}, {"permittivity": 4.0}]
    pairs = [[electrostatics.screened_ev(r, **gas) for r in (1.0, 2.5)] for gas in variants]
    pairs.append([electrostatics.lindhard_ev(1.0), electrostatics.lindhard_ev(2.5)])
    return [f"{a:.2f}–{b:.2f}" for a, b in pairs]


def density_parameter() -> float:
    return (3 / (4 * math.pi * electrostatics.DENSITY)) ** (1 / 3) / c.physical_constants["Bohr radius"][0]


def inverse_k_f() -> float:
    return density_parameter() * c.physical_constants["Bohr radius"][0] / c.angstrom / (9 * math.pi / 4) ** (1 / 3)


@caveat("C131")
def c131():
    return [f"{density_parameter():.1f}", f"{inverse_k_f():.1f}"]


@caveat("C132")
def c132():
    radius = density_parameter() * c.physical_constants["Bohr radius"][0] / c.angstrom
    inside = [(r / radius) ** 3 for r in (1.0, 2.5)]
    copper = 84.7 * inside[0]  # 8.47e22 conduction electrons per cm^3
    lindhard = [f"{electrostatics.lindhard_ev(r):.2f}" for r in (1.0, 2.5)]
    assert electrostatics.lindhard_ev(5.0) < 0
    return [f"{inside[0]:.3f}–{inside[1]:.3f}", f"{inverse_k_f():.1f}", f"{copper:.2f}", *lindhard]


@caveat("C336")
def c336():
    screened = [1e3 * electrostatics.screened_ev(r) for r in (10.0, 15.0)]
    lindhard = [1e3 * electrostatics.lindhard_ev(r) for r in (10.0, 15.0)]
    return [f"{screened[0]:.2f}", to_two_digits(screened[1]), *(f"{v:.0f}" for v in lindhard)]


@caveat("C337")
def c337():
    energies = [electrostatics.screened_ev(r) for r in (3.885, 3.827)]
    ends = f"{energies[0]:.3f}–{energies[1]:.3f}"
    return [ends, f"{distance_at(0.12):.2f}", f"{distance_at(THERMAL_MEV / 1e3):.1f}"]


@caveat("C338")
def c338():
    first = brentq(electrostatics.lindhard_ev, 3, 5, xtol=1e-3)
    second = brentq(electrostatics.lindhard_ev, 6, 10, xtol=1e-3)
    energies = [f"{electrostatics.lindhard_ev(r):.2f}" for r in (1.0, 2.5)]
    return [*energies, f"{first:.0f} and {second:.0f}", f"{density_parameter():.1f}"]


@caveat("C339")
def c339():
    energies = [electrostatics.rotation_ev(2, r) for r in (1.0, 2.5, 10.0)]
    ratios = energies[0] / float(stated("C125")), energies[1] / float(stated("C126"))
    return [f"{energies[0]:.1f}", f"{energies[1]:.1f}", f"{ratios[0]:.1f}–{ratios[1]:.0f}", f"{energies[2]:.2f}"]


@caveat("C340")
def c340():
    hartree, bohr = c.physical_constants["Hartree energy in eV"][0], c.physical_constants["Bohr radius"][0] / c.angstrom
    return [f"{hartree * (bohr / r) ** 2:.2f}" for r in (1.0, 2.5)]


@caveat("C341")
def c341():
    return [f"{1e3 * float(stated(claim)) / float(stated('C107')):.2f}" for claim in ("C136", "C137")]


@caveat("C342")
def c342():
    density = 5e20 * 1e-24  # pairs per cubic angstrom
    holes = [density * 10**2 * 1, density * 15**2 * 2.5]
    electrons = [density * 70**2 * 15, density * 80**2 * 15]
    plane = 11.679 / 2
    in_plane = [density * size**2 * plane for size in (10, 15)]
    discs = [math.pi * n for n in in_plane]
    return [
        f"{holes[0]:.2f}–{holes[1]:.2f}",
        f"{electrons[0]:.0f}–{electrons[1]:.0f}",
        f"{in_plane[0]:.1f}–{in_plane[1]:.1f}",
        f"{discs[0]:.1f}–{discs[1]:.1f}",
    ]


@caveat("C343")
def c343():
    def mass(kelvin):
        return brentq(lambda m: electrostatics.bose_density(kelvin, m) - 5e26, 0.1, 1000)

    return [f"{mass(93):.1f}", f"{mass(21):.0f}"]


@caveat("C344")
def c344():
    temperature = brentq(lambda t: electrostatics.bose_density(t, 2.0) - 1e27, 1, 1e4)
    mass = brentq(lambda m: electrostatics.bose_density(93, m) - 1e27, 0.1, 1000)
    return [f"{temperature:.0f}", f"{temperature / 93:.1f}", f"{mass:.1f}"]


@caveat("C354")
def c354():
    gain = electrostatics.lattice_energy_of_mgo(1) - electrostatics.lattice_energy_of_mgo(2)
    return [f"{gain - atoms.ionization('Mg', 2) + atoms.second_affinity():.1f}"]


@caveat("C355")
def c355():
    potentials = [electrostatics.potential_in_ybco(site) for site in ("O1", "O2", "O3", "O4")]
    return [f"{min(potentials):.1f}–{max(potentials):.1f}"]


# --- Pairs and carriers ---


@caveat("C117")
def c117():
    return [f"{70 / 3.8662:.0f}–{80 / 3.8662:.0f}", f"{15 / 3.8662:.1f}"]


@caveat("C134")
def c134():
    steps = [trends.copper_step(row) for row in rows("evidence/tc_vs_plane_lattice")]
    bins = [2 * float(row["r_mean_angstrom"]) for row in rows("evidence/tc_vs_plane_lattice_bins", family="T′")]
    return [f"{min(v):.2f}–{max(v):.2f}" for v in (steps, bins)]


@caveat("C147")
def c147():
    return [*trends.d_carriers_and_d_waves().shows, str(len(rows("evidence/orbital_and_pairing")))]


@caveat("C154")
def c154():
    return [f"{100 * float(quantum.share_of_cos_2phi().shows[0]):.1f} %"]


@caveat("C174")
def c174():
    table = [r for r in rows("evidence/coherence_lengths", kind="measured") if r["class"] == "hole-doped cuprate"]
    plane = [float(r["xi_angstrom"]) for r in table if r["direction"] == "in plane"]
    across = [float(r["xi_angstrom"]) for r in table if r["direction"] == "across planes"]
    assert (len(across), sum(x < 1 for x in across)) == (6, 2)
    return [f"{len(plane)} collected in-plane values {sum(x <= 15 for x in plane)} lie", f"{max(plane):.0f}"]


@caveat("C129")
def c129():
    (lsco,) = rows("evidence/carrier_counts", short_name="LSCO")
    volume = math.prod(float(lsco[e]) for e in ("a_angstrom", "b_angstrom", "c_angstrom"))
    highest = max(float(r["x_mean"]) for r in rows("supercon/lsco"))
    return [f"{max(trends.hole_densities()) / 1e21:.1f}", f"{highest * 4 / volume * 1e3:.1f}"]


@caveat("C130")
def c130():
    full = [n * (1 + p) / p for n, p in zip(trends.hole_densities(), dopings(), strict=True)]
    return [f"{min(full) / 1e21:.0f}–{max(full) / 1e21:.0f}"]


def dopings() -> list[float]:
    return [float(row["doping_per_cu"]) for row in rows("evidence/carrier_counts")]


@caveat("C209")
def c209():
    (lsco,) = rows("evidence/carrier_counts", short_name="LSCO")
    volume = math.prod(float(lsco[e]) for e in ("a_angstrom", "b_angstrom", "c_angstrom"))
    x = [float(r["x_mean"]) for r in rows("supercon/lsco")]
    found = trends.hole_densities()
    ends = [(min(found) / 1e21, max(found) / 1e21), (min(x) * 4e3 / volume, max(x) * 4e3 / volume)]
    return [f"{low:.1f}–{high:.1f}" for low, high in ends]


@caveat("C252")
def c252():
    found = trends.hole_densities()
    return [f"{min(found) / 1e21:.1f}–{max(found) / 1e21:.1f}"]


@caveat("C345")
def c345():
    found, p = trends.hole_densities(), dopings()
    mean = statistics.geometric_mean(found)
    return [f"{min(found) / 1e21:.1f}–{max(found) / 1e21:.1f}", f"{min(p):.2f}–{max(p):.2f}", f"{mean / 1e21:.1f}"]


@caveat("C200")
def c200():
    return [f"{statistics.geometric_mean(trends.hole_densities()) / 2e21:.1f}"]


@caveat("C255")
def c255():
    sheet = quantum.Sheet(lambda x, y: quantum.band(x, y, 0.19, -0.136, 0.068), 1.0, 1000)
    return [f"{quantum.hall_number([sheet], 1 - p, reach=14):.2f}" for p in (0.15, 0.30)]


@caveat("C256")
def c256():
    return [f"{quantum.content_of_sign_change():.3f}"]


@caveat("C254")
def c254():
    low, high = quantum.cluster(3.6)[0], quantum.cluster(-1.0)[0]
    return [f"{low:.2f} to {high:.2f}"]


def spin_left() -> float:
    """Linear spin waves on a square lattice: 1/2 - (mean of 1 / sqrt(1 - g^2) - 1) / 2, over ever finer grids."""

    def mean(points):
        line = (np.arange(points) + 0.5) * math.pi / points
        g = (np.cos(line)[:, None] + np.cos(line)) / 2
        return float(np.mean(1 / np.sqrt(1 - g**2)))

    # The singular points at the corners cost an error that falls as the spacing.
    return 0.5 - (2 * mean(1600) - mean(800) - 1) / 2


@caveat("C358")
def c358():
    (mean,) = [counts.copper_moments().shows[2]]
    return [f"{spin_left():.4f}", f"{2 * spin_left():.2f}", f"{2.1 * 0.3074:.2f}", mean]


@caveat("C210", "C253")
def c210():
    return ["{}–{}".format(*counts.copper_moments().shows[:2])]


# --- Statistics ---


@caveat("C031")
def c031():
    """The interval by Fieller's theorem for the ratio of two differences with normal errors of 0.01."""
    first, last = rows("evidence/planar_hole_contents", family=trends.NCCO)
    d_cu, d_o = (
        float(first[f"{site}_holes_per_plane_cell"]) - float(last[f"{site}_holes_per_plane_cell"])
        for site in ("copper", "oxygen")
    )
    top, bottom, error, z2 = d_cu, d_cu + d_o, 2 * 0.01**2, stats.norm.ppf(0.975) ** 2
    # (top - share bottom)^2 = z^2 error (1 - 2 share + 2 share^2)
    ends = np.roots([bottom**2 - 2 * z2 * error, -2 * top * bottom + 2 * z2 * error, top**2 - z2 * error])
    return [f"{top / bottom:.2f}", f"{min(ends):.2f}–{max(ends):.2f}"]


@caveat("C217")
def c217():
    return [f"{trends.share_on_copper(trends.NCCO):.2f}"]


@caveat("C191")
def c191():
    return c031()


@caveat("C032")
def c032():
    on_oxygen = [f"{1 - trends.share_on_copper(family):.2f}" for family in (trends.LSCO, trends.YBCO)]
    totals = []
    for family in (trends.LSCO, trends.YBCO):
        table = rows("evidence/planar_hole_contents", family=family)
        copper, oxygen = trends.columns(table, "copper_holes_per_plane_cell", "oxygen_holes_per_plane_cell")
        totals.append(statistics.fmean(1 / (1 + o / cu) for cu, o in zip(copper, oxygen, strict=True)))
    return [*on_oxygen, *(f"{total:.2f}" for total in totals)]


@caveat("C172")
def c172():
    return [f"{1 - trends.share_on_copper(family):.2f}" for family in (trends.LSCO, trends.YBCO)]


def optimal_gaps() -> dict[str, float]:
    return {name: trends.at(*trends.gap_set(name), 0.16) for name in trends.GAP_SETS}


@caveat("C136")
def c136():
    gaps = optimal_gaps()
    arpes, peak, edge = (gaps[f"Bi2212 {probe}"] for probe in ("photoemission peak", "Raman peak", "Raman edge"))
    return [f"{v:.0f}" for v in (arpes, arpes / 2, peak, edge)]


@caveat("C192")
def c192():
    gaps = optimal_gaps()
    return [f"{gaps['Bi2212 photoemission peak']:.0f}", f"{min(gaps.values()):.0f} to {max(gaps.values()):.0f}"]


@caveat("C237")
def c237():
    gap = optimal_gaps()["Bi2212 photoemission peak"]
    return [f"{gap:.0f}", f"{gap / (trends.KB_MEV * 91):.1f}"]


@caveat("C195")
def c195():
    gap = optimal_gaps()["Bi2212 photoemission peak"]
    phonons = rows("evidence/gap_scales", **{"class": "phonon superconductor", "scale": "bcs"})
    return [f"{gap / 6:.0f} times", f"{gap / 12:.0f} times", f"{max(counts.numbers(phonons, 'two_delta_mev')):.0f}"]


@caveat("C194")
def c194():
    above = n = 0
    for name, top in (("Bi2212 photoemission peak", 91), ("Bi2212 Raman peak", 91), ("Hg1201 Raman peak", 96)):
        for p, gap in zip(*trends.gap_set(name), strict=True):
            above += gap > 5.4 * trends.KB_MEV * top * (1 - 82.6 * (p - 0.16) ** 2)
            n += 1
    return [f"{n} digitised antinodal gaps {above} lie"]


@caveat("C138")
def c138():
    """Zero of the line through gap minus 5.4 kB Tc, by the standard library."""
    p, gap = trends.gap_set("Bi2212 Raman peak")
    excess = [g - 5.4 * trends.KB_MEV * 91 * (1 - 82.6 * (x - 0.16) ** 2) for x, g in zip(p, gap, strict=True)]
    line = statistics.linear_regression(p, excess)
    return [f"{-line.intercept / line.slope:.2f}"]


@caveat("C197", "C239")
def c197():
    single = rows("evidence/pseudogap_temperature", data_set="single sample")
    above = [Decimal(r["t_star_k"]) - Decimal(r["tc_k"]) for r in single]
    half_up = [int(v + Decimal("0.5")) for v in (min(above), max(above))]
    return [counts.transport_reaches_t_star().shows[0] + " K above", "{}–{}".format(*half_up)]


def sets_of_t_star() -> dict[str, tuple[list[float], list[float]]]:
    names = dict.fromkeys(
        r["data_set"] for r in rows("evidence/pseudogap_temperature") if r["data_set"] != "single sample"
    )
    return {
        n: tuple(trends.columns(rows("evidence/pseudogap_temperature", data_set=n), "doping_per_cu", "t_star_k"))
        for n in names
    }


@caveat("C198")
def c198():
    gaps = sorted(trends.kendall(*trends.gap_set(name))[0] for name in trends.GAP_SETS)
    t_star = sorted(trends.kendall(*xy)[0] for xy in sets_of_t_star().values())
    p, gap = trends.gap_set("Bi2212 photoemission peak")
    fall = 1 - trends.at(p, gap, max(p)) / trends.at(p, gap, min(p))
    bare, losses, shorter = bond_changes(min(p), max(p))
    assert len(gaps) == 5
    assert len(t_star) == 7
    lines = []
    for material in ("Bi2201", "Bi2212", "Hg1201"):
        line = statistics.linear_regression(*t_star_of(material))
        lines.append(-0.075 * line.slope / line.intercept)
    return [
        f"{gaps[-1]:.2f} to {gaps[0]:.2f}",
        f"{t_star[-1]:.2f} to {t_star[0]:.2f}",
        f"{100 * fall:.0f} %",
        f"{100 * bare:.1f} %",
        f"{100 * min(losses):.0f}–{100 * max(losses):.0f} %",
        f"{100 * shorter:.1f} %",
        f"{100 * min(lines):.0f}–{100 * max(lines):.0f} %",
    ]


def t_star_of(material: str) -> list[list[float]]:
    table = [r for r in rows("evidence/pseudogap_temperature", material=material) if r["data_set"] != "single sample"]
    return trends.columns(table, "doping_per_cu", "t_star_k")


def bond_changes(p_0: float, p_1: float):
    """Loss of a bare Cu-O attraction with the holes on oxygen, of screened ones, and gain by 0.075 holes' shrinking.

    Ratios of energies only, so that no unit enters; the distance is the line of the standard library.
    """
    cells = rows("evidence/lsco_cell") + rows("evidence/lsco_cell_60k")
    x, a, b, edge = trends.columns(cells, "x_sr", "a_angstrom", "b_angstrom", "c_angstrom")
    half = [math.sqrt(u * u + v * v) / 4 for u, v in zip(a, b, strict=True)]
    line = statistics.linear_regression(x, half)
    volume = statistics.fmean(u * v * w / 4 for u, v, w in zip(a, b, edge, strict=True)) * 1e-30

    def energy(p, on_oxygen, screened):
        r = line.intercept + line.slope * p
        bare = (2 + (0 if on_oxygen else p)) * (2 - (p / 2 if on_oxygen else 0)) / r
        return bare * math.exp(-electrostatics.inverse_length(p / volume) * r * 1e-10) if screened else bare

    bare = 1 - energy(p_1, True, False) / energy(p_0, True, False)
    assert energy(p_1, False, False) > energy(p_0, False, False)
    losses = [1 - energy(p_1, on_oxygen, True) / energy(p_0, on_oxygen, True) for on_oxygen in (True, False)]
    x_0, x_1 = (r for r in rows("evidence/lsco_cell"))
    means = [(float(r["a_angstrom"]) + float(r["b_angstrom"])) / math.sqrt(32) for r in (x_0, x_1)]
    return bare, losses, means[0] / means[1] - 1


@caveat("C238")
def c238():
    gaps = sorted(trends.kendall(*trends.gap_set(name))[0] for name in trends.GAP_SETS)
    p, gap = trends.gap_set("Bi2212 Raman peak")
    under = [(x, g) for x, g in zip(p, gap, strict=True) if x <= 0.16]
    assert trends.kendall_word(*map(list, zip(*under, strict=True))) == "none"
    return [f"{gaps[-1]:.2f} to {gaps[0]:.2f}"]


@caveat("C240")
def c240():
    t_star = sorted(trends.kendall(*xy)[0] for xy in sets_of_t_star().values())
    assert len(t_star) == 7
    ends = []
    for material in ("Bi2201", "Bi2212", "Hg1201"):
        line = statistics.linear_regression(*t_star_of(material))
        ends.append(-line.intercept / line.slope)
    return [f"{t_star[-1]:.2f} and {t_star[0]:.2f}", f"{min(ends):.2f}–{max(ends):.2f}"]


@caveat("C241")
def c241():
    onsets = [r for r in rows("evidence/pair_onset") if r["kind"] != "light-driven"]
    low, high = counts.numbers(onsets, "above_tc_low_k"), counts.numbers(onsets, "above_tc_high_k")
    return [f"{min(low):.0f}–{max(high):.0f} K", *counts.onsets_at_room_temperature().shows]


@caveat("C229")
def c229():
    at_300 = []
    for material in ("Bi2201", "Bi2212", "Hg1201"):
        line = statistics.linear_regression(*t_star_of(material))
        at_300.append((300 - line.intercept) / line.slope)
    return [*counts.onsets_at_room_temperature().shows, f"{min(at_300):.2f}–{max(at_300):.2f}"]


@caveat("C207")
def c207():
    table = rows("evidence/coherence_lengths")
    points = sorted(
        (float(r["holes_per_cu"]), float(r["xi_angstrom"])) for r in table if "grissonnanche" in r["measurement"]
    )
    (p_0, xi_0), (p_1, xi_1) = points[0], points[-1]
    return [f"{math.sqrt(p_1 / p_0):.1f}", f"{p_0:g} to {p_1:g}", f"{xi_0 / xi_1:.1f}"]


@caveat("C248")
def c248():
    return list(trends.pair_size_over_doping().shows)


@caveat("C208")
def c208():
    table = rows("evidence/plane_distances")
    of = {(r["compound"], r["quantity"]): (float(r["value_angstrom"]), r["layers"]) for r in table}
    edges = {k: v for (k, q), (v, _) in of.items() if q == "cell edge"}
    nearest = {k: v for (k, q), (v, n) in of.items() if q == "nearest plane" and n == "single layer"}
    others = [edges[k] / v for (k, q), (v, n) in of.items() if q == "nearest plane" and n != "single layer"]
    pairs = []
    for compound, height in ((k, v) for (k, q), (v, _) in of.items() if q == "apical oxygen"):
        a = edges[compound]
        pairs += [a / math.sqrt(2) / math.hypot(a / 2, height), a / (2 * height), a / math.sqrt(2) / height, a / height]
    for compound, height in ((k, v) for (k, q), (v, _) in of.items() if q == "oxygen above oxygen"):
        pairs += [edges[compound] / math.sqrt(2) / height, edges[compound] / height]
    in_plane = [edges[k] for k in nearest]
    return [
        f"{min(nearest.values()):.1f} Å",
        f"{max(nearest.values()):.1f} Å",
        f"{min(in_plane):.1f}–{max(in_plane):.1f}",
        f"{min(others):.2f}",
        f"{max(others):.2f}",
        f"{sum(x > 1 for x in pairs)} of {len(pairs)}",
        f"{max(pairs):.2f}",
    ]


@caveat("C213")
def c213():
    name = "R₂₋ₓCeₓCuO₄, x = 0.13–0.17"
    alone, upwards = (
        rows("supercon/rare_earth_trends", family=name, coordination="8", part=part)[0]
        for part in ("one rare earth", "from Nd")
    )
    return [
        f"{trends.spearman(*trends.rare_earth_families()['R₂₋ₓCeₓCuO₄'])[0]:+.2f}",
        f"{float(alone['rank_correlation']):+.2f}",
        f"{float(alone['lo95']):.2f} to {float(alone['hi95']):+.2f}",
        f"{float(upwards['rank_correlation']):.2f}",
    ]


@caveat("C216")
def c216():
    full = [Counter(counts.marks(family))["full"] for family in ("infinite_layer", "bilayer")]
    return [*counts.nickelates_are_similar().shows, "{} and {}".format(*full)]


@caveat("C243")
def c243():
    x, tc = trends.columns(rows("supercon/lsco"), "x_mean", "tc_median_k")
    law = [v ** (2 / 3) for v in x]
    scale = sum(a * b for a, b in zip(law, tc, strict=True)) / sum(a * a for a in law)
    missed = sum((b - scale * a) ** 2 for a, b in zip(law, tc, strict=True))
    return [f"{1 - missed / (statistics.pvariance(tc) * len(tc)):.2f}"]


@caveat("C244")
def c244():
    return [trends.resonance_over_doping().shows[0]]


@caveat("C245")
def c245():
    bins = rows("evidence/tc_vs_plane_lattice_bins", family="all without T′")
    top = trends.top_of_parabola(*trends.columns(bins, "r_mean_angstrom", "tc_median_k"))
    table = rows("evidence/tc_vs_plane_lattice")
    tc = trends.columns(table, "tc_k")[0]
    # Dummies of a category: the share of the variance between its means.
    layers = {n: [float(r["tc_k"]) for r in table if r["cuo2_layers"] == n] for n in {r["cuo2_layers"] for r in table}}
    between = sum(len(v) * (statistics.fmean(v) - statistics.fmean(tc)) ** 2 for v in layers.values())
    return [
        f"{top:.3f}",
        trends.tc_over_distance().shows[0],
        f"{100 * between / (statistics.pvariance(tc) * len(tc)):.0f} %",
    ]


@caveat("C251")
def c251():
    return [counts.strongly_anisotropic().shows[0], counts.strongly_anisotropic().shows[2]]


@caveat("C259")
def c259():
    return [trends.ginzburg_numbers_ordered_by_length().shows[i] for i in (1, 0)]


@caveat("C261")
def c261():
    facts = {r["quantity"]: r["pressure_gpa"] for r in rows("evidence/pressure_y124")}
    end = float(facts["highest pressure, Tc still falling"])
    return [f"{100 * (end - float(facts['reversible change of structure'])) / (end - 8):.0f} %"]


@caveat("C347")
def c347():
    return [f"{float(counts.period_of_four_everywhere().shows[2]):.2f}"]


@caveat("C348")
def c348():
    return [f"{counts.holes_in_a_block():.2f}"]


@caveat("C357")
def c357():
    return [f"{quantum.electron_pair_over_lattice_constant():.0f}"]


# --- Counts of records and reports ---


@caveat("C203")
def c203():
    (row,) = rows("supercon/dome_tests", series="La₂₋ₓSrₓCuO₄")
    return [f"{float(row['maximum_x']):.3f}"]


@caveat("C204")
def c204():
    valence = [r for r in rows("supercon/cu_valence_tests") if "famil" not in r["series"]]
    cation = trends.commonest_over_cations(True).shows
    domes = sum(map(trends.dome_by_its_criteria, valence))
    return [f"{domes} of {len(valence)}", f"{cation[1].removeprefix('dome: ')} of {cation[0].split()[-1]}"]


@caveat("C211")
def c211():
    table = rows("evidence/counting_methods")
    reports = {
        kind: {(r["source"], r["short_name"], r["agrees"]) for r in table if r["class"] == kind}
        for kind in ("count", "Hall")
    }
    count, hall = (Counter(answer for *_, answer in reports[kind]) for kind in ("count", "Hall"))
    assert hall["yes"] == 0
    return [
        f"none of {hall.total()} reports",
        f"{count.total()} reports",
        f"{count['yes']} agree",
        f"{count['depends']} change",
        f"{count['no']} differ",
    ]


@caveat("C214")
def c214():
    found = [rows("supercon/n_type_oxygen_tests", zeros_above="0", zeros_below="0", series=s)[0] for s in N_TYPE]
    return [f"{float(r['rank_correlation']):.2f}" for r in found] + [f"{found[0]['n']} records", f"n = {found[1]['n']}"]


N_TYPE = ("Nd₁.₈₅Ce₀.₁₅CuOᵧ", "R₂₋ₓCeₓCuOᵧ, x = 0.14–0.16")


@caveat("C258")
def c258():
    plain, four = (
        rows("supercon/n_type_oxygen_tests", series=N_TYPE[0], zeros_above=n, zeros_below="0")[0] for n in ("0", "4")
    )
    # Four zeros among the samples above: the mean follows from the one without them.
    n, mean = int(plain["n_above_four"]), float(plain["mean_above_four_k"])
    return [
        f"{float(plain['mean_below_four_k']):.2f} K below (n = {plain['n_below_four']})",
        f"{mean:.2f} K above (n = {n}",
        f"{n * mean / (n + 4):.2f} K above",
        f"p = {float(plain['difference_p']):.2f}",
        f"p = {float(four['difference_p']):.2f}",
    ]


@caveat("C246")
def c246():
    maxima = [rows("supercon/cu_valence_tests", series=s)[0] for s in ("La₂₋ₓSrₓCuO₄", "HgBa₂CuO₄₊ₓ", "HgBa₂CaCu₂O₆₊ₓ")]
    pools = [rows("supercon/cu_valence_tests", series=s)[0] for s in ("all families", "families without chains")]
    assert not any(map(trends.dome_by_its_criteria, pools))
    numbers = [f"{float(r['maximum_x']):.3f}" for r in maxima] + [r["n_records"] for r in pools]
    return [*numbers, f"{maxima[-1]['n_records']} records"]


@caveat("C247")
def c247():
    table = rows("supercon/cation_series_tests")
    table += [r for r in rows("supercon/dome_tests") if r["series"] in ("La₂₋ₓSrₓCuO₄", "La₂₋ₓBaₓCuO₄")]
    words = Counter(r["word"] for r in table)
    return [
        f"{words.total()} substitution series {words['dome']} are domes",
        f"{words['decreasing']} fall",
        f"{words['increasing']} rise",
        f"{words['none']} show",
    ]


@caveat("C249")
def c249():
    table = rows("evidence/coherence_lengths", kind="measured", direction="in plane")
    hole = [float(r["xi_angstrom"]) for r in table if r["class"].startswith("hole")]
    electron = [float(r["xi_angstrom"]) for r in table if r["class"].startswith("electron")]
    assert sum(x > 15 for x in hole) == 9
    return [f"{min(hole):.0f} Å", str(len(hole)), f"{min(electron):.0f} and {max(electron):.0f}"]


@caveat("C257")
def c257():
    (row,) = rows("supercon/rare_earth_trends", family="RBa₂Cu₄O₈", part="all", coordination="8")
    pairs = [int(row[f"pairs_{way}"]) for way in ("falling", "rising", "equal")]
    return [f"{pairs[0]} of {sum(pairs)}"]


@caveat("C260")
def c260():
    steepest = max(rows("supercon/oxygen_slopes"), key=lambda r: float(r["slope_k_per_oxygen"]))
    return [f"{float(steepest['slope_k_per_oxygen']):.0f} ± {float(steepest['slope_error_k_per_oxygen']):.0f}"]


@caveat("C352")
def c352():
    of = {r["class"]: r for r in rows("supercon/ionicity_trends")}
    oxides = of["all oxides"]
    assert int(oxides["n_records"]) == int(of["cuprate"]["n_records"]) + int(of["other oxide"]["n_records"])
    return [
        oxides["n_records"],
        *(f"{float(of[name]['rank_correlation']):+.2f}" for name in ("cuprate", "other oxide")),
    ]


@caveat("C170")
def c170():
    phonon = [r for r in rows("evidence/coherence_lengths") if r["compound"] in ("H₃S", "MgB₂", "V₃Si", "Nb₃Sn")]
    lengths = counts.numbers(phonon, "xi_angstrom")
    assert round(float(stated("C206").split("..")[0]) / 80) == 5
    return [f"{min(lengths):.0f}–{max(lengths):.0f} Å"]


@caveat("C024")
def c024():
    table = {r["measurement"]: r["tc_onset_k"] for r in rows("evidence/nickelate_tc")}
    return [f"{counts.tc_of_infinite_layer_nickelates():.0f} K", table["pr-film-pressure"], table["sm-film-sr"]]


@caveat("C066")
def c066():
    return [f"+{ionicity.charges_left()[0]:.2f}"]


@caveat("C349")
def c349():
    mercury, nickel = ionicity.charges_left()
    return [f"+{mercury:.2f}", f"+{nickel:g}"]


@caveat("C075")
def c075():
    return [f"{atoms.first_affinity():.2f}"]


@caveat("C087")
def c087():
    return [*atoms.oxygen_charge_far_below_two().shows]


@caveat("C176")
def c176():
    return [*counts.formula_of_oxychloride().shows]


@caveat("C182")
def c182():
    (cell,) = rows("paper/oxychloride_lattice")
    period = 4 * float(cell["a_angstrom"])
    return [f"{period:.1f} Å", f"{70 / period:.1f}–{80 / period:.1f}"]


def sites() -> tuple[Counter, list[str]]:
    found = Counter(r["site"] for r in rows("evidence/modulation_site"))
    return found, [WORDS[found.total()], WORDS[found["oxygen"]], WORDS[found["copper possible"]]]


@caveat("C190")
def c190():
    found, (n, oxygen, possible) = sites()
    assert found["copper"] == 0
    return [f"of {n} reports on the site {oxygen} name oxygen", f"{possible} leave it possible"]


@caveat("C234")
def c234():
    _, (n, oxygen, possible) = sites()
    table = [r for r in rows("evidence/order_direction", carriers="holes") if "charge" in r["order"]]
    along = Counter(r["direction"] for r in table)
    return [
        f"{WORDS[along['bond']]} of {WORDS[along.total()]} reports",
        f"nearly so in {WORDS[along['near bond']]}",
        f"Of {n} site-resolved reports {oxygen} put",
        f"{possible} leave copper possible",
    ]


@caveat("C235")
def c235():
    found, (n, *_) = sites()
    assert found["copper"] == 0
    (amplitude,) = rows("evidence/e05_pair_modulation", quantity="pair_density_amplitude")
    return [f"{100 * float(amplitude['value']):.0f} %", f"none of {n} reports"]


@caveat("C236")
def c236():
    waves = [r for r in rows("evidence/charge_order_wavevectors", family="NCCO") if r["confidence"] != "uncertain"]
    (x,) = {r["doping_per_cu"] for r in waves}
    named = Counter(r["site"] for r in rows("evidence/doped_carrier_site", carriers="electrons"))
    values = sorted((float(r["q_rlu"]) for r in waves), reverse=True)
    return [
        f"{values[0]:g} and {values[1]:g} at x = {float(x):g}",
        f"{WORDS[named['copper']]} of {WORDS[named.total()]} reports",
    ]


@caveat("C212")
def c212():
    table = rows("evidence/hall_sign", observable="Hall coefficient")
    crystals = sorted(float(r["doping_per_cu"]) for r in table if r["source"] == "scilit214hall")
    (film,) = [float(r["doping_per_cu"]) for r in table if r["compound"] == "La₂₋ₓCeₓCuO₄"]
    return [f"x = {crystals[0]:g} and {crystals[1]:g}", f"at {film:g} in films"]


@caveat("C231")
def c231():
    readings = Counter(r["reading"] for r in rows("evidence/phase_sensitive_tests", kind="flux"))
    return [f"{WORDS[readings['sign change']]} of {WORDS[readings.total()]} tests"]


@caveat("C233")
def c233():
    (near,) = [r for r in rows("evidence/isotope_exponents") if "near optimal" in r["quantity"]]
    total = sum(bool(r["alpha_err"] or r["light_err_k"]) for r in rows("evidence/isotope_exponents"))
    assert 2 * int(counts.gaps_spread_and_isotopes_matter().shows[-1]) > total
    return [f"{float(near['alpha_low']):g}–{float(near['alpha_high']):g}"]


@caveat("C250")
def c250():
    """Compounds with a value and not a bound only, from lengths or any other method."""
    exceeds: dict[str, list[bool]] = {}
    table = rows("evidence/coherence_lengths")
    for row in table:
        across = [r for r in table if (r["measurement"], r["direction"]) == (row["measurement"], "across planes")]
        if row["direction"] == "in plane" and row["class"].endswith("cuprate") and across and row["kind"] == "measured":
            longer = float(row["xi_angstrom"]) > float(across[0]["xi_angstrom"])
            exceeds.setdefault(row["compound"], []).append(longer)
    for row in rows("evidence/anisotropy"):
        if row["class"].endswith("cuprate") and row["kind"] != "upper bound":
            exceeds.setdefault(row["compound"], []).append(float(row["gamma"]) > 1)
    measurements = counts.in_plane_longer_than_across().shows[0].split()[-1]
    above = sum(all(answers) for answers in exceeds.values())
    return [f"all {measurements} measurements", f"{above} of {len(exceeds)} compounds"]


@caveat("C346")
def c346():
    low, high = rows("atoms/crystal_sites", compound="YBa2Cu3O7", site="Cu2")
    between = Decimal(low["c_angstrom"]) * (Decimal(high["z"]) - Decimal(low["z"]))
    # The table of distances keeps three decimals; of those the last is a five, rounded up.
    kept = between.quantize(Decimal("0.001"))
    return [str(kept.quantize(Decimal("0.01"), ROUND_HALF_UP))]
