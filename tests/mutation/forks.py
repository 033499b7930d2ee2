"""Run many small jobs, each in a process forked from this one, so that none sees what another changed."""

from __future__ import annotations

import multiprocessing
import os
import resource
import traceback
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import wait
from typing import Any

# Set before numpy is imported: the work is spread over processes, and threads do not survive a fork.
for _library in ("OPENBLAS", "OMP", "MKL"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"

__all__ = ["TIMED_OUT", "Failed", "in_forks"]

TIMED_OUT = "timed out"
"""Result of a job that was ended because it took too long."""

MEMORY = 4 * 2**30
"""Most memory of a job with a limit of time, in bytes."""


class Failed(RuntimeError):
    """A job raised an error; the message is its traceback."""


def _work(connection, function: Callable, job, seconds: int | None) -> None:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    if seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        answer = (True, function(job))
    except BaseException:
        answer = (False, traceback.format_exc())
    connection.send(answer)
    connection.close()
    os._exit(0)  # nothing of the parent's is closed or written twice


def in_forks(
    function: Callable[[Any], Any], jobs: Iterable, *, at_once: int = 1, seconds: int | None = None
) -> Iterator[tuple[Any, Any]]:
    """Each job with what `function` makes of it in a fork of its own, as they end.

    Parameters
    ----------
    function : callable
        Takes a job; its result is pickled.  It may change anything in its process.  What it prints is dropped.
    jobs : iterable
    at_once : int
        Processes at a time.
    seconds : int, optional
        A job that needs more time of a processor is ended; its result is `TIMED_OUT`.

    Raises
    ------
    Failed
        If a job raises an error or dies.
    """
    context = multiprocessing.get_context("fork")
    waiting, running = iter(jobs), {}
    try:
        while True:
            while len(running) < at_once and (job := next(waiting, None)) is not None:
                ours, theirs = context.Pipe(duplex=False)
                process = context.Process(target=_work, args=(theirs, function, job, seconds))
                process.start()
                theirs.close()
                running[ours] = (job, process)
            if not running:
                return
            for ours in wait(running):
                job, process = running.pop(ours)
                try:
                    succeeded, result = ours.recv()
                except EOFError:
                    succeeded, result = (True, TIMED_OUT) if seconds else (False, f"{job} died")
                ours.close()
                process.join()
                if not succeeded:
                    raise Failed(result)
                yield job, result
    finally:
        for ours, (_, process) in running.items():
            process.kill()
            process.join()
            ours.close()
