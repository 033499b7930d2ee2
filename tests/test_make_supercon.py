"""The aggregates of SuperCon: how records are read, chosen and binned, and that the committed files are its output."""

import csv
import importlib.util
import itertools
import math
import statistics
import sys

import numpy as np
import pytest

from atombridge.data import ROOT, load

RECORDS = ROOT.parent / "shared" / "supercon" / "records.tsv"
needs_records = pytest.mark.skipif(
    not RECORDS.is_file(), reason=f"the NIMS release is not redistributed and not at {RECORDS}"
)

spec = importlib.util.spec_from_file_location("make_supercon", ROOT / "data" / "make_supercon.py")
make = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = make
spec.loader.exec_module(make)

HEADER = "1\t4\t6\t67\t85\t92\t198\n" + "\t" * 6 + "\nnum\tname\telement\tstr3\tutc\ttc\tjournal\n"


@pytest.mark.parametrize(
    ("formula", "atoms", "nominal"),
    [
        ("La1.85Sr0.15Cu1O4", {"La": 1.85, "Sr": 0.15, "Cu": 1, "O": 4}, False),
        ("La1.85Sr0.15Cu1O4-Y", {"La": 1.85, "Sr": 0.15, "Cu": 1, "O": 4}, True),
        ("Bi2Sr2Ca1Cu2O8+z", {"Bi": 2, "Sr": 2, "Ca": 1, "Cu": 2, "O": 8}, True),
        ("FeSe.5Te.5", {"Fe": 1, "Se": 0.5, "Te": 0.5}, False),
        ("Ba0.6K0.4Fe2As2", {"Ba": 0.6, "K": 0.4, "Fe": 2, "As": 2}, False),
        ("Y1Ba2Cu3Co0.1O7-0.1", {"Y": 1, "Ba": 2, "Cu": 3, "Co": 0.1, "O": 7}, True),
    ],
)
def test_formulas_are_read(formula, atoms, nominal):
    assert make.composition(formula) == (pytest.approx(atoms), nominal)


def test_open_and_unreadable_formulas():
    atoms, nominal = make.composition("La1.85Sr0.15Cu1OX")
    assert nominal
    assert math.isnan(atoms["O"])
    for formula in ("", "La(2)CuO4", "La1.8+xSr0.2CuO4", "lanthanum"):
        assert make.composition(formula) is None


def write(path, rows):
    path.write_text(
        HEADER + "".join(f"{n}\tx\t{f}\tT\tK\t{tc}\t{ref}\n" for n, (f, tc, ref) in enumerate(rows)), encoding="utf-8"
    )
    return path


