"""Angular harmonics of a d(x2-y2) gap: as experiments state them, and of the lattice form on a Fermi line.

Angles are measured from the Cu-O bond about the corner (pi, pi) of the Brillouin zone, where the Fermi line of
hole-doped cuprates is centred.  The class B1g of a square contains cos 2 phi, cos 6 phi, cos 10 phi and so on.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize

__all__ = ["cos2phi_weight", "fermi_line", "fermi_line_weights", "two_harmonic_gap"]


def two_harmonic_gap(angle_rad, *, b_cos2phi):
    """Gap B cos 2 phi + (1 - B) cos 6 phi, in units of its largest value for B = 1.

    Parameters
    ----------
    angle_rad, b_cos2phi : array_like
        Angle from the bond in radians, and B; shapes that broadcast.

    Returns
    -------
    numpy.ndarray
        Of the broadcast shape; 1 along the bond and 0 on the diagonal for every B.
    """
    angle, b = np.asarray(angle_rad, float), np.asarray(b_cos2phi, float)
    return b * np.cos(2 * angle) + (1 - b) * np.cos(6 * angle)


def cos2phi_weight(b_cos2phi):
    """Share of cos 2 phi in the mean square of `two_harmonic_gap`, B^2 / (B^2 + (1 - B)^2).

    Parameters
    ----------
    b_cos2phi : array_like
        B, any shape.

    Returns
    -------
    numpy.ndarray or float
        From 0 to 1.

    Raises
    ------
    ValueError
        If a B is not finite.
    """
    b = np.asarray(b_cos2phi, float)
    if not np.isfinite(b).all():
        raise ValueError(f"b_cos2phi must be finite, got {b[~np.isfinite(b)].flat[0]:g}")
    return b**2 / (b**2 + (1 - b) ** 2)


def fermi_line(angle_rad, *, doping_per_cu: float, hopping_ratio: float) -> np.ndarray:
    """Distance from (pi, pi) to the Fermi line of a square lattice with hops t and t'.

    The band is -2t (cos kx + cos ky) - 4t' cos kx cos ky.  The line is fixed by Luttinger's count: it encloses
    1 + p holes per copper and spin pair.

    Parameters
    ----------
    angle_rad : array_like, shape (n,)
        Angles from the kx axis about (pi, pi).
    doping_per_cu : float
        Holes per copper p, between -1 and 1.
    hopping_ratio : float
        t'/t, between -0.5 and 0.5.

    Returns
    -------
    numpy.ndarray
        Distance times the lattice constant, shape (n,).

    Raises
    ------
    ValueError
        For arguments outside their range, or a doping at which the line is not closed about (pi, pi).
    """
    if not -1 < doping_per_cu < 1:
        raise ValueError(f"doping_per_cu must lie between -1 and 1, got {doping_per_cu:g}")
    if not -0.5 < hopping_ratio < 0.5:
        raise ValueError(f"hopping_ratio must lie between -0.5 and 0.5, got {hopping_ratio:g}")

    def band(radius, angle):
        x, y = np.cos(radius * np.cos(angle)), np.cos(radius * np.sin(angle))
        return 2 * (x + y) - 4 * hopping_ratio * x * y

    # Along every ray the band falls from its top at (pi, pi) to the edge of the zone.
    def radii(level, angles):
        edge = np.pi / np.maximum(np.abs(np.cos(angles)), np.abs(np.sin(angles)))
        low, high = np.zeros_like(angles), edge.copy()
        for _ in range(60):
            middle = (low + high) / 2
            above = band(middle, angles) > level
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        return (low + high) / 2

    octant = (np.arange(400) + 0.5) / 400 * np.pi / 4  # the square repeats it eight times
    top, saddle = 4 - 4 * hopping_ratio, 4 * hopping_ratio

    def missing(level):
        return 2 * np.pi * np.mean(radii(level, octant) ** 2) / 2 - (1 + doping_per_cu) / 2 * (2 * np.pi) ** 2

    if missing(saddle) <= 0:
        raise ValueError(f"the Fermi line is not closed about (pi, pi) at doping {doping_per_cu:g}")
    level = optimize.brentq(missing, saddle, top, xtol=1e-12)
    return radii(level, np.asarray(angle_rad, float))


def fermi_line_weights(*, doping_per_cu: float, hopping_ratio: float, highest_order: int = 10) -> np.ndarray:
    """Weights of the harmonics cos(m phi) in cos kx - cos ky along the Fermi line, every angle counting alike.

    Parameters
    ----------
    doping_per_cu, hopping_ratio : float
        As in `fermi_line`.
    highest_order : int
        Largest m wanted.

    Returns
    -------
    numpy.ndarray
        Shape (highest_order + 1,): the share of each m in the mean square; only m = 2, 6, 10, ... differ from zero.

    Raises
    ------
    ValueError
        As `fermi_line`.
    """
    angle = 2 * np.pi * np.arange(720) / 720
    radius = fermi_line(angle, doping_per_cu=doping_per_cu, hopping_ratio=hopping_ratio)
    form = np.cos(radius * np.cos(angle)) - np.cos(radius * np.sin(angle))
    power = np.abs(np.fft.rfft(form)) ** 2
    return power[: highest_order + 1] / power.sum()
