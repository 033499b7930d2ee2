"""Ion levels against published values, sums by hand and analytic limits."""

import json

import numpy as np
import pytest
from scipy.constants import physical_constants

from atombridge.data import ROOT, load
from atombridge.ion_levels import (
    anion_levels,
    cation_levels,
    electron_configuration,
    energy_in_ev,
    remaining_charge,
    scale_ratios,
    subshell_electrons,
)


def test_energy_in_ev_is_faradays_constant():
    # 1 eV per particle is 96.485 kJ/mol; the Faraday constant in C/mol is the same number times a thousand.
    faraday = physical_constants["Faraday constant"][0]
    assert energy_in_ev(faraday / 1e3, unit="kJ/mol") == pytest.approx(1, rel=1e-12)
    assert energy_in_ev(23.0605, unit="kcal/mol") == pytest.approx(1, rel=1e-5)  # 1 eV in kcal/mol
    assert energy_in_ev(3.5, unit="eV") == 3.5
    np.testing.assert_allclose(energy_in_ev([0, -780], unit="kJ/mol"), [0, -8.0841], atol=5e-5)


def test_the_oxygen_levels_of_the_letter():
    # Equations (1) to (3): 1.46 eV released, 8.08 eV needed, 6.62 eV in all.
    levels = anion_levels([1.46, -8.08])
    np.testing.assert_allclose(levels, [0, -1.46, 6.62])
    assert f"{levels[0]:.2f}" == "0.00"  # not minus zero


def test_cation_levels_are_sums():
    # Copper, NIST: 7.726 and 20.292 eV, so Cu2+ lies at 28.019 eV.
    np.testing.assert_allclose(cation_levels([7.72638, 20.29239]), [0, 7.72638, 28.01877])
    # Hydrogen-like helium: the second step is Z^2 Rydberg.
    assert cation_levels([24.587, 54.418])[2] == pytest.approx(79.005, abs=1e-3)
    # Small steps are steps as well.
    np.testing.assert_allclose(cation_levels([0.25, 0.5]), [0, 0.25, 0.75])


@pytest.mark.parametrize("function", [anion_levels, cation_levels])
@pytest.mark.parametrize(("bad", "message"), [([], "list of numbers"), (3.0, "list of numbers"), ([np.nan], "finite")])
def test_levels_refuse(function, bad, message):
    with pytest.raises(ValueError, match=message):
        function(bad)


@pytest.mark.parametrize("bad", [[-1.0], [0.0], [20.0, 7.0], [7.0, 7.0]])
def test_cation_levels_refuse_steps_out_of_order(bad):
    with pytest.raises(ValueError, match="positive and grow"):
        cation_levels(bad)


def test_scale_ratios():
    np.testing.assert_allclose(scale_ratios([1.2, -12.0], [0.12, 0.012]), [[10, 100], [100, 1000]])
    assert scale_ratios(5.0, 2.0).tolist() == [[2.5]]
    for bad in (0.0, -0.12):
        with pytest.raises(ValueError, match=f"scales must be positive, got {bad:g}"):
            scale_ratios([1.0], [0.5, bad])
    with pytest.raises(ValueError, match="energies must be finite"):
        scale_ratios([np.inf], [1.0])


def test_remaining_charge():
    formula = {"Y": 1, "Ba": 2, "Cu": 3, "O": 7}
    # By hand: 7 * 1.69 - 3 * 1.62 = 11.83 - 4.86 = 6.97.
    assert remaining_charge(formula, {"O": -1.69, "Cu": 1.62}) == pytest.approx(6.97)
    # Formal charges: what Y3+ and two Ba2+ leave for three Cu and seven O2- is -7.
    assert remaining_charge(formula, {"Y": 3, "Ba": 2}) == pytest.approx(-7)
    assert remaining_charge(formula, {}) == 0
    with pytest.raises(ValueError, match="Ni is not in the formula"):
        remaining_charge(formula, {"Ni": 2})
    with pytest.raises(ValueError, match="none is left"):
        remaining_charge({"Cu": 1, "O": 1}, {"Cu": 2, "O": -2})


@pytest.mark.parametrize(
    ("electrons", "expected"),
    [
        (1, {"1s": 1}),
        (2, {"1s": 2}),
        (10, {"1s": 2, "2s": 2, "2p": 6}),  # neon
        (11, {"1s": 2, "2s": 2, "2p": 6, "3s": 1}),  # sodium
        (18, {"1s": 2, "2s": 2, "2p": 6, "3s": 2, "3p": 6}),  # argon
    ],
)
def test_electron_configuration(electrons, expected):
    assert electron_configuration(electrons) == expected


@pytest.mark.parametrize("bad", [0, 19, -1, 2.5])
def test_electron_configuration_refuses(bad):
    with pytest.raises(ValueError, match="from 1 to 18"):
        electron_configuration(bad)


def test_electron_configuration_is_that_of_nists_table():
    table = load("ground_configurations").set_index(["symbol", "charge"]).configuration
    for charge in (0, 1):
        filled = electron_configuration(8 - charge)
        assert table["O", charge] == "[He] " + " ".join(f"{k}{n}" for k, n in filled.items() if k != "1s")


def test_subshell_electrons():
    assert subshell_electrons("[Ar] 3d10 4s1", "d") == 10
    assert subshell_electrons("[Ar] 3d10 4s1", "s") == 1
    assert subshell_electrons("[Kr] 5s2", "d") == 0
    with pytest.raises(ValueError, match="'g' is unknown"):
        subshell_electrons("[Kr] 5s2", "g")
    for bad in ("", "[Kr]", "5s2 x", "[Kr] s2"):
        with pytest.raises(ValueError, match="is not written like"):
            subshell_electrons(bad, "s")


def test_stored_configurations_hold_the_right_number_of_electrons():
    core = {"He": 2, "Ne": 10, "Ar": 18, "Kr": 36, "Xe": 54}
    for row in load("ground_configurations").itertuples():
        outside = sum(subshell_electrons(row.configuration, kind) for kind in "spdf")
        assert core[row.configuration[1:3]] + outside == row.atomic_number - row.charge, row.configuration


def test_second_affinities_of_oxygen_are_in_one_range():
    """All rows describe one quantity: between 7 and 10 eV once converted and counted from O-."""
    first = 1.4611135
    for row in load("second_affinity_oxygen").itertuples():
        value = energy_in_ev(row.energy, unit=row.unit) + (first if row.electrons_added == 2 else 0)
        assert 7 < value < 10, row.entry


def test_defaults_of_the_page_are_the_tabulated_values():
    """Parameters are typed in the schema; they are the measured affinity and 780 kJ/mol, rounded."""
    rules = json.loads((ROOT / "notebooks/figures/fig-1.schema.json").read_text(encoding="utf-8"))["properties"]
    first = load("electron_affinities").set_index("symbol").electron_affinity_ev["O"]
    assert rules["first_affinity_ev"]["default"] == round(first, 4)
    row = load("second_affinity_oxygen").set_index("entry").loc["exercise_780"]
    assert rules["second_affinity_ev"]["default"] == round(-energy_in_ev(row.energy, unit=row.unit), 4)
