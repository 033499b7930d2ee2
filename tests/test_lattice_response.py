"""Isotope exponents, moments of curves and Coulomb shifts against exact cases."""

import numpy as np
import pytest

from atombridge.lattice_response import coulomb_shift_mev, histogram_moments, isotope_exponent


def test_exponent_of_a_power_law():
    alpha, error = isotope_exponent(light_k=100 * 16**-0.5, heavy_k=100 * 18**-0.5)
    assert alpha == pytest.approx(0.5)
    assert error == 0
    alpha, error = isotope_exponent(light_k=188.0, heavy_k=180.0, light_err_k=1.6, heavy_err_k=1.6)
    # The paper with these temperatures gives 0.42(11), within half an error.
    assert alpha == pytest.approx(0.37, abs=0.01)
    assert error == pytest.approx(0.104, abs=0.001)
    # Each error counts relative to its own temperature.
    errors = {"light_err_k": 3.0, "heavy_err_k": 0.9}
    _, error = isotope_exponent(light_k=200.0, heavy_k=180.0, mass_light=16, mass_heavy=16 * np.e, **errors)
    assert error == pytest.approx(np.hypot(0.015, 0.005))


def test_moments_of_a_triangle_and_a_gaussian():
    triangle = histogram_moments(np.linspace(0, 2, 2001), 1 - np.abs(np.linspace(0, 2, 2001) - 1))
    assert triangle.mean == pytest.approx(1)
    assert triangle.deviation == pytest.approx(6**-0.5, rel=1e-5)
    assert triangle.quartile_low == pytest.approx(0.5**0.5, rel=1e-5)
    x = np.linspace(10, 90, 4001)
    bell = histogram_moments(x, np.exp(-0.5 * ((x - 50) / 5) ** 2))
    assert bell.relative_width == pytest.approx(0.1, rel=1e-5)
    assert bell.quartile_high - bell.quartile_low == pytest.approx(2 * 0.67449 * 5, rel=1e-4)


def test_moments_are_those_of_the_curve_between_few_points():
    # Two points at each end of one straight ramp: density x on 0..3, with the middle left out.
    ramp = histogram_moments([0, 1, 3], [0, 1, 3])
    assert ramp.mean == pytest.approx(2, rel=1e-6)
    assert ramp.deviation == pytest.approx(0.5**0.5, rel=1e-6)
    assert ramp.median == pytest.approx(3 * 0.5**0.5, rel=1e-6)
    assert ramp.quartile_low == pytest.approx(1.5, rel=1e-6)


def test_coulomb_shift_is_the_derivative_of_the_energy():
    r, u = 1.93, 1e-5
    energy = 14.3996 * 4 * (1 / r - 1 / (r + u))
    assert coulomb_shift_mev(displacement_angstrom=u, distance_angstrom=r, charge_product=4) == pytest.approx(
        1e3 * energy, rel=1e-4
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: isotope_exponent(light_k=0, heavy_k=1), "light_k"),
        (lambda: isotope_exponent(light_k=1, heavy_k=1, mass_light=16, mass_heavy=16), "differ"),
        (lambda: isotope_exponent(light_k=1, heavy_k=1, light_err_k=-1), "errors"),
        (lambda: histogram_moments([1, 1, 2], [1, 1, 1]), "increase"),
        (lambda: histogram_moments([1, 2, 3], [1, -1, 1]), "zero or more"),
        (lambda: histogram_moments([1, 2, 3], [0, 0, 0]), "everywhere"),
        (lambda: histogram_moments([1, 2], [1, 1]), "at least 3"),
        (lambda: histogram_moments([1, 2, 3], [1, 1]), "at least 3"),
        (lambda: histogram_moments(np.eye(3), np.eye(3)), "at least 3"),
        (lambda: histogram_moments([1, 2, 3], [1, np.inf, 1]), "zero or more"),
        (lambda: coulomb_shift_mev(displacement_angstrom=-1, distance_angstrom=1, charge_product=1), "displacement"),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
