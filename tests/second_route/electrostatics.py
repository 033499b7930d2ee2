"""Charges at rest: lattice sums, screening, and the energies and temperatures of Equations (5) to (8), in SI units.

The book works in eV and angstrom with closed formulas.  Here: lattice sums of Benson's kind and over whole neutral
cells, Fourier integrals, the density of states, the Bose integral, and the units of rotational spectroscopy.
"""

from functools import cache
from math import atanh, cosh, exp, inf, log, pi, sin, sqrt

import numpy as np
from scipy import constants as c
from scipy.integrate import quad
from scipy.optimize import brentq

from . import none, route, rows, shown, stated
from .atoms import first_affinity, ionization, second_affinity

AA = c.angstrom
COULOMB = c.e**2 / (4 * pi * c.epsilon_0)  # J m
DENSITY = 1e27  # per m^3, the 1e21 per cm^3 of Figure 4


# --- Figure 2: crystals of point ions ---


@cache
def madelung_rock_salt() -> float:
    """Benson's formula, 12 pi sum over odd m, n > 0 of sech^2(pi/2 sqrt(m^2 + n^2))."""
    odd = range(1, 30, 2)
    return 12 * pi * sum(cosh(pi / 2 * sqrt(m * m + n * n)) ** -2 for m in odd for n in odd)


def lattice_energy_of_mgo(charge: int, scale: float = 1.0) -> float:
    """Energy per formula unit in eV from the Madelung constant and the Mg-O distance."""
    distance = scale * float(rows("atoms/crystal_sites", compound="MgO", site="O")[0]["a_angstrom"]) / 2 * AA
    return -madelung_rock_salt() * charge**2 * COULOMB / distance / c.e


@route("formula", "fig-2", "C073")
def bond_depends_on_charge_and_distance():
    """Energies of MgO by Benson's formula: other for other charges, and for other distances."""
    one, two = lattice_energy_of_mgo(1), lattice_energy_of_mgo(2)
    differs = abs(two - one) > 1 and abs(lattice_energy_of_mgo(1, 2.0) - one) > 1
    return shown(differs, [f"{one:.1f}", f"{two:.1f}"])


@route("formula", "fig-2", "C354")
def low_valence_in_mgo():
    """Benson's formula, ionization energies of molmass."""
    low = ionization("Mg", 1) - first_affinity() + lattice_energy_of_mgo(1)
    full = ionization("Mg", 1) + ionization("Mg", 2) - first_affinity() - second_affinity() + lattice_energy_of_mgo(2)
    return shown(low < full, [f"{low:.1f}", f"{full:.1f}"])


@cache
def potential_in_ybco(site: str) -> float:
    """Potential at an ion of YBa2Cu3O7 in volt, by a direct sum over neutral cells instead of Ewald's.

    Cells without dipole, weighted with a wide Gaussian, give a potential whose mean is -(2 pi / 3 V) sum q r^2; without
    that mean it is the potential of the bulk.  What a finite width leaves falls as its square, and is extrapolated.
    """
    ions = rows("atoms/crystal_sites", compound="YBa2Cu3O7")
    edges = np.array([float(ions[0][f"{e}_angstrom"]) for e in "abc"])
    place = np.array([[float(ion[e]) for e in "xyz"] for ion in ions])
    place = (place - np.round(place)) * edges
    # An ion half way between two cells belongs to both by halves, so that the cell keeps its inversion.
    charge = {"Y": 3.0, "Ba": 2.0, "Cu": 7 / 3, "O": -2.0}
    points, charges = [], []
    for ion, r in zip(ions, place, strict=True):
        images = [np.array([0.0, 0.0, 0.0])]
        for axis in range(3):
            if abs(abs(r[axis]) - edges[axis] / 2) < 1e-9:
                step = -2 * r[axis] * np.eye(3)[axis]
                images += [image + step for image in images]
        points += [r + image for image in images]
        charges += [charge[ion["symbol"]] / len(images)] * len(images)
    points, charges = np.array(points), np.array(charges)
    assert abs(charges.sum()) < 1e-9
    assert np.abs(charges @ points).max() < 1e-9
    here = next(r for ion, r in zip(ions, place, strict=True) if ion["site"] == site)

    def summed(width):
        axes = [np.arange(-n, n + 1) for n in np.ceil(4.5 * width / edges).astype(int)]
        cells = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3) * edges
        weight = np.exp(-np.sum(cells**2, axis=1) / (2 * width**2))
        total = 0.0
        for r, q in zip(points, charges, strict=True):
            distance = np.linalg.norm(cells + r - here, axis=1)
            others = distance > 1e-6
            total += q * np.sum(weight[others] / distance[others])
        return total

    mean = -2 * pi / 3 / edges.prod() * np.sum(charges * np.sum(points**2, axis=1))
    direct = (4 * summed(20.0) - summed(10.0)) / 3
    return float((direct - mean) / AA * COULOMB / c.e)


