"""Whoever builds, and wherever: the same pages and the same site."""

from __future__ import annotations

import json
import locale
import os
import resource
import shutil
import subprocess
import sys

import pytest
from clones import BIN, EXECUTE, SITE, Clone, make_clone, needs_root

PAGE = "fig-3"
SURROUNDINGS = {
    "no HOME": {"HOME": None},
    "a HOME that is no folder": {"HOME": "/dev/null"},
    "no variables but PATH": None,
    "the C locale": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8"},
    "German": {"LC_ALL": "de_DE.UTF-8"},
    "the east": {"TZ": "Pacific/Kiritimati"},
    "the west": {"TZ": "Pacific/Pago_Pago"},
    "a time zone that is not there": {"TZ": "Atlantis/Harbour"},
    "another backend of matplotlib": {"MPLBACKEND": "svg"},
    "a long time ago": {"SOURCE_DATE_EPOCH": "1"},
    "unbuffered and optimised": {"PYTHONUNBUFFERED": "1", "PYTHONOPTIMIZE": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    "a wide terminal": {"COLUMNS": "300", "LINES": "5", "TERM": "dumb"},
    "another order of sets": {"PYTHONHASHSEED": "12345"},
}


def rebuilt(clone: Clone, **options) -> dict[str, str]:
    """Execute a page again and build the site from scratch; return its digests."""
    (path,) = [p for p in clone.notebooks() if p.stem.startswith(PAGE)]
    clone.forget([path])
    clone.run(EXECUTE, **options)
    assert clone.changed() == [], "the page is executed as it was committed"
    shutil.rmtree(clone.path / "_build", ignore_errors=True)
    printed = clone.run(SITE, **options)
    assert "Traceback" not in printed
    assert clone.left_over() == []
    return clone.site()


@pytest.fixture(scope="module")
def expected(small):
    return rebuilt(small)


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_surroundings(small, expected, name):
    changed = SURROUNDINGS[name]
    if changed is None:
        environment = {k: v for k, v in small.environment().items() if k in ("PATH", "PYTHONPATH", "ATOMBRIDGE_FAULTS")}
    else:
        environment = small.environment(**changed)
    if wanted := environment.get("LC_ALL"):
        before = locale.setlocale(locale.LC_ALL)
        try:
            locale.setlocale(locale.LC_ALL, wanted)
        except locale.Error:
            pytest.skip(f"the system has no locale {wanted}")
        finally:
            locale.setlocale(locale.LC_ALL, before)
    assert rebuilt(small, env=environment) == expected


@needs_root
def test_a_read_only_home(small, expected, mounted, tmp_path):
    home = mounted("-t", "tmpfs", "-o", "ro", "none", at=tmp_path / "home")
    assert rebuilt(small, env=small.environment(HOME=str(home), XDG_CONFIG_HOME=None, XDG_CACHE_HOME=None)) == expected


def test_own_settings_change_nothing(small, expected, tmp_path):
    """A reader's style of plots and start-up file of IPython."""
    for name, text in {
        ".config/matplotlib/matplotlibrc": "axes.facecolor: red\nfont.size: 25\n",
        ".ipython/profile_default/startup/first.py": "print('good morning')\nround = max\n",
        ".ipython/profile_default/ipython_kernel_config.py": "c.InlineBackend.figure_formats = {'svg'}\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert rebuilt(small, env=small.environment(HOME=str(tmp_path), XDG_CONFIG_HOME=None)) == expected


def test_a_strict_umask(small, expected):
    assert rebuilt(small, preexec_fn=lambda: os.umask(0o077)) == expected


def test_few_open_files(small, expected):
    """A process may have 128 files open, half of what the thriftiest systems allow; a kernel needs nearly a hundred."""
    few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))  # noqa: E731
    assert rebuilt(small, preexec_fn=few) == expected


@pytest.mark.parametrize("folder", ["Überprüfung mit Leerzeichen", "it's #1 & (50%) $HOME", "數據"])
def test_folder_names(small, expected, tmp_path, folder):
    moved = Clone(shutil.copytree(small.path, tmp_path / folder, symlinks=True))
    assert rebuilt(moved) == expected
    done = moved.run([BIN / "atombridge", "run", PAGE, "--json"])
    assert json.loads(done)["page"] == PAGE


def test_make_in_a_folder_with_spaces(tmp_path):
    """The whole way, with an environment of its own."""
    clone = make_clone(tmp_path / "Überprüfung mit Leerzeichen")
    clone.shrink()
    own = clone.environment(PYTHONPATH=None)
    clone.run(["make", f"PYTHON={sys.executable}", "setup"], env=own)
    printed = clone.run([clone.path / ".venv/bin/atombridge", "execute"], env=own)
    assert "pages are up to date" in printed
    assert clone.changed() == []
    found = subprocess.run([clone.path / ".venv/bin/atombridge", "list"], capture_output=True, text=True, check=True)
    assert PAGE in found.stdout
