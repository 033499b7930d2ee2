"""The registry of mechanisms, and what the synthesis computes from it, each by a route of its own."""

import copy
import csv
import io
import itertools
import json
import re
from collections import Counter, defaultdict
from fractions import Fraction

import jsonschema
import matplotlib
import pytest
import yaml
from test_dependence import by_csgraph, by_integer_programme

from atombridge import data
from atombridge.book import drawings, mechanisms, registry
from atombridge.data import ROOT

CONTENT = yaml.safe_load((ROOT / "data" / "paper" / "mechanisms.yaml").read_text(encoding="utf-8"))
EVIDENCE = yaml.safe_load((ROOT / "data" / "paper" / "evidence.yaml").read_text(encoding="utf-8"))["items"]
ITEMS = [item["id"] for item in EVIDENCE]
NAMES = ["letter", "spin", "phonon", "stripes", "phase", "competing"]
WORDS = ["predicts", "allows", "silent", "conflicts"]
BIBLIOGRAPHY = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
KEYS = set(re.findall(r"(?m)^@\w+\{([^,]+),", BIBLIOGRAPHY))
CELLS = [(item["id"], name, cell) for item in CONTENT["items"] for name, cell in item["cells"].items()]
SCHEMA = json.loads(mechanisms.SCHEMA_PATH.read_text(encoding="utf-8"))


def test_every_item_and_mechanism_is_there():
    assert [f"e{n:02}" for n in range(1, 33)] == ITEMS
    assert [item["id"] for item in CONTENT["items"]] == ITEMS
    assert [mechanism["id"] for mechanism in CONTENT["mechanisms"]] == NAMES
    assert len(CELLS) == 32 * 6
    for item in CONTENT["items"]:
        assert list(item["cells"]) == NAMES


@pytest.mark.parametrize(("item", "name", "cell"), CELLS, ids=[f"{i}-{n}" for i, n, _ in CELLS])
def test_cell(item, name, cell):
    """A word, one sentence and a source that exists; the letter's own column rests on the letter."""
    assert cell["relation"] in WORDS
    assert cell["sources"], "no cell without a source"
    assert set(cell["sources"]) <= KEYS
    assert cell["says"].endswith(".")
    assert not re.search(r"\. [A-Z]", cell["says"]), "one sentence"
    assert ("shi2025ionic" in cell["sources"]) == (name == "letter")


def test_statements_that_prose_pages_count():
    """C002 and C361 are counts of the registries and are not pending."""
    rows = {row["id"]: row for row in registry.claims()}
    with (ROOT / "data" / "paper" / "citations.csv").open(encoding="utf-8", newline="") as file:
        assert int(rows["C361"]["stated"]) == len(list(csv.DictReader(file)))
    assert int(rows["C002"]["stated"]) == len(EVIDENCE)
    assert {rows["C002"]["verdict"], rows["C361"]["verdict"]} == {"reproduced"}


def test_other_sources_exist():
    sources = [m["sources"] for m in CONTENT["mechanisms"]] + [i["decide"]["sources"] for i in CONTENT["items"]]
    sources += [relation["sources"] for relation in CONTENT["dependence"]["relations"]]
    assert {key for keys in sources for key in keys} <= KEYS


def test_cells_of_rivals_rest_on_a_source_that_was_read():
    """The bibliography or the audit says what was read; one classic is known and was not read again."""
    notes = dict(re.findall(r"(?ms)^@\w+\{([^,]+),(.*?)^\}", BIBLIOGRAPHY))
    with (ROOT / "data" / "paper" / "citations.csv").open(encoding="utf-8", newline="") as file:
        audited = {row["key"] for row in csv.DictReader(file) if row["fit"] != "not_checked"}
    read = {key for key, fields in notes.items() if re.search(r"abstract|text read", fields)} | audited
    for item, name, cell in CELLS:
        sources = set(cell["sources"])
        if name != "letter":
            assert sources & read or sources == {"emery1995importance"}, (item, name)
        if cell["relation"] == "silent":
            assert sources <= read, (item, name)


