"""Ionization energies against one-electron theory, accurate two-electron energies and textbook numbers."""

import numpy as np
import pytest
from scipy import constants

from atombridge.data import load
from atombridge.ionization import break_even_distance, energy_outside

RYDBERG_EV = constants.value("Rydberg constant times hc in eV")
HARTREE_EV = constants.value("Hartree energy in eV")


def steps(symbol):
    rows = load("ionization_energies").query("symbol == @symbol").sort_values("ionization")
    return rows.ionization_energy_ev.to_numpy()


@pytest.mark.parametrize(("symbol", "energy_hartree"), [("He", 2.903724377), ("Li", 7.478060)])
def test_steps_add_up_to_the_electronic_energy_of_the_atom(symbol, energy_hartree):
    # Nonrelativistic ground-state energies from variational calculations; mass and relativity matter at 1e-4.
    assert steps(symbol).sum() == pytest.approx(energy_hartree * HARTREE_EV, rel=3e-4)


@pytest.mark.parametrize(("symbol", "charge"), [("H", 1), ("He", 2), ("Li", 3)])
def test_last_electron_in_the_data_is_hydrogen_like(symbol, charge):
    assert steps(symbol)[charge - 1] == pytest.approx(charge**2 * RYDBERG_EV, rel=6e-4)


@pytest.mark.parametrize(
    ("symbol", "energies_ev"),
    # Read on pages of NIST: the Handbook of Basic Atomic Spectroscopic Data (Tl), the Atomic Spectra Database (Bi).
    # The two compilations differ by 0.1 meV for Tl.
    [("Tl", [6.108194, 20.4283]), ("Bi", [7.285516, 16.703, 25.57075])],
)
def test_data_are_those_of_nist(symbol, energies_ev):
    np.testing.assert_allclose(steps(symbol)[: len(energies_ev)], energies_ev, atol=2e-4)


def test_energy_outside_has_the_sign_of_the_side():
    outside = energy_outside([4.0, 5.0, 6.5, 8.0, 10.5, np.nan], low_ev=5, high_ev=8)
    np.testing.assert_array_equal(outside, [-1, 0, 0, 0, 2.5, np.nan])
    assert energy_outside(3.0, low_ev=3, high_ev=3) == 0


@pytest.mark.parametrize(("low", "high"), [(8, 5), (np.nan, 5), (0, np.inf)])
def test_energy_outside_refuses(low, high):
    with pytest.raises(ValueError, match="finite and in order"):
        energy_outside(6.0, low_ev=low, high_ev=high)


def test_break_even_distance_of_sodium_chloride():
    # The textbook crossing of the ionic and the neutral curve: 14.40 eV angstrom / (5.139 - 3.613) eV.
    distance = break_even_distance(ionization_energy_ev=5.139, electron_affinity_ev=3.613)
    assert distance == pytest.approx(9.44, abs=0.01)


def test_break_even_distance_of_the_bohr_radius():
    # A pair of elementary charges one bohr apart is bound by one hartree.
    bohr = constants.value("Bohr radius") / constants.angstrom
    distance = break_even_distance(ionization_energy_ev=[HARTREE_EV, 1 + HARTREE_EV], electron_affinity_ev=[0, 1])
    np.testing.assert_allclose(distance, bohr, rtol=1e-9)


def test_break_even_distance_limits_and_bad_input():
    distance = break_even_distance(ionization_energy_ev=[4.0, 3.0, np.nan], electron_affinity_ev=4.0)
    np.testing.assert_array_equal(distance, [np.inf, np.inf, np.nan])
    # A transfer that costs a quarter of an electronvolt pays within 57.6 angstrom.
    assert break_even_distance(ionization_energy_ev=3.75, electron_affinity_ev=3.5) == pytest.approx(57.5986, abs=1e-3)
    for bad in (-2.0, 0.0):
        with pytest.raises(ValueError, match=f"positive, got {bad:g}"):
            break_even_distance(ionization_energy_ev=[1.0, bad], electron_affinity_ev=0.5)
