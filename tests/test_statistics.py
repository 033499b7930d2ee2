"""Statistics against NIST's certified values, sums done by hand, other routes to the same number, and simulation.

NIST StRD: data and certified values of https://www.itl.nist.gov/div898/strd/ (Norris, Pontius, Wampler1-5, Rat42).
They were typed from public copies: the tests of the SHG C++ library for the linear sets, checked against a Java port
where it was seen (Pontius, Wampler), and the GSL tests and an R copy of NIST's file, which agree, for Rat42.
"""

import inspect
import itertools
import math

import numpy as np
import pytest
from scipy import optimize, stats

from atombridge import statistics as ab

# --- NIST StRD --------------------------------------------------------------------------------------------------------

NORRIS_X = [
    0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0, 447.5,
    11.6, 556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1,
    448.9, 0.5,
]  # fmt: skip
NORRIS_Y = [
    0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3, 448.9,
    10.8, 557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4,
    449.2, 0.2,
]  # fmt: skip
PONTIUS_X = list(range(150_000, 3_000_001, 150_000)) * 2
PONTIUS_Y = [
    0.11019, 0.21956, 0.32949, 0.43899, 0.54803, 0.65694, 0.76562, 0.87487, 0.98292, 1.09146,
    1.20001, 1.30822, 1.41599, 1.52399, 1.63194, 1.73947, 1.84646, 1.95392, 2.06128, 2.16844,
    0.11052, 0.22018, 0.32939, 0.43886, 0.54798, 0.65739, 0.76596, 0.87474, 0.98300, 1.09150,
    1.20004, 1.30818, 1.41613, 1.52408, 1.63159, 1.73965, 1.84696, 1.95445, 2.06177, 2.16829,
]  # fmt: skip
WAMPLER_X = list(range(21))
WAMPLER_Y = {
    1: [
        1, 6, 63, 364, 1365, 3906, 9331, 19608, 37449, 66430, 111111, 177156, 271453, 402234, 579195, 813616, 1118481,
        1508598, 2000719, 2613660, 3368421,
    ],
    2: [
        1.00000, 1.11111, 1.24992, 1.42753, 1.65984, 1.96875, 2.38336, 2.94117, 3.68928, 4.68559, 6.00000, 7.71561,
        9.92992, 12.75603, 16.32384, 20.78125, 26.29536, 33.05367, 41.26528, 51.16209, 63.00000,
    ],
    3: [
        760, -2042, 2111, -1684, 3888, 1858, 11379, 17560, 39287, 64382, 113159, 175108, 273291, 400186, 581243, 811568,
        1121004, 1506550, 2002767, 2611612, 3369180,
    ],
    4: [
        75901, -204794, 204863, -204436, 253665, -200894, 214131, -185192, 221249, -138370, 315911, -27644, 455253,
        197434, 783995, 608816, 1370781, 1303798, 2205519, 2408860, 3444321,
    ],
    5: [
        7590001, -20479994, 20480063, -20479636, 25231365, -20476094, 20489331, -20460392, 18417449, -20413570,
        20591111, -20302844, 18651453, -20077766, 21059195, -19666384, 26348481, -18971402, 22480719, -17866340,
        10958421,
    ],
}  # fmt: skip
WAMPLER_ERRORS = np.array(
    [2152.32624678170, 2363.55173469681, 779.343524331583, 101.475507550350, 5.64566512170752, 0.112324854679312]
)
# Name: x, y, degree, coefficients, standard deviations, residual sum of squares, R squared.
NIST = {
    "Norris": (
        NORRIS_X, NORRIS_Y, 1, [-0.262323073774029, 1.00211681802045], [0.232818234301152, 0.429796848199937e-3],
        26.6173985294224, 0.999993745883712,
    ),
    "Pontius": (
        PONTIUS_X, PONTIUS_Y, 2, [0.673565789473684e-3, 0.732059160401003e-6, -0.316081871345029e-14],
        [0.107938612033077e-3, 0.157817399981659e-9, 0.486652849992036e-16], 0.155761768796992e-5, 0.999999900178537,
    ),
    "Wampler1": (WAMPLER_X, WAMPLER_Y[1], 5, np.ones(6), np.zeros(6), 0, 1),
    "Wampler2": (WAMPLER_X, WAMPLER_Y[2], 5, 0.1 ** np.arange(6), np.zeros(6), 0, 1),
    "Wampler3": (WAMPLER_X, WAMPLER_Y[3], 5, np.ones(6), WAMPLER_ERRORS, 83554268.0, 0.999995559025820),
    "Wampler4": (WAMPLER_X, WAMPLER_Y[4], 5, np.ones(6), 100 * WAMPLER_ERRORS, 835542680000.0, 0.957478440825662),
    "Wampler5": (
        WAMPLER_X, WAMPLER_Y[5], 5, np.ones(6), 1e4 * WAMPLER_ERRORS, 0.835542680000000e16, 0.224668921574940e-2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NIST)
def test_polynomials_reach_nists_certified_values(name):
    x, y, degree, coefficients, errors, rss, r2 = NIST[name]
    fit = ab.fit_polynomial(x, y, degree=degree)
    # Wampler4 and 5 bury coefficients of 1 under noise of up to 2e7: fewer digits can be right.
    digits = {"Wampler4": 1e-7, "Wampler5": 1e-5}.get(name, 1e-8)
    np.testing.assert_allclose(fit.parameters, coefficients, rtol=digits)
    np.testing.assert_allclose(fit.errors, errors, rtol=1e-11, atol=1e-8 if rss == 0 else 0)
    assert fit.rss == pytest.approx(rss, rel=1e-11, abs=1e-15 * np.max(np.abs(y)) ** 2)
    assert fit.r2 == pytest.approx(r2, rel=1e-12)


@pytest.mark.parametrize("start", [(100, 1, 0.1), (75, 2.5, 0.07)])
def test_user_model_reaches_nists_rat42(start):
    x = [9, 14, 21, 28, 42, 57, 63, 70, 79]
    y = [8.930, 10.800, 18.590, 22.330, 39.350, 56.110, 61.730, 64.620, 67.080]
    fit = ab.fit_model(lambda x, a, b, c: a / (1 + np.exp(b - c * x)), x, y, start=start)
    np.testing.assert_allclose(fit.parameters, [7.2462237576e01, 2.6180768402, 6.7359200066e-02], rtol=1e-8)
    np.testing.assert_allclose(fit.errors, [1.7340283401, 8.8295217536e-02, 3.4465663377e-03], rtol=1e-6)
    assert fit.rss == pytest.approx(8.0565229338, rel=1e-9)


# --- Least squares ----------------------------------------------------------------------------------------------------


def test_criteria_by_hand():
    # Means 1 and 3 in two halves: RSS of the mean is 4, of the line through the means at x = 0 and 1 it is 0.04.
    x, y = [0, 0, 1, 1], [0.9, 1.1, 2.9, 3.1]
    constant, line = (ab.fit_polynomial(x, y, degree=degree) for degree in (0, 1))
    assert constant.rss == pytest.approx(4.04)
    assert line.rss == pytest.approx(0.04)
    np.testing.assert_allclose(line.parameters, [1, 2])
    # s^2 = 0.02, sxx = 1: variance of the slope 0.02, of the intercept 0.02 (1/4 + 1/4).
    np.testing.assert_allclose(line.errors, np.sqrt([0.01, 0.02]))
    assert line.r2 == pytest.approx(1 - 0.04 / 4.04)
    assert constant.aicc == pytest.approx(4 * math.log(1.01) + 4 + 12)
    assert constant.bic == pytest.approx(4 * math.log(1.01) + 2 * math.log(4))
    assert line.bic == pytest.approx(4 * math.log(0.01) + 3 * math.log(4))
    # n = k + 2 = 4: the correction is infinite.
    assert line.aicc == math.inf
    assert line.predict(0.5) == pytest.approx(2)
    assert (constant.model, line.model, line.names) == ("constant", "line", ("c0", "c1"))


def test_aicc_of_a_page():
    # Values recorded for eight coherence lengths (evidence 18): AICc -6.7, -1.6, 2.1 for constant, line, parabola.
    p = [0.08, 0.11, 0.12, 0.14, 0.18, 0.205, 0.25, 0.27]
    xi = [27.0, 38.7, 37.0, 27.3, 14.8, 16.9, 41.6, 60.5]
    aicc = [round(ab.fit_polynomial(p, np.log(xi), degree=degree).aicc, 1) for degree in range(3)]
    assert aicc == [-6.7, -1.6, 2.1]


def test_weights_are_repetitions_and_only_ratios_count():
    rng = np.random.default_rng(1)
    x, y, counts = rng.random(12), rng.normal(size=12), rng.integers(1, 5, 12)
    repeated = ab.fit_polynomial(np.repeat(x, counts), np.repeat(y, counts), degree=2)
    weighted = ab.fit_polynomial(x, y, degree=2, weights=counts)
    np.testing.assert_allclose(weighted.parameters, repeated.parameters, rtol=1e-9)
    assert weighted.r2 == pytest.approx(repeated.r2)
    scaled = ab.fit_polynomial(x, y, degree=2, weights=1000 * counts)
    np.testing.assert_allclose(scaled.errors, weighted.errors)
    assert scaled.aicc == pytest.approx(weighted.aicc)
    user = ab.fit_model(lambda x, a, b, c: a + b * x + c * x**2, x, y, start=[0, 0, 0], weights=counts)
    np.testing.assert_allclose(user.parameters, weighted.parameters, rtol=1e-6)
    np.testing.assert_allclose(user.errors, weighted.errors, rtol=1e-5)
    assert user.aicc == pytest.approx(weighted.aicc)


def test_user_model_takes_the_best_start_and_names():
    x = np.linspace(0, 10, 40)
    y = np.cos(2 * x)
    fit = ab.fit_model(lambda x, w: np.cos(w * x), x, y, start=[[9.0], [1.9]], names=["w"], model="wave")
    assert fit.parameters[0] == pytest.approx(2)
    assert (fit.names, fit.model) == (("w",), "wave")
    for starts, words in (([1.0], "1 starting value"), ([[1.0], [2.0]], "2 starting values")):
        with pytest.raises(ValueError, match=f"wave did not converge from {words}$"):
            ab.fit_model(lambda x, w: np.full_like(x, np.nan), x, y, start=starts, model="wave")


def test_the_best_start_wins_wherever_it_stands():
    """From 0.3 and -9 the search ends at wrong frequencies, at 99 there is no function, at 1.9 it finds the wave."""
    x = np.linspace(0, 10, 40)

    def wave(x, w):
        return np.cos(w * x) if abs(w) < 50 else np.full_like(x, np.nan)

    for starts in itertools.permutations([-9.0, 0.3, 1.9, 99.0]):
        fit = ab.fit_model(wave, x, np.cos(2 * x), start=np.transpose([starts]))
        assert fit.parameters[0] == pytest.approx(2)
        assert fit.rss == pytest.approx(0, abs=1e-12)


def test_a_fit_prints_its_numbers_only():
    fit = ab.fit_polynomial([0, 1, 2, 3], [0, 1, 2, 4], degree=1)
    assert "model='line'" in repr(fit)
    assert "covariance" not in repr(fit)
    assert "function" not in repr(fit)


def test_cluster_errors_by_the_sums_and_against_repetition():
    x = np.array([0.0, 1, 2, 3, 4, 5])
    y = np.array([0.3, 0.8, 2.6, 2.9, 3.7, 5.4])
    groups = ["a", "b", "a", "c", "b", "c"]
    fit = ab.fit_polynomial(x, y, degree=1, groups=groups)
    design = np.column_stack([np.ones(6), x])
    residuals = y - design @ fit.parameters
    bread = np.linalg.inv(design.T @ design)
    meat = np.zeros((2, 2))
    for group in "abc":
        rows = [i for i, label in enumerate(groups) if label == group]
        score = design[rows].T @ residuals[rows]
        meat += np.outer(score, score)
    np.testing.assert_allclose(fit.covariance, 3 / 2 * 5 / 4 * bread @ meat @ bread)
    # Every record printed four times in the same paper: plain errors halve, clustered ones hardly move.
    rng = np.random.default_rng(2)
    x, y = rng.random(60), rng.normal(size=60)
    once, plain, own_group, clustered = (
        ab.fit_polynomial(np.repeat(x, m), np.repeat(y, m), degree=1, groups=groups).errors[1]
        for m, groups in [(1, None), (4, None), (1, np.arange(60)), (4, np.repeat(np.arange(60), 4))]
    )
    assert plain / once == pytest.approx(0.5, abs=0.02)
    assert clustered / own_group == pytest.approx(1, abs=0.02)
    assert clustered / once == pytest.approx(1, abs=0.2)


@pytest.mark.parametrize("unit", [1e-6, 1, 1e6])
@pytest.mark.parametrize(("bend", "seen"), [(1e-8, True), (5e-15, False)])
def test_small_residuals_decide_unless_they_are_rounding_errors(unit, bend, seen):
    line, parabola = (ab.fit_polynomial(X, unit * (1 + X + bend * X**2), degree=degree) for degree in (1, 2))
    assert (parabola.bic < line.bic) == seen
    assert (parabola.aicc < line.aicc) == seen
    assert line.r2 == pytest.approx(1)


def test_interpolation_has_no_errors_and_no_aicc():
    fit = ab.fit_polynomial([0, 1, 2], [0, 1, 4], degree=2)
    np.testing.assert_allclose(fit.parameters, [0, 0, 1], atol=1e-12)
    assert np.all(np.isnan(fit.errors))
    assert fit.aicc == math.inf


# --- Comparison of models ---------------------------------------------------------------------------------------------

X = np.linspace(0, 1, 40)
SHAPES = {
    "constant": (np.full(40, 3.0), [3]),
    "line": (1 + 2 * X, [1, 2]),
    "parabola": (1 + 2 * X - 3 * X**2, [1, 2, -3]),
    "two segments": (2 + 3 * np.minimum(X - 0.4, 0) - np.maximum(X - 0.4, 0), [2, 3, -1, 0.4]),
    "trapezoid": (2 + 5 * np.minimum(X - 0.3, 0) - 4 * np.maximum(X - 0.7, 0), [2, 5, -4, 0.3, 0.4]),
    "two steps": (
        1 + 2 / (1 + np.exp(-(X - 0.25) / 0.02)) + 1.5 / (1 + np.exp(-(X - 0.75) / 0.02)),
        [1, 2, 1.5, 0.25, 0.5, 0.02],
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_compare_models_names_the_shape(shape):
    clean, parameters = SHAPES[shape]
    noise = np.random.default_rng(3).normal(scale=0.02, size=40)
    table = ab.compare_models(X, clean + noise)
    assert {fit.model for fit in table} == set(ab.MODELS)
    assert table[0].model == shape
    assert table[0].delta == 0
    assert [fit.delta for fit in table] == sorted(fit.aicc - table[0].aicc for fit in table)
    np.testing.assert_array_less(np.abs(table[0].parameters - parameters), 4 * table[0].errors + 1e-12)
    np.testing.assert_allclose(table[0].predict(X), clean, atol=0.05)


def test_compare_models_on_perfect_data_prefers_the_simpler():
    assert ab.compare_models(X, SHAPES["line"][0])[0].model == "line"
    assert ab.compare_models(X, SHAPES["constant"][0])[0].model == "constant"
    assert ab.compare_models(X, np.zeros(40), models=["line", "constant"])[0].model == "constant"


def test_parameters_the_data_do_not_fix_have_infinite_errors():
    # On a tent the two steps melt into a peak: huge heights of opposite sign at almost one place.
    x = np.arange(12.0)
    y = np.minimum(x - 5.5, 0) - np.maximum(x - 5.5, 0) + 0.01 * np.cos(9 * x)
    table = {fit.model: fit for fit in ab.compare_models(x, y)}
    assert np.all(np.isinf(table["two steps"].errors))
    assert table["two segments"].parameters[3] == pytest.approx(5.5, abs=0.05)
    assert table["two segments"].errors[3] < 0.05


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6])
def test_two_segments_break_where_the_squares_are_least(unit):
    y = SHAPES["two segments"][0] + np.random.default_rng(5).normal(scale=0.05, size=40)
    (fit,) = ab.compare_models(unit * X, y, models=["two segments"])

    def rss(at):
        design = np.column_stack([np.ones(40), np.minimum(X - at, 0), np.maximum(X - at, 0)])
        return np.linalg.lstsq(design, y)[1][0]

    after = np.searchsorted(X, fit.parameters[3] / unit)
    least = optimize.minimize_scalar(rss, bounds=X[after - 1 : after + 1], method="bounded", options={"xatol": 1e-10})
    assert fit.parameters[3] / unit == pytest.approx(least.x, abs=1e-6)
    assert fit.rss == pytest.approx(least.fun, rel=1e-9)


def _two_steps(x, lowest, first, second, at, distance, width):
    first_step, second_step = (1 / (1 + np.exp((place - x) / width)) for place in (at, at + distance))
    return lowest + first * first_step + second * second_step


def _two_segments(x, level, left, right, at):
    return level + left * np.minimum(x - at, 0) + right * np.maximum(x - at, 0)


@pytest.mark.parametrize(("shape", "function"), [("two steps", _two_steps), ("two segments", _two_segments)])
def test_bent_models_have_the_minimum_and_the_errors_of_a_search_with_derivatives(shape, function):
    y = SHAPES[shape][0] + np.random.default_rng(5).normal(scale=0.05, size=40)
    (fit,) = ab.compare_models(X, y, models=[shape])
    other = ab.fit_model(function, X, y, start=fit.parameters)
    np.testing.assert_allclose(fit.parameters, other.parameters, rtol=2e-6)
    np.testing.assert_allclose(fit.errors, other.errors, rtol=2e-6)
    assert fit.rss == pytest.approx(other.rss, rel=1e-9)
    # In other units the same, finite errors.
    (scaled,) = ab.compare_models(1e-6 * X, 1e6 * y, models=[shape])
    units = {"two steps": [1e6] * 3 + [1e-6] * 3, "two segments": [1e6, 1e12, 1e12, 1e-6]}[shape]
    np.testing.assert_allclose(scaled.errors / units, fit.errors, rtol=1e-4)


def test_compare_models_does_not_depend_on_units():
    y = SHAPES["two steps"][0] + np.random.default_rng(4).normal(scale=0.05, size=40)
    small = ab.compare_models(X, y)
    large = ab.compare_models(6 + 1e-3 * X, 1e4 * y)
    assert [fit.model for fit in small] == [fit.model for fit in large]
    np.testing.assert_allclose([fit.delta for fit in small], [fit.delta for fit in large], atol=0.05)


def test_compare_models_leaves_out_what_the_data_cannot_carry():
    y = [1.0, 2.1, 2.9, 4.2, 4.8, 6.1]
    assert {fit.model for fit in ab.compare_models(range(6), y)} == {"constant", "line", "parabola"}
    assert {fit.model for fit in ab.compare_models([0, 0, 0, 1, 1, 1], y)} == {"constant"}
    with pytest.raises(ValueError, match="model 'tent' is unknown, allowed are constant"):
        ab.compare_models(range(6), y, models=["tent"])
    with pytest.raises(ValueError, match="need at least 4 points, got 3"):
        ab.compare_models(range(3), y[:3])


def test_compare_models_takes_them_in_any_order():
    y = [1.0, 2.1, 2.9, 4.2, 4.8, 6.1]
    table = ab.compare_models(range(6), y, models=["two steps", "parabola", "two segments", "line"])
    assert {fit.model for fit in table} == {"line", "parabola"}


@pytest.mark.parametrize(("left", "right"), [(1.4, 6.5), (5.0, 10.6), (1.3, 10.7)])
def test_breaks_may_lie_between_the_second_and_the_third_point_from_an_end(left, right):
    x = np.arange(13.0)
    for model, y, breaks in (
        ("trapezoid", 2 + 3 * np.minimum(x - left, 0) - 2 * np.maximum(x - right, 0), (left, right - left)),
        ("two segments", 3 * np.minimum(x - left, 0) - 2 * np.maximum(x - left, 0), (left,)),
        ("two segments", 3 * np.minimum(x - right, 0) - 2 * np.maximum(x - right, 0), (right,)),
    ):
        (fit,) = ab.compare_models(x, y, models=[model])
        assert fit.parameters[3:] == pytest.approx(breaks, abs=1e-3)
        assert fit.rss == pytest.approx(0, abs=1e-4)


def test_extra_models_are_ranked_with_the_others():
    x = np.linspace(0.05, 0.3, 20)
    y = 40 * x ** (2 / 3) + np.random.default_rng(5).normal(scale=0.05, size=20)
    power = ab.fit_model(lambda x, a: a * x ** (2 / 3), x, y, start=[1.0], model="power law")
    table = ab.compare_models(x, y, extra=[power])
    assert table[0].model == "power law"
    with pytest.raises(ValueError, match=r"need fits of one data set, got \[20, 40\] points"):
        ab.rank_fits([power, ab.fit_polynomial(X, X, degree=1)])
    with pytest.raises(ValueError, match="got none"):
        ab.rank_fits([])


# --- Bootstrap --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_bootstrap_is_scipys(method):
    values = np.random.default_rng(6).exponential(size=30)
    ours = ab.bootstrap_interval(np.mean, values, method=method, n_resamples=500, random_seed=7)
    scipys = stats.bootstrap(
        (values,),
        np.mean,
        method={"bca": "BCa"}.get(method, method),
        n_resamples=500,
        vectorized=False,
        rng=np.random.default_rng(7),
    ).confidence_interval
    assert (ours.value, ours.low, ours.high) == pytest.approx((values.mean(), *scipys))
    # Groups of one are the points themselves.
    grouped = ab.bootstrap_interval(np.mean, values, method=method, n_resamples=500, random_seed=7, groups=range(30))
    assert grouped == ours


def test_bootstrap_keeps_pairs_together_and_depends_on_the_seed_only():
    x = np.random.default_rng(8).normal(size=40)

    def slope(x, y):
        return np.polyfit(x, y, 1)[0]

    exact = ab.bootstrap_interval(slope, x, 3 * x, n_resamples=200)
    assert (exact.low, exact.high) == pytest.approx((3, 3))
    runs = [ab.bootstrap_interval(np.median, x, n_resamples=300, random_seed=seed) for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]
    wide = ab.bootstrap_interval(np.median, x, n_resamples=300, level=0.99, random_seed=1)
    assert wide.high - wide.low > runs[0].high - runs[0].low


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_bootstrap_widens_when_records_repeat_within_groups(method):
    values = np.random.default_rng(9).normal(size=40)
    once = ab.bootstrap_interval(np.mean, values, method=method)
    many, labels = np.repeat(values, 5), np.repeat(np.arange(40), 5)
    naive = ab.bootstrap_interval(np.mean, many, method=method)
    clustered = ab.bootstrap_interval(np.mean, many, groups=labels, method=method)
    width = {name: found.high - found.low for name, found in [("once", once), ("naive", naive), ("by", clustered)]}
    assert width["naive"] / width["once"] == pytest.approx(1 / math.sqrt(5), rel=0.15)
    assert width["by"] == pytest.approx(width["once"])


def test_bootstrap_coverage():
    # Group means vary with standard deviation 1, records within a group with 0.5: the mean of 30 groups of 4.
    rng = np.random.default_rng(10)
    runs, labels = 100, np.repeat(np.arange(30), 4)
    covered = {"by group": 0, "naive": 0}
    for seed in range(runs):
        values = np.repeat(rng.normal(size=30), 4) + rng.normal(scale=0.5, size=120)
        for name, groups in [("by group", labels), ("naive", None)]:
            found = ab.bootstrap_interval(np.mean, values, groups=groups, n_resamples=200, random_seed=seed)
            covered[name] += found.low <= 0 <= found.high
    # 0.95 less a little for 200 resamples and 30 groups; 100 runs leave a standard error of 0.022.
    assert 0.87 <= covered["by group"] / runs <= 1
    assert covered["naive"] / runs < 0.8


def test_bootstrap_refuses():
    with pytest.raises(ValueError, match="method 'basic' is unknown, allowed are percentile, bca"):
        ab.bootstrap_interval(np.mean, [1, 2, 3], method="basic")
    with pytest.raises(ValueError, match="no bca interval: the resamples agree too closely"):
        ab.bootstrap_interval(np.mean, [2.0] * 10, method="bca")
    with pytest.raises(ValueError, match="the statistic is NaN in 200 of 200 resamples"):
        ab.bootstrap_interval(lambda values: math.nan, [1, 2, 3], n_resamples=200)
    with pytest.raises(ValueError, match="at least 100 resamples, got 10"):
        ab.bootstrap_interval(np.mean, [1, 2, 3], n_resamples=10)
    with pytest.raises(ValueError, match="data 2 must be finite, got nan at position 1"):
        ab.bootstrap_interval(np.mean, [1, 2, 3], [1, math.nan, 3])
    flat = ab.bootstrap_interval(np.mean, [2.0] * 10)
    assert (flat.low, flat.high) == (2, 2)


# --- Rank trends ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_perfect_order_of_four_has_p_of_two_in_24(method):
    up = ab.rank_trend([1, 2, 3, 4], [1, 4, 9, 16], method=method)
    assert up.statistic == pytest.approx(1)
    assert up.p_value == pytest.approx(2 / 24)
    assert up.exact
    assert up.high == 1
    assert up.low < 0
    down = ab.rank_trend([1, 2, 3, 4], [-1, -4, -9, -16], method=method)
    assert (down.low, down.high) == pytest.approx((-up.high, -up.low))


@pytest.mark.parametrize("method", ["spearman", "kendall"])
@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4, 5], [4, 0, 5, 2, 1, 3]])
def test_exact_p_counts_all_orders_with_ties(method, order):
    x, y = np.array([-1.0, 2, 2, 3, 4, 5])[order], np.array([1.0, 1, 3, 2, 5, 5])[order]
    of = {"spearman": stats.spearmanr, "kendall": stats.kendalltau}[method]
    observed = of(x, y).statistic
    values = np.array([of(x, order).statistic for order in itertools.permutations(y)])
    one_sided = min(np.mean(values >= observed - 1e-12), np.mean(values <= observed + 1e-12))
    found = ab.rank_trend(x, y, method=method)
    assert found.statistic == pytest.approx(observed)
    assert found.p_value == pytest.approx(2 * one_sided)


