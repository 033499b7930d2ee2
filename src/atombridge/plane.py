"""The CuO₂ plane as points: copper on a square lattice, oxygen halfway between neighbouring coppers."""

from __future__ import annotations

import numpy as np

__all__ = ["copper_positions", "oxygen_positions"]


def copper_positions(cells: int, *, lattice_constant_angstrom: float) -> np.ndarray:
    """Copper sites of a square patch, centred on the origin.

    Parameters
    ----------
    cells : int
        Unit cells along each side, at least 1; the patch has (cells + 1)² coppers.
    lattice_constant_angstrom : float
        Copper-copper distance, positive.

    Returns
    -------
    numpy.ndarray
        Shape ((cells + 1)², 2), in angstrom.

    Raises
    ------
    ValueError
        For fewer than one cell or a lattice constant that is not positive.
    """
    if cells < 1:
        raise ValueError(f"cells must be at least 1, got {cells}")
    if not lattice_constant_angstrom > 0:
        raise ValueError(f"lattice_constant_angstrom must be positive, got {lattice_constant_angstrom}")
    line = (np.arange(cells + 1) - cells / 2) * lattice_constant_angstrom
    x, y = np.meshgrid(line, line)
    return np.column_stack([x.ravel(), y.ravel()])


def oxygen_positions(cells: int, *, lattice_constant_angstrom: float) -> np.ndarray:
    """Oxygen sites between the coppers of `copper_positions`: shape (2 cells (cells + 1), 2), in angstrom."""
    copper = copper_positions(cells, lattice_constant_angstrom=lattice_constant_angstrom)
    half = lattice_constant_angstrom / 2
    edge = copper.max() + half / 2
    candidates = np.concatenate([copper + [half, 0], copper + [0, half]])
    return candidates[(candidates < edge).all(axis=1)]
