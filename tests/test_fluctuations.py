"""Ginzburg numbers against the specific heat they are defined by, published sizes, and known limits."""

import numpy as np
import pytest
from scipy import constants, integrate

from atombridge.fluctuations import ginzburg_number, ginzburg_number_of_layers, paraconductivity

FLUX_QUANTUM = constants.h / (2 * constants.e)
Y123 = {"tc_k": 93.0, "lambda_nm": 130.0}


def critical_field(lambda_m, xi_m):
    return FLUX_QUANTUM / (2 * np.sqrt(2) * np.pi * lambda_m * xi_m)


def test_three_dimensions_is_where_fluctuations_equal_the_jump():
    lambda_m, xi_ab, xi_c = 130e-9, 1.7e-9, 0.3e-9
    jump = critical_field(lambda_m, xi_ab) ** 2 / (constants.mu_0 * Y123["tc_k"])
    gi = ginzburg_number(**Y123, xi_ab_nm=1.7, gamma=1.7 / 0.3, definition="specific heat")
    # Two real components: C = kB sum_k 1 / (eps + xi^2 k^2)^2 in scaled wave vectors.
    integral = integrate.quad(lambda k: 4 * np.pi * k**2 / (gi + k**2) ** 2, 0, np.inf)[0] / (2 * np.pi) ** 3
    assert constants.k * integral / (xi_ab**2 * xi_c) == pytest.approx(jump, rel=1e-6)


def test_two_dimensions_is_where_fluctuations_equal_the_jump():
    lambda_m, xi_ab, spacing = 196e-9, 1.2e-9, 1.54e-9
    jump = critical_field(lambda_m, xi_ab) ** 2 / (constants.mu_0 * 83)
    gi = ginzburg_number_of_layers(tc_k=83, lambda_nm=196, spacing_nm=1.54, definition="specific heat")
    integral = integrate.quad(lambda k: 2 * np.pi * k / (gi + k**2) ** 2, 0, np.inf)[0] / (2 * np.pi) ** 2
    assert constants.k * integral / (xi_ab**2 * spacing) == pytest.approx(jump, rel=1e-6)


def test_energy_definition_from_the_thermodynamic_field():
    # Gi = [mu0 kB Tc gamma / (4 pi Bc^2 xi^3)]^2 / 2
    field = critical_field(130e-9, 1.7e-9)
    expected = (constants.mu_0 * constants.k * 93 * 6.5 / (4 * np.pi * field**2 * 1.7e-9**3)) ** 2 / 2
    assert ginzburg_number(**Y123, xi_ab_nm=1.7, gamma=6.5) == pytest.approx(expected, rel=1e-9)


def test_definitions_differ_by_two_and_its_root():
    three = [ginzburg_number(**Y123, xi_ab_nm=1.7, definition=d) for d in ("energy", "specific heat")]
    two = [ginzburg_number_of_layers(**Y123, spacing_nm=1.2, definition=d) for d in ("energy", "specific heat")]
    assert three[0] / three[1] == pytest.approx(2)
    assert two[0] / two[1] == pytest.approx(np.sqrt(2))


def test_published_sizes():
    # Sokolov, Physica C 174, 208 (1991): about 0.003 in Y-123 and 0.02-0.05 in Bi- and Tl-based compounds.
    assert 1e-3 < ginzburg_number(**Y123, xi_ab_nm=1.7, gamma=6.5) < 2e-2
    assert 0.02 < ginzburg_number_of_layers(tc_k=83, lambda_nm=196, spacing_nm=1.54, definition="specific heat") < 0.08


def test_powers():
    one = ginzburg_number(tc_k=10, lambda_nm=100, xi_ab_nm=10)
    assert ginzburg_number(tc_k=20, lambda_nm=100, xi_ab_nm=10) / one == pytest.approx(4)
    assert ginzburg_number(tc_k=10, lambda_nm=200, xi_ab_nm=10) / one == pytest.approx(16)
    assert ginzburg_number(tc_k=10, lambda_nm=100, xi_ab_nm=5) / one == pytest.approx(4)
    assert ginzburg_number(tc_k=10, lambda_nm=100, xi_ab_nm=10, gamma=3) / one == pytest.approx(9)


def test_paraconductivity_has_the_limits_of_aslamazov_and_larkin():
    two = constants.e**2 / (16 * constants.hbar * 1e-9 * 0.1)
    assert paraconductivity(0.1, spacing_nm=1.0, xi_c_nm=1e-5) == pytest.approx(two, rel=1e-6)
    three = constants.e**2 / (32 * constants.hbar * 50e-9 * np.sqrt(0.1))
    assert paraconductivity(0.1, spacing_nm=1.0, xi_c_nm=50) == pytest.approx(three, rel=1e-4)
    # 1.3e5 S/m for the cell of YBa2Cu3O7 at eps = 0.1
    assert paraconductivity(0.1, spacing_nm=1.17, xi_c_nm=1e-5) == pytest.approx(1.3e5, rel=0.01)


@pytest.mark.parametrize("bad", [0, -1.0, np.nan, np.inf])
def test_bad_input_is_named(bad):
    with pytest.raises(ValueError, match="lambda_nm must be positive and finite, got"):
        ginzburg_number(tc_k=10, lambda_nm=bad, xi_ab_nm=10)
    with pytest.raises(ValueError, match="spacing_nm must be"):
        ginzburg_number_of_layers(tc_k=10, lambda_nm=100, spacing_nm=bad)
    with pytest.raises(ValueError, match="reduced_temperature must be"):
        paraconductivity(bad, spacing_nm=1, xi_c_nm=1)


def test_unknown_definition_is_refused():
    with pytest.raises(ValueError, match="definition 'other' is unknown, allowed are energy, specific heat"):
        ginzburg_number(tc_k=10, lambda_nm=100, xi_ab_nm=10, definition="other")
    with pytest.raises(ValueError, match="is unknown"):
        ginzburg_number_of_layers(tc_k=10, lambda_nm=100, spacing_nm=1, definition="other")


def test_crossover_of_the_dimensions():
    """Where eps = (2 xi_c / d)^2 the layers conduct 1/sqrt 2 of what they would alone."""
    spacing, xi_c = 0.6, 0.09
    eps = (2 * xi_c / spacing) ** 2
    alone = constants.e**2 / (16 * constants.hbar * spacing * 1e-9 * eps)
    assert paraconductivity(eps, spacing_nm=spacing, xi_c_nm=xi_c) == pytest.approx(alone / np.sqrt(2))