def test_kendall_is_exact_and_spearman_asymptotic_beyond_eight():
    rng = np.random.default_rng(11)
    x, y = rng.random(12), rng.random(12)
    kendall, spearman = ab.rank_trend(x, y, method="kendall"), ab.rank_trend(x, y)
    assert kendall.exact
    assert kendall.p_value == pytest.approx(stats.kendalltau(x, y, method="exact").pvalue)
    assert not spearman.exact
    assert spearman.p_value == pytest.approx(stats.spearmanr(x, y).pvalue)
    assert not ab.rank_trend(x, np.round(y, 1), method="kendall").exact


def test_fisher_intervals_by_hand():
    # artanh(r) is taken as normal with the variance of the method.
    rng = np.random.default_rng(12)
    x = rng.random(19)
    y = x + 0.3 * rng.random(19)
    for method, variance in [("spearman", lambda r: (1 + r**2 / 2) / 16), ("kendall", lambda r: 0.437 / 15)]:
        found = ab.rank_trend(x, y, method=method)
        reach = 1.959963984540054 * math.sqrt(variance(found.statistic))
        centre = math.atanh(found.statistic)
        assert (found.low, found.high) == pytest.approx((math.tanh(centre - reach), math.tanh(centre + reach)))
    assert (ab.rank_trend([1, 2, 3], [1, 3, 2]).low, ab.rank_trend([1, 2, 3], [1, 3, 2]).high) == (-1, 1)


