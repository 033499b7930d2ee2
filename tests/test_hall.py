"""Hall coefficients against the limits that are known: parabolic bands, symmetry, closed gaps, small pockets."""

from inspect import signature

import numpy as np
import pytest

from atombridge.hall import (
    HallResponse,
    folded_bands,
    hall_coefficient,
    hall_response,
    square_band,
    zero_hall_gap,
)

ELECTRON_DOPED = {"hopping_ev": 0.38, "second": -0.32, "third": 0.16}
HOLE_DOPED = {"hopping_ev": 0.19, "second": -0.136, "third": 0.068}


@pytest.mark.parametrize("n", [0.01, 0.05])
def test_nearly_empty_and_nearly_full_band_count_their_carriers(n):
    band = square_band(hopping_ev=0.4, points=300)
    electrons = hall_response(band, electrons=n, temperature_ev=0.003)
    holes = hall_response(band, electrons=2 - n, temperature_ev=0.003)
    assert electrons.hall_number == pytest.approx(-n, rel=2e-3)
    assert holes.hall_number == pytest.approx(n, rel=2e-3)


def test_half_filled_symmetric_band_has_no_hall_effect():
    response = hall_response(square_band(hopping_ev=0.4, points=200), electrons=1)
    assert response.coefficient == pytest.approx(0, abs=1e-12)
    assert response.chemical_potential_ev == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("n", [0.3, 0.7, 0.95])
def test_particle_and_hole_are_mirror_images_without_second_hopping(n):
    band = square_band(hopping_ev=0.4, points=200)
    assert hall_response(band, electrons=2 - n).coefficient == pytest.approx(
        -hall_response(band, electrons=n).coefficient, rel=1e-9
    )


def test_second_hopping_turns_the_half_filled_band_hole_like():
    # A surface closed around (pi, pi), as in the cuprates, is hole-like.
    assert hall_response(square_band(**HOLE_DOPED, points=200), electrons=1).coefficient > 0


def test_the_count_is_kept():
    for electrons in (0.2, 1.0, 1.15, 1.7):
        plain, folded = square_band(**HOLE_DOPED, points=150), folded_bands(**ELECTRON_DOPED, gap_ev=0.2, points=150)
        for bands in (plain, folded):
            assert hall_response(bands, electrons=electrons).electrons.sum() == pytest.approx(electrons, abs=1e-8)


def test_a_gap_much_smaller_than_the_temperature_changes_nothing():
    open_surface = hall_response(square_band(**ELECTRON_DOPED, points=400), electrons=1.17)
    folded = hall_response(folded_bands(**ELECTRON_DOPED, gap_ev=1e-4, points=400), electrons=1.17)
    assert folded.coefficient == pytest.approx(open_surface.coefficient, rel=0.02)


def test_derivatives_agree_with_differences():
    """Velocities and masses of the folded bands from the energies of neighbouring points."""
    points = 800
    step = np.pi / points
    bands = folded_bands(**ELECTRON_DOPED, gap_ev=0.3, points=points)

    def grid(row):
        return row.reshape(2, points, points)

    energy = grid(bands.energy_ev)  # axes: band, y, x
    vx = (energy[:, 1:-1, 2:] - energy[:, 1:-1, :-2]) / (2 * step)
    vy = (energy[:, 2:, 1:-1] - energy[:, :-2, 1:-1]) / (2 * step)
    mxx = (energy[:, 1:-1, 2:] - 2 * energy[:, 1:-1, 1:-1] + energy[:, 1:-1, :-2]) / step**2
    myy = (energy[:, 2:, 1:-1] - 2 * energy[:, 1:-1, 1:-1] + energy[:, :-2, 1:-1]) / step**2
    mxy = (energy[:, 2:, 2:] - energy[:, 2:, :-2] - energy[:, :-2, 2:] + energy[:, :-2, :-2]) / (4 * step**2)
    inner = np.s_[:, 1:-1, 1:-1]
    np.testing.assert_allclose(grid(bands.velocity_x)[inner], vx, atol=2e-4)
    np.testing.assert_allclose(grid(bands.velocity_y)[inner], vy, atol=2e-4)
    np.testing.assert_allclose(grid(bands.inverse_mass_xx)[inner], mxx, atol=2e-3)
    np.testing.assert_allclose(grid(bands.inverse_mass_yy)[inner], myy, atol=2e-3)
    np.testing.assert_allclose(grid(bands.inverse_mass_xy)[inner], mxy, atol=2e-3)


