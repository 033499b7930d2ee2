"""A build that is killed at a random moment damages nothing, and the next one is right."""

from __future__ import annotations

import json
import os
import random
import shutil
import time

import pytest
from clones import EXECUTE, WHOLE_SITE

PAGES = ("equations", "e01", "e13", "e19", "e30")
TIMES = int(os.environ.get("FAULTS_KILLS", "50"))
SEED = int(os.environ.get("FAULTS_SEED", time.time_ns() % 10**6))


@pytest.fixture(scope="module")
def execution(clone):
    """Seconds that executing a few pages takes, and these pages."""
    chosen = [path for path in clone.notebooks() if path.stem.split("-")[0] in PAGES]
    clone.forget(chosen)
    start = time.monotonic()
    clone.run(EXECUTE)
    assert clone.changed() == [], "executing gives the committed bytes"
    return time.monotonic() - start, chosen


@pytest.mark.parametrize("number", range(TIMES // 2))
def test_killed_execution(clone, execution, number):
    rng = random.Random(f"{SEED} execute {number}")
    seconds, chosen = execution
    before = {path: path.read_bytes() for path in chosen}
    clone.forget(chosen)
    forgotten = {path: path.read_bytes() for path in chosen}
    moment, group = rng.uniform(0, 1.05 * seconds), rng.random() < 0.7
    print(f"seed {SEED}: killed after {moment:.2f} of {seconds:.2f} s, {'with its group' if group else 'alone'}")
    process = clone.start(EXECUTE)
    time.sleep(moment)
    clone.stop(process, group=group)
    for path in chosen:
        content = path.read_bytes()
        json.loads(content)
        assert content in (before[path], forgotten[path]), f"{path} is neither as it was nor executed"
    assert {clone.path / name for name in clone.changed()} <= set(chosen)
    clone.assert_alone()
    clone.run(EXECUTE)
    assert clone.changed() == []
    assert clone.left_over() == []


@pytest.fixture(scope="module")
def clean_site(clone):
    """Seconds that building the book takes, and the digests of its files."""
    start = time.monotonic()
    clone.run(WHOLE_SITE)
    return time.monotonic() - start, clone.site()


@pytest.mark.parametrize("number", range(TIMES - TIMES // 2))
def test_killed_site(clone, clean_site, number):
    rng = random.Random(f"{SEED} site {number}")
    seconds, expected = clean_site
    if rng.random() < 0.5:
        shutil.rmtree(clone.path / "_build")
    else:
        for path in clone.notebooks():
            path.touch()
    moment, group = rng.uniform(0, 1.05 * seconds), rng.random() < 0.7
    print(f"seed {SEED}: killed after {moment:.2f} of {seconds:.2f} s, {'with its group' if group else 'alone'}")
    process = clone.start(WHOLE_SITE)
    time.sleep(moment)
    clone.stop(process, group=group)
    clone.assert_alone()
    assert clone.changed() == []
    clone.run(WHOLE_SITE)
    assert clone.site() == expected
    assert clone.changed() == clone.left_over() == []
