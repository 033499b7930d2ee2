"""Condensation against textbook helium, the number of thermally excited particles, and scaling laws."""

import numpy as np
import pytest
from scipy import constants
from scipy.integrate import quad

from atombridge.condensation import (
    ZETA_THREE_HALVES,
    condensation_temperature,
    pair_density_for_temperature,
    pair_mass_for_temperature,
    pairs_per_pair_volume,
)

HELIUM_U = 4.002602
HELIUM_ME = HELIUM_U * constants.atomic_mass / constants.m_e


def test_zeta_is_the_textbook_number_and_its_series():
    assert pytest.approx(2.612, abs=5e-4) == ZETA_THREE_HALVES
    # Partial sum with the Euler-Maclaurin estimate of the tail.
    n = np.arange(1, 10_000)
    assert (n**-1.5).sum() + 2 / 10_000**0.5 + 0.5 * 10_000**-1.5 == pytest.approx(ZETA_THREE_HALVES, rel=1e-9)


def test_liquid_helium_is_the_textbook_value():
    # An ideal gas with the density of liquid helium, 0.145 g/cm3, condenses at 3.13 K.
    density = 0.145 / (HELIUM_U * constants.atomic_mass * 1e3)
    assert condensation_temperature(pair_density_cm3=density, pair_mass_me=HELIUM_ME) == pytest.approx(3.13, abs=0.005)


def test_kittels_formula_with_molar_volume():
    # Kittel and Kroemer, Thermal Physics, chapter 7: T = 115 / (V^(2/3) M), V in cm3/mol, M in g/mol; V = 27.6 for He.
    density = constants.N_A / 27.6
    value = condensation_temperature(pair_density_cm3=density, pair_mass_me=HELIUM_ME)
    assert value == pytest.approx(115 / (27.6 ** (2 / 3) * HELIUM_U), rel=0.005)


@pytest.mark.parametrize(("density", "mass"), [(0.5e21, 2.0), (1e21, 2.0), (3e20, 19.8)])
def test_excited_states_just_hold_all_particles(density, mass):
    """Independent route: integrate the Bose distribution at zero chemical potential over wavevectors."""
    temperature = condensation_temperature(pair_density_cm3=density, pair_mass_me=mass)
    width = np.sqrt(2 * mass * constants.m_e * constants.k * temperature) / constants.hbar
    # k^2 / (e^(k^2) - 1) with k in units of `width`; the limit at zero is one.
    integral, _ = quad(lambda q: q**2 / np.expm1(q**2) if q else 1.0, 0, 12)
    assert 1e-6 * width**3 * integral / (2 * np.pi**2) == pytest.approx(density, rel=1e-7)


def test_scaling_laws_and_shapes():
    base = condensation_temperature(pair_density_cm3=1e21, pair_mass_me=2.0)
    assert condensation_temperature(pair_density_cm3=8e21, pair_mass_me=2.0) == pytest.approx(4 * base)
    assert condensation_temperature(pair_density_cm3=1e21, pair_mass_me=6.0) == pytest.approx(base / 3)
    grid = condensation_temperature(pair_density_cm3=np.array([1e20, 1e21])[:, None], pair_mass_me=[1.0, 2.0, 4.0])
    assert grid.shape == (2, 3)
    assert (np.diff(grid, axis=0) > 0).all()
    assert (np.diff(grid, axis=1) < 0).all()


def test_inverses_by_hand():
    # n lambda^3 = zeta(3/2) for the thermal wavelength lambda = h / sqrt(2 pi M k T), written with h instead of hbar.
    mass, temperature = 19.8, 93.0
    wavelength_cm = 100 * constants.h / np.sqrt(2 * np.pi * mass * constants.m_e * constants.k * temperature)
    density = ZETA_THREE_HALVES / wavelength_cm**3
    assert pair_density_for_temperature(pair_mass_me=mass, temperature_k=temperature) == pytest.approx(density)
    assert pair_mass_for_temperature(pair_density_cm3=density, temperature_k=temperature) == pytest.approx(mass)
    assert condensation_temperature(pair_density_cm3=density, pair_mass_me=mass) == pytest.approx(temperature)


def test_pairs_per_pair_volume_by_hand():
    # 1e21 per cm3 is one in a cube of 10 angstrom.
    assert pairs_per_pair_volume(pair_density_cm3=1e21, size_ab_angstrom=10, size_c_angstrom=10) == pytest.approx(1)
    sizes = pairs_per_pair_volume(pair_density_cm3=0.5e21, size_ab_angstrom=[10, 70], size_c_angstrom=[1, 15])
    np.testing.assert_allclose(sizes, [0.05, 36.75])


@pytest.mark.parametrize("bad", [0, -1.0, np.nan, np.inf])
def test_refuses(bad):
    with pytest.raises(ValueError, match="pair_density_cm3 must be positive and finite, got"):
        condensation_temperature(pair_density_cm3=bad, pair_mass_me=2)
    with pytest.raises(ValueError, match="pair_mass_me must be positive and finite, got"):
        condensation_temperature(pair_density_cm3=[1e21, 1e21], pair_mass_me=[2, bad])
    with pytest.raises(ValueError, match="temperature_k must be positive and finite, got"):
        pair_mass_for_temperature(pair_density_cm3=1e21, temperature_k=bad)
    with pytest.raises(ValueError, match="temperature_k must be positive and finite, got"):
        pair_density_for_temperature(pair_mass_me=2, temperature_k=bad)
    with pytest.raises(ValueError, match="size_c_angstrom must be positive and finite, got"):
        pairs_per_pair_volume(pair_density_cm3=1e21, size_ab_angstrom=10, size_c_angstrom=bad)
