"""One value of the letter changed at a time, and the tests that notice once new checksums are recorded."""

from __future__ import annotations

import random
import re

from data_mutants import Change, _changed, _rows, perturbed
from source_mutants import run_tests

from atombridge import pages
from atombridge.checks import TRENDS

__all__ = ["changes", "noticed_by", "pin_of"]

OTHERS = {"yes": ["no"], "no": ["yes"], **{word: [w for w in TRENDS if w != word] for word in TRENDS}}


def _another(text: str, seed: str) -> str:
    """Another value of the same kind: another word, or another number in its place within a range or a bound."""
    if text in OTHERS:
        return random.Random(seed).choice(OTHERS[text])
    numbers = list(re.finditer(r"-?\d[\d.]*?(?:e[+-]?\d+)?(?=\.\.|$)", text))
    number = random.Random(seed).choice(numbers)
    return text[: number.start()] + perturbed(number[0], "number", [], seed) + text[number.end() :]


def changes() -> list[Change]:
    """One change of each stated value of ``data/paper/claims.csv``."""
    header, *rows = _rows("claims")
    column = header.index("stated")
    return [
        Change("claims", number, "stated", row[column], _another(row[column], row[0]))
        for number, row in enumerate(rows, start=2)
        if row[column]
    ]


def statement_of(change: Change) -> str:
    """Id of the statement."""
    return _rows("claims")[change.row - 1][0]


def pin_of(change: Change) -> str:
    """The test that has to name the statement."""
    return f"tests/test_pins.py::test_row_says_what_was_agreed[{statement_of(change)}]"


class _Red:
    """Pytest plugin: the tests that failed."""

    def __init__(self):
        self.names = []

    def pytest_runtest_logreport(self, report):
        if report.failed and report.nodeid not in self.names:
            self.names.append(report.nodeid)


def noticed_by(change: Change) -> list[str]:
    """Tests that are red with the change: those of the agreed values, and those of the pages of the statement."""
    header, *rows = _rows("claims")
    of_row = dict(zip(header, rows[change.row - 2], strict=True))
    shown = [page for page in of_row["page"].split() if page in pages.find_all()]
    tests = ["tests/test_pins.py"]
    tests += [f"tests/test_notebooks.py::test_checks_say_what_the_registry_states[{page}]" for page in shown]
    red = _Red()
    with _changed([change]):
        run_tests(tests, red)
    return red.names