@route("formula", "fig-2", "C355")
def potential_at_oxygen():
    """Direct sum over neutral cells with the mean taken off, instead of Ewald's method."""
    return min(potential_in_ybco(site) for site in ("O1", "O2", "O3", "O4"))


# --- Figure 4: screening ---


def inverse_length(density: float = DENSITY, mass: float = 1.0, permittivity: float = 1.0) -> float:
    """Thomas and Fermi's 1/lambda in 1/m: from the density of states 3 n / 2 E_F."""
    fermi_energy = c.hbar**2 * (3 * pi**2 * density) ** (2 / 3) / (2 * mass * c.m_e)
    return sqrt(c.e**2 / (c.epsilon_0 * permittivity) * 3 * density / (2 * fermi_energy))


@cache
def screened_ev(r_angstrom: float, permittivity: float = 1.0, **gas) -> float:
    """Screened repulsion as Fourier integral, 2/pi times the integral of q sin(q r) / (q^2 + kappa^2) over q."""
    kappa, r = inverse_length(permittivity=permittivity, **gas), r_angstrom * AA
    integral, _ = quad(lambda q: q / (q * q + 1), 0, inf, weight="sin", wvar=kappa * r, limlst=200)
    return COULOMB / permittivity * 2 / pi * integral / r / c.e


@route("formula", "fig-4", "C131")
def thomas_fermi_length():
    """Density of states at the Fermi energy, in SI units."""
    return 1 / inverse_length() / AA


@route("formula", "fig-4", "C125")
def repulsion_at_1():
    """Fourier integral over the wavevector."""
    return screened_ev(1.0)


@route("formula", "fig-4", "C126")
def repulsion_at_2_5():
    """Fourier integral over the wavevector."""
    return screened_ev(2.5)


@route("formula", "fig-4", "C096")
def thermal_energy():
    """R T over Faraday's constant."""
    return 1e3 * c.R * 300 / c.physical_constants["Faraday constant"][0]


@route("formula", "fig-4", "C093", "C095")
def repulsion_is_of_ev_size():
    """Fourier integral at both distances, against 1 eV by less than half a power of ten."""
    energies = [screened_ev(1.0), screened_ev(2.5)]
    return shown(min(energies) >= 10**-0.5, [f"{energies[0]:.2f}", f"{energies[1]:.3f}"])


@route("formula", "fig-4", "C124")
def repulsion_is_a_lower_limit():
    """Fourier integral for three times the density, twice the mass, four times the permittivity."""
    variants = [{"density": 3 * DENSITY}, {"mass": 2.0}, {"permittivity": 4.0}]
    energies = [[screened_ev(r, **gas) for r in (1.0, 2.5)] for gas in variants]
    bare = screened_ev(1.0), screened_ev(2.5)
    never_lower = all(u >= u0 for pair in energies for u, u0 in zip(pair, bare, strict=True))
    return shown(never_lower, [f"{pair[0]:.2f}" for pair in energies] + [f"{pair[1]:.3f}" for pair in energies])


