"""Predictions for sentences that the model has not seen: groups of documents held out, each once.

Whatever is held out together, a document and its copies never stand on both sides. Where folds are of outlets and a
text ran in two of them, the copies in the others do not teach while one is held out.

Folds do not depend on each other, so several are learned at a time, in threads: the arithmetic of scipy and numpy lets
others run meanwhile, and nothing has to be copied to another process. Each fold computes by itself what it would
compute alone, so how many run at a time changes no digit.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.utils.parallel import Parallel, delayed

from framing import tables
from framing.model.caution.sets import NOT_SURE, Answers, conformal_sets
from framing.model.evaluation.abstention import LEVELS, answers_by_level
from framing.model.evaluation.resampling import Bools, Floats, Resampling, Rows, resample
from framing.model.learning.examples import Examples
from framing.model.learning.fit import Fit, fit_frames
from framing.model.learning.folds import document_folds
from framing.model.learning.links import decide
from framing.model.learning.profile import DEFAULT_PROFILE, find_profile

MOST_FOLDS = 10  # up to as many groups each is held out alone
FOLDS_OF_MANY = 5  # four fifths of so many sentences teach nearly what nine tenths do, in half of the time
MANY = 2000  # sentences
AT_A_TIME = 3  # folds: they keep two processors busy to the end, and more would cost memory
_WORTH_THREADS = 500  # sentences; with fewer, threads wait for each other longer than they compute
OUT_OF_FOLD = "out-of-fold"  # in the place of a model's fingerprint
NO_SET = -1  # in the place of an answer


@dataclass(frozen=True, eq=False)
class Folds:
    """Rows to learn from and rows held out, once per fold.

    Attributes:
        parts: of each fold.
        of: number of the fold that each row is held out in.
        kept_back: rows that do not teach in some fold, because a copy of their document is held out in it.
    """

    parts: tuple[tuple[Rows, Rows], ...]
    of: Rows
    kept_back: int


@dataclass(frozen=True, eq=False)
class Caution:
    """What would be answered of sentences held out by cut-offs of the documents that their fold learned from.

    Attributes:
        answers: (levels, sentences, frames), see `framing.model.evaluation.abstention.answers_by_level`.
        sets: (sentences, frames): what the set at the usual level holds, see `framing.model.caution.sets.Sets.decide`;
            NO_SET where the fold could not learn the frame or has too few examples for a set.
    """

    answers: Answers
    sets: Answers


@dataclass(frozen=True, eq=False)
class HeldOut:
    """(sentences, frames): the probability, NaN where the fold could not learn the frame; whether it was predicted."""

    probabilities: Floats
    predicted: Bools


@dataclass(frozen=True, eq=False)
class Judged:
    """What figures stand on: predictions beside labels, of the sentences that count.

    Attributes:
        documents: of each sentence; of a copy that which it repeats.
        held_together: what each was held out with, its document or its group: intervals are over these.
        decided: (sentences, frames): there is a label.
        truth: the label says that the frame is there; False where there is none.
        predicted: the model says so; False where the fold could not learn the frame.
        probabilities: NaN where the fold could not learn it.
        weights: how many sentences of the corpus each stands for, above 0.
        folds: number of the fold that each sentence was held out in.
    """

    sentence_ids: tuple[str, ...]
    documents: NDArray[np.str_]
    held_together: NDArray[np.str_]
    frames: tuple[str, ...]
    decided: Bools
    truth: Bools
    predicted: Bools
    probabilities: Floats
    weights: Floats
    folds: Rows

    def resampled(self, seed: int) -> Resampling:
        """Draws of the documents that these sentences are from, or of the groups that were held out."""
        return resample(self.held_together, seed=seed)


def fold_count(groups: NDArray[np.str_]) -> int:
    """How many folds there are of rows of these groups: one a group, at most 10, or 5 of more than 2,000 rows."""
    count = len(np.unique(groups))
    return count if count <= MOST_FOLDS else FOLDS_OF_MANY if len(groups) > MANY else MOST_FOLDS


def make_folds(groups: NDArray[np.str_], documents: NDArray[np.str_], *, seed: int) -> Folds:
    """Folds of whole groups: up to 10 groups each is held out alone, of more there are as many as `fold_count` says.

    Args:
        groups: of each row.
        documents: of each row; of a copy that which it repeats.
        seed: of the order in which groups go to folds.
    """
    of = np.zeros(len(groups), dtype=np.intp)
    parts = []
    for number, (inside, held) in enumerate(document_folds(groups, fold_count(groups), seed=seed)):
        of[held] = number
        parts.append((inside[~np.isin(documents[inside], documents[held])], held))
    taught: list[Rows] = [np.union1d(inside, held) for inside, held in parts]
    always = np.bincount(np.concatenate(taught), minlength=len(groups)) == len(parts)
    return Folds(tuple(parts), of, int((~always).sum()))


def hold_out(examples: Examples, folds: Folds, *, profile: str = DEFAULT_PROFILE, seed: int) -> HeldOut:
    """Predictions of each sentence by what was learned without its fold: words, weights, thresholds.

    Args:
        examples: the labelled sentences.
        folds: see `make_folds`.
        profile: what to look at in a text, see `framing.model.learning.profile`.
        seed: of the folds inside.

    Raises:
        InputError: there is no such profile.
    """
    found = _nothing_found(examples)
    for fit, _, held in _fits(examples, folds, profile, seed):
        _predict(found, fit, held)
    return found


def hold_out_cautiously(
    examples: Examples, folds: Folds, *, profile: str = DEFAULT_PROFILE, seed: int
) -> tuple[HeldOut, Caution]:
    """The same, and what would be answered if "not sure" is an answer; see `hold_out`."""
    found, shape = _nothing_found(examples), examples.labels.shape
    answers = np.full((len(LEVELS), *shape), NOT_SURE, dtype=np.int8)
    caution = Caution(answers, np.full(shape, NO_SET, dtype=np.int8))
    for fit, inside, held in _fits(examples, folds, profile, seed):
        _predict(found, fit, held)
        learned_from = examples.labels[inside], fit.outside, examples.weights[inside]
        probabilities = found.probabilities[held]
        caution.answers[:, held] = answers_by_level(*learned_from, probabilities, found.predicted[held])
        sets = conformal_sets(*learned_from)
        caution.sets[held] = np.where(sets.known & np.isfinite(probabilities), sets.decide(probabilities), NO_SET)
    return found, caution


def _nothing_found(examples: Examples) -> HeldOut:
    return HeldOut(np.full(examples.labels.shape, np.nan), np.zeros(examples.labels.shape, dtype=bool))


def _fits(examples: Examples, folds: Folds, profile: str, seed: int) -> Iterator[tuple[Fit, Rows, Rows]]:
    """What each fold learns, from which rows, and which it holds out; of a fold without rows to learn from nothing."""
    counts = find_profile(profile).count(examples.texts)
    parts = [(inside, held) for inside, held in folds.parts if len(inside)]
    at_a_time = AT_A_TIME if len(examples.texts) >= _WORTH_THREADS else 1
    learn = delayed(fit_frames)
    threads = Parallel(n_jobs=at_a_time, backend="threading", return_as="generator")
    found = threads(learn(examples, counts, inside, seed=seed) for inside, _ in parts)
    for (inside, held), fit in zip(parts, found, strict=True):
        yield fit, inside, held


def _predict(found: HeldOut, fit: Fit, held: Rows) -> None:
    """Fills in the rows held out."""
    probabilities = fit.probabilities(held)
    block = np.ix_(held, np.array(fit.learned, dtype=np.intp))
    found.probabilities[block] = probabilities
    found.predicted[block] = decide(probabilities, fit.thresholds, fit.link)


def judged(
    examples: Examples, held_out: HeldOut, folds: Folds, held_together: NDArray[np.str_] | None = None
) -> Judged:
    """The sentences that figures stand on; `held_together` is of each example, its document unless given."""
    together = examples.document_ids if held_together is None else held_together
    rows = np.flatnonzero(examples.weights > 0)
    return Judged(
        sentence_ids=tuple(examples.sentence_ids[row] for row in rows),
        documents=examples.document_ids[rows],
        held_together=together[rows],
        frames=examples.frames,
        decided=np.isfinite(examples.labels[rows]),
        truth=examples.labels[rows] == 1,
        predicted=held_out.predicted[rows],
        probabilities=held_out.probabilities[rows],
        weights=examples.weights[rows],
        folds=folds.of[rows],
    )


def held_out_scores(examples: Examples, probabilities: Floats) -> pd.DataFrame:
    """SCORES of the held-out sentences; a frame that the fold could not learn has no row."""
    rows, columns = np.nonzero(np.isfinite(probabilities))
    table = pd.DataFrame(
        {
            "sentence_id": np.array(examples.sentence_ids, dtype=object)[rows],
            "frame": np.array(examples.frames, dtype=object)[columns],
            "probability": probabilities[rows, columns],
            "model": OUT_OF_FOLD,
        }
    )
    return tables.SCORES.check(table, "held-out scores")
