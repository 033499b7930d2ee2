"""The empirical parabola between Tc and hole doping, and the doping scale made by turning it round.

Presland et al., Physica C 176, 95 (1991), doi:10.1016/0921-4534(91)90700-9: Tc / Tc,max = 1 - 82.6 (p - 0.16)^2, with p
the holes per copper atom of a plane.  The constants are quoted as in later literature; the paper itself was not read.
"""

from __future__ import annotations

import numpy as np

__all__ = ["CURVATURE", "OPTIMAL_DOPING", "doping_from_tc", "tc_of_doping"]

OPTIMAL_DOPING = 0.16
"""Holes per planar copper at the maximum of Tc."""

CURVATURE = 82.6
"""Fall of Tc / Tc,max per squared distance from the optimal doping."""


def _checked_maximum(tc_max_k) -> float:
    tc_max_k = float(tc_max_k)
    if not (np.isfinite(tc_max_k) and tc_max_k > 0):
        raise ValueError(f"tc_max_k must be positive and finite, got {tc_max_k:g}")
    return tc_max_k


def tc_of_doping(*, doping, tc_max_k):
    """Tc of the parabola, Tc,max [1 - 82.6 (p - 0.16)^2], and zero outside its feet.

    Parameters
    ----------
    doping : array_like
        Holes per planar copper p, finite.
    tc_max_k : float
        Tc at the maximum, in kelvin, positive.

    Returns
    -------
    numpy.ndarray
        Tc, in kelvin, shaped like `doping`.

    Raises
    ------
    ValueError
        If a doping is not finite or the maximum is not positive.
    """
    maximum, doping = _checked_maximum(tc_max_k), np.asarray(doping, float)
    if np.any(bad := ~np.isfinite(doping)):
        raise ValueError(f"doping must be finite, got {doping[bad].flat[0]:g}")
    return np.maximum(0.0, maximum * (1 - CURVATURE * (doping - OPTIMAL_DOPING) ** 2))


def doping_from_tc(*, tc_k, tc_max_k, overdoped=False):
    """Holes per planar copper read off the parabola: p = 0.16 -+ [(1 - Tc/Tc,max) / 82.6]^(1/2).

    Parameters
    ----------
    tc_k : array_like
        Tc, in kelvin, from 0 to `tc_max_k`.
    tc_max_k : float
        Tc at the maximum, in kelvin, positive.
    overdoped : bool or array_like of bool
        Which branch: the parabola cannot tell.

    Returns
    -------
    numpy.ndarray
        p, between 0.05 and 0.27.

    Raises
    ------
    ValueError
        If a Tc lies outside 0 to `tc_max_k`, or the maximum is not positive.
    """
    maximum, tc = _checked_maximum(tc_max_k), np.asarray(tc_k, float)
    if np.any(bad := ~((tc >= 0) & (tc <= maximum))):
        raise ValueError(f"tc_k must lie between 0 and {maximum:g}, got {tc[bad].flat[0]:g}")
    distance = np.sqrt((1 - tc / maximum) / CURVATURE)
    return OPTIMAL_DOPING + np.where(overdoped, distance, -distance)
