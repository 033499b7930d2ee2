"""Ionicity against Pauling's own table, analytic limits and sums done by hand."""

import numpy as np
import pytest

from atombridge.ionicity import WEIGHTINGS, balancing_charge, bond_ionicity, compound_ionicity, rescaled_to_pauling


@pytest.mark.parametrize(
    ("difference", "per_cent"),
    # The conversion table from differences to per cent ionic character that goes with Pauling's relation.
    [(0.2, 1), (0.6, 9), (1.0, 22), (1.4, 39), (1.7, 51), (2.0, 63), (2.4, 76), (3.0, 89), (3.2, 92)],
)
def test_bond_ionicity_is_paulings_table(difference, per_cent):
    assert round(100 * bond_ionicity(1.0 + difference, 1.0)) == per_cent


def test_bond_ionicity_limits():
    assert bond_ionicity(2.2, 2.2) == 0
    assert bond_ionicity(0.0, 5.0) == pytest.approx(1 - np.exp(-6.25))
    np.testing.assert_allclose(bond_ionicity([0.93, 3.16], [3.16, 0.93]), 1 - np.exp(-(2.23**2) / 4))
    assert np.isnan(bond_ionicity(np.nan, 3.44))
    # Small differences keep their digits: f is a quarter of the squared difference.
    assert bond_ionicity(1.0, 1.0 + 1e-8) == pytest.approx(0.25e-16, rel=1e-6)


@pytest.mark.parametrize("bad", [-0.1, np.inf])
def test_bond_ionicity_refuses(bad):
    with pytest.raises(ValueError, match="finite and not negative"):
        bond_ionicity(bad, 3.44)


CHI = {"A": 1.0, "B": 2.0, "O": 3.0}
F_AO, F_BO = 1 - np.exp(-1.0), 1 - np.exp(-0.25)


@pytest.mark.parametrize(
    ("weighting", "expected"),
    [
        ("metal_atoms", (3 * F_AO + F_BO) / 4),
        ("metal_elements", (F_AO + F_BO) / 2),
        ("mean_electronegativity", 1 - np.exp(-((3.0 - 1.25) ** 2) / 4)),
        ("formal_charge", (3 * 1 * F_AO + 1 * 4 * F_BO) / 7),
    ],
)
def test_each_weighting_by_hand(weighting, expected):
    value = compound_ionicity({"A": 3, "B": 1, "O": 7}, CHI, weighting=weighting, formal_charges={"A": 1, "B": 4})
    assert value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_oxygen_count_does_not_enter_and_binary_is_the_bond(weighting):
    one = compound_ionicity({"A": 2, "O": 1}, CHI, weighting=weighting, formal_charges={"A": 1})
    other = compound_ionicity({"A": 2, "O": 9}, CHI, weighting=weighting, formal_charges={"A": 1})
    assert one == other == pytest.approx(F_AO)


def test_a_second_anion_is_never_taken_for_a_metal():
    chi = {"Ca": 1.00, "Na": 0.93, "Cu": 1.90, "O": 3.44, "Cl": 3.16}
    atoms = {"Ca": 1.88, "Na": 0.12, "Cu": 1, "O": 2, "Cl": 2}
    with pytest.raises(ValueError, match="Cl is no metal: name it in other_anions"):
        compound_ionicity(atoms, chi)
    f = {m: 1 - np.exp(-((3.44 - chi[m]) ** 2) / 4) for m in ("Ca", "Na", "Cu")}
    expected = (1.88 * f["Ca"] + 0.12 * f["Na"] + f["Cu"]) / 3
    assert compound_ionicity(atoms, chi, other_anions=["Cl"]) == pytest.approx(expected)


def test_missing_value_stays_missing():
    assert np.isnan(compound_ionicity({"A": 1, "B": 1, "O": 1}, CHI | {"B": np.nan}))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (({"A": 1, "O": 1}, CHI, "typo"), "weighting 'typo' is unknown"),
        (({"O": 1}, CHI, "metal_atoms"), "at least one metal"),
        (({"A": 1}, CHI, "metal_atoms"), "at least one metal and O, got A"),
        (({}, CHI, "metal_atoms"), "at least one metal and O, got nothing"),
        (({"A": 1, "X": 1, "O": 1}, CHI, "metal_atoms"), "no electronegativity for X"),
        (({"A": 1, "O": 1}, CHI, "formal_charge"), "no formal charge for A"),
    ],
)
def test_compound_ionicity_refuses(arguments, message):
    composition, chi, weighting = arguments
    with pytest.raises(ValueError, match=message):
        compound_ionicity(composition, chi, weighting=weighting)


def test_balancing_charge():
    # YBa2Cu3O7: 3 + 2*2 + 3*q = 14.
    assert balancing_charge({"Y": 1, "Ba": 2, "Cu": 3, "O": 7}, {"Y": 3, "Ba": 2}, element="Cu") == pytest.approx(7 / 3)
    # The letter's own average charges of oxygen and copper leave 6.97 for Y and two Ba.
    rest = balancing_charge({"X": 1, "Cu": 3, "O": 7}, {"Cu": 1.62}, element="X", oxygen_charge=-1.69)
    assert rest == pytest.approx(6.97)
    with pytest.raises(ValueError, match="Ni is not in the formula"):
        balancing_charge({"Cu": 1, "O": 1}, {}, element="Ni")
    with pytest.raises(ValueError, match="no formal charge for Ba"):
        balancing_charge({"Ba": 1, "Cu": 1, "O": 2}, {}, element="Cu")


def test_rescaled_to_pauling_recovers_a_line():
    pauling = {"A": 1.0, "B": 2.0, "C": 3.0, "D": 4.0}
    rescaled, rms = rescaled_to_pauling({s: 10 * v - 3 for s, v in pauling.items()} | {"E": 17.0}, pauling)
    assert rescaled["E"] == pytest.approx(2.0)
    assert rms == pytest.approx(0, abs=1e-12)
    # Residuals +d, -d, -d, +d are orthogonal to a line on equidistant points: rms = sqrt(4 d^2 / 2).
    bent = {"A": 1.1, "B": 1.9, "C": 2.9, "D": 4.1}
    assert rescaled_to_pauling(pauling, bent)[1] == pytest.approx(0.1 * np.sqrt(2))


def test_rescaled_to_pauling_ignores_and_keeps_missing_values():
    pauling = {"A": 1.0, "B": 2.0, "C": 3.0, "D": np.nan}
    rescaled, _ = rescaled_to_pauling({"A": 2.0, "B": 4.0, "C": 6.0, "D": 8.0, "E": np.nan}, pauling)
    assert rescaled["D"] == pytest.approx(4.0)
    assert np.isnan(rescaled["E"])
    with pytest.raises(ValueError, match="at least three shared elements"):
        rescaled_to_pauling({"A": 1.0, "B": 2.0}, pauling)
