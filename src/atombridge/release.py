"""One archive of the book as it stands in a commit: sources, executed notebooks, data, built site, and what they are.

The archive has the tracked files, the site in ``site/``, a description in ``ro-crate-metadata.json`` (RO-Crate 1.2,
written with the library rocrate) and ``SHA256SUMS``, with which ``sha256sum -c`` checks the unpacked folder.  Made
twice from one commit it has the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from . import citation, data, pages
from .files import write_bytes

__all__ = ["SUMS", "ReleaseError", "crate", "release"]

SUMS = "SHA256SUMS"
_METADATA = "ro-crate-metadata.json"
_SITE = "site/"
_SITE_FILES = {
    "site/index.html": "The book's first page",
    "site/results.json": "Every check, statement and verdict of the book",
}
"""Files of the site that are described by themselves."""
_MEDIA_TYPES = {
    ".bib": "application/x-bibtex", ".cff": "application/yaml", ".css": "text/css", ".csv": "text/csv",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json", ".js": "text/javascript", ".json": "application/json",
    ".md": "text/markdown", ".png": "image/png", ".py": "text/x-python", ".svg": "image/svg+xml",
    ".toml": "application/toml", ".woff2": "font/woff2", ".yaml": "application/yaml", ".yml": "application/yaml",
}  # fmt: skip
_PARTS = {
    "site/": "The built book: open index.html",
    "notebooks/": "Executed notebooks, one for each page, and the schemas of their parameters",
    "data/": "Data tables and registries, described in datapackage.json",
    "book/": "Prose pages, bibliography and style sheet",
    "src/": "The Python package behind the notebooks, and the Sphinx extension",
    "tests/": "Tests",
    "benchmarks/": "Build times",
}


class ReleaseError(RuntimeError):
    """The book as it stands cannot be released; the message says why."""


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    except OSError as error:
        raise ReleaseError(f"a release is made from a git clone, and git cannot be run: {error}") from None
    if done.returncode:
        raise ReleaseError(f"a release is made from a git clone: {done.stderr.strip().splitlines()[0]}")
    return done.stdout


def _first_few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _refuse_what_is_not_whole(root: Path, site: Path) -> None:
    """Raise ReleaseError unless nothing is uncommitted, every page is executed and the site is that of the commit."""
    if changed := [line[3:] for line in _git(root, "status", "--porcelain").splitlines()]:
        raise ReleaseError(f"not committed: {_first_few(changed)}; commit or remove it, then run make book")
    found = pages.find_all(root).values()
    if stale := [page.id for page in found if pages.why_out_of_date(page.look(), root)]:
        raise ReleaseError(f"not executed as they stand: {_first_few(stale)}; run make book, commit, run make book")
    if not (site / "index.html").is_file():
        raise ReleaseError(f"no book in {site}, run make book first")
    if any((site.parent / ".doctrees").glob("*.unfinished")):
        raise ReleaseError(f"the last build of the book in {site} did not reach its end, run make book")
    for page in found:
        cited = site / "cite" / f"{page.id}.json"  # it names the commit
        if not cited.is_file() or cited.read_text(encoding="utf-8") != citation.formatted(page, "csl", root):
            raise ReleaseError(f"the book in {site} is not that of the last commit ({page.id} differs), run make book")


def _contents(root: Path, site: Path) -> dict[str, tuple[bytes, bool]]:
    """Every file of the archive by name, with whether it can be executed."""
    files = {}
    for line in _git(root, "ls-files", "-z", "--stage").split("\0")[:-1]:
        about, _, name = line.partition("\t")
        files[name] = ((root / name).read_bytes(), about.startswith("100755"))
    if clash := [name for name in files if name.startswith(_SITE) or name in (SUMS, _METADATA)]:
        raise ReleaseError(f"the archive needs the names {_SITE}, {SUMS} and {_METADATA}: {_first_few(clash)}")
    for path in site.rglob("*"):
        if path.is_file():
            files[_SITE + path.relative_to(site).as_posix()] = (path.read_bytes(), False)
    return files


def _names_and_descriptions(root: Path) -> dict[str, dict]:
    """What the registries say of single files."""
    told = {
        f"data/{entry['path']}": {"name": entry["title"], "description": entry.get("description", entry["title"])}
        for entry in data.descriptor(root)["resources"]
    }
    for page in pages.find_all(root).values():
        told[page.path.relative_to(root).as_posix()] = {"name": page.title(), "identifier": page.id}
    return told


def crate(files: dict[str, tuple[bytes, bool]], moment: datetime, root: Path | None = None) -> dict:
    """The description of an archive as RO-Crate 1.2, from CITATION.cff and the data package.

    Parameters
    ----------
    files : dict
        Content of each file by name.  Of the site its main files are described, of all else every file.
    moment : datetime
        When the commit was made.
    """
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

    root = root or data.ROOT
    cff, letter = citation.read(root), citation.letter(root)
    made = ROCrate(version="1.2")

    def entity(where: str, **properties):
        return made.add(ContextEntity(made, where, properties={k: v for k, v in properties.items() if v}))

    def person(who: dict, where: str):
        if "literal" in who:
            return entity(where, **{"@type": "Organization"}, name=who["literal"])
        name = {"name": f"{who['given']} {who['family']}", "givenName": who["given"], "familyName": who["family"]}
        return entity(where, **{"@type": "Person"}, **name)

    authors = [person(who, f"#author-{n}") for n, who in enumerate(citation.people(cff["authors"]), start=1)]
    licences = [
        entity(f"https://spdx.org/licenses/{name}", **{"@type": "CreativeWork"}, name=name, identifier=name)
        for name in cff["license"]
    ]
    examined = entity(
        letter["URL"],
        **{"@type": "ScholarlyArticle"},
        name=letter["title"],
        author=[person(who, f"#letter-author-{n}") for n, who in enumerate(letter["author"], start=1)],
        identifier=letter["number"],
        datePublished=str(letter["issued"]["date-parts"][0][0]),
        url=letter["URL"],
    )
    whole = {
        "name": cff["title"],
        "description": " ".join(cff["abstract"].split()),
        "version": str(cff["version"]),
        "datePublished": (citation.state(root)[1] or moment.date()).isoformat(),
        "dateModified": moment.isoformat(),
        "author": authors[0] if len(authors) == 1 else authors,
        "publisher": authors[0] if len(authors) == 1 else authors,
        "license": licences,
        "keywords": ", ".join(cff["keywords"]),
        "citation": examined,
        "about": examined,
        "url": citation.base_url(root),
        "identifier": f"https://doi.org/{cff['doi']}" if "doi" in cff else None,
    }
    for name, value in whole.items():
        if value:
            made.root_dataset[name] = value
    folders = {
        name: made.add_directory(dest_path=name, properties={"name": name.rstrip("/"), "description": words})
        for name, words in _PARTS.items()
    }
    told = _names_and_descriptions(root) | {name: {"description": words} for name, words in _SITE_FILES.items()}
    for name, (content, _) in sorted(files.items()):
        if name.startswith(_SITE) and name not in _SITE_FILES:
            continue
        about = {"name": name} | told.get(name, {})
        about |= {"sha256": hashlib.sha256(content).hexdigest(), "contentSize": str(len(content))}
        about["encodingFormat"] = _MEDIA_TYPES.get(Path(name).suffix, "text/plain")
        file = made.add_file(dest_path=name, properties=about)
        if folder := folders.get(name.partition("/")[0] + "/"):
            folder.append_to("hasPart", file)
    return made.metadata.generate()


def _archive(files: dict[str, tuple[bytes, bool]], folder: str, seconds: int) -> bytes:
    """A compressed tar of files in one folder, without anything of this machine or this moment."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=packed, mtime=0) as zipped,
        tarfile.open(mode="w", fileobj=zipped, format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, (content, executable) in sorted(files.items()):
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mtime, entry.mode = len(content), seconds, 0o755 if executable else 0o644
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def release(root: Path | None = None) -> Path:
    """Write the archive of the last commit into ``_build/release/`` and return where it is.

    The time of every entry is that of the commit, or ``SOURCE_DATE_EPOCH`` where that is set.

    Raises
    ------
    ReleaseError
        If something is not committed, a page is not executed as it stands, or the built site is not that of the commit.
    """
    root = root or data.ROOT
    site = root / "_build" / "html"
    _refuse_what_is_not_whole(root, site)
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or _git(root, "log", "-1", "--format=%ct").strip()
    if not epoch.isdecimal():
        raise ReleaseError(f"SOURCE_DATE_EPOCH is a number of seconds since 1970, got {epoch!r}")
    moment = datetime.fromtimestamp(int(epoch), UTC)
    files = _contents(root, site)
    described = json.dumps(crate(files, moment, root), indent=1, ensure_ascii=False) + "\n"
    files[_METADATA] = (described.encode(), False)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, (content, _) in sorted(files.items()))
    files[SUMS] = (sums.encode(), False)
    name = f"{data.descriptor(root)['name']}-{citation.read(root)['version']}"
    target = root / "_build" / "release" / f"{name}.tar.gz"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(_archive(files, name, int(epoch)), target)
    return target
