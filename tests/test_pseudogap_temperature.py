"""Lines through T*(p): ends and intervals against exact lines, a root search and the bootstrap."""

import numpy as np
import pytest
from scipy import optimize

from atombridge.pseudogap_temperature import thermal_energy_mev, tstar_line
from atombridge.statistics import bootstrap_interval

P = np.array([0.10, 0.12, 0.14, 0.17, 0.19, 0.21])
NOISE = np.array([4.0, -6.0, 3.0, 2.0, -5.0, 2.0])


def test_exact_line():
    line = tstar_line(doping=P, t_star_k=500 * (1 - P / 0.25))
    assert line.at_zero_doping.value == pytest.approx(500)
    assert line.end.value == pytest.approx(0.25)
    assert line.slope == pytest.approx(-2000)
    assert line.doping_at(300) == pytest.approx(0.1)
    assert line.end.high - line.end.low < 1e-6
    # A slope of much less than one kelvin per hole is a slope as well.
    slow = tstar_line(doping=P, t_star_k=1e-3 * (1 - P / 0.25))
    assert slow.end.high - slow.end.low < 1e-6


def test_fieller_interval_is_where_the_band_of_the_line_touches_zero():
    line = tstar_line(doping=P, t_star_k=500 * (1 - P / 0.25) + NOISE, level=0.9)
    v, (c0, c1) = line.fit.covariance, line.fit.parameters
    quantile = 2.131846786  # Student's t, 95 %, 4 degrees of freedom

    def edge(p, side):
        return c0 + c1 * p + side * quantile * np.sqrt(v[0, 0] + 2 * p * v[0, 1] + p * p * v[1, 1])

    assert line.end.low == pytest.approx(optimize.brentq(edge, 0.1, 0.5, args=(-1,)), rel=1e-6)
    assert line.end.high == pytest.approx(optimize.brentq(edge, 0.1, 0.5, args=(1,)), rel=1e-6)
    assert line.at_zero_doping.high - c0 == pytest.approx(quantile * np.sqrt(v[0, 0]), rel=1e-6)
    assert c0 - line.at_zero_doping.low == pytest.approx(quantile * np.sqrt(v[0, 0]), rel=1e-6)


def test_intervals_are_those_of_95_per_cent_and_four_points_are_enough():
    few = {"doping": P[:4], "t_star_k": 500 - 2000 * P[:4] + NOISE[:4]}
    line = tstar_line(**few)
    assert line.at_zero_doping.level == line.end.level == 0.95
    assert line.at_zero_doping == tstar_line(**few, level=0.95).at_zero_doping


def test_intervals_are_like_those_of_the_bootstrap():
    random = np.random.default_rng(1)
    p = np.linspace(0.08, 0.22, 40)
    t = 450 * (1 - p / 0.27) + random.normal(0, 15, 40)
    line = tstar_line(doping=p, t_star_k=t)
    resampled = bootstrap_interval(lambda x, y: -np.polyfit(x, y, 1)[1] / np.polyfit(x, y, 1)[0], p, t)
    assert line.end.low == pytest.approx(resampled.low, abs=0.004)
    assert line.end.high == pytest.approx(resampled.high, abs=0.004)


def test_flat_data_leave_the_end_open():
    line = tstar_line(doping=P, t_star_k=200 + NOISE)
    assert line.end.low == -np.inf
    assert line.end.high == np.inf


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"doping": P[:3], "t_star_k": [3.0, 2.0, 1.0]}, "at least 4 points"),
        ({"t_star_k": -P}, "t_star_k must be positive"),
        ({"t_star_k": np.full(6, 100.0)}, "must not be constant"),
        ({"level": 1.0}, "level must lie"),
        ({"level": 0.0}, "level must lie"),
        ({"doping": [np.nan, *P[1:]]}, "finite"),
    ],
)
def test_bad_input_is_refused(changed, words):
    with pytest.raises(ValueError, match=words):
        tstar_line(**{"doping": P, "t_star_k": 500 - 2000 * P, **changed})


def test_thermal_energy():
    assert thermal_energy_mev(temperature_k=300) == pytest.approx(25.852, abs=1e-3)
    with pytest.raises(ValueError, match="temperature_k"):
        thermal_energy_mev(temperature_k=0)
