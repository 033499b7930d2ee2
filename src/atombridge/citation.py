"""How a page of the book is cited: one record, from CITATION.cff and the page's own title, in four formats.

The record is CSL-JSON.  citeproc-py writes it out as text, pybtex as BibTeX and rispy as RIS; each format names the
letter as the work examined, and the three for machines carry it as a second record.
"""

from __future__ import annotations

import functools
import json
import subprocess
from datetime import date
from pathlib import Path

from . import data, pages

__all__ = ["FORMATS", "authors", "base_url", "formatted", "letter", "people", "read", "record", "short_url", "state"]

FORMATS = {"text": "txt", "bibtex": "bib", "ris": "ris", "csl": "json"}
"""Formats and the endings of their files."""

SCHEMA_PATH = Path(__file__).with_name("citation.schema.json")
"""What the book needs of CITATION.cff; the Citation File Format itself asks for less and allows more."""


def read(root: Path | None = None) -> dict:
    """The content of CITATION.cff: the one place for the book's title, authors, version, licence and address.

    Raises
    ------
    data.DataError
        If it cannot be read, or lacks what a citation needs.
    """
    path = (root or data.ROOT) / "CITATION.cff"
    data.read_yaml(path)  # says what is wrong with a file that cannot be read
    return data.once_for_each_state(_read, path)


def _read(path: Path) -> dict:
    content = data.read_yaml(path)
    data.check_against(content, SCHEMA_PATH, str(path))
    return content


def authors(root: Path | None = None) -> str:
    """Names of the book's authors, separated by commas."""
    return ", ".join(a.get("name") or f"{a['given-names']} {a['family-names']}" for a in read(root)["authors"])


def base_url(root: Path | None = None) -> str | None:
    """Address of the published book with a slash at its end; None while CITATION.cff has none."""
    url = read(root).get("url")
    return url.rstrip("/") + "/" if url else None


def short_url(identifier: str, root: Path | None = None) -> str | None:
    """The address of a page or a statement that never changes, ``.../e19/``; None while the book has no address."""
    base = base_url(root)
    return f"{base}{identifier.lower()}/" if base else None


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


