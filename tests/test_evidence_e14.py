"""Section e14: the numbers of its verdict, from the data tables with the standard library alone."""

import csv
import json
import math
from itertools import combinations

import numpy as np
import pytest
from shown import page_text

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e14")
CAVEAT = load("claims").set_index("id").caveat
KB_MEV = 8.617333262e-2
WORDS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def rows(name):
    with (ROOT / "data/evidence" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EVERY, PROBES = rows("resonance_energies.csv"), rows("gap_probes.csv")
USED = EVERY
TC, ENERGY = ([float(r[column]) for r in USED] for column in ("tc_k", "energy_mev"))
RATIO = [e / (KB_MEV * t) for e, t in zip(ENERGY, TC, strict=True)]


def kendall(x, y):
    """tau-b and the p value of its normal approximation with ties, both from the counts of pairs."""
    n, balance = len(x), 0
    for i, j in combinations(range(n), 2):
        product = (x[i] - x[j]) * (y[i] - y[j])
        balance += (product > 0) - (product < 0)
    pairs = n * (n - 1) / 2
    sizes = [[v.count(u) for u in set(v)] for v in (x, y)]
    tied = [sum(t * (t - 1) / 2 for t in s) for s in sizes]
    tau = balance / math.sqrt((pairs - tied[0]) * (pairs - tied[1]))
    v0 = n * (n - 1) * (2 * n + 5)
    vt = [sum(t * (t - 1) * (2 * t + 5) for t in s) for s in sizes]
    triples = [sum(t * (t - 1) * (t - 2) for t in s) for s in sizes]
    variance = (
        (v0 - vt[0] - vt[1]) / 18
        + 2 * tied[0] * tied[1] / (n * (n - 1))
        + triples[0] * triples[1] / (9 * n * (n - 1) * (n - 2))
    )
    return tau, math.erfc(abs(balance) / math.sqrt(2 * variance))


def doping(row):
    top = max(float(r["tc_k"]) for r in USED if r["family"] == row["family"])
    away = math.sqrt((1 - float(row["tc_k"]) / top) / 82.6)
    return 0.16 + (away if row["branch"] == "over" else -away)


def line(x, y):
    """Slope and its |t| with n - 2 degrees of freedom."""
    n, mx, my = len(x), sum(x) / len(x), sum(y) / len(y)
    sxx = sum((a - mx) ** 2 for a in x)
    slope = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / sxx
    rss = sum((b - my - slope * (a - mx)) ** 2 for a, b in zip(x, y, strict=True))
    return slope, abs(slope) / math.sqrt(rss / (n - 2) / sxx)


def parabola_r2(x, y):
    """Share of the variance of y that the least-squares parabola explains, by Gauss elimination."""
    mean_x = sum(x) / len(x)
    basis = [[1, a - mean_x, (a - mean_x) ** 2] for a in x]
    rows_ = [[sum(b[i] * b[j] for b in basis) for j in range(3)] for i in range(3)]
    rows_ = [r + [sum(b[i] * v for b, v in zip(basis, y, strict=True))] for i, r in enumerate(rows_)]
    for i in range(3):
        rows_[i] = [v / rows_[i][i] for v in rows_[i]]
        for j in range(3):
            if j != i:
                rows_[j] = [a - rows_[j][i] * b for a, b in zip(rows_[j], rows_[i], strict=True)]
    fit = [sum(c * r[3] for c, r in zip(b, rows_, strict=True)) for b in basis]
    mean_y = sum(y) / len(y)
    return 1 - sum((a - b) ** 2 for a, b in zip(y, fit, strict=True)) / sum((a - mean_y) ** 2 for a in y)


def test_statement_reason():
    reason = ITEM["statement_reason"]
    tau, p = kendall(TC, ENERGY)
    andreev = next(r for r in PROBES if r["probe"] == "Andreev reflection")
    flat = next(r for r in PROBES if r["dependence"] == "flat")
    assert andreev["dependence"] == "follows Tc"
    assert andreev["doping_from"] == "composition"
    for text in (
        f"{WORDS[len(USED)].capitalize()} resonance energies of {WORDS[len({r['family'] for r in USED})]} families",
        f"τ = {tau:.2f}, p = {p:.2g}; {min(RATIO):.1f} to {max(RATIO):.1f} kB Tc",
        f"from x = {float(andreev['doping_low']):g} to {float(andreev['doping_high']):.2f}",
        f"flat from p = {flat['doping_low']} to {flat['doping_high']}",
        "2 of 4 criteria",
    ):
        assert text in reason, text
    assert ITEM["statement_verdict"] == "contested"


def test_neither_arm_of_the_nine_is_established():
    """Two-sided 5 % points of Student's t: 2.776 for 4 and 2.571 for 5 degrees of freedom."""
    x = [doping(r) for r in USED]
    arms = [
        [(a, b) for a, b in zip(x, ENERGY, strict=True) if keep(a)]
        for keep in (lambda a: a <= 0.16, lambda a: a >= 0.16)
    ]
    (rise, t_left), (fall, t_right) = (line(*zip(*arm, strict=True)) for arm in arms)
    assert rise > 0 > fall
    assert (len(arms[0]), len(arms[1])) == (6, 7)
    assert t_left < 2.776
    assert t_right < 2.571


def test_the_dome_test_has_almost_no_power_here():
    """At the doping of the nine: domes with noise of a tenth and of a fiftieth of their height, simulated."""
    from atombridge.statistics import dome_or_not

    rng = np.random.default_rng(1)
    x = np.array([doping(r) for r in USED])
    dome = 1 - 82.6 * (x - 0.16) ** 2
    found = {
        noise: sum(
            dome_or_not(x, dome + rng.normal(0, noise, len(x)), n_resamples=100).word == "dome" for _ in range(100)
        )
        for noise in (0.1, 0.02)
    }
    assert found[0.1] <= 2
    assert 10 <= found[0.02] <= 30
    assert "would miss nearly every real dome" in ITEM["weak_point"]


def test_mechanism_reason_and_weak_point():
    mean = sum(RATIO) / len(RATIO)
    spread = math.sqrt(sum((r - mean) ** 2 for r in RATIO) / (len(RATIO) - 1))
    assert f"{mean:.1f} ± {spread:.1f} kB Tc" in ITEM["mechanism_reason"]
    quoted = sum(r["confidence"] == "known" for r in USED)
    weak = ITEM["weak_point"]
    assert f"{WORDS[quoted].capitalize()} of its {WORDS[len(USED)]} energies are quoted" in weak
    assert "Four more could only be recalled and were left out" in weak
    works = len({r["source"] for r in PROBES})
    assert f"{WORDS[len(PROBES)]} statements in the words of {WORDS[works]} abstracts" in weak
    assert ITEM["data_grade"] == "B"


def test_caveat():
    tau, _ = kendall(TC, ENERGY)
    text = CAVEAT["C244"]
    flat = next(r for r in PROBES if r["dependence"] == "flat")
    for part in (
        f"{WORDS[len(USED)].capitalize()} resonance energies",
        f"τ = {tau:.2f}",
        f"flat from p = {flat['doping_low']} to {flat['doping_high']}",
        "antinodal gaps fall",
    ):
        assert part in text, part
    antinodal = next(r for r in PROBES if r["scale"] == "antinodal gap")
    assert antinodal["dependence"] == "falls"


def test_quoted_ratios_agree_with_the_rows():
    """The abstracts print 5.4 for both Bi2212 crystals and 6.8 for HgBa2CuO4."""
    for row, ratio in zip(USED, RATIO, strict=True):
        if row["family"] == "Bi2212":
            assert ratio == pytest.approx(5.4, abs=0.1)
        if row["family"] == "Hg1201":
            assert round(ratio, 1) == 6.8


def test_no_recalled_value_is_in_a_table_or_a_choice_of_the_reader():
    assert {r["confidence"] for r in EVERY} == {"seen", "known"}
    schema = json.loads((ROOT / "notebooks/evidence/e14.schema.json").read_text(encoding="utf-8"))
    assert schema["properties"]["rows_used"]["enum"] == ["seen", "seen and quoted"]


def test_the_page_prints_what_the_rows_give():
    """Ratio, shares of variance and the ratio against doping, from the stored outputs of the notebook."""
    x, mean = [doping(r) for r in USED], sum(RATIO) / len(RATIO)
    left_over, p = kendall(x, RATIO)
    shares = [100 * parabola_r2(x, y) for y in (ENERGY, [mean * KB_MEV * t for t in TC])]
    path = ROOT / "notebooks/evidence/e14-condensate-gap.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = json.dumps([c.get("outputs", []) for c in cells], ensure_ascii=False)
    for part in (f"{shares[0]:.0f} %", f"{shares[1]:.0f} %", f"τ = {left_over:.2f}".replace("-", "−"), f"p = {p:.2g}"):
        assert part in text, part


def test_rows_are_consistent():
    families = {r["family"] for r in EVERY}
    for family in families:
        top = max(float(r["tc_k"]) for r in USED if r["family"] == family)
        assert all(float(r["tc_k"]) <= top for r in EVERY if r["family"] == family)
        assert any(r["branch"] == "optimal" and float(r["tc_k"]) == top for r in USED if r["family"] == family)
    for row in PROBES:
        assert row["confidence"] == "seen"
        assert bool(row["doping_low"]) == bool(row["doping_high"])
        if row["doping_low"]:
            assert 0 < float(row["doping_low"]) < float(row["doping_high"]) < 0.3


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({}, "none"),
        ({"rows_used": "seen"}, "none"),
        ({"doping_scale": "tc distance"}, "none"),
    ],
)
def test_answer_with_other_parameters(parameters, word):
    """The dome test itself, on the rows a reader can choose."""
    from atombridge.statistics import dome_or_not

    chosen = [r for r in EVERY if parameters.get("rows_used") != "seen" or r["confidence"] == "seen"]
    x = [doping(r) for r in chosen]
    if parameters.get("doping_scale") == "tc distance":
        x = [math.copysign(82.6 * (a - 0.16) ** 2, a - 0.16) for a in x]
    y = [float(r["energy_mev"]) for r in chosen]
    if len(chosen) < 6:
        assert word == "none"  # the page says that they are too few
    else:
        assert dome_or_not(x, y).word == word


