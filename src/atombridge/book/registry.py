"""The registries joined with the checks of the executed pages: what ledger, scoreboard and results.json show."""

from __future__ import annotations

import re
from pathlib import Path

from .. import data, pages

__all__ = ["PARTS", "VERDICTS", "claims", "docname", "evidence", "page_of", "part_of"]

VERDICTS = {
    "reproduced": "comes out",
    "caveat": "with a caveat",
    "not_reproduced": "does not come out",
    "not_checkable": "not checkable",
    "pending": "check in preparation",
}
"""Verdicts on statements, in words; ``pending`` for a statement whose page is not written yet."""

STATEMENT_VERDICTS = {
    "holds": "holds",
    "holds_with_scope": "holds within limits",
    "contested": "contested",
    "does_not_hold": "does not hold",
    "untested": "not yet tested",
}
MECHANISM_VERDICTS = {
    "distinguishes": "tells them apart",
    "shared_with_rivals": "shared with rivals",
    "against": "speaks against",
    "untested": "not yet tested",
}

PARTS = {
    "Title, abstract and introduction": r"Title|Header|Abstract|Introduction.*",
    "Oxygen and ionic bonds": (
        r"O⁻ repelling electrons|Ionic bond or covalent bond.*|Low-valent ions.*|Equation \([123]\)"
    ),
    "Table 1": r"Table 1",
    "Atom-bridged pairing": r"Atom-bridged pairing.*|Equation \([4-8]\)",
    "Figure captions": r"Figure \d, caption|Supplement",
    "Experimental evidence and conclusion": r"Experimental evidence.*|Conclusion.*|Data availability",
    "List of 32 items": r"Evidence \d+",
    "Checks added by this book": r"Added check",
}
"""Parts of the letter for the scoreboard, as patterns of a statement's location."""


def part_of(location: str) -> str:
    """The part of the letter that a location belongs to."""
    return next(part for part, pattern in PARTS.items() if re.fullmatch(pattern, location))


def claims(root: Path | None = None) -> list[dict]:
    """Every statement with its checks, as in results.json.

    Returns
    -------
    list of dict
        The columns of claims.csv, ``references`` and ``pages`` as lists, ``checks`` in book order, and ``computed``,
        the value of the first of them.  A statement that a page is to compute but that no written page checks has
        the verdict ``pending``.
    """
    written = pages.find_all(root)
    checks: dict[str, list[dict]] = {}
    for page in written.values():
        for check in page.checks():
            checks.setdefault(check["claim"], []).append(check)
    rows = []
    for row in data.load("claims", root=root).fillna("").to_dict("records"):
        own = checks.get(row["id"], [])
        pending = row["kind"] == "computed" and not own
        rows.append(
            {
                "id": row["id"],
                "location": row["location"],
                "statement": row["statement"],
                "stated": row["stated"],
                "unit": row["unit"],
                "test": row["test"],
                "kind": row["kind"],
                "references": [int(n) for n in row["references"].split()],
                "computed": own[0]["computed"] if own else None,
                "verdict": "pending" if pending else row["verdict"],
                "caveat": "" if pending else row["caveat"],
                "source": "" if pending else row["source"],
                "pages": row["page"].split(),
                "checks": own,
            }
        )
    return rows


def evidence(root: Path | None = None) -> list[dict]:
    """The 32 items as in results.json: verdicts only for those whose section is written."""
    written = pages.find_all(root)
    content = data.load("evidence", root=root)
    rows = []
    for item in content["items"]:
        page = written.get(item["id"])
        tested = item["status"] == "written" and page is not None
        checks = page.checks() if tested else []
        rows.append(
            {
                "id": item["id"],
                "title": item["title"],
                "url": docname(page) + ".html" if tested else None,
                "statement_verdict": item["statement_verdict"] if tested else "untested",
                "statement_reason": item["statement_reason"] if tested else "",
                "mechanism_verdict": item["mechanism_verdict"] if tested else "untested",
                "mechanism_reason": item["mechanism_reason"] if tested else "",
                "weak_point": item["weak_point"] if tested else "",
                "data_grade": item["data_grade"] if tested else None,
                "checks_passed": sum(check["agrees"] for check in checks),
                "checks_failed": sum(not check["agrees"] for check in checks),
                "claims": item["claims"],
            }
        )
    return rows


def docname(page: pages.Page) -> str:
    """The Sphinx document name of a page."""
    return page.path.relative_to(data.ROOT).with_suffix("").as_posix()


def page_of(name: str) -> pages.Page | None:
    """The executed page behind a Sphinx document, if it is one."""
    return next((page for page in pages.find_all().values() if docname(page) == name), None)
