"""The ledger and the scoreboard: every statement with its outcome, and the outcomes at a glance."""

from __future__ import annotations

from collections import Counter

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import pages
from ..checks import Check, number_words, unit_words
from . import registry
from .check_table import computed_words
from .nodes import anchored, filterable, link_to_document, link_to_label, paragraph, table

__all__ = ["EvidenceGrid", "Ledger", "ScoreByPart", "ScoreSentence", "setup"]

MARKS = {"reproduced": "✓", "caveat": "◐", "not_reproduced": "✗", "not_checkable": "–", "pending": "…"}
"""A shape for each verdict, so that colour is never the only sign."""

UNITS = {"year": "", "deg": "°"}
"""Units that stand otherwise than after a space."""


def _verdict(slug: str) -> nodes.inline:
    text = f"{MARKS[slug]} {registry.VERDICTS[slug]}"
    return nodes.inline(text=text, classes=["verdict", f"outcome-{slug.replace('_', '-')}"])


class _FromRegistries(SphinxDirective):
    """A directive that shows the registries and the checks of every executed page."""

    def link_to_page(self, page_id: str) -> nodes.Node:
        """A link to a page that is written, its id as text otherwise."""
        if page_id == "synthesis":
            return link_to_document("book/synthesis", page_id, self.env.docname)
        written = pages.find_all()
        if page_id in written:
            return link_to_document(registry.docname(written[page_id]), page_id, self.env.docname)
        return nodes.inline(text=page_id)


class Ledger(_FromRegistries):
    """``{ledger}``: one row for each statement, each with a permanent anchor such as ``c125``."""

    def _where(self, row: dict) -> list[nodes.Node]:
        return [*anchored(self.env, row["id"].lower(), row["id"]), paragraph(row["location"], classes=("row-note",))]

    def _statement(self, row: dict) -> list[nodes.Node]:
        blocks = [paragraph(row["statement"])]
        if row["caveat"]:
            word = {"reproduced": "Note", "caveat": "But"}.get(row["verdict"], "Why")
            blocks.append(paragraph(nodes.emphasis(text=f"{word}: "), row["caveat"]))
        if row["references"]:
            numbers: list = []
            for number in row["references"]:
                numbers += [link_to_label(f"ref-{number}", str(number), self.env.docname), ", "]
            blocks.append(paragraph("Cited there: ", *numbers[:-1], classes=("row-note",)))
        return blocks

    def _values(self, row: dict) -> list[nodes.Node]:
        if not row["checks"]:
            stated = number_words(row["stated"].replace("..", " to "))
            who = "asked" if row["location"] == "Added check" else "letter"
            unit = UNITS.get(row["unit"], unit_words(row["unit"]))
            return [paragraph(f"{who}: {stated}{unit}")] if stated else [paragraph("")]
        check = Check(**row["checks"][0])
        return [paragraph(f"{check.stated_by}: {check.stated_words}"), paragraph(f"book: {computed_words(check)}")]

    def _outcome(self, row: dict) -> list[nodes.Node]:
        blocks = [paragraph(_verdict(row["verdict"]))]
        links: list = []
        for page_id in row["pages"]:
            if page_id not in ("ledger", "references"):
                links += [self.link_to_page(page_id), ", "]
        if links:
            blocks.append(paragraph("page ", *links[:-1]))
        return blocks

    def run(self) -> list[nodes.Node]:
        """The table."""
        rows = []
        ledger = registry.claims()
        for row in ledger:
            rows.append([self._where(row), self._statement(row), self._values(row), self._outcome(row)])
        headings = {"Statement": 16, "What it says": 50, "Values": 18, "Outcome": 16}
        result = table(headings, rows, ("filterable", "ledger"))
        # What the filters read, kept in each row: page script and style use classes only.
        body = next(result.findall(nodes.tbody))
        for line, row in zip(body.children, ledger, strict=True):
            place = row["location"].split(",")[0].replace(" ", "_")
            line["classes"] += [f"verdict--{row['verdict']}", f"kind--{row['kind']}", f"place--{place}"]
            line["classes"] += [f"page--{page}" for page in row["pages"]]
        return filterable(result, fields=7)


