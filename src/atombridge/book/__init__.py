"""The Sphinx extension of the book: it reads executed notebooks and registries, never physics."""

from __future__ import annotations

import yaml
from sphinx.application import Sphinx

from .. import data
from . import check_table, mathml, outline, parameters, results

__all__ = ["citation", "setup"]


def citation() -> dict:
    """Title, authors, version and licence of the book, from CITATION.cff."""
    return yaml.safe_load((data.ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def _take_from_citation(app: Sphinx, config) -> None:
    """Set what Sphinx shows of the book's identity from the one file that holds it."""
    cff = citation()
    authors = ", ".join(a.get("name") or f"{a['given-names']} {a['family-names']}" for a in cff["authors"])
    config.project = config.html_title = "Companion to Shi and Zhu (2025)"
    config.author = authors
    config.copyright = f"{authors}. Text and figures CC BY 4.0, code MIT"
    config.version = config.release = str(cff["version"])


def _without_thebe(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Leave out the live-code scripts that Jupyter Book adds to every page: they would fetch code from another host."""
    context["script_files"] = [
        s for s in context["script_files"] if "thebe" not in str(getattr(s, "filename", s) or "")
    ]
    context["css_files"] = [s for s in context["css_files"] if "thebe" not in str(getattr(s, "filename", s) or "")]


def setup(app: Sphinx) -> dict:
    """Register the extension."""
    app.connect("config-inited", _take_from_citation)
    app.connect("html-page-context", _without_thebe, priority=900)
    mathml.setup(app)
    check_table.setup(app)
    outline.setup(app)
    parameters.setup(app)
    results.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
