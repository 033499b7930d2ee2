"""A closer look at every figure: its numbers as CSV, linked from the caption, and its image large, on a click.

Without the script ``figures.js`` the image is a plain link to its file.
"""

from __future__ import annotations

import html
import posixpath
import shutil
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.images import get_image_size

from .. import pages
from ..drawn import COLUMNS, MEDIA_TYPE
from .drawings import folder_of
from .nodes import paragraph, table

__all__ = ["FOLDER", "setup", "tables"]

FOLDER = "figure-data"
"""Folder of the site that holds the tables."""


class large_image(nodes.reference):
    """An image that is a link to its own file, which only the builder knows; a reference, so that Sphinx adds none."""


def tables(page: pages.Page) -> dict[str, str]:
    """CSV text of every figure of a page by the figure's name, as far as its outputs hold one."""
    return {
        cell.metadata["mystnb"]["figure"]["name"]: output.data[MEDIA_TYPE]
        for cell in page.look().cells
        if cell.metadata.get("mystnb", {}).get("figure")
        for output in cell.get("outputs", [])
        if MEDIA_TYPE in output.get("data", {})
    }


def file_name(figure: str) -> str:
    """Name of a figure's table: ``fig-e13-domes`` gives ``e13-domes.csv``."""
    return figure.removeprefix("fig-") + ".csv"


class FigureViews(SphinxPostTransform):
    """Add to each figure the link to its table, and make its image a link."""

    formats = ("html",)
    default_priority = 20  # after MyST-NB has chosen one media type for each output

    def run(self, **kwargs) -> None:
        """Change the figures of one document."""
        source = Path(self.env.doc2path(self.env.docname))
        page = next((page for page in pages.find_all().values() if page.path == source), None)
        known = {path.stem for path in folder_of(self.env).glob("*.csv")} | set(tables(page) if page else ())
        for figure in self.document.findall(nodes.figure):
            images = list(figure.findall(nodes.image))
            name = next((one for one in figure["ids"] if one in known), None)
            under = next(figure.findall(lambda n: isinstance(n, nodes.caption | nodes.legend)), None)
            if name and under is not None:
                text = under if isinstance(under, nodes.caption) else next(under.findall(nodes.paragraph))
                text += nodes.Text(" ")
                text += nodes.raw("", self._link(name), format="html")
            for image in images:
                if not isinstance(image.parent, nodes.reference):
                    image.replace_self(large_image("", "", image.deepcopy()))

    def _link(self, name: str) -> str:
        address = "../" * self.env.docname.count("/") + f"{FOLDER}/{file_name(name)}"
        return f'<a class="figure-data" href="{html.escape(address)}" download>Data of this figure (CSV)</a>'


class FigureColumns(SphinxDirective):
    """``{figure-columns}``: the columns of the tables and what they hold."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        return [table({"Column": 20, "Meaning": 80}, [[paragraph(nodes.literal(text=c)), COLUMNS[c]] for c in COLUMNS])]


def _visit(translator, node: large_image) -> None:
    builder = translator.builder
    image = node[0]
    # With its size known the page keeps the place, so that nothing moves when the image is fetched: once it comes near.
    width, height = get_image_size(Path(builder.srcdir) / image["uri"])
    if file := builder.images.get(image["uri"]):
        image["uri"] = posixpath.join(builder.imgpath, quote(file))  # where previews of links look for it as well
    address = html.escape(image["uri"])
    translator.body.append(
        f'<a class="large-image" href="{address}" title="Show this figure large"><img src="{address}" '
        f'alt="{html.escape(image["alt"])}" width="{width}" height="{height}" loading="lazy" /></a>'
    )
    raise nodes.SkipNode


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for page in pages.find_all().values():
        for name, rows in tables(page).items():
            # RFC 4180 asks for CR LF.
            (folder / file_name(name)).write_text(rows, encoding="utf-8", newline="\r\n")
    for path in sorted(folder_of(app.env).glob("*.csv")):
        shutil.copyfile(path, folder / path.name)


def setup(app: Sphinx) -> None:
    """Register directive, node, transform and files."""
    app.add_directive("figure-columns", FigureColumns)
    app.add_node(large_image, html=(_visit, None))
    app.add_post_transform(FigureViews)
    app.add_js_file("figures.js", loading_method="defer")
    app.connect("build-finished", _write)
