"""How electrons respond to the lattice: isotope exponents, spread of a distribution, energy of a displacement.

An isotope exponent is alpha = -d ln T / d ln M: positive where heavier ions lower the temperature T, 1/2 for the
simplest phonon superconductor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import constants

from .arguments import positive

__all__ = ["Moments", "coulomb_shift_mev", "histogram_moments", "isotope_exponent"]

_GRID = 10_001  # points of the grid on which a histogram is integrated
_COULOMB_EV_ANGSTROM = constants.e / (4 * math.pi * constants.epsilon_0 * constants.angstrom)


@dataclass(frozen=True)
class Moments:
    """Mean, standard deviation and quartiles of a distribution, in its own unit."""

    mean: float
    deviation: float
    quartile_low: float
    median: float
    quartile_high: float

    @property
    def relative_width(self) -> float:
        """Standard deviation over mean."""
        return self.deviation / self.mean


def isotope_exponent(*, light_k, heavy_k, light_err_k=0.0, heavy_err_k=0.0, mass_light=16.0, mass_heavy=18.0):
    """Exponent -ln(T_heavy / T_light) / ln(M_heavy / M_light) and its standard error.

    Parameters
    ----------
    light_k, heavy_k : array_like
        Temperature with the light and with the heavy isotope, in kelvin, positive; shapes broadcast.
    light_err_k, heavy_err_k : array_like
        Standard errors, zero or more.
    mass_light, mass_heavy : float
        Masses in one unit; default oxygen 16 and 18.

    Returns
    -------
    (numpy.ndarray or float, numpy.ndarray or float)
        Exponent and error.

    Raises
    ------
    ValueError
        For temperatures or masses that are not positive and finite, equal masses, or a negative error.
    """
    light, heavy, m1, m2 = positive(light_k=light_k, heavy_k=heavy_k, mass_light=mass_light, mass_heavy=mass_heavy)
    if np.any(m1 == m2):
        raise ValueError("mass_light and mass_heavy must differ")
    errors = np.asarray(light_err_k, float), np.asarray(heavy_err_k, float)
    if any(np.any(~(e >= 0)) for e in errors):
        raise ValueError("errors must be zero or more")
    step = np.log(m2 / m1)
    return -np.log(heavy / light) / step, np.hypot(errors[0] / light, errors[1] / heavy) / np.abs(step)


def histogram_moments(value, count) -> Moments:
    """Moments of a distribution given as a curve of straight pieces, on a fine grid.

    Parameters
    ----------
    value : array_like, shape (n,), n >= 3
        Increasing.
    count : array_like, shape (n,)
        Height of the curve, zero or more, in any unit.

    Returns
    -------
    Moments
        Of the curve between its points, not of the points.

    Raises
    ------
    ValueError
        For values that do not increase, heights below zero, fewer than three points, or no area.
    """
    value, count = np.asarray(value, float), np.asarray(count, float)
    if value.ndim != 1 or value.shape != count.shape or len(value) < 3:
        raise ValueError(f"need two lists of at least 3 numbers, got shapes {value.shape} and {count.shape}")
    if not np.all(np.diff(value) > 0):
        raise ValueError("value must increase")
    if not np.all(np.isfinite(count) & (count >= 0)):
        raise ValueError("count must be zero or more")
    if not np.any(count > 0):
        raise ValueError("count must not be zero everywhere")
    x = np.linspace(value[0], value[-1], _GRID)
    height = np.interp(x, value, count)
    area = np.concatenate([[0.0], np.cumsum(np.diff(x) * (height[1:] + height[:-1]) / 2)])
    mean = np.trapezoid(x * height, x) / area[-1]
    variance = np.trapezoid((x - mean) ** 2 * height, x) / area[-1]
    low, median, high = np.interp([0.25, 0.5, 0.75], area / area[-1], x)
    return Moments(float(mean), math.sqrt(variance), float(low), float(median), float(high))


def coulomb_shift_mev(*, displacement_angstrom, distance_angstrom, charge_product):
    """Change of the Coulomb energy of two ions when one moves along the bond, |q1 q2| e^2 u / r^2, in meV.

    First order in the displacement u; ValueError for an argument that is not positive and finite.
    """
    u, r, q = positive(
        displacement_angstrom=displacement_angstrom, distance_angstrom=distance_angstrom, charge_product=charge_product
    )
    return 1e3 * _COULOMB_EV_ANGSTROM * q * u / r**2
