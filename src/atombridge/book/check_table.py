"""Checks in a page's outputs, rendered as one table: what the letter states beside what the book computes."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from .. import drawn, explorer
from ..checks import MEDIA_TYPE, Check
from .explorers import explorer_nodes
from .nodes import link_to_label, paragraph, table

__all__ = ["CLASS", "CheckRenderer", "computed_words", "setup"]

CLASS = "check-table"
COLUMNS = {"Statement": 46, "Stated": 16, "Computed": 16, "Result": 22}


def computed_words(check: Check) -> str:
    """The computed value as the book prints it: a count that comes out whole has no decimals."""
    return check.computed_words.removesuffix(".0") if check.stated_words.isdecimal() else check.computed_words


def check_table(check: Check, source: str) -> nodes.table:
    """A table of one check, for the document `source`; `MergeChecks` joins neighbours."""
    mark = "✓" if check.agrees else "✗"
    statement = paragraph(link_to_label(check.claim.lower(), check.claim, source), f" · {check.quantity}")
    stated = f"asked: {check.stated_words}" if check.stated_by == "asked" else check.stated_words
    row = [statement, stated, computed_words(check), f"{mark} {check.result_words}"]
    result = table(COLUMNS, [row], (CLASS,))
    if check.stated_by == "asked":  # on narrow screens the style sheet names the value, which has its name already
        next(result.findall(nodes.tbody))[0]["classes"].append("asked")
    return result


class CheckRenderer:
    """MyST-NB renderer of the book's own media types, checks above all (entry point ``myst_nb.mime_renderers``)."""

    mime_priority_overrides = (("*", MEDIA_TYPE, 1), ("*", explorer.MEDIA_TYPE, 1))

    @staticmethod
    def handle_mime(renderer, data, inline: bool):
        """A one-row table for a check, an interactive figure, or None for media types that are not the book's."""
        if inline:
            return None
        if data.mime_type == MEDIA_TYPE:
            return [check_table(Check(**data.content), renderer.renderer.sphinx_env.docname)]
        if data.mime_type == explorer.MEDIA_TYPE:
            return explorer_nodes(data.content)
        # The table of a figure becomes a file (`figure_views`), and stands nowhere in the page.
        return [] if data.mime_type == drawn.MEDIA_TYPE else None


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
