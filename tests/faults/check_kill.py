"""A build that is killed at a random moment damages nothing, and the next one is right."""

from __future__ import annotations

import json
import os
import random
import shutil
import time

import pytest
from clones import BOOK

PAGES = ("equations", "e01", "e13", "e19", "e30")
TIMES = int(os.environ.get("FAULTS_KILLS", "50"))
SEED = int(os.environ.get("FAULTS_SEED", time.time_ns() % 10**6))


@pytest.fixture(scope="module")
def built(clone):
    """Seconds that executing a few pages and building the book takes, these pages, and the digests of the site."""
    chosen = [path for path in clone.notebooks() if path.stem.split("-")[0] in PAGES]
    clone.forget(chosen)
    start = time.monotonic()
    clone.run(BOOK)
    assert clone.changed() == [], "executing gives the committed bytes"
    return time.monotonic() - start, chosen, clone.site()


@pytest.mark.parametrize("number", range(TIMES))
def test_killed_build(clone, built, number):
    rng = random.Random(f"{SEED} {number}")
    seconds, chosen, expected = built
    before = {path: path.read_bytes() for path in chosen}
    clone.forget(chosen)
    forgotten = {path: path.read_bytes() for path in chosen}
    if rng.random() < 0.5:
        shutil.rmtree(clone.path / "_build")
    moment, group = rng.uniform(0, 1.05 * seconds), rng.random() < 0.7
    print(f"seed {SEED}: killed after {moment:.2f} of {seconds:.2f} s, {'with its group' if group else 'alone'}")
    process = clone.start(BOOK)
    time.sleep(moment)
    clone.stop(process, group=group)
    for path in chosen:
        content = path.read_bytes()
        json.loads(content)
        assert content in (before[path], forgotten[path]), f"{path} is neither as it was nor executed"
    assert {clone.path / name for name in clone.changed()} <= set(chosen)
    clone.assert_alone()
    clone.run(BOOK)
    assert clone.site() == expected
    assert clone.changed() == clone.left_over() == []
