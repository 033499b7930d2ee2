"""One value of the data changed at a time, and where it shows.

Two guards stand before a changed value.  The first is the checksum in ``data/datapackage.json``: every load refuses an
altered file and names the row.  The second counts once somebody has recorded new checksums: the pages that read the
table are executed again, here without a kernel, and what they print, display and glue, and the numbers of their figures
(`atombridge.drawn`), are compared with what they do with the committed data.  A difference is one that nbval reports
for the committed notebook.  A value that changes only the look of a figure, or nothing at all, is counted as such.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import json
import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from unittest import mock

from forks import in_forks

from atombridge import data, drawn, pages

__all__ = [
    "DRAWN", "NOWHERE", "TEXT", "Change", "changes_of", "effect_of", "message_of_the_checksum", "points_to", "tables",
    "whole_column",
]  # fmt: skip

TEXT, DRAWN, NOWHERE = "text", "drawn", "nowhere"
"""Where a changed value shows: in a page's text outputs or the tables of its figures, only in a figure's look, or not
at all."""

TOGETHER = 8
"""Sets of changes tried together first: where all of them show nowhere, each does."""


@dataclass(frozen=True)
class Change:
    """One cell of a table with another value."""

    table: str  # name of the resource
    row: int  # of the file, the header being 1
    column: str
    before: str
    after: str


@functools.cache
def _rows(table: str) -> list[list[str]]:
    content = (data.ROOT / "data" / data.resource(table)["path"]).read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(content, newline="")))


def tables() -> list[str]:
    """Names of the CSV resources that pages read as a whole: all but the letter's statements and the stored sample."""
    return [entry["name"] for entry in data.descriptor()["resources"] if entry["format"] == "csv" and _readers(entry)]


def _readers(entry: dict) -> list[str]:
    return [
        page.id
        for page in pages.find_all().values()
        if f"data/{entry['path']}" in page.look().metadata["atombridge"]["inputs"]
    ]


def perturbed(text: str, kind: str, others: list[str], seed: str) -> str | None:
    """Another value for a cell, None if there is none.

    A number is 2 % larger, of the other sign, or one more in its last digit; a word is another one of the same column.
    """
    choice = random.Random(seed)
    if kind == "boolean":
        return {"true": "false", "false": "true"}[text]
    if kind in ("number", "integer"):
        value = Decimal(text)
        one_more = value + Decimal(1).scaleb(value.as_tuple().exponent)
        ways = [one_more] if kind == "integer" else [one_more, value * Decimal("1.02"), -value]
        return str(choice.choice([way for way in ways if way != value]))
    return choice.choice(others) if others else None


def changes_of(table: str) -> list[Change]:
    """One change of every number, truth value and repeated word of a table, down its columns."""
    header, *rows = _rows(table)
    kinds = {field["name"]: field["type"] for field in data.resource(table)["schema"]["fields"]}
    changes = []
    for i, column in enumerate(header):
        words = sorted({row[i] for row in rows} - {""})
        free = kinds[column] == "string" and (column in ("source", "note") or len(words) > len(rows) / 2)
        for number, row in enumerate(rows, start=2):
            if row[i] == "" or free:
                continue
            others = [word for word in words if word != row[i]]
            after = perturbed(row[i], kinds[column], others, f"{table} {number} {column}")
            if after is not None:
                changes.append(Change(table, number, column, row[i], after))
    return changes


def whole_column(table: str, column: str) -> list[Change]:
    """Changes of all values of a column; a number is 2 % larger, as one more in its last digit is soon rounded off."""
    (kind,) = (field["type"] for field in data.resource(table)["schema"]["fields"] if field["name"] == column)
    changes = [change for change in changes_of(table) if change.column == column]
    if kind == "number":
        changes = [replace(change, after=str(Decimal(change.before) * Decimal("1.02"))) for change in changes]
    return changes


def content_with(changes: list[Change]) -> bytes:
    """The file of a table with some cells changed."""
    header, *rows = [list(row) for row in _rows(changes[0].table)]
    for change in changes:
        rows[change.row - 2][header.index(change.column)] = change.after
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def message_of_the_checksum(change: Change) -> str | None:
    """What `atombridge.data.load` says of the altered file while the old checksum stands; None if nothing."""
    path = data.ROOT / "data" / data.resource(change.table)["path"]
    read = type(path).read_bytes
    altered = content_with([change])
    data._load_cached.cache_clear()
    with mock.patch.object(type(path), "read_bytes", lambda p: altered if p == path else read(p)):
        try:
            data.load(change.table)
        except data.DataError as error:
            return str(error)
    return None


def points_to(message: str | None, change: Change) -> bool:
    """Whether a refusal leads to a changed cell: by its row and column, or by the row whose key it now has as well."""
    if message is None:
        return False
    if f"row {change.row}, column {change.column}:" in message:
        return True
    twice = re.search(r"row (\d+), column .* is there twice: ", message)
    key = data.resource(change.table)["schema"].get("primaryKey", [])
    if twice is None or change.column not in key:
        return False
    header, *rows = csv.reader(io.StringIO(content_with([change]).decode(), newline=""))
    changed, named = ([rows[n - 2][header.index(column)] for column in key] for n in (change.row, int(twice[1])))
    return changed == named


