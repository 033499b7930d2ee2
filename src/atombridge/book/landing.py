"""The landing page: what the book found in small, with every number from the registries and a link to each page."""

from __future__ import annotations

from collections import Counter

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import pages
from ..checks import Check
from . import mechanisms, registry
from .nodes import link_to_document, paragraph, table
from .synthesis import _Synthesis

__all__ = ["OUTCOMES", "EssenceBars", "EssenceGrid", "EssenceSentences", "PageLinks", "setup"]

OUTCOMES = {
    "reproduced": ("comes out", "come out"),
    "caveat": ("with a caveat", "with a caveat"),
    "not_reproduced": ("does not come out", "do not come out"),
    "not_checkable": ("not checkable", "not checkable"),
    "pending": ("in preparation", "in preparation"),
    "holds": ("holds", "hold"),
    "holds_with_scope": ("holds within limits", "hold within limits"),
    "contested": ("contested", "contested"),
    "does_not_hold": ("does not hold", "do not hold"),
    "distinguishes": ("tells them apart", "tell them apart"),
    "shared_with_rivals": ("shared with rivals", "shared with rivals"),
    "against": ("speaks against it", "speak against it"),
    "untested": ("not yet tested", "not yet tested"),
}
"""Verdicts in words for one and for several."""

AGAINST = {"e02": "the atoms on which the carriers sit", "e20": "the distances that shape the pair"}
"""What the sections whose verdict is against the letter speak of."""


def _short_link(directive: SphinxDirective, page: pages.Page, short: str, rest: str) -> nodes.reference:
    """A link that shows a short name and says the rest to screen readers."""
    address = directive.env.app.builder.get_relative_uri(directive.env.docname, registry.docname(page))
    hidden = [nodes.inline(text=f": {rest}", classes=["visually-hidden"])] if rest else []
    return nodes.reference("", "", nodes.inline(text=short), *hidden, refuri=address, internal=True)


def _css(slug: str) -> str:
    return f"outcome-{slug.replace('_', '-')}"


def _bar(question: list, counts: Counter, slugs: list[str]) -> nodes.container:
    """A question, a bar of its answers in proportion, and the counts in words."""
    shown = [(slug, counts[slug]) for slug in slugs if counts[slug] or slug not in ("pending", "untested")]
    parts = "".join(f'<span class="{_css(slug)}" style="flex-grow: {n}"></span>' for slug, n in shown if n)
    key = nodes.bullet_list(classes=["bar-key"])
    for slug, n in shown:
        word = OUTCOMES[slug][n != 1]
        key += nodes.list_item("", paragraph(nodes.strong(text=str(n)), f" {word}"), classes=[_css(slug)])
    drawn = nodes.raw("", f'<div class="bar" aria-hidden="true">{parts}</div>', format="html")
    return nodes.container("", paragraph(*question, classes=("bar-question",)), drawn, key, classes=["score-bar"])


class EssenceBars(_Synthesis):
    """``{essence-bars}``: the scoreboard in small, as three bars with their counts."""

    def run(self) -> list[nodes.Node]:
        """Statements by outcome, and the items of evidence by either verdict."""
        own = [row for row in registry.claims() if row["location"] != "Added check"]
        items = registry.evidence()

        def to(target: str, text: str) -> nodes.Node:
            return link_to_document(target, text, self.env.docname)

        statements = to("book/ledger", f"{len(own)} statements")
        bars = [
            _bar(
                ["Of the letter’s ", statements, ", how many come out?"],
                Counter(row["verdict"] for row in own),
                list(registry.VERDICTS),
            ),
            _bar(
                ["Of its ", to("book/scoreboard", f"{len(items)} items of evidence"), ", how many are right?"],
                Counter(item["statement_verdict"] for item in items),
                list(registry.STATEMENT_VERDICTS),
            ),
            _bar(
                ["Do they tell the letter’s mechanism from ", to("book/synthesis", "its rivals"), "?"],
                Counter(item["mechanism_verdict"] for item in items),
                list(registry.MECHANISM_VERDICTS),
            ),
        ]
        return [nodes.container("", *bars, classes=["score-bars"])]


