"""Energy gaps of superconductors: ratios to a temperature, doping lines of a review, and Coulomb energies of a bond.

Gaps are full gaps 2 Delta in meV, the energy needed to break one pair into two excitations; half gaps Delta have to be
doubled first.  Doping is in holes per planar copper.
"""

from __future__ import annotations

import numpy as np
from scipy import constants, stats

from .arguments import positive
from .madelung import COULOMB_EV_ANGSTROM
from .statistics import Interval, bootstrap_interval, fit_polynomial

__all__ = [
    "BOLTZMANN_MEV_PER_K",
    "D_WAVE_RATIO",
    "S_WAVE_RATIO",
    "bond_attraction",
    "bond_charges",
    "condensate_line",
    "copper_oxygen_distance",
    "feet_and_top",
    "gap_of_temperature",
    "gap_ratio",
    "line_value",
    "line_zero",
    "lines_meet",
    "pseudogap_line",
    "temperature_of_gap",
]

BOLTZMANN_MEV_PER_K = constants.k / constants.e * 1e3
"""Boltzmann constant, meV/K."""

S_WAVE_RATIO = 2 * np.pi / np.exp(np.euler_gamma)
"""2 Delta / kB Tc of an isotropic gap in the weak-coupling limit, 3.53."""

D_WAVE_RATIO = S_WAVE_RATIO * 2 / np.sqrt(np.e)
"""2 Delta / kB Tc of a d-wave gap, Delta cos 2 phi, in the weak-coupling limit, 4.28."""

# Feet and top of the doping range in which the lines of the review hold.
_FEET = (0.05, 0.27)
_TOP = 0.16


def _doping(doping_per_cu) -> np.ndarray:
    doping = np.asarray(doping_per_cu, float)
    bad = ~((doping >= 0) & (doping <= 1))
    if np.any(bad):
        raise ValueError(f"doping_per_cu must lie between 0 and 1, got {doping[bad].flat[0]:g}")
    return doping


# --- Gaps and temperatures --------------------------------------------------------------------------------------------


def gap_ratio(*, two_delta_mev, temperature_k) -> np.ndarray:
    """2 Delta / (kB T), shaped like its broadcast arguments.

    Raises
    ------
    ValueError
        For a gap or temperature that is not positive and finite.
    """
    gap, temperature = positive(two_delta_mev=two_delta_mev, temperature_k=temperature_k)
    return gap / (BOLTZMANN_MEV_PER_K * temperature)


def temperature_of_gap(*, two_delta_mev, ratio) -> np.ndarray:
    """Temperature, in kelvin, at which 2 Delta is `ratio` times kB T.

    Raises
    ------
    ValueError
        For a gap or ratio that is not positive and finite.
    """
    gap, ratio = positive(two_delta_mev=two_delta_mev, ratio=ratio)
    return gap / (BOLTZMANN_MEV_PER_K * ratio)


def gap_of_temperature(*, temperature_k, ratio) -> np.ndarray:
    """2 Delta, in meV, that is `ratio` times kB T, the inverse of `temperature_of_gap`.

    Raises
    ------
    ValueError
        For a temperature or ratio that is not positive and finite.
    """
    temperature, ratio = positive(temperature_k=temperature_k, ratio=ratio)
    return ratio * BOLTZMANN_MEV_PER_K * temperature


# --- Doping lines -----------------------------------------------------------------------------------------------------


def pseudogap_line(*, doping_per_cu, largest_mev=152.0) -> np.ndarray:
    """Straight line of Huefner et al. for the larger gap, largest (0.27 - p)/0.22.

    Rep. Prog. Phys. 71, 062501 (2008); the constants are quoted, the full text was not read.

    Parameters
    ----------
    doping_per_cu : array_like
        p, between 0 and 1.
    largest_mev : array_like
        Value at p = 0.05, in meV, positive.

    Returns
    -------
    numpy.ndarray
        2 Delta, in meV; negative beyond p = 0.27.

    Raises
    ------
    ValueError
        For a doping outside 0 to 1, or a value that is not positive and finite.
    """
    (largest,) = positive(largest_mev=largest_mev)
    return largest * (_FEET[1] - _doping(doping_per_cu)) / (_FEET[1] - _FEET[0])


