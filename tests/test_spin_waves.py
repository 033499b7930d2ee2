"""Spin-wave reductions against published values, sums over wavevectors and limits."""

import numpy as np
import pytest
from scipy.special import ellipk

from atombridge.spin_waves import SQUARE_LATTICE_MAGNETISATION, ordered_moment, spin_reduction


@pytest.mark.parametrize(
    ("exchange", "published"),
    [
        ([1, 1], 0.1966),  # square lattice: 0.197 (Anderson 1952), 0.1966 (Manousakis, Rev. Mod. Phys. 63, 1)
        ([1, 1, 1], 0.0784),  # simple cubic: 0.078 (Anderson 1952)
    ],
)
def test_published_reductions(exchange, published):
    assert spin_reduction(exchange) == pytest.approx(published, abs=6e-5)


def by_sum(exchange, n):
    """Mean over an n^d grid of wavevectors that avoids the zone centre and corner."""
    k = (np.arange(n) + 0.5) * 2 * np.pi / n
    axes = np.meshgrid(*[k] * len(exchange), indexing="ij", sparse=True)
    gamma = sum(j * np.cos(a) for j, a in zip(exchange, axes, strict=True)) / sum(exchange)
    return (np.mean(1 / np.sqrt(1 - gamma**2)) - 1) / 2


@pytest.mark.parametrize("exchange", [[1, 1], [1, 0.4], [1, 1, 1], [1, 1, 0.3], [1, 0.2, 0.2]])
def test_sum_over_wavevectors(exchange):
    # The grid misses a cell around two points: its error goes as 1/n in two dimensions, 1/n^2 in three.
    power = len(exchange) - 1
    coarse, fine = by_sum(exchange, 60), by_sum(exchange, 120)
    extrapolated = fine + (fine - coarse) / (2**power - 1)
    assert spin_reduction(exchange) == pytest.approx(extrapolated, abs=3e-5)


def test_only_ratios_matter():
    assert spin_reduction([120, 120, 12]) == pytest.approx(spin_reduction([1, 1, 0.1]), rel=1e-12)


def test_between_the_dimensions():
    layers = [spin_reduction([1, 1, r]) for r in (1e-5, 1e-3, 0.1, 1)]
    assert layers == sorted(layers, reverse=True)
    assert layers[0] == pytest.approx(spin_reduction([1, 1]), abs=5e-3)
    chains = [spin_reduction([1, r, r]) for r in (1e-4, 1e-2, 1)]
    assert chains == sorted(chains, reverse=True)
    assert chains[0] > 0.5  # no order left for spin 1/2


def test_a_chain_has_no_order():
    assert spin_reduction([1]) == np.inf


def test_monte_carlo_confirms_spin_waves():
    assert SQUARE_LATTICE_MAGNETISATION == 0.30743  # abstract of arXiv:0807.0682: 0.30743(1)
    assert pytest.approx(SQUARE_LATTICE_MAGNETISATION, abs=0.005) == 0.5 - spin_reduction([1, 1])


def test_moment():
    assert ordered_moment(0.5) == 1.0
    assert ordered_moment([0.25, 0.5], g_factor=2.2, copper_share=0.5) == pytest.approx([0.275, 0.55])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: spin_reduction([1, 0]), "exchange must be positive"),
        (lambda: spin_reduction([1, -1]), "exchange must be positive"),
        (lambda: spin_reduction([]), "1 to 3 axes"),
        (lambda: spin_reduction([1] * 4), "1 to 3 axes"),
        (lambda: spin_reduction(1.0), "1 to 3 axes"),
        (lambda: ordered_moment(0), "magnetisation must be positive"),
        (lambda: ordered_moment(0.3, g_factor=np.nan), "g_factor must be positive"),
        (lambda: ordered_moment(0.3, copper_share=1.2), "at most 1, got 1.2"),
    ],
)
def test_bad_values_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_square_lattice_in_closed_form():
    """The density of states of gamma is a complete elliptic integral K; the mean is 4/pi^2 K(1/sqrt 2)^2."""
    assert spin_reduction([1, 1]) == pytest.approx((4 / np.pi**2 * ellipk(0.5) ** 2 - 1) / 2, abs=4e-7)


def test_planes_that_hardly_couple_are_as_single_ones():
    """What is missing falls as the root of the ratio, down to the smallest that a computer holds."""
    single = spin_reduction([1, 1])
    assert [spin_reduction([1, 1, ratio]) for ratio in (1e-50, 1e-229, 5e-324)] == pytest.approx([single] * 3, abs=5e-7)
    limit = spin_reduction([1, 1, 1e-50])
    missing = [(limit - spin_reduction([1, 1, ratio])) / np.sqrt(ratio) for ratio in (1e-5, 1e-6, 1e-7, 1e-9)]
    assert missing == pytest.approx([missing[0]] * 4, rel=0.01)


def test_chains_that_hardly_couple_lose_their_order_as_the_logarithm():
    """The mean over wavevectors of chains is cut off where they couple: dS grows as ln(1 / ratio) / 2 pi."""
    found = [spin_reduction([1, ratio]) for ratio in (1e-6, 1e-9, 1e-12, 1e-300)]
    assert np.diff(found) == pytest.approx(np.log([1e3, 1e3, 1e288]) / (2 * np.pi), rel=1e-5)
