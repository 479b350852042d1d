"""Labels that were made elsewhere, matched to sentences and codebook."""

import csv
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.annotation.import_files import ImportFile, read_import
from framing.annotation.imports import (
    EVERYBODY,
    Imported,
    Labelled,
    Terms,
    choose_columns,
    fold,
    import_rows,
    labelled_from,
)
from framing.codebook import parse_codebook
from framing.errors import InputError

BOOK = parse_codebook(
    """
[codebook]
id = "tram"
version = "1.0.0"
title = "How a text frames a tram line"
[[frames]]
key = "cost"
name = "cost, to the public"
shortcut = "c"
color = "#112233"
definition = "Money"
[[frames]]
key = "clean_air"
name = "Таза ауа"
shortcut = "a"
color = "#aabbcc"
definition = "Air"
[[voices]]
key = "outlet"
name = "voice: paper"
shortcut = "1"
definition = "Itself"
[[voices]]
key = "mayor"
name = "voice: mayor"
shortcut = "2"
definition = "The mayor"
""",
    "the test",
)
TERMS = Terms("import:x#1", "now", BOOK, BOOK.keys)
SENTENCES = pd.DataFrame(
    [
        ("a:0-5", "a", 0, 5, 1, "headline", "Trams"),
        ("a:6-12", "a", 6, 12, 2, "boilerplate", "Share!"),
        ("a:13-21", "a", 13, 21, 3, "body", "It\u00a0 came."),
        ("a:22-29", "a", 22, 29, 4, "body", "It came."),
        ("b:0-5", "b", 0, 5, 1, "headline", "Trams"),
        ("b:6-12", "b", 6, 12, 2, "body", "Жаңа ә."),
    ],
    columns=["sentence_id", "document_id", "start", "end", "position", "kind", "text"],
)
DOCUMENTS = pd.DataFrame({"document_id": ["a", "b"], "title": ["The tram", "Трамвай"]})


def imported(*rows: Labelled, terms: Terms = TERMS) -> Imported:
    return import_rows(rows, SENTENCES, DOCUMENTS, terms)


def row(text: str = "", labels: tuple[str, ...] = ("cost",), **more: Any) -> Labelled:
    return Labelled("file, row 2", text, labels=labels, **{"annotator": "aigul", **more})


# -- which sentence --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (row(sentence="b:6-12"), "b:6-12"),
        (row("Жаңа  ә. ", sentence="b:6-12"), "b:6-12"),
        (row("\ufeffЖаңа\u00a0ә."), "b:6-12"),
        (row("Trams", article="b"), "b:0-5"),
        (row("Trams", article="The  tram"), "a:0-5"),
        (row("It came.", position="2 of 3"), "a:13-21"),  # as annotators see it: what is not coded does not count
        (row("It came.", position="3"), "a:22-29"),
        (row("It came.", position="4"), "a:22-29"),  # its number in the table of sentences
        (row("Trams", sentence="zeppelin:0-5", article="b"), "b:0-5"),  # named otherwise when it was ingested then
        (row("Trams", sentence="a:6-12", article="b"), "b:0-5"),  # words count for more than an old name
    ],
)
def test_a_sentence_is_found_by_its_name_or_by_words_article_and_position(found: Labelled, expected: str) -> None:
    result = imported(found)
    assert [decision.sentence_id for decision in result.decisions] == [expected]
    assert result.set_aside == ()


@pytest.mark.parametrize(
    ("lost", "reason"),
    [
        (row("Trams"), "stand in 2 sentences, so it cannot be told"),
        (row("Trams", article="another"), "stand in 2 sentences, and none of them is there"),
        (row("It came.", position="9"), "none of them is there"),
        (row("It came.", position="4 of 5"), "none of them is there"),
        (row("Share!"), "No ingested sentence has these words"),  # no annotator of ours would see it
        (row("share"), "No ingested sentence has these words"),
        (row(), "It has no text"),
        (row(sentence="c:0-5"), "no sentence c:0-5 today"),
    ],
)
def test_what_is_not_found_for_certain_is_set_aside_with_the_reason(lost: Labelled, reason: str) -> None:
    result = imported(lost)
    assert result.decisions == ()
    assert [one for one, _ in result.set_aside] == [lost]
    assert reason in result.set_aside[0][1]


def test_a_second_showing_is_one_of_its_own() -> None:
    result = imported(row(sentence="b:0-5"), row(sentence="b:0-5~2", labels=("clean_air",)))
    assert [(decision.showing, decision.frames) for decision in result.decisions] == [
        (1, ("cost",)),
        (2, ("clean_air",)),
    ]


@pytest.mark.parametrize(
    ("shown", "name"), [("b:0-5\u200c", "b:0-5~2"), ("b:0\u200b-5", "b:0-5"), ("b:0-5~3", "b:0-5~3")]
)
def test_the_name_that_annotators_saw_is_read_with_what_is_invisible_in_it(shown: str, name: str) -> None:
    line = labelled_from({"id": shown, "label": ["cost"]}, "line 1", {"sentence": "id", "labels": "label"}, "aigul")
    assert line.sentence == name


