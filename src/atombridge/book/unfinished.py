"""A build that is stopped, however it is stopped, never spoils the next one.

Sphinx takes a page for current when its file is newer than its source, even if the file is half written, and MyST-NB
keeps an image that is there.  So a mark stands among Sphinx's own files while a build is at work; one that finds a mark
removes what the other left and begins anew.  It does so too where anything has changed that may show on every page
(`shared`).  Builds of one repository wait for each other.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import sys
from pathlib import Path
from typing import NoReturn

from sphinx.application import Sphinx

from .. import alone, data
from . import shared

__all__ = ["setup"]

_ENDING = ".unfinished"


def _empty(folder: Path) -> None:
    """Remove what is in a folder, the marks excepted."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.suffix != _ENDING:
            path.unlink()


class _Unwritten(logging.Handler):
    """Notice that a page could not be written, which is a warning to Sphinx."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message."""
        if str(record.msg).startswith("error writing file"):
            self.told.append(record.getMessage())


def _stop(why: str) -> NoReturn:
    """End the build in a line: a full disk, say, is no fault of the book and needs no traceback."""
    print(f"atombridge: the site is not complete: {why}", file=sys.stderr)
    raise SystemExit(1)


def _put_back(app: Sphinx, env, added, changed, removed) -> list[str]:
    """Pages with another content, also where the file is older than what was built: a copy that was put back."""
    found = {name: hashlib.sha256(Path(env.doc2path(name)).read_bytes()).hexdigest() for name in env.found_docs}
    known, env.atombridge_pages = getattr(env, "atombridge_pages", {}), found
    return [name for name in found if found[name] != known.get(name)]


def setup(app: Sphinx) -> None:
    """Wait for other builds, remove what an unfinished or outdated one left, and mark this one until it is done."""
    held = alone.begin(data.ROOT)
    built, doctrees = Path(app.outdir), Path(app.doctreedir)
    mark, made_from = doctrees / f"{built.name}{_ENDING}", doctrees / f"{built.name}.made-from"
    now = shared.digest(data.ROOT)
    try:
        stopped = any(doctrees.glob(f"*{_ENDING}"))
        outdated = not made_from.exists() or made_from.read_text(encoding="utf-8") != now
        if stopped:
            print("atombridge: the last build did not reach its end, building everything anew", file=sys.stderr)
        if stopped or outdated:
            made = [doctrees, *(built.parent / name for name in ("jupyter_execute", "drawn"))]
            for folder in [*made, built] if outdated or mark.exists() else made:
                _empty(folder)
        doctrees.mkdir(parents=True, exist_ok=True)
        mark.touch()
        made_from.write_text(now, encoding="utf-8")
    except OSError as error:
        _stop(str(error))
    unwritten = _Unwritten()
    logging.getLogger("sphinx").addHandler(unwritten)

    def finish(app: Sphinx, error: Exception | None) -> None:
        # An error of a handler or of another process comes wrapped.
        told = str(getattr(error, "orig_exc", None) or error)
        if error is None and not unwritten.told:
            mark.unlink()
        alone.end(held)
        if unwritten.told:
            _stop(unwritten.told[0])
        if "[Errno " in told:
            _stop(told)

    app.connect("env-get-outdated", _put_back)
    app.connect("build-finished", finish, priority=10_000)  # after all others
