"""Any input at all: no value of a parameter and no argument of the command hangs, is executed, or shows a traceback.

`ATOMBRIDGE_DEEP=1` looks further: more examples, and every page at random points inside its ranges.
"""

import ast
import json
import math
import os
import re
import shutil
import subprocess
import sys
from itertools import zip_longest
from types import SimpleNamespace

import jsonschema
import nbformat
import papermill.parameterize
import pytest
from allowed import extremes, inside
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from atombridge import cli, data, pages, runner, sweep
from atombridge.data import ROOT
from atombridge.pages import PageError

DEEP = bool(os.environ.get("ATOMBRIDGE_DEEP"))
COMMON = {
    "derandomize": not DEEP,
    "database": None,
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}
FEW = settings(max_examples=400 if DEEP else 20, **COMMON)
MANY = settings(max_examples=5000 if DEEP else 300, **COMMON)

PAGES = pages.find_all()
PARAMETERS = [(page.id, name) for page in PAGES.values() for name in page.schema()["properties"]]

KERNEL = nbformat.from_dict({"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}})
MARK = "atombridge_was_here"
CODE = [
    f"1; import os; os.mkdir('{MARK}')",
    f"__import__('os').mkdir('{MARK}')",
    f'"""\n__import__("os").mkdir("{MARK}")\n"""',
    f'"; __import__("os").mkdir("{MARK}"); x = "',
    f"' + str(__import__('os').mkdir('{MARK}')) + '",
    f"\\\"; __import__('os').mkdir('{MARK}') #",
    f"\n!mkdir {MARK}\n%system mkdir {MARK}",
    "{electronegativity} %(x)s ${HOME} `id` $(id)",
    "\\", "\\\\\"", "\"", "'", "\r\n", "\u2028", "\x00", "\x1b[31m", "\ud800", "é" * 300, "NaN", "Infinity", "-1e999",
    "1e999", "0x10", "1_000", "9" * 5000, "[" * 3000, '{"a":' * 3000, '{"Hg": 1, "Hg": 2}', "null", "true", "[]", "{}",
    "-0.0", "1e-400", "٣", " 1 ", "1,5",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(CODE), st.text(st.characters(), max_size=60))


def json_values(floats):
    return st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), floats, TEXTS),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
        max_leaves=8,
    )


JSON, FINITE = json_values(st.floats()), json_values(st.floats(allow_nan=False, allow_infinity=False))


def parsed_or_refused(page, assignment):
    """The parameters, or None where they are refused in one printable line that names what is allowed."""
    try:
        return pages.parse_parameters(page, [assignment])
    except PageError as error:
        line = cli.one_line(str(error))
        assert line.isprintable()
        assert len(line) < 3000
        return None


@pytest.mark.parametrize(("page_id", "name"), PARAMETERS)
def test_a_value_is_allowed_by_the_schema_or_refused(page_id, name):
    page, rule = PAGES[page_id], PAGES[page_id].schema()["properties"][name]

    @FEW
    @given(st.one_of(TEXTS, JSON.map(lambda v: json.dumps(v, ensure_ascii=False)), inside(rule).map(json.dumps)))
    def any_value(text):
        found = parsed_or_refused(page, f"{name}={text}")
        if found is not None:
            jsonschema.validate(found[name], rule)
            json.dumps(found, allow_nan=False)  # no number that is none

    any_value()
    for text in CODE:
        parsed_or_refused(page, f"{name}={text}")


@pytest.mark.parametrize(("page_id", "name"), PARAMETERS)
def test_every_extreme_is_accepted_as_written(page_id, name):
    page, rule = PAGES[page_id], PAGES[page_id].schema()["properties"][name]
    assert len(extremes(rule)) >= 2
    for value in extremes(rule):
        assert pages.parse_parameters(page, [f"{name}={json.dumps(value)}"]) == {name: value}


@pytest.mark.parametrize(("page_id", "name"), PARAMETERS)
def test_just_outside_the_ends_is_refused(page_id, name):
    page, rule = PAGES[page_id], PAGES[page_id].schema()["properties"][name]
    if rule["type"] not in ("number", "integer") or "enum" in rule:
        outside = ['"something else"', "3.25" if rule["type"] != "object" else "[]", "null"]
    else:
        low, high = rule["minimum"], rule["maximum"]
        assert low < high
        outside = [repr(math.nextafter(low, -math.inf)), repr(math.nextafter(high, math.inf)), "true", "null", '"1"']
        outside += ["1.5"] if rule["type"] == "integer" else []
    for text in outside:
        with pytest.raises(PageError, match="is not allowed"):
            pages.parse_parameters(page, [f"{name}={text}"])


