"""What the book takes from others and gives to readers: licences, known vulnerabilities, pages that only show."""

import importlib.util
import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest
from bs4 import BeautifulSoup
from clones import BIN, SITE, make_clone

from atombridge.data import ROOT

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}"


def script(name):
    """A module of the folder .ci."""
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LICENCES, AUDIT = script("make_licences"), script("audit")


def test_every_package_of_the_lock_has_a_licence_that_fits():
    written = (ROOT / "LICENCES.md").read_text(encoding="utf-8")
    found = LICENCES.licences(written)
    assert found.keys() == LICENCES.locked().keys()
    assert written == LICENCES.text(found), "run `make licences`"
    assert len([line for line in written.splitlines() if "|" in line]) == len(found) + len(LICENCES.IN_THE_SITE) + 4
    for _, _, _, package in LICENCES.IN_THE_SITE:
        assert package is None or package in found
    assert set(LICENCES.NAMED) <= found.keys(), "an exception that nothing needs"


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "LGPL-2.1-only", "SSPL"]
)
def test_a_licence_that_does_not_fit_is_refused(licence):
    with pytest.raises(ValueError, match=r"^some-package: the licence \S+ is not among those"):
        LICENCES.remark("some-package", licence)


def test_licences_are_read_from_all_kinds_of_metadata():
    def read(lines):
        from email import message_from_string

        return LICENCES.in_spdx_terms(message_from_string(lines))

    assert read("License-Expression: MIT AND Zlib\n") == "MIT AND Zlib"
    assert read("License: BSD 3-Clause License\n") == "BSD-3-Clause"
    assert read("License: MPL-2.0 AND MIT\n") == "MPL-2.0 AND MIT"
    assert read("License: UNKNOWN\nClassifier: License :: OSI Approved :: ISC License (ISCL)\n") == "ISC"
    assert read("License: GPL\nClassifier: Topic :: Software\n") is None
    assert LICENCES.remark("x", "GPL-2.0-only OR MIT") == ""
    assert "as it comes" in LICENCES.remark("x", "MPL-2.0")


@pytest.mark.parametrize(
    ("packages", "status", "last"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "make audit: no vulnerability is known of 1 of 1 packages"),
        ([{"name": "a", "skip_reason": "not found"}], 3, "answered for 0 of 1 packages: not found"),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "aliases": ["Y-2"], "fix_versions": []}]},
             {"name": "b", "skip_reason": "not found"}],
            1, "make audit: 1 known vulnerabilities",
        ),
    ],
)  # fmt: skip
def test_audit_never_takes_no_answer_for_a_good_one(packages, status, last):
    found, lines = AUDIT.judged(json.dumps({"dependencies": packages, "fixes": []}), "")
    assert found == status
    assert lines[-1].endswith(last)
    assert status != 1 or lines[0] == "a 1: X-1 Y-2, not mended yet"


def test_audit_without_an_answer_says_why_in_one_line():
    error = "Traceback\n  File x\nConnectionError: Name or service not known\n\n"
    assert AUDIT.judged("", error) == (
        3,
        ["make audit: the database of advisories gave no answer: ConnectionError: Name or service not known"],
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Pages of a small book whose data hold script in every text that reaches them."""
    clone = make_clone(tmp_path_factory.mktemp("supply") / "clone")
    clone.shrink()

    def put(name, pattern, text):
        """Put a text before the first match of a pattern."""
        path = clone.path / name
        before, found, after = re.split(f"(?m)({pattern})", path.read_text("utf-8"), maxsplit=1)
        path.write_text(before + text + found + after, encoding="utf-8")

    in_json, in_csv = json.dumps(HOSTILE)[1:-1], HOSTILE.replace('"', '""')
    put("data/paper/claims.csv", '(?<=caveat,")[^"]', f"{in_csv} ")  # a caveat
    put("data/paper/claims.csv", "(?<=^C002,Title,)", f'"{in_csv} ')  # a statement
    put("data/paper/claims.csv", "(?<=pieces of experimental evidence.),", '"')
    put("data/paper/evidence.yaml", "(?<=title: )Coherence lengths", f"{HOSTILE[:34]} ")  # of 90 characters at most
    put("data/datapackage.json", '(?<="title": ")Electroneg', f"{in_json} ")
    put("data/datapackage.json", '(?<="description": ")element symbol', f"{in_json} ")
    put("book/references.bib", "Possible high {Tc}", f"{HOSTILE.translate({123: None, 125: None})} ")
    put("CITATION.cff", '(?<=title: ")A reproducible', f"{in_json} ")
    put("notebooks/figures/fig-3.ipynb", '(?<="# )', f"`{in_json}` ")
    clone.run([BIN / "atombridge", "checksums"])
    clone.run(SITE)
    html = clone.path / "_build" / "html"
    return {
        path.relative_to(html).as_posix(): path.read_text(encoding="utf-8")
        for path in html.rglob("*.html")
        if "_static" not in path.parts
    }


def test_no_text_of_the_data_becomes_script(hostile):
    told = 0
    for name, text in hostile.items():
        soup = BeautifulSoup(text, "html.parser")
        for element in soup.find_all("script"):
            if element.get("type") == "application/ld+json":
                assert json.loads(element.text)
            else:
                assert "alert(1)" not in element.text, name
        for element in soup.find_all(True):
            # The theme's own buttons have handlers; none may be the data's.
            handlers = [str(value) for attribute, value in element.attrs.items() if attribute.startswith("on")]
            assert not any("alert" in handler for handler in handlers), (name, element.name)
            for attribute in ("href", "src"):
                assert not str(element.get(attribute, "")).lower().startswith(("javascript:", "data:text")), name
        told += soup.get_text().count("alert(1)")
    assert told > 10, "the text is shown"


def test_serve_listens_on_this_machine_only(tmp_path):
    """Started as readers start it, with a free port; the command that make would run is asked of make."""
    (tmp_path / "_build" / "html").mkdir(parents=True)
    (tmp_path / "_build" / "html" / "index.html").write_text("<title>the book</title>", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["make", "-f", ROOT / "Makefile", f"PYTHON={sys.executable}", f"PORT={port}", "serve"]
    with subprocess.Popen(command, cwd=tmp_path, process_group=0, stderr=subprocess.DEVNULL) as server:
        try:
            end = time.monotonic() + 60
            while True:
                try:
                    page = urllib.request.urlopen(f"http://127.0.0.1:{port}/").read()
                    break
                except OSError:
                    assert time.monotonic() < end, "no answer"
                    time.sleep(0.1)
            assert b"the book" in page
            family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
            listening = {c.laddr.ip for p in family for c in p.net_connections() if c.status == psutil.CONN_LISTEN}
            assert listening == {"127.0.0.1"}
        finally:
            for process in [*psutil.Process(server.pid).children(recursive=True), server]:
                process.send_signal(signal.SIGTERM)
