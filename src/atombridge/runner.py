"""Execute pages with papermill: in place when out of date, or elsewhere with a reader's own parameters."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from . import data, pages
from .pages import Page

__all__ = ["ExecutionFailed", "execute_out_of_date", "execute_page", "run_page"]


class ExecutionFailed(RuntimeError):
    """A page's code raised an error; the message names page, cell and error."""


def normalised(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without anything that differs from one execution to the next; changed in place and returned."""
    own = notebook.metadata.get("atombridge")
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    if own:
        notebook.metadata["atombridge"] = own
    for cell in notebook.cells:
        for key in ("papermill", "execution", "ExecuteTime"):
            cell.metadata.pop(key, None)
        outputs = []
        for output in cell.get("outputs", []):
            previous = outputs[-1] if outputs else None
            if output.output_type == "stream" and previous and previous.get("name") == output.name:
                previous["text"] += output.text
            else:
                outputs.append(output)
        if cell.cell_type == "code":
            cell.outputs = outputs
    return notebook


def _write(notebook: nbformat.NotebookNode, path: Path) -> bool:
    """Write a notebook whole or not at all; return whether the file changed."""
    text = nbformat.writes(notebook) + "\n"
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp", delete=False
    ) as file:
        file.write(text)
    try:
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except BaseException:
        os.unlink(file.name)
        raise
    return True


def execute_page(page: Page, parameters: Mapping | None = None, *, root: Path | None = None) -> nbformat.NotebookNode:
    """Execute a page in a fresh kernel and return it, normalised; no file of the repository is touched.

    Parameters
    ----------
    page : Page
    parameters : mapping, optional
        Values for names of its ``parameters`` cell, already checked.

    Raises
    ------
    ExecutionFailed
        If a cell raises.
    """
    root = root or data.ROOT
    with tempfile.TemporaryDirectory(prefix="atombridge-") as folder:
        record, output = Path(folder, "loads"), Path(folder, "executed.ipynb")
        before = os.environ.get(data.RECORD_VARIABLE)
        os.environ[data.RECORD_VARIABLE] = str(record)
        try:
            papermill.execute_notebook(
                str(page.path),
                str(output),
                parameters=dict(parameters or {}),
                kernel_name="python3",
                cwd=str(page.path.parent),
                progress_bar=False,
                log_output=False,
                extra_arguments=["--log-level=ERROR"],  # kernels warn of their loopback sockets
            )
        except PapermillExecutionError as error:
            raise ExecutionFailed(f"{page.id}, cell {error.exec_count}: {error.ename}: {error.evalue}") from None
        finally:
            if before is None:
                del os.environ[data.RECORD_VARIABLE]
            else:
                os.environ[data.RECORD_VARIABLE] = before
        executed = normalised(nbformat.read(output, as_version=4))
        loads = record.read_text(encoding="utf-8").split() if record.is_file() else []
    if not parameters:
        inputs = pages.code_inputs(executed, root) | pages.data_inputs(loads, root)
        executed.metadata["atombridge"] = {"page": page.id, "inputs": dict(sorted(inputs.items()))}
    return executed


def run_page(page: Page, parameters: Mapping, output: Path | None = None) -> dict:
    """Execute a page with a reader's parameters; return page, parameters and checks, and keep the notebook if asked.

    Raises
    ------
    ExecutionFailed
        If a cell raises.
    pages.PageError
        If `output` would overwrite a page of the book, or its folder is not there.
    """
    if output is not None:
        output = output.resolve()
        if output.is_relative_to(data.ROOT / "notebooks"):
            raise pages.PageError(f"{output} is among the committed notebooks; choose another place for the output")
        if not output.parent.is_dir():
            raise pages.PageError(f"{output.parent} is not a folder")
    executed = execute_page(page, parameters)
    if output is not None:
        _write(executed, output)
    return {"page": page.id, "parameters": dict(parameters), "checks": pages.stored_checks(executed)}


def execute_out_of_date(
    chosen: Iterable[Page],
    *,
    force: bool = False,
    jobs: int | None = None,
    root: Path | None = None,
    report: Callable[[Page, str], None] = lambda page, what: None,
) -> dict[str, str]:
    """Execute, in place and in parallel, the pages whose outputs are not current.

    Parameters
    ----------
    chosen : iterable of Page
    force : bool
        Execute them whether current or not.
    jobs : int, optional
        Processes at work at a time; one for each core if not given.
    report : callable
        Called with a page and what happens to it: why it is executed, then ``"done"``, ``"failed: ..."``; or
        ``"up to date"``.

    Returns
    -------
    dict
        Page id to error message, for the pages that failed; their files are left as they were.
    """
    root = root or data.ROOT
    waiting, failures = [], {}
    for page in chosen:
        reason = "asked for" if force else pages.why_out_of_date(page.read(), root)
        if reason is None:
            report(page, "up to date")
        else:
            report(page, reason)
            waiting.append(page)
    if not waiting:
        return failures
    jobs = min(jobs or os.cpu_count() or 1, len(waiting))
    # A fresh interpreter for each worker: a forked one would share sockets and threads of this one.
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))
    try:
        running = {pool.submit(execute_page, page, root=root): page for page in waiting}
        for future in as_completed(running):
            page = running[future]
            try:
                # Only this process writes, each file whole or not at all.
                _write(future.result(), page.path)
            except ExecutionFailed as error:
                failures[page.id] = str(error)
                report(page, f"failed: {error}")
            else:
                report(page, "done")
    finally:
        pool.shutdown(cancel_futures=True)
    return failures
