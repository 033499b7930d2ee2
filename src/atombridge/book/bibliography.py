"""The bibliography: below each work the pages that cite it, and the letter's references linked with the audit."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from .. import pages
from . import registry
from .nodes import paragraph

__all__ = ["setup"]

AUDIT = "book/audit"
"""The page that lists every reference of the letter; it is named by the reference's number instead."""


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
    names = _names(app)
    order = list(names)

    def link(target: str, text: str) -> nodes.reference:
        address = app.builder.get_relative_uri(docname, target.partition("#")[0])
        anchor = f"#{target.partition('#')[2]}" if "#" in target else ""
        return nodes.reference("", "", nodes.inline(text=text), refuri=address + anchor, internal=True)

    for citation in domain.citations:
        node = entries.get(citation.citation_id)
        if node is None or citation.bibliography_key.docname != docname:
            continue
        where = sorted(citing.get(citation.key, set()) - {docname, AUDIT}, key=lambda doc: (order.index(doc), doc))
        parts: list = []
        for doc in where:
            parts += [", " if parts else "Cited in ", link(doc, names[doc])]
        parts += [". "] if parts else []
        if number := citation.entry.fields.get("letter_ref"):
            parts += ["Reference ", link(f"{AUDIT}#ref-{number}", number), " of the letter."]
        if parts:
            node += paragraph(*parts, classes=("row-note",))


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("doctree-resolved", _say_where_cited)
