"""Carrier densities against textbook metals and counting."""

import numpy as np
import pytest

from atombridge.carriers import carrier_density, hall_density


def test_one_per_cubic_nanometre():
    assert carrier_density(
        carriers_per_copper=1, planar_copper_per_cell=1, cell_volume_angstrom3=1000
    ) == pytest.approx(1e21, rel=1e-12)


@pytest.mark.parametrize(
    ("edge_angstrom", "atoms", "valence", "density"),
    [(4.05, 4, 3, 18.1e22), (3.61, 4, 1, 8.47e22), (4.95, 4, 4, 13.2e22)],
    ids=["Al", "Cu", "Pb"],
)
def test_free_electrons_of_metals(edge_angstrom, atoms, valence, density):
    """Ashcroft and Mermin, Table 1.1, from the cubic cells of their chapter 4."""
    assert carrier_density(
        carriers_per_copper=valence, planar_copper_per_cell=atoms, cell_volume_angstrom3=edge_angstrom**3
    ) == pytest.approx(density, rel=0.01)


def test_hall_density_of_a_known_coefficient():
    # 1 / e = 6.2415e18 per coulomb: 6.2415e-3 cm^3/C goes with 1e21 per cm^3.
    assert hall_density(hall_coefficient_mm3_per_c=6.241509) == pytest.approx(1e21, rel=1e-6)


def test_arrays_broadcast():
    n = carrier_density(carriers_per_copper=[0.1, 1.1], planar_copper_per_cell=2, cell_volume_angstrom3=200)
    assert n == pytest.approx([1e21, 1.1e22])
    assert np.all(np.diff(hall_density(hall_coefficient_mm3_per_c=[1, 2, 3])) < 0)


@pytest.mark.parametrize("bad", [0, -1, np.nan, np.inf])
def test_bad_values_are_refused(bad):
    good = {"carriers_per_copper": 0.16, "planar_copper_per_cell": 2, "cell_volume_angstrom3": 173}
    for name in good:
        with pytest.raises(ValueError, match=f"{name} must be positive"):
            carrier_density(**(good | {name: bad}))
    with pytest.raises(ValueError, match="hall_coefficient_mm3_per_c must be positive"):
        hall_density(hall_coefficient_mm3_per_c=bad)
