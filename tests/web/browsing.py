"""Where the built site and the browser are, and how a page is watched while it is open."""

import os
import shutil

import pytest

from atombridge.data import ROOT

SITE = ROOT / "_build" / "html"
"""The site as `make book` leaves it."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "ATOMBRIDGE_BROWSER"
OPTIONS = (
    "--no-sandbox",  # as root in a container there is none; only the book's own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pages() -> list[str]:
    """Addresses of the site's pages, from its root; those that only lead elsewhere are left out."""
    return sorted(
        path.relative_to(SITE).as_posix()
        for path in SITE.rglob("*.html")
        if "_static" not in path.parts and 'http-equiv="refresh"' not in path.read_text(encoding="utf-8")[:2000]
    )


def browser_path() -> str:
    """The Chromium to use: the one that the environment names, or the first of the usual names on the path."""
    if named := os.environ.get(VARIABLE):
        if found := shutil.which(named):
            return found
        raise pytest.UsageError(f"{VARIABLE} names {named!r}, which is no program")
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise pytest.UsageError(f"no browser: none of {', '.join(NAMES)} is on the path; {VARIABLE} may name one")


def told(message) -> str:
    """A message of the console with the place that it comes from."""
    return f"{message.type}: {message.text} ({message.location.get('url')})"


class Watch:
    """What goes wrong while a page is open: messages of its console, requests that fail or go elsewhere."""

    def __init__(self, page, base: str):
        self.console: list[str] = []
        self.failed: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", lambda m: m.type in ("error", "warning") and self.console.append(told(m)))
        page.on("pageerror", lambda error: self.console.append(f"uncaught: {error}"))
        page.on("requestfailed", lambda r: self.failed.append(f"{r.url}: {r.failure}"))
        page.on("response", lambda r: r.status >= 400 and self.failed.append(f"{r.url}: {r.status}"))
        page.on("request", lambda r: r.url.startswith((base, "data:", "blob:")) or self.elsewhere.append(r.url))

    def troubles(self) -> list[str]:
        """All of it."""
        return self.console + self.failed + self.elsewhere
