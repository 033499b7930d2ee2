"""The comparison with the letter: digits decide the tolerance, signs count, a missing number never agrees."""

import math

import numpy as np
import pytest

from atombridge import checks
from atombridge.checks import Check, compare, compare_number


@pytest.mark.parametrize(
    ("stated", "computed", "rounded", "tolerance", "agrees"),
    [
        ("6.08", 6.0774, 6.077, 0.005, True),
        ("6.08", 6.0749, 6.075, 0.005, False),
        ("6.08", 6.085, 6.085, 0.005, True),
        ("6.08", 6.0851, 6.085, 0.005, False),
        ("-8.08", -8.0842, -8.084, 0.005, True),
        ("-8.08", 8.08, 8.08, 0.005, False),
        ("0.590", 0.5898, 0.5898, 0.0005, True),
        ("0.590", 0.5894, 0.5894, 0.0005, False),
        ("71", 71.15, 71.2, 0.5, True),
        ("1e21", 9.3e20, 9e20, 0.5e21, True),
        ("12", 12, 12.0, 0.5, True),
    ],
)
def test_number(stated, computed, rounded, tolerance, agrees):
    value, allowed, verdict = compare_number(stated, computed)
    assert value == pytest.approx(rounded, rel=1e-12)
    assert allowed == tolerance
    assert verdict is agrees


@pytest.mark.parametrize("computed", [math.nan, math.inf, -math.inf])
def test_not_a_number_never_agrees(computed):
    assert compare_number("0", computed, tolerance=1e9) == (None, 1e9, False)
    assert compare("order", "1e21", computed)[3] is False
    assert compare("bound", "<=23", computed)[3] is False
    assert compare("range", "5..8", [6, computed])[3] is False
    assert compare("within", "-1e9..1e9", [6, computed])[3] is False


def test_own_tolerance():
    assert compare_number("80", 76, tolerance=5) == (76.0, 5.0, True)
    assert [compare_number("80", computed, tolerance=0)[2] for computed in (80, 80.001)] == [True, False]
    for bad in (-1, math.nan, math.inf):
        with pytest.raises(ValueError, match="tolerance must be finite"):
            compare_number("80", 76, tolerance=bad)


@pytest.mark.parametrize("stated", ["", "about 5", "nan", "inf", "1,5"])
def test_stated_value_must_be_a_number(stated):
    with pytest.raises(ValueError, match="stated value"):
        compare_number(stated, 1.0)


@pytest.mark.parametrize(
    ("test", "stated", "computed", "agrees"),
    [
        ("range", "0.59..0.67", [0.588, 0.62, 0.668], True),
        ("range", "0.59..0.67", [0.588, 0.625], False),
        ("within", "5..8", [5.2, 7.9], True),
        ("within", "5..8", [4.5, 8.5], True),
        ("within", "5..8", [5.2, 10.4], False),
        ("within", "5..8", [4.4, 7.9], False),
        ("within", "5..5", [5.4, 4.6], True),
        ("bound", "<=23", 23, True),
        ("bound", "<23", 23, False),
        ("bound", ">0.5", 0.5, False),
        ("bound", ">=0.5", 0.5, True),
        ("order", "1e21", 3.1e21, True),
        ("order", "1e21", 3.2e21, False),
        ("order", "1e21", -1e21, False),
        ("order", "80", 26, True),
        ("order", "1", math.sqrt(10), True),
        ("order", "1", 1 / math.sqrt(10), True),
        ("trend", "dome", "dome", True),
        ("trend", "valley", "valley", True),
        ("trend", "increasing", "none", False),
        ("yes_no", "yes", True, True),
        ("yes_no", "yes", False, False),
        ("yes_no", "no", False, True),
    ],
)
def test_other_kinds(test, stated, computed, agrees):
    assert compare(test, stated, computed)[3] is agrees


@pytest.mark.parametrize(
    ("test", "stated", "computed", "message"),
    [
        ("range", "8..5", [1, 2], "low..high"),
        ("range", "5", [1, 2], "low..high"),
        ("within", "5..8", [], "at least one"),
        ("bound", "23", 1, "does not begin with"),
        ("order", "0", 1, "no order"),
        ("trend", "up", "dome", "a trend is one of"),
        ("trend", "none", "none", "a trend is one of"),
        ("trend", "dome", "up", "a trend is one of"),
        ("yes_no", "yes", 1, "needs yes or no and a bool"),
        ("yes_no", "maybe", True, "needs yes or no and a bool"),
        ("magic", "1", 1, "test 'magic' is unknown"),
    ],
)
def test_refusals(test, stated, computed, message):
    with pytest.raises(ValueError, match=message):
        compare(test, stated, computed)


