"""Point-ion sums against published Madelung constants and exact scaling laws."""

import numpy as np
import pytest
from scipy.constants import physical_constants

from atombridge.data import load
from atombridge.madelung import COULOMB_EV_ANGSTROM, electrostatic_energy, site_potentials

ROCK_SALT = np.array(
    [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0], [0.5, 0.5, 0.5], [0.5, 0, 0], [0, 0.5, 0], [0, 0, 0.5]]
)
SIGNS = np.array([1.0] * 4 + [-1.0] * 4)


def test_constant_is_the_hartree_times_the_bohr_radius():
    hartree = physical_constants["Hartree energy in eV"][0]
    bohr = physical_constants["Bohr radius"][0] * 1e10
    assert pytest.approx(hartree * bohr, rel=1e-8) == COULOMB_EV_ANGSTROM


def test_madelung_constant_of_rock_salt():
    # 1.7475645946..., referred to the distance of neighbours (here 1 angstrom).
    values = site_potentials([2, 2, 2], ROCK_SALT, SIGNS) / COULOMB_EV_ANGSTROM
    np.testing.assert_allclose(values, -1.7475645946 * SIGNS, atol=1e-9)


def test_madelung_constant_of_caesium_chloride():
    # 1.7626747730..., referred to the distance of neighbours, half the diagonal of the cube.
    values = site_potentials([1, 1, 1], [[0, 0, 0], [0.5, 0.5, 0.5]], [1, -1]) / COULOMB_EV_ANGSTROM
    assert values[1] * np.sqrt(3) / 2 == pytest.approx(1.7626747730, abs=1e-9)


def test_madelung_constant_of_fluorite():
    # Energy per CaF2 in units of e^2/d with charges 2 and 1: 5.0387848..., d the Ca-F distance.
    ca = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
    f = [[x, y, z] for x in (0.25, 0.75) for y in (0.25, 0.75) for z in (0.25, 0.75)]
    energy = electrostatic_energy([1, 1, 1], ca + f, [2] * 4 + [-1] * 8) / 4
    assert -energy * np.sqrt(3) / 4 / COULOMB_EV_ANGSTROM == pytest.approx(5.0387848, abs=1e-6)


def test_cell_choice_and_origin_do_not_matter():
    # The same crystal from a cell doubled along c, and shifted: an unequal cell tests all three axes.
    doubled = np.concatenate([ROCK_SALT / [1, 1, 2], ROCK_SALT / [1, 1, 2] + [0, 0, 0.5]]) + [0.1, 0.27, 0.4]
    values = site_potentials([2, 2, 4], doubled, np.tile(SIGNS, 2))
    np.testing.assert_allclose(values[:8], site_potentials([2, 2, 2], ROCK_SALT, SIGNS), atol=1e-9)


@pytest.mark.parametrize("long", range(3))
def test_long_and_flat_cells_are_summed_as_far_as_cubes(long):
    """Two layers of ions 30 edges apart: one short cell, and six by six of them in one that is nearly a cube."""
    edges = np.roll([30.0, 1.0, 1.0], long)
    ions, charges = np.roll([[0, 0, 0], [0.05, 0.5, 0.5]], long, axis=1), np.array([1.0, -1.0])
    counts = np.roll([1, 6, 6], long)
    shifts = np.stack(np.meshgrid(*map(np.arange, counts), indexing="ij"), axis=-1).reshape(-1, 1, 3)
    many = ((ions + shifts) / counts).reshape(-1, 3)
    values = site_potentials(edges, ions, charges)
    np.testing.assert_allclose(site_potentials(edges * counts, many, np.tile(charges, 36))[:2], values, atol=1e-10)


def test_the_unit_of_length_only_rescales():
    """However large the cell is in its unit, the sums take the same few terms."""
    values = site_potentials([2, 2, 4], ROCK_SALT, SIGNS)
    for unit in (1e-4, 1e14):
        np.testing.assert_allclose(site_potentials(unit * np.array([2, 2, 4]), ROCK_SALT, SIGNS) * unit, values)


def test_energy_goes_with_charges_squared_and_one_over_distance():
    base = electrostatic_energy([2, 2, 2], ROCK_SALT, SIGNS)
    assert base < 0
    assert electrostatic_energy([2, 2, 2], ROCK_SALT, 2 * SIGNS) == pytest.approx(4 * base)
    assert electrostatic_energy([4, 4, 4], ROCK_SALT, SIGNS) == pytest.approx(base / 2)


@pytest.mark.parametrize(
    ("cell", "positions", "charges", "message"),
    [
        ([2, 2, 0], ROCK_SALT, SIGNS, "three positive edges"),
        ([2, 2], ROCK_SALT, SIGNS, "three positive edges"),
        ([2, 2, np.nan], ROCK_SALT, SIGNS, "three positive edges"),
        ([2, 2, 2], ROCK_SALT[:7], SIGNS, r"got shapes \(7, 3\) and \(8,\)"),
        ([2, 2, 2], ROCK_SALT, np.abs(SIGNS), "add up to zero, got 8"),
        ([2, 2, 2], ROCK_SALT, SIGNS + [0.5, 0, 0, 0, 0, 0, 0, 0], "add up to zero, got 0.5"),
        ([2, 2, 2], ROCK_SALT, np.where(SIGNS < 0, np.nan, 1), "need finite positions"),
        ([2, 2, 2], np.full((8, 3), np.nan), SIGNS, "need finite positions"),
        ([2, 2, 2], [[0, 0, 0], [1, 0, 0]], [1, -1], "two ions are at one place"),
    ],
)
def test_refuses(cell, positions, charges, message):
    with pytest.raises(ValueError, match=message):
        site_potentials(cell, positions, charges)


def test_stored_cells_have_the_right_neighbours():
    """Distances in the stored cells are those of the compounds: 2.107 in MgO; planar Cu-O 1.93 and 1.96, chain 1.94."""
    sites = load("crystal_sites")
    expected = {"MgO": 4, "YBa2Cu3O7": 1}
    for compound, cells in expected.items():
        part = sites[sites.compound == compound]
        assert len(part) == {"MgO": 2, "YBa2Cu3O7": 13}[compound] * cells
    part = sites[sites.compound == "YBa2Cu3O7"]
    edges = part[["a_angstrom", "b_angstrom", "c_angstrom"]].iloc[0].to_numpy()
    at = {site: part[part.site == site][["x", "y", "z"]].to_numpy()[0] * edges for site in part.site.unique()}
    for one, other, length in [
        ("Cu2", "O2", 1.93),
        ("Cu2", "O3", 1.96),
        ("Cu1", "O4", 1.94),
        ("Cu1", "O1", 1.85),
        ("Cu2", "O1", 2.29),
    ]:
        assert np.linalg.norm(at[one] - at[other]) == pytest.approx(length, abs=0.01), (one, other)