def test_numbers_written_out_on_the_page():
    text = page_text("e14")
    value = {r["sample"]: float(r["energy_mev"]) for r in EVERY}
    tc = {r["sample"]: float(r["tc_k"]) for r in EVERY}
    bi, bi_over = value["Bi₂Sr₂CaCu₂O₈₊δ, optimal"], value["Bi₂Sr₂CaCu₂O₈₊δ, overdoped"]
    y, y_over = value["YBa₂Cu₃O₆₊ₓ, optimal"], value["Y₀.₉Ca₀.₁Ba₂Cu₃O₇"]
    low, high = sorted(value[s] for s in ("YBa₂Cu₃O₆.₆", "YBa₂Cu₃O₆.₇"))
    for part in (
        f"rises from about {(low + high) / 2:.0f} millielectronvolt at 0.10 to {y:.0f} at 0.16",
        f"and falls to {y_over:.0f} at 0.19, Bi2Sr2CaCu2O8",
        f"falls from {bi:.0f} at 0.16 to {bi_over:.0f} at 0.19",
        f"lie at {value['Tl₂Ba₂CuO₆₊δ']:.0f} and {value['HgBa₂CuO₄₊δ']:.0f} at 0.16",
        f"from {low:.0f} to {high:.0f} at {tc['YBa₂Cu₃O₆.₆']:.0f} to {tc['YBa₂Cu₃O₆.₇']:.0f} kelvin",
        f"to {max(ENERGY):.0f} at {max(TC):.0f} kelvin",
        f"dotted lines of {min(RATIO):.1f} and {max(RATIO):.1f} times",
        f"is the parabola of the critical temperature times {sum(RATIO) / len(RATIO):.1f};",
    ):
        assert part in text, part
    for row in EVERY:
        assert f"| {float(row['tc_k']):<7g} | {float(row['energy_mev']):<16g} |" in text, row["sample"]


def test_mechanism_verdict():
    """The rows go with Tc, which every condensate shares, so they cannot tell mechanisms apart."""
    assert kendall(TC, ENERGY)[1] < 0.05
    assert ITEM["mechanism_verdict"] == "shared_with_rivals"
