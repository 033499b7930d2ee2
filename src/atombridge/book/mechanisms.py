"""The mechanisms against the 32 items, and the links between the items, as the synthesis shows and offers them."""

from __future__ import annotations

import functools
import json
from collections import Counter
from pathlib import Path

from .. import data
from ..dependence import components, declared_links, largest_unlinked_set, relation_links, shared_table_links

__all__ = ["RELATIONS", "RULES", "SCHEMA_PATH", "apart", "counts", "graph", "read", "shared_counts", "weights"]

SCHEMA_PATH = Path(__file__).with_name("mechanisms.schema.json")

RELATIONS = {"predicts": "predicts", "allows": "allows", "silent": "silent", "conflicts": "conflicts"}
"""What a mechanism says of an item, in words."""

MARKS = {"predicts": "●", "allows": "○", "silent": "–", "conflicts": "✗"}
"""A shape for each, so that colour is never the only sign."""

RULES = {
    "any": "joined by any chain of links of any kind",
    "verdict": "the same, without tables of lattice constants",
    "function": "joined by a chain of stated functional relations only",
    "unlinked": "the largest choice of items of which no two are linked directly, by any kind of link",
}
"""Rules by which items count as one, from the strictest on; the last is another reading of the first's links."""


@functools.cache
def read(root: Path | None = None) -> dict:
    """The content of mechanisms.yaml, valid against its schema, with every item and mechanism once and in order.

    Raises
    ------
    data.DataError
        If a field is missing or of the wrong kind.
    ValueError
        If the items are not those of evidence.yaml, or a mechanism is missing or named twice.
    """
    content = data.load("mechanisms", root=root)
    schema = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    items = [item["id"] for item in data.load("evidence", root=root)["items"]]
    if [item["id"] for item in content["items"]] != items:
        raise ValueError("mechanisms.yaml must name the items of evidence.yaml, once each and in their order")
    names = schema["properties"]["mechanisms"]["items"]["properties"]["id"]["enum"]
    if [mechanism["id"] for mechanism in content["mechanisms"]] != names:
        raise ValueError(f"mechanisms.yaml must name the mechanisms {', '.join(names)}, once each and in this order")
    return content


def graph(root: Path | None = None) -> dict:
    """Items as nodes, their links as edges, and the groups under each rule.

    Returns
    -------
    dict
        ``nodes`` (id, title); ``edges`` (source, target, ``tables`` shared, ``relations`` held, whether ``declared`` on
        one of the two sections); ``rules``: for each rule its ``words``, ``count`` and ``groups``.
    """
    content = read(root)["dependence"]
    evidence = data.load("evidence", root=root)["items"]
    items = [item["id"] for item in evidence]
    tables = {item["id"]: item["data"] for item in evidence}
    shared = shared_table_links(tables)
    telling = shared_table_links(tables, leave_out=content["context_tables"])
    declared = declared_links({item["id"]: item["shares_data_with"] for item in evidence})
    functions = relation_links(items, [(r["id"], r["items"]) for r in content["relations"]])
    pairs = sorted({*shared, *declared, *functions}, key=lambda pair: (items.index(pair[0]), items.index(pair[1])))
    groups = {
        "any": components(items, pairs),
        "verdict": components(items, [pair for pair in pairs if pair in {*telling, *declared, *functions}]),
        "function": components(items, functions),
        "unlinked": [[item] for item in largest_unlinked_set(items, pairs)],
    }
    return {
        "nodes": [{"id": item["id"], "title": item["title"]} for item in evidence],
        "edges": [
            {
                "source": first,
                "target": second,
                "tables": list(shared.get((first, second), ())),
                "relations": list(functions.get((first, second), ())),
                "declared": (first, second) in declared,
            }
            for first, second in pairs
        ],
        "rules": [
            {"id": rule, "words": words, "count": len(groups[rule]), "groups": groups[rule]}
            for rule, words in RULES.items()
        ],
    }


def weights(groups: list[list[str]]) -> dict[str, float]:
    """Each item's share of its group: all items of a group together count as one."""
    return {item: 1 / len(group) for group in groups for item in group}


def counts(content: dict, weight: dict[str, float] | None = None) -> dict[str, dict[str, float]]:
    """How often each mechanism predicts, allows, is silent or conflicts.

    Parameters
    ----------
    content : dict
        As from `read`.
    weight : dict, optional
        What each item counts; one if not given.

    Returns
    -------
    dict
        Mechanism to relation to count.
    """
    result = {}
    for mechanism in content["mechanisms"]:
        total: Counter = Counter()
        for item in content["items"]:
            total[item["cells"][mechanism["id"]]["relation"]] += weight[item["id"]] if weight else 1
        result[mechanism["id"]] = {relation: total[relation] for relation in RELATIONS}
    return result


def apart(content: dict) -> list[str]:
    """Items on which the letter conflicts with the finding and a rival predicts it, or the other way round."""
    found = []
    for item in content["items"]:
        relations = {name: cell["relation"] for name, cell in item["cells"].items()}
        letter = relations.pop("letter")
        if {("conflicts", "predicts"), ("predicts", "conflicts")} & {(letter, rival) for rival in relations.values()}:
            found.append(item["id"])
    return found


def shared_counts(content: dict) -> dict[str, int]:
    """How the letter's predictions compare with those of its rivals, in items.

    Returns
    -------
    dict
        ``predicted`` by the letter; ``also_predicted`` by at least one rival; ``also_allowed``: by none, though at
        least one allows it; ``alone``: every rival is silent or conflicts.
    """
    found = dict.fromkeys(("predicted", "also_predicted", "also_allowed", "alone"), 0)
    for item in content["items"]:
        relations = {name: cell["relation"] for name, cell in item["cells"].items()}
        if relations.pop("letter") != "predicts":
            continue
        found["predicted"] += 1
        others = set(relations.values())
        found["also_predicted" if "predicts" in others else "also_allowed" if "allows" in others else "alone"] += 1
    return found
