import csv
import gc
import gzip
import hashlib
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from framing.corpus.read import Document, Note, SetAside, read_documents
from framing.corpus.reading import delimited, plain
from framing.errors import InputError

SEEDS = Path(__file__).parents[2] / "seeds"


def read_all(*paths: Path, columns: Mapping[str, str] | None = None) -> tuple[list[Document], list[SetAside]]:
    found = list(read_documents(paths, columns or {}))
    documents = [each for each in found if isinstance(each, Document)]
    return documents, [each for each in found if isinstance(each, SetAside)]


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_text_file_is_one_document_named_by_the_hash_of_its_text(tmp_path):
    path = write(tmp_path / "a.txt", "The bridge is open.\r\n")
    documents, _ = read_all(path)
    name = hashlib.sha256(b"The bridge is open.\r\n").hexdigest()[:16]
    assert documents == [Document(name, "The bridge is open.\r\n", "", "", "", "", "en", str(path))]


def test_a_byte_order_mark_is_dropped_and_line_ends_are_kept(tmp_path):
    documents, _ = read_all(write(tmp_path / "a.txt", b"\xef\xbb\xbfOne.\r\nTwo.\n"))
    assert documents[0].text == "One.\r\nTwo.\n"


def test_a_folder_is_read_in_order_of_names_without_hidden_files(tmp_path):
    for name in ("b.txt", "a.txt", "c/d.txt", ".hidden.txt", ".git/e.txt"):
        write(tmp_path / name, f"Text of {name}.")
    documents, aside = read_all(tmp_path)
    assert [Path(document.path).name for document in documents] == ["a.txt", "b.txt", "d.txt"]
    assert aside == []


def test_sources_describe_the_files_beside_them(tmp_path):
    write(
        tmp_path / "sources.csv", "file,document_id,title,outlet,date,language\na.txt,first,A title,The Post,2022,ru\n"
    )
    write(tmp_path / "a.txt", "Text.")
    documents, aside = read_all(tmp_path)
    assert documents == [Document("first", "Text.", "A title", "The Post", "", "2022", "ru", str(tmp_path / "a.txt"))]
    assert aside == []


def test_sources_hold_for_a_file_given_by_name_too(tmp_path):
    sources = write(tmp_path / "sources.csv", "file,document_id\na.txt,first\n")
    path = write(tmp_path / "a.txt", "Text.")
    documents, _ = read_all(path, sources)  # as a shell expands folder/*
    assert [document.document_id for document in documents] == ["first"]


def test_a_file_that_sources_name_but_the_folder_lacks_is_told(tmp_path):
    write(tmp_path / "sources.csv", "file,document_id\ngone.txt,first\n")
    write(tmp_path / "a.txt", "Text.")
    documents, aside = read_all(tmp_path)
    assert len(documents) == 1
    assert aside[0].where.endswith("sources.csv")
    assert "gone.txt" in aside[0].reason


def test_sources_that_describe_a_file_twice_are_an_error(tmp_path):
    write(tmp_path / "sources.csv", "file\na.txt\na.txt\n")
    write(tmp_path / "a.txt", "Text.")
    with pytest.raises(InputError, match=r"row 3: a.txt is described twice"):
        read_documents([tmp_path])


def test_sources_alone_are_no_documents(tmp_path):
    with pytest.raises(InputError, match="Give its folder"):
        read_documents([write(tmp_path / "sources.csv", "file\na.txt\n")])


def test_a_file_given_twice_is_read_once(tmp_path):
    path = write(tmp_path / "a.txt", "Text.")
    documents, aside = read_all(tmp_path, path)
    assert (len(documents), aside) == (1, [])


