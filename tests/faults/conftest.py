"""Copies of the repository to do harm to."""

import subprocess

import pytest
from clones import make_clone


@pytest.fixture
def mounted():
    """Mount a file system at a folder of the test's own."""
    folders = []

    def mount(*options, at):
        at.mkdir(exist_ok=True)
        done = subprocess.run(["mount", *options, at], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
        folders.append(at)
        return at

    yield mount
    for folder in reversed(folders):
        subprocess.run(["umount", folder], check=True)


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of the repository."""
    made = make_clone(tmp_path_factory.mktemp("faults") / "clone")
    yield made
    made.assert_alone()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A copy of the repository whose book has a few pages, and what a clean build of it gives."""
    made = make_clone(tmp_path_factory.mktemp("faults") / "clone")
    made.shrink()
    yield made
    made.assert_alone()
