"""The data of the book, table by table, from data/datapackage.json; every file is offered for download."""

from __future__ import annotations

import shutil
from collections import Counter
from html import escape
from pathlib import Path

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import data
from ..checks import unit_words
from .nodes import paragraph, table

__all__ = ["DataTables", "anchor", "setup"]


def anchor(entry: dict) -> str:
    """The anchor of a table on the data page, from its entry in the data package."""
    return f"data-{entry['name'].replace('_', '-')}"


def _confidence(name: str) -> str:
    """How many rows of a table were obtained how; empty for a table without that column."""
    content = data.load(name)
    if not isinstance(content, pd.DataFrame) or "confidence" not in content:
        return ""
    counts = Counter(content.confidence)
    return ", ".join(f"{n} {word}" for word, n in counts.most_common())


class DataTables(SphinxDirective):
    """``{data-tables}``: a section for each table, with its columns, units, sources, licence and the file."""

    def run(self) -> list[nodes.Node]:
        """The sections, in order of their titles."""
        package = data.descriptor()
        to_root = "../" * self.env.docname.count("/")
        sections = []
        for entry in sorted(package["resources"], key=lambda e: e["title"].lower()):
            label = anchor(entry)
            section = nodes.section("", nodes.title(text=entry["title"]), ids=[label], names=[label])
            path = escape(f"data/{entry['path']}")
            file = nodes.raw("", f'<a href="{to_root}{path}" download>{path}</a>', format="html")
            section += paragraph(entry["description"])
            section += paragraph("File: ", file, f" ({entry['bytes']:,} bytes)".replace(",", "\u202f"))
            if columns := entry.get("schema", {}).get("fields"):
                rows = [
                    [
                        paragraph(nodes.literal(text=c["name"])),
                        c["description"],
                        unit_words(c.get("unit", "")).strip() or "–",
                    ]
                    for c in columns
                ]
                summary = f"<details class='data-columns'><summary>{len(rows)} columns</summary>"
                section += nodes.raw("", summary, format="html")
                section += table({"Column": 25, "Meaning": 60, "Unit": 15}, rows)
                section += nodes.raw("", "</details>", format="html")
            if rows_by := _confidence(entry["name"]):
                section += paragraph(f"Rows: {rows_by}.")
            sources: list = ["Sources: "]
            for source in entry["sources"]:
                sources += [self._link(source["title"], source.get("path")), "; "]
            sources[-1] = "."
            section += paragraph(*sources)
            licences: list = ["Licence: "]
            for licence in entry["licenses"]:
                licences += [self._link(licence.get("title", licence["name"]), licence.get("path")), "; "]
            licences[-1] = "."
            section += paragraph(*licences)
            sections.append(section)
        return sections

    def _link(self, text: str, address: str | None) -> nodes.Node:
        return nodes.reference("", text, refuri=address) if address else nodes.Text(text)


def _copy_files(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    target = Path(app.outdir) / "data"
    for path in ["datapackage.json", *(entry["path"] for entry in data.descriptor()["resources"])]:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data.ROOT / "data" / path, target / path)


def setup(app: Sphinx) -> None:
    """Register the directive, and copy the files once the build is done."""
    app.add_directive("data-tables", DataTables)
    app.connect("build-finished", _copy_files)