def test_a_path_that_does_not_exist_is_an_error_before_anything_is_read(tmp_path):
    with pytest.raises(InputError, match="nowhere does not exist"):
        read_documents([tmp_path / "nowhere"])


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(InputError, match="has no files"):
        read_documents([tmp_path])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"caf\xe9\xe8\xff\xe8\xe9\xff open", "not UTF-8 (byte 4)"),
        (b"", "no text"),
        (" \n\t\u00a0\n".encode(), "no text"),
        (b"a\x00b", "NUL"),
        (b"half \xd0", "not UTF-8 (byte 6)"),
    ],
)
def test_a_file_that_is_no_text_is_set_aside_and_the_others_go_on(tmp_path, content, reason):
    bad = write(tmp_path / "a.txt", content)
    write(tmp_path / "b.txt", "Good.")
    documents, aside = read_all(tmp_path)
    assert [document.text for document in documents] == ["Good."]
    assert aside[0].where == str(bad)
    assert reason in aside[0].reason


def test_a_file_of_another_kind_is_set_aside_with_what_to_do(tmp_path):
    write(tmp_path / "a.docx", "x")
    _, aside = read_all(tmp_path)
    assert ".docx" in aside[0].reason
    assert ".txt" in aside[0].reason


def test_a_file_above_the_limit_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(plain, "TEXT_LIMIT", 4)
    write(tmp_path / "a.txt", "four")
    write(tmp_path / "b.txt", "fives")
    documents, aside = read_all(tmp_path)
    assert [document.text for document in documents] == ["four"]
    assert "larger than" in aside[0].reason


def test_the_same_text_twice_without_ids_is_two_documents_whose_ids_tell_the_copies_apart(tmp_path):
    for name in ("a.txt", "b.txt", "c/d.txt"):
        write(tmp_path / name, "Same.")
    documents, aside = read_all(tmp_path)
    name = hashlib.sha256(b"Same.").hexdigest()[:16]
    assert [document.document_id for document in documents] == [name, f"{name}.2", f"{name}.3"]
    assert aside == []


def test_a_repeated_id_is_an_error_that_names_both_places(tmp_path):
    table = write(tmp_path / "a.csv", "id,text\nx,One.\nx,Two.\n")
    with pytest.raises(InputError, match=r"a\.csv, row 3 has the id 'x', which .*a\.csv, row 2 has too"):
        read_all(table)


def test_the_same_text_under_two_ids_is_two_documents(tmp_path):
    documents, aside = read_all(write(tmp_path / "a.csv", "id,text\nx,One.\ny,One.\n"))
    assert [document.document_id for document in documents] == ["x", "y"]
    assert aside == []


@pytest.mark.parametrize("name", ["a\tb", "x" * 201, "a\u202eb"])
def test_an_id_that_does_not_print_or_is_too_long_is_set_aside(tmp_path, name):
    documents, aside = read_all(write(tmp_path / "a.csv", f"id,text\n{name},One.\ny,Two.\n"))
    assert [document.document_id for document in documents] == ["y"]
    assert "Give it another id" in aside[0].reason


def test_documents_come_one_at_a_time(tmp_path):
    table = write(tmp_path / "a.csv", "id,text\nx,One.\nx,Two.\n")
    documents = read_documents([table])
    first = next(documents)  # the error of the next row has not been met yet
    assert isinstance(first, Document)
    assert first.text == "One."
    with pytest.raises(InputError):
        next(documents)


def test_the_seeds_are_read_with_what_sources_say_of_them():
    documents, aside = read_all(SEEDS)
    assert aside == []
    assert [document.document_id[:3] for document in documents] == ["000", "001", "002", "003", "004"]
    assert all(document.title and document.language == "en" for document in documents)
    assert all(document.text.startswith(document.title) for document in documents[::2])


@pytest.mark.skipif(os.name != "posix", reason="names of files in bytes are a thing of POSIX")
@pytest.mark.parametrize("name", [b"caf\xe9.txt", b"caf\xe9/a.txt", b"caf\xe9/sources.csv", b"caf\xe9.csv"])
def test_a_name_that_is_not_utf_8_is_set_aside_under_a_name_that_can_be_written(tmp_path, name):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    write(path, "file,text\ngone.txt,Text.\n")
    write(tmp_path / "z.txt", "Good.")
    documents, aside = read_all(tmp_path)
    assert [document.text for document in documents] == ["Good."]
    assert aside
    for each in aside:
        assert "caf\ufffd" in each.where
        f"{each.where} {each.reason}".encode()