def test_numbers_come_in_the_type_that_is_asked_for():
    """JSON makes no difference of 6 and 6.0, nor of 10**21 and 1e21; Python and numpy do."""
    assert repr(pages.parse_parameters(PAGES["e28"], ["zeros_above=3.0"])) == "{'zeros_above': 3}"
    assert repr(pages.parse_parameters(PAGES["e15"], ["leave_out=[1.0, 2]"])) == "{'leave_out': [1, 2]}"
    density = pages.parse_parameters(PAGES["fig-4"], [f"carrier_density_cm3={10**22}"])
    assert repr(density) == "{'carrier_density_cm3': 1e+22}"
    for text in ("1e999", "-1e999", "NaN", "[1, Infinity]", "[" * 3000):  # no JSON, so the text itself
        assert pages.as_value(text) == text
    with pytest.raises(PageError, match="'Hg' is given twice"):
        pages.parse_parameters(PAGES["table-1"], ['electronegativity={"Hg": 1, "Hg": 2}'])
    with pytest.raises(PageError, match="is given 20001 characters, at most 10000"):
        pages.parse_parameters(PAGES["table-1"], [f"scale={'x' * 20_001}"])


@MANY
@given(st.dictionaries(st.sampled_from(["a", "b", "scale"]), FINITE, max_size=3))
@example({"a": [{"b": text} for text in CODE]})
def test_values_reach_a_page_as_literals(values):
    """papermill's parameter cell, and the line of a sweep, assign what was given and do nothing else."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("a = 1", metadata={"tags": ["parameters"]})])
    notebook.metadata = KERNEL | {"papermill": {}}
    made = papermill.parameterize.parameterize_notebook(notebook, values, kernel_name="python3", language="python")
    injected = "\n".join(c.source for c in made.cells if "injected-parameters" in c.metadata.get("tags", []))
    for source in (injected, sweep.assignments(values)):
        found = {}
        for node in ast.parse(source).body:
            assert isinstance(node, ast.Assign)
            found[node.targets[0].id] = ast.literal_eval(node.value)
        assert found == values, source


def test_code_given_as_a_value_is_not_executed(tmp_path):
    """A real run: the page receives the text, and nothing in it happened."""
    code = 'import json\nfrom pathlib import Path\nprint(json.dumps([text, table]), Path("MARK").exists())'
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell('text = ""\ntable = {}', metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(code.replace("MARK", MARK)),
        ]
    )
    notebook.metadata = KERNEL
    nbformat.write(notebook, tmp_path / "fig-9.ipynb")
    page = pages.Page("fig-9", tmp_path / "fig-9.ipynb")
    text = "\n".join(t for t in CODE if "\ud800" not in t)
    values = {"text": text, "table": {t: t for t in CODE if "\ud800" not in t}}
    executed = runner.execute_page(page, values)
    printed = executed.cells[-1].outputs[0].text
    assert printed == json.dumps([text, values["table"]]) + " False\n"
    assert [p.name for p in tmp_path.iterdir()] == ["fig-9.ipynb"]


FORBIDDEN = re.compile(
    r"\b(eval|exec|compile)\(|\byaml\.load\((?!text, Loader=_YamlLoader)|\byaml\.(unsafe|full)_load|\bpickle\b|\bdill\b"
    r"|\bshelve\b|\bmarshal\b|allow_pickle|read_pickle|os\.system|os\.popen|shell=True|^\s*[!%]|get_ipython\(\)\.run|\.eval\("
    r"|\.query\((?!\s*[\"']|$)|\bsympify\(|\bparse_expr\(|\blambdify\("
)


def test_no_code_of_the_book_executes_data():
    """Nothing that turns text into code is used: neither in the package and the scripts, nor on a page."""
    sources = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for folder in ("src", "data")
        for path in (ROOT / folder).rglob("*.py")
    }
    for page in PAGES.values():
        sources[page.id] = "\n".join(c.source for c in page.look().cells if c.cell_type == "code" and c.id != "colab")
    assert len(sources) > 80
    found = [
        f"{name}: {line.strip()}"
        for name, source in sources.items()
        for line in source.splitlines()
        if FORBIDDEN.search(line) and not re.search(r"\bre\.compile\(", line)
    ]
    assert found == []
    for bad in (
        "eval('1')",
        "yaml.load(f)",
        "np.load(f, allow_pickle=True)",
        "!ls",
        "run(c, shell=True)",
        "t.query(x)",
    ):
        assert FORBIDDEN.search(bad)


# Pages at the ends of what their schemas allow


def covering(page):
    """Few points at which every parameter takes each of its extremes once, the first ones together, then the second."""
    columns = {name: extremes(rule) for name, rule in page.schema()["properties"].items()}
    most = 4 if not DEEP else 1000
    chosen = {
        name: values if len(values) <= most else [*values[: most - 2], *values[-2:]] for name, values in columns.items()
    }
    defaults = {name: rule["default"] for name, rule in page.schema()["properties"].items()}
    missing = object()
    return [
        {name: defaults[name] if value is missing else value for name, value in zip(chosen, row, strict=True)}
        for row in zip_longest(*chosen.values(), fillvalue=missing)
    ]


def random_points(page, n):
    found = []

    @settings(max_examples=n, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.fixed_dictionaries({name: inside(rule) for name, rule in page.schema()["properties"].items()}))
    def collect(point):
        found.append(point)

    collect()
    return found


@pytest.fixture(scope="module")
def pool():
    """Processes that stay for all pages, so that imports are made once in each."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        yield executor


