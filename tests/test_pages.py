"""Pages: ids, parameters as data, and knowing when an execution is out of date."""

import csv
import json
import re
import shutil

import nbformat
import pytest

from atombridge import data, pages
from atombridge.data import ROOT
from atombridge.pages import Page, PageError


@pytest.fixture
def root(tmp_path):
    """A second root with its own code, data and notebooks, to change."""
    for folder in ("src", "data", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    return tmp_path


def test_ids():
    assert [m[1] for m in map(pages.PAGE_ID.match, ["fig-4", "fig-s1", "table-1", "equations", "e13-tc-dome"])] == [
        "fig-4",
        "fig-s1",
        "table-1",
        "equations",
        "e13",
    ]
    assert not any(map(pages.PAGE_ID.match, ["fig-42", "e1", "e133", "e13x", "notes", "table-"]))


def test_pages_come_in_the_order_of_the_book(root):
    source = root / "notebooks" / "tables" / "table-1.ipynb"
    shutil.rmtree(root / "notebooks" / "evidence")
    for name in ("evidence/e02-x", "figures/fig-s1", "figures/fig-2", "equations"):
        (root / "notebooks" / name).parent.mkdir(exist_ok=True)
        shutil.copy(source, root / "notebooks" / f"{name}.ipynb")
    found = [p for p in pages.find_all(root) if p in {"e02", "fig-s1", "fig-2", "equations", "table-1"}]
    assert found == ["fig-2", "fig-s1", "table-1", "equations", "e02"]


def test_bad_names_are_refused(root):
    source = root / "notebooks" / "tables" / "table-1.ipynb"
    shutil.copy(source, root / "notebooks" / "tables" / "table-1-copy.ipynb")
    with pytest.raises(PageError, match="same page id table-1"):
        pages.find_all(root)
    (root / "notebooks" / "tables" / "table-1-copy.ipynb").rename(root / "notebooks" / "tables" / "draft.ipynb")
    with pytest.raises(PageError, match="begins with its page id"):
        pages.find_all(root)


def test_unknown_page_names_the_nearest():
    with pytest.raises(PageError, match=r"no page 'table1' under .*notebooks; did you mean table-1"):
        pages.find("table1")
    with pytest.raises(PageError, match=r"pages are .*table-1"):
        pages.find("zzz")


@pytest.fixture
def page(tmp_path):
    schema = {
        "properties": {
            "density_cm3": {
                "type": "number", "exclusiveMinimum": 0, "maximum": 1e24, "x-unit": "cm⁻³", "default": 1e21,
                "description": "a density",
            },
            "family": {
                "type": "string", "enum": ["LSCO", "YBCO"], "default": "LSCO", "description": "a family",
            },
            "count": {"type": "integer", "minimum": 1, "default": 1, "description": "a count"},
        }
    }  # fmt: skip
    (tmp_path / "fig-9.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    return Page("fig-9", tmp_path / "fig-9.ipynb")


def test_parameters_are_json_or_text(page):
    given = ["density_cm3=1e21", "family=LSCO", "count=3"]
    assert pages.parse_parameters(page, given) == {"density_cm3": 1e21, "family": "LSCO", "count": 3}
    assert pages.parse_parameters(page, ['family="YBCO"']) == {"family": "YBCO"}


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("density_cm3=-1", "greater than 0 and at most 10²⁴"),
        ("density_cm3=1e25", "a number in cm⁻³"),
        ("density_cm3=NaN", "is not of type 'number'"),
        ("density_cm3=Infinity", "is not of type 'number'"),
        ("density_cm3=true", "is not of type 'number'"),
        ("density_cm3=__import__('os')", "is not of type 'number'"),
        ("density_cm3=", "is not of type 'number'"),
        ("count=2.5", "an integer, at least 1"),
        ("family=lsco", "'lsco' is unknown; allowed is one of LSCO, YBCO"),
        ("colour=red", "fig-9 has no parameter 'colour'; it has density_cm3, family, count"),
        ("family", "is not of the form NAME=VALUE"),
    ],
)
def test_bad_parameters_are_refused_in_one_line(page, assignment, words):
    with pytest.raises(PageError) as caught:
        pages.parse_parameters(page, [assignment])
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_parameter_given_twice_is_refused(page):
    with pytest.raises(PageError, match="'count' is given twice"):
        pages.parse_parameters(page, ["count=1", "count=2"])


def test_missing_or_damaged_schema_and_notebook(page):
    with pytest.raises(PageError, match="cannot be read"):
        page.read()
    page.path.write_text("{}", encoding="utf-8")
    with pytest.raises(PageError, match="cannot be read"):
        page.read()
    page.schema_path.write_text("{", encoding="utf-8")
    with pytest.raises(PageError, match="is not valid JSON"):
        page.schema()
    page.schema_path.unlink()
    with pytest.raises(PageError, match="looked for"):
        page.schema()


def why(root, page_id="table-1"):
    page = pages.find(page_id, root)
    return pages.why_out_of_date(page.read(), root)


