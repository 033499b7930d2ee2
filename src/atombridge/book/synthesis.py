"""The synthesis, from registries: mechanisms against items, dependence, what would decide, corrections."""

from __future__ import annotations

from collections import Counter

from docutils import nodes
from sphinx.application import Sphinx

from .. import data
from ..checks import Check
from . import drawings, mechanisms, registry
from .check_table import check_table
from .evidence import _FromRegistry
from .ledger import _FromRegistries
from .mechanisms import MARKS, RELATIONS
from .nodes import link_to_label, paragraph, table

__all__ = ["setup"]


def _number(value: float) -> str:
    """A whole number as such, another with one decimal."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def _labelled(label: str, *content) -> nodes.paragraph:
    """A cell that repeats the heading of its column on narrow screens, where each row is a card."""
    return paragraph(nodes.inline(text=f"{label}: ", classes=["only-narrow"]), *content)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else text + "."


class _Synthesis(_FromRegistries, _FromRegistry):
    """Links to items of evidence and to statements."""

    def item_link(self, item_id: str, text: str | None = None) -> nodes.Node:
        return self.link_to_item(self.item(item_id), text or item_id)

    def item_links(self, ids: list[str]) -> list[nodes.Node]:
        links: list[nodes.Node] = []
        for item_id in ids:
            links += [self.item_link(item_id), nodes.Text(", ")]
        return links[:-1]

    def statement_list(self, ids: list[str], columns: tuple[str, ...]) -> nodes.bullet_list:
        """Statements with their places and these columns of the ledger."""
        ledger = {row["id"]: row for row in registry.claims()}
        entries = nodes.bullet_list()
        for claim in ids:
            row = ledger[claim]
            words = " ".join(row[column] for column in columns)
            entries += nodes.list_item("", paragraph(*self.claim_links([claim]), f" ({row['location']}). {words}"))
        return entries

    def claim_links(self, ids: list[str]) -> list[nodes.Node]:
        links: list[nodes.Node] = []
        for claim in ids:
            links += [link_to_label(claim.lower(), claim, self.env.docname), nodes.Text(", ")]
        return links[:-1]


class MechanismList(_Synthesis):
    """``{mechanism-list}``: the six mechanisms in the book's words."""

    def run(self) -> list[nodes.Node]:
        """A definition list."""
        entries = nodes.definition_list()
        for mechanism in mechanisms.read()["mechanisms"]:
            says = paragraph(f"{mechanism['description']} ", *self.cited(mechanism["sources"]), ".")
            name = mechanism["name"][0].upper() + mechanism["name"][1:]
            term = nodes.term("", f"{name} (column “{mechanism['short']}”)")
            entries += nodes.definition_list_item("", term, nodes.definition("", says))
        return [entries]


class MechanismWords(_Synthesis):
    """``{mechanism-words}``: what the four words mean."""

    def run(self) -> list[nodes.Node]:
        """A list with the shape of each."""
        entries = nodes.bullet_list()
        for relation, words in mechanisms.read()["definitions"].items():
            mark = nodes.strong(text=f"{MARKS[relation]} {RELATIONS[relation]}")
            entries += nodes.list_item("", paragraph(mark, f": {_sentence(words)}"))
        return [entries]


class MechanismMatrix(_Synthesis):
    """``{mechanism-matrix}``: one row for each item, one word for each mechanism."""

    def run(self) -> list[nodes.Node]:
        """The table; an item's title leads to the sentences and sources of its row."""
        content = mechanisms.read()
        rows = []
        for item in content["items"]:
            title = f"{item['id']} · {self.item(item['id'])['title']}"
            link = nodes.reference("", "", nodes.inline(text=title), refuri=f"#reading-{item['id']}", internal=True)
            row: list = [paragraph(link)]
            for mechanism in content["mechanisms"]:
                relation = item["cells"][mechanism["id"]]["relation"]
                row.append(
                    _labelled(
                        mechanism["short"],
                        nodes.inline(text=f"{MARKS[relation]} {RELATIONS[relation]}", classes=[f"relation-{relation}"]),
                    )
                )
            rows.append(row)
        headings = {"Item": 30} | {mechanism["short"]: 12 for mechanism in content["mechanisms"]}
        return [table(headings, rows, ("cards", "mechanism-matrix"))]


