"""The book's executed pages: where they are, which parameters they take, and what they depend on."""

from __future__ import annotations

import ast
import csv
import difflib
import functools
import hashlib
import io
import itertools
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import nbformat

from . import data
from .checks import MEDIA_TYPE, number_words

__all__ = ["PAGE_ID", "Page", "PageError", "allowed_words", "find", "find_all", "parse_parameters", "stored_checks"]

PAGE_ID = re.compile(r"(fig-s?\d|table-\d|equations|sensitivity|e\d\d)(?=-|$)")
"""How a page's file name begins; the match is its id."""


class PageError(ValueError):
    """A page or a parameter that was asked for is not there or not allowed."""


@dataclass(frozen=True)
class Page:
    """One executed notebook."""

    id: str  # first part of its file name
    path: Path

    @property
    def schema_path(self) -> Path:
        """The JSON Schema of its parameters, beside the notebook."""
        return self.path.with_name(f"{self.id}.schema.json")

    def title(self) -> str:
        """The page's heading; PageError if its first cell has none."""
        cells = self.look().cells
        heading = re.search(r"(?m)^# (.+)$", cells[0].source) if cells else None
        if heading is None:
            raise PageError(f"{self.id}: {self.path}: the first cell has no heading that begins with '# '")
        return heading[1].strip()

    def checks(self) -> list[dict]:
        """The checks kept in its outputs, in order."""
        return stored_checks(self.look())

    def look(self) -> nbformat.NotebookNode:
        """The notebook to look at and not to change: each state of the file is read once."""
        try:
            return data.once_for_each_state(_read_notebook, self.path)
        except PageError as error:
            raise PageError(f"{self.id}: {error}") from None
        except OSError as error:
            raise PageError(f"{self.id}: {self.path} cannot be read: {error.strerror}") from None

    def schema(self) -> dict:
        """The JSON Schema of its parameters, to look at and not to change; PageError if it is missing or damaged."""
        try:
            return data.once_for_each_state(_read_schema, self.schema_path)
        except PageError as error:
            raise PageError(f"{self.id}: {error}") from None
        except FileNotFoundError:
            raise PageError(f"{self.id}: its parameter schema is missing, looked for {self.schema_path}") from None
        except OSError as error:
            raise PageError(f"{self.id}: {self.schema_path} cannot be read: {error.strerror}") from None

    def read(self) -> nbformat.NotebookNode:
        """The notebook; PageError if it cannot be read."""
        try:
            return _read_notebook(self.path)
        except PageError as error:
            raise PageError(f"{self.id}: {error}") from None


def _read_notebook(path: Path) -> nbformat.NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises many kinds for a damaged file
        why = " ".join(str(error).split())[:200]
        raise PageError(f"{path} cannot be read: {why}; restore it with git checkout") from None


def _read_schema(path: Path) -> dict:
    try:
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
    except (ValueError, RecursionError) as error:
        raise PageError(f"{path} is not valid JSON: {error}") from None
    except jsonschema.SchemaError as error:
        raise PageError(f"{path}, {error.json_path}: {error.message}") from None
    rules = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(rules, dict):
        raise PageError(f"{path} has no properties, which name the parameters")
    for name, rule in rules.items():
        if not isinstance(rule, dict) or not {"type", "default", "description"} <= rule.keys():
            raise PageError(f"{path}, parameter {name!r}: type, default and description are required")
    return schema


