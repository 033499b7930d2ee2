"""The parabola of Tc and the doping scale made from it."""

import numpy as np
import pytest

from atombridge.doping import doping_from_tc, tc_of_doping


def test_top_and_feet():
    # The feet lie at 0.16 -+ 82.6^(-1/2), the usual 0.05 and 0.27.
    assert tc_of_doping(doping=0.16, tc_max_k=93) == 93
    assert tc_of_doping(doping=[0.049, 0.05, 0.27, 0.271], tc_max_k=93) == pytest.approx([0, 0, 0, 0], abs=0.06)
    assert doping_from_tc(tc_k=[93, 0.5], tc_max_k=93)[0] == 0.16
    assert tc_of_doping(doping=0.16, tc_max_k=0.5) == 0.5
    assert doping_from_tc(tc_k=0, tc_max_k=93) == pytest.approx(0.05, abs=5e-5)
    assert doping_from_tc(tc_k=0, tc_max_k=93, overdoped=True) == pytest.approx(0.27, abs=5e-5)


def test_halfway_by_hand():
    # 1 - 82.6 d^2 = 1/2 at d = (1/165.2)^(1/2) = 0.077803.
    assert doping_from_tc(tc_k=46.5, tc_max_k=93) == pytest.approx(0.082197, abs=1e-6)
    assert doping_from_tc(tc_k=46.5, tc_max_k=93, overdoped=True) == pytest.approx(0.237803, abs=1e-6)


def test_branch_for_each_value():
    p = doping_from_tc(tc_k=[50, 50], tc_max_k=93, overdoped=[False, True])
    assert p[0] < 0.16 < p[1]
    assert p.sum() == pytest.approx(0.32)


def test_the_scale_is_circular():
    """Whatever was measured, it comes back on the parabola."""
    tc = np.random.default_rng(1).uniform(0, 40, 50)
    assert tc_of_doping(doping=doping_from_tc(tc_k=tc, tc_max_k=40), tc_max_k=40) == pytest.approx(tc)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: doping_from_tc(tc_k=94, tc_max_k=93), "tc_k must lie between 0 and 93, got 94"),
        (lambda: doping_from_tc(tc_k=[5, -1], tc_max_k=93), "tc_k must lie between 0 and 93, got -1"),
        (lambda: doping_from_tc(tc_k=5, tc_max_k=0), "tc_max_k must be positive and finite, got 0"),
        (lambda: tc_of_doping(doping=np.nan, tc_max_k=93), "doping must be finite, got nan"),
    ],
)
def test_bad_values_are_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