def condensate_line(*, doping_per_cu, largest_mev=42.0) -> np.ndarray:
    """Parabola of Huefner et al. for the smaller gap, largest [1 - 82.6 (0.16 - p)^2].

    It is proportional to the parabola of Tc, so both vanish at the same doping.  Source as for `pseudogap_line`.

    Parameters
    ----------
    doping_per_cu : array_like
        p, between 0 and 1.
    largest_mev : array_like
        Value at p = 0.16, in meV, positive.

    Returns
    -------
    numpy.ndarray
        2 Delta, in meV; negative outside the feet.

    Raises
    ------
    ValueError
        For a doping outside 0 to 1, or a value that is not positive and finite.
    """
    (largest,) = positive(largest_mev=largest_mev)
    return largest * (1 - 82.6 * (_TOP - _doping(doping_per_cu)) ** 2)


def lines_meet(*, pseudogap_mev=152.0, condensate_mev=42.0) -> np.ndarray:
    """Doping at which `pseudogap_line` and `condensate_line` cross on the overdoped side.

    Both lines vanish near p = 0.27, the foot of the dome; the other crossing is returned where it lies before the
    foot, else the foot itself.

    Parameters
    ----------
    pseudogap_mev, condensate_mev : array_like
        Largest values of the two lines, in meV.

    Returns
    -------
    numpy.ndarray
        p, the smaller root of the quadratic equation for the difference; one root is the common foot.

    Raises
    ------
    ValueError
        For a value that is not positive and finite.
    """
    large, small = positive(pseudogap_mev=pseudogap_mev, condensate_mev=condensate_mev)
    slope = large / (_FEET[1] - _FEET[0])
    # small (1 - 82.6 d^2) = slope (0.11 - d) with d = p - 0.16
    a, b, c = 82.6 * small, -slope, slope * (_FEET[1] - _TOP) - small
    # The discriminant, (slope - 18.172 small)^2 + 0.18 small^2, is positive: the lines always cross.
    return _TOP + (-b - np.sqrt(b * b - 4 * a * c)) / (2 * a)


def feet_and_top(*, doping_per_cu, left=0.4, right=1.3) -> np.ndarray:
    """Doping relative to the optimum on a scale whose dome has its feet at `left` and `right`.

    The parabola 1 - 82.6 (p - 0.16)^2 has its feet at 0.05 and 0.27.  They and the top are moved to `left`, `right`
    and 1, with straight lines between: a stand-in for scales whose dome is not symmetric, such as the one from
    thermopower (Honma and Hor, arXiv:0801.1537: feet near 0.4 and 1.3).

    Parameters
    ----------
    doping_per_cu : array_like
        p on the scale of the parabola, between 0 and 1.
    left, right : float
        Feet of the dome in units of the optimum, 0 < left < 1 < right.

    Returns
    -------
    numpy.ndarray
        Doping in units of the optimum.

    Raises
    ------
    ValueError
        For a doping outside 0 to 1, or feet on the wrong side of the optimum.
    """
    doping = _doping(doping_per_cu)
    if not 0 < left < 1 < right:
        raise ValueError(f"feet must satisfy 0 < left < 1 < right, got {left:g} and {right:g}")
    below = 1 - (1 - left) * (_TOP - doping) / (_TOP - _FEET[0])
    above = 1 + (right - 1) * (doping - _TOP) / (_FEET[1] - _TOP)
    return np.where(doping < _TOP, below, above)


def line_value(x, y, *, at: float, level: float = 0.95) -> Interval:
    """Least-squares line through points, read at one place, with Student's interval of the line there.

    Parameters
    ----------
    x, y : array_like, shape (n,), n >= 3
    at : float
        Place where the line is read.
    level : float
        Confidence level.

    Returns
    -------
    Interval

    Raises
    ------
    ValueError
        For values that are not finite, or fewer than three points or two different x.
    """
    if np.size(x) < 3:
        raise ValueError(f"need at least 3 points, got {np.size(x)}")
    fit = fit_polynomial(x, y, degree=1)
    powers = np.array([1.0, at])
    reach = stats.t.ppf((1 + level) / 2, fit.n - 2) * np.sqrt(powers @ fit.covariance @ powers)
    value = float(powers @ fit.parameters)
    return Interval(value, value - float(reach), value + float(reach), level)


