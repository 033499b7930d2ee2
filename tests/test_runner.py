"""Running a page: a reader's numbers reach the checks, the committed notebook stays as it was."""

import math
import os
import resource
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import psutil
import pytest

from atombridge import files, pages, runner
from atombridge.data import ROOT
from atombridge.pages import Page, PageError


def test_own_numbers_reach_the_checks(tmp_path):
    page = pages.find("table-1")
    before = page.path.read_bytes()
    output = tmp_path / "mine.ipynb"
    result = runner.run_page(page, {"electronegativity": {"Hg": 2.17, "Cu": 1.7}}, output)
    assert page.path.read_bytes() == before
    assert result["parameters"] == {"electronegativity": {"Hg": 2.17, "Cu": 1.7}}
    by_claim = {check["claim"]: check for check in result["checks"]}
    # HgBa2CuO4 by hand: one Hg, two Ba, one Cu, each bonded to oxygen at 3.44.
    f = [1 - math.exp(-((3.44 - x) ** 2) / 4) for x in (2.17, 0.89, 0.89, 1.7)]
    assert by_claim["C065"]["computed"] == pytest.approx(sum(f) / 4, abs=5e-5)
    assert by_claim["C065"]["agrees"] is False
    assert by_claim["C067"]["agrees"] is True  # LaNiO2 has neither
    kept = nbformat.read(output, as_version=4)
    assert pages.stored_checks(kept) == result["checks"]


def test_another_scale_and_weighting():
    result = runner.run_page(pages.find("table-1"), {"scale": "allred", "weighting": "metal_elements"})
    by_claim = {check["claim"]: check["computed"] for check in result["checks"]}
    f = [1 - math.exp(-((3.44 - x) ** 2) / 4) for x in (1.62, 0.89, 1.00, 1.90)]
    assert by_claim["C064"] == pytest.approx(sum(f) / 4, abs=5e-5)


def make_page(folder, code, **metadata):
    path = folder / "fig-9.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)], metadata=metadata)
    nbformat.write(notebook, path)
    return Page("fig-9", path)


def test_a_failing_page_is_named_and_left_as_it_was(tmp_path):
    good = make_page(tmp_path, "1 / 0")
    before = good.path.read_bytes()
    seen = []
    failures = runner.execute_out_of_date([good], report=lambda page, what: seen.append(what))
    assert failures == {"fig-9": "fig-9, cell 1: ZeroDivisionError: division by zero"}
    assert seen[:2] == ["never executed", "executing"]
    failed, *traceback = seen[2].split("\n")
    assert failed == "failed: fig-9, cell 1: ZeroDivisionError: division by zero"
    assert any("----> 1 1 / 0" in line for line in traceback), "code and line are shown"
    assert good.path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["fig-9.ipynb"]


