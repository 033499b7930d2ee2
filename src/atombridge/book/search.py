"""Search without a server: formulas are found however they are typed, and ids lead to their places."""

from __future__ import annotations

import re
import unicodedata

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

from .. import data, pages
from . import registry

__all__ = ["BookSearch", "setup", "words"]

ABBREVIATIONS = {
    "YBCO": r"YBa2Cu3O",
    "LSCO": r"La2\W?xSrxCuO4",
    "LBCO": r"La2\W?xBaxCuO4",
    "NCCO": r"Nd2\W?xCexCuO4",
    "PCCO": r"Pr2\W?xCexCuO4",
    "Bi2212": r"Bi2Sr2CaCu2O8",
    "Bi2201": r"Bi2Sr2CuO6",
}
"""What readers call a compound, and its formula written with plain digits; one finds the other."""

_SYMBOL = re.compile(r"\b([A-Za-z])_\{?(?:\\(?:mathrm|text)\s*\{)?(\w+)")


def words(text: str) -> list[str]:
    """The words under which a text is found.

    Sub- and superscripts count as the digits and letters they stand for (``YBa₂Cu₃O₇`` is found as ``YBa2Cu3O7``), the
    symbols of formulas as they are typed in a search box (``T_c`` and ``T_\\mathrm{c}`` as ``Tc``), and compounds by
    their abbreviations as well.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = re.findall(r"\w+", plain)
    if "_" in plain:
        found += [letter + index for letter, index in _SYMBOL.findall(plain)]
    if "O" in plain:  # all of them are oxides
        found += [name for name, formula in ABBREVIATIONS.items() if re.search(formula, plain)]
    return found


class BookSearch(SearchEnglish):
    """English, with the words of this book; the page that searches cuts up what is typed in the same way."""

    js_splitter_code = r"""
var splitQuery = (query) => query.normalize("NFKC").split(/[^\p{Letter}\p{Number}_]+/gu).filter((term) => term);
"""

    def split(self, input: str) -> list[str]:
        """The words of a text."""
        return words(input)


def _with_ids(app: Sphinx) -> list:
    """Let the ids of pages and of statements lead to their places, before any page that only names them."""
    if indexer := getattr(app.builder, "indexer", None):
        # Not as index nodes of the documents: Sphinx forgets those of pages that it does not write again.
        ids = {registry.docname(page): [(page.id, "", "main")] for page in pages.find_all().values()}
        ids["book/ledger"] = [(claim, claim.lower(), "main") for claim in data.load("claims").id]
        indexer._index_entries.update({name: entries for name, entries in ids.items() if name in indexer._titles})
        # Of a page that is made again Sphinx keeps the words that no page has any more.
        for found in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, where in found.items() if not where]:
                del found[word]
    return []


def _with_script(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    if pagename == "search":
        app.add_js_file("search.js", loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the language of the index, the ids, and the script of the search page."""
    app.add_search_language(BookSearch)
    app.connect("html-collect-pages", _with_ids)
    app.connect("html-page-context", _with_script)