# -- which labels --------------------------------------------------------------------


@pytest.mark.parametrize(
    "labels",
    [
        ("clean_air", "cost"),
        ("Cost, to the  public", "таза ауа"),
        ("cost;clean_air",),
        ("cost , clean_air",),
        ("cost| Таза ауа |",),
        ("Таза ауа#cost, to the public",),  # as Doccano's CSV has it
        ("cost, to the public; clean_air",),
        ("cost\nclean_air",),
    ],
)
def test_labels_are_known_by_key_or_name_and_parted_by_what_leaves_only_known_ones(labels: tuple[str, ...]) -> None:
    result = imported(row("Жаңа ә.", labels))
    assert [decision.frames for decision in result.decisions] == [("cost", "clean_air")]  # in the codebook's order


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (("cost", "zeppelin"), "label 'zeppelin' is no frame or voice"),
        (("cost; zeppelin",), "label 'zeppelin' is no frame or voice"),
        (("outlet", "mayor"), "several voices (mayor, outlet)"),
    ],
)
def test_a_row_with_a_label_that_is_none_is_set_aside_as_a_whole(labels: tuple[str, ...], reason: str) -> None:
    result = imported(row("Жаңа ә.", labels))
    assert result.decisions == ()
    assert reason in result.set_aside[0][1]


def test_a_frame_that_could_not_be_chosen_is_neither_offered_nor_known() -> None:
    terms = Terms("p", "now", BOOK, ("clean_air",))
    result = imported(row("Жаңа ә.", ("clean_air",)), row("Жаңа ә.", ("cost",), annotator="berik"), terms=terms)
    assert [decision.offered for decision in result.decisions] == [("clean_air",)]
    assert "'cost'" in result.set_aside[0][1]


def test_voices_alone_say_nothing_of_frames() -> None:
    decision = imported(row("Жаңа ә.", ("voice: mayor",))).decisions[0]
    assert (decision.voice, decision.offered, decision.is_voice) == ("mayor", (), True)
    both = imported(row("Жаңа ә.", ("mayor", "cost"))).decisions[0]
    assert (both.voice, both.frames, both.offered) == ("mayor", ("cost",), ("cost", "clean_air"))


def test_no_label_is_passed_over_unless_it_is_known_to_be_a_decision() -> None:
    unseen, none = row("Жаңа ә.", (), state=None), row("Жаңа ә.", (), annotator="berik")
    result = imported(unseen, none)
    assert result.passed_over == 1
    assert [(decision.annotator, decision.frames, decision.state) for decision in result.decisions] == [
        ("berik", (), "confirmed")
    ]


def test_one_person_does_not_say_two_things_of_a_sentence() -> None:
    result = imported(row("Жаңа ә."), row("Жаңа ә."), row("Жаңа ә.", ("clean_air",)))
    assert [decision.frames for decision in result.decisions] == [("cost",)]
    assert "other labels in file, row 2; keep one row" in result.set_aside[0][1]


def test_words_are_the_same_whatever_space_is_between_them() -> None:
    assert fold("\ufeff A\u00a0 b\u200b\n\u202fc ") == "A b c"
    assert fold("e\u0301") == "é"


# -- which columns --------------------------------------------------------------------


def test_columns_are_known_by_their_names_in_three_languages() -> None:
    assert choose_columns(["Предложение", "Кодировщик", "Метки"], {}) == {
        "text": "Предложение",
        "annotator": "Кодировщик",
        "labels": "Метки",
    }
    assert choose_columns(["Text", "Coder ", "my codes"], {"labels": "my codes"})["labels"] == "my codes"
    with pytest.raises(ValueError, match=r"no column that looks like the labels. There are: a, text"):
        choose_columns(["a", "text"], {})
    with pytest.raises(ValueError, match="no column 'Codes'"):
        choose_columns(["text", "label"], {"labels": "Codes"})


# -- files --------------------------------------------------------------------


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., ImportFile]:
    """Writes a file and reads it."""

    def written(content: bytes | str, name: str = "old.csv", **options: Any) -> ImportFile:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_import(path, options.pop("columns", {}), **options)

    return written


def said(found: ImportFile) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.annotator, one.text, one.labels) for one in found.rows]


