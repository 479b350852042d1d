"""Input that was made to stop, fill or fool a reader: it is set aside in words, and what is sound beside it is read."""

import errno
import gc
import gzip
import io
import json
import shutil
import stat
import sys
import tempfile
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.corpus.read import Document, Note, SetAside, read_documents
from framing.corpus.reading import delimited, objects, parquet, sheets
from framing.corpus.reading.found import TEXT_LIMIT
from framing.errors import InputError


def read(*paths: Path, **options) -> tuple[list[Document], list[SetAside], list[Note]]:
    """What `paths` hold; every reason can be written down."""
    found = list(read_documents(paths, **options))
    for each in found:
        if not isinstance(each, Document):
            f"{each.where} {each.reason}".encode()
            assert len(each.reason) < 600
    return tuple([each for each in found if isinstance(each, kind)] for kind in (Document, SetAside, Note))


def texts(documents: list[Document]) -> list[str]:
    return [document.text for document in documents]


class TestObjects:
    def test_a_key_that_holds_half_a_letter_is_shown_so_that_it_can_be_written(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"text": "First."}\n{"a\\ud800b": 1}\n{"text": "Last."}\n')
        documents, (aside,), _ = read(path)
        assert texts(documents) == ["First.", "Last."]
        assert r"It has: a\ud800b" in aside.reason

    def test_such_a_key_in_the_first_object_is_an_error_that_can_be_written(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"a\\ud800b": 1}\n')
        with pytest.raises(InputError) as caught:
            read(path)
        assert r"a\ud800b" in str(caught.value).encode().decode()

    def test_a_key_twice_among_many_is_named(self, tmp_path):
        path = tmp_path / "a.jsonl"
        keys = [f'"k{number}": 1' for number in range(100_000)]
        path.write_text('{"text": "First."}\n{' + ", ".join([*keys, '"k99999": 2']) + "}\n")
        documents, (aside,), _ = read(path)
        assert texts(documents) == ["First."]
        assert "key 'k99999' twice" in aside.reason

    @pytest.mark.parametrize("inside", ["{}", "[]", "1", '"a,b"', '{"a": [1, {}]}'])
    @pytest.mark.parametrize("ending", ["jsonl", "json"])
    def test_an_object_of_too_many_values_is_set_aside_before_it_is_held(self, tmp_path, monkeypatch, inside, ending):
        monkeypatch.setattr(objects, "VALUE_LIMIT", 1000)
        path = tmp_path / f"a.{ending}"
        first, second = '{"text": "First."}', f'{{"text": "Full.", "x": [{", ".join([inside] * 1001)}]}}'
        path.write_text(f"{first}\n{second}\n" if ending == "jsonl" else f"[{first}, {second}]")
        documents, (aside,), _ = read(path)
        assert texts(documents) == ["First."]
        assert "values" in aside.reason
        assert aside.where.endswith(" 2")

    @pytest.mark.parametrize("ending", ["jsonl", "json"])
    def test_commas_and_brackets_in_a_text_are_no_values(self, tmp_path, monkeypatch, ending):
        monkeypatch.setattr(objects, "VALUE_LIMIT", 1000)
        monkeypatch.setattr(objects, "_FIRST_PIECE", 100)
        text = 'Say "so", [[[{{{ \\ ' * 2000
        path = tmp_path / f"a.{ending}"
        lines = [json.dumps({"text": f"{number} {text}"}) for number in range(5)]
        path.write_text("\n".join(lines) if ending == "jsonl" else f"[{', '.join(lines)}]")
        documents, aside, _ = read(path)
        assert (len(documents), aside) == (5, [])
        assert all(document.text.endswith(text) for document in documents)

    def test_many_keys_that_all_look_like_the_title_are_looked_at_to_a_bound(self, tmp_path):
        path = tmp_path / "a.jsonl"
        keys = [f'"{"." * number}title": "t{number}"' for number in range(3000)]
        path.write_text(f'{{"text": "First.", {", ".join(keys)}}}\n{{{", ".join(keys)}, "last": "Second."}}\n')
        documents, aside, _ = read(path)
        assert ([document.title for document in documents], len(aside)) == (["t0"], 1)
        path.write_text(f'{{{", ".join(keys)}, "last": "Second."}}\n')
        documents, _, _ = read(path, columns={"text": "last"})
        assert texts(documents) == ["Second."]

    def test_what_is_no_id_is_told_once_and_an_id_is_made_of_the_text(self, tmp_path):
        path = tmp_path / "a.jsonl"
        ids = ["[1]", '{"a": 1}', "true", "NaN", "1e999", "-Infinity", '"NaN"', '"None"']
        path.write_text("".join(f'{{"id": {given}, "text": "Text {at}."}}\n' for at, given in enumerate(ids)))
        documents, aside, notes = read(path)
        assert (len(documents), aside) == (len(ids), [])
        assert all(len(document.document_id) == 16 for document in documents)
        assert ["3 objects have an id that is no text and no number" in note.reason for note in notes] == [True]

    def test_one_as_a_number_with_and_without_a_point_is_one_id(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"id": 1.0, "text": "First."}\n{"id": 1, "text": "Second."}\n')
        with pytest.raises(InputError, match=r"line 2 has the id '1', which .*line 1 has too"):
            read(path)


