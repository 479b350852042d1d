"""WARC files: pages become documents, all else is counted, and damage costs the records that it hit and no others."""

import gzip
import io
import sys
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import brotli
import pytest
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from framing.corpus.read import Document, Note, SetAside, read_documents
from framing.corpus.reading import warc_records
from framing.errors import MissingExtra

HTML = b"Content-Type: text/html; charset=utf-8\r\n"
RIVER = "The river rose by two metres on Monday, and the bridge was closed to all traffic. "
ARTICLES = {
    "https://www.post.example/2022/01/05/river?id=1": ("en", "River closes the bridge", RIVER),
    "https://novosti.example/obshchestvo/reka.html": (
        "ru",
        "Река закрыла мост",
        "Вода в реке поднялась на два метра, и мост закрыли для всех машин, сообщили в городе. ",
    ),
    "https://habar.example/қоғам/өзен": (
        "kk",
        "Өзен көпірді жапты",
        "Өзендегі су екі метрге көтерілді, сондықтан көпір барлық көлікке жабылды, деп хабарлады әкімдік. ",
    ),
}


def page(language: str, title: str, sentence: str) -> bytes:
    paragraphs = "".join(f"<p>{number}. {sentence * 3}</p>" for number in range(4))
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><title>{title}</title>'
        f'<meta property="article:published_time" content="2022-01-05T10:00:00+06:00"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


RIVER_PAGE = page("en", "River closes the bridge", RIVER)


def record(
    kind: bytes, block: bytes, address: str = "https://post.example/a", length: int | None = None, more: bytes = b""
) -> bytes:
    """A record written by hand."""
    what = b"application/http; msgtype=" + kind if kind in (b"request", b"response", b"revisit") else b"text/plain"
    return (
        b"WARC/1.0\r\nWARC-Type: " + kind + b"\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Target-URI: "
        b"%s\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (address.encode(), more, what, len(block) if length is None else length, block)
    )


