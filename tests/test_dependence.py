"""Links between items and the groups they leave, against small examples and other routes to the same numbers."""

import itertools
import random

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from atombridge.dependence import (
    components,
    declared_links,
    largest_unlinked_set,
    relation_links,
    shared_table_links,
)


def test_shared_tables_make_links():
    tables = {"a": ["t", "u"], "b": ["t"], "c": ["u", "v"], "d": []}
    assert shared_table_links(tables) == {("a", "b"): ("t",), ("a", "c"): ("u",)}
    assert shared_table_links(tables, leave_out=["u"]) == {("a", "b"): ("t",)}


def test_declared_links_have_no_direction():
    assert declared_links({"a": ["b"], "b": ["a"], "c": ["a"]}) == {("a", "b"), ("a", "c")}


def test_relations_link_all_their_items():
    links = relation_links("abcd", [("one", ["c", "a", "b"]), ("two", ["a", "b"])])
    assert links == {("a", "c"): ("one",), ("b", "c"): ("one",), ("a", "b"): ("one", "two")}


def test_components_of_a_chain_a_pair_and_a_single():
    assert components("abcdef", [("c", "b"), ("a", "b"), ("e", "f")]) == [["a", "b", "c"], ["d"], ["e", "f"]]
    assert components([], []) == []


@pytest.mark.parametrize(
    ("links", "size"),
    [
        ([], 6),
        ([("a", "b")], 5),
        ([*itertools.pairwise("abcdef")], 3),  # a path
        ([*itertools.pairwise("abcdea")], 3),  # a ring of five and one alone
        ([*itertools.combinations("abcdef", 2)], 1),  # all linked
        ([("a", other) for other in "bcdef"], 5),  # a star
    ],
)
def test_largest_unlinked_set_of_known_graphs(links, size):
    chosen = largest_unlinked_set("abcdef", links)
    assert len(chosen) == size
    assert not any({first, second} <= set(chosen) for first, second in links)


def by_csgraph(items, links):
    """Number of components by scipy."""
    index = {item: i for i, item in enumerate(items)}
    rows, columns = [index[a] for a, _ in links], [index[b] for _, b in links]
    matrix = coo_matrix((np.ones(len(links)), (rows, columns)), shape=(len(items), len(items)))
    return connected_components(matrix, directed=False)[0]


def by_integer_programme(items, links):
    """Size of a largest choice without a link, as an integer programme."""
    if not links:
        return len(items)
    index = {item: i for i, item in enumerate(items)}
    rows = np.zeros((len(links), len(items)))
    for k, pair in enumerate(links):
        rows[k, [index[item] for item in pair]] = 1
    found = milp(
        -np.ones(len(items)),
        constraints=LinearConstraint(rows, -np.inf, 1),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(items)),
    )
    return round(-found.fun)


@pytest.mark.parametrize("seed", range(12))
def test_random_graphs_by_other_routes(seed):
    chance = random.Random(seed)
    items = [f"i{k}" for k in range(18)]
    links = [pair for pair in itertools.combinations(items, 2) if chance.random() < 0.04 * (seed + 1)]
    groups = components(items, links)
    assert sorted(itertools.chain(*groups)) == sorted(items)
    assert len(groups) == by_csgraph(items, links)
    chosen = largest_unlinked_set(items, links)
    assert len(chosen) == by_integer_programme(items, links)
    assert not any(pair in links for pair in itertools.combinations(chosen, 2))
    shuffled = chance.sample(links, len(links))
    assert largest_unlinked_set(items, shuffled) == chosen
    assert components(items, shuffled) == groups


@pytest.mark.parametrize(
    "call",
    [
        lambda: components("ab", [("a", "z")]),
        lambda: largest_unlinked_set("ab", [("a", "z")]),
        lambda: relation_links("ab", [("one", ["a", "z"])]),
        lambda: declared_links({"a": ["z"]}),
    ],
)
def test_unknown_items_are_named(call):
    with pytest.raises(ValueError, match="no item 'z' among a"):
        call()


def test_other_bad_input():
    with pytest.raises(ValueError, match="names itself"):
        declared_links({"a": ["a"]})
    with pytest.raises(ValueError, match="named twice"):
        components("aa", [])