@pytest.mark.skipif(os.name != "posix", reason="names of files in bytes are a thing of POSIX")
def test_a_file_given_by_a_name_that_is_not_utf_8_is_set_aside(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    documents, aside = read_all(write(path, "Good."))
    assert documents == []
    assert "Its name is not UTF-8" in aside[0].reason


def test_a_link_to_itself_is_set_aside_and_the_others_go_on(tmp_path):
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    write(tmp_path / "z.txt", "Good.")
    documents, aside = read_all(tmp_path)
    assert len(documents) == 1
    assert aside == [SetAside(str(tmp_path / "loop.txt"), "It is not a regular file.")]
    with pytest.raises(InputError, match=r"loop\.txt does not exist"):
        read_all(tmp_path / "loop.txt")


def test_a_link_to_a_folder_is_not_followed_and_not_dropped_in_silence(tmp_path):
    write(tmp_path / "a" / "a.txt", "Good.")
    (tmp_path / "a" / "around").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / ".hidden").symlink_to(tmp_path, target_is_directory=True)
    documents, aside = read_all(tmp_path)
    assert len(documents) == 1
    assert aside == [SetAside(str(tmp_path / "a" / "around"), "It is a link to a folder. Give that folder by name.")]


def test_a_path_with_a_name_that_is_too_long_is_an_error(tmp_path):
    with pytest.raises(InputError, match="File name too long"):
        read_documents([tmp_path / ("x" * 5000)])


def test_a_folder_that_cannot_be_listed_is_set_aside_and_the_others_go_on(tmp_path, monkeypatch):
    write(tmp_path / "a" / "a.txt", "Hidden from us.")
    write(tmp_path / "b" / "b.txt", "Good.")
    real = os.scandir

    def scandir(path):  # a mode does not stop root
        if str(path).endswith("a"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    documents, aside = read_all(tmp_path)
    assert [document.text for document in documents] == ["Good."]
    assert aside == [SetAside(str(tmp_path / "a"), "It cannot be listed: Permission denied.")]


def test_a_file_that_may_not_be_looked_at_is_set_aside_and_a_path_of_the_user_is_an_error(tmp_path, monkeypatch):
    write(tmp_path / "closed" / "a.txt", "Hidden from us.")
    write(tmp_path / "z.txt", "Good.")
    real = os.stat

    def closed(path, *arguments, **options):  # a mode does not stop root
        if "closed/" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "stat", closed)
    documents, aside = read_all(tmp_path)
    assert [document.text for document in documents] == ["Good."]
    assert aside == [SetAside(str(tmp_path / "closed" / "a.txt"), "It cannot be read: Permission denied.")]
    with pytest.raises(InputError, match=r"a\.txt: Permission denied"):
        read_all(tmp_path / "closed" / "a.txt")


