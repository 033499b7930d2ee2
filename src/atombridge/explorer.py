"""Interactive figures: a page computes them on a grid of settings, and the built book lets a reader move over the grid.

Nothing is computed in the reader's browser.  Everything that can be chosen is a `Control` with a few settings; every
curve, set of points and readout says on which controls it depends and brings one entry for each combination of their
settings, the last control varying fastest.  An interactive figure adds to a drawn one: the page is complete without.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import product

import numpy as np

__all__ = ["MEDIA_TYPE", "Axis", "Control", "Explorer", "Readout", "Series", "at_every", "numbers"]

MEDIA_TYPE = "application/vnd.atombridge.explorer+json"

KINDS = ("line", "points", "bars", "level", "mark")
"""How a series is drawn: a curve; circles, with error bars where ends are given; upright ticks at positions; a
horizontal line over the whole width; an upright line over the whole height."""


@dataclass(frozen=True)
class Control:
    """Something a reader can set."""

    name: str  # key by which series and readouts refer to it
    label: str  # what it is, with unit
    settings: tuple[str, ...]  # in words, in order
    start: int  # index of the setting shown first
    ordered: bool = True  # a slider for quantities, a list for things without order

    def __post_init__(self):
        if len(self.settings) < 2 or not 0 <= self.start < len(self.settings):
            raise ValueError(f"control {self.name!r} needs two settings or more, and starts at one of them")


@dataclass(frozen=True)
class Axis:
    """One axis of the drawing."""

    label: str  # with unit
    low: float
    high: float
    log: bool = False
    names: tuple[str, ...] = ()  # words at 0, 1, 2 ... in place of numbers


@dataclass(frozen=True)
class Series:
    """Something drawn; each of its coordinates is a list of texts of numbers, one for each combination of `on`."""

    name: str
    kind: str  # one of KINDS
    colour: str  # a key of figures.COLOURS
    x: list[str] = field(default_factory=list)
    y: list[str] = field(default_factory=list)
    low: list[str] = field(default_factory=list)  # lower ends of error bars along y
    high: list[str] = field(default_factory=list)
    on: tuple[str, ...] = ()  # names of controls
    dashed: bool = False


@dataclass(frozen=True)
class Readout:
    """A value in words, one for each combination of `on`."""

    label: str
    values: list[str]
    on: tuple[str, ...]


@dataclass(frozen=True)
class Explorer:
    """An interactive figure of a page."""

    page: str  # id of the page
    title: str
    caption: str  # what is drawn, and on which grid it was computed
    controls: list[Control]
    x: list[Axis]  # one, or one for each combination of axes_on
    y: list[Axis]
    series: list[Series]
    readouts: list[Readout]
    axes_on: tuple[str, ...] = ()

    def __post_init__(self):
        sizes = {control.name: len(control.settings) for control in self.controls}
        parts = [("axes", self.axes_on, [self.x, self.y])]
        parts += [(one.name, one.on, [one.x, one.y, one.low, one.high]) for one in self.series]
        parts += [(one.label, one.on, [one.values]) for one in self.readouts]
        for name, on, lists in parts:
            if unknown := [control for control in on if control not in sizes]:
                raise ValueError(f"{name!r}: no control {unknown[0]!r}, there are {', '.join(sizes)}")
            combinations = math.prod(sizes[control] for control in on)
            for entries in filter(None, lists):
                if len(entries) not in (1, combinations):
                    raise ValueError(f"{name!r} has {len(entries)} entries for {combinations} combinations")
        for one in self.series:
            if one.kind not in KINDS:
                raise ValueError(f"kind {one.kind!r} of {one.name!r} is unknown, allowed are {', '.join(KINDS)}")

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        controls = "; ".join(f"{c.label}: {len(c.settings)} settings" for c in self.controls)
        return {
            MEDIA_TYPE: asdict(self),
            "text/plain": f"Interactive figure, shown in the built book. {self.title} ({controls})",
        }


def at_every(function: Callable, *settings: Sequence) -> list:
    """What a function returns at every combination of settings, the last varying fastest."""
    return [function(*combination) for combination in product(*settings)]


def numbers(values, digits: int = 4) -> str:
    """Numbers as one text, each with so many significant digits; ``-`` for those that are missing."""
    values = np.atleast_1d(np.asarray(values, float))
    return " ".join(f"{value + 0.0:.{digits}g}" if math.isfinite(value) else "-" for value in values)
