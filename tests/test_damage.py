"""Damaged inputs: every data file in every way, and what the command and the build say: one line, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from damage import ANY_TEXT, OF_NUMBERS, TABLE, UNSEEN

from atombridge import citation, cli, data, inputs, pages
from atombridge.data import ROOT, DataError

RESOURCES = {entry["name"]: entry for entry in data.descriptor()["resources"]}
TABLES = [name for name, entry in RESOURCES.items() if entry["format"] == "csv"]
REGISTRIES = [name for name, entry in RESOURCES.items() if entry["format"] == "yaml"]


def content_of(name):
    return (ROOT / "data" / RESOURCES[name]["path"]).read_bytes()


def damaged(damage, name):
    """The damaged bytes of a table, or None where it has nothing that could be damaged this way."""
    content = content_of(name)
    fields = RESOURCES[name]["schema"]["fields"]
    numbers = [i for i, field in enumerate(fields) if field["type"] in ("number", "integer")]
    try:
        changed = damage(content, numbers) if damage in OF_NUMBERS else damage(content)
    except IndexError:
        return None
    return None if changed == content else changed


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A second root whose data are in a commit of their own, to damage one file at a time."""
    root = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "book", root / "book")
    for name in ("CITATION.cff", "_config.yml"):
        shutil.copy(ROOT / name, root)
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


def refusal(load, *arguments, **keywords) -> str:
    with pytest.raises(DataError) as caught:
        load(*arguments, **keywords)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 1500
    return message


@pytest.mark.parametrize("damage", TABLE.values(), ids=TABLE.keys())
def test_a_damaged_table_is_refused_with_row_and_column_whatever_its_checksum(damage):
    """As after `make data`, which would record the checksum of the damaged file: the description alone must tell."""
    n = 0
    for name in TABLES:
        if (content := damaged(damage, name)) is None:
            continue
        message = refusal(data.parse_table, content, RESOURCES[name], f"data/{RESOURCES[name]['path']}")
        assert message.startswith(f"data/{RESOURCES[name]['path']}"), name
        if content:
            assert ", row " in message, message
            assert "column" in message or "quotes" in message or "values for" in message, message
        n += 1
    assert n > 60


@pytest.mark.parametrize("damage", (TABLE | UNSEEN).values(), ids=(TABLE | UNSEEN).keys())
def test_a_file_that_differs_from_its_checksum_is_refused_with_the_place(clone, damage):
    n = 0
    for name in TABLES:
        path = clone / "data" / RESOURCES[name]["path"]
        before = path.read_bytes()
        if (content := damaged(damage, name)) is None:
            continue
        try:
            path.write_bytes(content)
            message = refusal(data.load, name, root=clone)
        finally:
            path.write_bytes(before)
        assert message.startswith(f"{path} is {'truncated' if len(content) < len(before) else 'altered'}: "), message
        assert "git checkout" in message
        assert "row " in message or "is empty" in message, message
        n += 1
    assert n > 60


@pytest.mark.parametrize("name", REGISTRIES)
@pytest.mark.parametrize("damage", ANY_TEXT.values(), ids=ANY_TEXT.keys())
def test_a_damaged_registry_is_refused_with_its_row(clone, name, damage):
    path = clone / "data" / RESOURCES[name]["path"]
    before = path.read_bytes()
    try:
        path.write_bytes(damage(before))
        message = refusal(data.load, name, root=clone)
    finally:
        path.write_bytes(before)
    assert message.startswith(str(path))
    assert "row " in message or "is empty" in message, message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.replace("statement_verdict: holds\n", "statement_verdict: proven\n", 1), "'proven' is not one of"),
        (lambda t: t.replace("\n  statement_verdict:", "\n  statement_verdct:", 1), "items[0] (item e01)"),
        (lambda t: t.replace("  title:", "  title: again\n  title:", 1), "'title' is given twice"),
        (lambda t: t.replace("\nitems:", "\nitems: [", 1), "not valid YAML"),
        (lambda t: t.replace("\nitems:", "\nitems: !!python/object/apply:os.getpid []\nx:", 1), "could not determine"),
        (lambda t: "- 1\n", "the whole: [1] is not of type 'object'"),
        (lambda t: t.replace("\n", "\n\t", 1), "a tab"),
    ],
)
def test_a_registry_that_is_not_as_described_is_refused(change, words):
    text = content_of("evidence").decode("utf-8")
    assert change(text) != text
    message = refusal(data.parse, change(text).encode("utf-8"), RESOURCES["evidence"], "data/paper/evidence.yaml")
    assert message.startswith("data/paper/evidence.yaml, ")
    assert words in message, message