@pytest.mark.parametrize("page_id", PAGES)
def test_a_page_computes_at_every_extreme_of_its_parameters(pool, page_id):
    page = PAGES[page_id]
    points = covering(page) + (random_points(page, 30) if DEEP else [])
    for point in points:
        pages.parse_parameters(page, [f"{name}={json.dumps(value)}" for name, value in point.items()])
    table = sweep.sweep(page_id, points, executor=pool)
    failed = table[table.error.notna()]
    assert failed.empty, failed.iloc[0].to_dict()
    checks = [column for column in table if column.endswith(" agrees")]
    assert table[checks].notna().all(axis=None), "a check is not made at some point"


# Outputs


@pytest.fixture
def own_root(tmp_path, monkeypatch):
    """A repository to hurt, with one page; the run itself is replaced by an empty notebook."""
    root = tmp_path / "repository"
    for folder in ("notebooks", "data", "src", "book"):
        (root / folder).mkdir(parents=True)
    (root / "index.md").write_text("# x\n")
    (root / "notebooks" / "fig-1.ipynb").write_text("committed")
    monkeypatch.setattr(data, "ROOT", root)
    monkeypatch.setattr(runner, "execute_page", lambda page, parameters: nbformat.v4.new_notebook())
    return root


def outputs_refused(path, words):
    with pytest.raises(PageError) as caught:
        runner.run_page(pages.Page("fig-1", ROOT), {}, path)
    assert words in str(caught.value), str(caught.value)
    assert cli.one_line(str(caught.value)).isprintable()


def test_an_output_never_hits_the_book(own_root, tmp_path):
    (tmp_path / "link.ipynb").symlink_to(own_root / "notebooks" / "fig-1.ipynb")
    (tmp_path / "folder").symlink_to(own_root / "notebooks")
    (tmp_path / "circle").symlink_to("circle")
    before = sorted(own_root.rglob("*"))
    for path in ("notebooks/x.ipynb", "notebooks/fig-1.ipynb", "data/../notebooks/x.ipynb"):
        outputs_refused(own_root / path, "among the committed notebooks")
    for path in (tmp_path / "link.ipynb", tmp_path / "folder" / "x.ipynb"):
        outputs_refused(path, "among the committed notebooks")
    outputs_refused(own_root / "data" / "x.csv", "among the committed files of data/")
    outputs_refused(own_root / "index.md", "is a file of the repository")
    outputs_refused(tmp_path / "no" / "x.ipynb", "is not a folder")
    outputs_refused(tmp_path, "is no regular file")
    outputs_refused(tmp_path / "circle", "")
    outputs_refused(tmp_path / ("x" * 300), "File name too long")
    outputs_refused(tmp_path / "a\0b", "is no place for the output")
    assert sorted(own_root.rglob("*")) == before
    assert (own_root / "notebooks" / "fig-1.ipynb").read_text() == "committed"


