"""What a model of fewer labels would find in documents that it has not seen, many times over and quickly.

A learning curve needs dozens of evaluations. This is the one of `framing.model`, folds, features, classifiers and
thresholds, made ten times as fast in two ways. A classifier with a quadratic penalty needs of its sentences only their
inner products, so each sentence is written in as many numbers as there are sentences to learn from, where the words
would give some ten thousand; and all frames are learned in one go. And thresholds are chosen with the words and their
weights of the whole fold. What comes out is that of `evaluate` up to chance: benchmarks/label_budget.py compares them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.optimize import minimize
from scipy.special import expit

from framing.model.learning.examples import Examples
from framing.model.learning.features import Floats, Rows, TermCounts
from framing.model.learning.fit import (
    FIGURE_AT_LEAST,
    LEARN_AT_LEAST,
    REGULARISATION,
    THRESHOLD_FOLDS,
    USUAL_THRESHOLD,
    best_threshold,
)
from framing.model.learning.folds import document_folds

Bools = NDArray[np.bool_]

FOLDS = 10
_TOLERANCE = 1e-3  # of the gradient; ten times finer takes half as long again and changes no figure beyond its noise
_RIDGE = 1e-8  # so that sentences with the same words do not make the matrix singular


@dataclass(frozen=True, eq=False)
class Rehearsal:
    """What was found in each sentence when its document was held out.

    Attributes:
        learned_from: sentences that the model of a fold had, on average.
        predicted: (sentences, frames), with a threshold that was chosen for every frame that was learned.
        usual: the same as `train` has it: the threshold stays at 0.5 where a frame has fewer than 20 examples.
    """

    learned_from: float
    predicted: Bools
    usual: Bools


def rehearse(examples: Examples, counts: TermCounts, share: float, *, seed: int) -> Rehearsal:
    """Holds out every document once and learns from a share of the others.

    Args:
        examples: the labelled sentences.
        counts: their terms.
        share: of the documents that a fold may learn from, above 0 to 1; drawn by chance, in every fold anew.
        seed: of folds and shares.
    """
    chance = np.random.default_rng(seed)
    predicted = np.zeros(examples.labels.shape, dtype=bool)
    usual = predicted.copy()
    sizes = []
    for inside, held in document_folds(examples.document_ids, FOLDS, seed=seed):
        rows = _some_documents(examples.document_ids, inside, share, chance)
        sizes.append(len(rows))
        learned = _learnable(examples, rows)
        if not len(learned):
            continue
        inner, outer = _coordinates(counts, rows, held)
        probabilities = _learn(inner, examples.labels[np.ix_(rows, learned)], outer)
        for column, (number, threshold, tuned) in enumerate(_thresholds(examples, inner, rows, learned, seed)):
            predicted[held, number] = probabilities[:, column] >= threshold
            usual[held, number] = probabilities[:, column] >= (threshold if tuned else USUAL_THRESHOLD)
    return Rehearsal(float(np.mean(sizes)), predicted, usual)


def _some_documents(documents: NDArray[np.str_], inside: Rows, share: float, chance: np.random.Generator) -> Rows:
    if share >= 1:
        return inside
    names = np.unique(documents[inside])
    kept = chance.permutation(names)[: max(2, round(share * len(names)))]
    return inside[np.isin(documents[inside], kept)]


def _learnable(examples: Examples, rows: Rows) -> Rows:
    """The frames that `train` would learn from these rows."""
    labels, documents = examples.labels[rows], examples.document_ids[rows]
    found = [
        number
        for number, column in enumerate(labels.T)
        if (column == 1).sum() >= LEARN_AT_LEAST
        and (column == 0).any()
        and len(np.unique(documents[column == 1])) >= min(2, len(np.unique(documents)))
    ]
    return np.array(found, dtype=np.intp)


def _coordinates(counts: TermCounts, rows: Rows, held: Rows) -> tuple[Floats, Floats]:
    """Numbers for the sentences of `rows` and `held`, a row each, with the inner products that their words have."""
    features = counts.learn(rows)
    inner, outer = features.matrix(rows), features.matrix(held)
    lower = np.linalg.cholesky((inner @ inner.T).toarray() + _RIDGE * np.eye(len(rows)))
    return lower, solve_triangular(lower, (inner @ outer.T).toarray(), lower=True).T


def _learn(numbers: Floats, labels: Floats, held: Floats, tolerance: float = _TOLERANCE) -> Floats:
    """Probabilities of `held` by balanced logistic regressions, one a frame, as `fit` has them: (held, frames)."""
    decided, present = np.isfinite(labels), labels == 1
    total, positives = decided.sum(axis=0), present.sum(axis=0)
    shares = np.where(present, 1 / (2 * positives), 1 / (2 * (total - positives))) * decided
    penalty = 1 / (REGULARISATION * total)
    frames, width = labels.shape[1], numbers.shape[1]

    def loss(flat: Floats) -> tuple[float, Floats]:
        lines = flat.reshape(frames, width + 1)
        weights, intercepts = lines[:, :width], lines[:, width]
        logits = numbers @ weights.T + intercepts
        value = (shares * (np.logaddexp(0, logits) - present * logits)).sum()
        value += 0.5 * (penalty * (weights**2).sum(axis=1)).sum()
        slope = shares * (expit(logits) - present)
        gradient = np.hstack([slope.T @ numbers + penalty[:, np.newaxis] * weights, slope.sum(axis=0)[:, np.newaxis]])
        return float(value), gradient.ravel()

    start = np.zeros(frames * (width + 1))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"gtol": tolerance, "ftol": 1e-12})
    lines = found.x.reshape(frames, width + 1)
    return np.asarray(expit(held @ lines[:, :width].T + lines[:, width]))


def _thresholds(
    examples: Examples, numbers: Floats, rows: Rows, learned: Rows, seed: int
) -> list[tuple[int, float, bool]]:
    """Of each learned frame: its number, the best threshold, and whether it has enough examples for `train`."""
    labels = examples.labels[np.ix_(rows, learned)]
    weights = examples.weights[rows]
    outside = np.full(labels.shape, np.nan)
    for inside, held in document_folds(examples.document_ids[rows], THRESHOLD_FOLDS, seed=seed):
        there = labels[inside]
        both = np.flatnonzero((there == 1).any(axis=0) & (there == 0).any(axis=0))
        if len(both):
            outside[np.ix_(held, both)] = _learn(numbers[inside], labels[np.ix_(inside, both)], numbers[held])
    found = []
    for column, number in enumerate(learned.tolist()):
        usable = np.isfinite(labels[:, column]) & np.isfinite(outside[:, column]) & (weights > 0)
        known, seen = labels[usable, column], outside[usable, column]
        threshold = best_threshold(known, seen, weights[usable]) if known.any() else USUAL_THRESHOLD
        found.append((number, threshold, bool((known == 1).sum() >= FIGURE_AT_LEAST)))
    return found
