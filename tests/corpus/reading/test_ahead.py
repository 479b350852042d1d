"""Pages read in several processes: what comes back is what one process gives, and little is held."""

import gzip
import os
import sys
import time
import zipfile

import psutil
import pytest

from framing.corpus.documents import Document, Note, SetAside
from framing.corpus.read import read_documents
from framing.corpus.reading import ahead
from framing.corpus.reading.found import Found, Markup, Pending
from framing.errors import InputError, MissingExtra

# Stands in a file that workers import: they know nothing of tests. A page says what befalls the process that has it.
FINDER = """
import os, signal, sys, time
from pathlib import Path
from framing.corpus.reading.found import Article

def find(page):
    word, _, rest = page.content.decode().partition(" ")
    if word == "die":
        at, most = rest.split()
        Path(at).open("a").write(f"{os.getpid()}\\n")
        if len(Path(at).read_text().split()) <= int(most):
            os.kill(os.getpid(), signal.SIGKILL)
    elif word == "sleep":
        time.sleep(float(rest))
    elif word == "starve":
        raise MemoryError
    elif word == "missing":
        return Article(missing="Web pages need something.")
    elif word == "break":
        return page.nothing
    return Article(f"{word} {rest}")
"""
BOATS = "The river rose by two metres on Monday, and the bridge was closed to all traffic, said {} people in boats. "
REKA = "Вода в реке поднялась на два метра, и мост закрыли для всех машин, сообщили {} человек в городе. "


@pytest.fixture
def finder(tmp_path, monkeypatch):
    """Puts one that does as pages say in place of what finds articles."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "finder_of_a_test.py").write_text(FINDER)
    monkeypatch.syspath_prepend(tmp_path / "lib")
    monkeypatch.delitem(sys.modules, "finder_of_a_test", raising=False)
    from finder_of_a_test import find

    monkeypatch.setattr(ahead, "find_article", find)


def page(number: int, sentence: str = BOATS, head: str = "") -> str:
    body = "".join(f"<p>{part}. {sentence.format(number) * 3}</p>" for part in range(4))
    return (
        f'<html lang="en"><head><title>River {number}</title>{head}</head><body><article>{body}</article></body></html>'
    )


def record(number: int, body: bytes, kind: bytes = b"response", more: bytes = b"") -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    return gzip.compress(
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%d>\r\nWARC-Target-URI: https://post.example/%d\r\n%s"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (kind, number, number, more, len(block), block)
    )


def crawl(path, *bodies: bytes):
    path.write_bytes(b"".join(record(number, body) for number, body in enumerate(bodies)))
    return path


def pages(folder, *contents: str):
    folder.mkdir(exist_ok=True)
    for number, content in enumerate(contents):
        (folder / f"{number:03}.html").write_text(content, encoding="utf-8")
    return folder


def keep(items, found: list) -> None:
    """Appends one by one, so that what came before an error is there."""
    for each in items:
        found.append(each)  # noqa: PERF402


def texts(found) -> list[str]:
    return [each.text for each in found if isinstance(each, Document)]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A folder of all that can befall pages, among files of other kinds."""
    folder = pages(tmp_path_factory.mktemp("mixed"), *(page(number) for number in range(5)))
    dated = '<meta property="article:published_time" content="2022-01-05">'
    (folder / "001.html").write_bytes(page(1, REKA).encode("cp1251"))  # guessed, and told before the document
    (folder / "002.html").write_text("<html><body></body></html>")
    (folder / "003b.html").write_bytes(b"\x89PNG\0\0\0" * 100)
    (folder / "003c.html").write_bytes(b"<p>x" * 2_000_000)
    (folder / "003d.html.gz").write_bytes(gzip.compress(page(7, head=dated).encode())[:-9])
    (folder / "004b.jsonl").write_text(
        '{"id": "a", "text": "Ships.", "date": "03/04/2022"}\n{"id": "a", "text": "B."}\n'
    )
    (folder / "005.html.gz").write_bytes(gzip.compress(page(8, head=dated).encode()))
    (folder / "sources.csv").write_text("file,document_id,date\n000.html,first,03/04/2022\n004.html,first,\n")
    sound = [record(number, page(number % 9).encode()) for number in range(10, 20)]
    cut = record(20, page(20).encode(), more=b"WARC-Truncated: length\r\n")
    damaged = bytearray(record(21, page(21).encode()))
    damaged[100] ^= 0xFF
    guessed, empty = record(22, page(22, REKA).encode("cp1251")), record(23, b"<p></p>")
    parts = [*sound[:3], empty, guessed, record(9, b"x", b"request"), bytes(damaged), *sound[3:], cut]
    (folder / "news.warc.gz").write_bytes(b"".join(parts))
    (folder / "news2.warc.gz").write_bytes(b"".join([guessed, *sound])[:-10])
    (folder / "no.warc").write_bytes(b"nothing of the kind")
    with zipfile.ZipFile(folder / "z.zip", "w") as archive:
        for number in range(30, 34):
            archive.writestr(f"in/{number}.html", page(number))
        archive.writestr("in/33b.html", "<html></html>")
        archive.writestr("in/a.txt", "A text.")
        archive.writestr("in/odd.docx", "no text")
    return folder


