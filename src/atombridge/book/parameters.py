"""The parameters of a page, from its schema, as a table."""

from __future__ import annotations

import json

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import pages

__all__ = ["ParameterTable", "setup"]


class ParameterTable(SphinxDirective):
    """``{parameters} page``: name, meaning, default and allowed values of each parameter."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A table with one row for each parameter."""
        page = pages.find(self.arguments[0])
        self.env.note_dependency(str(page.schema_path))
        headings = ["Parameter", "Meaning", "Default", "Allowed"]
        group = nodes.tgroup("", *(nodes.colspec(colwidth=w) for w in (20, 30, 15, 35)), cols=len(headings))
        group += nodes.thead("", nodes.row("", *(nodes.entry("", nodes.paragraph(text=h)) for h in headings)))
        body = nodes.tbody()
        for name, rule in page.schema()["properties"].items():
            default = json.dumps(rule["default"], ensure_ascii=False)
            body += nodes.row(
                "",
                nodes.entry("", nodes.paragraph("", "", nodes.literal(text=name))),
                nodes.entry("", nodes.paragraph(text=rule["description"])),
                nodes.entry("", nodes.paragraph("", "", nodes.literal(text=default))),
                nodes.entry("", nodes.paragraph(text=pages.allowed_words(rule))),
            )
        group += body
        return [nodes.table("", group, classes=["parameter-table"])]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("parameters", ParameterTable)
