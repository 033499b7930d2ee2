"""Item e09: its numbers from the tables with sums and textbook constants, without the page or its modules."""

import csv
import math
from decimal import ROUND_HALF_UP, Decimal

import pytest

from atombridge.data import ROOT, load

ITEM = next(item for item in load("evidence")["items"] if item["id"] == "e09")
CAVEATS = load("claims").set_index("id").caveat


def table(name, folder="evidence"):
    with open(ROOT / "data" / folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SIGNS = table("resistivity_departures")
SINGLE = [r for r in table("pseudogap_temperature") if r["data_set"] == "single sample"]
DISTANCES = sorted(float(r["t_star_k"]) - float(r["tc_k"]) for r in SINGLE)
RANGE = "–".join(str(Decimal(x).quantize(Decimal(1), ROUND_HALF_UP)) for x in (DISTANCES[0], DISTANCES[-1]))


def curve(start):
    return [
        (float(r["temperature_k"]), float(r["resistivity_microohm_cm"]))
        for r in table("resistivity_curves")
        if r["material"].startswith(start)
    ]


def families(place):
    found = {}
    for r in SIGNS:
        if (r["current"], r["place"]) == ("in plane", place) and r["departure"] != "not definable":
            found.setdefault(r["family"], set()).add(r["departure"])
    return found


def above_line(points, temperature, line_from=195):
    hot = [x for x in points if x[0] >= line_from]
    mt, mr = (sum(x[i] for x in hot) / len(hot) for i in (0, 1))
    slope = sum((t - mt) * (r - mr) for t, r in hot) / sum((t - mt) ** 2 for t, _ in hot)
    t, rho = min(points, key=lambda x: abs(x[0] - temperature))
    return 100 * (rho / (mr + slope * (t - mt)) - 1)


def reach():
    values = []
    for r in table("pair_onset"):
        if any(word in r["probe"] for word in ("terahertz", "resistivity", "microwave")):
            if r["above_tc_high_k"]:
                values.append(float(r["above_tc_high_k"]))
            elif r["tc_k"] and r["onset_high_k"]:
                values.append(float(r["onset_high_k"]) - float(r["tc_k"]))
    return max(values)


def test_statement_reason():
    reason = ITEM["statement_reason"].replace("\n", " ")
    at = families("at T*")
    down = [name for name, words in at.items() if words == {"down"}]
    assert (len(at), len(down)) == (5, 4)
    assert "in four of five compounds and above it in one" in reason
    assert at["La₁.₆₋ₓNd₀.₄SrₓCuO₄"] == {"up"}
    assert at["La₂₋ₓSrₓCuO₄"] == {"down"}
    neodymium = next(r for r in SINGLE if "Nd" in r["material"])
    assert f"at {float(neodymium['t_star_k']):g} K" in reason
    assert len(families("far below T*")) == 3
    assert "Far below T* three compounds rise above the line, La₂₋ₓSrₓCuO₄ among them" in reason
    assert set(families("far below T*")["La₂₋ₓSrₓCuO₄"]) == {"up"}
    bi = curve("Bi")
    assert f"{above_line(bi, 100):.1f} % above it at 100 K and {above_line(bi, 49):.0f} % at 49 K" in reason
    assert all(abs(above_line(bi, t)) < 1 for t in (160, 180, 200, 220, 240, 260, 280))
    assert above_line(bi, 140) > 1


def test_mechanism_reason():
    reason = ITEM["mechanism_reason"].replace("\n", " ")
    assert f"only up to {reach():g} K above Tc" in reason
    assert f"lies {RANGE} K above" in reason
    spacing = float(next(r for r in table("plane_lattice", "paper") if r["record"] == "A00356")["c_angstrom"]) / 2
    sheet = 1.602176634e-19**2 / (16 * 1.054571817e-34)  # siemens per square
    shares = []
    for t in (250, 150):
        pairs = sheet / (spacing * 1e-8) / math.log(t / 60)
        normal = 1e6 / (400 * t / 250)
        shares.append(100 * pairs / (pairs + normal))
    assert f"{shares[0]:.0f} % at T* and {shares[1]:.0f} % at 0.6 T*" in reason


def test_weak_point():
    weak = ITEM["weak_point"].replace("\n", " ")
    assert f"exceeds the largest range of pairs in transport by only {DISTANCES[0] - reach():g} K" in weak
    nernst = next(r for r in table("pair_onset") if r["measurement"] == "lsco-nernst")
    assert f"its {float(nernst['above_tc_high_k']):g} K would reach T* in three" in weak
    assert sum(x <= float(nernst["above_tc_high_k"]) for x in DISTANCES) == 3


def test_caveats_in_the_ledger():
    for claim in ("C239", "C197"):
        assert f"up to {reach():g} K above Tc" in CAVEATS[claim]
        assert f"{RANGE} K above" in CAVEATS[claim]
    assert "down in four compounds and up in one" in CAVEATS["C239"]


def test_one_downward_row_rests_on_the_abstract_without_authors_alone():
    down = [r for r in SIGNS if (r["current"], r["place"], r["departure"]) == ("in plane", "at T*", "down")]
    # These say that there is a departure, not which way it goes.
    no_direction = {"ito1993systematic", "watanabe1997anisotropic"}
    alone = [r["family"] for r in down if set(r["source"].split(";")) - no_direction == {"crossoverla214"}]
    assert alone == ["Bi₂Sr₂CaCu₂O₈₊δ"]
    assert f"For {alone[0]} the word is in a single abstract whose authors are not known" in ITEM["weak_point"]


def test_single_samples_are_those_of_their_abstracts():
    read = {
        "HgBa₂CuO₄₊δ near optimal doping": (185, 94.3),
        "La₁.₄Nd₀.₄Sr₀.₂CuO₄": (80, 20),
        "La₁.₇₁Sr₀.₂₅Ho₀.₀₄CuO₄": (46.5, 10),
        "Bi₂Sr₂CaCu₂O₈₊δ, slightly overdoped": (280, 88.5),  # Tc = 87-90 K
    }
    assert {r["material"]: (float(r["t_star_k"]), float(r["tc_k"])) for r in SINGLE} == read


def test_the_curve_ends_too_close_to_its_t_star_for_a_test():
    rows = [r for r in table("pseudogap_temperature") if r["data_set"] == "Bi2201, resistivity"]
    p, t = ([float(r[k]) for r in rows] for k in ("doping_per_cu", "t_star_k"))
    mp, mt = sum(p) / len(p), sum(t) / len(t)
    slope = sum((a - mp) * (b - mt) for a, b in zip(p, t, strict=True)) / sum((a - mp) ** 2 for a in p)
    assert 195 < mt + slope * (0.10 - mp) < max(x[0] for x in curve("Bi"))


def test_no_row_is_uncertain_and_the_grade_follows():
    rows = SIGNS + table("resistivity_curves") + table("pair_onset")
    assert "uncertain" not in {r["confidence"] for r in rows}
    assert ITEM["data_grade"] == "B"


@pytest.mark.parametrize("start", ["YBa", "Bi", "Nd"])
def test_curves_are_in_order_and_positive(start):
    points = curve(start)
    assert [t for t, _ in points] == sorted(t for t, _ in points)
    assert all(rho >= 0 for _, rho in points)


def test_verdicts_follow_from_the_numbers():
    # Down in most but not in all; transport sees no pairs at T*, another probe (Nernst) would in some samples.
    directions = [words == {"down"} for words in families("at T*").values()]
    assert sum(directions) > len(directions) / 2
    assert not all(directions)
    assert reach() < DISTANCES[0] < 100
    assert ITEM["statement_verdict"] == "holds_with_scope"
    assert ITEM["mechanism_verdict"] == "shared_with_rivals"
