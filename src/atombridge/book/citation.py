"""What CITATION.cff says of the book: the one place for its title, authors, version and licence."""

from __future__ import annotations

import yaml
from sphinx.application import Sphinx

from .. import data

__all__ = ["read", "setup"]


def read() -> dict:
    """The content of CITATION.cff."""
    return yaml.safe_load((data.ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def _set_identity(app: Sphinx, config) -> None:
    cff = read()
    authors = ", ".join(a.get("name") or f"{a['given-names']} {a['family-names']}" for a in cff["authors"])
    config.project = config.html_title = "Companion to Shi and Zhu (2025)"
    config.author = authors
    config.copyright = f"{authors}. Text and figures CC BY 4.0, code MIT"
    config.version = config.release = str(cff["version"])


def setup(app: Sphinx) -> None:
    """Give Sphinx the book's identity from the file."""
    app.connect("config-inited", _set_identity)
