from dataclasses import replace
from pathlib import Path

import pytest

from framing.classroom.answers import ANSWERS
from framing.classroom.first_lesson import first_lesson
from framing.classroom.heatmap import Alpha, HeatMap, heat_map
from framing.classroom.lesson import Lesson
from framing.classroom.results import results_page


@pytest.fixture(scope="module")
def lesson(repository: Path) -> Lesson:
    return first_lesson(repository)


def class_of(lesson: Lesson, pupils: int) -> HeatMap:
    return heat_map(
        lesson,
        ANSWERS.table(
            {"pupil": f"otter-{n}", "item": item.number, "labels": " ".join(item.answers), "reason": "s3cret"}
            for n in range(pupils)
            for item in lesson.items
        ),
    )


def test_pooled_counts_bring_no_single_answer(lesson: Lesson) -> None:
    page = results_page(lesson, class_of(lesson, 6))
    assert "6/6" in page
    assert "otter-1" not in page
    assert "s3cret" not in page


def test_four_pupils_are_not_shown(lesson: Lesson) -> None:
    page = results_page(lesson, class_of(lesson, 4))
    assert "4/4" not in page
    assert "once 5 pupils have answered" in page


def test_alpha_is_for_the_teacher_and_written_as_the_language_writes_it(lesson: Lesson) -> None:
    found = replace(class_of(lesson, 6), alpha=Alpha(0.5, 0.25, 0.75))
    assert "0.50 (95 % interval 0.25 to 0.75" in results_page(lesson, found)
    assert "0,50" in results_page(replace(lesson, language="ru"), found)
    assert "No alpha is given here" in results_page(lesson, replace(found, alpha=None))


def test_it_says_who_made_the_key_and_that_other_answers_can_be_good(lesson: Lesson) -> None:
    page = results_page(lesson)
    assert "The key was made by an automated coder" in page
    assert "first labels" not in page
    assert "also where the key does not list or outline it" in page
