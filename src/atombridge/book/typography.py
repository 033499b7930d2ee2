"""Signs as print sets them: minus signs, thin spaces before units, subscripts of formulas, in all text but code.

Sources are typed on ordinary keyboards; here, in one place, their text gets the signs that a reader expects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import periodictable
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..figures import STILL_HIGH, SYMBOLS

__all__ = ["THIN_SPACE", "UNITS", "setup", "typeset", "typeset_nodes"]

THIN_SPACE = "\u202f"
"""Between a number and its unit; a line does not break there."""

UNITS = (
    "eV", "meV", "keV", "µeV", "μeV", "K", "mK", "Å", "nm", "pm", "fm", "µm", "μm", "cm", "mm", "GPa", "MPa", "kbar",
    "T", "mT", "%", "ppm", "Ω", "mΩ", "µΩ", "μΩ", "V", "mV", "THz", "GHz", "Hz", "kJ", "J", "mJ", "kB", "MB",
)  # fmt: skip
"""Units that follow a number in the book's text."""

_UNIT = rf"(?:{'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})(?:[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]|(?!\w))"
_NUMBER_UNIT = re.compile(rf"(?<=[\d)⁰¹²³⁴⁵⁶⁷⁸⁹])[ \u00a0](?={_UNIT})")
_STARTS_WITH_UNIT = re.compile(rf"[ \u00a0](?={_UNIT})")
_ENDS_WITH_NUMBER = re.compile(r"\d[ \u00a0]$")
_MINUS = re.compile(r"(?<![\w.\-–\u2212/)\]])-(?=\d)")
_RANGE = re.compile(r"(?<![\w.\-/–])(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)(?![\w\-/])")
_POWER = re.compile(r"(?<=[a-z])\^(-?\d)(?!\d)")
_SOMETHING_TO_SET = re.compile(r"[\d)±⁰¹²³⁴⁵⁶⁷⁸⁹]")  # without one of these there is nothing to do

# R and Ln stand for any rare earth.
_SYMBOLS = [*(element.symbol for element in periodictable.elements if element.number), "R", "Ln"]
_ELEMENT = "|".join(sorted(_SYMBOLS, key=len, reverse=True))
_PART = rf"(?:{_ELEMENT})(?:\d{{1,2}}(?:\.\d+)?(?:[-+\u2212][xyzdδ])?|[xyz](?![a-z]))?"
# A quoted name is what a reader types as a parameter, and stays as it is.
_FORMULA = re.compile(rf"(?<![\w.“\"'/^])(?=\w*\d)(?:{_PART}){{2,}}(?!\w)")

_INDEXED = re.compile(f"({'|'.join(SYMBOLS)})")
_LETTER = re.compile(STILL_HIGH)

_LOW = str.maketrans("0123456789+-\u2212xd", "₀₁₂₃₄₅₆₇₈₉₊₋₋ₓδ")
_HIGH = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _formula(match: re.Match) -> str:
    def part(found: re.Match) -> str:
        # Unicode has no small y, z or δ: they stay on the line in titles and alt texts, and are set low elsewhere.
        return found[1] + found[2].translate(_LOW)

    return re.sub(rf"({_ELEMENT})((?:\d+(?:\.\d+)?)?(?:[-+\u2212]?[xyzdδ](?![a-z]))?)", part, match[0])


def typeset(text: str) -> str:
    """The text with the signs of print.

    Minus signs before numbers, dashes in ranges, powers of units and indices of chemical formulas as such, and a thin
    space between a number and its unit.
    """
    if not _SOMETHING_TO_SET.search(text):
        return text
    text = _POWER.sub(lambda power: power[1].translate(_HIGH), text)
    text = _RANGE.sub(r"\1–\2", _MINUS.sub("\u2212", text)).replace(" ± ", "\u00a0±\u00a0")
    return _NUMBER_UNIT.sub(THIN_SPACE, _FORMULA.sub(_formula, text))


class indexed(nodes.inline):
    """A symbol with its index set low, such as Tc; one word for the search and for whoever reads the text only."""


def typeset_nodes(text: str) -> list[nodes.Node]:
    """The text with the signs of print, symbols such as Tc with their index low."""
    return _split(typeset(text), _INDEXED, indexed)


def _split(text: str, pattern: re.Pattern, kind: type[nodes.Element]) -> list[nodes.Node]:
    """The text in pieces, those that the group of `pattern` finds in nodes of that kind."""
    parts = enumerate(pattern.split(text))
    return [kind("", part) if i % 2 else nodes.Text(part) for i, part in parts if part]


def _visit_indexed(translator, node: indexed) -> None:
    translator.body.append(re.sub(r"([kTµμ])([Bc])", r"\1<sub>\2</sub>", node.astext()))
    raise nodes.SkipNode


_CODE = (nodes.literal, nodes.FixedTextElement, nodes.math, nodes.raw, nodes.comment)


def _texts(node: nodes.Element) -> Iterator[nodes.Text]:
    """The texts below a node that are no code and not set yet; each may be replaced before the next is asked for."""
    for child in list(node.children):
        if isinstance(child, nodes.Text):
            yield child
        elif not isinstance(child, (*_CODE, indexed)):
            yield from _texts(child)


def _typeset_document(document: nodes.document, *, low: bool = False) -> None:
    """Set a document; `low` sets also those indices low for which Unicode has no sign."""
    for text in _texts(document):
        new = typeset(text.astext())
        # Number and unit may stand in nodes of their own: a computed value, a formula, a protected word of a title.
        if _STARTS_WITH_UNIT.match(new) and _beside(text, -1)[-1:].isdigit():
            new = THIN_SPACE + new[1:]
        if _ENDS_WITH_NUMBER.search(new) and re.match(_UNIT, _beside(text, 1)):
            new = new[:-1] + THIN_SPACE
        made = _split(new, _INDEXED, indexed)
        if low:
            made = [part for one in made for part in ([one] if one.children else _split(one, _LETTER, nodes.subscript))]
        if made and made != [text]:
            text.parent.replace(text, made)
    for image in document.findall(nodes.image):
        if "alt" in image:
            image["alt"] = typeset(image["alt"])


def _beside(node: nodes.Node, step: int) -> str:
    """The text just before (`step` -1) or after (1) a node in the same block."""
    while not 0 <= (place := node.parent.index(node) + step) < len(node.parent):
        if not isinstance(node.parent, nodes.Inline):
            return ""
        node = node.parent
    return node.parent[place].astext()


class TypesetSources(SphinxTransform):
    """What pages say themselves, before their titles are taken into menus."""

    default_priority = 870

    def apply(self, **kwargs) -> None:
        """Set the document."""
        _typeset_document(self.document)


class TypesetResults(SphinxPostTransform):
    """What computed numbers, tables and citations bring in."""

    default_priority = 900

    def run(self, **kwargs) -> None:
        """Set the document."""
        _typeset_document(self.document, low=True)


def setup(app: Sphinx) -> None:
    """Register node and transforms."""
    app.add_node(indexed, html=(_visit_indexed, None))
    app.add_transform(TypesetSources)
    app.add_post_transform(TypesetResults)
