"""The parameters of a page, from its schema, as a table."""

from __future__ import annotations

import json

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import pages
from .nodes import paragraph, table

__all__ = ["ParameterTable", "setup"]


def _allowed(rule: dict) -> nodes.paragraph:
    """What is allowed; values to choose from stand as code, so that no sign of them is made finer."""
    if "x-allowed" in rule or "enum" not in rule:
        return paragraph(pages.allowed_words(rule))
    values: list = []
    for value in rule["enum"]:
        values += [nodes.literal(text=str(value)), ", "]
    return paragraph("one of ", *values[:-1])


class ParameterTable(SphinxDirective):
    """``{parameters} page``: name, meaning, default and allowed values of each parameter."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A table with one row for each parameter."""
        page = pages.find(self.arguments[0])
        rows = [
            [
                paragraph(nodes.literal(text=name)),
                rule["description"],
                paragraph(nodes.literal(text=json.dumps(rule["default"], ensure_ascii=False))),
                _allowed(rule),
            ]
            for name, rule in page.schema()["properties"].items()
        ]
        return [table({"Parameter": 20, "Meaning": 30, "Default": 15, "Allowed": 35}, rows, ("parameter-table",))]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("parameters", ParameterTable)
