import json
from dataclasses import replace

import pytest

from framing.classroom.in_doccano.stored import lesson_values, read_lesson
from framing.classroom.lesson import Lesson
from framing.errors import InputError


def test_a_lesson_comes_back_as_it_was(lesson: Lesson) -> None:
    back = read_lesson(json.loads(json.dumps(lesson_values(lesson))), "file")
    assert back == lesson
    assert back.codebook.fingerprint == lesson.codebook.fingerprint


def test_votes_come_back_too(lesson: Lesson) -> None:
    voted = replace(lesson, items=(replace(lesson.items[0], votes={"cost": 0.75}), *lesson.items[1:]))
    assert read_lesson(json.loads(json.dumps(lesson_values(voted))), "file").items[0].votes == {"cost": 0.75}


@pytest.mark.parametrize("missing", ["codebook", "items", "title"])
def test_what_is_no_lesson_is_named(lesson: Lesson, missing: str) -> None:
    values = lesson_values(lesson)
    del values[missing]
    with pytest.raises(InputError, match="file holds no lesson"):
        read_lesson(values, "file")


@pytest.mark.parametrize("name", ["key", "also"])
def test_a_frame_that_the_codebook_has_not_is_named(lesson: Lesson, name: str) -> None:
    items = (replace(lesson.items[0], **{name: ("cost", "weather")}), *lesson.items[1:])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="sentence 1 has no frame of the codebook: 'weather'"):
        read_lesson(lesson_values(replace(lesson, items=items)), "file")
