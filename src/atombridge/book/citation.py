"""Every page as a thing that can be cited: identity, cite box, head metadata, short addresses, files to download."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from textwrap import shorten

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import citation, data, pages
from . import registry
from .nodes import paragraph

__all__ = ["cite_box", "setup"]

LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
"""Licence of text and figures; CITATION.cff names it CC-BY-4.0."""

_NAMES = {"text": "Text", "bibtex": "BibTeX", "ris": "RIS", "csl": "CSL-JSON"}


def _set_identity(app: Sphinx, config) -> None:
    config.project = config.html_title = "Companion to Shi and Zhu (2025)"
    config.author = citation.authors()
    config.copyright = f"{config.author}. Text and figures CC BY 4.0, code MIT"
    config.version = config.release = str(citation.read()["version"])
    if base := citation.base_url():
        config.html_baseurl = base
        config.sitemap_url_scheme = "{link}"
        config.sitemap_show_lastmod = False  # two builds of one state are the same
        config.ogp_site_url = base
        config.ogp_site_name = config.project
        config.ogp_use_first_image = True
        config.ogp_social_cards = {"enable": False}
        config.ogp_enable_meta_description = False  # every page has one already


def cite_box(directive: SphinxDirective, page_id: str) -> list[nodes.Node]:
    """The citation of a page in all formats: each shown with a copy button and offered as a file."""
    page = pages.find(page_id)
    depth = directive.env.docname.count("/")
    lines = ["`````{tab-set}"]
    for kind, ending in citation.FORMATS.items():
        name = f"{page_id}.{ending}"
        lines += [
            f"````{{tab-item}} {_NAMES[kind]}",
            "```{code-block} text",
            ":class: cite-box",
            citation.formatted(page, kind).rstrip("\n"),
            "```",
            f'<a href="{"../" * depth}cite/{name}" download="{name}">Download {_NAMES[kind]}</a>',
            "````",
        ]
    lines.append("`````")
    base = citation.base_url()
    address = (
        f"The address {base}{page_id}/ will always lead here."
        if base
        else f"Within the published book the address {page_id}/ will always lead here."
    )
    return [*directive.parse_text_to_nodes("\n".join(lines)), paragraph(address)]


class CiteBox(SphinxDirective):
    """``{cite-box} page``: how to cite a page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The box."""
        return cite_box(self, self.arguments[0])


class BookPdf(SphinxDirective):
    """``{book-pdf}``: where the whole book is as one PDF; nothing while ``book_pdf`` in _config.yml has no address."""

    def run(self) -> list[nodes.Node]:
        """A paragraph with the link."""
        if not self.config.book_pdf:
            return []
        link = nodes.reference("", "one PDF", refuri=self.config.book_pdf)
        return [
            paragraph("The whole book is also offered as ", link, ", with all sections, the ledger and an outline.")
        ]


def _review(claim: dict, base: str, organisation: dict) -> dict:
    """A statement of the letter with the book's verdict, in the vocabulary of schema.org."""
    return {
        "@type": "ClaimReview",
        "url": f"{base}book/ledger.html#{claim['id'].lower()}",
        "claimReviewed": claim["statement"],
        "itemReviewed": {"@type": "Claim", "identifier": claim["id"], "appearance": {"@id": "#letter"}},
        "reviewRating": {"@type": "Rating", "alternateName": registry.VERDICTS[claim["verdict"]]},
        "author": organisation,
        **({"reviewBody": claim["caveat"]} if claim["caveat"] else {}),
    }


def linked_data(page: pages.Page, to_root: str) -> dict:
    """A page as schema.org JSON-LD: a chapter of the book, about the letter, with a review of each statement."""
    made, letter, cff = citation.record(page), citation.letter(), citation.read()
    base = citation.base_url() or to_root
    organisation = {"@type": "Organization", "name": citation.authors()}
    book = {
        "@type": "Book",
        "name": cff["title"],
        "version": made["version"],
        "author": organisation,
        "license": LICENCE_URL,
        "url": f"{base}index.html",
    }
    return {
        "@context": "https://schema.org",
        "@type": "Chapter",
        "@id": f"#{page.id}",
        "identifier": page.id,
        "name": made["title"],
        "inLanguage": "en",
        "author": organisation,
        "version": made["version"],
        "license": LICENCE_URL,
        "url": made.get("URL") or f"{to_root}{page.id}/",
        "isPartOf": book,
        "about": {
            "@type": "ScholarlyArticle",
            "@id": "#letter",
            "name": letter["title"],
            "author": [
                {"@type": "Person", "givenName": a["given"], "familyName": a["family"]} for a in letter["author"]
            ],
            "identifier": letter["number"],
            "url": letter["URL"],
        },
        "review": [
            _review(claim, base, organisation)
            for claim in registry.claims()
            if page.id in claim["pages"] and claim["verdict"] in ("reproduced", "caveat", "not_reproduced")
        ],
    }


def _script(content: dict) -> str:
    """JSON for a script element; nothing in it can end the element."""
    text = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
    return f'<script type="application/ld+json">{text}</script>'


