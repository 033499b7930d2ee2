"""Write data/atoms/*.csv from the mendeleev package (a development dependency).

In every row ``source`` names the primary source first and then where the value was read.

Run with ``make data``.  The committed files are a frozen snapshot: they change only when this script or the
pinned mendeleev changes, and a test holds them equal to the script's output.
"""

from __future__ import annotations

import csv
import functools
import sys
from pathlib import Path

from mendeleev import get_all_elements
from mendeleev.fetch import fetch_table

HERE = Path(__file__).resolve().parent
LAST_ELEMENT = 103  # lawrencium: beyond it no scale has a value
LAST_IONIZED = 92  # uranium: Fig. S2 needs Z = 1-86, the rest is for readers' own comparisons

# Elements of the letter's compounds and of the comparison compounds on the Table 1 page.
LETTER_ELEMENTS = "O F Na Mg Cl Ca Ti Fe Ni Cu As Se Sr Y Ba La Ce Pr Nd Hg Tl Bi".split()  # noqa: SIM905

# Allred's revision of Pauling's values, where it differs from the handbook's column for these elements.
# Read in two published tables: pymatgen-core 2026.10.16 (periodic_table.json, "X": Hg 2, Tl 1.62, Bi 2.02) and
# molmass 2026.1.8 (elements.py, "eleneg": Hg 2.0, Tl 2.04, Bi 2.02).  They differ for thallium, which has one
# value for each oxidation state; both are kept.
ALLRED = {"Hg": 2.00, "Tl": 1.62, "Bi": 2.02}
ALLRED_TL3 = ALLRED | {"Tl": 2.04}

# Usual charges of the spacer and rare-earth cations; Cu and Ni are left to charge balance.
FORMAL_CHARGES = {
    "Na": 1, "Ca": 2, "Sr": 2, "Y": 3, "Ba": 2, "La": 3, "Ce": 4, "Pr": 3, "Nd": 3, "Hg": 2, "Tl": 3, "Bi": 3,
}  # fmt: skip


@functools.cache
def elements() -> dict:
    """mendeleev's elements by symbol, in the order of atomic numbers."""
    return {e.symbol: e for e in sorted(get_all_elements(), key=lambda e: e.atomic_number)[:LAST_ELEMENT]}


def electronegativities() -> list[dict]:
    """Rows of electronegativity.csv: every scale in its own unit, sorted by scale and atomic number."""

    def row(e, scale, value, unit, source, confidence, digits):
        return {
            "symbol": e.symbol,
            "atomic_number": e.atomic_number,
            "scale": scale,
            "electronegativity": f"{value:.{digits}f}",
            "unit": unit,
            "source": source,
            "confidence": confidence,
        }

    rows = [
        row(e, "pauling", e.en_pauling, "Pauling unit", "haynes2014crc;mendeleev130", "seen", 2)
        for e in elements().values()
        if e.en_pauling is not None
    ]
    for scale, revised in (("allred", ALLRED), ("allred_tl3", ALLRED_TL3)):
        for symbol in LETTER_ELEMENTS:
            e = elements()[symbol]
            value = revised.get(symbol, e.en_pauling)
            if symbol in revised:
                where_read = "molmass2026" if value == ALLRED_TL3["Tl"] else "pymatgen2026"
                source, confidence = f"allred1961electronegativity;{where_read}", "known"
            else:
                source, confidence = "haynes2014crc;mendeleev130", "seen"
            rows.append(row(e, scale, value, "Pauling unit", source, confidence, 2))
    for e in elements().values():
        if e.en_allen is not None:
            source = f"mann2000{'dblock' if e.block == 'd' else 'maingroup'};mendeleev130"
            rows.append(row(e, "allen", e.en_allen, "eV", source, "seen", 3))
        ionization, affinity = e.ionenergies.get(1), e.electron_affinity
        # A missing affinity stays missing: half the ionization energy is not a Mulliken value.  Noble gases
        # have no bound anion, and the stored numbers for them are no measurements.
        if ionization is not None and affinity is not None and e.group_id != 18:
            rows.append(
                row(e, "mulliken", (ionization + affinity) / 2, "eV", "mulliken1934scale;mendeleev130", "computed", 3)
            )
        if e.dipole_polarizability:
            rows.append(
                row(e, "nagle", e.electronegativity("nagle"), "1/bohr", "nagle1990atomic;mendeleev130", "computed", 4)
            )
        valence_ionizations = [e.ionenergies.get(i) for i in range(1, e.nvalence() + 1)]
        if None not in valence_ionizations:
            value = e.electronegativity("martynov-batsanov")
            rows.append(
                row(e, "martynov_batsanov", value, "eV^0.5", "batsanov1982dielectric;mendeleev130", "computed", 4)
            )
    scales = ["pauling", "allred", "allred_tl3", "allen", "mulliken", "nagle", "martynov_batsanov"]
    return sorted(rows, key=lambda r: (scales.index(r["scale"]), r["atomic_number"]))


