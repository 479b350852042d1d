"""Average precision of many rankings at once: one sort for hundreds of permutations."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.model.learning.features import Floats

Scores = NDArray[np.floating[Any]]


def column_average_precisions(labels: Floats, scores: Scores) -> Floats:
    """The average precision of each column, 0 to 1, as scikit-learn's `average_precision_score` has it.

    Args:
        labels: (sentences, rankings) with 1, 0 and NaN for not decided, which is left out.
        scores: of the same shape; higher means more likely, and equal ones are one step.

    Returns:
        NaN where a column has no positive.
    """
    order = np.argsort(-scores, axis=0, kind="stable")
    ranked, truth = np.take_along_axis(scores, order, axis=0), np.take_along_axis(labels, order, axis=0)
    hits = np.cumsum(truth == 1, axis=0, dtype=np.float64)
    seen = np.cumsum(np.isfinite(truth), axis=0, dtype=np.float64)
    ends = _ends_of_ties(ranked)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.take_along_axis(hits, ends, axis=0) / np.take_along_axis(seen, ends, axis=0)
        found = np.where(truth == 1, precision, 0.0).sum(axis=0) / hits[-1]
    return np.asarray(found)


def _ends_of_ties(ranked: NDArray[Any]) -> NDArray[np.intp]:
    """Of each place in columns sorted from high to low: the last place that has the same score."""
    count = len(ranked)
    last = np.ones(ranked.shape, dtype=bool)
    last[:-1] = ranked[:-1] != ranked[1:]
    places = np.where(last, np.arange(count)[:, np.newaxis], count)
    return np.asarray(np.minimum.accumulate(places[::-1], axis=0)[::-1])