def test_records_are_cleaned(tmp_path):
    path = write(
        tmp_path / "r.tsv",
        [
            ("La1.85Sr0.15Cu1O4", "36", "PHYS.REV.B,36(1987)1"),
            ("La1.85Sr0.15Cu1O4", "36.0", "Phys. Rev. B, 36(1987)1"),  # the same in another spelling
            ("La1.95Sr0.05Cu1O4", "0.001", "A,1(1990)1"),  # stands for not superconducting
            ("La1.85Sr0.15Cu1O4", "275", "A,1(1990)1"),  # an error
            ("La1.85Sr0.15Cu1O4", "", "A,1(1990)1"),
        ],
    )
    assert make.records(path) == [("physrevb3619871", "La1.85Sr0.15Cu1O4", 36.0)]
    path.write_text("1\n2\n3\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="not the header"):
        make.records(path)


def test_only_fitting_compositions_are_chosen():
    lsco = make.SERIES[0]
    found = [
        ("a", formula, 30.0)
        for formula in (
            "La1.85Sr0.15Cu1O4",
            "La1.9Sr0.1Cu1O4-Y",
            "La1.85Sr0.15Cu0.99Zn0.01O4",  # another element
            "La1.85Sr0.15Cu1O4.1",  # excess oxygen
            "La1.8Sr0.15Cu1O4",  # La + Sr is not 2
            "La1.65Sr0.35Cu1O4",  # outside the range
            "La2Cu1O4",
        )
    ]
    assert make.select(lsco, found)[0].tolist() == [0.1, 0.15]
    cobalt = next(s for s in make.SERIES if "Coₓ" in s.name)
    assert cobalt.x_of({"Ba": 1, "Fe": 1.84, "Co": 0.16, "As": 2}, False) == pytest.approx(0.08)


def test_bins_hold_three_records():
    x = np.array([0.05, 0.05, 0.05, 0.06, 0.07, 0.07, 0.15, 0.154, 0.155, 0.156, 0.3])
    parts = [sorted(x[i]) for i in make.bins(x, 0.01)]
    assert parts == [[0.05] * 3, [0.06, 0.07, 0.07], [0.15, 0.154, 0.155, 0.156, 0.3]]
    assert sum(map(len, parts)) == len(x)


@pytest.mark.parametrize("name", ["supercon_lsco", "supercon_lbco", "supercon_iron"])
def test_aggregates_hold_no_single_record(name):
    table = load(name)
    assert (table.n_records >= 3).all()
    assert (table.n_references <= table.n_records).all()
    assert ((table.x_lo <= table.x_mean + 5e-5) & (table.x_mean <= table.x_hi + 5e-5)).all()
    quartiles = table[["tc_q25_k", "tc_median_k", "tc_q75_k", "tc_q90_k"]]
    assert (quartiles.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


def test_counts_agree_between_the_files():
    tests = load("supercon_dome_tests").set_index("series")
    for name in ("supercon_lsco", "supercon_lbco", "supercon_iron"):
        for series, rows in load(name).groupby("series"):
            assert rows.n_records.sum() == tests.n_records[series]


def test_rare_earth_families():
    electron, window, triple, double = make.RARE_EARTH_FAMILIES
    read = {f: make.composition(f) for f in ("Nd1.85Ce0.15Cu1O4-Y", "La1.91Ce0.09Cu1O4", "Y1Ba2Cu3O6.5", "Y1Ba2Cu4O8")}
    assert electron.rare_earths(*read["Nd1.85Ce0.15Cu1O4-Y"]) == {"Nd": 1.85}
    assert electron.rare_earths(*read["La1.91Ce0.09Cu1O4"])
    assert window.rare_earths(*read["La1.91Ce0.09Cu1O4"]) is None
    assert triple.rare_earths(*read["Y1Ba2Cu3O6.5"]) is None  # underdoped
    assert double.rare_earths(*read["Y1Ba2Cu4O8"]) == {"Y": 1}
    assert double.rare_earths(*make.composition("Y0.9Ca0.1Ba2Cu4O8")) is None
    assert make.mean_radius({"La": 1, "Nd": 3}, {"La": 1.2, "Nd": 1.0}) == pytest.approx(1.05)


def test_pairs_within_papers():
    one = make.within_papers([1.0, 1.1, 1.1, 1.0, 1.2], [10, 20, 5, 30, 3], ["a", "a", "a", "b", "b"])
    assert (one["n_papers"], one["pairs_rising"], one["pairs_falling"], one["pairs_equal"]) == (2, 1, 1, 0)
    many = make.within_papers([1.0, 1.1] * 12, [10, 20] * 12, [f"p{i // 2}" for i in range(24)])
    assert (many["pairs_rising"], many["papers_rising"], many["papers_falling"]) == (12, 12, 0)
    assert float(many["pairs_p"]) < 0.01


def test_zeros_make_the_trend_that_they_are_put_for():
    y, tc, reference = np.array([3.95, 3.97, 4.01, 4.02]), np.array([21.0, 20, 22, 19]), np.array(list("abcd"), object)
    rows = {
        (r["zeros_above"], r["zeros_below"]): float(r["rank_correlation"])
        for r in make.oxygen_tests("x", y, tc, reference)
    }
    assert rows[6, 0] < rows[0, 0] < rows[0, 6]
    assert len(rows) == (make.MOST_ZEROS + 1) ** 2


@pytest.mark.parametrize(
    ("zeros", "inside"), [(0, [20.25, 18.5]), (2, [20.25, 18.5, 0]), (3, [0, 0]), (1, [25, 21.1, 18.5])]
)
def test_difference_of_means_by_counting_every_choice(zeros, inside):
    tc = np.array([20.25, 18.5, 21.1, 25, 9.1])
    everything = [*tc, *[0.0] * zeros]
    sums = [sum(c) for c in itertools.combinations(everything, len(inside))]
    observed = sum(inside)
    smaller = min(sum(s <= observed + 1e-9 for s in sums), sum(s >= observed - 1e-9 for s in sums))
    p = make.difference_p(make.sums_of_choices(tc), zeros, np.array(inside, float))
    assert p == pytest.approx(min(1, 2 * smaller / len(sums)))


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("Y1Ba2Cu3O7", "cuprate"),
        ("Ba0.6K0.4Bi1O3", "other oxide"),
        ("Sm1Fe1As1O0.9F0.1", "iron pnictide"),
        ("Fe1Se1", "iron chalcogenide"),
        ("Nd1Ba1.9La0.1O6.86", None),  # copper is missing
        ("Cu1O1", None),
        ("Mg1B2", None),
    ],
)
def test_classes_of_materials(formula, kind):
    assert make.material_class(make.composition(formula)[0]) == kind


