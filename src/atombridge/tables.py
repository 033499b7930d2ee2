"""Tables of a page, as Markdown that a notebook and the book both render."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from . import data

__all__ = ["Table", "provenance", "table"]


class Table:
    """A table that displays as Markdown, with the same text as its plain form."""

    def __init__(self, markdown: str):
        self._markdown = markdown

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/markdown": self._markdown, "text/plain": self._markdown}


def _cell(value, digits: int | None) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return "–"
    if isinstance(value, float):
        text = f"{value:.{digits}f}" if digits is not None else f"{value:g}"
        return text.replace("-", "\u2212")
    return str(value).replace("|", "\\|")


def table(frame: pd.DataFrame, *, digits: int | Mapping[str, int] | None = None) -> Table:
    """Show a table's columns in order, without its index.

    Parameters
    ----------
    frame : pandas.DataFrame
        Column names become headings.
    digits : int or mapping, optional
        Decimals of every column of numbers, or of the columns named.

    Returns
    -------
    Table
        Missing values are shown as a dash, negative numbers with a minus sign.
    """
    per_column = {c: digits.get(c) if isinstance(digits, Mapping) else digits for c in frame.columns}
    text = pd.DataFrame(
        {c: [_cell(v, per_column[c]) for v in frame[c].astype(object)] for c in frame.columns}, dtype="str"
    )
    numeric = [pd.api.types.is_numeric_dtype(frame[c]) for c in frame.columns]
    align = ["right" if n else "left" for n in numeric]
    text.columns = [str(c).replace("|", "\\|") for c in text.columns]
    return Table(text.to_markdown(index=False, disable_numparse=True, colalign=align))


def provenance() -> Table:
    """The data tables that a page loaded, with the first digits of their SHA-256 and their licences.

    The registry of statements is left out: every page with a check reads it, and it holds no data.
    """
    rows = [
        {
            "Data": entry["title"],
            "File": f"`data/{entry['path']}`",
            "SHA-256": f"`{entry['hash'].removeprefix('sha256:')[:12]}`",
            "Licence": ", ".join(licence["name"] for licence in entry["licenses"]),
        }
        for entry in data.loaded()
        if entry["name"] != "claims"
    ]
    return table(pd.DataFrame(rows))
