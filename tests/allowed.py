"""What the schema of a page's parameter allows: its extremes, and hypothesis strategies for all of it."""

from __future__ import annotations

import itertools

import jsonschema
from hypothesis import strategies as st


def _ends(rule: dict) -> list:
    """Lowest and highest number of a rule; a schema of this book states both."""
    return [rule["minimum"], rule["maximum"]]


def extremes(rule: dict) -> list:
    """Values at the ends of what a rule allows: bounds, every word, shortest and longest lists of the extreme items."""
    kind = rule.get("type", "string")
    if "enum" in rule:
        values = list(rule["enum"])
    elif kind == "boolean":
        values = [False, True]
    elif kind in ("number", "integer"):
        values = _ends(rule)
    elif kind == "object":
        keys = rule["propertyNames"]["enum"]
        ends = _ends(rule["additionalProperties"])
        values = [{}, *(dict.fromkeys(keys, end) for end in ends), {keys[0]: ends[0], keys[-1]: ends[1]}]
    elif "prefixItems" in rule:
        values = [list(pair) for pair in itertools.product(*map(_ends, rule["prefixItems"]))]
    else:
        items = extremes(rule["items"])
        least, most = rule.get("minItems", 0), rule.get("maxItems", 20)
        if rule.get("uniqueItems"):
            if rule["items"].get("type") == "integer":
                items = list(range(items[0], items[1] + 1))
            most = min(most, len(items))
            # Each shortest list, the longest from either end, and all but one item.
            values = [list(one) for one in itertools.combinations(items, least or 1)]
            values += [items[:least], items[:most], items[::-1][:most], items[: most - 1], items[1 : most + 1]]
        else:
            values = [list(some) for some in itertools.product(items, repeat=least or 1)]
            values += [[], *([item] * most for item in items), [items[i % 2] for i in range(most)]]
    validator = jsonschema.Draft202012Validator(rule)
    found = []
    for value in values:
        if value not in found and validator.is_valid(value):
            found.append(value)
    return found


def inside(rule: dict) -> st.SearchStrategy:
    """Any value that a rule allows."""
    kind = rule.get("type", "string")
    if "enum" in rule:
        values = st.sampled_from(rule["enum"])
    elif kind == "boolean":
        values = st.booleans()
    elif kind == "integer":
        values = st.integers(*_ends(rule))
    elif kind == "number":
        low, high = _ends(rule)
        values = st.one_of(st.sampled_from([low, high]), st.floats(float(low), float(high)))
    elif kind == "object":
        values = st.dictionaries(st.sampled_from(rule["propertyNames"]["enum"]), inside(rule["additionalProperties"]))
    elif "prefixItems" in rule:
        values = st.tuples(*map(inside, rule["prefixItems"])).map(list)
    else:
        values = st.lists(
            inside(rule["items"]),
            min_size=rule.get("minItems", 0),
            max_size=rule.get("maxItems", 20),
            unique=rule.get("uniqueItems", False),
        )
    return values.filter(jsonschema.Draft202012Validator(rule).is_valid) if kind in ("array", "object") else values
