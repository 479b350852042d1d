"""One of each format, by itself and all of them in one folder; what comes on standard input; where ids are kept."""

import gzip
import hashlib
import io
import json
import sqlite3
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.corpus.read import Document, Note, SetAside, read_documents
from framing.corpus.reading import index
from framing.errors import InputError, MissingExtra

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="{charset}"><title>River rises - The Post</title>
<meta property="og:site_name" content="The Post"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2022-01-05T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>River rises</h1>
<p>The river rose by two metres overnight, the rescuers said on Wednesday — “quickly”.</p>
<p>Schools stay closed until Monday, and the damage will be assessed later by the office.</p>
<p>Three hundred soldiers were sent to the region to help the people who live there now.</p></article></body></html>"""
ROWS = [
    {"id": "a", "text": "Мост открыт.", "title": "Мост", "source": "Хабар", "date": "2022-01-05"},
    {"id": "b", "text": "Көпір ашық.\nЖол жабық.", "title": "Көпір", "source": "Хабар", "date": "2022-01-06"},
]


def read_all(*paths, **options) -> tuple[list[Document], list[SetAside], list[Note]]:
    found = list(read_documents(paths, **options))
    return tuple([each for each in found if isinstance(each, kind)] for kind in (Document, SetAside, Note))


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def write_table(path: Path) -> Path:
    """ROWS in the format that the ending of `path` stands for."""
    name = path.name.removesuffix(".gz")
    lines = [",".join(ROWS[0]), *(",".join(f'"{value}"' for value in row.values()) for row in ROWS)]
    content = {
        ".csv": "\n".join(lines),
        ".tsv": "\n".join(line.replace('","', '"\t"').replace("id,text,", "id\ttext\t") for line in lines).replace(
            "title,source,date", "title\tsource\tdate"
        ),
        ".jsonl": "\n".join(json.dumps(row) for row in ROWS),
        ".ndjson": "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS),
        ".json": json.dumps(ROWS, indent=2),
    }.get(Path(name).suffix)
    if content is not None:
        path.write_bytes(gzip.compress(content.encode()) if path.suffix == ".gz" else content.encode())
    elif path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    else:
        workbook(path, [list(ROWS[0]), *(list(row.values()) for row in ROWS)])
    return path


@pytest.mark.parametrize(
    "name",
    ["a.csv", "a.tsv", "a.jsonl", "a.ndjson", "a.json", "a.xlsx", "a.parquet", "a.csv.gz", "a.jsonl.gz", "a.json.gz"],
)
def test_a_table_of_each_format_gives_the_same_documents(tmp_path, name):
    path = write_table(tmp_path / name)
    documents, aside, notes = read_all(path)
    assert (aside, notes) == ([], [])
    assert documents == [
        Document(row["id"], row["text"], row["title"], row["source"], "", row["date"], language, str(path))
        for row, language in zip(ROWS, ("ru", "kk"), strict=True)
    ]


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_a_web_page_gives_its_article_with_the_headline_first_and_what_the_page_says_of_it(tmp_path, charset):
    path = tmp_path / "a.html"
    path.write_bytes(PAGE.format(charset=charset).encode(charset))
    (document,), aside, notes = read_all(path)
    assert (aside, notes) == ([], [])
    lines = document.text.splitlines()
    assert lines[0] == "River rises"
    assert lines[1].endswith("on Wednesday — “quickly”.")
    assert len(lines) == 4
    assert (document.title, document.source, document.author) == ("River rises", "The Post", "Ann Lee")
    assert (document.date, document.language) == ("2022-01-05", "en")


def test_the_caption_of_a_picture_is_a_paragraph_of_the_article(tmp_path):
    caption = "Volunteers carry sandbags to the old dam on Tuesday"
    picture = f'<figure class="wide"><img src="a.jpg"><figcaption id="c">{caption}</figcaption></figure></article>'
    path = tmp_path / "a.html"
    path.write_text(PAGE.format(charset="utf-8").replace("</article>", picture), encoding="utf-8")
    (document,) = [item for item in read_documents([path]) if isinstance(item, Document)]
    assert caption in document.text.splitlines()


def test_markdown_is_rendered_and_its_front_matter_describes_it(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("---\nheadline: River\npublished: 5 January 2022\nlang: en-GB\n---\n# River\n\nIt **rose**.\n")
    documents, _, _ = read_all(path)
    assert [(each.text, each.title, each.date, each.language) for each in documents] == [
        ("River\nIt rose.", "River", "2022-01-05", "en")
    ]


def test_a_folder_of_one_of_each_format_is_read_in_one_call(tmp_path):
    for name in ("b.csv", "c.tsv", "d.jsonl", "e.json", "f.xlsx", "g.parquet", "h.csv.gz"):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        table = write_table(folder / name)
        if not name.endswith((".xlsx", ".parquet", ".gz")):  # ids of their own
            table.write_text(table.read_text().replace('"a"', f'"a-{name}"').replace('"b"', f'"b-{name}"'))
    (tmp_path / "a.txt").write_text("Plain.")
    (tmp_path / "i.html").write_text(PAGE.format(charset="utf-8"))
    (tmp_path / "j.md").write_text("*Marked*.")
    with zipfile.ZipFile(tmp_path / "k.zip", "w") as archive:
        archive.writestr("in/l.txt", "Packed.")
        archive.writestr("in/sources.csv", "file,title\nl.txt,A title\n")
    for name in ("f/f.xlsx", "g/g.parquet"):  # one id for several documents would be an error
        (tmp_path / name).unlink()
    workbook(tmp_path / "f" / "f.xlsx", [["body", "when"], ["Sheet.", datetime(2022, 1, 5, tzinfo=UTC).date()]])
    pq.write_table(pa.table({"content": ["Column."]}), tmp_path / "g" / "g.parquet")
    documents, aside, notes = read_all(tmp_path)
    assert aside == []
    assert len(documents) == 16
    assert {each.text for each in documents} >= {"Plain.", "Marked.", "Packed.", "Sheet.", "Column."}
    packed = next(each for each in documents if each.text == "Packed.")
    assert (packed.title, packed.path) == ("A title", str(tmp_path / "k.zip" / "in" / "l.txt"))
    assert {"'body'", "'content'"} <= {word.rstrip(".,") for note in notes for word in note.reason.split()}


class TestColumns:
    def test_a_guess_is_told_once_a_file(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text("Headline,Body\nT,One.\nT,Two.\n")
        documents, _, notes = read_all(path)
        assert [each.title for each in documents] == ["T", "T"]
        assert [note.where for note in notes] == [str(path)]
        assert "text is taken from column 'Body', title is taken from column 'Headline'" in notes[0].reason

    def test_a_key_inside_of_another_is_read_when_it_is_named(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"article": {"body": "One."}, "meta": {"source": "The Post"}}\n')
        documents, aside, _ = read_all(path, columns={"text": "article.body", "source": "meta.source"})
        assert [(each.text, each.source) for each in documents] == [("One.", "The Post")]
        _, aside, _ = read_all(path)
        assert "--text OUTER.INNER" in aside[0].reason

    def test_keys_may_differ_from_object_to_object(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"body": "One."}\n{"title": "T", "text": "Two."}\n{"title": "None"}\n')
        documents, aside, _ = read_all(path)
        assert [each.text for each in documents] == ["One.", "Two."]
        assert [each.where for each in aside] == [f"{path}, line 3"]

    def test_a_key_that_was_asked_for_and_never_comes_is_told(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"text": "One."}\n')
        _, _, notes = read_all(path, columns={"date": "when"})
        assert "No object has the key when" in notes[0].reason

    def test_numbers_are_ids_without_a_point(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"id": 123, "text": "One."}\n{"id": 123.0, "text": "Two."}\n')
        with pytest.raises(InputError, match=r"line 2 has the id '123', which .*line 1 has too"):
            read_all(path)

    def test_the_list_in_the_answer_of_a_service_is_read(self, tmp_path):
        path = tmp_path / "a.json"
        path.write_text(json.dumps({"status": "ok", "articles": ROWS, "pages": [1]}))
        documents, aside, _ = read_all(path)
        assert ([each.document_id for each in documents], aside) == (["a", "b"], [])

    def test_one_object_is_one_document_whatever_lists_it_has(self, tmp_path):
        path = tmp_path / "a.json"
        path.write_text(json.dumps({"text": "One.", "links": [{"text": "Two."}]}))
        assert [each.text for each in read_all(path)[0]] == ["One."]


class TestDates:
    def test_bad_dates_are_told_once_a_file_and_kind_with_their_number_and_the_documents_go_on(self, tmp_path):
        path = tmp_path / "a.csv"
        dates = ["03/04/2022"] * 30 + ["yesterday"] * 20 + ["5 января 2022"]
        path.write_text("text,date\n" + "".join(f"Text {at}.,{each}\n" for at, each in enumerate(dates)))
        documents, aside, notes = read_all(path)
        assert (len(documents), aside) == (51, [])
        assert [each.date for each in documents[-2:]] == ["", "2022-01-05"]
        assert [note.reason.split(",")[0] for note in notes] == [
            "30 dates can be read in two ways",
            "20 dates cannot be read",
        ]
        documents, _, notes = read_all(path, day_first=True)
        assert documents[0].date == "2022-04-03"
        assert len(notes) == 1

    def test_cells_that_are_dates_are_dates(self, tmp_path):
        rows = [["text", "date"], ["One.", date(2022, 1, 5)], ["Two.", datetime(2022, 1, 5, 10, 5)]]
        documents, _, _ = read_all(workbook(tmp_path / "a.xlsx", rows))
        assert [each.date for each in documents] == ["2022-01-05", "2022-01-05T10:05:00"]
        table = pa.table({"text": ["One."], "date": pa.array([datetime(2022, 1, 5)], pa.timestamp("ns"))})
        pq.write_table(table, tmp_path / "a.parquet")
        documents, _, _ = read_all(tmp_path / "a.parquet")
        assert documents[0].date.startswith("2022-01-05")


class TestPatternsAndStandardInput:
    def test_a_pattern_is_expanded_where_the_shell_did_not(self, tmp_path):
        for name in ("a.txt", "b.txt", "c.md"):
            (tmp_path / name).write_text(name)
        documents, _, _ = read_all(tmp_path / "*.txt")
        assert [each.text for each in documents] == ["a.txt", "b.txt"]

    def test_a_pattern_that_matches_nothing_is_an_error(self, tmp_path):
        with pytest.raises(InputError, match="matches no file"):
            read_documents([tmp_path / "*.txt"])

    def test_a_file_whose_name_looks_like_a_pattern_is_read(self, tmp_path):
        (tmp_path / "a[1].txt").write_text("One.")
        assert len(read_all(tmp_path / "a[1].txt")[0]) == 1

    @pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json", "a.xlsx", "a.parquet", "a.csv.gz", "a.jsonl.gz"])
    def test_standard_input_is_read_by_what_it_is(self, tmp_path, monkeypatch, name):
        content = write_table(tmp_path / name).read_bytes()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        documents, aside, _ = read_all(Path("-"))
        assert aside == []
        assert [(each.document_id, each.path) for each in documents] == [
            ("a", "standard input"),
            ("b", "standard input"),
        ]

    def test_text_and_pages_and_archives_come_on_standard_input_too(self, tmp_path, monkeypatch):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.txt", "Packed.")
        pages = {"Plain, and text.\nNext.": "Plain", PAGE.format(charset="utf-8"): "River"}
        for content, begins in [
            *((page.encode(), first) for page, first in pages.items()),
            (packed.getvalue(), "Packed"),
        ]:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
            documents, _, _ = read_all(Path("-"))
            assert documents[0].text.startswith(begins)

    def test_the_format_of_standard_input_can_be_given(self, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,text\nb,c\n")))
        assert read_all(Path("-"), input_format="txt")[0][0].text == "a,text\nb,c\n"
        with pytest.raises(InputError, match="no input format 'docx'"):
            read_documents([Path("-")], input_format="docx")

    def test_a_table_on_standard_input_is_known_by_the_column_that_was_named(self, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"colour;words\nred;Text here.\n")))
        assert [each.text for each in read_all(Path("-"), columns={"text": "words"})[0]] == ["Text here."]

    def test_standard_input_is_given_once(self):
        with pytest.raises(InputError, match="once"):
            read_documents([Path("-"), Path("-")])


class TestEncodings:
    def test_a_guess_is_told_and_an_encoding_can_be_given(self, tmp_path):
        path = tmp_path / "a.txt"
        path.write_bytes("Вода в реке поднялась на два метра за сутки.".encode("cp1251"))
        (document,), _, (note,) = read_all(path)
        assert document.text.startswith("Вода")
        assert "CP1251" in note.reason
        (document,), _, _ = read_all(path, encoding="koi8-r")
        assert not document.text.startswith("Вода")
        with pytest.raises(InputError, match="no encoding"):
            read_documents([path], encoding="klingon")

    def test_a_row_with_bytes_that_are_no_letters_is_set_aside_in_a_table_of_utf_8(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_bytes("text\nМост открыт.\nПло".encode() + b"\xff" + "хо.\nДорога закрыта.\n".encode())
        documents, aside, _ = read_all(path)
        assert [each.text for each in documents] == ["Мост открыт.", "Дорога закрыта."]
        assert aside == [
            SetAside(f"{path}, row 3", "It holds bytes that are not UTF-8 (byte FF at character 4 of its cell 1).")
        ]

    def test_mojibake_is_told_and_not_repaired(self, tmp_path):
        (tmp_path / "a.txt").write_text("РџСЂРёРІРµС‚ всем.")
        (document,), _, (note,) = read_all(tmp_path)
        assert document.text == "РџСЂРёРІРµС‚ всем."
        assert "decoded wrongly" in note.reason
        assert "РџСЂРёРІРµС‚" in note.reason


class TestIds:
    def test_many_ids_take_little_room_on_disk_and_no_memory(self, tmp_path):
        place, count = tmp_path / "ids", 50_000
        with index.IdIndex(place) as ids:
            assert all(ids.take(f"document {number}", 1, number) is None for number in range(count))
            assert ids.take("document 7", 2, 1) == (1, 7)
        assert place.stat().st_size <= 60 * count

    def test_a_given_id_that_a_numbered_copy_has_is_an_error(self, tmp_path):
        with index.IdIndex(tmp_path / "ids") as ids:
            assert [ids.take_or_number("x", 0, row) for row in range(3)] == ["x", "x.2", "x.3"]
            assert ids.take("x.2", 1, 0) == (0, 1)

    def test_a_number_that_was_given_is_passed_over(self, tmp_path):
        with index.IdIndex(tmp_path / "ids") as ids:
            assert ids.take("x.2", 0, 0) is None
            assert [ids.take_or_number("x", 0, row) for row in range(1, 4)] == ["x", "x.3", "x.4"]

    def test_an_index_at_a_path_holds_no_text_and_begins_anew(self, tmp_path):
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.txt").write_text("Findable words.")
        for _ in range(2):
            assert len(read_all(tmp_path / "in", index=tmp_path / "ids")[0]) == 1
        assert b"Findable" not in (tmp_path / "ids").read_bytes()
        with sqlite3.connect(tmp_path / "ids") as connection:
            assert connection.execute("SELECT count(*) FROM framing_ids").fetchone() == (1,)
        connection.close()

    def test_an_index_that_cannot_be_kept_is_an_error(self, tmp_path):
        (tmp_path / "a.txt").write_text("Text.")
        with pytest.raises(InputError, match="cannot be kept"):
            read_all(tmp_path, index=tmp_path / "a.txt")

    def test_a_repeated_id_names_places_in_different_files_and_archives(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("in.csv", "id,text\nx,One.\n")
        (tmp_path / "b.jsonl").write_text('{"id": "y", "text": "Two."}\n{"id": "x", "text": "Three."}\n')
        with pytest.raises(InputError, match=r"b\.jsonl, line 2 has the id 'x', which .*a\.zip/in\.csv, row 2 has too"):
            read_all(tmp_path)

    def test_a_repeated_id_is_set_aside_with_the_place_of_the_first_when_that_is_asked_for(self, tmp_path):
        for name in ("a.jsonl", "b.jsonl"):
            (tmp_path / name).write_text('{"id": "x", "text": "One."}\n{"id": "y", "text": "Two."}\n')
        (tmp_path / "c.jsonl").write_text('{"id": "z", "text": "Three."}\n{"id": "x", "text": "Four."}\n')
        documents, aside, notes = read_all(tmp_path, same_ids="set aside")
        assert [(each.document_id, each.text) for each in documents] == [("x", "One."), ("y", "Two."), ("z", "Three.")]
        assert aside == [
            SetAside(
                f"{tmp_path / name}, line {line}",
                f"It has the id {given!r}, which {tmp_path / 'a.jsonl'}, line {first} has too. "
                "Give one of them another id.",
            )
            for name, line, given, first in [("b.jsonl", 1, "x", 1), ("b.jsonl", 2, "y", 2), ("c.jsonl", 2, "x", 1)]
        ]
        assert notes == []

    def test_a_file_whose_given_id_another_has_is_set_aside_with_the_name_of_that_file(self, tmp_path):
        (tmp_path / "sources.csv").write_text("file,id\na.txt,x\nb.txt,x\n")
        (tmp_path / "a.txt").write_text("One.")
        (tmp_path / "b.txt").write_text("РџСЂРёРІРµС‚ всем.")
        documents, aside, notes = read_all(tmp_path, same_ids="set aside")
        assert [each.text for each in documents] == ["One."]
        assert [(each.where, f"which {tmp_path / 'a.txt'} has too" in each.reason) for each in aside] == [
            (str(tmp_path / "b.txt"), True)
        ]
        assert notes == []  # nothing more is said of what is left out

    def test_an_id_that_a_numbered_copy_has_is_set_aside_too(self, tmp_path):
        path = tmp_path / "a.jsonl"
        name = hashlib.sha256(b"One.").hexdigest()[:16]
        path.write_text(f'{{"text": "One."}}\n{{"text": "One."}}\n{{"id": "{name}.2", "text": "Two."}}\n')
        documents, (aside,), _ = read_all(path, same_ids="set aside")
        assert [each.document_id for each in documents] == [name, f"{name}.2"]
        assert aside.where == f"{path}, line 3"
        assert "line 2 has too" in aside.reason


@pytest.mark.parametrize(
    ("name", "library", "extra"),
    [("a.html", "trafilatura", "html"), ("a.xlsx", "openpyxl", "excel"), ("a.parquet", "pyarrow", "parquet")],
)
def test_a_library_that_is_not_installed_is_named_with_its_extra(tmp_path, monkeypatch, name, library, extra):
    path = tmp_path / name
    path.write_text("<p>Text.") if extra == "html" else write_table(path)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=rf"framing\[{extra}\]"):
        read_all(path)
    _, aside, _ = read_all(tmp_path)
    assert f"pip install 'framing[{extra}]'" in aside[0].reason
