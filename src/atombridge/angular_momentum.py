"""Relative motion of two equal particles: orbital angular momentum, parity, and the kinetic energy they imply.

With R = (r1 + r2)/2 and r = r1 - r2, two particles of mass m move as one of mass 2 m at R and one of the reduced mass
mu = m/2 at r.  Textbooks: Sakurai, *Modern Quantum Mechanics* (1994), chapters 3 and 6; Landau and Lifshitz, *Quantum
Mechanics* (1977), section 32.
"""

from __future__ import annotations

import operator

from scipy import constants

from .arguments import positive

__all__ = ["angular_eigenvalue", "centrifugal_energy", "kinetic_scale", "parity"]

_HBAR2_OVER_ME = constants.hbar**2 / (constants.m_e * constants.e) * 1e20  # eV angstrom^2


def _quantum_number(ell) -> int:
    try:
        number = operator.index(ell)
    except TypeError:
        number = -1
    if number < 0:
        raise ValueError(f"ell must be a whole number from 0, got {ell!r}")
    return number


def angular_eigenvalue(ell, *, dimensions: int = 3) -> int:
    """Eigenvalue of the squared orbital angular momentum, in units of hbar^2: l (l + 1), or l^2 in a plane.

    Parameters
    ----------
    ell : int
        Angular momentum quantum number l, from 0; in a plane the magnitude of m.
    dimensions : int
        3 for motion in space, 2 for motion confined to a plane.

    Returns
    -------
    int
        l (l + dimensions - 2).

    Raises
    ------
    ValueError
        For another number of dimensions, or an l that is negative or not a whole number.
    """
    if dimensions not in (2, 3):
        raise ValueError(f"dimensions must be 2 or 3, got {dimensions!r}")
    number = _quantum_number(ell)
    return number * (number + dimensions - 2)


def parity(ell) -> int:
    """Sign of a function with angular momentum l under r -> -r, which is exchange of the particles: (-1)^l.

    Raises
    ------
    ValueError
        If l is negative or not a whole number.
    """
    return -1 if _quantum_number(ell) % 2 else 1


def kinetic_scale(*, distance_angstrom, particle_mass_me):
    """Kinetic energy of relative motion on the scale of a distance, hbar^2 / (2 mu r^2) with mu = m/2.

    Parameters
    ----------
    distance_angstrom : array_like
        Distance r between the two particles, in angstrom, positive.
    particle_mass_me : array_like
        Mass m of each particle, in free-electron masses, positive; shapes broadcast.

    Returns
    -------
    numpy.ndarray or float
        hbar^2 / (m r^2), in electronvolt: an order of magnitude for the cost of holding the particles at r.

    Raises
    ------
    ValueError
        If a distance or a mass is not positive and finite.
    """
    distance, mass = positive(distance_angstrom=distance_angstrom, particle_mass_me=particle_mass_me)
    reduced_mass = mass / 2
    return _HBAR2_OVER_ME / (2 * reduced_mass * distance**2)


def centrifugal_energy(ell, *, distance_angstrom, particle_mass_me, dimensions: int = 3):
    """Energy of rotation of two equal particles at a distance, l (l + 1) hbar^2 / (2 mu r^2) with mu = m/2.

    Parameters
    ----------
    ell : int
        Angular momentum quantum number l of the relative motion, from 0.
    distance_angstrom, particle_mass_me : array_like
        As in `kinetic_scale`.
    dimensions : int
        3, or 2 for motion confined to a plane, where l^2 replaces l (l + 1).

    Returns
    -------
    numpy.ndarray or float
        Energy, in electronvolt.

    Raises
    ------
    ValueError
        As `angular_eigenvalue` and `kinetic_scale`.
    """
    scale = kinetic_scale(distance_angstrom=distance_angstrom, particle_mass_me=particle_mass_me)
    return angular_eigenvalue(ell, dimensions=dimensions) * scale
