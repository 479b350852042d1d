import csv
import io
import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.cells import spreadsheet_safe
from framing.scoring.running.columns import FRACTION, INTEGER, NAME, TEXT, Column
from framing.scoring.running.encoding import FORMATS, encode_table, rounded
from framing.scoring.running.joining import join_parts

COLUMNS = (
    Column("sentence_id", TEXT, ""),
    Column("100 %s {of} it", NAME, ""),
    Column("count", INTEGER, ""),
    Column('économie "a,b"', FRACTION, ""),
    Column("=other", FRACTION, ""),
    Column("model", NAME, ""),
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.text('=,"\r\n a')
fractions = st.floats(0, 1)
tables = st.lists(st.tuples(texts, texts, st.integers(-(2**63), 2**63 - 1), fractions, fractions, texts), max_size=6)


def by_column(rows):
    values = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in COLUMNS]
    return [
        np.array(given, dtype=float) if column.kind == FRACTION else given
        for column, given in zip(COLUMNS, values, strict=True)
    ]


def read(output, content):
    """Names and rows, by a reader that is not ours."""
    if output == "jsonl":
        objects = [json.loads(line) for line in content.decode().split("\n")[:-1]]
        return [tuple(each.values()) for each in objects]
    if output == "csv":
        # every kind of line end ends a line for somebody
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=None), strict=True))
        return [(a, b, int(c), float(d), float(e), f) for a, b, c, d, e, f in lines[1:]]
    return list(pd.read_parquet(io.BytesIO(content)).itertuples(index=False, name=None))


@pytest.mark.parametrize("output", FORMATS)
@given(rows=tables)
def test_other_readers_find_every_value(output, rows):
    safe = spreadsheet_safe if output == "csv" else lambda value: value
    found = read(output, encode_table(output, COLUMNS, by_column(rows)))
    assert [(row[:3], row[5]) for row in found] == [((safe(a), safe(b), c), safe(f)) for a, b, c, _, _, f in rows]
    for row, given_row in zip(found, rows, strict=True):
        assert row[3:5] == pytest.approx(given_row[3:5], abs=1e-10)
        assert list(row[3:5]) == rounded(np.array(given_row[3:5])).tolist()


@pytest.mark.parametrize("output", FORMATS)
@given(rows=tables, cuts=st.lists(st.integers(0, 6), max_size=3))
def test_parts_together_are_the_table_with_one_header(output, rows, cuts):
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [encode_table(output, COLUMNS, by_column(rows[start:end])) for start, end in pairwise(edges)]
    file = io.BytesIO()
    join_parts(output, COLUMNS, parts, file)
    whole = encode_table(output, COLUMNS, by_column(rows))
    if output != "parquet":  # where each part stays a group of rows
        assert file.getvalue() == whole
    assert read(output, file.getvalue()) == read(output, whole)


@pytest.mark.parametrize("output", FORMATS)
def test_no_parts_are_a_table_without_rows_that_has_its_columns(output):
    file = io.BytesIO()
    join_parts(output, COLUMNS, [], file)
    if output != "parquet":
        assert file.getvalue() == encode_table(output, COLUMNS, by_column([]))
    assert read(output, file.getvalue()) == []
    names = [column.name for column in COLUMNS]
    if output == "csv":
        safe = ["'=other" if name == "=other" else name for name in names]
        assert list(pd.read_csv(io.BytesIO(file.getvalue())).columns) == safe
    if output == "parquet":
        table = pd.read_parquet(io.BytesIO(file.getvalue()))
        assert list(table.columns) == names
        assert [str(kind) for kind in table.dtypes] == ["str", "str", "int64", "float64", "float64", "str"]


@pytest.mark.parametrize("output", FORMATS)
def test_what_is_certain_is_written_as_one(output):
    found = read(output, encode_table(output, COLUMNS, by_column([("a", "b", 1, 1.0, 0.0, "m")])))
    assert found == [("a", "b", 1, 1.0, 0.0, "m")]
