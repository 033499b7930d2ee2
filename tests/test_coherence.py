"""Coherence lengths against published pairs of field and length, textbook constants and counting."""

import numpy as np
import pytest
from scipy import constants

from atombridge.coherence import coherence_length, coherence_length_across, pairs_in_disc, upper_critical_field

FLUX_QUANTUM_WB = 2.067833848e-15  # CODATA


@pytest.mark.parametrize(
    ("field_t", "angstrom", "digits"),
    [
        (45, 27, 0.5),  # HgBa2CuO4 film, abstract: 45 T and 27 angstrom
        (13, 50, 0.5),  # MgB2, arXiv:cond-mat/0102517: 13 T and 5.0 nm
        (43, 27.6, 0.1),  # BaFe1.8Co0.2As2, arXiv:0810.1048: 27.6 angstrom and 43 T
    ],
)
def test_published_pairs_of_field_and_length(field_t, angstrom, digits):
    assert coherence_length(field_t=field_t) == pytest.approx(angstrom, abs=digits)


def test_published_length_across_the_planes():
    # HgBa2CuO4 film: 565 T along the plane, 27 and 2.2 angstrom, anisotropy 12.
    across = coherence_length_across(field_t=565, xi_ab_angstrom=27)
    assert across == pytest.approx(2.2, abs=0.05)
    assert 27 / across == pytest.approx(565 / 45, rel=0.01)


def test_one_flux_quantum_in_the_area_of_a_core():
    # At the critical field an area 2 pi xi^2 holds one flux quantum.
    xi = coherence_length(field_t=10.0)
    assert 2 * np.pi * (xi * constants.angstrom) ** 2 * 10 == pytest.approx(FLUX_QUANTUM_WB, rel=1e-9)


def test_isotropic_case_is_one_length():
    xi = coherence_length(field_t=20.0)
    assert coherence_length_across(field_t=20.0, xi_ab_angstrom=xi) == pytest.approx(xi, rel=1e-12)


def test_field_is_the_inverse_and_falls_with_the_square():
    xi = np.array([5.0, 10.0, 75.0])
    field = upper_critical_field(xi_ab_angstrom=xi)
    assert coherence_length(field_t=field) == pytest.approx(xi, rel=1e-12)
    assert field[0] / field[1] == pytest.approx(4)


def test_pairs_are_counted_as_in_a_box():
    # 1e21 carriers per cm3 are 0.001 per cubic angstrom: planes 10 angstrom apart hold 0.01 per square angstrom each,
    # 0.005 pairs; a disc of radius 20 / sqrt(pi) has 400 square angstrom.
    pairs = pairs_in_disc(20 / np.sqrt(np.pi), carrier_density_cm3=1e21, plane_spacing_angstrom=10)
    assert pairs == pytest.approx(2.0, rel=1e-12)


@pytest.mark.parametrize("bad", [0, -1.0, np.nan, np.inf])
def test_bad_input_is_named(bad):
    with pytest.raises(ValueError, match="field_t must be positive and finite, got"):
        coherence_length(field_t=bad)
    with pytest.raises(ValueError, match="xi_ab_angstrom must be"):
        upper_critical_field(xi_ab_angstrom=bad)
    with pytest.raises(ValueError, match="xi_ab_angstrom must be"):
        coherence_length_across(field_t=1.0, xi_ab_angstrom=bad)
    with pytest.raises(ValueError, match="plane_spacing_angstrom must be"):
        pairs_in_disc(10, carrier_density_cm3=1e21, plane_spacing_angstrom=bad)
