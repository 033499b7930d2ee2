"""What the registry of evidence says, as parts of pages: outline lists, and the fixed blocks of each section."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import data, pages
from .citation import cite_box
from .nodes import link_to_document, link_to_label, paragraph
from .registry import MECHANISM_VERDICTS, STATEMENT_VERDICTS, docname

__all__ = ["EvidenceBlock", "EvidenceList", "setup"]


class _FromRegistry(SphinxDirective):
    def item(self, item_id: str) -> dict:
        items = {item["id"]: item for item in data.load("evidence")["items"]}
        if item_id not in items:
            raise self.error(f"no item {item_id!r}; items are e01 to e32")
        return items[item_id]

    def link_to_item(self, item: dict, text: str) -> nodes.Node:
        """A link to an item's section if it is written, to its place in the outline otherwise."""
        written = pages.find_all()
        if item["id"] in written:
            return link_to_document(docname(written[item["id"]]), text, self.env.docname)
        return link_to_label(f"outline-{item['id']}", text, self.env.docname)

    def cited(self, sources: list[str]) -> list[nodes.Node]:
        """Citations of bibliography keys, links for DOIs and arXiv identifiers, separated by commas."""
        inline: list[nodes.Node] = []
        for source in sources:
            if source.startswith("arXiv:"):
                address = f"https://arxiv.org/abs/{source.removeprefix('arXiv:')}"
                inline.append(nodes.reference("", source, refuri=address))
            elif source.startswith("10."):
                inline.append(nodes.reference("", f"doi:{source}", refuri=f"https://doi.org/{source}"))
            else:
                inline += self.parse_inline(f"{{cite:t}}`{source}`")[0]
            inline.append(nodes.Text(", "))
        return inline[:-1]


class EvidenceList(_FromRegistry):
    """``{evidence-list} part``: the items of one part with what the letter claims for each."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A definition list, one entry for each item of the part."""
        registry = data.load("evidence")
        parts = {part["id"]: part for part in registry["parts"]}
        part = parts.get(self.arguments[0])
        if part is None:
            raise self.error(f"no part {self.arguments[0]!r}; parts are {', '.join(parts)}")
        written = pages.find_all()
        labels = self.env.domains["std"]
        entries = nodes.definition_list()
        for item in registry["items"]:
            if item["id"] not in part["items"]:
                continue
            title = f"{item['id']}. {item['title']}"
            if item["id"] in written:
                term = nodes.term("", "", self.link_to_item(item, title))
            else:
                label = f"outline-{item['id']}"
                term = nodes.term("", "", nodes.Text(f"{title} "), nodes.emphasis(text="(section in preparation)"))
                term["ids"].append(label)
                labels.labels[label] = (self.env.docname, label, title)
                labels.anonlabels[label] = (self.env.docname, label)
            entries += nodes.definition_list_item("", term, nodes.definition("", paragraph(item["claim_text"])))
        return [entries]


class EvidenceBlock(_FromRegistry):
    """``{evidence} item block``: one block of a section, from the registry.

    Blocks: ``head`` (both verdicts and the grade of the data), ``claim``, ``prediction``, ``shared`` (items that rest
    on the same data), ``rivals``, ``verdict``, ``cite``.
    """

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """The nodes of the block."""
        item_id, block = self.arguments
        build = getattr(self, f"block_{block}", None)
        if build is None:
            names = [name.removeprefix("block_") for name in dir(self) if name.startswith("block_")]
            raise self.error(f"no block {block!r}; blocks are {', '.join(names)}")
        return build(self.item(item_id))

    def block_head(self, item: dict) -> list[nodes.Node]:
        """Both verdicts as badges with words, and the data grade."""

        def badge(question: str, words: str, slug: str) -> nodes.paragraph:
            return paragraph(
                f"{question} ",
                nodes.strong(text=words, classes=["verdict-badge", f"outcome-{slug.replace('_', '-')}"]),
            )

        return [
            nodes.container(
                "",
                badge(
                    "Is the statement right?", STATEMENT_VERDICTS[item["statement_verdict"]], item["statement_verdict"]
                ),
                badge(
                    "Does it tell this mechanism from its rivals?",
                    MECHANISM_VERDICTS[item["mechanism_verdict"]],
                    item["mechanism_verdict"],
                ),
                paragraph("Grade of the data: ", nodes.strong(text=item["data_grade"])),
                classes=["evidence-head"],
            )
        ]

    def block_claim(self, item: dict) -> list[nodes.Node]:
        """What the letter says, with its statements and references."""
        statements: list = []
        for claim in item["claims"]:
            statements += [link_to_label(claim.lower(), claim, self.env.docname), ", "]
        blocks = [paragraph(item["claim_text"]), paragraph("Statements in the ledger: ", *statements[:-1], ".")]
        if item["references"]:
            numbers: list = []
            for number in item["references"]:
                numbers += [link_to_label(f"ref-{number}", str(number), self.env.docname), ", "]
            blocks.append(paragraph("References of the letter: ", *numbers[:-1], "."))
        return blocks

    def block_prediction(self, item: dict) -> list[nodes.Node]:
        """What would have to be measured."""
        return [paragraph(item["prediction"])]

    def block_shared(self, item: dict) -> list[nodes.Node]:
        """A note naming the items that rest on the same data."""
        others = [self.item(other) for other in item["shares_data_with"]]
        if not others:
            return []
        links: list = []
        for other in others:
            links += [self.link_to_item(other, f"{other['id']} ({other['title']})"), "; "]
        note = nodes.note(
            "",
            paragraph(
                "Not independent of this item, because they use the same data or are functions of it: ",
                *links[:-1],
                ".",
            ),
        )
        return [note]

    def block_rivals(self, item: dict) -> list[nodes.Node]:
        """Other explanations, each with its sources."""
        entries = nodes.bullet_list()
        for rival in item["rivals"]:
            line = paragraph(nodes.strong(text=rival["name"][0].upper() + rival["name"][1:]), f": {rival['says']}")
            if rival["sources"]:
                line += nodes.Text(" ")
                line += self.cited(rival["sources"])
                line += nodes.Text(".")
            entries += nodes.list_item("", line)
        return [entries]

    def block_verdict(self, item: dict) -> list[nodes.Node]:
        """Both verdicts with their reasons, and the weak point of the section itself."""
        return [
            paragraph(
                nodes.strong(text=f"The statement {STATEMENT_VERDICTS[item['statement_verdict']]}. "),
                item["statement_reason"],
            ),
            paragraph(
                nodes.strong(text=f"As a test of the mechanism: {MECHANISM_VERDICTS[item['mechanism_verdict']]}. "),
                item["mechanism_reason"],
            ),
            paragraph(nodes.strong(text="Weak point of this page. "), item["weak_point"]),
        ]

    def block_cite(self, item: dict) -> list[nodes.Node]:
        """How to cite the section."""
        return cite_box(self, item["id"])


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("evidence-list", EvidenceList)
    app.add_directive("evidence", EvidenceBlock)
