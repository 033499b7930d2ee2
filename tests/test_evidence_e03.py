"""Item e03: its numbers from the tables with the standard library alone."""

import csv
import itertools
import math

import pytest

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e03")
CAVEATS = load("claims").set_index("id").caveat


def table(name, folder="evidence"):
    with open(ROOT / "data" / folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ALPHA = {r["measurement"]: r for r in table("isotope_exponents")}


def exponent(row):
    """Value and error, None where there is none."""
    if row["alpha"]:
        return float(row["alpha"]), float(row["alpha_err"]) if row["alpha_err"] else None
    if not row["light_k"]:
        return None, None
    light, heavy = float(row["light_k"]), float(row["heavy_k"])
    value = math.log(light / heavy) / math.log(18 / 16)
    if not row["light_err_k"]:
        return value, None
    relative = math.hypot(float(row["light_err_k"]) / light, float(row["heavy_err_k"]) / heavy)
    return value, relative / math.log(18 / 16)


def moments(doping):
    """Mean and deviation of the curve with straight pieces, by Gauss's two-point rule on each piece (exact)."""
    points = [
        (float(r["gap_mev"]), float(r["count"])) for r in table("gap_histograms") if float(r["doping_per_cu"]) == doping
    ]

    def integral(power):
        total = 0.0
        for (a, fa), (b, fb) in itertools.pairwise(points):
            for t in (0.5 - 12**-0.5, 0.5 + 12**-0.5):
                total += (b - a) / 2 * (a + t * (b - a)) ** power * (fa + t * (fb - fa))
        return total

    mean = integral(1) / integral(0)
    return mean, math.sqrt(integral(2) / integral(0) - mean**2)


def test_statement_reason():
    reason = ITEM["statement_reason"].replace("\n", " ")
    found = [moments(p) for p in (0.128, 0.160, 0.209)]
    widths = [f"{d / m:.2f}" for m, d in found]
    assert f"{widths[0]}, {widths[1]} and {widths[2]} of their mean at 0.128, 0.160 and 0.209" in reason
    assert [m for m, _ in found] == pytest.approx([59.1, 32.1, 15.6], abs=0.05)
    pairs = [exponent(r) for r in ALPHA.values()]
    pairs = [(v, e) for v, e in pairs if e is not None]
    nonzero = sum(abs(v) > 2 * e for v, e in pairs)
    assert f"{nonzero} of {len(pairs)} oxygen-isotope exponents" in reason
    assert exponent(ALPHA["lbco-tso"]) == (-0.57, 0.06)
    assert exponent(ALPHA["lbco-tc"]) == (0.46, 0.06)
    cell = next(r for r in table("plane_lattice", "paper") if r["record"] == "A00356")
    r = (float(cell["a_angstrom"]) + float(cell["b_angstrom"])) / 4
    displacement = next(float(x["value"]) for x in table("charge_order_lattice") if x["quantity"].startswith("displ"))
    assert displacement == 1e-3
    assert f"{1e4 * displacement / r:.0f}×10⁻⁴ of a bond" in reason
    assert f"{1e3 * displacement / r:.1f} meV in a bond of 1 eV" in reason
    hartree_bohr = 27.211386 * 0.529177 * 1e3  # e^2 / 4 pi epsilon_0, meV angstrom
    shifts = [hartree_bohr * q * displacement / r**2 for q in (1.62 * 1.69, 4)]
    assert f"{shifts[0]:.1f}–{shifts[1]:.1f} meV between unscreened charges" in reason


def test_charges_of_the_letter_are_those_of_the_ledger():
    stated = load("claims").set_index("id").stated
    assert (stated["C086"], stated["C085"]) == ("1.62", "-1.69")


def test_mechanism_reason_and_ledger():
    row = ALPHA["four-tc"]
    text = f"{float(row['alpha_low']):g}–{float(row['alpha_high']):g}"
    assert text in ITEM["mechanism_reason"]
    assert f"small ({text})" in CAVEATS["C233"]
    underdoped = ALPHA["lsco-low-x-tc"]
    assert (
        f"{float(underdoped['alpha_low']):g}–{float(underdoped['alpha_high']):g} in underdoped"
        in (ITEM["mechanism_reason"])
    )
    others = [
        exponent(r)[0] for r in ALPHA.values() if r["scale"] == "superconductivity" and exponent(r)[0] is not None
    ]
    assert max(others) > float(row["alpha_high"])


def test_exponents_are_those_of_their_abstracts():
    """Transcribed a second time from the abstracts, to catch a slip in the table."""
    read = {
        "lbco-tltt": (-0.36, 0.05), "lbco-tso": (-0.57, 0.06), "lbco-tc": (0.46, 0.06),
        "lsco-015-tstar": (-0.6, 1.3), "lsco-006-tstar": (-4.4, 1.1),
        "y124-spin": (0.061, 0.008), "y124-nqr": (0.42, 0.11), "y124-tc": (0.056, 0.012),
    }  # fmt: skip
    assert {k: (float(ALPHA[k]["alpha"]), float(ALPHA[k]["alpha_err"])) for k in read} == read
    lsho = ALPHA["lsho-tstar"]
    assert [float(lsho[k]) for k in ("light_k", "light_err_k", "heavy_k", "heavy_err_k")] == [46.5, 0.5, 48.4, 1.4]


def test_the_first_histogram_is_cut_off():
    heights = [float(r["count"]) for r in table("gap_histograms") if r["doping_per_cu"] == "0.128"]
    assert heights[-1] / max(heights) == pytest.approx(0.19, abs=0.005)


def test_weak_point_the_signs_disagree():
    order = {r["measurement"]: exponent(r)[0] for r in ALPHA.values() if r["scale"] == "order"}
    assert all(v < 0 for k, v in order.items() if k.startswith(("lbco", "lsco", "lsho")))
    assert all(v > 0 for k, v in order.items() if k.startswith("y124"))


@pytest.mark.parametrize("row", ALPHA.values(), ids=ALPHA)
def test_a_row_gives_an_exponent_a_range_or_two_temperatures(row):
    given = [bool(row[x]) for x in ("alpha", "alpha_low", "light_k")]
    assert sum(given) == 1
    assert bool(row["alpha_low"]) == bool(row["alpha_high"])
    assert bool(row["light_k"]) == bool(row["heavy_k"])
    if row["confidence"] == "known":
        assert exponent(row)[1] is None, "a quoted exponent has no error and enters no count"


def test_no_row_is_uncertain_and_the_grade_follows():
    rows = table("isotope_exponents") + table("gap_histograms") + table("charge_order_lattice")
    assert "uncertain" not in {r["confidence"] for r in rows}
    assert ITEM["data_grade"] == "B"


def test_verdicts_follow_from_the_numbers():
    # Both effects exist, but stripes also come without a lattice and Tc responds least where it is highest.
    near, underdoped = ALPHA["four-tc"], ALPHA["lsco-low-x-tc"]
    assert float(near["alpha_high"]) < float(underdoped["alpha_low"])
    assert ITEM["statement_verdict"] == "holds_with_scope"
    assert ITEM["mechanism_verdict"] == "shared_with_rivals"
