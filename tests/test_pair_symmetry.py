"""Four-lobed pairs against quadrature, sums that must be 1, and limits done by hand."""

import numpy as np
import pytest
from scipy import special

from atombridge.pair_symmetry import (
    coupled_angular_momenta,
    d_wave,
    fermi_circle_weight,
    lobe_wavefunction,
    lobe_weight,
    mean_squared_angular_momentum,
    narrow_lobe_weight,
    projected_weights,
)

WIDTHS = [0.1, 0.2, 0.3, 0.5, 1.0]


def test_d_wave_signs_and_nodes():
    np.testing.assert_allclose(d_wave(np.deg2rad([0, 90, 180, 270])), [1, -1, 1, -1], atol=1e-12)
    np.testing.assert_allclose(d_wave(np.deg2rad([45, 135, 225, 315])), 0, atol=1e-12)


@pytest.mark.parametrize("third", [(), (0.4,)])
def test_lobes_have_the_symmetry_of_d_wave(third):
    def amplitude(x, y):
        return lobe_wavefunction([x, y, *third], separation_angstrom=2.5, width_angstrom=0.7)

    assert amplitude(1.3, 0.2) == pytest.approx(-amplitude(-0.2, 1.3))  # quarter turn
    assert amplitude(1.3, 0.2) == pytest.approx(amplitude(-1.3, -0.2))  # even parity
    assert amplitude(1.3, 1.3) == pytest.approx(0, abs=1e-15)  # node
    assert amplitude(2.5, 0) > 0 > amplitude(0, 2.5)


def test_lobe_height_by_hand():
    # Lobes at +-2 and width 1, at the centre of the one at x = 2: 1 + e^-8 - 2 e^-4.
    value = lobe_wavefunction([2.0, 0.0], separation_angstrom=2, width_angstrom=1)
    assert value == pytest.approx(1 + np.exp(-8) - 2 * np.exp(-4))


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("width", WIDTHS)
def test_closed_form_is_the_quadrature(width, dimensions):
    numerical = projected_weights(
        lambda points: lobe_wavefunction(points, separation_angstrom=1.0, width_angstrom=width),
        extent_angstrom=1 + 7 * width,
        highest_order=10,
        dimensions=dimensions,
    )
    closed = [lobe_weight(m, separation_angstrom=1.0, width_angstrom=width, dimensions=dimensions) for m in range(11)]
    np.testing.assert_allclose(numerical, closed, atol=1e-9)


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("width", [0.05, 0.2, 1.0, 100.0])
def test_weights_add_up_to_one(width, dimensions):
    weights = [
        lobe_weight(m, separation_angstrom=2.0, width_angstrom=2 * width, dimensions=dimensions) for m in range(160)
    ]
    assert sum(weights) == pytest.approx(1, abs=1e-9)
    assert weights[0] == weights[1] == weights[3] == 0


@pytest.mark.parametrize(("width", "weight"), [(0.1, 0.435), (0.2, 0.772), (0.3, 0.943), (0.5, 0.998)])
def test_earlier_computation_for_the_plane(width, weight):
    value = lobe_weight(2, separation_angstrom=1.0, width_angstrom=width, dimensions=2)
    assert value == pytest.approx(weight, abs=5e-4)


def test_wide_limit():
    # With x = d^2 / 2s^2: 1 - w = x^4 / 5760 in the plane and x^2 / 84 in space, to leading order.
    x = 1 / (2 * 4.0**2)
    plane, space = (lobe_weight(2, separation_angstrom=1.0, width_angstrom=4.0, dimensions=n) for n in (2, 3))
    assert 1 - plane == pytest.approx(x**4 / 5760, rel=0.01)
    assert 1 - space == pytest.approx(x**2 / 84, rel=0.01)
    very_wide = lobe_weight(2, separation_angstrom=1.0, width_angstrom=900.0, dimensions=3)
    assert very_wide == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(("dimensions", "constant", "power"), [(2, 8 / np.sqrt(np.pi), 1), (3, 15, 2)])
