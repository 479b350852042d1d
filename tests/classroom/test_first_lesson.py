import re
from pathlib import Path

import pytest

from framing.classroom.first_lesson import first_lesson
from framing.classroom.lesson import ANOTHER, NONE, Lesson
from framing.errors import InputError
from framing.languages.words import LANGUAGES

# codebook/lesson.md: "For the key, drop the other labels: these items keep one or more; these become none".
KEEP = {1, 3, 4, 5, 6, 8, 10, 11, 12, 16, 18, 19}
WITHOUT = {2, 7, 9, 13, 14, 15, 17, 20}
NO_FRAME_AT_ALL = {2, 14, 20}


@pytest.fixture(scope="module")
def lesson(repository: Path) -> Lesson:
    return first_lesson(repository)


def test_it_has_twenty_sentences_in_the_order_of_the_key_and_six_frames(lesson: Lesson) -> None:
    assert [item.number for item in lesson.items] == list(range(1, 21))
    assert len(lesson.codebook.frames) == 6
    assert lesson.items[2].text == "The phone numbers are Ukrainian."
    assert lesson.items[2].before.endswith("indicating the phones to call.")
    assert [item.number for item in lesson.items if item.write_why] == [4, 8, 14]


def test_the_key_keeps_the_labels_of_the_lesson_and_says_where_there_is_another(lesson: Lesson) -> None:
    assert {item.number for item in lesson.items if item.key} == KEEP
    assert {item.number for item in lesson.items if not item.key} == WITHOUT
    assert {item.number for item in lesson.items if item.answers == (NONE,)} == NO_FRAME_AT_ALL
    first, fourteenth = lesson.items[0], lesson.items[13]
    assert first.answers == ("peaceful_protest", ANOTHER)  # its economic grievance is not in the lesson
    assert fourteenth.defensible == ("state_repression",)
    assert lesson.items[9].defensible == (ANOTHER,)  # human cost


@pytest.mark.parametrize(
    ("number", "defensible"),
    [  # codebook/lesson.md, "Answer key"; frames that are not in the lesson are "another frame"
        (4, {"terrorist_attack", "foreign_coordination", NONE}),
        (5, {ANOTHER}),
        (10, {ANOTHER}),
        (14, {"state_repression"}),
        (17, set()),  # either is "another frame", which is the key
        (18, {"restoring_order"}),
        (20, {"restoring_order", ANOTHER}),
    ],
)
def test_what_can_be_defended_is_in_the_key(lesson: Lesson, number: int, defensible: set[str]) -> None:
    assert set(lesson.items[number - 1].defensible) == defensible


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_reasons_of_the_key_speak_the_language_of_the_pages(repository: Path, lesson: Lesson, language: str) -> None:
    there = first_lesson(repository, language=language)
    for english, item in zip(lesson.items, there.items, strict=True):
        assert item.why != english.why
        assert len(re.findall("[а-яёәғқңөұүһі]", item.why.lower())) > len(item.why) / 2


def test_the_class_can_get_other_frames_and_fewer_sentences(repository: Path) -> None:
    lesson = first_lesson(repository, frames=["coup_attempt", "peaceful_protest"], items=7)
    assert lesson.codebook.keys == ("coup_attempt", "peaceful_protest")
    assert [item.answers for item in lesson.items[4:]] == [(ANOTHER,), (ANOTHER,), ("coup_attempt",)]


def test_both_texts_are_there_with_labels_and_the_pairs_are_their_extracts(lesson: Lesson) -> None:
    a, b = lesson.tellings
    assert (a.letter, b.letter) == ("A", "B")
    assert a.title.startswith("From protests to terrorist attacks")
    assert {frame for each in a.sentences for frame in each.frames} <= set(lesson.codebook.keys)
    assert any("terrorist_attack" in each.frames for each in a.sentences)
    assert len(lesson.pairs) == 4
    order = lesson.pairs[0]
    assert "shoot to kill" in a.sentences[order.first[0]].text
    assert "fire without warning" in b.sentences[order.second[0]].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_each_language_of_the_pages(repository: Path, language: str) -> None:
    lesson = first_lesson(repository, language=language)
    assert lesson.language == language
    assert len(lesson.background) == 4
    assert all(gloss.meaning for gloss in lesson.glosses)


def test_every_hard_word_stands_in_a_sentence_or_on_the_card(lesson: Lesson) -> None:
    texts = [text for item in lesson.items for text in (item.text, item.before)]
    texts += [text for telling in lesson.tellings for each in telling.sentences for text in [each.text]]
    texts += [frame.name + " " + frame.definition for frame in lesson.codebook.frames]
    everything = " ".join(texts).lower()
    assert [gloss.word for gloss in lesson.glosses if gloss.word.lower() not in everything] == ["coup"]


def test_the_note_means_one_sentence_by_the_longest_list_of_the_key(lesson: Lesson) -> None:
    lengths = [len(item.defensible) for item in lesson.items]
    assert lengths.count(max(lengths)) == 1


def test_a_folder_without_the_texts_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="framing lesson --own"):
        first_lesson(tmp_path)


def test_a_frame_that_the_codebook_has_not_is_named(repository: Path) -> None:
    with pytest.raises(InputError, match="no frame 'weather'"):
        first_lesson(repository, frames=["weather"])
