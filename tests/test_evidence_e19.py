"""Section e19: the numbers of its verdict, from the data table with the standard library alone."""

import csv
import math
import statistics

import pytest

from atombridge.data import ROOT, load

with open(ROOT / "data" / "evidence" / "coherence_lengths.csv", encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e19")
FLUX_QUANTUM = 2.067833848e-15 * 1e20  # CODATA, T angstrom^2


def lengths(of_class, direction, kind="measured"):
    return sorted(
        float(r["xi_angstrom"]) for r in ROWS if (r["class"], r["direction"], r["kind"]) == (of_class, direction, kind)
    )


def wilson(k, n, z=1.959963984540054):
    centre, half = (k + z**2 / 2) / (n + z**2), z / (n + z**2) * math.sqrt(k * (n - k) / n + z**2 / 4)
    return centre - half, centre + half


def repulsion_ev(angstrom, density_cm3=1e21):
    """e^2/r exp(-r/lambda) in eV, in atomic units: lambda^-2 = 4 (3 n / pi)^(1/3) for the density n per bohr^3."""
    bohr, hartree = 0.529177210544, 27.211386245981
    n = density_cm3 * (bohr * 1e-8) ** 3
    inverse_length = math.sqrt(4 * (3 * n / math.pi) ** (1 / 3))
    r = angstrom / bohr
    return hartree / r * math.exp(-r * inverse_length)


def test_statement_reason_has_the_numbers_of_the_table():
    plane, across = lengths("hole-doped cuprate", "in plane"), lengths("hole-doped cuprate", "across planes")
    electron = lengths("electron-doped cuprate", "in plane")
    inside, n = sum(1 <= x <= 15 for x in plane), len(plane)
    low, high = wilson(inside, n)
    reason = ITEM["statement_reason"]
    for text in (
        f"down to {plane[0]:.0f} Å",
        f"{across[0]:g}–{across[-1]:g} Å",
        f"{inside} of {n} in-plane values ({100 * inside / n:.0f} %, 95 % interval {100 * low:.0f}–{100 * high:.0f} %)",
        f"median is {statistics.median(plane):.0f} Å",
        f"longest is {plane[-1]:.0f} Å",
        f"two electron-doped ones are longer, {electron[0]:.0f} and {electron[1]:.0f} Å",
    ):
        assert text in reason, text
    assert len(electron) == 2
    assert electron[0] > 15


def test_mechanism_reason_has_the_numbers_of_the_table_and_the_formula():
    reason = ITEM["mechanism_reason"]
    (iron,) = lengths("iron-based", "in plane")
    assert f"{iron:.0f} Å in an iron arsenide" in reason
    compounds = [x for x in lengths("phonon superconductor", "isotropic") if x < 100]
    assert f"{compounds[0]:.0f}–{compounds[-1]:.0f} Å in phonon" in reason
    cell = load("plane_lattice").set_index("record").loc["A00356"]
    assert f"{repulsion_ev(1):.2f} eV at 1 Å" in reason
    assert f"{repulsion_ev((cell.a_angstrom + cell.b_angstrom) / 2):.2f} eV at one in-plane" in reason
    assert f"{1000 * repulsion_ev(10):.2f} meV at 10 Å" in reason


def test_weak_point_counts_the_rows_of_the_table():
    rows = [
        r for r in ROWS if (r["class"], r["direction"], r["kind"]) == ("hole-doped cuprate", "in plane", "measured")
    ]
    words = {8: "eight", 11: "Eleven", 15: "Fifteen"}
    weak = ITEM["weak_point"]
    assert f"{words[len(rows)]} in-plane values" in weak
    assert f"{words[sum(r['confidence'] == 'known' for r in rows)]} are quoted" in weak
    assert f"{words[sum(r['compound'].startswith('Y') for r in rows)]} are of Y-based" in weak
    earlier = [
        float(r["xi_angstrom"])
        for r in rows
        if not r["measurement"].startswith(("triscone", "bi2212-magnetisation", "talantsev"))
    ]
    assert f"{statistics.median(earlier):.0f} Å before the" in weak


def test_caveats_in_the_ledger_have_the_same_numbers():
    caveats = load("claims").set_index("id").caveat
    plane, across = lengths("hole-doped cuprate", "in plane"), lengths("hole-doped cuprate", "across planes")
    inside = sum(1 <= x <= 15 for x in plane)
    assert (
        f"Of {len(plane)} collected in-plane values {inside} lie inside and the longest is {plane[-1]:.0f}"
        in (caveats["C174"])
    )
    assert sum(x < 1 for x in across) == 2
    assert sum(1 <= x <= 2.5 for x in across) == 1
    assert len(across) == 6
    assert f"{plane[0]:.0f}–{plane[-1]:.0f} Å" in caveats["C179"]
    for xi in (10, 15):
        assert f"{FLUX_QUANTUM / (2 * math.pi * xi**2):.0f} T" in caveats["C179"]
    assert {9: "Nine"}[len(plane) - inside] in caveats["C249"]


@pytest.mark.parametrize("row", [r for r in ROWS if r["field_t"]], ids=lambda r: f"{r['measurement']}-{r['direction']}")
def test_lengths_agree_with_their_fields(row):
    xi, field = float(row["xi_angstrom"]), float(row["field_t"])
    if row["direction"] == "across planes":
        plane = next(
            float(r["xi_angstrom"])
            for r in ROWS
            if (r["measurement"], r["direction"]) == (row["measurement"], "in plane")
        )
        assert xi == pytest.approx(FLUX_QUANTUM / (2 * math.pi * plane * field), rel=0.03)
    else:
        assert xi == pytest.approx(math.sqrt(FLUX_QUANTUM / (2 * math.pi * field)), rel=0.01)
        if row["field_err_t"]:
            relative = float(row["field_err_t"]) / field / 2
            assert float(row["xi_err_angstrom"]) == pytest.approx(xi * relative, abs=0.05)


def test_no_uncertain_row_and_grade_follows_from_the_sources():
    confidences = {r["confidence"] for r in ROWS}
    assert "uncertain" not in confidences
    # Most in-plane values are quoted, not re-read: at most grade B.
    assert ITEM["data_grade"] in ("B", "C")
