"""Execute pages with papermill: in place when out of date, or elsewhere with a reader's own parameters."""

from __future__ import annotations

import multiprocessing
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat

from . import data, pages
from .files import write_text
from .pages import Page

__all__ = ["LONGEST_CELL_S", "ExecutionFailed", "execute_out_of_date", "execute_page", "run_page"]

LONGEST_CELL_S = 600
"""Seconds after which a cell is stopped: the slowest of the book takes a few, so this one would never end."""

_LONGEST_SOCKET_PATH = 95
"""Bytes that a Unix socket's path may have everywhere (104 on macOS) less the ending that each of five gets."""

SOURCES = ("book", "data", "notebooks", "src", "tests")
"""Folders of the book's own files, where no output of a reader goes."""


class ExecutionFailed(RuntimeError):
    """A page's code raised an error; the message names page, cell and error, `details` has code and traceback."""

    def __init__(self, message: str, details: str = ""):
        super().__init__(message)
        self.details = details


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


def as_text(notebook: nbformat.NotebookNode) -> str:
    """A notebook as the text of its file."""
    return nbformat.writes(notebook) + "\n"


def output_path(path: Path) -> Path:
    """A place for a reader's own output, made absolute and with links followed; `pages.PageError` if it is not one."""
    try:
        real = path.resolve()
        there, regular, folder = real.exists(), real.is_file(), real.parent.is_dir()
        circle = real.is_symlink()  # Python 3.13 leaves such links as they are, earlier ones raise
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, links in a circle, a NUL character
        raise pages.PageError(f"{str(path)!r} is no place for the output: {error}") from None
    if circle:
        raise pages.PageError(f"{str(path)!r} is no place for the output: its links lead in a circle")
    try:
        inside = real.relative_to(data.ROOT.resolve())
    except ValueError:
        inside = None
    if inside and inside.parts[0] in SOURCES:
        what = "notebooks" if inside.parts[0] == "notebooks" else f"files of {inside.parts[0]}/"
        raise pages.PageError(f"{real} is among the committed {what}; choose another place for the output")
    if inside and there and real.suffix not in (".ipynb", ".csv"):
        raise pages.PageError(f"{real} is a file of the repository; choose another place for the output")
    if there and not regular:
        raise pages.PageError(f"{real} is no regular file; choose another place for the output")
    if not folder:
        raise pages.PageError(f"{real.parent} is not a folder")
    if not os.access(real.parent, os.W_OK | os.X_OK):
        raise pages.PageError(f"{real.parent} cannot be written to; choose another place for the output")
    return real


def remove_left_over(root: Path) -> None:
    """Remove the unfinished files that executions which were killed have left among the pages."""
    for path in (root / "notebooks").rglob(".*.tmp"):
        path.unlink()


def execute_page(
    page: Page, parameters: Mapping | None = None, *, code: Mapping[str, str] | None = None, root: Path | None = None
) -> nbformat.NotebookNode:
    """Execute a page in a fresh kernel and return it, normalised; no file of the repository is touched.

    Parameters
    ----------
    page : Page
    parameters : mapping, optional
        Values for names of its ``parameters`` cell, already checked.
    code : mapping, optional
        Digests of its code by `pages.code_inputs`, taken before any of it was imported, which the notebook shall keep.

    Raises
    ------
    ExecutionFailed
        If a cell raises, takes longer than `LONGEST_CELL_S`, or its kernel dies.
    data.DataError
        If a cell finds a data file missing or damaged.
    """
    # papermill takes half a second to import, which commands that execute nothing do not spend.
    import papermill
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError, strip_color
    from traitlets.config import Config

    from . import kernels

    root = root or data.ROOT
    notebook = page.read()
    code = code or pages.code_inputs(notebook, root)
    kernels.use_forked_kernels()
    with tempfile.TemporaryDirectory(prefix="atombridge-") as folder:
        record = Path(folder, "loads")
        # With a folder of its own, IPython runs no start-up file of the reader's.
        settings = {"environment": {data.RECORD_VARIABLE: str(record), "IPYTHONDIR": folder}}
        socket_path = str(Path(folder, "kernel"))
        if hasattr(socket, "AF_UNIX") and len(os.fsencode(socket_path)) < _LONGEST_SOCKET_PATH:
            settings |= {"transport": "ipc", "ip": socket_path}  # a port that was free may be taken when it is used
        try:
            executed = papermill.execute_notebook(
                notebook,  # a path would be taken for a pattern, in which {braces} stand for parameters
                None,
                parameters=dict(parameters or {}),
                kernel_name="python3",
                cwd=str(page.path.parent),
                progress_bar=False,
                log_output=False,
                # Kernels warn of their loopback sockets; what is typed into none is kept in no database.
                extra_arguments=["--log-level=ERROR", "--HistoryManager.enabled=False"],
                kernel_manager_class=kernels.PageKernelManager,
                config=Config(PageKernelManager=settings),
                shutdown_kernel="immediate",
                execution_timeout=LONGEST_CELL_S,
            )
        except PapermillExecutionError as error:
            if error.ename == data.DataError.__name__:
                raise data.DataError(f"{page.id}: {error.evalue}") from None
            details = strip_color("\n".join(error.traceback))
            raise ExecutionFailed(
                f"{page.id}, cell {error.exec_count}: {error.ename}: {error.evalue}", details
            ) from None
        except CellTimeoutError:
            raise ExecutionFailed(f"{page.id}: a cell did not end within {LONGEST_CELL_S} s and was stopped") from None
        except RuntimeError as error:  # its kernel died, or was never ready
            raise ExecutionFailed(f"{page.id}: {error}") from None
        loads = record.read_text(encoding="utf-8").split("\n")[:-1] if record.is_file() else []
    executed = normalised(executed)
    if not parameters:
        inputs = {**code, **pages.data_inputs(loads, root)}
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
        output = output_path(output)
    executed = execute_page(page, parameters)
    if output is not None:
        write_text(as_text(executed), output)
    return {"page": page.id, "parameters": dict(parameters), "checks": pages.stored_checks(executed)}


