"""The registry of the 32 items: its schema, and what it says of other files."""

import copy
import json
import re

import jsonschema
import pytest

from atombridge import data, pages
from atombridge.data import ROOT, load

REGISTRY = load("evidence")
ITEMS = {item["id"]: item for item in REGISTRY["items"]}
SCHEMA = json.loads((ROOT / "src/atombridge/book/evidence.schema.json").read_text(encoding="utf-8"))
KEYS = set(re.findall(r"(?m)^@\w+\{([^,]+),", (ROOT / "book" / "references.bib").read_text(encoding="utf-8")))


def test_registry_is_valid():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(REGISTRY, SCHEMA)
    assert list(ITEMS) == [f"e{n:02d}" for n in range(1, 33)]
    assert [item for part in REGISTRY["parts"] for item in part["items"]] == list(ITEMS)


@pytest.mark.parametrize(
    "damage",
    [
        lambda r: r["items"].pop(),
        lambda r: r["items"][0].update(statement_verdict="proved"),
        lambda r: r["items"][0].update(weak_point=""),
        lambda r: r["items"][0].update(opinion="right"),
        lambda r: r["items"][0]["rivals"][0].update(sources=[]),
        lambda r: r["items"][0].update(references=[58]),
    ],
)
def test_schema_refuses(damage):
    bad = copy.deepcopy(REGISTRY)
    damage(bad)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, SCHEMA)


@pytest.mark.parametrize("item_id", ITEMS)
def test_item_agrees_with_the_other_files(item_id):
    item, page = ITEMS[item_id], pages.find(item_id)
    assert page.path.stem == f"{item_id}-{item['slug']}"
    assert page.title() == f"{item_id}: {item['title']}"
    assert set(item["claims"]) <= set(load("claims").id)
    assert {key for rival in item["rivals"] for key in rival["sources"]} <= KEYS
    for other in item["shares_data_with"]:
        assert item_id in ITEMS[other]["shares_data_with"], f"{other} does not name {item_id}"
        assert other != item_id


@pytest.mark.parametrize("item_id", ITEMS)
def test_data_are_the_tables_that_the_page_loads(item_id):
    """Tables of the elements and the registries are tools, not data of one item."""
    names = {f"data/{entry['path']}": entry["name"] for entry in data.descriptor()["resources"]}
    inputs = pages.find(item_id).look().metadata["atombridge"]["inputs"]
    loaded = {names[path] for path in (key.partition("#")[0] for key in inputs) if path in names}
    tools = {name for path, name in names.items() if path.startswith("data/atoms/")} | {"claims", "citations"}
    declared = set(ITEMS[item_id]["data"])
    assert loaded - tools <= declared <= loaded
