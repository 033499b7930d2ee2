"""Write the book's results beside the built pages, for machines: results.json, the synthesis, and the registries."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
from sphinx.application import Sphinx

from .. import citation, data, pages
from . import mechanisms, registry

__all__ = ["SCHEMA_PATH", "collect", "setup"]

SCHEMA_PATH = Path(__file__).with_name("results.schema.json")


def collect(root: Path | None = None) -> dict:
    """The content of results.json, from the executed notebooks and the registries, valid against its schema.

    Returns
    -------
    dict
        ``version`` of the book, ``paper``, ``checks`` in book order, ``claims`` and ``evidence``.

    Raises
    ------
    jsonschema.ValidationError
        If a registry or a notebook holds something that the schema does not allow.
    """
    book = citation.read()
    letter = book["references"][0]
    results = {
        "version": str(book["version"]),
        "paper": {"title": letter["title"], "identifier": letter["identifiers"][0]["value"], "url": letter["url"]},
        "checks": [check for page in pages.find_all(root).values() for check in page.checks()],
        "claims": [{k: v for k, v in row.items() if k != "checks"} for row in registry.claims(root)],
        "evidence": registry.evidence(root),
    }
    jsonschema.validate(results, json.loads(SCHEMA_PATH.read_text(encoding="utf-8")))
    return results


def _json(value) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    results = collect()
    (out / "results.json").write_text(_json(results), encoding="utf-8")
    (out / "evidence.json").write_text(_json(results["evidence"]), encoding="utf-8")
    shutil.copyfile(SCHEMA_PATH, out / "results.schema.json")
    (out / "mechanisms.json").write_text(_json(mechanisms.read()), encoding="utf-8")
    shutil.copyfile(mechanisms.SCHEMA_PATH, out / "mechanisms.schema.json")
    (out / "dependence.json").write_text(_json(mechanisms.graph()), encoding="utf-8")
    shutil.copyfile(data.ROOT / "data" / data.resource("claims")["path"], out / "claims.csv")
    shutil.copyfile(data.ROOT / "book" / "references.bib", out / "references.bib")


def setup(app: Sphinx) -> None:
    """Write the files once the build is done."""
    app.connect("build-finished", _write)
