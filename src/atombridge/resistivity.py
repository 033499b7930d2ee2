"""Resistivity against temperature: how far it departs from a straight line, and what fluctuating pairs would add.

Temperatures are in kelvin, resistivities in microohm cm.  Paraconductivity of a stack of planes: Aslamazov and Larkin,
Phys. Lett. A 26, 238 (1968), with the reduced temperature ln(T/Tc) that suits temperatures far above Tc.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import constants, stats

from .arguments import positive
from .statistics import Fit, fit_polynomial

__all__ = ["Departure", "departure_from_line", "paraconductivity"]

_SIEMENS_PER_CM = 1e-2  # one S/m in S/cm


@dataclass(frozen=True, eq=False)
class Departure:
    """A line through the high-temperature part of a curve, and the curve relative to it.

    `relative` is rho / line - 1 at every temperature given, NaN where the line is not positive; `low` and `high` are
    the relative departures that one more point of the line itself would have at the confidence level.
    """

    fit: Fit
    relative: np.ndarray
    low: np.ndarray
    high: np.ndarray
    level: float


def departure_from_line(*, temperature_k, resistivity, line_from_k: float, level: float = 0.95) -> Departure:
    """Fit a line above `line_from_k` and compare the whole curve with it.

    Parameters
    ----------
    temperature_k, resistivity : array_like, shape (n,)
        Positive.
    line_from_k : float
        Lowest temperature of the line; at least four points must lie at or above it.
    level : float
        Confidence level of the prediction interval (Student's t, independent normal errors of one size).

    Returns
    -------
    Departure

    Raises
    ------
    ValueError
        For values that are not positive and finite, or fewer than four points at or above `line_from_k`.
    """
    t, rho = positive(temperature_k=temperature_k, resistivity=resistivity)
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, got {level:g}")
    used = t >= line_from_k
    if used.sum() < 4:
        raise ValueError(f"need at least 4 points from {line_from_k:g} K up, got {used.sum()}")
    fit = fit_polynomial(t[used], rho[used], degree=1)
    line = np.where((values := fit.predict(t)) > 0, values, np.nan)
    v, n = fit.covariance, fit.n
    variance = fit.rss / (n - 2) + v[0, 0] + 2 * t * v[0, 1] + t**2 * v[1, 1]
    half = stats.t.ppf((1 + level) / 2, n - 2) * np.sqrt(variance)
    return Departure(fit=fit, relative=rho / line - 1, low=-half / line, high=half / line, level=level)


def paraconductivity(*, temperature_k, tc_k, plane_spacing_angstrom):
    """Conductivity of fluctuating pairs in planes, e^2 / (16 hbar d ln(T/Tc)), in S/cm.

    Parameters
    ----------
    temperature_k : array_like
        Above `tc_k`.
    tc_k : array_like
        Transition temperature, positive; shapes broadcast.
    plane_spacing_angstrom : array_like
        Mean distance d of the conducting planes, positive.

    Returns
    -------
    numpy.ndarray or float

    Raises
    ------
    ValueError
        If a value is not positive and finite, or a temperature is not above Tc.
    """
    t, tc, d = positive(temperature_k=temperature_k, tc_k=tc_k, plane_spacing_angstrom=plane_spacing_angstrom)
    if np.any(t <= tc):
        raise ValueError(f"temperature_k must lie above tc_k, got {np.min(t):g} and {np.max(tc):g}")
    sheet = constants.e**2 / (16 * constants.hbar * d * constants.angstrom)
    return _SIEMENS_PER_CM * sheet / np.log(t / tc)
