"""Files of a run come back as they were written, in every format, and nothing else is taken for them."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.analysis.run_rows import read_rows
from framing.errors import InputError
from framing.scoring.running.columns import FRACTION, INTEGER, NAME, TEXT, Column
from framing.scoring.running.encoding import FORMATS, encode_table

COLUMNS = (
    Column("id", TEXT, ""),
    Column("kind", NAME, ""),
    Column("at", INTEGER, ""),
    Column("storm", FRACTION, ""),
    Column("more", TEXT, ""),
)
WANTED = COLUMNS[:4]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=20).filter(
    lambda text: not text.startswith("'")
)


@pytest.mark.parametrize("output", FORMATS)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS, st.integers(0, 9999), st.floats(0, 1), TEXTS), min_size=1, max_size=4))
def test_what_a_run_wrote_is_read(output: str, rows: list[tuple]):
    values = [list(column) for column in zip(*rows, strict=True)]
    values[3] = np.array(values[3])
    found = read_rows(output, encode_table(output, COLUMNS, values), WANTED, "part")
    assert list(found) == ["id", "kind", "at", "storm"]
    assert (found["id"], found["kind"], found["at"].tolist()) == (values[0], values[1], values[2])
    assert found["storm"] == pytest.approx(values[3], abs=1e-9)


@pytest.mark.parametrize(
    "hostile", ["=HYPERLINK(1)", "\t=1", "@x", "－5", "</script>", "\u202eabc", "😀" * 9, "x" * 10_000]
)
@pytest.mark.parametrize("output", FORMATS)
def test_hostile_texts_come_back_as_they_are(output: str, hostile: str):
    content = encode_table(output, COLUMNS, [[hostile], ["body"], [1], np.array([0.5]), [""]])
    assert read_rows(output, content, WANTED, "part")["id"] == [hostile]


ROW = {"id": "a", "kind": "body", "at": 1, "storm": 0.5}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": 7}, "part, row 2: id is 7, and must be a text"),
        ({"id": None}, "id is None, and must be a text"),
        ({"at": "1"}, "at is '1', and must be a whole number"),
        ({"at": True}, "at is True"),
        ({"at": -1}, "at is -1"),
        ({"at": 1.5}, "at is 1.5"),
        ({"at": 10**30}, "must be a whole number"),
        ({"storm": "0.5"}, "storm is '0.5', and must be a number from 0 to 1"),
        ({"storm": 1.01}, "storm is 1.01"),
        ({"storm": float("nan")}, "storm is nan"),
        ({"storm": [1]}, "storm is [1]"),
        ({"kind": "x" * 9999, "id": ["y" * 9999]}, "id is ['yyyy"),
    ],
)
def test_a_wrong_value_is_named_with_file_and_row(changed: dict, said: str):
    content = "".join(json.dumps(row) + "\n" for row in (ROW, ROW | changed)).encode()
    with pytest.raises(InputError) as refused:
        read_rows("jsonl", content, WANTED, "part")
    assert said in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("output", "content", "said"),
    [
        ("jsonl", b'{"id": "a"}\n', "part, row 1 has no kind"),
        ("jsonl", b"[1]\n", "part, row 1 is no row of a run"),
        ("jsonl", b"{\n", "part, row 1 is no row of a run"),
        ("jsonl", b"\xff\n", "part is not as framing score wrote it"),
        ("jsonl", b"[" * 100_000 + b"\n", "part"),
        ("csv", b"", "part has no column id"),
        ("csv", b"id,kind\na,b\n", "part has no column at"),
        ("csv", b"id,kind,at,storm\na,b,1\n", "part, row 1 has 3 cells and the header 4"),
        ("csv", b"id,kind,at,storm\na,b,x,0.5\n", "part, row 1: at is 'x'"),
        ("csv", b"id,kind,at,storm\na,b,1,inf\n", "part, row 1: storm is inf"),
        ("csv", b'id,kind,at,storm\n"a,b,1,0.5\n', "part is not as framing score wrote it"),
        ("parquet", b"PAR1 no more", "part is no Parquet file"),
    ],
)
def test_what_is_no_file_of_a_run_is_refused(output: str, content: bytes, said: str):
    with pytest.raises(InputError) as refused:
        read_rows(output, content, WANTED, "part")
    assert said in str(refused.value)


def test_columns_of_another_type_in_a_parquet_file_are_refused():
    other = [Column("id", INTEGER, ""), *COLUMNS[1:]]
    content = encode_table("parquet", other, [[1], ["body"], [1], np.array([0.5]), [""]])
    with pytest.raises(InputError, match="id is 1, and must be a text"):
        read_rows("parquet", content, WANTED, "part")


@pytest.mark.parametrize("output", FORMATS)
def test_a_file_with_another_number_of_rows_than_was_noted_is_refused(output: str):
    content = encode_table(output, COLUMNS, [["a", "b"], ["body"] * 2, [1, 2], np.array([0.5, 0.5]), ["", ""]])
    assert len(read_rows(output, content, WANTED, "part", 2)["id"]) == 2
    with pytest.raises(InputError, match="part has 2 rows, and the run noted 1"):
        read_rows(output, content, WANTED, "part", 1)


def test_half_a_character_is_named_with_its_row():
    lines = [json.dumps(ROW), json.dumps({**ROW, "id": "a\ud800"})]
    with pytest.raises(InputError, match=r"part, row 2: id is .* must be a text of whole characters"):
        read_rows("jsonl", "".join(f"{line}\n" for line in lines).encode(), WANTED, "part")
