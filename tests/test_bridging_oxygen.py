"""The three-site cluster against limits that can be worked out by hand."""

import numpy as np
import pytest

from atombridge import bridging_oxygen
from atombridge.bridging_oxygen import exchange_ev, parallel_oxygen_holes, solve_cluster

DELTAS = [3.6, 2.0, 1.0, 0.0, -1.0, -3.0]


@pytest.mark.parametrize("delta", DELTAS)
def test_parallel_spins_do_not_interact(delta):
    """Two parallel holes fill the bonding and the non-bonding orbital: energy and oxygen share in closed form."""
    root = np.sqrt(delta**2 + 8 * 1.3**2)
    single = solve_cluster(charge_transfer_ev=delta, angle_degrees=0, field_ev=1e-7, holes=1)
    assert single.energy_ev == pytest.approx((delta - root) / 2, abs=1e-6)
    assert single.oxygen_holes == pytest.approx(parallel_oxygen_holes(charge_transfer_ev=delta), abs=1e-6)
    # A strong field aligns two holes and lowers both coppers by h/2, as a larger charge-transfer energy would.
    aligned = solve_cluster(charge_transfer_ev=delta, angle_degrees=0, field_ev=20.0)
    assert aligned.oxygen_moment_mub == pytest.approx(aligned.oxygen_holes, abs=1e-10)
    shifted = parallel_oxygen_holes(charge_transfer_ev=delta + 10)
    assert aligned.oxygen_holes == pytest.approx(shifted, abs=1e-10)


def test_parallel_holes_between_their_limits():
    assert parallel_oxygen_holes(charge_transfer_ev=0.0) == pytest.approx(0.5)
    assert parallel_oxygen_holes(charge_transfer_ev=[1e4, -1e4]) == pytest.approx([0, 1], abs=1e-6)
    with pytest.raises(ValueError, match="charge_transfer_ev must be finite"):
        parallel_oxygen_holes(charge_transfer_ev=[1, np.nan])


@pytest.mark.parametrize("delta", DELTAS)
@pytest.mark.parametrize("field", [0.05, 0.3, 2.0])
def test_bridging_moment_is_zero_between_antiparallel_coppers(delta, field):
    state = solve_cluster(charge_transfer_ev=delta, field_ev=field)
    assert state.degeneracy == 1
    assert state.oxygen_moment_mub < 1e-10
    assert state.moments_mub[0] == pytest.approx(-state.moments_mub[2], abs=1e-10)
    assert state.copper_moment_mub > 0.01


def test_oxygen_holes_grow_as_the_charge_transfer_energy_falls():
    holes = [solve_cluster(charge_transfer_ev=d).oxygen_holes for d in DELTAS]
    assert np.all(np.diff(holes) > 0)
    assert solve_cluster(charge_transfer_ev=-30.0).oxygen_holes > 1.9
    assert solve_cluster(charge_transfer_ev=60.0).oxygen_holes < 0.01


def test_weak_hopping_leaves_ions():
    state = solve_cluster(charge_transfer_ev=3.6, hopping_ev=0.01)
    assert state.oxygen_holes == pytest.approx(2 * (0.01 / 3.6) ** 2, rel=0.2)
    assert state.copper_moment_mub == pytest.approx(1, abs=1e-3)


def test_symmetry_is_needed():
    off_centre = solve_cluster(charge_transfer_ev=3.6, hopping_ratio=0.8)
    assert off_centre.oxygen_moment_mub > 0.01
    canted = [solve_cluster(charge_transfer_ev=3.6, angle_degrees=a).oxygen_moment_mub for a in (180, 170, 120, 0)]
    assert np.all(np.diff(canted) > 0)


def test_moment_of_canted_coppers_points_between_them():
    moments = solve_cluster(charge_transfer_ev=3.6, angle_degrees=150).moments_mub
    assert moments[1, :2] == pytest.approx([0, 0], abs=1e-10)
    assert moments[1, 2] > 0
    assert moments[0, 0] == pytest.approx(-moments[2, 0], abs=1e-10)


def test_doped_cluster_is_degenerate_and_has_no_mean_moment():
    state = solve_cluster(charge_transfer_ev=3.6, holes=3)
    assert state.degeneracy == 2
    assert state.oxygen_moment_mub < 1e-9
    assert state.oxygen_holes > solve_cluster(charge_transfer_ev=3.6).oxygen_holes


