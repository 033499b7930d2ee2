"""Gap scales against published constants, analytic limits and other formulas."""

import math

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from atombridge import gap_scales as g


def test_weak_coupling_ratios():
    assert pytest.approx(3.5278, abs=1e-4) == g.S_WAVE_RATIO
    # d-wave from the gap equation: at T = 0, <f^2 ln(2 w / (D |f|))> = <f^2> ln(2 e^g w / (pi Tc)) with f = cos 2 phi
    mean, _ = integrate.quad(
        lambda a: math.cos(a) ** 2 * math.log(abs(math.cos(a)) or 1), 0, math.pi, points=[math.pi / 2]
    )
    log_ratio = math.log(math.pi / math.exp(np.euler_gamma)) - mean / math.pi / 0.5
    assert pytest.approx(2 * math.exp(log_ratio), rel=1e-6) == g.D_WAVE_RATIO
    assert pytest.approx(4.28, abs=0.005) == g.D_WAVE_RATIO


def test_ratio_and_temperature_are_inverse():
    assert g.gap_ratio(two_delta_mev=80, temperature_k=95) == pytest.approx(9.77, abs=0.01)
    ratio = g.gap_ratio(two_delta_mev=[80, 10], temperature_k=[95, 30])
    assert g.temperature_of_gap(two_delta_mev=[80, 10], ratio=ratio) == pytest.approx([95, 30])
    # 3.53 kB for one kelvin is 0.304 meV
    assert g.temperature_of_gap(two_delta_mev=0.304, ratio=g.S_WAVE_RATIO) == pytest.approx(1, abs=1e-3)


def test_lines_of_the_review():
    assert g.pseudogap_line(doping_per_cu=[0.05, 0.16, 0.27]) == pytest.approx([152, 76, 0])
    assert g.condensate_line(doping_per_cu=0.16) == 42
    assert g.condensate_line(doping_per_cu=[0.05, 0.27]) == pytest.approx([0, 0], abs=0.03)
    assert g.pseudogap_line(doping_per_cu=0.16, largest_mev=100) == pytest.approx(50)


def test_crossing_is_where_the_lines_agree():
    at = float(g.lines_meet())
    root = optimize.brentq(
        lambda p: float(g.pseudogap_line(doping_per_cu=p) - g.condensate_line(doping_per_cu=p)), 0.2, 0.262
    )
    assert at == pytest.approx(root, abs=1e-9)
    both = g.lines_meet(pseudogap_mev=[152, 130], condensate_mev=[42, 42])
    assert both[1] < both[0], "a smaller pseudogap meets the condensate earlier"
    assert g.lines_meet(pseudogap_mev=300.0) == pytest.approx(0.27, abs=1e-3), "the common foot"


def test_half_dome_keeps_order_feet_and_top():
    x = g.feet_and_top(doping_per_cu=[0.05, 0.105, 0.16, 0.215, 0.27])
    assert x == pytest.approx([0.4, 0.7, 1, 1.15, 1.3])
    assert np.all(np.diff(g.feet_and_top(doping_per_cu=np.linspace(0, 0.3, 50))) > 0)


def test_line_value_against_linregress():
    rng = np.random.default_rng(3)
    x = rng.uniform(0.1, 0.2, 12)
    y = 100 - 400 * x + rng.normal(0, 5, 12)
    fit = stats.linregress(x, y)
    at = 0.16
    s = math.sqrt(np.sum((y - fit.intercept - fit.slope * x) ** 2) / 10)
    reach = stats.t.ppf(0.975, 10) * s * math.sqrt(1 / 12 + (at - x.mean()) ** 2 / np.sum((x - x.mean()) ** 2))
    value = g.line_value(x, y, at=at)
    assert value.value == pytest.approx(fit.intercept + fit.slope * at)
    assert (value.low, value.high) == pytest.approx((value.value - reach, value.value + reach))


def test_line_zero():
    x = np.linspace(0.1, 0.25, 8)
    exact = g.line_zero(x, 100 * (0.3 - x))
    assert (exact.value, exact.low, exact.high) == pytest.approx((0.3, 0.3, 0.3))
    noisy = g.line_zero(x, 100 * (0.3 - x) + np.array([1, -1] * 4))
    assert noisy.low < noisy.value < noisy.high
    assert noisy == g.line_zero(x, 100 * (0.3 - x) + np.array([1, -1] * 4)), "deterministic"


