"""Write data/sensitivity/*.csv: how the checks of some pages fare when every input varies within its uncertainty.

    python data/make_sensitivity.py [--points N] [--dask ADDRESS] [--folder FOLDER]

A page takes part if its schema gives an ``x-uncertainty`` to a parameter: two ends with a linear or logarithmic scale,
or a half width about the tabulated value of each key.  All of a page's uncertain parameters vary at once and
independently, evenly over their ranges, at the points of a scrambled Sobol sequence with a fixed seed: the same points
on every machine.  Each point executes the page's own code (`atombridge.sweep`).

inputs.csv says what varies.  agreement.csv has one row for each check: at how many points it agrees, and the quantiles
of the computed number.
sample.csv has the first points whole, so that they can be computed again.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
from pathlib import Path

import numpy as np
from scipy.stats import qmc
from tqdm import tqdm

from atombridge import data, pages, sweep

HERE = Path(__file__).resolve().parent
POINTS = 1024
SAMPLE = 4
SEED = 2503
QUANTILES = (0.05, 0.5, 0.95)


def uncertain_parameters(page: pages.Page) -> dict[str, dict]:
    """The uncertainties in a page's schema, by parameter."""
    rules = page.schema()["properties"]
    return {name: rule["x-uncertainty"] for name, rule in rules.items() if "x-uncertainty" in rule}


def tabulated(page: pages.Page, name: str) -> dict[str, float]:
    """Tabulated values that a parameter of single keys replaces: electronegativities of the page's default scale."""
    table = data.load("electronegativity")
    rules = page.schema()["properties"]
    values = table[table.scale == rules["scale"]["default"]].set_index("symbol").electronegativity
    return {symbol: float(values[symbol]) for symbol in rules[name]["propertyNames"]["enum"]}


def points_of(page: pages.Page, n: int) -> list[dict]:
    """The first `n` points of a page, with values rounded to six digits."""
    columns = []  # parameter, key or None, how a number from 0 to 1 becomes a value
    for name, rule in uncertain_parameters(page).items():
        if "half_width" in rule:
            for key, value in tabulated(page, name).items():
                columns.append((name, key, lambda u, v=value, w=rule["half_width"]: v + w * (2 * u - 1)))
        elif rule["scale"] == "log":
            low, high = np.log(rule["low"]), np.log(rule["high"])
            columns.append((name, None, lambda u, low=low, high=high: np.exp(low + u * (high - low))))
        else:
            columns.append((name, None, lambda u, low=rule["low"], high=rule["high"]: low + u * (high - low)))
    # The whole sequence is drawn each time: a part of it must not depend on how much is asked for.
    drawn = qmc.Sobol(len(columns), scramble=True, rng=SEED).random_base2(int(np.log2(POINTS)))
    points = []
    for row in drawn[:n]:
        point: dict = {}
        for u, (name, key, value_of) in zip(row, columns, strict=True):
            value = float(f"{value_of(u):.6g}")
            if key is None:
                point[name] = value
            else:
                point.setdefault(name, {})[key] = value
        points.append(point)
    return points


def input_rows(page: pages.Page) -> list[dict]:
    """One row for each parameter of a page that varies."""
    rows = []
    for name, rule in uncertain_parameters(page).items():
        rows.append(
            {
                "page": page.id,
                "parameter": name,
                "unit": page.schema()["properties"][name]["x-unit"],
                "low": f"{rule['low']:.6g}" if "low" in rule else "",
                "high": f"{rule['high']:.6g}" if "high" in rule else "",
                "half_width": f"{rule['half_width']:.6g}" if "half_width" in rule else "",
                "scale": rule.get("scale", "linear"),
                "reason": rule["reason"],
                "source": "shi2025ionic",
                "confidence": "computed",
            }
        )
    return rows


def _number(value) -> str:
    return "" if value is None or np.isnan(value) else f"{value:.6g}"


def agreement_rows(page_id: str, table, stored: list[dict]) -> list[dict]:
    """One row for each check of a page."""
    counts = sweep.agreement(table).set_index("claim")
    rows = []
    for check in stored:
        claim = check["claim"]
        values = table[f"{claim} computed"]
        numbers = [v for v in values if isinstance(v, float | int) and not isinstance(v, bool)]
        low, middle, high = np.quantile(numbers, QUANTILES) if len(numbers) == len(values) else (None, None, None)
        rows.append(
            {
                "page": page_id,
                "claim": claim,
                "n": counts.n[claim],
                "n_agrees": counts.n_agrees[claim],
                "agrees_at_default": str(check["agrees"]).lower(),
                "computed_q05": _number(low),
                "computed_median": _number(middle),
                "computed_q95": _number(high),
                "source": "shi2025ionic",
                "confidence": "computed",
            }
        )
    return rows


def sample_rows(page_id: str, table, points: list[dict], stored: list[dict]) -> list[dict]:
    """One row for each check of each of the first points."""
    return [
        {
            "page": page_id,
            "point": i,
            "parameters": json.dumps(points[i], sort_keys=True),
            "claim": check["claim"],
            "computed": json.dumps(table[f"{check['claim']} computed"].iloc[i]),
            "agrees": str(bool(table[f"{check['claim']} agrees"].iloc[i])).lower(),
            "source": "shi2025ionic",
            "confidence": "computed",
        }
        for i in range(min(SAMPLE, len(points)))
        for check in stored
    ]


def write(path: Path, rows: list[dict]) -> None:
    """Write one table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main(n: int, folder: Path, address: str | None = None) -> None:
    """Run the study and write its tables."""
    inputs, agreement, sample = [], [], []
    with contextlib.ExitStack() as stack:
        executor = stack.enter_context(sweep.dask_executor(address)) if address else None
        for page in pages.find_all().values():
            if not uncertain_parameters(page):
                continue
            points, stored = points_of(page, n), pages.stored_checks(page.read())
            with tqdm(total=n, unit="point", desc=page.id, disable=None) as bar:
                table = sweep.sweep(page.id, points, executor=executor, report=lambda done, bar=bar: bar.update())
            if (failed := table.error.dropna()).size:
                raise SystemExit(f"{page.id}: {len(failed)} points failed, the first with {failed.iloc[0]}")
            inputs += input_rows(page)
            agreement += agreement_rows(page.id, table, stored)
            sample += sample_rows(page.id, table, points, stored)
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "inputs.csv", inputs)
    write(folder / "agreement.csv", agreement)
    write(folder / "sample.csv", sample)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--points", type=int, default=POINTS, help=f"points of each page, at most {POINTS}")
    arguments.add_argument("--dask", metavar="ADDRESS", help="run on the Dask cluster of this scheduler")
    arguments.add_argument("--folder", type=Path, default=HERE / "sensitivity")
    given = arguments.parse_args()
    if not 1 <= given.points <= POINTS:
        arguments.error(f"--points must be 1 to {POINTS}, got {given.points}")
    main(given.points, given.folder, given.dask)