class MechanismCounts(_Synthesis):
    """``{mechanism-counts} [rule]``: how often each mechanism says what; with a rule, a group counts as one."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The table, with the whole in the last column."""
        content = mechanisms.read()
        weight = None
        if self.arguments:
            rules = {rule["id"]: rule for rule in mechanisms.graph()["rules"]}
            if self.arguments[0] not in rules:
                raise self.error(f"no rule {self.arguments[0]!r}; rules are {', '.join(rules)}")
            weight = mechanisms.weights(rules[self.arguments[0]]["groups"])
        found = mechanisms.counts(content, weight)
        columns = [*(f"{MARKS[relation]} {words}" for relation, words in RELATIONS.items()), "all"]
        rows = []
        for mechanism in content["mechanisms"]:
            values = found[mechanism["id"]]
            name = mechanism["name"][0].upper() + mechanism["name"][1:]
            told = [_number(round(value, 1)) for value in (*values.values(), sum(values.values()))]
            rows.append([name, *(_labelled(label, text) for label, text in zip(columns, told, strict=True))])
        return [table({"Mechanism": 34} | dict.fromkeys(columns, 13), rows, ("score", "cards"))]


class MechanismSentence(_Synthesis):
    """``{mechanism-sentence}``: how far the letter's predictions are shared, and where it stands apart."""

    def run(self) -> list[nodes.Node]:
        """The paragraph."""
        content = mechanisms.read()
        found = mechanisms.shared_counts(content)
        apart = mechanisms.apart(content)
        text = (
            f"The letter’s mechanism predicts {found['predicted']} of the 32 findings. For {found['also_predicted']} "
            f"of these at least one rival predicts the same, for {found['also_allowed']} more at least one allows "
            f"it; {found['alone'] or 'none'} {'is' if found['alone'] < 2 else 'are'} the letter’s alone."
        )
        told: list = [f"{text} The letter and a rival stand apart, one conflicting with what the other predicts, on "]
        told += [*self.item_links(apart), "."] if apart else ["none."]
        return [paragraph(*told)]


class MechanismCells(_Synthesis):
    """``{mechanism-cells} part``: for each item of a part the finding, and what each mechanism says, with sources."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """One block for each item."""
        content = mechanisms.read()
        parts = {part["id"]: part["items"] for part in data.load("evidence")["parts"]}
        if self.arguments[0] not in parts:
            raise self.error(f"no part {self.arguments[0]!r}; parts are {', '.join(parts)}")
        blocks: list[nodes.Node] = []
        for item in content["items"]:
            if item["id"] not in parts[self.arguments[0]]:
                continue
            title = f"{item['id']} · {self.item(item['id'])['title']}"
            head = paragraph(nodes.strong("", "", self.item_link(item["id"], title)), f". {item['finding']}")
            entries = nodes.bullet_list()
            for mechanism in content["mechanisms"]:
                cell = item["cells"][mechanism["id"]]
                name = mechanism["name"][0].upper() + mechanism["name"][1:]
                word = nodes.inline(text=f"{MARKS[cell['relation']]} {RELATIONS[cell['relation']]}")
                line = paragraph(
                    nodes.strong(text=name), " ", word, f": {cell['says']} ", *self.cited(cell["sources"]), "."
                )
                entries += nodes.list_item("", line)
            blocks.append(nodes.container("", head, entries, ids=[f"reading-{item['id']}"], classes=["reading"]))
        return blocks


class DependenceFigure(_Synthesis):
    """``{dependence-figure}``: the items and their links."""

    def run(self) -> list[nodes.Node]:
        """The figure."""
        graph = mechanisms.graph()
        rules = {rule["id"]: rule for rule in graph["rules"]}
        functions = [group for group in rules["function"]["groups"] if len(group) > 1]
        kinds = Counter(drawings.kind(edge) for edge in graph["edges"])
        told = "; ".join(", ".join(group) for group in functions)
        alt = (
            f"The 32 items on a circle with {len(graph['edges'])} links. By stated functional relations these are one "
            f"group each: {told}. With links of every kind {rules['any']['count']} groups remain."
        )
        caption = (
            f"Links between the items: {kinds['relations']} pairs are functions of one another, {kinds['tables']} more "
            f"share a table, {kinds['declared']} more are named as not independent by a section. Filled circles belong "
            "to a group of functions, open squares to none. Drawn from the registries; the table below lists each link."
        )
        table = [
            {"from": edge["source"], "to": edge["target"], "link": drawings.STYLES[drawings.kind(edge)][0]}
            for edge in graph["edges"]
        ]
        drawing = drawings.circle_of_links(graph, functions)
        return [drawings.figure(self.env, "dependence-graph", drawing, alt, caption, table=table)]


class DependenceRules(_Synthesis):
    """``{dependence-rules}``: how many independent groups there are under each rule."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        rows = []
        for rule in mechanisms.graph()["rules"]:
            if rule["id"] == "unlinked":
                told: list = ["for example ", *self.item_links([group[0] for group in rule["groups"]])]
            else:
                told = []
                for group in rule["groups"]:
                    if len(group) > 1:
                        told += ["; " if told else "", *self.item_links(group)]
                single = [group[0] for group in rule["groups"] if len(group) == 1]
                if single:
                    told += ["; alone: ", *self.item_links(single)]
            words = rule["words"][0].upper() + rule["words"][1:]
            rows.append(
                [paragraph(words), _labelled("Groups", nodes.strong(text=str(rule["count"]))), paragraph(*told)]
            )
        return [table({"Rule": 34, "Groups": 10, "Which": 56}, rows, ("dependence-rules", "cards"))]


