"""Ways in which a file of the book gets damaged, as functions from its bytes to other bytes."""

from __future__ import annotations

import csv
import io
import re

BOM = b"\xef\xbb\xbf"


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


def _written(rows) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def _first_number(content: bytes, columns: list[int], point: bool) -> tuple[list[list[str]], int, int]:
    """The rows of a table, and where the first number of its columns of numbers stands; IndexError without one."""
    rows = _rows(content)
    pattern = r"-?\d+\.\d+" if point else r"-?\d+(\.\d+)?"
    places = [(i, j) for i, row in enumerate(rows[1:], 1) for j in columns if re.fullmatch(pattern, row[j])]
    return rows, *places[0]


def changed_number(content: bytes, columns: list[int]) -> bytes:
    rows, i, j = _first_number(content, columns, point=False)
    rows[i][j] = "999" + rows[i][j].lstrip("-")
    return _written(rows)


def decimal_comma(content: bytes, columns: list[int]) -> bytes:
    rows, i, j = _first_number(content, columns, point=True)
    rows[i][j] = rows[i][j].replace(".", ",")
    return _written(rows)


def columns_reordered(content: bytes) -> bytes:
    return _written([row[1::-1] + row[2:] for row in _rows(content)])


def rows_reordered(content: bytes) -> bytes:
    head, *rows = content.splitlines(keepends=True)
    return head + b"".join(rows[::-1])


def extra_column(content: bytes) -> bytes:
    return _written([[*row, "extra" if i == 0 else ""] for i, row in enumerate(_rows(content))])


def missing_column(content: bytes) -> bytes:
    return _written([row[:-1] for row in _rows(content)])


def header_twice(content: bytes) -> bytes:
    head = content.splitlines(keepends=True)[0]
    return head + content


def column_named_twice(content: bytes) -> bytes:
    rows = _rows(content)
    rows[0][1] = rows[0][0]
    return _written(rows)


def row_twice(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return content + lines[-1]


def quoted_newline(content: bytes) -> bytes:
    rows = _rows(content)
    rows[1][0] = rows[1][0] + "\nx"
    return _written(rows)


def open_quote(content: bytes) -> bytes:
    head, rest = content.split(b"\n", 1)
    return head + b'\n"' + rest.replace(b'"', b"")


def wrong_quote(content: bytes) -> bytes:
    head, rest = content.split(b"\n", 1)
    return head + b'\n"a"b' + rest


def value_removed(content: bytes) -> bytes:
    rows = _rows(content)
    rows[-1][0] = ""
    return _written(rows)


def in_row_two(what: bytes):
    def damage(content: bytes) -> bytes:
        head, rest = content.split(b"\n", 1)
        return head + b"\n" + what + rest

    return damage


def truncated(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3].rstrip(b"\n")


def cut_at_the_end(content: bytes) -> bytes:
    return content[:-1]


def rows_lost(content: bytes) -> bytes:
    return b"".join(content.splitlines(keepends=True)[:-1])


OF_NUMBERS = (changed_number, decimal_comma)
"""Damage that needs to know which columns hold numbers."""

ANY_TEXT = {
    "empty": lambda content: b"",
    "byte-order mark": lambda content: BOM + content,
    "CRLF": lambda content: content.replace(b"\n", b"\r\n"),
    "Latin-1": in_row_two("é".encode("latin-1")),
    "UTF-16": lambda content: content.decode("utf-8").encode("utf-16"),
    "NUL": in_row_two(b"\0"),
    "zeros": lambda content: bytes(len(content)),
    "truncated": truncated,
    "cut at the end": cut_at_the_end,
}
"""Damage that is seen in any text file of the book from its bytes alone."""

TABLE = ANY_TEXT | {
    "decimal comma": decimal_comma,
    "columns reordered": columns_reordered,
    "extra column": extra_column,
    "missing column": missing_column,
    "header twice": header_twice,
    "column named twice": column_named_twice,
    "row twice": row_twice,
    "quoted newline": quoted_newline,
    "open quote": open_quote,
    "wrong quote": wrong_quote,
    "blank row": in_row_two(b"\n"),
    "one value more": lambda content: content[:-1] + b",5\n",
}
"""Damage that is seen in a table from its description, its checksum aside."""

UNSEEN = {
    "changed number": changed_number,
    "rows reordered": rows_reordered,
    "rows lost": rows_lost,
    "value removed": value_removed,
}
"""Damage of a table that leaves it well formed, for the most part: checksum and last commit tell."""
