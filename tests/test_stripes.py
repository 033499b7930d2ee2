"""Striped images against their own ingredients, a known bound and simulation; pair densities against integrals."""

import numpy as np
import pytest
from scipy.special import erf

from atombridge.stripes import (
    SITES,
    amplitude_spectrum,
    centre_of_mass_density,
    measure_period,
    modulation_in_cell,
    site_contrast,
    stripe_amplitudes,
    topograph,
)

PIXELS, CELLS = 8, 24
X = np.arange(CELLS * PIXELS) / PIXELS


def striped(curve):
    """An image that varies along x only."""
    return np.tile(curve, (len(curve), 1))


def at(image, x, y):
    return image[round(y * PIXELS), round(x * PIXELS)]


def test_topograph_has_the_heights_of_its_model():
    # Spots this sharp do not overlap, so each site shows its own height alone.
    copper = topograph(site="copper", period_a=4, modulation=0.5, spot_a=0.05)
    assert copper.shape == (CELLS * PIXELS, CELLS * PIXELS)
    assert [at(copper, x, 3) for x in (0, 1, 2, 3, 4)] == pytest.approx([1.5, 1.25, 1.0, 1.25, 1.5])
    assert [at(copper, 4.5, 3), at(copper, 4, 3.5)] == pytest.approx([0, 0], abs=1e-12)
    oxygen = topograph(site="oxygen", period_a=4, modulation=0.5, spot_a=0.05)
    assert [at(oxygen, x, 3) for x in (0.5, 1.5, 2.5)] == pytest.approx([0.5, 0.25, 0.0])  # on bonds along x
    # On bonds along y the same wave has its crest half way between two rows.
    assert [at(oxygen, x, 3.5) for x in (0, 1)] == pytest.approx([0.25 * (1 + np.sqrt(0.5))] * 2)
    assert [at(oxygen, x, 3) for x in range(5)] == pytest.approx([1.0] * 5)


def test_spots_have_the_width_given():
    image = topograph(site="copper", period_a=4, spot_a=0.1)
    assert at(image, 4.125, 3) / at(image, 4, 3) == pytest.approx(np.exp(-(0.125**2) / (2 * 0.1**2)))


def test_image_by_default_and_at_its_coarsest():
    usual = topograph(site="oxygen", period_a=4.3)
    same = topograph(site="oxygen", period_a=4.3, modulation=0.5, spot_a=0.2, cells=24, pixels_per_a=8)
    np.testing.assert_array_equal(usual, same)
    assert topograph(site="copper", period_a=4, pixels_per_a=2).shape == (48, 48)
    assert len(amplitude_spectrum(usual, pixels_per_a=PIXELS)[0]) == 16 * CELLS * PIXELS // 2 + 1


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("spot", [0.3, 1.5])
def test_topograph_has_no_edge(site, spot):
    image = topograph(site=site, period_a=4, spot_a=spot)
    # 24 cells hold six periods of four, so the pattern goes on as it began.
    np.testing.assert_allclose(image[:, : 4 * PIXELS], image[:, -4 * PIXELS :], atol=1e-7)
    np.testing.assert_allclose(image[:PIXELS], image[-PIXELS:], atol=1e-7)


@pytest.mark.parametrize("amplitude", [0.3, 2.0])
def test_spectrum_peaks_at_the_wave_with_its_height(amplitude):
    wavevectors, heights = amplitude_spectrum(
        striped(5 + amplitude * np.cos(2 * np.pi * 0.23 * X)), pixels_per_a=PIXELS
    )
    assert wavevectors[heights.argmax()] == pytest.approx(0.23, abs=1 / (2 * 16 * CELLS))
    assert heights.max() == pytest.approx(amplitude, rel=5e-3)


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("period", [2.5, 3.7, 4.0, 8.0])
def test_period_is_exact_without_noise(site, period):
    measured = measure_period(topograph(site=site, period_a=period), pixels_per_a=PIXELS)
    assert measured.period_a == pytest.approx(period, rel=1e-6)
    assert measured.wavevector_rlu == pytest.approx(1 / period, rel=1e-6)


@pytest.mark.parametrize("period", [2.3, 9.5])
def test_period_of_a_plain_wave_near_the_ends_of_the_range(period):
    curve = 1 + 0.2 * np.cos(2 * np.pi * X) + 0.1 * np.cos(2 * np.pi * X / period)
    assert measure_period(striped(curve), pixels_per_a=PIXELS).period_a == pytest.approx(period, rel=1e-9)


def test_uncertainty_is_the_cramer_rao_bound():
    """One sinusoid in white noise: var(f) = 6 sigma² / (pi² A² N³), cycles per sample (Rife and Boorstyn 1974)."""
    rng, sigma, amplitude, q = np.random.default_rng(3), 0.2, 0.5, 0.21
    n = len(X)
    bound = PIXELS * np.sqrt(6 * sigma**2 / (np.pi**2 * amplitude**2 * n**3))
    curve = amplitude * np.cos(2 * np.pi * q * X + 0.4)
    quoted = [
        measure_period(striped(curve + sigma * rng.standard_normal(n)), pixels_per_a=PIXELS).wavevector_uncertainty_rlu
        for _ in range(30)
    ]
    assert np.mean(quoted) == pytest.approx(bound, rel=0.08)
    one = measure_period(striped(curve + sigma * rng.standard_normal(n)), pixels_per_a=PIXELS)
    assert one.uncertainty_a == pytest.approx(one.wavevector_uncertainty_rlu * one.period_a**2)


