"""Files that are whole or not there, and formats that keep every value."""

import csv
import json
import os
import stat
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.files import (
    parse_json_line,
    read_json_lines,
    read_table,
    replacing,
    spreadsheet_safe,
    write_json_lines,
    write_table,
)
from framing.tables import SCORES, Schema

NOTES = Schema("notes", {"id": "text", "note": "text"}, key=("id",))
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def test_a_file_is_replaced_only_when_the_block_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "new" / "figures.txt"
    with replacing(path) as file:
        file.write("first")

    def broken_off() -> None:
        with replacing(path) as file:
            file.write("half of the sec")
            file.flush()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert path.read_text() == "first"
    assert [entry.name for entry in path.parent.iterdir()] == ["figures.txt"]


def test_nothing_is_left_when_the_first_writing_is_broken_off(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "figures.txt") as file:
        file.write(str(1 / 0))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "figures.txt"
    path.write_text("first")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with (
        pytest.raises(InputError, match=r"figures.txt: No space left on device\. Nothing was changed"),
        replacing(path),
    ):
        pass
    assert path.read_text() == "first"
    assert [entry.name for entry in tmp_path.iterdir()] == ["figures.txt"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="Choose a folder that can be written"), replacing(tmp_path / "file" / "x"):
        pass


def test_a_folder_in_the_place_of_the_file_is_an_error_of_input(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(InputError, match="Nothing was changed"), replacing(tmp_path / "x"):
        pass
    assert [entry.name for entry in tmp_path.iterdir()] == ["x"]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a thing of POSIX")
def test_the_mode_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    for mode in (0o600, 0o644):
        with replacing(tmp_path / "x", mode):
            pass
        assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == mode


@given(st.lists(st.dictionaries(TEXT, st.none() | st.booleans() | st.integers() | TEXT)))
def test_json_lines_give_back_every_row(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, object]]
) -> None:
    path = tmp_path_factory.mktemp("rows") / "rows.jsonl"
    assert write_json_lines(path, rows) == len(rows)
    assert [row for _, row in read_json_lines(path)] == rows
    assert path.read_bytes().count(b"\n") == len(rows)  # one line each, whatever stands in the texts


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a": 1}\n\n{"a": \n', "rows.jsonl, line 3: Expecting value"),
        (b'{"a": 1}\n[1]\n', "rows.jsonl, line 2 is no JSON object"),
        (b'{"a": "\xff"}\n', "rows.jsonl is not UTF-8"),
        (b'{"a": ' + b"[" * 200_000, "rows.jsonl, line 1"),
    ],
)
def test_a_line_that_is_no_row_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says):
        list(read_json_lines(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"rows.jsonl: No such file"):
        list(read_json_lines(tmp_path / "rows.jsonl"))


def test_a_line_that_nests_too_deep_is_an_error_of_input() -> None:
    with pytest.raises(InputError, match="line 9"):
        parse_json_line("[" * 200_000, "line 9")


@given(st.dictionaries(TEXT, TEXT))
def test_a_table_comes_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, notes: dict[str, str]) -> None:
    path = tmp_path_factory.mktemp("tables") / "notes.jsonl"
    table = NOTES.table({"id": name, "note": note} for name, note in notes.items())
    assert write_table(path, table) == len(notes)
    pd.testing.assert_frame_equal(read_table(path, NOTES), table)


def test_a_table_of_scores_keeps_every_digit(tmp_path: Path) -> None:
    scores = [0.1, 1 / 3, 5e-324, 1.0]
    rows = [{"sentence_id": str(n), "frame": "f", "probability": p, "model": "m"} for n, p in enumerate(scores)]
    write_table(tmp_path / "scores.jsonl", SCORES.table(rows))
    assert list(read_table(tmp_path / "scores.jsonl", SCORES)["probability"]) == scores


def test_a_csv_holds_no_cell_that_a_spreadsheet_would_run(tmp_path: Path) -> None:
    wild = ["=1+1", "+7 700", "-", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("http://example.org";"x")', "calm", "a=b"]
    write_table(tmp_path / "notes.csv", NOTES.table({"id": str(n), "note": text} for n, text in enumerate(wild)))
    with (tmp_path / "notes.csv").open(encoding="utf-8", newline="") as file:
        cells = [row["note"] for row in csv.DictReader(file)]
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)
    assert [cell.removeprefix("'") for cell in cells] == wild


@given(TEXT)
def test_only_an_apostrophe_is_ever_added_to_a_cell(text: str) -> None:
    assert spreadsheet_safe(text) in (text, "'" + text)


def test_numbers_stay_numbers_in_a_csv() -> None:
    assert spreadsheet_safe(-0.5) == -0.5


def test_json_lines_are_readable_by_people(tmp_path: Path) -> None:
    write_json_lines(tmp_path / "rows.jsonl", [{"text": "Сәлем"}])
    assert "Сәлем" in (tmp_path / "rows.jsonl").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "rows.jsonl").read_text(encoding="utf-8")) == {"text": "Сәлем"}