def test_two_processes_give_what_one_gives_in_its_order(mixed):
    one = list(read_documents([mixed], same_ids="set aside"))
    assert list(read_documents([mixed], same_ids="set aside", page_processes=2)) == one
    assert [sum(isinstance(each, kind) for each in one) for kind in (Document, SetAside, Note)] == [33, 12, 7]


def test_one_id_for_two_pages_is_refused_when_all_before_was_handed_up(mixed):
    one, two = [], []
    for found, processes in ((one, 1), (two, 2)):
        with pytest.raises(InputError, match="has the id 'first', which"):
            keep(read_documents([mixed], page_processes=processes), found)
    assert one == two
    assert len(texts(one)) == 3


@pytest.mark.parametrize("slow", ["sleep 0.5", "page 0"])
def test_pages_come_in_order_whichever_is_done_first(finder, tmp_path, slow):
    contents = [slow, *(f"page {number}" for number in range(1, 100))]
    assert texts(read_documents([pages(tmp_path / "in", *contents)], page_processes=2)) == contents


def test_a_page_that_ends_its_process_is_tried_once_more_and_then_set_aside(finder, tmp_path):
    mortal, deadly = f"die {tmp_path / 'mortal'} 1", f"die {tmp_path / 'deadly'} 9"
    folder = pages(tmp_path / "in", "page 0", mortal, "page 2", deadly, "page 4", "starve ", "page 6")
    found = list(read_documents([folder], page_processes=2))
    assert texts(found) == ["page 0", mortal, "page 2", "page 4", "page 6"]
    assert [each for each in found if isinstance(each, SetAside)] == [
        SetAside(
            str(folder / "003.html"),
            "The process that looked for its article was killed, as the system does where memory is short, twice.",
        ),
        SetAside(str(folder / "005.html"), "The process that looked for its article had not enough memory, twice."),
    ]
    assert [len((tmp_path / name).read_text().split()) for name in ("mortal", "deadly")] == [2, 2]


def test_a_page_that_ends_its_process_in_a_crawl_costs_that_page_only(finder, tmp_path):
    bodies = [f"page {number}".encode() for number in range(6)]
    bodies[3] = f"die {tmp_path / 'deadly'} 9".encode()
    found = list(read_documents([crawl(tmp_path / "a.warc.gz", *bodies)], page_processes=2))
    assert texts(found) == ["page 0", "page 1", "page 2", "page 4", "page 5"]
    assert [each.where.partition(" ")[2] for each in found if isinstance(each, SetAside)] == ["https://post.example/3"]


