"""What a model learns from some rows of the examples: features, one classifier per frame, thresholds.

Training and evaluation both call `fit_frames`, so that what is evaluated is what is trained. It sees
only the rows it is given: the words, their weights and the thresholds of a fold come from the fold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from framing.model.learning.examples import Examples
from framing.model.learning.features import Floats, FoldFeatures, Rows, TermCounts
from framing.model.learning.folds import document_folds

LEARN_AT_LEAST = 8  # positive sentences
FIGURE_AT_LEAST = 20  # positive sentences: below, a figure is an anecdote, and so is a threshold
THRESHOLD_FOLDS = 3  # five cost half as much again and were not better on 900 English climate units
USUAL_THRESHOLD = 0.5
REGULARISATION = 3.0  # scikit-learn's C


@dataclass(frozen=True, eq=False)
class Fit:
    """What is learned from some rows of the examples; `learned` numbers the frames of the arrays' rows."""

    features: FoldFeatures
    learned: tuple[int, ...]
    coefficients: Floats
    intercepts: Floats
    thresholds: Floats
    left_out: Mapping[str, str]

    def probabilities(self, rows: Rows) -> Floats:
        """The probability of each learned frame in each of these rows."""
        return line_probabilities(self.features.matrix(rows), self.coefficients, self.intercepts)


def fit_frames(examples: Examples, counts: TermCounts, rows: Rows, *, seed: int) -> Fit:
    """Features, classifiers and thresholds learned from these rows alone."""
    features = counts.learn(rows)
    left_out = {
        frame: reason
        for frame, column in zip(examples.frames, examples.labels.T, strict=True)
        if (reason := _why_not(column[rows], examples.document_ids[rows], len(features.features)))
    }
    learned = tuple(number for number, frame in enumerate(examples.frames) if frame not in left_out)
    matrix = features.matrix(rows)
    lines = [fit_line(matrix, examples.labels[rows, number]) for number in learned]
    return Fit(
        features=features,
        learned=learned,
        coefficients=np.array([weights for weights, _ in lines]).reshape(len(learned), matrix.shape[1]),
        intercepts=np.array([intercept for _, intercept in lines]),
        thresholds=_thresholds(examples, counts, rows, learned, seed),
        left_out=left_out,
    )


def best_threshold(labels: Floats, probabilities: Floats, weights: Floats | None = None) -> float:
    """The cut between two neighbouring probabilities that gives the best F1; the highest of equals.

    Args:
        labels: 0 or 1.
        probabilities: of each.
        weights: how many each counts for, above 0; 1 unless given.
    """
    weights = np.ones(len(labels)) if weights is None else weights
    order = np.argsort(-probabilities, kind="stable")
    ranked = probabilities[order]
    hits = np.cumsum((labels * weights)[order])
    f1 = 2 * hits / (np.cumsum(weights[order]) + hits[-1])
    next_lower = np.append(ranked[1:], -1.0)
    f1[ranked == next_lower] = -1.0  # no cut separates equal probabilities
    best = int(f1.argmax())
    return float((ranked[best] + max(next_lower[best], 0.0)) / 2)


def line_probabilities(matrix: sp.csr_matrix, coefficients: Floats, intercepts: Floats) -> Floats:
    """The probability of each frame in each row of the matrix, (rows, frames)."""
    return np.asarray(expit(matrix @ coefficients.T + intercepts), dtype=np.float64)


def _why_not(labels: Floats, documents: NDArray[np.str_], terms: int) -> str:
    """Why a frame with these labels is not learned; empty if it is."""
    positives = int((labels == 1).sum())
    if not np.isfinite(labels).any():
        return "nobody decided on it"
    if positives < LEARN_AT_LEAST:
        return f"too few examples to learn ({positives})"
    if not (labels == 0).any():
        return "no example without it"
    if len(np.unique(documents[labels == 1])) < min(2, len(np.unique(documents))):
        return "all examples are from one document"
    if not terms:
        return "no word stands in two sentences"
    return ""


def fit_line(matrix: sp.csr_matrix, labels: Floats) -> tuple[Floats, float]:
    """Coefficients and intercept of one frame, from the rows that are decided; both answers must be among them."""
    decided = np.flatnonzero(np.isfinite(labels))
    classifier = LogisticRegression(C=REGULARISATION, class_weight="balanced", tol=1e-4, max_iter=10_000)
    classifier.fit(matrix[decided], labels[decided] == 1)
    return classifier.coef_[0].astype(np.float64), float(classifier.intercept_[0])


def _thresholds(examples: Examples, counts: TermCounts, rows: Rows, learned: Sequence[int], seed: int) -> Floats:
    """The threshold of each learned frame, from documents inside `rows` that its probabilities did not see."""
    positives = (examples.labels[rows][examples.weights[rows] > 0] == 1).sum(axis=0)
    tuned = [number for number in learned if positives[number] >= FIGURE_AT_LEAST]
    outside = np.full((len(rows), len(examples.frames)), np.nan)
    for inside, held in document_folds(examples.document_ids[rows], THRESHOLD_FOLDS, seed=seed) if tuned else ():
        features = counts.learn(rows[inside])
        if not len(features.features):
            continue
        matrix, held_matrix = features.matrix(rows[inside]), features.matrix(rows[held])
        for number in tuned:
            labels = examples.labels[rows[inside], number]
            if {0.0, 1.0} <= set(labels):
                weights, intercept = fit_line(matrix, labels)
                probabilities = line_probabilities(held_matrix, weights[np.newaxis], np.array([intercept]))
                outside[held, number] = probabilities[:, 0]
    weights = examples.weights[rows]
    return np.array([_threshold(examples.labels[rows, number], outside[:, number], weights) for number in learned])


def _threshold(labels: Floats, outside: Floats, weights: Floats) -> float:
    """The best threshold for the corpus that the weighted sentences stand for."""
    usable = np.isfinite(labels) & np.isfinite(outside) & (weights > 0)
    if (labels[usable] == 1).sum() < FIGURE_AT_LEAST:
        return USUAL_THRESHOLD
    return best_threshold(labels[usable], outside[usable], weights[usable])