@pytest.mark.parametrize("n", [5, 10, 20])
@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_interval_of_a_perfect_order_begins_half_a_step_below_one(method, n):
    """One exchange of neighbours lowers Spearman's coefficient by 12/(n^3 - n), Kendall's by 4/(n^2 - n)."""
    swapped = ab.rank_trend(np.arange(n), [1, 0, *range(2, n)], method=method)
    inner = (1 + swapped.statistic) / 2
    variance = (1 + inner**2 / 2) / (n - 3) if method == "spearman" else 0.437 / (n - 4)
    low = math.tanh(math.atanh(inner) - 1.959963984540054 * math.sqrt(variance))
    up, down = (ab.rank_trend(np.arange(n), sign * np.arange(n), method=method) for sign in (1, -1))
    assert (up.low, up.high) == pytest.approx((low, 1))
    assert (down.low, down.high) == pytest.approx((-1, -low))
    assert swapped.high < 1


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_resampled_rank_correlations_are_those_of_the_drawn_points(method):
    rng = np.random.default_rng(13)
    x, y = rng.integers(0, 6, 25).astype(float), rng.integers(0, 6, 25).astype(float)
    counts = ab._resample_counts(25, 20, 1)
    assert np.all(counts.sum(axis=1) == 25)
    ours = {"spearman": ab._resampled_spearman, "kendall": ab._resampled_kendall}[method](x, y, counts)
    of = {"spearman": stats.spearmanr, "kendall": stats.kendalltau}[method]
    drawn = [np.repeat(np.arange(25), row.astype(int)) for row in counts]
    np.testing.assert_allclose(ours, [of(x[rows], y[rows]).statistic for rows in drawn], atol=1e-12)


