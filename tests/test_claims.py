"""The registry of statements, and the rules between a verdict and the checks behind it."""

import re

import pytest

from atombridge import checks, pages
from atombridge.data import load

CLAIMS = load("claims").fillna("").set_index("id", drop=False)
PAGES = pages.find_all()
CHECKS = [check for page in PAGES.values() for check in pages.stored_checks(page.read())]
CHECKED = {check["claim"] for check in CHECKS}
LOCATION = re.compile(
    r"Title|Header|Abstract|Data availability|Supplement|Table 1|Added check|O⁻ repelling electrons"
    r"|(Introduction|Ionic bond or covalent bond\?|Low-valent ions|Atom-bridged pairing|Experimental evidence"
    r"|Conclusion), paragraph \d|Equation \([1-8]\)|Figure [1-5], caption|Evidence ([1-9]|[12]\d|3[0-2])"
)


def test_the_whole_letter_is_there():
    assert list(CLAIMS.id) == sorted(CLAIMS.id)
    numbers = {int(i[1:]) for i in CLAIMS.id}
    assert numbers == set(range(1, 263)) | set(range(320, 362))
    evidence = CLAIMS[CLAIMS.location.str.startswith("Evidence")].location.tolist()
    assert evidence == [f"Evidence {n}" for n in range(1, 33)]
    assert (CLAIMS.location == "Table 1").sum() == 12


@pytest.mark.parametrize("claim", CLAIMS.id)
def test_row(claim):
    row = CLAIMS.loc[claim]
    assert LOCATION.fullmatch(row.location), row.location
    assert len(row.statement.split()) <= 30
    assert (row.test != "") == (row.kind == "computed"), "a computed statement has a test, and no other has"
    assert (row.test == "") or row.stated
    assert all(1 <= int(number) <= 57 for number in row.references.split())
    for page in row.page.split():
        assert page in {"synthesis", "references", "ledger"} or pages.PAGE_ID.fullmatch(page), page
    if row.verdict in ("caveat", "not_reproduced"):
        assert len(row.caveat) > 20, "a limited verdict says in words what limits it"
    if row.verdict == "reproduced":
        assert row.source, "a reproduced statement rests on a check or a cited source"
    if row.kind == "computed":
        example = {"trend": "none", "yes_no": True, "range": [0.0, 0.0], "within": [0.0]}.get(row.test, 0.0)
        checks.compare(row.test, row.stated, example)  # the stated value can be read


@pytest.mark.parametrize("claim", sorted(CHECKED))
def test_verdict_follows_from_the_check(claim):
    """With a check on a page: reproduced only if all agree, not_checkable never."""
    row = CLAIMS.loc[claim]
    outcomes = [check["agrees"] for check in CHECKS if check["claim"] == claim]
    assert row.kind == "computed"
    assert row.verdict != "not_checkable"
    if row.verdict == "reproduced":
        assert all(outcomes), "reproduced, but a check differs"
    if not any(outcomes):
        assert row.verdict in ("caveat", "not_reproduced")


def test_every_computed_statement_is_checked_by_the_page_responsible_for_it():
    by_page = {(check["page"], check["claim"]) for check in CHECKS}
    missing = [
        f"{row.id} on {row.page.split()[0]}"
        for row in CLAIMS.itertuples()
        if row.kind == "computed" and (row.page.split()[0], row.id) not in by_page
    ]
    assert missing == []


def test_reproduced_rests_on_a_check_or_a_source():
    bare = [
        row.id
        for row in CLAIMS.itertuples()
        if row.verdict == "reproduced" and row.id not in CHECKED and row.source in ("", "page")
    ]
    assert bare == []
