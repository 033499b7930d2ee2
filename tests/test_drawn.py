"""Tables of figures: what is drawn is what is written, and the other way round."""

import csv
import io
import re
import subprocess
import sys

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pytest

from atombridge import drawn, pages
from atombridge.data import ROOT
from atombridge.figures import COLOURS, set_indices
from atombridge.screening import lindhard_potential, screened_coulomb

PAGES = pages.find_all()


@pytest.fixture
def axes():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def table(axes):
    return pd.read_csv(io.StringIO(drawn.table_of(axes.figure)))


def stored_tables():
    return {
        cell.metadata["mystnb"]["figure"]["name"]: "".join(output.data.get(drawn.MEDIA_TYPE, ""))
        for page in PAGES.values()
        for cell in page.look().cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    }


def test_lines_with_labels_units_and_names(axes):
    axes.plot([1, 2, np.nan, 4], [10.5, 20, 5, 40], label="curve $T_c$")
    axes.plot([1], [30], "o", color=COLOURS["contrast"], mfc="none")
    axes.axhline(25, color=COLOURS["third"])
    axes.set(xlabel="doping $x$", ylabel=r"$\lambda_{ab}$, nm", title="a  first")
    rows = table(axes)
    assert list(rows.columns) == ["panel", "series", "x_axis", "x", "y_axis", "y"]
    assert set(rows.panel) == {"a first"}
    assert set(rows.x_axis) == {"doping x"}
    assert set(rows.y_axis) == {"λ_ab, nm"}
    curve = rows[rows.series == "curve T_c"]
    assert list(zip(curve.x, curve.y, strict=True)) == [(1, 10.5), (2, 20), (4, 40)]
    assert rows[rows.series == "orange hollow circles"].y.tolist() == [30]
    (level,) = rows[rows.series == "green solid line, across"].itertuples()
    assert level.y == 25
    assert np.isnan(level.x)


def test_symbols_outside_the_axes_are_not_drawn_and_not_written(axes):
    axes.plot([1, 2, 30], [1, 2, 3], "s", label="seen")
    axes.set(xlim=(0, 10))
    assert table(axes).x.tolist() == [1, 2]


def test_symbols_of_one_look_share_the_name_in_the_legend(axes):
    axes.plot([], [], "D", color="black", label="letter")
    axes.plot([1, 2], [3, 4], "D", color="black")
    assert table(axes).series.tolist() == ["letter", "letter"]


def test_symbols_of_a_panel_without_legend_have_the_names_of_the_others():
    figure, (above, below, own) = plt.subplots(3, 1)
    for axes, label in ((above, "YBCO"), (below, None), (own, "something else")):
        axes.plot([1, 2], [1, 2], "o", color=COLOURS["book"], mec="white", label=label)
    assert table(above).series.tolist() == ["YBCO"] * 4 + ["something else"] * 2
    plt.close(figure)


def test_labels_of_a_grid_of_panels():
    """Only the outer panels are labelled; a panel with another axis has a label of its own or none."""
    figure, ((a, b), (c, d)) = plt.subplots(2, 2)
    for axes in (a, b, c):
        axes.plot([1, 2], [1, 2], "o")
        axes.set(xlim=(0, 3))
    d.plot([1, 2], [1, 2], "o")
    d.set(xlim=(0, 4), xlabel="slope")
    a.set(ylabel="Tc (K)")
    c.set(xlabel="radius (Å)", ylabel="scaled")
    rows = table(a).groupby("panel")[["x_axis", "y_axis"]].first()
    assert rows.to_numpy().tolist() == [
        ["radius (Å)", "Tc (K)"], ["radius (Å)", "Tc (K)"], ["radius (Å)", "scaled"], ["slope", "scaled"],
    ]  # fmt: skip
    plt.close(figure)


def test_positions_of_powers_of_ten_are_no_names(axes):
    axes.plot([10, 100], [1, 2], "o")
    axes.set(xscale="log")
    axes.set_xticks([10, 100])
    assert "x_name" not in table(axes)


def test_lines_of_another_panel_do_not_lend_their_name():
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    above.plot([1, 2], [1, 2], color=COLOURS["book"], label="energy")
    below.plot([1, 2], [5, 6], color=COLOURS["book"])
    below.set(xlabel="distance, Å")
    figure.legend()
    rows = table(above)
    assert rows.series.tolist() == ["energy", "energy", "blue solid line", "blue solid line"]
    assert rows.panel.tolist() == [1, 1, 2, 2]
    assert set(rows.x_axis) == {"distance, Å"}  # shared, and written under the lower panel only
    plt.close(figure)


def test_error_bars(axes):
    axes.errorbar([1, 2, 3], [10, 20, 30], yerr=[[1, 2, 3], [4, 5, 6]], xerr=0.5, fmt="o", capsize=3, label="measured")
    rows = table(axes)
    assert rows.series.tolist() == ["measured"] * 3
    assert rows[["x", "x_low", "x_high", "y", "y_low", "y_high"]].to_numpy().tolist() == [
        [1, 0.5, 1.5, 10, 9, 14], [2, 1.5, 2.5, 20, 18, 25], [3, 2.5, 3.5, 30, 27, 36],
    ]  # fmt: skip


