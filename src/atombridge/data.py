"""Read the book's data: the only module that opens files of `data/`.

Every table is a resource of `data/datapackage.json` (Data Package v2), which gives its columns, types, units, sources
and SHA-256.  `load` refuses a file that is missing, truncated or altered, or whose content is not as described, with
one line that names file, row and column.  Registries in YAML have a JSON Schema of their name in `book/`.
"""

from __future__ import annotations

import copy
import csv
import difflib
import functools
import hashlib
import io
import json
import math
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NoReturn, TypeVar

import pandas as pd
import yaml

from .files import write_text

__all__ = [
    "ROOT",
    "DataError",
    "as_text",
    "check_against",
    "descriptor",
    "load",
    "loaded",
    "once_for_each_state",
    "read_yaml",
    "refresh_checksums",
    "resource",
    "row",
]

ROOT = Path(__file__).resolve().parents[2]
"""The repository this package is used from."""

RECORD_VARIABLE = "ATOMBRIDGE_RECORD_LOADS"
"""Environment variable naming a file to which every load appends a line; the runner learns a page's data from it."""

T = TypeVar("T")
_PANDAS_TYPES = {"string": "str", "number": "float64", "integer": "Int64", "boolean": "boolean"}
_KINDS = {"string": "text", "number": "a number", "integer": "an integer", "boolean": "true or false"}
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ufeff]")
_RESTORE = "restore it with git checkout"
_loaded: dict[str, dict] = {}


class DataError(ValueError):
    """A data file or its description is missing, damaged or not what is recorded."""


def descriptor(root: Path | None = None) -> dict:
    """The Data Package descriptor as a dict, to look at and not to change.

    Raises
    ------
    DataError
        If it is missing, not JSON, or no list of named resources.
    """
    path = (root or ROOT) / "data" / "datapackage.json"
    try:
        package = once_for_each_state(_read_json, path)
    except FileNotFoundError:
        raise DataError(f"{path} is missing: the book's data are read from a clone of its repository") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}): {_RESTORE}") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not valid JSON ({error}): {_RESTORE}") from None
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list) or not all(isinstance(r, dict) and "name" in r for r in resources):
        raise DataError(f"{path} is no data package: it has no list of named resources; {_RESTORE}")
    return package


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


def check_against(content, schema: Path, where: str) -> None:
    """DataError, naming `where` and the place within, if `content` is not what a JSON Schema allows."""
    import jsonschema  # slow to import, and a page that reads tables alone has no need of it

    rules = once_for_each_state(_read_json, schema)
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(rules).iter_errors(content))
    if error:
        place = error.json_path.removeprefix("$").removeprefix(".") or "the whole"
        for index, step in enumerate(error.absolute_path):  # an item of a list by its own name, where it has one
            inside = functools.reduce(lambda value, key: value[key], list(error.absolute_path)[: index + 1], content)
            if isinstance(step, int) and isinstance(inside, dict) and isinstance(inside.get("id"), str):
                place += f" (item {inside['id']})"
        raise DataError(f"{where}, {place}: {_shortened(error.message)} (the schema is {schema.name})")


