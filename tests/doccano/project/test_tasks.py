"""What Doccano is given, and by which names it is known again: without a server."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.doccano.project import tasks
from framing.doccano.pushing.upload_rows import check_rows
from framing.tables import DOCUMENTS, SENTENCES, make_sentence_id


def material(*documents: tuple[str, str, list[tuple[str, str]]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """SENTENCES and DOCUMENTS of (id, title, [(kind, text)])."""
    heads, rows = [], []
    for document_id, title, parts in documents:
        text = "\n".join(part for _, part in parts)
        heads.append({"document_id": document_id, "title": title, "text": text})
        start = 0
        for position, (kind, part) in enumerate(parts, start=1):
            end = start + len(part)
            name = make_sentence_id(document_id, start, end)
            rows.append({"sentence_id": name, "document_id": document_id, "position": position, "start": start})
            rows[-1] |= {"end": end, "text": part, "kind": kind, "paragraph": position}
            start = end + 1
    rest = {"source": "Tribune", "author": "", "date": "", "language": "en", "path": ""}
    return SENTENCES.table(rows), DOCUMENTS.table({**rest, **head} for head in heads)


def test_each_row_has_the_same_keys_in_the_order_that_annotators_see() -> None:
    rows = tasks.example_rows(
        *material(("a", "", [("headline", "One"), ("body", "Two.")]), ("b", "T", [("body", "3")]))
    )
    assert [list(row) for row in rows] == [["text", "label", *tasks.META_KEYS]] * 3
    assert tasks.META_KEYS[:4] == ("before", "after", "article", "position")
    assert not tasks.RESERVED_META_KEYS & set(tasks.META_KEYS)
    assert all(row["label"] == [] and all(isinstance(row[key], str) for key in tasks.META_KEYS) for row in rows)


def test_a_sentence_comes_with_its_coded_neighbours_and_its_place_in_the_article() -> None:
    parts = [
        ("byline", "By A."),
        ("headline", "One"),
        ("link-list", "More"),
        ("body", "Two."),
        ("boilerplate", "Share"),
    ]
    rows = tasks.example_rows(*material(("a", "The tram", parts), ("b", "", [("body", "Else.")])))
    assert [(row["before"], row["text"], row["after"], row["position"]) for row in rows] == [
        ("(the article begins here)", "One", "Two.", "1 of 2"),
        ("One", "Two.", "(the article ends here)", "2 of 2"),
        ("(the article begins here)", "Else.", "(the article ends here)", "1 of 1"),
    ]
    assert tasks.name_of(rows[1]) == "a:15-19"  # "By A." 5, "One" 6-9, "More" 10-14, then 15-19


def test_an_article_is_named_by_title_or_headline_or_id_and_never_by_its_outlet() -> None:
    rows = tasks.example_rows(
        *material(
            ("a", "The tram", [("headline", "One")]),
            ("b", "", [("body", "Two."), ("headline", "Three")]),
            ("c", "", [("body", "Four.")]),
        )
    )
    assert [row["article"] for row in rows] == ["The tram", "Three", "Three", "c"]
    assert "Tribune" not in str(rows)


def test_white_space_is_shown_as_one_space_and_nothing_else_changes() -> None:
    text = 'Бағасы\u00a0«тоғыз»\n  миллион 🚋 <b>&amp;</b> "quoted"'
    row = tasks.example_rows(*material(("a", "", [("body", text)])))[0]
    assert row["text"] == 'Бағасы «тоғыз» миллион 🚋 <b>&amp;</b> "quoted"'
    assert tasks.name_of(row) == make_sentence_id("a", 0, len(text))


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200))
def test_long_words_can_break_in_the_table_and_nothing_is_lost_by_that(word: str) -> None:
    rows = tasks.example_rows(*material((word, word, [("body", "One."), ("body", word)])))
    assert rows[1]["text"] == word  # what is coded is never touched
    for shown in (rows[0]["after"], rows[0]["article"]):
        assert shown.replace("\u200b", "") == word
    for value in (rows[0]["after"], rows[0]["article"], rows[0][tasks.ID_KEY]):
        assert all(len(part) < 24 for part in value.split("\u200b"))
    assert tasks.name_of(rows[0]) == make_sentence_id(word, 0, 4)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\0", "a NUL"),
        ("one\0two", "a NUL"),
        (" \n ", "no text"),
        ("x" * 1_500_001, "1,500,001 characters"),
    ],
)
def test_a_sentence_that_doccano_would_not_keep_is_set_aside_by_name_and_the_others_stay(
    text: str, reason: str
) -> None:
    tables = material(("a", "", [("body", "One."), ("body", text), ("body", "Three."), ("byline", "\0")]))
    (line,) = tasks.set_aside(tables[0])
    assert line.startswith(f"sentence {make_sentence_id('a', 5, 5 + len(text))} h")
    assert reason in line
    first, last = tasks.example_rows(*tables)
    assert (first["text"], first["position"], last["text"], last["position"]) == ("One.", "1 of 3", "Three.", "3 of 3")
    assert first["after"] == last["before"] == "(a sentence that cannot be shown)"
    check_rows([first, last])


def test_the_longest_texts_leave_room_for_what_stands_beside_them() -> None:
    longest = "ұ " * 750_000
    tables = material(("a", longest, [("body", longest)] * 3))
    assert tasks.set_aside(tables[0]) == ()
    check_rows(tasks.example_rows(*tables))


def test_no_coded_sentence_gives_no_row() -> None:
    assert tasks.example_rows(*material(("a", "", [("byline", "By A.")]))) == []


@given(st.text(min_size=1), st.integers(0, 10**9), st.integers(1, 10**9))
def test_the_name_of_a_sentence_is_read_back(document_id: str, start: int, length: int) -> None:
    name = make_sentence_id(document_id, start, start + length)
    assert tasks.parse_sentence_id(name) == (document_id, start, start + length)


@given(st.text(st.characters(exclude_characters="\u200b"), min_size=1), st.integers(0, 10**9), st.integers(2, 9))
def test_annotators_cannot_tell_a_later_showing_and_we_can(document_id: str, start: int, showing: int) -> None:
    name = make_sentence_id(document_id, start, start + 7)
    row = {"text": "One.", tasks.ID_KEY: name}
    again = tasks.shown_again(row, showing)
    invisible = str.maketrans(dict.fromkeys("\u200b\u200c"))
    assert again[tasks.ID_KEY].translate(invisible) == name.translate(invisible)
    assert tasks.name_of(row) == name
    assert tasks.name_of(again) == tasks.example_name(name, showing)
    assert tasks.parse_name(tasks.name_of(again)) == (document_id, start, start + 7, showing)


@given(st.text(st.characters(exclude_characters="\u200b")))
def test_a_name_that_is_not_of_a_later_showing_is_left_as_it_is(name: str) -> None:
    assert tasks.name_of({tasks.ID_KEY: name}) == name


@pytest.mark.parametrize("name", ["a:0-4~2", "a:0-4~9", "a\u200c", "a:0-4" + "\u200c" * 9, "a:4-0\u200c"])
def test_what_older_pushes_and_others_wrote_is_read_as_it_stands(name: str) -> None:
    assert tasks.name_of({tasks.ID_KEY: name}) == name


def test_a_proposal_stands_behind_what_the_annotator_reads_first_and_is_no_label() -> None:
    sentences, documents = material(("a", "T", [("body", "One."), ("body", "Two."), ("body", "Three.")]))
    one, two, _ = sentences["sentence_id"]
    rows = tasks.example_rows(sentences, documents, {one: "clean air 0.91; cost 0.55", two: ""})
    keys = ["text", "label", *tasks.META_KEYS[:-1], "model", tasks.ID_KEY]
    assert [list(row) for row in rows] == [keys] * 3
    assert [row["model"] for row in rows] == ["clean air 0.91; cost 0.55", "(none shown)", "(none shown)"]
    assert all(row["label"] == [] for row in rows)
    assert "model" not in tasks.RESERVED_META_KEYS


@pytest.mark.parametrize("name", ["антитеррористическаяоперация" * 3, '<b>"x"</b> {{ 7 }}', "🚋 таза ауа"])
def test_a_proposal_comes_back_whole_from_an_export(name: str) -> None:
    sentences, documents = material(("a", "T", [("body", "One.")]))
    shown = tasks.example_rows(sentences, documents, {sentences["sentence_id"][0]: f"{name} 0.91"})[0]
    assert tasks.suggestion_in(shown) == f"{name} 0.91"


@pytest.mark.parametrize("value", [None, float("nan"), "", " ", "(none shown)", " (none shown) ", 0, ["x"], {}])
def test_where_no_proposal_stands_none_was_shown(value: object) -> None:
    assert tasks.suggestion_in({"model": value}) is None
    assert tasks.suggestion_in({}) is None
