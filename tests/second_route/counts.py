"""Reports counted again, row by row, and the few numbers that go with them, by formulas the pages do not use."""

import math
import statistics
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise

import numpy as np
from scipy.constants import physical_constants

from . import none, route, rows, shown, stated
from .ionicity import atoms


def numbers(table: list[dict[str, str]], name: str) -> list[float]:
    """Values of a column, without the empty cells."""
    return [float(row[name]) for row in table if row[name]]


# --- Orders and sites: e01, e02, e04, e05, e06, Figure 5 ---


@route("recount", "e01", "C231")
def half_flux_quanta():
    """Readings of the flux experiments."""
    readings = Counter(row["reading"] for row in rows("evidence/phase_sensitive_tests", kind="flux"))
    n = readings.total()
    return shown(readings["sign change"] == n, [f"{readings['sign change']} of {n}"])


@route("recount", "e02", "C172")
def reports_on_doped_holes():
    """Sites named in the reports on holes."""
    sites = Counter(row["site"] for row in rows("evidence/doped_carrier_site", carriers="holes"))
    return shown(2 * sites["copper"] > sites.total(), [f"{sites['oxygen']} of {sites.total()}"])


@route("recount", "e02", "C232")
def few_planes_superconduct():
    """Systems of one or two planes."""
    return any(n <= 2 for n in numbers(rows("evidence/isolated_planes"), "planes"))


@route("recount", "e04", "C190")
def copper_against_oxygen():
    """Sites named, with the p of a fair coin, 2 (1/2)^n where all are on one side."""
    sites = Counter(row["site"] for row in rows("evidence/modulation_site"))
    oxygen, copper = sites["oxygen"], sites["copper"]
    assert copper == 0
    return shown(copper > oxygen, [f"{oxygen} : {copper}", f"{2 * 0.5**oxygen:.3f}"])


@route("recount", "e04", "C234")
def bond_direction_and_copper():
    """Directions of charge order in hole-doped compounds, and sites named."""
    table = [row for row in rows("evidence/order_direction", carriers="holes") if "charge" in row["order"]]
    bond = sum(row["direction"] == "bond" for row in table)
    copper = sum(row["site"] == "copper" for row in rows("evidence/modulation_site"))
    return shown(2 * bond > len(table) and copper > 0, [f"{bond} of {len(table)}"])


@route("recount", "e05", "C190")
def period_of_four_and_copper():
    """Wavevectors of the compounds imaged, in integer parts of 1/1000, and sites named."""
    imaged = [round(1000 * q) for q in numbers(rows("evidence/charge_order_wavevectors", family="NaCCOC"), "q_rlu")]
    four = all(240 <= q <= 260 for q in imaged)
    return four and any(row["site"] == "copper" for row in rows("evidence/modulation_site"))


@route("recount", "e05", "C235")
def period_of_four_everywhere():
    """Wavevectors up to 0.17 holes, in integer parts of 1/1000."""
    table = [
        row
        for row in rows("evidence/charge_order_wavevectors")
        if row["family"] in ("Hg1201", "Bi2212", "Bi2201", "YBCO", "La214", "NaCCOC")
        and row["confidence"] in ("seen", "digitised", "known")
        and Decimal(row["doping_per_cu"]) <= Decimal("0.17")
    ]
    inside = sum(Decimal("0.24") <= Decimal(row["q_rlu"]) <= Decimal("0.26") for row in table)
    mean = statistics.fmean(numbers(table, "q_rlu"))
    share = inside / len(table)
    return shown(
        share >= 0.95 and period_of_four_and_copper(), [str(len(table)), f"{100 * share:.0f} %", f"{mean:.3f}"]
    )


