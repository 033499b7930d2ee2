"""A copy of the repository, as a git repository of its own, in which tests may build and do harm."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from atombridge.data import ROOT

BIN = Path(sys.executable).parent
EXECUTE = [BIN / "atombridge", "execute"]
BOOK = [BIN / "atombridge", "book"]
SITE = [BIN / "jupyter-book", "build", ".", "--quiet"]
"""For a book of a few pages, whose links to the others lead nowhere: warnings are no errors."""
SMALL = ["notebooks/figures/fig-3", "notebooks/tables/table-1", "notebooks/evidence/e19-pair-size", "book/ledger"]
"""Pages of a book that is built in seconds."""
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("PYTEST_", "COV_", "LC_")) and name not in ("MPLBACKEND", "LANG", "TZ")
}
needs_root = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="only root mounts a file system, on Linux"
)


@dataclass
class Clone:
    """A git repository with the files of this one, as they stand."""

    path: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)  # in the environment of every process started for it

    def environment(self, **changed: str | None) -> dict[str, str]:
        """Variables for a command in the clone; None takes one away."""
        variables = ENVIRONMENT | {"PYTHONPATH": str(self.path / "src"), "ATOMBRIDGE_FAULTS": self.mark} | changed
        return {name: value for name, value in variables.items() if value is not None}

    def start(self, command: list, **options) -> subprocess.Popen:
        """Start a command as the head of its own process group."""
        options.setdefault("env", self.environment())
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
        return subprocess.Popen(command, cwd=self.path, process_group=0, **output, **options)

    def run(self, command: list, *, status: int | None = 0, **options) -> str:
        """Run a command to its end and return what it printed; AssertionError if its exit status is another."""
        with self.start(command, **options) as process:
            printed, _ = process.communicate()
        assert status is None or process.returncode == status, f"exit status {process.returncode}\n{printed}"
        return printed

    def git(self, *arguments: str) -> str:
        """What git prints."""
        return subprocess.run(
            ["git", *arguments], cwd=self.path, capture_output=True, text=True, check=True, env=ENVIRONMENT
        ).stdout

    def changed(self) -> list[str]:
        """Files that differ from the commit or are new, those that git ignores not among them."""
        return [line[3:] for line in self.git("status", "--porcelain", "-uall").splitlines()]

    def left_over(self) -> list[str]:
        """Files that git ignores, apart from what was built and compiled modules."""
        ignored = self.git("ls-files", "--others", "--ignored", "--exclude-standard").splitlines()
        return [name for name in ignored if not name.startswith("_build/") and "__pycache__" not in name]

    def processes(self) -> list[psutil.Process]:
        """Processes that were started for the clone and still live."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("ATOMBRIDGE_FAULTS") == self.mark:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def assert_alone(self) -> None:
        """No process lives on, after a moment of grace."""
        end = time.monotonic() + 10
        while living := self.processes():
            if time.monotonic() > end:
                told = [f"{process.pid} {' '.join(process.cmdline())[:200]}" for process in living]
                for process in living:
                    process.kill()
                raise AssertionError("still at work: " + "; ".join(told))
            time.sleep(0.1)

    def stop(self, process: subprocess.Popen, *, group: bool) -> None:
        """Kill a command, alone or with its process group, without a chance to clean up."""
        with contextlib.suppress(ProcessLookupError):  # it had just ended
            (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
        process.wait()  # and no longer for what it printed: a process that lives on would keep that open
        process.stdout.close()

    def site(self) -> dict[str, str]:
        """Digest of every file of the built site, by name."""
        return digests(self.path / "_build" / "html")

    def forget(self, pages: list[Path]) -> None:
        """Make pages of the commit ones that were never executed."""
        self.git("checkout", "--quiet", ".")
        for path in pages:
            content = json.loads(path.read_text(encoding="utf-8"))
            content["metadata"].pop("atombridge")
            path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def notebooks(self) -> list[Path]:
        """The pages' files."""
        return sorted((self.path / "notebooks").rglob("*.ipynb"))

    def shrink(self) -> None:
        """Make the book one of a few pages, in a commit."""
        chapters = "".join(f"  - file: {name}\n" for name in SMALL)
        toc = f"format: jb-book\nroot: index\nchapters:\n{chapters}"
        (self.path / "_toc.yml").write_text(toc, encoding="utf-8")
        self.commit("A book of a few pages")

    def commit(self, words: str) -> None:
        """Commit everything."""
        self.git("add", "--all")
        who = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false"]
        self.git(*who, "commit", "--quiet", "--message", words)


def digests(folder: Path) -> dict[str, str]:
    """Digest of every file under a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def make_clone(path: Path) -> Clone:
    """Copy the tracked and the new files of this repository, as they stand, into a new one."""
    path.mkdir(parents=True)
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes((ROOT / name).read_bytes())
            (path / name).chmod((ROOT / name).stat().st_mode)
    clone = Clone(path)
    clone.git("init", "--quiet")
    clone.commit("The repository as it stands")
    return clone