def archive(*members: tuple[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as file:
        for name, member in members:
            file.writestr(name, member)
    return content.getvalue()


LINE = json.dumps({"id": 7, "text": "Trams", "sentence": "a:0-5", "label": ["cost"], "Comments": ["split"]}) + "\n"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_whatever_its_separator_and_encoding(read: Any, mark: str, coding: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows([["Coder", "Text", "Codes"], ["aigul", 'a "b"\nә', "cost"]])
    found = read(text.getvalue().encode(coding))
    assert said(found) == [("aigul", 'a "b"\nә', ("cost",))]
    assert any("labels from 'Codes'" in note and "--column" in note for note in found.notes)


def test_a_doccano_archive_has_a_file_for_each_annotator_with_our_names_and_comments(read: Any) -> None:
    found = read(archive(("aigul.jsonl", LINE), ("x/berik.jsonl", LINE), ("admin.jsonl", "\n")), "export.zip")
    assert [one.annotator for one in found.rows] == ["aigul", "berik"]
    assert {(one.sentence, one.comment, one.state) for one in found.rows} == {("a:0-5", "split", "confirmed")}
    assert len([note for note in found.notes if "--column" in note]) == 1  # not once for each annotator


def test_json_and_json_lines_are_told_apart_by_content(read: Any) -> None:
    record = json.loads(LINE)
    lines, whole = read(LINE, "a.txt", annotator="me"), read(json.dumps([record]), "a.txt", annotator="me")
    assert said(lines) == said(whole) == [("me", "Trams", ("cost",))]


def test_labels_of_everybody_together_are_explained(read: Any) -> None:
    found = read(archive(("all.jsonl", LINE)), "export.zip")
    assert [one.annotator for one in found.rows] == [EVERYBODY]
    assert any("who gave which is lost" in note for note in found.notes)
    assert [one.annotator for one in read(archive(("all.jsonl", LINE)), "e.zip", annotator="me").rows] == ["me"]


def test_the_first_sheet_of_a_workbook_is_read(read: Any) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book, content = openpyxl.Workbook(), io.BytesIO()
    for cells in (["text", "annotator", "labels"], ["Trams", "aigul", "cost"], [None, None, None]):
        book.active.append(cells)
    book.create_sheet("more")
    book.save(content)
    found = read(content.getvalue(), "old.xlsx")
    assert said(found) == [("aigul", "Trams", ("cost",))]
    assert any("Only the first sheet" in note for note in found.notes)


def test_the_same_content_has_the_same_mark_under_any_name(read: Any) -> None:
    assert read(LINE, "a.jsonl").mark == read(LINE, "b.jsonl").mark != read(LINE + "\n", "c.jsonl").mark


def test_a_file_name_of_any_bytes_can_stand_in_the_ledger(read: Any) -> None:
    found = read(LINE, os.fsdecode(b"old \xff.jsonl"))
    assert found.name == "old ?.jsonl"
    assert all(one.where.startswith("old ?.jsonl, line") for one in found.rows)


def test_a_bad_row_does_not_cost_the_others(read: Any) -> None:
    spans = json.dumps({"text": "x", "label": [[0, 5, "LOC"]]})
    found = read(LINE + "{broken\n[1]\n" + spans + '\n{"text": "\\ud800", "label": ["cost"]}\n' + LINE, "a.jsonl")
    assert len(found.rows) == 2
    reasons = {one.where: reason for one, reason in found.unread}
    assert list(reasons) == [f"a.jsonl, line {number}" for number in (2, 3, 4, 5)]
    assert "labels of whole texts only" in reasons["a.jsonl, line 4"]
    assert "half of a character" in reasons["a.jsonl, line 5"]
    table = read('text,label\nTrams,cost\na,b,c\n\nTrams,cost\n"open')
    assert len(table.rows) == 2
    assert [one.where for one, _ in table.unread] == ["old.csv, row 3", "old.csv, line 6"]


def test_members_of_one_name_and_strangers_are_named_and_names_are_no_paths(read: Any, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = archive(("../../aigul.jsonl", LINE), ("../../aigul.jsonl", LINE), ("a.exe", b"x"))
    found = read(content, "export.zip")
    assert [one.annotator for one in found.rows] == ["aigul"]
    assert any("second aigul.jsonl" in note for note in found.notes)
    assert any("a.exe is no export" in note for note in found.notes)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["export.zip"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04 nothing more", "not a zip"),
        (archive(("a.txt", "x")), "holds no .jsonl"),
        (archive(*((f"{n}.jsonl", LINE) for n in range(1001))), "larger than an export"),
        (b"\x00\x01\x02\x03" * 100, "control characters"),
        (b"[" * 100_000, "recursion"),
        (b"", "holds no row"),
        (b"\n\n", "holds no row"),
        (b"a,b\n1,2\n", "looks like the labels"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(read: Any, content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=f"(?i){reason}"):
        read(content)


def test_a_line_that_nests_too_deep_is_set_aside(read: Any) -> None:
    found = read("{" * 100_000 + "\n" + LINE)
    assert len(found.rows) == len(found.unread) == 1


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.annotation.import_files._UNPACKED_LIMIT", 1_000_000)
    with pytest.raises(InputError, match="larger than an export"):
        read(archive(("a.jsonl", b"0" * 1_000_001)), "bomb.zip")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.csv: No such file"):
        read_import(tmp_path / "absent.csv", {})


@given(st.text())
def test_what_doccano_shows_of_a_text_has_the_words_of_the_text(text: str) -> None:
    assert fold(" ".join(text.split())) == fold(text)
