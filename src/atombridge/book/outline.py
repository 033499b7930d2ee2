"""The evidence outline: one list for each part of the book, linking the sections that are written."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import data, pages
from .nodes import link_to_document
from .registry import docname

__all__ = ["EvidenceList", "setup"]


class EvidenceList(SphinxDirective):
    """``{evidence-list} part``: the items of one part with what the letter claims for each."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A definition list, one entry for each item of the part."""
        registry = data.load("evidence")
        self.env.note_dependency(str(data.ROOT / "data" / data.resource("evidence")["path"]))
        parts = {part["id"]: part for part in registry["parts"]}
        part = parts.get(self.arguments[0])
        if part is None:
            raise self.error(f"no part {self.arguments[0]!r}; parts are {', '.join(parts)}")
        written = pages.find_all()
        entries = nodes.definition_list()
        for item in registry["items"]:
            if item["id"] not in part["items"]:
                continue
            term = nodes.term(ids=[] if item["id"] in written else [f"outline-{item['id']}"])
            title = f"{item['id']}. {item['title']}"
            if item["id"] in written:
                term += link_to_document(docname(written[item["id"]]), title, self.env.docname)
            else:
                term += [nodes.Text(title), nodes.Text(" "), nodes.emphasis(text="(section in preparation)")]
            entries += nodes.definition_list_item(
                "", term, nodes.definition("", nodes.paragraph(text=item["claim_text"]))
            )
        return [entries]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("evidence-list", EvidenceList)
