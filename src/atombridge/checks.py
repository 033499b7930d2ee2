"""Compare computed values with what the letter states: the only module that does.

A stated value is kept as the letter prints it (``"6.08"``), because its digits say how closely a computed value has to
agree: within half a unit of the last one, unless a page gives a reason for another tolerance.  Ranges, bounds, orders
of magnitude, trends and yes/no statements are compared in their own ways (`TESTS`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation

from . import data

__all__ = ["MEDIA_TYPE", "TESTS", "TRENDS", "Check", "check", "compare", "compare_number", "show", "stated"]

MEDIA_TYPE = "application/vnd.atombridge.check+json"

TESTS = ("number", "range", "within", "bound", "order", "trend", "yes_no")
"""How a statement can be tested; the column ``test`` of data/paper/claims.csv."""

TRENDS = ("increasing", "decreasing", "dome", "valley", "none")
"""Shapes that a trend statement and a page's answer can have; "none" is an answer only."""

ORDER_FACTOR = math.sqrt(10)
"""Two numbers are of one order of magnitude if neither exceeds the other by more than this factor."""


@dataclass(frozen=True)
class Check:
    """One computed value beside the letter's; the fields are the keys of its JSON form."""

    claim: str  # id of the statement, a row of data/paper/claims.csv
    page: str  # id of the page that computes the value
    quantity: str  # what is compared, in words
    test: str  # how, one of TESTS
    stated: float | str | list[float]  # value of the letter, or asked by the book; two ends for a range
    computed: float | str | list[float] | None  # rounded to one digit more than stated; None if not a number
    unit: str  # unit of both, empty for a plain number
    tolerance: float | None  # largest difference that agrees, in the unit; a factor for orders of magnitude
    agrees: bool

    def _decimals(self) -> int | None:
        """Decimals that the statement was printed with, as far as its tolerance tells."""
        if self.test not in ("number", "range", "within") or not 0 < self.tolerance <= 0.5:
            return None
        return math.ceil(round(-math.log10(2 * self.tolerance), 6))

    @property
    def stated_words(self) -> str:
        """The stated value with its unit, with the decimals printed."""
        return _in_words(self.stated, self._decimals()) + unit_words(self.unit)

    @property
    def computed_words(self) -> str:
        """The computed value with its unit, with one decimal more."""
        decimals = self._decimals()
        words = _in_words(self.computed, None if decimals is None else decimals + 1)
        return words + (unit_words(self.unit) if self.computed is not None else "")

    @property
    def result_words(self) -> str:
        """Whether they agree, and how closely they have to."""
        word = "agrees" if self.agrees else "differs"
        if self.tolerance is None:
            return word
        return f"{word} (factor {self.tolerance:.2g})" if self.test == "order" else f"{word} (±{self.tolerance:g})"

    @property
    def stated_by(self) -> str:
        """Whose the stated value is: ``letter``, or ``asked`` for a question that the book added."""
        return "asked" if data.row("claims", self.claim, ["location"])["location"] == "Added check" else "letter"

    def __str__(self) -> str:
        values = f"{self.stated_by} {self.stated_words} · computed {self.computed_words}"
        return f"{self.claim} · {self.quantity} · {values} · {self.result_words}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {MEDIA_TYPE: asdict(self), "text/plain": str(self)}


UNIT_WORDS = {"angstrom": "Å", "cm^-3": "cm⁻³", "m_e": "mₑ", "mu_B": "μB", "microohm cm": "μΩ cm"}


def unit_words(unit: str) -> str:
    """A unit as a reader writes it, after a no-break space; empty for a plain number."""
    return f"\u00a0{UNIT_WORDS.get(unit, unit)}" if unit else ""


