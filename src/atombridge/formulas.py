"""Chemical formulas: parsed into element counts, and written with true subscripts."""

from __future__ import annotations

import periodictable
from periodictable.formulas import pretty

__all__ = ["composition", "with_subscripts"]


def _parsed(formula: str):
    if not formula.strip():
        raise ValueError("chemical formula is empty")
    try:
        parsed = periodictable.formula(formula)
    except Exception as error:  # the parser raises its own exception types besides ValueError
        raise ValueError(f"chemical formula {formula!r} cannot be read: {error}") from None
    return parsed


def composition(formula: str) -> dict[str, float]:
    """Element counts of a chemical formula, in the order written.

    Parameters
    ----------
    formula : str
        For example ``"YBa2Cu3O7"`` or ``"La1.85Sr0.15CuO4"``.

    Returns
    -------
    dict
        Element symbol to atoms per formula unit.

    Raises
    ------
    ValueError
        If the formula is empty, unreadable or names an unknown element.
    """
    return {element.symbol: count for element, count in _parsed(formula).atoms.items()}


def with_subscripts(formula: str) -> str:
    """The formula with Unicode subscripts, ``YBa₂Cu₃O₇``; raises ValueError as `composition` does."""
    return pretty(_parsed(formula), mode="unicode")
