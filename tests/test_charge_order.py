"""Wavevectors by counting holes, and the slope within families against independent fits."""

import numpy as np
import pytest
from scipy import stats

from atombridge.charge_order import pair_crystal_wavevector, stripe_wavevector, within_slope


def test_one_pair_in_a_block_of_four_by_four():
    # Two holes on 16 coppers: the period is four cells for the crystal of pairs.
    assert pair_crystal_wavevector(doping_per_cu=2 / 16) == pytest.approx(1 / 4)
    # Four times the doping halves the distance of the pairs.
    assert pair_crystal_wavevector(doping_per_cu=8 / 16) == pytest.approx(1 / 2)


def test_half_filled_stripes():
    # Tranquada's stripes at one eighth: period four, half a hole per copper of the stripe.
    assert stripe_wavevector(doping_per_cu=1 / 8) == pytest.approx(1 / 4)
    np.testing.assert_allclose(stripe_wavevector(doping_per_cu=[0.05, 0.2]), [0.1, 0.25])
    assert stripe_wavevector(doping_per_cu=0.2, largest_rlu=np.inf) == pytest.approx(0.4)
    np.testing.assert_array_equal(stripe_wavevector(doping_per_cu=[0, 1], largest_rlu=3), [0, 2])


@pytest.mark.parametrize("law", [pair_crystal_wavevector, stripe_wavevector])
@pytest.mark.parametrize("bad", [-0.01, 1.2, np.nan])
def test_laws_refuse(law, bad):
    with pytest.raises(ValueError, match="doping_per_cu must lie between 0 and 1"):
        law(doping_per_cu=[0.1, bad])
    with pytest.raises(ValueError, match="largest_rlu must be positive"):
        stripe_wavevector(doping_per_cu=0.1, largest_rlu=0)


def test_one_family_is_an_ordinary_line():
    x, y = np.array([0.0, 1, 2, 3, 5]), np.array([1.0, 3, 2, 5, 4])
    line = stats.linregress(x, y)
    found = within_slope(x, y, ["a"] * 5)
    assert (found.slope, found.error) == (pytest.approx(line.slope), pytest.approx(line.stderr))
    assert found.high - found.slope == pytest.approx(stats.t.ppf(0.975, 3) * line.stderr)
    assert found.slope - found.low == pytest.approx(found.high - found.slope)
    assert (found.n, found.n_families) == (5, 1)
    # Three points leave one to spare.
    three = within_slope(x[:3], y[:3], ["a"] * 3)
    assert three.error == pytest.approx(stats.linregress(x[:3], y[:3]).stderr)


def test_families_have_their_own_levels():
    # Both families fall with slope -2 although the pooled cloud rises.
    x = np.array([0.0, 1, 2, 10, 11, 12])
    y = np.array([0.0, -2, -4, 100, 98, 96])
    assert np.polyfit(x, y, 1)[0] > 0
    found = within_slope(x, y, list("aaabbb"))
    assert found.slope == pytest.approx(-2)
    assert found.error == pytest.approx(0, abs=1e-12)


def test_error_is_that_of_dummy_variables():
    rng = np.random.default_rng(3)
    x, codes = rng.normal(size=30), np.repeat([0, 1, 2], 10)
    y = -0.7 * x + codes + rng.normal(size=30)
    design = np.column_stack([x, *(codes == c for c in range(3))]).astype(float)
    beta, rss = np.linalg.lstsq(design, y, rcond=None)[:2]
    error = np.sqrt(rss[0] / 26 * np.linalg.inv(design.T @ design)[0, 0])
    found = within_slope(x, y, codes)
    assert (found.slope, found.error) == (pytest.approx(beta[0]), pytest.approx(error))


def test_no_slope_without_points_to_spare():
    assert within_slope([0, 1], [0, 1], "aa") is None
    assert within_slope([0, 1, 0, 1], [0, 1, 0, 1], "aabc") is None
    assert within_slope([0.1] * 4, [1, 2, 3, 4], "aaaa") is None


@pytest.mark.parametrize(
    ("arguments", "level", "message"),
    [
        (([0, 1, 2], [0, 1], "aaa"), 0.95, "equally long"),
        (([0, 1, np.inf], [0, 1, 2], "aaa"), 0.95, "finite"),
        (([0, 1, 2], [0, 1, 2], "aaa"), 1.0, "level must lie between 0 and 1"),
        (([0, 1, 2], [0, 1, 2], "aaa"), 0.0, "level must lie between 0 and 1"),
    ],
)
def test_within_slope_refuses(arguments, level, message):
    with pytest.raises(ValueError, match=message):
        within_slope(*arguments, level=level)
