"""What CITATION.cff says of the book: the one place for its title, authors, version and licence."""

from __future__ import annotations

import yaml
from sphinx.application import Sphinx

from .. import data

__all__ = ["authors", "read", "setup"]


def read() -> dict:
    """The content of CITATION.cff."""
    return yaml.safe_load((data.ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def authors() -> str:
    """Names of the book's authors, separated by commas."""
    return ", ".join(a.get("name") or f"{a['given-names']} {a['family-names']}" for a in read()["authors"])


def _set_identity(app: Sphinx, config) -> None:
    config.project = config.html_title = "Companion to Shi and Zhu (2025)"
    config.author = authors()
    config.copyright = f"{config.author}. Text and figures CC BY 4.0, code MIT"
    config.version = config.release = str(read()["version"])


def setup(app: Sphinx) -> None:
    """Give Sphinx the book's identity from the file."""
    app.connect("config-inited", _set_identity)
