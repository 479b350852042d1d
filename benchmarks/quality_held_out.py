"""Whole sets, cross-validated once per method and seed: what parts targets, calibration and sets of quality.py read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import quality_peers
from quality_sets import INNER_FOLDS, Labelled, Trial, work
from sklearn.model_selection import StratifiedKFold

from framing.model.caution.sets import conformal_sets
from framing.model.evaluation.by_frame import FrameDraws
from framing.model.evaluation.held_out import Folds, HeldOut, Judged, judged
from framing.model.evaluation.resampling import Figure, Floats, figure_of, mean_of
from framing.model.learning.features import TermCounts
from framing.model.learning.fit import FIGURE_AT_LEAST, fit_frames
from framing.model.learning.folds import document_folds
from framing.model.learning.links import decide
from framing.model.learning.profile import find_profile

OUTER_FOLDS = 5
PLAIN = "plain"
# Its C is chosen in each fold, which moves its probabilities, and so where a sentence ranks among those of other folds:
# that costs average precision over all folds. With one C it keeps that. Both are compared with.
PLAINS = (PLAIN, "plain-10")
FIRST_SEED = 7  # that of the product; the others follow


@dataclass(frozen=True, eq=False)
class Crossed:
    """Held-out predictions of a method, and what the 90 % sets of each fold say of them.

    Attributes:
        judged: the predictions beside the labels.
        answers: (sentences, frames) what a reader is told, see `Sets.answers`; plain has no sets.
        covered: the true answer is in the set.
        known: the fold had enough examples for a set.
    """

    judged: Judged
    answers: np.ndarray
    covered: np.ndarray
    known: np.ndarray


@dataclass(frozen=True, eq=False)
class Answer:
    """The probability of each frame in each sentence, and what is predicted."""

    probabilities: np.ndarray
    predicted: np.ndarray


def outer_trials(labelled: Labelled, seed: int) -> list[Trial]:
    """Folds of whole documents; of a set with one label a sentence folds that have equally many of each."""
    documents, labels = labelled.examples.document_ids, labelled.labels
    if labelled.single and labelled.examples.documents == len(labels):
        split = StratifiedKFold(OUTER_FOLDS, shuffle=True, random_state=seed)
        parts: Any = split.split(labels, labels.argmax(axis=1))
    else:
        parts = document_folds(documents, OUTER_FOLDS, seed=seed)
    found = []
    for train, test in parts:
        inner = np.zeros(len(train), dtype=int)
        for number, (_, part) in enumerate(document_folds(documents[train], INNER_FOLDS, seed=seed)):
            inner[part] = number
        found.append(Trial(seed, None, train, inner, test))
    return found


@cache
def counts_of(labelled: Labelled, profile: str) -> TermCounts:
    """What a profile looks at in a set, made once."""
    return find_profile(profile).count(labelled.examples.texts)


@cache
def crossed(labelled: Labelled, method: str, seed: int, kept: Path) -> Crossed:
    """Every sentence held out once.

    Args:
        labelled: the set.
        method: one of our profiles, or of `PLAINS`.
        seed: of the folds.
        kept: folder of the answers of plain, see `peer_answer`.
    """
    examples = labelled.examples
    shape = examples.labels.shape
    probabilities, predicted = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    answers, covered, known = np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    parts, of = outer_trials(labelled, seed), np.zeros(shape[0], dtype=np.intp)
    described = work(labelled, [])
    for number, trial in enumerate(parts):
        of[trial.test] = number
        if method in PLAINS:
            found = theirs(labelled, trial, peer_answer(method, trial, kept, described))
            probabilities[trial.test], predicted[trial.test] = found.probabilities, found.predicted
            continue
        fit = fit_frames(examples, counts_of(labelled, method), trial.train, seed=seed)
        here = np.full((len(trial.test), shape[1]), np.nan)
        here[:, list(fit.learned)] = fit.probabilities(trial.test)
        probabilities[trial.test] = here
        block = np.ix_(trial.test, np.array(fit.learned, dtype=np.intp))
        predicted[block] = decide(here[:, list(fit.learned)], fit.thresholds, fit.link)
        sets = conformal_sets(examples.labels[trial.train], fit.outside, examples.weights[trial.train])
        truth = examples.labels[trial.test] == 1
        answers[trial.test] = sets.answers(here, predicted[trial.test])
        covered[trial.test] = np.where(truth, here >= sets.yes_from, here <= sets.no_upto)
        known[trial.test] = sets.known & np.isfinite(here)
    folds = Folds(tuple((trial.train, trial.test) for trial in parts), of, 0)
    return Crossed(judged(examples, HeldOut(probabilities, predicted), folds), answers, covered, known)


def theirs(labelled: Labelled, trial: Trial, answer: Any) -> Answer:
    """What a peer says, with thresholds from its inner folds; of a single-label set the most likely frame."""
    tested, outside = np.asarray(answer["test"]), np.asarray(answer["outside"])
    if labelled.single:
        return Answer(tested, np.eye(tested.shape[1], dtype=bool)[tested.argmax(axis=1)])
    cuts = [best_cut(*pair) for pair in zip(labelled.labels[trial.train].T, outside.T, strict=True)]
    return Answer(tested, tested >= np.array(cuts))


def best_cut(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Half way between the two neighbours that part the labels with the best F1; never, without a positive."""
    if not labels.any():
        return np.inf
    order = np.argsort(-probabilities, kind="stable")
    ranked, hits = probabilities[order], np.cumsum(labels[order])
    f1 = 2 * hits / (np.arange(1, len(labels) + 1) + hits[-1])
    lower = np.append(ranked[1:], 0.0)
    f1[ranked == lower] = -1  # no cut separates equal ones
    return float((ranked[f1.argmax()] + lower[f1.argmax()]) / 2)


def peer_answer(name: str, trial: Trial, kept: Path, described: dict[str, Any]) -> "dict[str, Any] | None":
    """A peer's answer from the folder; plain, which needs no other environment, is made if it is missing."""
    path = kept / name / f"{quality_peers.work_name(name, described, trial.task())}.npz"
    if not path.exists():
        if name not in PLAINS:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.stem}.half.npz")
        np.savez_compressed(half, **quality_peers.answer(name, described, trial.task()))
        half.replace(path)
    with np.load(path) as found:
        return {key: found[key] for key in found.files}


@dataclass(frozen=True, eq=False)
class Macro:
    """Means over the frames with 20 examples, in the sample and each draw of documents; means over the seeds."""

    f1: Floats
    average_precision: Floats
    frames: int

    def less(self, other: "Macro") -> tuple[Figure, Figure]:
        """The differences, of the same draws."""
        return figure_of(self.f1 - other.f1), figure_of(self.average_precision - other.average_precision)


def macro(labelled: Labelled, method: str, seeds: Sequence[int], kept: Path) -> Macro:
    """Of a method; a frame that a fold cannot learn counts there as never found."""
    frames = np.flatnonzero((labelled.labels == 1).sum(axis=0) >= FIGURE_AT_LEAST).tolist()
    f1, precision = [], []
    for seed in seeds:
        found = crossed(labelled, method, seed, kept).judged
        draws = FrameDraws(found, frames, found.resampled(FIRST_SEED), np.zeros_like(found.predicted))
        f1.append(mean_of(draws.f1))
        precision.append(mean_of(draws.average_precision))
    return Macro(np.mean(f1, axis=0), np.mean(precision, axis=0), len(frames))
