"""Sweeps: the points of a grid give the checks of single runs, anywhere they are run, and none is lost."""

import math
import os
import signal
import subprocess
import sys
import threading
import time

import pandas as pd
import pytest

from atombridge import pages, sweep
from atombridge.pages import PageError


def test_values_are_checked_one_by_one():
    page = pages.find("fig-4")
    assert sweep.parse_values(page, ["effective_mass_me=1,2.5", "separations_angstrom=[1, 2],[3]"]) == {
        "effective_mass_me": [1, 2.5],
        "separations_angstrom": [[1, 2], [3]],
    }
    words = sweep.parse_values(pages.find("table-1"), ["scale=pauling, allred", 'electronegativity={"Hg": 2.0}'])
    assert words == {"scale": ["pauling", "allred"], "electronegativity": [{"Hg": 2.0}]}


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("effective_mass_me=1,-2", "effective_mass_me=-2 is not allowed"),
        ("effective_mass_me=1,,2", "is not of type 'number'"),
        ("effective_mass_me=", "not of the form NAME=VALUE,VALUE"),
        ("effective_mass_me", "not of the form NAME=VALUE,VALUE"),
        ("colour=red,green", "fig-4 has no parameter 'colour'"),
        ("effective_mass_me=__import__('os').getpid(),1", "is not of type 'number'"),
    ],
)
def test_bad_values_are_refused_in_one_line(assignment, words):
    with pytest.raises(PageError) as caught:
        sweep.parse_values(pages.find("fig-4"), [assignment])
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_grid_has_every_combination_and_a_limit():
    assert sweep.grid({"a": [1, 2], "b": ["x", "y"]}) == [
        {"a": 1, "b": "x"},
        {"a": 1, "b": "y"},
        {"a": 2, "b": "x"},
        {"a": 2, "b": "y"},
    ]
    with pytest.raises(PageError, match="this grid has 1000000 points, at most 100000"):
        sweep.grid({"a": range(1000), "b": range(1000)})


@pytest.fixture(scope="module")
def elsewhere():
    """The page evaluated in another process, as a sweep does; this process is pytest's."""

    def evaluate(page_id, points):
        return sweep.sweep(page_id, points, jobs=2)

    return evaluate


@pytest.mark.parametrize("page_id", ["fig-1", "table-1", "e19"])
def test_default_point_has_the_checks_of_the_committed_page(elsewhere, page_id):
    (row,) = elsewhere(page_id, [{}]).to_dict("records")
    assert row["error"] is None
    stored = pages.stored_checks(pages.find(page_id).read())
    assert {k: v for k, v in row.items() if k.endswith("agrees")} == {
        f"{c['claim']} agrees": c["agrees"] for c in stored
    }
    assert [row[f"{c['claim']} computed"] for c in stored] == [c["computed"] for c in stored]


def test_points_come_in_their_order_and_give_the_screened_repulsion(elsewhere):
    densities = [1e20, 1e21, 1e22]
    table = elsewhere("fig-4", sweep.grid({"carrier_density_cm3": densities}))
    assert list(table.carrier_density_cm3) == densities
    for density, length in zip(densities, table["C131 computed"], strict=True):
        # Thomas-Fermi in atomic units: lambda^-2 = 4 (3 n / pi)^(1/3)
        n = density * 0.529177210544e-8**3
        assert length == pytest.approx(0.529177210544 / math.sqrt(4 * (3 * n / math.pi) ** (1 / 3)), abs=6e-4)
    assert list(table["C131 agrees"]) == [False, True, False]
    counts = sweep.agreement(table).set_index("claim")
    assert tuple(counts.loc["C131"]) == (3, 1)


def test_a_point_that_fails_is_a_row(elsewhere):
    """Values that a schema would refuse reach the code only when handed over in Python."""
    table = elsewhere("fig-1", [{"second_affinity_ev": "much"}, {}])
    assert table.error.notna().tolist() == [True, False]
    assert table["C010 agrees"].notna().tolist()[1]
    assert dict(sweep.agreement(table).set_index("claim").n)["C042"] == 1


def test_agreement_counts_only_checks_that_were_made():
    table = pd.DataFrame({"error": [None, "x", None], "C001 agrees": [True, None, False]})
    assert sweep.agreement(table).to_dict("records") == [{"claim": "C001", "n": 2, "n_agrees": 1}]


CODE = """
from concurrent.futures import ThreadPoolExecutor
from atombridge import sweep
with ThreadPoolExecutor(2) as pool:
    table = sweep.sweep("fig-1", [{"second_affinity_ev": -7.0}, {"second_affinity_ev": -8.0}], executor=pool)
print(table["C011 computed"].tolist())
"""


def test_any_executor_will_do():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[-7.0, -8.0]", done.stderr


def test_a_readers_own_session_is_not_cleared():
    session = f"from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.instance()\n{CODE}"
    done = subprocess.run([sys.executable, "-c", session], capture_output=True, text=True, check=False)
    assert "within an IPython session points are run in other processes" in done.stderr


def test_without_a_scheduler_dask_is_refused_in_one_line():
    pytest.importorskip("distributed")
    with (
        pytest.raises(PageError, match=r"no Dask scheduler answers at 'tcp://127\.0\.0\.1:9'"),
        sweep.dask_executor("tcp://127.0.0.1:9"),
    ):
        pass


def start(*command):
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def test_a_cluster_loses_no_point_when_a_worker_is_killed(tmp_path):
    """A real scheduler and two workers on loopback; one is killed when a few points are done."""
    pytest.importorskip("distributed")
    contact = tmp_path / "scheduler.json"
    python, quiet = [sys.executable, "-m"], ["--no-dashboard", "--host", "127.0.0.1"]
    scheduler = ["distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", contact]
    cluster = [start(*python, *scheduler, *quiet)]
    try:
        worker = ["distributed.cli.dask_worker", "--scheduler-file", contact, "--nthreads", "1", "--no-nanny"]
        cluster += [start(*python, *worker, *quiet, "--local-directory", tmp_path / name) for name in ("one", "two")]
        deadline = time.monotonic() + 60
        while not contact.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        from distributed import Client

        with Client(scheduler_file=str(contact), set_as_default=False, timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            killed = threading.Event()

            def kill_one(done):
                if done == 3 and not killed.is_set():
                    os.killpg(cluster[1].pid, signal.SIGKILL)
                    killed.set()

            points = sweep.grid({"second_affinity_ev": [-7 - i / 20 for i in range(24)]})
            table = sweep.sweep("fig-1", points, executor=client.get_executor(), report=kill_one)
            assert killed.is_set()
            assert cluster[1].wait(timeout=10) == -signal.SIGKILL
            assert len(client.scheduler_info()["workers"]) == 1
        assert table.error.isna().all()
        assert table["C011 computed"].tolist() == pytest.approx([p["second_affinity_ev"] for p in points], abs=6e-4)
    finally:
        for process in cluster:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
