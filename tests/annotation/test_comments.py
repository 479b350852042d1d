"""Marks in what annotators wrote beside sentences."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.annotation.comments import Marks, comment_marks, comments_table
from framing.annotation.decisions import Decision

KEYS = ("criminal_riot", "elite_corruption", "riot", "official")
FLAGS = ("negated", "sarcasm", "split", "boilerplate", "mixed_voice")


def flags(text: str) -> set[str]:
    marks = asdict(comment_marks(text, KEYS))
    return {name for name in FLAGS if marks[name]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("doubt: criminal_riot", ("criminal_riot",)),
        ("DOUBT :Criminal_Riot", ("criminal_riot",)),
        ("doubt:criminal riot", ("criminal_riot",)),
        ("Doubt – criminal-riot.", ("criminal_riot",)),
        ("doubt = riot", ("riot",)),
        ("doubt criminal_riot", ("criminal_riot",)),
        ("doubt：criminal_riot", ("criminal_riot",)),  # the colon of a Chinese keyboard
        ("doubt: 'criminal_riot'", ("criminal_riot",)),
        ("мне кажется, doubt: elite_corruption, но не уверена", ("elite_corruption",)),
        ("күмәнім бар: doubt: riot және elite_corruption", ("riot", "elite_corruption")),
        ("doubt: criminal_riot, elite_corruption", ("criminal_riot", "elite_corruption")),
        ("doubt: riot; doubt: official", ("riot", "official")),
        ("doubt: riot, riot", ("riot",)),
        ("doubt: criminal_riot\nsarcasm", ("criminal_riot",)),
        ("doubt: criminal_riots", ()),
        ("criminal_riot", ()),
        ("I doubt it", ()),
        ("doubtful: criminal_riot", ()),
        ("", ()),
    ],
)
def test_the_keys_that_are_doubted_are_found(text: str, expected: tuple[str, ...]) -> None:
    assert comment_marks(text, KEYS).doubt == expected


@pytest.mark.parametrize(
    ("text", "doubt", "unknown"),
    [
        ("doubt: terrorism", (), ("terrorism",)),
        ("doubt: criminal_riots, riot", ("riot",), ("criminal_riots",)),
        ("doubt:", (), ("",)),
        ("doubt: бунт", (), ("бунт",)),
        ("doubt: " + "x" * 5000, (), ("x" * 60,)),
    ],
)
def test_what_is_doubted_and_is_no_key_is_told(text: str, doubt: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    assert comment_marks(text, KEYS) == Marks(doubt, unknown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("negated", {"negated"}),
        ("Negated; SARCASM", {"negated", "sarcasm"}),
        ("sarcasm?", {"sarcasm"}),
        ("это sarcasm, по-моему", {"sarcasm"}),
        ("'mixed voice'", {"mixed_voice"}),
        ("Mixed  Voice / split / boiler-plate", {"mixed_voice", "split", "boilerplate"}),
        ("mixed_voices", {"mixed_voice"}),
        ("doubt: riot, sarcasm", {"sarcasm"}),
        ("not sarcasm", set()),
        ("это не sarcasm", set()),
        ("splitting hairs", set()),
        ("voice mixed", set()),
        ("сарказм", set()),
    ],
)
def test_marks_are_words_of_their_own(text: str, expected: set[str]) -> None:
    assert flags(text) == expected


@given(st.text(), st.sampled_from(["negated", "sarcasm", "split", "boilerplate", "mixed voice"]), st.text())
def test_a_mark_on_a_line_of_its_own_is_found_whatever_stands_around(before: str, mark: str, after: str) -> None:
    found = flags(f"{before}.\n; {mark.upper()} ; \n{after}")
    assert mark.replace(" ", "_") in found


ONE = Decision(
    document_id="d",
    start=0,
    end=4,
    annotator="aigul",
    state="confirmed",
    frames=(),
    offered=KEYS,
    at="2026-01-02T00:00:00Z",
    project="tram#1",
    codebook="0123456789abcdef",
    assisted=False,
    made_by="person",
    comment="doubt: riot; SPLIT",
    commented_at="2026-01-01T00:00:00Z",
)


def test_a_row_for_each_comment_that_stands() -> None:
    ledger = [
        replace(ONE, start=5, end=9, comment="old"),
        ONE,
        replace(ONE, start=5, end=9, annotator="berik", comment="", state="withdrawn"),
        replace(ONE, start=5, end=9, comment="сарказм", commented_at="", showing=2),
        replace(ONE, start=5, end=9, comment=""),
    ]
    table, warnings = comments_table(ledger, KEYS)
    assert table.to_dict("records") == [
        {
            "sentence_id": "d:0-4",
            "annotator": "aigul",
            "text": "doubt: riot; SPLIT",
            "doubt": "riot",
            "negated": False,
            "sarcasm": False,
            "split": True,
            "boilerplate": False,
            "mixed_voice": False,
            "at": "2026-01-01T00:00:00Z",
            "project": "tram#1",
            "showing": 1,
        },
        {
            "sentence_id": "d:5-9",
            "annotator": "aigul",
            "text": "сарказм",
            "doubt": "",
            **dict.fromkeys(FLAGS, False),
            "at": "2026-01-02T00:00:00Z",
            "project": "tram#1",
            "showing": 2,
        },
    ]
    assert warnings == []


def test_a_doubt_about_nothing_that_is_a_key_is_told_with_who_and_where() -> None:
    _, warnings = comments_table([replace(ONE, comment="doubt: zeppelin"), replace(ONE, end=5, comment="doubt:")], KEYS)
    assert warnings == [
        "A comment doubts 'zeppelin', which is no key of the codebook (aigul on d:0-4). Correct it in Doccano and pull "
        "again.",
        "A comment says 'doubt:' and not of what (aigul on d:0-5). Add the key in Doccano and pull again.",
    ]


def test_no_comment_gives_an_empty_table() -> None:
    table, warnings = comments_table([replace(ONE, comment="")], KEYS)
    assert table.empty
    assert "doubt" in table.columns
    assert warnings == []