def test_narrow_limit(dimensions, constant, power):
    lengths = {"separation_angstrom": 3.0, "width_angstrom": 0.009}
    assert lobe_weight(2, **lengths, dimensions=dimensions) == pytest.approx(constant * 0.003**power, rel=1e-3)
    assert narrow_lobe_weight(**lengths, dimensions=dimensions) == pytest.approx(constant * 0.003**power)
    # In the plane four points contain |m| = 2, 6, 10, ... alike.
    if dimensions == 2:
        assert lobe_weight(6, **lengths, dimensions=2) == pytest.approx(
            lobe_weight(2, **lengths, dimensions=2), rel=1e-3
        )


def test_weights_broadcast():
    weights = lobe_weight(2, separation_angstrom=[1.0, 2.0], width_angstrom=[[0.1], [0.2]], dimensions=2)
    assert weights.shape == (2, 2)
    assert weights[0, 0] == pytest.approx(weights[1, 1])  # the ratio alone matters
    assert weights[0, 1] < weights[0, 0] < weights[1, 0]


@pytest.mark.parametrize("width", [0.1, 0.3, 1.0])
def test_mean_squared_angular_momentum_is_the_sum(width):
    lengths = {"separation_angstrom": 1.0, "width_angstrom": width}
    total = sum(order * (order + 1) * lobe_weight(order, **lengths, dimensions=3) for order in range(2, 120, 2))
    assert mean_squared_angular_momentum(**lengths) == pytest.approx(total, rel=1e-9)


def test_mean_squared_angular_momentum_limits():
    assert mean_squared_angular_momentum(separation_angstrom=1.0, width_angstrom=50.0) == pytest.approx(6, abs=1e-6)
    assert mean_squared_angular_momentum(separation_angstrom=1.0, width_angstrom=0.01) == pytest.approx(1e4)


def hydrogen_like(order):
    """Real harmonic of |m| = order in the plane times a decaying radial function."""
    return lambda p: np.exp(-np.hypot(p[..., 0], p[..., 1])) * np.cos(order * np.arctan2(p[..., 1], p[..., 0]))


@pytest.mark.parametrize("order", [0, 1, 2, 5])
def test_projection_of_pure_harmonics_in_the_plane(order):
    weights = projected_weights(hydrogen_like(order), extent_angstrom=20, highest_order=6, dimensions=2)
    np.testing.assert_allclose(weights, np.eye(7)[order], atol=1e-12)


