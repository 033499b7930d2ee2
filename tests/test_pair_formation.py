"""Gaps and pairing temperatures, and the two weak-coupling ratios from their gap equations."""

import numpy as np
import pytest
from scipy import integrate

from atombridge.pair_formation import D_WAVE_RATIO, S_WAVE_RATIO, full_gap_for_pairing, pairing_temperature


def test_weak_coupling_ratios():
    assert pytest.approx(3.5278, abs=1e-4) == S_WAVE_RATIO
    # At T = 0 the gap equation of a separable d wave differs from that of an s wave by the angular average below.
    average, _ = integrate.quad(lambda f: 2 * np.cos(f) ** 2 * np.log(np.cos(f)), 0, np.pi / 2)
    assert pytest.approx(S_WAVE_RATIO * np.exp(-average / (np.pi / 2)), rel=1e-8) == D_WAVE_RATIO
    assert pytest.approx(4.28, abs=0.005) == D_WAVE_RATIO


def test_there_and_back():
    assert pairing_temperature(full_gap_mev=80, ratio=7.9) == pytest.approx(117.5, abs=0.1)
    gap = full_gap_for_pairing(temperature_k=300, ratio=[7.4, 7.9, 8.4])
    assert gap == pytest.approx([191.3, 204.2, 217.2], abs=0.1)
    assert pairing_temperature(full_gap_mev=gap, ratio=[7.4, 7.9, 8.4]) == pytest.approx(300)


@pytest.mark.parametrize("bad", [0, -1, np.nan, np.inf])
def test_bad_input_is_refused(bad):
    with pytest.raises(ValueError, match="full_gap_mev"):
        pairing_temperature(full_gap_mev=bad, ratio=7.9)
    with pytest.raises(ValueError, match="ratio"):
        full_gap_for_pairing(temperature_k=300, ratio=bad)