def head_metadata(page: pages.Page, to_root: str) -> str:
    """What reference managers and search engines read in the head of a page.

    Parameters
    ----------
    page : pages.Page
    to_root : str
        Relative address of the site's root, such as ``../../``.
    """
    made, letter = citation.record(page), citation.letter()
    authors = [a["literal"] if "literal" in a else f"{a['family']}, {a['given']}" for a in made["author"]]
    day = "/".join(f"{part:02d}" for part in made["issued"]["date-parts"][0]) if "issued" in made else None
    meta = [
        ("citation_title", made["title"]),
        *(("citation_author", author) for author in authors),
        ("citation_inbook_title", made["container-title"]),
        ("citation_publication_date", day),
        ("citation_language", "en"),
        ("citation_public_url", made.get("URL")),
        ("citation_doi", made.get("DOI")),
        ("DC.title", made["title"]),
        *(("DC.creator", author) for author in authors),
        ("DC.type", "Text"),
        ("DC.language", "en"),
        ("DC.date", day.replace("/", "-") if day else None),
        ("DC.identifier", made.get("URL") or page.id),
        ("DC.rights", LICENCE_URL),
        ("DC.relation", letter["number"]),
        ("DCTERMS.isPartOf", made["container-title"]),
        ("DCTERMS.hasVersion", made["version"]),
    ]
    lines = [f'<meta name="{name}" content="{escape(value)}" />' for name, value in meta if value]
    lines.append(f'<link rel="license" href="{LICENCE_URL}" />')
    csl = f"{to_root}cite/{page.id}.json"
    lines.append(f'<link rel="describedby" type="application/vnd.citationstyles.csl+json" href="{csl}" />')
    if "URL" in made:
        lines.append(f'<link rel="cite-as" href="{escape(made["URL"])}" />')
    lines.append(_script(linked_data(page, to_root)))
    return "\n".join(lines)


def description(doctree: nodes.document) -> str:
    """The first paragraph of a page below its title, cut at a word to what a list of search results shows."""
    first = next((p for p in doctree.findall(nodes.paragraph) if isinstance(p.parent, nodes.section)), None)
    return shorten(first.astext(), 160, placeholder=" …") if first is not None else ""


def _add_metadata(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    if doctree is not None and (words := description(doctree)):
        context["metatags"] = f'{context.get("metatags", "")}<meta name="description" content="{escape(words)}" />\n'
    if page := registry.page_of(pagename):
        context["metatags"] = context.get("metatags", "") + head_metadata(page, context["content_root"])


def short_addresses() -> dict[str, str]:
    """Where each id leads: pages, and the rows of the ledger; ids in lower case, addresses from the site's root."""
    found = {page.id: f"{registry.docname(page)}.html#{page.id}" for page in pages.find_all().values()}
    for claim in data.load("claims").id:
        found[claim.lower()] = f"book/ledger.html#{claim.lower()}"
    return found


def redirect_page(identifier: str, target: str, title: str) -> str:
    """A page that leads from a short address to a place in the book, with or without scripts."""
    address = f"../{target}"
    # An empty icon: a browser that looked for one would be stopped by the move to the page.
    canonical = f'<link rel="canonical" href="{citation.base_url()}{target}">\n' if citation.base_url() else ""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="refresh" content="0; url={escape(address)}">\n'
        f'<link rel="icon" href="data:,">\n{canonical}</head>\n'
        f'<body><p>{escape(identifier)}: <a href="{escape(address)}">{escape(title)}</a></p></body>\n</html>\n'
    )


def _write_files(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    (out / "cite").mkdir(exist_ok=True)
    titles = {}
    for page in pages.find_all().values():
        titles[page.id] = page.title()
        for kind, ending in citation.FORMATS.items():
            (out / "cite" / f"{page.id}.{ending}").write_text(citation.formatted(page, kind), encoding="utf-8")
    for identifier, target in short_addresses().items():
        (out / identifier).mkdir(exist_ok=True)
        title = titles.get(identifier, f"Statement {identifier.upper()} of the letter")
        (out / identifier / "index.html").write_text(redirect_page(identifier, target, title), encoding="utf-8")


def _with_its_own_id(app: Sphinx, doctree: nodes.document) -> None:
    """Give the section of a page the page's id, so that an address with it survives a new title."""
    page = registry.page_of(app.env.docname)
    section = next(doctree.findall(nodes.section), None)
    if page and section is not None and page.id in section["ids"]:
        section["ids"].remove(page.id)
        section["ids"].insert(0, page.id)


def setup(app: Sphinx) -> None:
    """Give Sphinx the book's identity, and register directive and handlers."""
    if citation.base_url():
        app.setup_extension("sphinxext.opengraph")
        app.setup_extension("sphinx_sitemap")
    app.add_config_value("book_pdf", "", "env", types=[str])
    app.add_directive("cite-box", CiteBox)
    app.add_directive("book-pdf", BookPdf)
    app.connect("config-inited", _set_identity)
    app.connect("doctree-read", _with_its_own_id)
    app.connect("html-page-context", _add_metadata)
    app.connect("build-finished", _write_files)
