"""Two coppers and the oxygen between them, solved exactly: holes and spin moment of a bridging oxygen.

One hole orbital on each site (copper x^2 - y^2, oxygen p along the bond), with both spins:

    H = Delta n_O + U_d (n1+ n1- + n2+ n2-) + U_p nO+ nO-
        + t sum_s (d1s' ps - r d2s' ps + h.c.) - h (e1 . S1 + e2 . S2),

where d' and p' create holes, Delta is the charge-transfer energy, and the fields h on the copper spins stand for the
rest of a magnetic crystal.  The signs of t follow those of the p orbital; r = 1 if the oxygen sits in the middle.
Emery, Phys. Rev. Lett. 58, 2794 (1987), doi:10.1103/PhysRevLett.58.2794, wrote the model for the CuO2 plane.
Moments are spin moments with g = 2, in Bohr magnetons.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, reduce

import numpy as np

from .arguments import positive

__all__ = ["Cluster", "exchange_ev", "parallel_oxygen_holes", "solve_cluster"]

_DEGENERATE_EV = 1e-9


@dataclass(frozen=True)
class Cluster:
    """Ground state, averaged over degenerate states.

    energy_ev; degeneracy; holes: on copper 1, oxygen, copper 2; moments_mub: shape (3, 3), one vector for each of the
    sites in that order.  The coppers' fields lie in the plane of the first and third component, symmetric about the
    third.
    """

    energy_ev: float
    degeneracy: int
    holes: np.ndarray
    moments_mub: np.ndarray

    @property
    def oxygen_holes(self) -> float:
        """Holes on the oxygen; its charge is this number less two."""
        return float(self.holes[1])

    @property
    def oxygen_moment_mub(self) -> float:
        """Length of the moment on the oxygen."""
        return float(np.linalg.norm(self.moments_mub[1]))

    @property
    def copper_moment_mub(self) -> float:
        """Length of the moment on the first copper."""
        return float(np.linalg.norm(self.moments_mub[0]))


@cache
def _creators() -> list[np.ndarray]:
    """Creation operators of a hole, order: site 1 up, down, site 2 up, ...; Jordan and Wigner's strings."""
    one, string, create = np.eye(2), np.diag([1.0, -1.0]), np.array([[0.0, 0.0], [1.0, 0.0]])
    return [reduce(np.kron, [string] * k + [create] + [one] * (5 - k)) for k in range(6)]


@cache
def _sector(holes: int) -> np.ndarray:
    """Indices of the basis states with so many holes."""
    number = sum(c @ c.T for c in _creators())
    return np.flatnonzero(np.round(np.diag(number)) == holes)


@cache
def _operators(holes: int):
    """Number, double occupation, spin vectors of each site and the two hoppings, within a sector."""
    index = _sector(holes)
    cut = np.ix_(index, index)
    c = _creators()
    number, double, spins = [], [], []
    for site in range(3):
        up, down = c[2 * site], c[2 * site + 1]
        flip = up @ down.T  # raises the spin
        number.append((up @ up.T + down @ down.T)[cut])
        double.append((up @ up.T @ down @ down.T)[cut])
        spins.append(
            [
                ((flip + flip.T) / 2)[cut].astype(complex),
                ((flip - flip.T) / 2j)[cut],
                ((up @ up.T - down @ down.T) / 2)[cut].astype(complex),
            ]
        )
    hops = []
    for site in (0, 2):
        hop = sum(c[2 * site + s] @ c[2 + s].T for s in (0, 1))
        hops.append((hop + hop.T)[cut])
    return number, double, spins, hops


def _check(holes: int, **finite) -> None:
    if holes not in range(1, 6):
        raise ValueError(f"holes must be a whole number from 1 to 5, got {holes}")
    for name, value in finite.items():
        if not np.isfinite(value):
            raise ValueError(f"{name} must be finite, got {value}")