@pytest.mark.parametrize("name", ["supercon_rare_earth", "supercon_n_type_oxygen", "supercon_ionicity"])
def test_tables_of_ions_and_oxygen_hold_no_single_record(name):
    table = load(name)
    assert (table.n_records >= 3).all()
    assert (table.n_references <= table.n_records).all()
    assert (table[["tc_q25_k", "tc_median_k", "tc_q75_k"]].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


@needs_records
def test_files_are_what_the_script_writes(tmp_path):
    make.main(RECORDS, tmp_path)
    written = sorted(p.name for p in tmp_path.iterdir())
    assert written == sorted(p.name for p in (ROOT / "data" / "supercon").glob("*.csv"))
    for name in written:
        assert (tmp_path / name).read_bytes() == (ROOT / "data" / "supercon" / name).read_bytes(), name


@needs_records
def test_optimal_doping_by_plain_search():
    """The fullest bin of La2-xSrxCuO4, found again by looking for its formulas as text."""
    seen = set()
    with RECORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row[2] in ("La1.85Sr0.15Cu1O4", "La1.85Sr0.15CuO4") and row[5]:
                seen.add(("".join(c for c in row[6].lower() if c.isascii() and c.isalnum()), float(row[5])))
    table = load("supercon_lsco")
    row = table.loc[table.n_records.idxmax()]
    assert row.x_mean == pytest.approx(0.15, abs=1e-3)
    assert 0.5 * row.n_records < len(seen) < row.n_records
    assert statistics.median(tc for _, tc in seen) == pytest.approx(row.tc_median_k, abs=0.5)


# --- Tc against the number of CuO2 planes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "planes"),
    [
        ("Hg1Ba2Cu1O4+z", 1),
        ("Hg0.85Ba2Ca1Cu2O6.2", 2),
        ("Hg1Ba2Ca2Cu3O8+z", 3),
        ("Hg1Ba2Ca3.5Cu4O10", None),  # too much calcium
        ("Hg0.7Ba2Ca2Cu3O8", None),
        ("Hg1Ba2Ca2Cu3Re0.1O8", None),
        ("Tl1Ba2Ca2Cu3O9", None),
        ("Hg1Ba2O3", None),
    ],
)
def test_number_of_planes(formula, planes):
    atoms, _ = make.composition(formula)
    assert make.planes_of(atoms, "Hg", 1, "Ba") == planes


def test_layers_hold_no_single_record_and_are_in_order():
    table = load("supercon_layers")
    assert (table.n_records >= 3).all()
    assert (table.n_references <= table.n_records).all()
    quartiles = table[["tc_q25_k", "tc_median_k", "tc_q75_k", "tc_q90_k"]]
    assert (quartiles.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert not table.duplicated(["series", "planes"]).any()


@needs_records
def test_three_planes_of_mercury_by_plain_search():
    """Records of one common spelling, found as text, lie inside the quartiles of their row."""
    found = [tc for _, formula, tc in make.records(RECORDS) if formula == "Hg1Ba2Ca2Cu3O8+z"]
    table = load("supercon_layers").set_index(["series", "planes"])
    row = table.loc[("HgBa₂Caₙ₋₁CuₙO₂ₙ₊₂", 3)]
    assert 3 <= len(found) < row.n_records
    assert row.tc_q25_k <= statistics.median(found) <= row.tc_q90_k


# --- Copper valence, other cations, oxygen ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "valence"),
    [
        ("La2CuO4", 2),
        ("La1.85Sr0.15CuO4", 2.15),
        ("YBa2Cu3O7", 7 / 3),
        ("YBa2Cu3O6", 5 / 3),
        ("Bi2Sr2CaCu2O8.2", 2.2),
        ("HgBa2CuO4.15", 2.3),
        ("Tl2Ba2CuO6", 2),
    ],
)
def test_formal_copper_valence(formula, valence):
    atoms, _ = make.composition(formula)
    assert make.copper_valence(atoms) == pytest.approx(valence)