def execute_out_of_date(
    chosen: Iterable[Page],
    *,
    force: bool = False,
    jobs: int | None = None,
    root: Path | None = None,
    report: Callable[[Page, str], None] = lambda page, what: None,
    meanwhile: Callable[[], object] = lambda: None,
) -> dict[str, str]:
    """Execute, in place and in parallel, the pages whose outputs are not current.

    Parameters
    ----------
    chosen : iterable of Page
    force : bool
        Execute them whether current or not.
    jobs : int, optional
        Pages at work at a time; one for each core and one more if not given, as each waits for its kernel now and then.
    report : callable
        Called with a page and what happens to it: ``"up to date"``; or why it is executed, then ``"executing"`` (from
        another thread), and at last ``"done"`` or ``"failed: ..."`` with the traceback in further lines.
    meanwhile : callable
        What there is to do while the first kernels start, if any do; what it raises stops the execution.

    Returns
    -------
    dict
        Page id to error message, for the pages that failed; their files are left as they were.
    """
    root = root or data.ROOT
    waiting, looked, codes, failures = [], {}, {}, {}
    for page in chosen:
        looked[page] = page.look()
        codes[page] = pages.code_inputs(looked[page], root)
        reason = "asked for" if force else pages.why_out_of_date(looked[page], root, codes[page])
        if reason is None:
            report(page, "up to date")
        else:
            report(page, reason)
            if not waiting:  # it starts while the other pages are looked at
                from . import kernels

                kernels.use_forked_kernels()
                kernels.start_server()
            waiting.append(page)
    if not waiting:
        return failures
    from jupyter_core.utils import ensure_event_loop

    jobs = min(jobs or (os.cpu_count() or 1) + 1, len(waiting))
    stopped = threading.Event()

    def execute(page: Page) -> nbformat.NotebookNode:
        if stopped.is_set():
            raise ExecutionFailed(f"{page.id}: stopped before it began")
        report(page, "executing")
        try:
            return execute_page(page, code=codes[page], root=root)
        finally:
            ensure_event_loop().close()  # nbclient leaves the one of this thread open

    # The work is done in the kernels; a thread only talks to its own.
    with ThreadPoolExecutor(jobs) as pool:
        # A page with much to show takes long: first, so that at the end no core waits for it.
        by_size = sorted(waiting, key=lambda page: page.path.stat().st_size, reverse=True)
        running = {pool.submit(execute, page): page for page in by_size}
        try:
            meanwhile()
            for future in as_completed(running):
                page = running[future]
                try:
                    executed = future.result()
                    if page.look() is not looked[page]:
                        raise pages.PageError(f"{page.id}: {page.path} was changed meanwhile, and is left as it is")
                    # Only this thread writes, each file whole or not at all.
                    write_text(as_text(executed), page.path)
                except Exception as error:  # whatever it is, the other pages go on
                    own = isinstance(error, (ExecutionFailed, data.DataError, pages.PageError))
                    told = error if isinstance(error, OSError) else repr(error)
                    message = str(error) if own else f"{page.id}: {told}"
                    failures[page.id] = message
                    report(page, "\n".join(filter(None, [f"failed: {message}", getattr(error, "details", "")])))
                else:
                    report(page, "done")
        except BaseException:
            stopped.set()
            for kernel in multiprocessing.active_children():
                kernel.kill()
            raise
    return failures
