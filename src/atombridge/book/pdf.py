"""The whole book as one PDF: the pages of the built site in one document, printed by Chromium.

Nothing is built twice: the articles of ``_build/html`` are joined in the order of ``_toc.yml``, their anchors made
unique, links between pages turned into links inside the document, and print.css does the rest.  Chromium makes the
outline and the tags for screen readers; the page numbers of the contents come from a first printing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import yaml

from .. import citation, data

__all__ = ["CLASSES", "Chapter", "PdfError", "chapters", "find_chromium", "joined", "main", "make"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Programs that can print the book."""
VARIABLE = "ATOMBRIDGE_BROWSER"
"""Environment variable that names another one."""

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
    "--generate-pdf-document-outline", "--export-tagged-pdf",
)  # fmt: skip
"""How it prints: headings become the outline, elements become tags; nothing is asked of the network."""

CLASSES = frozenset({"whole-book", "title-page", "book-contents", "level-1", "level-3", "part", "chapter"})
"""What print.css calls the parts that only the joined document has."""

FOOT = '8pt "Times New Roman", "Liberation Serif", serif'
"""Font of what stands at the foot of a page, as in print.css."""


class PdfError(RuntimeError):
    """The PDF cannot be made; the message is one line that says what is missing."""


@dataclass(frozen=True)
class Chapter:
    """An entry of the contents: a part (without a document) or a page."""

    level: int  # of its heading: 1 for parts and for the landing page
    document: str | None  # such as ``book/ledger``
    caption: str = ""  # of a part


def chapters(root: Path | None = None) -> list[Chapter]:
    """The entries of ``_toc.yml`` in reading order."""
    toc = yaml.safe_load(((root or data.ROOT) / "_toc.yml").read_text(encoding="utf-8"))
    found = [Chapter(1, toc["root"])]
    for part in toc["parts"]:
        found.append(Chapter(1, None, part["caption"]))
        for chapter in part["chapters"]:
            found.append(Chapter(2, chapter["file"]))
            found += [Chapter(3, section["file"]) for section in chapter.get("sections", [])]
    return found


def find_chromium() -> str:
    """The browser that prints: the one that the environment names, or the first that is installed."""
    if named := os.environ.get(VARIABLE):
        if found := shutil.which(named):
            return found
        raise PdfError(f"{VARIABLE} names {named!r}, which is no program")
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return found
    raise PdfError(f"a PDF needs Chromium: none of {', '.join(NAMES)} is on the path; {VARIABLE} may name one")


def _anchor(document: str, anchor: str = "") -> str:
    """An anchor of a page, or the page itself, as an anchor of the joined document."""
    page = document.replace("/", "-")
    return f"{page}--{anchor}" if anchor else page


def _address(document: str, href: str, documents: set[str], html: Path) -> str | None:
    """Where a link of a page leads in the PDF; None if it leads to a file that only the published book has."""
    if re.match(r"[a-z][a-z0-9+.-]*:", href):
        return href
    path, _, anchor = href.partition("#")
    if not path:
        return f"#{_anchor(document, anchor)}"
    target = os.path.normpath(PurePosixPath(document).parent / unquote(path))
    page = target.removesuffix(".html")
    if target.endswith(".html") and page in documents:
        return f"#{_anchor(page, anchor)}"
    base = citation.base_url()
    return f"{base}{target}{'#' if anchor else ''}{anchor}" if base else None


def _page(html: Path, document: str, part: str | None = None):
    """A page of the built site, parsed; only the elements called `part` where that is given."""
    from bs4 import BeautifulSoup, SoupStrainer

    path = html / f"{document}.html"
    if not path.is_file():
        raise PdfError(f"a PDF is printed from the built site, where {path} is missing; make book writes it")
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml", parse_only=SoupStrainer(part) if part else None)


