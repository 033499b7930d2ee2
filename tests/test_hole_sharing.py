"""Sharing of doped charge: exact cases, an independent regression, and the errors."""

import math

import numpy as np
import pytest
from scipy import stats

from atombridge.hole_sharing import doped_charge, doped_share, share_reading_interval

COPPER = np.array([0.80, 0.83, 0.84, 0.88])
OXYGEN = np.array([0.20, 0.24, 0.33, 0.37])


def test_all_on_one_site():
    on_copper = doped_share(copper_holes=[0.8, 0.9, 1.0], oxygen_holes=[0.2, 0.2, 0.2])
    assert (on_copper.copper, on_copper.oxygen) == pytest.approx((1, 0))
    assert (on_copper.low, on_copper.high) == pytest.approx((1, 1))
    on_oxygen = doped_share(copper_holes=[0.8, 0.8], oxygen_holes=[0.2, 0.4])
    assert on_oxygen.oxygen == pytest.approx(1)
    assert on_oxygen.doped_range == pytest.approx(0.2)
    assert math.isnan(on_oxygen.low)
    assert math.isnan(on_oxygen.high)


def test_agrees_with_a_regression_and_shares_add_up():
    zeta = doped_charge(copper_holes=COPPER, oxygen_holes=OXYGEN)
    assert zeta == pytest.approx([0.0, 0.07, 0.17, 0.25])
    line, other = stats.linregress(zeta, COPPER), stats.linregress(zeta, OXYGEN)
    share = doped_share(copper_holes=COPPER, oxygen_holes=OXYGEN)
    assert share.copper == pytest.approx(line.slope)
    assert share.oxygen == pytest.approx(other.slope)
    assert share.high - share.copper == pytest.approx(stats.t.ppf(0.975, 2) * line.stderr)
    assert share.copper - share.low == pytest.approx(share.high - share.copper)
    assert (share.level, share.n) == (0.95, 4)
    assert other.stderr == pytest.approx(line.stderr)


def test_three_points_and_the_ends_of_the_range_are_enough():
    copper, oxygen = [0.0, 1.0, 2.0], [0.0, 2.0, 1.0]
    line = stats.linregress(doped_charge(copper_holes=copper, oxygen_holes=oxygen), copper)
    share = doped_share(copper_holes=copper, oxygen_holes=oxygen)
    assert share.high - share.copper == pytest.approx(stats.t.ppf(0.975, 1) * line.stderr)
    # A millionth of a hole is a difference.
    assert doped_share(copper_holes=[0.8, 0.8 + 2e-6], oxygen_holes=[0.2, 0.2]).copper == pytest.approx(1)


def test_reading_error_of_two_points():
    """For a small error e the share on copper has the deviation e sqrt(2 (s^2 + (1 - s)^2)) / range."""
    low, high = share_reading_interval(copper_holes=[0.8, 0.9], oxygen_holes=[0.2, 0.5], reading_error=0.002)
    expected = 1.96 * 0.002 * math.sqrt(2 * (0.25**2 + 0.75**2)) / 0.4
    assert (high - low) / 2 == pytest.approx(expected, rel=0.03)
    assert (high + low) / 2 == pytest.approx(0.25, abs=1e-3)
    usual = {"copper_holes": COPPER, "oxygen_holes": OXYGEN, "reading_error": 0.01}
    assert share_reading_interval(**usual) == share_reading_interval(
        **usual, level=0.95, n_draws=400_000, random_seed=0
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"copper_holes": [0.8, 2.5]}, "copper_holes"),
        ({"oxygen_holes": [-0.1, 0.2]}, "oxygen_holes"),
        ({"copper_holes": [0.8]}, "two or more"),
        ({"copper_holes": [0.8, 0.7], "oxygen_holes": [0.2, 0.3]}, "must vary"),
        ({"level": 1.0}, "level"),
        ({"level": 0.0}, "level"),
        ({"oxygen_holes": [0.2, 0.3, 0.4]}, "two or more"),
        ({"copper_holes": [[0.8, 0.9]], "oxygen_holes": [[0.2, 0.3]]}, "two or more"),
    ],
)
def test_bad_arguments_are_refused(change, words):
    with pytest.raises(ValueError, match=words):
        doped_share(**({"copper_holes": [0.8, 0.9], "oxygen_holes": [0.2, 0.3]} | change))


def test_reading_error_must_be_positive():
    for bad in (0, math.inf):
        with pytest.raises(ValueError, match="reading_error"):
            share_reading_interval(copper_holes=COPPER, oxygen_holes=OXYGEN, reading_error=bad)
