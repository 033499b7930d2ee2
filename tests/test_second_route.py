"""Each stored check agrees with its second route (tests/second_route), and none is left without one or a reason."""

import ast
import math
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import second_route
from second_route import caveats, trends
from shown import page_text

from atombridge import pages

second_route.load_all()
STORED = {
    (check["page"], check["claim"]): check
    for page in pages.find_all().values()
    for check in pages.stored_checks(page.read())
    if check["page"] == page.id
}
FOLDER = Path(second_route.__file__).parent


def number_agrees(stated: str, stored: float, second: float) -> bool:
    """Whether the second value, rounded as the stored one is, is the stored one: to one digit more than stated."""
    step = Decimal(1).scaleb(Decimal(stated).as_tuple().exponent - 1)
    # A hair more than half a step: a value in the middle may round either way.
    return math.isfinite(second) and abs(Decimal(repr(second)) - Decimal(repr(stored))) <= step * Decimal("0.51")


def to_three_digits_agrees(stored: float, second: float) -> bool:
    step = Decimal(1).scaleb(Decimal(repr(stored)).adjusted() - 2)
    return math.isfinite(second) and abs(Decimal(repr(second)) - Decimal(repr(stored))) <= step * Decimal("0.51")


def agrees(check: dict, second) -> bool:
    """Whether a second value is what a check stores."""
    stored = check["computed"]
    if check["test"] == "number":
        return number_agrees(second_route.stated(check["claim"]), stored, float(second))
    if check["test"] in ("range", "within"):
        ends = second_route.stated(check["claim"]).split("..")
        return all(number_agrees(*three) for three in zip(ends, stored, map(float, second), strict=True))
    if check["test"] in ("bound", "order"):
        return to_three_digits_agrees(stored, float(second))
    if check["test"] == "yes_no":
        return isinstance(second, bool) and stored == ("yes" if second else "no")
    return stored == second


text_of = cache(page_text)


def shows(text: str, number: str) -> bool:
    """Whether a number stands in a text by itself."""
    number = re.escape(re.sub(r"-(?=\d)", "−", number))
    return re.search(rf"(?<![\d.]){number}(?!\d|\.\d)", text) is not None


@pytest.mark.parametrize("key", sorted(second_route.ROUTES), ids="-".join)
def test_second_route_agrees(key):
    result = second_route.ROUTES[key].function()
    if not isinstance(result, second_route.Result):
        result = second_route.Result(result)
    check = STORED[key]
    assert agrees(check, result.value), f"second route {result.value}, stored {check['computed']} ({check['quantity']})"
    missing = [number for number in result.shows if not shows(text_of(key[0]), number)]
    assert missing == [], f"{key[0]} does not show {', '.join(missing)}"


@pytest.mark.parametrize("claim", sorted(caveats.CAVEATS))
def test_caveat_states_the_second_values(claim):
    (row,) = second_route.rows("paper/claims", id=claim)
    missing = [number for number in caveats.CAVEATS[claim]() if not shows(row["caveat"], number)]
    assert missing == [], f"the caveat of {claim} does not state {', '.join(missing)}: {row['caveat']}"


def test_every_caveat_with_a_number_is_computed_or_excused():
    claims = second_route.rows("paper/claims", kind="computed")
    numeric = {row["id"] for row in claims if re.search(r"\d", row["caveat"])}
    covered = caveats.CAVEATS.keys() | caveats.WITHOUT.keys()
    assert sorted(numeric - covered) == [], "add the numbers of the caveat to tests/second_route/caveats.py"
    assert sorted(caveats.WITHOUT.keys() - numeric) == []
    assert not caveats.CAVEATS.keys() & caveats.WITHOUT.keys()


def test_every_check_has_a_second_route_or_a_reason():
    covered = second_route.ROUTES.keys() | second_route.NONE.keys()
    assert sorted(STORED.keys() - covered) == [], "add a route to tests/second_route, or none() with the reason"
    assert sorted(covered - STORED.keys()) == [], "these checks are not on the pages any more"


def test_few_checks_go_without():
    assert len(second_route.NONE) <= 0.1 * len(STORED)
    assert all(len(reason.split()) >= 6 for reason in second_route.NONE.values())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_second_routes_use_nothing_of_the_package(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not any(name.split(".")[0] == "atombridge" for name in names), path.name


def test_every_route_says_what_it_does():
    assert [key for key, route in second_route.ROUTES.items() if not route.function.__doc__] == []


@pytest.mark.parametrize(
    ("word", "function"),
    [
        ("dome", lambda x: 1 - (x - 0.5) ** 2),
        ("valley", lambda x: (x - 0.5) ** 2),
        ("increasing", lambda x: x),
        ("decreasing", lambda x: -x),
        ("none", lambda x: 0 * x),
    ],
)
def test_second_shape_knows_every_shape(word, function):
    rng = np.random.default_rng(7)
    x = np.sort(rng.uniform(size=30))
    assert trends.shape_word(x, function(x) + 0.03 * rng.standard_normal(30)) == word


def test_other_values_do_not_agree():
    """The comparison notices what is off by one in the last stored digit, another word, or the other answer."""
    for check in STORED.values():
        stored = check["computed"]
        if check["test"] == "number":
            step = float(Decimal(1).scaleb(Decimal(second_route.stated(check["claim"])).as_tuple().exponent - 1))
            others = [stored - step, stored + step, math.nan]
        elif check["test"] in ("range", "within"):
            others = [[stored[0] - 0.1, stored[1]], [stored[0], stored[1] + 0.1]]
        elif check["test"] in ("bound", "order"):
            others = [1.01 * stored, 0.99 * stored, math.inf]
        elif check["test"] == "yes_no":
            others = [stored != "yes", stored]
        else:
            others = [word for word in ("increasing", "decreasing", "dome", "valley", "none") if word != stored]
        for other in others:
            assert not agrees(check, other), (check["page"], check["claim"], other)
    assert shows("a share of 0.91 (n = 4)", "0.91")
    assert not shows("a share of 10.91 or 0.912", "0.91")