def line_zero(x, y, *, level: float = 0.95, n_resamples: int = 2000, random_seed: int = 0) -> Interval:
    """Where the least-squares line through points is zero, with the percentile interval of a bootstrap of points.

    Parameters
    ----------
    x, y : array_like, shape (n,), n >= 4
    level : float
        Confidence level.
    n_resamples, random_seed : int
        Of the bootstrap.

    Returns
    -------
    Interval

    Raises
    ------
    ValueError
        For values that are not finite, or fewer than four points.
    """
    if np.size(x) < 4:
        raise ValueError(f"need at least 4 points, got {np.size(x)}")

    def zero(x, y):
        centred = x - x.mean()
        slope = np.sum(centred * y) / max(np.sum(centred**2), 1e-300)
        return x.mean() - y.mean() / slope if slope else np.sign(y.mean()) * 1e6

    return bootstrap_interval(zero, x, y, level=level, n_resamples=n_resamples, random_seed=random_seed)


# --- The bond ---------------------------------------------------------------------------------------------------------


def copper_oxygen_distance(*, a_angstrom, b_angstrom) -> np.ndarray:
    """Half the distance of neighbouring coppers in the orthorhombic cell of La2-xSrxCuO4, sqrt(a^2 + b^2)/4.

    Copper neighbours lie along the diagonals of the base.  The oxygen between them is slightly out of line, so the
    bond itself is longer by a few parts in a thousand.

    Parameters
    ----------
    a_angstrom, b_angstrom : array_like
        Edges of the base of the cell (space group Bmab), in angstrom.

    Returns
    -------
    numpy.ndarray
        In angstrom.

    Raises
    ------
    ValueError
        For an edge that is not positive and finite.
    """
    a, b = positive(a_angstrom=a_angstrom, b_angstrom=b_angstrom)
    return np.hypot(a, b) / 4


def bond_charges(*, doping_per_cu, oxygen_share, copper=2.0, oxygen=2.0) -> tuple[np.ndarray, np.ndarray]:
    """Charges of planar copper and oxygen, in elementary charges (oxygen's without its sign), at a doping.

    p holes per copper are shared out: each of the two oxygens of a copper loses oxygen_share p/2 of its negative
    charge, and copper gains (1 - oxygen_share) p.

    Parameters
    ----------
    doping_per_cu : array_like
        p, between 0 and 1.
    oxygen_share : float
        Share of the holes on planar oxygen, from 0 to 1.
    copper, oxygen : float
        Charges without holes, positive.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        Charge of copper and size of the charge of oxygen.

    Raises
    ------
    ValueError
        For a doping or share outside 0 to 1, or a charge that is not positive and finite.
    """
    doping = _doping(doping_per_cu)
    if not 0 <= oxygen_share <= 1:
        raise ValueError(f"oxygen_share must lie between 0 and 1, got {oxygen_share:g}")
    copper, oxygen = positive(copper=copper, oxygen=oxygen)
    return copper + (1 - oxygen_share) * doping, oxygen - oxygen_share * doping / 2


def bond_attraction(*, copper, oxygen, distance_angstrom) -> np.ndarray:
    """Coulomb attraction of two unlike point charges, copper oxygen e^2 / (4 pi eps0 r), in eV.

    Parameters
    ----------
    copper, oxygen : array_like
        Sizes of the charges, in elementary charges.
    distance_angstrom : array_like
        r, in angstrom.

    Returns
    -------
    numpy.ndarray
        Positive, in eV.

    Raises
    ------
    ValueError
        For a value that is not positive and finite.
    """
    copper, oxygen, r = positive(copper=copper, oxygen=oxygen, distance_angstrom=distance_angstrom)
    return COULOMB_EV_ANGSTROM * copper * oxygen / r
