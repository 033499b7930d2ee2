"""Under which words a text is found."""

import pytest

from atombridge.book.search import BookSearch, words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("YBa₂Cu₃O₇₋δ is", "YBa2Cu3O7"),
        ("YBa₂Cu₃O₆₊ₓ is", "YBCO"),
        ("La₂₋ₓSrₓCuO₄", "LSCO"),
        (r"T_c", "Tc"),
        (r"T_\mathrm{c} = 90", "Tc"),
        ("10\u202fK", "K"),
    ],
)
def test_formulas_and_symbols_are_found_as_typed(text, word):
    assert word in words(text)
    assert BookSearch({}).split(text) == words(text)


def test_names_in_code_stay_whole():
    assert words("doping_range = low") == ["doping_range", "low"]