def remove(path):
    path.unlink()


def make_folder(path):
    path.unlink()
    path.mkdir()


def link_to_itself(path):
    """A file that cannot be opened, by root neither."""
    path.unlink()
    path.symlink_to(path.name)


@pytest.mark.parametrize("damage", [remove, make_folder, link_to_itself])
@pytest.mark.parametrize(
    "file", [*(f"data/{RESOURCES[n]['path']}" for n in RESOURCES), "data/datapackage.json", "book/references.bib",
             "CITATION.cff"]
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named(clone, file, damage):
    path = clone / file
    before = path.read_bytes()
    reading = {
        "data/datapackage.json": lambda: data.descriptor(clone),
        "book/references.bib": lambda: inputs.bibliography_keys(clone),
        "CITATION.cff": lambda: citation.read(clone),
    }
    names = {f"data/{entry['path']}": name for name, entry in RESOURCES.items()}
    try:
        damage(path)
        message = refusal(reading.get(file) or (lambda: data.load(names[file], root=clone)))
    finally:
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        path.write_bytes(before)
    assert message.startswith(f"{path} cannot be read (") or message.startswith(f"{path} is missing"), message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: [], "no list of named resources"),
        (lambda p: {"resources": [1]}, "no list of named resources"),
        (lambda p: {**p, "resources": [r | {"path": "../CITATION.cff"} for r in p["resources"]]}, "does not match"),
        (lambda p: {**p, "resources": [r | {"hash": "md5:1"} for r in p["resources"]]}, "'md5:1' does not match"),
        (lambda p: {**p, "resources": [{k: v for k, v in r.items() if k != "bytes"} for r in p["resources"]]}, "bytes"),
        (lambda p: {**p, "resources": [{k: r[k] for k in r if k != "schema"} for r in p["resources"]]}, "schema"),
    ],
)  # fmt: skip
def test_a_damaged_description_is_refused(tmp_path, change, words):
    (tmp_path / "data").mkdir()
    package = change(data.descriptor())
    (tmp_path / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    message = refusal(data.load, "table_1", root=tmp_path)
    assert words in message
    assert str(tmp_path / "data" / "datapackage.json") in message


@pytest.mark.parametrize("damage", ANY_TEXT.values(), ids=ANY_TEXT.keys())
@pytest.mark.parametrize("file", ["book/references.bib", "CITATION.cff", "data/datapackage.json"])
def test_other_damaged_inputs_are_refused(clone, file, damage):
    path = clone / file
    before = path.read_bytes()
    read = {
        "book/references.bib": inputs.bibliography_keys,
        "CITATION.cff": citation.read,
        "data/datapackage.json": data.descriptor,
    }[file]
    try:
        path.write_bytes(damage(before))
        if file == "data/datapackage.json" and path.read_bytes().strip() == before.strip().replace(b"\n", b"\r\n"):
            return  # JSON has no opinion on line ends
        if file == "data/datapackage.json" and path.read_bytes() == before[:-1]:
            return
        message = refusal(read, clone)
    finally:
        path.write_bytes(before)
    assert message.startswith(str(path))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.replace("{", "{{", 1), "row 5: an entry begins in another way than @type{key,"),
        (lambda t: t.replace("= {", "= {{", 1), "row 15: not valid BibTeX"),
        (lambda t: t + t[: t.index("\n}\n") + 3], "not valid BibTeX (repeated"),
        (lambda t: t.replace("},\n", "},\n}\n", 1), "row 8: text outside any entry"),
        (lambda t: t.replace("@article{", "@article{\n", 1), "row 15: an entry begins in another way"),
        (lambda t: t.replace("\n}\n", "\n", 1), "row 14: not valid BibTeX"),
        (lambda t: t.replace("@misc", "misc", 1), "row 5: text outside any entry"),
    ],
)
def test_broken_bibtex_is_refused(clone, change, words):
    path = clone / "book" / "references.bib"
    before = path.read_text(encoding="utf-8")
    try:
        assert change(before) != before
        path.write_text(change(before), encoding="utf-8")
        message = refusal(inputs.bibliography_keys, clone)
    finally:
        path.write_text(before, encoding="utf-8")
    assert words in message, message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title:", "titel:", "'title' is a required property"),
        ("authors:\n", "authors: nobody\nx:\n", "authors: 'nobody' is not of type 'array'"),
        ("references:", "works:", "'references' is a required property"),
        ("version: 0.1.0", "version: 0.1.0\nversion: 0.2.0", "row 11, column 1: not valid YAML ('version' is given"),
        ("version: 0.1.0", "version: 0.1.0\nurl: 'javascript:alert(1)'", "url: 'javascript:alert(1)' does not match"),
        ("    year: 2025", "    year: soon", "references[0].year: 'soon' is not of type 'integer'"),
    ],
)
def test_a_citation_file_that_lacks_what_is_shown_is_refused(clone, old, new, words):
    path = clone / "CITATION.cff"
    before = path.read_text(encoding="utf-8")
    try:
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8")
        message = refusal(citation.read, clone)
    finally:
        path.write_text(before, encoding="utf-8")
    assert words in message, message


