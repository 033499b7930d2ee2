"""Two builds at once of one repository: the second waits, and both are right."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from clones import EXECUTE, SITE

WAITING = "another build is at work in"


@pytest.fixture(scope="module")
def expected(small):
    small.run(SITE)
    return small.site()


@pytest.mark.parametrize("later", [0.0, 1.0, 4.0])
def test_two_builds_at_once(small, expected, later):
    shutil.rmtree(small.path / "_build")
    chosen = [path for path in small.notebooks() if path.stem.startswith(("table-1", "e19", "equations"))]
    small.forget(chosen)
    command = ["sh", "-c", f"{EXECUTE[0]} execute && {SITE[0]} build . --quiet"]
    first = small.start(command)
    time.sleep(later)
    second = small.start(command)
    with ThreadPoolExecutor() as readers:  # both are read: one that has no room to print would stop with the lock
        printed = list(readers.map(lambda process: process.communicate()[0], (first, second)))
    assert (first.returncode, second.returncode) == (0, 0), printed
    assert any(WAITING in text for text in printed)
    assert small.site() == expected
    assert small.changed() == small.left_over() == []
    done = [sum(text.count(f"{page}: done") for text in printed) for page in ("table-1", "e19", "equations")]
    assert done == [1, 1, 1], "no page is executed twice"
