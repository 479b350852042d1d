import re
from dataclasses import replace
from pathlib import Path

import pytest

from framing.classroom.first_lesson import first_lesson
from framing.classroom.lesson import Lesson, Pair, Telling, TextSentence
from framing.classroom.sides import sides_page
from framing.errors import NotEnoughData


@pytest.fixture(scope="module")
def lesson(repository: Path) -> Lesson:
    return first_lesson(repository)


def made(lesson: Lesson) -> Lesson:
    """Two short texts: the first begins with its title."""
    frame = lesson.codebook.keys[0]
    first = (("Ferry day.", 1), ("A log", 1), ("Boats.", 2), ("Fog.", 2), ("Ferry day.", 3), ("Rain.", 3))
    given = {"Boats.": (frame,)}
    sentences = tuple(TextSentence(text, given.get(text, ()), "", at, text == "Rain.") for text, at in first)
    one = Telling("A", "a", "Ferry day. A log", "Harbour Post", "2022-01-05", sentences)
    two = Telling("B", "b", "", "", "", (TextSentence("Calm.", (), "", 1),))
    return replace(lesson, tellings=(one, two), pairs=(Pair("The day", (2,), (0,)), Pair("The title", (0,), ())))


def test_counts_are_of_the_sentences_that_are_shown_and_a_title_is_not(lesson: Lesson) -> None:
    page = sides_page(made(lesson))
    assert "1 of 4 sentences" in page  # boats, and the one with another frame
    assert "2 of 4 sentences (50 %)" in page  # fog, and the words of the title where they are no title
    assert "1 of 1 sentence (100 %)" in page
    assert page.count("A log") == page.count("Ferry day. A log") == 1
    assert page.index("Reveal the sources") < page.index("Harbour Post") < page.index("</details>")


def test_a_moment_without_a_sentence_says_so(lesson: Lesson) -> None:
    assert sides_page(made(lesson)).count("Nothing on this moment.") == 2


def test_two_texts_are_needed(lesson: Lesson) -> None:
    with pytest.raises(NotEnoughData, match="no two texts"):
        sides_page(replace(lesson, tellings=()))
    title_only = replace(made(lesson).tellings[0], sentences=(TextSentence("Ferry day.", (), "", 1),))
    with pytest.raises(NotEnoughData, match="Text A"):
        sides_page(replace(lesson, tellings=(title_only, lesson.tellings[1]), pairs=()))


def test_who_made_the_labels_is_said_above_them_and_of_no_key(lesson: Lesson) -> None:
    page = sides_page(lesson)
    body = page[page.index("<body>") :]
    assert body.index("labels on this page were made by an automated coder") < body.index("The same moments")
    assert not re.search(r"\bkey\b", body[: body.index("<script")])