def test_silence_rests_on_a_work_whose_abstract_was_read():
    """Scope cannot be judged from a title; the letter itself is never silent on its own items."""
    notes = dict(re.findall(r"(?ms)^@\w+\{([^,]+),(.*?)^\}", BIBLIOGRAPHY))
    for item, name, cell in CELLS:
        if cell["relation"] == "silent":
            assert name != "letter"
            assert any("abstract" in notes[key] for key in cell["sources"]), (item, name)


def test_letter_conflicts_where_the_section_speaks_against_it():
    """The word in the letter's column and the verdict of the section say the same."""
    conflicts = {item["id"] for item in CONTENT["items"] if item["cells"]["letter"]["relation"] == "conflicts"}
    assert conflicts == {item["id"] for item in EVIDENCE if item["mechanism_verdict"] == "against"}


def test_nothing_is_the_letters_alone_where_the_section_says_shared():
    for item, facts in zip(CONTENT["items"], EVIDENCE, strict=True):
        if facts["mechanism_verdict"] == "shared_with_rivals":
            rivals = {cell["relation"] for name, cell in item["cells"].items() if name != "letter"}
            assert rivals & {"predicts", "allows"}, item["id"]


def test_statements_and_references_exist():
    with (ROOT / "data" / "paper" / "claims.csv").open(encoding="utf-8", newline="") as file:
        claims = {row["id"]: row for row in csv.DictReader(file)}
    named = [claim for item in CONTENT["items"] for claim in item["decide"]["claims"]]
    named += [claim for row in CONTENT["consistency"] for claim in row["claims"]]
    named += CONTENT["corrections"]["formulas"] + CONTENT["corrections"]["values"] + CONTENT["version_4"]
    assert set(named) <= claims.keys()
    for claim in CONTENT["corrections"]["formulas"] + CONTENT["corrections"]["values"]:
        assert claims[claim]["verdict"] in ("caveat", "not_reproduced"), claim
        assert claims[claim]["caveat"], claim
    with (ROOT / "data" / "paper" / "citations.csv").open(encoding="utf-8", newline="") as file:
        fits = {int(row["number"]): row["fit"] for row in csv.DictReader(file)}
    assert {number for number, fit in fits.items() if fit in ("conflicts", "off_topic")} == set(
        CONTENT["corrections"]["references"]
    )


def test_schema_refuses_what_it_should():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(CONTENT, SCHEMA)

    def without_sources(content):
        content["items"][4]["cells"]["spin"]["sources"] = []

    def other_word(content):
        content["items"][4]["cells"]["spin"]["relation"] = "maybe"

    def missing_mechanism(content):
        del content["items"][4]["cells"]["phase"]

    def missing_item(content):
        del content["items"][31]

    def no_sentence(content):
        content["items"][4]["cells"]["spin"]["says"] = ""

    def unknown_field(content):
        content["items"][4]["score"] = 1

    for change in (without_sources, other_word, missing_mechanism, missing_item, no_sentence, unknown_field):
        changed = copy.deepcopy(CONTENT)
        change(changed)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(changed, SCHEMA)


def test_order_and_repetition_are_refused(monkeypatch):
    load = data.load
    for change in (lambda c: c["items"].reverse(), lambda c: c["mechanisms"].reverse()):
        changed = copy.deepcopy(CONTENT)
        change(changed)
        monkeypatch.setattr(
            data, "load", lambda name, changed=changed, **k: changed if name == "mechanisms" else load(name, **k)
        )
        with pytest.raises(ValueError, match="once each"):
            mechanisms.read()


def own_links():
    """Links by kind, from the YAML files and sets alone."""
    tables, declared, functions = defaultdict(set), set(), set()
    by_table = defaultdict(set)
    for item in EVIDENCE:
        for name in item["data"]:
            by_table[name].add(item["id"])
        declared |= {frozenset((item["id"], other)) for other in item["shares_data_with"]}
    for name, users in by_table.items():
        for pair in itertools.combinations(users, 2):
            tables[frozenset(pair)].add(name)
    for relation in CONTENT["dependence"]["relations"]:
        functions |= {frozenset(pair) for pair in itertools.combinations(relation["items"], 2)}
    return tables, declared, functions


