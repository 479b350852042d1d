"""Part B of lesson 2: the page on which a class tries to beat the model, and the worksheet for it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from framing.annotation.decisions import AUTOMATED
from framing.classroom.lesson import NONE, Lesson
from framing.classroom.page import answer_names, colours, language_name, lesson_page
from framing.classroom.word_model import check_words_only, word_model
from framing.languages.words import words
from framing.model.caution.reference import words_of
from framing.model.learning.fit import FIGURE_AT_LEAST
from framing.model.learning.train import FrameModel

# How a sentence can fool a model; the texts are `fails.kind_...` and `fails.how_...` of the languages.
KINDS = ("no_keyword", "other_meaning", "negation", "quote", "elsewhere", "other")
LETTERS = ("A", "B")
MOST_CHARACTERS = 2000  # of a sentence that is typed
LEAST_MOVE = 1.0  # log-odds: of a frame that no text can move by more, the model has learned nothing
LINES = 3  # to write on, of each kind
_SAID_BY_SCRIPT = (
    "knows_nothing", "nothing_predicted", "waiting", "predicted", "not_predicted", "always_yes", "always_no",
    "threshold", "passed", "no_word", "sum", "kept", "agree", "none", "remove", "remove_this", "point", "percent",
)  # fmt: skip


@dataclass(frozen=True)
class Examples:
    """Sentences to try.

    Attributes:
        change: two that differ in one word, which changes what the program says; may be empty.
        elsewhere: words of labels in sentences about something else, to which the program says yes; may be empty.
        negation: the frame `denied` is denied, and the program says yes to it; may be empty.
        denied: key of a frame.
    """

    change: tuple[()] | tuple[str, str]
    elsewhere: tuple[str, ...]
    negation: str
    denied: str


EXAMPLES = {  # by language; a model says of them what is promised, or they are not shown
    "en": Examples(
        ("Protesters seized the city center.", "Militants seized the city center."),
        ("The attack on the goal was organized.", "It was a peaceful evening in the square."),
        "They were no terrorists.",
        "terrorist_attack",
    )
}


@dataclass(frozen=True)
class Row:
    """A frame on the page: its threshold, and how much the model has seen of it.

    `always`: what it says to nearly every sentence, since words hardly move it: "yes", "no", or "" if they do.
    """

    key: str
    examples: int
    articles: int
    few: bool
    threshold: float = 0.0
    threshold_share: str = ""
    always: str = ""


def try_page(lesson: Lesson, model: FrameModel) -> str:
    """The page as HTML: a sentence is scored as it is typed, and fails are kept until the page is closed.

    Args:
        lesson: its codebook has the frames that are shown.
        model: of words alone, see `framing.classroom.word_model.lesson_model`.

    Raises:
        InputError: the model looks at more than words.
        ModelMismatch: it is of another codebook than the lesson.
    """
    check_words_only(model, lesson.codebook)
    names = {frame.key: frame.name for frame in lesson.codebook.frames}
    return lesson_page(
        "try",
        lesson,
        scripts=("word_model.js", "try.js"),
        styles=("scores.css",),
        model=model,
        data=word_model(model),
        names=names,
        colours=colours(lesson),
        rows=_rows(lesson, model),
        left_out=_left_out(lesson, model),
        guessed=_guessed(lesson, model),
        kinds=KINDS,
        letters=LETTERS,
        most=MOST_CHARACTERS,
        terms=len(model.features.words.terms),
        labels=sum(model.made_by.values()),
        automated=model.made_by.get(AUTOMATED, 0),
        language_names=_named(lesson, _languages(model)),
        texts=_texts(lesson, model, names) | {"always": _always(model)},
    )


def fails_page(lesson: Lesson, model: FrameModel) -> str:
    """Worksheet 3 as HTML: lines for sentences that fool the model, by how they do."""
    other = lesson.text_language if lesson.text_language != lesson.language else ""
    return lesson_page(
        "fails",
        lesson,
        kinds=KINDS[:-1],
        lines=LINES,
        neither=answer_names(lesson)[NONE],
        guessed=_guessed(lesson, model),
        examples=known_examples(lesson, model),
        language_names=_named(lesson, filter(None, (other,))),
    )


def known_examples(lesson: Lesson, model: FrameModel) -> Examples | None:
    """Sentences to try, of those that the model knows each word of and says of what is promised; None if none are left.

    Args:
        lesson: what it says of other frames than the lesson's is not shown, and does not count.
        model: the sentences are in one of its languages.
    """
    known, guessed = set(model.features.words.terms), _guessed(lesson, model)

    def knows(text: str) -> bool:
        return set(words_of(text)) <= known

    def found(text: str) -> set[str]:
        if not knows(text):
            return set()
        predicted = dict(zip(model.frames, model.predicted(model.probabilities([text]))[0], strict=True))
        return {key for key in guessed if predicted[key]}

    for examples in (EXAMPLES[language] for language in _languages(model) if language in EXAMPLES):
        first, second = map(found, examples.change)
        left = replace(
            examples,
            change=examples.change if second - first and all(map(knows, examples.change)) else (),
            elsewhere=tuple(filter(found, examples.elsewhere)),
            negation=examples.negation if examples.denied in found(examples.negation) else "",
        )
        if left.change or left.elsewhere or left.negation:
            return left
    return None


def _guessed(lesson: Lesson, model: FrameModel) -> list[str]:
    """The frames of the lesson on which the model decides: learned, and not the same everywhere."""
    always = _always(model)
    return [key for key in lesson.codebook.keys if key in model.frames and key not in always]


def _rows(lesson: Lesson, model: FrameModel) -> list[Row]:
    """The frames of the lesson that the model has learned, in the lesson's order."""
    counts = {count.frame: count for count in model.examples}
    thresholds = dict(zip(model.frames, model.thresholds.tolist(), strict=True))
    always = _always(model)
    said = words(lesson.language)
    return [
        Row(
            key=key,
            examples=counts[key].positives,
            articles=counts[key].documents,
            few=counts[key].positives < FIGURE_AT_LEAST,
            threshold=thresholds[key],
            threshold_share=f"{100 * thresholds[key]:.0f}{said('try.percent')}",
            always=always.get(key, ""),
        )
        for key in lesson.codebook.keys
        if key in thresholds
    ]


