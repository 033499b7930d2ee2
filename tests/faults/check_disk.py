"""A disk that is full or read-only: said in a line, nothing damaged, and the next build is right."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from clones import BIN, BOOK, EXECUTE, SITE, make_clone, needs_root

PAGES = ("table-1", "fig-3", "e19")
MAKE = ["make", f"VENV={BIN.parent}", "-o", BIN.parent / ".ready-yes", f"PYTHON={sys.executable}"]


def fill(folder, leave):
    """Fill a file system but for a number of bytes."""
    with (folder / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:
            pass
        file.truncate(max(0, file.tell() - leave))


@needs_root
@pytest.mark.parametrize("leave", [0, 20_000, 300_000, 3_000_000])
def test_full_disk(mounted, tmp_path, leave):
    disk = mounted("-t", "tmpfs", "-o", "size=600m", "none", at=tmp_path / "disk")
    clone = make_clone(disk / "clone")
    clone.shrink()
    chosen = [path for path in clone.notebooks() if path.stem.startswith(PAGES)]
    before = {path: path.read_bytes() for path in chosen}
    clone.run(SITE)
    expected = clone.site()
    clone.forget(chosen)
    forgotten = {path: path.read_bytes() for path in chosen}
    (clone.path / "index.md").touch()
    fill(disk, leave)
    printed = clone.run(EXECUTE, status=None)
    if any(path.read_bytes() == forgotten[path] for path in chosen):
        assert "No space left on device" in printed
        assert printed.splitlines()[-1].startswith("atombridge: ")
    assert "Traceback" not in printed
    for path in chosen:
        assert path.read_bytes() in (before[path], forgotten[path])
    with clone.start(SITE) as process:
        printed, _ = process.communicate()
    if process.returncode:
        # One line, unless the disk filled up while a theme copied its files.
        assert "No space left on device" in printed, printed
    elif leave == 0:
        raise AssertionError("a full disk was not noticed")
    (disk / "filler").unlink()
    clone.run(EXECUTE)
    clone.run(SITE)
    assert clone.changed() == clone.left_over() == []
    assert clone.site() == expected
    clone.assert_alone()


@needs_root
def test_read_only_checkout(mounted, tmp_path):
    clone = make_clone(tmp_path / "clone")
    clone.shrink()
    clone.run([BIN / "python", "-m", "compileall", "-q", "src"])
    page = next(path for path in clone.notebooks() if path.stem == "table-1")
    clone.run(EXECUTE)
    clone.forget([page])
    before = page.read_bytes()
    mounted("--bind", clone.path, at=clone.path)
    subprocess.run(["mount", "-o", "remount,ro,bind", clone.path], check=True)
    done = clone.run([BIN / "atombridge", "run", "table-1", "--json"])
    assert json.loads(done)["page"] == "table-1"
    for command, status in ((EXECUTE, 1), (BOOK, 1), ([*MAKE, "book"], 2)):
        printed = clone.run(command, status=status)
        assert "Read-only file system" in printed
        assert "Traceback" not in printed
    assert page.read_bytes() == before
    subprocess.run(["mount", "-o", "remount,rw,bind", clone.path], check=True)
    clone.run(EXECUTE)
    assert clone.changed() == []
