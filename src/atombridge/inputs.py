"""Look at everything the book is built from before anything is: damage is one line then, and no half site."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from . import citation, data, pages

__all__ = ["bibliography_keys", "check_all", "check_sources"]


def bibliography_keys(root: Path | None = None) -> frozenset[str]:
    """Keys of book/references.bib.

    Raises
    ------
    data.DataError
        If it cannot be read, is not BibTeX, or gives a key twice, naming the row where the parser stopped.
    """
    path = (root or data.ROOT) / "book" / "references.bib"
    try:
        return data.once_for_each_state(_read_keys, path)
    except OSError as error:
        raise data.DataError(f"{path} cannot be read ({error.strerror}): restore it with git checkout") from None


def _read_keys(path: Path) -> frozenset[str]:
    from pybtex.database import BibliographyDataError
    from pybtex.database.input.bibtex import Parser
    from pybtex.scanner import PybtexSyntaxError

    text = data.as_text(path.read_bytes(), str(path))
    try:
        entries = Parser().parse_string(text).entries
    except PybtexSyntaxError as error:
        raise data.DataError(f"{path}, row {error.lineno}: not valid BibTeX ({error})") from None
    except BibliographyDataError as error:
        raise data.DataError(f"{path}: not valid BibTeX ({error})") from None
    # BibTeX takes what stands between two entries for a comment, and so the rest of one that ends too early.
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("@"):
            if inside or not re.fullmatch(r"@[a-z]+\{[a-z0-9]+,", line):
                what = "before the last one has ended" if inside else "in another way than @type{key,"
                raise data.DataError(f"{path}, row {number}: an entry begins {what}")
            inside = True
        elif line == "}" and inside:
            inside = False
        elif not inside and line and not line.startswith("%"):
            raise data.DataError(f"{path}, row {number}: text outside any entry; the one before ends too early")
    return frozenset(entries)


def check_sources(name: str, root: Path | None = None) -> None:
    """DataError, naming file, row and column, if a row of a table names a source that the bibliography has not."""
    table = data.load(name, root=root)
    if not isinstance(table, pd.DataFrame) or not {"source", "confidence"} <= set(table):
        return  # no table of values: the statements of the letter say in words where they are
    keys = bibliography_keys(root)
    for number, sources in enumerate(table.source, start=2):
        for key in [] if pd.isna(sources) else sources.split(";"):
            if key not in keys:
                raise data.DataError(
                    f"{table.attrs['path']}, row {number}, column source: {key!r} is not a key of book/references.bib"
                )


def check_all(root: Path | None = None) -> None:
    """Read every data file, the bibliography, CITATION.cff and every page with its parameters.

    Raises
    ------
    data.DataError, pages.PageError
        For the first that is missing, damaged or not as described.
    """
    citation.read(root)
    for entry in data.descriptor(root)["resources"]:
        check_sources(entry["name"], root)
    for page in pages.find_all(root).values():
        page.title()
        page.schema()
