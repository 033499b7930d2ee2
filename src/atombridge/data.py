"""Read the book's data: the only module that opens files of `data/`.

Every table is a resource of `data/datapackage.json` (Data Package v2), which gives its columns, types, units, sources
and SHA-256.  `load` refuses a file that is missing, truncated or altered.
"""

from __future__ import annotations

import copy
import csv
import difflib
import functools
import hashlib
import io
import json
import os
import subprocess
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

import pandas as pd
import yaml

__all__ = [
    "ROOT",
    "DataError",
    "descriptor",
    "load",
    "loaded",
    "once_for_each_state",
    "refresh_checksums",
    "resource",
    "row",
]

ROOT = Path(__file__).resolve().parents[2]
"""The repository this package is used from."""

RECORD_VARIABLE = "ATOMBRIDGE_RECORD_LOADS"
"""Environment variable naming a file to which every load appends a line; the runner learns a page's data from it."""

SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""YAML's safe loader, the ten times faster one where it was built."""

T = TypeVar("T")
_PANDAS_TYPES = {"string": "str", "number": "float64", "integer": "Int64", "boolean": "boolean"}
_loaded: dict[str, dict] = {}


class DataError(ValueError):
    """A data file or its description is missing, damaged or not what is recorded."""


def descriptor(root: Path | None = None) -> dict:
    """The Data Package descriptor as a dict, to look at and not to change.

    Raises
    ------
    DataError
        If it is missing or not JSON.
    """
    path = (root or ROOT) / "data" / "datapackage.json"
    try:
        return once_for_each_state(_read_json, path)
    except OSError:
        raise DataError(f"{path} is missing: the book's data are read from a clone of its repository") from None
    except ValueError as error:
        raise DataError(f"{path} is not valid JSON: {error}") from None


def once_for_each_state(read: Callable[[Path], T], path: Path) -> T:
    """What `read` makes of a file, read again only when the file has changed; to look at, not to change.

    Raises
    ------
    OSError
        If the file cannot be found or read.
    """
    state = path.stat()
    return _read_state(read, path, state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=512)
def _read_state(read, path: Path, mtime_ns: int, size: int):
    return read(path)


def _read_json(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def resource(name: str, root: Path | None = None) -> dict:
    """One resource of the descriptor by name; DataError with the nearest names if there is none."""
    resources = {r["name"]: r for r in descriptor(root)["resources"]}
    if name not in resources:
        near = difflib.get_close_matches(str(name), resources, n=3) or sorted(resources)
        raise DataError(f"no data named {name!r} in data/datapackage.json, did you mean {', '.join(near)}?")
    return resources[name]


def _where_it_differs(content: bytes, path: str, root: Path) -> str:
    """The first row of an altered file that the last commit has not, in words; nothing where that is not known."""
    try:
        committed = subprocess.run(
            ["git", "show", f"HEAD:./data/{path}"], cwd=root, capture_output=True, check=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        return ""
    for number, (now, then) in enumerate(zip_longest(content.splitlines(), committed), start=1):
        if now != then:
            begin = (now or then).decode("utf-8", "replace")[:60]
            return f"; the first row that differs from the last commit is {number} ({begin})"
    return ""


def _checked_bytes(entry: dict, root: Path) -> bytes:
    path = root / "data" / entry["path"]
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}): restore it with git checkout") from None
    found, recorded = hashlib.sha256(content).hexdigest(), entry["hash"].removeprefix("sha256:")
    if found != recorded:
        what = "truncated" if len(content) < entry["bytes"] else "altered"
        raise DataError(
            f"{path} is {what}: {len(content)} bytes with sha256 {found[:12]}, recorded are {entry['bytes']} bytes "
            f"with {recorded[:12]}{_where_it_differs(content, entry['path'], root)}; restore it with git checkout, or "
            "run `make data` if the change is meant"
        )
    return content


