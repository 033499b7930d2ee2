"""Electrostatics of a crystal of point ions: site potentials and energy by Ewald's sum, for cells with right angles."""

from __future__ import annotations

import numpy as np
from scipy import constants
from scipy.special import erfc

__all__ = ["COULOMB_EV_ANGSTROM", "electrostatic_energy", "site_potentials"]

COULOMB_EV_ANGSTROM = constants.e / (4 * np.pi * constants.epsilon_0) * 1e10
"""e²/(4 π ε₀) in eV Å; the same number is the potential of one elementary charge at 1 Å, in V."""

_REACH = 6.0  # both sums stop where their terms have fallen to exp(-36)


def _checked(cell_angstrom, positions, charges):
    cell, sites, q = (np.asarray(v, float) for v in (cell_angstrom, positions, charges))
    if cell.shape != (3,) or not np.all(np.isfinite(cell)) or np.any(cell <= 0):
        raise ValueError(f"cell_angstrom must be three positive edges, got {cell.tolist()}")
    if q.ndim != 1 or sites.shape != (q.size, 3) or not np.all(np.isfinite(sites)) or not np.all(np.isfinite(q)):
        raise ValueError(f"need finite positions (n, 3) and charges (n,), got shapes {sites.shape} and {q.shape}")
    if abs(q.sum()) > 1e-9:
        raise ValueError(f"charges must add up to zero, got {q.sum():g}")
    return cell, sites * cell, q


def _grid(cell_counts) -> np.ndarray:
    axes = [np.arange(-n, n + 1) for n in cell_counts]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)


def site_potentials(cell_angstrom, positions, charges) -> np.ndarray:
    """Potential at each ion due to all other ions of an infinite crystal, V_i = sum_j q_j / (4 π ε₀ r_ij).

    Ewald's sum; the average of the potential over the cell is zero, which is a choice: a crystal's surface adds a
    constant that the bulk does not fix.

    Parameters
    ----------
    cell_angstrom : array_like
        Edges a, b, c of a cell with right angles, shape (3,), in angstrom.
    positions : array_like
        All ions of one cell in fractions of the edges, shape (n, 3).
    charges : array_like
        Shape (n,), in elementary charges, together zero.

    Returns
    -------
    numpy.ndarray
        Shape (n,), in volt.

    Raises
    ------
    ValueError
        For edges that are not positive, shapes that do not fit, a charged cell, or two ions at one place.

    Source: P. P. Ewald's method as in any textbook of solid-state physics.
    """
    cell, r, q = _checked(cell_angstrom, positions, charges)
    volume = cell.prod()
    # This width makes both sums about equally long.
    eta = np.sqrt(np.pi) * (q.size / volume**2) ** (1 / 6)

    lattice = _grid(np.ceil(_REACH / (eta * cell)).astype(int) + 1) * cell
    distance = np.linalg.norm(r[:, None, None] - r[None, :, None] + lattice, axis=-1)
    itself = np.eye(q.size, dtype=bool)[:, :, None] & (np.abs(lattice).sum(axis=1) == 0)
    if np.any(distance[~itself] < 1e-6):
        raise ValueError("two ions are at one place")
    distance = np.where(itself, np.inf, distance)
    near = (erfc(eta * distance) / distance).sum(axis=-1) @ q

    wave = _grid(np.ceil(_REACH * eta * cell / np.pi).astype(int) + 1) * (2 * np.pi / cell)
    wave = wave[np.any(wave != 0, axis=1)]
    square = (wave**2).sum(axis=1)
    phase = np.exp(1j * r @ wave.T)
    far = 4 * np.pi / volume * np.real(phase @ (np.conj(q @ phase) * np.exp(-square / (4 * eta**2)) / square))

    return COULOMB_EV_ANGSTROM * (near + far - 2 * eta / np.sqrt(np.pi) * q)


def electrostatic_energy(cell_angstrom, positions, charges) -> float:
    """Energy of one cell of point ions relative to separated ions, 1/2 sum_i q_i V_i, in eV.

    Parameters and errors as in `site_potentials`.  The energy of a neutral cell does not depend on the zero of the
    potential.
    """
    return float(np.asarray(charges, float) @ site_potentials(cell_angstrom, positions, charges) / 2)