class TestSize:
    @pytest.mark.parametrize(("size", "read_it"), [(TEXT_LIMIT, True), (TEXT_LIMIT + 1, False), (10**8 + 1, False)])
    def test_a_document_of_50_mb_on_one_line_is_read_and_a_larger_one_set_aside(self, tmp_path, size, read_it):
        path = tmp_path / "a.jsonl"
        with path.open("w") as file:
            file.write('{"text": "First."}\n{"text": "')
            file.writelines("word " * 200_000 for _ in range(size // 1_000_000))
            file.write("x" * (size % 1_000_000) + '"}\n{"text": "Last."}\n')
        tracemalloc.start()
        documents, aside, _ = read(path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert [len(document.text) for document in documents] == ([6, size, 5] if read_it else [6, 5])
        assert [each.where for each in aside] == ([] if read_it else [f"{path}, line 2"])
        assert peak < 6 * TEXT_LIMIT

    def test_empty_documents_are_set_aside_one_by_one_without_being_held(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text("".join(f'{{"id": {row}, "text": " "}}\n' for row in range(5000)))
        for number, each in enumerate(read_documents([path]), 1):
            assert each == SetAside(f"{path}, line {number}", "It has no text.")
        assert number == 5000
        assert sum(isinstance(each, SetAside) for each in gc.get_objects()) < 10


class TestCutFiles:
    """What a download that broke off leaves."""

    @pytest.fixture
    def lines(self) -> list[str]:
        return [f"Line {row}: {'слово ' * (row % 50)}." for row in range(2000)]

    def test_lines_before_the_end_of_a_cut_file_are_read_and_the_file_is_named(self, tmp_path, lines):
        path = tmp_path / "a.jsonl.gz"
        whole = gzip.compress("".join(f"{json.dumps({'text': text}, ensure_ascii=False)}\n" for text in lines).encode())
        for share in (0.5, 0.9):
            path.write_bytes(whole[: int(len(whole) * share)])
            documents, (aside,), _ = read(path)
            assert len(documents) > len(lines) * (share - 0.35)
            assert texts(documents) == lines[: len(documents)]
            assert (aside.where, "before its time" in aside.reason) == (str(path), True)

    @pytest.mark.parametrize("name", ["a.csv.gz", "a.txt.gz", "a.json.gz"])
    def test_a_cut_file_of_another_kind_is_set_aside_because_a_cut_text_looks_like_a_whole_one(
        self, tmp_path, lines, name
    ):
        whole = gzip.compress("\n".join(["text", *lines]).encode())
        (tmp_path / name).write_bytes(whole[: len(whole) // 2])
        documents, (aside,), _ = read(tmp_path)
        assert documents == []
        assert "cannot be unpacked" in aside.reason

    @pytest.mark.parametrize("end", [1, 5, 12, 40])
    def test_a_file_of_which_hardly_anything_came_is_set_aside(self, tmp_path, lines, end):
        path = tmp_path / "a.jsonl.gz"
        path.write_bytes(gzip.compress(json.dumps({"text": lines[1]}).encode())[:end])
        documents, (aside,), _ = read(tmp_path)
        assert (documents, aside.where) == ([], str(path))


class TestNothing:
    @pytest.mark.parametrize("nothing", ["nan", "NaN", "None", "null", " NULL "])
    def test_a_cell_that_a_program_wrote_for_nothing_has_no_text(self, tmp_path, nothing):
        path = tmp_path / "a.csv"
        path.write_text(f"text,date\nFirst.,{nothing}\n{nothing},2022-01-05\nNone of them came.,\n")
        documents, (aside,), notes = read(path)
        assert texts(documents) == ["First.", "None of them came."]
        assert (aside.where, aside.reason) == (f"{path}, row 3", "It has no text.")
        assert (documents[0].date, notes) == ("", [])

    def test_as_a_whole_document_it_is_a_word(self, tmp_path):
        path = tmp_path / "a.txt"
        path.write_text("None")
        assert texts(read(path)[0]) == ["None"]


class TestRows:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize(
        "long", ["x," * 300_000, "x" * 600_000, '"' + "x" * 600_000 + '",a', "\t" * 600_000], ids=[*"abcd"]
    )
    def test_a_row_too_long_to_be_held_is_set_aside_once_and_the_next_has_its_number(
        self, tmp_path, monkeypatch, end, long
    ):
        monkeypatch.setattr(delimited, "LINE_LIMIT", 1000)
        path = tmp_path / "a.csv"
        path.write_text(end.join(["id,text", "a,First.", long, "b,Second.", "c", "d,Last.", ""]), newline="")
        documents, aside, _ = read(path)
        assert texts(documents) == ["First.", "Second.", "Last."]
        assert [each.where for each in aside] == [f"{path}, row 3", f"{path}, row 5"]
        assert "longer than" in aside[0].reason

    @pytest.mark.parametrize(
        "long", ['b,"' + "x" * 2000 + '\nend"', 'b,"begin\n' + "x" * 2000 + '"'], ids=["first line", "last line"]
    )
    def test_a_long_line_within_a_quoted_cell_ends_the_table(self, tmp_path, monkeypatch, long):
        monkeypatch.setattr(delimited, "LINE_LIMIT", 1000)
        path = tmp_path / "a.csv"
        path.write_text(f"id,text\na,First.\n{long}\nc,Last.\n")
        documents, (aside,), _ = read(path)
        assert texts(documents) == ["First."]
        assert aside.where == f"{path}, row 3"
        assert "all after it were left out" in aside.reason

    def test_a_first_row_too_long_to_be_held_is_no_header(self, tmp_path, monkeypatch):
        monkeypatch.setattr(delimited, "LINE_LIMIT", 1000)
        (tmp_path / "a.csv").write_text("text," * 1000 + "\na,First.\n")
        (tmp_path / "b.txt").write_text("Good.")
        documents, (aside,), _ = read(tmp_path)
        assert texts(documents) == ["Good."]
        assert "first row is longer than" in aside.reason


class TestStandardInput:
    def test_standard_input_that_is_closed_is_an_error(self, monkeypatch):
        monkeypatch.setattr(sys, "stdin", None)
        with pytest.raises(InputError, match="no standard input"):
            read(Path("-"))

    def test_a_full_temporary_folder_is_named_with_the_way_to_another(self, monkeypatch):
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Text.")))
        monkeypatch.setattr(shutil, "copyfileobj", full)
        with pytest.raises(InputError, match=rf"{tempfile.gettempdir()}.*No space left on device.*TMPDIR"):
            read(Path("-"))

    def test_no_temporary_folder_at_all_is_an_error(self, tmp_path, monkeypatch):
        (tmp_path / "a.txt").write_text("Text.")
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
        with pytest.raises(InputError, match="TMPDIR"):
            read(tmp_path / "a.txt")


class TestParquet:
    @pytest.mark.parametrize(
        "dates",
        [
            pa.array([0, 10**17], pa.timestamp("us")),  # the year 5138
            pa.array([0, 2**62], pa.timestamp("us")),
            pa.array([0, 2**31 - 1], pa.date32()),
            pa.array([0, 2**62], pa.duration("s")),
            pa.array([0, 10**10], pa.timestamp("s", "Mars/Olympus")),
            pa.array([[0], [2**31 - 1]], pa.list_(pa.date32())),
        ],
        ids=str,
    )
    def test_a_date_that_no_calendar_has_is_left_empty_and_told_and_all_rows_are_read(self, tmp_path, dates):
        path = tmp_path / "a.parquet"
        pq.write_table(pa.table({"text": ["First.", "Second."], "date": dates}), path)
        documents, aside, notes = read(path)
        assert (texts(documents), aside) == (["First.", "Second."], [])
        assert documents[1].date == ""
        assert any("left empty" in note.reason for note in notes)

    @pytest.mark.parametrize("compression", ["snappy", "zstd", "none"])
    @pytest.mark.parametrize("damaged", [0, 1, 2], ids=["first", "middle", "last"])
    def test_a_damaged_group_of_rows_costs_no_other(self, tmp_path, damaged, compression):
        path = tmp_path / "a.parquet"
        written = [f"{number} {'word ' * 20}" for number in range(30)]
        columns = {"text": written, "title": [f"Title {number}" for number in range(30)]}
        pq.write_table(pa.table(columns), path, row_group_size=10, compression=compression, use_dictionary=False)
        column = pq.ParquetFile(path).metadata.row_group(damaged).column(0)
        content = bytearray(path.read_bytes())
        begin = column.data_page_offset
        content[begin : begin + column.total_compressed_size] = b"\xff" * column.total_compressed_size
        path.write_bytes(content)
        documents, (aside,), _ = read(path)
        assert texts(documents) == [text for at, text in enumerate(written) if at // 10 != damaged]
        assert aside.where == f"{path}, rows {10 * damaged + 1} to {10 * damaged + 10}"
        assert "cannot be read" in aside.reason

    def test_one_group_of_all_rows_is_not_held(self, tmp_path):
        path = tmp_path / "a.parquet"
        pq.write_table(pa.table({"text": [f"{row} {'word ' * 100}" for row in range(60_000)]}), path)
        assert pq.ParquetFile(path).metadata.row_group(0).num_rows == 60_000
        before = pa.default_memory_pool()
        counted = pa.proxy_memory_pool(before)
        pa.set_memory_pool(counted)
        try:
            reading = read_documents([path])
            assert [next(reading).text.split()[0] for _ in range(2000)] == [str(row) for row in range(2000)]
            reading.close()
        finally:
            pa.set_memory_pool(before)
        assert 0 < counted.max_memory() < 6_000_000  # of 30 MB of text

    def test_a_text_that_is_not_utf_8_is_set_aside_by_its_row(self, tmp_path):
        path = tmp_path / "a.parquet"
        wrong = pa.Array.from_buffers(pa.string(), 2, pa.array([b"a\xff", b"Good."]).buffers())
        pq.write_table(pa.table({"text": wrong}), path)
        documents, (aside,), _ = read(path)
        assert (texts(documents), aside.where) == (["Good."], f"{path}, row 1")
        assert "not UTF-8 (byte 2)" in aside.reason

    @pytest.mark.parametrize("dictionary", [True, False])
    def test_a_text_over_the_limit_is_set_aside_wherever_it_is_repeated(self, tmp_path, monkeypatch, dictionary):
        monkeypatch.setattr(parquet, "TEXT_LIMIT", 1000)
        path = tmp_path / "a.parquet"
        column = pa.array(["word " * 1000, "word " * 1000, "Good."])
        pq.write_table(pa.table({"text": column.dictionary_encode() if dictionary else column}), path)
        documents, aside, _ = read(path)
        assert texts(documents) == ["Good."]
        assert [each.where for each in aside] == [f"{path}, row 1", f"{path}, row 2"]

    def test_a_table_whose_texts_are_far_more_than_its_size_is_read_to_a_bound(self, tmp_path, monkeypatch):
        monkeypatch.setattr(parquet, "ALLOWANCE", 1_000_000)
        monkeypatch.setattr(parquet, "RATIO", 1)
        path = tmp_path / "a.parquet"
        texts = pa.DictionaryArray.from_arrays(pa.array([0] * 64, pa.int32()), pa.array(["word " * 20_000]))
        pq.write_table(pa.table({"text": texts}), path, compression="zstd")
        documents, (aside,), _ = read(path)
        assert 1 <= len(documents) <= 11
        assert "far more than its size" in aside.reason

    def test_a_table_that_says_that_it_unpacks_to_far_more_than_its_size_is_set_aside(self, tmp_path, monkeypatch):
        monkeypatch.setattr(parquet, "ALLOWANCE", 1000)
        monkeypatch.setattr(parquet, "RATIO", 1)
        (tmp_path / "b.txt").write_text("Good.")
        table = pa.table({"text": [f"{number} " + "word " * 2000 for number in range(10)]})
        pq.write_table(table, tmp_path / "a.parquet", compression="zstd", use_dictionary=False)
        documents, (aside,), _ = read(tmp_path)
        assert texts(documents) == ["Good."]
        assert "far more than its size" in aside.reason


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def workbook(path: Path, parts: dict[str, str]) -> Path:
    """A workbook with a text in it, some of its parts being others."""
    book = openpyxl.Workbook()
    book.active.append(["text"])
    book.active.append(["First."])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**contents, **parts}.items():
            archive.writestr(name, content)
    return path


def sheet(rows: str) -> dict[str, str]:
    first = f'<row r="1">{cell("text")}</row><row r="2">{cell("First.")}</row>'
    return {"xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{first}{rows}</sheetData></worksheet>"}


class TestWorkbooks:
    @pytest.mark.parametrize(
        ("parts", "reason"),
        [
            (sheet(f'<row r="99999999999">{cell("Far.")}</row>'), "Excel ends at 1,048,576"),
            (sheet(f'<row r="9e99">{cell("Far.")}</row>'), "Excel ends at 1,048,576"),
            (sheet(f'<row r="{"9" * 5000}">{cell("Far.")}</row>'), "Excel ends at 1,048,576"),
            (sheet("<row>" + "<c/>" * 20_000 + "</row>"), "more than 16,384 cells"),
            (sheet("<row>" + "<x/>" * 20_000 + "</row>"), "more elements"),
            (sheet(f"<row>{cell('x' * 300_000)}</row>"), "a row of more than"),
            ({"xl/styles.xml": f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * 20_000}</cellXfs></styleSheet>"}, "styleSheet"),
            ({"xl/workbook.xml": f"<workbook {MAIN}>{' ' * 200_000}</workbook>"}, "workbook"),
            ({"[Content_Types].xml": f"<Types>{'<Default/>' * 20_000}</Types>"}, "Types"),
            ({"xl/sharedStrings.xml": f"<sst {MAIN}>{'<si/>' * 20_000}</sst>"}, "million texts"),
            ({"xl/sharedStrings.xml": '<!DOCTYPE x [<!ENTITY e "e">]><sst>&e;</sst>'}, "declares entities"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_workbook_larger_than_excel_makes_them_is_set_aside(self, tmp_path, monkeypatch, parts, reason):
        for name in ("ELEMENT_LIMIT", "STRING_LIMIT"):
            monkeypatch.setattr(sheets, name, 18_000)
        for name in ("TREE_LIMIT", "ROW_BYTES"):
            monkeypatch.setattr(sheets, name, 190_000)
        (tmp_path / "b.txt").write_text("Good.")
        workbook(tmp_path / "a.xlsx", parts)
        documents, (aside,), _ = read(tmp_path)
        assert texts(documents) == ["Good."]
        assert reason in aside.reason

    def test_the_last_row_of_excel_is_read_under_its_number(self, tmp_path):
        path = workbook(tmp_path / "a.xlsx", sheet(f'<row r="1048576">{cell("Far.")}</row>'))
        documents, aside, _ = read(path)
        assert (texts(documents), aside) == (["First.", "Far."], [])


class TestArchives:
    def test_a_name_that_is_not_the_utf_8_it_is_said_to_be_is_set_aside_and_the_others_are_read(self, tmp_path):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name in ("first.txt", "é.txt", "река.txt", "last.txt"):
                archive.writestr(name, f"Text of {name}.")
        path.write_bytes(path.read_bytes().replace("é.txt".encode(), b"\xff\xfe.txt"))
        documents, (aside,), _ = read(path)
        assert texts(documents) == ["Text of first.txt.", "Text of река.txt.", "Text of last.txt."]
        assert documents[1].path == f"{path}/река.txt"
        assert "name is not UTF-8" in aside.reason

    def test_a_member_that_calls_itself_by_a_name_that_is_not_utf_8_is_set_aside_in_words(self, tmp_path):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("é.txt", "Text.")
            archive.writestr("last.txt", "Last.")
        path.write_bytes(path.read_bytes().replace("é.txt".encode(), b"\xff\xfe.txt", 1))
        documents, (aside,), _ = read(path)
        assert texts(documents) == ["Last."]
        assert "not UTF-8. Rename it" in aside.reason

    def test_a_link_in_an_archive_is_set_aside(self, tmp_path):
        path = tmp_path / "a.zip"
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(link, "/etc/passwd")
            archive.writestr("a.txt", "Text.")
        documents, (aside,), _ = read(path)
        assert texts(documents) == ["Text."]
        assert "link" in aside.reason
        assert aside.where == f"{path}/link.txt"