@route("formula", "e05", "C347")
@route("formula", "fig-5", "C347")
def wavevector_of_a_period():
    """Strongest frequency of a wave that repeats after four cells, by a Fourier transform over 64 cells."""
    cells = np.arange(64 * 16) / 16
    power = np.abs(np.fft.rfft(np.exp(np.cos(2 * np.pi * cells / float(stated("C142")))) - 1.27))
    return float(np.fft.rfftfreq(cells.size, 1 / 16)[np.argmax(power)])


@route("recount", "e06", "C191")
def site_of_electron_doped_order():
    """Compounds of the reports that resolve a site."""
    reports = rows("evidence/electron_doped_order", question="site")
    return any(report["compound"].startswith(("Nd", "Pr", "La", "Sm")) for report in reports)


def copper_charge_of_oxychloride() -> Decimal:
    """Charge left for copper in the imaged oxychloride, with exact decimals and the parser of periodictable."""
    counts = {s: Decimal(str(n)) for s, n in atoms("Ca1.88Na0.12CuO2Cl2").items()}
    return 2 * counts["O"] + counts["Cl"] - 2 * counts["Ca"] - counts["Na"]


@route("library", "fig-5", "C176")
def formula_of_oxychloride():
    """Formula parsed by periodictable: two spacer ions, and 0.12 holes per copper."""
    counts = atoms("Ca1.88Na0.12CuO2Cl2")
    holes = copper_charge_of_oxychloride() - 2
    return shown(math.isclose(counts["Ca"] + counts["Na"], 2) and holes == Decimal("0.12"), [str(holes)])


@route("library", "fig-5", "C348")
def holes_in_a_block():
    """Sixteen formula units of the oxychloride."""
    return float(16 * (copper_charge_of_oxychloride() - 2))


@route("recount", "fig-5", "C182")
def pair_within_a_period():
    """Four lattice constants of the oxychloride."""
    (cell,) = rows("paper/oxychloride_lattice")
    period = 4 * float(cell["a_angstrom"])
    return shown(float(stated("C169").split("..")[0]) <= period, [f"{period:.1f}"])


# --- e03: inhomogeneity ---


def relative_width(table: list[dict[str, str]]) -> float:
    """Deviation over mean of a curve of straight pieces, integrated piece by piece with Simpson's rule (exact here)."""
    points = [(float(row["gap_mev"]), float(row["count"])) for row in table]

    def moment(power):
        total = 0.0
        for (x0, h0), (x1, h1) in pairwise(points):
            middle = ((x0 + x1) / 2) ** power * (h0 + h1) / 2
            total += (x1 - x0) / 6 * (x0**power * h0 + 4 * middle + x1**power * h1)
        return total

    mean = moment(1) / moment(0)
    return math.sqrt(moment(2) / moment(0) - mean**2) / mean


@route("formula", "e03", "C233")
def gaps_spread_and_isotopes_matter():
    """Histograms integrated by Simpson's rule; exponents as a ratio of logarithms to base two."""
    histograms = defaultdict(list)
    for row in rows("evidence/gap_histograms"):
        if 0 <= float(row["gap_mev"]) <= 120:
            histograms[row["doping_per_cu"]].append(row)
    widths = [relative_width(table) for table in histograms.values() if len(table) >= 5]
    nonzero = 0
    for row in rows("evidence/isotope_exponents"):
        if row["alpha_err"]:
            nonzero += abs(float(row["alpha"])) > 2 * float(row["alpha_err"])
        elif row["light_err_k"]:
            light, heavy = float(row["light_k"]), float(row["heavy_k"])
            alpha = math.log2(light / heavy) / math.log2(18 / 16)
            error = math.hypot(float(row["light_err_k"]) / light, float(row["heavy_err_k"]) / heavy) / math.log(18 / 16)
            nonzero += abs(alpha) > 2 * error
    return shown(min(widths) > 0 and nonzero > 0, [*(f"{w:.2f}" for w in widths), str(nonzero)])


# --- e09, e11: temperatures ---


