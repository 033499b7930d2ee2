"""A browser and the built site for the tests of `make web-test`: a server on this machine only, Debian's Chromium."""

import functools
import http.server
import threading

import pytest
from browsing import OPTIONS, SITE, Watch, browser_path
from playwright.sync_api import sync_playwright

from atombridge.data import ROOT


def pytest_configure(config) -> None:
    """Say at once what is missing."""
    if not (SITE / "index.html").is_file():
        raise pytest.UsageError(f"no book in {SITE.relative_to(ROOT)}; run `make book` first")
    browser_path()


class _Silent(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args) -> None:
        pass


@pytest.fixture(scope="session")
def address():
    """Address of the served site, ending in a slash."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Silent, directory=SITE))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    """One Chromium for each worker."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path(), args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, address):
    """Open an address of the site in a window of its own: ``open_page("book/ledger.html", width=390)``.

    Whatever else a test looks at, it fails where the page writes an error or asks for what is not there.
    """
    opened = []

    def open_one(path: str, *, base: str = address, width: int = 1280, height: int = 900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        page = context.new_page()
        page.set_default_timeout(60_000)
        opened.append((path, context, Watch(page, base)))
        page.goto(base + path)
        return page

    yield open_one
    for _, context, _ in opened:
        context.close()
    assert not [f"{path}: {trouble}" for path, _, watch in opened for trouble in watch.troubles()]


@pytest.fixture(scope="session")
def files() -> str:
    """Address of the site as a folder, ending in a slash."""
    return SITE.as_uri() + "/"
