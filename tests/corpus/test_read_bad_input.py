"""What people and programs put into folders by mistake or malice: a reason each, and the rest goes on."""

import gzip
import io
import json
import resource
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.corpus.read import Document, Note, SetAside, read_documents
from framing.corpus.reading import archives, objects, unpacking, workbook
from framing.errors import InputError


def read_folder(folder: Path, **options) -> tuple[list[str], list[SetAside]]:
    """The texts of `folder` without that of the good file, which must be among them; and what was set aside."""
    (folder / "zz-good.txt").write_text("Good.")
    found = list(read_documents([folder], **options))
    texts = [each.text for each in found if isinstance(each, Document)]
    assert texts[-1] == "Good."
    for each in found:
        if not isinstance(each, Document):
            f"{each.where} {each.reason}".encode()  # it can be written down
            assert len(each.reason) < 600
    return texts[:-1], [each for each in found if isinstance(each, SetAside)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF"),
        ("a.csv", b"PK\x03\x04\x14\x00\x06\x00", "a ZIP archive"),
        ("a.jsonl", b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        ("a.md", bytes(range(256)) * 40, "control characters"),
        ("a.html", b"\x00\x01\x02" * 100, "control characters"),
        ("a.txt", "Привет".encode()[:-1], "not UTF-8 (byte 11)"),
        ("a.json", b"[{", "not JSON"),
        ("a.json", b'[{"text": "One."}', "not closed"),
        ("a.json", b'[{"text": "One."} nonsense', "not JSON"),
        ("a.json", b"[" * 200_000, "nested too deeply"),
        ("a.jsonl", b'{"text":' + b"[" * 200_000, "nested too deeply"),
        ("a.jsonl", b'{"text": 5' + b"0" * 10_000 + b"}", "not JSON that can be read"),
        ("a.xlsx", b"no workbook", "not a workbook"),
        ("a.parquet", b"PAR1 no table PAR1", "not a Parquet table"),
        ("a.zip", b"PK\x03\x04 no archive", "not a ZIP archive"),
        ("a.csv.gz", b"no gzip", "cannot be read"),
        ("a.csv.gz", gzip.compress(b"text\nOne.\n" * 100)[:-20], "cannot be"),
        ("a.txt", "\u200f\u200e\n".encode(), ""),
        ("a.html", b"<html><body></body></html>", "No article"),
        ("a.pdf", b"%PDF", "framing reads"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_set_aside_with_a_reason(tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    _, aside = read_folder(tmp_path)
    if reason:
        assert aside
        assert aside[-1].where.startswith(str(tmp_path / name))
        assert reason in aside[-1].reason


def test_a_document_of_one_word_and_marks_from_right_to_left_are_kept(tmp_path):
    (tmp_path / "a.txt").write_text("Да")
    (tmp_path / "b.txt").write_text("He said \u200fشكرا\u200e\u00a0twice.")
    assert read_folder(tmp_path) == (["Да", "He said \u200fشكرا\u200e\u00a0twice."], [])


class TestJson:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (r'{"text": "cut \ud83d"}', "half of a character (U+D83D"),
            (r'{"text": "Sound.", "title": "\udc00"}', "half of a character (U+DC00"),
            ('{"text": "One.", "text": "Two."}', "key 'text' twice"),
            ('{"text": NaN}', "nothing"),
            ('{"text": null}', "no text"),
            ('{"text": ["a", "b"]}', "a list, not a text"),
            ('{"text": 5}', "a number, not a text"),
            ('{"title": "x"}', "It has: title"),
            ('["text"]', "a list, not an object"),
            ("null", "nothing, not an object"),
            ('{"text": "open', "not JSON"),
            ('{"text": "a\\u0000b"}', "NUL"),
        ],
    )
    def test_a_bad_line_is_set_aside_by_its_number_and_the_others_go_on(self, tmp_path, line, reason):
        path = tmp_path / "a.jsonl"
        path.write_text(f'{{"text": "First."}}\n{line}\n\n{{"text": "Last."}}\n')
        texts, aside = read_folder(tmp_path)
        assert texts == ["First.", "Last."]
        assert [each.where for each in aside] == [f"{path}, line 2"]
        assert reason in aside[0].reason.replace("It has no text.", "no text nothing")

    def test_a_line_that_is_too_long_is_passed_over(self, tmp_path, monkeypatch):
        monkeypatch.setattr(objects, "OBJECT_LIMIT", 1000)
        path = tmp_path / "a.jsonl"
        path.write_text('{"text": "First."}\n{"text": "' + "x" * 300_000 + '"}\n{"text": "Last."}\n')
        texts, aside = read_folder(tmp_path)
        assert texts == ["First.", "Last."]
        assert [each.where for each in aside] == [f"{path}, line 2"]

    def test_an_array_is_read_object_by_object_without_being_held(self, tmp_path):
        path = tmp_path / "a.json"
        path.write_text(
            json.dumps([{"text": f"{number} " + "word " * 2000, "language": "en"} for number in range(1000)])
        )  # 10 MB
        tracemalloc.start()
        documents = sum(isinstance(each, Document) for each in read_documents([path]))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert documents == 1000
        assert peak < 5_000_000

    def test_a_file_named_by_the_user_without_a_text_is_an_error(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_text('{"colour": "red"}\n')
        with pytest.raises(InputError, match=r"a\.jsonl has no column .*It has: colour\..*--text"):
            list(read_documents([path]))


class TestTables:
    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    def test_ragged_rows_are_set_aside_and_quoted_lines_belong_to_their_cell(self, tmp_path, mark):
        rows = [("text", "id"), ('"One.\nTwo."', "a"), ("Short.",), ("Long.", "c", "d"), ("Last.", "e")]
        (tmp_path / "a.csv").write_text("\ufeff" + "\n".join(mark.join(row) for row in rows))
        texts, aside = read_folder(tmp_path)
        assert texts == ["One.\nTwo.", "Last."]
        assert [each.where.rpartition(" ")[2] for each in aside] == ["3", "4"]

    @pytest.mark.parametrize(
        ("column", "reason"),
        [
            (pa.array([["a"], ["b"]]), "list"),
            (pa.array([1, 2]), "int64"),
        ],
    )
    def test_a_parquet_table_whose_text_is_no_text_is_set_aside_or_an_error(self, tmp_path, column, reason):
        path = tmp_path / "a.parquet"
        pq.write_table(pa.table({"text": column}), path)
        _, aside = read_folder(tmp_path)
        assert reason in aside[0].reason
        with pytest.raises(InputError, match=r"a\.parquet has .* in its column text"):
            list(read_documents([path]))

    def test_a_parquet_table_without_a_text_names_the_columns_it_has(self, tmp_path):
        path = tmp_path / "a.parquet"
        pq.write_table(pa.table({"price": [1], "colour": ["red"]}), path)
        with pytest.raises(InputError, match=r"It has: price, colour\. .*--text"):
            list(read_documents([path]))
        _, aside = read_folder(tmp_path)
        assert "price, colour" in aside[0].reason

    def test_categories_bytes_and_lists_of_authors_are_read(self, tmp_path):
        table = pa.table(
            {
                "text": pa.array(["One.", "Two.", None]).dictionary_encode(),
                "source": pa.array([b"Post", b"News", b""]),
                "author": pa.array([["A", "B"], [], None]),
            }
        )
        pq.write_table(table, tmp_path / "a.parquet")
        found = list(read_documents([tmp_path / "a.parquet"]))
        documents = [each for each in found if isinstance(each, Document)]
        assert [(each.text, each.source, each.author) for each in documents] == [
            ("One.", "Post", "A, B"),
            ("Two.", "News", ""),
        ]
        assert found[-1] == SetAside(f"{tmp_path / 'a.parquet'}, row 3", "It has no text.")

    def test_bytes_that_are_no_letters_are_set_aside_in_a_parquet_table(self, tmp_path):
        pq.write_table(pa.table({"text": pa.array([b"One.", b"\xff\xfe"])}), tmp_path / "a.parquet")
        texts, aside = read_folder(tmp_path)
        assert texts == ["One."]
        assert "not UTF-8 (byte 1)" in aside[0].reason

    def test_formulas_errors_and_full_cells_of_a_workbook(self, tmp_path):
        book = openpyxl.Workbook()
        for row in [["id", "text"], [1.0, "=A1"], [2, "#N/A"], [3, "x" * 32_767], [None, None], [4, "Last."]]:
            book.active.append(row)
        other = book.create_sheet("Prices")
        other.append(["day", "price"])
        book.save(tmp_path / "a.xlsx")
        found = list(read_documents([tmp_path / "a.xlsx"]))
        assert [(each.document_id, len(each.text)) for each in found if isinstance(each, Document)] == [
            ("3", 32_767),
            ("4", 5),
        ]
        assert [each.where.rpartition(" ")[2] for each in found if isinstance(each, SetAside)] == ["2", "3"]
        notes = [each.reason for each in found if isinstance(each, Note)]
        assert "its end may be missing" in notes[0]
        assert "Prices has no column" in notes[1]

    def test_a_workbook_that_unpacks_to_far_more_than_its_size_is_set_aside(self, tmp_path, monkeypatch):
        monkeypatch.setattr(workbook, "STRINGS_LIMIT", 1000)
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/sharedStrings.xml", b" " * 100_000)
        _, aside = read_folder(tmp_path)
        assert "larger than a workbook" in aside[0].reason

    def test_an_entity_bomb_in_a_workbook_does_not_go_off(self, tmp_path):
        book = openpyxl.Workbook()
        book.active.append(["text"])
        book.active.append(["One."])
        book.save(tmp_path / "good.bin")
        lol = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
            b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"&a;") * 10) for n in range(1, 12)
        )
        with zipfile.ZipFile(tmp_path / "good.bin") as good, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as bad:
            for part in good.namelist():
                content = good.read(part)
                if part.endswith("sheet1.xml"):
                    content = lol + b"]>" + content.replace(b"<v>", b"<v>&a11;")
                bad.writestr(part, content)
        (tmp_path / "good.bin").unlink()
        texts, aside = read_folder(tmp_path)
        assert texts == []
        assert aside


