"""What a figure shows, as a table: every point, line, bar, band and label that is drawn, read back from the drawing.

A page draws with matplotlib as it likes; when the figure is displayed, its table goes into the same output as the
picture, as ``text/csv`` (`keep_tables`).  The book offers it for download in the caption.  Reading the drawing itself,
instead of a list beside it, leaves no way for the two to differ.

Values are rounded to a hundred-thousandth of their axis (six digits on logarithmic axes), finer than any screen shows
and coarse enough to be the same on every machine.  Points with symbols are written one by one; of a long curve or a
large image at most `MOST_POINTS` are, evenly chosen.
"""

from __future__ import annotations

import csv
import functools
import io
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator

import matplotlib.category
import matplotlib.ticker
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection, LineCollection, PolyCollection, QuadMesh
from matplotlib.colors import to_hex, to_rgba
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, Patch, Rectangle
from matplotlib.text import Annotation, Text

from .figures import COLOURS, set_indices

__all__ = ["COLUMNS", "MEDIA_TYPE", "keep_tables", "table_of"]

MEDIA_TYPE = "text/csv"

COLUMNS = {
    "panel": "heading of the panel, or its place from the top",
    "series": "name in the legend, or what the symbol or line looks like",
    "x_axis": "what is drawn along the axis, with unit",
    "x": "position",
    "x_low": "lower end of an error bar, a span or a bar",
    "x_high": "upper end",
    "x_name": "name at the axis where positions have names",
    "y_axis": "as x_axis",
    "y": "as x",
    "y_low": "as x_low",
    "y_high": "as x_high",
    "y_name": "as x_name",
    "value": "what a colour stands for",
    "text": "words written at that place",
}
"""Columns and their meanings; a table has those in which something stands."""

MOST_POINTS = 400
"""Points of one curve, or values of one image."""

_ALWAYS = ("panel", "series", "x_axis", "x", "y_axis", "y")
_COLOUR_WORDS = {
    "letter": "black", "book": "blue", "contrast": "orange", "third": "green", "fourth": "purple", "fifth": "yellow",
    "quiet": "grey",
}  # fmt: skip
_MARKER_WORDS = {
    "o": "circles", "s": "squares", "D": "diamonds", "d": "thin diamonds", "^": "triangles", "v": "inverted triangles",
    "<": "arrows to the left", ">": "arrows to the right", "+": "plus signs", "P": "thick plus signs", "x": "crosses",
    "X": "thick crosses", "|": "vertical ticks", "_": "horizontal ticks", "*": "stars", ".": "dots", "h": "hexagons",
    "p": "pentagons",
}  # fmt: skip
_LINE_WORDS = {"-": "solid", "--": "dashed", "-.": "dash-dotted", ":": "dotted"}
_NOTHING = ("None", "none", " ", "", None)


def _plain(text: str) -> str:
    """Text of a label without mathtext and line breaks."""

    def plain_math(match: re.Match) -> str:
        inner = re.sub(r"\\(?:mathdefault|mathrm|mathit|text|rm|it)\b\s*", "", match[1])
        inner = inner.replace(r"\,", " ").replace(r"\;", " ").replace("\\ ", " ")
        inner = re.sub(r"[{}]", "", inner)
        for name, letter in _SYMBOLS.items():
            inner = re.sub(rf"\\{name}(?![A-Za-z])\s?", letter, inner)
        return inner

    return " ".join(re.sub(r"\$([^$]*)\$", plain_math, text).split())


_SYMBOLS = {
    "Delta": "Δ", "Gamma": "Γ", "Phi": "Φ", "Psi": "Ψ", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ",
    "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "hbar": "ħ", "times": "×", "cdot": "·", "pm": "±", "propto": "∝", "approx": "≈", "leq": "≤",
    "geq": "≥", "infty": "∞", "langle": "⟨", "rangle": "⟩", "perp": "⊥", "parallel": "∥", "ell": "ℓ", "AA": "Å",
    "circ": "°", "prime": "′",
}  # fmt: skip