@functools.cache
def state(root: Path | None = None) -> tuple[str | None, date | None]:
    """Commit of the sources, marked ``-dirty`` if they were changed since, and its date; None outside a clone.

    A release's own date in CITATION.cff (``date-released``) takes the place of the commit's.
    """
    root = root or data.ROOT
    here = _git(root, "rev-parse", "--show-toplevel")
    commit = day = None
    if here and Path(here).resolve() == root.resolve():
        commit = _git(root, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
        text = _git(root, "log", "-1", "--format=%cs")
        day = date.fromisoformat(text) if text else None
    released = read(root).get("date-released")
    if released:
        try:
            day = released if isinstance(released, date) else date.fromisoformat(str(released))
        except ValueError:
            where = root / "CITATION.cff"
            raise data.DataError(f"{where}: date-released is {released!r}, a date is written 2026-12-31") from None
    return commit, day


def people(listed: list[dict]) -> list[dict]:
    """Authors of CITATION.cff, as CSL-JSON."""
    return [
        {"literal": p["name"]} if "name" in p else {"family": p["family-names"], "given": p["given-names"]}
        for p in listed
    ]


def letter(root: Path | None = None) -> dict:
    """The letter that the book examines, as CSL-JSON."""
    work = read(root)["references"][0]
    return {
        "id": "shi2025ionic",
        "type": "article",
        "title": work["title"],
        "author": people(work["authors"]),
        "issued": {"date-parts": [[work["year"]]]},
        "publisher": "arXiv",
        "number": work["identifiers"][0]["value"],
        "URL": work["url"],
    }


def record(page: pages.Page, root: Path | None = None) -> dict:
    """One page of the book, as CSL-JSON."""
    cff = read(root)
    commit, day = state(root)
    examined = letter(root)
    who = " and ".join(f"{a['given']} {a['family']}" for a in examined["author"])
    source = f"Version {cff['version']}" + (f", commit {commit}" if commit else "")
    made = {
        "id": f"atombridge-{page.id}",
        "type": "chapter",
        "title": page.title(),
        "container-title": cff["title"],
        "author": people(cff["authors"]),
        "section": page.id,
        "version": str(cff["version"]),
        "language": "en",
        "note": f"{source}. Examines {who}, {examined['number']}.",
    }
    if day:
        made["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if url := short_url(page.id, root):
        made["URL"] = url
    if doi := cff.get("doi"):
        made["DOI"] = doi
    return made


def _text(made: dict, examined: dict) -> str:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    shown = {key: value for key, value in made.items() if key not in ("DOI", "language", "note", "section", "version")}
    bibliography = CitationStylesBibliography(style, CiteProcJSON([shown]), formatter.plain)
    bibliography.register(Citation([CitationItem(made["id"])]))
    doi = f" https://doi.org/{made['DOI']}" if "DOI" in made else ""
    return f"{bibliography.bibliography()[0]} {made['note']}{doi}"


def _bibtex(made: dict, examined: dict) -> str:
    from pybtex.database import BibliographyData, Entry, Person

    def entry(kind: str, item: dict, **fields: str | None) -> Entry:
        if "issued" in item:
            year, *rest = item["issued"]["date-parts"][0]
            fields["year"] = str(year)
            if rest:
                fields["month"] = str(rest[0])
        fields["url"], fields["doi"] = item.get("URL"), item.get("DOI")
        people = [
            Person(f"{{{a['literal']}}}") if "literal" in a else Person(first=a["given"], last=a["family"])
            for a in item["author"]
        ]
        return Entry(kind, [(k, v) for k, v in fields.items() if v], persons={"author": people})

    chapter = entry(
        "incollection",
        made,
        title=f"{{{made['title']}}}",
        booktitle=f"{{{made['container-title']}}}",
        chapter=made["section"],
        note=made["note"],
    )
    paper = entry(
        "misc",
        examined,
        title=f"{{{examined['title']}}}",
        eprint=examined["number"].removeprefix("arXiv:"),
        archiveprefix="arXiv",
    )
    return BibliographyData({made["id"]: chapter, examined["id"]: paper}).to_string("bibtex")


def _ris(made: dict, examined: dict) -> str:
    import rispy

    class Plain(rispy.RisWriter):
        """Without the numbers that rispy puts before the records: no other program expects them."""

        def set_header(self, count: int) -> str:
            return ""

    def common(item: dict) -> dict:
        entry = {
            "title": item["title"],
            "authors": [a.get("literal") or f"{a['family']}, {a['given']}" for a in item["author"]],
        }
        if "issued" in item:
            parts = item["issued"]["date-parts"][0]
            entry["year"] = str(parts[0])
            if len(parts) == 3:
                entry["date"] = "{:04d}/{:02d}/{:02d}/".format(*parts)
        if "URL" in item:
            entry["urls"] = [item["URL"]]
        if "DOI" in item:
            entry["doi"] = item["DOI"]
        return entry

    chapter = {
        "type_of_reference": "CHAP",
        **common(made),
        "secondary_title": made["container-title"],
        "edition": made["version"],
        "section": made["section"],
        "language": made["language"],
        "notes": [made["note"]],
    }
    paper = {"type_of_reference": "UNPB", **common(examined), "publisher": "arXiv", "number": examined["number"]}
    return rispy.dumps([chapter, paper], implementation=Plain).lstrip("\n")


def _csl(made: dict, examined: dict) -> str:
    return json.dumps([made, examined], indent=1, ensure_ascii=False)


_WRITERS = {"text": _text, "bibtex": _bibtex, "ris": _ris, "csl": _csl}


def formatted(page: pages.Page, kind: str, root: Path | None = None) -> str:
    """The citation of a page in one of `FORMATS`, with a newline at its end.

    Raises
    ------
    KeyError
        If there is no such format.
    """
    return _WRITERS[kind](record(page, root), letter(root)).rstrip("\n") + "\n"
