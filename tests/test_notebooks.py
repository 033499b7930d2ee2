"""Every committed notebook: executed, current, tidy, and honest about what it compares with."""

import ast
import json
import re

import pytest

from atombridge import checks, pages
from atombridge.data import ROOT, load

PAGES = pages.find_all()
CLAIMS = load("claims").fillna("").set_index("id")


@pytest.fixture(params=PAGES, scope="module")
def page(request):
    return PAGES[request.param]


@pytest.fixture(scope="module")
def notebook(page):
    return page.read()


def code_cells(notebook):
    return [c for c in notebook.cells if c.cell_type == "code"]


def test_outputs_are_current(page, notebook):
    assert pages.why_out_of_date(notebook, ROOT) is None, f"run `atombridge execute {page.id}`"


def test_every_cell_ran_in_order_without_error(notebook):
    assert [c.execution_count for c in code_cells(notebook)] == list(range(1, len(code_cells(notebook)) + 1))
    for cell in code_cells(notebook):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr", output.text
            assert "image/svg+xml" not in output.get("data", {})
        assert not cell.source.rstrip().endswith(";"), "a trailing semicolon hides an output from nbval"


def test_nothing_of_the_execution_is_kept(notebook):
    assert set(notebook.metadata) == {"kernelspec", "language_info", "atombridge"}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags", "mystnb"}, cell.id


def test_starts_with_label_title_and_id(page, notebook):
    first = notebook.cells[0].source
    assert first.startswith(f"({page.id})=\n# ")
    assert f"**{page.id}.**" in first or f"**{page.id}**" in first
    headings = re.findall(r"(?m)^# ", "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown"))
    assert len(headings) == 1


def test_figures_have_alternative_text_caption_and_name(page, notebook):
    for cell in code_cells(notebook):
        if not any("image/png" in o.get("data", {}) for o in cell.outputs):
            continue
        meta = cell.metadata["mystnb"]
        assert len(meta["image"]["alt"]) > 60, cell.id
        assert len(meta["figure"]["caption"]) > 40, cell.id
        assert meta["figure"]["name"].startswith(f"fig-{page.id}"), cell.id


def test_figure_names_are_unique_in_the_book():
    names = [
        cell.metadata["mystnb"]["figure"]["name"]
        for page in PAGES.values()
        for cell in code_cells(page.read())
        if "figure" in cell.metadata.get("mystnb", {})
    ]
    assert len(names) == len(set(names))


def test_colab_cell_is_that_of_the_configured_address(notebook):
    expected = pages.colab_cell()
    assert [c.source for c in notebook.cells if c.id == pages.COLAB_CELL_ID] == ([expected] if expected else [])
    if expected:
        assert code_cells(notebook)[0].source == expected


def test_parameters_cell_has_the_defaults_of_the_schema(page, notebook):
    (cell,) = [c for c in code_cells(notebook) if "parameters" in c.metadata.get("tags", [])]
    assigned = {}
    for node in ast.parse(cell.source).body:
        assert isinstance(node, ast.Assign), "the parameters cell only assigns"
        assigned[node.targets[0].id] = ast.literal_eval(node.value)
    schema = page.schema()
    assert schema["additionalProperties"] is False
    assert assigned == {name: rule["default"] for name, rule in schema["properties"].items()}
    for name, rule in schema["properties"].items():
        assert rule["description"], name
        # The default itself passes the rule.
        given = [f"{name}={json.dumps(rule['default'])}"]
        assert pages.parse_parameters(page, given) == {name: rule["default"]}


def test_checks_say_what_the_registry_states(page, notebook):
    stored = pages.stored_checks(notebook)
    if page.id != "sensitivity":  # it repeats the checks of others and has a test of its own
        assert stored, "a page without a check shows nothing that can be wrong"
    for check in stored:
        assert check["page"] == page.id
        row = CLAIMS.loc[check["claim"]]
        assert page.id in row.page.split(), f"{check['claim']} is checked on {page.id}, the registry says {row.page}"
        assert (check["test"], check["unit"]) == (row.test, row.unit), check["claim"]
        computed = check["computed"]
        if check["test"] == "yes_no":
            computed = computed == "yes"
        if computed is None:
            assert check["agrees"] is False, check["claim"]
            continue
        # Compare again, from the stored value and the registry alone.
        tolerance = check["tolerance"] if check["test"] in ("number", "range", "within") else None
        stated, _, _, agrees = checks.compare(row.test, row.stated, computed, tolerance)
        assert stated == check["stated"], f"{check['claim']}: page shows {check['stated']}, registry has {row.stated}"
        assert agrees == check["agrees"], check["claim"]


def test_each_statement_is_checked_once_on_a_page(notebook):
    claims = [check["claim"] for check in pages.stored_checks(notebook)]
    assert len(claims) == len(set(claims))


def test_no_machine_path_is_stored(page):
    assert str(ROOT) not in page.path.read_text(encoding="utf-8")
