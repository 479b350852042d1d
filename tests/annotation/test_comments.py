"""Marks in what annotators wrote beside sentences."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.annotation.comments import Marks, comment_marks, comments_table
from framing.annotation.decisions import Decision
from framing.codebook import Frame

KEYS = ("criminal_riot", "elite_corruption", "riot", "official")
FLAGS = ("negated", "sarcasm", "split", "boilerplate", "unreadable", "mixed_voice")


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
        ("Сомнение: criminal_riot", ("criminal_riot",)),
        ("күмән: riot", ("riot",)),
        ("нет сомнения: riot", ()),
        ("", ()),
    ],
)
def test_the_keys_that_are_doubted_are_found(text: str, expected: tuple[str, ...]) -> None:
    assert comment_marks(text, KEYS).doubt == expected


def label(key: str, name: str, shortcut: str) -> Frame:
    return Frame(key, name, shortcut, "#000000", "#FFFFFF", "Defined.")


LABELS = (
    label("criminal_riot", "riot and criminal violence", "r"),
    label("elite_corruption", "Élite’s corruption", "a"),
    label("riot", "“бунт”", "2"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("doubt: r", ("criminal_riot",)),
        ("DOUBT: R because they looted", ("criminal_riot",)),
        ("doubt: riot and criminal violence", ("criminal_riot",)),
        ("doubt: Riot_and-criminal  violence, 2", ("criminal_riot", "riot")),
        ("doubt: «Бунт»", ("riot",)),
        ("doubt: élite's corruption; split", ("elite_corruption",)),
        ("doubt: a", ("elite_corruption",)),
        ("doubt: a, r", ("elite_corruption", "criminal_riot")),
        ("doubt: a and 'r'", ("elite_corruption", "criminal_riot")),
        ("doubt: riot, a bit", ("riot",)),
        ("doubt: riot", ("riot",)),  # a key wins over the beginning of a name
        ("doubt бунт", ("riot",)),
        ("I doubt a word of it", ()),
        ("I doubt r", ()),
    ],
)
def test_a_label_may_be_doubted_by_its_name_or_its_shortcut(text: str, expected: tuple[str, ...]) -> None:
    assert comment_marks(text, KEYS, LABELS) == Marks(expected, split="split" in text)


@pytest.mark.parametrize(("text", "unknown"), [("doubt: a bit early", "a"), ("doubt: 2 sentences", "2")])
def test_a_shortcut_that_begins_a_phrase_is_a_word(text: str, unknown: str) -> None:
    assert comment_marks(text, KEYS, LABELS) == Marks((), (unknown,))


@given(st.sampled_from([written for one in LABELS for written in (one.key, one.name, one.shortcut)]))
def test_whatever_stands_for_a_label_gives_its_key(written: str) -> None:
    key = next(one.key for one in LABELS if written in (one.key, one.name, one.shortcut))
    assert comment_marks(f"Doubt: {written.upper()}.", KEYS, LABELS).doubt == (key,)


def test_a_shortcut_is_that_of_the_labels_the_annotator_saw() -> None:
    twin = label("official", "official", "r")
    seen = replace(ONE, comment="doubt: r", offered=("criminal_riot",))
    for labels in ((*LABELS, twin), (twin, *LABELS)):
        table, _ = comments_table([seen, replace(seen, end=5, offered=("official",))], KEYS, labels)
        assert list(table["doubt"]) == ["criminal_riot", "official"]


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


@given(st.text(), st.sampled_from([name.replace("_", " ") for name in FLAGS]), st.text())
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
            "unreadable": False,
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
        "A comment doubts 'zeppelin', which is no label (aigul on d:0-4). Write 'doubt:' and the label, such as "
        "'doubt: criminal_riot', in Doccano and pull again.",
        "A comment says 'doubt:' and not of what (aigul on d:0-5). Write 'doubt:' and the label, such as "
        "'doubt: criminal_riot', in Doccano and pull again.",
    ]


def test_who_doubts_nothing_is_told_to_write_the_name_that_is_shown() -> None:
    for labels, shown in ((LABELS, "riot and criminal violence"), ((), "LABEL")):
        _, (warning,) = comments_table([replace(ONE, comment="doubt:", offered=())], (), labels)
        assert f"'doubt: {shown}'" in warning


def test_no_comment_gives_an_empty_table() -> None:
    table, warnings = comments_table([replace(ONE, comment="")], KEYS)
    assert table.empty
    assert "doubt" in table.columns
    assert warnings == []
