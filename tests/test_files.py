"""Files that are whole or not there, and formats that keep every value."""

import csv
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.files import (
    csv_rows,
    parse_json_line,
    read_csv_table,
    read_json_lines,
    read_table,
    replacing,
    write_json_lines,
    write_table,
)
from framing.tables import GROUPS, SCORES, Schema

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


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a thing of POSIX")
@pytest.mark.parametrize(
    ("mask", "private", "mode"), [(0o022, False, 0o644), (0o077, False, 0o600), (0o027, False, 0o640), (0, True, 0o600)]
)
@pytest.mark.parametrize("name", ["x.jsonl", "x.csv"])
def test_a_new_table_is_open_as_far_as_the_mask_allows_and_not_at_all_where_it_tells_of_people(
    tmp_path: Path, mask: int, private: bool, mode: int, name: str
) -> None:
    path, table = tmp_path / name, pd.DataFrame([{"a": 1}])
    before = os.umask(mask)
    try:
        write_table(path, table, private=private)
        assert stat.S_IMODE(path.stat().st_mode) == mode
        path.chmod(0o664)
        write_table(path, table, private=private)  # its owner has opened it to a team
        assert stat.S_IMODE(path.stat().st_mode) == 0o664
        path.chmod(0o600)
        write_table(path, table, private=private)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        os.umask(before)


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


@pytest.mark.parametrize(
    ("line", "says"), [("[" * 200_000, "it nests too deep"), (f'{{"a": {"9" * 5000}}}', "a number has too many digits")]
)
def test_a_line_that_no_reader_can_take_is_an_error_of_input(line: str, says: str) -> None:
    with pytest.raises(InputError, match=f"line 9: {says}"):
        parse_json_line(line, "line 9")


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


@given(st.text("\r\n\t =+-@'\"a,;\v\f\x1c\x85\u2028\uff1d"))
def test_no_reader_of_a_csv_finds_a_cell_that_begins_like_a_formula(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("csv") / "notes.csv"
    write_table(path, NOTES.table([{"id": "1", "note": f"O{text}=1+cmd"}, {"id": "2", "note": text}]))
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    with path.open(encoding="utf-8-sig", newline=None) as file:  # every kind of line end ends a line
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(lines) == 4
    assert len(cells) == 6
    assert not any(cell.startswith("\t") or cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d")) for cell in cells)


def test_numbers_stay_numbers_in_a_csv(tmp_path: Path) -> None:
    table = pd.DataFrame({"name": ["O\r=1+cmd", "calm"], "change": [-0.5, 2.0], "count": [-1, 3]})
    write_table(tmp_path / "a.csv", table)
    found = pd.read_csv(tmp_path / "a.csv")
    assert found.to_dict(orient="list") == {"name": ["O =1+cmd", "calm"], "change": [-0.5, 2.0], "count": [-1, 3]}


def test_an_error_of_the_block_itself_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    error = PermissionError(13, "Permission denied", "another.txt")
    with pytest.raises(PermissionError) as caught, replacing(tmp_path / "figures.txt"):
        raise error
    assert caught.value is error
    assert list(tmp_path.iterdir()) == []


_WRITE_WITH_LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from framing.errors import InputError
from framing.files import replacing
resource.setrlimit(resource.RLIMIT_FSIZE, (9000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
for times in (1, 100):
    try:
        with replacing(Path(sys.argv[1])) as file:
            for _ in range(times):
                file.write("a line of text\\n" * 1000)
    except InputError as error:
        print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits on the size of a file are a thing of POSIX")
def test_a_disk_that_is_full_while_the_block_writes_is_named(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", _WRITE_WITH_LITTLE_ROOM, str(tmp_path / "figures.txt")]
    said = subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    assert len(said) == 2
    assert all("figures.txt: File too large. Nothing was changed" in line for line in said)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("probability", [-0.01, 1.01, 1e300, float("inf"), float("-inf"), float("nan")])
def test_a_score_that_is_no_probability_is_refused_where_it_is_read(tmp_path: Path, probability: float) -> None:
    row = {"sentence_id": "a:0-1", "frame": "f", "probability": probability, "model": "m"}
    (tmp_path / "scores.jsonl").write_text(json.dumps(row) + "\n")
    with pytest.raises(InputError, match=r"scores\.jsonl.* probability"):
        read_table(tmp_path / "scores.jsonl", SCORES)


def test_json_lines_are_readable_by_people(tmp_path: Path) -> None:
    write_json_lines(tmp_path / "rows.jsonl", [{"text": "Сәлем"}])
    assert "Сәлем" in (tmp_path / "rows.jsonl").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "rows.jsonl").read_text(encoding="utf-8")) == {"text": "Сәлем"}


def test_rows_that_are_not_wanted_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "table.jsonl"
    write_json_lines(path, [{"a": "x"}, {"a": "y"}, {"b": 1}])
    schema = Schema("things", {"a": "text"}, key=("a",))
    assert read_table(path, schema, keep=lambda row: row.get("a") == "y")["a"].tolist() == ["y"]
    assert read_table(path, schema, keep=lambda row: False).empty


def groups_in(path: Path, content: bytes) -> list[list[str]]:
    path.write_bytes(content)
    return read_csv_table(path, GROUPS).to_numpy().tolist()


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_small_csv_is_read_with_whatever_parts_its_cells(tmp_path: Path, mark: str) -> None:
    content = f'\ufeffgroup{mark}note{mark}document_id\n"a ""big"" fire"{mark}{mark} d1 \n\nпотоп{mark}x{mark}d2\n'
    assert groups_in(tmp_path / "g.csv", content.encode()) == [["d1", 'a "big" fire'], ["d2", "потоп"]]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"document_id,event\nd1,fire\n", "has no column group"),
        (b"", "has no column document_id, group"),
        (b"document_id,group\nd1\n", "row 2 has 1 cells and the header 2"),
        (b"document_id,group\nd1,fire\nd1,flood\n", "more than one row for document_id='d1'"),
        (b"document_id,group,group\nd1,fire,flood\n", "names a column twice"),
        (b'document_id,group\nd1,"fire\n', "is no CSV"),
        (b"document_id,group\nd1,\xff\n", "is not UTF-8"),
    ],
)
def test_a_csv_that_is_not_as_it_must_be_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        groups_in(tmp_path / "g.csv", content)


def test_a_column_is_called_nothing_that_a_spreadsheet_would_run(tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", pd.DataFrame({"=HYPERLINK(1)": [1]}))
    with csv_rows(tmp_path / "rows.csv", ["=HYPERLINK(1)"]) as write:
        write([1])
    for name in ("t.csv", "rows.csv"):
        assert (tmp_path / name).read_text(encoding="utf-8-sig").splitlines() == ["'=HYPERLINK(1)", "1"]