def test_check_takes_the_stated_value_from_the_registry():
    one = checks.check("table-1", "C061", 0.60943, quantity="YBa₂Cu₃O₇")
    assert one == Check("C061", "table-1", "YBa₂Cu₃O₇", "number", 0.609, 0.6094, "", 0.0005, True)
    assert checks.check("table-1", "C053", np.bool_(True)).agrees
    with pytest.raises(ValueError, match=r"data/paper/claims\.csv has no row 'C999'"):
        checks.check("table-1", "C999", 1)
    with pytest.raises(ValueError, match="C047 has no test"):
        checks.check("table-1", "C047", 1)


def test_stored_form_and_words():
    one = Check("C042", "fig-1", "second affinity", "number", -8.1, -8.084, "eV", 0.05, True)
    bundle = one._repr_mimebundle_()
    assert bundle[checks.MEDIA_TYPE] == {
        "claim": "C042",
        "page": "fig-1",
        "quantity": "second affinity",
        "test": "number",
        "stated": -8.1,
        "computed": -8.084,
        "unit": "eV",
        "tolerance": 0.05,
        "agrees": True,
    }
    assert bundle["text/plain"] == str(one)
    assert one.stated_words == "−8.1\u00a0eV"
    assert one.computed_words == "−8.08\u00a0eV"
    assert one.result_words == "agrees (±0.05)"


def test_words_keep_trailing_zeros_and_say_what_is_missing():
    zeros = Check("C068", "table-1", "PrNiO₂", "number", 0.59, 0.5898, "", 0.0005, True)
    assert (zeros.stated_words, zeros.computed_words) == ("0.590", "0.5898")
    missing = Check("C068", "table-1", "PrNiO₂", "number", 0.59, None, "eV", 0.0005, False)
    assert missing.computed_words == "not a number"
    ends = Check("C052", "table-1", "range", "range", [0.59, 0.67], [0.588, 0.668], "", 0.005, True)
    assert (ends.stated_words, ends.computed_words) == ("0.59 to 0.67", "0.588 to 0.668")
    asked = Check("C343", "equations", "pair mass", "number", 2.0, 19.8, "m_e", 0.5, False)
    assert str(asked) == "C343 · pair mass · asked 2\u00a0mₑ · computed 19.8\u00a0mₑ · differs (±0.5)"
    order = Check("C200", "fig-4", "density", "order", 1e21, 4.4e20, "cm^-3", 3.16, True)
    assert order.result_words == "agrees (factor 3.2)"
    assert (order.stated_words, order.computed_words) == ("10²¹\u00a0cm⁻³", "4.4×10²⁰\u00a0cm⁻³")


def test_words_follow_the_tolerance():
    def words(tolerance, test="number", stated=76.0, computed=76.25):
        one = Check("C061", "table-1", "q", test, stated, computed, "", tolerance, True)
        return one.stated_words, one.computed_words

    # One digit more than the statement where the tolerance tells its digits, as many as there are where it does not.
    assert words(0.5, computed=76.0) == ("76", "76.0")
    assert words(0.04) == ("76.00", "76.250")
    for vague in (0.505, 1.0, 0.0):
        assert words(vague) == ("76", "76.25")
    assert words(None, "bound", "<=23", 22.5) == ("≤\u00a023", "22.5")
    assert words(None, "trend", "dome", "none") == ("dome", "none")


def test_whose_value_it_is():
    assert checks.check("table-1", "C061", 0.6094).stated_by == "letter"
    assert Check("C343", "equations", "pair mass", "number", 2.0, 19.8, "m_e", 0.5, False).stated_by == "asked"


def test_what_is_stored_of_the_other_kinds():
    assert compare("range", "0.59..0.67", [0.588, 0.668]) == ([0.59, 0.67], [0.588, 0.668], 0.005, True)
    assert compare("order", "1e21", 4.4444e20) == (1e21, 4.44e20, 3.16, True)
    assert compare("order", "1e21", math.inf)[1] is None
    assert compare("bound", "<=23", 22.6789) == ("<=23", 22.7, None, True)


def test_stated_values_as_numbers_or_words():
    assert checks.stated("C061") == 0.609
    assert checks.stated("C123") == [1, 2.5]
    assert checks.stated("C245") == "dome"