def test_response_by_the_sum_over_points():
    """Ashcroft and Mermin, chapters 12 and 13: sums of tau v^2 and of tau^2 v (v x 1/m) at the Fermi level."""
    bands = folded_bands(**ELECTRON_DOPED, gap_ev=0.15, points=60)
    times = (3.0, 0.5)
    response = hall_response(bands, electrons=1.12, temperature_ev=0.03, relaxation_times=times)
    filled, along, across = [0.0, 0.0], 0.0, 0.0
    for band, tau in enumerate(times):
        for point in range(60**2):
            rows = (bands.energy_ev, bands.velocity_x, bands.velocity_y)
            energy, vx, vy = (row[band, point] for row in rows)
            mxx, myy, mxy = (
                row[band, point] for row in (bands.inverse_mass_xx, bands.inverse_mass_yy, bands.inverse_mass_xy)
            )
            exponent = np.exp((energy - response.chemical_potential_ev) / 0.03)
            filled[band] += 1 / (1 + exponent) / 60**2
            slope = exponent / (1 + exponent) ** 2 / 0.03
            along += tau * slope * (vx**2 + vy**2) / 2 / 60**2
            across += tau**2 * slope * (vx * (vx * myy - vy * mxy) + vy * (vy * mxx - vx * mxy)) / 2 / 60**2
    # Two spin states, and half of the zone for each band.
    np.testing.assert_allclose(response.electrons, filled, rtol=1e-9)
    assert sum(filled) == pytest.approx(1.12, abs=1e-8)
    assert response.coefficient == pytest.approx(-across / along**2, rel=1e-9)


def test_band_by_hand():
    # Near k = 0, where the cosines are 1, and near (pi, 0): the lowest energy and the saddle of a positive hopping.
    energy = square_band(hopping_ev=0.5, second=-0.3, third=0.2, points=1000).energy_ev[0]
    assert energy[0] == pytest.approx(0.5 * (-4 + 4 * 0.3 - 4 * 0.2), abs=1e-4)
    assert energy[999] == pytest.approx(0.5 * (-4 * 0.3 - 4 * 0.2), abs=1e-4)


def test_no_hall_effect_stands_for_infinitely_many_carriers():
    assert HallResponse(0.0, 0.0, np.array([1.0])).hall_number == np.inf
    assert HallResponse(-0.5, 0.0, np.array([1.0])).hall_number == -2


def test_conventions_that_are_not_given():
    """A single hopping, a fine grid, 46 K: whoever changes one changes every page."""
    defaults = {
        function.__name__: {n: p.default for n, p in signature(function).parameters.items() if p.default is not p.empty}
        for function in (square_band, folded_bands, hall_response, zero_hall_gap)
    }
    band = {"second": 0.0, "third": 0.0}
    assert defaults == {
        "square_band": {**band, "points": 600},
        "folded_bands": {**band, "points": 600},
        "hall_response": {"temperature_ev": 0.004, "relaxation_times": None},
        "zero_hall_gap": {**band, "highest_ev": 2.0, "points": 400},
    }
    assert square_band(hopping_ev=1, points=8).energy_ev.shape == (1, 64)


@pytest.mark.parametrize("x", [0.03, 0.05])
def test_a_wide_gap_leaves_pockets_that_count_the_doping(x):
    response = hall_response(folded_bands(**ELECTRON_DOPED, gap_ev=0.9), electrons=1 + x)
    upper, lower = response.pockets
    assert upper == pytest.approx(x, abs=1e-3)
    assert lower == pytest.approx(0, abs=1e-3)
    assert response.hall_number == pytest.approx(-x, rel=0.02)


@pytest.mark.parametrize("gap", [0.05, 0.15, 0.4])
def test_upper_electrons_exceed_lower_holes_by_the_doping(gap):
    upper, lower = hall_response(folded_bands(**ELECTRON_DOPED, gap_ev=gap, points=200), electrons=1.15).pockets
    assert upper - lower == pytest.approx(0.15, abs=1e-8)


def test_sums_have_converged():
    coarse, fine = (
        hall_response(folded_bands(**ELECTRON_DOPED, gap_ev=0.2, points=n), electrons=1.14).coefficient
        for n in (400, 800)
    )
    assert coarse == pytest.approx(fine, rel=1e-3)