class _Scale:
    """One axis of a panel: its label, the names along it, and how a value on it is rounded."""

    def __init__(self, axis: Axis, sharing: list[Axis]):
        self.low, self.high = sorted(axis.get_view_interval())
        self.log = axis.get_scale() == "log"
        self.names = self._names(axis)
        measures = axis.axes.axison and not self.names and len(axis.get_majorticklocs()) > 0
        labels = (_plain(one.get_label_text()) for one in (axis, *(sharing if measures else ())))
        self.label = next(filter(None, labels), "")

    @staticmethod
    def _names(axis: Axis) -> list[tuple[float, str]]:
        locator = axis.get_major_locator()
        if not isinstance(locator, (matplotlib.ticker.FixedLocator, matplotlib.category.StrCategoryLocator)):
            return []
        places = [float(place) for place in axis.get_majorticklocs()]
        words = [_plain(text) for text in axis.get_major_formatter().format_ticks(places)]
        if not any(re.search(r"[^\W\d_]{2}|[^\W\d_]\W?$", word) for word in words):
            return []  # numbers
        return [(place, word) for place, word in zip(places, words, strict=True) if word]

    @functools.cached_property
    def _decimals(self) -> int:
        return 5 - math.floor(math.log10(self.high - self.low))

    def number(self, value) -> float | None:
        """The value as it is written; None if there is none."""
        value = float(value)
        if not math.isfinite(value):
            return None
        return (float(f"{value:.6g}") if self.log else round(value, self._decimals)) + 0.0

    def name(self, value: float) -> str | None:
        """The name at a place, where the nearest one is closer than half of their distance."""
        if not self.names:
            return None
        places = sorted(place for place, _ in self.names)
        spacing = min((b - a for a, b in itertools.pairwise(places) if b > a), default=0)
        place, word = min(self.names, key=lambda one: abs(one[0] - value))
        return word if abs(place - value) <= 0.45 * spacing else None

    def shows(self, value: float) -> bool:
        """Whether a place lies between the ends of the axis."""
        if self.log:
            return value > 0 and 0.99 * self.low <= value <= 1.01 * self.high
        margin = 0.01 * (self.high - self.low)
        return self.low - margin <= value <= self.high + margin


def _colour(colour) -> str:
    """A colour in a word."""
    rgba = to_rgba(colour)
    if rgba[3] == 0:
        return "hollow"
    known = {value.lower(): _COLOUR_WORDS[name] for name, value in COLOURS.items()}
    if word := known.get(to_hex(rgba)):
        return word
    red, green, blue, _ = rgba
    if max(red, green, blue) - min(red, green, blue) < 0.05:
        return "white" if red > 0.97 else "black" if red < 0.05 else "grey"
    near = min(COLOURS.values(), key=lambda c: sum((a - b) ** 2 for a, b in zip(to_rgba(c)[:3], rgba[:3], strict=True)))
    return known[near.lower()]


def _style(line: Line2D) -> tuple:
    """What lets a reader tell one line or symbol from another."""
    marker = line.get_marker()
    has_marker = marker not in _NOTHING
    hollow = has_marker and _colour(line.get_markerfacecolor()) in ("hollow", "white")
    has_line = line.get_linestyle() not in _NOTHING and line.get_linewidth() > 0
    if has_line or marker in "+x|_1234":
        colour = line.get_color()
    else:
        colour = line.get_markeredgecolor() if hollow else line.get_markerfacecolor()
    return (_colour(colour), str(marker) if has_marker else "", hollow, line.get_linestyle() if has_line else "")


def _words(style: tuple) -> str:
    """A style as a reader would describe it."""
    colour, marker, hollow, line = style
    words = [colour]
    if line:
        words += [_LINE_WORDS.get(line, "dashed"), "line"]
    if marker:
        words += ["with"] if line else []
        words += ["hollow"] if hollow and colour != "hollow" else []
        words += [_MARKER_WORDS.get(marker, "symbols")]
    return " ".join(words)


def _thinned(points: np.ndarray, most: int = MOST_POINTS) -> np.ndarray:
    """The first and last points and at most so many of those between, evenly chosen."""
    step = max(1, math.ceil(len(points) / most))
    chosen = [*range(0, len(points) - 1, step), len(points) - 1] if len(points) else []
    return points[chosen]