def test_a_release_date_that_is_none_is_refused(tmp_path):
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8") + "date-released: soon\n"
    (tmp_path / "CITATION.cff").write_text(text, encoding="utf-8")
    assert "a date is written 2026-12-31" in refusal(citation.state, tmp_path)


def test_a_source_that_the_bibliography_lacks_is_named_with_its_row(clone):
    path = clone / "book" / "references.bib"
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before.replace("{nims2024supercon,", "{nims2042supercon,"), encoding="utf-8")
        message = refusal(inputs.check_sources, "supercon_lsco", clone)
    finally:
        path.write_text(before, encoding="utf-8")
    inputs.check_sources("supercon_lsco", clone)
    assert message == (
        "data/supercon/lsco.csv, row 2, column source: 'nims2024supercon' is not a key of book/references.bib"
    )


def test_sound_inputs_are_accepted():
    inputs.check_all()


def test_damaged_data_get_no_checksum(clone):
    path = clone / "data" / RESOURCES["table_1"]["path"]
    package = (clone / "data" / "datapackage.json").read_bytes()
    before = path.read_bytes()
    try:
        path.write_bytes(before.replace(b",cuprate", b",cuprite", 1))
        message = refusal(data.refresh_checksums, clone)
    finally:
        path.write_bytes(before)
    assert "row 2, column family: 'cuprite' is not allowed: allowed is one of" in message
    assert (clone / "data" / "datapackage.json").read_bytes() == package


def one_line(result, file):
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("atombridge: ")
    assert result.stderr.count("\n") == 1
    assert file in result.stderr