def test_uncertainty_allows_for_the_other_parameters():
    """Over less than one period, phase, amplitude and q are hard to tell apart, and the period less certain."""
    rng, period, x = np.random.default_rng(5), 9.0, np.arange(8 * PIXELS) / PIXELS
    curve = np.cos(2 * np.pi * x / period + 0.5)
    found = [
        measure_period(striped(curve + 0.02 * rng.standard_normal(len(x))), pixels_per_a=PIXELS) for _ in range(200)
    ]
    assert np.std([f.period_a for f in found]) == pytest.approx(np.mean([f.uncertainty_a for f in found]), rel=0.2)


@pytest.mark.parametrize(("site", "noise"), [("copper", 0.1), ("copper", 0.8), ("oxygen", 0.8)])
def test_uncertainty_covers(site, noise):
    """Of 300 noisy images about 68 % and 95 % recover the period within one and two standard uncertainties."""
    rng, period, repeats = np.random.default_rng(11), 4.3, 300
    clean = topograph(site=site, period_a=period)
    deviations = []
    for _ in range(repeats):
        measured = measure_period(clean + noise * rng.standard_normal(clean.shape), pixels_per_a=PIXELS)
        deviations.append((measured.period_a - period) / measured.uncertainty_a)
    deviations = np.array(deviations)
    # Four binomial standard deviations of 300 trials: 0.107 and 0.050.
    assert np.mean(np.abs(deviations) < 1) == pytest.approx(0.683, abs=0.107)
    assert np.mean(np.abs(deviations) < 1.96) == pytest.approx(0.95, abs=0.05)
    assert abs(deviations.mean()) < 4 / np.sqrt(repeats), "no bias"


@pytest.mark.parametrize("curve", [np.zeros_like(X), np.cos(2 * np.pi * X / 13), np.cos(2 * np.pi * X / 2.08)])
def test_an_image_without_a_wave_in_range_has_no_period(curve):
    with pytest.raises(ValueError, match=r"no wave with a period of 2\.2 to 10 lattice constants"):
        measure_period(striped(curve), pixels_per_a=PIXELS)


def test_modulation_is_found_where_it_is():
    q, crest = 0.23, 0.7
    image = np.random.default_rng(0).standard_normal((PIXELS, PIXELS))
    image = np.tile(image, (CELLS, CELLS))  # any pattern that repeats with the lattice
    wave = 0.4 * np.cos(2 * np.pi * q * (X - crest))
    image[3::PIXELS, 5::PIXELS] += wave[5::PIXELS]
    in_cell = modulation_in_cell(image, wavevector_rlu=q, pixels_per_a=PIXELS)
    assert in_cell[3, 5] == pytest.approx(0.4 * np.exp(2j * np.pi * q * crest))
    in_cell[3, 5] = 0
    np.testing.assert_allclose(in_cell, 0, atol=1e-12)


def test_site_contrast_by_hand():
    in_cell = np.zeros((8, 8), complex)
    in_cell[0, 0] = in_cell[-1, -1] = 9j  # two of the nine points around the copper: 2j on average
    assert site_contrast(in_cell) == -1
    in_cell[1, 5], in_cell[4, -1] = 9, -45  # 1 and 5 on average, a mean of 3 whatever the phases
    assert site_contrast(in_cell) == pytest.approx((3 - 2) / (3 + 2))
    in_cell[0, 0] = in_cell[-1, -1] = 0
    assert site_contrast(in_cell) == 1
    in_cell[2, 2] = 100  # far from every site
    assert site_contrast(in_cell) == 1
    # Alike on both: no contrast; a neighbour across the edge of the cell counts.
    even = np.zeros((6, 6))
    even[0, 0] = even[-1, 3] = even[3, -1] = 9
    assert site_contrast(even) == 0


def test_site_contrast_tells_the_models_apart():
    rng = np.random.default_rng(7)
    for site, sign in (("copper", -1), ("oxygen", 1)):
        clean = topograph(site=site, period_a=4)
        right = 0
        for _ in range(100):
            image = clean + 0.8 * rng.standard_normal(clean.shape)
            in_cell = modulation_in_cell(image, wavevector_rlu=0.25, pixels_per_a=PIXELS)
            right += np.sign(site_contrast(in_cell)) == sign
        assert right >= 99, site


def test_stripe_amplitudes_by_hand():
    squares = stripe_amplitudes([0, 1, 2, 3, 4], period_a=4, crest_a=0) ** 2
    assert squares == pytest.approx([1, 0.5, 0, 0.5, 1])
    assert stripe_amplitudes([0.5, 2.5], period_a=4, crest_a=0.5) == pytest.approx([1, 0], abs=1e-12)