@route("formula", "fig-4", "C132")
def conditions_of_screening():
    """1/k_F and carriers within 2.5 angstrom from the density parameter r_s, in Bohr radii."""
    bohr = c.physical_constants["Bohr radius"][0]
    r_s = (3 / (4 * pi * DENSITY)) ** (1 / 3) / bohr
    inverse_k_f = r_s * bohr / (9 * pi / 4) ** (1 / 3) / AA
    inside = (1.0 * AA / (r_s * bohr)) ** 3
    return shown(inverse_k_f < 1.0 and inside >= 1, [f"{r_s:.1f}", f"{inverse_k_f:.2f}"])


@route("library", "fig-4", "C134")
def copper_step():
    """Another refinement of YBa2Cu3O7, that of Figure 2."""
    (copper,) = rows("atoms/crystal_sites", compound="YBa2Cu3O7", site="Cu1")
    return sorted([float(copper["a_angstrom"]), float(copper["b_angstrom"])])


@route("formula", "fig-4", "C337")
def repulsion_exceeds_exchange_at_copper_step():
    """Fourier integral at the two copper-copper distances."""
    (cell,) = rows("paper/plane_lattice", record="A00356")
    energies = [screened_ev(float(cell[f"{e}_angstrom"])) for e in "ab"]
    return shown(min(energies) > float(stated("C107")) / 1000, [f"{energy:.3f}" for energy in energies])


@cache
def lindhard_ev(r_angstrom: float) -> float:
    """Statically screened repulsion: Thomas and Fermi's, and the Fourier integral of what differs, by quadrature."""
    kappa, k_f, r = inverse_length(), (3 * pi**2 * DENSITY) ** (1 / 3), r_angstrom * AA

    def response(x):
        if x == 1:
            return 0.5
        return 0.5 + (1 - x * x) / (2 * x) * (atanh(x) if x < 1 else atanh(1 / x)) if x > 1e-6 else 1.0

    def differs(t):  # t = q / 2 k_F; falls off as its inverse cube
        q2, k2 = t * t, (kappa / (2 * k_f)) ** 2
        return t / (q2 + k2 * response(t)) - t / (q2 + k2)

    wave = 2 * k_f * r
    below, _ = quad(lambda t: differs(t) * sin(wave * t), 0, 1, limit=200)
    above, _ = quad(lambda t: differs(t) * sin(wave * t), 1, 60, limit=2000)
    return screened_ev(r_angstrom) + COULOMB * 2 / pi * (below + above) / r / c.e


@route("formula", "fig-4", "C338")
def lindhard_is_of_ev_size():
    """Quadrature of the difference between Lindhard's and Thomas and Fermi's screening."""
    energies = [lindhard_ev(1.0), lindhard_ev(2.5)]
    return shown(min(energies) >= 10**-0.5, [f"{energy:.2f}" for energy in energies])


@route("formula", "fig-4", "C336")
def repulsion_in_the_plane():
    """Fourier integral at 10 and 15 angstrom."""
    at_10, at_15 = screened_ev(10.0), screened_ev(15.0)
    return shown(min(at_10, at_15) >= 10**-0.5, [f"{1e3 * at_10:.3f}"])


# --- Equations (5) to (8) ---


@route("formula", "equations", "C131")
def implied_length():
    """Root of the ratio of the two stated energies."""
    u_1, u_2, (r_1, r_2) = float(stated("C125")), float(stated("C126")), map(float, stated("C179").split(".."))
    return brentq(lambda x: exp(-r_1 / x) / r_1 / u_1 - exp(-r_2 / x) / r_2 / u_2, 0.3, 5)


