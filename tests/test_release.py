"""The archive: the same bytes twice, complete, checked by `sha256sum`, and described by what the registries say."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path
from urllib.parse import unquote

import pytest
import rocrate
from bs4 import BeautifulSoup
from clones import BIN, SITE, make_clone

from atombridge import citation, data, pages, release

RELEASE = [BIN / "atombridge", "release"]
NAME = f"{data.descriptor()['name']}-{citation.read()['version']}"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A copy of the repository with a book of a few pages, built."""
    clone = make_clone(tmp_path_factory.mktemp("release") / "clone")
    clone.shrink()
    clone.run(SITE)
    return clone


@pytest.fixture(scope="module")
def archive(built):
    printed = built.run(RELEASE)
    path = built.path / "_build" / "release" / f"{NAME}.tar.gz"
    assert printed.splitlines()[-1].startswith(f"_build/release/{NAME}.tar.gz: ")
    return path


@pytest.fixture
def unpacked(archive, tmp_path):
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path, filter="data")
    return tmp_path / NAME


def sums_hold(folder):
    return subprocess.run(
        ["sha256sum", "--check", "--quiet", release.SUMS], cwd=folder, capture_output=True, text=True, check=False
    )


def test_made_twice_it_is_the_same(built, archive, tmp_path):
    other = shutil.copytree(built.path, tmp_path / "another folder")
    shutil.rmtree(other / "_build")
    for path in other.rglob("*.py"):
        os.utime(path, (1, 1))
    (other / "src" / "atombridge" / "data.py").chmod(0o600)
    twin = type(built)(other)
    twin.run(SITE, env=twin.environment(TZ="Asia/Tokyo"))
    twin.run(RELEASE, env=twin.environment(TZ="Asia/Tokyo"))
    again = other / "_build" / "release" / archive.name
    assert hashlib.sha256(again.read_bytes()).hexdigest() == hashlib.sha256(archive.read_bytes()).hexdigest()


def test_nothing_of_the_machine_is_in_it(built, archive):
    moment = int(built.git("log", "-1", "--format=%ct"))
    with tarfile.open(archive) as tar:
        entries = tar.getmembers()
    assert [e.name for e in entries] == sorted(e.name for e in entries)
    assert {(e.uid, e.gid, e.uname, e.gname, e.mtime, e.type) for e in entries} == {
        (0, 0, "", "", moment, tarfile.REGTYPE)
    }
    assert {e.mode for e in entries} == {0o644, 0o755}
    assert archive.read_bytes()[3:8] == bytes(5), "no name and no time before the compressed data"


def test_it_holds_the_tracked_files_and_the_site(built, unpacked):
    found = {p.relative_to(unpacked).as_posix(): p.read_bytes() for p in unpacked.rglob("*") if p.is_file()}
    tracked = built.git("ls-files", "-z").split("\0")[:-1]
    site = built.path / "_build" / "html"
    expected = {name: (built.path / name).read_bytes() for name in tracked}
    expected |= {f"site/{p.relative_to(site).as_posix()}": p.read_bytes() for p in site.rglob("*") if p.is_file()}
    assert found.keys() - expected.keys() == {"ro-crate-metadata.json", "SHA256SUMS"}
    assert {name: found[name] for name in expected} == expected
    assert (unpacked / ".ci" / "run").stat().st_mode & 0o111


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_a_changed_byte_is_noticed(unpacked):
    assert sums_hold(unpacked).returncode == 0
    listed = (unpacked / release.SUMS).read_text(encoding="utf-8")
    names = [line.split("  ", 1)[1] for line in listed.splitlines()]
    present = {p.relative_to(unpacked).as_posix() for p in unpacked.rglob("*") if p.is_file()}
    assert sorted(names) == sorted(present - {release.SUMS})
    for name in ("data/paper/claims.csv", "site/index.html", "ro-crate-metadata.json"):
        path = unpacked / name
        good = path.read_bytes()
        path.write_bytes(good[:-2] + bytes([good[-2] ^ 1]) + good[-1:])
        done = sums_hold(unpacked)
        assert done.returncode == 1
        assert f"{name}: FAILED" in done.stdout
        path.write_bytes(good)


