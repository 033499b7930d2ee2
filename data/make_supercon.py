"""Write data/supercon/*.csv, aggregates of the NIMS release of SuperCon; no single record is written.

    python data/make_supercon.py RECORDS.tsv [FOLDER]

RECORDS.tsv is the MDR SuperCon Datasheet of the National Institute for Materials Science (NIMS), to be downloaded from
https://doi.org/10.48505/nims.4487 (CC BY 4.0): three header rows, then record number, common formula, chemical
formula, structure label, unit, Tc and journal, separated by tabs.

A record is used if its formula can be read, its composition fits one of the series below, and its Tc lies between 0.1
and 145 K (record 4854, 0.001 K, stands for "not superconducting"; record 140, 275 K, is an error).  Of records that
agree in journal, formula and Tc one is kept.  Two spellings of a journal that differ in capitals, spaces or
punctuation only count as one reference.

Records are put into bins of the series' width, centred on its multiples, and each bin is joined with the next until it
holds three records.  dome_tests.csv has what `atombridge.statistics` finds on the records themselves, by reference.
layers.csv has Tc by the number of CuO2 planes; a number with fewer than three records is left out.

The tables on ions and oxygen (`RARE_EARTH_FAMILIES` and below) have a row for each rare earth, each bin of oxygen or
ionicity, or each statistic of the records.

cu_valence.csv, cation_series.csv and oxygen_series.csv hold further series in the same form, those with at least 15
records of 3 references in 4 bins, oxygen_controls.csv two series at fixed oxygen; the tables that end in _tests.csv
have what the rule for domes finds on their records, and oxygen_slopes.csv local slopes.
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from atombridge.ionicity import NONMETALS, balancing_charge, compound_ionicity
from atombridge.statistics import dome_or_not, fit_polynomial, rank_trend

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
    given_oxygen: bool = False  # only records whose oxygen content is given as a number
    decimal_oxygen: bool = False  # only records whose oxygen content is a number that is not whole, so not nominal
    with_parents: bool = False  # x = 0 counts where the same reference has x > 0

    def x_of(self, atoms: dict[str, float], nominal: bool) -> float | None:
        """The varied quantity of a composition, or None if it does not belong here."""
        if not self.needed <= atoms.keys() <= self.elements or not self.fits(atoms):
            return None
        if self.oxygen and not nominal and not self.oxygen[0] - 1e-9 <= atoms["O"] <= self.oxygen[1] + 1e-9:
            return None
        if (self.given_oxygen or self.decimal_oxygen) and nominal:
            return None
        if self.decimal_oxygen and near(atoms["O"], round(atoms["O"]), 1e-6):
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


# --- Copper valence, other cations, oxygen (e16, e17, e30) ------------------------------------------------------------

# Without cerium and praseodymium, whose charge is not always 3+.
TRIVALENT = ("Y", "La", "Nd", "Sm", "Eu", "Gd", "Dy", "Ho", "Er", "Tm", "Yb", "Lu")
CHARGES = dict.fromkeys((*TRIVALENT, "Bi", "Tl"), 3) | dict.fromkeys(("Ca", "Sr", "Ba", "Hg"), 2)
LEAST_OF_A_SERIES = {"records": 15, "references": 3, "bins": 4}


def total(atoms: dict[str, float], *elements: str) -> float:
    """Atoms of the named elements together."""
    return sum(atoms.get(element, 0) for element in elements)


def copper_valence(atoms: dict[str, float]) -> float:
    """Formal valence of copper: the charge that makes the formula neutral, with the charges above and O 2-."""
    return balancing_charge(atoms, CHARGES, element="Cu")


def _of_sites(
    file: str,
    name: str,
    variable: str,
    sites: dict[tuple[str, ...], tuple[float, float]],
    value: Callable[[dict], float],
    x_range: tuple[float, float],
    width: float,
    also: Callable[[dict], bool] = lambda atoms: True,
    **rules,
) -> Series:
    """A series given by what shares each site: elements -> (atoms in all, slack)."""
    return Series(
        file=file,
        name=name,
        variable=variable,
        elements=frozenset(element for site in sites for element in site) | {"O"},
        needed=frozenset({"Cu", "O"}),
        value=value,
        fits=lambda a: also(a) and all(near(total(a, *site), *amount) for site, amount in sites.items()),
        x_range=x_range,
        width=width,
        **rules,
    )


def _valence(name, sites, oxygen, whole=False, also=lambda atoms: True) -> Series:
    rule = {"given_oxygen": True} if whole else {"decimal_oxygen": True}
    return _of_sites(
        "cu_valence", name, "formal Cu valence", sites, copper_valence, (1.6, 3.0), 0.02, also, oxygen=oxygen, **rule
    )


_LARGE = (*TRIVALENT, "Ca", "Sr", "Ba")
CHAINS = ("RBa₂Cu₃O₆₊ₓ", "RBa₂Cu₄O₈₊ₓ", "R₂Ba₄Cu₇O₁₄₊ₓ")
VALENCE_SERIES = (
    # Without strontium La2CuO4 superconducts by excess oxygen, which most formulas do not give.
    _valence(
        "La₂₋ₓSrₓCuO₄",
        {("La", "Sr"): (2, 0.02), ("Cu",): (1, 0.001)},
        (3.9, 4.02),
        whole=True,
        also=lambda a: a.get("Sr", 0) > 0.03,
    ),
    _valence(
        "(La,R)₂₋ₓMₓCuO₄",
        {_LARGE: (2, 0.02), ("Cu",): (1, 0.001)},
        (3.9, 4.02),
        whole=True,
        also=lambda a: a.get("La", 0) > 1 and not a.keys() <= {"La", "Sr", "Cu", "O"},
    ),
    # Below 6.3 oxygen only samples with calcium superconduct; records without it are left out as likely misprints.
    _valence(
        CHAINS[0],
        {_LARGE: (3, 0.03), ("Cu",): (3, 0.03)},
        (6, 7.5),
        also=lambda a: total(a, "Ba", "Sr") > 1.5 and (a["O"] > 6.3 - 1e-9 or a.get("Ca", 0) > 0),
    ),
    _valence(CHAINS[1], {_LARGE: (3, 0.03), ("Cu",): (4, 0.03)}, (7, 9), also=lambda a: a.get("Ba", 0) > 1),
    _valence(CHAINS[2], {_LARGE: (6, 0.05), ("Cu",): (7, 0.05)}, (13, 17), also=lambda a: a.get("Ba", 0) > 2),
    _valence("Bi₂Sr₂CuO₆₊ₓ", {("Bi",): (2, 0.2), ("Sr", "La", "Nd", "Ca"): (2, 0.2), ("Cu",): (1, 0.1)}, (5.5, 6.8)),
    _valence(
        "Bi₂Sr₂CaCu₂O₈₊ₓ",
        {("Bi",): (2, 0.25), ("Sr", "Ca", "Y", "La", "Nd"): (3, 0.3), ("Cu",): (2, 0.1)},
        (7.5, 9),
    ),
    _valence("HgBa₂CuO₄₊ₓ", {("Hg",): (1, 0.2), ("Ba", "Sr", "La"): (2, 0.1), ("Cu",): (1, 0.1)}, (3.9, 5)),
    _valence(
        "HgBa₂CaCu₂O₆₊ₓ",
        {("Hg",): (1, 0.2), ("Ba", "Sr"): (2, 0.1), ("Ca",): (1, 0.1), ("Cu",): (2, 0.1)},
        (5.9, 7),
    ),
    _valence(
        "HgBa₂Ca₂Cu₃O₈₊ₓ",
        {("Hg",): (1, 0.2), ("Ba", "Sr"): (2, 0.1), ("Ca",): (2, 0.1), ("Cu",): (3, 0.1)},
        (7.9, 9),
    ),
    _valence("Tl₂Ba₂CuO₆₊ₓ", {("Tl",): (2, 0.25), ("Ba",): (2, 0.1), ("Cu",): (1, 0.25)}, (5.5, 6.8)),
    _valence(
        "TlBa₂CaCu₂O₇₊ₓ",
        {("Tl",): (1, 0.2), ("Ba", "Sr"): (2, 0.1), ("Ca", "Y", "La"): (1, 0.15), ("Cu",): (2, 0.2)},
        (6, 7.5),
    ),
)


def _cation(name, dopant, sites, per_formula, x_range=(0, 1), width=0.05, value=None, oxygen=None, **rules) -> Series:
    return _of_sites(
        "cation_series",
        name,
        f"{dopant} per {per_formula}",
        sites,
        value or (lambda a: a.get(dopant, 0)),
        x_range,
        width,
        oxygen=oxygen,
        with_parents=True,
        **rules,
    )


def _123(name, dopant, first, second, x_range=(0, 1), width=0.05, oxygen=(6.8, 7.1), value=None, **rules) -> Series:
    sites = {first: (1, 0.02), second: (2, 0.02), ("Cu",): (3, 0.02)}
    return _cation(name, dopant, sites, "formula unit", x_range, width, value, oxygen, **rules)


def _excess(metal: str) -> Series:
    """A rare earth that also takes the place of barium."""
    return _cation(
        f"{metal}₁₊ₓBa₂₋ₓCu₃O₇",
        metal,
        {(metal, "Ba"): (3, 0.02), ("Cu",): (3, 0.02)},
        "barium site of two",
        value=lambda a: a.get(metal, 0) - 1,
        oxygen=(6.8, 7.5),
    )


def _electron(metal: str) -> Series:
    # Below 0.064 the T phase, doped with holes, is among the records of lanthanum.
    sites = {(metal, "Ce"): (2, 0.02), ("Cu",): (1, 0.02)}
    return _cation(f"{metal}₂₋ₓCeₓCuO₄", "Ce", sites, "formula unit", (0.064, 0.3), 0.01)


_BI2212 = {("Bi",): (2, 0.15), ("Sr",): (2, 0.15), ("Cu",): (2, 0.1)}
CATION_SERIES = (
    _cation(
        "La₂₋ₓCaₓCuO₄", "Ca", {("La", "Ca"): (2, 0.02), ("Cu",): (1, 0.02)}, "formula unit", width=0.01,
        oxygen=(3.9, 4.1),
    ),
    _cation(
        "La₁.₆₋ₓNd₀.₄SrₓCuO₄", "Sr", {("La", "Sr", "Nd"): (2, 0.02), ("Nd",): (0.4, 0.02), ("Cu",): (1, 0.02)},
        "formula unit", width=0.02, oxygen=(3.9, 4.1),
    ),
    _cation(
        "Ca₂₋ₓNaₓCuO₂Cl₂", "Na", {("Ca", "Na"): (2, 0.05), ("Cu",): (1, 0.02), ("Cl",): (2, 0.1)}, "formula unit",
        width=0.02,
    ),
    _cation("Bi₂Sr₂₋ₓLaₓCuO₆", "La", {("Bi",): (2, 0.15), ("Sr", "La"): (2, 0.12), ("Cu",): (1, 0.1)}, "formula unit"),
    _cation("Bi₂Sr₂Ca₁₋ₓYₓCu₂O₈", "Y", _BI2212 | {("Ca", "Y"): (1, 0.12)}, "formula unit"),
    _cation("Bi₂Sr₂Ca₁₋ₓPrₓCu₂O₈", "Pr", _BI2212 | {("Ca", "Pr"): (1, 0.12)}, "formula unit"),
    _cation(
        "(Tl,Pb)Sr₂Ca₁₋ₓYₓCu₂O₇", "Y",
        {("Tl", "Pb"): (1, 0.15), ("Sr",): (2, 0.1), ("Ca", "Y"): (1, 0.1), ("Cu",): (2, 0.1)}, "formula unit",
        width=0.1,
    ),
    _cation(
        "TlBa₂₋ₓLaₓCuO₅", "La", {("Tl",): (1, 0.15), ("Ba", "La"): (2, 0.1), ("Cu",): (1, 0.1)}, "formula unit",
        width=0.1,
    ),
    # Reports of superconducting PrBa2Cu3O7 contradict all others and are left out.
    _123("Y₁₋ₓPrₓBa₂Cu₃O₇", "Pr", ("Y", "Pr"), ("Ba",), (0, 0.6)),
    _123("Y₁₋ₓCaₓBa₂Cu₃O₇", "Ca", ("Y", "Ca"), ("Ba",)),
    _123("YBa₂₋ₓLaₓCu₃O₇", "La", ("Y",), ("Ba", "La"), oxygen=(6.7, 7.3)),
    _123("YBa₂₋ₓSrₓCu₃O₇", "Sr", ("Y",), ("Ba", "Sr"), (0, 2), 0.1),
    _excess("Nd"),
    _excess("Sm"),
    _cation(
        "Y₁₋ₓCaₓBa₂Cu₄O₈", "Ca", {("Y", "Ca"): (1, 0.02), ("Ba",): (2, 0.02), ("Cu",): (4, 0.02)}, "formula unit",
        width=0.02,
    ),
    _cation(
        "YBa₂₋ₓSrₓCu₄O₈", "Sr", {("Y",): (1, 0.02), ("Ba", "Sr"): (2, 0.02), ("Cu",): (4, 0.02)}, "formula unit",
        (0, 2), 0.1,
    ),
    *map(_electron, ("La", "Pr", "Nd", "Sm")),
)  # fmt: skip


def _oxygen(name, sites, x_range, width, **rules) -> Series:
    return _of_sites(
        "oxygen_series", name, "O per formula unit", sites, lambda a: a["O"], x_range, width, decimal_oxygen=True,
        **rules,
    )  # fmt: skip


OXYGEN_SERIES = (
    _oxygen("YBa₂Cu₃O₆₊ₓ", {("Y",): (1, 0.02), ("Ba",): (2, 0.02), ("Cu",): (3, 0.02)}, (6.3, 7.0), 0.02),
    _oxygen("HgBa₂CuO₄₊ₓ", {("Hg",): (1, 0.2), ("Ba",): (2, 0.1), ("Cu",): (1, 0.1)}, (4.0, 4.4), 0.02),
    _oxygen(
        "Bi₂Sr₂CaCu₂O₈₊ₓ",
        {("Bi",): (2, 0.25), ("Sr",): (2, 0.25), ("Ca",): (1, 0.25), ("Cu",): (2, 0.1)},
        (8.0, 8.4),
        0.02,
    ),
)
# Controls: the oxygen stays and another cation changes.
CONTROL_SERIES = (
    _of_sites(
        "oxygen_controls", "Y₁₋ₓCaₓBa₂Cu₃O₆.₀₋₆.₁", "Ca per formula unit",
        {("Y", "Ca"): (1, 0.02), ("Ba",): (2, 0.02), ("Cu",): (3, 0.02)}, lambda a: a.get("Ca", 0), (0.05, 0.5), 0.05,
        oxygen=(5.95, 6.1), given_oxygen=True,
    ),
    _of_sites(
        "oxygen_controls", "La₂₋ₓSrₓCuO₄.₀₀", "Sr per formula unit", {("La", "Sr"): (2, 0.02), ("Cu",): (1, 0.001)},
        lambda a: a.get("Sr", 0), (0.04, 0.31), 0.02, oxygen=(3.995, 4.005), given_oxygen=True,
    ),
)  # fmt: skip
SLOPE_WINDOW = 0.1


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
    if series.with_parents:
        varied = {reference for x, _, reference in rows if x > 0.001}
        rows = [row for row in rows if row[2] in varied]
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


def large_enough(chosen, width: float) -> bool:
    x, _, reference = chosen
    sizes = {"records": len(x), "references": len(set(reference)), "bins": len(bins(x, width))}
    return all(sizes[what] >= least for what, least in LEAST_OF_A_SERIES.items())


def pooled(name: str, all_of_them: list[tuple]) -> dict:
    """The rule for domes on the records of several families together."""
    x, tc, reference = (np.concatenate(parts) for parts in zip(*all_of_them, strict=True))
    order = np.lexsort((reference.astype(str), tc, x))
    series = Series("", name, "formal Cu valence", frozenset(), frozenset(), len, len, (0, 0), 0)
    return dome_test(series, x[order], tc[order], reference[order])


def local_slopes(series: Series, x, tc, reference) -> list[dict]:
    """Slope of a line in each window of x, errors by reference."""
    rows = []
    number = np.floor(x / SLOPE_WINDOW + 1e-6).astype(int)
    for one in np.unique(number):
        inside = number == one
        if inside.sum() < 10 or len(set(reference[inside])) < 3:
            continue
        line = fit_polynomial(x[inside], tc[inside], degree=1, groups=reference[inside])
        rows.append(
            {
                "series": series.name,
                "x_lo": f"{one * SLOPE_WINDOW:.1f}",
                "x_hi": f"{(one + 1) * SLOPE_WINDOW:.1f}",
                "n_records": int(inside.sum()),
                "n_references": len(set(reference[inside])),
                "slope_k_per_oxygen": f"{line.parameters[1]:.1f}",
                "slope_error_k_per_oxygen": f"{line.errors[1]:.1f}",
                "tc_median_k": f"{np.median(tc[inside]):.2f}",
                "source": SOURCE,
                "confidence": "computed",
            }
        )
    return rows


def more_tables(found) -> dict[str, list[dict]]:
    """The tables of the copper valence, the other cations and oxygen."""
    tables: dict[str, list[dict]] = {}
    kept = {}
    for several in (VALENCE_SERIES, CATION_SERIES, OXYGEN_SERIES, CONTROL_SERIES):
        for series in several:
            chosen = select(series, found)
            kept[series.file, series.name] = chosen
            if several is not CONTROL_SERIES and not large_enough(chosen, series.width):
                continue
            tables.setdefault(series.file, []).extend(aggregate(series, *chosen))
            if len(set(chosen[2])) >= 3 and len(chosen[0]) >= 6 and len(set(chosen[0])) >= 4:
                tables.setdefault(f"{series.file}_tests", []).append(dome_test(series, *chosen))
    families = {name: chosen for (file, name), chosen in kept.items() if file == "cu_valence"}
    tables["cu_valence_tests"] += [
        pooled("all families", list(families.values())),
        pooled("families without chains", [c for name, c in families.items() if name not in CHAINS]),
    ]
    ybco = OXYGEN_SERIES[0]
    tables["oxygen_slopes"] = local_slopes(ybco, *kept[ybco.file, ybco.name])
    return tables


def write(path: Path, rows: list[dict]) -> None:
    """Write one table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