class ScoreByPart(_FromRegistries):
    """``{score-by-part}``: how many statements came out and how, for each part of the letter."""

    def run(self) -> list[nodes.Node]:
        """One row for each part, one column for each verdict, and the totals."""
        counts = Counter((registry.part_of(row["location"]), row["verdict"]) for row in registry.claims())
        verdicts = [v for v in registry.VERDICTS if v != "pending" or any(verdict == v for _, verdict in counts)]
        lines = []
        for part in registry.PARTS:
            values = [counts[part, verdict] for verdict in verdicts]
            lines.append([part, *map(str, values), str(sum(values))])
        totals = [sum(int(line[i]) for line in lines) for i in range(1, len(verdicts) + 2)]
        lines.append(
            [
                paragraph(nodes.strong(text="all, with the added checks")),
                *(paragraph(nodes.strong(text=str(n))) for n in totals),
            ]
        )
        headings = {"Part of the letter": 34}
        headings |= {f"{MARKS[slug]} {registry.VERDICTS[slug]}": 12 for slug in verdicts} | {"all": 8}
        return [table(headings, lines, ("score",))]


class EvidenceGrid(_FromRegistries):
    """``{evidence-grid}``: the 32 items with both verdicts."""

    def run(self) -> list[nodes.Node]:
        """One row for each item; a title leads to its section once that is written."""
        lines = []
        items = registry.evidence()
        for item in items:
            title = f"{item['id']} · {item['title']}"
            cell = (
                link_to_document(item["url"].removesuffix(".html"), title, self.env.docname) if item["url"] else title
            )
            checks = f"{item['checks_passed']} of {item['checks_passed'] + item['checks_failed']}"
            statement = registry.STATEMENT_VERDICTS[item["statement_verdict"]]
            mechanism = registry.MECHANISM_VERDICTS[item["mechanism_verdict"]]
            lines.append(
                [
                    paragraph(cell),
                    paragraph(nodes.inline(text=statement, classes=["statement"])),
                    paragraph(nodes.inline(text=mechanism, classes=["mechanism"])),
                    item["data_grade"] or "–",
                    checks if item["url"] else "–",
                ]
            )
        headings = {
            "Item": 44,
            "Is the statement right?": 18,
            "Does it tell the mechanism from rivals?": 18,
            "Data": 8,
            "Checks that agree": 12,
        }
        result = table(headings, lines, ("evidence-grid", "filterable"))
        for line, item in zip(next(result.findall(nodes.tbody)).children, items, strict=True):
            line["classes"] += [f"{name}--{item[f'{name}_verdict']}" for name in ("statement", "mechanism")]
            line["classes"].append(f"grade--{item['data_grade'] or 'none'}")
        return filterable(result, fields=6)


class ScoreSentence(_FromRegistries):
    """``{score-sentence}``: the totals in one sentence."""

    def run(self) -> list[nodes.Node]:
        """A paragraph with the counts over the statements of the letter itself."""
        own = [row for row in registry.claims() if row["location"] != "Added check"]
        counts = Counter(row["verdict"] for row in own)
        sentence = (
            f"Of the letter's {len(own)} statements, {counts['reproduced']} come out, {counts['caveat']} come out or "
            f"hold with a caveat, and {counts['not_reproduced']} do not; {counts['not_checkable']} cannot be checked, "
            "because they are definitions, programme or opinion, or because their source could not be read."
        )
        if counts["pending"]:
            sentence += f" For {counts['pending']} the page that will check them is in preparation."
        return [paragraph(sentence)]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("ledger", Ledger)
    app.add_directive("score-by-part", ScoreByPart)
    app.add_directive("score-sentence", ScoreSentence)
    app.add_directive("evidence-grid", EvidenceGrid)
