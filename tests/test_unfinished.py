"""Builds that are stopped, and builds at the same time; `make faults` does the same at random and in more ways."""

import os
import re
import shutil
import subprocess
import sys
import time

import nbformat
import pytest
from clones import BOOK, EXECUTE, SITE, make_clone
from sphinx.errors import SphinxError

from atombridge import alone, citation
from atombridge.book import build, shared
from atombridge.data import ROOT


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    clone = make_clone(tmp_path_factory.mktemp("unfinished") / "clone")
    clone.shrink()
    clone.run(SITE)
    yield clone
    clone.assert_alone()


def test_a_build_after_a_killed_one_is_right(small):
    expected = small.site()
    for path in small.notebooks():
        path.touch()
    mark = small.path / "_build" / ".doctrees" / "html.unfinished"
    assert not mark.exists()
    process = small.start(SITE)
    while not mark.exists():
        assert process.poll() is None
        time.sleep(0.05)
    small.stop(process, group=True)
    # What a build can have been at work on: a page, an image of MyST-NB's, a tree of Sphinx's.
    page = small.path / "_build/html/notebooks/figures/fig-3.html"
    image = next((small.path / "_build/jupyter_execute").rglob("*.png"))
    tree = small.path / "_build/.doctrees/book/ledger.doctree"
    for path in (page, image, tree):
        path.write_bytes(path.read_bytes()[:100])
    printed = small.run(SITE)
    assert "atombridge: the last build did not reach its end, building everything anew\n" in printed
    assert small.site() == expected
    assert small.changed() == small.left_over() == []
    assert "anew" not in small.run(SITE)


@pytest.fixture
def edited(small):
    """Edit files of the clone, and restore them."""

    def edit(name, old, new):
        path = small.path / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    yield edit
    small.git("checkout", "--quiet", ".")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("src/atombridge/book/citation.py", '"BibTeX"', '"BIBTEX"'),
        ("src/atombridge/stripes.py", "import", " import"),
        ("data/datapackage.json", "Electronegativities on", "Some electronegativities on"),
        ("data/paper/evidence.yaml", "reason: ", "reason: Because "),
        ("book/references.bib", "title = {", "title = {A "),
        ("book/_templates/brand.html", "Start page", "First page"),
        ("book/_static/book.css", "{", "{ "),
        ("book/cite.md", "# How", "# Just how"),
        ("CITATION.cff", "title: ", "title: On "),
        ("_toc.yml", "root: ", "root:  "),
        ("requirements.lock", "==", "==1"),
        ("notebooks/tables/table-1.schema.json", '"description": "', '"description": "So: '),
        ("notebooks/figures/fig-3.ipynb", '"# Figure', '"# The figure'),
        ("notebooks/figures/fig-3.ipynb", '"agrees": true', '"agrees": false'),
        ("notebooks/figures/fig-3.ipynb", '"parameters"', '"parameters", "wide"'),
    ],
)
def test_what_other_pages_may_show_is_in_the_digest(small, edited, name, old, new):
    before = shared.digest(small.path)
    edited(name, old, new)
    assert shared.digest(small.path) != before


def test_prose_and_code_of_a_page_are_not_in_the_digest(small, edited, monkeypatch):
    before = shared.digest(small.path)
    edited("notebooks/figures/fig-3.ipynb", "discussed above", "discussed before")
    edited("notebooks/figures/fig-3.ipynb", "import ", "import  ")
    edited("book/cite.md", "Please cite", "Cite")
    assert shared.digest(small.path) == before
    monkeypatch.setattr(citation, "state", lambda root: ("another commit", None))
    assert shared.digest(small.path) != before


def test_a_page_shows_what_has_changed_in_another(small, edited):
    """The landing page has the titles of all pages; Sphinx alone would take it for current."""
    small.run(SITE)
    edited("notebooks/figures/fig-3.ipynb", "# Figure 3: clouds", "# Figure 3: some clouds")
    small.run(SITE)
    assert "some clouds" in (small.path / "_build/html/index.html").read_text(encoding="utf-8")
    built = small.site()
    shutil.rmtree(small.path / "_build")
    small.run(SITE)
    assert small.site() == built


def test_a_module_that_is_no_python_is_named(small, edited):
    """By the page that needs it, and not by the process from which all kernels come."""
    edited("src/atombridge/statistics.py", "import numpy as np\n", "import numpy as np\nfor x in (:\n")
    printed = small.run([*EXECUTE, "e19", "table-1", "--force"], status=1)
    assert re.search(r"e19: failed: e19, cell \d+: SyntaxError", printed)
    assert "atombridge: 1 page(s) failed: e19" in printed
    assert small.changed() == ["src/atombridge/statistics.py"]


def test_code_that_changes_while_pages_are_executed_is_used(small, edited):
    """By then the process has imported what it had been."""
    page = next(path for path in small.notebooks() if path.stem == "table-1")
    module = small.path / "src/atombridge/book/citation.py"
    lines = [
        "import time, pathlib",
        "time.sleep(3)",
        f"path = pathlib.Path({str(module)!r})",
        "path.write_text(path.read_text().replace('\"BibTeX\"', '\"BIBTEX\"'))",
    ]
    notebook = nbformat.read(page, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("\n".join(lines)))
    nbformat.write(notebook, page)
    small.run(BOOK, status=1)  # with links that lead nowhere
    assert "BIBTEX" in (small.path / "_build/html/notebooks/figures/fig-3.html").read_text(encoding="utf-8")