class TestPages:
    @pytest.mark.parametrize(
        ("page", "reason"),
        [
            ("<p>" + "x" * 6_000_000, "larger than 5 MB"),
            ("<html><body>" + "<p>word</p>" * 40_000, "tags"),
            ("<html><body>" + "<div>" * 100_000 + "Deep.", "tags"),
            ("<html><body>" + "<div>" * 20_000 + "Deep.", "No article"),
            ("<html><body><p " + "a='b' " * 100_000 + ">Text.", "attributes"),
            ("<html><body><p>" + " " * 4_000_000, "No article"),
        ],
        ids=["large", "many tags", "deep", "less deep", "attributes", "spaces"],
    )
    def test_a_hostile_page_is_set_aside_in_bounded_time(self, tmp_path, page, reason):
        (tmp_path / "a.html").write_text(page)
        started = time.process_time()
        _, aside = read_folder(tmp_path)
        assert reason in aside[0].reason
        assert time.process_time() - started < 20

    def test_a_page_of_50_mb_is_not_even_loaded(self, tmp_path):
        with (tmp_path / "a.html").open("wb") as stream:
            stream.truncate(50_000_000)
        tracemalloc.start()
        _, aside = read_folder(tmp_path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert "larger than 5 MB" in aside[0].reason
        assert peak < 15_000_000

    def test_entities_of_a_page_are_not_expanded_without_end(self, tmp_path):
        names = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
        page = (
            f'<!DOCTYPE html [<!ENTITY a0 "aaaaaaaaaa">{"".join(names)}]><html><body><p>&a11; {"Words here. " * 30}</p>'
        )
        (tmp_path / "a.html").write_text(page)
        texts, aside = read_folder(tmp_path)
        assert len("".join(texts)) < 10_000
        assert len(texts) + len(aside) == 1

    def test_a_huge_attribute_is_left_out_and_the_article_is_read(self, tmp_path):
        page = f"<html><body><p data-x='{'x' * 3_000_000}'>{'The river rose by two metres. ' * 10}</p></body></html>"
        (tmp_path / "a.html").write_text(page)
        texts, aside = read_folder(tmp_path)
        assert (len(texts), aside) == (1, [])


def pack(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


class TestArchives:
    @pytest.mark.parametrize(
        "name", ["../up.txt", "/etc/up.txt", "C:/up.txt", "C:up.txt", "a/../../up.txt", "..\\up.txt"]
    )
    def test_a_path_that_climbs_out_is_set_aside_and_nothing_is_written(self, tmp_path, name):
        (tmp_path / "in").mkdir()
        pack(tmp_path / "in" / "a.zip", {name: b"Out.", "sound.txt": b"Sound."})
        texts, aside = read_folder(tmp_path / "in")
        assert texts == ["Sound."]
        assert "leads out of the archive" in aside[0].reason
        assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip", "in", "zz-good.txt"]

    def test_a_bomb_stops_when_it_has_become_too_much(self, tmp_path, monkeypatch):
        for module in (archives, unpacking):
            monkeypatch.setattr(module, "ALLOWANCE", 100_000)
        bomb = pack(tmp_path / "a.zip", {"a.csv": b"text\n" + b"x\n" * 20_000_000, "b.txt": b"Sound."})
        assert bomb.stat().st_size < 100_000
        started = time.process_time()
        _, aside = read_folder(tmp_path)
        assert "when unpacked" in aside[0].reason
        assert time.process_time() - started < 20

    def test_a_compressed_bomb_stops_too(self, tmp_path, monkeypatch):
        monkeypatch.setattr(unpacking, "ALLOWANCE", 100_000)
        (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"text\n" + b"x\n" * 20_000_000))
        _, aside = read_folder(tmp_path)
        assert "when unpacked" in aside[0].reason

    def test_a_member_that_lies_about_its_size_is_set_aside(self, tmp_path):
        path = pack(tmp_path / "a.zip", {"a.txt": b"Sound. " * 1000})
        content = path.read_bytes()
        path.write_bytes(content.replace(struct.pack("<I", 7000), struct.pack("<I", 70)))
        texts, aside = read_folder(tmp_path)
        assert texts == []
        assert "CRC" in aside[0].reason

    def test_encrypted_members_and_archives_in_archives_are_set_aside(self, tmp_path):
        path = pack(tmp_path / "a.zip", {"locked.txt": b"Locked.", "in.zip": b"PK", "in.csv.zip": b"PK"})
        content = bytearray(path.read_bytes())
        for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.index(signature) + flags] |= 1  # the first member
        path.write_bytes(content)
        texts, aside = read_folder(tmp_path)
        assert texts == []
        assert ["encrypted" in aside[0].reason, *("archive within" in each.reason for each in aside[1:])] == [True] * 3

    def test_a_way_of_packing_that_takes_memory_without_bound_is_set_aside(self, tmp_path):
        pack(tmp_path / "a.zip", {"a.txt": b"Text."}, zipfile.ZIP_LZMA)
        _, aside = read_folder(tmp_path)
        assert "does not unpack" in aside[0].reason

    def test_thousands_of_members_are_read_in_order(self, tmp_path):
        pack(tmp_path / "a.zip", {f"{number:04}.txt": f"Text {number}.".encode() for number in range(3000)})
        texts, aside = read_folder(tmp_path)
        assert (texts, aside) == ([f"Text {number}." for number in range(3000)], [])

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_two_members_of_one_name_are_both_read_and_told_apart(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("a.txt", "One.")
            archive.writestr("a.txt", "Two.")
        documents = [each for each in read_documents([tmp_path / "a.zip"]) if isinstance(each, Document)]
        assert [each.text for each in documents] == ["One.", "Two."]
        assert documents[1].path.endswith("a.txt (number 2 of that name)")

    @pytest.mark.parametrize("encoding", ["cp866", "utf-8"])
    def test_names_of_older_programs_are_read_as_their_makers_wrote_them(self, tmp_path, encoding):
        stand_in = "x" * len("Река.txt".encode(encoding))
        path = pack(tmp_path / "a.zip", {stand_in: b"Text."})
        path.write_bytes(path.read_bytes().replace(stand_in.encode(), "Река.txt".encode(encoding)))
        (document,) = (each for each in read_documents([path]) if isinstance(each, Document))
        assert document.path == f"{path}/Река.txt"

    @pytest.mark.parametrize("sources", [b"name,title\na.txt,T\n", b"file\na.txt\na.txt\n", b"\xff\xfe\x00"])
    def test_a_bad_description_in_an_archive_is_set_aside_and_its_texts_are_read(self, tmp_path, sources):
        pack(tmp_path / "a.zip", {"sources.csv": sources, "a.txt": b"Text."})
        texts, aside = read_folder(tmp_path)
        assert texts == ["Text."]
        assert [each.where for each in aside] == [f"{tmp_path / 'a.zip'}/sources.csv"]

    def test_a_damaged_description_in_an_archive_is_set_aside_too(self, tmp_path):
        path = pack(
            tmp_path / "a.zip", {"sources.csv": b"file,title\na.txt,TTTT\n", "a.txt": b"Text."}, zipfile.ZIP_STORED
        )
        path.write_bytes(path.read_bytes().replace(b"TTTT", b"UUUU"))
        texts, aside = read_folder(tmp_path)
        assert texts == ["Text."]
        assert "CRC" in aside[0].reason

    def test_hidden_members_and_what_systems_leave_behind_are_left_out(self, tmp_path):
        pack(tmp_path / "a.zip", {"__MACOSX/._a.txt": b"x", ".git/a.txt": b"x", "a.txt": b"Text.", "dir/": b""})
        assert read_folder(tmp_path) == (["Text."], [])

    def test_a_list_of_members_without_end_is_not_loaded(self, tmp_path, monkeypatch):
        monkeypatch.setattr(archives, "DIRECTORY_LIMIT", 1000)
        pack(tmp_path / "a.zip", {f"{number}.txt": b"x" for number in range(100)})
        _, aside = read_folder(tmp_path)
        assert "million members" in aside[0].reason


def test_memory_does_not_grow_with_the_number_of_documents(tmp_path):
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        path.write_text("text,language\n" + "".join(f"Text number {row}.,en\n" for row in range(rows)))
        tracemalloc.start()
        assert sum(isinstance(each, Document) for each in read_documents([path])) == rows
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(20_000) < peak(2000) + 2_000_000


def test_an_endless_line_is_read_in_bounded_memory(tmp_path):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stream = io.BytesIO(b"text," * 10_000_000)
    (tmp_path / "a.csv").write_bytes(stream.getvalue())
    _, aside = read_folder(tmp_path)
    assert aside
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4_000_000  # kB
