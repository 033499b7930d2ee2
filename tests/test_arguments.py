import numpy as np
import pytest

from atombridge.arguments import positive


def test_values_come_back_as_arrays_in_order():
    density, mass = positive(density_cm3=[1e21, 2e21], mass_me=2)
    np.testing.assert_array_equal(density, [1e21, 2e21])
    assert mass == 2.0


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf"), [1.0, -2.0]])
def test_the_bad_value_is_named(bad):
    with pytest.raises(ValueError, match="mass_me must be positive and finite, got"):
        positive(density_cm3=1e21, mass_me=bad)


def test_any_positive_number_will_do():
    assert positive(length=1e-30)[0] == 1e-30
