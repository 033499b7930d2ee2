"""Areas of Fermi surfaces: from quantum oscillations, and what they count.

Onsager's relation ties the frequency F of oscillations in 1/B to the area of an orbit, A = 2 pi e F / hbar.  By
Luttinger's theorem a sheet that fills the share s of the zone holds 2 s electrons of both spins per cell, or leaves
2 s holes if it is closed around empty states.  Ashcroft and Mermin, *Solid State Physics* (1976), chapter 14.
"""

from __future__ import annotations

import numpy as np
from scipy import constants

from .arguments import positive

__all__ = ["electrons_per_copper", "oscillation_frequency", "zone_share"]

_FLUX = constants.h / constants.e / constants.angstrom**2  # h/e in T angstrom^2


def zone_share(*, frequency_t, a_angstrom, b_angstrom):
    """Share of the Brillouin zone inside an orbit, s = F a b e / h.

    Parameters
    ----------
    frequency_t : array_like
        Frequency of the oscillations for a field along c, in tesla, positive.
    a_angstrom, b_angstrom : array_like
        Edges of the cell in the plane, one copper each, positive; shapes broadcast.

    Returns
    -------
    numpy.ndarray or float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If a value is not positive and finite, or the orbit would be larger than the zone.
    """
    frequency, a, b = positive(frequency_t=frequency_t, a_angstrom=a_angstrom, b_angstrom=b_angstrom)
    share = frequency * a * b / _FLUX
    if np.any(share > 1):
        raise ValueError(f"frequency_t gives an orbit of {np.max(share):.3g} zones, more than one")
    return share[()]


def oscillation_frequency(*, share, a_angstrom, b_angstrom):
    """Frequency in tesla of an orbit around the given share of the zone, the inverse of `zone_share`.

    Raises
    ------
    ValueError
        If a value is not positive and finite, or the share exceeds 1.
    """
    share, a, b = positive(share=share, a_angstrom=a_angstrom, b_angstrom=b_angstrom)
    if np.any(share > 1):
        raise ValueError(f"share must not exceed 1, got {np.max(share):g}")
    return (share * _FLUX / (a * b))[()]


def electrons_per_copper(share, *, around):
    """Electrons in one band with one closed sheet, both spins.

    Parameters
    ----------
    share : array_like
        Share of the zone inside the sheet, positive, at most 1.
    around : {"electrons", "holes"}
        Whether the states inside are filled or empty.

    Returns
    -------
    numpy.ndarray or float
        2 s or 2 - 2 s.

    Raises
    ------
    ValueError
        For a share outside 0 to 1 or another word.
    """
    (share,) = positive(share=share)
    if np.any(share > 1):
        raise ValueError(f"share must not exceed 1, got {np.max(share):g}")
    if around not in ("electrons", "holes"):
        raise ValueError(f"around must be electrons or holes, got {around!r}")
    return (2 * share if around == "electrons" else 2 - 2 * share)[()]
