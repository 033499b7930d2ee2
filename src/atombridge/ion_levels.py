"""Energy levels of free ions from ionization energies and electron affinities, and the charges left over in a formula.

A level is the energy of a free ion and its separated electrons above that of the chosen zero.  Ionization energies are
counted positive when they cost energy, electron affinities positive when attaching the electron releases it; both
signs are those of the tables and of the letter's equations (1) to (3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from scipy import constants

__all__ = [
    "anion_levels",
    "cation_levels",
    "electron_configuration",
    "energy_in_ev",
    "remaining_charge",
    "scale_ratios",
    "subshell_electrons",
]

_JOULE_PER_MOLE = {
    "eV": constants.eV * constants.N_A,
    "kJ/mol": 1e3,
    "kcal/mol": 1e3 * constants.calorie,
}

_SUBSHELLS = (("1s", 2), ("2s", 2), ("2p", 6), ("3s", 2), ("3p", 6))


def _finite(values, name: str) -> np.ndarray:
    array = np.asarray(values, float)
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name} must be finite, got {array[~np.isfinite(array)].flat[0]:g}")
    return array


def energy_in_ev(energy, *, unit: str):
    """An energy per particle in electronvolts.

    Parameters
    ----------
    energy : array_like
        In `unit`, any shape.
    unit : str
        ``"eV"``, ``"kJ/mol"`` or ``"kcal/mol"`` (thermochemical calorie, 4.184 J).

    Returns
    -------
    numpy.ndarray or float
        Of the same shape, in eV.

    Raises
    ------
    ValueError
        For an unknown unit or an energy that is not finite.

    Source: CODATA constants of `scipy.constants`.
    """
    if unit not in _JOULE_PER_MOLE:
        raise ValueError(f"unit {unit!r} is unknown, allowed are {', '.join(_JOULE_PER_MOLE)}")
    return _finite(energy, "energy")[()] * (_JOULE_PER_MOLE[unit] / _JOULE_PER_MOLE["eV"])


def anion_levels(electron_affinities_ev) -> np.ndarray:
    """Levels of an atom and its anions, E(A^n-) = -(EA_1 + ... + EA_n), zero at the neutral atom.

    Parameters
    ----------
    electron_affinities_ev : array_like
        First, second, ... affinity, shape (n,), in eV; positive when energy is released.

    Returns
    -------
    numpy.ndarray
        Shape (n + 1,), in eV: the neutral atom first.

    Raises
    ------
    ValueError
        If the affinities are not a list of finite numbers.
    """
    return 0.0 - _cumulative(electron_affinities_ev, "electron_affinities_ev")  # 0 - x, so that zero has no sign


def cation_levels(ionization_energies_ev) -> np.ndarray:
    """Levels of an atom and its cations, E(A^n+) = IE_1 + ... + IE_n, zero at the neutral atom.

    Parameters
    ----------
    ionization_energies_ev : array_like
        First, second, ... ionization energy, shape (n,), in eV; positive, each larger than the one before.

    Returns
    -------
    numpy.ndarray
        Shape (n + 1,), in eV: the neutral atom first.

    Raises
    ------
    ValueError
        If the energies are not a list of finite, positive, growing numbers: single steps are needed, not sums, and in
        order.
    """
    levels = _cumulative(ionization_energies_ev, "ionization_energies_ev")
    steps = np.diff(levels)
    if np.any(steps <= 0) or np.any(np.diff(steps) <= 0):
        given = ", ".join(f"{step:g}" for step in steps)
        raise ValueError(f"ionization_energies_ev must be positive and grow from step to step, got {given}")
    return levels


def _cumulative(values, name: str) -> np.ndarray:
    steps = _finite(values, name)
    if steps.ndim != 1 or steps.size == 0:
        raise ValueError(f"{name} must be a list of numbers, got shape {steps.shape}")
    return np.concatenate([[0.0], np.cumsum(steps)])


def scale_ratios(energies, scales) -> np.ndarray:
    """How many times each scale fits into each energy, E_i / S_j.

    Parameters
    ----------
    energies : array_like
        Shape (n,); only magnitudes count.
    scales : array_like
        Shape (m,), positive, in the unit of `energies`.

    Returns
    -------
    numpy.ndarray
        Shape (n, m), without unit.

    Raises
    ------
    ValueError
        If a scale is not positive or a value is not finite.
    """
    sizes, units = np.abs(_finite(energies, "energies")), _finite(scales, "scales")
    if np.any(units <= 0):
        raise ValueError(f"scales must be positive, got {units[units <= 0].flat[0]:g}")
    return np.divide.outer(np.atleast_1d(sizes), np.atleast_1d(units))


def remaining_charge(composition: Mapping[str, float], charges: Mapping[str, float]) -> float:
    """Total charge that the elements without a given charge must carry for a neutral formula, -sum_i n_i q_i.

    Parameters
    ----------
    composition : mapping
        Element symbol to number of atoms per formula unit.
    charges : mapping
        Charge per atom, in elementary charges, of some of these elements.

    Returns
    -------
    float
        Charge of all other atoms of the formula together, in elementary charges.

    Raises
    ------
    ValueError
        If a charge is given for an element that is not in the formula, or for all of its elements.
    """
    if unknown := [symbol for symbol in charges if symbol not in composition]:
        raise ValueError(f"{', '.join(unknown)} is not in the formula {' '.join(composition)}")
    if not set(composition) - set(charges):
        raise ValueError(f"all elements of {' '.join(composition)} have a charge, none is left to balance")
    return float(-sum(composition[symbol] * charge for symbol, charge in charges.items()))


def electron_configuration(electrons: int) -> dict[str, int]:
    """Subshells of a light atom or ion, filled in the order 1s 2s 2p 3s 3p.

    Parameters
    ----------
    electrons : int
        1 to 18; beyond argon the order is no longer that simple.

    Returns
    -------
    dict
        Subshell to number of electrons, empty ones left out.

    Raises
    ------
    ValueError
        For another number of electrons.
    """
    if electrons != int(electrons) or not 1 <= electrons <= 18:
        raise ValueError(f"electrons must be a whole number from 1 to 18, got {electrons}")
    left, filled = int(electrons), {}
    for name, room in _SUBSHELLS:
        if left:
            filled[name] = min(room, left)
            left -= filled[name]
    return filled


def subshell_electrons(configuration: str, kind: str) -> int:
    """Electrons of one kind of subshell in the written part of a configuration, outside its noble-gas core.

    Parameters
    ----------
    configuration : str
        For example ``"[Ar] 3d10 4s1"``.
    kind : str
        ``"s"``, ``"p"``, ``"d"`` or ``"f"``.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        For another kind, or a configuration that is not written like the example.
    """
    if kind not in ("s", "p", "d", "f"):
        raise ValueError(f"subshell {kind!r} is unknown, allowed are s, p, d, f")
    if not re.fullmatch(r"(\[[A-Z][a-z]\])?( ?\d[spdf]\d{1,2})+", configuration):
        raise ValueError(f"configuration {configuration!r} is not written like '[Ar] 3d10 4s1'")
    return sum(int(n) for letter, n in re.findall(r"\d([spdf])(\d{1,2})", configuration) if letter == kind)