def test_graph_by_another_route():
    tables, declared, functions = own_links()
    context = set(CONTENT["dependence"]["context_tables"])
    telling = {pair for pair, names in tables.items() if names - context}
    graph = mechanisms.graph()
    edges = {frozenset((edge["source"], edge["target"])): edge for edge in graph["edges"]}
    assert len(edges) == len(graph["edges"])
    assert edges.keys() == tables.keys() | declared | functions
    for pair, edge in edges.items():
        assert set(edge["tables"]) == tables.get(pair, set())
        assert edge["declared"] == (pair in declared)
        assert bool(edge["relations"]) == (pair in functions)
    kinds = {
        "any": edges.keys(),
        "verdict": telling | declared | functions,
        "function": functions,
    }
    rules = {rule["id"]: rule for rule in graph["rules"]}
    for name, links in kinds.items():
        assert rules[name]["count"] == by_csgraph(ITEMS, [tuple(pair) for pair in links]), name
        assert sorted(itertools.chain(*rules[name]["groups"])) == ITEMS
    assert rules["unlinked"]["count"] == by_integer_programme(ITEMS, [tuple(pair) for pair in edges])
    chosen = [group[0] for group in rules["unlinked"]["groups"]]
    assert not any(frozenset(pair) in edges for pair in itertools.combinations(chosen, 2))


def test_context_tables_exist_and_hold_lattice_constants():
    for name in CONTENT["dependence"]["context_tables"]:
        columns = {field["name"] for field in data.resource(name)["schema"]["fields"]}
        assert any("angstrom" in column for column in columns), name


def test_counts_by_another_route():
    tally = Counter((name, cell["relation"]) for _, name, cell in CELLS)
    found = mechanisms.counts(mechanisms.read())
    assert found == {name: {word: tally[name, word] for word in WORDS} for name in NAMES}
    assert all(sum(values.values()) == 32 for values in found.values())
    for rule in mechanisms.graph()["rules"]:
        if rule["id"] == "unlinked":
            continue
        shares = {item: Fraction(1, len(group)) for group in rule["groups"] for item in group}
        weighted = mechanisms.counts(CONTENT, mechanisms.weights(rule["groups"]))
        for name in NAMES:
            for word in WORDS:
                exact = sum(shares[i] for i, n, cell in CELLS if (n, cell["relation"]) == (name, word))
                assert weighted[name][word] == pytest.approx(float(exact)), (rule["id"], name, word)
            assert sum(weighted[name].values()) == pytest.approx(rule["count"])


def test_shared_counts_by_another_route():
    predicted = [i for i, n, cell in CELLS if n == "letter" and cell["relation"] == "predicts"]
    rivals = {i: {cell["relation"] for j, n, cell in CELLS if j == i and n != "letter"} for i in ITEMS}
    also = [i for i in predicted if "predicts" in rivals[i]]
    allowed = [i for i in predicted if "predicts" not in rivals[i] and "allows" in rivals[i]]
    assert mechanisms.shared_counts(CONTENT) == {
        "predicted": len(predicted),
        "also_predicted": len(also),
        "also_allowed": len(allowed),
        "alone": len(predicted) - len(also) - len(allowed),
    }
    conflicts = [i for i, n, cell in CELLS if n == "letter" and cell["relation"] == "conflicts"]
    expected = [i for i in conflicts if "predicts" in rivals[i]] + [i for i in predicted if "conflicts" in rivals[i]]
    assert mechanisms.apart(CONTENT) == sorted(expected)


def test_a_changed_cell_changes_the_counts():
    changed = copy.deepcopy(CONTENT)
    cell = changed["items"][0]["cells"]["letter"]
    assert cell["relation"] != "conflicts"
    cell["relation"] = "conflicts"
    assert mechanisms.counts(changed) != mechanisms.counts(CONTENT)
    assert mechanisms.shared_counts(changed) != mechanisms.shared_counts(CONTENT)


def svg(drawing):
    text = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "test"}):
        drawing.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()


def test_drawings_are_the_same_twice_and_show_every_item():
    graph = mechanisms.graph()
    groups = [group for group in graph["rules"][2]["groups"] if len(group) > 1]
    drawing = drawings.circle_of_links(graph, groups)
    assert {text.get_text() for text in drawing.axes[0].texts} == set(ITEMS)
    lines = [line for line in drawing.axes[0].lines if len(line.get_xdata()) > 1]
    assert len(lines) == len(graph["edges"])
    assert svg(drawing) == svg(drawings.circle_of_links(graph, groups))
