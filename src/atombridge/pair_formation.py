"""From an energy gap to the temperature at which pairs form, and back, with a ratio 2 Delta / k_B T_p.

A ratio is an assumption about the pairing: weak-coupling theory gives 3.53 for an s wave and 4.28 for a d wave
(`D_WAVE_RATIO`), tunnelling microscopy on Bi2Sr2CaCu2O8 found 7.9 (Gomes et al., Nature 447, 569 (2007)).
"""

from __future__ import annotations

import math

import numpy as np
from scipy import constants

from .arguments import positive

__all__ = ["D_WAVE_RATIO", "S_WAVE_RATIO", "full_gap_for_pairing", "pairing_temperature"]

_BOLTZMANN_MEV = 1e3 * constants.k / constants.e  # meV per kelvin

S_WAVE_RATIO = 2 * math.pi * math.exp(-np.euler_gamma)
"""2 Delta(0) / k_B Tc of weak coupling for one gap all round, 2 pi exp(-gamma) = 3.528."""

D_WAVE_RATIO = S_WAVE_RATIO * 2 * math.exp(-0.5)
"""The same for Delta cos 2 phi, with Delta the largest gap: 4.279; the factor is exp(-2 <cos^2 ln|cos|>)."""


def pairing_temperature(*, full_gap_mev, ratio):
    """Temperature T_p = 2 Delta / (ratio k_B) below which pairs exist.

    Parameters
    ----------
    full_gap_mev : array_like
        2 Delta, in millielectronvolts, positive.
    ratio : array_like
        2 Delta / k_B T_p, positive; shapes broadcast.

    Returns
    -------
    numpy.ndarray or float
        In kelvin.

    Raises
    ------
    ValueError
        If a value is not positive and finite.
    """
    gap, ratio = positive(full_gap_mev=full_gap_mev, ratio=ratio)
    return gap / (ratio * _BOLTZMANN_MEV)


def full_gap_for_pairing(*, temperature_k, ratio):
    """Full gap 2 Delta in meV that pairs need at a temperature, the inverse of `pairing_temperature`."""
    temperature, ratio = positive(temperature_k=temperature_k, ratio=ratio)
    return ratio * _BOLTZMANN_MEV * temperature