@pytest.mark.parametrize(
    ("file", "command"),
    [
        ("CITATION.cff", ["cite", "e13"]),
        ("notebooks/evidence/e13.schema.json", ["list"]),
        ("notebooks/evidence/e13.schema.json", ["run", "e13", "-p", "family=ybco"]),
        ("notebooks/evidence/e13.schema.json", ["sweep", "e13", "family=ybco"]),
        ("notebooks/tables/table-1.ipynb", ["cite", "table-1"]),
        ("notebooks/tables/table-1.ipynb", ["execute", "table-1"]),
        ("notebooks/tables/table-1.ipynb", ["run", "table-1"]),
        ("data/datapackage.json", ["execute"]),
        ("data/datapackage.json", ["checksums"]),
        ("data/paper/evidence.yaml", ["checksums"]),
        ("_config.yml", ["colab-cell"]),
    ],
)
@pytest.mark.parametrize("damage", ["empty", "Latin-1", "truncated", "zeros"])
def test_the_command_says_what_is_damaged_in_one_line(clone, monkeypatch, file, command, damage):
    if not (clone / "notebooks").exists():
        shutil.copytree(ROOT / "notebooks", clone / "notebooks")
        shutil.copytree(ROOT / "src", clone / "src", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "requirements.lock", clone)
    path = clone / file
    before = path.read_bytes()
    monkeypatch.setattr(data, "ROOT", clone)
    try:
        path.write_bytes(ANY_TEXT[damage](before))
        one_line(CliRunner().invoke(cli.main, command), file)
    finally:
        path.write_bytes(before)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A whole copy of the book, whose own code runs in other processes."""
    root = tmp_path_factory.mktemp("whole")
    ignored = shutil.ignore_patterns("__pycache__", ".*", "_build", "tests", "benchmarks")
    shutil.copytree(ROOT, root, ignore=ignored, dirs_exist_ok=True)
    return root


def run(root, *command):
    python = [sys.executable, "-c", command[0], *command[1:]]
    environment = os.environ | {"PYTHONPATH": str(root / "src")}
    return subprocess.run(python, cwd=root, env=environment, capture_output=True, text=True, check=False)


COMMAND = "from atombridge.cli import main; main()"
BUILD = "from jupyter_book.cli.main import main; main()"


def test_a_page_that_meets_damaged_data_says_so_and_stays_as_it_was(whole):
    path, page = whole / "data" / "paper" / "table_1.csv", whole / "notebooks" / "tables" / "table-1.ipynb"
    before, notebook = path.read_bytes(), page.read_bytes()
    try:
        path.write_bytes(TABLE["extra column"](before))
        done = run(whole, COMMAND, "run", "table-1", "-o", str(whole / "mine.ipynb"))
        executed = run(whole, COMMAND, "execute", "table-1", "--force")
    finally:
        path.write_bytes(before)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"atombridge: table-1: {path} is altered: ")
    assert done.stderr.count("\n") == 1
    assert not (whole / "mine.ipynb").exists()
    assert executed.returncode == 1
    assert f"table-1: failed: table-1: {path} is altered: " in executed.stderr
    assert "Traceback" not in executed.stderr + executed.stdout
    assert page.read_bytes() == notebook


@pytest.mark.parametrize("file", ["CITATION.cff", "book/references.bib", "data/supercon/lsco.csv"])
def test_the_build_stops_with_one_line_before_it_writes(whole, file):
    path = whole / file
    before = path.read_bytes()
    try:
        path.write_bytes(ANY_TEXT["truncated"](before))
        done = run(whole, BUILD, "build", ".", "--quiet", "-W", "-n", "--keep-going")
    finally:
        path.write_bytes(before)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith(f"atombridge: {path}")
    assert done.stderr.count("\n") == 1
    assert [p for p in (whole / "_build").rglob("*") if p.is_file()] == []


def test_a_page_whose_schema_is_no_schema_is_named(tmp_path):
    page = pages.Page("fig-9", Path(tmp_path, "fig-9.ipynb"))
    for text, words in [
        ("{}", "has no properties"),
        ('{"type": 3}', "is not valid under any of the given schemas"),
        ('{"properties": {"x": {"type": "number"}}}', "parameter 'x': type, default and description are required"),
        ("[" * 100_000, "is not valid JSON"),
    ]:
        page.schema_path.write_text(text, encoding="utf-8")
        with pytest.raises(pages.PageError) as caught:
            page.schema()
        assert words in str(caught.value)
        assert str(page.schema_path) in str(caught.value)
