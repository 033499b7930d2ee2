"""Figures that the book draws from its registries while it is built, as SVG that is the same on every machine."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import matplotlib
from docutils import nodes
from matplotlib.figure import Figure

from ..figures import COLOURS, WIDTH_INCH, use_style

__all__ = ["circle_of_links", "figure", "folder_of"]

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


def folder_of(env) -> Path:
    """Where the drawings and their tables are written, beside Sphinx's own intermediate files."""
    return Path(env.doctreedir).parent / "drawn"


def figure(env, name: str, drawing: Figure, alt: str, caption: str, *, table: list[dict]) -> nodes.Element:
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
    return nodes.figure("", image, nodes.caption("", caption), ids=[name])