def test_a_failing_page_does_not_stop_the_others(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    bad, good = make_page(tmp_path / "a", "raise SystemExit(1)"), make_page(tmp_path / "b", "print('fine')")
    dead = make_page(tmp_path, "import os\nos._exit(1)")
    bad, dead = Page("fig-7", bad.path), Page("fig-8", dead.path)
    failures = runner.execute_out_of_date([bad, dead, good], jobs=2)
    assert failures.keys() == {"fig-7", "fig-8"}
    assert "died" in failures["fig-8"]
    assert good.read().cells[0].outputs[0].text == "fine\n"


def test_a_page_that_is_no_python_does_not_stop_the_others(tmp_path):
    (tmp_path / "a").mkdir()
    good, bad = make_page(tmp_path / "a", "print('fine')"), make_page(tmp_path, "for x in (:")
    bad = Page("fig-8", bad.path)
    failures = runner.execute_out_of_date([bad, good], jobs=1)
    assert failures.keys() == {"fig-8"}
    assert "fig-8, cell 1: SyntaxError" in failures["fig-8"]
    assert good.read().cells[0].outputs[0].text == "fine\n"


def test_what_is_edited_while_a_page_is_at_work_is_not_lost(tmp_path):
    lines = ["import pathlib", "path = pathlib.Path('fig-9.ipynb')"]
    page = make_page(
        tmp_path, "\n".join([*lines, "path.write_text(path.read_text().replace('once', 'twice'))  # once"])
    )
    failures = runner.execute_out_of_date([page])
    assert failures == {"fig-9": f"fig-9: {page.path} was changed meanwhile, and is left as it is"}
    assert page.read().cells[0].source.endswith("# twice")
    assert page.read().cells[0].outputs == []


def test_a_module_that_changes_while_a_page_is_at_work_makes_it_out_of_date(tmp_path):
    (tmp_path / "data").mkdir()
    for name in ("src/atombridge", "data/datapackage.json", "requirements.lock"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    module = tmp_path / "src/atombridge/stripes.py"
    page = make_page(tmp_path, f"import atombridge.stripes\nopen({str(module)!r}, 'a').write('# more')")
    assert runner.execute_out_of_date([page], root=tmp_path) == {}
    assert pages.why_out_of_date(page.look(), tmp_path) == "changed: src/atombridge/stripes.py"


TRANSPORT = (
    "import json\nfrom ipykernel import get_connection_info\nprint(json.loads(get_connection_info())['transport'])"
)


def test_a_kernel_listens_at_no_port_that_another_may_take(tmp_path, monkeypatch):
    executed = runner.execute_page(make_page(tmp_path, TRANSPORT))
    assert executed.cells[0].outputs[0].text == "ipc\n"
    too_long = tmp_path / ("long" * 25)  # for the path of a socket
    too_long.mkdir()
    monkeypatch.setattr(runner.tempfile, "tempdir", str(too_long))
    executed = runner.execute_page(make_page(tmp_path, TRANSPORT))
    assert executed.cells[0].outputs[0].text == "tcp\n"


@pytest.mark.parametrize("how", ["a file", "standard input"])
def test_a_program_that_runs_pages_is_run_once(tmp_path, how):
    page = make_page(tmp_path, "print('fine')")
    code = f"""from pathlib import Path
from atombridge import runner
from atombridge.pages import Page

print("begun", flush=True)
print(runner.execute_page(Page("fig-9", Path({str(page.path)!r}))).cells[0].outputs[0].text, end="")
"""
    program = tmp_path / "program.py"
    program.write_text(code, encoding="utf-8")
    command, given = ([sys.executable, program], None) if how == "a file" else ([sys.executable], code)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("begun\nfine\n", 0), done.stderr


@pytest.fixture
def at_work(tmp_path):
    """A page of a copy of the repository in the middle of its execution: page, command, and the kernel's process."""
    root = tmp_path / "clone"
    for folder in ("src", "data"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", root)
    (root / "notebooks").mkdir()
    marker = tmp_path / "begun"
    code = f"import os, pathlib, time\npathlib.Path({str(marker)!r}).write_text(str(os.getpid()))\ntime.sleep(600)"
    page = make_page(root / "notebooks", code)
    (root / "notebooks" / "fig-9.schema.json").write_text("{}")
    command = [sys.executable, "-c", "from atombridge.cli import main; main()", "execute"]
    environment = os.environ | {"PYTHONPATH": str(root / "src")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}

    def heed_interrupts():  # which a shell lets its background jobs ignore
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(command, env=environment, preexec_fn=heed_interrupts, **pipes) as done:
        while not (marker.exists() and marker.read_text()):
            assert done.poll() is None, done.communicate()
            time.sleep(0.05)
        yield page, done, int(marker.read_text())


def test_an_interrupt_leaves_every_page_as_it_was(at_work):
    """As with Ctrl-C while pages are at work: nothing is written, no kernel lives on, the exit status says so."""
    page, done, kernel = at_work
    before = page.path.read_bytes()
    done.send_signal(signal.SIGINT)
    _, error = done.communicate(timeout=300)
    assert done.returncode == 130
    assert error.splitlines()[-1] == "atombridge: stopped; pages that were done are kept, the others are as they were"
    assert page.path.read_bytes() == before
    assert sorted(p.name for p in page.path.parent.iterdir()) == ["fig-9.ipynb", "fig-9.schema.json"]
    with pytest.raises(ProcessLookupError):
        os.kill(kernel, 0)


def test_no_kernel_outlives_a_killed_execution(at_work):
    """Killed alone, without a chance to end anything: the kernels see it and end themselves."""
    page, done, kernel = at_work
    before = page.path.read_bytes()
    done.kill()
    done.communicate(timeout=300)  # returns when the last process that holds the pipes is gone
    assert done.returncode == -signal.SIGKILL
    assert page.path.read_bytes() == before
    # Nobody may be there to ask how it ended: then it stays in the table of processes as a zombie.
    while psutil.pid_exists(kernel) and psutil.Process(kernel).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.05)


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "page.ipynb"
    path.write_text("as it was", encoding="utf-8")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))  # as on a disk that fills up in the middle
    try:
        with pytest.raises(OSError, match="File too large"):
            files.write_text("x" * 100_000, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_text(encoding="utf-8") == "as it was"
    assert list(tmp_path.iterdir()) == [path]
    assert files.write_text("new", path)
    assert not files.write_text("new", path)


def test_what_killed_executions_left_is_removed(tmp_path):
    (tmp_path / "notebooks" / "figures").mkdir(parents=True)
    for name in (".fig-3-abc.tmp", "fig-3.ipynb", "notes.tmp"):
        (tmp_path / "notebooks" / "figures" / name).touch()
    runner.remove_left_over(tmp_path)
    assert sorted(p.name for p in (tmp_path / "notebooks" / "figures").iterdir()) == ["fig-3.ipynb", "notes.tmp"]


def test_executing_twice_changes_nothing(tmp_path):
    code = (
        "import sys\nimport atombridge as ab\nab.load('table_1')\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')"
    )
    page = make_page(tmp_path, code, papermill={"duration": 1.0})
    assert runner.execute_out_of_date([page]) == {}
    first = page.path.read_bytes()
    stored = page.read().metadata
    assert set(stored) == {"kernelspec", "language_info", "atombridge"}
    assert stored["language_info"] == {"name": "python"}
    assert "data/paper/table_1.csv" in stored["atombridge"]["inputs"]
    assert runner.execute_out_of_date([page]) == {}
    assert page.path.read_bytes() == first
    assert runner.execute_out_of_date([page], force=True) == {}
    assert page.path.read_bytes() == first


def test_neighbouring_streams_are_joined():
    cell = nbformat.v4.new_code_cell("x")
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=t) for t in ("a", "b")]
    cell.outputs.insert(1, nbformat.v4.new_output("stream", name="stdout", text="-"))
    cell.outputs.append(nbformat.v4.new_output("stream", name="stderr", text="e"))
    notebook = runner.normalised(nbformat.v4.new_notebook(cells=[cell]))
    assert [(o.name, o.text) for o in notebook.cells[0].outputs] == [("stdout", "a-b"), ("stderr", "e")]


def test_output_must_not_hit_the_book(tmp_path):
    page = pages.find("table-1")
    with pytest.raises(PageError, match="among the committed notebooks"):
        runner.run_page(page, {}, ROOT / "notebooks" / "tables" / ".." / "other.ipynb")
    with pytest.raises(PageError, match="is not a folder"):
        runner.run_page(page, {}, tmp_path / "no" / "other.ipynb")