def named(several, name):
    return next(series for series in several if series.name == name)


def test_oxygen_must_be_given_where_the_valence_needs_it():
    mercury = named(make.VALENCE_SERIES, "HgBa₂CuO₄₊ₓ")
    lanthanum = named(make.VALENCE_SERIES, "La₂₋ₓSrₓCuO₄")
    assert mercury.x_of(*make.composition("HgBa2CuO4.1")) == pytest.approx(2.2)
    assert mercury.x_of(*make.composition("HgBa2CuO4")) is None  # a whole number is a formula, not a measurement
    assert mercury.x_of(*make.composition("HgBa2CuO4+z")) is None
    assert lanthanum.x_of(*make.composition("La1.85Sr0.15CuO4")) == pytest.approx(2.15)
    assert lanthanum.x_of(*make.composition("La1.85Sr0.15CuO4-Y")) is None


def test_calcium_decides_whether_little_oxygen_counts():
    chains = named(make.VALENCE_SERIES, "RBa₂Cu₃O₆₊ₓ")
    assert chains.x_of(*make.composition("Y0.8Ca0.2Ba2Cu3O6.1")) == pytest.approx(1.8)
    assert chains.x_of(*make.composition("Y1Ba2Cu3O6.1")) is None
    assert chains.x_of(*make.composition("Y1Ba2Cu3O6.3")) == pytest.approx(28 / 15)
    assert chains.x_of(*make.composition("Y1Ba2Cu3O7")) is None


def test_parents_count_where_the_reference_varies_the_cation():
    yttrium = named(make.CATION_SERIES, "Bi₂Sr₂Ca₁₋ₓYₓCu₂O₈")
    found = [
        ("varied", "Bi2Sr2CaCu2O8", 85.0),
        ("varied", "Bi2Sr2Ca0.8Y0.2Cu2O8", 90.0),
        ("parent only", "Bi2Sr2CaCu2O8", 80.0),
        ("another metal", "Bi2Sr2Ca0.8Pr0.2Cu2O8", 70.0),
    ]
    x, tc, _ = make.select(yttrium, found)
    assert x.tolist() == [0, 0.2]
    assert tc.tolist() == [85, 90]
    neodymium = named(make.CATION_SERIES, "Nd₁₊ₓBa₂₋ₓCu₃O₇")
    assert neodymium.x_of(*make.composition("Nd1.2Ba1.8Cu3O7")) == pytest.approx(0.2)


def test_controls_hold_the_oxygen():
    calcium, strontium = make.CONTROL_SERIES
    assert calcium.x_of(*make.composition("Y0.8Ca0.2Ba2Cu3O6.05")) == pytest.approx(0.2)
    assert calcium.x_of(*make.composition("Y0.8Ca0.2Ba2Cu3O6.5")) is None
    assert strontium.x_of(*make.composition("La1.85Sr0.15CuO4")) == pytest.approx(0.15)
    assert strontium.x_of(*make.composition("La1.85Sr0.15CuO3.98")) is None


def test_slopes_of_a_line_are_its_slope():
    x = np.linspace(6.41, 6.49, 12)
    (row,) = make.local_slopes(make.OXYGEN_SERIES[0], x, 100 * x - 600, np.array(list("abcdefabcdef"), object))
    assert float(row["slope_k_per_oxygen"]) == 100
    assert (row["x_lo"], row["x_hi"], row["n_records"], row["n_references"]) == ("6.4", "6.5", 12, 6)


@pytest.mark.parametrize("name", ["cu_valence", "cation_series", "oxygen_series", "oxygen_controls"])
def test_further_aggregates_hold_no_single_record(name):
    table, tests = load(name), load(f"{name}_tests").set_index("series")
    assert (table.n_records >= 3).all()
    assert (table.n_references <= table.n_records).all()
    assert ((table.x_lo <= table.x_mean + 5e-5) & (table.x_mean <= table.x_hi + 5e-5)).all()
    assert (table[["tc_q25_k", "tc_median_k", "tc_q75_k", "tc_q90_k"]].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    for series, rows in table.groupby("series"):
        assert rows.n_records.sum() == tests.n_records[series]
        if name != "oxygen_controls":
            assert rows.n_records.sum() >= make.LEAST_OF_A_SERIES["records"]
            assert len(rows) >= make.LEAST_OF_A_SERIES["bins"]
            assert tests.n_references[series] >= make.LEAST_OF_A_SERIES["references"]
