"""Ionization energies of free atoms: how far they lie outside a stated range, and what charge transfer costs.

All energies are those of free atoms and ions; the field of a crystal is not included.
"""

from __future__ import annotations

import numpy as np
from scipy import constants

__all__ = ["break_even_distance", "energy_outside"]

COULOMB_EV_ANGSTROM = constants.e / (4 * constants.pi * constants.epsilon_0) / constants.angstrom
"""e² / (4 pi eps0) in eV angstrom (CODATA, through scipy.constants)."""


def energy_outside(energy_ev, *, low_ev: float, high_ev: float) -> np.ndarray:
    """How far energies lie outside a range: negative below it, positive above it, zero inside and on its ends.

    Parameters
    ----------
    energy_ev : array_like
        Energies in eV, any shape.  NaN stays NaN.
    low_ev, high_ev : float
        Ends of the range, in eV.

    Returns
    -------
    numpy.ndarray
        E - low below the range and E - high above it, in eV, with the shape of `energy_ev`.

    Raises
    ------
    ValueError
        If an end is not finite or `low_ev` exceeds `high_ev`.
    """
    if not (np.isfinite(low_ev) and np.isfinite(high_ev) and low_ev <= high_ev):
        raise ValueError(f"low_ev and high_ev must be finite and in order, got {low_ev:g} and {high_ev:g}")
    energy = np.asarray(energy_ev, float)
    return energy - np.clip(energy, low_ev, high_ev)


def break_even_distance(*, ionization_energy_ev, electron_affinity_ev) -> np.ndarray:
    """Distance below which two point ions gain more than the electron's transfer between free atoms cost.

    At r = (e² / 4 pi eps0) / (I - A) the attraction of a +e and a -e ion pays for taking the electron off one atom
    (I) and putting it on the other (A released).

    Parameters
    ----------
    ionization_energy_ev, electron_affinity_ev : array_like
        I and A in eV, any shapes that broadcast; A is positive where energy is released.

    Returns
    -------
    numpy.ndarray
        Distance in angstrom; infinite where the transfer costs nothing (I <= A).  NaN stays NaN.

    Raises
    ------
    ValueError
        If an ionization energy is not positive.
    """
    ionization = np.asarray(ionization_energy_ev, float)
    if np.any(bad := ionization <= 0):
        raise ValueError(f"ionization_energy_ev must be positive, got {ionization[bad].flat[0]:g}")
    cost = ionization - np.asarray(electron_affinity_ev, float)
    return np.divide(COULOMB_EV_ANGSTROM, cost, out=np.where(np.isnan(cost), np.nan, np.inf), where=cost > 0)
