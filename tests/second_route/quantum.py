"""Symmetry of pairs, a cluster of two coppers and an oxygen, and Hall numbers.

The book uses sympy, closed formulas with Bessel functions, matrices of all states, and sums over the Brillouin zone.
Here: exact fractions, projection by quadrature, counting of microstates, a matrix of nine states written out, and
Ong's area swept by the mean free path along the Fermi line.
"""

from collections import Counter
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import comb, pi

import numpy as np
from contourpy import contour_generator
from scipy.optimize import brentq
from scipy.special import sph_harm_y

from . import route, rows, shown

# --- Equations (4) to (6) ---


@route("formula", "equations", "C149")
def change_of_coordinates():
    """With fractions: the Jacobian has size 1, and 2 m |dR|^2 + m/2 |dr|^2 is m |dr1|^2 + m |dr2|^2 term by term."""
    half = Fraction(1, 2)
    to_new = [[half, half], [Fraction(1), Fraction(-1)]]  # R, r from r1, r2
    masses = [Fraction(2), half]
    size = abs(to_new[0][0] * to_new[1][1] - to_new[0][1] * to_new[1][0])
    form = [[sum(masses[k] * to_new[k][i] * to_new[k][j] for k in (0, 1)) for j in (0, 1)] for i in (0, 1)]
    return size == 1 and form == [[1, 0], [0, 1]]


@route("formula", "equations", "C150")
def singlet():
    """Dirac's identity S^2 = 1 + P for two spins 1/2: one state has P = -1, it is (+-) - (-+), and its S is zero."""
    swap = np.eye(4)[[0, 2, 1, 3]]
    values, vectors = np.linalg.eigh(swap)
    antisymmetric = vectors[:, values < 0]
    given = np.array([0, 1, -1, 0]) / np.sqrt(2)
    # The orbital part, psi(1, 2) + psi(2, 1), keeps its sign, so the whole changes it.
    alone = antisymmetric.shape[1] == 1 and np.isclose(abs(antisymmetric[:, 0] @ given), 1)
    return bool(alone and np.isclose(given @ (np.eye(4) + swap) @ given, 0))


@cache
def contents(power: int) -> list[int]:
    """Angular momenta in (x^2 - y^2) (x^4 + y^4)^power on a sphere, by projection on spherical harmonics."""
    nodes, weights = np.polynomial.legendre.leggauss(16)
    phi = 2 * pi * np.arange(32) / 32
    theta, phi = np.meshgrid(np.arccos(nodes), phi, indexing="ij")
    x, y = np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi)
    values = (x**2 - y**2) * (x**4 + y**4) ** power
    found = []
    for ell in range(11):
        parts = [
            np.sum(weights[:, None] * np.conj(sph_harm_y(ell, m, theta, phi)) * values) * 2 * pi / 32
            for m in range(-ell, ell + 1)
        ]
        if np.linalg.norm(parts) > 1e-10:
            found.append(ell)
    return found


@route("formula", "equations", "C153")
def angular_momentum_of_pair():
    """Projection of x^2 - y^2 on spherical harmonics up to l = 10."""
    (only,) = contents(0)
    return only


@route("formula", "equations", "C154")
def angular_momentum_in_a_square_field():
    """Projection after multiplication with x^4 + y^4."""
    return shown(contents(1) == [2], [" ".join(map(str, contents(1)))])


@route("formula", "equations", "C155")
def parity_of_pair():
    """Values at r and -r for a thousand random places."""
    x, y, z = np.random.default_rng(155).normal(size=(3, 1000))

    def phi(x, y, z):
        return (x**2 - y**2) * np.exp(-(x**2 + y**2 + z**2))

    return bool(np.allclose(phi(x, y, z), phi(-x, -y, -z), rtol=0, atol=1e-15)) and contents(0)[0] % 2 == 0


# --- Figure 3 ---


@route("formula", "fig-3", "C153")
def dominant_angular_momentum():
    """Projection on spherical harmonics."""
    (only,) = contents(0)
    return only


@route("formula", "fig-3", "C154")
def lobes_in_the_plane():
    """Share of |m| = 2 in four Gaussian lobes by a Fourier transform around circles, then over the radius."""
    separation, width = 2.5, 0.5
    radius, step = np.linspace(0, separation + 7 * width, 1500, retstep=True)
    angle = 2 * pi * np.arange(128) / 128
    x, y = radius[:, None] * np.cos(angle), radius[:, None] * np.sin(angle)
    psi = sum(
        sign * np.exp(-((x - sx * separation) ** 2 + (y - sy * separation) ** 2) / (2 * width**2))
        for sign, sx, sy in ((1, 1, 0), (1, -1, 0), (-1, 0, 1), (-1, 0, -1))
    )
    power = np.abs(np.fft.fft(psi, axis=1)) ** 2
    of_order = (radius[:, None] * power).sum(axis=0) * step
    share = (of_order[2] + of_order[-2]) / of_order.sum()
    return shown(bool(share > 0.9995), [f"{share:.3f}"])


