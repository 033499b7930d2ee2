"""How doped charge is shared between copper and oxygen of the CuO2 plane, from hole contents measured on both.

A plane cell holds n_Cu holes on copper and 2 n_O on its two oxygens.  Their sum is 1 + zeta, with zeta the doped holes
(negative for doped electrons).  The share of copper is the slope of n_Cu against zeta, that of oxygen the slope of
2 n_O; the two add up to 1 because the two contents add up to 1 + zeta.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

__all__ = ["DopedShare", "doped_charge", "doped_share", "share_reading_interval"]


@dataclass(frozen=True)
class DopedShare:
    """Share of the doped charge on copper, with Student's interval at `level`; NaN ends for two points."""

    copper: float
    low: float
    high: float
    level: float
    n: int
    doped_range: float  # largest minus smallest doped charge

    @property
    def oxygen(self) -> float:
        """Share on oxygen; its interval is 1 - high to 1 - low."""
        return 1 - self.copper


def _contents(copper_holes, oxygen_holes) -> tuple[np.ndarray, np.ndarray]:
    copper, oxygen = np.asarray(copper_holes, float), np.asarray(oxygen_holes, float)
    if copper.ndim != 1 or copper.shape != oxygen.shape or len(copper) < 2:
        raise ValueError(
            f"two or more points with both contents are needed, got shapes {copper.shape} and {oxygen.shape}"
        )
    for name, values in (("copper_holes", copper), ("oxygen_holes", oxygen)):
        bad = ~((values >= 0) & (values <= 2))
        if np.any(bad):
            raise ValueError(f"{name} must lie between 0 and 2, got {values[bad][0]:g}")
    return copper, oxygen


def doped_charge(*, copper_holes, oxygen_holes) -> np.ndarray:
    """Doped holes per plane cell, zeta = n_Cu + 2 n_O - 1; negative for electrons.

    Parameters
    ----------
    copper_holes, oxygen_holes : array_like, shape (n,), n >= 2
        Holes on copper, and on the two oxygens together, per plane cell, each from 0 to 2.

    Returns
    -------
    numpy.ndarray
        Shape (n,).

    Raises
    ------
    ValueError
        For contents outside 0 to 2, fewer than two points or different lengths.
    """
    copper, oxygen = _contents(copper_holes, oxygen_holes)
    return copper + oxygen - 1


def doped_share(*, copper_holes, oxygen_holes, level: float = 0.95) -> DopedShare:
    """Least-squares share of the doped charge on copper.

    Parameters
    ----------
    copper_holes, oxygen_holes : array_like, shape (n,), n >= 2
        As in `doped_charge`.
    level : float
        Confidence level of the interval, from the scatter about the line with n - 2 degrees of freedom.

    Returns
    -------
    DopedShare

    Raises
    ------
    ValueError
        As `doped_charge`, for a level outside 0 to 1, or if the doped charge does not vary.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, got {level:g}")
    copper, oxygen = _contents(copper_holes, oxygen_holes)
    zeta = copper + oxygen - 1
    dz, dc = zeta - zeta.mean(), copper - copper.mean()
    spread = dz @ dz
    if spread < 1e-12:
        raise ValueError("the doped charge must vary between the points")
    share, n = float(dz @ dc / spread), len(copper)
    low = high = np.nan
    if n > 2:
        residual = dc - share * dz
        reach = stats.t.ppf((1 + level) / 2, n - 2) * np.sqrt(residual @ residual / (n - 2) / spread)
        low, high = share - reach, share + reach
    return DopedShare(share, float(low), float(high), level, n, float(np.ptp(zeta)))


def share_reading_interval(
    *,
    copper_holes,
    oxygen_holes,
    reading_error: float,
    level: float = 0.95,
    n_draws: int = 400_000,
    random_seed: int = 0,
) -> tuple[float, float]:
    """Interval of the share on copper if every content was read with a normal error.

    Parameters
    ----------
    copper_holes, oxygen_holes : array_like, shape (n,), n >= 2
        As in `doped_charge`.
    reading_error : float
        Standard deviation of each content, in holes, positive.
    level : float
        Confidence level.
    n_draws, random_seed : int
        Of the simulation; with so many draws both ends are steady to two decimals.

    Returns
    -------
    (float, float)
        Percentile interval.

    Raises
    ------
    ValueError
        As `doped_share`, or if the error is not positive and finite.
    """
    if not (np.isfinite(reading_error) and reading_error > 0):
        raise ValueError(f"reading_error must be positive and finite, got {reading_error:g}")
    doped_share(copper_holes=copper_holes, oxygen_holes=oxygen_holes, level=level)  # checks the rest
    copper, oxygen = _contents(copper_holes, oxygen_holes)
    random = np.random.default_rng(random_seed)
    c = copper + reading_error * random.standard_normal((n_draws, len(copper)))
    o = oxygen + reading_error * random.standard_normal((n_draws, len(copper)))
    z = c + o
    dz, dc = z - z.mean(axis=1, keepdims=True), c - c.mean(axis=1, keepdims=True)
    share = np.sum(dz * dc, axis=1) / np.sum(dz**2, axis=1)
    low, high = np.quantile(share, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
