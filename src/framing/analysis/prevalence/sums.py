"""What a share is computed from: sums over units, kept by document, so that documents can be drawn again cheaply."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from framing.analysis.units import Units

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over units, each (lines, groups, frames): the first line is the corpus itself, or each line is a draw of it.

    `drawn_` sums are over units that correct, each weighted by one over the chance with which it was drawn; they are of
    products of what is named.

    Attributes:
        units: how many.
        score: of the model's probabilities.
        predicted: units in which the model sees the frame.
        drawn: of weights: the units that those which correct stand for.
    """

    units: Floats
    score: Floats
    predicted: Floats
    drawn: Floats
    drawn_truth: Floats
    drawn_score: Floats
    drawn_predicted: Floats
    drawn_truth_truth: Floats
    drawn_score_truth: Floats
    drawn_score_score: Floats
    drawn_predicted_truth: Floats


NUMBERS = len(fields(Sums))  # of each group and frame


@dataclass(frozen=True, eq=False)
class Kept:
    """Sums of each group by document; only of documents in which the group has something.

    Attributes:
        document: number of the document of each line of `sums`; lines of a group follow each other.
        bounds: (groups + 1,): the lines of a group are from its bound to the next one.
        sums: (lines, columns).
    """

    document: Rows
    bounds: Rows
    sums: Floats

    def totals(self, times: Floats) -> Floats:
        """(draws, groups, columns), where `times` says how often each document counts: (draws, documents)."""
        found = np.empty((len(times), len(self.bounds) - 1, self.sums.shape[1]))
        for group in range(found.shape[1]):
            own = slice(self.bounds[group], self.bounds[group + 1])
            found[:, group] = times[:, self.document[own]] @ self.sums[own]
        return found

    def documents(self, columns: slice) -> NDArray[np.int64]:
        """(groups, columns): in how many documents a sum is more than 0."""
        some = np.vstack([np.zeros((1, columns.stop - columns.start), np.int64), self.sums[:, columns] > 0]).cumsum(0)
        return np.asarray(np.diff(some[self.bounds], axis=0), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Grounds:
    """All that shares stand on: sums of all units, and of those that correct, which are in few documents."""

    units: Kept
    drawn: Kept
    frames: int

    def totals(self, times: Floats) -> Sums:
        """Of documents that count so often: (draws, documents)."""
        together = np.concatenate([self.units.totals(times), self.drawn.totals(times)], axis=2)
        return Sums(*(together[:, :, at : at + self.frames] for at in range(0, together.shape[2], self.frames)))


def grounds_of(units: Units, groups: Rows, count: int) -> Grounds:
    """Sums of units.

    Args:
        units: of a corpus.
        groups: number of the group of each, or a negative number for none.
        count: how many groups there are.
    """
    if (groups < 0).any():
        units, groups = units.take(groups >= 0), groups[groups >= 0]
    ones = np.broadcast_to(1.0, units.probabilities.shape)
    every = (ones, units.probabilities, units.predicted)
    some = units.weight > 0
    return Grounds(
        _kept(every, groups, units.document, units.documents, count),
        _kept(_products(units.take(some)), groups[some], units.document[some], units.documents, count),
        len(units.frames),
    )


def _products(drawn: Units) -> tuple[Floats, ...]:
    """(units, frames) each, in the order of `Sums` from `drawn` on; 0 where nobody decided."""
    decided = np.isfinite(drawn.truth)
    weight, truth = drawn.weight[:, np.newaxis] * decided, np.where(decided, drawn.truth, 0.0)
    score, predicted = drawn.probabilities, drawn.predicted
    single = weight, weight * truth, weight * score, weight * predicted
    return *single, weight * truth**2, weight * score * truth, weight * score**2, weight * predicted * truth


def _kept(values: Sequence[Floats | Bools], groups: Rows, document: Rows, documents: int, count: int) -> Kept:
    lines, at = np.unique(groups * documents + document, return_inverse=True)
    columns = [column for part in values for column in part.T]
    sums = np.empty((len(lines), len(columns)))
    for number, column in enumerate(columns):
        sums[:, number] = np.bincount(at, column, minlength=len(lines))
    bounds = np.searchsorted(lines, np.arange(count + 1) * documents)
    return Kept(lines % documents, bounds, sums)