@route("formula", "fig-3", "C147")
def two_d_carriers():
    """Microstates of d^2 taken apart into terms, as in atomic physics: singlets have L = 0, 2 and 4."""
    spin_orbitals = [(m, s) for m in range(-2, 3) for s in (Fraction(1, 2), Fraction(-1, 2))]
    count = Counter((a[0] + b[0], a[1] + b[1]) for a, b in combinations(spin_orbitals, 2))
    assert sum(count.values()) == comb(10, 2)
    # Singlets with L: states of M_S = 0 that have M_L = L but no partner with M_S = 1, less those of larger L.
    excess = {m: count[m, 0] - count[m, 1] for m in range(6)}
    singlets = [ell for ell in range(5) if excess[ell] - excess.get(ell + 1, 0) > 0]
    return shown(singlets == [2], [", ".join(map(str, singlets))])


@route("recount", "fig-3", "C117")
def electron_pairs_in_lattice_constants():
    """The quoted sizes over 3.866 angstrom; the length across, 15 angstrom, is the smallest."""
    ratios = [size / 3.866 for size in (15, 70, 80)]
    return shown(all(0.1 <= ratio**2 <= 10 for ratio in ratios), [f"{ratio:.2f}" for ratio in ratios])


@route("recount", "fig-3", "C357")
@route("recount", "e19", "C357")
def electron_pair_over_lattice_constant():
    """Mean of 70 and 80 angstrom over the copper distance of Tl2Ba2CuO6, from the table of plane distances."""
    (edge,) = rows("evidence/plane_distances", compound="Tl₂Ba₂CuO₆", quantity="cell edge")
    return (70 + 80) / 2 / float(edge["value_angstrom"])


# --- e01: harmonics of the measured gap ---


@route("formula", "e01", "C154")
def share_of_cos_2phi():
    """Projection of B cos 2 phi + (1 - B) cos 6 phi by a sum over angles."""
    (row,) = [r for r in rows("evidence/gap_harmonics") if r["confidence"] != "uncertain"]
    b, phi = float(row["b_cos2phi"]), 2 * pi * np.arange(360) / 360
    gap = b * np.cos(2 * phi) + (1 - b) * np.cos(6 * phi)
    share = 2 * np.mean(gap * np.cos(2 * phi)) ** 2 / np.mean(gap**2)
    return shown(bool(share > 0.9995), [f"{share:.3f}"])


# --- e24: two coppers and the oxygen between them ---


def cluster(charge_transfer: float, hopping: float = 1.3, u_d: float = 10.5, u_p: float = 4.0, field: float = 0.3):
    """Holes and moment on the oxygen: one hole up and one down on three sites, nine states, fields along the spins.

    The hop is t on the first bond and -t on the second; the fields are antiparallel, h/2 on each spin.
    """
    hop = np.array([[0, hopping, 0], [hopping, 0, -hopping], [0, -hopping, 0]])
    one = np.eye(3)
    energy = np.array([0, charge_transfer, 0])
    zeeman = field / 2 * np.array([1, 0, -1])
    up, down = hop + np.diag(energy - zeeman), hop + np.diag(energy + zeeman)
    matrix = np.kron(up, one) + np.kron(one, down)
    matrix += np.diag([{0: u_d, 1: u_p, 2: u_d}[i] if i == j else 0.0 for i in range(3) for j in range(3)])
    ground = np.linalg.eigh(matrix)[1][:, 0].reshape(3, 3) ** 2
    of_up, of_down = ground.sum(axis=1)[1], ground.sum(axis=0)[1]
    return of_up + of_down, abs(of_up - of_down)


@route("formula", "e24", "C254")
def moment_of_bridging_oxygen():
    """Nine states with one hole of each spin, instead of all states and any angle of the fields."""
    holes, moments = zip(*(cluster(delta) for delta in np.linspace(6, -2, 33)), strict=True)
    grows = np.ptp(moments) > 0.05 * np.ptp(holes)
    return shown(bool(grows), [f"{cluster(3.6)[0]:.2f}", f"{cluster(-1.0)[0]:.2f}"])


# --- e25, e26: Hall numbers from the Fermi line ---
# Ong, Phys. Rev. B 43, 193 (1991): with one relaxation time sigma_xx goes as the integral of v along the Fermi line,
# sigma_xy as the area that v sweeps there.


