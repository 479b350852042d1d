"""What a share is computed from: sums over units, by document, so that documents can be drawn again cheaply."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from framing.analysis.units import Units

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over the units of one group; the last axis of each is frames, the others documents or draws.

    `drawn_` sums are over units that correct, each weighted by one over the chance with which it was drawn.

    Attributes:
        units: how many.
        score: of the model's probabilities.
        predicted: units in which the model sees the frame.
        drawn: of weights: the units that those which correct stand for.
        drawn_truth: of the truth.
        drawn_score: of probabilities, and so on: products of what is named.
    """

    units: Floats
    score: Floats
    predicted: Floats
    drawn: Floats
    drawn_truth: Floats
    drawn_score: Floats
    drawn_score_score: Floats
    drawn_score_truth: Floats
    drawn_predicted: Floats
    drawn_predicted_truth: Floats

    def each(self, made: Callable[[Floats], Floats]) -> Self:
        """The same with `made` of each of the sums."""
        return replace(self, **{field.name: made(getattr(self, field.name)) for field in fields(self)})


def sums_of(units: Units, document: Rows, documents: int) -> Sums:
    """Sums of units by document: (documents, frames).

    Args:
        units: of one group.
        document: number of the document of each, among those to sum by.
        documents: how many these are.
    """
    drawn = np.flatnonzero(units.weight > 0)  # few: only these are multiplied
    truth = units.truth[drawn]
    decided = np.isfinite(truth)
    truth = np.where(decided, truth, 0.0)
    weight = units.weight[drawn, np.newaxis] * decided
    score, predicted = units.probabilities[drawn], units.predicted[drawn].astype(np.float64)

    def by_document(values: Floats) -> Floats:
        of = document if len(values) == len(document) else document[drawn]
        return np.stack([np.bincount(of, column, minlength=documents) for column in values.T], axis=1)

    return Sums(
        units=by_document(np.ones((len(document), len(units.frames)))),
        score=by_document(units.probabilities),
        predicted=by_document(units.predicted.astype(np.float64)),
        drawn=by_document(weight),
        drawn_truth=by_document(weight * truth),
        drawn_score=by_document(weight * score),
        drawn_score_score=by_document(weight * score**2),
        drawn_score_truth=by_document(weight * score * truth),
        drawn_predicted=by_document(weight * predicted),
        drawn_predicted_truth=by_document(weight * predicted * truth),
    )
