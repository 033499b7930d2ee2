"""Coherence lengths: from upper critical fields and back, and how many pairs share the area of one.

In a type-II superconductor the normal cores of the vortices, each of one flux quantum Phi0 = h / 2e and about xi wide,
fill the plane at the upper critical field.  Formulas: Tinkham, *Introduction to Superconductivity* (1996), chapter 4.
Lengths are in angstrom, fields in tesla.
"""

from __future__ import annotations

import numpy as np
from scipy import constants

from .arguments import positive

__all__ = ["coherence_length", "coherence_length_across", "pairs_in_disc", "upper_critical_field"]

_FLUX_QUANTUM = constants.h / (2 * constants.e) / constants.angstrom**2  # T angstrom^2
_CUBIC_CM = 1e-24  # one cubic angstrom


def coherence_length(*, field_t):
    """Ginzburg-Landau length in the plane, xi_ab = sqrt(Phi0 / (2 pi B_c2)), from the critical field along c.

    Parameters
    ----------
    field_t : array_like
        Upper critical field along c, in tesla, positive.

    Returns
    -------
    numpy.ndarray or float
        In angstrom, of the shape given.

    Raises
    ------
    ValueError
        If a field is not positive and finite.
    """
    (field,) = positive(field_t=field_t)
    return np.sqrt(_FLUX_QUANTUM / (2 * np.pi * field))


def upper_critical_field(*, xi_ab_angstrom):
    """Critical field along c in tesla, the inverse of `coherence_length`; ValueError unless positive and finite."""
    (xi,) = positive(xi_ab_angstrom=xi_ab_angstrom)
    return _FLUX_QUANTUM / (2 * np.pi * xi**2)


def coherence_length_across(*, field_t, xi_ab_angstrom):
    """Length across the planes, xi_c = Phi0 / (2 pi xi_ab B_c2), from the critical field within the plane.

    Parameters
    ----------
    field_t : array_like
        Upper critical field parallel to the planes, in tesla, positive.
    xi_ab_angstrom : array_like
        Length in the plane, positive; shapes broadcast.

    Returns
    -------
    numpy.ndarray or float
        In angstrom.

    Raises
    ------
    ValueError
        If a value is not positive and finite.
    """
    field, xi = positive(field_t=field_t, xi_ab_angstrom=xi_ab_angstrom)
    return _FLUX_QUANTUM / (2 * np.pi * xi * field)


def pairs_in_disc(xi_ab_angstrom, *, carrier_density_cm3, plane_spacing_angstrom):
    """Pairs of one plane within the area pi xi^2 of one pair, (n d / 2) pi xi^2: above one, pairs overlap.

    All carriers are taken to be paired and to move in planes a mean distance d apart.

    Parameters
    ----------
    xi_ab_angstrom : array_like
        Radius of a pair in the plane, positive.
    carrier_density_cm3 : array_like
        Carriers n per cubic centimetre, positive.
    plane_spacing_angstrom : array_like
        Mean distance d of the planes, positive; shapes broadcast.

    Returns
    -------
    numpy.ndarray or float
        A number of pairs.

    Raises
    ------
    ValueError
        If a value is not positive and finite.
    """
    xi, density, spacing = positive(
        xi_ab_angstrom=xi_ab_angstrom,
        carrier_density_cm3=carrier_density_cm3,
        plane_spacing_angstrom=plane_spacing_angstrom,
    )
    return density * _CUBIC_CM * spacing / 2 * np.pi * xi**2
