"""One look for every figure: sizes that stay legible on a phone and in print, colours safe for colour-blind readers."""

from __future__ import annotations

import re

import matplotlib
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FuncFormatter

__all__ = ["COLOURS", "STILL_HIGH", "SYMBOLS", "WIDTH_INCH", "set_indices", "use_style"]

WIDTH_INCH = 5.2
"""Width of a figure: at 390 pixels its 11-point text is still about 10 pixels high."""

COLOURS = {
    "letter": "#000000",
    "book": "#0072B2",
    "contrast": "#B34F00",
    "third": "#00775A",
    "fourth": "#A8427B",
    "fifth": "#E69F00",
    "quiet": "#6E6E6E",
}
"""Okabe and Ito's palette, three of them darkened so that text in them is legible on white (at least 4.5 to 1).

Named by what a colour stands for; a shape or label always says the same as the colour.
"""


SYMBOLS = {
    r"\bkB\s?Tc(?![A-Za-z])": "$k_BT_c$",
    r"(?<![A-Za-z])Tc(?![A-Za-z])": "$T_c$",
    r"[µμ]B\b": r"$\\mu_B$",
}
"""Symbols with an index that has no sign of its own, as pages spell them, and how they are drawn."""

STILL_HIGH = r"(?<=[₀₁₂₃₄₅₆₇₈₉₊₋])([yzδ])(?![a-z])"
"""A letter among the indices of a formula that has no low sign."""


def _with_indices(text: str) -> str:
    words = re.split(r"(\$[^$]*\$)", text)
    for plain, drawn in [*SYMBOLS.items(), (STILL_HIGH, r"$_{\1}$")]:
        words[::2] = [re.sub(plain, drawn, word) for word in words[::2]]  # between dollar signs the indices are low
    return "".join(words)


def set_indices(figure: Figure) -> None:
    """Set the indices low in all words of a figure, so that pages need not spell them: ``Tc (K)``, ``O₆₊y``."""
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        # These write the names at an axis anew whenever the figure is drawn.
        if isinstance(names := axis.get_major_formatter(), (FixedFormatter, FuncFormatter)):
            axis.set_major_formatter(FuncFormatter(lambda x, place, names=names: _with_indices(names(x, place))))
    for words in figure.findobj(Text):
        words.set_text(_with_indices(words.get_text()))


def use_style() -> None:
    """Set matplotlib's defaults for this book, and let each figure of a notebook carry its numbers."""
    from .drawn import keep_tables

    keep_tables()
    matplotlib.rcParams.update(
        {
            "figure.figsize": (WIDTH_INCH, 3.6),
            "figure.dpi": 200,
            "figure.facecolor": "white",
            "savefig.facecolor": "white",
            "figure.constrained_layout.use": True,
            "font.family": "DejaVu Sans",
            "font.size": 11,
            "axes.titlesize": 11,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.axisbelow": True,
            "axes.unicode_minus": True,
            "axes.prop_cycle": matplotlib.cycler(
                color=[COLOURS[name] for name in ("book", "contrast", "third", "fourth", "fifth", "quiet")]
            ),
            "legend.frameon": False,
            "legend.fontsize": 10,
            "lines.markersize": 7,
        }
    )
