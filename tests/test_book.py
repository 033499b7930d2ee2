"""The built site, as a reader and a machine meet it."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from pybtex.database import parse_file

from atombridge import citation, data, explorer, pages
from atombridge.book import citation as book_citation
from atombridge.book import figure_views, mathml, registry, results
from atombridge.data import ROOT

PAGES = pages.find_all()
JUPYTER_BOOK = Path(sys.executable).parent / "jupyter-book"


def run_build(source, *options, check=False):
    """Build a copy with the package of that copy, which finds data and notebooks beside itself."""
    return subprocess.run(
        [JUPYTER_BOOK, "build", source, "--quiet", *options],
        env=os.environ | {"PYTHONPATH": str(source / "src")},
        capture_output=True,
        text=True,
        check=check,
    )


def build(target):
    """Build the committed sources in a folder of their own; return the HTML folder and what was printed."""
    source = copy_source(target)
    done = run_build(source, "-W", "-n", "--keep-going")
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
    run_build(source, check=True)
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


def test_every_local_link_and_anchor_leads_somewhere(soups, html):
    ids = {name: {e["id"] for e in soup.find_all(id=True)} for name, soup in soups.items()}
    for name, soup in soups.items():
        for link in soup.select("article a[href], nav a[href]"):
            href = link["href"]
            if re.match(r"[a-z]+:", href) or href in ("#", ""):
                continue
            path, _, anchor = href.partition("#")
            target = (html / name).parent.joinpath(path).resolve() if path else html / name
            assert target.exists(), (name, href)
            relative = target.relative_to(html.resolve()).as_posix() if path else name
            if anchor and relative in ids:
                assert anchor in ids[relative], (name, href)


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
            assert (html / name).parent.joinpath(image["src"]).is_file()
    folder = html / figure_views.FOLDER
    assert offered == set(folder.resolve().iterdir())
    assert len(offered) >= 52
    for page in PAGES.values():
        for figure, table in figure_views.tables(page).items():
            written = (folder / figure_views.file_name(figure)).read_bytes().decode("utf-8")
            assert written == table.replace("\n", "\r\n"), figure
    links = pd.read_csv(folder / "dependence-graph.csv")
    assert len(links) == len(json.loads((html / "dependence.json").read_text(encoding="utf-8"))["edges"])
    assert len(pd.read_csv(folder / "essence.csv")) == 32


def test_interactive_figures_bring_all_they_need(soups, html):
    found = set()
    for name, soup in soups.items():
        scripts = [script for script in soup.select("script[src]") if "d3" in script["src"]]
        if figure := soup.select_one("figure.explorer"):
            found.add(figure["id"])
            (script,) = scripts
            assert script.has_attr("defer")
            assert (html / name).parent.joinpath(script["src"].partition("?")[0]).is_file()
            content = json.loads(figure.select_one("script.explorer-data").string)
            page = PAGES[content["page"]]
            assert page_html(page) == name
            outputs = [o for cell in page.look().cells for o in cell.get("outputs", [])]
            assert content in [o.data[explorer.MEDIA_TYPE] for o in outputs if explorer.MEDIA_TYPE in o.get("data", {})]
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
        [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
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
        columns = [row.td.get_text(strip=True) for row in section.select("table tbody tr")]
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
    cells = [[c.get_text(strip=True) for c in row.find_all("td")] for row in soup.select("table.score tbody tr")]
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
        for formula in soup.select("math, script, style, pre, code"):
            formula.extract()
        assert not re.search(r"\$[^$\n]{1,60}\$|\\\\(frac|mathrm|delta|text)\b", soup.get_text()), name


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
    def digests(folder):
        return {
            p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(folder.rglob("*"))
            if p.is_file()
        }

    assert digests(build(tmp_path)) == digests(html)


def test_synthesis_shows_the_stored_words(soups, html):
    """Matrix, sentences and downloads are those of mechanisms.yaml; the matrix can be read without colour."""
    content = yaml.safe_load((ROOT / "data" / "paper" / "mechanisms.yaml").read_text(encoding="utf-8"))
    soup = soups["book/synthesis.html"]
    rows = soup.select("table.mechanism-matrix tbody tr")
    assert len(rows) == 32
    for row, item in zip(rows, content["items"], strict=True):
        cells = row.find_all("td")
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
    counts = [row.find_all("td")[1].get_text().split()[-1] for row in soup.select("table.dependence-rules tbody tr")]
    assert counts == [str(rule["count"]) for rule in graph["rules"]]


def test_landing_page_takes_its_numbers_from_the_registries(soups, html):
    """The figure's text names every count, and they add up to 32."""
    soup = soups["index.html"]
    told = json.loads((html / "results.json").read_text(encoding="utf-8"))
    alt = next(image["alt"] for image in soup.select("article img") if "two questions" in image["alt"])
    assert sum(int(n) for n in re.findall(r": (\d+)[;.]", alt)) == 32
    shared = sum(item["mechanism_verdict"] == "shared_with_rivals" for item in told["evidence"])
    against = sum(item["mechanism_verdict"] == "against" for item in told["evidence"])
    text = soup.article.get_text(" ", strip=True)
    assert f"{shared} are shared with at least one of them, and {against} speak against it" in text
    own = [claim for claim in told["claims"] if claim["location"] != "Added check"]
    assert "pending" not in {claim["verdict"] for claim in own}
    assert f"Of the letter’s {len(own)} statements" in text
