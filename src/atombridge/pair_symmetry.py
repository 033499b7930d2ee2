"""How far a pair drawn with four lobes is an eigenstate of orbital angular momentum.

The model is this book's: in the relative coordinate of two carriers, four Gaussian lobes of amplitude width s sit at
distance d along +x, -x (sign +) and +y, -y (sign -).  It has the angular form cos 2 phi of a d(x2-y2) pair, and its
two limits are exact: as s/d grows it becomes that d function, as s/d goes to zero it becomes four points that contain
all allowed angular momenta alike.

Expanding each lobe in Bessel functions (2D: I_m, 3D: modified spherical Bessel functions i_l) and integrating over the
radius with Weber's second exponential integral (Watson, *Theory of Bessel Functions*, section 13.31) gives the weights
in closed form; with x = d^2 / (2 s^2)

    2D: w_m = 2 I_m(x) / sinh^2(x/2),                          m = 2, 6, 10, ... (+m and -m together),
    3D: w_l = (2l + 1) [1 - P_l(0)] i_l(x) / [cosh(x) - 1],    l = 2, 4, 6, ...
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special

from .arguments import positive

__all__ = [
    "coupled_angular_momenta",
    "d_wave",
    "fermi_circle_weight",
    "lobe_wavefunction",
    "lobe_weight",
    "mean_squared_angular_momentum",
    "narrow_lobe_weight",
    "projected_weights",
]


def d_wave(angle_rad):
    """Angular form of a d(x2-y2) pair, cos 2 phi, of the angle from the x axis in radians; any shape."""
    return np.cos(2 * np.asarray(angle_rad, float))


def _check_dimensions(dimensions: int) -> None:
    if dimensions not in (2, 3):
        raise ValueError(f"dimensions must be 2 or 3, got {dimensions}")


def _bessel_argument(separation_angstrom, width_angstrom):
    separation, width = positive(separation_angstrom=separation_angstrom, width_angstrom=width_angstrom)
    ratio = width / separation
    if np.any((ratio < 1e-3) | (ratio > 1e3)):
        raise ValueError("width_angstrom must be between a thousandth and a thousand times separation_angstrom")
    return 1 / (2 * ratio**2)


def lobe_wavefunction(points_angstrom, *, separation_angstrom: float, width_angstrom: float) -> np.ndarray:
    """Relative wavefunction of four lobes, sum_j s_j exp(-|r - d_j|^2 / 2 s^2), not normalised.

    Parameters
    ----------
    points_angstrom : array_like
        Relative coordinates r, shape (..., 2) in the plane or (..., 3) in space, in angstrom.
    separation_angstrom : float
        Distance d of the lobes from the origin, that is between the two carriers.
    width_angstrom : float
        Gaussian width s of the amplitude; the density has the width s / sqrt(2).

    Returns
    -------
    numpy.ndarray
        Shape (...); positive along x, negative along y, zero on the diagonals.

    Raises
    ------
    ValueError
        If a length is not positive or the points are not in 2 or 3 dimensions.
    """
    positive(separation_angstrom=separation_angstrom, width_angstrom=width_angstrom)
    points = np.asarray(points_angstrom, float)
    _check_dimensions(points.shape[-1])
    total = np.zeros(points.shape[:-1])
    for axis, sign in ((0, 1), (1, -1)):
        for end in (separation_angstrom, -separation_angstrom):
            centre = np.zeros(points.shape[-1])
            centre[axis] = end
            total += sign * np.exp(-np.sum((points - centre) ** 2, axis=-1) / (2 * width_angstrom**2))
    return total


def lobe_weight(order: int, *, separation_angstrom, width_angstrom, dimensions: int):
    """Weight of one angular momentum in the four-lobed wavefunction (formulas at the top of this module).

    Parameters
    ----------
    order : int
        |m| in two dimensions, l in three; not negative.
    separation_angstrom, width_angstrom : array_like
        As in `lobe_wavefunction`; shapes that broadcast.
    dimensions : int
        2 for the plane, 3 for space.

    Returns
    -------
    numpy.ndarray or float
        From 0 to 1; the weights of all orders add up to 1.

    Raises
    ------
    ValueError
        If an argument is not as described, or the width is outside 0.001 to 1000 separations.
    """
    _check_dimensions(dimensions)
    if order < 0 or order != int(order):
        raise ValueError(f"order must be a whole number from 0, got {order}")
    x = _bessel_argument(separation_angstrom, width_angstrom)
    # Common factor exp(x) taken out of numerator and denominator; 1 - exp(-x) without loss of digits.
    decay = -np.expm1(-x)
    if dimensions == 2:
        if order % 4 != 2:
            return np.zeros_like(x)[()]
        return 8 * special.ive(order, x) / decay**2
    if order % 2 or order == 0:
        return np.zeros_like(x)[()]
    scaled_bessel = np.sqrt(np.pi / (2 * x)) * special.ive(order + 0.5, x)
    factor = (2 * order + 1) * (1 - special.eval_legendre(order, 0.0))
    return 2 * factor * scaled_bessel / decay**2


def narrow_lobe_weight(*, separation_angstrom, width_angstrom, dimensions: int):
    """Leading term of `lobe_weight` of order 2 for narrow lobes: 8 s / (sqrt(pi) d) in 2D, 15 s^2 / d^2 in 3D.

    Arguments and errors as in `lobe_weight`.  It exceeds 1 where lobes are not narrow.
    """
    _check_dimensions(dimensions)
    x = _bessel_argument(separation_angstrom, width_angstrom)
    return 8 / np.sqrt(2 * np.pi * x) if dimensions == 2 else 7.5 / x


def mean_squared_angular_momentum(*, separation_angstrom, width_angstrom):
    """Expectation value of L^2 in three dimensions, in units of hbar^2.

    <L^2> = sum_l l(l+1) w_l = (2 x sinh x + x^2) / (cosh x - 1), x = d^2 / (2 s^2): 6 for wide lobes, d^2/s^2 for
    narrow ones.  Arguments and errors as in `lobe_weight`.
    """
    x = _bessel_argument(separation_angstrom, width_angstrom)
    decay = -np.expm1(-x)
    return (-2 * x * np.expm1(-2 * x) + 2 * x**2 * np.exp(-x)) / decay**2


def projected_weights(
    wavefunction: Callable[[np.ndarray], np.ndarray],
    *,
    extent_angstrom: float,
    highest_order: int,
    dimensions: int,
    angles: int = 128,
    radii: int = 64,
) -> np.ndarray:
    """Angular-momentum weights of any wavefunction, by quadrature.

    The radius is integrated with Gauss-Legendre points from 0 to `extent_angstrom`.  In the plane the angle is resolved
    by a fast Fourier transform; in space by spherical harmonics, with Gauss-Legendre points in cos(theta).

    Parameters
    ----------
    wavefunction : callable
        From points of shape (..., dimensions), in angstrom, to amplitudes of shape (...).
    extent_angstrom : float
        Radius beyond which the wavefunction is negligible.
    highest_order : int
        Largest |m| or l wanted, at most a quarter of `angles`.
    dimensions : int
        2 or 3.
    angles, radii : int
        Number of points around the circle, and along the radius.  In space half as many points as `angles` run from
        pole to pole.

    Returns
    -------
    numpy.ndarray
        Shape (highest_order + 1,): the weights of |m| or l from 0, as fractions of the norm.

    Raises
    ------
    ValueError
        If an argument is not as described, or the wavefunction vanishes.
    """
    _check_dimensions(dimensions)
    positive(extent_angstrom=extent_angstrom)
    if not 0 <= highest_order <= angles // 4:
        raise ValueError(f"highest_order must be from 0 to {angles // 4}, got {highest_order}")
    nodes, steps = np.polynomial.legendre.leggauss(radii)
    r, dr = (nodes + 1) * extent_angstrom / 2, steps * extent_angstrom / 2
    phi = 2 * np.pi * np.arange(angles) / angles
    orders = np.arange(highest_order + 1)
    if dimensions == 2:
        directions = np.stack([np.cos(phi), np.sin(phi)], axis=-1)
        amplitude = wavefunction(r[:, None, None] * directions)
        power = np.abs(np.fft.fft(amplitude, axis=1) / angles) ** 2 * (r * dr)[:, None]
        both = power + np.roll(power[:, ::-1], 1, axis=1)  # +m and -m
        both[:, 0] /= 2
        weights, norm = both.sum(axis=0)[orders], power.sum()
    else:
        u, du = np.polynomial.legendre.leggauss(angles // 2)
        sine = np.sqrt(1 - u**2)[:, None]
        directions = np.stack([sine * np.cos(phi), sine * np.sin(phi), np.repeat(u[:, None], angles, axis=1)], axis=-1)
        amplitude = wavefunction(r[:, None, None, None] * directions)
        radial = r**2 * dr
        norm = np.einsum("rtp,r,t->", np.abs(amplitude) ** 2, radial, du) * 2 * np.pi / angles
        fourier = np.fft.fft(amplitude, axis=2) * 2 * np.pi / angles  # integral of exp(-i m phi) over phi
        theta = np.arccos(u)
        weights = np.zeros(len(orders))
        for order in orders:
            for m in range(-order, order + 1):
                harmonic = special.sph_harm_y(order, m, theta, 0.0).real
                weights[order] += radial @ np.abs(fourier[:, :, m] @ (harmonic * du)) ** 2
    if not norm > 0:
        raise ValueError("the wavefunction vanishes at all points of the grid")
    return weights / norm


def fermi_circle_weight(order: int, *, fermi_momentum_per_angstrom: float, lattice_constant_angstrom: float) -> float:
    """Weight of one harmonic in the lattice d-wave form cos(kx a) - cos(ky a) on a circle |k| = kF.

    By the Jacobi-Anger expansion the form is -4 [J_2 cos 2 phi + J_6 cos 6 phi + ...], with argument kF a.

    Parameters
    ----------
    order : int
        Harmonic |m|, not negative.
    fermi_momentum_per_angstrom : float
        Radius kF of the circle, positive.
    lattice_constant_angstrom : float
        Lattice constant a, positive.

    Returns
    -------
    float
        J_m^2 / sum of J_n^2 over n = 2, 6, 10, ...; 0 for other orders.

    Raises
    ------
    ValueError
        If an argument is not as described, or kF a exceeds pi (the circle leaves the Brillouin zone).
    """
    k, a = positive(
        fermi_momentum_per_angstrom=fermi_momentum_per_angstrom, lattice_constant_angstrom=lattice_constant_angstrom
    )
    if order < 0 or order != int(order):
        raise ValueError(f"order must be a whole number from 0, got {order}")
    if k * a > np.pi:
        raise ValueError(f"the circle leaves the Brillouin zone: kF a must be at most pi, got {k * a:g}")
    if order % 4 != 2:
        return 0.0
    allowed = np.arange(2, 43, 4)
    return float(special.jv(order, k * a) ** 2 / np.sum(special.jv(allowed, k * a) ** 2))


def coupled_angular_momenta(l_1: int, l_2: int) -> list[int]:
    """Total orbital angular momenta |l_1 - l_2| ... l_1 + l_2 of two carriers.

    For two carriers in the same shell (l_1 = l_2) the even ones are symmetric in space, that is spin singlets.

    Raises
    ------
    ValueError
        If one of them is not a whole number from 0.
    """
    for value in (l_1, l_2):
        if value < 0 or value != int(value):
            raise ValueError(f"an orbital angular momentum is a whole number from 0, got {value}")
    return list(range(abs(l_1 - l_2), l_1 + l_2 + 1))