def ionization_energies() -> list[dict]:
    """Rows of ionization_energies.csv: first to third ionization energy of Z = 1-92."""
    table = fetch_table("ionizationenergies")
    chosen = table[(table.atomic_number <= LAST_IONIZED) & (table.ion_charge < 3)].dropna(subset=["ionization_energy"])
    symbols = list(elements())
    rows = []
    for r in chosen.sort_values(["atomic_number", "ion_charge"]).itertuples():
        rows.append(
            {
                "symbol": symbols[int(r.atomic_number) - 1],
                "atomic_number": int(r.atomic_number),
                "ionization": int(r.ion_charge) + 1,
                "ionization_energy_ev": f"{r.ionization_energy:.4f}",
                "determined": (
                    "theory" if r.is_theoretical else "interpolation" if r.is_semi_empirical else "measured"
                ),
                "source": "nistasd;mendeleev130",
                "confidence": "seen",
            }
        )
    return rows


def electron_affinities() -> list[dict]:
    """Rows of electron_affinities.csv: first electron affinities, positive when energy is released."""
    rows = []
    for e in elements().values():
        if e.electron_affinity is None or e.group_id == 18:
            continue
        rows.append(
            {
                "symbol": e.symbol,
                "atomic_number": e.atomic_number,
                "electron_affinity_ev": repr(float(e.electron_affinity)),
                "source": "haynes2014crc;andersen2004atomic;mendeleev130",
                "confidence": "seen",
            }
        )
    return rows


def formal_charges() -> list[dict]:
    """Rows of formal_charges.csv; each charge must be a listed oxidation state of its element."""
    rows = []
    for symbol, charge in sorted(FORMAL_CHARGES.items(), key=lambda item: elements()[item[0]].atomic_number):
        e = elements()[symbol]
        if charge not in e.oxidation_states():
            raise ValueError(f"{symbol}: {charge:+d} is not among its main oxidation states {e.oxidation_states()}")
        rows.append(
            {
                "symbol": symbol,
                "atomic_number": e.atomic_number,
                "formal_charge": charge,
                "source": "mendeleev130",
                "confidence": "seen",
            }
        )
    return rows


# Rare earths that occur as R3+ in the superconductors of the book, and the coordinations Shannon lists for all of them.
RARE_EARTHS = "Y La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu".split()  # noqa: SIM905
COORDINATIONS = {"VI": 6, "VIII": 8, "IX": 9}


def ionic_radii() -> list[dict]:
    """Rows of ionic_radii.csv: effective ionic radii of trivalent rare earths by coordination."""
    rows = []
    for symbol in RARE_EARTHS:
        for radius in elements()[symbol].ionic_radii:
            if radius.charge == 3 and radius.coordination in COORDINATIONS:
                rows.append(
                    {
                        "symbol": symbol,
                        "atomic_number": elements()[symbol].atomic_number,
                        "charge": radius.charge,
                        "coordination": COORDINATIONS[radius.coordination],
                        "ionic_radius_angstrom": f"{radius.ionic_radius / 100:.3f}",
                        "source": "shannon1976revised;mendeleev130",
                        "confidence": "seen",
                    }
                )
    return sorted(rows, key=lambda r: (r["coordination"], r["atomic_number"]))


TABLES = {
    "electronegativity.csv": electronegativities,
    "ionization_energies.csv": ionization_energies,
    "electron_affinities.csv": electron_affinities,
    "formal_charges.csv": formal_charges,
    "ionic_radii.csv": ionic_radii,
}


def write(folder: Path) -> None:
    """Write every table into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows_of in TABLES.items():
        rows = rows_of()
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "atoms")
