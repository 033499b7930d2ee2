import pytest

from atombridge.formulas import composition, with_subscripts


def test_composition():
    assert composition("YBa2Cu3O7") == {"Y": 1, "Ba": 2, "Cu": 3, "O": 7}
    assert composition("Ca1.88Na0.12CuO2Cl2") == pytest.approx({"Ca": 1.88, "Na": 0.12, "Cu": 1, "O": 2, "Cl": 2})


def test_with_subscripts():
    assert with_subscripts("Bi2Sr2Ca2Cu3O10") == "Bi₂Sr₂Ca₂Cu₃O₁₀"
    assert with_subscripts("La1.85Sr0.15CuO4") == "La₁.₈₅Sr₀.₁₅CuO₄"


@pytest.mark.parametrize("bad", ["", "  ", "Xx2O", "Cu(", "2+2"])
@pytest.mark.parametrize("function", [composition, with_subscripts])
def test_unreadable_formula_is_named(function, bad):
    with pytest.raises(ValueError, match="chemical formula"):
        function(bad)
