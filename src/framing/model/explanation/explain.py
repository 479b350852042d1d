"""What pushed each frame of one text up and down: exact where the model is a sum, by removal where it is not.

The log-odds of a frame are an intercept and one addend per feature. The addends of words and of pieces of words are
gathered to the words of the text they stand in, without loss, and so are those of a vector that is a mean over pieces.
An encoder says something of the whole text: there, a word is given what changes when it is taken out, and what no
single word answers for is named as the rest.

A push is evidence of the model's reasons. It is none of what the text means.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from framing.errors import InputError
from framing.model.explanation.places import Span, Term, shares, word_spans
from framing.model.explanation.vector import vector_pushes
from framing.model.learning.features import Features, Floats
from framing.model.learning.fit import FIGURE_AT_LEAST
from framing.model.learning.train import FrameModel

EMBEDDING = Term("embedding", "")  # all its columns together: one of them says nothing to a person
MOST_CHARACTERS = 100_000  # a sentence, or a text at most: a minute's work at ten times as many


@dataclass(frozen=True)
class WordPush:
    """A word of the text, and what it adds to the log-odds of a frame."""

    start: int
    end: int
    text: str
    push: float


@dataclass(frozen=True)
class TermPush:
    """A feature of the text, and what it adds to the log-odds of a frame."""

    family: str
    term: str
    push: float


@dataclass(frozen=True, eq=False)
class Explanation:
    """One text, and the frames of a model: the arrays have a column, or an entry, for each frame.

    Attributes:
        text: as it was given; `words` are places in it.
        frames: those the model has learned.
        probabilities: of each.
        thresholds: from which on it is predicted.
        predictions: whether it is.
        examples: sentences that have the frame, among those the model learned from.
        intercepts: where the log-odds start, before anything of the text is known.
        log_odds: the intercept, and every push; in a model of one frame per text, up to a number that all share.
        words: each word of the text, in order.
        word_pushes: (words, frames).
        rest: what an encoder sees in the text as a whole and no single word answers for; 0 without an encoder.
        terms: the features that the text has.
        term_pushes: (terms, frames).
    """

    text: str
    frames: tuple[str, ...]
    probabilities: Floats
    thresholds: Floats
    predictions: NDArray[np.bool_]
    examples: tuple[int, ...]
    intercepts: Floats
    log_odds: Floats
    words: tuple[Span, ...]
    word_pushes: Floats
    rest: Floats
    terms: tuple[Term, ...]
    term_pushes: Floats

    def predicted(self, frame: str) -> bool:
        """Whether the model says that the text has the frame."""
        return bool(self.predictions[self.frames.index(frame)])

    def few_examples(self, frame: str) -> bool:
        """Whether the model has learned the frame from too few sentences for a figure."""
        return self.examples[self.frames.index(frame)] < FIGURE_AT_LEAST

    def by_word(self, frame: str) -> tuple[WordPush, ...]:
        """Every word of the text in order, with its net push."""
        pushes = self.word_pushes[:, self.frames.index(frame)].tolist()
        return tuple(
            WordPush(span.start, span.end, self.text[span.start : span.end], push)
            for span, push in zip(self.words, pushes, strict=True)
        )

    def by_term(self, frame: str) -> tuple[TermPush, ...]:
        """Every feature of the text, the strongest first."""
        pushes = self.term_pushes[:, self.frames.index(frame)]
        order = np.argsort(-np.abs(pushes), kind="stable").tolist()
        return tuple(TermPush(self.terms[at].family, self.terms[at].text, float(pushes[at])) for at in order)

    def nearest_first(self) -> tuple[str, ...]:
        """The frames, that furthest above its threshold first and that furthest below it last."""
        order = np.argsort(self.thresholds - self.probabilities, kind="stable")
        return tuple(self.frames[at] for at in order.tolist())

    @property
    def knows_nothing(self) -> bool:
        """Whether the text has no feature that the model knows, so that the scores are those of any such text."""
        return not len(self.terms)


def explain(model: FrameModel, text: str) -> Explanation:
    """Why the model gives this text the scores that it gives.

    Raises:
        InputError: the text is empty, too long, or holds half a character.
    """
    check_text(text)
    row = sp.csr_matrix(model.features.matrix([text]))
    row.eliminate_zeros()  # a text that an embedding cannot read has its columns, all 0
    terms, addends = _addends(model, row)
    placed = shares(text, terms)
    spans = word_spans(text)
    by_vector = vector_pushes(model, text, spans)
    word_pushes = np.asarray(placed @ addends) + by_vector
    log_odds = model.intercepts + addends.sum(axis=0)
    probabilities = model.probabilities([text])
    positives = {count.frame: count.positives for count in model.examples}
    return Explanation(
        text=text,
        frames=model.frames,
        probabilities=probabilities[0],
        thresholds=model.thresholds,
        predictions=model.predicted(probabilities)[0],
        examples=tuple(positives.get(frame, 0) for frame in model.frames),
        intercepts=model.intercepts,
        log_odds=log_odds,
        words=spans,
        word_pushes=word_pushes,
        rest=_rest(terms, addends, placed, by_vector),
        terms=terms,
        term_pushes=addends,
    )


def check_text(text: str) -> None:
    """Nothing, if this is a text that can be explained.

    Raises:
        InputError: it is empty, too long, or holds half a character.
    """
    if not text.strip():
        raise InputError("The text is empty. Give a sentence.")
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"The text has {len(text):,} characters, more than {MOST_CHARACTERS:,}. Give a part of it.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"The text holds half a character (a lone surrogate) after {text[: error.start][-30:]!r}. Give it as UTF-8."
        ) from error


def _addends(model: FrameModel, row: sp.csr_matrix) -> tuple[tuple[Term, ...], Floats]:
    """The features of the text, and what each adds to the log-odds of each frame, (terms, frames)."""
    plain = model.features.terms
    order = np.argsort(row.indices, kind="stable")
    columns, values = row.indices[order], row.data[order]
    addends = (model.coefficients[:, columns] * values).T
    inside = columns < plain
    terms = [_term(model.features, column) for column in columns[inside].tolist()]
    if inside.all():
        return tuple(terms), np.asarray(addends)
    embedding = addends[~inside].sum(axis=0, keepdims=True)
    return (*terms, EMBEDDING), np.vstack([addends[inside], embedding])


def _term(features: Features, column: int) -> Term:
    words = features.words.terms
    if column < len(words):
        return Term("words", words[column])
    return Term("pieces", features.pieces.terms[column - len(words)])


def _rest(terms: tuple[Term, ...], addends: Floats, placed: sp.csr_matrix, by_vector: Floats) -> Floats:
    """What was placed in no word: of terms that stand nowhere, and of the vector beside what words have of it."""
    nowhere = np.asarray(placed.sum(axis=0)).ravel() == 0
    return np.asarray(addends[nowhere].sum(axis=0) - by_vector.sum(axis=0))