def test_surface_integral_gives_the_same_at_low_temperature():
    """Ong's construction: sigma_xy is the area swept by the velocity along the Fermi surface (PRB 43, 193)."""
    t, second, third = 0.19, -0.136 * 0.19, 0.068 * 0.19
    response = hall_response(square_band(**HOLE_DOPED, points=1200), electrons=0.8, temperature_ev=5e-4)
    mu = response.chemical_potential_ev
    # The surface is closed around (pi, pi): find its radius along rays, by bisection.
    angle = np.linspace(0, 2 * np.pi, 4001)
    low, high = np.full_like(angle, 1e-6), np.full_like(angle, np.pi)

    def energy(x, y):
        return (
            -2 * t * (np.cos(x) + np.cos(y))
            - 4 * second * np.cos(x) * np.cos(y)
            - 2 * third * (np.cos(2 * x) + np.cos(2 * y))
        )

    for _ in range(60):
        middle = (low + high) / 2
        inside = energy(np.pi + middle * np.cos(angle), np.pi + middle * np.sin(angle)) > mu
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    x, y = np.pi + low * np.cos(angle), np.pi + low * np.sin(angle)
    vx = 2 * t * np.sin(x) + 4 * second * np.sin(x) * np.cos(y) + 4 * third * np.sin(2 * x)
    vy = 2 * t * np.sin(y) + 4 * second * np.cos(x) * np.sin(y) + 4 * third * np.sin(2 * y)
    speed = np.hypot(vx, vy)
    length = np.hypot(np.diff(x), np.diff(y))
    mean = (speed[1:] + speed[:-1]) / 2
    xx = (length * mean).sum() / 2 * 2 / (2 * np.pi) ** 2  # both spins
    area = np.sum(vx[:-1] * np.diff(vy) - vy[:-1] * np.diff(vx)) / 2
    # The velocity points inward, so that a surface run anticlockwise sweeps the area of holes.
    assert response.coefficient == pytest.approx(2 * area / (2 * np.pi) ** 2 / xx**2, rel=5e-3)


def test_published_order_of_the_hall_coefficient():
    # One hole per cubic angstrom x 94.5: 1/(n e) = 94.5e-30 / 1.602e-19 m^3/C.
    assert hall_coefficient(1.0, volume_angstrom3=94.5) == pytest.approx(5.898, abs=1e-3)


def test_gap_of_zero_hall_effect_is_one():
    gap = zero_hall_gap(electrons=1.1, points=200, **ELECTRON_DOPED)
    assert gap == pytest.approx(0.234, abs=0.002)
    response = hall_response(folded_bands(**ELECTRON_DOPED, gap_ev=gap, points=200), electrons=1.1)
    assert response.coefficient == pytest.approx(0, abs=0.02)
    assert np.isnan(zero_hall_gap(electrons=1.1, highest_ev=0.1, points=100, **ELECTRON_DOPED))


def test_faster_holes_need_a_larger_gap():
    equal, faster = (
        zero_hall_gap(electrons=1.1, points=150, relaxation_times=times, **ELECTRON_DOPED) for times in ([1, 1], [2, 1])
    )
    assert faster > equal + 0.05


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: square_band(hopping_ev=-1), "hopping_ev must be positive"),
        (lambda: square_band(hopping_ev=1, second=np.nan), "second must be finite"),
        (lambda: square_band(hopping_ev=1, points=7), "points must be at least 8, got 7"),
        (lambda: square_band(hopping_ev=1, third=np.inf), "third must be finite, got inf"),
        (lambda: folded_bands(hopping_ev=1, gap_ev=0), "gap_ev must be positive"),
        (lambda: hall_response(square_band(hopping_ev=1, points=8), electrons=2), "electrons must lie between 0 and 2"),
        (lambda: hall_response(square_band(hopping_ev=1, points=8), electrons=0), "electrons must lie between 0 and 2"),
        (lambda: hall_response(square_band(hopping_ev=1, points=8), electrons=1, temperature_ev=0), "temperature_ev"),
        (
            lambda: hall_response(square_band(hopping_ev=1, points=8), electrons=1, relaxation_times=[1, 1]),
            "one time for each of 1 bands, got 2",
        ),
        (
            lambda: hall_response(square_band(hopping_ev=1, points=8), electrons=1, relaxation_times=[-1]),
            "relaxation_times must be positive",
        ),
        (lambda: hall_response(square_band(hopping_ev=1, points=8), electrons=1).pockets, "pockets need two bands"),
        (lambda: hall_coefficient(1, volume_angstrom3=0), "volume_angstrom3 must be positive"),
        (lambda: zero_hall_gap(electrons=1.1, hopping_ev=1, highest_ev=-1), "highest_ev must be positive"),
    ],
)
def test_errors(call, words):
    with pytest.raises(ValueError, match=words):
        call()