def test_rank_interval_widens_with_groups():
    rng = np.random.default_rng(14)
    x = rng.random(30)
    y = x + rng.normal(scale=0.5, size=30)
    rows = np.repeat(np.arange(30), 6)
    naive = ab.rank_trend(x[rows], y[rows])
    clustered = ab.rank_trend(x[rows], y[rows], groups=rows)
    once = ab.rank_trend(x, y)
    assert clustered.high - clustered.low > 1.8 * (naive.high - naive.low)
    assert clustered.high - clustered.low == pytest.approx(once.high - once.low, rel=0.3)


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_rank_interval_by_group_is_that_of_the_resamples(method):
    rng = np.random.default_rng(35)
    codes = np.repeat(np.arange(7), 3)
    x, y = rng.random(21), rng.random(21)
    found = ab.rank_trend(x, y, method=method, groups=codes, level=0.9, random_seed=4, n_resamples=400)
    of = {"spearman": ab._resampled_spearman, "kendall": ab._resampled_kendall}[method]
    values = of(x, y, ab._resample_counts(7, 400, 4)[:, codes])
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(values, [0.05, 0.95])))


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_no_order_at_all_has_a_p_of_one(method):
    assert ab.rank_trend([1, 2, 3], [1, 3, 1], method=method).p_value == 1


def test_trend_word_needs_an_interval_without_zero_and_a_p_below_alpha():
    trend = {"method": "spearman", "n": 9, "exact": False, "level": 0.95}
    for sign, word in ((1, "increasing"), (-1, "decreasing")):
        for near, p, expected in ((0.1, 0.04, word), (0.0, 0.04, "none"), (-0.1, 0.04, "none"), (0.1, 0.05, "none")):
            low, high = sorted([sign * near, sign * 0.9])
            assert ab.trend_word(ab.RankTrend(statistic=sign * 0.5, p_value=p, low=low, high=high, **trend)) == expected


def test_rank_interval_coverage():
    # Spearman's correlation of a bivariate normal with r = 0.6 is 6/pi arcsin(r/2).
    rng = np.random.default_rng(15)
    true, runs, labels = 6 / math.pi * math.asin(0.3), 200, np.arange(40)
    covered = np.zeros(2)
    for _ in range(runs):
        x = rng.normal(size=40)
        y = 0.6 * x + 0.8 * rng.normal(size=40)
        found = [ab.rank_trend(x, y), ab.rank_trend(x, y, groups=labels, n_resamples=300)]
        covered += [trend.low <= true <= trend.high for trend in found]
    # The standard error of 200 runs is 0.015.
    assert np.all(covered / runs > 0.90)


def test_trend_word():
    up = ab.rank_trend(range(10), [0, 1, 3, 2, 4, 5, 7, 6, 8, 9])
    assert ab.trend_word(up) == "increasing"
    assert ab.trend_word(ab.rank_trend(range(10), [9, 8, 6, 7, 5, 4, 2, 3, 1, 0])) == "decreasing"
    assert ab.trend_word(up, alpha=up.p_value) == "none"
    assert ab.trend_word(ab.rank_trend([1, 2, 3, 4], [1, 2, 3, 4])) == "none"
    # A dome is invisible to a rank correlation.
    assert ab.trend_word(ab.rank_trend(X, -((X - 0.5) ** 2))) == "none"
    # Significant only because one paper is repeated: the interval by group holds the word back.
    x, y = [1, 2, 3, 4] + [5] * 20, [3, 1, 2, 2.5] + [5] * 20
    groups = [1, 2, 3, 4] + [5] * 20
    assert ab.trend_word(ab.rank_trend(x, y)) == "increasing"
    assert ab.trend_word(ab.rank_trend(x, y, groups=groups)) == "none"


def test_theil_sen():
    # The ten slopes of these points: one outlier does not move the median.
    x, y = np.arange(5.0), np.array([1.0, 3, 5, 7, 100])
    found = ab.theil_sen(x, y)
    assert (found.slope, found.intercept) == pytest.approx((2, 5 - 2 * 2))
    assert found.low <= found.slope <= found.high
    rng = np.random.default_rng(16)
    inside = 0
    for _ in range(200):
        x = rng.random(30)
        found = ab.theil_sen(x, 2 * x + rng.standard_t(3, size=30))
        inside += found.low <= 2 <= found.high
    assert 0.91 <= inside / 200 <= 0.99


# --- Dome or not ------------------------------------------------------------------------------------------------------


def test_perfect_parabola_is_a_dome_at_its_vertex():
    x = np.linspace(0.05, 0.27, 23)
    y = 38 * (1 - 82.6 * (x - 0.16) ** 2)
    found = ab.dome_or_not(x, y)
    assert found.word == "dome"
    assert found.criteria_met == 4
    assert (found.extremum, found.low, found.high) == pytest.approx((0.16, 0.16, 0.16))
    assert found.curvature == pytest.approx(-38 * 82.6)
    assert found.two_lines.slope_left > 0 > found.two_lines.slope_right
    assert found.two_lines.break_at == pytest.approx(0.16, abs=0.02)