def _shortened(text: str, most: int = 200) -> str:
    """Text in one line of bearable length."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most // 2]} ... {text[-most // 2 :]}"


def resource(name: str, root: Path | None = None) -> dict:
    """One resource of the descriptor by name.

    Raises
    ------
    DataError
        With the nearest names if there is none, or if its description lacks what `load` needs.
    """
    resources = {r["name"]: r for r in descriptor(root)["resources"]}
    if name not in resources:
        near = difflib.get_close_matches(str(name), resources, n=3) or sorted(resources)
        raise DataError(f"no data named {name!r} in data/datapackage.json, did you mean {', '.join(near)}?")
    where = f"{(root or ROOT) / 'data' / 'datapackage.json'}, resource {name!r}"
    check_against(resources[name], Path(__file__).with_name("resource.schema.json"), where)
    return resources[name]


def _place(before: str, columns: Sequence[str]) -> str:
    """Row and column of what comes after the text `before`."""
    begin = before.rfind("\n") + 1
    index = max(len(next(csv.reader([before[begin:]]), [])) - 1, 0)
    return f"row {before.count(chr(10)) + 1}, column {columns[index] if index < len(columns) else index + 1}"


def as_text(content: bytes, where: str, columns: Sequence[str] = ()) -> str:
    """The text of a file of the book: UTF-8 without byte-order mark or control characters, lines ended by a line feed.

    Raises
    ------
    DataError
        Naming `where`, the row, and of a CSV file with `columns` the column.
    """

    def place(before: str) -> str:
        return _place(before, columns) if columns else f"row {before.count(chr(10)) + 1}"

    if not content:
        raise DataError(f"{where} is empty")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        found = f"byte 0x{content[error.start]:02x}"
        raise DataError(f"{where}, {place(before)}: {found} is not UTF-8 text; save the file as UTF-8") from None
    if found := _CONTROL.search(text):
        names = {
            "\ufeff": "a byte-order mark; save the file as UTF-8 without one",
            "\r": "a carriage return; lines end with a line feed alone",
            "\0": "a NUL byte",
            "\t": "a tab",
        }
        name = names.get(found[0], f"the control character 0x{ord(found[0]):02x}")
        raise DataError(f"{where}, {place(text[: found.start()])}: {name}")
    if not text.endswith("\n"):
        raise DataError(f"{where}, {place(text)}: the last row has no line end, it is cut off")
    return text


def _difference(content: bytes, entry: dict, root: Path) -> str:
    """The first row of an altered file that the last commit has not, in words; nothing where that is not known."""
    try:
        committed = subprocess.run(
            ["git", "show", f"HEAD:./data/{entry['path']}"], cwd=root, capture_output=True, check=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        return ""
    fields = entry.get("schema", {}).get("fields", [])
    for number, (now, then) in enumerate(zip_longest(content.splitlines(), committed), start=1):
        if now == then:
            continue
        if now is None:
            return f"; from row {number} on, rows of the last commit are missing"
        words = [b"" if line is None else line for line in (now, then)]
        texts = [line.decode("utf-8", "replace") for line in words]
        values = [next(csv.reader([text]), []) if fields else [text] for text in texts]
        for index, (new, old) in enumerate(zip_longest(*values)):
            if new != old:
                column = f", column {fields[index]['name']}" if index < len(fields) else ""
                was = f"where the last commit has {_shortened(old, 60)!r}" if old is not None else "is new"
                return f"; row {number}{column}: {_shortened(new or '', 60)!r} {was}"
    return ""


def _checked_bytes(entry: dict, root: Path) -> bytes:
    path = root / "data" / entry["path"]
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}): {_RESTORE}") from None
    found, recorded = hashlib.sha256(content).hexdigest(), entry["hash"].removeprefix("sha256:")
    if found != recorded:
        what = "truncated" if len(content) < entry["bytes"] else "altered"
        # What a reader can see in the file says more than a checksum does.
        try:
            parse(content, entry, str(path))
            seen = _difference(content, entry, root)
        except DataError as error:
            seen = f"; {str(error).removeprefix(str(path)).lstrip(', ')}"
        raise DataError(
            f"{path} is {what}: {len(content)} bytes with sha256 {found[:12]}, recorded are {entry['bytes']} bytes "
            f"with {recorded[:12]}{seen}; {_RESTORE}, or run `make data` if the change is meant"
        )
    return content


def _value(text: str, kind: str):
    """What a text stands for in a column of numbers, integers, booleans or strings; None where it is nothing such."""
    if kind == "string":
        return text
    if kind == "boolean":
        return {"true": True, "false": False}.get(text)
    number = float(text) if _NUMBER.fullmatch(text) else math.inf
    if math.isinf(number) or (kind == "integer" and (number % 1 or abs(number) >= 2**63)):
        return None
    return int(number) if kind == "integer" else number


def _column(texts: list[str], field: dict, refuse: Callable[[int, str], NoReturn]) -> list:
    """Values of a column, None where there is none; `refuse` is called with the first wrong one and what is wrong."""
    kind, rules = field["type"], field.get("constraints", {})
    values = [_value(text, kind) if text else None for text in texts]
    rows = range(len(texts))
    empty = {i for i in rows if not texts[i]}
    read = [i for i in rows if values[i] is not None]
    unread = [i for i in rows if values[i] is None and i not in empty]
    wrong = [
        (
            (i for i in unread if _DECIMAL_COMMA.fullmatch(texts[i])),
            f"is not {_KINDS[kind]}: the decimal sign is a point",
        ),
        (unread, f"is not {_KINDS[kind]}"),
    ]
    if rules.get("required"):
        wrong.append((sorted(empty), "a value is required"))
    if "minimum" in rules:
        low = (i for i in read if values[i] < rules["minimum"])
        wrong.append((low, f"is not allowed: at least {rules['minimum']} is allowed"))
    if "maximum" in rules:
        high = (i for i in read if values[i] > rules["maximum"])
        wrong.append((high, f"is not allowed: at most {rules['maximum']} is allowed"))
    if "enum" in rules:
        other = (i for i in read if values[i] not in rules["enum"])
        wrong.append((other, f"is not allowed: allowed is one of {', '.join(map(str, rules['enum']))}"))
    if "pattern" in rules:
        other = (i for i in read if not re.fullmatch(rules["pattern"], texts[i]))
        wrong.append((other, f"is not allowed: allowed is the pattern {rules['pattern']}"))
    if rules.get("unique"):
        first = {values[i]: i for i in reversed(read)}
        again = (i for i in read if first[values[i]] != i)
        wrong.append((again, "is not allowed: an earlier row has it already, and it must be unique"))
    for indices, words in wrong:
        for index in indices:
            refuse(index, words)
    return values


def parse_table(content: bytes, entry: dict, where: str) -> pd.DataFrame:
    """Typed table from the bytes of a CSV file described by `entry`.

    Raises
    ------
    DataError
        Naming `where`, row and column: for text that is not plain UTF-8, other columns than described, a row of
        another length, a value that is not of its column's type or breaks one of its constraints, or a row whose key
        (the whole row without a key) an earlier one has.
    """
    fields = {field["name"]: field for field in entry["schema"]["fields"]}
    names = list(fields)
    text = as_text(content, where, names)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append(row)
    except csv.Error as error:
        raise DataError(f"{where}, row {len(rows) + 1}: the quotes are wrong ({error})") from None
    for i, (found, described) in enumerate(zip_longest(rows[0], names)):
        if found != described:
            words = f"column {i + 1} is {found!r}, described is {described!r}"
            if found is None:
                words = f"column {described} is missing"
            elif described is None:
                words = f"column {i + 1}, {found!r}, is not described"
            raise DataError(f"{where}, row 1: {words}; the columns are {', '.join(names)}")
    for number, row in enumerate(rows[1:], start=2):
        if row == names:
            raise DataError(
                f"{where}, row {number}, column {names[0]}: the names of the columns are there a second time"
            )
        if len(row) != len(fields):
            hint = (
                f"column {names[len(row)] if row else names[0]} and what follows are missing"
                if len(row) < len(fields)
                else f"after column {names[-1]} comes {row[len(fields)]!r}: is a comma in a value without quotes, or "
                "a number written with a comma?"
            )
            raise DataError(f"{where}, row {number}: {len(row)} values for {len(fields)} columns; {hint}")
        for name, value in zip(names, row, strict=True):
            if "\n" in value or value != value.strip():
                what = "a line break within the value" if "\n" in value else "begins or ends with a space"
                raise DataError(f"{where}, row {number}, column {name}: {value[:60]!r}: {what}")

    def refuse(name: str, index: int, words: str) -> NoReturn:
        text = rows[index + 1][names.index(name)]
        value = f"{_shortened(text, 60)!r} " if text else ""
        raise DataError(f"{where}, row {index + 2}, column {name}: {value}{words}")

    table = {}
    for place, (name, field) in enumerate(fields.items()):
        values = _column([row[place] for row in rows[1:]], field, functools.partial(refuse, name))
        table[name] = pd.Series(values, dtype=_PANDAS_TYPES[field["type"]])
    key = entry["schema"].get("primaryKey", names)
    places = [names.index(name) for name in key]
    seen = {}
    for index, row in enumerate(rows[1:]):
        first = seen.setdefault(tuple(row[place] for place in places), index)
        if first != index:
            refuse(key[0], index, f"is there twice: row {first + 2} has the same {', '.join(key)}")
    return pd.DataFrame(table)


class _YamlLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML's safe loader, the ten times faster one where it was built, which refuses a key that is given twice."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if keys.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} is given twice", key.start_mark)
        return super().construct_mapping(node, deep)


def _parse_yaml(content: bytes, where: str):
    text = as_text(content, where)
    try:
        return yaml.load(text, Loader=_YamlLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f", row {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise DataError(f"{where}{place}: not valid YAML ({error.problem or error.context})") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # such as a date that is none
        raise DataError(f"{where}: not valid YAML ({_shortened(str(error))})") from None


def read_yaml(path: Path):
    """The content of a YAML file, read again only when it has changed; to look at, not to change.

    Raises
    ------
    DataError
        If it cannot be read or is not YAML, naming row and column.
    """
    try:
        return once_for_each_state(_read_yaml, path)
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}): {_RESTORE}") from None


def _read_yaml(path: Path):
    return _parse_yaml(path.read_bytes(), str(path))


def parse(content: bytes, entry: dict, where: str):
    """The content of a resource, as described: a table, or what a YAML file holds."""
    if entry["format"] == "csv":
        return parse_table(content, entry, where)
    value = _parse_yaml(content, where)
    check_against(value, Path(__file__).parent / "book" / f"{entry['name']}.schema.json", where)
    return value


@functools.cache
def _load_cached(name: str, root: Path):
    entry = resource(name, root)
    return entry, parse(_checked_bytes(entry, root), entry, str(root / "data" / entry["path"]))


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
        If a described file is missing or not as described, or a file under `data/` is not described; then nothing is
        written.
    """
    root = root or ROOT
    package = copy.deepcopy(descriptor(root))
    for entry in package["resources"]:
        resource(entry["name"], root)
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
        path = root / "data" / entry["path"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise DataError(f"{path} cannot be read ({error.strerror})") from None
        parse(content, entry, str(path))
        stamp = {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        if {key: entry.get(key) for key in stamp} != stamp:
            entry |= stamp
            changed.append(entry["path"])
    if changed:
        write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", root / "data" / "datapackage.json")
    return changed