def number_words(text: str) -> str:
    """A number's text with a true minus sign and powers of ten written out."""
    text = re.sub(
        r"(\d(?:\.\d+)?)e([+-]?)0*(\d+)", lambda m: f"{m[1]}×10{(m[2].strip('+') + m[3]).translate(_RAISED)}", text
    )
    text = re.sub(r"(?<![\d.])1×10", "10", text)
    return text.replace("-", "\u2212").replace("<=", "≤\u00a0").replace(">=", "≥\u00a0")


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _in_words(value, decimals: int | None) -> str:
    if value is None:
        return "not a number"
    if isinstance(value, list):
        return " to ".join(_in_words(v, decimals) for v in value)
    if isinstance(value, str):
        return number_words(value) if any(c.isdigit() for c in value) else value
    return number_words(f"{value:.6g}" if decimals is None else f"{value:.{decimals}f}")


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"stated value {text!r} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"stated value {text!r} is not finite")
    return number


def _exact(computed: float) -> Decimal:
    # Twelve digits are far more than any statement warrants, and the same on every machine.
    return Decimal(f"{float(computed):.12g}")


def compare_number(stated: str, computed: float, tolerance: float | None = None) -> tuple[float | None, float, bool]:
    """Compare one computed value with a stated one.

    Parameters
    ----------
    stated : str
        The value as printed, for example ``"6.08"`` or ``"1e21"``.
    computed : float
        The book's value in the same unit.
    tolerance : float, optional
        Largest difference that agrees; half a unit of the last stated digit if not given.

    Returns
    -------
    (float or None, float, bool)
        The computed value rounded to one digit more than stated (None if it is not finite), the tolerance, and
        whether they agree.  A value that is not finite never agrees.

    Raises
    ------
    ValueError
        If `stated` is not a finite number or `tolerance` is negative or not a number.
    """
    number = _decimal(stated)
    last_digit = Decimal(1).scaleb(number.as_tuple().exponent)
    allowed = last_digit / 2 if tolerance is None else Decimal(repr(float(tolerance)))
    if not allowed.is_finite() or allowed < 0:
        raise ValueError(f"tolerance must be finite and not negative, got {tolerance}")
    if not math.isfinite(computed):
        return None, float(allowed), False
    exact = _exact(computed)
    rounded = round(exact / (last_digit / 10)) * (last_digit / 10)
    return float(rounded), float(allowed), abs(exact - number) <= allowed


def _three_digits(value: float) -> float | None:
    return float(f"{value:.3g}") if math.isfinite(value) else None


def _ends(stated: str) -> list[str]:
    ends = stated.split("..")
    if len(ends) != 2 or _decimal(ends[0]) > _decimal(ends[1]):
        raise ValueError(f"stated range {stated!r} is not of the form low..high")
    return ends


def _extremes(computed) -> list[float]:
    values = [float(v) for v in computed]
    if not values:
        raise ValueError("a range needs at least one computed value")
    return [math.nan, math.nan] if any(map(math.isnan, values)) else [min(values), max(values)]


