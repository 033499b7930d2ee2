"""Time the book's build and its notebook tests against the stock tools, in one run on one machine.

    python benchmarks/build.py [--runs N] [--output FILE]

Every measurement is a whole command in a copy of the repository, timed from outside.  Within a round the commands
follow each other, so that a change of the machine's speed falls on all of them; ratios are taken round by round.

- *stock, from scratch*: ``jupyter-book build`` with ``execute_notebooks: force``, as it comes: one page after another.
- *from scratch*: `atombridge book`, which is what `make book` runs, with no page executed.
- *nothing changed*, *one page changed*: the same command again, at once and after an edit of one page's code.
- *serial nbval*: ``pytest --nbval`` with ordinary kernels; *nbval*: with forked kernels and one worker for each core.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHANGED = "notebooks/figures/fig-3.ipynb"
GOALS = {"from scratch": 0.25, "nothing changed": 0.05, "one page changed": 0.08, "nbval": 0.40}
"""What each may cost at most, as a share of the stock command."""


def copy(target: Path) -> Path:
    """A copy of the repository without what was built."""
    ignored = shutil.ignore_patterns(".git", ".venv*", "_build", "__pycache__", "*_cache")
    shutil.copytree(ROOT, target, ignore=ignored)
    return target


def timed(folder: Path, command: list, environment: dict | None = None) -> float:
    """Seconds that a command takes in a folder; RuntimeError with its output if it fails."""
    variables = os.environ | {"PYTHONPATH": str(folder / "src")} | (environment or {})
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - start


def edit(notebook: Path, change) -> None:
    """Change a notebook file in place."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    change(content)
    notebook.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def forget_execution(folder: Path) -> None:
    """Make every page of a copy one that was never executed."""

    def forget(content):
        content["metadata"].pop("atombridge", None)

    for notebook in (folder / "notebooks").rglob("*.ipynb"):
        edit(notebook, forget)


def add_a_comment(content: dict) -> None:
    cell = next(c for c in content["cells"] if c["cell_type"] == "code" and "parameters" not in c["metadata"]["tags"])
    cell["source"] = [*cell["source"], f"\n# {time.time()}"]


BOOK = [BIN / "atombridge", "book"]
STOCK = [BIN / "jupyter-book", "build", ".", "--quiet"]
NBVAL = [BIN / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "notebooks"]
ORDINARY = {"JUPYTER_DEFAULT_PROVISIONER_NAME": "local-provisioner"}


def one_round(folder: Path) -> dict[str, float]:
    """Seconds of each measurement."""
    seconds = {}
    stock = copy(folder / "stock")
    config = stock / "_config.yml"
    config.write_text(config.read_text(encoding="utf-8").replace('"off"', "force"), encoding="utf-8")
    seconds["stock, from scratch"] = timed(stock, STOCK, environment=ORDINARY)
    ours = copy(folder / "ours")
    forget_execution(ours)
    seconds["from scratch"] = timed(ours, BOOK)
    seconds["nothing changed"] = timed(ours, BOOK)
    edit(ours / CHANGED, add_a_comment)
    seconds["one page changed"] = timed(ours, BOOK)
    tested = copy(folder / "tested")
    seconds["serial nbval"] = timed(tested, NBVAL, environment=ORDINARY)
    seconds["nbval"] = timed(tested, [*NBVAL, "-n", "auto", "--dist", "loadfile"])
    return seconds


def table(rounds: list[dict[str, float]]) -> str:
    """Medians and spread, and ratios to the stock command, as Markdown."""
    lines = [
        "| What | seconds, median (lowest–highest) | ratio to stock, median (lowest–highest) | goal |",
        "|:--|:--|:--|:--|",
    ]
    for name in rounds[0]:
        stock = "serial nbval" if "nbval" in name else "stock, from scratch"
        seconds = [r[name] for r in rounds]
        ratios = [r[name] / r[stock] for r in rounds]
        goal = f"at most {GOALS[name]:.2f}" if name in GOALS else "–"
        lines.append(
            f"| {name} | {statistics.median(seconds):.1f} ({min(seconds):.1f}–{max(seconds):.1f}) "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f}) | {goal} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print the table and write it."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--runs", type=int, default=3, help="rounds, at least 1")
    arguments.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "results.md")
    given = arguments.parse_args()
    if given.runs < 1:
        arguments.error(f"--runs must be at least 1, got {given.runs}")
    pages = len(list((ROOT / "notebooks").rglob("*.ipynb")))
    rounds = []
    for number in range(1, given.runs + 1):
        with tempfile.TemporaryDirectory(prefix="atombridge-benchmark-") as folder:
            rounds.append(one_round(Path(folder)))
        print(f"round {number}: " + ", ".join(f"{name} {s:.1f} s" for name, s in rounds[-1].items()), flush=True)
    text = table(rounds)
    print(text, end="")
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    header = f"{pages} executed pages, {given.runs} rounds, {machine}, {time.strftime('%d %B %Y')}.\n\n"
    given.output.write_text(header + text, encoding="utf-8")


if __name__ == "__main__":
    main()
