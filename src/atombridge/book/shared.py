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

from .. import citation, pages

__all__ = ["digest", "sources"]

_FILES = ("CITATION.cff", "_config.yml", "_toc.yml", "requirements.lock")
_PAGES = (".md", ".ipynb")
_MARKUP = re.compile(r"^\s*[#:(|]|[{}]|\$\$|!\[")
"""Lines of a page that others may show or count: headings, labels, options, directives and roles such as citations,
numbered formulas, images."""


def _markup(text: str) -> list[str]:
    return [line for line in text.splitlines() if _MARKUP.search(line)]


def _of_page(path: Path) -> list:
    """What other pages may take from one: its markup and its checks."""
    if path.suffix == ".md":
        return _markup(path.read_text(encoding="utf-8"))
    notebook = pages.Page(path.stem, path).look()
    markup = [_markup(cell.source) for cell in notebook.cells if cell.cell_type == "markdown"]
    return [*markup, [cell.metadata for cell in notebook.cells], pages.stored_checks(notebook)]


def _files(root: Path, names: tuple[str, ...], folders: tuple[str, ...]) -> list[Path]:
    found = [root / name for name in names]
    for folder in folders:
        found += sorted(p for p in (root / folder).rglob("*") if p.is_file() and "_checkpoints" not in p.parent.name)
    return [path for path in found if path.suffix not in (".pyc", ".tmp")]


def _digest_of(root: Path, files: list[Path]) -> str:
    made = hashlib.sha256()
    for path in files:
        content = json.dumps(_of_page(path)).encode() if path.suffix in _PAGES else path.read_bytes()
        made.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return made.hexdigest()


def sources(root: Path) -> str:
    """Digest of what a process imports and reads before it builds the site: all but the notebooks."""
    return _digest_of(root, _files(root, _FILES, ("book", "data", "src")))


def digest(root: Path) -> str:
    """Digest of all that the site is made from but what stays within one page; it has the commit, which pages name."""
    pages_beside = [*_files(root, (), ("notebooks",)), *sorted(root.glob("*.md"))]
    made = [*citation.state(root), sources(root), _digest_of(root, pages_beside)]
    return hashlib.sha256(repr(made).encode()).hexdigest()
