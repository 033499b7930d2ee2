"""The built site, as a reader and a machine meet it."""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from pybtex.database import Entry, parse_file
from sphinx.errors import ExtensionError
from sphinx.util.images import get_image_size

from atombridge import citation, data, explorer, pages
from atombridge.book import bibliography, explorers, figure_views, mathml, pdf, registry, results, theme_script
from atombridge.book import citation as book_citation
from atombridge.book.typography import THIN_SPACE
from atombridge.data import ROOT
from atombridge.figures import COLOURS

PAGES = pages.find_all()
BIN = Path(sys.executable).parent
OWN = [BIN / "atombridge", "site"]
STOCK = [BIN / "jupyter-book", "build", ".", "--quiet"]
STRICT = ["-W", "-n", "--keep-going"]


def run_build(source, command, check=False):
    """Build a copy with the package of that copy, which finds data and notebooks beside itself."""
    return subprocess.run(
        command,
        cwd=source,
        env=os.environ | {"PYTHONPATH": str(source / "src")},
        capture_output=True,
        text=True,
        check=check,
    )


def build(target, command=OWN):
    """Build the committed sources in a folder of their own; return the HTML folder."""
    source = copy_source(target)
    done = run_build(source, command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    return source / "_build" / "html"


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    return build(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def soups(html):
    return {
        path.relative_to(html).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(html.rglob("*.html"))
        if "_static" not in path.parts
    }


def copy_source(target):
    ignored = shutil.ignore_patterns(".git", ".venv*", "_build", "__pycache__", "*_cache")
    return Path(shutil.copytree(ROOT, target / "source", ignore=ignored))


def test_addresses_once_they_are_set(tmp_path, soups):
    """Launch buttons with the repository's address; canonical address, sitemap and preview with the site's."""
    page = page_html(PAGES["fig-3"])
    assert not soups[page].select('a[href*="mybinder.org"], a[href*="colab.research"]')
    assert not soups[page].select("link[rel=canonical], link[rel=cite-as], meta[property^=og]")
    source = copy_source(tmp_path)
    with (source / "CITATION.cff").open("a", encoding="utf-8") as file:
        file.write("\nurl: https://book.example/companion\n")
    config = source / "_config.yml"
    text = config.read_text(encoding="utf-8").replace('url: ""', "url: https://github.com/some/book")
    config.write_text(text, encoding="utf-8")
    (source / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters: [{file: notebooks/figures/fig-3}]\n")
    # Links to the pages left out are broken here, so warnings are no errors.
    run_build(source, STOCK, check=True)
    soup = BeautifulSoup((source / "_build" / "html" / page).read_text(encoding="utf-8"), "html.parser")
    links = {a["href"] for a in soup.select("a[href]")}
    path = "notebooks/figures/fig-3.ipynb"
    assert f"https://mybinder.org/v2/gh/some/book/main?urlpath=lab/tree/{path}" in links
    assert f"https://colab.research.google.com/github/some/book/blob/main/{path}" in links
    base = "https://book.example/companion/"
    assert soup.select_one("link[rel=canonical]")["href"] == base + page
    assert soup.select_one("link[rel=cite-as]")["href"] == base + "fig-3/"
    assert soup.select_one("meta[name=citation_public_url]")["content"] == base + "fig-3/"
    image = soup.select_one("meta[property='og:image']")["content"]
    assert image.startswith(base)
    assert (source / "_build" / "html" / image.removeprefix(base)).is_file()
    assert base + page in (source / "_build" / "html" / "sitemap.xml").read_text(encoding="utf-8")


def page_html(page):
    return page.path.relative_to(ROOT).with_suffix(".html").as_posix()


def test_every_notebook_is_in_the_book(soups):
    assert {page_html(page) for page in PAGES.values()} <= soups.keys()


def test_outline_shows_every_part():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    evidence = yaml.safe_load((ROOT / "data" / "paper" / "evidence.yaml").read_text(encoding="utf-8"))
    assert [f for f in files if f.startswith("book/evidence/")] == [
        f"book/evidence/{part['id']}" for part in evidence["parts"]
    ]
    assert {"book/figures", "book/synthesis", "book/rerun", "book/cite"} <= set(files)


def test_nothing_is_asked_of_another_host(soups):
    for name, soup in soups.items():
        for tag, attribute in (("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src")):
            for element in soup.find_all(tag, **{attribute: True}):
                if tag == "link" and element.get("rel") in (["canonical"], ["license"]):
                    continue
                assert not re.match(r"(https?:)?//", element[attribute]), (name, element[attribute])
        for script in soup.find_all("script", src=False):
            assert "unpkg" not in script.text, name


def transferred(html, name, soup):
    """Bytes of a page and all that it loads, texts compressed as a server sends them."""

    def weight(path):
        content = path.read_bytes()
        return len(gzip.compress(content) if path.suffix in (".html", ".css", ".js", ".svg") else content)

    page = html / name
    files = {page}
    for element, attribute in (("link", "href"), ("script", "src"), ("img", "src")):
        for found in soup.find_all(element, **{attribute: True}):
            loaded = {"stylesheet", "icon", "preload"} & {*found.get("rel", [])}
            if (element != "link" or loaded) and not found[attribute].startswith("data:"):
                files.add((page.parent / found[attribute].partition("?")[0]).resolve())
    for sheet in [file for file in files if file.suffix == ".css"]:
        for address in re.findall(r"""url\(["']?([^"')]+\.woff2?)""", sheet.read_text(encoding="utf-8")):
            files.add((sheet.parent / address).resolve())
        for address in re.findall(r'@import "([^"]+)"', sheet.read_text(encoding="utf-8")):
            files.add((sheet.parent / address).resolve())
    return sum(map(weight, files))


def test_pages_are_light(soups, html):
    """An evidence page takes at most 600 kB over the wire, one with an interactive figure 700, and the site 32 MB."""
    weights = {n: transferred(html, n, soup) for n, soup in soups.items() if n.startswith("notebooks/evidence/")}
    assert len(weights) == 32
    allowed = {name: 700e3 if soups[name].select(".explorer") else 600e3 for name in weights}
    assert {name: weight for name, weight in weights.items() if weight > allowed[name]} == {}
    assert sum(file.stat().st_size for file in html.rglob("*") if file.is_file()) < 32e6
    assert not [file for file in html.rglob("*") if file.suffix in (".map", ".ttf") or "thebe" in file.name]
    for name, soup in soups.items():
        loaded = {script["src"].partition("?")[0].rpartition("/")[2] for script in soup.find_all("script", src=True)}
        assert "fontawesome.js" not in loaded, name
        assert ("searchtools.js" in loaded) == (name == "search.html"), name
        inline = [script.text for script in soup.find_all("script", src=False, type=False)]
        assert len(inline) == len({*inline}), name


def test_the_styles_of_the_pdf_stay_in_the_site(html):
    sheet = (ROOT / "book/_static/print.css").read_text(encoding="utf-8")
    asked = set(re.findall(r"\.([\w-]+)", " ".join(re.findall(r"(?m)^ *([^{}/*]*\.whole-book[^{}]*)\{", sheet))))
    kept = (html / "_static/site.css").read_text(encoding="utf-8")
    assert asked >= pdf.CLASSES
    assert [name for name in sorted(asked) if f".{name}" not in kept] == []


def test_every_icon_is_drawn(soups, html):
    """Each icon of a page has its rule in the style sheet, and its drawing in the font that comes with the site."""
    styles = (html / "_static/site.css").read_text(encoding="utf-8")
    font = TTFont(html / "_static/vendor/fontawesome/webfonts/fa-solid-900.woff").getBestCmap()
    names = {name for soup in soups.values() for icon in soup.select("[class*=fa-]") for name in icon["class"]}
    icons = {name for name in names if name.startswith("fa-")} - {"fa-solid", "fa-lg"}
    assert len(icons) > 8
    for icon in icons:
        code = re.search(rf'\.{icon}:before[^{{]*\{{content:\s*"\\?([^"]+)"', styles)
        assert code, icon
        assert (ord(code[1]) if len(code[1]) == 1 else int(code[1], 16)) in font, icon


def test_notebooks_are_offered_without_images(html):
    for page in PAGES.values():
        offered = json.loads((html / "_sources" / page.path.relative_to(ROOT)).read_text(encoding="utf-8"))
        here = json.loads(page.path.read_text(encoding="utf-8"))
        assert [cell["source"] for cell in offered["cells"]] == [cell["source"] for cell in here["cells"]]
        assert "image/png" not in json.dumps(offered)


def test_every_local_link_and_anchor_leads_somewhere(soups, html):
    assert list(dead_links(soups, html)) == []


LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "form": "action"}
"""Elements that name another file, and the attribute that does."""


def dead_links(soups, html):
    """Local links of every page, wherever they stand, to a file or an anchor that is not there."""
    ids = {name: {e["id"] for e in soup.find_all(id=True)} for name, soup in soups.items()}
    files = {path.relative_to(html).as_posix() for path in html.rglob("*") if path.is_file()}
    for name, soup in soups.items():
        for tag, attribute in LINKS.items():
            for element in soup.find_all(tag, **{attribute: True}):
                address = element[attribute]
                if re.match(r"[a-z]+:|//", address) or address in ("#", ""):
                    continue
                path, _, anchor = unquote(address).partition("#")
                # Compared as text: a name in the wrong case leads nowhere on most servers.
                target = os.path.normpath(Path(name).parent / path.partition("?")[0]) if path else name
                if target not in files:
                    target = os.path.normpath(Path(target) / "index.html")
                if target not in files or (anchor and anchor not in ids.get(target, ())):
                    yield name, address


def test_dead_links_are_found(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "index.html").write_text("")
    soups = {
        "one/index.html": BeautifulSoup('<p id="here"><a href="../two.html#there"></a>', "html.parser"),
        "two.html": BeautifulSoup(
            '<a href="one/"></a><a href="one/#here"></a><a href="One/"></a><a href="one/index.html#no"></a>'
            '<img src="three.png"><a href="https://host.example/"></a><a href="#">',
            "html.parser",
        ),
    }
    assert list(dead_links(soups, tmp_path)) == [
        ("one/index.html", "../two.html#there"),
        ("two.html", "One/"),
        ("two.html", "one/index.html#no"),
        ("two.html", "three.png"),
    ]


def test_images_have_alternative_text(soups):
    for name, soup in soups.items():
        for image in soup.select("article img"):
            assert len(image.get("alt", "")) > 40, (name, image.get("src"))


def test_every_figure_offers_its_numbers_and_its_image(soups, html):
    offered = set()
    for name, soup in soups.items():
        for figure in soup.select("article figure:not(.explorer)"):
            (link,) = figure.select("figcaption a.figure-data[download]")
            file = (html / name).parent.joinpath(link["href"]).resolve()
            offered.add(file)
            content = file.read_bytes()
            assert content.count(b"\r\n") == content.count(b"\n") > 3, file.name
            table = pd.read_csv(file)
            assert len(table.columns) >= 3, file.name
            image = figure.select_one("a.large-image > img")
            assert image["src"] == image.parent["href"], name
            path = (html / name).parent.joinpath(image["src"])
            assert (image["width"], image["height"]) == tuple(map(str, get_image_size(path))), name
            assert image["loading"] == "lazy", name
    folder = html / figure_views.FOLDER
    assert offered == set(folder.resolve().iterdir())
    assert len(offered) >= 51
    for page in PAGES.values():
        for figure, table in figure_views.tables(page).items():
            written = (folder / figure_views.file_name(figure)).read_bytes().decode("utf-8")
            assert written == table.replace("\n", "\r\n"), figure
    links = pd.read_csv(folder / "dependence-graph.csv")
    assert len(links) == len(json.loads((html / "dependence.json").read_text(encoding="utf-8"))["edges"])


def test_interactive_figures_bring_all_they_need(soups, html):
    found = set()
    for name, soup in soups.items():
        scripts = [script for script in soup.select("script[src]") if "vendor/d3" in script["src"]]
        if figure := soup.select_one("figure.explorer"):
            found.add(figure["id"])
            (script,) = scripts
            assert script.has_attr("defer")
            assert (html / name).parent.joinpath(script["src"].partition("?")[0]).is_file()
            content = json.loads(figure.select_one("script.explorer-data").string)
            page = PAGES[content["page"]]
            assert page_html(page) == name
            outputs = [o for cell in page.look().cells for o in cell.get("outputs", [])]
            stored = [o.data[explorer.MEDIA_TYPE] for o in outputs if explorer.MEDIA_TYPE in o.get("data", {})]
            assert content in [explorers.as_printed(grid) for grid in stored]
            assert "Interactive, added by this book" in figure.get_text()
            assert "needs JavaScript" in figure.get_text()
            assert figure.figcaption.get_text() == content["caption"].replace("_", "")
            # The drawn figure, which stands where the other does not, comes first.
            assert figure.find_previous("figure").select_one("img")
        else:
            assert scripts == [], name
    assert found == {"explore-fig-4", "explore-table-1", "explore-e13"}


@pytest.mark.parametrize("page_id", PAGES)
def test_page_has_its_id_and_shows_its_stored_checks(soups, page_id):
    page = PAGES[page_id]
    soup = soups[page_html(page)]
    assert soup.section["id"] == page_id
    shown = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in soup.select("table.check-table tbody tr")
    ]
    stored = pages.stored_checks(page.read())
    assert [row[0].split()[0] for row in shown] == [check["claim"] for check in stored]
    for row, check in zip(shown, stored, strict=True):
        assert row[3].startswith("✓ agrees" if check["agrees"] else "✗ differs"), check["claim"]
    # Neighbouring checks share one table with one heading row.
    assert min(1, len(stored)) <= len(soup.select("table.check-table")) <= len(stored)


def test_computed_numbers_in_prose_are_filled_in(soups):
    for name, soup in soups.items():
        for number in soup.select("span.pasted-text"):
            assert number.get_text(strip=True), name
        assert "{glue" not in soup.get_text(), name


@pytest.mark.parametrize("page_id", PAGES)
def test_page_can_be_cited(soups, html, page_id):
    soup, page = soups[page_html(PAGES[page_id])], PAGES[page_id]
    for kind, ending in citation.FORMATS.items():
        (link,) = soup.select(f'a[download="{page_id}.{ending}"]')
        file = (html / page_html(page)).parent.joinpath(link["href"]).resolve()
        lines = file.read_text(encoding="utf-8").rstrip().splitlines()
        assert any(page.title() in line for line in lines)
        shown = [block.get_text().rstrip().splitlines() for block in soup.select("div.cite-box pre")]
        assert [line.rstrip() for line in lines] in shown, kind
    assert soup.select_one("meta[name=citation_title]")["content"] == page.title()


def test_short_addresses_lead_to_their_places(soups, html):
    ids = {name: {e["id"] for e in soup.find_all(id=True)} for name, soup in soups.items()}
    for identifier, target in book_citation.short_addresses().items():
        soup = BeautifulSoup((html / identifier / "index.html").read_text(encoding="utf-8"), "html.parser")
        assert soup.a["href"] == f"../{target}"
        name, _, anchor = target.partition("#")
        assert anchor in ids[name], identifier


def test_bibliography_says_where_each_work_is_cited(soups):
    soup = soups["book/references.html"]
    entries = soup.select("div.citation")
    assert len(entries) > 50
    bare = [entry.get_text(" ", strip=True)[:60] for entry in entries if not entry.select("a.reference.internal")]
    assert bare == []
    keys = parse_file(str(ROOT / "book" / "references.bib")).entries
    assert len(entries) == len(keys)
    (letter_5,) = [e for e in entries if "Mourachkine" in e.get_text() and "Kluwer" in e.get_text()]
    assert letter_5.find("a", href="audit.html#ref-5")
    assert letter_5.find("a", href="../notebooks/evidence/e19-pair-size.html")


def test_data_page_offers_every_table(soups, html):
    soup = soups["book/data.html"]
    for entry in data.descriptor()["resources"]:
        (link,) = soup.find_all("a", href=f"../data/{entry['path']}")
        offered = (html / "book" / link["href"]).resolve()
        assert hashlib.sha256(offered.read_bytes()).hexdigest() == entry["hash"].removeprefix("sha256:")
        section = link.find_parent("section")
        columns = [row.th.get_text(strip=True) for row in section.select("table tbody tr")]
        assert columns == [field["name"] for field in entry.get("schema", {}).get("fields", [])]


def test_ledger_has_one_anchored_row_for_each_statement(soups):
    soup = soups["book/ledger.html"]
    rows = registry.claims()
    shown = soup.select("table.ledger tbody tr")
    assert len(shown) == len(rows)
    for line, row in zip(shown, rows, strict=True):
        assert line.find(id=row["id"].lower())
        text = line.get_text(" ", strip=True)
        assert registry.VERDICTS[row["verdict"]] in text
        if row["caveat"]:
            assert re.sub(r"\W", "", row["caveat"])[:40] in re.sub(r"\W", "", text)


def test_scoreboard_counts_are_those_of_the_registry(soups):
    soup = soups["book/scoreboard.html"]
    lines = soup.select("table.score tbody tr")
    cells = [[c.get_text(strip=True) for c in row.find_all(["th", "td"])] for row in lines]
    rows = registry.claims()
    for line in cells[:-1]:
        verdicts = [r["verdict"] for r in rows if registry.part_of(r["location"]) == line[0]]
        assert line[1:] == [*(str(verdicts.count(v)) for v in registry.VERDICTS if v != "pending"), str(len(verdicts))]
    assert cells[-1][-1] == str(len(rows))
    assert len(soup.select("table.evidence-grid tbody tr")) == 32


def test_no_verdict_without_a_section():
    for item in registry.evidence():
        if item["id"] not in PAGES:
            assert (item["statement_verdict"], item["mechanism_verdict"]) == ("untested", "untested"), item["id"]
            assert item["url"] is None
            assert item["data_grade"] is None
    status = {i["id"]: i["status"] for i in yaml.safe_load((ROOT / "data/paper/evidence.yaml").read_text())["items"]}
    assert {i for i, s in status.items() if s == "written"} == {p for p in PAGES if re.fullmatch(r"e\d\d", p)}


def test_results_json(html):
    written = json.loads((html / "results.json").read_text(encoding="utf-8"))
    assert written == results.collect()
    jsonschema.validate(written, json.loads((html / "results.schema.json").read_text(encoding="utf-8")))
    table_1 = [c for c in written["checks"] if c["page"] == "table-1" and "C061" <= c["claim"] <= "C072"]
    assert [c["stated"] for c in table_1] == [
        0.609, 0.591, 0.596, 0.608, 0.625, 0.618, 0.594, 0.590, 0.588, 0.625, 0.668, 0.623,
    ]  # fmt: skip
    assert all(c["agrees"] for c in table_1)
    assert json.loads((html / "evidence.json").read_text(encoding="utf-8")) == written["evidence"]
    assert (html / "references.bib").read_bytes() == (ROOT / "book" / "references.bib").read_bytes()
    assert (html / "claims.csv").read_bytes() == (ROOT / "data" / "paper" / "claims.csv").read_bytes()


def test_schema_refuses_what_it_should():
    good = results.collect()
    schema = json.loads(results.SCHEMA_PATH.read_text(encoding="utf-8"))
    for damage in (
        lambda r: r["claims"][0].update(verdict="proved"),
        lambda r: r["checks"][0].pop("tolerance"),
        lambda r: r["evidence"].pop(),
        lambda r: r["checks"][0].update(page="figure 4"),
    ):
        bad = json.loads(json.dumps(good))
        damage(bad)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


def test_formulas_are_mathml(soups):
    soup = soups["notebooks/tables/table-1.html"]
    formula = soup.select_one("div.math")
    assert formula.select_one("math[display=block] mfrac")
    assert formula.select_one(".eqno").get_text().startswith("(1)")
    assert not soup.find(string=re.compile(r"\\frac|\\left"))


def test_no_tex_is_left_in_the_text(soups):
    for name, soup in soups.items():
        strings = soup.find_all(string=True)
        text = "".join(s for s in strings if not s.find_parent(["math", "script", "style", "pre", "code"]))
        assert not re.search(r"\$[^$\n]{1,60}\$|\\\\(frac|mathrm|delta|text)\b", text), name


def test_bold_symbols_do_not_spread():
    markup = BeautifulSoup(
        mathml.to_mathml(r"\phi(\boldsymbol{r})+\boldsymbol R+\boldsymbol\alpha x", display=False), "html.parser"
    )
    assert [e.get_text() for e in markup.select(".boldsymbol")] == ["r", "R", "α"]


def test_functions_and_bars_are_set_apart():
    markup = mathml.to_mathml(r"\cosh x + \cos(x) - |m|", display=False)
    assert markup.count('rspace="0.1667em"') == 1
    assert '<mo form="prefix" lspace="0" rspace="0">|</mo>' in markup
    assert '<mo form="postfix" lspace="0" rspace="0">|</mo>' in markup


def test_fractions_of_single_digits_are_read_as_tex_does():
    whole = mathml.to_mathml(r"\frac{1}{2}(x)", display=True)
    assert mathml.to_mathml(r"\frac12(x)", display=True) == whole
    assert mathml.to_mathml(r"\frac 1 2(x)", display=True) == whole
    assert mathml.to_mathml(r"\frac1{2}(x)", display=True) == whole
    assert mathml.to_mathml(r"\tfrac12 x", display=True) == mathml.to_mathml(r"\tfrac{1}{2} x", display=True)


def test_unreadable_formula_is_named():
    with pytest.raises(Exception, match=r"formula cannot be turned into MathML: '\\\\frobnicate"):
        mathml.to_mathml(r"\frobnicate{x}", display=True)


def test_two_builds_are_identical(html, tmp_path):
    """In two folders, and by Jupyter Book's own command as well, which reads one page after another."""

    def digests(folder):
        return {
            p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(folder.rglob("*"))
            if p.is_file()
        }

    assert digests(build(tmp_path, STOCK + STRICT)) == digests(html)


def test_a_warning_fails_the_build(tmp_path):
    source = copy_source(tmp_path)
    (source / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    (source / "index.md").write_text("# A page\n\n[nowhere](no-such-page.md)\n", encoding="utf-8")
    done = run_build(source, OWN)
    assert done.returncode == 1
    assert "no-such-page.md" in done.stderr
    assert done.stderr.endswith("atombridge: the site was not built, see above\n")


def test_changed_entry_is_formatted_again():
    """The bibliography remembers formatted entries by key, but not past a change."""
    style, entry = bibliography.FormattedOnce(), Entry("misc", {"title": "First", "year": "1999"})
    entry.key = "somebody1999"
    assert "First" in str(style.format_entry("1", entry).text)
    assert style.format_entry("2", entry).label == "2"
    changed = Entry("misc", {"title": "Second", "year": "1999"})
    changed.key = entry.key
    assert "Second" in str(style.format_entry("1", changed).text)


def test_synthesis_shows_the_stored_words(soups, html):
    """Matrix, sentences and downloads are those of mechanisms.yaml; the matrix can be read without colour."""
    content = yaml.safe_load((ROOT / "data" / "paper" / "mechanisms.yaml").read_text(encoding="utf-8"))
    soup = soups["book/synthesis.html"]
    rows = soup.select("table.mechanism-matrix tbody tr")
    assert len(rows) == 32
    for row, item in zip(rows, content["items"], strict=True):
        cells = row.find_all(["th", "td"])
        assert cells[0].get_text(strip=True).startswith(item["id"])
        assert cells[0].a["href"] == f"#reading-{item['id']}"
        for cell, mechanism in zip(cells[1:], content["mechanisms"], strict=True):
            assert cell.get_text().split()[-1] == item["cells"][mechanism["id"]]["relation"]
            assert cell.get_text().startswith(f"{mechanism['short']}: ")
        reading = soup.find(id=f"reading-{item['id']}")
        assert item["finding"] in reading.get_text()
        lines = reading.find_all("li")
        assert len(lines) == 6
        for line, cell in zip(lines, item["cells"].values(), strict=True):
            assert f"{cell['relation']}: {cell['says']}" in line.get_text()
            assert len(line.select("a[href*='references.html']")) == len(cell["sources"])
    assert json.loads((html / "mechanisms.json").read_text(encoding="utf-8")) == content
    jsonschema.validate(content, json.loads((html / "mechanisms.schema.json").read_text(encoding="utf-8")))
    graph = json.loads((html / "dependence.json").read_text(encoding="utf-8"))
    assert [node["id"] for node in graph["nodes"]] == [item["id"] for item in content["items"]]
    links = soup.select("table.dependence-links tbody tr")
    assert len(links) == len(graph["edges"])
    counts = [row.td.get_text().split()[-1] for row in soup.select("table.dependence-rules tbody tr")]
    assert counts == [str(rule["count"]) for rule in graph["rules"]]


def test_landing_page_takes_its_numbers_from_the_registries(soups, html):
    """Bars, counts and the table of items are those of results.json; each item leads to its section in one click."""
    soup = soups["index.html"]
    told = json.loads((html / "results.json").read_text(encoding="utf-8"))
    own = [claim for claim in told["claims"] if claim["location"] != "Added check"]
    assert "pending" not in {claim["verdict"] for claim in own}
    stored = [
        Counter(claim["verdict"] for claim in own),
        Counter(item["statement_verdict"] for item in told["evidence"]),
        Counter(item["mechanism_verdict"] for item in told["evidence"]),
    ]
    bars = soup.select("div.score-bar")
    for bar, counts in zip(bars, stored, strict=True):
        drawn = {span["class"][0]: int(re.search(r"\d+", span["style"])[0]) for span in bar.select("div.bar span")}
        assert drawn == {f"outcome-{slug.replace('_', '-')}": n for slug, n in counts.items()}
        words = {item["class"][0]: int(item.strong.get_text()) for item in bar.select("li")}
        assert words == {name: drawn.get(name, 0) for name in words}
        assert drawn.keys() <= words.keys()
    text = soup.article.get_text(" ", strip=True)
    assert f"{len(own)} statements" in text
    shared, against = stored[2]["shared_with_rivals"], stored[2]["against"]
    assert f"{shared} are shared with at least one of them, and {against} speak against it" in text
    rows = soup.select("table.essence-grid tbody tr")
    columns = [cell.get_text(strip=True) for cell in soup.select("table.essence-grid thead th")][1:]
    for item in told["evidence"]:
        (link,) = [a for a in soup.select("table.essence-grid a") if a.get_text().startswith(f"{item['id']}: ")]
        assert link["href"] == item["url"]
        cell = link.find_parent("td")
        assert cell.find_parent("tr") in rows
        assert cell.find_parent("tr").th.get_text(strip=True) == registry.STATEMENT_VERDICTS[item["statement_verdict"]]
        column = columns[cell.find_parent("tr").find_all("td").index(cell)]
        assert column == registry.MECHANISM_VERDICTS[item["mechanism_verdict"]]


def test_landing_page_leads_to_every_figure(soups):
    links = {a["href"] for a in soups["index.html"].select("p.page-links a")}
    wanted = {page_html(p) for p in PAGES.values() if p.path.parent.name in ("figures", "tables")}
    assert links == wanted | {"notebooks/equations.html"}


def luminance(colour):
    """Relative luminance of a colour such as #0072B2, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_page_and_figures_share_their_colours():
    """Light theme: the palette of the figures.  Both themes: text is legible on every ground it stands on."""
    styles = (ROOT / "book" / "_static" / "book.css").read_text(encoding="utf-8")
    grounds = {"light": {"background": "#FFFFFF", "surface": "#F3F4F5"}, "dark": {}}
    for theme, ground in grounds.items():
        block = re.search(rf'html\[data-theme="{theme}"\] \{{(.*?)\}}', styles, re.DOTALL)[1]
        ground |= dict(re.findall(r"--pst-color-(background|on-background|surface): (#\w{6})", block))
        tints = dict(re.findall(r"--ab-(\w+)-tint: (#\w{6})", block))
        accents = dict(re.findall(r"--ab-(\w+): (#\w{6})", block))
        assert accents.keys() == {"book", "contrast", "third", "fourth", "quiet"}
        if theme == "light":
            assert accents == {name: COLOURS[name] for name in accents}
        for name, colour in accents.items():
            for below in [*ground.values(), *([tints[name]] if name in tints else [])]:
                assert contrast(colour, below) >= 4.5, (theme, name, below)


def test_logo_is_seen_in_both_themes_and_named(soups):
    logo = (ROOT / "book" / "_static" / "logo.svg").read_text(encoding="utf-8")
    for colour in {*re.findall(r"#\w{6}", logo)}:
        assert contrast(colour, "#FFFFFF") >= 3, colour
        assert contrast(colour, "#121212") >= 3, colour
    for name, soup in soups.items():
        if soup.select_one("#pst-primary-sidebar"):
            assert soup.select_one("link[rel~=icon]")["href"].endswith("_static/logo.svg"), name
            assert all(image["alt"] for image in soup.select(".navbar-brand img")), name


def test_boxes_are_measured_while_the_browser_is_idle(html):
    script = (html / "_static" / theme_script.SCRIPT).read_text(encoding="utf-8")
    assert theme_script.measured_when_idle(script) == script
    with pytest.raises(ExtensionError, match="does not measure boxes as it did"):
        theme_script.measured_when_idle("(()=>{})()")


def test_font_of_formulas_has_their_signs_and_comes_early(soups):
    styles = (ROOT / "book" / "_static" / "book.css").read_text(encoding="utf-8")
    ranges = re.search(r"unicode-range: ([^;]*);", styles)[1]
    held = set()
    for first, last in re.findall(r"U\+(\w+)(?:-(\w+))?", ranges):
        held |= set(range(int(first, 16), int(last or first, 16) + 1))
    used = {}
    for name, soup in soups.items():
        formulas = soup.select("math")
        early = [script for script in soup.select("head script") if 'rel: "preload"' in script.get_text()]
        assert len(early) == bool(formulas), name
        assert all(f'_static/{mathml.FONT}"' in script.get_text() for script in early), name
        assert not soup.select("link[rel=preload]"), name
        used |= dict.fromkeys("".join(formula.get_text() for formula in formulas), name)
    # Spaces need no font; it has no script l, but the reader's own has.
    assert {sign: name for sign, name in used.items() if ord(sign) not in held and sign not in "\n\u00a0\u2113"} == {}


def test_place_of_filters_is_as_high_as_they_will_be(soups):
    """The script makes a search, a choice for each kind of class, one for the order, and a button."""
    found = 0
    for soup in soups.values():
        for place in soup.select(".filters-place"):
            table = place.find_next_sibling().table
            assert "filterable" in table["class"]
            words = {word for row in table.select("tr") for word in row.get("class", []) if "--" in word}
            kinds = {word.partition("--")[0] for word in words}
            assert place["style"] == f"--fields: {len(kinds) + 3}"
            found += 1
    assert found == 3


def test_hidden_code_says_what_it_makes(soups):
    names = Counter()
    for name, soup in soups.items():
        lines = [summary.get_text(" ", strip=True) for summary in soup.select("details.hide > summary")]
        assert len(set(lines)) == len(lines), name
        assert all(line.startswith("Show the code: ") for line in lines), (name, lines)
        assert not soup.select("details.hide > summary[aria-label]"), name
        names.update(line.partition("Hide")[0].partition(": ")[2].strip(" ()0123456789") for line in lines)
    assert names["Plot"] + names["the comparison with the letter"] > 60
    assert names["the interactive figure"] == 3
    assert names["this step"] < 5, names


def test_tables_have_headings_of_columns_and_rows(soups):
    without = []
    for name, soup in soups.items():
        for table in soup.select("article table:not(.explorer-readouts)"):
            assert {cell.get("scope") for cell in table.select("thead th")} == {"col"}, name
            assert {cell["scope"] for cell in table.select("tbody th")} <= {"row"}, name
            if not table.select("tbody th"):
                without.append(name)
                first = [row.td.get_text(strip=True) for row in table.select("tbody tr")]
                assert len(set(first)) < len(first) or not all(first), name
    assert len(without) < 40, Counter(without)


def test_symbols_have_their_index_low(soups):
    found = 0
    for name, soup in soups.items():
        found += sum(low.get_text() in ("c", "B") for low in soup.select("article sub"))
        for text in soup.find_all(string=re.compile(r"(?<![A-Za-z])Tc(?![A-Za-z])|kBTc|[µμ]B\b")):
            hidden = text.find_parent(["script", "style", "pre", "code", "math", "title", "option"])
            assert hidden or text.find_parent(id="jb-print-docs-body") or not soup.article, (name, text)
    assert found > 300


def test_ledger_writes_counts_years_and_angles_as_such(soups):
    rows = {row.p["id"]: row for row in soups["book/ledger.html"].select("table.ledger tbody tr")}
    values = {name: [p.get_text() for p in row.find_all("td")[1].find_all("p")] for name, row in rows.items()}
    assert values["c033"] == ["letter: 8", "book: 8"]
    assert values["c348"] == ["asked: 2", "book: 1.9"]
    assert values["c018"] == ["letter: 1986"]
    assert values["c120"] == ["letter: 45°"]
    assert values["c206"] == [f"letter: 400 to 10⁴{THIN_SPACE}Å"]


PRINTED_UNIT = r"(?:[mk]?eV|m?K|Å|nm|pm|[µμ]m|cm|GPa|kbar|T|%|ppm|m?V|THz|J)(?:[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]|(?!\w))"


def test_signs_are_those_of_print(soups):
    """No hyphen for a minus, no wide or missing space before a unit, no formula without subscripts, outside of code."""
    wrong = {
        "hyphen for a minus": r"(?<![\w.–\u2212)\]/-])-\d",
        "space before a unit": rf"\d[ \u00a0]{PRINTED_UNIT}",
        "unit without a space": r"\d(?:eV|meV|K|Å|nm|GPa)(?!\w)",
        "formula": r"(?<![\w“\"/.])(?=\w*(?:\wO[2-9]|Cu[2-9]|Ba2|Sr2|B2))(?:[A-Z][a-z]?[\d.]*){2,}(?!\w)",
        "power": r"\b[a-z]+\^-?\d",
    }
    found = []
    for name, soup in soups.items():
        page = BeautifulSoup(str(soup), "html.parser")
        title = page.title.get_text()
        for element in page.select("script, style, pre, code, math, noscript, head"):
            element.decompose()
        texts = [title, page.get_text(), *(image.get("alt", "") for image in page.select("img"))]
        for kind, pattern in wrong.items():
            for text in texts:
                for match in re.finditer(pattern, text):
                    found.append((name, kind, text[max(0, match.start() - 25) : match.end() + 15]))
    assert found == []