def solve_cluster(
    *,
    charge_transfer_ev,
    hopping_ev=1.3,
    copper_repulsion_ev=10.5,
    oxygen_repulsion_ev=4.0,
    field_ev=0.3,
    angle_degrees=180.0,
    hopping_ratio=1.0,
    holes=2,
) -> Cluster:
    """Ground state of the cluster by exact diagonalisation.

    Parameters
    ----------
    charge_transfer_ev : float
        Energy Delta of a hole on oxygen above one on copper.
    hopping_ev : float
        t, positive.
    copper_repulsion_ev, oxygen_repulsion_ev : float
        U_d and U_p, positive.
    field_ev : float
        h, positive; lifts the spin degeneracy.
    angle_degrees : float
        Angle between the fields on the two coppers: 180 antiparallel, 0 parallel.
    hopping_ratio : float
        r, hopping on the second bond over that on the first, positive.
    holes : int
        From 1 to 5: two for the undoped cluster, three with a doped hole.

    Returns
    -------
    Cluster

    Raises
    ------
    ValueError
        For a value outside its range or not finite.
    """
    _check(holes, charge_transfer_ev=charge_transfer_ev, angle_degrees=angle_degrees)
    hopping, u_d, u_p, field, ratio = (
        float(v)
        for v in positive(
            hopping_ev=hopping_ev,
            copper_repulsion_ev=copper_repulsion_ev,
            oxygen_repulsion_ev=oxygen_repulsion_ev,
            field_ev=field_ev,
            hopping_ratio=hopping_ratio,
        )
    )
    number, double, spins, hops = _operators(holes)
    half = np.radians(angle_degrees) / 2
    hamiltonian = (
        charge_transfer_ev * number[1]
        + u_d * (double[0] + double[2])
        + u_p * double[1]
        + hopping * (hops[0] - ratio * hops[1])
        - field * (np.sin(half) * (spins[0][0] - spins[2][0]) + np.cos(half) * (spins[0][2] + spins[2][2]))
    )
    energies, states = np.linalg.eigh(hamiltonian)
    ground = states[:, energies - energies[0] < _DEGENERATE_EV]

    def mean(operator):
        return float(np.einsum("ik,ij,jk->", ground.conj(), operator, ground).real) / ground.shape[1]

    return Cluster(
        float(energies[0]),
        ground.shape[1],
        np.array([mean(n) for n in number]),
        np.array([[2 * mean(component) for component in site] for site in spins]),
    )


def exchange_ev(*, charge_transfer_ev, hopping_ev=1.3, copper_repulsion_ev=10.5, oxygen_repulsion_ev=4.0) -> float:
    """Exchange J between the coppers: energy of the lowest triplet above the singlet of two holes without field, in eV.

    Raises
    ------
    ValueError
        As `solve_cluster`.
    """
    _check(2, charge_transfer_ev=charge_transfer_ev)
    hopping, u_d, u_p = (
        float(v)
        for v in positive(
            hopping_ev=hopping_ev, copper_repulsion_ev=copper_repulsion_ev, oxygen_repulsion_ev=oxygen_repulsion_ev
        )
    )
    number, double, spins, hops = _operators(2)
    hamiltonian = (
        charge_transfer_ev * number[1] + u_d * (double[0] + double[2]) + u_p * double[1] + hopping * (hops[0] - hops[1])
    )
    polarised = np.isclose(np.diag(sum(site[2] for site in spins)).real, 1.0)
    triplet = np.linalg.eigvalsh(hamiltonian[np.ix_(polarised, polarised)])[0]
    return float(triplet - np.linalg.eigvalsh(hamiltonian)[0])


def parallel_oxygen_holes(*, charge_transfer_ev, hopping_ev=1.3):
    """Holes, and moment in Bohr magnetons, on the oxygen between coppers with parallel spins and no field.

    Two parallel holes do not meet on a site.  They fill the bonding and the non-bonding orbital of three levels, which
    leaves (1 - Delta / sqrt(Delta^2 + 8 t^2)) / 2 on the oxygen, all of one spin.

    Parameters
    ----------
    charge_transfer_ev : array_like
        Delta, finite.
    hopping_ev : float
        t, positive.

    Returns
    -------
    numpy.ndarray or float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If a value is not finite or the hopping not positive.
    """
    (hopping,) = positive(hopping_ev=hopping_ev)
    delta = np.asarray(charge_transfer_ev, float)
    if not np.all(np.isfinite(delta)):
        raise ValueError("charge_transfer_ev must be finite")
    return ((1 - delta / np.sqrt(delta**2 + 8 * hopping**2)) / 2)[()]
