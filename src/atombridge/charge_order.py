"""Charge order of the CuO₂ plane: wavevectors that counting arguments predict, and slopes within families of compounds.

Wavevectors are along the Cu-O bond in units of 2π/a, with a the Cu-Cu distance; doping is in holes per planar copper.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

__all__ = ["WithinSlope", "pair_crystal_wavevector", "stripe_wavevector", "within_slope"]


@dataclass(frozen=True)
class WithinSlope:
    """Common slope of several families, each with a level of its own; the interval is Student's at `level`."""

    slope: float
    error: float
    low: float
    high: float
    level: float
    n: int
    n_families: int


def _positive_doping(doping_per_cu) -> np.ndarray:
    doping = np.asarray(doping_per_cu, float)
    bad = ~((doping >= 0) & (doping <= 1))
    if np.any(bad):
        raise ValueError(f"doping_per_cu must lie between 0 and 1, got {doping[bad].flat[0]:g}")
    return doping


def pair_crystal_wavevector(*, doping_per_cu) -> np.ndarray:
    """Wavevector of a square lattice of hole pairs along the bond, q = sqrt(p/2).

    p holes per copper are p/2 pairs; with one pair in a square of d by d coppers, d² p/2 = 1 and q = 1/d.

    Parameters
    ----------
    doping_per_cu : array_like
        p, between 0 and 1.

    Returns
    -------
    numpy.ndarray
        Of the same shape, in units of 2π/a.

    Raises
    ------
    ValueError
        For a doping outside 0 to 1.
    """
    return np.sqrt(_positive_doping(doping_per_cu) / 2)


def stripe_wavevector(*, doping_per_cu, largest_rlu: float = 0.25) -> np.ndarray:
    """Wavevector of half-filled stripes, q = 2p, up to a largest value where the period stops shrinking.

    A stripe with half a hole for each copper along it, repeated every d coppers across, holds 1/(2d) holes per copper.

    Parameters
    ----------
    doping_per_cu : array_like
        p, between 0 and 1.
    largest_rlu : float
        Wavevector at which it saturates, in units of 2π/a; infinite for none.

    Returns
    -------
    numpy.ndarray
        Of the same shape, in units of 2π/a.

    Raises
    ------
    ValueError
        For a doping outside 0 to 1, or `largest_rlu` not positive.
    """
    if not largest_rlu > 0:
        raise ValueError(f"largest_rlu must be positive, got {largest_rlu:g}")
    return np.minimum(2 * _positive_doping(doping_per_cu), largest_rlu)


def within_slope(x, y, families: Sequence[Hashable], *, level: float = 0.95) -> WithinSlope | None:
    """Least-squares slope of y against x common to all families, each of which has its own intercept.

    The same as a line through the deviations of x and y from their family means, with n - k - 1 degrees of freedom for
    k families.  One family gives the ordinary slope.  Points count alike and are taken as independent.

    Parameters
    ----------
    x, y : array_like, shape (n,)
    families : sequence, length n
        Labels.
    level : float
        Confidence level of the interval.

    Returns
    -------
    WithinSlope or None
        None where no slope or no error can be had: n < k + 2, or x does not vary within any family.

    Raises
    ------
    ValueError
        For values that are not finite, different lengths, or a level outside 0 to 1.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    labels = list(families)
    if not (x.ndim == 1 and x.shape == y.shape and len(labels) == len(x)):
        raise ValueError(f"x, y and families must be equally long, got {x.shape}, {y.shape} and {len(labels)}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("x and y must be finite")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, got {level:g}")
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    codes = np.array([numbers[label] for label in labels], int)
    freedom = len(x) - len(numbers) - 1
    if freedom < 1:
        return None
    size = np.bincount(codes)
    dx = x - (np.bincount(codes, x) / size)[codes]
    dy = y - (np.bincount(codes, y) / size)[codes]
    spread = dx @ dx
    if spread <= (1e-12 * np.abs(x).max()) ** 2:
        return None
    slope = dx @ dy / spread
    residual = dy - slope * dx
    error = np.sqrt(residual @ residual / freedom / spread)
    reach = stats.t.ppf((1 + level) / 2, freedom) * error
    return WithinSlope(
        float(slope), float(error), float(slope - reach), float(slope + reach), level, len(x), len(numbers)
    )
