"""Bose-Einstein condensation of an ideal gas of pairs in three dimensions, and how much the pairs overlap.

The gas is uniform, without interaction, of spin zero and with a parabolic, isotropic dispersion.  With different masses
along the three axes the same formulas hold for the geometric mean of the masses.  Formula: Castin,
arXiv:cond-mat/0105058, section 1.1.
"""

from __future__ import annotations

import numpy as np
from scipy import constants
from scipy.special import zeta

from .arguments import positive

__all__ = [
    "ZETA_THREE_HALVES",
    "condensation_temperature",
    "pair_density_for_temperature",
    "pair_mass_for_temperature",
    "pairs_per_pair_volume",
]

ZETA_THREE_HALVES = float(zeta(1.5))
"""Particles per cubed thermal wavelength at the transition: the Riemann zeta function of 3/2, about 2.612."""

_PER_CUBIC_METRE = 1e6  # one per cm^3
_CUBIC_CM = 1e-24  # one cubic angstrom


def _temperature_times_mass(density: np.ndarray) -> np.ndarray:
    """T m, in kelvin times electron masses, for a density in cm^-3: what the transition fixes."""
    per_wavelength = density * _PER_CUBIC_METRE / ZETA_THREE_HALVES
    return 2 * np.pi * constants.hbar**2 / (constants.k * constants.m_e) * per_wavelength ** (2 / 3)


def condensation_temperature(*, pair_density_cm3, pair_mass_me):
    """Temperature at which an ideal Bose gas condenses, k T = (2 pi hbar^2 / M) [n / zeta(3/2)]^(2/3).

    Parameters
    ----------
    pair_density_cm3 : array_like
        Pairs per volume n, in cm^-3, positive.
    pair_mass_me : array_like
        Mass M of one pair, in free-electron masses, positive; shapes broadcast.

    Returns
    -------
    numpy.ndarray or float
        Temperature, in kelvin.

    Raises
    ------
    ValueError
        If a density or a mass is not positive and finite.
    """
    density, mass = positive(pair_density_cm3=pair_density_cm3, pair_mass_me=pair_mass_me)
    return _temperature_times_mass(density) / mass


def pair_mass_for_temperature(*, pair_density_cm3, temperature_k):
    """Mass of a pair, in free-electron masses, with which the gas condenses at a given temperature.

    Parameters
    ----------
    pair_density_cm3, temperature_k : array_like
        Pairs per volume, in cm^-3, and temperature, in kelvin; positive, shapes broadcast.

    Returns
    -------
    numpy.ndarray or float
        M in free-electron masses: the inverse of `condensation_temperature`.

    Raises
    ------
    ValueError
        If a density or a temperature is not positive and finite.
    """
    density, temperature = positive(pair_density_cm3=pair_density_cm3, temperature_k=temperature_k)
    return _temperature_times_mass(density) / temperature


def pair_density_for_temperature(*, pair_mass_me, temperature_k):
    """Pairs per volume, in cm^-3, that condense at a given temperature: n = zeta(3/2) (M k T / 2 pi hbar^2)^(3/2).

    Parameters
    ----------
    pair_mass_me, temperature_k : array_like
        Mass of one pair, in free-electron masses, and temperature, in kelvin; positive, shapes broadcast.

    Returns
    -------
    numpy.ndarray or float
        n in cm^-3: the inverse of `condensation_temperature`.

    Raises
    ------
    ValueError
        If a mass or a temperature is not positive and finite.
    """
    mass, temperature = positive(pair_mass_me=pair_mass_me, temperature_k=temperature_k)
    return (mass * temperature / _temperature_times_mass(np.asarray(1.0))) ** 1.5


def pairs_per_pair_volume(*, pair_density_cm3, size_ab_angstrom, size_c_angstrom):
    """Pairs within the volume of one pair, n xi_ab^2 xi_c: far below one where pairs stay apart.

    A pair is taken as a box with its lengths as edges; an ellipsoid with the same lengths as half axes holds 4 pi / 3
    times as many.

    Parameters
    ----------
    pair_density_cm3 : array_like
        Pairs per volume n, in cm^-3, positive.
    size_ab_angstrom, size_c_angstrom : array_like
        Lengths in the plane and across it, in angstrom, positive; shapes broadcast.

    Returns
    -------
    numpy.ndarray or float
        A number of pairs.

    Raises
    ------
    ValueError
        If a density or a length is not positive and finite.
    """
    density, size_ab, size_c = positive(
        pair_density_cm3=pair_density_cm3, size_ab_angstrom=size_ab_angstrom, size_c_angstrom=size_c_angstrom
    )
    return density * _CUBIC_CM * size_ab**2 * size_c