def test_a_device_is_no_output_and_stays_one(own_root):
    for device in ("/dev/full", "/dev/null"):
        if os.path.exists(device):
            outputs_refused(pages.Path(device), "is no regular file")
            assert not os.path.isfile(device)


def test_an_own_file_is_replaced_whole_and_another_links_target_too(own_root, tmp_path):
    target = tmp_path / "mine.ipynb"
    target.write_text("old")
    runner.run_page(pages.Page("fig-1", ROOT), {}, own_root / "mine.ipynb")
    runner.run_page(pages.Page("fig-1", ROOT), {}, target)
    assert nbformat.read(target, as_version=4).cells == []
    assert nbformat.read(own_root / "mine.ipynb", as_version=4).cells == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.ipynb", "repository"]


def test_a_full_disk_leaves_what_was_there_and_nothing_else(own_root, tmp_path, monkeypatch):
    target = tmp_path / "mine.ipynb"
    target.write_text("old")

    def full(source, destination):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left on device") as caught:
        runner.run_page(pages.Page("fig-1", ROOT), {}, target)
    assert caught.value.filename == str(target)
    assert target.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.ipynb", "repository"]


def test_a_folder_that_cannot_be_written_to_is_refused_before_the_run(own_root, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    monkeypatch.setattr(runner, "execute_page", None)
    outputs_refused(tmp_path / "mine.ipynb", "cannot be written to")


def test_a_full_output_is_one_line():
    if not os.path.exists("/dev/full"):
        pytest.skip("no device /dev/full on this system")
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-c", "from atombridge.cli import main; main()", "list"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "atombridge: the output: No space left on device\n"


def test_a_reader_that_has_enough_ends_the_command_quietly():
    command = f"{sys.executable} -c 'from atombridge.cli import main; main()' list | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


# A page that never ends


def test_a_cell_that_never_ends_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "LONGEST_CELL_S", 1)
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import os\nprint(os.getpid())\nwhile True: pass")]
    )
    nbformat.write(notebook, tmp_path / "fig-9.ipynb")
    page = pages.Page("fig-9", tmp_path / "fig-9.ipynb")
    before = page.path.read_bytes()
    failures = runner.execute_out_of_date([page])
    assert failures == {"fig-9": "fig-9: a cell did not end within 1 s and was stopped"}
    assert page.path.read_bytes() == before


def test_a_clone_in_a_folder_with_braces_runs(tmp_path):
    """papermill takes braces in a path for parameters."""
    folder = tmp_path / "{scale} {} %s"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('fine')")])
    nbformat.write(notebook, folder / "fig-9.ipynb")
    executed = runner.execute_page(pages.Page("fig-9", folder / "fig-9.ipynb"))
    assert executed.cells[0].outputs[0].text == "fine\n"


# The command


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    root = tmp_path_factory.mktemp("sandbox")
    for folder in ("data", "notebooks"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "*.csv"))
    for name in ("CITATION.cff", "_config.yml"):
        shutil.copy(ROOT / name, root)
    return root


NAMES = st.one_of(st.sampled_from([name for _, name in PARAMETERS]), TEXTS)
ASSIGNMENTS = st.one_of(
    st.builds("{}={}".format, NAMES, st.one_of(TEXTS, JSON.map(json.dumps))),
    st.sampled_from(PARAMETERS).flatmap(
        lambda p: inside(PAGES[p[0]].schema()["properties"][p[1]]).map(lambda v: f"{p[1]}={json.dumps(v)}")
    ),
    TEXTS,
)
COMMANDS = ["run", "sweep", "list", "cite", "execute", "colab-cell", "checksums"]
WORDS = st.one_of(
    st.sampled_from(["-p", "--json", "-o", "--format", "--force", "--jobs", "--dask", "-h", "--help", "--", "0", "-1"]),
    st.sampled_from(["bibtex", "ris", "csl", "text", "/dev/full", "/", ".", "", "notebooks/x.ipynb"]),
    st.sampled_from(list(PAGES)),
    ASSIGNMENTS,
)
ARGUMENTS = st.one_of(
    st.builds(lambda command, rest: [command, *rest], st.sampled_from(COMMANDS), st.lists(WORDS, max_size=5)),
    st.builds(
        lambda page, given_: ["run", page, *(word for a in given_ for word in ("-p", a))],
        st.sampled_from(list(PAGES)), st.lists(ASSIGNMENTS, max_size=3),
    ),
    st.builds(
        lambda page, given_: ["sweep", page, *given_],
        st.sampled_from(list(PAGES)), st.lists(ASSIGNMENTS, max_size=3),
    ),
    st.lists(WORDS, max_size=5),
)  # fmt: skip