@route("recount", "e09", "C239")
def departures_at_t_star():
    """Directions of the departure at T* in the plane, compound by compound."""
    directions = defaultdict(set)
    for row in rows("evidence/resistivity_departures", current="in plane", place="at T*"):
        if row["departure"] != "not definable":
            directions[row["family"]].add(row["departure"])
    down = sum(found == {"down"} for found in directions.values())
    return shown(down == len(directions), [f"{down} of {len(directions)}"])


@route("recount", "e09", "C197")
def transport_reaches_t_star():
    """Highest onset above Tc in transport against the smallest T* above Tc."""
    table = [
        r for r in rows("evidence/pair_onset") if any(w in r["probe"] for w in ("terahertz", "resistivity", "micro"))
    ]
    reach = numbers(table, "above_tc_high_k")
    reach += [float(r["onset_high_k"]) - float(r["tc_k"]) for r in table if r["onset_high_k"] and r["tc_k"]]
    single = rows("evidence/pseudogap_temperature", data_set="single sample")
    above = [float(r["t_star_k"]) - float(r["tc_k"]) for r in single]
    return shown(max(reach) >= min(above), [f"{max(reach):.0f}", f"{max(above):.0f}"])


@route("recount", "e11", "C241")
def onsets_above_tc():
    """Every T* of a single sample, and every onset without light, over its Tc."""
    single = rows("evidence/pseudogap_temperature", data_set="single sample")
    ratios = [float(r["t_star_k"]) / float(r["tc_k"]) for r in single]
    onsets = [r for r in rows("evidence/pair_onset") if r["kind"] != "light-driven"]
    above = numbers(onsets, "above_tc_low_k")
    above += [float(r["onset_low_k"]) - float(r["tc_k"]) for r in onsets if r["onset_low_k"] and r["tc_k"]]
    return shown(min(ratios) > 1 and min(above) > 0, [f"{min(ratios):.1f}", f"{max(ratios):.1f}", f"{min(above):.0f}"])


@route("recount", "e11", "C017", "C229")
def onsets_at_room_temperature():
    """Highest onset without light, given or Tc and the distance to it."""
    onsets = [r for r in rows("evidence/pair_onset") if r["kind"] != "light-driven"]
    highest = numbers(onsets, "onset_high_k")
    highest += [float(r["tc_k"]) + float(r["above_tc_high_k"]) for r in onsets if r["tc_k"] and r["above_tc_high_k"]]
    return shown(max(highest) >= 300, [f"{max(highest):.0f}"])


# --- e19 to e21: lengths and anisotropies ---


@route("recount", "e19", "C249")
def shortest_in_the_plane():
    """Smallest measured length in the plane of hole-doped cuprates."""
    table = rows("evidence/coherence_lengths", kind="measured", direction="in plane")
    shortest = min(numbers([r for r in table if r["class"] == "hole-doped cuprate"], "xi_angstrom"))
    return shown(shortest <= 15, [f"{shortest:g}"])


@route("formula", "e19", "C174")
def range_of_hole_pairs():
    """Lengths from upper critical fields where these are given, xi = 256.6 angstrom over the root of pi B / 2 T."""
    flux = physical_constants["mag. flux quantum"][0]
    lengths = []
    for row in rows("evidence/coherence_lengths", kind="measured"):
        if row["class"] != "hole-doped cuprate":
            continue
        if row["field_t"] and row["direction"] == "in plane":
            length = math.sqrt(flux / (2 * math.pi * float(row["field_t"]))) * 1e10
            # Two digits of the field are given.
            assert math.isclose(length, float(row["xi_angstrom"]), rel_tol=0.02)
        else:
            length = float(row["xi_angstrom"])
        lengths.append(length)
    return [min(lengths), max(lengths)]


none("e19", "C170", "compares two ranges that the letter prints; nothing is computed but their distance")