def test_projection_of_polynomials_in_space():
    def weights(polynomial):
        return projected_weights(
            lambda p: polynomial(*np.moveaxis(p, -1, 0)) * np.exp(-np.sum(p**2, axis=-1)),
            extent_angstrom=6,
            highest_order=4,
            dimensions=3,
        )

    np.testing.assert_allclose(weights(lambda x, y, z: x**2 - y**2), [0, 0, 1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(weights(lambda x, y, z: x + 0 * y), [0, 1, 0, 0, 0], atol=1e-12)
    # x^4 = r^4 times (1/5 P_0 + 4/7 P_2 + 8/35 P_4) of its angle; P_l has the norm 1/(2l+1), x^4 the norm 1/9.
    np.testing.assert_allclose(
        weights(lambda x, y, z: x**4), 9 * np.array([1 / 25, 0, 16 / 245, 0, 64 / 11025]), atol=1e-12
    )


def test_fermi_circle_against_a_fourier_transform():
    phi = 2 * np.pi * np.arange(256) / 256
    form = np.cos(2.6 * np.cos(phi)) - np.cos(2.6 * np.sin(phi))
    power = np.abs(np.fft.rfft(form)) ** 2
    for order in (0, 2, 4, 6, 10):
        weight = fermi_circle_weight(order, fermi_momentum_per_angstrom=0.65, lattice_constant_angstrom=4.0)
        assert weight == pytest.approx(power[order] / power.sum(), abs=1e-12)


def test_fermi_circle_of_small_radius_is_pure():
    assert fermi_circle_weight(2, fermi_momentum_per_angstrom=1e-3, lattice_constant_angstrom=3.9) == pytest.approx(1)


def test_coupled_angular_momenta():
    assert coupled_angular_momenta(2, 2) == [0, 1, 2, 3, 4]
    assert coupled_angular_momenta(1, 3) == [2, 3, 4]
    # The states are counted: (2l1 + 1)(2l2 + 1), and the even ones of a d shell are its 15 symmetric products.
    assert sum(2 * total + 1 for total in coupled_angular_momenta(2, 2)) == 25
    assert sum(2 * total + 1 for total in coupled_angular_momenta(2, 2) if total % 2 == 0) == 15


def test_ends_of_the_ranges_are_allowed():
    for width in (1e-3, 1.01e-3, 1e3):
        assert 0 <= lobe_weight(2, separation_angstrom=1.0, width_angstrom=width, dimensions=2) <= 1 + 1e-12
    assert len(projected_weights(hydrogen_like(2), extent_angstrom=20, highest_order=32, dimensions=2)) == 33
    assert projected_weights(hydrogen_like(0), extent_angstrom=20, highest_order=0, dimensions=2) == pytest.approx([1])
    assert 0 < fermi_circle_weight(2, fermi_momentum_per_angstrom=np.pi, lattice_constant_angstrom=1.0) < 1
    assert coupled_angular_momenta(0, 2) == [2]


LENGTHS = {"separation_angstrom": 1.0, "width_angstrom": 0.2}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lobe_weight(2, **LENGTHS, dimensions=4), "dimensions must be 2 or 3, got 4"),
        (lambda: lobe_weight(-1, **LENGTHS, dimensions=2), "order must be a whole number from 0, got -1"),
        (
            lambda: lobe_weight(2, separation_angstrom=1, width_angstrom=0, dimensions=2),
            "width_angstrom must be positive",
        ),
        (
            lambda: lobe_weight(2, separation_angstrom=np.nan, width_angstrom=1, dimensions=2),
            "separation_angstrom must be positive and finite, got nan",
        ),
        (
            lambda: lobe_weight(2, separation_angstrom=1, width_angstrom=1e-5, dimensions=3),
            "a thousandth and a thousand",
        ),
        (lambda: lobe_weight(2, separation_angstrom=1, width_angstrom=1000.5, dimensions=2), "a thousandth and a"),
        (lambda: narrow_lobe_weight(**LENGTHS, dimensions=1), "dimensions must be 2 or 3, got 1"),
        (lambda: mean_squared_angular_momentum(separation_angstrom=-1, width_angstrom=1), "got -1"),
        (lambda: lobe_wavefunction([1.0], **LENGTHS), "dimensions must be 2 or 3, got 1"),
        (
            lambda: lobe_wavefunction([1.0, 0], separation_angstrom=1, width_angstrom=-2),
            "width_angstrom must be positive",
        ),
        (
            lambda: projected_weights(hydrogen_like(2), extent_angstrom=9, highest_order=33, dimensions=2),
            "highest_order must be from 0 to 32, got 33",
        ),
        (
            lambda: projected_weights(hydrogen_like(2), extent_angstrom=0, highest_order=3, dimensions=2),
            "extent_angstrom must be positive",
        ),
        (
            lambda: projected_weights(
                lambda p: np.zeros(p.shape[:-1]), extent_angstrom=1, highest_order=3, dimensions=3
            ),
            "the wavefunction vanishes",
        ),
        (
            lambda: fermi_circle_weight(2, fermi_momentum_per_angstrom=1, lattice_constant_angstrom=3.9),
            "kF a must be at most pi, got 3.9",
        ),
        (
            lambda: fermi_circle_weight(2.5, fermi_momentum_per_angstrom=0.1, lattice_constant_angstrom=3.9),
            "order must be a whole number from 0, got 2.5",
        ),
        (lambda: coupled_angular_momenta(2, -1), "a whole number from 0, got -1"),
    ],
)
def test_refusals(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_quadrature_uses_normalised_harmonics():
    # Y_20 at the pole is sqrt(5 / 4 pi); guards against a change of scipy's convention.
    assert special.sph_harm_y(2, 0, 0.0, 0.0).real == pytest.approx(np.sqrt(5 / (4 * np.pi)))
