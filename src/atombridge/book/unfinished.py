"""A build that is stopped, however it is stopped, never spoils the next one.

Sphinx takes a page for current when its file is newer than its source, even if the file is half written, and MyST-NB
keeps an image that is there.  So a mark stands among Sphinx's own files while a build is at work; one that finds a mark
removes what the other left and begins anew.  Builds of one repository wait for each other.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from sphinx.application import Sphinx

from .. import alone, data

__all__ = ["setup"]

_ENDING = ".unfinished"


def _empty(folder: Path) -> None:
    """Remove what is in a folder, the marks excepted."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.suffix != _ENDING:
            path.unlink()


def setup(app: Sphinx) -> None:
    """Wait for other builds, remove what an unfinished one left, and mark this one until it is done."""
    held = alone.begin(data.ROOT)
    built, doctrees = Path(app.outdir), Path(app.doctreedir)
    mark = doctrees / f"{built.name}{_ENDING}"
    if any(doctrees.glob(f"*{_ENDING}")):
        print("atombridge: the last build did not reach its end, building everything anew", file=sys.stderr)
        made = [doctrees, *(built.parent / name for name in ("jupyter_execute", "drawn"))]
        for folder in [*made, built] if mark.exists() else made:
            _empty(folder)
    doctrees.mkdir(parents=True, exist_ok=True)
    mark.touch()

    def finish(app: Sphinx, error: Exception | None) -> None:
        if error is None:
            mark.unlink()
        alone.end(held)
        # A full disk, say, is no fault of the book and needs no traceback; from another process it comes as text.
        told = str(error) if isinstance(error, OSError) else getattr(error, "orig_exc", "")
        if "[Errno " in told:
            print(f"atombridge: the site is not complete: {told}", file=sys.stderr)
            raise SystemExit(1)

    app.connect("build-finished", finish, priority=10_000)  # after all others
