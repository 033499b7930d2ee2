"""Write data/supercon/*.csv, aggregates of the NIMS release of SuperCon; no single record is written.

    python data/make_supercon.py RECORDS.tsv [FOLDER]

RECORDS.tsv is the MDR SuperCon Datasheet of the National Institute for Materials Science (NIMS), to be downloaded from
https://doi.org/10.48505/nims.4487 (CC BY 4.0): three header rows, then record number, common formula, chemical
formula, structure label, unit, Tc and journal, separated by tabs.

A record is used if its formula can be read, its composition fits one of the series below, and its Tc lies between 0.1
and 145 K (record 4854, 0.001 K, stands for "not superconducting"; record 140, 275 K, is an error).  Of records that
agree in journal, formula and Tc one is kept.  Two spellings of a journal that differ in capitals, spaces or
punctuation only count as one reference.

Records are put into bins of the series' width, centred on its multiples, and each bin is joined with the next until
it holds three records. dome_tests.csv has what `atombridge.statistics` finds on the records themselves, by reference.
layers.csv has Tc by the number of CuO2 planes; a number with fewer than three records is left out.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from atombridge.statistics import dome_or_not

HERE = Path(__file__).resolve().parent
SOURCE = "nims2024supercon"
LEAST_RECORDS = 3
TC_RANGE_K = (0.1, 145)

FORMULA = re.compile(r"(?:[A-Z][a-z]?(?:\d+\.?\d*|\.\d+)?)+")
ELEMENT = re.compile(r"([A-Z][a-z]?)(\d+\.?\d*|\.\d+)?")
# An oxygen content that is not given as a number: O4-Y, O8+z, O7-0.1, or a letter alone as in OX, Oz.
OPEN_OXYGEN = re.compile(r"O(\d+\.?\d*)?(?:[+-][A-Za-z0-9.]+|[XYZxyzd])$")


def composition(formula: str) -> tuple[dict[str, float], bool] | None:
    """Atoms of each element, and whether the oxygen is nominal; None if the formula cannot be read."""
    nominal = OPEN_OXYGEN.search(formula)
    text = formula[: nominal.start()] if nominal else formula
    if not FORMULA.fullmatch(text):
        return None
    atoms: dict[str, float] = {}
    for element, count in ELEMENT.findall(text):
        atoms[element] = atoms.get(element, 0) + float(count or 1)
    if nominal:
        if "O" in atoms:
            return None
        atoms["O"] = float(nominal[1] or "nan")
    return {element: count for element, count in atoms.items() if count}, nominal is not None


def near(value: float, target: float, slack: float) -> bool:
    return abs(value - target) <= slack + 1e-9


@dataclass(frozen=True)
class Series:
    """One family of compounds: which compositions belong to it and what is varied."""

    file: str
    name: str
    variable: str
    elements: frozenset[str]
    needed: frozenset[str]
    value: Callable[[dict], float]
    fits: Callable[[dict], bool]
    x_range: tuple[float, float]
    width: float
    oxygen: tuple[float, float] | None = None  # range of an oxygen content that is given as a number

    def x_of(self, atoms: dict[str, float], nominal: bool) -> float | None:
        """The varied quantity of a composition, or None if it does not belong here."""
        if not self.needed <= atoms.keys() <= self.elements or not self.fits(atoms):
            return None
        if self.oxygen and not nominal and not self.oxygen[0] - 1e-9 <= atoms["O"] <= self.oxygen[1] + 1e-9:
            return None
        x = self.value(atoms)
        return x if self.x_range[0] - 1e-9 <= x <= self.x_range[1] + 1e-9 else None


def _la214(file: str, dopant: str) -> Series:
    return Series(
        file=file,
        name=f"La₂₋ₓ{dopant}ₓCuO₄",
        variable=f"{dopant} per formula unit",
        elements=frozenset({"La", dopant, "Cu", "O"}),
        needed=frozenset({"La", dopant, "Cu", "O"}),
        value=lambda a: a[dopant],
        fits=lambda a: near(a["Cu"], 1, 0.001) and near(a["La"] + a[dopant], 2, 0.02),
        x_range=(0.04, 0.31),
        width=0.01,
        oxygen=(3.90, 4.02),
    )


def _ba122(name: str, dopant: str, x_range: tuple[float, float], width: float) -> Series:
    host = {"K": "Ba", "P": "As"}.get(dopant, "Fe")
    total = {"Ba": 1, "Fe": 2, "As": 2}

    def fits(a):
        sums = {e: a[e] + (a[dopant] if e == host else 0) for e in total}
        return all(near(sums[e], total[e], 0.02) for e in total)

    return Series(
        file="iron",
        name=name,
        variable=f"{dopant} per {host} site",
        elements=frozenset({"Ba", "Fe", "As", dopant}),
        needed=frozenset({"Ba", "Fe", "As", dopant}),
        value=lambda a: a[dopant] / total[host],
        fits=fits,
        x_range=x_range,
        width=width,
    )


def _rare_earth_1111(metal: str) -> Series:
    return Series(
        file="iron",
        name=f"{metal}FeAsO₁₋ₓFₓ",
        variable="F per O site",
        elements=frozenset({metal, "Fe", "As", "O", "F"}),
        needed=frozenset({metal, "Fe", "As", "O", "F"}),
        value=lambda a: a["F"],
        fits=lambda a: all(near(a[e], 1, 0.02) for e in (metal, "Fe", "As")) and near(a["O"] + a["F"], 1, 0.02),
        x_range=(0.03, 0.61),
        width=0.02,
    )


SERIES = (
    _la214("lsco", "Sr"),
    _la214("lbco", "Ba"),
    _ba122("Ba₁₋ₓKₓFe₂As₂", "K", (0.02, 0.98), 0.05),
    _ba122("Ba(Fe₁₋ₓCoₓ)₂As₂", "Co", (0.01, 0.2), 0.01),
    _ba122("Ba(Fe₁₋ₓNiₓ)₂As₂", "Ni", (0.01, 0.2), 0.01),
    _ba122("BaFe₂(As₁₋ₓPₓ)₂", "P", (0.05, 0.9), 0.05),
    _rare_earth_1111("La"),
    _rare_earth_1111("Sm"),
    Series(
        file="iron",
        name="FeSe₁₋ₓTeₓ",
        variable="Te per Se site",
        elements=frozenset({"Fe", "Se", "Te"}),
        needed=frozenset({"Fe", "Se", "Te"}),
        value=lambda a: a["Te"] / (a["Se"] + a["Te"]),
        fits=lambda a: near(a["Fe"], 1, 0.1) and near(a["Se"] + a["Te"], 1, 0.02),
        x_range=(0.02, 0.98),
        width=0.05,
    ),
)


# --- Tc against the number of CuO2 planes in a stack ------------------------------------------------------------------

LAYERED = (
    ("HgBa₂Caₙ₋₁CuₙO₂ₙ₊₂", "Hg", 1, "Ba"),
    ("TlBa₂Caₙ₋₁CuₙO₂ₙ₊₃", "Tl", 1, "Ba"),
    ("Tl₂Ba₂Caₙ₋₁CuₙO₂ₙ₊₄", "Tl", 2, "Ba"),
    ("Bi₂Sr₂Caₙ₋₁CuₙO₂ₙ₊₄", "Bi", 2, "Sr"),
)
"""Name, metal of the reservoir with its atoms per formula unit, and its partner."""


def planes_of(atoms: dict[str, float], metal: str, count: int, partner: str) -> int | None:
    """Number n of CuO2 planes of a composition, or None if it does not belong to the series.

    The metal may differ from its number by 0.21, the partner from 2 by 0.1, copper from n by 5 %, calcium from n - 1 by
    12 %; any oxygen is taken; no other element is allowed.
    """
    n = round(atoms.get("Cu", 0))
    elements = {metal, partner, "Cu", "O"} | ({"Ca"} if n > 1 else set())
    if n < 1 or atoms.keys() != elements:
        return None
    fits = (
        near(atoms[metal], count, 0.21)
        and near(atoms[partner], 2, 0.1)
        and near(atoms["Cu"], n, 0.05 * n)
        and near(atoms.get("Ca", 0), n - 1, 0.12 * (n - 1))
    )
    return n if fits else None


def layer_rows(found: list[tuple[str, str, float]]) -> list[dict]:
    """One row for each series and number of planes with enough records."""
    rows = []
    for name, metal, count, partner in LAYERED:
        by_planes: dict[int, list[tuple[float, str]]] = {}
        for reference, formula, tc in found:
            read = composition(formula)
            n = planes_of(read[0], metal, count, partner) if read else None
            if n is not None:
                by_planes.setdefault(n, []).append((tc, reference))
        for n, members in sorted(by_planes.items()):
            if len(members) < LEAST_RECORDS:
                continue
            low, middle, high, top = np.quantile([tc for tc, _ in members], [0.25, 0.5, 0.75, 0.9])
            rows.append(
                {
                    "series": name,
                    "planes": n,
                    "n_records": len(members),
                    "n_references": len({reference for _, reference in members}),
                    "tc_q25_k": f"{low:.2f}",
                    "tc_median_k": f"{middle:.2f}",
                    "tc_q75_k": f"{high:.2f}",
                    "tc_q90_k": f"{top:.2f}",
                    "source": SOURCE,
                    "confidence": "computed",
                }
            )
    return rows


# --- Reading, choosing and writing ------------------------------------------------------------------------------------


def records(path: Path) -> list[tuple[str, str, float]]:
    """Reference, formula and Tc (K) of the usable records, without repetitions, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if [cell.strip() for cell in rows[2][:1] + rows[2][2:3] + rows[2][5:7]] != ["num", "element", "tc", "journal"]:
        raise SystemExit(f"{path}: the third row is not the header num, ..., element, ..., tc, journal")
    kept = {}
    for row in rows[3:]:
        try:
            tc = float(row[5])
        except (IndexError, ValueError):
            continue
        if row[4] == "K" and TC_RANGE_K[0] <= tc <= TC_RANGE_K[1]:
            reference = re.sub(r"[^a-z0-9]", "", row[6].lower())
            kept[reference, row[2].strip(), tc] = None
    return list(kept)


