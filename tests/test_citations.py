"""The citation audit agrees with the bibliography and with the registry of statements."""

import pytest
from pybtex.database import parse_file

from atombridge.data import ROOT, load

AUDIT = load("citations").fillna("").to_dict("records")
BIBLIOGRAPHY = parse_file(str(ROOT / "book" / "references.bib"))
CLAIMS = load("claims").fillna("")


def test_all_57_in_order():
    assert [row["number"] for row in AUDIT] == list(range(1, 58))


@pytest.mark.parametrize("row", AUDIT, ids=lambda row: f"ref-{row['number']}")
def test_row(row):
    if row["number"] == 6:
        assert row["key"] == "", "the letter's own supplement has no entry"
    else:
        entry = BIBLIOGRAPHY.entries[row["key"]]
        assert int(entry.fields["letter_ref"]) == row["number"]
        assert entry.fields["doi_status"] == row["doi_status"]
        assert ("doi" in entry.fields) == (row["doi_status"] != "unverified")
    citing = [c.id for c in CLAIMS.itertuples() if str(row["number"]) in c.references.split()]
    assert row["claims"].split() == citing
    if row["fit"] != "not_checked":
        assert row["basis"], "a judgement says where the work was read"
        assert row["shows"]
    if row["read"] in ("listing", "nothing") and row["fit"] != "not_checked":
        assert "title" in row["reason"].lower()


def test_bibliography_is_complete():
    cited = {int(e.fields["letter_ref"]) for e in BIBLIOGRAPHY.entries.values() if "letter_ref" in e.fields}
    assert cited == set(range(1, 58)) - {6}
    for key, entry in BIBLIOGRAPHY.entries.items():
        assert entry.persons or entry.type == "misc", key
        assert "title" in entry.fields or "note" in entry.fields, key
        if entry.type == "article":
            assert {"journal", "year"} <= set(entry.fields), key
        if "doi" in entry.fields:
            assert entry.fields["doi"].startswith("10."), key
            assert entry.fields.get("doi_status") in ("verified", "pattern"), key
