"""Orbits against published pairs of frequency and area, and Luttinger's count against its limits."""

import pytest

from atombridge.fermi_surface import electrons_per_copper, oscillation_frequency, zone_share


@pytest.mark.parametrize(
    ("frequency", "a", "b", "percent", "digits"),
    [
        (660, 3.84, 3.87, 2.4, 0.05),  # YBa2Cu4O8, arXiv:0707.4461: 660 T and about 2.4 %
        (18100, 3.866, 3.866, 65, 0.5),  # Tl2Ba2CuO6, Nature Phys. 9, 761: approximately 65 %
    ],
)
def test_published_pairs_of_frequency_and_area(frequency, a, b, percent, digits):
    share = zone_share(frequency_t=frequency, a_angstrom=a, b_angstrom=b)
    assert 100 * share == pytest.approx(percent, abs=digits)


def test_one_flux_quantum_per_cell_fills_the_zone():
    # h/e = 4.135667696e-15 Wb over a cell of 4 angstrom squared.
    field = 4.135667696e-15 / 16e-20
    assert zone_share(frequency_t=field, a_angstrom=4, b_angstrom=4) == pytest.approx(1, rel=1e-9)
    full = oscillation_frequency(share=1, a_angstrom=4, b_angstrom=4)
    assert full == pytest.approx(field, rel=1e-9)
    assert zone_share(frequency_t=full, a_angstrom=4, b_angstrom=4) == 1


def test_share_and_frequency_are_inverse():
    share = zone_share(frequency_t=540.0, a_angstrom=3.8, b_angstrom=3.9)
    assert oscillation_frequency(share=share, a_angstrom=3.8, b_angstrom=3.9) == pytest.approx(540)


def test_luttinger_count():
    assert electrons_per_copper(0.5, around="electrons") == 1  # half filled
    assert electrons_per_copper(0.5, around="holes") == 1
    assert electrons_per_copper(0.65, around="holes") == pytest.approx(0.70)  # 1.30 holes
    assert electrons_per_copper(1.0, around="electrons") == 2


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: zone_share(frequency_t=0, a_angstrom=4, b_angstrom=4), "frequency_t must be positive"),
        (lambda: zone_share(frequency_t=1e5, a_angstrom=4, b_angstrom=4), "more than one"),
        (lambda: zone_share(frequency_t=3e4, a_angstrom=4, b_angstrom=4), r"an orbit of 1\.16 zones, more than one"),
        (lambda: oscillation_frequency(share=1.1, a_angstrom=4, b_angstrom=4), "share must not exceed 1"),
        (lambda: electrons_per_copper(1.2, around="holes"), "share must not exceed 1"),
        (lambda: electrons_per_copper(-0.1, around="holes"), "share must be positive"),
        (lambda: electrons_per_copper(0.1, around="muons"), "around must be electrons or holes"),
    ],
)
def test_errors(call, words):
    with pytest.raises(ValueError, match=words):
        call()