def select(series: Series, found: list[tuple[str, str, float]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, Tc and reference of the records of one series, sorted."""
    rows = []
    for reference, formula, tc in found:
        read = composition(formula)
        x = series.x_of(*read) if read else None
        if x is not None:
            rows.append((round(x, 6), tc, reference))
    x, tc, reference = zip(*sorted(rows), strict=True)
    return np.array(x), np.array(tc), np.array(reference, object)


def bins(x: np.ndarray, width: float) -> list[np.ndarray]:
    """Positions of the records of each bin."""
    number = np.floor(x / width + 0.5 + 1e-9).astype(int)
    joined, waiting = [], np.array([], int)
    for one in np.unique(number):
        waiting = np.concatenate([waiting, np.flatnonzero(number == one)])
        if len(waiting) >= LEAST_RECORDS:
            joined.append(waiting)
            waiting = np.array([], int)
    if len(waiting):
        joined[-1] = np.concatenate([joined[-1], waiting])
    return joined


def aggregate(series: Series, x, tc, reference) -> list[dict]:
    """One row for each bin."""
    rows = []
    for inside in bins(x, series.width):
        low, middle, high, top = np.quantile(tc[inside], [0.25, 0.5, 0.75, 0.9])
        rows.append(
            {
                "series": series.name,
                "x_lo": f"{x[inside].min():.4g}",
                "x_hi": f"{x[inside].max():.4g}",
                "x_mean": f"{x[inside].mean():.4f}",
                "n_records": len(inside),
                "n_references": len(set(reference[inside])),
                "tc_q25_k": f"{low:.2f}",
                "tc_median_k": f"{middle:.2f}",
                "tc_q75_k": f"{high:.2f}",
                "tc_q90_k": f"{top:.2f}",
                "source": SOURCE,
                "confidence": "computed",
            }
        )
    return rows


def dome_test(series: Series, x, tc, reference) -> dict:
    """What the rule for domes says of the records, errors and resamples by reference."""
    test = dome_or_not(x, tc, groups=reference)
    inside = np.isfinite([test.extremum, test.low, test.high]).all() and x[0] < test.extremum < x[-1]
    return {
        "series": series.name,
        "variable": series.variable,
        "n_records": test.n,
        "n_references": test.n_groups,
        "x_lo": f"{x.min():.4g}",
        "x_hi": f"{x.max():.4g}",
        "word": test.word,
        **{f"criterion_{name}": "true" if met else "false" for name, met in test.criteria.items()},
        "criteria_met": test.criteria_met,
        "delta_bic": f"{test.delta_bic:.1f}",
        "maximum_x": f"{test.extremum:.3f}" if inside and test.curvature < 0 else "",
        "maximum_lo95": f"{test.low:.3f}" if inside and test.curvature < 0 else "",
        "maximum_hi95": f"{test.high:.3f}" if inside and test.curvature < 0 else "",
        "source": SOURCE,
        "confidence": "computed",
    }


def write(path: Path, rows: list[dict]) -> None:
    """Write one table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main(source: Path, folder: Path = HERE / "supercon") -> None:
    """Write the aggregates of every series into `folder`."""
    found = records(source)
    files: dict[str, list[dict]] = {}
    tests = []
    for series in SERIES:
        chosen = select(series, found)
        files.setdefault(series.file, []).extend(aggregate(series, *chosen))
        tests.append(dome_test(series, *chosen))
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        write(folder / f"{name}.csv", rows)
    write(folder / "dome_tests.csv", tests)
    write(folder / "layers.csv", layer_rows(found))


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        raise SystemExit("usage: python data/make_supercon.py RECORDS.tsv [FOLDER]")
    main(*map(Path, sys.argv[1:]))
