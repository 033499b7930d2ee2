"""Section e23: the numbers of its verdict, from the data table with the standard library alone."""

import csv
import itertools
import json
import math
import statistics

import pytest
from shown import page_text

from atombridge.data import ROOT, load

with (ROOT / "data/evidence/copper_moments.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e23")
CAVEAT = load("claims").set_index("id").caveat
MONTE_CARLO = 0.30743


def rows(of_class):
    return [r for r in ROWS if (r["class"], r["kind"], r["field_t"]) == (of_class, "measured", "0")]


def moments(of_class):
    return [float(r["moment_mub"]) for r in rows(of_class)]


PLANES = "square lattice of CuO₂ planes"
WITHOUT = ("square-lattice oxide without CuO₂ planes", "square-lattice molecular magnet")
OXIDE, OTHERS = moments(PLANES), [m for c in WITHOUT for m in moments(c)]


def per_compound(of_class):
    compounds = {}
    for r in rows(of_class):
        compounds.setdefault(r["compound"], []).append(float(r["moment_mub"]))
    return [statistics.median(v) for v in compounds.values()]


def exact_p(first, second):
    """Two-sided permutation p of the difference of means: twice the smaller tail."""
    pooled, n = first + second, len(first)
    total = sum(pooled)
    sums = [sum(part) for part in itertools.combinations(pooled, n)]
    differences = [s / n - (total - s) / (len(pooled) - n) for s in sums]
    seen = statistics.mean(first) - statistics.mean(second)
    tails = [sum(d >= seen - 1e-9 for d in differences), sum(d <= seen + 1e-9 for d in differences)]
    return seen, min(1, 2 * min(tails) / len(differences))


def tau_b(x, y):
    def sign(a):
        return (a > 0) - (a < 0)

    pairs = [(sign(x[i] - x[j]), sign(y[i] - y[j])) for i, j in itertools.combinations(range(len(x)), 2)]
    untied = [sum(p[k] != 0 for p in pairs) for k in (0, 1)]
    return sum(a * b for a, b in pairs) / math.sqrt(untied[0] * untied[1])


