"""What may show on any page, in one digest: if it changes, every page is made anew.

Sphinx makes a page again when its own source or a file that it names has changed.  That misses the code of the book
itself, templates, headings and numbers that pages take from each other, and whatever a directive forgets to name.
A build from scratch takes seconds, so only what certainly stays within one page is left to Sphinx: its prose, its code
and its pictures.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import nbformat

from .. import citation, pages

__all__ = ["digest"]

_FILES = ("CITATION.cff", "_config.yml", "_toc.yml", "requirements.lock")
_FOLDERS = ("book", "data", "notebooks", "src")
_PAGES = (".md", ".ipynb")
_MARKUP = re.compile(r"^\s*[#:(|]|[{}]|\$\$|!\[")
"""Lines of a page that others may show or count: headings, labels, options, directives and roles such as citations,
numbered formulas, images."""


def _of_page(content: str, notebook: bool) -> list:
    """What other pages may take from one: its markup and its checks."""
    if not notebook:
        return [line for line in content.splitlines() if _MARKUP.search(line)]
    cells = nbformat.reads(content, as_version=4)
    markup = [_of_page(cell.source, False) for cell in cells.cells if cell.cell_type == "markdown"]
    return [*markup, [cell.metadata for cell in cells.cells], pages.stored_checks(cells)]


def digest(root: Path) -> str:
    """Digest of all that the site is made from but what stays within one page; it has the commit, which pages name."""
    found = [root / name for name in _FILES]
    for folder in _FOLDERS:
        found += sorted(p for p in (root / folder).rglob("*") if p.is_file() and "_checkpoints" not in p.parent.name)
    made = hashlib.sha256(repr(citation.state(root)).encode())
    for path in [*found, *sorted(root.glob("*.md"))]:
        if path.suffix in (".pyc", ".tmp"):
            continue
        content = path.read_bytes()
        if path.suffix in _PAGES:
            content = json.dumps(_of_page(content.decode("utf-8"), path.suffix == ".ipynb")).encode()
        made.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return made.hexdigest()
