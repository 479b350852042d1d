"""The page of the model to be beaten, as the pack of the first lesson has it: what it offers and leaves out."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from framing.classroom.first_lesson import first_labels, first_lesson
from framing.classroom.lesson import Lesson
from framing.classroom.pack import titles
from framing.classroom.sheets import teacher_page
from framing.classroom.try_page import EXAMPLES, fails_page, known_examples, try_page
from framing.classroom.word_model import lesson_model
from framing.languages.words import LANGUAGES, words
from framing.model.learning.features import terms_of
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


NEVER = ["foreign coordination", "state repression"]


def text_of(part: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", part).split())


def test_the_labels_that_are_offered_are_those_that_the_program_can_guess(lesson: Lesson, model: FrameModel) -> None:
    page = try_page(lesson, model)
    (choices,) = re.findall(r'<select id="ours">(.*?)</select>', page, re.DOTALL)
    options = [text_of(each) for each in re.findall("<option.*?</option>", choices)]
    assert options[1:-1] == [frame.name for frame in lesson.codebook.frames if frame.name not in NEVER]
    assert len(options) == 1 + 4 + 1
    (labels,) = re.findall(r'<p class="labels">(.*?)</p>', fails_page(lesson, model), re.DOTALL)
    offered, _, never = text_of(labels).partition("The program cannot guess:")
    assert all(name in offered and name not in never for name in options[1:-1])
    assert all(name in never and name not in offered for name in NEVER)
    assert "The program cannot guess: foreign coordination · state repression" in text_of(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worksheet_has_room_for_no_label_at_all_and_for_what_the_program_guessed(
    repository: Path, model: FrameModel, language: str
) -> None:
    page = fails_page(first_lesson(repository, language=language), model)
    (labels,) = re.findall(r'<p class="labels">(.*?)</p>', page, re.DOTALL)
    none = words(language)("answers.none_of_these")
    assert f" · {none}" in text_of(labels).partition(words(language)("fails.cannot_guess"))[0]
    assert none in words(language)("fails.task", none=none) in text_of(page)
    assert text_of(page).count(words(language)("fails.score")) == 5


def test_a_program_that_guesses_every_label_says_of_none_that_it_cannot(lesson: Lesson, model: FrameModel) -> None:
    frames = tuple(frame for frame in lesson.codebook.frames if frame.name not in NEVER)
    guessed = replace(lesson, codebook=replace(lesson.codebook, frames=frames))
    assert "cannot guess" not in fails_page(guessed, model)
    assert "cannot guess" not in try_page(guessed, model)


def test_the_examples_are_of_words_that_the_program_knows_and_do_what_is_said_of_them(
    lesson: Lesson, model: FrameModel
) -> None:
    examples = known_examples(lesson, model)
    assert examples == EXAMPLES["en"]
    everything = [*examples.change, *examples.elsewhere, examples.negation]
    known = set(model.features.words.terms)
    assert [
        term for text in everything for term in terms_of("words", text) if " " not in term and term not in known
    ] == []

    def found(text: str) -> set[str]:
        predicted = model.predicted(model.probabilities([text]))[0]
        return {frame for frame, is_said in zip(model.frames, predicted, strict=True) if is_said}

    first, second = map(found, examples.change)
    assert "terrorist_attack" in second - first  # of one word that is another
    assert all(found(text) & {"terrorist_attack", "peaceful_protest"} for text in examples.elsewhere)
    assert "terrorist_attack" in found(examples.negation)


def test_examples_with_a_word_that_the_program_does_not_know_are_not_shown(lesson: Lesson, model: FrameModel) -> None:
    gone = {"seized", "attack", "peaceful", "terrorists"}
    terms = tuple("zebra" if term in gone else term for term in model.features.words.terms)
    features = replace(model.features, words=replace(model.features.words, terms=terms))
    other = replace(model, features=features)
    assert known_examples(lesson, other) is None
    assert said(try_page(lesson, other))["examples"] == []
    assert "For example" not in fails_page(lesson, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_stand_on_the_worksheet_and_in_the_teachers_note(
    repository: Path, model: FrameModel, language: str
) -> None:
    lesson = first_lesson(repository, language=language)
    examples = known_examples(lesson, model)
    assert examples
    assert all(text in text_of(fails_page(lesson, model)) for text in examples.elsewhere)
    note = text_of(teacher_page(lesson, titles(lesson), examples=examples))
    assert all(text in note for text in [*examples.change, examples.negation])
    assert examples.negation not in text_of(teacher_page(lesson, titles(lesson)))
    assert words(language)("teacher.fail_6", no="not") in note


@pytest.mark.parametrize(("pages", "texts", "word"), [("ru", "en", "not"), ("kk", "ru", "не"), ("kk", "", "емес")])
def test_the_small_word_that_a_class_tries_is_of_the_language_of_the_texts(
    repository: Path, model: FrameModel, pages: str, texts: str, word: str
) -> None:
    shown = replace(first_lesson(repository, language=pages), text_language=texts)
    kind = words(pages)("fails.kind_negation", no=word)
    assert f"«{word}»" in kind
    for page in (try_page(shown, model), fails_page(shown, model)):
        assert kind in page


def test_of_other_labels_only_those_examples_are_left_that_keep_their_promise(repository: Path) -> None:
    lesson = first_lesson(repository, language="kk", frames=("peaceful_protest", "criminal_riot", "state_repression"))
    model = lesson_model(*first_labels(repository), lesson.codebook)
    examples = known_examples(lesson, model)
    shown = [text for text in EXAMPLES["en"].elsewhere if examples and text in examples.elsewhere]
    assert "The attack on the goal was organized." not in shown  # no label of this lesson
    note, sheet = text_of(teacher_page(lesson, titles(lesson), examples=examples)), text_of(fails_page(lesson, model))
    for text in (*EXAMPLES["en"].change, EXAMPLES["en"].negation):
        assert text not in note  # riot both times; there are no terrorists among the labels
    assert all((text in sheet) == (text in shown) for text in EXAMPLES["en"].elsewhere)
    assert said(try_page(lesson, model))["examples"] == []