def compare(test: str, stated: str, computed, tolerance: float | None = None):
    """Compare in the way `test` says.

    Parameters
    ----------
    test : str
        One of `TESTS`:

        - ``number``: `compare_number`;
        - ``range``: lowest and highest computed value agree with the ends ``low..high``, each as a number;
        - ``within``: all computed values lie in ``low..high``, the ends widened by half a unit of their last digits;
        - ``bound``: the computed value satisfies ``<x``, ``<=x``, ``>x`` or ``>=x``;
        - ``order``: stated and computed have one sign and differ by at most `ORDER_FACTOR`;
        - ``trend``: stated and computed are the same word of `TRENDS`;
        - ``yes_no``: stated ``yes`` or ``no`` against a computed bool.
    stated : str
    computed : float, sequence of float, str or bool
        As the test needs.
    tolerance : float, optional
        For ``number``, ``range`` and ``within``: replaces half a unit of the last digit.

    Returns
    -------
    (stated, computed, tolerance, agrees)
        As stored in a `Check`.

    Raises
    ------
    ValueError
        For an unknown test, or values that the test cannot take.
    """
    if test == "number":
        value, allowed, agrees = compare_number(stated, float(computed), tolerance)
        return float(stated), value, allowed, agrees
    if test in ("range", "within"):
        ends, extremes = _ends(stated), _extremes(computed)
        results = [compare_number(end, x, tolerance) for end, x in zip(ends, extremes, strict=True)]
        value = [r[0] for r in results]
        allowed = max(r[1] for r in results)
        if None in value:
            value, agrees = None, False
        elif test == "range":
            agrees = all(r[2] for r in results)
        else:
            low, high = (_decimal(end) for end in ends)
            margin_low, margin_high = (Decimal(repr(r[1])) for r in results)
            agrees = low - margin_low <= _exact(extremes[0]) and _exact(extremes[1]) <= high + margin_high
        return [float(end) for end in ends], value, allowed, agrees
    if test == "bound":
        sign = next((s for s in ("<=", ">=", "<", ">") if stated.startswith(s)), None)
        if sign is None:
            raise ValueError(f"stated bound {stated!r} does not begin with <, <=, > or >=")
        limit = _decimal(stated.removeprefix(sign))
        if not math.isfinite(computed):
            return stated, None, None, False
        exact = _exact(computed)
        agrees = {"<": exact < limit, "<=": exact <= limit, ">": exact > limit, ">=": exact >= limit}[sign]
        return stated, _three_digits(float(computed)), None, agrees
    if test == "order":
        reference, value = float(_decimal(stated)), float(computed)
        if reference == 0:
            raise ValueError("zero has no order of magnitude")
        ratio = value / reference
        agrees = math.isfinite(ratio) and 1 / ORDER_FACTOR <= ratio <= ORDER_FACTOR
        return reference, _three_digits(value), float(f"{ORDER_FACTOR:.3g}"), agrees
    if test == "trend":
        if stated not in TRENDS[:-1] or computed not in TRENDS:
            raise ValueError(f"a trend is one of {', '.join(TRENDS)}, got {stated!r} and {computed!r}")
        return stated, computed, None, stated == computed
    if test == "yes_no":
        if stated not in ("yes", "no") or not isinstance(computed, (bool,)):
            raise ValueError(f"a yes/no statement needs yes or no and a bool, got {stated!r} and {computed!r}")
        answer = "yes" if computed else "no"
        return stated, answer, None, stated == answer
    raise ValueError(f"test {test!r} is unknown, allowed are {', '.join(TESTS)}")


def check(page: str, claim: str, computed, *, quantity: str | None = None, tolerance: float | None = None) -> Check:
    """Check a computed value against the statement `claim` of the letter.

    Parameters
    ----------
    page : str
        Id of the page that computes the value, for example ``"table-1"``.
    claim : str
        Id of a row of data/paper/claims.csv that has a test.
    computed : float, sequence of float, str or bool
        The value in the unit of the statement, as its test needs (see `compare`).
    quantity : str, optional
        What is compared, in words; the statement itself if not given.
    tolerance : float, optional
        As in `compare`.

    Returns
    -------
    Check

    Raises
    ------
    ValueError
        If there is no such claim (`data.DataError`), or it states nothing that can be compared this way.
    """
    row = data.row("claims", claim, ["statement", "stated", "unit", "test"])
    if not row["test"]:
        raise ValueError(f"statement {claim} has no test in data/{data.resource('claims')['path']}")
    if row["test"] == "yes_no":
        computed = bool(computed)  # numpy's bool as well as Python's
    text, value, allowed, agrees = compare(row["test"], row["stated"], computed, tolerance)
    return Check(
        claim=claim,
        page=page,
        quantity=quantity or row["statement"],
        test=row["test"],
        stated=text,
        computed=value,
        unit=row["unit"],
        tolerance=allowed,
        agrees=agrees,
    )


def stated(claim: str) -> float | list[float] | str:
    """What the letter states: a number, the two ends of a range ``low..high``, or text such as ``"dome"``.

    Raises
    ------
    ValueError
        If there is no such claim (`data.DataError`).
    """
    text = data.row("claims", claim, ["stated"])["stated"]
    try:
        numbers = [float(end) for end in text.split("..")]
    except ValueError:
        return text
    return numbers if len(numbers) > 1 else numbers[0]


def show(checks: Iterable[Check]) -> None:
    """Display checks in a notebook, one output each; the book renders neighbours as one table."""
    from IPython.display import display

    for one in checks:
        display(one)
