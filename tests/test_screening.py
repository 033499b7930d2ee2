"""Screening against textbook values of metals, exact limits, scaling laws and QUADPACK."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import constants
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import expit

from atombridge import screening
from atombridge.screening import (
    bare_coulomb,
    carriers_within,
    distance_at_energy,
    fermi_energy,
    fermi_wavevector,
    lindhard_function,
    lindhard_potential,
    screened_coulomb,
    thermal_energy,
    thomas_fermi_length,
    wigner_seitz_radius,
)

E2 = 14.399645  # e^2 / (4 pi eps0) in eV angstrom, CODATA
COPPER = 8.47e22
CUPRATE = 1e21


# Ashcroft and Mermin, Tables 1.1 and 2.1: density per cm3, r_s / a0, Fermi energy in eV.
@pytest.mark.parametrize(
    ("density", "r_s", "energy"),
    [
        (4.70e22, 3.25, 4.74),  # Li
        (2.65e22, 3.93, 3.24),  # Na
        (1.40e22, 4.86, 2.12),  # K
        (0.91e22, 5.62, 1.59),  # Cs
        (8.47e22, 2.67, 7.00),  # Cu
        (5.86e22, 3.02, 5.49),  # Ag
        (18.1e22, 2.07, 11.7),  # Al
    ],
)
def test_free_electron_metals(density, r_s, energy):
    # The densities have three digits, so r_s and E_F agree to about as many.
    assert wigner_seitz_radius(carrier_density_cm3=density) == pytest.approx(r_s, rel=3e-3)
    assert fermi_energy(carrier_density_cm3=density) == pytest.approx(energy, rel=5e-3)


def test_copper():
    # Ashcroft and Mermin: k_F = 1.36e8 / cm; Kittel: Thomas-Fermi length 0.55 angstrom at 8.5e22 per cm3.
    assert fermi_wavevector(carrier_density_cm3=COPPER) == pytest.approx(1.36, abs=0.005)
    assert thomas_fermi_length(carrier_density_cm3=8.5e22) == pytest.approx(0.55, abs=0.005)


@pytest.mark.parametrize("density", [1e20, 1e21, COPPER])
def test_thomas_fermi_wavevector_of_the_textbook(density):
    # Ashcroft and Mermin, equation (17.55): k_0 = 0.815 k_F (r_s/a0)^(1/2) = 2.95 (r_s/a0)^(-1/2) per angstrom.
    k_0 = 1 / thomas_fermi_length(carrier_density_cm3=density)
    r_s = wigner_seitz_radius(carrier_density_cm3=density)
    assert k_0 == pytest.approx(0.815 * fermi_wavevector(carrier_density_cm3=density) * np.sqrt(r_s), rel=1e-3)
    assert k_0 == pytest.approx(2.95 / np.sqrt(r_s), rel=2e-3)


def test_warm_thomas_fermi_length():
    # Sommerfeld: dn/dmu falls by pi^2/12 (T/T_F)^2.
    cold = thomas_fermi_length(carrier_density_cm3=COPPER)
    t_f = fermi_energy(carrier_density_cm3=COPPER) * constants.e / constants.k
    warm = thomas_fermi_length(carrier_density_cm3=COPPER, temperature_k=0.01 * t_f)
    assert warm / cold - 1 == pytest.approx(np.pi**2 / 24 * 1e-4, rel=1e-3)
    # Debye, for every mass: sqrt(eps0 kT / n e^2); 1e18 per cm3 is 1e24 per m3.
    debye = np.sqrt(constants.epsilon_0 * 5 * constants.k * 1e6 / (1e24 * constants.e**2)) * 1e10
    hot = thomas_fermi_length(
        carrier_density_cm3=1e18, effective_mass_me=[1, 3], dielectric_constant=5, temperature_k=1e6
    )
    np.testing.assert_allclose(hot, debye, rtol=2e-4)


def test_thermal_energy_and_carriers():
    assert thermal_energy(temperature_k=300) == pytest.approx(0.025852, abs=1e-6)
    assert thermal_energy(temperature_k=0) == 0
    # The sphere of radius r_s a0 holds one carrier.
    radius = wigner_seitz_radius(carrier_density_cm3=CUPRATE) * constants.value("Bohr radius") * 1e10
    assert carriers_within(radius, carrier_density_cm3=CUPRATE) == pytest.approx(1, rel=1e-6)
    assert carriers_within(10.0, carrier_density_cm3=1e21) == pytest.approx(4 * np.pi / 3)


def test_repulsion_in_vacuum_without_a_permittivity():
    assert bare_coulomb(1.0) == pytest.approx(E2)


def test_screened_coulomb_by_hand():
    r = np.array([1.0, 2.5])
    length = np.sqrt(0.529177 / (4 * (3 / np.pi) ** (1 / 3) * 1e-3 ** (1 / 3)))
    np.testing.assert_allclose(
        screened_coulomb(r, carrier_density_cm3=CUPRATE), E2 / r * np.exp(-r / length), rtol=1e-5
    )
    assert bare_coulomb(2.0, dielectric_constant=4) == pytest.approx(E2 / 8)


def test_distance_at_energy_inverts():
    length = thomas_fermi_length(carrier_density_cm3=CUPRATE)
    expected = [brentq(lambda r, u=u: E2 / r * np.exp(-r / length) - u, 0.1, 30) for u in (1.0, 0.12, 0.04)]
    np.testing.assert_allclose(distance_at_energy([1.0, 0.12, 0.04], carrier_density_cm3=CUPRATE), expected, rtol=1e-6)


def test_lindhard_function_limits():
    assert lindhard_function(0) == 1
    assert lindhard_function(1) == 0.5
    assert lindhard_function(2.0) == pytest.approx(0.5 - 3 / 8 * np.log(3))
    # Small wavevectors: the Thomas-Fermi value 1, less x^2/3.  Large: 1/(3 x^2).
    assert 1 - lindhard_function(0.02) == pytest.approx(0.02**2 / 3, rel=1e-3)
    assert lindhard_function(60.0) == pytest.approx(1 / (3 * 60.0**2), rel=1e-3)
    # No steps where the series take over.
    for x in (1e-3, 1e2):
        below, above = lindhard_function(np.array([x * (1 - 1e-9), x * (1 + 1e-9)]))
        assert below == pytest.approx(above, rel=1e-8)
    # To the last digit on both sides of x = 100, where the closed form begins to cancel.
    for x in (90.0, 100.0, 100.5, 110.0, 200.0):
        series = sum(1 / ((2 * k + 1) * (2 * k + 3) * x ** (2 * k + 2)) for k in range(5))
        assert lindhard_function(x) == pytest.approx(series, rel=1e-11 if x > 100 else 1e-9, abs=0)
    # Infinite slope at 2 k_F: the drop just before it follows (1 - x)/2 ln(2/(1 - x)).
    assert lindhard_function(1 - 1e-6) - 0.5 == pytest.approx(0.5e-6 * np.log(2e6), rel=1e-4)


@pytest.mark.parametrize("theta", [0.0, 0.07, 1.0])
@pytest.mark.parametrize("x", [0.05, 0.9, 1.0, 1.3, 2.5])
def test_response_is_the_sum_over_occupied_states(x, theta):
    """The textbook integral over the occupation: (1/2x) int dk k f(k) ln|(x + k)/(x - k)|, k in units of k_F."""
    mu = screening._chemical_potential(theta) if theta else 1.0

    def occupied(k):
        return expit((mu - k * k) / theta) if theta else float(k < 1)

    upper = 1.0 if theta == 0 else 8.0
    number = quad(lambda k: 3 * k * k * occupied(k), 0, upper, points=[1.0] if upper > 1 else None, limit=200)[0]
    assert number == pytest.approx(1, abs=1e-6)
    ends = sorted({0.0, min(x, upper), 1.0, upper})
    total = sum(
        quad(lambda k: k * occupied(k) * np.log(abs((x + k) / (x - k))), a, b, limit=400)[0] for a, b in pairwise(ends)
    )
    assert screening._static_response(np.array([x]), theta)[0] == pytest.approx(total / (2 * x), abs=1e-7)


@pytest.mark.parametrize(
    ("theta", "digits"),
    [(1e-4, 1e-12), (0.003, 1e-12), (0.028, 1e-9), (0.05, 1e-12), (1.0, 1e-12), (10.0, 1e-12), (1e6, 1e-12)],
)
def test_warm_gas_by_integrals_over_wavevectors(theta, digits):
    """With k in units of k_F, 3 int dk k^2 f is the density, 1, and int dk f the compressibility."""
    mu = screening._chemical_potential(theta)
    edges = [0.0, *np.sqrt(np.maximum([mu - 40 * theta, mu, max(mu, 0) + 40 * theta], 0))]

    def integral(power):
        parts = [
            quad(lambda k: k**power * expit((mu - k * k) / theta), a, b, epsabs=1e-15, epsrel=1e-13, limit=400)[0]
            for a, b in pairwise(edges)
        ]
        return sum(parts)

    assert 3 * integral(2) == pytest.approx(1, abs=digits)
    assert screening._relative_compressibility(theta) == pytest.approx(integral(0), rel=digits)


def quadpack(r, density):
    """The potential by another route: subtract the Thomas-Fermi part, weight sin(q r) by QAWO and QAWF."""
    k_f = (3 * np.pi**2 * density * 1e-24) ** (1 / 3)
    k_2 = thomas_fermi_length(carrier_density_cm3=density) ** -2

    def rest(q):
        return q / (q * q + k_2 * float(lindhard_function(q / (2 * k_f)))) - q / (q * q + k_2)

    ends = np.array([0, 0.5, 0.9, 0.99, 0.999, 1, 1.001, 1.01, 1.1, 1.5, 3, 10, 100]) * 2 * k_f
    pieces = [quad(rest, a, b, weight="sin", wvar=r, limit=2000, epsabs=1e-14)[0] for a, b in pairwise(ends)]
    tail = quad(rest, ends[-1], np.inf, weight="sin", wvar=r, epsabs=1e-14)[0]
    return bare_coulomb(r) * (np.exp(-np.sqrt(k_2) * r) + 2 / np.pi * (sum(pieces) + tail))


@pytest.mark.parametrize("density", [1e15, CUPRATE, COPPER, 1e26])
def test_lindhard_potential_agrees_with_quadpack(density):
    """To twelve digits of the bare repulsion."""
    r = np.array([0.3, 1.0, 3.0, 10.0, 30.0]) / fermi_wavevector(carrier_density_cm3=density)
    away = lindhard_potential(r, carrier_density_cm3=density) - [quadpack(one, density) for one in r]
    np.testing.assert_allclose(away / bare_coulomb(r), 0, atol=4e-12)


def test_friedel_oscillations():
    """Fetter and Walecka, section 14: e^2 k^2 cos(2 k_F r) / ((4 k_F^2 + k^2/2)^2 r^3), with k the inverse length."""
    k_f = fermi_wavevector(carrier_density_cm3=COPPER)
    k_2 = thomas_fermi_length(carrier_density_cm3=COPPER) ** -2
    r = np.linspace(100, 200, 1201) / k_f
    scaled = lindhard_potential(r, carrier_density_cm3=COPPER) * r**3
    crossings = r[:-1][np.diff(np.sign(scaled)) != 0]
    assert 2 * np.mean(np.diff(crossings)) == pytest.approx(np.pi / k_f, rel=2e-3)
    amplitude = E2 * k_2 / (4 * k_f**2 + k_2 / 2) ** 2
    assert np.ptp(scaled) / 2 == pytest.approx(amplitude, rel=0.03)
    # The phase too: the sum with the opposite sign would double.
    assert np.std(scaled - amplitude * np.cos(2 * k_f * r)) < 0.1 * amplitude


def test_temperature_damps_friedel_oscillations():
    """By X / sinh X with X = pi k_F r T / T_F, for distances of many wavelengths."""
    k_f = fermi_wavevector(carrier_density_cm3=COPPER)
    theta = 0.01
    r = np.pi / k_f * np.arange(30, 40, 0.5)
    temperature = theta * fermi_energy(carrier_density_cm3=COPPER) * constants.e / constants.k
    cold = lindhard_potential(r, carrier_density_cm3=COPPER)
    warm = lindhard_potential(r, carrier_density_cm3=COPPER, temperature_k=temperature)
    damping = np.pi * theta * k_f * r
    np.testing.assert_allclose(np.abs(warm).max() / np.abs(cold).max(), damping[0] / np.sinh(damping[0]), rtol=0.05)
    np.testing.assert_allclose(
        lindhard_potential(r, carrier_density_cm3=COPPER, temperature_k=1e-3), cold, rtol=0, atol=1e-9
    )


def test_limits_of_the_potential():
    # Hardly any carriers: bare Coulomb repulsion.
    for screened in (screened_coulomb, lindhard_potential):
        assert screened(1.0, carrier_density_cm3=1e-3, dielectric_constant=2) == pytest.approx(E2 / 2, rel=2e-4)
    # So close that no carrier is between: bare again.
    assert lindhard_potential(1e-4, carrier_density_cm3=CUPRATE) == pytest.approx(E2 / 1e-4, rel=1e-3)
    # Dense gas, distances far above 1/k_F: Thomas-Fermi.
    dense = 1e32
    r = thomas_fermi_length(carrier_density_cm3=dense) * np.array([0.5, 1.0, 2.0])
    np.testing.assert_allclose(
        lindhard_potential(r, carrier_density_cm3=dense), screened_coulomb(r, carrier_density_cm3=dense), rtol=0.02
    )
    # Hot, thin gas: Debye and Hückel, whatever the statistics.
    debye = np.sqrt(constants.epsilon_0 * constants.k * 1e4 / (1e24 * constants.e**2)) * 1e10
    r = debye * np.array([0.03, 0.3, 1.0, 2.0])
    np.testing.assert_allclose(
        lindhard_potential(r, carrier_density_cm3=1e18, temperature_k=1e4), E2 / r * np.exp(-r / debye), rtol=3e-4
    )


@pytest.mark.parametrize("screened", [screened_coulomb, lindhard_potential])
def test_mass_and_permittivity_only_rescale(screened):
    """In units of a0 eps/m and 27.2 eV m/eps^2 every band looks the same."""
    m, eps = 3.0, 5.0
    r = np.array([1.0, 4.0, 9.0])
    value = screened(r, carrier_density_cm3=CUPRATE, effective_mass_me=m, dielectric_constant=eps)
    same = screened(r * m / eps, carrier_density_cm3=CUPRATE * (eps / m) ** 3) * m / eps**2
    np.testing.assert_allclose(value, same, rtol=1e-9)
    assert wigner_seitz_radius(
        carrier_density_cm3=CUPRATE, effective_mass_me=m, dielectric_constant=eps
    ) == pytest.approx(wigner_seitz_radius(carrier_density_cm3=CUPRATE * (eps / m) ** 3))


def test_shapes():
    grid = np.ones((2, 3))
    assert lindhard_potential(grid, carrier_density_cm3=CUPRATE).shape == (2, 3)
    assert np.ndim(lindhard_potential(1.0, carrier_density_cm3=CUPRATE)) == 0
    assert screened_coulomb(np.ones((3, 1)), carrier_density_cm3=[1e20, 1e21]).shape == (3, 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: thomas_fermi_length(carrier_density_cm3=0), "carrier_density_cm3 must be positive and finite, got 0"),
        (lambda: fermi_wavevector(carrier_density_cm3=[1e21, -1]), "carrier_density_cm3 .* got -1"),
        (lambda: fermi_energy(carrier_density_cm3=1e21, effective_mass_me=0), "effective_mass_me .* got 0"),
        (lambda: wigner_seitz_radius(carrier_density_cm3=1e21, dielectric_constant=np.inf), "dielectric_constant"),
        (lambda: screened_coulomb(0.0, carrier_density_cm3=1e21), "separation_angstrom must be positive"),
        (lambda: lindhard_potential([1.0, np.nan], carrier_density_cm3=1e21), "separation_angstrom .* got nan"),
        (lambda: lindhard_potential(1.0, carrier_density_cm3=1e21, temperature_k=-1), "temperature_k .* got -1"),
        (lambda: lindhard_potential(1e5, carrier_density_cm3=1e21), "separation_angstrom must be at most 1616"),
        (lambda: lindhard_potential(1e5, carrier_density_cm3=1e21), r"at this density, got 100000$"),
        (lambda: lindhard_potential(1616.8, carrier_density_cm3=1e21), "must be at most 1616"),
        (lambda: thermal_energy(temperature_k=np.nan), "temperature_k"),
        (lambda: distance_at_energy(0.0, carrier_density_cm3=1e21), "energy_ev"),
        (lambda: carriers_within(-1.0, carrier_density_cm3=1e21), "radius_angstrom"),
        (lambda: lindhard_function(-0.1), "x must be finite and not negative"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