def _article(chapter: Chapter, documents: set[str], html: Path, here: Path):
    """The article of a built page, made ready to stand beside the others."""
    document = chapter.document
    article = _page(html, document, "article").select_one("article.bd-article")
    for element in article.select("script, style, button, form, a.headerlink, .interactive, details.hide, dialog"):
        element.decompose()
    for tabs in article.select(".sd-tab-set"):  # of the formats of a citation, the text
        first = tabs.select_one(".sd-tab-content")
        first["class"] = ["citation-text"]
        tabs.replace_with(first)
    for link in article.select("p > a[download]:only-child"):
        link.parent.decompose()
    for code in article.select("pre, code"):  # colours of code are many, and each would be a tag of its own
        code.string = code.get_text()
    for span in article.select(
        "a > span:not([id]), span.pasted-text, span.caption-text, span.bibtex-citation:not([id])"
    ):
        span.unwrap()
    for details in article.select("details"):
        details["open"] = ""
    for element in article.select("[id]"):
        element["id"] = _anchor(document, element["id"])
    for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
        for element in article.select(f"[{name}]"):
            element[name] = " ".join(_anchor(document, i) for i in element[name].split())
    for element in article.select("[tabindex]"):
        del element["tabindex"]
    for link in article.select("a[href]"):
        link.attrs.pop("title", None)
        address = _address(document, link["href"], documents, html)
        if address is None:
            link.unwrap()
        else:
            link["href"] = address
    for image in article.select("img[src]"):
        image["src"] = os.path.relpath((html / document).parent / unquote(image["src"]), here)
        image.attrs.pop("loading", None)
    for heading in article.select("h1, h2, h3, h4, h5, h6"):
        level = int(heading.name[1])
        heading["class"] = [*heading.get("class", []), f"h{level}"]  # keeps its look
        heading.name = f"h{min(6, level + chapter.level - 1)}"
    article["id"] = _anchor(document)
    article["class"] = ["bd-article", "chapter"]
    return article


def _title_page() -> str:
    cff, letter = citation.read(), citation.letter()
    commit, day = citation.state()
    version = (
        f"Version {cff['version']}"
        + (f", {day.day} {day:%B %Y}" if day else "")
        + (f", commit {commit}" if commit else "")
    )
    lines = [
        f"<p class='h1' role='doc-subtitle'>{escape(cff['title'])}</p>",
        f"<p class='authors'>{escape(citation.authors())}</p>",
        f"<p>{escape(version)}</p>",
        f"<p>{escape(cff['abstract'])}</p>",
        "<p>The letter: "
        + escape(", ".join(f"{a['given']} {a['family']}" for a in letter["author"]))
        + f", <i>{escape(letter['title'])}</i>, <a href='{letter['URL']}'>{escape(letter['number'])}</a>.</p>",
    ]
    if doi := cff.get("doi"):
        lines.append(f"<p>DOI: <a href='https://doi.org/{doi}'>{doi}</a></p>")
    if base := citation.base_url():
        lines.append(f"<p>Online: <a href='{base}'>{base}</a></p>")
    lines.append("<p>Text and figures CC BY 4.0, code MIT. Data tables name their own licences.</p>")
    return "\n".join(lines)


def joined(html: Path, here: Path, root: Path | None = None) -> str:
    """The book as one HTML document, with places for page numbers in its contents.

    Parameters
    ----------
    html : Path
        The built site.
    here : Path
        Folder in which the document will lie.
    root : Path, optional
        Root of the repository, for its table of contents.
    """
    entries = chapters(root)
    documents = {entry.document for entry in entries if entry.document}
    site = os.path.relpath(html, here)
    landing = _page(html, entries[0].document)
    styles = [link["href"].partition("?")[0] for link in landing.select('link[rel="stylesheet"]')]
    body, contents = [], []
    for number, entry in enumerate(entries):
        if entry.document:
            article = _article(entry, documents, html, here)
            anchor, title = _anchor(entry.document), article.select_one(".h1").get_text().strip()
            body.append(str(article))
        else:
            anchor, title = f"part-{number}", entry.caption
            body.append(f"<article class='bd-article part'><h1 class='h1' id='{anchor}'>{escape(title)}</h1></article>")
        contents.append(
            f"<li class='level-{entry.level}'><a href='#{anchor}'>{escape(title)}</a>"
            f"<span data-page='{anchor}'></span></li>"
        )
    cff = citation.read()
    footer = f"Companion to Shi and Zhu (2025), version {cff['version']}"
    links = "\n".join(f"<link rel='stylesheet' href='{site}/{s}'>" for s in styles)
    return f"""<!doctype html>
<html lang="en" class="whole-book" data-theme="light">
<head><meta charset="utf-8"><title>{escape(cff["title"])}</title>
{links}
<style>@page {{ size: A4; @bottom-left {{ content: "{footer}"; font: {FOOT}; }} }}</style>
</head>
<body><div class="bd-main"><div class="bd-content"><div class="bd-article-container">
<section class="bd-article title-page">{_title_page()}</section>
<nav class="bd-article book-contents" aria-label="Contents"><h1 class="h1" id="contents">Contents</h1><ol>
{chr(10).join(contents)}
</ol></nav>
{chr(10).join(body)}
</div></div></div></body></html>
"""


