"""Figures that the book draws from its registries while it is built, as SVG that is the same on every machine."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import matplotlib
import matplotlib.patches
from docutils import nodes
from matplotlib.figure import Figure

from ..figures import COLOURS, WIDTH_INCH, use_style

__all__ = ["circle_of_links", "crosstab", "figure", "folder_of"]

STYLES = {
    "relations": ("functions of one another", COLOURS["contrast"], "-", 2.2),
    "tables": ("share a table", COLOURS["book"], "--", 1.1),
    "declared": ("named by a section only", COLOURS["quiet"], ":", 1.1),
}
"""Kinds of links in order of precedence: words, colour, line, width."""


def kind(edge: dict) -> str:
    """The kind under which a link is drawn and listed."""
    return "relations" if edge["relations"] else "tables" if edge["tables"] else "declared"


def circle_of_links(graph: dict, groups: list[list[str]]) -> Figure:
    """The items on a circle, with a line for each link; `groups` are ringed by their mark."""
    with matplotlib.rc_context():
        use_style()
        drawing = Figure(figsize=(WIDTH_INCH, WIDTH_INCH + 0.75))
        axes = drawing.add_subplot()
        ids = [node["id"] for node in graph["nodes"]]
        turn = {item: math.pi / 2 - 2 * math.pi * i / len(ids) for i, item in enumerate(ids)}
        at = {item: (math.cos(t), math.sin(t)) for item, t in turn.items()}
        shown = set()
        for name in reversed(STYLES):
            words, colour, line, width = STYLES[name]
            for edge in graph["edges"]:
                if kind(edge) != name:
                    continue
                (x1, y1), (x2, y2) = at[edge["source"]], at[edge["target"]]
                # Curves bend towards the centre, so that links between neighbours stay apart from the circle.
                t = [k / 24 for k in range(25)]
                bend = 0.7
                xs = [(1 - s) ** 2 * x1 + 2 * s * (1 - s) * bend * (x1 + x2) / 2 + s**2 * x2 for s in t]
                ys = [(1 - s) ** 2 * y1 + 2 * s * (1 - s) * bend * (y1 + y2) / 2 + s**2 * y2 for s in t]
                axes.plot(xs, ys, color=colour, linestyle=line, linewidth=width, label=None if name in shown else words)
                shown.add(name)
        linked = {item for group in groups if len(group) > 1 for item in group}
        for item, (x, y) in at.items():
            full = item in linked
            axes.plot(
                x, y, marker="o" if full else "s", color=COLOURS["contrast"] if full else "white", zorder=3,
                markeredgecolor=COLOURS["contrast"] if full else COLOURS["letter"], markersize=7, linestyle="none",
            )  # fmt: skip
            axes.text(1.13 * x, 1.13 * y, item, ha="center", va="center", fontsize=10)
        axes.set(xlim=(-1.25, 1.25), ylim=(-1.25, 1.25), aspect="equal")
        axes.axis("off")
        handles, labels = axes.get_legend_handles_labels()
        order = [labels.index(STYLES[name][0]) for name in STYLES if STYLES[name][0] in labels]
        drawing.legend([handles[i] for i in order], [labels[i] for i in order], loc="outside lower center", ncols=1)
        return drawing


def crosstab(rows: dict[str, str], columns: dict[str, str], items: list[tuple[str, str, str]]) -> Figure:
    """Items written into a table of two questions.

    Parameters
    ----------
    rows, columns : dict
        Slug to words, in the order drawn; a row or column without an item is left out.
    items : list of (str, str, str)
        Id, slug of its row, slug of its column.
    """
    with matplotlib.rc_context():
        use_style()
        rows = {slug: words for slug, words in rows.items() if any(row == slug for _, row, _ in items)}
        columns = {slug: words for slug, words in columns.items() if any(column == slug for _, _, column in items)}
        cell = {
            (row, column): [item for item, r, c in items if (r, c) == (row, column)]
            for row in rows
            for column in columns
        }
        across = {column: max(2, min(5, max(len(cell[row, column]) for row in rows))) for column in columns}
        high = {row: max(1, *(math.ceil(len(cell[row, c]) / across[c]) for c in columns)) for row in rows}
        left, step, line = 2.6, 1.0, 0.75
        width = left + sum(step * n + 0.4 for n in across.values())
        height = 2.0 + sum(line * n + 0.5 for n in high.values())
        drawing = Figure(figsize=(WIDTH_INCH, WIDTH_INCH * height / width), layout="none")
        axes = drawing.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, width), ylim=(height, 0))
        axes.axis("off")
        x = left
        tints = {"against": "#F6E3D6", "shared_with_rivals": "#E4EEF6", "distinguishes": "#DDEFE8"}
        for column, words in columns.items():
            wide = step * across[column] + 0.4
            axes.text(
                x + wide / 2, 1.75, words.replace(" ", "\n", 1), ha="center", va="bottom", fontsize=11, weight="bold"
            )
            y = 2.0
            for row in rows:
                tall = line * high[row] + 0.5
                axes.add_patch(
                    matplotlib.patches.Rectangle(
                        (x + 0.05, y + 0.05), wide - 0.1, tall - 0.1, facecolor=tints.get(column, "#EEEEEE"),
                        edgecolor=COLOURS["quiet"], linewidth=0.8,
                    )
                )  # fmt: skip
                for k, item in enumerate(cell[row, column]):
                    i, j = divmod(k, across[column])
                    axes.text(
                        x + 0.2 + step * (j + 0.5),
                        y + 0.25 + line * (i + 0.5),
                        item,
                        ha="center",
                        va="center",
                        fontsize=10,
                    )
                y += tall
            x += wide
        y = 2.0
        for row, words in rows.items():
            tall = line * high[row] + 0.5
            axes.text(
                left - 0.15,
                y + tall / 2,
                words.replace(" ", "\n", 1),
                ha="right",
                va="center",
                fontsize=11,
                weight="bold",
            )
            y += tall
        return drawing


def folder_of(env) -> Path:
    """Where the drawings and their tables are written, beside Sphinx's own intermediate files."""
    return Path(env.doctreedir).parent / "drawn"


def figure(
    env, name: str, drawing: Figure, alt: str, caption: str, *, table: list[dict], numbered: bool = True
) -> nodes.Element:
    """The drawing with its caption; drawing and table are written to `folder_of`.

    Parameters
    ----------
    env : sphinx.environment.BuildEnvironment
    name : str
        Name of the file and anchor of the figure.
    drawing : matplotlib.figure.Figure
    alt, caption : str
    table : list of dict
        What is drawn, row by row, for the reader to download.
    numbered : bool
        Whether the figure takes a number among those of the book.
    """
    text = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": name, "svg.fonttype": "path"}):
        drawing.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    path = folder_of(env) / f"{name}.svg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, fieldnames=list(table[0]))
        rows.writeheader()
        rows.writerows(table)
    image = nodes.image(uri="/" + path.relative_to(env.srcdir).as_posix(), alt=alt, width="100%")
    under = nodes.caption("", caption) if numbered else nodes.legend("", nodes.paragraph("", caption))
    return nodes.figure("", image, under, ids=[name])
