"""Change one thing at a time and see whether a test notices: a place of the code, a value of the data, of the letter.

    python tests/mutation                 all of it; writes the tables beside this file and report.md
    python tests/mutation code hall       the mutants of some modules (or: data TABLE..., stated)
    python tests/mutation code --list     bring survivors.csv up to date; new ones are to be judged there
    python tests/mutation --sample        a few of each, chosen anew for each state of the repository; writes nothing

Ends with status 1 where a mutant survives that is not in survivors.csv, a changed value of the letter is not named by
its test, an altered file is not refused, or a change of data no longer shows where it did.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sys
from collections import Counter
from pathlib import Path

import data_mutants
import report
import source_mutants
import stated_mutants
from data_mutants import DRAWN, NOWHERE, TEXT
from forks import in_forks

from atombridge import citation

HERE = Path(__file__).parent
SAMPLE = {"modules": 2, "mutants": 20, "tables": 2, "changes": 4, "stated": 10}
CHANGES_OF_A_TABLE = 12
"""Changes of one table in a full run, evenly spaced over its cells; --every takes all."""


def seed() -> str:
    """The version and the state of the code and the data: another commit looks at other places."""
    digest = hashlib.sha256()
    for path in sorted([*source_mutants.PACKAGE.glob("*.py"), data_mutants.data.ROOT / "data" / "datapackage.json"]):
        digest.update(path.read_bytes())
    return f"{citation.read()['version']}-{digest.hexdigest()[:8]}"


def spread(items: list, most: int | None) -> list:
    """At most so many of the items, evenly spaced."""
    if most is None or len(items) <= most:
        return items
    return [items[i * len(items) // most] for i in range(most)]


class Run:
    """What goes wrong is printed and counted; what was counted goes into the tables."""

    def __init__(self, jobs: int, *, into_list: bool = False):
        self.jobs, self.into_list, self.problems = jobs, into_list, 0

    def problem(self, words: str) -> None:
        self.problems += 1
        print(f"  NOT NOTICED: {words}", flush=True)

    def code(self, module: str, mutants: list) -> dict:
        """Mutants of one module against the list of survivors."""
        listed = {tuple(row[c] for c in report.KEY): row["reason"] for row in report.read("survivors")}
        survivors = source_mutants.survivors_of(mutants, at_once=self.jobs)
        keys = {mutant.key for mutant in survivors}
        for mutant in survivors:
            if mutant.key not in listed:
                self.problem(f"{module}.py line {mutant.line}: {mutant.before}  ->  {mutant.after}")
        if self.into_list:
            report.keep(module, keys)
        for key in sorted({m.key for m in mutants if m.key in listed} - keys):
            print(f"  remark: {module}: noticed now, though in survivors.csv: {key[2]}  ->  {key[3]}", flush=True)
        print(f"{module}: {len(mutants)} mutants, {len(mutants) - len(survivors)} noticed", flush=True)
        return {
            "module": module,
            "mutants": len(mutants),
            "noticed": len(mutants) - len(survivors),
            "equivalent": sum(not listed.get(m.key, report.GAP).startswith(report.GAP) for m in survivors),
        }

    def data(self, table: str, changes: list, *, compare: bool) -> list[dict]:
        """Changes of one table: refused under the old checksum, and shown where the committed counts say."""
        for change in changes:
            message = data_mutants.message_of_the_checksum(change)
            if not data_mutants.points_to(message, change):
                self.problem(f"{change}: the altered file is read, or the row not named: {message}")
        effects = data_mutants.effect_of([[change] for change in changes], at_once=self.jobs)
        counts = {}
        for change, effect in zip(changes, effects, strict=True):
            counts.setdefault(change.column, Counter())[effect] += 1
        if compare:
            known = {row["column"]: row for row in report.read("columns") if row["table"] == table}
            for change, effect in zip(changes, effects, strict=True):
                if effect != TEXT and known.get(change.column, {}).get(effect, "0") == "0":
                    self.problem(f"{change} shows {effect}")
        print(f"{table}: {len(changes)} changes, {dict(Counter(effects))}", flush=True)
        whole = {} if compare else self.whole_columns(table, [c for c, n in counts.items() if not n[TEXT]])
        return [
            {"table": table, "column": column, "changes": n.total(), **{e: n[e] for e in (TEXT, DRAWN, NOWHERE)}}
            | {"whole": whole.get(column, TEXT)}
            for column, n in counts.items()
        ]

    def whole_columns(self, table: str, columns: list[str]) -> dict[str, str]:
        """Where it shows when every value of a column is another, and every number larger."""
        sets = [data_mutants.whole_column(table, column) for column in columns]
        return dict(zip(columns, data_mutants.effect_of(sets, at_once=self.jobs), strict=True))

    def stated(self, changes: list) -> list[dict]:
        """Changed values of the letter; each has to be named by its own test."""
        rows = {}
        for change, red in in_forks(stated_mutants.noticed_by, changes, at_once=self.jobs):
            statement = stated_mutants.statement_of(change)
            if stated_mutants.pin_of(change) not in red:
                self.problem(f"{statement}: {change.before} -> {change.after}")
            names = [stated_mutants.pin_of(change), *sorted(set(red) - {stated_mutants.pin_of(change)})]
            rows[statement] = {
                "statement": statement,
                "before": change.before,
                "after": change.after,
                "noticed_by": " ".join(name.removeprefix("tests/") for name in names),
            }
        print(f"stated values: {len(changes)} changes", flush=True)
        return [rows[statement] for statement in sorted(rows)]


def sample(run: Run) -> None:
    """A few of everything, the same for the same state of the repository."""
    print(f"seed {seed()}", flush=True)
    choice = random.Random(seed())
    counted = {row["module"] for row in report.read("modules")}
    for module in choice.sample([m for m in source_mutants.modules() if m in counted], SAMPLE["modules"]):
        mutants = source_mutants.mutants_of(module)
        run.code(module, choice.sample(mutants, min(SAMPLE["mutants"], len(mutants))))
    known = {row["table"] for row in report.read("columns")}
    for table in choice.sample([t for t in data_mutants.tables() if t in known], SAMPLE["tables"]):
        changes = spread(data_mutants.changes_of(table), CHANGES_OF_A_TABLE)
        run.data(table, choice.sample(changes, min(SAMPLE["changes"], len(changes))), compare=True)
    run.stated(choice.sample(stated_mutants.changes(), SAMPLE["stated"]))


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests/mutation", description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="?", choices=("code", "data", "stated"), help="all parts if not given")
    parser.add_argument("names", nargs="*", help="modules or tables; all if not given")
    parser.add_argument("--sample", action="store_true", help="a few of each, chosen by the state of the repository")
    parser.add_argument("--every", action="store_true", help=f"more than {CHANGES_OF_A_TABLE} changes of a table")
    parser.add_argument("--list", action="store_true", help="bring survivors.csv up to date")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes at a time")
    asked = parser.parse_args()
    run = Run(asked.jobs, into_list=asked.list)
    source_mutants.warm()
    if asked.sample:
        sample(run)
    else:
        known = {"code": source_mutants.modules(), "data": data_mutants.tables(), "stated": []}.get(asked.part, [])
        if unknown := sorted(set(asked.names) - set(known)):
            parser.error(f"{', '.join(unknown)} is none of {', '.join(known)}")
        if asked.part in (None, "code"):
            for module in asked.names or source_mutants.modules():
                report.replace("modules", "module", [run.code(module, source_mutants.mutants_of(module))])
        if asked.part in (None, "data"):
            for table in asked.names or data_mutants.tables():
                changes = spread(data_mutants.changes_of(table), None if asked.every else CHANGES_OF_A_TABLE)
                report.replace("columns", "table", run.data(table, changes, compare=False))
        if asked.part in (None, "stated"):
            report.replace("stated", "statement", run.stated(stated_mutants.changes()))
    return 1 if run.problems else 0


if __name__ == "__main__":
    sys.exit(main())