class _Page:
    """The cells of a page, executed one by one in an IPython shell of this process."""

    def __init__(self, page_id: str):
        os.environ["MPLBACKEND"] = "template"
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        page = pages.find(page_id)
        os.chdir(page.path.parent)
        self.cells = [cell.source for cell in page.look().cells if cell.cell_type == "code"]
        self.shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}), colors="nocolor")

    def run(self, cell: int) -> tuple[str, str]:
        """Digests of the text that a cell puts out, with the tables of its figures, and of what it draws."""
        from IPython.utils.capture import capture_output
        from matplotlib import pyplot as plt

        with capture_output() as captured:
            result = self.shell.run_cell(self.cells[cell], store_history=False)
        error = result.error_before_exec or result.error_in_exec
        displayed = [
            {kind: value for kind, value in output.data.items() if not kind.startswith("image/")}
            for output in captured.outputs
        ]
        figures = [plt.figure(number) for number in plt.get_fignums()]
        displayed += [drawn.table_of(figure) for figure in figures]
        text = json.dumps([captured.stdout, displayed, error and repr(error)], default=repr, sort_keys=True)
        look = [_artists(figure) for figure in figures]
        plt.close("all")
        return tuple(hashlib.sha256(part.encode()).hexdigest() for part in (text, repr(look)))


def _artists(figure) -> list[str]:
    """Every line, marker, area, picture and word of a figure: where it is and how it looks."""
    import numpy as np
    from matplotlib.text import Text

    found = []
    for artist in figure.findobj():
        parts = [type(artist).__name__]
        if isinstance(artist, Text):
            parts += [artist.get_text(), repr(artist.get_position())]
        for name in (
            "get_xydata", "get_path", "get_patch_transform", "get_paths", "get_offsets",
            "get_array", "get_sizes", "get_color", "get_facecolor", "get_edgecolor", "get_linestyle", "get_marker",
        ):  # fmt: skip
            if not hasattr(artist, name):
                continue
            value = getattr(artist, name)()
            if name == "get_path":
                value = value.vertices
            elif name == "get_paths":
                value = np.concatenate([path.vertices for path in value]) if len(value) else None
            elif name == "get_patch_transform":
                value = value.get_matrix()
            parts.append(value.tobytes().hex() if isinstance(value, np.ndarray) else repr(value))
        found.append(hashlib.sha256(" ".join(parts).encode()).hexdigest())
    return found


def _learn(page_id: str) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """What each cell of a page puts out, and the first cell that loads each table."""
    page, first, loaded = _Page(page_id), {}, data._load_cached
    outputs = []

    def watched(name, root):
        first.setdefault(name, len(outputs))
        return loaded(name, root)

    with mock.patch.object(data, "_load_cached", watched):
        for cell in range(len(page.cells)):
            outputs.append(page.run(cell))
    return outputs, first


_known: dict[str, tuple] = {}
"""What `_learn` found of each page that was needed so far."""


@contextmanager
def _changed(changes: list[Change]) -> Iterator[None]:
    """Loads of a table give other values, under the checksum recorded for the committed file."""
    path, altered, checked = data.resource(changes[0].table)["path"], content_with(changes), data._checked_bytes
    data._load_cached.cache_clear()
    with mock.patch.object(
        data, "_checked_bytes", lambda entry, root: altered if entry["path"] == path else checked(entry, root)
    ):
        yield


def _effects_on_page(job: tuple[str, list[list[Change]]]) -> list[str]:
    """Effect of each set of changes of one table on one page; in a fork, which executes the cells before the load."""
    page_id, sets = job
    expected, first = _known[page_id]
    start = first.get(sets[0][0].table, len(expected))
    page = _Page(page_id)
    for cell in range(start):
        if page.run(cell) != expected[cell]:
            raise RuntimeError(f"{page_id}: cell {cell + 1} puts out something else each time")

    def effect(indices: tuple[int, ...]) -> str:
        looks = False
        with _changed([change for i in indices for change in sets[i]]):
            for cell in range(start, len(expected)):
                text, figures = page.run(cell)
                if text != expected[cell][0]:
                    return TEXT
                looks |= figures != expected[cell][1]
        return DRAWN if looks else NOWHERE

    if start == len(expected):
        return [NOWHERE] * len(sets)
    groups = [tuple(range(len(sets))[i : i + TOGETHER]) for i in range(0, len(sets), TOGETHER)]
    effects = [NOWHERE] * len(sets)
    shown = [group for group, where in in_forks(effect, groups) if where != NOWHERE]
    for (i,), where in in_forks(effect, [(i,) for group in shown for i in group]):
        effects[i] = where
    return effects


def effect_of(sets: list[list[Change]], *, at_once: int = 1) -> list[str]:
    """Where each set of changes of one table, made together, shows: the strongest effect on the pages that read it."""
    if not sets:
        return []
    readers = _readers(data.resource(sets[0][0].table))
    _known.update(in_forks(_learn, [page for page in readers if page not in _known], at_once=at_once))
    jobs = [(page, sets) for page in readers]
    found = [effects for _, effects in in_forks(_effects_on_page, jobs, at_once=at_once)]
    order = (TEXT, DRAWN, NOWHERE)
    return [min(of_one, key=order.index) for of_one in zip(*found, strict=True)]
