"""The charge-transfer model against its limits, numerical derivatives and a published rate."""

import math

import numpy as np
import pytest

from atombridge.pressure import ChargeTransfer, parabola_vertex

GOOD = {"doping": 0.12, "tc_max_k": 93.0, "holes_per_gpa": 0.0037, "tc_max_rise_k_per_gpa": 0.8}


def test_without_charge_transfer_tc_rises_in_proportion():
    model = ChargeTransfer(**(GOOD | {"holes_per_gpa": 0.0}))
    assert model.tc([0, 10]) == pytest.approx(model.tc(0) * np.array([1, 101 / 93]))
    assert model.maximum == (math.inf, math.inf)
    still = ChargeTransfer(**(GOOD | {"holes_per_gpa": 0.0, "tc_max_rise_k_per_gpa": 0.0}))
    assert still.maximum == (0.0, float(still.tc(0)))
    assert ChargeTransfer(**(GOOD | {"doping": 0.4})).tc(0) == 0  # beyond the foot, yet a doping
    assert still.maximum[1] == pytest.approx(93 * (1 - 82.6 * 0.04**2))


def test_with_a_fixed_top_the_maximum_is_at_optimal_doping():
    model = ChargeTransfer(**(GOOD | {"tc_max_rise_k_per_gpa": 0.0}))
    pressure, height = model.maximum
    assert pressure == pytest.approx(0.04 / 0.0037)
    assert height == pytest.approx(93)


def test_optimal_doping_leaves_the_rise_of_the_top():
    # At p = 0.16 the first-order effect of charge transfer vanishes: dTc/dP = dTc,max/dP, as published for Y123.
    assert ChargeTransfer(**(GOOD | {"doping": 0.16})).initial_slope == pytest.approx(0.8)


@pytest.mark.parametrize("doping", [0.10, 0.122, 0.16, 0.20])
@pytest.mark.parametrize("rate", [0.0037, 0.0055])
def test_slope_and_maximum_against_a_grid(doping, rate):
    model = ChargeTransfer(**(GOOD | {"doping": doping, "holes_per_gpa": rate}))
    assert model.initial_slope == pytest.approx((model.tc(1e-6) - model.tc(0)) / 1e-6, abs=1e-4)
    grid = np.linspace(0, 40, 400_001)
    tc = model.tc(grid)
    pressure, height = model.maximum
    assert pressure == pytest.approx(grid[tc.argmax()], abs=1e-3)
    assert height == pytest.approx(tc.max(), abs=1e-6)


def test_parabola_passes_through_its_points():
    pressure, height, b = parabola_vertex(tc_k=80, initial_slope_k_per_gpa=6, pressure_gpa=5, tc_at_pressure_k=100)
    assert 80 + 6 * 5 - b * 25 == pytest.approx(100)
    assert height == pytest.approx(80 + 6 * pressure - b * pressure**2)


def test_parabola_with_twice_the_mean_slope_ends_at_its_vertex():
    pressure, height, _ = parabola_vertex(tc_k=82, initial_slope_k_per_gpa=5.5, pressure_gpa=8, tc_at_pressure_k=104)
    assert (pressure, height) == (pytest.approx(8), pytest.approx(104))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"doping": -0.1}, "doping must be finite, from 0 to 0.4"),
        ({"doping": math.nan}, "doping must be finite"),
        ({"doping": 0.401}, "doping must be finite, from 0 to 0.4, got 0.401"),
        ({"tc_max_k": 0}, "tc_max_k must be positive"),
        ({"holes_per_gpa": -1e-3}, "holes_per_gpa must be finite"),
        ({"tc_max_rise_k_per_gpa": math.inf}, "tc_max_rise_k_per_gpa must be finite"),
    ],
)
def test_bad_models_are_refused(change, words):
    with pytest.raises(ValueError, match=words):
        ChargeTransfer(**(GOOD | change))


def test_bad_pressures_and_parabolas_are_refused():
    with pytest.raises(ValueError, match="pressure_gpa must be finite and not negative, got -1"):
        ChargeTransfer(**GOOD).tc([0, -1])
    good = {"tc_k": 82, "initial_slope_k_per_gpa": 5.5, "pressure_gpa": 8, "tc_at_pressure_k": 104}
    with pytest.raises(ValueError, match=r"must exceed the mean slope 2\.75, got 2\.5"):
        parabola_vertex(**(good | {"initial_slope_k_per_gpa": 2.5}))
    with pytest.raises(ValueError, match=r"must exceed the mean slope 2\.75, got 2\.75"):
        parabola_vertex(**(good | {"initial_slope_k_per_gpa": 2.75}))
    with pytest.raises(ValueError, match="pressure_gpa must be positive"):
        parabola_vertex(**(good | {"pressure_gpa": 0}))
