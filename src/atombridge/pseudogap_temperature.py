"""The pseudogap temperature T* against doping: a straight line and where it meets zero doping and zero temperature.

T*(p) of one compound falls roughly along a line; the two ends of the line are extrapolations.  Temperatures are in
kelvin, doping is holes per planar copper.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import constants, stats

from .arguments import positive
from .statistics import Fit, Interval, fit_polynomial

__all__ = ["TStarLine", "thermal_energy_mev", "tstar_line"]


@dataclass(frozen=True)
class TStarLine:
    """A line T* = T0 (1 - p / p_end) with the intervals of its two ends.

    `at_zero_doping` is T0 in kelvin and `end` is p_end.  An infinite end of an interval means that the slope is not
    distinguished from zero at that level.
    """

    fit: Fit
    at_zero_doping: Interval
    end: Interval

    @property
    def slope(self) -> float:
        """Slope, in kelvin per hole."""
        return float(self.fit.parameters[1])

    def doping_at(self, temperature_k) -> float:
        """Doping at which the line passes a temperature; may lie outside the data."""
        c0, c1 = self.fit.parameters
        return float((temperature_k - c0) / c1)


def tstar_line(*, doping, t_star_k, level: float = 0.95) -> TStarLine:
    """Least-squares line through T*(p), with intervals for both of its ends.

    T0 has the interval of Student's t with n - 2 degrees of freedom.  p_end is a ratio of two coefficients and has
    Fieller's interval (Fieller 1954): all p at which the line is compatible with zero.  Both suppose independent normal
    errors of one size.

    Parameters
    ----------
    doping : array_like, shape (n,), n >= 4
        Holes per planar copper.
    t_star_k : array_like, shape (n,)
        T*, in kelvin, positive.
    level : float
        Confidence level of both intervals.

    Returns
    -------
    TStarLine

    Raises
    ------
    ValueError
        For fewer than four points, a temperature that is not positive, values that are not finite, or a constant.
    """
    (t_star,) = positive(t_star_k=t_star_k)
    if np.size(doping) < 4:
        raise ValueError(f"need at least 4 points, got {np.size(doping)}")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, got {level:g}")
    fit = fit_polynomial(doping, t_star, degree=1)
    (c0, c1), v = fit.parameters, fit.covariance
    if abs(c1) < 1e-12 * np.max(t_star):
        raise ValueError("t_star_k must not be constant")
    quantile = stats.t.ppf((1 + level) / 2, fit.n - 2)
    half = quantile * fit.errors[0]
    # Fieller: (c0 + c1 p)^2 <= quantile^2 (v00 + 2 p v01 + p^2 v11)
    a = c1**2 - quantile**2 * v[1, 1]
    b = c0 * c1 - quantile**2 * v[0, 1]
    c = c0**2 - quantile**2 * v[0, 0]
    low, high = -math.inf, math.inf
    if a > 0:
        root = math.sqrt(max(b**2 - a * c, 0.0))
        low, high = (-b - root) / a, (-b + root) / a
    return TStarLine(
        fit=fit,
        at_zero_doping=Interval(float(c0), float(c0 - half), float(c0 + half), level),
        end=Interval(float(-c0 / c1), float(low), float(high), level),
    )


def thermal_energy_mev(*, temperature_k):
    """Thermal energy k_B T in millielectronvolts; ValueError unless the temperature is positive and finite."""
    (temperature,) = positive(temperature_k=temperature_k)
    return 1e3 * constants.k * temperature / constants.e