class DependenceRelations(_Synthesis):
    """``{dependence-relations}``: the stated functional relations, with reasons."""

    def run(self) -> list[nodes.Node]:
        """A list."""
        entries = nodes.bullet_list()
        content = mechanisms.read()["dependence"]
        for relation in content["relations"]:
            line = paragraph(
                *self.item_links(relation["items"]), f": {relation['reason']} ", *self.cited(relation["sources"]), "."
            )
            entries += nodes.list_item("", line)
        tables: list = []
        for name in content["context_tables"]:
            tables += [nodes.literal(text=name), ", "]
        return [entries, paragraph("Left out by the second rule: ", *tables[:-1], f". {content['context_reason']}")]


class DependenceLinks(_Synthesis):
    """``{dependence-links}``: every link with what makes it."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        rows = []
        for edge in mechanisms.graph()["edges"]:
            shared: list = []
            for name in edge["tables"]:
                shared += [nodes.literal(text=name), ", "]
            rows.append(
                [
                    paragraph(self.item_link(edge["source"]), " – ", self.item_link(edge["target"])),
                    "yes" if edge["relations"] else "no",
                    paragraph(*shared[:-1]) if shared else "none",
                    "yes" if edge["declared"] else "no",
                ]
            )
        headings = {"Items": 18, "Functions of one another": 20, "Tables shared": 42, "Named by a section": 20}
        return [table(headings, rows, ("dependence-links",))]


class WhatWouldDecide(_Synthesis):
    """``{what-would-decide}``: one measurement for each item, with what each side has come out."""

    def _numbers(self, claims: list[str], ledger: dict[str, dict]) -> list[nodes.Node]:
        told: list = []
        for claim in claims:
            told += ["; " if told else "In the ledger: ", *self.claim_links([claim])]
            checks = [Check(**check) for check in ledger[claim]["checks"]]
            if checks and not isinstance(checks[0].stated, str):
                told.append(f" ({checks[0].stated_by} {checks[0].stated_words}, book {checks[0].computed_words})")
        return [paragraph(*told, ".", classes=("row-note",))]

    def run(self) -> list[nodes.Node]:
        """The table."""
        content = mechanisms.read()
        ledger = {row["id"]: row for row in registry.claims()}
        rows = []
        for item in content["items"]:
            decide = item["decide"]
            rows.append(
                [
                    paragraph(self.item_link(item["id"])),
                    [paragraph(decide["measure"]), *self._numbers(decide["claims"], ledger)],
                    paragraph(nodes.strong(text="Letter: "), decide["letter"]),
                    [
                        paragraph(nodes.strong(text="Rivals: "), decide["rivals"]),
                        paragraph(*self.cited(decide["sources"]), ".", classes=("row-note",)),
                    ],
                ]
            )
        headings = {"Item": 8, "Measurement": 40, "Outcome for the letter": 24, "Outcome for its rivals": 28}
        return [table(headings, rows, ("cards", "decide"))]


class InternalConsistency(_Synthesis):
    """``{internal-consistency}``: questions to the letter itself, each answered by stored checks and the ledger."""

    def run(self) -> list[nodes.Node]:
        """A block for each question: the checks, then what the ledger says of their statements."""
        content = mechanisms.read()
        ledger = {row["id"]: row for row in registry.claims()}
        blocks: list[nodes.Node] = []
        for row in content["consistency"]:
            blocks.append(paragraph(nodes.strong(text=f"{row['title']}. "), row["question"]))
            for claim in row["claims"]:
                if checks := ledger[claim]["checks"]:
                    blocks.append(check_table(Check(**checks[0]), self.env.docname))
            for claim in row["claims"]:
                verdict = registry.VERDICTS[ledger[claim]["verdict"]]
                says = f" ({verdict}): {ledger[claim]['caveat'] or ledger[claim]['statement']}"
                blocks.append(paragraph(*self.claim_links([claim]), says, classes=("row-note",)))
        return blocks


class Corrections(_Synthesis):
    """``{corrections} formulas|values|references``: what the authors could correct, from the ledger or the audit."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A list with links."""
        content = mechanisms.read()["corrections"]
        kind = self.arguments[0]
        if kind not in content:
            raise self.error(f"no corrections of {kind!r}; there are {', '.join(content)}")
        if kind != "references":
            return [self.statement_list(content[kind], ("statement", "caveat"))]
        audit = {int(row["number"]): row for row in data.load("citations").fillna("").to_dict("records")}
        entries = nodes.bullet_list()
        for number in content[kind]:
            row = audit[number]
            link = link_to_label(f"ref-{number}", f"[{number}]", self.env.docname)
            entries += nodes.list_item("", paragraph(link, f" {_sentence(row['used_for'])} {row['reason']}"))
        return [entries]


