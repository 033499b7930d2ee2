"""Write LICENCES.md: the licence of every package of requirements.lock, and of every foreign file in the built site.

Run by ``make licences``.  A package's licence is what its own metadata says, in SPDX's terms; a package that is not
installed here, or in another version than the lock's, keeps its line, or has one below.
"""

import contextlib
import importlib.metadata
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

PERMISSIVE = {
    "0BSD", "Apache-2.0", "Artistic-1.0-Perl", "BSD", "BSD-2-Clause", "BSD-2-Clause-Views", "BSD-3-Clause", "CC0-1.0",
    "ISC", "MIT", "MIT-CMU", "PSF-2.0", "Python-2.0", "Zlib", "ZPL-2.1", "public domain",
}  # fmt: skip
"""Licences that let the package be used, changed and passed on with code and text of any licence.

``BSD`` is a BSD licence whose number of clauses the metadata leave open.
"""
WEAK_COPYLEFT = {"MPL-2.0": "changes of its own files stay under it; the book uses it as it comes"}
"""Licences that bind changes of the package itself, with the reason why that is no hindrance."""

NAMED = {
    "appnope": ("BSD-2-Clause", "macOS only"),
    "axe-playwright-python": ("MIT AND MPL-2.0", "its licence file says MIT; axe-core, which it holds, MPL-2.0"),
    "bibtexparser": ("BSD-3-Clause", "offered under LGPL-3.0-only or BSD, taken under BSD"),
    "cffi": ("MIT", "PyPy only"),
    "docutils": ("public domain AND BSD-2-Clause AND PSF-2.0 AND ZPL-2.1", "its file under the GPL is not installed"),
    "pycparser": ("BSD-3-Clause", "PyPy only"),
    "pyyaml-ft": ("MIT", "Python 3.13 only"),
    "text-unidecode": ("Artistic-1.0-Perl", "offered under the GPL or the Artistic License, taken under the latter"),
}
"""Packages whose metadata are missing, a choice, or not in SPDX's terms: licence and remark."""

IN_THE_SITE = [
    ("Sphinx: style sheet, search", "BSD-2-Clause", "`_static/*.js`, `_static/basic.css`", "sphinx"),
    ("PyData theme and book theme", "BSD-3-Clause", "`_static/styles`, `_static/scripts`", "sphinx-book-theme"),
    ("Bootstrap", "MIT", "`_static/scripts/bootstrap.js`, `_static/styles`", "pydata-sphinx-theme"),
    ("Font Awesome Free", "OFL-1.1, CC-BY-4.0, MIT", "`_static/{vendor/fontawesome,scripts}`", "pydata-sphinx-theme"),
    ("sphinx-design", "MIT", "`_static/*design*`", "sphinx-design"),
    ("sphinx-copybutton", "MIT", "`_static/copybutton*`", "sphinx-copybutton"),
    ("clipboard.js", "MIT", "`_static/clipboard.min.js`", "sphinx-copybutton"),
    ("sphinx-togglebutton", "MIT", "`_static/togglebutton.*`", "sphinx-togglebutton"),
    ("MyST-NB", "BSD-3-Clause", "`_static/mystnb.*.css`", "myst-nb"),
    ("D3", "ISC", "`_static/vendor/d3.min.js`, with its licence", None),
    ("STIX Two Math, a subset", "OFL-1.1", "`_static/fonts`, with its licence", None),
]
"""What the site holds of others: what, licence, where, and the package of the lock it comes with."""

_WORDS = [
    (r"apache.*2|apache software", "Apache-2.0"),
    (r"mozilla public license 2|mpl-2\.0$", "MPL-2.0"),
    (r"bsd[- ]3|3-clause", "BSD-3-Clause"),
    (r"bsd[- ]2|2-clause", "BSD-2-Clause"),
    (r"\bbsd\b", "BSD"),
    (r"^mit\b|mit license", "MIT"),
    (r"\bisc\b", "ISC"),
    (r"python software foundation|psf", "PSF-2.0"),
    (r"public domain", "public domain"),
]


def locked() -> dict[str, str]:
    """Names and versions of the lock."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", lock))


def in_spdx_terms(metadata) -> str | None:
    """The licence that a package's metadata state; None if they state none that is known."""
    if expression := metadata.get("License-Expression"):
        return expression
    short = (metadata.get("License") or "").strip()
    # A field with many lines holds the licence's text.
    stated = [short] if short and "\n" not in short and len(short) < 60 else []
    stated += [c.rpartition(" :: ")[2] for c in metadata.get_all("Classifier", []) if c.startswith("License ::")]
    if re.fullmatch(r"[A-Za-z0-9.-]+( (AND|OR|WITH) [A-Za-z0-9.-]+)+", short):
        return short
    for words in stated:
        for pattern, name in _WORDS:
            if re.search(pattern, words, re.IGNORECASE):
                return name
    return None


def parts(licence: str) -> list[str]:
    """Single licences of an expression."""
    return re.split(r" (?:AND|OR) ", licence)


def remark(name: str, licence: str) -> str:
    """Why a licence is fine where it is not simply permissive; ValueError if it is not known to be fine."""
    alternatives = [all(part in PERMISSIVE for part in choice.split(" AND ")) for choice in licence.split(" OR ")]
    if any(alternatives):
        return NAMED.get(name, ("", ""))[1]
    unknown = [part for part in parts(licence) if part not in PERMISSIVE and part not in WEAK_COPYLEFT]
    if unknown:
        raise ValueError(f"{name}: the licence {unknown[0]} is not among those that the book may depend on")
    return "; ".join(WEAK_COPYLEFT[part] for part in parts(licence) if part in WEAK_COPYLEFT)


def licences(before: str = "") -> dict[str, str]:
    """Licence of each package of the lock.

    Parameters
    ----------
    before : str
        The text of LICENCES.md so far, which has the packages that are not installed here in the lock's version.
    """
    kept = dict(re.findall(r"(?m)^\| ([a-z0-9._-]+) \| ([^|]+?) \|", before))
    found = {}
    for name, version in locked().items():
        if name in NAMED:
            found[name] = NAMED[name][0]
            continue
        stated = kept.get(name)
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            package = importlib.metadata.distribution(name)
            if stated is None or package.version == version:
                stated = in_spdx_terms(package.metadata)
        if stated is None:
            raise ValueError(f"{name}: no licence is known, run with a Python that installs it or name it in NAMED")
        found[name] = stated
    return found


def text(found: dict[str, str]) -> str:
    """Text of LICENCES.md."""
    lines = [
        "# Licences of what the book depends on",
        "",
        "Written by `make licences` from the metadata of the packages in `requirements.lock`. None of them is part of "
        "this repository. All are permissive, or bind only changes of the package itself; `BSD` leaves open how many "
        "clauses.",
        "",
        "| Package | Licence | Remark |",
        "|:--|:--|:--|",
        *(f"| {name} | {licence} | {remark(name, licence)} |" for name, licence in sorted(found.items())),
        "",
        "## In the built site",
        "",
        "| What | Licence | Where | Package |",
        "|:--|:--|:--|:--|",
        *(
            f"| {what} | {licence} | {where} | {package or 'this repository'} |"
            for what, licence, where, package in IN_THE_SITE
        ),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    path = ROOT / "LICENCES.md"
    path.write_text(text(licences(path.read_text(encoding="utf-8") if path.exists() else "")), encoding="utf-8")
