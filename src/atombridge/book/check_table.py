"""Checks in a page's outputs, rendered as one table: what the letter states beside what the book computes."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..checks import MEDIA_TYPE, Check

__all__ = ["CheckRenderer", "setup"]

CLASS = "check-table"
COLUMNS = {"Statement": 46, "Letter": 16, "Computed": 16, "Result": 22}


def _row(cells: list[str]) -> nodes.row:
    row = nodes.row()
    for text in cells:
        row += nodes.entry("", nodes.paragraph(text=text))
    return row


def check_table(check: Check) -> nodes.table:
    """A table of one check; `MergeChecks` joins neighbours."""
    mark = "✓" if check.agrees else "✗"
    cells = [
        f"{check.claim} · {check.quantity}",
        check.stated_words,
        check.computed_words,
        f"{mark} {check.result_words}",
    ]
    group = nodes.tgroup("", *(nodes.colspec(colwidth=w) for w in COLUMNS.values()), cols=len(COLUMNS))
    group += nodes.thead("", _row(list(COLUMNS)))
    group += nodes.tbody("", _row(cells))
    return nodes.table("", group, classes=[CLASS])


class CheckRenderer:
    """MyST-NB renderer of the media type of a check (entry point ``myst_nb.mime_renderers``)."""

    mime_priority_overrides = (("*", MEDIA_TYPE, 1),)

    @staticmethod
    def handle_mime(renderer, data, inline: bool):
        """A one-row table for a check, nothing for other media types."""
        if inline or data.mime_type != MEDIA_TYPE:
            return None
        return [check_table(Check(**data.content))]


class MergeChecks(SphinxPostTransform):
    """Join the one-row tables of neighbouring checks."""

    default_priority = 5  # right after MyST-NB has chosen one media type for each output

    def run(self, **kwargs) -> None:
        """Move the rows of each check table into its predecessor's body where they are siblings."""
        tables = [t for t in self.document.findall(nodes.table) if CLASS in t["classes"]]
        for one in reversed(tables):
            index = one.parent.index(one)
            before = one.parent[index - 1] if index else None
            if isinstance(before, nodes.table) and CLASS in before["classes"]:
                next(before.findall(nodes.tbody)).extend(next(one.findall(nodes.tbody)).children)
                one.parent.remove(one)


def setup(app: Sphinx) -> None:
    """Register the transform; the renderer is found by its entry point."""
    app.add_post_transform(MergeChecks)
