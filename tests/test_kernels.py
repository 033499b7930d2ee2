"""Forked kernels: they run what ordinary kernels run, with the same outputs, and leave nothing behind."""

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
import time

import nbformat
import pytest
from jupyter_client.manager import KernelManager, start_new_kernel
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from atombridge import kernels

linux_only = pytest.mark.skipif(not kernels.can_fork(), reason="kernels are forked on Linux only")
CODE = [
    "import os, sys\nimport matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd",
    "pd.DataFrame(np.arange(60.0).reshape(2, 30))",
    "fig, ax = plt.subplots()\nax.plot([1, 2], [3, 4])\nplt.show()",
    "print(plt.get_backend(), plt.rcParams['figure.figsize'], pd.get_option('display.max_columns'))",
    "print(sys.argv[1:] == [], __name__, os.path.basename(os.getcwd()))\nprint('warned', file=sys.stderr)",
    "from myst_nb import glue\nglue('x', 1.5)\nnp.random.default_rng(1).random(3)",
]


def execute(code, **options):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in code])
    client = NotebookClient(notebook, kernel_name="python3", **options)
    client.execute()
    return client, [[dict(o) for o in cell.outputs] for cell in notebook.cells]


@pytest.fixture
def ordinary(monkeypatch):
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setattr(factory, "default_provisioner_name", "local-provisioner")


@pytest.fixture
def forked(monkeypatch):
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setattr(factory, "default_provisioner_name", kernels.PROVISIONER)


def test_the_installed_package_registers_the_provisioner():
    (entry,) = [e for e in KernelProvisionerFactory._get_all_provisioners() if e.name == kernels.PROVISIONER]
    assert entry.load() is kernels.ForkedKernel


@linux_only
def test_outputs_are_those_of_an_ordinary_kernel(monkeypatch, tmp_path):
    folder = {"metadata": {"path": str(tmp_path)}}
    found = []
    for name in ("local-provisioner", kernels.PROVISIONER):
        monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", name)
        found.append(execute(CODE, resources=folder)[1])
    assert found[0] == found[1]
    assert "image/png" in found[0][2][0]["data"]
    assert tmp_path.name in found[0][4][0]["text"]


@linux_only
def test_kernels_share_nothing_but_imports(forked, monkeypatch):
    monkeypatch.setenv("ATOMBRIDGE_TEST", "first")
    code = ["import os, numpy as np\nnp.leak = 1\nprint(os.environ['ATOMBRIDGE_TEST'], np.random.random())"]
    _, first = execute(code)
    monkeypatch.setenv("ATOMBRIDGE_TEST", "second")
    _, second = execute([code[0].replace("np.leak = 1", "assert not hasattr(np, 'leak')")])
    a, b = first[0][0]["text"].split(), second[0][0]["text"].split()
    assert (a[0], b[0]) == ("first", "second")
    assert a[1] != b[1], "global random numbers differ from kernel to kernel"


@linux_only
def test_kernel_is_forked_and_gone_at_once(forked):
    manager, client = start_new_kernel(kernel_name="python3")
    assert type(manager.provisioner) is kernels.ForkedKernel
    pid = manager.provisioner.pid
    assert pid in {child.pid for child in multiprocessing.active_children()}
    client.stop_channels()
    manager.shutdown_kernel()
    assert not manager.is_alive()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@linux_only
def test_kernel_can_be_interrupted_and_restarted(forked):
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        request = client.execute("import time\ntime.sleep(60)")
        told = None
        while told != (request, "busy"):
            message = client.get_iopub_msg(timeout=20)
            told = message["parent_header"].get("msg_id"), message["content"].get("execution_state")
        time.sleep(0.5)
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=20)
        while reply["parent_header"]["msg_id"] != request:  # answers to questions asked while the kernel started
            reply = client.get_shell_msg(timeout=20)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        before = manager.provisioner.pid
        manager.restart_kernel()
        client.wait_for_ready(timeout=20)
        assert manager.provisioner.pid != before
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@linux_only
def test_a_kernel_that_is_slow_to_start_becomes_ready(forked):
    """The client asks again each second; an answer to an earlier question must not put it out of step."""
    manager = KernelManager(kernel_name="python3", client_factory=kernels.PageKernelClient)
    manager.start_kernel()
    os.kill(manager.provisioner.pid, signal.SIGSTOP)
    waker = threading.Timer(2.5, os.kill, (manager.provisioner.pid, signal.SIGCONT))
    waker.start()
    client = manager.client()
    client.start_channels()
    try:
        asyncio.run(client.wait_for_ready(timeout=10))
    finally:
        waker.join()
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@linux_only
def test_error_in_a_cell_and_death_of_a_kernel_are_reported(forked):
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        execute(["1 / 0"])
    with pytest.raises(RuntimeError, match=r"[Kk]ernel died"):
        execute(["import os\nos._exit(3)"], kernel_manager_class=kernels.PageKernelManager)


def test_page_environment_reaches_the_kernel(ordinary):
    from traitlets.config import Config

    _, outputs = execute(
        ["import os\nprint(os.environ['ATOMBRIDGE_PAGE'])"],
        kernel_manager_class=kernels.PageKernelManager,
        config=Config(PageKernelManager={"environment": {"ATOMBRIDGE_PAGE": "fig-4"}}),
    )
    assert outputs[0][0]["text"] == "fig-4\n"
    assert "ATOMBRIDGE_PAGE" not in os.environ


def test_another_interpreter_or_system_gets_an_ordinary_kernel(forked, monkeypatch):
    monkeypatch.setattr(kernels, "can_fork", lambda: False)
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        assert isinstance(manager.provisioner, LocalProvisioner)
        assert not isinstance(manager.provisioner.process, kernels._Child)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_the_users_own_provisioner_is_kept(monkeypatch):
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "mine")
    kernels.use_forked_kernels()
    assert os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] == "mine"
    monkeypatch.delenv("JUPYTER_DEFAULT_PROVISIONER_NAME")
    monkeypatch.setattr(sys, "platform", "darwin")
    kernels.use_forked_kernels()
    assert "JUPYTER_DEFAULT_PROVISIONER_NAME" not in os.environ


def test_figures_are_shown_whatever_backend_the_user_has(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "svg")
    kernels.use_forked_kernels()
    _, outputs = execute(["import matplotlib.pyplot as plt", "fig, ax = plt.subplots()\nplt.show()"])
    assert "image/png" in outputs[1][0]["data"]
