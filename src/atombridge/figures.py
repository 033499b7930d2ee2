"""One look for every figure: sizes that stay legible on a phone and in print, colours safe for colour-blind readers."""

from __future__ import annotations

import matplotlib

__all__ = ["COLOURS", "WIDTH_INCH", "use_style"]

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
