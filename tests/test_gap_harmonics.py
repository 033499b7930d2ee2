"""Harmonics of the gap: limits that are known exactly, and the errors."""

import math

import numpy as np
import pytest

from atombridge.gap_harmonics import cos2phi_weight, fermi_line, fermi_line_weights, two_harmonic_gap
from atombridge.pair_symmetry import fermi_circle_weight


def test_gap_is_one_on_the_bond_and_zero_on_the_diagonal():
    b = np.array([0.5, 0.818, 1.0, 1.43])
    assert two_harmonic_gap(0.0, b_cos2phi=b) == pytest.approx(1)
    assert two_harmonic_gap(np.pi / 4, b_cos2phi=b) == pytest.approx(0, abs=1e-12)
    assert two_harmonic_gap(np.pi / 2, b_cos2phi=b) == pytest.approx(-1)


def test_weight_is_the_share_of_the_mean_square():
    angle = 2 * np.pi * np.arange(360) / 360
    for b in (0.818, 0.88, 1.43):
        gap = two_harmonic_gap(angle, b_cos2phi=b)
        projection = 2 * np.mean(gap * np.cos(2 * angle))
        assert cos2phi_weight(b) == pytest.approx(projection**2 / 2 / np.mean(gap**2))
    assert cos2phi_weight([0, 0.5, 1]) == pytest.approx([0, 0.5, 1])
    # The maximum leaves the bond where 36 (B - 1) exceeds 4 B (that is B > 9/8), from the second derivative there.
    assert two_harmonic_gap(0.02, b_cos2phi=1.13) > 1 > two_harmonic_gap(0.02, b_cos2phi=1.12)


def test_small_pocket_is_a_circle():
    p, ratio = -0.98, 0.0
    radius = math.sqrt(2 * math.pi * (1 + p))
    assert fermi_line([0.0, 0.3, math.pi / 4], doping_per_cu=p, hopping_ratio=ratio) == pytest.approx(radius, rel=0.01)
    weights = fermi_line_weights(doping_per_cu=p, hopping_ratio=ratio)
    circle = fermi_circle_weight(2, fermi_momentum_per_angstrom=radius, lattice_constant_angstrom=1.0)
    assert weights[2] == pytest.approx(circle, abs=1e-5)


def test_small_pocket_with_a_second_hop():
    """Near its top the band is parabolic with 1 - 2 t'/t in place of 1, and the pocket still a circle."""
    radius = fermi_line([0.0, 0.5], doping_per_cu=-0.998, hopping_ratio=-0.3)
    assert radius == pytest.approx(math.sqrt(2 * math.pi * 0.002), rel=2e-3)


def test_weights_are_shares_of_the_mean_square():
    angle = 2 * np.pi * np.arange(720) / 720
    radius = fermi_line(angle, doping_per_cu=0.16, hopping_ratio=-0.3)
    form = np.cos(radius * np.cos(angle)) - np.cos(radius * np.sin(angle))
    weights = fermi_line_weights(doping_per_cu=0.16, hopping_ratio=-0.3)
    assert weights.shape == (11,)
    for m in (2, 6, 10):
        share = (2 * np.mean(form * np.cos(m * angle))) ** 2 / 2 / np.mean(form**2)
        assert weights[m] == pytest.approx(share, rel=1e-9)
    few = fermi_line_weights(doping_per_cu=0.16, hopping_ratio=-0.3, highest_order=3)
    assert few.tolist() == weights[:4].tolist()


def test_half_filling_without_second_hop_is_the_diamond():
    """At p just below 0 and t' = 0 the Fermi line tends to |qx| + |qy| = pi."""
    radius = fermi_line([math.pi / 4], doping_per_cu=-1e-4, hopping_ratio=0.0)
    assert radius == pytest.approx(math.pi / math.sqrt(2), rel=1e-3)


@pytest.mark.parametrize("ratio", [-0.2, -0.3, -0.4])
def test_area_obeys_luttinger(ratio):
    angle = 2 * np.pi * np.arange(20000) / 20000
    radius = fermi_line(angle, doping_per_cu=0.16, hopping_ratio=ratio)
    assert np.pi * np.mean(radius**2) / (2 * np.pi) ** 2 == pytest.approx(1.16 / 2, rel=1e-4)
    weights = fermi_line_weights(doping_per_cu=0.16, hopping_ratio=ratio)
    assert weights.sum() == pytest.approx(1, abs=1e-4)
    assert weights[[0, 1, 3, 4, 5, 7, 8]] == pytest.approx(0, abs=1e-12)
    assert weights[2] > 0.998


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"doping_per_cu": 1.2, "hopping_ratio": -0.3}, "doping_per_cu"),
        ({"doping_per_cu": 1.0, "hopping_ratio": -0.3}, "doping_per_cu must"),
        ({"doping_per_cu": -1.0, "hopping_ratio": -0.3}, "doping_per_cu must"),
        ({"doping_per_cu": 0.1, "hopping_ratio": 0.5}, "hopping_ratio must"),
        ({"doping_per_cu": 0.1, "hopping_ratio": -0.5}, "hopping_ratio must"),
        # The density of states peaks at p = 0.22 for t'/t = -0.25: the line closes about (0, 0) above.
        ({"doping_per_cu": 0.23, "hopping_ratio": -0.25}, "not closed"),
        ({"doping_per_cu": 0.5, "hopping_ratio": -0.1}, "not closed"),
    ],
)
def test_bad_arguments_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        fermi_line([0.0], **arguments)


def test_weight_refuses_what_is_not_finite():
    with pytest.raises(ValueError, match="b_cos2phi must be finite, got nan"):
        cos2phi_weight([1.0, math.nan])
