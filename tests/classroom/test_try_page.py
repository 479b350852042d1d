"""The page of the model to be beaten, as the pack of the first lesson has it: what it offers, what it leaves out."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from framing.classroom.first_lesson import first_labels, first_lesson
from framing.classroom.lesson import Lesson
from framing.classroom.try_page import try_page
from framing.classroom.word_model import lesson_model
from framing.model.learning.train import FrameModel


@pytest.fixture(scope="module")
def lesson(repository: Path) -> Lesson:
    return first_lesson(repository)


@pytest.fixture(scope="module")
def model(repository: Path, lesson: Lesson) -> FrameModel:
    return lesson_model(*first_labels(repository), lesson.codebook)


def said(page: str) -> dict[str, Any]:
    """What the page's script is given to say."""
    found = re.search(r'<script type="application/json" id="words">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_the_label_that_the_first_lesson_would_find_everywhere_is_no_decision(
    lesson: Lesson, model: FrameModel
) -> None:
    texts = [item.text for item in lesson.items]
    everywhere = model.predicted(model.probabilities([*texts, "", "zebra giraffe"])).all(axis=0)
    assert [frame for frame, always in zip(model.frames, everywhere, strict=True) if always] == ["foreign_coordination"]
    assert said(try_page(lesson, model))["always"] == {"foreign_coordination": "yes"}


def test_a_label_that_is_usual_decides_if_words_speak_against_it(lesson: Lesson, model: FrameModel) -> None:
    of_nothing = model.probabilities([""])[0]
    usual = replace(model, thresholds=np.minimum(model.thresholds, 0.9 * of_nothing))
    assert set(said(try_page(lesson, usual))["always"]) == {"foreign_coordination"}


def test_where_labels_share_one_sum_no_label_stands_still(lesson: Lesson, model: FrameModel) -> None:
    assert said(try_page(lesson, replace(model, link="one or none")))["always"] == {}
