"""Run one page at many points of its parameters, on this machine or on others.

A point is executed in the process that asks for it, without a kernel and without drawing: only the checks are kept.
`sweep` hands the points to any executor of the kind of `concurrent.futures`: processes here (the default), or a Dask
cluster through ``distributed.Client(address).get_executor()``.  A point whose code raises an error is a row that says
so; it never stops the others.
"""

from __future__ import annotations

import contextlib
import functools
import io
import itertools
import json
import math
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from pathlib import Path

import pandas as pd
from traitlets.config import Config

from . import pages
from .checks import MEDIA_TYPE
from .pages import PageError

__all__ = ["MOST_POINTS", "agreement", "dask_executor", "evaluate", "grid", "parse_values", "sweep"]

MOST_POINTS = 100_000
"""Largest grid that is accepted: more is most likely a slip."""

_one_at_a_time = threading.Lock()


def parse_values(page: pages.Page, assignments: Iterable[str]) -> dict[str, list]:
    """Values for a grid from ``NAME=V1,V2,...`` texts, each checked against the page's schema.

    The part behind the sign is a list of JSON values without its brackets, or plain words separated by commas.

    Raises
    ------
    PageError
        Naming the parameter, its value and what is allowed.
    """
    values: dict[str, list] = {}
    for assignment in assignments:
        name, separator, text = assignment.partition("=")
        if not separator or not text.strip():
            raise PageError(f"{assignment!r} is not of the form NAME=VALUE,VALUE,...")
        if name in values:
            raise PageError(f"parameter {name!r} is given twice")
        listed = pages.as_value(f"[{text}]")
        if isinstance(listed, list):
            parts = [json.dumps(value) for value in listed]
        else:
            parts = [part.strip() for part in text.split(",")]
        if len(parts) > MOST_POINTS:
            raise PageError(f"{name!r} is given {len(parts)} values, at most {MOST_POINTS} points are run at once")
        values[name] = [pages.parse_parameters(page, [f"{name}={part}"])[name] for part in parts]
    return values


def grid(values: Mapping[str, Sequence]) -> list[dict]:
    """Every combination of the values of each parameter, the last one varying fastest.

    Raises
    ------
    PageError
        If there are more than `MOST_POINTS`.
    """
    n = math.prod(len(v) for v in values.values())
    if n > MOST_POINTS:
        raise PageError(f"this grid has {n} points, at most {MOST_POINTS} are run at once")
    return [dict(zip(values, point, strict=True)) for point in itertools.product(*values.values())]


def assignments(parameters: Mapping) -> str:
    """Python source that gives parameters their values, as literals whatever is in them."""
    return "\n".join(f"{name} = {value!r}" for name, value in parameters.items())


def evaluate(page_id: str, parameters: Mapping) -> dict:
    """Execute a page's code at one point and return its checks; nothing is drawn and no file is written.

    Parameters
    ----------
    page_id : str
    parameters : mapping
        Values for names of the page's ``parameters`` cell, already checked.

    Returns
    -------
    dict
        ``parameters``; ``checks``, a list of checks in their stored form; ``error``, None or what a cell raised.
    """
    page = pages.find(page_id)
    cells = [c for c in page.look().cells if c.cell_type == "code"]
    injected = assignments(parameters)
    error = None
    with _shell_of_its_own(page.path.parent) as (shell, publisher):
        for cell in cells:
            # The parameters cell of a page only assigns (a test holds it), so a point can follow it.
            code = cell.source + (f"\n{injected}" if "parameters" in cell.metadata.get("tags", []) else "")
            result = shell.run_cell(code, store_history=False)
            if not result.success:
                raised = result.error_before_exec or result.error_in_exec
                error = f"{type(raised).__name__}: {raised}"
                break
        checks = [output["data"][MEDIA_TYPE] for output in publisher.outputs if MEDIA_TYPE in output["data"]]
    return {"parameters": dict(parameters), "checks": checks, "error": error}


