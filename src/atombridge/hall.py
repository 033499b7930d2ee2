"""Hall effect of one band on a square lattice, as it is or folded by a potential that alternates from site to site.

The weak-field Hall coefficient of the Boltzmann equation with a relaxation time that depends on the sheet only, as in
Ashcroft and Mermin, *Solid State Physics* (1976), chapters 12 and 13.  The number of electrons is an input: whatever
comes out differs from it because of the shape of the Fermi surface.  Energies are in eV, the lattice constant is 1.

The band, with x and y the wavevector times the lattice constant, is

    eps = -2 t (cos x + cos y) - 4 t' cos x cos y - 2 t'' (cos 2x + cos 2y).

An alternating potential of wavevector (pi, pi), such as that of a Neel state, mixes eps at k with eps at k + (pi, pi):

    E = s -+ sqrt(d^2 + gap^2),   s, d = half the sum and half the difference of the two.

Lin and Millis, Phys. Rev. B 72, 214506 (2005), doi:10.1103/PhysRevB.72.214506, treat electron-doped cuprates so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import constants
from scipy.optimize import brentq
from scipy.special import expit

from .arguments import positive

__all__ = [
    "Bands",
    "HallResponse",
    "folded_bands",
    "hall_coefficient",
    "hall_response",
    "square_band",
    "zero_hall_gap",
]

_HALL_UNIT = 1e-10  # m^3/C
_REACH = 40  # levels further than this many temperatures from mu are full or empty to within rounding


@dataclass(frozen=True)
class Bands:
    """Energy, velocity and inverse mass of each band at the points of a quarter of the Brillouin zone.

    All arrays have shape (bands, points).  `share` is the weight of a band in a sum over the zone: 1 for one band, 1/2
    for each of two folded bands, whose zone is half as large.
    """

    energy_ev: np.ndarray
    velocity_x: np.ndarray
    velocity_y: np.ndarray
    inverse_mass_xx: np.ndarray
    inverse_mass_yy: np.ndarray
    inverse_mass_xy: np.ndarray
    share: float


@dataclass(frozen=True)
class HallResponse:
    """What `hall_response` returns.

    coefficient: R_H e / V with the volume V per site, +1/n for n holes and -1/n for n electrons of a parabolic band;
    chemical_potential_ev; electrons: of each band, per site, lowest band first.
    """

    coefficient: float
    chemical_potential_ev: float
    electrons: np.ndarray

    @property
    def hall_number(self) -> float:
        """Carriers per site that the coefficient stands for if read as 1/n: positive for holes, may be infinite."""
        return 1 / self.coefficient if self.coefficient else np.inf

    @property
    def pockets(self) -> tuple[float, float]:
        """Electrons in the upper and holes in the lower of two bands, per site; ValueError for one band."""
        if len(self.electrons) != 2:
            raise ValueError("pockets need two bands")
        return float(self.electrons[1]), float(1 - self.electrons[0])


def _grid(points: int) -> tuple[np.ndarray, np.ndarray]:
    if points < 8:
        raise ValueError(f"points must be at least 8, got {points}")
    line = (np.arange(points) + 0.5) * np.pi / points
    x, y = np.meshgrid(line, line)
    return x.ravel(), y.ravel()


def _hopping(hopping_ev, second, third) -> tuple[float, float, float]:
    (hopping,) = positive(hopping_ev=hopping_ev)
    for name, value in (("second", second), ("third", third)):
        if not np.isfinite(value):
            raise ValueError(f"{name} must be finite, got {value}")
    return float(hopping), float(second * hopping), float(third * hopping)


@lru_cache(maxsize=4)  # a search for a gap or a content asks for the same band many times
def _parts(hopping_ev, second, third, points):
    """Terms that are the same at k and k + (pi, pi), and those that change sign there.

    Of each: energy, velocity x, y, inverse mass xx, yy, xy.
    """
    hopping, second, third = _hopping(hopping_ev, second, third)
    x, y = _grid(points)
    same = (
        -4 * second * np.cos(x) * np.cos(y) - 2 * third * (np.cos(2 * x) + np.cos(2 * y)),
        4 * second * np.sin(x) * np.cos(y) + 4 * third * np.sin(2 * x),
        4 * second * np.cos(x) * np.sin(y) + 4 * third * np.sin(2 * y),
        4 * second * np.cos(x) * np.cos(y) + 8 * third * np.cos(2 * x),
        4 * second * np.cos(x) * np.cos(y) + 8 * third * np.cos(2 * y),
        -4 * second * np.sin(x) * np.sin(y),
    )
    opposite = (
        -2 * hopping * (np.cos(x) + np.cos(y)),
        2 * hopping * np.sin(x),
        2 * hopping * np.sin(y),
        2 * hopping * np.cos(x),
        2 * hopping * np.cos(y),
        np.zeros_like(x),
    )
    return same, opposite


def square_band(*, hopping_ev, second=0.0, third=0.0, points=600) -> Bands:
    """The band of a square lattice.

    Parameters
    ----------
    hopping_ev : float
        Hopping t between neighbours, positive.
    second, third : float
        Ratios t'/t across the diagonal and t''/t over two lattice constants.
    points : int
        Points along a quarter of the zone, at least 8.

    Returns
    -------
    Bands
        Arrays of shape (1, points^2).

    Raises
    ------
    ValueError
        For a hopping that is not positive, a ratio that is not finite, or too few points.
    """
    same, opposite = _parts(hopping_ev, second, third, points)
    return Bands(*((a + b)[np.newaxis] for a, b in zip(same, opposite, strict=True)), share=1.0)


def folded_bands(*, hopping_ev, gap_ev, second=0.0, third=0.0, points=600) -> Bands:
    """The two bands that an alternating potential makes of the band of a square lattice.

    Parameters
    ----------
    hopping_ev, second, third, points
        As for `square_band`.
    gap_ev : float
        Half the splitting where the band meets its image, positive; use `square_band` without a potential.

    Returns
    -------
    Bands
        Arrays of shape (2, points^2), the lower band first.

    Raises
    ------
    ValueError
        As for `square_band`, and for a gap that is not positive.
    """
    (gap,) = positive(gap_ev=gap_ev)
    (energy, vx, vy, mxx, myy, mxy), (half, hx, hy, hxx, hyy, _) = _parts(hopping_ev, second, third, points)
    root = np.sqrt(half**2 + gap**2)
    rows = (
        (energy, root),
        (vx, half * hx / root),
        (vy, half * hy / root),
        (mxx, (hx * hx + half * hxx) / root - (half * hx) ** 2 / root**3),
        (myy, (hy * hy + half * hyy) / root - (half * hy) ** 2 / root**3),
        (mxy, hx * hy / root - half**2 * hx * hy / root**3),
    )
    return Bands(*(np.stack([smooth - split, smooth + split]) for smooth, split in rows), share=0.5)


def _chemical_potential(energy_ev, filled_bands, temperature_ev) -> float:
    """Where the occupations of all bands, each averaged over its points, sum to `filled_bands`."""
    levels = np.sort(energy_ev, axis=None)
    states = filled_bands * energy_ev.shape[1]  # as many levels would be filled at zero temperature

    def excess(mu):
        low, high = np.searchsorted(levels, [mu - _REACH * temperature_ev, mu + _REACH * temperature_ev])
        return low + expit((mu - levels[low:high]) / temperature_ev).sum() - states

    return brentq(excess, levels[0] - _REACH * temperature_ev, levels[-1] + _REACH * temperature_ev, xtol=1e-10)


def hall_response(bands: Bands, *, electrons, temperature_ev=0.004, relaxation_times=None) -> HallResponse:
    """Weak-field Hall coefficient for a fixed number of electrons.

    Parameters
    ----------
    bands : Bands
        From `square_band` or `folded_bands`.
    electrons : float
        Electrons per site, both spins, between 0 and 2.
    temperature_ev : float
        Temperature times Boltzmann's constant, positive.
    relaxation_times : sequence of float, optional
        Relaxation time of each band, positive; only their ratio matters.  One time for all if not given.

    Returns
    -------
    HallResponse

    Raises
    ------
    ValueError
        For a count outside 0 to 2, or a temperature or time that is not positive.
    """
    if not 0 < electrons < 2:
        raise ValueError(f"electrons must lie between 0 and 2 per site, got {electrons:g}")
    (temperature,) = positive(temperature_ev=temperature_ev)
    n_bands = len(bands.energy_ev)
    times = np.ones(n_bands) if relaxation_times is None else positive(relaxation_times=relaxation_times)[0]
    if times.shape != (n_bands,):
        raise ValueError(f"relaxation_times must give one time for each of {n_bands} bands, got {times.size}")

    mu = _chemical_potential(bands.energy_ev, electrons / (2 * bands.share), temperature)
    reach = _REACH * temperature
    electrons_of, sigma_xx, sigma_xy = [], [], []
    for band, energy in enumerate(bands.energy_ev):
        near = np.flatnonzero(np.abs(energy - mu) < reach)
        occupation = expit((mu - energy[near]) / temperature)
        electrons_of.append((np.count_nonzero(energy <= mu - reach) + occupation.sum()) / energy.size)
        at_surface = occupation * (1 - occupation) / temperature
        vx, vy = bands.velocity_x[band, near], bands.velocity_y[band, near]
        # Averages over x and y in either order, so that a quarter of the zone stands for all of it.
        sigma_xx.append((at_surface * (vx**2 + vy**2) / 2).sum() / energy.size)
        along_x, along_y = vx**2 * bands.inverse_mass_yy[band, near], vy**2 * bands.inverse_mass_xx[band, near]
        turning = (along_x + along_y) / 2 - vx * vy * bands.inverse_mass_xy[band, near]
        sigma_xy.append((at_surface * turning).sum() / energy.size)
    along = 2 * bands.share * np.dot(times, sigma_xx)
    across = 2 * bands.share * np.dot(times**2, sigma_xy)
    return HallResponse(float(-across / along**2), float(mu), 2 * bands.share * np.array(electrons_of))


def hall_coefficient(coefficient, *, volume_angstrom3):
    """Hall coefficient in 1e-10 m^3/C from R_H e / V and the volume V per site in cubic angstrom, positive."""
    (volume,) = positive(volume_angstrom3=volume_angstrom3)
    return np.asarray(coefficient, float) * volume * constants.angstrom**3 / constants.e / _HALL_UNIT


def zero_hall_gap(*, electrons, hopping_ev, second=0.0, third=0.0, highest_ev=2.0, points=400, **response) -> float:
    """The gap at which the Hall coefficient of the folded bands is zero.

    Parameters
    ----------
    electrons : float
        Electrons per site, between 0 and 2.
    hopping_ev, second, third, points
        As for `folded_bands`.
    highest_ev : float
        Largest gap that is tried, positive.
    **response
        `temperature_ev` and `relaxation_times` of `hall_response`.

    Returns
    -------
    float
        In eV; NaN if the sign is the same at 1 meV and at `highest_ev`.

    Raises
    ------
    ValueError
        As for `folded_bands` and `hall_response`.
    """
    (highest,) = positive(highest_ev=highest_ev)

    def coefficient(gap):
        bands = folded_bands(hopping_ev=hopping_ev, gap_ev=gap, second=second, third=third, points=points)
        return hall_response(bands, electrons=electrons, **response).coefficient

    ends = 1e-3, float(highest)
    if np.sign(coefficient(ends[0])) == np.sign(coefficient(ends[1])):
        return np.nan
    return float(brentq(coefficient, *ends, xtol=1e-4))