@pytest.mark.parametrize("processes", [1, 2])
def test_what_has_to_be_installed_is_told_once_a_file(finder, tmp_path, processes):
    folder = pages(tmp_path / "in", "page 0", "missing ")
    path = crawl(folder / "a.warc.gz", b"page 1", b"missing ", b"page 2", b"missing ")
    (folder / "b.txt").write_text("A text.")
    found = list(read_documents([folder], page_processes=processes))
    assert texts(found) == ["page 0", "page 1", "A text."]
    needs = "Web pages need something."
    assert [each for each in found if not isinstance(each, Document)] == [
        SetAside(str(folder / "001.html"), needs),
        SetAside(str(path), needs),
    ]
    with pytest.raises(MissingExtra, match=needs):
        list(read_documents([path], page_processes=processes))


def test_a_mistake_of_ours_in_another_process_is_no_fault_of_the_page(finder, tmp_path):
    reading = read_documents([pages(tmp_path / "in", "page 0", "break ")], page_processes=2)
    assert texts([next(reading)]) == ["page 0"]
    with pytest.raises(AttributeError) as caught:
        next(reading)
    assert "finder_of_a_test.py" in caught.value.__notes__[0]


class TestLookAhead:
    """A reader that counts how far it was read."""

    def read(self, items, processes: int = 2):
        taken = 0

        def reading():
            nonlocal taken
            for item in items:
                taken += 1
                yield item, item

        for handed, _ in enumerate(ahead.with_articles(reading(), processes)):
            yield taken - handed - 1

    def pending(self, content: bytes = b"page") -> Pending:
        return Pending(Markup(content), lambda _: iter(()))

    def test_a_few_pages_are_read_ahead_and_no_more(self, finder, monkeypatch):
        monkeypatch.setattr(ahead, "AHEAD", 4)
        ahead_of = list(self.read([self.pending()] * 50))
        assert ahead_of[:40] == [7] * 40  # of eight, one is handed up
        assert ahead_of[-1] == 0

    def test_large_ones_are_fewer(self, finder, monkeypatch):
        monkeypatch.setattr(ahead, "AHEAD_BYTES", 5000)
        assert max(self.read([self.pending(b"page " * 400)] * 20)) == 2
        text = Found("", "word " * 1000, {})
        assert max(self.read([self.pending(), *[text] * 20])) == 1

    def test_nothing_is_read_ahead_and_no_process_starts_where_there_are_no_pages(self):
        before = psutil.Process().children()
        reading = self.read([Found("", "A text.", {})] * 50)
        assert [next(reading) for _ in range(40)] == [0] * 40
        assert psutil.Process().children() == before

    def test_one_process_reads_nothing_ahead(self, finder):
        assert set(self.read([self.pending()] * 20, processes=1)) == {0}

    def test_what_a_reader_raises_comes_when_all_before_was_handed_up(self, finder):
        def reading():
            yield from [("a", self.pending()), ("b", self.pending()), ("c", None)]
            raise InputError("The disk is full.")

        found = []
        with pytest.raises(InputError, match="disk"):
            keep(ahead.with_articles(reading(), 2), found)
        assert [say for say, _ in found] == ["a", "b", "c"]


def test_who_stops_in_the_middle_leaves_no_process_and_no_open_file(finder, tmp_path):
    path = crawl(tmp_path / "a.warc.gz", b"page 0", *[b"sleep 60"] * 4)
    before = set(psutil.Process().children())
    reading = read_documents([path], page_processes=2)
    assert texts([next(reading)]) == ["page 0"]
    until = time.monotonic() + 10
    while len(workers := set(psutil.Process().children()) - before) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    reading.close()
    assert len(workers) == 2
    assert not psutil.wait_procs(workers, timeout=10)[1]
    assert str(path) not in {file.path for file in psutil.Process(os.getpid()).open_files()}


def test_no_processes_are_refused(tmp_path):
    with pytest.raises(InputError, match="Ask for 1 or more"):
        read_documents([pages(tmp_path / "in", "page")], page_processes=0)
