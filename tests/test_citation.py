"""Citing a page: one record in four formats that other programs read, lasting addresses, metadata that fits."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import bibtexparser
import jsonschema
import pytest
import rispy
import yaml
from bs4 import BeautifulSoup
from pybtex.database import parse_string

from atombridge import citation, data, pages
from atombridge.book import citation as site
from atombridge.data import ROOT

PAGES = pages.find_all()
CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
# The schema of the Citation File Format 1.2.0, by S. Druskat and others, CC BY 4.0, doi:10.5281/zenodo.5171937.
CFF_SCHEMA = json.loads((Path(__file__).with_name("cff-1.2.0.schema.json")).read_text(encoding="utf-8"))


def as_json(value):
    return json.loads(json.dumps(value, default=str))


def test_citation_file_is_valid():
    jsonschema.validate(as_json(CFF), CFF_SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(as_json(CFF | {"title": ""}), CFF_SCHEMA)


def test_the_letters_authors_are_never_the_books():
    letters = {author["family"] for author in citation.letter()["author"]}
    assert letters == {"Shi", "Zhu"}
    for person in CFF["authors"]:
        assert person.get("family-names") not in letters
    assert citation.authors() == "The Atombridge companion authors"


@pytest.fixture
def root(tmp_path):
    """A root with an address, a release date and one page, outside any clone."""
    for name in ("CITATION.cff", "_config.yml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    with (tmp_path / "CITATION.cff").open("a", encoding="utf-8") as file:
        file.write("\nurl: https://book.example/companion\ndate-released: 2026-12-01\ndoi: 10.5072/example.1\n")
    return tmp_path


def test_every_page_has_a_record_of_its_own():
    titles = [citation.record(page)["title"] for page in PAGES.values()]
    assert len(set(titles)) == len(titles)
    for page in PAGES.values():
        record = citation.record(page)
        assert record["container-title"] == CFF["title"]
        assert record["version"] == str(CFF["version"])
        assert record["section"] == page.id
        assert "Examines Jun-jie Shi and Yao-hui Zhu, arXiv:2503.13104v3" in record["note"]


def test_bibtex_is_read_by_two_parsers(root):
    text = citation.formatted(PAGES["e13"], "bibtex", root)
    entries = parse_string(text, "bibtex").entries
    chapter, letter = entries["atombridge-e13"], entries["shi2025ionic"]
    assert chapter.type == "incollection"
    assert str(chapter.persons["author"][0]) == "{The Atombridge companion authors}"
    assert chapter.fields["url"] == "https://book.example/companion/e13/"
    assert (chapter.fields["year"], chapter.fields["doi"]) == ("2026", "10.5072/example.1")
    assert letter.fields["eprint"] == "2503.13104v3"
    assert [p.last_names for p in letter.persons["author"]] == [["Shi"], ["Zhu"]]
    again = {entry["ID"]: entry for entry in bibtexparser.loads(text).entries}
    assert again["atombridge-e13"]["title"].strip("{}") == PAGES["e13"].title()
    assert again["atombridge-e13"]["booktitle"].strip("{}") == CFF["title"]


def test_ris_has_its_fields_and_no_numbers_between(root):
    text = citation.formatted(PAGES["e13"], "ris", root)
    assert text.startswith("TY  - CHAP\n")
    assert all(re.fullmatch(r"([A-Z][A-Z0-9]  - .*)?", line) for line in text.splitlines())
    chapter, letter = rispy.loads(text)
    assert chapter["title"] == PAGES["e13"].title()
    assert chapter["secondary_title"] == CFF["title"]
    assert chapter["authors"] == ["The Atombridge companion authors"]
    assert chapter["urls"] == ["https://book.example/companion/e13/"]
    assert (chapter["year"], chapter["date"]) == ("2026", "2026/12/01/")
    assert letter["authors"] == ["Shi, Jun-jie", "Zhu, Yao-hui"]


def test_csl_and_text(root):
    chapter, letter = json.loads(citation.formatted(PAGES["e13"], "csl", root))
    assert (chapter["type"], letter["type"]) == ("chapter", "article")
    assert chapter["issued"] == {"date-parts": [[2026, 12, 1]]}
    text = citation.formatted(PAGES["e13"], "text", root)
    for part in (
        "(2026)",
        PAGES["e13"].title(),
        CFF["title"],
        "Version 0.1.0",
        "book.example/companion/e13/",
        "arXiv:2503",
    ):
        assert part in text, part
    assert text.count("\n") == 1


def test_outside_a_clone_and_without_an_address_nothing_is_made_up(tmp_path):
    (tmp_path / "CITATION.cff").write_bytes((ROOT / "CITATION.cff").read_bytes())
    record = citation.record(PAGES["fig-4"], tmp_path)
    assert not {"URL", "DOI", "issued"} & record.keys()
    assert record["note"].startswith(f"Version {CFF['version']}. Examines")
    for kind in citation.FORMATS:
        assert "None" not in citation.formatted(PAGES["fig-4"], kind, tmp_path)
    assert citation.short_url("C125", tmp_path) is None


def test_commit_is_that_of_the_clone(tmp_path):
    def git(*arguments):
        identity = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / "CITATION.cff").write_bytes((ROOT / "CITATION.cff").read_bytes())
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "x", "--date", "2026-03-04T05:06:07Z")
    citation.state.cache_clear()
    commit, day = citation.state(tmp_path)
    assert re.fullmatch(r"[0-9a-f]{12}", commit)
    assert isinstance(day, date)
    changed = (ROOT / "CITATION.cff").read_text(encoding="utf-8") + "# changed\n"
    (tmp_path / "CITATION.cff").write_text(changed, encoding="utf-8")
    citation.state.cache_clear()
    assert citation.state(tmp_path)[0] == f"{commit}-dirty"
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "CITATION.cff").write_text(changed, encoding="utf-8")
    assert citation.state(tmp_path / "inner") == (None, None), "a folder inside another clone is not that clone"


def test_command_prints_what_the_book_offers():
    command = [Path(sys.executable).parent / "atombridge", "cite", "e19", "--format"]
    for kind in citation.FORMATS:
        done = subprocess.run([*command, kind], capture_output=True, text=True, check=True)
        assert done.stdout == citation.formatted(PAGES["e19"], kind)


# --- In the site ------------------------------------------------------------------------------------------------------


def test_published_ids_still_lead_somewhere():
    lines = (ROOT / "tests" / "ids.txt").read_text(encoding="utf-8").splitlines()
    published = [line for line in lines if not line.startswith("#")]
    addresses = site.short_addresses()
    planned = {i["id"] for i in data.load("evidence")["items"] if i["status"] == "planned"}
    assert set(published) - planned <= addresses.keys()
    assert addresses.keys() <= set(published), "add the new ids to tests/ids.txt"
    assert len(published) == len(set(published))


def test_redirect_leads_on_without_scripts():
    text = site.redirect_page("e19", "notebooks/x.html#e19", "e19: a < b & c")
    soup = BeautifulSoup(text, "html.parser")
    assert soup.html["lang"] == "en"
    assert soup.select_one("meta[http-equiv=refresh]")["content"] == "0; url=../notebooks/x.html#e19"
    assert soup.a["href"] == "../notebooks/x.html#e19"
    assert soup.title.text == "e19: a < b & c"


@pytest.mark.parametrize("page_id", ["e13", "fig-4", "equations"])
def test_head_metadata_of_a_page(page_id):
    soup = BeautifulSoup(site.head_metadata(PAGES[page_id], "../../"), "html.parser")
    meta = {}
    for element in soup.find_all("meta"):
        meta.setdefault(element["name"], []).append(element["content"])
    assert meta["citation_title"] == meta["DC.title"] == [PAGES[page_id].title()]
    assert meta["citation_author"] == meta["DC.creator"] == ["The Atombridge companion authors"]
    assert meta["citation_inbook_title"] == [CFF["title"]]
    assert re.fullmatch(r"\d{4}/\d\d/\d\d", meta.get("citation_publication_date", ["2026/01/01"])[0])
    links = {link["rel"][0]: link["href"] for link in soup.find_all("link")}
    assert links["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert links["describedby"] == f"../../cite/{page_id}.json"
    linked = json.loads(soup.script.string)
    assert linked["@type"] == "Chapter"
    assert linked["about"]["identifier"] == "arXiv:2503.13104v3"
    assert [author["familyName"] for author in linked["about"]["author"]] == ["Shi", "Zhu"]
    assert linked["author"]["name"] == "The Atombridge companion authors"
    claims = data.load("claims").fillna("").set_index("id")
    assert linked["review"]
    for review in linked["review"]:
        claim = claims.loc[review["itemReviewed"]["identifier"]]
        assert page_id in claim.page.split()
        assert review["claimReviewed"] == claim.statement
        assert review.get("reviewBody", "") == claim.caveat


def test_nothing_in_a_statement_can_end_the_script():
    text = site._script({"reviewBody": "</script><b>&"})
    assert text.count("</script>") == 1
    assert json.loads(BeautifulSoup(text, "html.parser").script.string) == {"reviewBody": "</script><b>&"}


def test_codecheck_manifest_names_every_page():
    manifest = yaml.safe_load((ROOT / "codecheck.yml").read_text(encoding="utf-8"))
    named = {entry["file"]: entry["comment"] for entry in manifest["manifest"]}
    assert named == {page.path.relative_to(ROOT).as_posix(): page.title() for page in PAGES.values()}
    assert manifest["paper"]["title"] == citation.letter()["title"]
