"""Data files: described, typed, sourced, unaltered; a damaged one is refused with its name, row and column."""

import json
import re
import shutil
import subprocess
import sys

import frictionless
import pandas as pd
import pytest

from atombridge import data
from atombridge.data import ROOT, DataError, load, parse_table

TABLES = [r["name"] for r in data.descriptor()["resources"] if r["format"] == "csv"]


@pytest.fixture
def copy(tmp_path):
    """A second root with its own data, to damage."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def test_load_is_typed_and_carries_units_and_sources():
    table = load("ionization_energies")
    assert table.attrs["units"]["ionization_energy_ev"] == "eV"
    assert table.attrs["sources"][0]["title"] == "mendeleev 1.3.0"
    assert table.attrs["path"] == "data/atoms/ionization_energies.csv"
    assert re.fullmatch(r"[0-9a-f]{64}", table.attrs["sha256"])
    assert str(table.ionization_energy_ev.dtype) == "float64"
    assert str(table.ionization.dtype) == "Int64"
    copper = table[(table.symbol == "Cu") & (table.ionization == 2)].ionization_energy_ev.item()
    assert copper == pytest.approx(20.292, abs=1e-3)  # NIST, 20.29239 eV


def test_load_returns_a_copy_of_its_own():
    table = load("table_1")
    table.loc[0, "formula"] = "changed"
    assert load("table_1").formula[0] == "YBa2Cu3O7"


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_key_or_cannot_have_one(name):
    """The columns of a key have a value in every row; without a key, the columns that do agree in some rows."""
    table, key = load(name), data.resource(name)["schema"].get("primaryKey")
    if key:
        assert table[key].notna().all().all()
        assert not table.duplicated(key).any()
    else:
        full = [column for column in table.columns if table[column].notna().all()]
        assert table.duplicated(full).any()


def test_missing_numbers_are_missing():
    # Mercury has no stable negative ion; half its ionization energy would be no Mulliken value.
    chi = load("electronegativity")
    assert "Hg" not in set(chi[chi.scale == "mulliken"].symbol)
    assert "Hg" not in set(load("electron_affinities").symbol)


def test_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(DataError, match=r"no data named 'electronegativities'.*did you mean electronegativity"):
        load("electronegativities")


def damage_truncate(path):
    path.write_bytes(path.read_bytes()[:-40])


def damage_alter(path):
    path.write_bytes(path.read_bytes().replace(b"cuprate", b"cuprite", 1) + b"x")


def damage_remove(path):
    path.unlink()


@pytest.mark.parametrize(
    ("damage", "words"),
    [(damage_truncate, "is truncated"), (damage_alter, "is altered"), (damage_remove, "cannot be read")],
)
def test_damaged_file_is_refused(copy, damage, words):
    path = copy / "data" / "paper" / "table_1.csv"
    damage(path)
    with pytest.raises(DataError, match=words) as caught:
        load("table_1", root=copy)
    assert str(path) in str(caught.value)
    assert "git checkout" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_altered_row_is_named_where_git_knows_the_last_commit(copy):
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *command], cwd=copy, check=True)
    path = copy / "data" / "paper" / "table_1.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[4] = lines[4].replace(b"Cu3O10", b"Cu3O11")
    path.write_bytes(b"".join(lines))
    words = "row 5, column formula: 'Tl2Ba2Ca2Cu3O11' where the last commit has 'Tl2Ba2Ca2Cu3O10'"
    with pytest.raises(DataError, match=words):
        load("table_1", root=copy)
    path.write_bytes(b"".join(lines[:4]))
    with pytest.raises(DataError, match=r"is truncated.*from row 5 on, rows of the last commit are missing"):
        load("table_1", root=copy)


def test_damaged_descriptor_is_refused(copy):
    path = copy / "data" / "datapackage.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="is not valid JSON"):
        load("table_1", root=copy)
    path.unlink()
    with pytest.raises(DataError, match="is missing"):
        load("table_1", root=copy)


ENTRY = {
    "schema": {
        "fields": [
            {"name": "symbol", "type": "string", "constraints": {"required": True, "pattern": "[A-Z][a-z]?"}},
            {"name": "energy_ev", "type": "number", "constraints": {"minimum": 0, "maximum": 100}},
            {"name": "count", "type": "integer", "constraints": {"enum": [1, 2]}},
            {"name": "used", "type": "boolean"},
        ],
        "primaryKey": ["symbol"],
    }
}


def test_parse_table_types():
    table = parse_table(b"symbol,energy_ev,count,used\nCu,1.5,2,true\nO,,,\n", ENTRY, "x.csv")
    assert table.energy_ev.tolist()[0] == 1.5
    assert table["count"].tolist()[0] == 2
    assert table.used.tolist()[0] is True
    assert table.iloc[1].isna().tolist() == [False, True, True, True]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "x.csv is empty"),
        (b"\xef\xbb\xbfsymbol,energy_ev,count,used\nCu,1,2,true\n", "row 1, column symbol: a byte-order mark"),
        (b"energy_ev,symbol,count,used\n1,Cu,2,true\n", "row 1: column 1 is 'energy_ev', described is 'symbol'"),
        (b"symbol,energy_ev,count\nCu,1,2\n", "row 1: column used is missing; the columns are symbol, energy_ev"),
        (b"symbol,energy_ev,count,used,x\n", "row 1: column 5, 'x', is not described"),
        (b"symbol,energy_ev,count,used\nCu,inf,2,true\n", "row 2, column energy_ev: 'inf' is not a number"),
        (b"symbol,energy_ev,count,used\nCu,1e999,2,true\n", "row 2, column energy_ev: '1e999' is not a number"),
        (b"symbol,energy_ev,count,used\nCu,-1,2,true\n", "column energy_ev: '-1' is not allowed: at least 0 is"),
        (b"symbol,energy_ev,count,used\nCu,1e3,2,true\n", "'1e3' is not allowed: at most 100 is allowed"),
        (b"symbol,energy_ev,count,used\nCu,1,9,true\n", "column count: '9' is not allowed: allowed is one of 1, 2"),
        (b"symbol,energy_ev,count,used\ncu,1,2,true\n", "'cu' is not allowed: allowed is the pattern [A-Z]"),
        (b"symbol,energy_ev,count,used\nCu,1,2,\nCu,2,2,\n", "row 3, column symbol: 'Cu' is there twice"),
        (b"symbol,energy_ev,count,used\nCu,1,2,true\nO,1,2,tr", "row 3, column used: the last row has no line end"),
        (b"symbol,energy_ev,count,used\nCu ,1,2,true\n", "column symbol: 'Cu ': begins or ends with a space"),
        (b"symbol,energy_ev,count,used\r\nCu,1,2,true\r\n", "row 1, column used: a carriage return"),
        (b"symbol,energy_ev,count,used\nCu,1,2,t\0e\n", "row 2, column used: a NUL byte"),
        (b"symbol,energy_ev,count,used\nCu,\xe9,2,true\n", "row 2, column energy_ev: byte 0xe9 is not UTF-8"),
        (
            b"symbol,energy_ev,count,used\nCu,1,2\n",
            "row 2: 3 values for 4 columns; column used and what",
        ),
        (b"symbol,energy_ev,count,used\nCu,1,2,true\nO,1;5,2,true\n", "row 3, column energy_ev: '1;5' is not a number"),
        (b'symbol,energy_ev,count,used\nCu,"1,5",2,true\n', "'1,5' is not a number: the decimal sign is a point"),
        (b"symbol,energy_ev,count,used\nCu,1,2.5,true\n", "row 2, column count: '2.5' is not an integer"),
        (b"symbol,energy_ev,count,used\nCu,1,2,ja\n", "row 2, column used: 'ja' is not true or false"),
        (b"symbol,energy_ev,count,used\n,1,2,true\n", "row 2, column symbol: a value is required"),
        (b"symbol\xff", "row 1, column symbol: byte 0xff is not UTF-8"),
    ],
)
def test_parse_table_names_row_and_column(content, words):
    with pytest.raises(DataError, match=re.escape(words)) as caught:
        parse_table(content, ENTRY, "x.csv")
    assert str(caught.value).startswith("x.csv")


def test_checksums_are_current_and_refreshed(copy):
    assert data.refresh_checksums(copy) == []
    path = copy / "data" / "paper" / "table_1.csv"
    path.write_bytes(path.read_bytes() + b"C073,CuO,cuprate\n")
    assert data.refresh_checksums(copy) == ["paper/table_1.csv"]
    assert len(load("table_1", root=copy)) == 13


def test_every_file_is_described(copy):
    (copy / "data" / "paper" / "stray.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"not described.*paper/stray\.csv"):
        data.refresh_checksums(copy)
    (copy / "data" / "paper" / "stray.csv").unlink()
    (copy / "data" / "paper" / "table_1.csv").unlink()
    with pytest.raises(DataError, match=r"missing: paper/table_1\.csv"):
        data.refresh_checksums(copy)


@pytest.mark.filterwarnings("ignore")  # frictionless's own dependencies warn
@pytest.mark.parametrize("name", TABLES)
def test_rows_are_valid(name):
    """Types, constraints, keys, sizes and checksums, judged by an independent library."""
    entry = dict(data.resource(name))
    resource = frictionless.Resource.from_descriptor(entry | {"type": "table"}, basepath=str(ROOT / "data"))
    report = resource.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]


@pytest.mark.filterwarnings("ignore")
def test_package_is_valid_by_its_standard():
    """Judged by an independent library; names and files are not used twice."""
    package = data.descriptor()
    assert list(frictionless.Package.metadata_validate(package)) == []
    first = package["resources"][0]
    wrong = {**package, "resources": [{**first, "schema": {**first["schema"], "primaryKey": "symbol"}}]}
    assert list(frictionless.Package.metadata_validate(wrong)) != []
    for key in ("name", "path"):
        found = [entry[key] for entry in package["resources"]]
        assert len(found) == len(set(found)), key


UNITS = {
    "_k": ["K"], "_ev": ["eV"], "_mev": ["meV"], "_angstrom": ["angstrom", "Å"], "_nm": ["nm"], "_gpa": ["GPa"],
    "_t": ["T"], "_cm3": ["cm⁻³"],
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_units_are_those_of_the_column_names(name):
    for field in data.resource(name)["schema"]["fields"]:
        for ending, units in UNITS.items():
            if field["name"].endswith(ending) and "_per" + ending not in field["name"]:
                assert field["type"] in ("number", "integer"), field["name"]
                assert field.get("unit") in units, field["name"]


@pytest.mark.parametrize("name", TABLES)
def test_sources_resolve_and_confidence_is_allowed(name):
    table = load(name)
    keys = set(re.findall(r"(?m)^@\w+\{([^,]+),", (ROOT / "book" / "references.bib").read_text(encoding="utf-8")))
    if "confidence" not in table:
        assert name in {"table_1", "claims", "citations", "comparison_compounds"}, (
            "a table of values needs source and confidence"
        )
        return
    assert {k for source in table.source for k in source.split(";")} <= keys
    assert set(table.confidence) <= {"seen", "digitised", "known", "uncertain", "computed"}


@pytest.mark.filterwarnings("ignore")
def test_atoms_are_what_their_script_writes(tmp_path):
    subprocess.run([sys.executable, ROOT / "data" / "make_atoms.py", tmp_path], check=True, capture_output=True)
    written = sorted(p.name for p in tmp_path.iterdir())
    assert len(written) == 5  # the other tables in the folder are kept by hand
    for name in written:
        assert (tmp_path / name).read_bytes() == (ROOT / "data" / "atoms" / name).read_bytes(), name


def test_loads_are_recorded(tmp_path, monkeypatch):
    record = tmp_path / "loads"
    monkeypatch.setenv(data.RECORD_VARIABLE, str(record))
    load("table_1")
    load("claims")
    assert record.read_text().split() == ["data/paper/table_1.csv", "data/paper/claims.csv"]
    assert {"table_1", "claims"} <= {entry["name"] for entry in data.loaded()}


def test_descriptor_is_a_data_package_v2():
    package = data.descriptor()
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    for entry in package["resources"]:
        assert {"name", "title", "description", "path", "hash", "bytes", "sources", "licenses"} <= entry.keys()
        for field in entry.get("schema", {}).get("fields", []):
            assert field["description"], (entry["name"], field["name"])
    assert json.dumps(package, indent=2, ensure_ascii=False) + "\n" == (ROOT / "data" / "datapackage.json").read_text(
        encoding="utf-8"
    )


def test_pandas_keeps_text_as_text():
    # Element names such as "Na" and "No" must not become missing or false values.
    chi = load("electronegativity")
    assert "Na" in set(chi.symbol)
    assert not pd.isna(chi.symbol).any()


def test_one_row_as_text():
    assert data.row("claims", "C061", ["stated", "unit"]) == {"stated": "0.609", "unit": ""}
    with pytest.raises(DataError, match=r"claims\.csv has no row 'C999'"):
        data.row("claims", "C999", ["stated"])
    with pytest.raises(DataError, match="has no column 'colour', it has id, location"):
        data.row("claims", "C061", ["colour"])
