"""The bibliography: below each work the pages that cite it, and the letter's references linked with the audit."""

from __future__ import annotations

import functools
from typing import ClassVar

import pandas as pd
from docutils import nodes
from pybtex import plugin, richtext
from pybtex.database import Entry
from pybtex.style import FormattedEntry
from sphinx.application import Sphinx

from .. import data, pages
from . import data_tables, registry
from .nodes import paragraph
from .typography import typeset_nodes

__all__ = ["setup"]

AUDIT, DATA = "book/audit", "book/data"
"""The page that lists every reference of the letter (named by the reference's number instead), and that of the data."""


def _tables_by_source() -> dict[str, list[tuple[str, str]]]:
    """Anchor and title of the data tables that name a work as a source of rows."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in sorted(data.descriptor()["resources"], key=lambda e: e["title"].lower()):
        table = data.load(entry["name"])
        if not isinstance(table, pd.DataFrame) or "source" not in table:
            continue
        for key in {key.strip() for sources in table.source.dropna().unique() for key in sources.split(";")}:
            found.setdefault(key, []).append((data_tables.anchor(entry), entry["title"]))
    return found


def _names(app: Sphinx) -> dict[str, str]:
    """What a document is called in a list: its page id, or its title."""
    names = {doc: title.astext() for doc, title in app.env.titles.items()}
    return names | {registry.docname(page): page.id for page in pages.find_all().values()}


def _say_where_cited(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    entries = {node["ids"][0]: node for node in doctree.findall(nodes.citation) if node["ids"]}
    if not entries:
        return
    domain = app.env.domains["cite"]
    citing: dict[str, set[str]] = {}
    for reference in domain.citation_refs:
        for key in (target.key for target in reference.targets):
            citing.setdefault(key, set()).add(reference.docname)
    names, tables = _names(app), _tables_by_source()

    def link(target: str, text: str) -> nodes.reference:
        address = app.builder.get_relative_uri(docname, target.partition("#")[0])
        anchor = f"#{target.partition('#')[2]}" if "#" in target else ""
        return nodes.reference(
            "", "", nodes.inline("", "", *typeset_nodes(text)), refuri=address + anchor, internal=True
        )

    for citation in domain.citations:
        node = entries.get(citation.citation_id)
        if node is None or citation.bibliography_key.docname != docname:
            continue
        where = sorted(citing.get(citation.key, set()) - {docname, AUDIT})
        parts: list = []
        for doc in where:
            parts += [", " if parts else "Cited in ", link(doc, names[doc])]
        parts += [". "] if parts else []
        for i, (anchor, title) in enumerate(tables.get(citation.key, [])):
            parts += [", " if i else "Source of data: ", link(f"{DATA}#{anchor}", title)]
        parts += [". "] if citation.key in tables else []
        if number := citation.entry.fields.get("letter_ref"):
            parts += ["Reference ", link(f"{AUDIT}#ref-{number}", number), " of the letter."]
        if parts:
            node += paragraph(*parts, classes=("row-note",))


class FormattedOnce(plugin.find_plugin("pybtex.style.formatting", "unsrt")):
    """The style ``unsrt`` for a book of 600 works: an entry is formatted when it is new or was changed."""

    known: ClassVar[dict[str, tuple[Entry, FormattedEntry]]] = {}

    def format_entry(self, label, entry, bib_data=None) -> FormattedEntry:
        """The entry as `pybtex` formats it, under its label."""
        if entry.key not in self.known or self.known[entry.key][0] != entry:
            self.known[entry.key] = entry, super().format_entry(label, entry, bib_data)
        return FormattedEntry(entry.key, self.known[entry.key][1].text, label)


def _remember_formatted(app: Sphinx, env, docnames) -> None:
    """Take over what the build before this one formatted."""
    for citation in env.domains["cite"].citations:
        FormattedOnce.known[citation.entry.key] = citation.entry, citation.formatted_entry


def _find_plugins_once() -> None:
    """Register pybtex's plugins: it would look through all installed packages for one at every name of every author."""
    for group in (
        "pybtex.backends",
        "pybtex.database.output",
        *(f"pybtex.style.{kind}" for kind in ("formatting", "labels", "names", "sorting")),
    ):
        for name in set(plugin.enumerate_plugin_names(group)):
            plugin.register_plugin(group, name, plugin.find_plugin(group, name), force=True)
    plugin.register_plugin("pybtex.style.formatting", "unsrt", FormattedOnce, force=True)


def _read_latex_once() -> None:
    """Keep what pybtex makes of a text with LaTeX: it reads the names of authors anew wherever a work is cited."""
    richtext.Text.from_latex = functools.cache(richtext.Text.from_latex)  # its texts are never changed


def setup(app: Sphinx) -> None:
    """Register the handler."""
    _find_plugins_once()
    _read_latex_once()
    app.connect("env-before-read-docs", _remember_formatted)
    app.connect("doctree-resolved", _say_where_cited)
