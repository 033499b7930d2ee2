"""What readers come to a page for, one click from its head: the data of its figures, citation, how to rerun it."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from . import registry
from .figure_views import FOLDER, file_name, tables
from .nodes import paragraph

__all__ = ["setup"]

SECTIONS = {
    "rerun-this-page": "Rerun this page",
    "cite-this-page": "Cite this page",
    "cite-this-section": "Cite this section",
}
"""Headings near the end of a page that its head links to."""


class PageLinks(SphinxPostTransform):
    """Add the links below the first paragraph and the verdicts of a page."""

    formats = ("html",)
    default_priority = 30

    def run(self, **kwargs) -> None:
        """Change one document."""
        page = registry.page_of(self.env.docname)
        top = next(self.document.findall(nodes.section), None)
        if page is None or top is None:
            return
        head = [child for child in top if "evidence-head" in child.get("classes", ())]
        head += [child for child in top if isinstance(child, nodes.paragraph)]
        root = "../" * self.env.docname.count("/")
        numbers = self.env.toc_fignumbers.get(self.env.docname, {}).get("figure", {})
        present = {name for section in self.document.findall(nodes.section) for name in section["ids"]}
        links = [
            (f"Data of Plot {numbers[name][-1]} (CSV)", f"{root}{FOLDER}/{file_name(name)}")
            for name in tables(page)
            if name in numbers
        ]
        links += [(words, f"#{name}") for name, words in SECTIONS.items() if name in present]
        links.append(("BibTeX (file)", f"{root}cite/{page.id}.bib"))
        content: list = []
        for words, address in links:
            kept = "" if address.startswith("#") else " download"
            content += [nodes.raw("", f'<a href="{address}"{kept}>{words}</a>', format="html"), " "]
        after = head[0] if head else top[0]
        top.insert(top.index(after) + 1, paragraph(*content[:-1], classes=("page-links", "head-links")))


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(PageLinks)
