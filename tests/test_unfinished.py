"""Builds that are stopped, and builds at the same time; `make faults` does the same at random and in more ways."""

import subprocess
import sys
import time

import pytest
from clones import EXECUTE, SITE, make_clone

from atombridge import alone
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


def test_a_page_that_cannot_be_written_is_said(small):
    """Sphinx only warns of it, and would take the rest of the page for current; here a folder stands in its place."""
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