def _always(model: FrameModel) -> dict[str, str]:
    """The frames of which words hardly move the score, and what the model says to nearly every sentence: yes or no.

    Tuned on few examples, such a frame's threshold can lie below what a sentence without words gets: then it is
    predicted everywhere. That is no decision on a sentence, and a class cannot learn from it that it was one.
    """
    if model.link != "each":
        return {}  # the frames share one sum, so that words of the others move this one too
    of_nothing = model.predicted(model.probabilities([""]))[0]
    # A text's row has length 1, so no text moves a score by more than the length of the coefficients.
    return {
        key: "yes" if is_said else "no"
        for key, own, is_said in zip(model.frames, model.coefficients, of_nothing, strict=True)
        if np.linalg.norm(own) < LEAST_MOVE or (is_said and np.linalg.norm(own[own < 0]) < LEAST_MOVE)
    }


def _left_out(lesson: Lesson, model: FrameModel) -> list[Row]:
    """The frames of the lesson that the model has not learned."""
    counts = {count.frame: count for count in model.examples}
    missing = [key for key in lesson.codebook.keys if key not in model.frames]
    return [
        Row(key, counts[key].positives, counts[key].documents, few=True) if key in counts else Row(key, 0, 0, few=True)
        for key in missing
    ]


def _texts(lesson: Lesson, model: FrameModel, names: Mapping[str, str]) -> dict[str, Any]:
    """What the page's script says."""
    said = words(lesson.language).section("try")
    examples = known_examples(lesson, model)
    own = {
        "names": dict(names),
        "examples": list(examples.change) if examples else [],
        "text_language": lesson.text_language,
    }
    return {name: said[name] for name in _SAID_BY_SCRIPT} | own


def _languages(model: FrameModel) -> tuple[str, ...]:
    return model.reference.languages if model.reference else ()


def _named(lesson: Lesson, languages: Iterable[str]) -> str:
    """Languages, in the language of the page; empty if there are none."""
    return ", ".join(language_name(each, lesson.language) for each in languages)
