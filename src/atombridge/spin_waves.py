"""Ordered moments of Heisenberg antiferromagnets: how much of the spin quantum fluctuations leave.

Spins S sit on a chain, a rectangular or a cuboid lattice and couple antiferromagnetically to their nearest neighbours,
with one exchange constant for each axis.  Linear spin-wave theory (Anderson, Phys. Rev. 86, 694 (1952)) gives a
sublattice magnetisation S - dS at zero temperature that depends on the ratios of the constants only, not on their size.
A ferromagnet keeps all of S.
"""

from __future__ import annotations

import numpy as np
from scipy.special import i0e

from .arguments import positive

__all__ = ["SQUARE_LATTICE_MAGNETISATION", "ordered_moment", "spin_reduction"]

SQUARE_LATTICE_MAGNETISATION = 0.30743
"""Sublattice magnetisation of spins 1/2 on the square lattice by quantum Monte Carlo, uncertainty 1 in the last digit.

Sandvik and Evertz, arXiv:0807.0682 (abstract).
"""

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2

_WEAKEST = 1e-300
"""Share of the exchange below which an axis counts as having this one: times beyond its inverse overflow."""


def _zone_mean(time: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """exp(-t) times the mean of I0(gamma t) over wavevectors; gamma = sum of w_i cos k_i, the w_i having the sum 1.

    I0(z) is the mean of exp(z cos phi) over phi, and the mean of exp(z w cos k) over k is I0(z w).
    """
    widest = np.minimum(np.pi / 2, 9 / np.sqrt(np.maximum(time, 1e-300)))[:, None]
    phi = widest * _NODES
    decay = np.exp(-2 * time[:, None] * np.sin(phi / 2) ** 2)
    for weight in weights:
        decay = decay * i0e(weight * time[:, None] * np.cos(phi))
    return 2 / np.pi * widest[:, 0] * (decay @ _WEIGHTS)


def spin_reduction(exchange) -> float:
    """Spin that zero-point motion takes away, dS = (<1 / sqrt(1 - gamma_k^2)> - 1) / 2, in linear spin-wave theory.

    gamma_k = sum_i J_i cos k_i / sum_i J_i, and the mean is over all wavevectors.  With 1 / sqrt(1 - gamma^2) equal to
    the integral of exp(-t) I0(gamma t) over t > 0, one integral over t is left whatever the number of axes.

    Parameters
    ----------
    exchange : sequence of 1 to 3 floats
        Exchange constants along the axes, positive, in any unit; only their ratios matter.  Leave out an axis along
        which nothing couples.

    Returns
    -------
    float
        dS: infinite for a chain (it has no order), 0.1966 for the square and 0.0784 for the cubic lattice.

    Raises
    ------
    ValueError
        For constants that are not positive and finite, or not 1 to 3 of them.
    """
    (constants,) = positive(exchange=exchange)
    if constants.ndim != 1 or not 1 <= len(constants) <= 3:
        raise ValueError(f"exchange needs one constant for each of 1 to 3 axes, got shape {constants.shape}")
    if len(constants) == 1:
        return np.inf
    weights = np.maximum(constants / constants.sum(), _WEAKEST)
    # Panels that double in width, up to where the slowest axis has reached its power law t^-(d+1)/2.
    end = 4000 / weights.min()
    edges = np.concatenate([[0.0], np.geomspace(0.25, end, 3 + int(2 * np.log2(end)))])
    width = np.diff(edges)[:, None]
    time = (edges[:-1, None] + width * _NODES).ravel()
    total = float(np.sum((width * _WEIGHTS).ravel() * _zone_mean(time, weights)))
    tail = float(_zone_mean(np.array([end]), weights)[0]) * end * 2 / (len(constants) - 1)
    return (total + tail - 1) / 2


def ordered_moment(magnetisation, *, g_factor=2.0, copper_share=1.0):
    """Ordered moment on copper, m = g (S - dS) c, in Bohr magnetons.

    Parameters
    ----------
    magnetisation : array_like
        What is left of the spin, S - dS, positive.
    g_factor : array_like
        Landé factor g of the ion.
    copper_share : array_like
        Share c of the spin density that sits on copper, at most 1; the rest is on the neighbouring anions.

    Returns
    -------
    numpy.ndarray or float
        In Bohr magnetons, of the shape that the arguments broadcast to.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, or a share exceeds 1.
    """
    left, g, share = positive(magnetisation=magnetisation, g_factor=g_factor, copper_share=copper_share)
    if np.any(share > 1):
        raise ValueError(f"copper_share must be at most 1, got {share.max():g}")
    return (left * g * share)[()]
