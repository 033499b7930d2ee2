"""A page on paper, and the whole book as one PDF."""

import io
import re

import pikepdf
import pytest
from browsing import browser_path
from pypdf import PdfReader

from atombridge import citation, data, pages
from atombridge.book import pdf, registry
from atombridge.data import ROOT

PAGES = pages.find_all()
PROSE = ["index", "book/scoreboard", "book/ledger", "book/audit", "book/synthesis", "book/data", "book/references"]
DOCUMENTS = [registry.docname(page) for page in PAGES.values()] + PROSE
MORE_SHEETS = {("e05", "A4"): 3, ("e05", "Letter"): 3, ("e13", "Letter"): 3}
"""For a section of evidence that needs more than two."""

# A column of A4 paper, 184 mm between the margins of print.css, in CSS pixels.
PAPER = {"width": 695, "height": 1000}
TOO_WIDE = """() => {
  const paper = document.querySelector("article.bd-article");
  const gap = parseFloat(getComputedStyle(paper).columnGap);
  const column = (paper.getBoundingClientRect().width - gap) / 2 + 1;
  const wide = [];
  for (const e of paper.querySelectorAll("table, img, div.math, math, pre, p, li, figcaption")) {
    let spans = false;
    for (let up = e; up !== paper; up = up.parentElement) spans ||= getComputedStyle(up).columnSpan === "all";
    const room = spans ? paper.getBoundingClientRect().width + 1 : column;
    for (const box of e.getClientRects()) if (box.width > room) wide.push(`${e.tagName}.${e.className}: ${box.width}`);
    if (e.clientWidth && e.scrollWidth > e.clientWidth + 1) wide.push(`${e.tagName} needs ${e.scrollWidth}`);
  }
  return wide;
}"""
SHOWN = "elements => elements.filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))"
ONLY_SCREEN = (
    ".bd-sidebar, .bd-header-article, .prev-next-footer, .bd-footer-content, .headerlink, .copybtn, button, input"
    ", select, .sd-tab-label, .sd-tab-set a[download], .interactive, .cell_input, #jb-print-docs-body, details.hide"
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_page_on_paper_keeps_within_its_columns_and_leaves_out_what_only_a_screen_can_use(open_page, document):
    page = open_page(f"{document}.html", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size(PAPER)
    assert page.evaluate(TOO_WIDE) == []
    assert page.eval_on_selector_all(ONLY_SCREEN, SHOWN) == []
    colours = page.eval_on_selector_all("body, article h1, article p", "es => es.map(e => getComputedStyle(e).color)")
    assert set(colours) <= {"rgb(0, 0, 0)", "rgb(68, 68, 68)"}
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.emulate_media(media="print", color_scheme="light")
    page.wait_for_function("document.documentElement.dataset.theme === 'light'")
    fonts = page.eval_on_selector_all("article h1, article p", "es => es.map(e => getComputedStyle(e).fontFamily)")
    assert {font.partition(",")[0] for font in fonts} == {'"Times New Roman"'}


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("page_id", ["e05", "e13", "e19", "e27"])
def test_section_prints_on_few_sheets(open_page, page_id, paper):
    page = open_page(f"{registry.docname(PAGES[page_id])}.html")
    printed = PdfReader(io.BytesIO(page.pdf(format=paper)))
    text = " ".join(sheet.extract_text() for sheet in printed.pages)
    assert len(printed.pages) <= MORE_SHEETS.get((page_id, paper), 2)
    assert PAGES[page_id].title().split()[1] in text
    assert f"the address {page_id}/ will" in " ".join(text.split()) or f"/{page_id}/" in text
    assert "import numpy" not in text
    assert "BibTeX" not in text


# The whole book


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The book as `make pdf` prints it."""
    assert browser_path() == pdf.find_chromium()
    return pdf.make(ROOT / "_build" / "html", tmp_path_factory.mktemp("pdf") / "book.pdf")


@pytest.fixture(scope="module")
def book(path):
    return PdfReader(path)


@pytest.fixture(scope="module")
def texts(book):
    """Text of each page without its spaces, which an extraction puts where fonts change."""
    return ["".join(page.extract_text().split()) for page in book.pages]


def letters(text: str) -> str:
    """Without marks, which typesetting changes: quotes become curly, hyphens end lines."""
    return re.sub(r"[^A-Za-z0-9]", "", text)


def outline(items, level=1):
    """Title and level of each entry."""
    for item in items:
        if isinstance(item, list):
            yield from outline(item, level + 1)
        else:
            yield item.title, level, item


@pytest.mark.xdist_group("pdf")
def test_outline_has_every_part_and_page(book):
    entries = [(" ".join(title.split()), level) for title, level, _ in outline(book.outline)]
    for page in PAGES.values():
        assert any(title.startswith(page.title()[:20]) and level in (2, 3) for title, level in entries), page.id
    parts = [title for title, level in entries if level == 1]
    captions = [chapter.caption for chapter in pdf.chapters() if not chapter.document]
    assert [p for p in parts if p in captions] == captions
    numbers = [book.get_destination_page_number(item) for _, _, item in outline(book.outline)]
    assert numbers == sorted(numbers)


@pytest.mark.xdist_group("pdf")
def test_contents_give_the_number_of_each_page(book, texts):
    found = 0
    for title, _, item in outline(book.outline):
        number = book.get_destination_page_number(item) + 1
        if re.match(r"(e\d\d|Figure \w+|Table \d|Ledger|References\b).*", title):
            assert "".join(f"{title}{number}".split()) in texts[1], title
            assert f"{number}/{len(texts)}" in texts[number - 1]
            found += 1
    assert found >= 42


@pytest.mark.xdist_group("pdf")
def test_links_lead_to_a_place_in_the_book_or_to_the_web(book):
    places, outside, inside = book.named_destinations, set(), 0
    for page in book.pages:
        for link in page.get("/Annots", []):
            link = link.get_object()
            action = link.get("/A", {})
            if "/URI" in action:
                outside.add(action["/URI"])
                continue
            target = str(link.get("/Dest", action.get("/D")))
            assert target in places or target.removeprefix("/") in places, target
            inside += 1
    assert inside > 5000
    assert outside
    assert not [address for address in outside if not address.startswith(("https://", "http://"))]
    assert not [address for address in outside if re.match(r"https?://(127\.|localhost)", address)]


@pytest.mark.xdist_group("pdf")
def test_every_statement_and_section_is_there(texts):
    whole = "".join(texts)
    assert not [row["id"] for row in registry.claims() if row["id"] not in whole]
    plain = letters(whole)
    for item in data.load("evidence")["items"]:
        # The c of Tc stands low, and is found where an extraction likes.
        assert re.search(letters(item["weak_point"][:40]).replace("Tc", "Tc?"), plain), item["id"]
    assert not [number for number, text in enumerate(texts, 1) if len(text) < 100]
    for hidden in ("Showthecode", "DownloadBibTeX", "Clicktohide", "file://", "127.0.0.1"):
        assert hidden not in whole


@pytest.mark.xdist_group("pdf")
def test_file_says_what_it_is_and_brings_its_fonts(path, book):
    cff = citation.read()
    assert book.metadata.title == cff["title"]
    assert book.metadata.author == citation.authors()
    assert str(cff["version"]) in book.metadata.subject
    assert book.metadata.creation_date is None
    with pikepdf.open(path) as file:
        root = file.Root
        assert root.Lang == "en"
        assert root.MarkInfo.Marked, "tagged for screen readers"
        assert root.StructTreeRoot
        assert root.PageMode == "/UseOutlines"
        fonts = [o for o in file.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
        brought = {"/FontFile", "/FontFile2", "/FontFile3"}
        assert len(fonts) > 3
        for font in fonts:  # a Type 3 font is drawings in the file itself; a Type 0 font names the one that it uses
            if font.Subtype not in ("/Type0", "/Type3"):
                assert brought & set(font.FontDescriptor.keys()), font.BaseFont
        images = [o for o in file.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        assert max(image.Width for image in images) >= 1000, "as sharp as on the page"
