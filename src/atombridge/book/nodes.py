"""Small builders of document nodes shared by the book's directives."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

__all__ = ["anchored", "filterable", "link_to_document", "link_to_label", "paragraph", "table"]


def paragraph(*content, classes: tuple[str, ...] = ()) -> nodes.paragraph:
    """A paragraph of texts and inline nodes."""
    return nodes.paragraph(
        "", "", *(nodes.Text(c) if isinstance(c, str) else c for c in content), classes=list(classes)
    )


def link_to_document(target: str, text: str, source: str) -> addnodes.pending_xref:
    """A link to another page of the book by document name, from the document `source`."""
    return addnodes.pending_xref(
        "", nodes.inline(text=text), refdomain="std", reftype="doc", refexplicit=True, refwarn=True,
        reftarget=f"/{target}", refdoc=source,
    )  # fmt: skip


def link_to_label(label: str, text: str, source: str) -> addnodes.pending_xref:
    """A link to a label of the book, such as ``c125``."""
    return addnodes.pending_xref(
        "", nodes.inline(text=text), refdomain="std", reftype="ref", refexplicit=True, refwarn=True,
        reftarget=label, refdoc=source,
    )  # fmt: skip


def anchored(env, label: str, text: str) -> list[nodes.Node]:
    """A paragraph with a permanent anchor that links to itself, known to the book as a label."""
    link = nodes.reference("", "", nodes.inline(text=text), refuri=f"#{label}", internal=True)
    result = paragraph(nodes.strong("", "", link))
    result["ids"].append(label)
    labels = env.domains["std"]
    labels.labels[label] = (env.docname, label, text)
    labels.anonlabels[label] = (env.docname, label)
    return [result]


def table(headings: dict[str, int], rows: list[list], classes: tuple[str, ...] = ()) -> nodes.table:
    """A table.

    Parameters
    ----------
    headings : dict
        Column heading to relative width.
    rows : list of list
        Cells: text, one block node, or a list of block nodes.
    classes : tuple of str
    """

    def row(cells):
        line = nodes.row()
        for cell in cells:
            blocks = cell if isinstance(cell, list) else [paragraph(cell) if isinstance(cell, str) else cell]
            line += nodes.entry("", *blocks)
        return line

    group = nodes.tgroup("", *(nodes.colspec(colwidth=w) for w in headings.values()), cols=len(headings))
    group += nodes.thead("", row(list(headings)))
    group += nodes.tbody("", *map(row, rows))
    return nodes.table("", group, classes=list(classes))


def filterable(result: nodes.table, fields: int) -> list[nodes.Node]:
    """A table of class ``filterable`` below the place of its filters, which the script ``filters.js`` puts there.

    The style sheet keeps the place as high as that many fields will be, so that the table does not move when they come.
    """
    place = f'<div class="filters-place pst-js-only" style="--fields: {fields}"></div>'
    return [nodes.raw("", place, format="html"), result]
