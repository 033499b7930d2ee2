"""The HTML of every page, read by the Nu Html Checker (needs Java)."""

import json
import os
import shutil
import subprocess

import pytest
from browsing import SITE, pages

from atombridge.book.citation import short_addresses
from atombridge.data import ROOT

JAR = ROOT / os.environ.get("VNUJAR", "vnu.jar")


def needed(found: bool, what: str) -> None:
    """Skip where a tool is missing; fail there if this is CI, which has to install it."""
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{what}; the HTML is not checked")


@pytest.fixture(scope="module")
def errors() -> list[str]:
    """One line for each error in the site."""
    needed(shutil.which("java") is not None, "no java on the path")
    needed(JAR.is_file(), f"no {JAR.name}: make web-test installs it where npm is")
    names = pages() + [f"{identifier}/index.html" for identifier in short_addresses()]
    done = subprocess.run(
        ["java", "-Xss4m", "-jar", JAR, "--errors-only", "--exit-zero-always", "--format", "json", *names],
        cwd=SITE,
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        f"{message['url'].rpartition('/_build/html/')[2]}:{message.get('lastLine')}: {message['message']}"
        f" | {message.get('extract', '').strip()}"
        for message in json.loads(done.stderr)["messages"]
    ]


def test_html_is_valid(errors):
    assert errors == [], "\n".join(errors[:20])