class TestTables:
    def test_a_row_is_a_document_with_the_columns_it_has(self, tmp_path):
        path = write(tmp_path / "a.csv", "Title,text,source,date,document_id,language\nT,Body,S,2022,d1,kk-KZ\n")
        documents, _ = read_all(path)
        assert documents == [Document("d1", "Body", "T", "S", "", "2022", "kk", str(path))]

    def test_outlet_and_id_are_other_names_of_source_and_document_id(self, tmp_path):
        documents, _ = read_all(write(tmp_path / "a.csv", "id,text,outlet\nd1,Body,The Post\n"))
        assert (documents[0].document_id, documents[0].source) == ("d1", "The Post")

    def test_columns_can_have_names_of_the_users_own(self, tmp_path):
        path = write(tmp_path / "a.csv", "body,text\nThis.,Not this.\n")
        documents, _ = read_all(path, columns={"text": "Body"})
        assert documents[0].text == "This."

    def test_a_column_that_no_document_has_is_an_error(self, tmp_path):
        path = write(tmp_path / "a.csv", "text\nx\n")
        with pytest.raises(InputError, match="no column 'colour' in a document"):
            read_documents([path], {"colour": "by"})

    @pytest.mark.parametrize(("header", "columns"), [("colour", {}), ("text", {"date": "day"})])
    def test_a_missing_column_is_an_error_that_says_what_there_is(self, tmp_path, header, columns):
        path = write(tmp_path / "a.csv", f"{header},b\nx,y\n")
        with pytest.raises(InputError, match=rf"has no column .*\. It has: {header}, b\."):
            read_all(path, columns=columns)

    def test_a_table_without_the_column_that_was_found_in_a_folder_is_set_aside(self, tmp_path):
        write(tmp_path / "prices.csv", "day,price\n1,2\n")
        write(tmp_path / "z.txt", "Good.")
        documents, aside = read_all(tmp_path)
        assert (len(documents), len(aside)) == (1, 1)

    def test_two_columns_of_one_name_are_an_error(self, tmp_path):
        with pytest.raises(InputError, match="more than one column text"):
            read_all(write(tmp_path / "a.csv", "text,text\na,b\n"))

    @pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.tsv", "\t")])
    def test_the_delimiter_is_found(self, tmp_path, name, mark):
        content = f'id{mark}text\nd1{mark}"One, two; three\tfour."\n'
        documents, _ = read_all(write(tmp_path / name, content))
        assert documents[0].text == "One, two; three\tfour."

    def test_a_cell_keeps_its_line_ends_and_spaces(self, tmp_path):
        documents, _ = read_all(write(tmp_path / "a.csv", b'\xef\xbb\xbftext,id\r\n" One.\r\nTwo. ",x\r\n'))
        assert documents[0].text == " One.\r\nTwo. "

    def test_a_cell_may_be_longer_than_the_standard_library_allows(self, tmp_path):
        documents, _ = read_all(write(tmp_path / "a.csv", "text\n" + "word " * 50_000 + "\n"))
        assert len(documents[0].text) == 250_000

    def test_a_cell_above_the_limit_is_set_aside(self, tmp_path, monkeypatch):
        limit = csv.field_size_limit()
        monkeypatch.setattr(delimited, "CELL_LIMIT", 1000)
        try:
            csv.field_size_limit(1000)
            documents, aside = read_all(write(tmp_path / "a.csv", "text\nGood.\n" + "w" * 1500 + "\n"))
        finally:
            csv.field_size_limit(limit)
        assert [document.text for document in documents] == ["Good."]
        assert "row 3" in aside[0].where

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (b"only one", "has 1 cells where the header has 2"),
            (b"d1,a,b", "has 3 cells where the header has 2"),
            (b"d1,", "no text"),
            (b"d1,a\x00b", "NUL"),
        ],
    )
    def test_a_bad_row_is_set_aside_by_its_number_and_the_others_go_on(self, tmp_path, row, reason):
        path = write(tmp_path / "a.csv", b"id,text\n" + row + b"\n\nd2,Good.\n")
        documents, aside = read_all(path)
        assert [document.text for document in documents] == ["Good."]
        assert aside[0].where == f"{path}, row 2"
        assert reason in aside[0].reason

    def test_empty_cells_at_the_end_of_a_row_do_no_harm(self, tmp_path):
        documents, aside = read_all(write(tmp_path / "a.csv", "id,text\nd1,Good.,,\n"))
        assert (len(documents), aside) == (1, [])

    def test_a_quotation_mark_that_is_never_closed_does_not_swallow_rows_in_silence(self, tmp_path):
        path = write(tmp_path / "a.csv", 'id,text\nd1,Good.\nd2,"Open.\nd3,Lost.\n')
        documents, aside = read_all(path)
        assert [document.document_id for document in documents] == ["d1"]
        assert aside[0].where == f"{path}, row 3"
        assert "all after it" in aside[0].reason

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
    def test_a_table_in_another_encoding_of_unicode_is_read(self, tmp_path, encoding):
        documents, aside = read_all(write(tmp_path / "a.csv", "id,text\na,Мост открыт.\n".encode(encoding)))
        assert ([document.text for document in documents], aside) == (["Мост открыт."], [])

    @pytest.mark.parametrize("rows", [0, 1, 200_000])  # the last: more than one piece of the file
    def test_a_table_whose_encoding_cannot_be_told_is_set_aside_once_and_none_of_its_rows_is_read(self, tmp_path, rows):
        before = b"id,text\n" + b"".join(b"d%d,Good.\n" % number for number in range(rows))
        path = write(tmp_path / "a.csv", before + b"x,\xff\xe8\xc0a\xe0B\xff\ny,\x98\x81\xd0\nz,Good.\n")
        write(tmp_path / "b.txt", "Good.")
        documents, aside = read_all(tmp_path)
        assert [document.text for document in documents] == ["Good."]
        assert [each.where for each in aside] == [str(path)]
        assert f"not UTF-8 (byte {len(before) + 3})" in aside[0].reason
        assert "Save it as UTF-8" in aside[0].reason

    def test_a_table_that_turns_to_cp1251_after_a_megabyte_is_read_as_that_from_its_beginning(self, tmp_path):
        before = b"id,text\n" + b"".join(b"d%d,Good. %s\n" % (number, b"x" * 1000) for number in range(1_100))
        path = write(tmp_path / "a.csv", before + "x,Мост открыт до среды\n".encode("cp1251"))
        found = list(read_documents([path]))
        assert isinstance(found[0], Note)
        assert "CP1251" in found[0].reason
        assert isinstance(found[-1], Document)
        assert (len(found), found[-1].text) == (1_102, "Мост открыт до среды")

    def test_a_table_that_ends_within_a_letter_is_not_utf_8(self, tmp_path):
        _, aside = read_all(write(tmp_path / "a.csv", b"text\nhalf \xd0"))
        assert "not UTF-8 (byte 11)" in aside[0].reason

    def test_sources_that_are_not_utf_8_are_an_error_that_names_the_byte(self, tmp_path):
        write(tmp_path / "sources.csv", b"file,title\na.txt,half \xd0\n")
        write(tmp_path / "a.txt", "Text.")
        with pytest.raises(InputError, match=r"sources\.csv: .*not UTF-8 \(byte 23\)"):
            read_documents([tmp_path])

    def test_an_empty_table_is_refused(self, tmp_path):
        with pytest.raises(InputError, match="It has: none"):
            read_all(write(tmp_path / "a.csv", ""))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The road is closed.", "en"),
        ("Дорога закрыта до весны.", "ru"),
        ("Жол көктемге дейін жабық болады.", "kk"),
        ("В посёлке Қарағай перекрыли дорогу, об этом сообщили местные власти в среду вечером.", "ru"),
        ("The word дорога means road.", "en"),
        ("12:30", "en"),
    ],
)
def test_the_language_of_a_text_is_known_by_its_letters(tmp_path, text, language):
    documents, _ = read_all(write(tmp_path / "a.txt", text))
    assert documents[0].language == language


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json", "a.csv.gz"])
def test_an_error_that_ends_the_reading_leaves_no_file_open(tmp_path: Path, name: str) -> None:
    # An error holds the frames that it passed: what they had open would stay so as long as it is held.
    rows = [{"id": "same", "text": f"Text number {n}."} for n in range(2)]
    content = {
        "a.csv": "id,text\n" + "".join(f"{row['id']},{row['text']}\n" for row in rows),
        "a.jsonl": "".join(json.dumps(row) + "\n" for row in rows),
        "a.json": json.dumps(rows),
    }[name.removesuffix(".gz")].encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    with pytest.raises(InputError, match="same") as held:
        list(read_documents([path]))
    assert held.value.__traceback__ is not None
    ours = [each for each in gc.get_objects() if isinstance(each, io.FileIO) and str(each.name) == str(path)]
    assert all(each.closed for each in ours)