def _own_label(artist) -> str:
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else _plain(label)


def _row(axes: Axes) -> range | None:
    """Rows of the figure's grid that a panel takes, if it stands in one."""
    place = axes.get_subplotspec()
    return place.rowspan if place else None


class _Panel:
    """Rows of one panel."""

    def __init__(self, axes: Axes, name: str, named_styles: dict[tuple, str]):
        self.axes, self.name, self.named_styles = axes, name, named_styles
        # Of panels that share an axis, or have the same one, only the outer is labelled; of a row only the left one.
        others = [one for one in axes.figure.axes if one is not axes]
        same_x = [one.xaxis for one in others if np.array_equal(one.get_xlim(), axes.get_xlim())]
        same_row = [one.yaxis for one in others if _row(one) is not None and _row(one) == _row(axes)]
        shared_y = [one.yaxis for one in others if axes.get_shared_y_axes().joined(axes, one)]
        self.x, self.y = _Scale(axes.xaxis, same_x), _Scale(axes.yaxis, shared_y + same_row)
        self.lines_named: Counter = Counter()

    def row(self, series: str, **entries) -> dict:
        """One row; positions are rounded, and named where the axis has names."""
        row = {"panel": self.name, "series": series}
        for direction, scale in (("x", self.x), ("y", self.y)):
            row[f"{direction}_axis"] = scale.label
            for key in (direction, f"{direction}_low", f"{direction}_high"):
                if entries.get(key) is not None:
                    row[key] = scale.number(entries[key])
            if entries.get(direction) is not None:
                row[f"{direction}_name"] = scale.name(entries[direction])
        for key in ("value", "text"):
            row[key] = entries.get(key)
        return row

    def own(self, series: str) -> str:
        """A name for one more line: a line is not joined to another of the same name."""
        self.lines_named[series] += 1
        return series if self.lines_named[series] == 1 else f"{series} ({self.lines_named[series]})"

    def in_data(self, artist) -> tuple[bool, bool]:
        """Whether x and y of an artist are positions on the axes."""
        offsets = isinstance(artist, Collection) and len(artist.get_offsets()) and artist.get_offset_transform()
        transform = offsets if offsets and not isinstance(artist, LineCollection | PolyCollection) else None
        transform = transform or artist.get_transform()
        return transform.contains_branch_seperately(self.axes.transData)  # so spelled in every matplotlib

    def rows(self) -> Iterator[dict]:
        """All rows, in the order in which things were drawn, words at the end."""
        done = set()
        for container in self.axes.containers:
            if isinstance(container, ErrorbarContainer):
                line, caps, bars = container.lines
                done.update(map(id, [line, *caps, *bars]))
                yield from self.error_bars(container)
            elif isinstance(container, BarContainer):
                done.update(map(id, container.patches))
                yield from self.bars(container)
        for artist in self.axes.get_children():
            if id(artist) in done or not artist.get_visible():
                continue
            if isinstance(artist, Line2D):
                yield from self.line(artist)
            elif isinstance(artist, ContourSet):
                yield from self.contours(artist)
            elif isinstance(artist, LineCollection):
                yield from self.segments(artist)
            elif isinstance(artist, (AxesImage, QuadMesh)):
                yield from self.image(artist)
            elif isinstance(artist, PolyCollection):
                yield from self.bands(artist)
            elif isinstance(artist, Collection):
                yield from self.scatter(artist)
            elif isinstance(artist, Patch) and artist is not self.axes.patch:
                yield from self.patch(artist)
        for text in self.axes.texts:
            yield from self.words(text)

    def line(self, line: Line2D) -> Iterator[dict]:
        x_in_data, y_in_data = self.in_data(line)
        style = _style(line)
        name = _own_label(line) or self.named_styles.get(style) or _words(style)
        x, y = (np.atleast_1d(np.asarray(v, float)) for v in line.get_data(orig=False))
        if not (x_in_data and y_in_data):
            if y_in_data and len(y) and y[0] == y[-1]:
                yield self.row(_own_label(line) or f"{name}, across", y=y[0])
            elif x_in_data and len(x) and x[0] == x[-1]:
                yield self.row(_own_label(line) or f"{name}, upright", x=x[0])
            return
        finite = np.isfinite(x) & np.isfinite(y)
        if not style[3]:
            finite &= np.array([self.x.shows(a) and self.y.shows(b) for a, b in zip(x, y, strict=True)], bool)
        elif finite.sum() > 1:
            name = self.own(name)
        x, y = x[finite], y[finite]
        if not style[1]:
            x, y = _thinned(x), _thinned(y)
        for a, b in zip(x, y, strict=True):
            yield self.row(name, x=a, y=b)

    def error_bars(self, container: ErrorbarContainer) -> Iterator[dict]:
        line, _, bars = container.lines
        style = _style(line) if line is not None else (_colour(bars[0].get_colors()[0]), "", False, "-")
        name = _own_label(container) or self.named_styles.get(style) or _words(style)
        if line is None and not _own_label(container):
            name = f"{style[0]} bars"
        ends = dict(
            zip(["x"] * container.has_xerr + ["y"] * container.has_yerr, [b.get_paths() for b in bars], strict=True)
        )
        count = len(next(iter(ends.values()))) if line is None else len(line.get_xdata())
        for i in range(count):
            entries = {}
            if line is not None:
                entries = {"x": line.get_xdata(orig=False)[i], "y": line.get_ydata(orig=False)[i]}
                if not all(np.isfinite(float(v)) for v in entries.values()):
                    continue
            for direction, paths in ends.items():
                (x1, y1), (x2, y2) = paths[i].vertices[0], paths[i].vertices[-1]
                along, across = ((x1, x2), y1) if direction == "x" else ((y1, y2), x1)
                if all(map(math.isfinite, along)) and along[0] != along[1]:
                    entries |= {f"{direction}_low": min(along), f"{direction}_high": max(along)}
                    entries.setdefault("y" if direction == "x" else "x", across)
            if entries:
                yield self.row(name, **entries)

    def bars(self, container: BarContainer) -> Iterator[dict]:
        upright = container.orientation != "horizontal"
        boxes = [(p.get_x(), p.get_y(), p.get_x() + p.get_width(), p.get_y() + p.get_height()) for p in container]
        # Bars of a histogram touch, so that their edges say something.
        touching = len(boxes) > 1 and all(
            math.isclose(a[2 if upright else 3], b[0 if upright else 1], rel_tol=1e-9)
            for a, b in itertools.pairwise(boxes)
        )
        for patch, (x1, y1, x2, y2) in zip(container.patches, boxes, strict=True):
            look = "hatched" if patch.get_hatch() else _colour(patch.get_facecolor())
            name = _own_label(container) or _own_label(patch) or f"{look} bars"
            if upright:
                entries = {"x": (x1 + x2) / 2, "y": y2} | ({"y_low": y1, "y_high": y2} if y1 else {})
                entries |= {"x_low": x1, "x_high": x2} if touching else {}
            else:
                entries = {"y": (y1 + y2) / 2, "x": x2} | ({"x_low": x1, "x_high": x2} if x1 else {})
                entries |= {"y_low": y1, "y_high": y2} if touching else {}
            yield self.row(name, **entries)

    def segments(self, lines: LineCollection) -> Iterator[dict]:
        colours = lines.get_colors()
        for i, path in enumerate(lines.get_paths()):
            vertices = path.vertices[np.isfinite(path.vertices).all(axis=1)]
            if not len(vertices):
                continue
            name = _own_label(lines) or f"{_colour(colours[i % len(colours)])} line"
            (x1, y1), (x2, y2) = vertices[0], vertices[-1]
            if len(vertices) == 2 and x1 == x2:
                yield self.row(name, x=x1, y_low=min(y1, y2), y_high=max(y1, y2))
            elif len(vertices) == 2 and y1 == y2:
                yield self.row(name, y=y1, x_low=min(x1, x2), x_high=max(x1, x2))
            else:
                name = self.own(name)
                for x, y in vertices:
                    yield self.row(name, x=x, y=y)

    def bands(self, polygons: PolyCollection) -> Iterator[dict]:
        """Bands between two curves; other polygons by their corners."""
        faces = polygons.get_facecolor()
        name = _own_label(polygons) or f"{_colour(faces[0]) if len(faces) else 'hollow'} area"
        for path in polygons.get_paths():
            corners = path.vertices
            half = (len(corners) - 3) // 2
            first, second = corners[1 : half + 1], corners[half + 2 : 2 * half + 2][::-1]
            own = self.own(name)
            if half > 0 and len(corners) == 2 * half + 3 and np.array_equal(first[:, 0], second[:, 0]):
                for (x, a), (_, b) in zip(first, second, strict=True):
                    yield self.row(own, x=x, y_low=min(a, b), y_high=max(a, b))
            elif half > 0 and len(corners) == 2 * half + 3 and np.array_equal(first[:, 1], second[:, 1]):
                for (a, y), (b, _) in zip(first, second, strict=True):
                    yield self.row(own, y=y, x_low=min(a, b), x_high=max(a, b))
            else:
                for x, y in corners:
                    yield self.row(own, x=x, y=y)

    def scatter(self, points: Collection) -> Iterator[dict]:
        if not all(self.in_data(points)):
            return
        values = points.get_array()
        faces = points.get_facecolor()
        for i, (x, y) in enumerate(np.ma.filled(np.ma.asarray(points.get_offsets(), float), np.nan)):
            if math.isfinite(x) and math.isfinite(y) and self.x.shows(x) and self.y.shows(y):
                face = _colour(faces[i % len(faces)]) if len(faces) else "hollow"
                value = float(f"{values[i]:.6g}") if values is not None and len(values) > i else None
                yield self.row(_own_label(points) or f"{face} symbols", x=x, y=y, value=value)

    def image(self, image: AxesImage | QuadMesh) -> Iterator[dict]:
        values = np.ma.filled(np.ma.asarray(image.get_array(), float), np.nan)
        if values.ndim != 2:
            return  # a picture, not numbers
        if isinstance(image, QuadMesh):
            corners = image.get_coordinates()
            centres = (corners[1:, 1:] + corners[:-1, :-1]) / 2
            x, y = centres[..., 0], centres[..., 1]
        else:
            left, right, bottom, top = image.get_extent()
            n_y, n_x = values.shape
            across = left + (np.arange(n_x) + 0.5) * (right - left) / n_x
            up = bottom + (np.arange(n_y) + 0.5) * (top - bottom) / n_y
            x, y = np.meshgrid(across, up if image.origin == "lower" else up[::-1])
        bar = image.colorbar
        name = _own_label(image) or (_plain(bar.ax.get_ylabel() or bar.ax.get_xlabel()) if bar else "") or "shades"
        low, high = image.get_clim()
        decimals = 3 - math.floor(math.log10(high - low)) if high > low else 6
        step = max(1, math.ceil(math.sqrt(values.size / MOST_POINTS)))
        if step > 1:
            text = f"image of {values.shape[1]} by {values.shape[0]} values, one in {step} written along each direction"
            yield self.row("text", text=text)
        x, y, values = (grid[::step, ::step] for grid in (x, y, values))
        for a, b, value in zip(x.flat, y.flat, values.flat, strict=True):
            if math.isfinite(value):
                yield self.row(name, x=a, y=b, value=round(float(value), decimals) + 0.0)

    def contours(self, contours: ContourSet) -> Iterator[dict]:
        bar = contours.colorbar
        name = (_plain(bar.ax.get_ylabel() or bar.ax.get_xlabel()) if bar else "") or "contour"
        levels = contours.layers if contours.filled else contours.levels
        for level, path in zip(levels, contours.get_paths(), strict=True):
            for polygon in path.to_polygons(closed_only=False):
                own = self.own(name)
                for x, y in _thinned(polygon, MOST_POINTS // 20):  # there are many of them
                    yield self.row(own, x=x, y=y, value=float(f"{level:.6g}"))

    def patch(self, patch: Patch) -> Iterator[dict]:
        x_in_data, y_in_data = self.in_data(patch)
        hollow = not patch.get_fill() or _colour(patch.get_facecolor()) in ("hollow", "white")
        colour = f"{_colour(patch.get_edgecolor())} hollow" if hollow else _colour(patch.get_facecolor())
        colour = f"{colour} hatched" if patch.get_hatch() else colour
        if isinstance(patch, Rectangle):
            (x1, y1), (x2, y2) = patch.get_bbox().get_points()
            entries = {"x_low": min(x1, x2), "x_high": max(x1, x2)} if x_in_data else {}
            entries |= {"y_low": min(y1, y2), "y_high": max(y1, y2)} if y_in_data else {}
            if entries:
                kind = "box" if x_in_data and y_in_data else "band"
                yield self.row(_own_label(patch) or f"{colour} {kind}", **entries)
            return
        if not (x_in_data and y_in_data):
            return
        if isinstance(patch, Ellipse):
            (x, y), wide, high = patch.get_center(), patch.get_width() / 2, patch.get_height() / 2
            yield self.row(
                _own_label(patch) or f"{colour} circle", x=x, y=y,
                x_low=x - wide, x_high=x + wide, y_low=y - high, y_high=y + high,
            )  # fmt: skip
            return
        corners = patch.get_patch_transform().transform(patch.get_path().vertices)
        name = self.own(_own_label(patch) or f"{colour} outline")
        for x, y in corners:
            yield self.row(name, x=x, y=y)

    def words(self, text: Text) -> Iterator[dict]:
        if not text.get_visible():
            return
        if isinstance(text, Annotation):
            if text.xycoords == "data":
                series = "text" if text.get_text() else "arrow"
                yield self.row(series, x=text.xy[0], y=text.xy[1], text=_plain(text.get_text()))
        elif all(self.in_data(text)) and text.get_text():
            x, y = text.get_position()
            yield self.row("text", x=x, y=y, text=_plain(text.get_text()))


def _named_styles(axes: Axes) -> dict[tuple, str]:
    """Looks of lines and symbols that have a name in the legend: others of the same look in that panel share it."""
    named = {}
    for line in axes.lines:
        if label := _own_label(line):
            named.setdefault(_style(line), label)
    for container in axes.containers:
        if isinstance(container, ErrorbarContainer) and container.lines[0] is not None and _own_label(container):
            named.setdefault(_style(container.lines[0]), _own_label(container))
    return named


def table_of(figure: Figure) -> str:
    """The table of a figure as CSV (RFC 4180, but with line feeds), with a header of `COLUMNS`.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    str
        Columns in which nothing stands are left out.
    """
    panels = [axes for axes in figure.axes if axes.get_label() != "<colorbar>" and axes.get_visible()]
    by_panel = [_named_styles(axes) for axes in panels]
    # A legend names the symbols of panels that have none; a line of the same look may mean something else there.
    everywhere = {style: name for named in reversed(by_panel) for style, name in named.items() if not style[3]}
    rows = []
    for i, axes in enumerate(panels, 1):
        title = next(filter(None, (axes.get_title(loc) for loc in ("center", "left", "right"))), "")
        rows += _Panel(axes, _plain(title) or str(i), by_panel[i - 1] or everywhere).rows()
    used = [c for c in COLUMNS if c in _ALWAYS or any(row.get(c) not in (None, "") for row in rows)]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(used)
    table.writerows([_cell(row.get(column)) for column in used] for row in rows)
    return text.getvalue()


def _cell(value) -> str:
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def keep_tables() -> None:
    """From now on, let every displayed figure carry its table; does nothing outside a notebook."""
    from IPython import get_ipython

    def shown(figure: Figure, include=None, exclude=None) -> dict:
        table = table_of(figure)  # with the words as the page spells them
        set_indices(figure)
        return {MEDIA_TYPE: table}

    if shell := get_ipython():
        shell.display_formatter.mimebundle_formatter.for_type(Figure, shown)
