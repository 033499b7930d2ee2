"""Interactive figures: what can be chosen is what the functions give, and nothing is computed in the browser."""

import hashlib
import json
import random
import re

import numpy as np
import pytest

from atombridge import explorer, pages
from atombridge.data import ROOT, load
from atombridge.doping import tc_of_doping
from atombridge.explorer import Axis, Control, Explorer, Readout, Series
from atombridge.formulas import composition
from atombridge.ionicity import bond_ionicity, compound_ionicity
from atombridge.screening import distance_at_energy, screened_coulomb, thomas_fermi_length

VENDOR = ROOT / "book" / "_static" / "vendor"


def stored(page_id):
    (content,) = (
        output.data[explorer.MEDIA_TYPE]
        for cell in pages.find(page_id).look().cells
        for output in cell.get("outputs", [])
        if explorer.MEDIA_TYPE in output.get("data", {})
    )
    return content


def entry(content, part, key, **chosen):
    """One entry, found as the script in the page finds it."""
    sizes = {control["name"]: len(control["settings"]) for control in content["controls"]}
    index = 0
    for name in part["on"]:
        index = index * sizes[name] + chosen[name]
    return part[key][0 if len(part[key]) == 1 else index]


def named(parts, name):
    (part,) = (part for part in parts if part.get("name", part.get("label")) == name)
    return part


def points(text):
    return np.array([np.nan if word == "-" else float(word) for word in text.split()])


def some_settings(content, n=25):
    rng = random.Random(13)
    for _ in range(n):
        yield {control["name"]: rng.randrange(len(control["settings"])) for control in content["controls"]}


def test_fig_4_is_the_screened_repulsion():
    content = stored("fig-4")
    densities = 10 ** (19 + np.arange(13) / 4)
    masses = [float(word) for word in content["controls"][1]["settings"]]
    assert len(content["controls"][0]["settings"]) == len(densities)
    curve = named(content["series"], "Thomas–Fermi")
    for at in some_settings(content):
        gas = {"carrier_density_cm3": densities[at["density"]], "effective_mass_me": masses[at["mass"]]}
        r, u = points(entry(content, curve, "x", **at)), points(entry(content, curve, "y", **at))
        np.testing.assert_allclose(u, screened_coulomb(r, **gas), rtol=1e-3)
        length = entry(content, named(content["readouts"], "Screening length λ"), "values", **at)
        assert length == f"{thomas_fermi_length(**gas):.3f} Å"
        falls = entry(content, named(content["readouts"], "The repulsion falls to 1 eV at"), "values", **at)
        assert falls == f"{distance_at_energy(1, **gas):.2f} Å"
    start = {control["name"]: control["start"] for control in content["controls"]}
    assert densities[start["density"]] == pytest.approx(1e21)
    assert entry(content, named(content["readouts"], "Repulsion at 1 Å"), "values", **start) == "6.08 eV"
    assert named(content["controls"], "density")["settings"][start["density"]] == "10²¹"


def test_table_1_follows_one_electronegativity():
    content = stored("table-1")
    table = load("table_1")
    values = load("electronegativity").pivot(index="symbol", columns="scale")["electronegativity"]
    metals, shifts = content["controls"][1]["settings"], content["controls"][2]["settings"]
    shown = named(content["series"], "these settings")
    in_pauling_units = ("pauling", "allred", "allred_tl3")  # the first three
    for at in some_settings(content):
        at["scale"] %= len(in_pauling_units)
        chi = values[in_pauling_units[at["scale"]]].to_dict()
        metal, shift = metals[at["element"]], float(shifts[at["shift"]].replace("−", "-"))
        chi[metal] += shift
        expected = [compound_ionicity(atoms, chi) for atoms in map(composition, table.formula)]
        np.testing.assert_allclose(points(entry(content, shown, "x", **at)), expected, atol=6e-5)
        bond = entry(content, named(content["readouts"], "Ionic character of one bond to oxygen"), "values", **at)
        assert bond == f"{bond_ionicity(chi[metal], chi['O']):.3f}"
        agree = sum(
            f"{a:.3f}" == f"{b:.3f}" for a, b in zip(expected, points(content["series"][0]["x"][0]), strict=True)
        )
        told = entry(content, named(content["readouts"], "Cells of the letter's table that agree"), "values", **at)
        assert told == f"{agree} of 12"
    mulliken = content["controls"][0]["settings"].index("Mulliken")
    at = {"scale": mulliken, "element": metals.index("Hg"), "shift": 6}
    told = entry(content, named(content["readouts"], "Ionic character of one bond to oxygen"), "values", **at)
    assert told == "no value on this scale"
    # Rows from the top: the first compound has the highest place, and its name stands there.
    assert points(shown["y"][0]).tolist() == list(range(11, -1, -1))
    assert content["y"][0]["names"][-1] == "YBa₂Cu₃O₇"