def _with_numbers(book: str, numbers: dict[str, int]) -> str:
    """The joined book with page numbers in its contents; three digits hold the place of one that is not known yet."""
    return re.sub(r"(?<=<span data-page=')([\w-]+)'>", lambda found: f"{found[0]}{numbers.get(found[1], 888)}", book)


def _print(chromium: str, document: Path, pdf: Path) -> None:
    pdf.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium, *FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}", document.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not pdf.is_file():
        said = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise PdfError(f"{chromium} could not print the book (exit status {done.returncode}): {said}")


def _numbers(printed: Path) -> dict[str, int]:
    """The page, counted from 1, of each place that a link leads to."""
    import pikepdf

    with pikepdf.open(printed) as book:
        order = {page.obj.objgen: number for number, page in enumerate(book.pages, 1)}
        return {unquote(name[1:]): order[place[0].objgen] for name, place in book.Root.get("/Dests", {}).items()}


def _finish(printed: Path, pdf: Path) -> None:
    """Write the PDF with the book's metadata and without the time of printing: equal books are equal files."""
    import pikepdf

    cff, (commit, day) = citation.read(), citation.state()
    version = f"Version {cff['version']}" + (f", commit {commit}" if commit else "")
    with pikepdf.open(printed) as book:
        for time in ("/CreationDate", "/ModDate"):
            if time in book.docinfo:
                del book.docinfo[time]
        with book.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = cff["title"]
            metadata["dc:creator"] = [citation.authors()]
            metadata["dc:description"] = f"{version}. {cff['message']}"
            metadata["dc:language"] = ["en"]
            metadata["dc:subject"] = cff["keywords"]
            metadata["dc:rights"] = "Text and figures CC BY 4.0, code MIT"
            metadata["pdf:Keywords"] = ", ".join(cff["keywords"])
            metadata["xmp:CreatorTool"] = f"atombridge {cff['version']}"
            if day:
                metadata["dc:date"] = [day.isoformat()]
        book.Root.PageMode = pikepdf.Name.UseOutlines
        book.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        book.save(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def make(html: Path, pdf: Path, root: Path | None = None) -> Path:
    """Print the built site `html` to `pdf`.

    Raises
    ------
    PdfError
        If the site, the browser or a package is missing.
    """
    try:
        import bs4  # noqa: F401
        import pikepdf  # noqa: F401
    except ImportError as error:
        raise PdfError(f"a PDF needs the package {error.name}: pip install -e '.[web]' installs it") from None
    chromium = find_chromium()
    pdf.parent.mkdir(parents=True, exist_ok=True)
    document, printed = pdf.with_suffix(".html"), pdf.with_suffix(".printed.pdf")
    book = joined(html, pdf.parent, root)
    document.write_text(_with_numbers(book, {}), encoding="utf-8")
    _print(chromium, document, printed)
    document.write_text(_with_numbers(book, _numbers(printed)), encoding="utf-8")
    _print(chromium, document, printed)
    _finish(printed, pdf)
    document.unlink()
    printed.unlink()
    return pdf


def main() -> None:
    """``python -m atombridge.book.pdf``: print ``_build/html`` to ``_build/pdf``."""
    build = data.ROOT / "_build"
    try:
        pdf = make(build / "html", build / "pdf" / "atombridge.pdf")
    except PdfError as error:
        sys.exit(f"make: {error}")
    print(f"The book is in {pdf.relative_to(data.ROOT)}")


if __name__ == "__main__":
    main()
