"""Fractional ionic character of bonds from electronegativities (Pauling), and its average over a compound.

The single-bond formula is Pauling's, as the letter quotes it from Phillips, *Bonds and Bands in Semiconductors*
(1973).  How a compound with several metals is averaged is not written in the letter; the candidates are in
`WEIGHTINGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np

__all__ = ["WEIGHTINGS", "balancing_charge", "bond_ionicity", "compound_ionicity", "rescaled_to_pauling"]


def bond_ionicity(electronegativity_a, electronegativity_b):
    """Fractional ionic character of a single bond, f = 1 - exp[-(X_A - X_B)^2 / 4].

    Parameters
    ----------
    electronegativity_a, electronegativity_b : array_like
        Electronegativities X in Pauling units, any shapes that broadcast.  NaN stays NaN.

    Returns
    -------
    numpy.ndarray or float
        Values from 0 (equal atoms) towards 1.

    Raises
    ------
    ValueError
        If an electronegativity is negative or infinite.
    """
    chi_a, chi_b = np.asarray(electronegativity_a, float), np.asarray(electronegativity_b, float)
    for chi in (chi_a, chi_b):
        bad = (chi < 0) | np.isinf(chi)
        if np.any(bad):
            raise ValueError(f"electronegativity must be finite and not negative, got {chi[bad].flat[0]:g}")
    return -np.expm1(-((chi_a - chi_b) ** 2) / 4)


def _over_metal_atoms(counts, chi_metal, chi_anion, charges):
    """Mean of the bond values over metal atoms, each atom counted once."""
    return np.average(bond_ionicity(chi_metal, chi_anion), weights=counts)


def _over_metal_elements(counts, chi_metal, chi_anion, charges):
    """Mean of the bond values over the different metals, whatever their number in the formula."""
    return np.mean(bond_ionicity(chi_metal, chi_anion))


def _of_mean_electronegativity(counts, chi_metal, chi_anion, charges):
    """Bond value of one average metal: electronegativities are averaged first."""
    return float(bond_ionicity(np.average(chi_metal, weights=counts), chi_anion))


def _over_charges(counts, chi_metal, chi_anion, charges):
    """Mean of the bond values, each metal weighted with its formal charge."""
    return np.average(bond_ionicity(chi_metal, chi_anion), weights=counts * charges)


NONMETALS = frozenset({"H", "C", "N", "O", "F", "P", "S", "Cl", "As", "Se", "Br", "Te", "I"})
"""Elements that count as anions in the compounds of this book, never as metals."""

WEIGHTINGS: dict[str, Callable] = {
    "metal_atoms": _over_metal_atoms,
    "metal_elements": _over_metal_elements,
    "mean_electronegativity": _of_mean_electronegativity,
    "formal_charge": _over_charges,
}


def compound_ionicity(
    composition: Mapping[str, float],
    electronegativity: Mapping[str, float],
    *,
    anion: str = "O",
    other_anions: Collection[str] = (),
    weighting: str = "metal_atoms",
    formal_charges: Mapping[str, float] | None = None,
) -> float:
    """Average fractional ionic character of the metal-anion bonds of a compound.

    Parameters
    ----------
    composition : mapping
        Element symbol to number of atoms per formula unit, the anion included.
    electronegativity : mapping
        Element symbol to electronegativity in Pauling units; NaN where a scale has no value.
    anion : str
        The element every metal is taken to be bonded to.
    other_anions : collection of str
        Further anions of the compound, whose bonds are left out.
    weighting : str
        A key of `WEIGHTINGS`.
    formal_charges : mapping, optional
        Charge of each metal in elementary charges; needed by the weighting ``"formal_charge"`` only.

    Returns
    -------
    float
        The average; NaN where an electronegativity is missing.

    Raises
    ------
    ValueError
        For an unknown weighting, a compound without the anion or without a metal, a further anion that is not named
        in `other_anions`, or an element without electronegativity or formal charge.
    """
    if weighting not in WEIGHTINGS:
        raise ValueError(f"weighting {weighting!r} is unknown, allowed are {', '.join(WEIGHTINGS)}")
    metals = [symbol for symbol in composition if symbol != anion and symbol not in other_anions]
    if unnamed := sorted(NONMETALS.intersection(metals)):
        raise ValueError(f"{', '.join(unnamed)} is no metal: name it in other_anions to leave its bonds out")
    if anion not in composition or not metals:
        raise ValueError(f"need at least one metal and {anion}, got {' '.join(composition) or 'nothing'}")
    if missing := [symbol for symbol in [*metals, anion] if symbol not in electronegativity]:
        raise ValueError(f"no electronegativity for {', '.join(missing)}")
    charges = np.ones(len(metals))
    if weighting == "formal_charge":
        if uncharged := [symbol for symbol in metals if symbol not in (formal_charges or {})]:
            raise ValueError(f"no formal charge for {', '.join(uncharged)}")
        charges = np.array([formal_charges[symbol] for symbol in metals], float)
    counts = np.array([composition[symbol] for symbol in metals], float)
    chi_metal = np.array([electronegativity[symbol] for symbol in metals], float)
    return float(WEIGHTINGS[weighting](counts, chi_metal, float(electronegativity[anion]), charges))


def balancing_charge(
    composition: Mapping[str, float], formal_charges: Mapping[str, float], *, element: str, oxygen_charge: float = -2.0
) -> float:
    """Charge that one element must carry for a neutral formula, all other charges given.

    Parameters
    ----------
    composition : mapping
        Element symbol to number of atoms per formula unit.
    formal_charges : mapping
        Charges, in elementary charges, of every element except `element` and oxygen.
    element : str
        The element whose charge is wanted.
    oxygen_charge : float
        Charge of one oxygen, in elementary charges.

    Returns
    -------
    float
        Charge per atom of `element`, in elementary charges.

    Raises
    ------
    ValueError
        If `element` is not in the composition or another element has no charge.
    """
    if not composition.get(element):
        raise ValueError(f"{element} is not in the formula {' '.join(composition)}")
    charges = {**formal_charges, "O": oxygen_charge}
    others = [symbol for symbol in composition if symbol != element]
    if missing := [symbol for symbol in others if symbol not in charges]:
        raise ValueError(f"no formal charge for {', '.join(missing)}")
    return -sum(composition[symbol] * charges[symbol] for symbol in others) / composition[element]


def rescaled_to_pauling(values: Mapping[str, float], pauling: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Bring an electronegativity scale to Pauling units by a straight line through all shared elements.

    Pauling's formula holds for electronegativities in his units only.  Published conversions differ from scale to
    scale; one least-squares line for each treats all alike.

    Parameters
    ----------
    values, pauling : mapping
        Element symbol to value in the scale's own unit, and in Pauling units.

    Returns
    -------
    (dict, float)
        Element symbol to value in Pauling units, and the root-mean-square residual of the line (n - 2 degrees
        of freedom) in Pauling units.

    Raises
    ------
    ValueError
        If fewer than three elements are shared.
    """
    shared = [s for s in values if s in pauling and np.isfinite(values[s]) and np.isfinite(pauling[s])]
    if len(shared) < 3:
        raise ValueError(f"need at least three shared elements for a line, got {len(shared)}")
    x = np.array([values[s] for s in shared])
    y = np.array([pauling[s] for s in shared])
    slope, intercept = np.polyfit(x, y, 1)
    rms = float(np.sqrt(np.sum((y - slope * x - intercept) ** 2) / (len(shared) - 2)))
    return {s: float(slope * v + intercept) for s, v in values.items()}, rms