def test_e13_draws_the_common_parabola_where_doping_is_a_hole_count():
    content = stored("e13")
    families = content["controls"][0]["settings"]
    curve, medians = content["series"][1], content["series"][0]
    for i, name in enumerate(("supercon_lsco", "supercon_lbco")):
        table = load(name)
        assert points(entry(content, medians, "y", family=i)).tolist() == pytest.approx(table.tc_median_k.tolist())
        assert points(entry(content, medians, "low", family=i)).tolist() == pytest.approx(table.tc_q25_k.tolist())
        x, y = (points(entry(content, curve, key, family=i, curve=0)) for key in ("x", "y"))
        np.testing.assert_allclose(y, tc_of_doping(doping=x, tc_max_k=table.tc_median_k.max()), atol=0.15)
    ybco = families.index("YBa₂Cu₃O₆₊ₓ")
    assert np.isnan(points(entry(content, curve, "y", family=ybco, curve=0))).all()
    for readout in content["readouts"]:
        if readout["on"] == ["family", "curve"]:
            assert entry(content, readout, "values", family=ybco, curve=0) in ("not drawn", "not fitted")


@pytest.mark.parametrize("page_id", ["fig-4", "table-1", "e13"])
def test_the_caption_says_the_grid(page_id):
    content = stored(page_id)
    for control in content["controls"]:
        assert re.search(rf"\b{len(control['settings'])}\b", content["caption"]), control["name"]
    assert "computed" in content["caption"]
    for words in content["readouts"]:
        assert not any(re.search(r"(?<!\w)-\d|nan", value) for value in words["values"]), words["label"]


def small(**changes):
    given = {
        "page": "fig-4",
        "title": "t",
        "caption": "c",
        "controls": [Control("a", "A", ("1", "2"), 0), Control("b", "B", ("1", "2", "3"), 1)],
        "x": [Axis("x", 0, 1)],
        "y": [Axis("y", 0, 1)],
        "series": [Series("s", "line", "book", ["0 1"], ["0 1"] * 6, on=("a", "b"))],
        "readouts": [Readout("r", ["x", "y"], ("a",))],
    }
    return Explorer(**(given | changes))


def test_parts_have_an_entry_for_each_combination():
    assert small().page == "fig-4"
    with pytest.raises(ValueError, match="'s' has 5 entries for 6 combinations"):
        small(series=[Series("s", "line", "book", ["0 1"], ["0 1"] * 5, on=("a", "b"))])
    with pytest.raises(ValueError, match="no control 'c', there are a, b"):
        small(readouts=[Readout("r", ["x"], ("c",))])
    with pytest.raises(ValueError, match="kind 'pie' of 's' is unknown"):
        small(series=[Series("s", "pie", "book")])
    with pytest.raises(ValueError, match="'axes' has 2 entries for 3 combinations"):
        small(x=[Axis("x", 0, 1)] * 2, axes_on=("b",))
    with pytest.raises(ValueError, match="starts at one of them"):
        Control("a", "A", ("1", "2"), 2)


def test_combinations_vary_the_last_control_fastest():
    assert explorer.at_every(lambda a, b: a + b, "xy", "12") == ["x1", "x2", "y1", "y2"]


def test_numbers_as_text():
    assert explorer.numbers([1 / 3, np.nan, -0.0, 12345]) == "0.3333 - 0 1.234e+04"
    assert explorer.numbers(2, 3) == "2"


def test_the_vendored_library_is_the_published_one():
    """The checksums were taken from the package of the npm registry; `make vendor` writes both."""
    listed = json.loads((VENDOR / "vendor.json").read_text(encoding="utf-8"))
    files = {file["path"]: file for package in listed for file in package["files"]}
    assert {path.name for path in VENDOR.iterdir()} == {*files, "vendor.json"}
    for name, file in files.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == file["sha256"], name
    for package in listed:
        assert f"v{package['version']}" in (VENDOR / package["files"][0]["path"]).read_text(encoding="utf-8")[:200]
