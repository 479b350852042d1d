"""framing ingest."""

import gzip
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from framing.files import read_json_lines, read_table
from framing.tables import CODED_KINDS, DOCUMENTS, SENTENCES

ARTICLE = "Tram opens\n\nThe «tram» opened in Мау. It has nine stops 🚋.\n\nSoot will fall, she said.\n"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "tram.txt").write_text(ARTICLE, encoding="utf-8")
    return folder


def test_the_offsets_of_every_sentence_point_into_the_text_as_it_was(run, empty: Path, texts: Path) -> None:
    assert run("-C", empty, "ingest", texts).code == 0
    documents = read_table(empty / "out" / "documents.jsonl", DOCUMENTS)
    sentences = read_table(empty / "out" / "sentences.jsonl", SENTENCES)
    text = documents["text"][0]
    assert text == ARTICLE
    assert len(sentences) == 4
    for row in sentences.itertuples():
        assert text[row.start : row.end] == row.text
        assert row.sentence_id == f"{row.document_id}:{row.start}-{row.end}"


def test_the_offsets_of_the_source_texts_are_exact_and_their_boilerplate_is_kept_apart(made_once: Path) -> None:
    documents = read_table(made_once / "out" / "documents.jsonl", DOCUMENTS).set_index("document_id")
    sentences = read_table(made_once / "out" / "sentences.jsonl", SENTENCES)
    assert len(documents) == 5
    assert sum(sentences["kind"].isin(CODED_KINDS)) == 186
    for row in sentences.itertuples():
        assert documents.loc[row.document_id, "text"][row.start : row.end] == row.text


def test_json_is_one_document_with_a_row_per_text(run, empty: Path, texts: Path) -> None:
    found = run("-C", empty, "ingest", texts, "--json").json()
    assert found["command"] == "ingest"
    assert found["warnings"] == []
    assert [row["sentences"] for row in found["result"]["documents"]] == [4]


def test_a_second_ingest_gives_the_same_files(run, empty: Path, texts: Path) -> None:
    run("-C", empty, "ingest", texts)
    before = {path.name: path.read_bytes() for path in (empty / "out").iterdir()}
    run("-C", empty, "ingest", texts)
    assert {path.name: path.read_bytes() for path in (empty / "out").iterdir()} == before


