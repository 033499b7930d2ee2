"""Write tests/pins.csv anew: what every statement and every section has been agreed to say.

    python tests/pins.py

Run it when a changed value or verdict is meant, and look at the difference before you commit it.
"""

import csv
from pathlib import Path

from atombridge.data import load

PATH = Path(__file__).with_name("pins.csv")
COLUMNS = ("id", "kind", "stated", "unit", "test", "verdict", "mechanism", "grade")


def agreed() -> list[dict[str, str]]:
    """One row for each statement of the ledger and each item of evidence, from the registries."""
    rows = [
        {"id": r.id, "kind": r.kind, "stated": r.stated, "unit": r.unit, "test": r.test, "verdict": r.verdict}
        for r in load("claims").fillna("").itertuples()
    ]
    rows += [
        {
            "id": item["id"],
            "kind": "evidence",
            "verdict": item["statement_verdict"],
            "mechanism": item["mechanism_verdict"],
            "grade": item["data_grade"],
        }
        for item in load("evidence")["items"]
    ]
    return [{column: row.get(column, "") for column in COLUMNS} for row in rows]


if __name__ == "__main__":
    with PATH.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(agreed())