def response(body: bytes, address: str = "https://post.example/a", headers: bytes = HTML, **others) -> bytes:
    return record(b"response", b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n" + body, address, **others)


def river(number: int) -> bytes:
    """A response with an article like no other."""
    return response(page("en", f"River {number}", f"{RIVER}{number} boats. "), f"https://post.example/{number}")


def crawl(path: Path, *records: bytes) -> Path:
    """A file with a member of gzip for each record, or with the records as they are."""
    packed = path.name.endswith(".gz")
    path.write_bytes(b"".join(gzip.compress(each) if packed else each for each in records))
    return path


def read(*paths: Path, **options) -> tuple[list[Document], list[SetAside], list[Note]]:
    found = list(read_documents(paths, **options))
    return tuple([each for each in found if isinstance(each, kind)] for kind in (Document, SetAside, Note))


def titles(documents: list[Document]) -> list[str]:
    return [document.title for document in documents]


@pytest.fixture(params=["a.warc", "a.warc.gz"])
def path(request, tmp_path) -> Path:
    return tmp_path / request.param


class TestNewsArchive:
    """A file as Common Crawl's archive of news has them, written by the library."""

    @pytest.fixture
    def archive(self, tmp_path) -> Path:
        path = tmp_path / "CC-NEWS-20220105121314-00042.warc.gz"
        with path.open("wb") as file:
            self.write(file, WarcRecordType.warcinfo, "", b"software: StormCrawler\r\n")
            for address, article in ARTICLES.items():
                self.write(file, WarcRecordType.request, address, b"GET / HTTP/1.1\r\nHost: post.example\r\n\r\n")
                self.write(file, WarcRecordType.response, address, self.answer(page(*article)))
                self.write(file, WarcRecordType.metadata, address, b"fetchTimeMs: 42\r\n")
            moved = b"HTTP/1.1 301 Moved\r\nLocation: https://post.example/\r\n" + HTML + b"\r\n"
            self.write(file, WarcRecordType.response, "https://post.example/old", moved)
            picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"
            self.write(file, WarcRecordType.response, "https://post.example/a.png", picture)
        return path

    def answer(self, body: bytes) -> bytes:
        crawler = b"X-Crawler-Transfer-Encoding: chunked\r\nX-Crawler-Content-Encoding: gzip\r\n"
        return b"HTTP/1.1 200 OK\r\nServer: nginx\r\n" + crawler + HTML + b"\r\n" + body

    def write(self, file, kind: WarcRecordType, address: str, block: bytes) -> None:
        record = WarcRecord()
        record.init_headers(kind)
        if address:
            record.headers["WARC-Target-URI"] = address
        if kind in (WarcRecordType.request, WarcRecordType.response):
            record.headers["Content-Type"] = f"application/http; msgtype={kind}"
        record.set_bytes_content(block)
        member = io.BytesIO()
        writer = GzipWriter(member)
        record.write(writer)
        writer.finish()
        file.write(member.getvalue())

    def test_each_article_is_a_document_and_all_else_is_counted_once(self, archive):
        documents, aside, (note,) = read(archive)
        assert aside == []
        assert titles(documents) == [title for _, title, _ in ARTICLES.values()]
        assert [document.language for document in documents] == ["en", "ru", "kk"]
        assert [document.source for document in documents] == ["post.example", "novosti.example", "habar.example"]
        assert {document.date for document in documents} == {"2022-01-05"}
        for document, (_, title, sentence) in zip(documents, ARTICLES.values(), strict=True):
            assert document.text.splitlines()[0] == title
            assert sentence.strip() in document.text
            assert "Home" not in document.text
        assert note == Note(
            str(archive),
            "Records that are no pages were passed over: 3 metadata, 3 request, 1 response that is not HTML, "
            "1 response with another status than 200, 1 warcinfo.",
        )

    def test_its_path_leads_to_the_record_and_names_the_address(self, archive):
        for document, address in zip(read(archive)[0], ARTICLES, strict=True):
            place, _, shown = document.path.partition(" ")
            assert shown == address
            name, _, offset = place.rpartition("#")
            assert name == str(archive)
            member = zlib.decompressobj(31).decompress(archive.read_bytes()[int(offset) :])
            assert f"WARC-Target-URI: {address}\r\n".encode() in member

    def test_two_readings_are_the_same(self, archive):
        assert list(read_documents([archive])) == list(read_documents([archive]))


def test_the_same_article_fetched_twice_has_two_ids_that_show_it(path):
    documents, aside, _ = read(crawl(path, river(1), river(2), river(1)))
    assert aside == []
    first, _, again = (document.document_id for document in documents)
    assert again == f"{first}.2"


def test_a_page_without_an_article_is_set_aside_with_its_address(path):
    empty = response(b"<html><body></body></html>", "https://post.example/empty")
    documents, (aside,), _ = read(crawl(path, empty, river(1)))
    assert titles(documents) == ["River 1"]
    assert (aside.where, aside.reason) == (f"{path}#0 https://post.example/empty", "No article was found in the page.")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(RIVER_PAGE), b"Content-Encoding: gzip\r\n"),
        (zlib.compress(RIVER_PAGE), b"Content-Encoding: deflate\r\n"),
        (brotli.compress(RIVER_PAGE), b"Content-Encoding: BR\r\n"),
        (brotli.compress(gzip.compress(RIVER_PAGE)), b"Content-Encoding: gzip, br\r\n"),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(RIVER_PAGE), RIVER_PAGE), b"Transfer-Encoding: chunked\r\n"),
        (
            b"9\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (gzip.compress(RIVER_PAGE)[:9], len(z), z)
            if (z := gzip.compress(RIVER_PAGE)[9:])
            else b"",
            b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        ),
        (RIVER_PAGE, b"Content-Encoding: gzip\r\n"),
        (RIVER_PAGE, b"Content-Encoding: br\r\nTransfer-Encoding: chunked\r\n"),
        (RIVER_PAGE, b"Content-Encoding: identity\r\n"),
    ],
    ids=["gzip", "deflate", "br", "two", "chunks", "gzip in chunks", "unpacked", "unpacked both", "identity"],
)
def test_a_body_is_unpacked_as_its_headers_say_or_taken_as_it_is(path, body, headers):
    documents, aside, _ = read(crawl(path, response(body, headers=headers + HTML)))
    assert (titles(documents), aside) == (["River closes the bridge"], [])
    assert RIVER.strip() in documents[0].text


@pytest.mark.parametrize("coding", [b"compress", b"gzip, gzip, gzip, gzip"])
def test_a_body_packed_in_an_unknown_way_is_set_aside(path, coding):
    odd = response(RIVER_PAGE, headers=b"Content-Encoding: " + coding + b"\r\n" + HTML)
    documents, (aside,), _ = read(crawl(path, odd, river(1)))
    assert titles(documents) == ["River 1"]
    assert "does not unpack" in aside.reason


