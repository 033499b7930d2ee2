"""Notebook kernels that start in a tenth of a second: forked from one process that has the imports done.

Nearly all the time of a small notebook is spent starting Python and importing numpy, pandas and matplotlib.
`ForkedKernel` is a provisioner of `jupyter_client`: it asks a fork server of the standard library's `multiprocessing`,
which has imported them once, for a child that becomes the kernel.  papermill, nbval and nbclient use it unchanged
where the environment variable ``JUPYTER_DEFAULT_PROVISIONER_NAME`` is ``atombridge-forked`` (`use_forked_kernels`).

Where a kernel is not Python's own interpreter, or the system cannot fork safely (macOS, Windows), an ordinary kernel
is started; the outputs are the same.
"""

from __future__ import annotations

import contextlib
import importlib.util
import math
import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from multiprocessing import forkserver, spawn
from pathlib import Path

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Dict, Type

__all__ = ["PROVISIONER", "ForkedKernel", "PageKernelManager", "start_server", "use_forked_kernels"]

PROVISIONER = "atombridge-forked"
"""Name under which pyproject.toml registers `ForkedKernel`."""

# ipykernel sets this before anything imports matplotlib; in a forked kernel matplotlib is there already.
_BACKEND = "module://matplotlib_inline.backend_inline"
_ANSWER_S, _PUBLISH_S = 1.0, 0.2
_STARTING = threading.Lock()


def can_fork() -> bool:
    """Whether this system forks a Python process safely."""
    return sys.platform == "linux"


def _server():
    """The context whose processes come from the fork server with the imports done."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["atombridge.warm"])
    return context


def start_server() -> None:
    """Start the fork server, which takes a second or two, while something else is done; not needed before a kernel."""
    if can_fork():
        _server()
        forkserver.ensure_running()


def use_forked_kernels() -> None:
    """Let every kernel that this process starts be forked, unless the user has named another provisioner.

    Plots have matplotlib's own style, whatever a reader's ``matplotlibrc`` says.
    """
    style = Path(importlib.util.find_spec("matplotlib").origin).parent / "mpl-data" / "matplotlibrc"
    if style.is_file():
        os.environ.setdefault("MATPLOTLIBRC", str(style))
    if can_fork():
        os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", PROVISIONER)
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(name, "1")  # kernels run side by side, and threads do not survive a fork


def _end_with_the_parent() -> None:
    """End this kernel as soon as the process that asked for it is gone, however it went."""
    multiprocessing.parent_process().join()
    os._exit(1)


def _become_kernel(arguments: list[str], environment: dict[str, str], folder: str | None) -> None:
    """Turn a child of the fork server into a kernel, as ``python -m ipykernel_launcher ARGUMENTS`` would."""
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    os.setsid()  # its own group, so that an interrupt reaches the kernel and what it started, and nothing else
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environment)
    os.environ.setdefault("MPLBACKEND", _BACKEND)
    if folder:
        os.chdir(folder)
    sys.argv = ["ipykernel_launcher", *arguments]

    import matplotlib
    import numpy as np
    import pandas as pd
    from ipykernel import kernelapp

    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    pd.set_option("display.max_columns", 20)  # imported outside a kernel, pandas takes a terminal's width for the limit
    np.random.seed()  # children would otherwise share the state of the server
    # With a parent, the kernel does not print how to connect to it.
    kernelapp.launch_new_instance([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])


def _start(process: multiprocessing.process.BaseProcess) -> None:
    """Start a child without the program that asks for it, which `multiprocessing` would run again in each."""
    with _STARTING:
        prepare = spawn.get_preparation_data

        def without_program(name: str) -> dict:
            return {key: value for key, value in prepare(name).items() if not key.startswith("init_main_from")}

        spawn.get_preparation_data = without_program
        try:
            process.start()
        finally:
            spawn.get_preparation_data = prepare


class _Child:
    """A child of the fork server, with the methods of `subprocess.Popen` that a provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, process: multiprocessing.process.BaseProcess):
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


class ForkedKernel(LocalProvisioner):
    """A kernel forked from a warm process where that is possible, an ordinary one otherwise."""

    async def launch_kernel(self, cmd: list[str], **kwargs):
        """Start the kernel; see `jupyter_client.provisioning.KernelProvisionerBase.launch_kernel`."""
        same_python = cmd[0] == sys.executable and cmd[1:3] == ["-m", "ipykernel_launcher"]
        if not (same_python and can_fork()):
            return await super().launch_kernel(cmd, **kwargs)
        folder = kwargs.get("cwd")
        process = _server().Process(
            target=_become_kernel,
            args=(cmd[3:], dict(kwargs["env"]), os.fspath(folder) if folder else None),
            daemon=True,
        )
        _start(process)
        self.process = _Child(process)
        self.pid = self.pgid = self.process.pid
        self.cwd = folder or os.getcwd()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and wait for a forked one, which is gone within milliseconds, instead of looking again."""
        await super().kill(restart)
        if isinstance(self.process, _Child):
            self.process.wait()

    async def shutdown_requested(self, restart: bool = False) -> None:
        """End a forked kernel at once: nothing in it is worth the half second of an orderly farewell."""
        if isinstance(self.process, _Child) and not restart:
            await self.kill()


class PageKernelClient(AsyncKernelClient):
    """A client that knows when its kernel is ready, instead of waiting until nothing more is heard."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return once the kernel has answered on both channels; RuntimeError after `timeout` seconds or if it died."""
        end = time.monotonic() + (math.inf if timeout is None else timeout)
        while time.monotonic() < end:
            with contextlib.suppress(queue.Empty):
                # Answers to earlier requests, sent while the kernel was still starting, are read and dropped.
                request, answered, published = self.kernel_info(), None, None
                while answered != request:
                    reply = await self.get_shell_msg(timeout=_ANSWER_S)
                    answered = reply["parent_header"].get("msg_id")
                while published != (request, "idle"):
                    message = await self.get_iopub_msg(timeout=_PUBLISH_S)
                    published = message["parent_header"].get("msg_id"), message["content"].get("execution_state")
                self._handle_kernel_info_reply(reply)
                return
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it was ready")
        raise RuntimeError(f"the kernel was not ready within {timeout:g} s")


class PageKernelManager(AsyncKernelManager):
    """A kernel manager that adds to the environment of the kernels it starts."""

    client_factory = Type(klass=AsyncKernelClient, default_value=PageKernelClient)
    environment = Dict(help="variables added to the kernel's environment").tag(config=True)

    async def start_kernel(self, **kwargs) -> None:
        """Start the kernel with the additional variables."""
        kwargs["env"] = {**kwargs.get("env", os.environ), **self.environment}
        await super().start_kernel(**kwargs)