@functools.cache
def _shell():
    """The IPython shell of this process; PageError within a reader's own session, whose names it would clear."""
    from IPython.core.interactiveshell import InteractiveShell

    if InteractiveShell.initialized():
        raise PageError("within an IPython session points are run in other processes: use the default executor")
    return InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}), colors="nocolor")


@contextlib.contextmanager
def _shell_of_its_own(folder: Path):
    """A clean IPython shell in a folder, and what collects its displays; one at a time in each process."""
    os.environ.setdefault("MPLBACKEND", "template")  # a backend of matplotlib that draws nothing
    from IPython.core.displaypub import CapturingDisplayPublisher
    from matplotlib import pyplot as plt

    with _one_at_a_time:
        shell = _shell()
        shell.reset(new_session=False)
        before, publisher, start = shell.display_pub, CapturingDisplayPublisher(), os.getcwd()
        shell.display_pub = publisher
        os.chdir(folder)
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                yield shell, publisher
        finally:
            os.chdir(start)
            shell.display_pub = before
            plt.close("all")


def sweep(
    page_id: str,
    points: Sequence[Mapping],
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    report: Callable[[int], None] = lambda done: None,
) -> pd.DataFrame:
    """Evaluate a page at many points and return one table.

    Parameters
    ----------
    page_id : str
    points : sequence of mapping
        Parameters of each point, already checked (`grid` of `parse_values`).
    executor : concurrent.futures.Executor, optional
        Where the points are run; processes of this machine if not given.
    jobs : int, optional
        Processes at work at a time without an executor; one for each core if not given.
    report : callable
        Called with the number of points that are done.

    Returns
    -------
    pandas.DataFrame
        One row for each point, in the order given: its parameters, ``error`` (None or text), and for each check of
        the page two columns, for example ``C065 computed`` and ``C065 agrees``.

    Raises
    ------
    PageError
        If there is no such page.
    """
    pages.find(page_id)
    own = None
    if executor is None:
        jobs = max(1, min(jobs or os.cpu_count() or 1, len(points)))
        executor = own = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))
    try:
        running = {executor.submit(evaluate, page_id, dict(point)): i for i, point in enumerate(points)}
        results: list[dict] = [{}] * len(points)
        for done, future in enumerate(as_completed(running), start=1):
            results[running[future]] = future.result()
            report(done)
    finally:
        if own:
            own.shutdown(cancel_futures=True)
    rows = []
    for result in results:
        row = {**result["parameters"], "error": result["error"]}
        for check in result["checks"]:
            row[f"{check['claim']} computed"] = check["computed"]
            row[f"{check['claim']} agrees"] = check["agrees"]
        rows.append(row)
    return pd.DataFrame(rows)


@contextlib.contextmanager
def dask_executor(address: str):
    """An executor on the Dask cluster whose scheduler listens at `address`, such as ``tcp://127.0.0.1:8786``.

    Raises
    ------
    PageError
        If Dask is not installed, or no scheduler answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise PageError("Dask is not installed, it comes with: pip install -e '.[dask]'") from None
    try:
        client = Client(address, timeout=5, set_as_default=False)
    except (OSError, ValueError) as error:
        raise PageError(f"no Dask scheduler answers at {address!r}: {str(error).splitlines()[0]}") from None
    with client:
        yield client.get_executor()


def agreement(table: pd.DataFrame) -> pd.DataFrame:
    """How often each check agrees in a table of `sweep`.

    Returns
    -------
    pandas.DataFrame
        Columns ``claim``, ``n`` (points at which the check was made) and ``n_agrees``.
    """
    columns = [c for c in table.columns if c.endswith(" agrees")]
    return pd.DataFrame(
        {
            "claim": [c.removesuffix(" agrees") for c in columns],
            "n": [int(table[c].notna().sum()) for c in columns],
            "n_agrees": [int((table[c] == True).sum()) for c in columns],  # noqa: E712  (None where an error came first)
        }
    )
