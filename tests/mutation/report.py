"""The tables of what was changed and noticed, and the page that sums them up."""

from __future__ import annotations

import csv
from pathlib import Path

__all__ = ["GAP", "KEY", "PATH", "keep", "read", "replace", "text"]

HERE = Path(__file__).parent
PATH = HERE / "report.md"

KEY = ("module", "function", "before", "after")
COLUMNS = {
    "modules": ("module", "mutants", "noticed", "equivalent"),
    "survivors": (*KEY, "reason"),
    "columns": ("table", "column", "changes", "text", "drawn", "nowhere", "whole"),
    "stated": ("statement", "before", "after", "noticed_by"),
}
GAP = "gap"
"""How the reason of a survivor begins that a test should notice; all others change no result."""


def read(name: str) -> list[dict[str, str]]:
    """Rows of one of the tables beside this file; none where it is not there yet."""
    path = HERE / f"{name}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def replace(name: str, key: str, rows: list[dict]) -> None:
    """Put rows in the place of those with the same value of `key`, in order of that value; renew the report."""
    keys = {row[key] for row in rows}
    kept = [row for row in read(name) if row[key] not in keys]
    _write(name, sorted([*kept, *rows], key=lambda row: row[key]))
    PATH.write_text(text(), encoding="utf-8")


def _write(name: str, rows: list[dict]) -> None:
    with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS[name], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def keep(module: str, keys: set[tuple[str, ...]]) -> None:
    """Make the survivors of a module those with these keys: new ones are still to be judged, others are left out."""
    reasons = {tuple(row[c] for c in KEY): row["reason"] for row in read("survivors")}
    listed = {key: reason for key, reason in reasons.items() if key[0] != module or key in keys}
    listed |= dict.fromkeys(keys - listed.keys(), f"{GAP}: not judged yet")
    _write("survivors", [dict(zip(COLUMNS["survivors"], (*key, listed[key]), strict=True)) for key in sorted(listed)])


def _table(header: list[str], rows: list[list]) -> str:
    lines = [header, ["---", *["--:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _per_cent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def _not_run(names: list[str], rows: list[dict], key: str) -> str:
    missing = [name for name in names if name not in {row[key] for row in rows}]
    if not missing:
        return f"All {len(names)} {key}s were run."
    return f"Of {len(names)} {key}s these were not run yet: {', '.join(missing)}."


def text() -> str:
    """The report, from the tables beside this file and the names of all modules and tables of data."""
    import data_mutants  # here, for a test that only reads the tables
    import source_mutants

    modules = [{k: v if k == "module" else int(v) for k, v in row.items()} for row in read("modules")]
    of_code = []
    for row in [*modules, {"module": "**all**", **{k: sum(m[k] for m in modules) for k in COLUMNS["modules"][1:]}}]:
        mutants, noticed, equivalent = row["mutants"], row["noticed"], row["equivalent"]
        gaps = mutants - noticed - equivalent
        real = _per_cent(noticed, mutants - equivalent)
        of_code.append([row["module"], mutants, noticed, equivalent, gaps, _per_cent(noticed, mutants), real])

    words = ("table", "column", "whole")
    columns = [{k: v if k in words else int(v) for k, v in row.items()} for row in read("columns")]
    of_data, sums = [], {}
    for row in columns:
        one = sums.setdefault(row["table"], dict.fromkeys(COLUMNS["columns"][2:6], 0))
        for key in one:
            one[key] += row[key]
    sums["**all**"] = {key: sum(row[key] for row in columns) for key in COLUMNS["columns"][2:6]}
    unseen = {}
    for row in columns:
        if row["whole"] != "text":
            unseen.setdefault(row["table"], []).append(row["column"])
    for table, one in sums.items():
        of_data.append([table, *one.values()])

    listed = "\n".join(f"- {table}: {', '.join(names)}" for table, names in unseen.items())
    stated = read("stated")
    pages = sum(" " in row["noticed_by"] for row in stated)
    return f"""# What the tests notice

Written by `make mutation`, which changes one thing at a time; `tests/mutation/__main__.py` says how.

## Code

Numbers, operators, comparisons, conditions and physical constants of the modules of physics, statistics and checks. A
mutant is *equivalent* where no result can tell it from the original: the precision of an integral, a starting point of
a search, a sign that is a convention. Each survivor stands in `survivors.csv` with its reason.

{_not_run(source_mutants.modules(), modules, "module")}

{_table(["module", "mutants", "noticed", "equivalent", "gaps", "noticed of all", "noticed of the rest"], of_code)}

## Values of the letter

{len(stated)} stated values were changed, one at a time, and new checksums recorded. Each is named by its own test,
`test_pins.py::test_row_says_what_was_agreed[id]`; {pages} are noticed by the checks of a page as well. `stated.csv` has
every change and the tests that were red.

## Data

One change for a number, a truth value or a repeated word. Under the recorded checksum every altered file was refused
with its row named. With new checksums: *text* changes what a page prints, displays or glues, or a number in the table
of a figure, all of which nbval compares; *drawn* changes only how a figure looks; *nowhere* changes nothing that is
shown. `columns.csv` has the counts of each column. Of a large table some cells were taken, evenly spaced. Where none of
a column showed, all its values were changed at once: if that shows (*text* in its last column), the cells that do not
are of rows that the pages leave out, or a rounded result hides them.

{_not_run([name for name in data_mutants.tables() if data_mutants.changes_of(name)], columns, "table")}

{_table(["table", "changes", "text", "drawn", "nowhere"], of_data)}

{sum(map(len, unseen.values()))} of {len(columns)} columns show nowhere even then: nothing that a page prints or draws
depends on them.

{listed}
"""