@pytest.mark.parametrize("holes", [1, 2, 3, 4, 5])
def test_holes_are_kept(holes):
    assert solve_cluster(charge_transfer_ev=2.0, holes=holes).holes.sum() == pytest.approx(holes, abs=1e-10)


def test_exchange_in_fourth_order():
    # J = 4 t^4/Delta^2 [1/U_d + 1/(Delta + U_p/2)] for weak hopping.
    t, delta, u_d, u_p = 0.02, 3.6, 10.5, 4.0
    expected = 4 * t**4 / delta**2 * (1 / u_d + 1 / (delta + u_p / 2))
    found = exchange_ev(charge_transfer_ev=delta, hopping_ev=t, copper_repulsion_ev=u_d, oxygen_repulsion_ev=u_p)
    assert found == pytest.approx(expected, rel=0.02)


def test_exchange_of_the_plane_has_the_measured_size():
    assert exchange_ev(charge_transfer_ev=3.6) == pytest.approx(0.15, abs=0.01)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"charge_transfer_ev": np.nan}, "charge_transfer_ev must be finite"),
        ({"charge_transfer_ev": 1, "hopping_ev": 0}, "hopping_ev must be positive"),
        ({"charge_transfer_ev": 1, "field_ev": -1}, "field_ev must be positive"),
        ({"charge_transfer_ev": 1, "hopping_ratio": 0}, "hopping_ratio must be positive"),
        ({"charge_transfer_ev": 1, "angle_degrees": np.inf}, "angle_degrees must be finite"),
        ({"charge_transfer_ev": 1, "holes": 6}, "holes must be a whole number from 1 to 5"),
    ],
)
def test_errors(arguments, words):
    with pytest.raises(ValueError, match=words):
        solve_cluster(**arguments)


def test_exchange_errors():
    with pytest.raises(ValueError, match="copper_repulsion_ev must be positive"):
        exchange_ev(charge_transfer_ev=1, copper_repulsion_ev=0)


def test_operators_of_holes_anticommute():
    create = bridging_oxygen._creators()
    assert [c.shape for c in create] == [(64, 64)] * 6
    for i, a in enumerate(create):
        for j, b in enumerate(create):
            np.testing.assert_array_equal(a @ b.T + b.T @ a, np.eye(64) * (i == j))
            np.testing.assert_array_equal(a @ b + b @ a, 0)


@pytest.mark.parametrize("holes", [1, 2, 3])
def test_spins_rotate_and_hoppings_are_hermitian(holes):
    _, _, spins, hops = bridging_oxygen._operators(holes)
    for x, y, z in spins:
        np.testing.assert_allclose(x @ y - y @ x, 1j * z, atol=1e-15)
        np.testing.assert_allclose(y @ z - z @ y, 1j * x, atol=1e-15)
    for hop in hops:
        np.testing.assert_array_equal(hop, hop.T)


def test_energy_of_aligned_holes():
    """Both coppers lowered by h/2; the bonding orbital of what is left, in closed form."""
    state = solve_cluster(charge_transfer_ev=3.6, angle_degrees=0, field_ev=20.0)
    higher = 3.6 + 10
    assert state.energy_ev == pytest.approx(-20 + (higher - np.sqrt(higher**2 + 8 * 1.3**2)) / 2, abs=1e-10)


def test_parameters_not_given_are_those_of_lanthanum_cuprate():
    """Constrained density functional: t = 1.3, U_d = 10.5, U_p = 4 eV (Hybertsen, Schluter and Christensen, 1989)."""
    given = {"hopping_ev": 1.3, "copper_repulsion_ev": 10.5, "oxygen_repulsion_ev": 4.0}
    assert exchange_ev(charge_transfer_ev=3.6) == exchange_ev(charge_transfer_ev=3.6, **given)
    cluster = solve_cluster(charge_transfer_ev=3.6)
    same = solve_cluster(charge_transfer_ev=3.6, field_ev=0.3, angle_degrees=180, hopping_ratio=1, holes=2, **given)
    assert cluster.energy_ev == same.energy_ev