def test_names_along_an_axis(axes):
    axes.plot([3.5, 4.5], [0, 1.2], "o", label="value")
    axes.set_yticks([0, 1], labels=["La₂CuO₄", "first\nsecond"])
    assert table(axes).y_name.tolist() == ["La₂CuO₄", "first second"]
    axes.set_yticks([0, 1], labels=["0.0", "1.0"])
    assert "y_name" not in table(axes)


def test_bars_bands_and_segments(axes):
    axes.bar([1, 3], [5, 6], width=0.8, color=COLOURS["book"])
    axes.barh([2], [4], left=1, label="range")
    axes.fill_between([0, 1, 2], [0, 1, 0], [2, 3, 4], color=COLOURS["fifth"])
    axes.axvspan(2, 3, color="0.9")
    axes.vlines([1, 2], 0, [3, 4], color=COLOURS["letter"])
    rows = table(axes)
    assert rows[rows.series == "blue bars"][["x", "y"]].to_numpy().tolist() == [[1, 5], [3, 6]]
    assert rows[rows.series == "range"][["y", "x_low", "x_high"]].to_numpy().tolist() == [[2, 1, 5]]
    band = rows[rows.series == "yellow area"]
    assert band[["x", "y_low", "y_high"]].to_numpy().tolist() == [[0, 0, 2], [1, 1, 3], [2, 0, 4]]
    assert rows[rows.series == "grey band"][["x_low", "x_high"]].to_numpy().tolist() == [[2, 3]]
    assert rows[rows.series == "black line"][["x", "y_low", "y_high"]].to_numpy().tolist() == [[1, 0, 3], [2, 0, 4]]


def test_a_histogram_keeps_its_edges(axes):
    axes.hist([0.5, 1.5, 1.6, 2.5], bins=[0, 1, 2, 3])
    assert table(axes)[["x_low", "x_high", "y"]].to_numpy().tolist() == [[0, 1, 1], [1, 2, 2], [2, 3, 1]]


@pytest.mark.parametrize("origin", ["lower", "upper"])
def test_images_are_numbers_at_places(axes, origin):
    values = np.array([[1.0, 2.0], [3.0, 4.0]])
    image = axes.imshow(values, extent=(0, 4, 0, 4), origin=origin)
    axes.figure.colorbar(image, label="charge")
    rows = table(axes).set_index(["x", "y"]).value
    assert rows[1, 3 if origin == "upper" else 1] == 1
    assert rows[3, 1 if origin == "upper" else 3] == 4


def test_words_stand_at_their_places(axes):
    axes.plot([0, 1], [0, 1], "o", label="points")
    axes.text(0.2, 0.3, "plateau,\nlow")
    axes.annotate("top", (0.5, 0.9), xytext=(5, 5), textcoords="offset points")
    axes.text(0.1, 0.1, "corner", transform=axes.transAxes)
    rows = table(axes)
    words = rows[rows.series == "text"][["x", "y", "text"]].to_numpy().tolist()
    assert words == [[0.2, 0.3, "plateau, low"], [0.5, 0.9, "top"]]


def test_rounding_hides_the_noise_of_a_machine_and_nothing_else(axes):
    axes.plot([0, 10], [1e-17, 0.1234567], label="linear")
    axes.set(xlim=(0, 10), ylim=(0, 1))
    rows = table(axes)
    assert rows.y.tolist() == [0, 0.12346]
    axes.set(yscale="log", ylim=(1e-20, 1))
    assert table(axes).y.tolist() == [1e-17, 0.123457]


def test_every_figure_of_the_book_carries_its_table():
    tables = stored_tables()
    assert len(tables) >= 50
    for name, text in tables.items():
        lines = list(csv.reader(io.StringIO(text)))
        assert lines, f"{name}: no table, run `atombridge execute`"
        assert set(lines[0]) <= set(drawn.COLUMNS), name
        assert len(lines) > 3, name
        assert {len(line) for line in lines} == {len(lines[0])}, name
        assert not any("$" in cell or "\\" in cell or "\n" in cell for line in lines for cell in line), name
        assert len(text.encode()) < 350_000, name
        rows = pd.read_csv(io.StringIO(text))
        assert pd.api.types.is_numeric_dtype(rows.x), name
        assert pd.api.types.is_numeric_dtype(rows.y), name


def test_nbval_notices_a_changed_error_bar(tmp_path):
    """Once the picture shows another number than the stored one, `make test` is red."""
    source = "from atombridge.figures import use_style\nimport matplotlib.pyplot as plt\nuse_style()\nplt.figure()\n"
    source += "plt.errorbar([1, 2], [10, 20], yerr=[3, 4])\nplt.show()"
    figure, axes = plt.subplots()
    axes.errorbar([1, 2], [10, 20], yerr=[3, 4])
    stored = drawn.table_of(figure)
    plt.close(figure)
    assert stored.count(",24") == 1
    for name, content in (("same", stored), ("changed", stored.replace(",24", ",24.1"))):
        bundle = {drawn.MEDIA_TYPE: content, "image/png": "", "text/plain": "<Figure size 1040x720 with 1 Axes>"}
        output = nbformat.v4.new_output("display_data", bundle)
        cell = nbformat.v4.new_code_cell(source, outputs=[output], execution_count=1)
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / f"{name}.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "-c", ROOT / "pyproject.toml", "."],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "changed.ipynb::Cell 0" in done.stdout
    assert "mismatch 'text/csv'" in done.stdout


