import csv
import io
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.classroom.answers import ANSWERS, FILE_LIMIT, HEADER, read_answers, write_answers
from framing.classroom.lesson import ANOTHER, NONE, Item, Lesson
from framing.codebook import Codebook, Frame
from framing.languages.words import LANGUAGES, words


def small_lesson(sentences: int = 3) -> Lesson:
    frames = tuple(
        Frame(key, name, key[0], "#882255", "#FFFFFF", "What it is.")
        for key, name in (("fire", "town on fire"), ("calm", "calm restored"))
    )
    items = tuple(Item(n, f"a:{n}-{n + 1}", f"Sentence {n}.", "", ("fire",)) for n in range(1, sentences + 1))
    return Lesson("Ferry", Codebook("ferry", "1", "Ferry", frames), items, (), (), (), "automated coder", "en")


LESSON = small_lesson()
MARK = LESSON.fingerprint
HEAD = "lesson,pupil,item,labels,reason\n"


def table(*rows: Sequence[object]) -> pd.DataFrame:
    return ANSWERS.table(dict(zip(("pupil", "item", "labels", "reason"), row, strict=True)) for row in rows)


def found(*contents: str | bytes) -> tuple[list[tuple[str, int, str, str]], list[tuple[str, int, str]]]:
    """Rows of answers, and file, row and code of what was set aside, of files called 1, 2 and so on."""
    files = [(str(n), each.encode() if isinstance(each, str) else each) for n, each in enumerate(contents, 1)]
    read = read_answers(LESSON, files)
    rows = [(row.pupil, int(row.item), row.labels, row.reason) for row in read.answers.itertuples()]
    return rows, [(each.file, each.row, each.code) for each in read.set_aside]


def line(pupil: str, item: object, labels: str, reason: str = "") -> str:
    return f"{MARK},{pupil},{item},{labels},{reason}\n"


def test_a_fingerprint_is_of_sentences_and_frames_and_no_number_to_a_spreadsheet() -> None:
    assert MARK.isalpha()
    assert len(MARK) == 12
    assert small_lesson().fingerprint == MARK
    assert replace(LESSON, title="Another title", language="ru").fingerprint == MARK
    assert small_lesson(4).fingerprint != MARK
    assert replace(LESSON, codebook=LESSON.codebook.subset(["fire"])).fingerprint != MARK


pupils = st.from_regex(r"[a-zа-я]{1,12}-[a-zа-я]{1,12}", fullmatch=True)
choices = st.lists(st.sampled_from(LESSON.choices[:-1]), unique=True, min_size=1)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(pupils, st.integers(1, 3), choices | st.just([NONE])), min_size=1, unique_by=lambda row: row[:2])
)
def test_what_is_written_is_read_again(rows) -> None:
    answers = table(
        *((pupil, item, " ".join(c for c in LESSON.choices if c in chosen), "") for pupil, item, chosen in rows)
    )
    content = write_answers(LESSON, answers)
    read = read_answers(LESSON, [("a.csv", content)])
    expected = answers.sort_values(["pupil", "item"], ignore_index=True)
    pd.testing.assert_frame_equal(read.answers, expected)
    assert read.set_aside == ()
    assert content.startswith(b"\xef\xbb\xbf" + ",".join(HEADER).encode() + b"\r\n")
    assert content.count(MARK.encode()) == 3 * len({pupil for pupil, *_ in rows})


@settings(max_examples=25)
@example("\x1b=")
@given(st.text("=+-@\uff1d'\" ,;\t\n\v\x1bab", max_size=30))
def test_a_reason_comes_back_as_its_words_and_is_no_formula(reason) -> None:
    content = write_answers(LESSON, table(("blue-otter", 1, "fire", reason)))
    cell = next(row["reason"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))) if row["item"] == "1")
    assert not cell.strip().startswith(("=", "+", "-", "@", "\uff1d"))
    words_of_it = " ".join(reason.replace("\x1b", " ").split())
    if not words_of_it.startswith("'"):  # one that was there already cannot be told from ours
        read = read_answers(LESSON, [("a.csv", content)]).answers
        assert read["reason"][0] == words_of_it


@given(st.binary(max_size=400))
def test_no_bytes_bring_the_reader_down(content) -> None:
    read_answers(LESSON, [("a.csv", content), ("b.csv", HEAD.encode() + content)])


EXCEL = HEAD + line("синяя-выдра", 1, "fire calm", "огонь") + line("синяя-выдра", "2.0", "none_of_these")
ROWS = [("синяя-выдра", 1, "fire calm", "огонь"), ("синяя-выдра", 2, "none_of_these", "")]


