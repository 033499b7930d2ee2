"""Text as print sets it, and code as it is."""

import pytest
from docutils import nodes
from docutils.utils import new_document

from atombridge.book.typography import _typeset_document, typeset


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("YBa2Cu3O7 and MgO", "YBa₂Cu₃O₇ and MgO"),
        ("YBa2Cu3O6+x, La2-xSrxCuO4", "YBa₂Cu₃O₆₊ₓ, La₂₋ₓSrₓCuO₄"),
        ("HgBa2CuO4+d, Bi2Sr1.16La0.84CuO6+d.", "HgBa₂CuO₄₊δ, Bi₂Sr₁.₁₆La₀.₈₄CuO₆₊δ."),
        ("Nd1.86Ce0.14CuO4. File", "Nd₁.₈₆Ce₀.₁₄CuO₄. File"),
        ("MgB2, K3C60 and H3S", "MgB₂, K₃C₆₀ and H₃S"),
        ("at -5 K, (-0.67), 10 %", "at −5\u202fK, (−0.67), 10\u202f%"),
        ("87-90 K, 6.08\u00a0eV, 10²¹ cm^-3", "87–90\u202fK, 6.08\u202feV, 10²¹\u202fcm⁻³"),
    ],
)
def test_signs_of_print(typed, shown):
    assert typeset(typed) == shown
    assert typeset(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Bi2212, C125, Fig. S1, e13-tc, O2",  # names and ids are no formulas
        "arXiv:2503.13104, 2025-08-06, 10.48505/nims.4487-1",
        "one of “V3Si”, “YBa2Cu3O7”",  # what a reader types as a parameter
        "IN2019, 3 Tables, 5 Keys",
    ],
)
def test_what_is_none_of_these_stays(text):
    assert typeset(text) == text


def test_indices_without_a_sign_of_their_own_are_set_low():
    paragraph = nodes.paragraph("", "", nodes.Text("O₈₊δ, O₆₊y films, 0 < δ"), nodes.literal(text="O₈₊δ"))
    document = new_document("page")
    document += paragraph
    _typeset_document(document, low=True)
    assert [low.astext() for low in document.findall(nodes.subscript)] == ["δ", "y"]
    assert paragraph.astext() == "O₈₊δ, O₆₊y films, 0 < δO₈₊δ"