@pytest.mark.parametrize(
    ("cut", "more"), [(b"", b"WARC-Truncated: length\r\n"), (b"Transfer-Encoding: chunked\r\n", b"")]
)
def test_a_page_that_was_cut_when_crawled_is_read_and_told(path, cut, more):
    body = RIVER_PAGE if more else b"%x\r\n%s\r\nffff\r\n<p>" % (len(RIVER_PAGE), RIVER_PAGE)
    documents, aside, notes = read(crawl(path, response(body, headers=cut + HTML, more=more)))
    assert (titles(documents), aside) == (["River closes the bridge"], [])
    assert ["1 page had been cut when crawled" in note.reason for note in notes] == [True]


class TestEncodings:
    RUSSIAN = page(*ARTICLES["https://novosti.example/obshchestvo/reka.html"]).decode()

    def read(self, path: Path, content: bytes, said: bytes) -> tuple[str, list[Note]]:
        headers = b"Content-Type: text/html" + said + b"\r\n"
        (document,), aside, notes = read(crawl(path, response(content, headers=headers)))
        assert aside == []
        return document.title, notes

    @pytest.mark.parametrize("said", [b"; charset=windows-1251", b';Charset="cp1251"'])
    def test_the_server_says_it(self, path, said):
        assert self.read(path, self.RUSSIAN.encode("cp1251"), said) == ("Река закрыла мост", [])

    @pytest.mark.parametrize("said", [b"", b"; charset=klingon", b"; charset="])
    def test_the_page_says_it_where_the_server_does_not(self, path, said):
        content = self.RUSSIAN.replace("<head>", '<head><meta charset="windows-1251">').encode("cp1251")
        assert self.read(path, content, said) == ("Река закрыла мост", [])

    @pytest.mark.parametrize("said", [b"; charset=windows-1251", b"; charset=iso-8859-1"])
    def test_utf_8_is_seen_though_the_server_says_otherwise(self, path, said):
        assert self.read(path, self.RUSSIAN.encode(), said) == ("Река закрыла мост", [])

    def test_guesses_are_told_once_a_file(self, path):
        content = self.RUSSIAN.encode("cp1251")
        records = [response(content + b"<!-- %d -->" % number) for number in range(3)]
        documents, aside, (note,) = read(crawl(path, *records))
        assert (len(documents), aside) == (3, [])
        assert "encoding of 3 pages had to be guessed, such as" in note.reason


