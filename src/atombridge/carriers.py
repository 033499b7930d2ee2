"""Densities of charge carriers: counted from doping and the unit cell, and read off a Hall coefficient.

Three numbers go by the name of carrier density and need not agree: the doped carriers p per planar copper; the 1 + p
that a full Fermi surface holds, one for the half-filled band of the parent compound and p for the doping; and the Hall
density 1 / (e R_H), which equals the density of carriers only for one kind of carrier with one mobility.  Densities are
in cm^-3.  Formulas: Ashcroft and Mermin, *Solid State Physics* (1976), chapters 1 and 12.
"""

from __future__ import annotations

from scipy import constants

from .arguments import positive

__all__ = ["carrier_density", "hall_density"]

_PER_CUBIC_CM = 1e24  # one per cubic angstrom
_CUBIC_CM_PER_MM3 = 1e-3


def carrier_density(*, carriers_per_copper, planar_copper_per_cell, cell_volume_angstrom3):
    """Carriers per volume, n = N p / V, for N planar coppers with p carriers each in a cell of volume V.

    Parameters
    ----------
    carriers_per_copper, planar_copper_per_cell, cell_volume_angstrom3 : array_like
        Positive; shapes broadcast.

    Returns
    -------
    numpy.ndarray or float
        n in cm^-3.

    Raises
    ------
    ValueError
        If a value is not positive and finite.
    """
    carriers, copper, volume = positive(
        carriers_per_copper=carriers_per_copper,
        planar_copper_per_cell=planar_copper_per_cell,
        cell_volume_angstrom3=cell_volume_angstrom3,
    )
    return (carriers * copper / volume * _PER_CUBIC_CM)[()]


def hall_density(*, hall_coefficient_mm3_per_c):
    """Density 1 / (e R_H) that one kind of positive carrier would have to give the Hall coefficient R_H.

    Parameters
    ----------
    hall_coefficient_mm3_per_c : array_like
        R_H in cubic millimetres per coulomb, positive (positive carriers).

    Returns
    -------
    numpy.ndarray or float
        In cm^-3.

    Raises
    ------
    ValueError
        If a coefficient is not positive and finite.
    """
    (coefficient,) = positive(hall_coefficient_mm3_per_c=hall_coefficient_mm3_per_c)
    return (1 / (constants.e * coefficient * _CUBIC_CM_PER_MM3))[()]