def test_bond():
    # a square cell of edge a: copper neighbours are a / sqrt 2 apart
    assert g.copper_oxygen_distance(a_angstrom=5.4, b_angstrom=5.4) == pytest.approx(5.4 / math.sqrt(2) / 2)
    assert g.bond_attraction(copper=1, oxygen=1, distance_angstrom=1) == pytest.approx(14.3996, abs=1e-3)
    # Two charges of 2 and 1.5 at 1.9 angstrom: 14.3996 * 3 / 1.9 eV.
    assert g.bond_attraction(copper=2, oxygen=1.5, distance_angstrom=1.9) == pytest.approx(22.7362, abs=1e-3)
    copper, oxygen = g.bond_charges(doping_per_cu=0.2, oxygen_share=0.75)
    assert (copper, oxygen) == pytest.approx((2.05, 1.925))
    # charge is conserved: copper and two oxygens together gain p
    assert copper - 2 * oxygen == pytest.approx(2 - 4 + 0.2)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: g.gap_ratio(two_delta_mev=-1, temperature_k=90), "two_delta_mev must be positive"),
        (lambda: g.gap_ratio(two_delta_mev=1, temperature_k=0), "temperature_k must be positive"),
        (lambda: g.temperature_of_gap(two_delta_mev=1, ratio=np.nan), "ratio must be positive"),
        (lambda: g.pseudogap_line(doping_per_cu=1.2), "doping_per_cu must lie between 0 and 1, got 1.2"),
        (lambda: g.condensate_line(doping_per_cu=0.1, largest_mev=-3), "largest_mev must be positive"),
        (lambda: g.lines_meet(condensate_mev=0), "condensate_mev must be positive"),
        (lambda: g.feet_and_top(doping_per_cu=0.1, left=1.1), "feet must satisfy"),
        (lambda: g.line_value([0, 1], [0, 1], at=0.5), "need at least 3 points, got 2"),
        (lambda: g.line_zero([0, 1, 2], [0, 1, 2]), "need at least 4 points, got 3"),
        (lambda: g.copper_oxygen_distance(a_angstrom=0, b_angstrom=5), "a_angstrom must be positive"),
        (lambda: g.bond_charges(doping_per_cu=0.1, oxygen_share=2), "oxygen_share must lie between 0 and 1, got 2"),
        (lambda: g.bond_charges(doping_per_cu=-0.1, oxygen_share=1), "doping_per_cu must lie between"),
        (lambda: g.bond_attraction(copper=1, oxygen=-1, distance_angstrom=2), "oxygen must be positive"),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_weak_coupling_ratios_follow_from_their_gap_equations():
    assert pytest.approx(3.5278, abs=1e-4) == g.S_WAVE_RATIO
    # At T = 0 the gap equation of a separable d wave differs from that of an s wave by the angular average below.
    average, _ = integrate.quad(lambda f: 2 * np.cos(f) ** 2 * np.log(np.cos(f)), 0, np.pi / 2)
    assert pytest.approx(g.S_WAVE_RATIO * np.exp(-average / (np.pi / 2)), rel=1e-8) == g.D_WAVE_RATIO
    assert pytest.approx(4.28, abs=0.005) == g.D_WAVE_RATIO


def test_from_gap_to_temperature_and_back():
    assert g.temperature_of_gap(two_delta_mev=80, ratio=7.9) == pytest.approx(117.5, abs=0.1)
    gap = g.gap_of_temperature(temperature_k=300, ratio=[7.4, 7.9, 8.4])
    assert gap == pytest.approx([191.3, 204.2, 217.2], abs=0.1)
    assert g.temperature_of_gap(two_delta_mev=gap, ratio=[7.4, 7.9, 8.4]) == pytest.approx(300)


@pytest.mark.parametrize("bad", [0, -1, np.nan, np.inf])
def test_bad_gap_or_ratio_is_refused(bad):
    with pytest.raises(ValueError, match="two_delta_mev"):
        g.temperature_of_gap(two_delta_mev=bad, ratio=7.9)
    with pytest.raises(ValueError, match="ratio"):
        g.gap_of_temperature(temperature_k=300, ratio=bad)


def test_edges_of_the_ranges_are_allowed():
    assert g.pseudogap_line(doping_per_cu=[0, 1]) == pytest.approx([152 * 0.27 / 0.22, -152 * 0.73 / 0.22])
    assert g.bond_charges(doping_per_cu=0.2, oxygen_share=0) == pytest.approx((2.2, 2.0))
    assert g.bond_charges(doping_per_cu=0.2, oxygen_share=1) == pytest.approx((2.0, 1.9))
    x, y = np.array([0.1, 0.15, 0.2]), np.array([60.0, 38.0, 22.0])
    assert g.line_value(x, y, at=0.15).value == pytest.approx(40)  # in the middle the line has the mean
    assert g.line_value(x, y, at=0.15).level == 0.95


@pytest.mark.parametrize("feet", [{"left": 0.0}, {"left": 1.0}, {"right": 1.0}])
def test_feet_at_the_optimum_or_at_zero_are_refused(feet):
    with pytest.raises(ValueError, match="feet must satisfy"):
        g.feet_and_top(doping_per_cu=0.1, **feet)


def test_zero_of_a_line_by_default_and_without_slope():
    x = np.linspace(0.1, 0.25, 12)
    y = 100 * (0.3 - x) + np.random.default_rng(4).normal(0, 2, 12)
    usual = g.line_zero(x, y)
    assert usual == g.line_zero(x, y, level=0.95, n_resamples=2000, random_seed=0)
    slope, intercept = np.polyfit(x, y, 1)
    assert usual.value == pytest.approx(-intercept / slope)
    # A line without slope meets zero nowhere: far away on the side of its sign.
    assert g.line_zero([-1.0, 0, 1, 2, 0.5], [1.0] * 5).value == 1e6
