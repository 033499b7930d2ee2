"""Rotation against the measured spectra of diatomic molecules, the constant hbar^2/m_e, and Legendre polynomials."""

import numpy as np
import pytest
from scipy import constants
from scipy.special import eval_legendre

from atombridge.angular_momentum import angular_eigenvalue, centrifugal_energy, kinetic_scale, parity


def test_kinetic_scale_is_the_known_constant():
    # CODATA: hbar^2 / m_e = 7.61996 eV angstrom^2.  Two electrons have mu = m_e/2, so it is their scale at 1 angstrom.
    assert kinetic_scale(distance_angstrom=1, particle_mass_me=1) == pytest.approx(7.61996, abs=1e-5)


@pytest.mark.parametrize(
    ("atom_u", "distance", "rotational_constant"),
    # Bond length (angstrom) and rotational constant (1/cm) at equilibrium: H2 and N2, Huber and Herzberg (1979).
    [(1.00782503, 0.74144, 60.853), (14.0030740, 1.09768, 1.99824)],
)
def test_rigid_molecules_fix_the_reduced_mass(atom_u, distance, rotational_constant):
    mass_me = atom_u * constants.atomic_mass / constants.m_e
    one_per_cm = constants.h * constants.c * 100 / constants.e
    for ell in (1, 2, 3):
        energy = centrifugal_energy(ell, distance_angstrom=distance, particle_mass_me=mass_me)
        assert energy / one_per_cm == pytest.approx(ell * (ell + 1) * rotational_constant, rel=1e-3)


def test_centrifugal_energy_limits_and_scaling():
    def energy(ell, r=1.0, m=1.0, d=3):
        return centrifugal_energy(ell, distance_angstrom=r, particle_mass_me=m, dimensions=d)

    assert energy(0) == 0
    assert energy(2) == pytest.approx(6 * 7.61996, rel=2e-6)
    assert energy(2, d=2) == pytest.approx(4 * 7.61996, rel=2e-6)
    assert energy(2, r=2.5) == pytest.approx(energy(2) / 6.25)
    assert energy(2, m=9.92) == pytest.approx(energy(2) / 9.92)
    np.testing.assert_allclose(energy(1, r=np.array([1.0, 2.0, 10.0])), 2 * 7.61996 / np.array([1, 4, 100]), rtol=2e-6)


def test_eigenvalues_in_space_and_plane():
    assert [angular_eigenvalue(ell) for ell in range(5)] == [0, 2, 6, 12, 20]
    assert [angular_eigenvalue(ell, dimensions=2) for ell in range(5)] == [0, 1, 4, 9, 16]


@pytest.mark.parametrize("ell", range(8))
def test_eigenvalue_and_parity_of_legendre_polynomials(ell):
    x = np.array([0.13, 0.4, 0.77])
    np.testing.assert_allclose(eval_legendre(ell, -x), parity(ell) * eval_legendre(ell, x))
    # Legendre's equation: [(1 - x^2) P']' = -ell (ell + 1) P.
    polynomial = np.polynomial.Legendre.basis(ell).convert(kind=np.polynomial.Polynomial)
    equation = (np.polynomial.Polynomial([1, 0, -1]) * polynomial.deriv()).deriv()
    np.testing.assert_allclose(equation(x), -angular_eigenvalue(ell) * polynomial(x), atol=1e-9)


@pytest.mark.parametrize("bad", [-1, 1.5, 2.0, "2", None])
def test_refuses_other_quantum_numbers(bad):
    with pytest.raises(ValueError, match="ell must be a whole number from 0, got"):
        angular_eigenvalue(bad)
    with pytest.raises(ValueError, match="ell must be a whole number from 0, got"):
        parity(bad)


@pytest.mark.parametrize("bad", [0, -2.5, np.nan, np.inf])
def test_refuses_other_distances_and_masses(bad):
    with pytest.raises(ValueError, match="distance_angstrom must be positive and finite, got"):
        kinetic_scale(distance_angstrom=bad, particle_mass_me=1)
    with pytest.raises(ValueError, match="particle_mass_me must be positive and finite, got"):
        centrifugal_energy(2, distance_angstrom=1, particle_mass_me=[1, bad])
    with pytest.raises(ValueError, match="dimensions must be 2 or 3, got 4"):
        angular_eigenvalue(2, dimensions=4)
