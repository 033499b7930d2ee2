"""How far items of evidence depend on one another: links between them, and how many groups the links leave.

Pure functions on names and pairs of names.  A *link* is a pair of items with a reason; the result of every function
follows the order of the items given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["components", "declared_links", "largest_unlinked_set", "relation_links", "shared_table_links"]

Link = tuple[str, str]


def _ordered(first: str, second: str, order: Mapping[str, int]) -> Link:
    return (first, second) if order[first] < order[second] else (second, first)


def _positions(items: Sequence[str]) -> dict[str, int]:
    order = {item: i for i, item in enumerate(items)}
    if len(order) != len(items):
        raise ValueError("an item is named twice")
    return order


def _known(name: str, order: Mapping[str, int]) -> str:
    if name not in order:
        raise ValueError(f"no item {name!r} among {', '.join(order)}")
    return name


def shared_table_links(
    tables: Mapping[str, Iterable[str]], *, leave_out: Iterable[str] = ()
) -> dict[Link, tuple[str, ...]]:
    """Pairs of items that use the same table.

    Parameters
    ----------
    tables : mapping of str to iterable of str
        For each item the names of its tables.
    leave_out : iterable of str
        Names of tables that make no link.

    Returns
    -------
    dict
        Pair of items, in the order given, to the names of the tables they share.
    """
    items = list(tables)
    without = set(leave_out)
    names = {item: set(tables[item]) - without for item in items}
    links = {}
    for i, first in enumerate(items):
        for second in items[i + 1 :]:
            if common := names[first] & names[second]:
                links[first, second] = tuple(sorted(common))
    return links


def declared_links(declared: Mapping[str, Iterable[str]]) -> set[Link]:
    """Pairs of which at least one item names the other.

    Raises
    ------
    ValueError
        If an item names one that is not in the mapping, or itself.
    """
    order = _positions(list(declared))
    links = set()
    for item, others in declared.items():
        for other in others:
            if _known(other, order) == item:
                raise ValueError(f"{item} names itself")
            links.add(_ordered(item, other, order))
    return links


def relation_links(items: Sequence[str], relations: Iterable[tuple[str, Sequence[str]]]) -> dict[Link, tuple[str, ...]]:
    """Pairs of items that are functions of one another: all pairs within each stated relation.

    Parameters
    ----------
    items : sequence of str
    relations : iterable of (str, sequence of str)
        Name of a relation and the items that it ties together.

    Returns
    -------
    dict
        Pair of items to the names of the relations that hold both.

    Raises
    ------
    ValueError
        If a relation names an unknown item.
    """
    order = _positions(items)
    links: dict[Link, tuple[str, ...]] = {}
    for name, members in relations:
        members = [_known(member, order) for member in members]
        for i, first in enumerate(members):
            for second in members[i + 1 :]:
                pair = _ordered(first, second, order)
                links[pair] = (*links.get(pair, ()), name)
    return links


def components(items: Sequence[str], links: Iterable[Link]) -> list[list[str]]:
    """Groups of items joined by any chain of links (connected components, by union of sets).

    Returns
    -------
    list of list of str
        Groups in the order of their first items; every item is in exactly one.

    Raises
    ------
    ValueError
        If a link names an unknown item.
    """
    order = _positions(items)
    parent = {item: item for item in items}

    def root(item: str) -> str:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for first, second in links:
        low, high = root(_known(first, order)), root(_known(second, order))
        if low != high:
            parent[high] = low
    groups: dict[str, list[str]] = {}
    for item in items:
        groups.setdefault(root(item), []).append(item)
    return sorted(groups.values(), key=lambda group: order[group[0]])


def largest_unlinked_set(items: Sequence[str], links: Iterable[Link]) -> list[str]:
    """A largest choice of items of which no two are linked directly (maximum independent set, exact).

    The same input always gives the same choice; others of equal size may exist.  Each component is searched by itself;
    the effort grows exponentially with the largest of them, which suits some tens of items.

    Raises
    ------
    ValueError
        If a link names an unknown item.
    """
    links = list(links)
    order = _positions(items)
    near: dict[str, set[str]] = {item: set() for item in items}
    for first, second in links:
        near[_known(first, order)].add(second)
        near[_known(second, order)].add(first)

    def best(left: frozenset[str]) -> tuple[str, ...]:
        if not left:
            return ()
        degree = {item: len(near[item] & left) for item in left}
        item = min(left, key=lambda i: (degree[i], order[i]))
        if degree[item] <= 1:
            # An item with at most one neighbour can always be taken.
            return (item, *best(left - {item} - near[item]))
        item = max(left, key=lambda i: (degree[i], -order[i]))
        with_it = (item, *best(left - {item} - near[item]))
        without = best(left - {item})
        return max(with_it, without, key=lambda found: (len(found), [-order[i] for i in sorted(found, key=order.get)]))

    chosen: list[str] = []
    for group in components(items, links):
        chosen += best(frozenset(group))
    return sorted(chosen, key=order.get)
