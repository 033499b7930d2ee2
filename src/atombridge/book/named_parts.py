"""Names for the parts of a page: what hidden code draws or computes, and which row a number stands in.

A reader who lists the buttons of a page, or moves through the cells of a table by ear, has only these names.
"""

from __future__ import annotations

from collections import Counter

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from .check_table import CLASS as CHECKS

__all__ = ["NameHiddenCode", "NameRows", "setup"]


def _words_of(figure: nodes.figure, numbers: dict) -> str:
    number = next((numbers[name] for name in figure["ids"] if name in numbers), None)
    return f"Plot {number[-1]}" if number else "a figure"


def _made_by(cell: nodes.container, numbers: dict) -> str:
    """What a cell of a notebook shows or does, in a few words."""
    code, outputs = cell.children[0].astext(), nodes.container("", *(child.deepcopy() for child in cell.children[1:]))
    if figure := next(outputs.findall(nodes.figure), None):
        return _words_of(figure, numbers)
    if table := next(outputs.findall(nodes.table), None):
        if CHECKS in table["classes"]:
            return "the comparison with the letter"
        headings = [entry.astext() for entry in next(table.findall(nodes.thead)).findall(nodes.entry)]
        return f"the table “{next(filter(None, headings), '')} …”"
    if any('class="explorer"' in raw.astext() for raw in outputs.findall(nodes.raw)):
        return "the interactive figure"
    if "glue(" in code or "put(" in code:  # `put` is what pages call it where they do it often
        return "numbers in the text"
    return "imports and settings" if "import " in code else "this step"


class NameHiddenCode(SphinxPostTransform):
    """Let the line that opens hidden code say what the code makes."""

    formats = ("html",)
    default_priority = 198  # before MyST-NB folds the cells away

    def run(self, **kwargs) -> None:
        """Name the hidden cells of one document, each in its own way."""
        numbers = self.env.toc_fignumbers.get(self.env.docname, {}).get("figure", {})
        cells = [
            cell
            for cell in self.document.findall(nodes.container)
            if cell.get("nb_element") == "cell_code" and cell.get("hide_mode") and cell.children
        ]
        names = [_made_by(cell, numbers) for cell in cells]
        often, seen = Counter(names), Counter()
        for cell, name in zip(cells, names, strict=True):
            seen[name] += 1
            counted = f"{name} ({seen[name]})" if often[name] > 1 else name
            for prompt in ("prompt_show", "prompt_hide"):
                cell[prompt] = f"{cell[prompt]}: {counted}"


class NameRows(SphinxPostTransform):
    """Make the first column of a table headings of its rows, where it has a different word for each."""

    formats = ("html",)
    default_priority = 198

    def run(self, **kwargs) -> None:
        """Change the tables of one document."""
        for table in self.document.findall(nodes.table):
            columns = list(table.findall(nodes.colspec))
            body = next(table.findall(nodes.tbody), None)
            if body is None or len(columns) < 2 or next(table.findall(nodes.thead), None) is None:
                continue
            first = [row[0].astext().strip() for row in body if len(row)]
            if all(first) and len(set(first)) == len(first):
                columns[0]["stub"] = 1


def setup(app: Sphinx) -> None:
    """Register both transforms."""
    app.add_post_transform(NameHiddenCode)
    app.add_post_transform(NameRows)
