"""The citation audit: what the letter's references show, and whether that supports the use made of them."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import data
from .nodes import anchored, filterable, link_to_label, paragraph, table

__all__ = ["CitationAudit", "setup"]

FITS = {
    "supports": "✓ supports it",
    "partial": "◐ in part",
    "off_topic": "– beside the point",
    "conflicts": "✗ says otherwise",
    "not_checked": "… not checked",
}
READ = {
    "full": "the full text",
    "excerpt": "an excerpt",
    "abstract": "the abstract",
    "listing": "its listing only",
    "nothing": "nothing",
}


class CitationAudit(SphinxDirective):
    """``{citation-audit}``: one row for each reference of the letter, with an anchor such as ``ref-19``."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        audit = data.load("citations").fillna("").to_dict("records")
        rows = []
        for row in audit:
            label = f"ref-{row['number']}"
            work = (
                self.parse_inline(f"{{cite:t}}`{row['key']}`")[0]
                if row["key"]
                else [nodes.Text("the letter's supplement")]
            )
            statements: list = []
            for claim in row["claims"].split():
                statements += [link_to_label(claim.lower(), claim, self.env.docname), ", "]
            uses = [paragraph(row["used_for"])]
            if statements:
                uses.append(paragraph("Statements: ", *statements[:-1], classes=("row-note",)))
            rows.append(
                [
                    [*anchored(self.env, label, f"[{row['number']}]"), paragraph(*work)],
                    uses,
                    row["shows"] or "–",
                    [
                        paragraph(nodes.strong(text=FITS[row["fit"]], classes=["fit"])),
                        paragraph(row["reason"]),
                        paragraph(
                            f"Read: {READ[row['read']]}" + (f", {row['basis']}" if row["basis"] else "") + ".",
                            classes=("row-note",),
                        ),
                    ],
                ]
            )
        headings = {
            "Reference": 18,
            "What the letter cites it for": 25,
            "What it shows, as far as read": 27,
            "Support": 30,
        }
        result = table(headings, rows, ("filterable", "audit"))
        for line, row in zip(next(result.findall(nodes.tbody)).children, audit, strict=True):
            line["classes"] += [f"fit--{row['fit']}", f"read--{row['read']}"]
        return filterable(result, fields=5)


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("citation-audit", CitationAudit)
