"""Second routes: every computed value of the book once more, by another way than the page takes.

A route is a function of no arguments that belongs to one or more checks (page, claim).  It imports nothing of the
package, reads the data with the csv module, and returns what the check stores: a number, two ends of a range, a word of
shape, or yes and no as a bool.  Where that is only a word, it gives as well the numbers behind it as the page shows
them (`Result`), so that a right answer for a wrong reason is noticed.

Kinds of route:

- ``formula``: another formula, limit, series or method of solution, mostly in SI units where the book uses eV and Å;
- ``library``: other tables or another library;
- ``statistic``: another implementation of the statistic;
- ``recount``: the same rule applied again to the rows of the data, written anew.

A check that has no second route stands in `NONE` with the reason.
"""

from __future__ import annotations

import csv
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

KINDS = ("formula", "library", "statistic", "recount")

DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True)
class Result:
    """What a check stores, and further numbers as they have to stand on the page."""

    value: float | list[float] | str | bool
    shows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    kind: str
    function: Callable


ROUTES: dict[tuple[str, str], Route] = {}
NONE: dict[tuple[str, str], str] = {}


def route(kind: str, page: str, *claims: str) -> Callable:
    """Register a function as second route of the checks of some claims on one page."""
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is unknown, allowed are {', '.join(KINDS)}")

    def register(function):
        for claim in claims:
            if (page, claim) in ROUTES or (page, claim) in NONE:
                raise ValueError(f"{claim} on {page} has two second routes")
            ROUTES[page, claim] = Route(kind, function)
        return function

    return register


def none(page: str, claim: str, reason: str) -> None:
    """Say that a check has no second route, and why."""
    if (page, claim) in ROUTES or (page, claim) in NONE:
        raise ValueError(f"{claim} on {page} has two second routes")
    NONE[page, claim] = reason


def shown(value, shows: tuple[str, ...] | list[str] = ()) -> Result:
    """A value with the numbers behind it."""
    return Result(value, tuple(shows))


def rows(table: str, **wanted: str) -> list[dict[str, str]]:
    """Rows of data/<table>.csv as text, those with the wanted values."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in wanted.items())]


def stated(claim: str) -> str:
    """What the letter states, as printed."""
    (row,) = rows("paper/claims", id=claim)
    return row["stated"]


def load_all() -> None:
    """Import every module of this package, which registers its routes."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
