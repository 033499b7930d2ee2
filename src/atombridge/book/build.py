"""The site as ``jupyter-book build . -W -n --keep-going`` makes it, in a third less time."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import sphinx.builders
from jupyter_book.sphinx import build_sphinx
from sphinx.errors import SphinxError
from sphinx.util.parallel import ParallelTasks

__all__ = ["build_site"]


class _Tasks(ParallelTasks):
    """Processes that read or write pages; if one fails, the build does.

    Sphinx's own class forgets a failure that it sees while it still hands out pages: the site would be without some.
    """

    failure: Exception | None = None

    def _join_one(self) -> bool:
        try:
            return super()._join_one()
        except EOFError:  # it ended without a word
            self.failure = SphinxError("a process that read or wrote pages was killed; was there too little memory?")
            raise self.failure from None
        except Exception as error:
            self.failure = error
            raise

    def add_task(self, *args, **kwargs) -> None:
        """Hand out one more chunk of pages; raises what has been raised in the process of another."""
        super().add_task(*args, **kwargs)
        if self.failure:
            raise self.failure


def build_site(root: Path, *, jobs: int | None = None) -> bool:
    """Build ``_build/html`` with Jupyter Book; warnings are errors and are printed.

    Parameters
    ----------
    root : Path
        Folder of ``_config.yml`` and ``_toc.yml``.
    jobs : int, optional
        Processes that read and write pages; two for each core if not given, as they wait for each other at the ends.
        The command of Jupyter Book has one always.

    Returns
    -------
    bool
        Whether the site was built without a warning.
    """
    sphinx.builders.ParallelTasks = _Tasks
    gc.disable()  # a build makes few cycles and ends with its process, and looking for them takes a fifth of its time
    result = build_sphinx(
        root,
        root / "_build" / "html",
        noconfig=True,
        path_config=root / "_config.yml",
        confoverrides={
            "external_toc_path": str(root / "_toc.yml"),
            "latex_individualpages": False,
            "nitpicky": True,
        },
        builder="html",
        warningiserror=True,
        keep_going=True,
        quiet=True,
        jobs=jobs or 2 * (os.cpu_count() or 1),
    )
    gc.freeze()  # nor when the process ends, two seconds for as many objects
    return result == 0