def test_the_table_of_fig_4_holds_its_curves():
    rows = pd.read_csv(io.StringIO(stored_tables()["fig-fig-4-distance"]))
    gas = {"carrier_density_cm3": 1e21}
    curve = rows[(rows.panel == 1) & (rows.series == "Thomas–Fermi")]
    assert len(curve) > 300
    np.testing.assert_allclose(curve.y, screened_coulomb(curve.x, **gas), rtol=1e-5)
    for series, sign in (("Lindhard, repulsive", 1), ("Lindhard, attractive (size)", -1)):
        part = rows[rows.series == series].iloc[::9]
        np.testing.assert_allclose(part.y, sign * lindhard_potential(part.x, **gas), rtol=1e-5)
    letter = rows[rows.series == "letter"]
    assert letter[["x", "y"]].to_numpy().tolist() == [[1, 6.08], [2.5, 0.67]]
    assert set(rows.x_axis) == {"distance of the two charges, Å"}


def test_long_curves_are_thinned_and_points_are_not(axes):
    x = np.linspace(0, 1, 1241)
    axes.plot(x, x, "-", label="curve")
    axes.plot(x, 1 - x, "o", label="points")
    rows = table(axes)
    curve = rows[rows.series == "curve"].x
    assert 300 < len(curve) <= drawn.MOST_POINTS
    assert (curve.iloc[0], curve.iloc[-1]) == (0, 1)
    assert len(rows[rows.series == "points"]) == 1241


def test_large_images_say_what_is_left_out(axes):
    axes.imshow(np.arange(72 * 72.0).reshape(72, 72))
    rows = table(axes)
    assert rows.text.dropna().tolist() == ["image of 72 by 72 values, one in 4 written along each direction"]
    assert len(rows) == 1 + 18 * 18


def test_symbols_are_drawn_with_their_index_low_and_told_as_they_are_spelled():
    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 1], "o", label="YBa₂Cu₃O₆₊y, 5.4 kBTc")
    axes.set(xlabel="moment, μB", ylabel="$T_c$ or Tc, K", title="Tc² of x₂y, Tcell")
    axes.set_yticks([0, 1], ["O₇₋δ", "Tc at 8 GPa"])
    axes.legend()
    before = table(axes)
    set_indices(figure)
    figure.canvas.draw()
    assert axes.get_xlabel() == r"moment, $\mu_B$"
    assert axes.get_ylabel() == "$T_c$ or $T_c$, K"
    assert axes.get_title() == "$T_c$² of x₂$_{y}$, Tcell"
    assert [label.get_text() for label in axes.get_yticklabels()] == ["O₇₋$_{δ}$", "$T_c$ at 8 GPa"]
    assert axes.get_legend().get_texts()[0].get_text() == "YBa₂Cu₃O₆₊$_{y}$, 5.4 $k_BT_c$"
    assert before.series.tolist() == ["YBa₂Cu₃O₆₊y, 5.4 kBTc"] * 2
    assert before.y_name.tolist() == ["O₇₋δ", "Tc at 8 GPa"]
    plt.close(figure)


WRONG = {
    "hyphen for a minus": (r"(?<![\w.–\u2212)\]/-])-\d", "from -2"),
    "formula without subscripts": (
        r"(?<![\w“\"/.])(?=\w*(?:\wO[2-9]|Cu[2-9]|Ba2|Sr2|B2))(?:[A-Z][a-z]?[\d.]*){2,}(?!\w)", "in La2CuO4"
    ),
    "unit without a space": (r"\d(?:eV|meV|K|Å|nm|GPa)(?!\w)", "5K"),
    "power": (r"\b(?:[a-z]+|10)\^-?\d|\d[eE][+-]?\d", "1e21"),
    "dollar sign": (r"\$", "$T$"),
}  # fmt: skip
"""Patterns of what no figure says, each with a word that it finds."""


def test_words_in_figures_have_the_signs_of_print():
    """Headings, legends, labels and names at the axes, as the tables of the committed figures tell them."""
    assert all(re.search(pattern, example) for pattern, example in WRONG.values())
    found, seen = [], 0
    for figure, text in stored_tables().items():
        rows = pd.read_csv(io.StringIO(text), dtype="str")
        words = {"panel", "series", "x_axis", "y_axis", "x_name", "y_name", "text"} & {*rows.columns}
        for said in {one for column in words for one in rows[column].dropna()}:
            found += [(figure, kind, said) for kind, (bad, _) in WRONG.items() if re.search(bad, said)]
            seen += 1
    assert found == []
    assert seen > 500