class TestDamage:
    """What is sound beside it is read, and it is named."""

    def test_a_file_that_ends_early_is_read_to_there(self, path):
        whole = crawl(path, river(1), river(2), river(3)).read_bytes()
        path.write_bytes(whole[: -len(whole) // 10])
        documents, (aside,), _ = read(path)
        assert titles(documents) == ["River 1", "River 2"]
        assert aside.where.endswith(" https://post.example/3")
        assert aside.reason == "The file ends within it."

    def test_a_file_that_ends_anywhere_gives_all_records_before_it(self, path):
        records = [*(record(b"metadata", b"n: %d" % number) for number in range(3)), river(1), river(2)]
        ends = [len(crawl(path, *records[:number]).read_bytes()) for number in range(6)]
        whole = crawl(path, *records).read_bytes()
        # Close to the end of a record nothing of it is lost, or nothing of the next has come yet.
        cuts = [at for at in range(1, len(whole), 37) if not any(-24 <= at - end < 12 for end in ends)]
        assert len(cuts) > 25
        for cut in cuts:
            path.write_bytes(whole[:cut])
            documents, aside, _ = read(path)
            assert (len(documents), len(aside)) == (cut > ends[4], 1)

    @pytest.mark.parametrize("where", ["magic", "early", "middle", "checksum"])
    def test_a_damaged_member_costs_that_record_only(self, tmp_path, where):
        path = tmp_path / "a.warc.gz"
        members = [gzip.compress(river(number)) for number in range(4)]
        bad = bytearray(members[1])
        at = {"magic": 0, "early": 20, "middle": len(bad) // 2, "checksum": len(bad) - 6}[where]
        bad[at : at + 4] = bytes(each ^ 0xFF for each in bad[at : at + 4])
        path.write_bytes(b"".join([members[0], bad, *members[2:]]))
        documents, (aside,), _ = read(path)
        assert titles(documents) == ["River 0", "River 2", "River 3"]
        assert "damaged" in aside.reason

    def test_a_page_whose_checksum_is_wrong_is_not_read(self, tmp_path):
        path = tmp_path / "a.warc.gz"
        stored = gzip.compress(river(1), 0)
        path.write_bytes(b"".join([gzip.compress(river(0)), stored.replace(b"metres", b"meters"), stored]))
        documents, (aside,), _ = read(path)
        assert titles(documents) == ["River 0", "River 1"]
        assert "meters" not in documents[1].text
        assert "damaged" in aside.reason

    @pytest.mark.parametrize("length", [100, 10**6, -5, 10**15, 10**30])
    def test_a_wrong_length_costs_no_other_record(self, path, length):
        wrong = response(RIVER_PAGE, "https://post.example/wrong", length=length)
        documents, aside, _ = read(crawl(path, river(0), wrong, river(1), river(2)))
        others = [title for title in titles(documents) if title != "River closes the bridge"]
        assert others == ["River 0", "River 1", "River 2"]
        assert all("WARC" not in document.text for document in documents)
        assert aside

    @pytest.mark.parametrize(
        "junk", [b"", b"x" * 100_000, b"\x1f\x8b\x08" * 1000, gzip.compress(b"no record"), b"WARC/1.0"]
    )
    def test_a_file_that_is_none_is_set_aside_as_a_whole(self, path, junk):
        path.write_bytes(junk)
        good = crawl(path.with_name("z.warc"), river(1))
        documents, aside, _ = read(path.parent)
        assert titles(documents) == ["River 1"]
        assert [each.where.partition("#")[0] for each in aside] == [str(path)]
        assert good.exists()

    def test_a_file_of_damage_is_given_up(self, tmp_path, monkeypatch):
        monkeypatch.setattr(warc_records, "DAMAGE_LIMIT", 20)
        path = crawl(tmp_path / "a.warc", river(0), *[record(b"response", b"x", length=-1)] * 1000, river(1))
        documents, aside, _ = read(path)
        assert titles(documents) == ["River 0"]
        assert len(aside) == 22
        assert "More than 20 of its records" in aside[-1].reason


def packed(compressor, size: int) -> bytes:
    """So many times x, given to the compressor in pieces: what is unpacked never exists as a whole."""
    pieces = [compressor.process(b"x" * 10**6) for _ in range(size // 10**6)]
    return b"".join([*pieces, compressor.finish()])


class Gzip:
    """With the names that brotli's compressor has."""

    def __init__(self) -> None:
        compressor = zlib.compressobj(1, zlib.DEFLATED, 31)
        self.process, self.finish = compressor.compress, compressor.flush


# Made when their test runs: tens of megabytes that no other test should have in memory.
HOSTILE = {
    "endless header": lambda: b"X: " + b"a" * 20_000_000,
    "many headers": lambda: b"X: b\r\n" * 3_000_000,
    "large": lambda: HTML + b"\r\n" + b"<p>x" * 10_000_000,
    "brotli bomb": lambda: HTML + b"Content-Encoding: br\r\n\r\n" + packed(brotli.Compressor(quality=2), 10**9),
    "gzip bomb": lambda: HTML + b"Content-Encoding: gzip\r\n\r\n" + packed(Gzip(), 10**8),
    "endless chunk": lambda: HTML + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 9_000_000,
    "large picture": lambda: b"Content-Type: image/png\r\n\r\n" + bytes(6 * 10**7),
}


class TestHostile:
    @pytest.mark.parametrize("what", HOSTILE)
    def test_a_record_made_to_fill_memory_is_bounded_and_the_next_is_read(self, path, what):
        path = crawl(path, river(0), record(b"response", b"HTTP/1.1 200 OK\r\n" + HOSTILE[what]()), river(1))
        started = time.process_time()
        tracemalloc.start()
        documents, aside, _ = read(path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert titles(documents) == ["River 0", "River 1"]
        assert len(aside) == (what != "large picture")
        assert peak < 45_000_000
        assert time.process_time() - started < 20

    def test_a_header_of_the_record_without_end_is_passed_over(self, path):
        endless = b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"a" * 5_000_000
        documents, (aside,), _ = read(crawl(path, river(0), endless, b"\r\n\r\n", river(1)))
        assert titles(documents) == ["River 0", "River 1"]
        assert "damaged" in aside.reason

    def test_an_address_cannot_break_a_line_or_fill_a_table(self, path):
        odd = response(RIVER_PAGE, "https://post.example/" + "a b\x1b[31m\u202e" * 1000)
        (document,), _, _ = read(crawl(path, odd))
        assert document.path.isprintable()
        assert len(document.path) < len(str(path)) + 1600

    @pytest.mark.parametrize("like_a_member", [b"\x1f\x8b\x08", b"\x1f\x8b\x08\0\0\0\0\0\0\x03"])
    def test_what_looks_like_members_is_passed_fast_and_the_record_after_it_is_read(self, tmp_path, like_a_member):
        noise = like_a_member * (4_000_000 // len(like_a_member)) + bytes(2_000_000)
        path = tmp_path / "a.warc.gz"
        path.write_bytes(gzip.compress(river(0))[:60] + noise + gzip.compress(river(1)))
        began = time.process_time()
        pages = list(warc_records.Records(io.BytesIO(path.read_bytes()), 1_000_000).pages())
        assert time.process_time() - began < 0.8  # ten times as much, if each is tried
        assert [type(page) for page in pages] == [warc_records.Unreadable, warc_records.Page]


class TestWhereItStands:
    def test_one_gzip_around_all_records_is_read_and_each_path_is_another(self, tmp_path):
        path = tmp_path / "a.warc.gz"
        path.write_bytes(gzip.compress(b"".join(river(number) for number in range(30))))
        documents, aside, _ = read(path)
        assert (titles(documents), aside) == ([f"River {number}" for number in range(30)], [])
        assert len({document.path.partition(" ")[0] for document in documents}) == 30

    def test_one_gzip_around_all_records_that_is_cut_is_named(self, tmp_path):
        path = tmp_path / "a.warc.gz"
        whole = gzip.compress(b"".join(river(number) for number in range(30)))
        path.write_bytes(whole[: len(whole) // 2])
        documents, (aside,), _ = read(path)
        assert titles(documents) == [f"River {number}" for number in range(len(documents))]
        assert 0 < len(documents) < 30
        assert aside.where.startswith(f"{path}#")
        path.write_bytes(whole[:-5])
        documents, (aside,), _ = read(path)
        assert len(documents) == 30
        assert "cut behind this record" in aside.reason

    @pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    def test_in_an_archive(self, path, method):
        crawl(path, river(1), record(b"metadata", b"a: b"), river(2))
        packed = path.with_name("b.zip")
        with zipfile.ZipFile(packed, "w", method) as archive:
            archive.write(path, f"crawls/{path.name}")
        documents, aside, (note,) = read(packed)
        assert (titles(documents), aside) == (["River 1", "River 2"], [])
        assert documents[0].path == f"{packed}/crawls/{path.name}#0 https://post.example/1"
        assert note.reason.endswith(": 1 metadata.")

    @pytest.mark.parametrize("input_format", [None, "warc"])
    def test_on_standard_input(self, path, monkeypatch, input_format):
        content = crawl(path, river(1), river(2)).read_bytes()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        documents, aside, _ = read(Path("-"), input_format=input_format)
        assert (titles(documents), aside) == (["River 1", "River 2"], [])
        assert documents[0].path == "standard input#0 https://post.example/1"

    def test_under_a_name_that_does_not_say_it(self, path):
        crawl(path, river(1)).rename(path.with_name("crawl.bin"))
        assert titles(read(path.with_name("crawl.bin"), input_format="warc")[0]) == ["River 1"]

    def test_without_the_library_the_extra_is_named(self, path, monkeypatch):
        crawl(path, river(1))
        monkeypatch.setitem(sys.modules, "fastwarc", None)
        monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
        with pytest.raises(MissingExtra, match=r"pip install 'framing\[warc\]'"):
            read(path)


def test_memory_does_not_grow_with_the_number_of_records(tmp_path):
    def peak(number: int) -> int:
        path = crawl(
            tmp_path / f"{number}.warc.gz", river(0), *[record(b"request", b"GET / HTTP/1.1\r\n\r\n")] * number
        )
        tracemalloc.start()
        documents, aside, (note,) = read(path)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert (len(documents), aside) == (1, [])
        assert f"{number:,} request" in note.reason
        return most

    peak(10)  # what is loaded on first use
    assert peak(10_000) < peak(100) + 1_000_000