@route("recount", "e20", "C250")
def in_plane_longer_than_across():
    """Measurements that give both lengths."""
    pairs = defaultdict(dict)
    for row in rows("evidence/coherence_lengths", kind="measured"):
        if row["class"].endswith("cuprate"):
            pairs[row["measurement"]][row["direction"]] = float(row["xi_angstrom"])
    ratios = [p["in plane"] / p["across planes"] for p in pairs.values() if len(p) == 2]
    longer = sum(ratio > 1 for ratio in ratios)
    return shown(longer == len(ratios) > 0, [f"{longer} of {len(ratios)}", f"{min(ratios):.1f}", f"{max(ratios):.1f}"])


@route("recount", "e20", "C208")
def distances_order_as_lengths():
    """Cell edge over the distance of planes in compounds of single planes."""
    edges = {r["compound"]: float(r["value_angstrom"]) for r in rows("evidence/plane_distances", quantity="cell edge")}
    planes = rows("evidence/plane_distances", quantity="nearest plane", layers="single layer")
    ratios = [edges[r["compound"]] / float(r["value_angstrom"]) for r in planes]
    return shown(min(ratios) > 1, [f"{min(ratios):.2f}", f"{max(ratios):.2f}"])


@route("formula", "e20", "C346")
def shorter_than_any_distance_of_planes():
    """Distance of the two copper planes of YBa2Cu3O7 from the positions of the atoms, and all others of the table."""
    low, high = rows("atoms/crystal_sites", compound="YBa2Cu3O7", site="Cu2")
    a, b, c = (float(low[f"{edge}_angstrom"]) for edge in "abc")
    between = (float(high["z"]) - float(low["z"])) * c
    others = numbers(rows("evidence/plane_distances", quantity="nearest plane"), "value_angstrom")
    return shown(float(stated("C179").split("..")[1]) < min(between, *others), [f"{(a + b) / 2 / between:.2f}"])


@route("statistic", "e21", "C251")
def strongly_anisotropic():
    """Geometric means of the standard library for each cuprate, from both tables."""
    gammas, lengths = defaultdict(list), defaultdict(dict)
    for row in rows("evidence/coherence_lengths"):
        if row["class"].endswith("cuprate"):
            lengths[row["measurement"], row["compound"]][row["direction"]] = float(row["xi_angstrom"])
    for (_, compound), pair in lengths.items():
        if len(pair) == 2:
            gammas[compound].append(pair["in plane"] / pair["across planes"])
    for row in rows("evidence/anisotropy"):
        if row["class"].endswith("cuprate"):
            gammas[row["compound"]].append(float(row["gamma"]))
    means = {compound: statistics.geometric_mean(values) for compound, values in gammas.items()}
    above = sum(mean > 5 for mean in means.values())
    numbers_shown = [f"{above} of {len(means)}", f"{max(means.values()):.3g}", f"{means['YBa₂Cu₃O₇']:.1f}"]
    return shown(2 * above > len(means), numbers_shown)


# --- e23 to e26: moments and carriers ---


@route("recount", "e23", "C253", "C210")
def copper_moments():
    """Moments of CuO2 planes without a field against one magneton, with mean and scatter of the standard library."""
    table = rows("evidence/copper_moments", kind="measured", field_t="0")
    moments = numbers([r for r in table if r["class"] == "square lattice of CuO₂ planes"], "moment_mub")
    found = [f"{v:.2f}" for v in (min(moments), max(moments), statistics.fmean(moments), statistics.stdev(moments))]
    return shown(max(moments) < 1, found)


none("e23", "C358", "twice a quoted Monte Carlo result, 0.3074; spin waves, the analytic limit, give 0.607 instead")


@route("recount", "e24", "C210")
def oxygen_moments():
    """Oxygen between antiparallel coppers not resolved, and no measured moment above 0.2 magnetons."""
    table = [r for r in rows("evidence/oxygen_moments") if r["resolved"] != "calculated"]
    cancelling = [r for r in table if r["class"] == "planar cuprate" and r["cancels"] == "yes"]
    largest = max(numbers(table, "moment_mub"))
    return shown(all(r["resolved"] == "no" for r in cancelling) and largest <= 0.2, [f"{largest:g}"])