class VersionFour(_Synthesis):
    """``{version-four}``: statements that are known to read differently in the later version."""

    def run(self) -> list[nodes.Node]:
        """A list with links."""
        return [self.statement_list(mechanisms.read()["version_4"], ("statement",))]


class WhereToPropose(_Synthesis):
    """``{where-to-propose}``: where a reader can propose another reading of a cell."""

    def run(self) -> list[nodes.Node]:
        """One sentence, with the address of the repository once it is set."""
        address = self.config.html_theme_options.get("repository_url")
        where: list = ["to the authors of the book"]
        if address:
            where = [
                "in the ",
                nodes.reference("", "issue tracker of the book’s repository", refuri=f"{address}/issues"),
            ]
        return [
            paragraph(
                "The cells are this book’s reading of the works cited, most of them read as abstracts, and are open to "
                "correction. A proposal names the item, the mechanism, the word and a source, and goes ", *where, ".",
            )
        ]  # fmt: skip


def setup(app: Sphinx) -> None:
    """Register the directives."""
    for name, directive in {
        "mechanism-list": MechanismList,
        "mechanism-words": MechanismWords,
        "mechanism-matrix": MechanismMatrix,
        "mechanism-counts": MechanismCounts,
        "mechanism-sentence": MechanismSentence,
        "mechanism-cells": MechanismCells,
        "dependence-figure": DependenceFigure,
        "dependence-rules": DependenceRules,
        "dependence-relations": DependenceRelations,
        "dependence-links": DependenceLinks,
        "what-would-decide": WhatWouldDecide,
        "internal-consistency": InternalConsistency,
        "corrections": Corrections,
        "version-four": VersionFour,
        "where-to-propose": WhereToPropose,
    }.items():
        app.add_directive(name, directive)
