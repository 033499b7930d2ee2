import numpy as np
import pandas as pd

from atombridge import load
from atombridge.tables import provenance, table


def lines(shown):
    bundle = shown._repr_mimebundle_()
    assert bundle["text/markdown"] == bundle["text/plain"]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in bundle["text/plain"].splitlines()]


def test_numbers_have_their_digits_and_a_true_minus():
    frame = pd.DataFrame({"Level": ["O", "O²⁻"], "E (eV)": [-1.461, 6.62], "n": [1, 2]})
    heading, rule, *rows = lines(table(frame, digits=2))
    assert heading == ["Level", "E (eV)", "n"]
    assert rule[0].startswith(":")
    assert rule[1].endswith(":")
    assert rows == [["O", "−1.46", "1"], ["O²⁻", "6.62", "2"]]


def test_digits_by_column_and_missing_values():
    frame = pd.DataFrame({"a": [1.0, np.nan], "b": [0.12345, 2.0]})
    assert lines(table(frame, digits={"b": 3}))[2:] == [["1", "0.123"], ["–", "2.000"]]


def test_a_bar_does_not_break_the_table():
    text = table(pd.DataFrame({"|m|": ["a|b"]}))._repr_mimebundle_()["text/plain"]
    assert r"\|m\|" in text
    assert r"a\|b" in text


def test_provenance_names_files_and_leaves_the_registry_out():
    load("table_1")
    load("claims")
    text = provenance()._repr_mimebundle_()["text/plain"]
    assert "`data/paper/table_1.csv`" in text
    assert "claims.csv" not in text