A, WIDTH = 3.85, 0.5


def integral(curve, x):
    return float(np.sum((curve[1:] + curve[:-1]) / 2 * np.diff(x)))


def test_density_of_one_site_is_its_gaussian():
    x = np.linspace(-3, 3, 13)
    density = centre_of_mass_density(x, sites_angstrom=[0.5], amplitudes=[-7], width_angstrom=WIDTH)
    expected = np.exp(-((x - 0.5) ** 2) / (2 * WIDTH**2)) / np.sqrt(2 * np.pi * WIDTH**2)
    np.testing.assert_allclose(density, expected)


@pytest.mark.parametrize("width", [0.3, 1.0, 2.5])
def test_density_is_normalised_with_overlap(width):
    sites = A * np.arange(4)
    x = np.linspace(-30, 45, 20001)
    density = centre_of_mass_density(x, sites_angstrom=sites, amplitudes=[1, 2, -1, 0.5], width_angstrom=width)
    assert integral(density, x) == pytest.approx(1, abs=1e-9)


def test_bonding_pair_is_denser_between_the_sites():
    # Two Gaussians at distance d: at the middle |w|² is that of one site, times 4 / (2 ± 2 S).
    d, width = 2.0, 0.8
    single = np.exp(-(1.0**2) / (2 * width**2)) / np.sqrt(2 * np.pi * width**2)
    overlap = np.exp(-(d**2) / (8 * width**2))
    middle = {
        sign: centre_of_mass_density(0.0, sites_angstrom=[-1, 1], amplitudes=[1, sign], width_angstrom=width)
        for sign in (1, -1)
    }
    assert middle[1] == pytest.approx(4 * single / (2 + 2 * overlap))
    assert middle[-1] == pytest.approx(0, abs=1e-15)


def test_narrow_states_stay_near_their_own_atoms():
    sites = A * np.arange(-40, 41)
    x = np.linspace(-50 * A, 50 * A, 40001)
    density = centre_of_mass_density(x, sites_angstrom=sites, amplitudes=np.ones(81), width_angstrom=0.3)
    near = np.abs((x / A + 0.5) % 1 - 0.5) < 0.25
    # Hardly any overlap at this width: the share within a/4 is the normal one.
    assert integral(np.where(near, density, 0), x) == pytest.approx(erf(A / 4 / 0.3 / np.sqrt(2)), abs=3e-3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: topograph(site="nickel", period_a=4), "site 'nickel' is unknown, allowed are copper, oxygen"),
        (lambda: topograph(site="copper", period_a=0), "period_a must be finite and positive, got 0"),
        (lambda: topograph(site="copper", period_a=4, spot_a=np.nan), "spot_a must be finite and positive, got nan"),
        (lambda: topograph(site="copper", period_a=4, pixels_per_a=7), "pixels_per_a must be even"),
        (lambda: measure_period(np.zeros((192, 192)), pixels_per_a=4), "pixels_per_a must be at least 8, got 4"),
        (lambda: measure_period(np.zeros((32, 32)), pixels_per_a=8), "at least 8 cells along a side, got 4"),
        (lambda: measure_period(np.zeros((192, 191)), pixels_per_a=8), r"image must be square.*\(192, 191\)"),
        (lambda: amplitude_spectrum(np.full((64, 64), np.inf), pixels_per_a=8), "image must be finite"),
        (lambda: modulation_in_cell(np.zeros((64, 64)), wavevector_rlu=0.5, pixels_per_a=8), "between 0 and 0.5"),
        (lambda: measure_period(np.zeros((68, 68)), pixels_per_a=8), r"whole cells of 8 pixels.*\(68, 68\)"),
        (lambda: amplitude_spectrum(np.zeros((0, 0)), pixels_per_a=8), r"whole cells of 8 pixels.*\(0, 0\)"),
        (lambda: modulation_in_cell(np.zeros((64, 64)), wavevector_rlu=0.0, pixels_per_a=8), "between 0 and 0.5"),
        (lambda: site_contrast(np.ones((7, 7))), "square with an even side"),
        (lambda: site_contrast(np.ones((8, 6))), "square with an even side"),
        (lambda: site_contrast(np.ones((4, 4))), "square with an even side"),
        (lambda: site_contrast(np.ones((6, 6, 2))), "square with an even side"),
        (lambda: site_contrast(np.zeros((8, 8))), "no modulation at copper or oxygen"),
        (lambda: stripe_amplitudes([0], period_a=-1, crest_a=0), "period_a must be finite and positive, got -1"),
        (
            lambda: centre_of_mass_density(0, sites_angstrom=[0, 1], amplitudes=[1], width_angstrom=1),
            r"of one length, got shapes \(2,\), \(1,\)",
        ),
        (lambda: centre_of_mass_density(0, sites_angstrom=[0], amplitudes=[0], width_angstrom=1), "not all be zero"),
        (
            lambda: centre_of_mass_density(0, sites_angstrom=[0], amplitudes=[1], width_angstrom=0),
            "width_angstrom must be finite and positive, got 0",
        ),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
