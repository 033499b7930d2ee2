"""Departures from a line, and paraconductivity, against exact curves and the universal sheet conductance."""

import numpy as np
import pytest

from atombridge.resistivity import departure_from_line, paraconductivity

T = np.arange(20.0, 301.0, 20.0)


def test_departure_of_a_bent_line():
    rho = 100 + 2 * T + np.where(T < 150, 0.01 * (150 - T) ** 2, 0)
    result = departure_from_line(temperature_k=T, resistivity=rho, line_from_k=160)
    assert result.fit.parameters == pytest.approx([100, 2])
    assert result.relative[T == 100] == pytest.approx(0.01 * 50**2 / 300)
    assert np.all(np.abs(result.relative[T >= 160]) < 1e-12)
    assert np.all(result.relative[T < 150] > 0)


def test_band_is_the_textbook_prediction_interval():
    noise = np.array([1.0, -2.0, 0.5, 1.5, -1.0])
    t, x = np.arange(200.0, 301.0, 25.0), 100.0
    rho = 50 + t + noise
    result = departure_from_line(
        temperature_k=np.append(x, t), resistivity=np.append(160.0, rho), line_from_k=200, level=0.95
    )
    slope, intercept = np.polyfit(t, rho, 1)
    s2 = np.sum((rho - intercept - slope * t) ** 2) / 3
    half = 3.182446305 * np.sqrt(s2 * (1 + 1 / 5 + (x - t.mean()) ** 2 / np.sum((t - t.mean()) ** 2)))
    line = intercept + slope * x
    assert result.high[0] == pytest.approx(half / line)
    assert result.low[0] == pytest.approx(-half / line)
    assert result.relative[0] == pytest.approx(160 / line - 1)
    usual = departure_from_line(temperature_k=np.append(x, t), resistivity=np.append(160.0, rho), line_from_k=200)
    assert usual.level == 0.95
    assert usual.high[0] == result.high[0]


def test_four_points_are_enough_and_a_small_resistivity_is_one():
    result = departure_from_line(temperature_k=T[:4], resistivity=1e-6 * T[:4], line_from_k=20)
    assert result.relative == pytest.approx(np.zeros(4), abs=1e-9)


def test_a_line_below_zero_has_no_relative_departure():
    result = departure_from_line(temperature_k=T, resistivity=np.maximum(T - 150, 1), line_from_k=180)
    assert np.isnan(result.relative[0])


def test_sheet_conductance_of_pairs():
    # e^2 / 16 hbar = 1.52e-5 S per square; at T = e Tc the reduced temperature is one.
    value = paraconductivity(temperature_k=np.e * 60, tc_k=60, plane_spacing_angstrom=5.85)
    assert value == pytest.approx(1.5213e-5 / 5.85e-8, rel=1e-3)
    assert paraconductivity(temperature_k=[70, 140, 280], tc_k=60, plane_spacing_angstrom=5.85)[0] > value


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: departure_from_line(temperature_k=T, resistivity=T, line_from_k=260), "at least 4 points"),
        (lambda: departure_from_line(temperature_k=T, resistivity=-T, line_from_k=100), "resistivity"),
        (lambda: departure_from_line(temperature_k=T, resistivity=T, line_from_k=100, level=2), "level"),
        (lambda: departure_from_line(temperature_k=T, resistivity=T, line_from_k=100, level=1), "level"),
        (lambda: departure_from_line(temperature_k=T, resistivity=T, line_from_k=100, level=0), "level"),
        (lambda: paraconductivity(temperature_k=60, tc_k=60, plane_spacing_angstrom=5.85), "above tc_k"),
        (lambda: paraconductivity(temperature_k=70, tc_k=60, plane_spacing_angstrom=0), "plane_spacing"),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