@pytest.mark.parametrize("groups", [None, np.arange(60) // 3])
def test_mirror_images_and_units(groups):
    rng = np.random.default_rng(17)
    x = rng.random(60)
    y = -4 * (x - 0.45) ** 2 + rng.normal(scale=0.1, size=60)
    dome = ab.dome_or_not(x, y, groups=groups)
    valley = ab.dome_or_not(x, -y, groups=groups)
    moved = ab.dome_or_not(7 + 1e-3 * x, 1e5 * y - 3, groups=groups)
    assert (dome.word, valley.word, moved.word) == ("dome", "valley", "dome")
    assert ab.dome_or_not(x, -1e-3 * y, groups=groups).word == "valley"
    assert (valley.extremum, valley.low, valley.high) == pytest.approx((dome.extremum, dome.low, dome.high))
    assert ((moved.low - 7) * 1e3, (moved.high - 7) * 1e3) == pytest.approx((dome.low, dome.high), abs=1e-6)
    assert valley.two_lines.p_left == pytest.approx(dome.two_lines.p_left)
    assert dome.two_lines.shows_dome()
    assert not dome.two_lines.shows_valley()
    assert valley.two_lines.shows_valley()
    assert dome.n_groups == (60 if groups is None else 20)


def test_the_closed_form_is_the_fit_of_each_resample():
    rng = np.random.default_rng(18)
    x = rng.random(15)
    y = -3 * (x - 0.4) ** 2 + rng.normal(scale=0.3, size=15)
    codes = np.arange(15) // 2
    counts = ab._resample_counts(8, 200, 5)[:, codes].astype(int)
    expected = []
    for row in counts:
        drawn = np.repeat(np.arange(15), row)
        if len(np.unique(drawn)) > 2:
            c2, c1, _ = np.polyfit(x[drawn], y[drawn], 2)
            ends = np.polyval([c2, c1, 0], x.max()) - np.polyval([c2, c1, 0], x.min())
            expected.append(-c1 / (2 * c2) if c2 < 0 else math.copysign(math.inf, ends))
    tops, concave = ab._resampled_maxima(x, y, codes, 200, 5)
    assert not concave.all()
    np.testing.assert_allclose(tops, expected, rtol=1e-6)
    np.testing.assert_array_equal(concave, np.isfinite(tops))


@pytest.mark.parametrize("groups", [None, np.arange(12) // 2])
def test_interval_and_p_value_of_a_dome_by_their_definitions(groups):
    rng = np.random.default_rng(37)
    x = rng.random(12)
    y = -3 * (x - 0.4) ** 2 + rng.normal(scale=0.2, size=12)
    found = ab.dome_or_not(x, y, groups=groups, level=0.8, n_resamples=300, random_seed=6)
    codes = np.arange(12) if groups is None else groups
    tops, concave = ab._resampled_maxima(x, y, codes, 300, 6)
    ordered = np.sort(tops)
    assert found.low == ordered[math.ceil(0.1 * len(tops)) - 1]
    assert found.high == ordered[math.ceil(0.9 * len(tops)) - 1]
    assert found.same_sign_share == concave.mean()
    parabola = ab.fit_polynomial(x, y, degree=2, groups=groups)
    dof = 9 if groups is None else 5
    t = abs(parabola.parameters[2]) / parabola.errors[2]
    assert found.curvature_p == pytest.approx(2 * stats.t.sf(t, dof))
    assert found.curvature_error == pytest.approx(parabola.errors[2])
    assert found.extremum == pytest.approx(-parabola.parameters[1] / (2 * parabola.parameters[2]))


def test_resamples_of_two_places_have_no_parabola():
    counts = ab._resample_counts(4, 300, 9)
    three = (counts > 0).sum(axis=1) >= 3
    tops, _ = ab._resampled_maxima(np.array([0.0, 1, 3, 7]), np.array([0.0, 2, 3, 1]), np.arange(4), 300, 9)
    assert 0 < len(tops) < 300
    assert len(tops) == three.sum()


def test_words_for_other_shapes():
    rng = np.random.default_rng(19)
    x, noise = np.linspace(0, 1, 80), rng.normal(scale=0.05, size=80)
    words = {
        "line": 2 * x,
        "falling line": -2 * x,
        "saturating": 1 - np.exp(-x / 0.2),
        "two plateaus": (x > 0.3) + 1.0 * (x > 0.7),
        "noise": 0 * x,
        "wave": np.sin(4 * np.pi * x),
    }
    found = {name: ab.dome_or_not(x, y + noise).word for name, y in words.items()}
    assert found == {
        "line": "increasing",
        "falling line": "decreasing",
        "saturating": "increasing",
        "two plateaus": "increasing",
        "noise": "none",
        "wave": "none",
    }
    assert set(found.values()) <= set(ab.SHAPES)


def test_each_criterion_can_fail_alone():
    x = np.linspace(0, 1, 60)
    noise = np.random.default_rng(20).normal(scale=0.02, size=60)
    straight = ab.dome_or_not(x, x + noise)
    assert straight.curvature_p > 0.05
    assert straight.criteria == dict.fromkeys(straight.criteria, False)
    # Saturation: curved, with the vertex inside, but nothing falls.
    flat_end = ab.dome_or_not(x, np.minimum(x, 0.55) + noise)
    assert flat_end.criteria == {"curvature": True, "bic": True, "inside": True, "two_lines": False}
    assert flat_end.word == "increasing"
    # The maximum lies beyond the data.
    beyond = ab.dome_or_not(x, -((x - 1.2) ** 2) + noise)
    assert beyond.criteria == {"curvature": True, "bic": True, "inside": False, "two_lines": False}
    assert beyond.extremum > 1
    assert beyond.word == "increasing"
    # One point alone carries the fall: resamples often miss it.
    few = ab.dome_or_not([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 3.0], [0, 0.9, 2.1, 2.9, 4.1, 5.0, 6.1, 1.0])
    assert not few.criteria["inside"]
    assert few.word != "dome"


def test_established_arms_forbid_a_monotonic_word():
    # Long rise, short sharp fall: ranks say increasing, yet the right arm falls.
    x = np.linspace(0, 1, 100)
    y = np.where(x < 0.8, x, 0.8 - 3 * (x - 0.8)) + np.random.default_rng(21).normal(scale=0.02, size=100)
    found = ab.dome_or_not(x, y, break_at=0.8)
    assert ab.trend_word(found.trend) == "increasing"
    assert found.two_lines.shows_dome()
    assert found.word in ("dome", "none")


def test_break_is_the_quantile_of_the_flat_part_by_the_strengths_of_the_arms():
    for seed in range(6):
        rng = np.random.default_rng(seed)
        x = rng.permutation(np.concatenate([rng.random(22), [0.3, 0.5, 0.5]]))
        y = -3 * np.maximum(0.35 - x, 0) - np.maximum(x - 0.65, 0) + 0.2 * rng.normal(size=25)
        assert ab.fit_polynomial(x, y, degree=2).parameters[2] < 0
        fitted, error = ab._smooth(x, y)
        low, high = np.quantile(x, [0.1, 0.9])
        middle = (x > low) & (x < high)
        flat = x[middle & (fitted + error > max(fitted[middle]))]
        t = []
        for arm in (x <= np.median(flat), x >= np.median(flat)):
            slope, slope_error, _ = ab._arm(x[arm], y[arm], np.arange(25)[arm])
            t.append(abs(slope) / slope_error)
        assert ab.two_lines_test(x, y).break_at == pytest.approx(np.quantile(flat, t[1] / (t[0] + t[1])))


def test_break_leaves_the_flat_part_to_an_arm_where_the_other_is_too_short():
    x = np.array([0, 1, 1.1, 2, 3, 4, 5])
    lines = ab.two_lines_test(x, [3.0, 2.2, 1.9, 1.4, -0.2, -0.8, -2.3])
    assert lines.break_at == 1.1
    # Nor does an arm without scatter count: the break of a tent is its top.
    assert ab.two_lines_test(np.arange(11.0), 5 - np.abs(np.arange(11.0) - 5)).break_at == 5


def test_break_stays_in_the_middle_eighty_per_cent():
    x = np.arange(501.0)
    noise = 1e-3 * np.random.default_rng(36).normal(size=501)
    assert ab._robin_hood(x, noise - 3 * x, np.arange(501)) == 51
    assert ab._robin_hood(x, noise + 3 * x, np.arange(501)) == 449


def test_the_side_of_the_break_follows_the_parabola_alone():
    """However far x is from zero, where the square of a cubic says nothing of the shape."""
    for seed in range(8):
        x = 10 + np.linspace(0, 1, 60)
        y = 4 * (x - 10.45) ** 2 + 0.1 * np.random.default_rng(seed).normal(size=60)
        for unit in (1e-3, 1, 1e3):
            assert ab.two_lines_test(x, unit * y).shows_valley()
            assert ab.two_lines_test(x, -unit * y).shows_dome()


def test_a_point_that_fixes_a_line_alone_leaves_its_error_finite():
    x = np.array([0, 1e-13, 1, 2, 3, 4, 5, 6])
    lines = ab.two_lines_test(x, [0.0, 0.1, 1, 2, 2, 1, 0, -2], break_at=1.5)
    assert 0 < lines.error_left < math.inf


def test_arms_by_group_have_the_errors_of_the_clustered_line():
    rng = np.random.default_rng(33)
    groups = np.repeat(np.arange(8), 4)
    x = np.arange(32.0)
    y = np.minimum(x, 31 - x) + np.repeat(rng.normal(scale=3, size=8), 4) + rng.normal(scale=0.3, size=32)
    lines = ab.two_lines_test(x, y, groups=groups, break_at=15.5)
    for slope, error, p, arm in (
        (lines.slope_left, lines.error_left, lines.p_left, slice(16)),
        (lines.slope_right, lines.error_right, lines.p_right, slice(16, 32)),
    ):
        line = ab.fit_polynomial(x[arm], y[arm], degree=1, groups=groups[arm])
        assert line.errors[1] > 1.1 * ab.fit_polynomial(x[arm], y[arm], degree=1).errors[1]
        assert (slope, error) == pytest.approx((line.parameters[1], line.errors[1]))
        assert p == pytest.approx(2 * stats.t.sf(abs(slope) / error, 3))


def test_arms_without_any_scatter():
    lines = ab.two_lines_test(np.arange(8.0), [0.0, 1, 2, 3, 3, 3, 3, 3], break_at=3.5)
    assert (lines.slope_left, lines.error_left, lines.p_left) == (1, 0, 0)
    assert (lines.slope_right, lines.error_right, lines.p_right) == (0, 0, 1)


def test_what_runs_against_a_word():
    """Slopes, errors and p values of the two arms one by one: rising and falling, sure and unsure, at the limits."""

    def against(word, slope, p, *, error=1.0, bent=False, arm="left"):
        own = {f"slope_{arm}": slope, f"error_{arm}": error, f"p_{arm}": p}
        other = "right" if arm == "left" else "left"
        rest = {f"slope_{other}": math.nan, f"error_{other}": math.nan, f"p_{other}": math.nan}
        lines = ab.TwoLines(break_at=0.0, n_left=5, n_right=5, **own, **rest)
        return ab._runs_against(word, lines, 0.05, bent)

    for arm in ("left", "right"):
        assert against("increasing", -2.0, 0.04, arm=arm)
        assert against("decreasing", 2.0, 0.04, arm=arm)
        assert against("increasing", -0.5, 0.04, arm=arm)
        assert not against("increasing", 2.0, 0.04, arm=arm)
        assert not against("decreasing", -2.0, 0.04, arm=arm)
        assert not against("none", 2.0, 0.04, arm=arm)
        assert not against("increasing", -2.0, 0.05, arm=arm)
        assert against("increasing", -2.0, 0.05, bent=True, arm=arm)
        assert not against("increasing", -1.0, 0.05, bent=True, arm=arm)
        assert not against("increasing", -0.5, 0.05, bent=True, arm=arm)
        assert not against("increasing", 0.0, 0.04, bent=True, arm=arm)


def test_two_lines_by_hand_and_hc3():
    x, y = [1, 2, 3, 4, 5, 6, 7, 8], [2.1, 4.3, 5.8, 8.2, 9.9, 6, 4.2, 2]
    lines = ab.two_lines_test(x, y, break_at=5.5)
    assert (lines.n_left, lines.n_right) == (5, 3)
    # The left arm: slope 1.95, residuals -0.06, 0.19, -0.26, 0.19, -0.06, so RSS 0.147 and sxx 10.  Its HC3 error,
    # 0.0572, is smaller than the classical one, which counts.
    assert lines.slope_left == pytest.approx(1.95)
    assert lines.error_left == pytest.approx(math.sqrt(0.147 / 3 / 10))
    assert lines.p_left == pytest.approx(2 * stats.t.sf(1.95 / lines.error_left, 3))
    # The right arm: residuals r, -2r, r with leverages 5/6, 1/3, 5/6, so HC3 has 6 r at both ends, over sxx = 2.
    r = (6 - 2 * 4.2 + 2) / 6
    assert lines.slope_right == pytest.approx(-2)
    assert lines.error_right == pytest.approx(math.sqrt(2 * (6 * r) ** 2) / 2)
    assert lines.shows_dome(alpha=0.1)
    assert not lines.shows_dome()
    # A point at the break belongs to both arms.
    assert [ab.two_lines_test(x, y, break_at=5).n_left, ab.two_lines_test(x, y, break_at=5).n_right] == [5, 4]
    # An arm of two points proves nothing.
    short = ab.two_lines_test(x, y, break_at=6.5)
    assert np.isnan(short.p_right)
    assert not short.shows_dome()
    # Nor does an arm with records of two papers.
    papers = ab.two_lines_test(x, y, break_at=5.5, groups=["a", "b", "c", "d", "e", "f", "f", "g"])
    assert np.isnan(papers.p_right)
    for end in (1, 8):
        with pytest.raises(ValueError, match=f"break must lie inside the data, 1 to 8, got {end}"):
            ab.two_lines_test(x, y, break_at=end)


@pytest.mark.parametrize(("n", "n_knots"), [(9, 0), (10, 1), (19, 1), (20, 2), (30, 3), (80, 3)])
def test_smoother_is_the_cubic_spline_with_few_knots(n, n_knots):
    """By another basis: powers of x, and the cube of what x is beyond each knot; at equal shares of the different x."""
    rng = np.random.default_rng(n)
    x = np.concatenate([different := np.sort(rng.random(n)), different[:4]])
    y = np.sin(5 * x) + rng.normal(scale=0.2, size=n + 4)
    knots = np.quantile(different, (1 + np.arange(n_knots)) / (n_knots + 1))
    design = np.column_stack([x[:, None] ** np.arange(4), np.maximum(x[:, None] - knots, 0) ** 3])
    q, _ = np.linalg.qr(design)
    fitted, error = ab._smooth(x, y)
    np.testing.assert_allclose(fitted, q @ (q.T @ y), rtol=1e-8)
    variance = np.sum((y - fitted) ** 2) / (n + 4 - 4 - n_knots)
    np.testing.assert_allclose(error, np.sqrt(variance * np.sum(q**2, axis=1)), rtol=1e-8)


def test_smoother_of_as_many_points_as_coefficients_has_no_error():
    fitted, error = ab._smooth(np.arange(4.0), np.array([0.0, 2, 1, 5]))
    np.testing.assert_allclose(fitted, [0, 2, 1, 5], atol=1e-12)
    np.testing.assert_allclose(error, 0, atol=1e-12)
    x, y = np.arange(5.0), np.array([0.0, 2, 1, 5, 5])
    fitted, error = ab._smooth(x, y)
    assert error @ error == pytest.approx(4 * np.sum((y - fitted) ** 2))  # one degree of freedom, four coefficients


def test_robin_hood_gives_points_to_the_weaker_arm():
    # Flat from 0.35 to 0.65, steep on the left, gentle on the right: the break leaves the gentle arm more than half.
    rng = np.random.default_rng(28)
    x = np.linspace(0, 1, 200)
    shape = -3 * np.maximum(0.35 - x, 0) - 0.3 * np.maximum(x - 0.65, 0)
    for _ in range(5):
        y = shape + 0.05 * rng.normal(size=200)
        assert ab.two_lines_test(x, y).break_at < 0.53
        assert ab.two_lines_test(x, y[::-1]).break_at > 0.47
    # The break stays in the middle 80 %, also where the top is at the end.
    assert ab.two_lines_test(x, 3 * x + 0.01 * rng.normal(size=200)).break_at < 0.9


def test_an_unsure_arm_counts_only_against_data_with_an_established_bend():
    """The right arm falls by more than its error, not significantly; the maximum may lie far beyond the data."""
    y = [-0.1, 0.4, 0.6, 0.5, 0.6, 0.5, 0.6, 0.7, 0.8, 1.4, 1.3, 1.4, 1.2, 1.0, 0.9, 0.9]
    found = ab.dome_or_not(np.linspace(0, 1, 16), y)
    assert found.criteria == {"curvature": True, "bic": True, "inside": False, "two_lines": False}
    assert -found.two_lines.slope_right > found.two_lines.error_right
    assert found.two_lines.p_right > 0.05
    assert found.word == "increasing"
    # A gain in BIC of 2.4 is enough.
    y = [0.4, 0.3, 0.0, 0.3, 0.5, 1.3, 0.6, 1.3, 1.1, 1.5, 1.3, 1.5, 1.5, 1.3, 1.4, 1.2]
    found = ab.dome_or_not(np.linspace(0, 1, 16), y)
    assert found.delta_bic == pytest.approx(2.38, abs=0.01)
    assert found.criteria["bic"]


def test_few_points_of_a_dome_are_rarely_called_monotonic():
    words = _rates(lambda x: -4 * (x - 0.45) ** 2, n=20, noise=0.1)
    # 0.02 over many runs; 0.09 without the rule of one standard error.
    assert words["increasing"] + words["decreasing"] <= 0.07
    assert words["dome"] >= 0.6
    assert words["valley"] == 0


def test_curvature_of_many_points_needs_the_bic_too():
    # Noise plus just so much curvature that it stands 2.3 standard errors from zero: p = 0.02.
    x = np.linspace(0, 1, 2000)
    noise = np.random.default_rng(29).normal(size=2000)
    fit = ab.fit_polynomial(x, noise, degree=2)
    found = ab.dome_or_not(x, noise - fit.predict(x) - 2.3 * fit.errors[2] * (x - 0.5) ** 2)
    assert found.curvature_p == pytest.approx(2 * stats.norm.sf(2.3), rel=0.01)
    assert found.delta_bic == pytest.approx(2.3**2 - math.log(2000), abs=0.02)
    assert found.criteria["curvature"]
    assert not found.criteria["bic"]
    assert found.word == "none"


def _rates(shape, *, n=60, noise=0.3, runs=80, seed=22):
    """Share of each word over simulated data sets."""
    rng = np.random.default_rng(seed)
    words = dict.fromkeys(ab.SHAPES, 0)
    for _ in range(runs):
        x = rng.random(n)
        words[ab.dome_or_not(x, shape(x) + noise * rng.normal(size=n), n_resamples=200).word] += 1 / runs
    return words


@pytest.mark.parametrize(
    ("shape", "most"),
    [
        (lambda x: 0 * x, 0.03),
        (lambda x: 2 * x, 0.03),
        (np.exp, 0.05),
        (lambda x: np.log(x + 0.02), 0.05),
        # The worst case: a plateau falls significantly by chance in one of forty, more with the best break.
        (lambda x: 1 - np.exp(-x / 0.15), 0.08),
    ],
    ids=["flat", "line", "exponential", "logarithm", "saturating"],
)
def test_false_domes_are_rare(shape, most):
    words = _rates(shape)
    assert words["dome"] + words["valley"] <= most
    if shape(0.0) != shape(1.0):
        assert words["decreasing"] == 0
    else:
        assert words["none"] >= 0.88


def test_true_domes_are_found_and_their_maximum_covered():
    rng = np.random.default_rng(23)
    runs, found, covered = 120, 0, 0
    for _ in range(runs):
        x = rng.random(40)
        result = ab.dome_or_not(x, 1 - 4 * (x - 0.45) ** 2 + rng.normal(scale=0.15, size=40), n_resamples=300)
        found += result.word == "dome"
        covered += result.low <= 0.45 <= result.high
    assert found / runs > 0.9
    # The percentile method covers 0.92 here (1500 runs); the standard error of 120 runs is 0.025.
    assert 0.845 <= covered / runs <= 0.995


def test_groups_prevent_false_domes_and_widen_the_interval():
    rng = np.random.default_rng(24)
    labels, runs = np.repeat(np.arange(20), 5), 60
    wrong = {"by group": 0, "naive": 0}
    for _ in range(runs):
        x = np.repeat(rng.random(20), 5) + rng.normal(scale=0.05, size=100)
        y = np.repeat(rng.normal(size=20), 5) + rng.normal(scale=0.3, size=100)
        for name, groups in [("by group", labels), ("naive", None)]:
            wrong[name] += ab.dome_or_not(x, y, groups=groups, n_resamples=200).word in ("dome", "valley")
    assert wrong["by group"] / runs <= 0.05
    assert wrong["naive"] / runs >= 0.07
    x = rng.random(60)
    y = -4 * (x - 0.45) ** 2 + rng.normal(scale=0.2, size=60)
    rows = np.repeat(np.arange(60), 5)
    once, naive, clustered = (
        ab.dome_or_not(x[pick], y[pick], groups=groups)
        for pick, groups in [(np.arange(60), None), (rows, None), (rows, rows)]
    )
    assert clustered.high - clustered.low > 1.8 * (naive.high - naive.low)
    assert clustered.high - clustered.low == pytest.approx(once.high - once.low)
    assert clustered.trend.high - clustered.trend.low > 1.8 * (naive.trend.high - naive.trend.low)
    assert clustered.curvature_error > 1.8 * naive.curvature_error
    assert clustered.two_lines.error_left > 1.5 * naive.two_lines.error_left


def test_dome_depends_on_the_seed_only():
    x = np.random.default_rng(25).random(400)
    y = -4 * (x - 0.5) ** 2 + np.random.default_rng(26).normal(scale=0.3, size=400)
    first, again, other = (ab.dome_or_not(x, y, random_seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.low != other.low
    assert first.word == other.word == "dome"
    assert first.n_resamples == 1000


# --- Permutation tests and shares -------------------------------------------------------------------------------------


def test_permutation_difference_counts_splits():
    # 3 + 3 points apart: 2 of 20 splits are as extreme; one-sided 1 of 20.
    found = ab.permutation_difference([1, 2, 3], [4, 5, 6])
    assert (found.statistic, found.p_value, found.exact) == (-3, pytest.approx(0.1), True)
    assert ab.permutation_difference([1, 2, 3], [4, 5, 6], alternative="less").p_value == pytest.approx(0.05)
    assert ab.permutation_difference([1, 2, 9], [4, 5, 6], statistic=np.median).statistic == -3
    assert ab.permutation_difference([1, 1], [1, 1]).p_value == 1
    rng = np.random.default_rng(27)
    a, b = rng.normal(size=30), rng.normal(1, size=30)
    runs = [ab.permutation_difference(a, b, n_resamples=999, random_seed=seed) for seed in (0, 0)]
    assert runs[0] == runs[1]
    assert not runs[0].exact
    assert runs[0].p_value < 0.05


def test_permutation_association_counts_orders():
    found = ab.permutation_association([1, 2, 3, 4], [2, 3, 5, 9])
    assert found.statistic == pytest.approx(np.corrcoef([1, 2, 3, 4], [2, 3, 5, 9])[0, 1])
    assert found.p_value == pytest.approx(2 / 24)
    assert found.exact
    assert not ab.permutation_association(range(9), [3, 1, 4, 1, 5, 9, 2, 6, 5], n_resamples=500).exact

    def covariance(x, y, axis):
        return np.mean(x * y, axis=axis) - np.mean(x, axis=axis) * np.mean(y, axis=axis)

    own = ab.permutation_association([1, 2, 3, 4], [2, 3, 5, 9], statistic=covariance)
    assert own.p_value == found.p_value


def test_share_within_is_wilsons():
    values = [0.24, 0.25, 0.26, 0.2599, 0.2601, 0.3, 0.2, 0.1, 0.5, 0.4]
    found = ab.share_within(values, 0.25 - 0.01, 0.25 + 0.01)
    assert (found.n_inside, found.n, found.share) == (4, 10, 0.4)
    # Wilson's ends solve |share - p| = z sqrt(p (1 - p) / n).
    for end in (found.low, found.high):
        assert abs(0.4 - end) == pytest.approx(1.959963984540054 * math.sqrt(end * (1 - end) / 10))
    assert ab.share_within([0.1 + 0.2], 0, 0.3).share == 1
    assert ab.share_within([1.0, 2], -math.inf, 1.5).share == 0.5
    assert ab.share_within([5.0, 6], 0, 1).low == 0
    # The slack is relative: 1e-9 of the larger end.
    assert ab.share_within([0.0], 0, 0).share == 1
    assert ab.share_within([1000 + 5e-7], 0, 1000).share == 1
    assert ab.share_within([1e-3 + 5e-7], 0, 1e-3).share == 0
    with pytest.raises(ValueError, match="range must not be empty, got 2 to 1"):
        ab.share_within([1.0], 2, 1)
    with pytest.raises(ValueError, match="need at least 1 points, got 0"):
        ab.share_within([], 0, 1)


# --- What is refused --------------------------------------------------------------------------------------------------

TEN = np.arange(10.0)


@pytest.mark.parametrize(
    "call",
    [
        lambda y: ab.fit_polynomial(TEN, y, degree=1),
        lambda y: ab.fit_model(lambda x, a: a * x, TEN, y, start=[1.0]),
        lambda y: ab.compare_models(TEN, y),
        lambda y: ab.dome_or_not(TEN, y),
        lambda y: ab.two_lines_test(TEN, y),
        lambda y: ab.rank_trend(TEN, y),
        lambda y: ab.theil_sen(TEN, y),
        lambda y: ab.permutation_association(TEN, y),
    ],
)
def test_missing_unequal_and_tables_are_refused(call):
    for bad in (math.nan, math.inf):
        with pytest.raises(ValueError, match=f"^y must be finite, got {bad} at position 3$"):
            call(np.where(TEN == 3, bad, TEN % 4))
    with pytest.raises(ValueError, match=r"^x and y must be equally long, got 10 and 9$"):
        call(TEN[:9])
    with pytest.raises(ValueError, match=r"^y must be one-dimensional, got shape \(10, 1\)$"):
        call(TEN[:, None])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ab.fit_polynomial([1, 1], [0, 1], degree=1), "x needs at least 2 different values, got 1"),
        (lambda: ab.fit_polynomial(TEN, TEN, degree=-1), "degree must be 0 or more, got -1"),
        (lambda: ab.fit_polynomial(TEN, TEN, degree=1, weights=TEN[::-1]), "weights must be positive, got 0"),
        (lambda: ab.fit_polynomial(TEN, TEN, degree=1, weights=[1, 1]), "equally many, got 2 and 10"),
        (lambda: ab.fit_polynomial(TEN, TEN, degree=1, groups=["a"] * 10), "at least 3 groups, got 1"),
        (lambda: ab.rank_trend(TEN, TEN, groups=["a"]), "groups and points must be equally many, got 1 and 10"),
        (lambda: ab.rank_trend(TEN, TEN, groups=[None, *"abcdefghi"]), "every point needs a group, got None at pos"),
        (lambda: ab.rank_trend(TEN, TEN, groups=[math.nan, *range(9)]), "every point needs a group, got nan at pos"),
        (lambda: ab.fit_model(lambda x, a, b: a + b * x, [1], [1], start=[1, 1]), "at least 2 points, got 1"),
        (lambda: ab.rank_trend(TEN, TEN * 0), "y needs at least 2 different values, got 1"),
        (lambda: ab.rank_trend([1, 2], [1, 2]), "at least 3 points, got 2"),
        (lambda: ab.rank_trend(TEN, TEN, method="pearson"), "method 'pearson' is unknown"),
        (lambda: ab.rank_trend(TEN, TEN, level=95), "level must lie between 0 and 1, got 95"),
        (lambda: ab.trend_word(ab.rank_trend(TEN, TEN), alpha=0), "alpha must lie between 0 and 1, got 0"),
        (lambda: ab.theil_sen([1, 1, 1], [1, 2, 3]), "x needs at least 2 different values, got 1"),
        (lambda: ab.dome_or_not(TEN[:5], TEN[:5]), "at least 6 points, got 5"),
        (lambda: ab.dome_or_not(TEN // 4, TEN), "x needs at least 4 different values, got 3"),
        (lambda: ab.dome_or_not(TEN, TEN * 0 + 3), "y needs at least 2 different values, got 1"),
        (lambda: ab.dome_or_not(TEN, TEN, n_resamples=5), "at least 100 resamples, got 5"),
        (lambda: ab.permutation_difference([1], [1, 2]), "at least 2 points, got 1"),
        (lambda: ab.permutation_association(TEN, TEN * 0), "y needs at least 2 different values, got 1"),
    ],
)
def test_other_refusals(call, message):
    with pytest.raises(ValueError, match=message) as refusal:
        call()
    assert "\n" not in str(refusal.value)


def test_conventions_that_are_not_given():
    """95 % intervals, 5 % thresholds, seed 0: whoever changes one changes every page."""
    usual = {"level": {0.95}, "alpha": {0.05}, "random_seed": {0}, "n_resamples": {1000, 9_999, 99_999}}
    functions = [getattr(ab, name) for name in ab.__all__ if inspect.isfunction(getattr(ab, name))]
    functions += [ab.TwoLines.shows_dome, ab.TwoLines.shows_valley]
    seen = [
        (parameter.name, parameter.default)
        for function in functions
        for parameter in inspect.signature(function).parameters.values()
        if parameter.name in usual and parameter.default is not inspect.Parameter.empty
    ]
    assert {name for name, _ in seen} == set(usual)
    assert [(name, default) for name, default in seen if default not in usual[name]] == []
    resamples = {f.__name__: inspect.signature(f).parameters.get("n_resamples") for f in functions}
    assert {name: parameter.default for name, parameter in resamples.items() if parameter} == {
        "added_predictors": 9_999,
        "bootstrap_interval": 1000,
        "dome_or_not": 1000,
        "permutation_association": 99_999,
        "permutation_difference": 99_999,
        "rank_trend": 1000,
    }


def test_smallest_sizes_are_allowed():
    six, hill = np.arange(6.0), [0.0, 2, 3, 3.1, 1, 0]
    assert ab.two_lines_test(six, hill).n_left >= 1
    assert ab.two_lines_test([0, 0, 1, 1, 2, 3], hill).n_left >= 1
    assert ab.dome_or_not(six, hill, n_resamples=100).n == 6
    assert ab.dome_or_not(six, hill, groups=[0, 0, 1, 1, 2, 2], n_resamples=100).n_groups == 3
    assert ab.compare_models(range(4), [1.0, 2, 4, 3])[0].model == "constant"
    assert ab.share_within([1.0, 2.0], 1.0, 1.0).share == 0.5
    assert ab.permutation_difference([1, 2], [3, 5]).exact
    assert ab.permutation_association([1, 2, 3], [1, 2, 4]).p_value == pytest.approx(2 / 6)
    assert ab.theil_sen([0, 1, 2], [0, 2, 4]).slope == 2
    assert ab.fit_polynomial([5.0], [3.0], degree=0).parameters[0] == pytest.approx(3)
    assert ab.fit_polynomial([5.0], [3.0], degree=0, weights=[2.0]).rss == pytest.approx(0)
    assert ab.bootstrap_interval(np.mean, [1.0, 3.0], n_resamples=100).value == 2
    assert ab.added_predictors([], [1, 2, 3, 4, 6], [1, 3, 2, 5, 4], n_resamples=100).n == 5  # two coefficients


def test_up_to_which_size_a_p_value_is_exact():
    rng = np.random.default_rng(31)
    x, y = rng.random(34), rng.random(34)
    assert [ab.rank_trend(x[:n], y[:n]).exact for n in (8, 9)] == [True, False]
    assert [ab.rank_trend(x[:n], y[:n], method="kendall").exact for n in (33, 34)] == [True, False]
    assert ab.rank_trend(x[:8], y[:8]).p_value == pytest.approx(
        ab.permutation_association(stats.rankdata(x[:8]), stats.rankdata(y[:8])).p_value
    )
    assert [ab.permutation_association(x[:4], y[:4], n_resamples=n).exact for n in (24, 23)] == [True, False]
    assert [ab.permutation_difference(x[:3], y[:3], n_resamples=n).exact for n in (20, 19)] == [True, False]


@pytest.mark.parametrize("level", [0, 1])
def test_certainty_and_none_are_no_levels(level):
    for call in (
        lambda: ab.rank_trend(TEN, TEN, level=level),
        lambda: ab.theil_sen(TEN, TEN, level=level),
        lambda: ab.share_within(TEN, 0, 1, level=level),
        lambda: ab.bootstrap_interval(np.mean, TEN, level=level),
        lambda: ab.dome_or_not(TEN, TEN**2, level=level),
    ):
        with pytest.raises(ValueError, match=f"level must lie between 0 and 1, got {level}"):
            call()


def test_arms_that_do_not_move_or_are_at_the_threshold_show_nothing():
    arm = {"break_at": 0.0, "error_left": 1.0, "n_left": 5, "error_right": 1.0, "n_right": 5}
    tent = {"slope_left": 0.5, "p_left": 0.01, "slope_right": -0.5, "p_right": 0.01}
    assert ab.TwoLines(**arm, **tent).shows_dome()
    assert not ab.TwoLines(**arm, **tent).shows_valley()
    bowl = tent | {"slope_left": -0.5, "slope_right": 0.5}
    assert ab.TwoLines(**arm, **bowl).shows_valley()
    assert not ab.TwoLines(**arm, **bowl).shows_dome()
    for shape in (tent, bowl):
        for change in ({"slope_left": 0.0}, {"slope_right": 0.0}, {"p_left": 0.05}, {"p_right": 0.05}):
            lines = ab.TwoLines(**arm, **(shape | change))
            assert not lines.shows_dome()
            assert not lines.shows_valley()


def test_everything_public_is_named():
    public = {name for name, thing in vars(ab).items() if getattr(thing, "__module__", None) == ab.__name__}
    assert {name for name in public if not name.startswith("_")} | {"MODELS", "SHAPES"} == set(ab.__all__)


# --- Competing predictors ---------------------------------------------------------------------------------------------


def test_added_predictors_are_those_of_ordinary_least_squares():
    rng = np.random.default_rng(2)
    base, added = rng.normal(size=(30, 2)), rng.normal(size=(30, 1))
    y = 1 + base @ [2, -1] + 0.5 * added[:, 0] + rng.normal(size=30)
    result = ab.added_predictors(base, added, y)
    for design, r2 in ((base, result.r2_base), (np.hstack([base, added]), result.r2_full)):
        design = np.column_stack([np.ones(30), design])
        rss = np.sum((y - design @ np.linalg.lstsq(design, y)[0]) ** 2)
        assert r2 == pytest.approx(1 - rss / np.sum((y - y.mean()) ** 2))
    # The permutation p value is close to that of the F test for normal errors.
    f = (result.r2_full - result.r2_base) / (1 - result.r2_full) * 26
    assert result.p_value == pytest.approx(stats.f.sf(f, 1, 26), abs=0.01)


def test_added_predictors_by_a_loop_of_freedman_and_lane():
    """The same permutations with least squares written out: residuals of the small model, added to its fit."""
    rng = np.random.default_rng(5)
    n = 14
    base, added = rng.normal(size=n), rng.normal(size=(n, 2))
    y = 6 * np.exp(base) + added[:, 0] + rng.standard_exponential(n)
    small, full = np.column_stack([np.ones(n), base]), np.column_stack([np.ones(n), base, added])

    def rss(design, values):
        rest = values - design @ np.linalg.lstsq(design, values)[0]
        return rest @ rest

    fitted = small @ np.linalg.lstsq(small, y)[0]
    order = np.random.default_rng(11)
    shuffled = [y, *(fitted + order.permutation(y - fitted) for _ in range(199))]
    gains = np.array([rss(small, one) / rss(full, one) for one in shuffled])
    result = ab.added_predictors(base, added, y, n_resamples=199, random_seed=11)
    assert result.p_value == pytest.approx(np.mean(gains >= gains[0] - 1e-9))
    assert 0.01 < result.p_value < 0.99
    aicc = [n * np.log(rss(d, y) / n) + 2 * k + 2 * k * (k + 1) / (n - k - 1) for d, k in ((small, 3), (full, 5))]
    assert result.delta_aicc == pytest.approx(aicc[0] - aicc[1])


def test_added_predictors_do_not_depend_on_units():
    rng = np.random.default_rng(6)
    base, added, noise = rng.normal(size=(3, 20))
    y = base + added + noise
    usual = ab.added_predictors(base, added, y, n_resamples=499)
    other = ab.added_predictors(1e-18 * base, 1e-20 * added, 1e-6 * y, n_resamples=499)
    assert 0.002 < usual.p_value < 0.5
    assert other.p_value == usual.p_value
    assert (other.r2_base, other.r2_full, other.delta_aicc) == pytest.approx(
        (usual.r2_base, usual.r2_full, usual.delta_aicc)
    )


def test_added_predictors_without_a_base_and_without_effect():
    x = np.linspace(0, 1, 12)
    line = ab.added_predictors(np.empty((12, 0)), x, 3 * x)
    assert line.r2_base == pytest.approx(0, abs=1e-12)
    assert line.r2_full == pytest.approx(1)
    assert line.p_value == pytest.approx(1e-4)
    p = [
        ab.added_predictors(x, rng.normal(size=12), rng.normal(size=12), n_resamples=199).p_value
        for rng in map(np.random.default_rng, range(60))
    ]
    assert 0.3 < np.mean(p) < 0.7


@pytest.mark.parametrize(
    ("base", "added", "y", "words"),
    [
        (np.arange(8.0), np.arange(8.0) * 2, np.arange(8.0), "contained in the base"),
        ([], [], np.arange(8.0), "at least one added"),
        ([], [1, np.nan, 3, 4, 5, 6, 7, 8], np.arange(8.0), "finite"),
        ([], np.arange(8.0), np.ones(8), "2 different"),
        (np.eye(6)[:, :3], np.arange(6.0), np.arange(6.0), "need at least 8 points"),
        ([], np.arange(4.0), np.arange(4.0), "need at least 5 points for 2 coefficients, got 4"),
        ([], np.arange(3.0), np.arange(3.0), "need at least 4 points, got 3"),
    ],
)
def test_added_predictors_refuses(base, added, y, words):
    with pytest.raises(ValueError, match=words):
        ab.added_predictors(base, added, y)