def rotation_ev(ell: int, r_angstrom: float) -> float:
    """l (l + 1) times the rotational constant 16.8576 cm^-1 / (mu r^2), mu in atomic mass units, r in angstrom."""
    reduced_mass = c.m_e / 2 / c.atomic_mass
    constant = 1e-2 * c.h / (8 * pi**2 * c.c * c.atomic_mass * AA**2) / (reduced_mass * r_angstrom**2)  # cm^-1
    return ell * (ell + 1) * constant * 100 * c.h * c.c / c.e


@route("formula", "equations", "C339")
def rotation_against_repulsion():
    """Rotational constant as in spectroscopy."""
    energies = [rotation_ev(2, 1.0), rotation_ev(2, 2.5)]
    repulsion = float(stated("C125")), float(stated("C126"))
    small = all(e < u / 10 for e, u in zip(energies, repulsion, strict=True))
    return shown(small, [f"{energy:.2f}" for energy in energies])


@route("formula", "equations", "C340")
def confinement_against_repulsion():
    """Twice the Rydberg energy times the squared Bohr radius over distance."""
    rydberg = c.physical_constants["Rydberg constant times hc in eV"][0]
    bohr = c.physical_constants["Bohr radius"][0] / AA
    energies = [2 * rydberg * (bohr / r) ** 2 for r in (1.0, 2.5)]
    repulsion = float(stated("C125")), float(stated("C126"))
    same = all(abs(log(e / u)) <= log(10) / 2 for e, u in zip(energies, repulsion, strict=True))
    return shown(same, [f"{energy:.2f}" for energy in energies])


def bose_density(temperature: float, mass: float) -> float:
    """Particles per m^3 at the transition: the Bose integral over energy, by quadrature."""
    integral, _ = quad(lambda u: 2 * u * u / np.expm1(u * u), 0, 12)  # energy / kT = u^2
    return (2 * mass * c.m_e * c.k * temperature) ** 1.5 / (4 * pi**2 * c.hbar**3) * integral


@route("formula", "equations", "C343")
def mass_for_tc():
    """Bose integral by quadrature, solved for the mass."""
    t_c = float(stated("C023").strip("<=> "))
    return brentq(lambda mass: bose_density(t_c, mass) - 5e26, 0.1, 1000)


@route("formula", "equations", "C344")
def condensation_temperature():
    """Bose integral by quadrature, solved for the temperature."""
    return brentq(lambda temperature: bose_density(temperature, 2.0) - 1e27, 1, 1e4)


@route("formula", "equations", "C342")
def pairs_in_a_pair_volume():
    """Lengths in units of the mean distance of pairs, n^(-1/3)."""
    mean = (5e26) ** (-1 / 3)
    in_plane, across = float(stated("C169").split("..")[1]) * AA, float(stated("C168")) * AA
    return (in_plane / mean) ** 2 * (across / mean)


none("equations", "C200", "the default of the page's own parameter, half of the letter's density; nothing is computed")


@route("formula", "e18", "C342")
def pairs_in_the_area_of_one():
    """Coppers of one plane within 10 angstrom, p/2 pairs for each, instead of densities per volume."""
    (cell,) = rows("paper/plane_lattice", record="A00356")
    per_copper = ((float(cell["a_angstrom"]) + float(cell["b_angstrom"])) / 2) ** 2
    return pi * 10.0**2 / per_copper * 0.16 / 2


@route("formula", "e11", "C359")
def pairing_temperature():
    """80 meV as a temperature, by CODATA's factor, over the ratio 7.9."""
    return 0.080 * c.physical_constants["electron volt-kelvin relationship"][0] / 7.9


@route("formula", "e11", "C162", "C097")
def pairs_at_room_temperature():
    """Gap needed for 300 K: 7.9 R T over Faraday's constant, against 80 meV."""
    needed = 1e3 * 7.9 * c.R * 300 / c.physical_constants["Faraday constant"][0]
    return shown(needed <= 80, [f"{needed:.0f}"])