def test_the_site_opens_where_it_was_unpacked(unpacked):
    """Every page's files and pages are there."""
    for path in (unpacked / "site").rglob("*.html"):
        if "_static" in path.parts:
            continue
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for tag, attribute in (("script", "src"), ("link", "href"), ("img", "src")):
            for element in soup.find_all(tag, **{attribute: True}):
                address = unquote(element[attribute]).partition("#")[0].partition("?")[0]
                if not re.match(r"[a-z]+:", address):
                    assert (path.parent / address).exists(), (path, address)


def test_what_it_is_comes_from_the_registries(unpacked):
    crate = json.loads((unpacked / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    assert crate["@context"] == "https://w3id.org/ro/crate/1.2/context"
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(entities) == len(crate["@graph"])
    assert entities["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    root, cff = entities["./"], citation.read()
    assert (root["name"], root["version"]) == (cff["title"], str(cff["version"]))
    assert [entities[e["@id"]]["name"] for e in root["license"]] == cff["license"]
    assert entities[root["author"]["@id"]]["name"] == citation.authors()
    letter = entities[root["citation"]["@id"]]
    assert letter["identifier"] == "arXiv:2503.13104v3"
    assert [entities[e["@id"]]["familyName"] for e in letter["author"]] == ["Shi", "Zhu"]
    for entry in data.descriptor()["resources"]:
        file = entities[f"data/{entry['path']}"]
        assert (file["name"], f"sha256:{file['sha256']}") == (entry["title"], entry["hash"])
        assert (int(file["contentSize"]), file["encodingFormat"]) == (
            entry["bytes"], entry["mediatype"].replace("text/yaml", "application/yaml")
        )  # fmt: skip
    for page in pages.find_all().values():
        assert entities[page.path.relative_to(data.ROOT).as_posix()]["name"] == page.title()


def test_the_description_is_sound(unpacked):
    """Every reference leads to an entity, every term is known, every file is there with its sum and a media type."""
    crate = json.loads((unpacked / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    terms = json.loads((Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_text())["@context"]
    known = {entity["@id"] for entity in crate["@graph"]} | {"https://w3id.org/ro/crate/1.2"}
    for entity in crate["@graph"]:
        assert entity.keys() - {"@id", "@type"} <= terms.keys()
        assert entity["@type"] in terms
        for value in entity.values():
            for reference in value if isinstance(value, list) else [value]:
                if isinstance(reference, dict):
                    assert reference["@id"] in known
        if entity["@type"] == "File":
            content = (unpacked / unquote(entity["@id"])).read_bytes()
            assert hashlib.sha256(content).hexdigest() == entity["sha256"]
            assert len(content) == int(entity["contentSize"])
        elif entity["@type"] == "Dataset":
            assert (unpacked / entity["@id"]).is_dir()
    endings = {Path(name).suffix for name in unpacked.rglob("*") if Path(name).is_file() and "site" not in name.parts}
    assert endings - release._MEDIA_TYPES.keys() <= {"", ".txt", ".lock"}


def test_what_is_not_whole_is_refused_in_one_line(built, archive):
    before = archive.read_bytes()

    def refused(*words):
        printed = built.run(RELEASE, status=2)
        assert printed.count("\n") == 1, printed
        assert printed.startswith("atombridge: ")
        assert all(word in printed for word in words), printed

    notebook, index = built.notebooks()[0], built.path / "_build" / "html" / "index.html"
    good = notebook.read_bytes()
    built.forget([notebook])
    refused("not committed: ", notebook.name)
    commit = built.git("rev-parse", "HEAD").strip()
    built.commit("A page that was not executed")
    refused("not executed", "make book")
    notebook.write_bytes(good)
    built.commit("The page as it was")
    refused("not that of the last commit", "make book")
    built.git("reset", "--quiet", "--hard", commit)
    mark = built.path / "_build" / ".doctrees" / "html.unfinished"
    mark.touch()
    refused("did not reach its end")
    mark.unlink()
    index.rename(index.with_suffix(".gone"))
    refused("no book in", "make book")
    index.with_suffix(".gone").rename(index)
    (built.path / "new.md").touch()
    refused("not committed: new.md")
    (built.path / "new.md").unlink()
    printed = built.run(RELEASE, status=2, env=built.environment(SOURCE_DATE_EPOCH="today"))
    assert "SOURCE_DATE_EPOCH is a number of seconds since 1970, got 'today'" in printed
    built.run(RELEASE)
    assert archive.read_bytes() == before
