"""The project's own files agree with one another."""

import importlib.util
import re
import subprocess
import tomllib

import pytest
import yaml

from atombridge.data import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = dict(re.findall(r"(?m)^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", LOCK))


def requirements():
    """Every requirement of pyproject.toml, the extras included, without references to itself."""
    wanted = list(PROJECT["project"]["dependencies"])
    for extra in PROJECT["project"]["optional-dependencies"].values():
        wanted += extra
    return [r for r in wanted if not r.startswith("atombridge")]


def as_tuple(version):
    return tuple(int(n) for n in re.findall(r"\d+", version.split("post")[0].rstrip(".")))


@pytest.mark.parametrize("requirement", requirements())
def test_lock_meets_the_project(requirement):
    name = re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-")
    assert name in LOCKED, "run `make lock`"
    version = as_tuple(LOCKED[name])
    for sign, bound in re.findall(r"(>=|<|==)\s*([0-9][0-9a-z.]*)", requirement):
        limit = as_tuple(bound)
        assert {">=": version >= limit, "<": version < limit, "==": version == limit}[sign], (requirement, LOCKED[name])


def test_every_pin_has_a_hash():
    blocks = re.split(r"(?m)^(?=[a-z0-9])", LOCK)[1:]
    assert len(blocks) > 100
    for block in blocks:
        assert "--hash=sha256:" in block, block.split("\n")[0]
    assert "://" not in LOCK, "the lock names no host"


def test_environment_is_the_lock():
    spec = importlib.util.spec_from_file_location("make_environment", ROOT / ".ci" / "make_environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert text == module.environment(LOCK, PROJECT["project"]["requires-python"]), "run `make lock`"
    pip = yaml.safe_load(text)["dependencies"][-1]["pip"]
    pinned = dict(re.match(r"([a-z0-9._-]+)==(\S+)", line).groups() for line in pip[:-1])
    assert pinned == LOCKED
    assert pip[-1] == "-e ."


def test_supported_pythons_are_the_same_everywhere():
    low, high = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", PROJECT["project"]["requires-python"]).groups()
    supported = [f"3.{minor}" for minor in range(int(low), int(high))]
    assert supported == ["3.11", "3.12", "3.13"]
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["check"]["strategy"]["matrix"]["python"] == supported
    assert "Python 3.11 to 3.13" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"(3, {low}) <= v < (3, {high})" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_version_comes_from_the_citation_file():
    from atombridge import citation

    assert PROJECT["project"]["dynamic"] == ["version"]
    pattern = PROJECT["tool"]["hatch"]["version"]["pattern"]
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(pattern, text)["version"] == citation.read()["version"]


def test_make_commands_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z-]+):", makefile))
    for document in ("README.md", "book/rerun.md", ".ci/run"):
        text = (ROOT / document).read_text(encoding="utf-8")
        used = set(re.findall(r"(?m)(?:^|`|    )make (?:PYTHON=\S+ )?([a-z-]+)\b", text)) - {"sure"}
        assert used <= targets, document
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_nothing_machine_specific_is_tracked():
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if files.returncode:
        pytest.skip("not a git checkout")
    paths = re.compile("/(?:" + "|".join(("work", "root", "home", "Users")) + r")/[\w.-]+")
    for name in filter(None, files.stdout.split("\0")):
        if (ROOT / name).suffix in {".py", ".ipynb", ".md", ".yml", ".yaml", ".toml", ".csv", ".json", ".cff", ".lock"}:
            assert not paths.search((ROOT / name).read_text(encoding="utf-8")), name