def find_all(root: Path | None = None) -> dict[str, Page]:
    """All pages by id, in the order of the book.

    Raises
    ------
    PageError
        If a notebook's name does not begin with a page id, or two notebooks share one.
    """
    root = root or data.ROOT
    pages: dict[str, Page] = {}
    for path in sorted((root / "notebooks").rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        match = PAGE_ID.match(path.stem)
        if not match:
            raise PageError(f"{path}: a notebook's name begins with its page id, such as fig-4, table-1 or e13")
        if match[1] in pages:
            raise PageError(f"{path} and {pages[match[1]].path} have the same page id {match[1]}")
        pages[match[1]] = Page(match[1], path)
    order = ("fig", "table", "equations", "e", "sensitivity")
    kind = re.compile(r"fig|table|equations|sensitivity|e")
    return dict(sorted(pages.items(), key=lambda item: (order.index(kind.match(item[0])[0]), item[0])))


def find(page_id: str, root: Path | None = None) -> Page:
    """One page by id; PageError naming the known pages if there is none."""
    pages = find_all(root)
    if page_id not in pages:
        near = difflib.get_close_matches(page_id, pages, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"pages are {', '.join(pages)}"
        raise PageError(f"no page {page_id!r} under {(root or data.ROOT) / 'notebooks'}; {hint}")
    return pages[page_id]


LONGEST_VALUE = 10_000
"""Characters that the text of one parameter may have: the longest that a schema allows has a few hundred."""


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is not a number that JSON knows")
    return value


def _once(pairs: list[tuple[str, object]]) -> dict:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise PageError(f"{key!r} is given twice in one object")
    return dict(pairs)


def as_value(text: str):
    """A parameter's value: JSON with finite numbers, or the text itself where it is not JSON."""
    depths = itertools.accumulate((c in "[{") - (c in "]}") for c in text)
    if max(depths, default=0) > 20:  # no schema allows it, and Python's recursion has an end
        return text
    try:
        return json.loads(text, parse_constant=_finite, parse_float=_finite, object_pairs_hook=_once)
    except PageError:
        raise
    except ValueError:
        return text


def _as_typed(value, rule: dict):
    """The value as the type its rule asks for: JSON makes no difference of 8 and 8.0, numpy of 10**21 and 1e21 does."""
    if rule.get("type") == "integer":
        return int(value)
    if rule.get("type") == "number" and abs(value) > 2**53:
        return float(value)
    if rule.get("type") == "array" and "items" in rule and "prefixItems" not in rule:
        return [_as_typed(item, rule["items"]) for item in value]
    return value


def _short(text: str, most: int = 200) -> str:
    return text if len(text) <= most else f"{text[: most // 2]} ... {text[-most // 2 :]}"


def allowed_words(rule: dict) -> str:
    """What a parameter's schema allows, in words."""
    if "x-allowed" in rule:
        return rule["x-allowed"]
    if "enum" in rule:
        return "one of " + ", ".join(map(str, rule["enum"]))
    limits = [
        f"{words} {number_words(str(rule[key]))}"
        for key, words in (
            ("minimum", "at least"),
            ("exclusiveMinimum", "greater than"),
            ("maximum", "at most"),
            ("exclusiveMaximum", "less than"),
        )
        if key in rule
    ]
    unit = f" in {rule['x-unit']}" if rule.get("x-unit") not in (None, "", "1") else ""
    return f"a{'n' if rule['type'][0] in 'aeiou' else ''} {rule['type']}{unit}" + (
        f", {' and '.join(limits)}" if limits else ""
    )


def parse_parameters(page: Page, assignments: list[str]) -> dict:
    """Parameters for one run from ``NAME=VALUE`` texts, checked against the page's schema.

    Values are JSON; text that is not JSON is taken as a string.  They are data and never evaluated.

    Raises
    ------
    PageError
        Naming the parameter, its value and what is allowed.
    """
    schema = page.schema()
    known = schema["properties"]
    parameters: dict = {}
    for assignment in assignments:
        name, separator, text = assignment.partition("=")
        if not separator:
            raise PageError(f"{_short(assignment)!r} is not of the form NAME=VALUE")
        if name not in known:
            raise PageError(
                f"{page.id} has no parameter {_short(name)!r}; it has {', '.join(known)} (see {page.schema_path})"
            )
        if name in parameters:
            raise PageError(f"parameter {name!r} is given twice")
        if len(text) > LONGEST_VALUE:
            raise PageError(f"{page.id}: {name} is given {len(text)} characters, at most {LONGEST_VALUE} are read")
        parameters[name] = as_value(text)
    for name, value in parameters.items():
        validator = jsonschema.Draft202012Validator(known[name])
        if error := jsonschema.exceptions.best_match(validator.iter_errors(value)):
            reason = f"{error.instance!r} is unknown" if error.validator == "enum" else error.message
            raise PageError(
                f"{page.id}: {name}={_short(json.dumps(value, ensure_ascii=False))} is not allowed: {_short(reason)}; "
                f"allowed is {allowed_words(known[name])} (see {page.schema_path})"
            )
        parameters[name] = _as_typed(value, known[name])
    return parameters


COLAB_CELL_ID = "colab"


def colab_cell(root: Path | None = None) -> str | None:
    """Source of the cell that installs the package on Colab, and does nothing elsewhere; None without an address.

    The repository's address and branch are those of ``_config.yml``.
    """
    path = (root or data.ROOT) / "_config.yml"
    config = data.read_yaml(path)
    repository = config.get("repository") if isinstance(config, dict) else None
    if not isinstance(repository, dict) or not {"url", "branch"} <= repository.keys():
        raise data.DataError(f"{path}: repository needs url (may be empty) and branch")
    if not repository["url"]:
        return None
    return f"""\
import sys

if "google.colab" in sys.modules:  # the package is installed on Colab only
    import subprocess

    clone = ["--depth", "1", "--branch", {json.dumps(repository["branch"])}]
    address = {json.dumps(repository["url"])}
    subprocess.run(["git", "clone", *clone, address, "companion"], check=True)
    install = [sys.executable, "-m", "pip", "install", "--quiet"]
    subprocess.run([*install, "-e", "companion[book]"], check=True)
    sys.path.insert(0, "companion/src")"""


def with_colab_cell(notebook: nbformat.NotebookNode, source: str | None) -> nbformat.NotebookNode:
    """The notebook with `source` as its first code cell, or without such a cell; changed in place and returned."""
    cells = [cell for cell in notebook.cells if cell.get("id") != COLAB_CELL_ID]
    if source:
        first = next(i for i, cell in enumerate(cells) if cell.cell_type == "code")
        cell = nbformat.v4.new_code_cell(source, id=COLAB_CELL_ID, metadata={"tags": ["remove-cell"]})
        cells.insert(first, cell)
    notebook.cells = cells
    return notebook


def stored_checks(notebook: nbformat.NotebookNode) -> list[dict]:
    """The checks kept in a notebook's outputs, in order."""
    return [
        dict(output.data[MEDIA_TYPE])
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if MEDIA_TYPE in output.get("data", {})
    ]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


@functools.cache
def _imported_modules(source: str, package: Path) -> frozenset[Path]:
    """Files of the package that Python source imports directly; none if it is no Python, which executing it says."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    found = set()

    def add(dotted: str) -> None:
        target = package.joinpath(*dotted.split(".")) if dotted else package
        for candidate in (target.with_suffix(".py"), target / "__init__.py"):
            if candidate.is_file():
                found.add(candidate)

    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == package.name:
                    add("")
                    add(alias.name.partition(".")[2])
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = node.module or ""
            elif (node.module or "").split(".")[0] == package.name:
                base = node.module.partition(".")[2]
            else:
                continue
            add("")
            add(base)
            for alias in node.names:
                add(f"{base}.{alias.name}".strip("."))
    return frozenset(found)


def code_inputs(notebook: nbformat.NotebookNode, root: Path) -> dict[str, str]:
    """Digest of a notebook's code, of every package module it imports directly or through others, and of the lock."""
    package = root / "src" / "atombridge"
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    # A line magic is no Python; none is used, and one that creeps in must not hide an import.
    code = "\n".join(re.sub(r"(?m)^\s*[%!].*$", "", c.source) for c in cells)
    waiting, modules = set(_imported_modules(code, package)), set()
    while waiting:
        module = waiting.pop()
        modules.add(module)
        # Relative imports are taken from the package's top: it has one level, except for the Sphinx extension.
        waiting |= _imported_modules(module.read_text(encoding="utf-8"), package) - modules
    inputs = {"code": _digest(json.dumps([[c.source, c.metadata.get("tags", [])] for c in cells]).encode())}
    for file in [*sorted(modules), root / "requirements.lock"]:
        inputs[file.relative_to(root).as_posix()] = _digest(file.read_bytes())
    return inputs


@functools.cache
def _rows(content: bytes) -> dict[str, dict[str, str]]:
    """Rows of a CSV file by the value of their first column."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    return {next(iter(row.values())): row for row in rows}


def data_inputs(loads: Iterable[str], root: Path) -> dict[str, str]:
    """Digest of what a page read, as `data` records it; an empty digest for what is gone.

    ``data/table.csv`` stands for a file and its description, ``data/table.csv#key:column,column`` for values of one
    row.
    """
    described = {f"data/{entry['path']}": entry for entry in data.descriptor(root)["resources"]}

    def digest(load: str) -> str:
        path, _, part = load.partition("#")
        if path not in described or not (root / path).is_file():
            return ""
        content = (root / path).read_bytes()
        if not part:
            return _digest(json.dumps(described[path], sort_keys=True).encode() + content)
        key, _, columns = part.partition(":")
        row = _rows(content).get(key)
        return _digest(json.dumps([row.get(column) for column in columns.split(",")]).encode()) if row else ""

    return {load: digest(load) for load in sorted(set(loads))}


def why_out_of_date(notebook: nbformat.NotebookNode, root: Path, code: Mapping[str, str] | None = None) -> str | None:
    """What changed since a committed notebook was executed, or None if its outputs are current.

    `code` is what `code_inputs` gives for it, if that is known.
    """
    recorded = notebook.metadata.get("atombridge", {}).get("inputs")
    if not recorded or any(c.execution_count is None for c in notebook.cells if c.cell_type == "code"):
        return "never executed"
    code = code_inputs(notebook, root) if code is None else code
    current = code | data_inputs([p for p in recorded if p.startswith("data/")], root)
    changed = sorted(name for name in recorded.keys() | current.keys() if recorded.get(name) != current.get(name))
    return f"changed: {', '.join(changed)}" if changed else None