# --- Ions and oxygen: rare_earth*.csv, n_type_oxygen*.csv, ionicity*.csv --------------------------------------

ALL_RARE_EARTHS = ("La", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Y", "Ho", "Er", "Tm", "Yb", "Lu")
COORDINATIONS = (6, 8, 9)
PERMUTATIONS = 1999


@dataclass(frozen=True)
class RareEarthFamily:
    """One structure family with a rare earth R: its other elements, and which compositions belong to it."""

    name: str
    others: frozenset[str]
    fits: Callable[[dict, float, bool], bool]  # of the atoms, the sum of rare earths, and whether oxygen is nominal
    tc_max_k: float

    def rare_earths(self, atoms: dict[str, float], nominal: bool) -> dict[str, float] | None:
        """Atoms of each rare earth, or None if the composition does not belong here."""
        found = {element: atoms[element] for element in ALL_RARE_EARTHS if element in atoms}
        if not found or self.others != atoms.keys() - found.keys():
            return None
        return found if self.fits(atoms, sum(found.values()), nominal) else None


def _cerium(low: float, high: float) -> Callable[[dict, float, bool], bool]:
    def fits(a, rare_earths, nominal):
        return low <= a["Ce"] <= high and near(a["Cu"], 1, 0.021) and near(a["Ce"] + rare_earths, 2, 0.03)

    return fits


def _barium(coppers: int, oxygen: tuple[float, float]) -> Callable[[dict, float, bool], bool]:
    def fits(a, rare_earths, nominal):
        cations = near(rare_earths, 1, 0.01) and near(a["Ba"], 2, 0.01) and near(a["Cu"], coppers, 0.01)
        return cations and (near(a["O"], coppers + 4, 0) if nominal else oxygen[0] <= a["O"] <= oxygen[1])

    return fits


_T_PRIME = frozenset({"Ce", "Cu", "O"})
_BARIUM = frozenset({"Ba", "Cu", "O"})
RARE_EARTH_FAMILIES = (
    RareEarthFamily("R₂₋ₓCeₓCuO₄", _T_PRIME, _cerium(0.07, 0.25), 45),
    RareEarthFamily("R₂₋ₓCeₓCuO₄, x = 0.13–0.17", _T_PRIME, _cerium(0.13, 0.17), 45),
    RareEarthFamily("RBa₂Cu₃O₇", _BARIUM, _barium(3, (6.85, 7.05)), 100),
    RareEarthFamily("RBa₂Cu₄O₈", _BARIUM, _barium(4, (7.9, 8.1)), 100),
)


def atomic_table(name: str) -> list[dict]:
    """Rows of a table of data/atoms."""
    with (HERE / "atoms" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ionic_radii(coordination: int) -> dict[str, float]:
    """Radius (angstrom) of the trivalent ions in one coordination."""
    return {
        r["symbol"]: float(r["ionic_radius_angstrom"])
        for r in atomic_table("ionic_radii.csv")
        if int(r["coordination"]) == coordination
    }


def rare_earth_records(family: RareEarthFamily, found) -> list[tuple[dict[str, float], float, str]]:
    """Rare earths, Tc (K) and reference of the records of one family."""
    rows = []
    for reference, formula, tc in found:
        read = composition(formula)
        rare_earths = family.rare_earths(*read) if read and tc < family.tc_max_k else None
        if rare_earths:
            rows.append((rare_earths, tc, reference))
    return rows


def mean_radius(rare_earths: dict[str, float], radii: dict[str, float]) -> float:
    """Mean radius of the rare-earth ions, each atom counted once."""
    return sum(n * radii[element] for element, n in rare_earths.items()) / sum(rare_earths.values())


def quantiles(tc: np.ndarray) -> dict[str, str]:
    low, middle, high, top = np.quantile(tc, [0.25, 0.5, 0.75, 0.9])
    return {
        "tc_q25_k": f"{low:.2f}",
        "tc_median_k": f"{middle:.2f}",
        "tc_q75_k": f"{high:.2f}",
        "tc_q90_k": f"{top:.2f}",
    }


ORIGIN = {"source": SOURCE, "confidence": "computed"}


def by_rare_earth(family: RareEarthFamily, found) -> list[dict]:
    """One row for each rare earth that stands alone in at least three records."""
    rows = []
    records_of_family = rare_earth_records(family, found)
    for element in ALL_RARE_EARTHS:
        chosen = [(tc, ref) for ions, tc, ref in records_of_family if set(ions) == {element}]
        if len(chosen) >= LEAST_RECORDS:
            tc = np.array([tc for tc, _ in chosen])
            rows.append(
                {
                    "family": family.name,
                    "rare_earth": element,
                    "n_records": len(tc),
                    "n_references": len({reference for _, reference in chosen}),
                    **quantiles(tc),
                    "tc_max_k": f"{tc.max():.2f}",
                    **ORIGIN,
                }
            )
    return rows


def within_papers(radius, tc, reference) -> dict:
    """Pairs of different radius in one paper, each radius at its highest Tc: how many rise, with a permutation test.

    The p value (two-sided) counts how often Tc put in any order within each paper gives an excess as large.
    """
    papers: dict[str, dict[float, float]] = {}
    for r, t, ref in zip(radius, tc, reference, strict=True):
        paper = papers.setdefault(ref, {})
        paper[r] = max(t, paper.get(r, 0))
    papers = {ref: paper for ref, paper in papers.items() if len(paper) > 1}

    random = np.random.default_rng(0)
    observed, permuted = np.zeros(3, int), np.zeros(PERMUTATIONS, int)  # rising, falling, equal; rising less falling
    signs = []  # of the excess in each paper
    for paper in papers.values():
        r, t = np.array(list(paper)), np.array(list(paper.values()))
        first, second = np.triu_indices(len(r), 1)
        direction = np.sign(r[second] - r[first])
        product = direction * np.sign(t[second] - t[first])
        observed += [np.sum(product > 0), np.sum(product < 0), np.sum(product == 0)]
        signs.append(np.sign(product.sum()))
        order = random.permuted(np.tile(t, (PERMUTATIONS, 1)), axis=1)
        permuted += np.sum(direction * np.sign(order[:, second] - order[:, first]), axis=1).astype(int)
    rising, falling, equal = observed
    as_large = int(np.sum(np.abs(permuted) >= abs(rising - falling)))
    return {
        "n_papers": len(papers),
        "papers_rising": signs.count(1),
        "papers_falling": signs.count(-1),
        "pairs_rising": rising,
        "pairs_falling": falling,
        "pairs_equal": equal,
        "pairs_p": f"{(1 + as_large) / (1 + PERMUTATIONS):.4f}",
    }


def rare_earth_trends(found) -> list[dict]:
    """Rank correlation of Tc with the mean radius of the rare earths on the records, by reference."""
    rows = []
    for family in RARE_EARTH_FAMILIES:
        chosen = rare_earth_records(family, found)
        reference = np.array([ref for _, _, ref in chosen], object)
        tc = np.array([tc for _, tc, _ in chosen])
        for coordination in COORDINATIONS:
            radii = ionic_radii(coordination)
            radius = np.array([round(mean_radius(ions, radii), 5) for ions, _, _ in chosen])
            neodymium = radii["Nd"] + 1e-5
            alone = np.array([len(ions) == 1 for ions, _, _ in chosen])
            if "Ce" in family.name:
                parts = {
                    "all": np.full(len(radius), True),
                    "one rare earth": alone,
                    "up to Nd": radius <= neodymium,
                    "from Nd": radius >= neodymium - 2e-5,
                }
            else:  # praseodymium, which usually destroys superconductivity here whatever its size, is kept apart
                without = np.array(["Pr" not in ions for ions, _, _ in chosen])
                parts = {"all": without, "one rare earth": without & alone, "with Pr": np.full(len(radius), True)}
            for part, inside in parts.items():
                trend = rank_trend(radius[inside], tc[inside], groups=reference[inside])
                rows.append(
                    {
                        "family": family.name,
                        "part": part,
                        "coordination": coordination,
                        "n_records": trend.n,
                        "n_references": len(set(reference[inside])),
                        "rank_correlation": f"{trend.statistic:.3f}",
                        "lo95": f"{trend.low:.3f}",
                        "hi95": f"{trend.high:.3f}",
                        **within_papers(radius[inside], tc[inside], reference[inside]),
                        **ORIGIN,
                    }
                )
    return rows


OXYGEN_WIDTH = 0.02
OXYGEN_RANGE = (3.85, 4.1)  # outside, the number is a misprint or on another scale
MOST_ZEROS = 6


def oxygen_records(found, rare_earths: frozenset[str], cerium: tuple[float, float]):
    """Oxygen, Tc (K) and reference of electron-doped cuprates with an oxygen content given as a number, not as 4."""
    rows = []
    for reference, formula, tc in found:
        atoms, nominal = composition(formula) or ({}, True)
        if nominal or not {"Ce", "Cu", "O"} <= atoms.keys() or near(atoms["O"], 4, 0):
            continue
        ions = RareEarthFamily("", _T_PRIME, _cerium(*cerium), 45).rare_earths(atoms, nominal)
        if ions and set(ions) <= rare_earths and OXYGEN_RANGE[0] <= atoms["O"] <= OXYGEN_RANGE[1]:
            rows.append((atoms["O"], tc, reference))
    y, tc, reference = zip(*sorted(rows), strict=True)
    return np.array(y), np.array(tc), np.array(reference, object)


N_TYPE_OXYGEN = {
    "Nd₁.₈₅Ce₀.₁₅CuOᵧ": (frozenset({"Nd"}), (0.149, 0.151)),
    "R₂₋ₓCeₓCuOᵧ, x = 0.14–0.16": (frozenset(ALL_RARE_EARTHS), (0.139, 0.161)),
}


def oxygen_bins(name: str, y, tc, reference) -> list[dict]:
    rows = []
    for inside in bins(y, OXYGEN_WIDTH):
        rows.append(
            {
                "series": name,
                "y_lo": f"{y[inside].min():.4g}",
                "y_hi": f"{y[inside].max():.4g}",
                "y_mean": f"{y[inside].mean():.4f}",
                "n_records": len(inside),
                "n_references": len(set(reference[inside])),
                **{k: v for k, v in quantiles(tc[inside]).items() if k != "tc_q90_k"},
                **ORIGIN,
            }
        )
    return rows


def sums_of_choices(tc: np.ndarray) -> np.ndarray:
    """Number of ways to choose k of the values with sum s, at [k, s] with s in hundredths of a kelvin."""
    hundredths = np.rint(100 * tc).astype(int)
    ways = np.zeros((len(tc) + 1, hundredths.sum() + 1), np.int64)
    ways[0, 0] = 1
    for value in hundredths:
        ways[1:, value:] += ways[:-1, : ways.shape[1] - value].copy()
    return ways


def difference_p(ways: np.ndarray, zeros: int, chosen: np.ndarray) -> float:
    """Exact permutation p value (twice the smaller side) of the mean of `chosen` against that of all other samples.

    `ways` is of the samples that superconduct, and `zeros` more have Tc = 0; `chosen` are any of both.
    """
    all_ways = np.zeros(ways.shape[1])
    for k in range(max(0, len(chosen) - zeros), min(len(chosen), len(ways) - 1) + 1):
        all_ways += math.comb(zeros, len(chosen) - k) * ways[k]
    observed = int(np.rint(100 * chosen).sum())
    one_sided = min(all_ways[: observed + 1].sum(), all_ways[observed:].sum()) / all_ways.sum()
    return min(1.0, 2 * one_sided)


def oxygen_tests(name: str, y, tc, reference) -> list[dict]:
    """Statistics with some samples of Tc = 0 put above the highest and below the lowest oxygen of the records.

    Only their number matters to a rank correlation, not where they lie.  Each counts as a reference of its own.
    """
    rows = []
    ways = sums_of_choices(tc)
    for above in range(MOST_ZEROS + 1):
        for below in range(MOST_ZEROS + 1):
            zeros_y = np.concatenate(
                [y, y.max() + 0.01 * np.arange(1, above + 1), y.min() - 0.01 * np.arange(1, below + 1)]
            )
            zeros_tc = np.concatenate([tc, np.zeros(above + below)])
            groups = [*reference, *(f"zero {i}" for i in range(above + below))]
            trend = rank_trend(zeros_y, zeros_tc, groups=groups)
            deficient = zeros_y < 4
            rows.append(
                {
                    "series": name,
                    "zeros_above": above,
                    "zeros_below": below,
                    "n": trend.n,
                    "n_references": len(set(groups)),
                    "rank_correlation": f"{trend.statistic:.3f}",
                    "rank_p": f"{trend.p_value:.4f}",
                    "lo95": f"{trend.low:.3f}",
                    "hi95": f"{trend.high:.3f}",
                    "n_below_four": int(deficient.sum()),
                    "n_above_four": int((~deficient).sum()),
                    "mean_below_four_k": f"{zeros_tc[deficient].mean():.2f}",
                    "mean_above_four_k": f"{zeros_tc[~deficient].mean():.2f}",
                    "difference_p": f"{difference_p(ways, above + below, zeros_tc[deficient]):.4f}",
                    **ORIGIN,
                }
            )
    return rows


IONICITY_WIDTH = 0.02
CLASSES = {
    "cuprate": "O",
    "other oxide": "O",
    "iron pnictide": "As",
    "iron chalcogenide": "Se",
}


SPACERS = frozenset(ALL_RARE_EARTHS) | {"Ce", "Li", "Na", "K", "Rb", "Cs", "Mg", "Ca", "Sr", "Ba"}


def material_class(atoms: dict[str, float]) -> str | None:
    """One of `CLASSES`, or None.  Iron compounds count by the bond of iron, whatever else they contain."""
    if "Fe" in atoms and atoms["Fe"] >= 0.8:
        if "As" in atoms:
            return "iron pnictide"
        if "Se" in atoms and "O" not in atoms:
            return "iron chalcogenide"
    if atoms.get("O", 0) > sum(n for element, n in atoms.items() if element in NONMETALS - {"O"}):
        metals = atoms.keys() - NONMETALS
        if "Cu" in metals:
            return "cuprate" if len(metals) > 1 else None
        # Mercury or spacers alone: a cuprate whose copper is missing from the formula.
        return "other oxide" if metals - SPACERS and "Hg" not in metals else None
    return None


def ionicity_records(found) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Average ionicity, Tc (K) and reference of the records of each class, on the handbook's Pauling scale."""
    chi = {
        r["symbol"]: float(r["electronegativity"])
        for r in atomic_table("electronegativity.csv")
        if r["scale"] == "pauling"
    }
    rows: dict[str, list] = {name: [] for name in CLASSES}
    for reference, formula, tc in found:
        atoms, _ = composition(formula) or ({}, True)
        kind = material_class(atoms)
        if kind is None or not atoms.keys() <= chi.keys():
            continue
        anion = CLASSES[kind]
        others = (NONMETALS & atoms.keys()) - {anion}
        if atoms.keys() - others - {anion}:
            f = compound_ionicity(atoms, chi, anion=anion, other_anions=others)
            rows[kind].append((round(f, 5), tc, reference))
    columns = {kind: zip(*sorted(part), strict=True) for kind, part in rows.items()}
    return {kind: (np.array(f), np.array(tc), np.array(ref, object)) for kind, (f, tc, ref) in columns.items()}


def ionicity_bins(kind: str, f, tc, reference) -> list[dict]:
    rows = []
    for inside in bins(f, IONICITY_WIDTH):
        rows.append(
            {
                "class": kind,
                "f_lo": f"{f[inside].min():.4f}",
                "f_hi": f"{f[inside].max():.4f}",
                "f_mean": f"{f[inside].mean():.4f}",
                "n_records": len(inside),
                "n_references": len(set(reference[inside])),
                **quantiles(tc[inside]),
                **ORIGIN,
            }
        )
    return rows


def ionicity_trend(kind: str, f, tc, reference) -> dict:
    trend = rank_trend(f, tc, groups=reference)
    low, middle, high = np.quantile(f, [0.25, 0.5, 0.75])
    return {
        "class": kind,
        "n_records": trend.n,
        "n_references": len(set(reference)),
        "f_q25": f"{low:.3f}",
        "f_median": f"{middle:.3f}",
        "f_q75": f"{high:.3f}",
        "share_half_ionic": f"{np.mean(f > 0.5):.3f}",
        **quantiles(tc),
        "rank_correlation": f"{trend.statistic:.3f}",
        "lo95": f"{trend.low:.3f}",
        "hi95": f"{trend.high:.3f}",
        **ORIGIN,
    }


def write_ions_and_oxygen(found: list[tuple[str, str, float]], folder: Path) -> None:
    """Write the tables of this part into `folder`."""
    write(folder / "rare_earth.csv", [row for family in RARE_EARTH_FAMILIES for row in by_rare_earth(family, found)])
    write(folder / "rare_earth_trends.csv", rare_earth_trends(found))
    series = {name: oxygen_records(found, *which) for name, which in N_TYPE_OXYGEN.items()}
    write(folder / "n_type_oxygen.csv", [row for name, part in series.items() for row in oxygen_bins(name, *part)])
    write(
        folder / "n_type_oxygen_tests.csv",
        [row for name, part in series.items() for row in oxygen_tests(name, *part)],
    )
    classes = ionicity_records(found)
    write(folder / "ionicity.csv", [row for kind, part in classes.items() for row in ionicity_bins(kind, *part)])
    oxides = [np.concatenate(columns) for columns in zip(classes["cuprate"], classes["other oxide"], strict=True)]
    trends = [ionicity_trend(kind, *part) for kind, part in (*classes.items(), ("all oxides", oxides))]
    write(folder / "ionicity_trends.csv", trends)


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
    write_ions_and_oxygen(found, folder)
    for name, rows in more_tables(found).items():
        write(folder / f"{name}.csv", rows)


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        raise SystemExit("usage: python data/make_supercon.py RECORDS.tsv [FOLDER]")
    main(*map(Path, sys.argv[1:]))
