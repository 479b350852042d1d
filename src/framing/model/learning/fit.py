"""What a model learns from some rows of the examples: features, a line per frame, probabilities, thresholds.

Training and evaluation both call `fit_frames`, so that what is evaluated is what is trained. It sees only the rows it
is given. Inside, documents are held out in folds, and what the folds learned is averaged: the mean of five lines is
steadier than one, and how far its scores can be trusted was seen on documents that were held out from them. (A line of
all rows scores more extremely than those that calibration and thresholds were chosen on: on climate units it lost .01
to .02 of macro-F1, and its probabilities were too sure.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from framing.model.learning.calibration import calibrate, expected_threshold
from framing.model.learning.examples import Examples
from framing.model.learning.features import Floats, FoldFeatures, Rows, TermCounts
from framing.model.learning.folds import document_folds
from framing.model.learning.lines import REGULARISATION, Lines, Matrix, coordinates, learn_lines, mean_line
from framing.model.learning.links import Link, link_scores

__all__ = [  # what other rooms read here
    "FIGURE_AT_LEAST",
    "LEARN_AT_LEAST",
    "REGULARISATION",
    "SLOPE_AT_LEAST",
    "USUAL_THRESHOLD",
    "Fit",
    "fit_frames",
    "fit_line",
    "line_probabilities",
    "part_probabilities",
    "row_probabilities",
]

LEARN_AT_LEAST = 2  # positive sentences: of 100 labels most frames have few, and leaving them out loses .05 of macro-F1
SLOPE_AT_LEAST = 8  # positive sentences: with fewer, how far scores can be stretched is learned from other frames
_NONE_AT_LEAST = 8  # sentences without a frame, so that none is an answer of its own
FIGURE_AT_LEAST = 20  # positive sentences: below, a figure is an anecdote, and so is a calibration or a threshold
INNER_FOLDS = 5  # three gave .01 less macro-F1 on 900 climate units
FOLDS_OF_MANY = 3  # with so many sentences that two thirds of them teach nearly as much: half of the time
_MANY = 2000  # sentences
USUAL_THRESHOLD = 0.5


@dataclass(frozen=True, eq=False)
class Fit:
    """What is learned from some rows of the examples; `learned` numbers the frames of the arrays' rows.

    Attributes:
        outside: (rows, all frames): calibrated probabilities of the rows, from lines that did not see the row's
            document; NaN where there is none.
        link: how the scores of the lines become probabilities, see `framing.model.learning.links`.
    """

    features: FoldFeatures
    learned: tuple[int, ...]
    coefficients: Floats
    intercepts: Floats
    thresholds: Floats
    left_out: Mapping[str, str]
    link: Link
    outside: Floats

    def probabilities(self, rows: Rows) -> Floats:
        """The probability of each learned frame in each of these rows."""
        return line_probabilities(self.features.matrix(rows), self.coefficients, self.intercepts, self.link)


@dataclass(frozen=True, eq=False)
class Crossed:
    """Lines learned across folds, and the scores of each row by the lines that did not see its document.

    Attributes:
        lines: the mean of the folds' lines.
        outside: (rows, frames), NaN where a fold had nothing to learn from.
    """

    lines: Lines
    outside: Floats
    link: Link


def fit_frames(examples: Examples, counts: TermCounts, rows: Rows, *, seed: int) -> Fit:
    """Features, lines, probabilities and thresholds learned from these rows alone."""
    features = counts.learn(rows)
    left_out = {
        frame: reason
        for frame, column in zip(examples.frames, examples.labels.T, strict=True)
        if (reason := _why_not(column[rows], examples.document_ids[rows], len(features.features)))
    }
    learned = tuple(number for number, frame in enumerate(examples.frames) if frame not in left_out)
    block = np.ix_(rows, np.array(learned, dtype=np.intp))
    matrix = features.matrix(rows)
    few = coordinates(matrix)
    link = find_link(examples.labels[block], examples.single_label)
    labels, weights = examples.labels[block], examples.weights[rows]
    crossed = cross_fit(few.matrix, labels, examples.document_ids[rows], link, seed=seed)
    targets = examples.targets[block]
    doubted = (np.isfinite(labels) & (targets != labels)).any(axis=0)
    if doubted.any():
        shared = cross_fit(few.matrix, targets, examples.document_ids[rows], link, seed=seed)
        crossed = better_ranked(crossed, shared, labels, doubted)
    scale = calibrate(crossed.outside, labels, weights, link, SLOPE_AT_LEAST)
    lines = few.restore(scale.lines(crossed.lines))
    found = link_scores(scale.scores(crossed.outside), link)
    outside = np.full((len(rows), len(examples.frames)), np.nan)
    outside[:, list(learned)] = found
    return Fit(
        features=features,
        learned=learned,
        coefficients=lines.coefficients,
        intercepts=lines.intercepts,
        thresholds=thresholds(found, labels, weights, link),
        left_out=left_out,
        link=link,
        outside=outside,
    )


def cross_fit(matrix: Matrix, targets: Floats, documents: NDArray[np.str_], link: Link, *, seed: int) -> Crossed:
    """Lines of folds of whole documents, their mean, and what each says of the documents that it did not see.

    With fewer documents than folds a fold lacks too much of them: the lines of all rows take the place of the mean.

    Args:
        matrix: (rows, columns).
        targets: (rows, frames), see `framing.model.learning.lines`.
        documents: of each row.
        link: see `framing.model.learning.links`.
        seed: of the folds.
    """
    outside = np.full(targets.shape, np.nan)
    found = []
    folds = INNER_FOLDS if len(documents) <= _MANY else FOLDS_OF_MANY
    for inside, held in document_folds(documents, folds, seed=seed):
        if len(inside) and np.isfinite(targets[inside]).any() and _has_examples(targets[inside], link):
            found.append(learn_lines(matrix[inside], targets[inside], link))
            outside[held] = found[-1].scores(matrix[held])
    if len(found) < folds:
        return Crossed(learn_lines(matrix, targets, link), outside, link)
    return Crossed(mean_line(found), outside, link)


def better_ranked(first: Crossed, second: Crossed, labels: Floats, asked: NDArray[np.bool_]) -> Crossed:
    """The first lines; of the frames that are asked about those that rank held-out sentences better.

    A minority of votes is a sentence that resembles the frame, or a slip: where coders differ over what a text says,
    vote shares teach more than the majority, and where they err by chance they teach less, most of all of a rare frame.
    Which of both it is shows in the average precision on documents that were held out. Frames that share one sum are
    not parted.
    """
    gain = np.zeros(labels.shape[1])
    for frame in np.flatnonzero(asked):
        known = np.isfinite(labels[:, frame] + first.outside[:, frame] + second.outside[:, frame])
        truth = labels[known, frame] == 1
        if truth.any():
            before, after = (average_precision_score(truth, part.outside[known, frame]) for part in (first, second))
            gain[frame] = after - before
    if first.link != "each":
        gain[:] = gain.mean() if len(gain) else 0
    chosen = gain > 0
    return Crossed(
        Lines(
            np.where(chosen[:, np.newaxis], second.lines.coefficients, first.lines.coefficients),
            np.where(chosen, second.lines.intercepts, first.lines.intercepts),
        ),
        np.where(chosen, second.outside, first.outside),
        first.link,
    )


def find_link(labels: Floats, single_label: bool) -> Link:
    """How frames go together: each alone; or one a sentence, or at most one, if enough of the sentences have none."""
    if not single_label or labels.shape[1] < 2:
        return "each"
    without = np.isfinite(labels).all(axis=1) & (labels == 0).all(axis=1)
    return "one or none" if without.sum() >= _NONE_AT_LEAST else "one"


def thresholds(outside: Floats, labels: Floats, weights: Floats, link: Link) -> Floats:
    """The threshold of each frame for the corpus that the weighted rows stand for.

    It is 0.5 for a frame that is not calibrated: none of the rows that count has it. Frames that share one sum are
    calibrated together.

    Args:
        outside: (rows, frames): calibrated probabilities of documents that were held out, NaN where there is none.
        labels: 1, 0, and NaN for not decided.
        weights: of the rows, 0 where it does not count.
        link: see `framing.model.learning.links`.
    """
    found = np.full(outside.shape[1], USUAL_THRESHOLD)
    for frame in range(outside.shape[1]):
        usable = np.isfinite(labels[:, frame]) & np.isfinite(outside[:, frame]) & (weights > 0)
        if usable.any() and (link != "each" or (labels[usable, frame] == 1).any()):
            found[frame] = expected_threshold(outside[usable, frame], weights[usable])
    return found


def line_probabilities(matrix: sp.csr_matrix, coefficients: Floats, intercepts: Floats, link: Link = "each") -> Floats:
    """The probability of each frame in each row of the matrix, (rows, frames)."""
    return link_scores(np.asarray(matrix @ coefficients.T + intercepts, dtype=np.float64), link)


def part_probabilities(
    parts: Sequence[sp.csr_matrix | Floats], coefficients: Sequence[Floats], intercepts: Floats, link: Link
) -> Floats:
    """The same from parts of the matrix, and of each its coefficients, (columns, frames)."""
    scores = np.repeat(intercepts[np.newaxis], parts[0].shape[0], axis=0)
    for part, columns in zip(parts, coefficients, strict=True):
        # A sparse product adds in the order of the columns; a dense one adds as it likes, by what stands beside a row.
        scores += (part if sp.issparse(part) else _as_rows(part)) @ columns
    return link_scores(scores, link)


def row_probabilities(parts: Sequence[tuple[Floats, Floats]], intercepts: Floats, link: Link) -> Floats:
    """The same of one row, (1, frames): of each part its values and the coefficients of their columns.

    Added in the order of the columns, as a sparse product adds, so that the sums are the same to the last bit.
    """
    scores = intercepts.copy()
    for values, columns in parts:
        if len(values):
            scores += np.cumsum(values[:, np.newaxis] * columns, axis=0)[-1]
    return link_scores(scores[np.newaxis], link)


def _as_rows(dense: Floats) -> sp.csr_matrix:
    rows, width = dense.shape
    columns = np.tile(np.arange(width, dtype=np.int32), rows)
    return sp.csr_matrix((dense.ravel(), columns, width * np.arange(rows + 1, dtype=np.int32)), shape=dense.shape)


def fit_line(matrix: Matrix, labels: Floats) -> tuple[Floats, float]:
    """Coefficients and intercept of one frame, from the rows that are decided; both answers must be among them."""
    decided = np.flatnonzero(np.isfinite(labels))
    lines = learn_lines(matrix[decided], labels[decided, np.newaxis])
    return lines.coefficients[0], float(lines.intercepts[0])


def _has_examples(targets: Floats, link: Link) -> bool:
    """Whether lines of these targets can be learned; those that share one sum need an example of every frame."""
    sums = np.nansum(targets, axis=0)
    return bool((sums > 0).all() if link != "each" else (sums > 0).any())


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
