"""Thermal fluctuations of a superconductor: Ginzburg numbers, and the conductivity of short-lived pairs above Tc.

Ginzburg-Landau theory with the condensation energy Bc^2 / 2 mu0 per volume, Bc = Phi0 / (2 sqrt2 pi lambda xi_ab).
Comparing kB Tc with that energy in one coherence volume gives a ratio

    theta = 2 pi mu0 kB Tc lambda^2 / (Phi0^2 L),

with L = xi_c = xi_ab / gamma in three dimensions and L = d, the spacing of the layers, in two.  The Ginzburg number,
the width of the critical region in units of Tc, is theta^2 or theta up to a factor that depends on the definition.
Gaussian fluctuations of layered superconductors: Mishonov and Penev, arXiv:cond-mat/0004023.
"""

from __future__ import annotations

import numpy as np
from scipy import constants

from .arguments import positive

__all__ = ["DEFINITIONS", "ginzburg_number", "ginzburg_number_of_layers", "paraconductivity"]

DEFINITIONS = ("energy", "specific heat")
"""Thermal against condensation energy, or fluctuations against the jump of the specific heat; the first is larger."""

_FLUX_QUANTUM = constants.h / (2 * constants.e)


def _theta(tc_k, lambda_nm, length_nm):
    scale = 2 * np.pi * constants.mu_0 * constants.k / _FLUX_QUANTUM**2 * constants.nano
    return scale * tc_k * lambda_nm**2 / length_nm


def _checked_definition(definition: str) -> None:
    if definition not in DEFINITIONS:
        raise ValueError(f"definition {definition!r} is unknown, allowed are {', '.join(DEFINITIONS)}")


def ginzburg_number(*, tc_k, lambda_nm, xi_ab_nm, gamma=1.0, definition: str = "energy"):
    """Ginzburg number in three dimensions, theta^2 / 2 (energy) or theta^2 / 4 (specific heat) with L = xi_ab / gamma.

    With ``specific heat`` the Gaussian fluctuations above Tc, kB / (8 pi xi_ab^2 xi_c sqrt(eps)), equal the
    Ginzburg-Landau jump Bc^2 / (mu0 Tc) at the reduced temperature eps = Gi.

    Parameters
    ----------
    tc_k, lambda_nm, xi_ab_nm : array_like
        Transition temperature in kelvin, penetration depth and coherence length of the plane in nm, at zero
        temperature; positive, shapes broadcast.
    gamma : array_like
        Anisotropy xi_ab / xi_c, positive.
    definition : str
        One of `DEFINITIONS`.

    Returns
    -------
    numpy.ndarray or float
        Without unit.

    Raises
    ------
    ValueError
        If a value is not positive and finite, or the definition is unknown.
    """
    _checked_definition(definition)
    tc, depth, xi, gamma = positive(tc_k=tc_k, lambda_nm=lambda_nm, xi_ab_nm=xi_ab_nm, gamma=gamma)
    return _theta(tc, depth, xi / gamma) ** 2 / (2 if definition == "energy" else 4)


def ginzburg_number_of_layers(*, tc_k, lambda_nm, spacing_nm, definition: str = "energy"):
    """Ginzburg number of layers that fluctuate alone, sqrt2 theta (energy) or theta (specific heat) with L = d.

    It holds no coherence length: that of the plane cancels.  With ``specific heat`` the two-dimensional
    kB / (4 pi xi_ab^2 d eps) equals the jump at eps = Gi.

    Parameters
    ----------
    tc_k, lambda_nm : array_like
        As in `ginzburg_number`.
    spacing_nm : array_like
        Distance d of the layers that fluctuate alone, positive; shapes broadcast.
    definition : str
        One of `DEFINITIONS`.

    Returns
    -------
    numpy.ndarray or float
        Without unit.

    Raises
    ------
    ValueError
        If a value is not positive and finite, or the definition is unknown.
    """
    _checked_definition(definition)
    tc, depth, spacing = positive(tc_k=tc_k, lambda_nm=lambda_nm, spacing_nm=spacing_nm)
    return _theta(tc, depth, spacing) * (np.sqrt(2) if definition == "energy" else 1.0)


def paraconductivity(reduced_temperature, *, spacing_nm, xi_c_nm):
    """Conductivity within the layers added by fluctuating pairs above Tc, in S/m.

    Lawrence and Doniach's e^2 / (16 hbar d) [eps (eps + (2 xi_c / d)^2)]^(-1/2) with eps = ln(T / Tc).  For xi_c far
    below d it is Aslamazov and Larkin's e^2 / (16 hbar d eps) of two dimensions, for xi_c far above it
    e^2 / (32 hbar xi_c sqrt(eps)) of three.  No length of the plane enters either.

    Parameters
    ----------
    reduced_temperature : array_like
        eps, positive.
    spacing_nm, xi_c_nm : array_like
        Spacing of the layers and coherence length across them, positive; shapes broadcast.

    Returns
    -------
    numpy.ndarray or float
        In siemens per metre.

    Raises
    ------
    ValueError
        If a value is not positive and finite.
    """
    eps, spacing, xi_c = positive(reduced_temperature=reduced_temperature, spacing_nm=spacing_nm, xi_c_nm=xi_c_nm)
    sheet = constants.e**2 / (16 * constants.hbar) / (spacing * constants.nano)
    return sheet / np.sqrt(eps * (eps + (2 * xi_c / spacing) ** 2))
