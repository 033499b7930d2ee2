"""The theme's script, mended: it measures boxes that may scroll while the browser has nothing else to do.

The theme lets the keyboard reach each box that scrolls.  It measures all of them at once when a page has been loaded,
which lays out the whole page, however long, while the reader waits.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

__all__ = ["SCRIPT", "measured_when_idle", "setup"]

SCRIPT = "scripts/pydata-sphinx-theme.js"

AT_ONCE = "forEach(e=>{e.tabIndex=e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight?0:-1})"
WHEN_IDLE = (
    "forEach(e=>(window.requestIdleCallback||setTimeout)"
    "(()=>{e.tabIndex=e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight?0:-1}))"
)


def measured_when_idle(script: str) -> str:
    """The script with one measurement at a time, each when the browser is idle.

    Raises
    ------
    ExtensionError
        If the script measures in another way, as one of another release of the theme may.
    """
    if WHEN_IDLE in script:
        return script
    if AT_ONCE not in script:
        raise ExtensionError(f"{SCRIPT} of the theme does not measure boxes as it did; is this step still needed?")
    return script.replace(AT_ONCE, WHEN_IDLE)


def _mend(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.name == "html":
        path = Path(app.outdir) / "_static" / SCRIPT
        path.write_text(measured_when_idle(path.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("build-finished", _mend)
