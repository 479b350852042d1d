"""Linear classifiers, all frames in one go: balanced logistic regression, each frame alone or one of several.

What a classifier with a quadratic penalty learns depends on its sentences only by their inner products. Where there
are fewer sentences than terms, each sentence is therefore written in as many numbers as there are sentences, which is
many times faster, and the coefficients are brought back to terms in the end (Schölkopf and Smola 2002, section 4.2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy.sparse as sp
from scipy.linalg import solve_triangular
from scipy.optimize import minimize
from scipy.special import expit, log_softmax

from framing.model.learning.features import Floats
from framing.model.learning.links import Link

REGULARISATION = 2.0  # scikit-learn's C; from 1 to 10 nothing changed by more than chance
TOLERANCE = 1e-3  # of the gradient of the mean loss; ten times finer takes twice as long, and scores correlate at .999
MOST_COORDINATES = 2000  # sentences; with more, inner products cost more than they save
_RIDGE = 1e-8  # so that sentences with the same words do not make the matrix singular

Matrix: TypeAlias = "sp.csr_matrix | Floats"


@dataclass(frozen=True, eq=False)
class Lines:
    """One line per frame: coefficients (frames, columns) and intercepts; NaN where there was nothing to learn."""

    coefficients: Floats
    intercepts: Floats

    def scores(self, matrix: Matrix) -> Floats:
        """The score of each frame in each row, (rows, frames)."""
        return np.asarray(matrix @ self.coefficients.T + self.intercepts, dtype=np.float64)


def learn_lines(matrix: Matrix, targets: Floats, link: Link = "each", tolerance: float = TOLERANCE) -> Lines:
    """Lines learned from the rows of the matrix; yes and no weigh the same in sum, or every frame the same as another.

    Args:
        matrix: (rows, columns).
        targets: (rows, frames): how likely the frame is there, 0 to 1, NaN where nobody decided. A row that is in
            doubt counts as a yes by that share and as a no by the rest.
        link: see `framing.model.learning.links`. With "one" a row without any frame teaches nothing.
        tolerance: of the gradient.
    """
    if link == "each":
        yes, no = np.nansum(targets, axis=0), np.nansum(1 - targets, axis=0)
        both = np.flatnonzero((yes > 0) & (no > 0))
        lines = Lines(np.full((targets.shape[1], matrix.shape[1]), np.nan), np.full(targets.shape[1], np.nan))
        if len(both):
            slope, total = _loss_of_each(targets[:, both])
            found = _minimise(matrix, slope, total, tolerance)
            lines.coefficients[both], lines.intercepts[both] = found.coefficients, found.intercepts
        return lines
    slope, total = _loss_of_one(targets, with_none=link == "one or none")
    return _minimise(matrix, slope, total, tolerance)


def mean_line(lines: list[Lines]) -> Lines:
    """The mean of each frame's lines, of those that learned it."""
    coefficients = np.stack([part.coefficients for part in lines])
    intercepts = np.stack([part.intercepts for part in lines])
    learned = np.isfinite(intercepts).sum(axis=0)
    with np.errstate(invalid="ignore"):  # 0 of 0 lines are no number
        return Lines(
            np.nansum(coefficients, axis=0) / learned[:, np.newaxis],
            np.nansum(intercepts, axis=0) / learned,
        )


@dataclass(frozen=True, eq=False)
class Coordinates:
    """The rows of a matrix in few numbers, with the same inner products; `basis` brings coefficients back."""

    matrix: Matrix
    original: sp.csr_matrix
    lower: Floats | None

    def restore(self, lines: Lines) -> Lines:
        """The same lines over the columns of the original matrix."""
        if self.lower is None:
            return lines
        by_row = solve_triangular(self.lower, lines.coefficients.T, lower=True, trans="T", check_finite=False)
        return Lines(np.asarray((self.original.T @ by_row).T, dtype=np.float64), lines.intercepts)


def coordinates(matrix: sp.csr_matrix) -> Coordinates:
    """The matrix in as many columns as it has rows, if that is fewer; else the matrix itself."""
    rows, columns = matrix.shape
    if not 0 < rows <= min(MOST_COORDINATES, columns):
        return Coordinates(matrix, matrix, None)
    lower = np.linalg.cholesky((matrix @ matrix.T).toarray() + _RIDGE * np.eye(rows))
    return Coordinates(lower, matrix, lower)


Loss = Callable[[Floats], tuple[float, Floats]]


def _loss_of_each(targets: Floats) -> tuple[Loss, Floats]:
    """Loss and slope by scores (rows, frames), and how many rows are decided of each frame."""
    decided = np.isfinite(targets)
    yes, no = np.where(decided, targets, 0), np.where(decided, 1 - targets, 0)
    yes, no = yes / (2 * yes.sum(axis=0)), no / (2 * no.sum(axis=0))

    def loss(scores: Floats) -> tuple[float, Floats]:
        value = (yes * np.logaddexp(0, -scores) + no * np.logaddexp(0, scores)).sum()
        return float(value), no * expit(scores) - yes * expit(-scores)

    return loss, decided.sum(axis=0)


def _loss_of_one(targets: Floats, with_none: bool) -> tuple[Loss, Floats]:
    frames = targets.shape[1]
    shares = np.nan_to_num(targets)
    shares = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1)
    if with_none:
        known = np.isfinite(targets).all(axis=1)
        shares = np.column_stack([shares, np.where(known, 1 - shares.sum(axis=1), 0)])
    sums = shares.sum(axis=0)
    weights = shares @ (1 / (np.maximum(sums, 1e-12) * shares.shape[1]))
    used = float((weights > 0).sum())

    def loss(scores: Floats) -> tuple[float, Floats]:
        beside = np.column_stack([scores, np.zeros(len(scores))]) if with_none else scores
        logs = log_softmax(beside, axis=1)
        value = -(weights[:, np.newaxis] * shares * logs).sum()
        slope = weights[:, np.newaxis] * (shares.sum(axis=1, keepdims=True) * np.exp(logs) - shares)
        return float(value), slope[:, :frames]

    return loss, np.full(frames, used)


def _minimise(matrix: Matrix, loss: Loss, total: Floats, tolerance: float) -> Lines:
    """The lines with the least loss and penalty, by the quasi-Newton method L-BFGS."""
    frames, width = len(total), matrix.shape[1]
    penalty = 1 / (REGULARISATION * total[:, np.newaxis])
    turned = sp.csr_matrix(matrix.T) if sp.issparse(matrix) else matrix.T

    def objective(flat: Floats) -> tuple[float, Floats]:
        lines = flat.reshape(width + 1, frames)
        weights = lines[:width]
        value, slope = loss(matrix @ weights + lines[width])
        value += 0.5 * float((penalty.T * weights**2).sum())
        return value, np.vstack([turned @ slope + penalty.T * weights, slope.sum(axis=0)]).ravel()

    start = np.zeros((width + 1) * frames)
    options = {"gtol": tolerance, "ftol": 1e-12, "maxcor": 5, "maxiter": 10_000, "maxfun": 20_000}
    found = minimize(objective, start, jac=True, method="L-BFGS-B", options=options).x.reshape(width + 1, frames)
    return Lines(np.ascontiguousarray(found[:width].T), np.ascontiguousarray(found[width]))