def test_texts_that_cannot_be_read_are_set_aside_named_and_exit_6(run, empty: Path, texts: Path) -> None:
    (texts / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (texts / "nothing.txt").write_bytes(b" \n")
    ran = run("-C", empty, "ingest", texts)
    assert ran.code == 6
    assert "picture.txt" in ran.err
    assert "nothing.txt" in ran.err
    assert "2 texts set aside" in ran.err
    aside = [row for _, row in read_json_lines(empty / "out" / "set-aside.jsonl")]
    assert [Path(row["where"]).name for row in aside] == ["nothing.txt", "picture.txt"]
    assert all(row["reason"] for row in aside)
    assert len(read_table(empty / "out" / "documents.jsonl", DOCUMENTS)) == 1


def test_what_was_set_aside_stands_in_the_warnings_of_json(run, empty: Path, texts: Path) -> None:
    (texts / "nothing.txt").write_bytes(b"")
    ran = run("-C", empty, "ingest", texts, "--json")
    assert ran.code == 6
    assert len(ran.json()["warnings"]) == 1
    assert "nothing.txt" in ran.json()["warnings"][0]


def test_where_nothing_can_be_read_an_earlier_ingest_stays(run, empty: Path, texts: Path) -> None:
    run("-C", empty, "ingest", texts)
    before = {path.name: path.read_bytes() for path in (empty / "out").iterdir()}
    (texts / "tram.txt").write_bytes(b"\xff\xfe\xfd")
    ran = run("-C", empty, "ingest", texts)
    assert ran.code == 3
    assert "No text could be read" in ran.err
    assert {path.name: path.read_bytes() for path in (empty / "out").iterdir()} == before


def test_an_empty_folder_and_a_path_that_is_not_there_are_named(run, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    for path in (tmp_path / "bare", tmp_path / "nowhere", tmp_path / "nowhere.csv"):
        ran = run("-C", empty, "ingest", path)
        assert ran.code == 3
        assert path.name in ran.err or "hold none" in ran.err


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode elsewhere")
def test_a_file_whose_name_is_not_utf8_does_not_end_in_a_traceback(run, empty: Path, texts: Path) -> None:
    with open(os.fsencode(texts) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123  # a path of bytes
        file.write(ARTICLE.encode())
    ran = run("-C", empty, "ingest", texts)
    assert ran.code == 6
    assert "Its name is not UTF-8. Rename it." in ran.err
    assert len(read_table(empty / "out" / "documents.jsonl", DOCUMENTS)) == 1


def test_columns_of_a_csv_can_be_named(run, empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "articles.csv"
    path.write_text('nr,body,outlet\n7,"It opened. It has, they say, nine stops.",Tribune\n', encoding="utf-8")
    ran = run("-C", empty, "ingest", path, "--text", "body", "--id", "nr", "--source", "outlet", "--json")
    assert ran.code == 0
    assert ran.json()["result"]["documents"][0]["source"] == "Tribune"
    assert list(read_table(empty / "out" / "sentences.jsonl", SENTENCES)["text"]) == [
        "It opened.",
        "It has, they say, nine stops.",
    ]


def test_a_column_that_is_not_there_is_named(run, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("nr,body\n7,It opened.\n", encoding="utf-8")
    ran = run("-C", empty, "ingest", tmp_path / "articles.csv", "--text", "story")
    assert ran.code == 3
    assert "story" in ran.err


def test_texts_in_the_projects_own_folder_can_be_ingested_again_and_again(run, empty: Path) -> None:
    (empty / "tram.txt").write_text(ARTICLE, encoding="utf-8")
    for _ in range(2):
        ran = run("-C", empty, "ingest", empty, "--json")
        assert ran.code == 0
        assert ran.json()["result"]["totals"]["documents"] == 1


def test_a_name_of_a_file_forges_no_line_of_ours(run, empty: Path, texts: Path) -> None:
    (texts / "a\nError: all is lost.pdf").write_bytes(b"")
    ran = run("-C", empty, "ingest", texts)
    assert not [line for line in ran.err.splitlines() if line.startswith("Error: all is lost")]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_terminated_ingest_leaves_nothing_over(empty: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "slow.jsonl"
    lines = "".join(
        f'{{"id": "{n}", "text": "Text {n} of many, with a sentence of its own."}}\n' for n in range(20_000)
    )
    fifo.write_text(lines)
    command = [sys.executable, "-m", "framing", "-C", str(empty), "ingest", str(fifo)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    while not list((empty / "out").glob(".ingest-*")) and process.poll() is None:
        time.sleep(0.05)
    process.terminate()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted" in said
    assert not list((empty / "out").iterdir())


def crawled(days: int) -> list[bytes]:
    """Records of pages, compressed each by itself."""
    members = []
    for day in range(days):
        page = f"<html lang=en><article><h1>Day {day}</h1><p>{f'The tram of day {day} opened with nine stops. ' * 9}"
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://www.post.example/{day}\r\n"
        head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        members.append(gzip.compress(head.encode() + block + b"\r\n\r\n"))
    return members


def test_a_crawl_is_read_to_where_it_ends_and_the_rest_is_named(run, empty: Path, tmp_path: Path) -> None:
    members = crawled(3)
    path = tmp_path / "news.warc.gz"
    path.write_bytes(b"".join(members)[:-40])
    done = run("-C", empty, "ingest", path)
    assert done.code == 6
    documents = read_table(empty / "out" / "documents.jsonl", DOCUMENTS)
    places = [0, len(members[0])]
    assert list(documents["path"]) == [f"{path}#{at} https://www.post.example/{day}" for day, at in enumerate(places)]
    assert set(documents["source"]) == {"post.example"}
    ((_, aside),) = read_json_lines(empty / "out" / "set-aside.jsonl")
    assert aside["where"] == f"{path}#{sum(map(len, members[:2]))} https://www.post.example/2"
    assert aside["reason"] == "The file ends within it."


def test_a_crawl_is_ingested_to_the_same_tables_by_several_processes(run, empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.warc.gz"
    path.write_bytes(b"".join(crawled(5))[:-40])

    def tables(*options: str) -> dict[str, bytes]:
        assert run("-C", empty, "ingest", path, *options).code == 6
        return {table.name: table.read_bytes() for table in (empty / "out").iterdir()}

    one = tables()
    assert one["documents.jsonl"].count(b"\n") == 4
    assert tables("--jobs", "2") == one