def parse_table(content: bytes, entry: dict, where: str) -> pd.DataFrame:
    """Typed table from the bytes of a CSV file described by `entry`.

    Raises
    ------
    DataError
        Naming `where`, row and column: for text that is not UTF-8, a byte-order mark, other columns than described, a
        row of another length, or a value that is not of its column's type.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{where} is not UTF-8 text (byte {error.start})") from None
    fields = {field["name"]: field for field in entry["schema"]["fields"]}
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows or rows[0] != list(fields):
        found = ", ".join(rows[0]) if rows else "nothing"
        raise DataError(f"{where}, row 1: columns are {found}; described are {', '.join(fields)}")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(fields):
            raise DataError(f"{where}, row {number}: {len(row)} values for {len(fields)} columns")
    raw = pd.DataFrame(rows[1:], columns=list(fields), dtype="str")
    table = {}
    for name, field in fields.items():
        column = raw[name].mask(raw[name] == "")
        if field["type"] == "boolean":
            column = column.map({"true": True, "false": False}, na_action="ignore")
            bad = column.isna() & (raw[name] != "")
        elif field["type"] in ("number", "integer"):
            column = pd.to_numeric(column, errors="coerce")
            bad = column.isna() & (raw[name] != "")
            if field["type"] == "integer":
                bad |= column.notna() & (column % 1 != 0)
        else:
            bad = pd.Series(False, index=raw.index)
        if field.get("constraints", {}).get("required"):
            bad |= raw[name] == ""
        if bad.any():
            at = bad.idxmax()
            raise DataError(
                f"{where}, row {at + 2}, column {name}: {raw[name][at]!r} is not a {field['type']}"
                if raw[name][at]
                else f"{where}, row {at + 2}, column {name}: a value is required"
            )
        table[name] = column.astype(_PANDAS_TYPES[field["type"]])
    return pd.DataFrame(table)


@functools.cache
def _load_cached(name: str, root: Path):
    entry = resource(name, root)
    content = _checked_bytes(entry, root)
    if entry["format"] == "yaml":
        return entry, yaml.load(content, Loader=SAFE_LOADER)
    return entry, parse_table(content, entry, str(root / "data" / entry["path"]))


def load(name: str, *, root: Path | None = None):
    """Load one resource of the book's data package by name.

    Parameters
    ----------
    name : str
        A resource name of `data/datapackage.json`, for example ``"electronegativity"``.
    root : pathlib.Path, optional
        Another repository root; the clone that holds this package if not given.

    Returns
    -------
    pandas.DataFrame
        Columns typed as described; ``attrs`` holds ``title``, ``units`` (by column), ``sources``, ``path`` and
        ``sha256``.  For a YAML resource, its content (lists and dicts).

    Raises
    ------
    DataError
        One line saying what is wrong with which file, row and column, and what is allowed.
    """
    entry, value = _load_cached(name, root or ROOT)
    _loaded[name] = entry
    _record(f"data/{entry['path']}")
    if not isinstance(value, pd.DataFrame):
        return value
    table = value.copy()
    table.attrs = {
        "title": entry["title"],
        "units": {f["name"]: f["unit"] for f in entry["schema"]["fields"] if "unit" in f},
        "sources": entry.get("sources", []),
        "path": f"data/{entry['path']}",
        "sha256": entry["hash"].removeprefix("sha256:"),
    }
    return table


def row(name: str, key: str, columns: Sequence[str], *, root: Path | None = None) -> dict[str, str]:
    """One row of a table, found by its first column: the columns asked for, as text, empty where there is no value.

    A page that reads a row this way depends on these values alone, not on the rest of the table.

    Raises
    ------
    DataError
        If the table has no such row or column.
    """
    entry, table = _load_cached(name, root or ROOT)
    found = table[table.iloc[:, 0] == key]
    if found.empty:
        raise DataError(f"data/{entry['path']} has no row {key!r}")
    if unknown := [column for column in columns if column not in table.columns]:
        raise DataError(f"data/{entry['path']} has no column {unknown[0]!r}, it has {', '.join(table.columns)}")
    _record(f"data/{entry['path']}#{key}:{','.join(columns)}")
    values = found.iloc[0]
    return {column: "" if pd.isna(values[column]) else str(values[column]) for column in columns}


def _record(what: str) -> None:
    if record := os.environ.get(RECORD_VARIABLE):
        with open(record, "a", encoding="utf-8") as file:
            file.write(f"{what}\n")


def loaded() -> list[dict]:
    """Descriptors of the resources loaded so far in this process, in order of first use."""
    return list(_loaded.values())


def refresh_checksums(root: Path | None = None) -> list[str]:
    """Write the size and SHA-256 of every data file into the descriptor; return the paths that changed.

    Raises
    ------
    DataError
        If a described file is missing, or a file under `data/` is not described.
    """
    root = root or ROOT
    package = copy.deepcopy(descriptor(root))
    described = {entry["path"] for entry in package["resources"]}
    present = {
        path.relative_to(root / "data").as_posix()
        for suffix in ("csv", "yaml")
        for path in (root / "data").rglob(f"*.{suffix}")
    }
    if unknown := sorted(present - described):
        raise DataError(f"not described in data/datapackage.json: {', '.join(unknown)}")
    if missing := sorted(described - present):
        raise DataError(f"described in data/datapackage.json but missing: {', '.join(missing)}")
    changed = []
    for entry in package["resources"]:
        content = (root / "data" / entry["path"]).read_bytes()
        stamp = {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        if {key: entry.get(key) for key in stamp} != stamp:
            entry |= stamp
            changed.append(entry["path"])
    if changed:
        path = root / "data" / "datapackage.json"
        temporary = path.with_suffix(".tmp")
        temporary.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        temporary.replace(path)
    return changed