def spin_wave_magnetisation(n=400):
    """S - dS of the square lattice by a plain sum, extrapolated in 1/n."""

    def reduction(n):
        cosines = [math.cos((i + 0.5) * 2 * math.pi / n) for i in range(n)]
        total = sum(1 / math.sqrt(1 - ((a + b) / 2) ** 2) for a in cosines for b in cosines)
        return (total / n**2 - 1) / 2

    return 0.5 - (2 * reduction(n) - reduction(n // 2))


def test_statement_reason():
    reason = ITEM["statement_reason"]
    compounds = per_compound(PLANES)
    assert len(OXIDE) == 7
    assert len(compounds) == 4
    for text in (
        f"{min(OXIDE):.2f}–{max(OXIDE):.2f} μB, mean {statistics.mean(OXIDE):.2f} with a standard deviation of "
        f"{statistics.stdev(OXIDE):.2f}",
        f"four compounds counted once have {statistics.mean(compounds):.2f}",
    ):
        assert text in reason, text
    assert max(OXIDE) < 1


def test_mechanism_reason():
    reason = ITEM["mechanism_reason"]
    difference, p = exact_p(OXIDE, OTHERS)
    assert len(OTHERS) == 5
    for text in (
        f"leave {2 * MONTE_CARLO:.2f} μB",
        f"five magnets on a square lattice without CuO₂ planes have {statistics.mean(OTHERS):.2f} μB",
        f"less than the oxides with planes by {difference:.2f} (exact p = {p:.2f})",
    ):
        assert text in reason, text
    (lifted,) = [r for r in ROWS if float(r["field_t"]) > 0]
    (start,) = [r for r in rows("square-lattice molecular magnet") if r["compound"] == lifted["compound"]]
    assert f"a field of {lifted['field_t']} T raises the moment from {start['moment_mub']} to" in reason
    assert f"{lifted['moment_mub']} μB at fixed valence" in reason


def test_weak_point_counts_the_rows():
    both = rows(PLANES) + [r for c in WITHOUT for r in rows(c)]
    quoted = sum(r["confidence"] == "known" for r in both)
    assert (len(both), quoted) == (12, 3)
    assert "Three of the twelve are quoted" in ITEM["weak_point"]
    assert "Seven values of four compounds with planes and five without" in ITEM["weak_point"]
    assert sum("quoted" in r["method"] for r in rows(PLANES)) == 1


def test_caveats_of_the_ledger():
    for claim in ("C210", "C253"):
        assert f"{min(OXIDE):.2f}–{max(OXIDE):.2f} μB" in CAVEAT[claim]
        assert f"{2 * MONTE_CARLO:.2f} μB" in CAVEAT[claim]
    assert f"{MONTE_CARLO:.4f} of the spin" in CAVEAT["C358"]
    assert f"spin waves {spin_wave_magnetisation():.4f}" in CAVEAT["C358"]
    assert f"g = 2.1 would give {2.1 * MONTE_CARLO:.2f}" in CAVEAT["C358"]
    assert f"{statistics.mean(OXIDE):.2f} μB on average" in CAVEAT["C358"]


def test_the_page_prints_the_comparisons():
    path = ROOT / "notebooks/evidence/e23-cu-moment.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = json.dumps([c.get("outputs", []) for c in cells], ensure_ascii=False)
    both = [r for c in (PLANES, *WITHOUT) for r in rows(c) if r["neel_temperature_k"]]
    temperatures = [float(r["neel_temperature_k"]) for r in both]
    values = [float(r["moment_mub"]) for r in both]
    by_compound = [per_compound(PLANES), [m for c in WITHOUT for m in per_compound(c)]]
    molecular = moments(WITHOUT[1])
    for part in (
        f"by compound {exact_p(*by_compound)[1]:.2f})",
        f"alone the difference is {statistics.mean(OXIDE) - statistics.mean(molecular):.2f} μB".replace("-", "−"),
        f"by a factor of {max(temperatures) / min(temperatures):.0f}, the moments by {max(values) / min(values):.1f}",
        f"τ = {tau_b(temperatures, values):.2f} (95 %",
        f"{statistics.mean(OXIDE) / (2 * spin_wave_magnetisation()):.2f}",
    ):
        assert part in text, part


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["sample"])
def test_rows_are_consistent(row):
    moment = float(row["moment_mub"])
    assert 0 < moment <= 1, "no moment exceeds the spin of divalent copper"
    if row["moment_err_mub"]:
        assert float(row["moment_err_mub"]) < moment
    assert (row["kind"] == "upper bound") <= (row["moment_err_mub"] == "")


def test_no_uncertain_row_and_grade_follows_from_the_sources():
    assert "uncertain" not in {r["confidence"] for r in ROWS}
    # Numbers of abstracts, three of twelve quoted: at most grade B.
    assert ITEM["data_grade"] in ("B", "C")


def test_numbers_written_out_on_the_page():
    text = page_text("e23")
    of = {r["sample"]: r["moment_mub"] for r in ROWS}
    exchange = [float(r["exchange_mev"]) for r in rows(WITHOUT[1])]
    letter = float(load("claims").set_index("id").stated["C107"])
    defects = sorted(moments("CuO₂ planes with defects"))
    without = [sorted(moments(c)) for c in WITHOUT]
    for part in (
        f"chains have about {of['Ca₂Y₂Cu₅O₁₀ powder']} μB",
        f"CuO has {of['CuO']} μB",
        f"chains of SrCuTe₂O₆ have {of['SrCuTe₂O₆']}",
        f"As-grown La₂CuO₄ has {of['La₂CuO₄ crystal as grown']} μB",
        f"lowers {of['YBa₂Cu₃O₆ powder']} to {of['YBa₂Cu₃Oᵧ powder, 0.09 Li for Cu']} μB",
        f"from {without[1][0]:.2f} to {of['the same Cu(pyrazine)₂(ClO₄)₂ at 13.5 T']} μB",
        f"planes lie from {min(OXIDE):.2f} to {max(OXIDE):.2f}",
        f"with defects from {defects[0]:.2f} to {defects[-1]:.2f}",
        "without such planes at {:.2f} and {:.2f}".format(*without[0]),
        "molecular magnets at {:.2f}, {:.2f} and {:.2f}".format(*without[1]),
        f"coupled chains at {of['SrCuTe₂O₆']}, cupric oxide at {of['CuO']} and ferromagnetic chains at "
        f"{of['Ca₂Y₂Cu₅O₁₀ powder']}",
        f"'{min(exchange):.1f}'",
        f"'{letter / min(exchange):.0f}'",
    ):
        assert part in text, part
    for row in ROWS:
        error = f" ± {float(row['moment_err_mub']):.2f}" if row["moment_err_mub"] else " "
        assert f" {float(row['moment_mub']):.2f}{error}" in text, row["sample"]


def test_verdicts():
    """All are small, so the statement holds; fluctuations ask for as little, so it tells nothing of the mechanism."""
    assert max(OXIDE) < 1
    assert statistics.mean(OXIDE) - 2 * statistics.stdev(OXIDE) < 2 * MONTE_CARLO
    assert exact_p(OXIDE, OTHERS)[1] > 0.05
    assert (ITEM["statement_verdict"], ITEM["mechanism_verdict"]) == ("holds", "shared_with_rivals")