@MANY
@given(arguments=ARGUMENTS)
@example(["run", "\udcff"])
@example(["sweep", "fig-1", f"first_affinity_ev={'1,' * 400}1", f"second_affinity_ev={'-5,' * 400}-5"])
def test_no_arguments_of_the_command_show_a_traceback(sandbox, monkeypatch, arguments):
    """Everything up to the execution itself, which is replaced: what runs has passed the validation."""
    ran = SimpleNamespace(points=0)

    def checked(page, parameters):
        jsonschema.validate(dict(parameters), page.schema())

    def run_page(page, parameters, output=None):
        checked(page, parameters)
        if output is not None:
            runner.output_path(output)
        return {"page": page.id, "parameters": dict(parameters), "checks": page.checks()}

    def run_sweep(page_id, points, **ignored):
        ran.points = len(points)
        for point in points[:50]:
            checked(PAGES[page_id], point)
        return sweep.pd.DataFrame([{**point, "error": None} for point in points[:50]] or [{"error": None}])

    before = {path: path.stat().st_mtime_ns for path in sandbox.rglob("*")}
    monkeypatch.setattr(data, "ROOT", sandbox)
    monkeypatch.setattr(runner, "run_page", run_page)
    monkeypatch.setattr(runner, "write_text", lambda text, path: False)
    monkeypatch.setattr(runner, "execute_out_of_date", lambda chosen, **ignored: {})
    monkeypatch.setattr(sweep, "sweep", run_sweep)
    monkeypatch.setattr(sweep, "Client", None, raising=False)
    monkeypatch.setattr(sweep, "dask_executor", refuse_scheduler)
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), (arguments, result.exc_info)
    assert result.exit_code in (0, 1, 2), (arguments, result.exit_code)
    assert "Traceback" not in result.output
    if result.exit_code and result.stderr:
        line = result.stderr.rstrip("\n").split("\n")[-1]
        assert line.startswith("atombridge: "), (arguments, result.stderr)
        assert line.isprintable()
    assert ran.points <= sweep.MOST_POINTS
    assert {path: path.stat().st_mtime_ns for path in sandbox.rglob("*")} == before


def refuse_scheduler(address):
    raise PageError(f"no Dask scheduler answers at {address!r}")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["cite", "e99"], "no page 'e99'"),
        (["cite", "E13"], "no page 'E13'"),
        (["cite", "e13", "--format", "mla"], "'mla' is not one of"),
        (["sweep", "fig-1"], "Missing argument"),
        (["sweep", "fig-1", "first_affinity_ev="], "not of the form NAME=VALUE,VALUE"),
        (["sweep", "fig-1", "first_affinity_ev=[]"], "[] is not of type 'number'"),
        (["sweep", "fig-1", "colour=1,2"], "no parameter 'colour'"),
        (["sweep", "fig-1", "first_affinity_ev=1", "first_affinity_ev=2"], "given twice"),
        (["sweep", "fig-1", "first_affinity_ev=1,1e999"], "first_affinity_ev"),
        (["sweep", "fig-1", "first_affinity_ev=1", "--jobs", "0"], "'--jobs'"),
        (["sweep", "fig-1", "first_affinity_ev=1", "--dask", "tcp://127.0.0.1:9"], "no Dask scheduler answers"),
        (["sweep", "fig-1", "first_affinity_ev=1", "-o", "notebooks/x.csv"], "among the committed notebooks"),
        (["sweep", "fig-1", "first_affinity_ev=1", "-o", "/nowhere/x.csv"], "/nowhere is not a folder"),
        (["sweep", "fig-1", "first_affinity_ev=" + "1," * 100_001 + "1"], "100002 values"),
    ],
)
def test_wrong_use_is_one_line(monkeypatch, arguments, words):
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert len(result.stderr) < 1500
