from collections.abc import Callable

import pytest

from framing.classroom.in_doccano.class_project import (
    DOCUMENT_ID,
    class_codebook,
    class_guideline,
    class_rows,
    item_numbers,
)
from framing.classroom.lesson import ANOTHER, NONE, Lesson
from framing.doccano.project.tasks import ID_KEY, RESERVED_META_KEYS, name_of, parse_name
from framing.languages.words import LANGUAGES

InLanguage = Callable[[str], Lesson]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_class_is_offered_the_frames_another_and_none_with_a_key_each(lesson_in: InLanguage, language) -> None:
    book = class_codebook(lesson_in(language))
    assert book.keys == ("cost", "clean_air", ANOTHER, NONE)
    assert len({frame.shortcut for frame in book.frames}) == len({frame.name for frame in book.frames}) == 4
    assert book.frame(ANOTHER).shortcut == "0"
    assert book.frame(NONE).shortcut == "9"  # n is a frame's


@pytest.mark.parametrize("language", LANGUAGES)
def test_pupils_see_the_number_and_the_sentence_before_and_no_name_of_a_file(lesson_in: InLanguage, language) -> None:
    lesson = lesson_in(language)
    rows = class_rows(lesson)
    assert [row["text"] for row in rows] == [" ".join(item.text.split()) for item in lesson.items]
    keys = list(rows[0])
    assert all(list(row) == keys for row in rows)  # Doccano's import breaks on ragged rows
    number, before = keys[2:4]
    assert [row[number] for row in rows] == ["1 / 4", "2 / 4", "3 / 4", "4 / 4"]
    assert [row[before] for row in rows] == ["…", "It was May.", "…", "…"]
    assert keys[:2] + keys[4:] == ["text", "label", ID_KEY]
    assert not {number, before} & RESERVED_META_KEYS
    assert not any(item.sentence_id in str(row) for item, row in zip(lesson.items, rows, strict=True))


def test_the_name_of_a_sentence_is_its_place_in_the_lesson(lesson: Lesson) -> None:
    text = "\n".join(row["text"] for row in class_rows(lesson))
    numbers = item_numbers(lesson)
    assert list(numbers.values()) == [1, 2, 3, 4]
    for row in class_rows(lesson):
        place = parse_name(name_of(row))
        assert place is not None
        document_id, start, end, showing = place
        assert (document_id, showing, text[start:end]) == (DOCUMENT_ID, 1, row["text"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guideline_names_every_label_with_its_key_and_holds_no_tag(lesson_in: InLanguage, language) -> None:
    lesson = lesson_in(language)
    text = class_guideline(lesson)
    for frame in class_codebook(lesson).frames:
        assert f"| `{frame.shortcut}` | {frame.name} |" in text
    assert "press `9`" in text or language != "en"
    assert "<" not in text
    assert "Money \\| or" in text