class EssenceGrid(_Synthesis):
    """``{essence-grid}``: the 32 items by their two verdicts, each a link to its section."""

    def run(self) -> list[nodes.Node]:
        """A table: down, is the statement right; across, does it tell the mechanism from its rivals."""
        items = registry.evidence()
        written = pages.find_all()
        told = {(item["statement_verdict"], item["mechanism_verdict"]) for item in items}
        down = {slug: words for slug, words in registry.STATEMENT_VERDICTS.items() if slug in {s for s, _ in told}}
        across = {slug: words for slug, words in registry.MECHANISM_VERDICTS.items() if slug in {m for _, m in told}}
        lines = []
        for row, words in down.items():
            line: list = [paragraph(words)]
            for column in across:
                links: list = []
                for item in items:
                    if (item["statement_verdict"], item["mechanism_verdict"]) == (row, column):
                        page = written.get(item["id"])
                        links += [_short_link(self, page, item["id"], item["title"]) if page else item["id"], " "]
                line.append(paragraph(*links[:-1], classes=(_css(column),)) if links else paragraph("–"))
            lines.append(line)
        headings = {"Is the statement right?": 20} | dict.fromkeys(across.values(), 30)
        return [table(headings, lines, ("essence-grid",))]


class EssenceSentences(_Synthesis):
    """``{essence}``: what the bars cannot say, in three sentences."""

    def run(self) -> list[nodes.Node]:
        """The paragraph."""
        content = mechanisms.read()
        ledger = registry.claims()
        items = registry.evidence()
        mechanism = Counter(item["mechanism_verdict"] for item in items)
        rules = {rule["id"]: rule["count"] for rule in mechanisms.graph()["rules"]}
        found = mechanisms.shared_counts(content)
        checks = {row["id"]: Check(**row["checks"][0]) for row in ledger if row["checks"]}
        against = [item["id"] for item in items if item["mechanism_verdict"] == "against"]
        told: list = []
        if against and {*against} <= {*AGAINST}:
            for item in against:
                told += ["; " if told else " (", self.item_link(item), f": {AGAINST[item]}"]
            told.append(")")
        sentences: list = [
            f"{mechanism['distinguishes'] or 'None'} of the {len(items)} items "
            f"{'tells' if mechanism['distinguishes'] < 2 else 'tell'} the letter’s mechanism from its rivals, "
            f"{mechanism['shared_with_rivals']} are shared with at least one of them, and {len(against) or 'none'} "
            f"{'speaks' if len(against) < 2 else 'speak'} against it",
            *told,
            f". They are not {len(items)} independent facts: counting items that are functions of one another as one "
            f"leaves {rules['function']} groups, and joining all that share data or are named as dependent leaves "
            f"{rules['any']}. By this book’s reading the letter predicts {found['predicted']} of the findings, and "
            f"rivals predict or allow {found['also_predicted'] + found['also_allowed']} of these too; its estimate of "
            f"the repulsion between two holes {'comes out' if checks['C125'].agrees else 'does not come out'} for a "
            f"distance across the planes and {'stays' if checks['C336'].agrees else 'does not stay'} at electronvolts "
            "for one within them. How these counts come about, and what they are not worth, is said in the ",
            link_to_document("book/synthesis", "synthesis", self.env.docname),
            " and on the ",
            link_to_document("book/scoreboard", "scoreboard", self.env.docname),
            ".",
        ]
        return [paragraph(*sentences)]


class PageLinks(_Synthesis):
    """``{page-links}``: the pages on the letter's figures, table and equations, by what the letter calls them."""

    def run(self) -> list[nodes.Node]:
        """One line of links."""
        links: list = []
        for page in pages.find_all().values():
            if page.path.parent.name in ("figures", "tables") or page.id == "equations":
                name, _, title = page.title().partition(": ")
                links += [_short_link(self, page, name.replace("Figure", "Fig."), title), " "]
        return [paragraph(*links[:-1], classes=("page-links",))]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("essence-bars", EssenceBars)
    app.add_directive("essence-grid", EssenceGrid)
    app.add_directive("essence", EssenceSentences)
    app.add_directive("page-links", PageLinks)
