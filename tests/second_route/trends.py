"""Trends, domes, shares of a line: statistics written anew, or taken from the standard library.

The book uses its own module on top of scipy.stats.  Here ranks and pairs are counted in plain Python, exact p values
come from all orders or from the distribution of the number of inversions, lines from the statistics module, and a dome
has to pass the book's four questions asked in other ways: a parabola by numpy.polyfit, its maximum resampled row by
row, and two straight lines that meet where a broken line fits best.
"""

import math
import random
import statistics
from collections import defaultdict
from functools import cache
from itertools import combinations, permutations

import numpy as np
from scipy import stats
from scipy.constants import physical_constants

from . import route, rows, shown
from .ionicity import atoms

KB_MEV = 1e3 * physical_constants["Boltzmann constant in eV/K"][0]


# --- Statistics ---


def columns(table: list[dict[str, str]], *names: str) -> list[list[float]]:
    return [[float(row[name]) for row in table] for name in names]


def sign(value: float) -> int:
    return int(value > 0) - int(value < 0)


def ranks(values) -> list[float]:
    """Mean rank of each value: how many are smaller, and half of those that are equal."""
    return [sum(v < w for v in values) + (sum(v == w for v in values) + 1) / 2 for w in values]


def normal_tail(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def spearman(x, y) -> tuple[float, float]:
    """Correlation of ranks, and p: all orders up to eight points, else Student's distribution."""
    n, a, b = len(x), ranks(x), ranks(y)
    rho = statistics.correlation(a, b)
    if n <= 8:
        centred = [v - (n + 1) / 2 for v in a]
        of_data = abs(sum(v * w for v, w in zip(centred, b, strict=True))) - 1e-9
        tried = [abs(sum(v * w for v, w in zip(centred, order, strict=True))) >= of_data for order in permutations(b)]
        return rho, sum(tried) / len(tried)
    t = rho * math.sqrt((n - 2) / max(1 - rho**2, 1e-300))
    return rho, float(2 * stats.t.sf(abs(t), n - 2))


@cache
def orders_with_inversions(n: int) -> list[int]:
    """Orders of n things with 0, 1, 2, ... inversions (Mahonian numbers)."""
    counts = [1]
    for k in range(2, n + 1):
        longer = [0] * (len(counts) + k - 1)
        for i, c in enumerate(counts):
            for j in range(k):
                longer[i + j] += c
        counts = longer
    return counts


def kendall(x, y) -> tuple[float, float]:
    """Kendall's tau b over all pairs, and p: exact without ties, else normal with the variance for ties."""
    pairs = [(sign(x[i] - x[j]), sign(y[i] - y[j])) for i, j in combinations(range(len(x)), 2)]
    score = sum(a * b for a, b in pairs)
    tau = score / math.sqrt(sum(a != 0 for a, _ in pairs) * sum(b != 0 for _, b in pairs))
    n = len(x)
    if len(set(x)) == len(set(y)) == n:
        counts = orders_with_inversions(n)
        inversions = (n * (n - 1) // 2 - abs(score)) // 2
        return tau, min(1.0, 2 * sum(counts[: inversions + 1]) / sum(counts))
    tied_x, tied_y = ([values.count(v) for v in set(values)] for values in (x, y))

    def moment(f):
        return f(n), sum(map(f, tied_x)), sum(map(f, tied_y))

    full, tx, ty = moment(lambda k: k * (k - 1) * (2 * k + 5))
    pair, px, py = moment(lambda k: k * (k - 1))
    three, hx, hy = moment(lambda k: k * (k - 1) * (k - 2))
    variance = (full - tx - ty) / 18 + px * py / (2 * pair) + hx * hy / (9 * three)
    return tau, normal_tail(score / math.sqrt(variance))


def fisher_interval(value: float, n: int, variance: float) -> tuple[float, float]:
    """95 % interval of a correlation by Fisher's transformation."""
    inner = max(-1 + 1e-9, min(1 - 1e-9, value))
    reach = 1.959964 * math.sqrt(variance)
    return math.tanh(math.atanh(inner) - reach), math.tanh(math.atanh(inner) + reach)


def spearman_word(x, y) -> str:
    """Increasing or decreasing if p < 0.05 and the interval (variance of Bonett and Wright) leaves out zero."""
    rho, p = spearman(x, y)
    low, high = fisher_interval(rho, len(x), (1 + rho**2 / 2) / (len(x) - 3)) if len(x) > 4 else (-1, 1)
    return "none" if p >= 0.05 or low <= 0 <= high else ("increasing" if rho > 0 else "decreasing")


def kendall_word(x, y) -> str:
    """The same for tau, with Fieller's variance."""
    tau, p = kendall(x, y)
    low, high = fisher_interval(tau, len(x), 0.437 / (len(x) - 4)) if len(x) > 4 else (-1, 1)
    return "none" if p >= 0.05 or low <= 0 <= high else ("increasing" if tau > 0 else "decreasing")


def at(x, y, place: float) -> float:
    """Least-squares line of the standard library at one place."""
    line = statistics.linear_regression(x, y)
    return line.intercept + line.slope * place


def rss(x, y, degree: int) -> float:
    return float(np.sum((np.polyval(np.polyfit(x, y, degree), x) - y) ** 2))


def broken_line(x, y) -> float:
    """Where a continuous line with one break fits best, at least three different x on each side."""
    different = sorted(set(x))
    x, y = np.array(x), np.array(y)

    def missed(place):
        design = np.column_stack([np.ones_like(x), np.minimum(x - place, 0), np.maximum(x - place, 0)])
        return np.sum((design @ np.linalg.lstsq(design, y, rcond=None)[0] - y) ** 2)

    return min(np.linspace(different[2], different[-3], 61), key=missed)


def arms(x, y) -> list[tuple[float, float]]:
    """Slope and p of a straight line on each side of the break of a broken line."""
    place = broken_line(x, y)
    found = []
    for side in (lambda v: v <= place, lambda v: v >= place):
        inside = [(a, b) for a, b in zip(x, y, strict=True) if side(a)]
        line = stats.linregress(*zip(*inside, strict=True))
        found.append((line.slope, line.pvalue))
    return found


def shape_word(x, y, groups=None, resamples: int = 400) -> str:
    """Shape of y over x by the four questions for a dome, and else the word of the trend."""
    x, y = list(map(float, x)), list(map(float, y))
    n = len(x)
    scaled = [(v - statistics.fmean(x)) / statistics.pstdev(x) for v in x]
    _, covariance = np.polyfit(scaled, y, 2, cov=True)
    curvature = np.polyfit(scaled, y, 2)[0]
    t = curvature / math.sqrt(covariance[0][0])
    members = defaultdict(list)
    for i, name in enumerate(groups or range(n)):
        members[name].append(i)
    drawing = random.Random(2025)
    tops, rhos = [], []
    while len(tops) < resamples:
        drawn = [i for name in drawing.choices(list(members), k=len(members)) for i in members[name]]
        if len({x[i] for i in drawn}) < 3:
            continue
        a, b, _ = np.polyfit([scaled[i] for i in drawn], [y[i] for i in drawn], 2)
        tops.append((a, -b / (2 * a)))
        if groups:
            rhos.append(stats.spearmanr([x[i] for i in drawn], [y[i] for i in drawn]).statistic)
    same = [place for a, place in tops if a * curvature > 0]
    inside = len(same) >= 0.95 * resamples and all(
        min(scaled) < end < max(scaled) for end in np.quantile(same, [0.025, 0.975])
    )
    # Rows of a group hang together: then only the resampled groups tell how sure the curvature is.
    bent = len(same) >= 0.975 * resamples if groups else 2 * stats.t.sf(abs(t), n - 3) < 0.05
    better = n * math.log(rss(scaled, y, 1) / rss(scaled, y, 2)) - math.log(n) > 2
    (left, p_left), (right, p_right) = arms(x, y)
    upright = -sign(curvature)
    turns = upright * left > 0 > upright * right and max(p_left, p_right) < 0.05
    if bent and better and inside and turns:
        return "dome" if upright > 0 else "valley"
    word = spearman_word(x, y)
    if groups and word != "none":
        low, high = np.quantile(rhos, [0.025, 0.975])
        word = "none" if low <= 0 <= high else word
    against = {"increasing": -1, "decreasing": 1}.get(word, 0)
    if any(against * slope > 0 and p < 0.05 for slope, p in ((left, p_left), (right, p_right))):
        return "none"
    return word


def top_of_parabola(x, y) -> float:
    """Maximum or minimum of the parabola through three sums: the least-squares one, by Cramer's rule."""
    middle = statistics.fmean(x)
    x = [v - middle for v in x]
    s = [sum(v**k for v in x) for k in range(5)]
    t = [sum(w * v**k for v, w in zip(x, y, strict=True)) for k in range(3)]
    matrix = [[s[0], s[1], s[2]], [s[1], s[2], s[3]], [s[2], s[3], s[4]]]

    def with_column(k):
        return np.linalg.det([[t[i] if j == k else matrix[i][j] for j in range(3)] for i in range(3)])

    return middle - with_column(1) / (2 * with_column(2))


def explained(x, y) -> float:
    """Share of the variance that a parabola explains."""
    return 1 - rss(x, y, 2) / rss(x, y, 0)


# --- e07, e08, e12: gaps ---


def gap_set(name: str) -> tuple[list[float], list[float]]:
    table = [row for row in rows("evidence/gap_scales", data_set=name) if row["doping_per_cu"]]
    x, y = columns(table, "doping_per_cu", "two_delta_mev")
    return x, y


@route("statistic", "e07", "C136")
def antinodal_gap_in_ev():
    """Line of the standard library through the photoemission peaks, at 0.16 holes."""
    return at(*gap_set("Bi2212 photoemission peak"), 0.16) / 1000


@route("statistic", "e07", "C192", "C237")
def antinodal_gap():
    """Line of the standard library through the photoemission peaks, at 0.16 holes."""
    return at(*gap_set("Bi2212 photoemission peak"), 0.16)


@route("statistic", "e07", "C195")
def gap_above_bcs():
    """The same against 6 meV, the upper end that the letter gives, by half a power of ten."""
    gap = at(*gap_set("Bi2212 photoemission peak"), 0.16)
    return shown(gap > math.sqrt(10) * 6, [f"{gap:.1f}", f"{gap / 6:.1f}"])


GAP_SETS = (
    "Bi2212 photoemission peak",
    "Bi2212 Raman peak",
    "Hg1201 Raman peak",
    "Bi2212 Raman edge",
    "Hg1201 Raman edge",
)


@route("statistic", "e08", "C198", "C238")
def gap_over_doping():
    """Pairs counted, exact p from the numbers of inversions, one word for all sets."""
    words = {kendall_word(*gap_set(name)) for name in GAP_SETS}
    taus = [f"{kendall(*gap_set(name))[0]:.2f}" for name in GAP_SETS]
    return shown(words.pop() if len(words) == 1 else "none", taus)


@route("statistic", "e12", "C138", "C194")
def two_scales():
    """Lines of the standard library at 0.16 holes, and 5.4 kB times 91 K."""
    large = [at(*gap_set(f"Bi2212 {probe} peak"), 0.16) for probe in ("photoemission", "Raman")]
    return shown(min(large) > 5.4 * KB_MEV * 91, [f"{gap:.1f}" for gap in large])


# --- e10: T* ---


@route("statistic", "e10", "C240", "C198")
def t_star_over_doping():
    """Pairs counted in each material; where doping is tied, the normal law with the variance for ties."""
    materials = defaultdict(list)
    for row in rows("evidence/pseudogap_temperature"):
        if row["data_set"] != "single sample":
            materials[row["material"]].append(row)
    points = [columns(table, "doping_per_cu", "t_star_k") for table in materials.values()]
    words = {kendall_word(*xy) for xy in points}
    return shown(words.pop() if len(words) == 1 else "none", [f"{kendall(*xy)[0]:.2f}" for xy in points])


# --- e13 to e17: domes ---


@route("statistic", "e13", "C203")
def tc_of_lsco():
    """The four questions for a dome asked in other ways."""
    x, tc = columns(rows("supercon/lsco"), "x_mean", "tc_median_k")
    return shown(shape_word(x, tc), [f"{top_of_parabola(x, tc):.3f}"])


@route("formula", "e13", "C243")
def law_of_an_ideal_gas():
    """The derivative of x^(2/3) is positive at every x of the data."""
    (x,) = columns(rows("supercon/lsco"), "x_mean")
    return "increasing" if all(2 / 3 * v ** (-1 / 3) > 0 for v in x) else "none"


@route("statistic", "e14", "C244", "C203")
def resonance_over_doping():
    """Doping by inverting the parabola of Tc, then the four questions asked in other ways."""
    table = rows("evidence/resonance_energies")
    top = {
        family: max(float(r["tc_k"]) for r in table if r["family"] == family) for family in {r["family"] for r in table}
    }
    doping = [
        0.16 + (1 if r["branch"] == "over" else -1) * math.sqrt((1 - float(r["tc_k"]) / top[r["family"]]) / 82.6)
        for r in table
    ]
    (energy,) = columns(table, "energy_mev")
    tau, _ = kendall(columns(table, "tc_k")[0], energy)
    return shown(shape_word(doping, energy), [f"{tau:.2f}", f"{100 * explained(doping, energy):.0f} %"])


def copper_step(row: dict[str, str]) -> float:
    edges = [float(row[e]) for e in ("a_angstrom", "b_angstrom") if row[e]]
    return statistics.fmean(edges) / (math.sqrt(2) if row["diagonal_cell"] == "true" else 1)


@route("statistic", "e15", "C245")
def tc_over_distance():
    """The four questions asked in other ways, over half the copper-copper distance."""
    table = rows("evidence/tc_vs_plane_lattice")
    distance, tc = [copper_step(row) / 2 for row in table], columns(table, "tc_k")[0]
    return shown(shape_word(distance, tc), [f"{explained(distance, tc):.2f}"])


@route("statistic", "e15", "C204")
def tc_over_distance_within_families():
    """The same within the families of at least six bins; no word of more than half is none."""
    families = defaultdict(list)
    for row in rows("evidence/tc_vs_plane_lattice_bins"):
        families[row["family"]].append(row)
    words = [
        shape_word(*columns(table, "r_mean_angstrom", "tc_median_k"))
        for name, table in families.items()
        if len(table) >= 6 and not name.startswith("all")
    ]
    word = statistics.mode(words)
    return word if 2 * words.count(word) > len(words) else "none"


@route("recount", "e15", "C134")
def copper_steps():
    """Edges, or mean edges over the root of two, of the table."""
    steps = [copper_step(row) for row in rows("evidence/tc_vs_plane_lattice")]
    return [min(steps), max(steps)]


@route("statistic", "e16", "C246")
def tc_over_valence():
    """The four questions asked in other ways, whole families resampled."""
    table = rows("supercon/cu_valence")
    valence, tc = columns(table, "x_mean", "tc_median_k")
    word = shape_word(valence, tc, groups=[row["series"] for row in table], resamples=200)
    return shown(word, [f"{explained(valence, tc):.2f}"])


def dome_by_its_criteria(row: dict[str, str]) -> bool:
    return all(row[f"criterion_{name}"] == "true" for name in ("curvature", "bic", "inside", "two_lines"))


@route("recount", "e16", "C204")
def commonest_shape_over_valence():
    """Words of the twelve families counted; every dome against its four criteria.  The records are not in the data."""
    table = [row for row in rows("supercon/cu_valence_tests") if "famil" not in row["series"]]
    assert all((row["word"] == "dome") == dome_by_its_criteria(row) for row in table)
    word = statistics.mode(row["word"] for row in table)
    return shown(word, [f"{sum(row['word'] == word for row in table)} of {len(table)}"])


ELECTRON_DOPED = ("La₂₋ₓCeₓCuO₄", "Pr₂₋ₓCeₓCuO₄", "Nd₂₋ₓCeₓCuO₄", "Sm₂₋ₓCeₓCuO₄")


def commonest_over_cations(with_electrons: bool):
    table = rows("supercon/cation_series_tests")
    table += [row for row in rows("supercon/dome_tests") if row["series"] in ("La₂₋ₓSrₓCuO₄", "La₂₋ₓBaₓCuO₄")]
    table = [row for row in table if int(row["n_records"]) >= 15]
    table = [row for row in table if with_electrons or row["series"] not in ELECTRON_DOPED]
    assert all((row["word"] == "dome") == dome_by_its_criteria(row) for row in table)
    word = statistics.mode(row["word"] for row in table)
    counts = [sum(row["word"] == w for row in table) for w in (word, "dome")]
    return shown(word, [f"{counts[0]} of {len(table)}", f"dome: {counts[1]}"])


@route("recount", "e17", "C247")
def commonest_over_cation_content():
    """Words of all series counted; every dome against its four criteria.  The records are not in the data."""
    return commonest_over_cations(True)


@route("recount", "e17", "C204")
def commonest_over_cation_content_of_holes():
    """The same without the electron-doped series."""
    return commonest_over_cations(False)


# --- e27, e28: rare earths and oxygen ---


def radii() -> dict[str, float]:
    return {r["symbol"]: float(r["ionic_radius_angstrom"]) for r in rows("atoms/ionic_radii", coordination="8")}


@cache
def rare_earth_families() -> dict[str, tuple[list[float], list[float]]]:
    """Radius and Tc of each family of item 27."""
    radius = radii()
    families = {}
    for family in ("R₂₋ₓCeₓCuO₄", "RBa₂Cu₃O₇", "RBa₂Cu₄O₈"):
        table = rows("supercon/rare_earth", family=family)
        families[family] = [radius[r["rare_earth"]] for r in table], columns(table, "tc_max_k")[0]
    families["R₂₋ₓCeₓCuO₄"][0].append(radius["Gd"])
    families["R₂₋ₓCeₓCuO₄"][1].append(0.0)
    films = ("la-film", "pr-film", "nd-film", "sm-film-sr")
    bulk = ("la3-crystal", "la2pr", "la21sm", "la2sm", "la15sm", "la157sm", "la09nd", "la06nd")
    for name, chosen in (("films", films), ("bulk", bulk)):
        table = [r for r in rows("evidence/nickelate_tc") if r["measurement"] in chosen]
        means = []
        for r in table:
            ions = {s: n for s, n in atoms(r["formula"] or "SmNiO2").items() if s in radius}
            means.append(sum(n * radius[s] for s, n in ions.items()) / sum(ions.values()))
        families[name] = means, columns(table, "tc_onset_k")[0]
    return families


def signed(value: float) -> str:
    return f"{value:+.2f}"


@route("statistic", "e27", "C213")
def tc_over_radius():
    """Ranks counted, p from all 720 orders."""
    x, y = rare_earth_families()["R₂₋ₓCeₓCuO₄"]
    rho, p = spearman(x, y)
    return shown(spearman_word(x, y), [signed(rho), f"{p:.3f}"])


@route("statistic", "e27", "C257")
def one_word_for_all_families():
    """Ranks counted, p from all orders up to eight points."""
    points = rare_earth_families().values()
    words = {spearman_word(*xy) for xy in points}
    return shown(words.pop() if len(words) == 1 else "none", [signed(spearman(*xy)[0]) for xy in points])


@route("formula", "e28", "C214")
def tc_over_oxygen():
    """p and an interval from the correlation and n alone, by Student and Fisher; the records are not in the data."""
    (row,) = rows("supercon/n_type_oxygen_tests", series="Nd₁.₈₅Ce₀.₁₅CuOᵧ", zeros_above="0", zeros_below="0")
    rho, n = float(row["rank_correlation"]), int(row["n"])
    p = float(2 * stats.t.sf(abs(rho) * math.sqrt((n - 2) / (1 - rho**2)), n - 2))
    _, high = fisher_interval(rho, n, (1 + rho**2 / 2) / (n - 3))
    return shown(p < 0.05 and high < 0, [f"{p:.3f}", signed(rho)])


@route("statistic", "e28", "C258")
def tc_below_and_above_four():
    """Welch's test with means and spreads estimated from the quartiles of the bins; the records are not in the data."""
    below, *above = rows("supercon/n_type_oxygen", series="Nd₁.₈₅Ce₀.₁₅CuOᵧ")

    def estimated(bin_):
        quartiles = columns([bin_], "tc_q25_k", "tc_median_k", "tc_q75_k")
        low, middle, high = (q[0] for q in quartiles)
        return int(bin_["n_records"]), (low + middle + high) / 3, (high - low) / 1.35

    n_1, mean_1, spread_1 = estimated(below)
    parts = [estimated(bin_) for bin_ in above]
    n_2 = sum(n for n, _, _ in parts)
    mean_2 = sum(n * m for n, m, _ in parts) / n_2
    spread_2 = math.sqrt(sum((n - 1) * s**2 + n * (m - mean_2) ** 2 for n, m, s in parts) / (n_2 - 1))
    test = stats.ttest_ind_from_stats(mean_1, spread_1, n_1, mean_2, spread_2, n_2, equal_var=False)
    return bool(mean_1 > mean_2 and test.pvalue < 0.05)


# --- e29: fluctuations ---


@route("formula", "e29", "C259")
def ginzburg_numbers_ordered_by_length():
    """Gi from the condensation energy of one coherence volume; ranks counted."""
    h, e, k, mu = (
        physical_constants[name][0]
        for name in ("Planck constant", "elementary charge", "Boltzmann constant", "vacuum mag. permeability")
    )
    numbers, lengths, products = [], [], []
    for row in rows("evidence/length_scales"):
        tc, depth, xi = (float(row[name]) for name in ("tc_k", "lambda_nm", "xi_ab_nm"))
        gamma, spacing = (float(row[name]) if row[name] else None for name in ("gamma", "spacing_nm"))
        field = h / (2 * e) / (2 * math.sqrt(2) * math.pi * depth * xi * 1e-18)
        density = field**2 / (2 * mu)  # J/m^3
        if spacing and not (gamma and gamma <= 20):
            # One layer: Gi = sqrt(2) theta; theta is kB Tc over 4 pi times the energy in xi^2 d.
            gi = math.sqrt(2) * k * tc / (4 * math.pi * density * xi**2 * spacing * 1e-27)
        else:
            gi = (k * tc / (4 * math.pi * density * xi**3 / (gamma or 1) * 1e-27)) ** 2 / 2
        if 10 * xi <= 46:
            numbers.append(gi)
            lengths.append(xi)
            products.append(depth**2 * tc)
    by_length, by_product = spearman(lengths, numbers)[0], spearman(products, numbers)[0]
    return shown(abs(by_length) > abs(by_product), [f"{by_length:.2f}", f"{by_product:.2f}"])


# --- e02, e04, e06, e18: shares and votes ---


def share_on_copper(family: str) -> float:
    """Slope of the copper holes over both contents together, by the standard library."""
    table = rows("evidence/planar_hole_contents", family=family)
    copper, oxygen = columns(table, "copper_holes_per_plane_cell", "oxygen_holes_per_plane_cell")
    total = [c + o for c, o in zip(copper, oxygen, strict=True)]
    # The slope of the oxygen holes, taken from one.
    return 1 - statistics.linear_regression(total, oxygen).slope


LSCO, YBCO, NCCO = "La₂₋ₓSrₓCuO₄", "YBa₂Cu₃O₆₊y", "Nd₂₋ₓCeₓCuO₄"


@route("statistic", "e02", "C031")
@route("statistic", "e06", "C031")
def electrons_on_oxygen():
    """Slope of the oxygen holes; two points, so one difference over the other."""
    share = share_on_copper(NCCO)
    return shown(1 - share > 0.5, [f"{share:.2f}"])


@route("statistic", "e02", "C217")
@route("statistic", "e06", "C217")
def electrons_at_most_half_on_copper():
    """The same."""
    share = share_on_copper(NCCO)
    return shown(share <= 0.5, [f"{share:.2f}"])


@route("statistic", "e02", "C032")
def holes_on_copper():
    """Slopes of the oxygen holes in both families."""
    shares = [share_on_copper(LSCO), share_on_copper(YBCO)]
    return shown(min(shares) > 0.5, [f"{1 - share:.2f}" for share in shares])


@route("statistic", "e06", "C236")
def electron_order_as_stated():
    """Period and direction counted from the tables, and the slope of the oxygen holes."""
    waves = [r for r in rows("evidence/charge_order_wavevectors", family="NCCO") if r["confidence"] != "uncertain"]
    four = all(abs(float(r["q_rlu"]) - 0.25) <= 0.02 + 1e-9 for r in waves)
    turned = [r for r in rows("evidence/order_direction", carriers="electrons") if r["doping"] != "lightest"]
    bond = all(r["direction"] == "bond" for r in turned)
    share = share_on_copper(NCCO)
    return shown(four and bond and 1 - share > 0.5, [f"{share:.2f}"])


def sign_test(k: int, n: int) -> float:
    """Two-sided p of k out of n for even odds: everything as improbable as this or more so."""
    ways = [math.comb(n, i) for i in range(n + 1)]
    return sum(w for w in ways if w <= ways[k]) / 2**n


@route("statistic", "e18", "C248", "C207")
def pair_size_over_doping():
    """Studies counted on both sides of the optimum; sign test with binomial coefficients."""
    table = rows("evidence/pair_size_trends")
    below, above = (
        [sum(r[side] == word for r in table) for word in ("falls", "rises")]
        for side in ("below_optimum", "above_optimum")
    )
    word = "valley" if below[0] > below[1] and above[1] > above[0] else "none"
    return shown(word, [f"p = {sign_test(side[0], sum(side)):.2g}" for side in (below, above)])


@route("statistic", "e01", "C147")
def d_carriers_and_d_waves():
    """Fisher's exact test by the hypergeometric distribution."""
    table = rows("evidence/orbital_and_pairing")
    cells = [[0, 0], [0, 0]]
    for row in table:
        cells[row["carrier_orbital"] != "d"][row["pairing"] != "d"] += 1
    (a, b), (c, d) = cells
    ways = [math.comb(a + b, k) * math.comb(c + d, a + c - k) for k in range(a + c + 1) if k <= a + b]
    here = math.comb(a + b, a) * math.comb(c + d, c)
    p = sum(w for w in ways if w <= here) / math.comb(a + b + c + d, a + c)
    return shown(p < 0.05 and a * d > b * c, [f"{a} of {a + b}", f"{c} of {c + d}", f"{p:.2f}"])


# --- e30, e32: records of SuperCon ---


@cache
def least_elasticity() -> list[float]:
    """Lower 95 % end of d ln Tc / d ln z in each window of oxygen content of YBa2Cu3Oz."""
    ends = []
    for row in rows("supercon/oxygen_slopes"):
        slope, error, tc = (
            float(row[f"{name}"]) for name in ("slope_k_per_oxygen", "slope_error_k_per_oxygen", "tc_median_k")
        )
        z = (float(row["x_lo"]) + float(row["x_hi"])) / 2
        dof = int(row["n_references"]) - 1
        # The 97.5 % point of Student's distribution as that of F with one degree of freedom.
        reach = math.sqrt(stats.f.ppf(0.95, 1, dof))
        ends.append(z / tc * (slope - reach * error))
    return ends


@route("statistic", "e30", "C260")
def tc_is_sensitive_to_oxygen():
    """Elasticity of Tc in windows of records, with F instead of Student's distribution."""
    ends = least_elasticity()
    return shown(max(ends) > 1, [f"{max(ends):.0f} times", f"{sum(e > 1 for e in ends)} of {len(ends)}"])


@route("statistic", "e30", "C215")
def tc_also_changes_at_fixed_oxygen():
    """The same, and the largest relative spread of the medians of a series of fixed oxygen."""
    series = defaultdict(list)
    for row in rows("supercon/oxygen_controls"):
        series[row["series"]].append(float(row["tc_median_k"]))
    spread = {name: (max(t) - min(t)) / max(t) for name, t in series.items()}
    answer = max(least_elasticity()) > 1 and max(spread.values()) > 0.5
    return shown(answer, [f"{100 * spread['La₂₋ₓSrₓCuO₄.₀₀']:.0f}"])


@route("formula", "e31", "C261", "C204")
def tc_over_pressure():
    """The parabola through 82 K with the quoted slope and 104 K at 8 GPa has its top inside 0 to 18 GPa."""
    facts = rows("evidence/pressure_y124")
    onset = [r for r in facts if r["quantity"] == "onset of Tc"]
    (p_0, p_8), (t_0, t_8) = columns(onset, "pressure_gpa", "value")
    (rate,) = [float(r["value"]) for r in facts if r["quantity"] == "rate of rise as quoted"]
    (end,) = [float(r["pressure_gpa"]) for r in facts if "still falling" in r["quantity"]]
    bend = np.linalg.solve([[p_8 - p_0]], [(t_8 - t_0) / (p_8 - p_0) - rate])[0]
    top = -rate / (2 * bend)
    return shown(
        "dome" if p_0 < top < end and bend < 0 else "increasing", [f"{top:.1f}", f"{t_0 + rate * top / 2:.1f}"]
    )


@route("statistic", "e32", "C352")
def tc_over_ionicity():
    """Correlation of ranks over the bins of both classes of oxides, each standing for its records."""
    table = [r for r in rows("supercon/ionicity") if r["class"] in ("cuprate", "other oxide")]
    x, y, n = columns(table, "f_mean", "tc_median_k", "n_records")

    def weighted(values):
        return [
            sum(w for v, w in zip(values, n, strict=True) if v < one)
            + sum(w for v, w in zip(values, n, strict=True) if v == one) / 2
            for one in values
        ]

    a, b, total = weighted(x), weighted(y), sum(n)
    mean_a, mean_b = (sum(w * v for w, v in zip(n, r, strict=True)) / total for r in (a, b))
    ab, aa, bb = (
        sum(w * (u - mean_u) * (v - mean_v) for w, u, v in zip(n, one, two, strict=True))
        for one, two, mean_u, mean_v in ((a, b, mean_a, mean_b), (a, a, mean_a, mean_a), (b, b, mean_b, mean_b))
    )
    rho = ab / math.sqrt(aa * bb)
    papers = sum(columns(table, "n_references")[0])  # records of one paper hang together
    low, high = fisher_interval(rho, papers, (1 + rho**2 / 2) / (papers - 3))
    return "decreasing" if high < 0 else "increasing" if low > 0 else "none"


@route("statistic", "e22", "C130", "C209", "C252", "C345")
def hole_density():
    """Geometric mean of the standard library over doping per volume."""
    return statistics.geometric_mean(hole_densities())


@route("statistic", "e22", "C200")
def pair_density():
    """Half of it."""
    return statistics.geometric_mean(hole_densities()) / 2


@route("recount", "e22", "C129")
def largest_hole_density():
    """Largest of the densities, in SI units."""
    return max(hole_densities())


@cache
def hole_densities() -> list[float]:
    """Doping times planar coppers over the volume of the cell, through cubic metres, per cm^3."""
    cells = {row["record"]: row for row in rows("paper/plane_lattice")}
    found = []
    for row in rows("evidence/carrier_counts"):
        cell = row if row["a_angstrom"] else cells[row["cell_record"]]
        volume = math.prod(
            float(cell[e] or cell["a_angstrom"]) * 1e-10 for e in ("a_angstrom", "b_angstrom", "c_angstrom")
        )
        found.append(float(row["doping_per_cu"]) * int(row["planar_copper_per_cell"]) / volume / 1e6)
    return found
