"""framing ingest --show."""

import json
from pathlib import Path

ARTICLE = "Tram opens\n\n“It has nine stops,” said Mayor Orla Quist. It is red.\n\nShare on Facebook\n"


def test_one_document_is_shown_with_kinds_and_voices_and_no_table_is_written(run, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "tram.txt").write_text(ARTICLE, encoding="utf-8")
    ran = run("-C", empty, "ingest", "--show", tmp_path / "tram.txt")
    assert ran.code == 0
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["1", "headline", "outlet", "Tram", "opens"] in lines
    assert any(line[:3] == ["2", "body", "official"] for line in lines)
    assert "speaker: Mayor Orla Quist" in " ".join(ran.out.split())
    assert any(line[:1] == ["boilerplate"] for line in lines)
    assert "by rules, not by people" in ran.out
    assert [path.name for path in (empty / "out").iterdir()] == ["show.html"]


def test_the_page_is_named_and_holds_the_document(run, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "tram.txt").write_text(ARTICLE, encoding="utf-8")
    ran = run("-C", empty, "ingest", "--show", tmp_path / "tram.txt")
    assert str(empty / "out" / "show.html") in ran.err
    assert "It has nine stops" in (empty / "out" / "show.html").read_text(encoding="utf-8")


def test_another_document_of_a_table_is_shown_by_its_id(run, empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\nfirst,It rains today.\nsecond,It snows today.\n", encoding="utf-8")
    assert "It rains" in run("-C", empty, "ingest", "--show", path).out
    second = run("-C", empty, "ingest", "--show", "--document", "second", path)
    assert "It snows" in second.out
    assert "It rains" not in second.out
    missing = run("-C", empty, "ingest", "--show", "--document", "third", path)
    assert missing.code == 3
    assert "third" in missing.err


def test_shown_as_json_every_sentence_has_offsets_kind_and_voice(run, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "tram.txt").write_text(ARTICLE, encoding="utf-8")
    found = json.loads(run("-C", empty, "ingest", "--show", "--json", tmp_path / "tram.txt").out)["result"]
    assert all(ARTICLE[s["start"] : s["end"]] == s["text"] for s in found["sentences"])
    assert [(s["kind"], s["voice"]) for s in found["sentences"]] == [
        ("headline", "outlet"), ("body", "official"), ("body", "outlet"), ("boilerplate", None),
    ]  # fmt: skip


def test_what_cannot_be_read_is_named(run, empty: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    ran = run("-C", empty, "ingest", "--show", tmp_path / "empty.txt")
    assert ran.code == 3
    assert "empty.txt" in ran.err


def test_document_without_show_is_refused(run, empty: Path, tmp_path: Path) -> None:
    assert run("-C", empty, "ingest", "--document", "a", tmp_path).code == 2
