"""Schemas: columns in order and type, keys that name one row, and messages that say where."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.files import read_table, write_table
from framing.tables import (
    ANNOTATIONS,
    CODED_KINDS,
    DOCUMENTS,
    GOLD,
    KINDS,
    QUEUE,
    SAMPLE,
    SCORES,
    SENTENCES,
    Schema,
    make_sentence_id,
)

THINGS = Schema("things", {"name": "text", "count": "integer", "weight": "number", "good": "yes/no"}, key=("name",))
ROW = {"name": "a", "count": 1, "weight": 0.5, "good": True}


def test_a_checked_table_has_the_columns_in_order_and_no_others() -> None:
    table = THINGS.check(pd.DataFrame([{"other": 1, **dict(reversed(ROW.items()))}]), "here")
    assert list(table.columns) == ["name", "count", "weight", "good"]
    assert table.to_dict(orient="records") == [ROW]


def test_rows_of_a_table_without_a_key_may_be_equal() -> None:
    table = Schema("notes", {"text": "text"}, key=()).table([{"text": "a"}, {"text": "a"}])
    assert table["text"].tolist() == ["a", "a"]


@pytest.mark.parametrize("schema", [DOCUMENTS, SENTENCES, ANNOTATIONS, GOLD, SAMPLE, QUEUE, SCORES, THINGS])
def test_an_empty_table_has_the_same_columns_and_types_as_a_full_one(schema: Schema) -> None:
    values = {"text": "a", "integer": 1, "number": 0.5, "yes/no": True}
    full = schema.table([{name: values[kind] for name, kind in schema.columns.items()}])
    assert list(schema.table().dtypes) == list(full.dtypes)
    assert list(schema.table().columns) == list(schema.columns)
    assert set(schema.key) <= set(schema.columns)


def test_a_missing_column_is_named_with_the_columns_there_are() -> None:
    with pytest.raises(InputError, match=r"labels.csv has no column count, good, .* It has: name, weight\."):
        THINGS.check(pd.DataFrame([{"name": "a", "weight": 1.0}]), "labels.csv")


def test_an_empty_cell_is_named_with_its_row() -> None:
    with pytest.raises(InputError, match=r"labels\.csv, row 2: weight is empty"):
        THINGS.check(pd.DataFrame([ROW, {**ROW, "name": "b", "weight": None}]), "labels.csv")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", 3),
        ("count", "3"),
        ("count", 1.5),
        ("count", True),  # Python would count with it
        ("count", 10**30),  # no column can hold it
        ("weight", "heavy"),
        ("weight", False),
        ("good", "yes"),
        ("good", 1),
    ],
)
def test_a_value_of_another_type_is_refused(column: str, value: object) -> None:
    with pytest.raises(InputError, match=f"here: {column} holds"):
        THINGS.check(pd.DataFrame([{**ROW, column: value}]), "here")


@pytest.mark.parametrize("value", [-0.5, 3.5, float("inf")])
def test_a_number_outside_of_its_bounds_is_refused_and_both_named(value: float) -> None:
    bounded = Schema("things", THINGS.columns, key=("name",), bounds={"weight": (0, 3)})
    for good in (0, 3, 0.5):
        bounded.check(pd.DataFrame([{**ROW, "weight": good}]), "here")
    with pytest.raises(InputError, match=rf"here: weight holds {value}, where a table of things needs 0 to 3"):
        bounded.check(pd.DataFrame([ROW, {**ROW, "name": "b", "weight": value}]), "here")


def test_a_huge_value_does_not_flood_the_message() -> None:
    with pytest.raises(InputError) as caught:
        THINGS.check(pd.DataFrame([{**ROW, "count": "x" * 100_000}]), "here")
    assert len(str(caught.value)) < 500


def test_two_rows_of_one_key_are_refused_and_the_key_named() -> None:
    with pytest.raises(InputError, match="here has more than one row for name='a'"):
        THINGS.check(pd.DataFrame([ROW, {**ROW, "count": 2}]), "here")


def test_a_number_in_a_key_is_named_as_people_write_it() -> None:
    counted = Schema("things", THINGS.columns, key=("name", "count"))
    with pytest.raises(InputError, match="more than one row for name='a', count=1\\."):
        counted.check(pd.DataFrame([ROW, ROW]), "here")


@pytest.mark.parametrize(("column", "value"), [("draw", -5), ("draw", 0), ("seed", -1)])
def test_a_sample_has_no_draw_before_the_first_and_no_seed_below_nought(column: str, value: int) -> None:
    row = {name: {"text": "a", "integer": 1, "number": 0.5}[kind] for name, kind in SAMPLE.columns.items()}
    with pytest.raises(InputError, match=f"{column} holds {value}, where a table of sample needs"):
        SAMPLE.table([{**row, column: value}])


@given(st.lists(st.tuples(st.text(), st.integers(-(2**63) + 1, 2**63 - 1)), unique_by=lambda row: row[0]))
def test_checking_changes_no_value_and_a_checked_table_passes_again(rows: list[tuple[str, int]]) -> None:
    table = THINGS.table({**ROW, "name": name, "count": count} for name, count in rows)
    assert list(zip(table["name"], table["count"], strict=True)) == rows
    pd.testing.assert_frame_equal(THINGS.check(table, "again"), table)


def test_the_name_of_a_sentence_tells_document_and_span() -> None:
    assert make_sentence_id("report-7", 12, 40) == "report-7:12-40"


def test_what_annotators_see_is_a_part_of_the_kinds() -> None:
    assert set(KINDS) - CODED_KINDS == {"byline", "boilerplate", "link-list"}
    assert set(KINDS) >= CODED_KINDS


def test_a_number_may_lack_only_where_the_schema_says_so(tmp_path):
    figures = Schema("figures", {"name": "text", "share": "number"}, key=("name",), may_lack=frozenset({"share"}))
    lacking = figures.table([{"name": "a", "share": None}])
    assert lacking["share"].isna().all()
    assert lacking["share"].dtype == "float64"
    mixed = figures.table([{"name": "a", "share": float("nan")}, {"name": "b", "share": 0.5}])
    for name in ("figures.jsonl", "figures.csv"):
        write_table(tmp_path / name, mixed)
    assert (tmp_path / "figures.jsonl").read_text().splitlines()[0] == '{"name": "a", "share": null}'
    assert (tmp_path / "figures.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "a,"
    pd.testing.assert_frame_equal(read_table(tmp_path / "figures.jsonl", figures), mixed)
    with pytest.raises(InputError, match="needs a number there"):
        THINGS.table([{**ROW, "weight": float("nan")}])
    with pytest.raises(InputError, match="'a lot'"):
        figures.table([{"name": "a", "share": "a lot"}])