def test_committed_page_is_current_in_another_folder(root):
    assert why(root) is None


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("src/atombridge/ionicity.py", "src/atombridge/ionicity.py"),
        ("src/atombridge/data.py", "src/atombridge/data.py"),  # imported by atombridge itself only
        ("src/atombridge/__init__.py", "src/atombridge/__init__.py"),
        ("data/atoms/electronegativity.csv", "data/atoms/electronegativity.csv"),
        ("requirements.lock", "requirements.lock"),
    ],
)
def test_a_changed_input_ages_the_page(root, path, named):
    (root / path).write_bytes((root / path).read_bytes() + b"\n")
    assert why(root) == f"changed: {named}"


@pytest.mark.parametrize("path", ["src/atombridge/cli.py", "src/atombridge/book/results.py"])
def test_code_that_the_page_does_not_import_does_not_age_it(root, path):
    (root / path).write_bytes((root / path).read_bytes() + b"\n")
    assert why(root) is None


def test_data_that_the_page_does_not_load_does_not_age_it(root):
    path = root / "data" / "atoms" / "ionization_energies.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    assert why(root) is None


def change_statement(root, claim, column):
    path = root / "data" / "paper" / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["id"] == claim)[column] += "1"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def test_a_changed_statement_ages_the_pages_that_read_it_and_no_other(root):
    change_statement(root, "C061", "stated")
    aged = [page for page in pages.find_all(root) if why(root, page)]
    assert aged == ["table-1", "sensitivity"]
    assert why(root) == "changed: " + ", ".join(
        f"data/paper/claims.csv#C061:{columns}" for columns in ("stated", "statement,stated,unit,test")
    )


def test_a_verdict_ages_no_page(root):
    """Verdicts and caveats reach the book from the registry, not through a page's execution."""
    change_statement(root, "C061", "caveat")
    assert [page for page in pages.find_all(root) if why(root, page)] == []


@pytest.mark.parametrize("name", [r["name"] for r in data.descriptor()["resources"] if r["name"] != "claims"])
def test_a_data_file_ages_the_pages_that_load_it_and_no_other(root, name):
    path = root / "data" / data.resource(name)["path"]
    path.write_bytes(path.read_bytes() + b"\n")
    loading = {
        page.id
        for page in pages.find_all(root).values()
        if re.search(rf'load\(\s*"{name}"', "\n".join(c.source for c in page.read().cells))
    }
    assert {page for page in pages.find_all(root) if why(root, page)} == loading


def test_a_changed_description_ages_the_page(root):
    path = root / "data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    next(r for r in package["resources"] if r["name"] == "table_1")["title"] += "!"
    path.write_text(json.dumps(package), encoding="utf-8")
    assert why(root) == "changed: data/paper/table_1.csv"


def test_changed_code_ages_the_page_and_changed_prose_does_not(root):
    page = pages.find("table-1", root)
    notebook = page.read()
    text = next(c for c in notebook.cells if c.cell_type == "markdown")
    text.source += " More words."
    assert pages.why_out_of_date(notebook, root) is None
    code = next(c for c in notebook.cells if c.cell_type == "code")
    code.source += "\nx = 1"
    assert pages.why_out_of_date(notebook, root) == "changed: code"
    code.execution_count = None
    assert pages.why_out_of_date(notebook, root) == "never executed"


def test_imports_are_followed(tmp_path):
    package = tmp_path / "src" / "atombridge"
    (package / "deep").mkdir(parents=True)
    (package / "__init__.py").write_text("from .first import x\n")
    (package / "first.py").write_text("from . import second\n")
    (package / "second.py").write_text("from .third import y as z\n")
    (package / "third.py").write_text("import numpy\n")
    (package / "fourth.py").write_text("import atombridge.fifth\n")
    (package / "fifth.py").write_text("")
    (package / "unused.py").write_text("")
    (package / "deep" / "__init__.py").write_text("from ..fifth import a\n")
    (tmp_path / "requirements.lock").write_text("")

    def inputs(code):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        found = pages.code_inputs(notebook, tmp_path)
        return {p.removeprefix("src/atombridge/") for p in found if p.startswith("src/")}

    light = {"__init__.py", "first.py", "second.py", "third.py"}
    assert inputs("import atombridge as ab") == light
    assert inputs("from atombridge.fourth import b") == light | {"fourth.py", "fifth.py"}
    assert inputs("from atombridge import fifth") == light | {"fifth.py"}
    assert inputs("%matplotlib inline\nimport atombridge.deep") == light | {"deep/__init__.py", "fifth.py"}
    assert inputs("import numpy") == set()


def test_colab_cell_comes_and_goes_with_the_address(root):
    shutil.copy(ROOT / "_config.yml", root)
    config = root / "_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('url: ""', 'url: ""  # unset'), encoding="utf-8")
    assert pages.colab_cell(root) is None
    config.write_text(text.replace('url: ""', "url: https://github.com/some/book"), encoding="utf-8")
    source = pages.colab_cell(root)
    assert "https://github.com/some/book" in source
    exec(source, {})  # outside Colab it does nothing
    notebook = pages.find("table-1", root).read()
    before = [cell.id for cell in notebook.cells]
    pages.with_colab_cell(pages.with_colab_cell(notebook, source), source)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code[0].source == source
    assert "parameters" in code[1].metadata.tags
    assert [cell.id for cell in pages.with_colab_cell(notebook, None).cells] == before