@route("recount", "e25", "C211")
def counts_differ():
    """Reports of each answer; one by the area of a Fermi sheet, F = (hbar / 2 pi e) A, as a check of the table."""
    table = rows("evidence/counting_methods")
    reports = {(r["source"], r["short_name"], r["agrees"]) for r in table if r["class"] == "count"}
    answers = Counter(answer for *_, answer in reports)
    quantum = physical_constants["mag. flux quantum"][0]
    doped = []
    for row in rows("evidence/oscillation_frequencies", sheet="full"):
        area = float(row["a_angstrom"]) * float(row["b_angstrom"]) * 1e-20
        # Flux quanta h / e of the frequency through a cell: the share of the zone; both sheets surround holes.
        inside = 2 * float(row["frequency_t"]) * area / (2 * quantum)
        doped.append(abs(inside - 1))
    return shown(any(r["agrees"] != "yes" for r in table), [str(answers["no"]), *(f"{d:.3f}" for d in doped)])


@route("recount", "e26", "C212")
def sign_over_cerium():
    """Largest content with a negative, smallest with a positive Hall coefficient."""
    table = [r for r in rows("evidence/hall_sign", observable="Hall coefficient") if "Ce" in r["compound"]]
    negative = max(numbers([r for r in table if r["sign"] == "negative"], "doping_per_cu"))
    positive = min(numbers([r for r in table if r["sign"] == "positive"], "doping_per_cu"))
    return negative < positive


# --- e32: nickelates ---


def marks(family: str, of_letter: bool = False) -> list[str]:
    table = rows("evidence/nickelate_match")
    return [r[f"match_{family}"] for r in table if r["named_by_letter"] == "true" or not of_letter]


@route("recount", "e32", "C216")
def nickelates_are_similar():
    """Full matches and half of the partial ones over all that are settled."""
    scores = []
    for family in ("infinite_layer", "bilayer"):
        found = Counter(marks(family))
        scores.append((found["full"] + found["partial"] / 2) / (found.total() - found["open"]))
    return shown(min(scores) >= 0.5, [f"{score:.2f}" for score in scores])


@route("recount", "e32", "C262")
def every_property_matches():
    """Properties that the letter names."""
    return all(mark == "full" for family in ("infinite_layer", "bilayer") for mark in marks(family, of_letter=True))


@route("recount", "e32", "C024")
def tc_of_infinite_layer_nickelates():
    """Onsets at ambient pressure of strontium-doped compounds of La, Pr and Nd."""
    table = rows("evidence/nickelate_tc", pressure_gpa="0", family="infinite layer")
    doped = [
        r
        for r in table
        if r["formula"] and "Sr" in (found := atoms(r["formula"])) and found.keys() & {"La", "Pr", "Nd"}
    ]
    return max(numbers(doped, "tc_onset_k"))


@route("recount", "e32", "C353")
def quartiles_are_apart():
    """Quartiles of the two classes; all bins of cuprates and of others overlap as well."""
    quartiles = {r["class"]: (float(r["f_q25"]), float(r["f_q75"])) for r in rows("supercon/ionicity_trends")}
    bins = defaultdict(list)
    for row in rows("supercon/ionicity"):
        bins[row["class"]].append((float(row["f_mean"]), int(row["n_records"])))

    def share_below(name, limit):
        return sum(n for f, n in bins[name] if f < limit) / sum(n for _, n in bins[name])

    apart = quartiles["cuprate"][0] > quartiles["other oxide"][1]
    # If they were apart, fewer than a quarter of the cuprates would lie below three quarters of the others.
    assert apart == (share_below("cuprate", quartiles["other oxide"][1]) < 0.25)
    return apart
