"""What Doccano is given, and what its exports mean: without a server."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.doccano import tasks
from framing.doccano.card import ProjectCard
from framing.doccano.upload_rows import check_rows
from framing.tables import DOCUMENTS, SENTENCES, make_sentence_id

CARD = ProjectCard(
    "tram#ab12", "tram 1.0.0", "0123456789abcdef", (("cost", "cost to the public"), ("clean_air", "clean air"))
)


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


def row(sentence: object, labels: list[str], **more: object) -> dict[str, Any]:
    return {"id": 1, "text": "x", tasks.ID_KEY: sentence, "label": labels, "Comments": [], **more}


def read(everything: dict[str, Any], confirmed: dict[str, Any], **options: Any) -> tasks.Pulled:
    return tasks.decisions_from_exports(everything, confirmed, CARD, at="today", **options)


def test_two_exports_tell_the_four_states_apart() -> None:
    chosen = ["clean air", "cost to the public"]
    everything = [row("d:0-1", chosen), row("d:1-2", []), row("d:2-3", ["clean air"]), row("d:3-4", [])]
    pulled = read({"aigul": everything}, {"aigul": everything[:2]})
    assert [(d.sentence_id, d.state, d.frames) for d in pulled.decisions] == [
        ("d:0-1", "confirmed", ("cost", "clean_air")),  # in the codebook's order
        ("d:1-2", "confirmed", ()),
        ("d:2-3", "labelled", ("clean_air",)),
    ]
    assert dict(pulled.progress[0]) == {"annotator": "aigul", "labelled": 1, "empty": 1, "unconfirmed": 1, "unseen": 1}
    assert pulled.problems == ()


def test_a_decision_says_who_by_which_codebook_and_what_was_offered() -> None:
    rows = [row("d:0-1", [], Comments=["first", "second"])]
    pulled = read({"berik": rows, "aigul": rows}, {"berik": rows, "aigul": rows}, automated=["berik"])
    aigul, berik = pulled.decisions
    assert (aigul.annotator, aigul.made_by, berik.annotator, berik.made_by) == (
        "aigul",
        "person",
        "berik",
        "automated coder",
    )
    assert (aigul.project, aigul.codebook, aigul.at) == (CARD.project, CARD.fingerprint, "today")
    assert aigul.offered == ("cost", "clean_air")
    assert (aigul.document_id, aigul.start, aigul.end) == ("d", 0, 1)
    assert aigul.comment == "first; second"


def test_an_annotator_without_any_confirmed_row_is_read() -> None:
    assert read({"aigul": [row("d:0-1", ["clean air"])]}, {}).decisions[0].state == "labelled"


def test_a_label_that_somebody_added_by_hand_is_reported_once_and_left_out() -> None:
    rows = [row("d:0-1", ["clean air", "my own"]), row("d:1-2", ["my own"])]
    pulled = read({"aigul": rows}, {"aigul": rows})
    assert [decision.frames for decision in pulled.decisions] == [("clean_air",), ()]
    assert [problem for problem in pulled.problems if "'my own'" in problem] == list(pulled.problems)
    assert len(pulled.problems) == 1


@pytest.mark.parametrize(
    "name",
    [
        None,
        7,
        "",
        "d",
        "d:",
        "d:1",
        ":0-1",
        "d:5-5",
        "d:5-2",
        "d:-1-2",
        "d:1-2 ",
        "d:01-2",
        "d:٣-٤",
        "d:0-" + "9" * 5000,
    ],
)
def test_an_example_that_framing_did_not_push_is_reported_and_left_out(name: object) -> None:
    foreign = row(name, ["clean air"])
    foreign["id"] = 77
    pulled = read({"aigul": [foreign]}, {"aigul": [foreign]})
    assert pulled.decisions == ()
    assert pulled.problems == ("example 77 was not pushed by framing and is left out",)


@given(st.text(min_size=1), st.integers(0, 10**9), st.integers(1, 10**9))
def test_the_name_of_a_sentence_is_read_back(document_id: str, start: int, length: int) -> None:
    name = make_sentence_id(document_id, start, start + length)
    assert tasks.parse_sentence_id(name) == (document_id, start, start + length)


def test_a_sentence_that_stands_twice_is_reported_and_its_labels_are_not_lost() -> None:
    for pair in ([row("d:0-1", []), row("d:0-1", ["clean air"])], [row("d:0-1", ["clean air"]), row("d:0-1", [])]):
        pulled = read({"aigul": pair}, {"aigul": pair})
        assert [decision.frames for decision in pulled.decisions] == [("clean_air",)]
        assert pulled.problems == ("sentence d:0-1 stands more than once in the project",)


VOICES = ProjectCard(
    "tram#cd34", "tram 1.0.0", "0123456789abcdef", (("outlet", "the paper"), ("city_hall", "city hall")), "voices"
)


def read_voices(everything: list[dict[str, Any]], confirmed: list[dict[str, Any]]) -> tasks.Pulled:
    return tasks.decisions_from_exports({"aigul": everything}, {"aigul": confirmed}, VOICES, at="today")


def test_a_voice_its_absence_and_what_was_not_confirmed_are_told_apart() -> None:
    rows = [row("d:0-1", ["city hall"]), row("d:1-2", []), row("d:2-3", ["the paper"]), row("d:3-4", [])]
    pulled = read_voices(rows, rows[:2])
    assert [(d.sentence_id, d.state, d.voice) for d in pulled.decisions] == [
        ("d:0-1", "confirmed", "city_hall"),
        ("d:1-2", "confirmed", ""),  # could not tell
        ("d:2-3", "labelled", "outlet"),
    ]
    assert all(decision.is_voice and not decision.frames for decision in pulled.decisions)
    assert pulled.decisions[0].project == "tram#cd34"
    assert dict(pulled.progress[0]) == {"annotator": "aigul", "labelled": 1, "empty": 1, "unconfirmed": 1, "unseen": 1}


def test_two_voices_on_a_sentence_are_reported_and_none_of_them_is_chosen() -> None:
    rows = [row("d:0-1", ["city hall", "the paper"])]
    pulled = read_voices(rows, rows)
    assert pulled.decisions == ()
    assert pulled.problems == (
        "aigul gave sentence d:0-1 several voices (outlet, city_hall): "
        "it is left out until the key of the wrong one is pressed there",
    )


def test_a_label_added_by_hand_is_no_voice_and_does_not_mean_that_nobody_could_tell() -> None:
    rows = [row("d:0-1", ["my own"]), row("d:1-2", ["my own", "city hall"])]
    pulled = read_voices(rows, rows)
    assert [(d.sentence_id, d.voice) for d in pulled.decisions] == [("d:1-2", "city_hall")]
    assert pulled.problems == ("the label 'my own' is none of the project's voices and is left out",)
