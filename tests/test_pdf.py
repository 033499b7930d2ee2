"""The whole book as one document, up to the printing: `make web-test` looks at the PDF itself."""

import sys

import pytest
import yaml
from bs4 import BeautifulSoup

from atombridge import pages
from atombridge.book import pdf, registry
from atombridge.data import ROOT

SECTION = """<html><head><link href="../_static/print.css?v=1" rel="stylesheet"></head><body><nav>way</nav>
<article class="bd-article"><section id="s1"><h1>First<a class="headerlink" href="#s1">#</a></h1>
<p>See <a href="second.html#data" title="long">there</a>, <a href="#data">here</a>, <a href="../index.html">home</a>,
<a href="../table.csv">the table</a> and <a href="https://doi.org/10.1/x">a work</a>.</p>
<h2 id="data">Data</h2><img src="../_images/a.png" alt="drawn">
<div class="cell"><details class="hide"><summary>Show</summary><pre>secret()</pre></details><pre>shown()</pre></div>
<details><summary>Columns</summary>all of them</details><div class="interactive">knob</div>
<div class="sd-tab-set"><input id="t0"><label class="sd-tab-label" for="t0">Text</label>
<div class="sd-tab-content">as text<p><a href="../cite/x.txt" download="x.txt">Download Text</a></p></div>
<input id="t1"><label class="sd-tab-label" for="t1">RIS</label><div class="sd-tab-content">TY  - CHAP</div></div>
</section></article></body></html>"""


@pytest.fixture
def site(tmp_path):
    """A repository with a table of contents, and its built site, of three pages."""
    toc = {
        "root": "index",
        "parts": [{"caption": "Part & whole", "chapters": [{"file": "a/first", "sections": [{"file": "a/second"}]}]}],
    }
    (tmp_path / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    html = tmp_path / "_build" / "html"
    (html / "a").mkdir(parents=True)
    (html / "a" / "first.html").write_text(SECTION, encoding="utf-8")
    (html / "a" / "second.html").write_text(SECTION.replace("First", "Second"), encoding="utf-8")
    home = SECTION.replace("First", "Home").replace("second.html", "a/second.html").replace("../", "")
    (html / "index.html").write_text(home, encoding="utf-8")
    return html


@pytest.fixture
def book(site, tmp_path):
    return BeautifulSoup(pdf.joined(site, tmp_path / "_build" / "pdf", tmp_path), "html.parser")


def test_every_page_of_the_book_is_a_chapter():
    documents = [chapter.document for chapter in pdf.chapters() if chapter.document]
    assert len(documents) == len(set(documents))
    assert {registry.docname(page) for page in pages.find_all().values()} <= set(documents)
    assert documents[0] == "index"
    assert documents[-1] == "book/references"
    for document in documents:
        assert list(ROOT.glob(f"{document}.*")), document


def test_pages_follow_one_another_with_their_headings_below_their_part(book):
    headings = [(h.name, h.get_text()) for h in book.select("article :is(h1, h2, h3, h4)")]
    assert headings == [
        ("h1", "Home"), ("h2", "Data"), ("h1", "Part & whole"), ("h2", "First"), ("h3", "Data"), ("h3", "Second"),
        ("h4", "Data"),
    ]  # fmt: skip
    contents = [(li["class"], li.a.get_text()) for li in book.select("nav li")]
    assert contents == [
        (["level-1"], "Home"),
        (["level-1"], "Part & whole"),
        (["level-2"], "First"),
        (["level-3"], "Second"),
    ]


def test_links_stay_inside_the_document(book):
    ids = [element["id"] for element in book.select("[id]")]
    assert len(ids) == len(set(ids))
    inside = [a["href"][1:] for a in book.select("a[href^='#']")]
    assert set(inside) <= set(ids)
    second = book.select_one("#a-second")
    assert [a["href"] for a in second.select("a")] == [
        "#a-second--data", "#a-second--data", "#index", "https://doi.org/10.1/x",
    ]  # fmt: skip
    assert "the table" in second.get_text(), "the words of a link to a file stay"
    assert book.select_one("#index img")["src"] == "../html/_images/a.png"
    assert second.img["src"] == "../html/_images/a.png"
    assert [link["href"] for link in book.select("link")] == ["../html/_static/print.css"]


def test_what_only_a_screen_can_use_is_left_out(book):
    text = book.select_one("#a-first").get_text()
    for gone in ("secret()", "#", "knob", "RIS", "CHAP", "Download", "way"):
        assert gone not in text, gone
    assert "shown()" in text
    assert "as text" in text
    assert book.select_one("#a-first details").has_attr("open")


def test_what_is_missing_is_said_in_one_line(site, tmp_path, monkeypatch):
    (site / "a" / "second.html").unlink()
    with pytest.raises(pdf.PdfError, match=r"second\.html is missing; make book writes it$"):
        pdf.joined(site, tmp_path, tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(pdf.VARIABLE, raising=False)
    with pytest.raises(pdf.PdfError, match=r"^a PDF needs Chromium: none of chromium, .* is on the path"):
        pdf.make(site, tmp_path / "book.pdf", tmp_path)
    monkeypatch.setenv(pdf.VARIABLE, "no-such-browser")
    with pytest.raises(pdf.PdfError, match="names 'no-such-browser', which is no program"):
        pdf.find_chromium()
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    with pytest.raises(pdf.PdfError, match=r"^a PDF needs the package pikepdf: pip install -e '\.\[web\]'"):
        pdf.make(site, tmp_path / "book.pdf", tmp_path)
