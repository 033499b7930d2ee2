import numpy as np
import pytest

from atombridge.plane import copper_positions, oxygen_positions


@pytest.mark.parametrize("cells", [1, 2, 5])
def test_counts_and_distances(cells):
    copper = copper_positions(cells, lattice_constant_angstrom=3.8)
    oxygen = oxygen_positions(cells, lattice_constant_angstrom=3.8)
    assert copper.shape == ((cells + 1) ** 2, 2)
    assert oxygen.shape == (2 * cells * (cells + 1), 2)
    np.testing.assert_allclose(copper.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(oxygen.mean(axis=0), 0, atol=1e-12)
    distance = np.linalg.norm(oxygen[:, None] - copper[None], axis=-1)
    # Every oxygen has exactly two coppers at half the lattice constant.
    np.testing.assert_array_equal(np.isclose(distance, 1.9).sum(axis=1), 2)
    assert distance.min() == pytest.approx(1.9)


def test_any_positive_lattice_constant_will_do():
    np.testing.assert_allclose(copper_positions(2, lattice_constant_angstrom=0.5)[0], [-0.5, -0.5])


def test_refusals():
    with pytest.raises(ValueError, match="cells must be at least 1, got 0"):
        copper_positions(0, lattice_constant_angstrom=3.8)
    for bad in (0, -3.8, float("nan")):
        with pytest.raises(ValueError, match="lattice_constant_angstrom must be positive"):
            oxygen_positions(2, lattice_constant_angstrom=bad)