def test_a_page_that_is_put_back_with_its_old_time_is_made_again(small, edited):
    """Sphinx alone compares times: the file is older than what was built from it."""
    edited("README.md", "book", "Book")  # no page names the commit itself any more
    small.run(SITE)
    page = small.path / "notebooks/figures/fig-3.ipynb"
    edited("notebooks/figures/fig-3.ipynb", "discussed above", "zirconic")
    os.utime(page, (1e9, 1e9))
    small.run(SITE)
    assert "zirconic" in (small.path / "_build/html/notebooks/figures/fig-3.html").read_text(encoding="utf-8")


def test_a_page_made_again_is_as_from_scratch(small, edited):
    """What only one page says is left to Sphinx, and words that are gone are gone from the search as well."""
    edited("README.md", "book", "Book")  # no page names the commit itself any more
    edited("notebooks/figures/fig-3.ipynb", "discussed above", "xylophonic")
    small.run(SITE)
    edited("notebooks/figures/fig-3.ipynb", "xylophonic", "discussed above")
    edited("notebooks/evidence/e19-pair-size.ipynb", "import ", "import  ")
    small.run(SITE)
    built = small.site()
    shutil.rmtree(small.path / "_build")
    small.run(SITE)
    assert small.site() == built


def test_a_page_that_cannot_be_written_is_said(small):
    """Sphinx only warns of it, and would take the rest of the page for current; here a folder stands in its place."""
    small.run(SITE)
    expected = small.site()
    page = small.path / "_build/html/notebooks/figures/fig-3.html"
    page.unlink()
    page.mkdir()
    for path in small.notebooks():
        path.touch()
    printed = small.run(SITE, status=1)
    assert printed.splitlines()[-1].startswith("atombridge: the site is not complete: error writing file")
    assert "Traceback" not in printed
    small.run(SITE)
    assert small.site() == expected


KILLED = """
import os, signal
from pathlib import Path
from sphinx.util import parallel
from atombridge.book.build import build_site

plain = parallel.ParallelTasks._process

def process(self, pipe, function, pages):
    if "write" in function.__qualname__:
        os.kill(os.getpid(), signal.SIGKILL)
    plain(self, pipe, function, pages)

parallel.ParallelTasks._process = process
print("built:", build_site(Path.cwd()))
"""


def test_a_build_whose_process_is_killed_fails(small):
    """As the system does when memory is short; Sphinx would go on without the pages in its hands."""
    shutil.rmtree(small.path / "_build")
    printed = small.run([sys.executable, "-c", KILLED])
    assert "a process that read or wrote pages was killed" in printed
    assert "Traceback" not in printed
    assert printed.endswith("built: False\n")
    assert "building everything anew" in small.run(SITE)


@pytest.mark.parametrize(
    ("harm", "words"), [(lambda: 1 / 0, "division by zero"), (lambda: os._exit(1), "was killed")], ids=["raise", "exit"]
)
def test_no_failed_process_is_forgotten(harm, words):
    """Sphinx's own class does if it hands out more when it sees the failure."""

    def hand_out(tasks):
        for number in range(10):
            tasks.add_task(lambda number: harm() if number == 0 else None, number)
            time.sleep(0.1)
        tasks.join()

    with pytest.raises(SphinxError, match=words):
        hand_out(build._Tasks(1))
    tasks = build._Tasks(1)
    tasks.add_task(lambda number: harm(), 0)
    with pytest.raises(SphinxError, match=words):
        tasks.join()


@pytest.mark.parametrize("command", [EXECUTE, SITE], ids=["execute", "site"])
def test_the_second_waits(small, command):
    """Each command that writes to the repository waits while another has the lock, and says so."""
    pytest.importorskip("fcntl")
    with alone.alone(small.path):
        process = small.start(command)
        line = process.stdout.readline()
        while line and "another build" not in line:
            line = process.stdout.readline()
        assert f"another build is at work in {small.path}, waiting for its end" in line
        assert process.poll() is None
    printed, _ = process.communicate()
    assert process.returncode == 0, printed


def test_a_command_can_hold_the_lock(tmp_path):
    """As make does while it sets up: until the command ends, and no longer."""
    pytest.importorskip("fcntl")
    script = [sys.executable, "-I", ROOT / "src" / "atombridge" / "alone.py"]
    wait = [sys.executable, "-c", "print('begun', flush=True); input()"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*script, *wait], cwd=tmp_path, **pipes) as first:
        assert first.stdout.readline() == "begun\n"
        with subprocess.Popen([*script, "echo", "second"], cwd=tmp_path, **pipes) as second:
            assert second.stderr.readline().startswith("atombridge: another build is at work in ")
            assert second.poll() is None
            first.communicate("\n")
            assert second.communicate()[0] == "second\n"
    assert (first.returncode, second.returncode) == (0, 0)
