"""No stated value and no verdict changes unnoticed: each stands in tests/pins.csv as well."""

import csv
import importlib.util
from pathlib import Path

import pytest

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("pins", HERE / "pins.py")
pins = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pins)

NOW = {row["id"]: row for row in pins.agreed()}
with pins.PATH.open(encoding="utf-8", newline="") as file:
    AGREED = {row["id"]: row for row in csv.DictReader(file)}


def test_every_row_is_pinned():
    assert NOW.keys() == AGREED.keys(), "run python tests/pins.py"


@pytest.mark.parametrize("row_id", AGREED)
def test_row_says_what_was_agreed(row_id):
    assert NOW[row_id] == AGREED[row_id], f"{row_id} was changed; if that is meant, run python tests/pins.py"
