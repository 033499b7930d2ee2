"""Write results.json beside the built pages: every check of every page, for machines."""

from __future__ import annotations

import json
from pathlib import Path

from sphinx.application import Sphinx

from .. import data, pages

__all__ = ["collect", "setup"]


def collect(root: Path | None = None) -> dict:
    """The content of results.json, from the executed notebooks and the registries.

    Returns
    -------
    dict
        ``version`` of the book, ``paper``, ``checks`` in book order, ``claims`` and ``evidence``.
    """
    from . import citation

    root = root or data.ROOT
    checks = [check for page in pages.find_all(root).values() for check in pages.stored_checks(page.read())]
    letter = citation()["references"][0]
    return {
        "version": str(citation()["version"]),
        "paper": {"title": letter["title"], "identifier": letter["identifiers"][0]["value"], "url": letter["url"]},
        "checks": checks,
        "claims": [],
        "evidence": [],
    }


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        text = json.dumps(collect(), indent=1, ensure_ascii=False) + "\n"
        Path(app.outdir, "results.json").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Write the file once the build is done."""
    app.connect("build-finished", _write)