def band(x, y, hopping, second, third):
    return (
        -2 * hopping * (np.cos(x) + np.cos(y))
        - 4 * second * hopping * np.cos(x) * np.cos(y)
        - 2 * third * hopping * (np.cos(2 * x) + np.cos(2 * y))
    )


class Sheet:
    """One band on a grid of the zone from 0 to 2 pi: electrons below an energy, and both conductivities there."""

    def __init__(self, energy, share, points):
        self.share = share
        line = 2 * pi * np.arange(points + 1) / points
        self.x, self.y = np.meshgrid(line, line)
        self.energy = energy(self.x, self.y)
        self.function = energy
        self.sorted = np.sort(self.energy[:-1, :-1].ravel())
        self.lines = contour_generator(self.x, self.y, self.energy)

    def electrons(self, mu):
        return 2 * self.share * np.searchsorted(self.sorted, mu) / self.sorted.size

    def velocity(self, x, y, step=1e-4):
        e = self.function
        return np.array(
            [(e(x + step, y) - e(x - step, y)) / (2 * step), (e(x, y + step) - e(x, y - step)) / (2 * step)]
        )

    def conductivities(self, mu):
        """sigma_xx and sigma_xy up to common factors; sigma_xy is positive for electrons."""
        along = across = 0.0
        for points in self.lines.lines(mu):
            k = points.T
            dk = np.diff(k, axis=1)
            v = self.velocity(*k)
            middle = self.velocity(*((k[:, 1:] + k[:, :-1]) / 2))
            along += np.sum(np.hypot(*middle) * np.hypot(*dk))
            # Orient the line so that the velocity is to its right: the occupied states are to its left.
            side = np.sign(np.sum(dk[1] * middle[0] - dk[0] * middle[1]))
            across += side * np.sum(v[0, :-1] * np.diff(v[1]) - v[1, :-1] * np.diff(v[0])) / 2
        return self.share * along / (4 * pi**2), self.share * across / (2 * pi**2)


def hall_number(sheets, electrons, temperature=0.004, reach=8):
    """Positive for holes; both conductivities are averaged over energy with the derivative of Fermi's function."""
    steps = np.arange(-reach, reach + 1)
    weights = np.cosh(steps / 2.0) ** -2
    weights /= weights.sum()
    energies = temperature * steps

    def count(mu):
        return sum(sheet.electrons(mu + energies) @ weights for sheet in sheets) - electrons

    low = min(sheet.sorted[0] for sheet in sheets) - 1
    mu = brentq(count, low, -low + 2, xtol=1e-7)
    total = weights @ [sum(np.array(sheet.conductivities(mu + e)) for sheet in sheets) for e in energies]
    return -(total[0] ** 2) / total[1]


@route("formula", "e25", "C255")
def hall_number_of_fixed_count():
    """Ong's area along the Fermi line of a band of 1 + p holes."""
    sheet = Sheet(lambda x, y: band(x, y, 0.19, -0.136, 0.068), 1.0, 400)
    found = {p: hall_number([sheet], 1 - p) for p in (0.05, 0.15)}
    off = max(abs(n / (1 + p) - 1) for p, n in found.items())
    return shown(bool(off < 0.1), [f"{found[0.15]:.2f}"])


def folded(x_cerium: float, gap: float):
    """Lower and upper band of the folded zone; the whole zone is walked, each band counting half."""

    def energy(sign):
        def of(x, y):
            here, there = band(x, y, 0.38, -0.32, 0.16), band(x + pi, y + pi, 0.38, -0.32, 0.16)
            return (here + there) / 2 + sign * np.sqrt(((here - there) / 2) ** 2 + gap**2)

        return of

    return hall_number([Sheet(energy(-1), 0.5, 300), Sheet(energy(1), 0.5, 300)], 1 + x_cerium)


@cache
def content_of_sign_change() -> float:
    """Cerium content at which the Hall number goes from negative to positive; NaN if it does not."""

    def coefficient(x):
        return 1 / folded(x, 0.7 * (1 - x / 0.165) ** 0.5)

    if not coefficient(0.10) < 0 < coefficient(0.162):
        return np.nan
    return brentq(coefficient, 0.150, 0.162, xtol=2e-4)


@route("formula", "e26", "C256")
def hall_sign_of_fixed_count():
    """Ong's area along the folded Fermi lines: the sign of 1/n changes while the band holds 1 + x electrons."""

    at = content_of_sign_change()
    return shown(bool(np.isnan(at)), [f"{at:.3f}"])
