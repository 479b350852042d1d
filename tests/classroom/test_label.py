from dataclasses import replace
from pathlib import Path

import pytest

from framing.classroom.first_lesson import first_lesson
from framing.classroom.label import label_page
from framing.classroom.lesson import Lesson
from framing.languages.words import LANGUAGES, words


@pytest.fixture(scope="module")
def lesson(repository: Path) -> Lesson:
    return first_lesson(repository)


def test_it_has_neither_the_key_nor_where_sentences_are_from(lesson: Lesson) -> None:
    items = tuple(replace(item, why="Because.", voice="v0ice") for item in lesson.items)
    page = label_page(replace(lesson, items=items))
    assert "Because." not in page
    assert "v0ice" not in page
    assert not any(item.sentence_id in page for item in lesson.items)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pseudonyms_survive_a_spreadsheet_and_are_seldom_drawn_twice(language: str) -> None:
    adjectives, animals = (words(language)(f"label.{kind}").split() for kind in ("adjectives", "animals"))
    for names in (adjectives, animals):
        assert len(set(names)) == len(names)
        for name in names:
            assert name.isalpha(), name
            assert name == name.lower()
            assert name.encode("cp1251").decode("cp1251") == name  # what Excel saves in Kazakhstan and Russia
    drawn = 90 * len(adjectives) * len(animals)
    assert 30 * 29 / 2 / drawn < 0.01  # two of thirty pupils with one name: in less than one class of a hundred