@pytest.mark.parametrize(
    "content",
    [
        EXCEL.encode(),
        b"\xef\xbb\xbf" + EXCEL.replace("\n", "\r\n").encode(),
        EXCEL.replace("\n", "\r").encode(),
        EXCEL.replace(",", ";").encode("cp1251"),
        EXCEL.replace(",", "\t").encode("utf-16"),  # what Excel calls Unicode text
        b"\xfe\xff" + EXCEL.replace(",", "\t").encode("utf-16-be"),
        ("sep=;\r\n" + EXCEL.replace(",", ";")).encode(),
        ("\n\n" + EXCEL.replace("\n", "\n\n,,,,\n")).encode(),
        EXCEL.replace("lesson,pupil", ' "Lesson" , PUPIL').encode(),
        "\n".join(f'"{each}"' for each in EXCEL.splitlines()).encode(),  # with commas, opened where ; is expected
    ],
    ids=[
        "utf-8", "mark and CRLF", "CR", "cp1251 and semicolons", "utf-16", "utf-16-be", "sep", "blank lines", "header",
        "one column",
    ],
)  # fmt: skip
def test_what_excel_makes_of_a_file_is_read(content: bytes) -> None:
    assert found(content) == (ROWS, [])


def test_columns_may_stand_in_any_order_and_others_between_them() -> None:
    content = f"reason,item,seat,labels,pupil,lesson\nboats,1.0,3,CALM | fire,otter,{MARK.upper()}\n"
    assert found(content) == ([("otter", 1, "fire calm", "boats")], [])


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (f"aaaa,otter,1,fire,\n{line('otter', 2, 'calm')}", "other_lesson"),
        (line("", 1, "fire"), "pupil"),
        (line("x" * 41, 1, "fire"), "pupil"),
        (line("ot\x07ter", 1, "fire"), "pupil"),
        (line("otter", 4, "fire"), "item"),
        (line("otter", "1.5", "fire"), "item"),
        (line("otter", "first", "fire"), "item"),
        (line("otter", "", "fire"), "item"),
        (line("otter", 1, "fire flood"), "label"),
        (line("otter", 1, f"fire {NONE}"), "none_and_more"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside_with_its_reason(rows: str, code: str) -> None:
    good, aside = found(HEAD + "\n" + rows + line("otter", 3, ANOTHER))
    assert ("otter", 3, ANOTHER, "") in good
    assert aside == [("1", 3, code)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n , ,\n", "empty"),
        (HEAD.encode(), "empty"),
        ((HEAD + ",,,,\n" * 3_000).encode(), "empty"),
        (b"PK\x03\x04" + b"x" * 100, "workbook"),
        (b"lesson,pupil\0", "binary"),
        (b"name,mark\nAnn,5\n", "columns"),
        ((HEAD + "aaaaaaaaaaaa,otter,1,fire,\n" * 3).encode(), "other_lesson"),
        (b"x" * (FILE_LIMIT + 1), "too_large"),
        ((HEAD + line("otter", 1, "fire") * 10_001).encode(), "rows"),
    ],
    ids=["nothing", "blank", "no row", "rows of nothing", "workbook", "NUL", "columns", "lesson", "too large", "rows"],
)
def test_a_file_that_cannot_be_used_is_set_aside_whole(content: bytes, code: str) -> None:
    assert found(content) == ([], [("1", 0, code)])


def test_a_quotation_mark_that_is_not_closed_takes_nothing_with_it_in_silence() -> None:
    content = HEAD + line("otter", 1, "fire") + f'{MARK},otter,2,calm,"he said\n' + line("otter", 3, "calm")
    assert found(content) == ([("otter", 1, "fire", "")], [("1", 3, "quotes")])


def test_an_unanswered_sentence_is_no_answer_and_a_pupil_without_one_is_not_there() -> None:
    assert found(HEAD + line("otter", 1, "fire") + line("otter", 2, "") + line("lynx", 1, "")) == (
        [("otter", 1, "fire", "")],
        [],
    )


def test_a_second_answer_in_a_file_does_not_count_and_is_named_where_it_differs() -> None:
    content = HEAD + line("otter", 1, "fire") + line("otter", 1, "fire") + line("Otter", 1, "calm")
    assert found(content) == ([("otter", 1, "fire", "")], [("1", 4, "twice")])


def test_one_file_read_twice_counts_once() -> None:
    content = HEAD + line("otter", 1, "fire") + line("lynx", 1, "calm")
    rows, aside = found(content, content)
    assert rows == [("lynx", 1, "calm", ""), ("otter", 1, "fire", "")]
    assert aside == [("2", 0, "same"), ("2", 0, "same")]


def test_of_two_files_with_one_pseudonym_the_fuller_counts_and_of_equals_the_later() -> None:
    one, two = HEAD + line("otter", 1, "fire"), HEAD + line("otter", 1, "calm") + line("otter", 2, "calm")
    both = [("otter", 1, "calm", ""), ("otter", 2, "calm", "")]
    assert found(one, two) == (both, [("1", 0, "again")])
    assert found(two, one) == (both, [("2", 0, "again")])
    other = HEAD + line("otter", 1, "calm")
    assert found(one, other) == ([("otter", 1, "calm", "")], [("1", 0, "again")])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_told_in_every_language(language: str) -> None:
    read = read_answers(LESSON, [("a.csv", (HEAD + line("otter", 1, "<b>flood</b>")).encode())])
    assert "<b>flood</b>" in read.set_aside[0].reason(words(language))
    codes = {key for key in words(language).section("results") if key.startswith("aside_")}
    assert len(codes) == 18
