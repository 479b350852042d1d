"""Shares from sums: of predictions as they are, and corrected in two ways by units that people labelled.

Each takes sums of a corpus and of all its draws alike, and gives shares of that shape.

The prediction-powered share is the usual one: in the benchmark of coverage its interval is less than half as wide as
that of the adjusted count, and holds the truth as often. The other uses another part of what the model says, its yes
and no and the two rates at which these are wrong, and so is a cross-check.
"""

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from framing.analysis.prevalence.sums import Sums
from framing.model.evaluation.resampling import ratio

Floats = NDArray[np.float64]
Estimator = Literal["prediction-powered", "adjusted count"]
PREDICTION_POWERED: Estimator = "prediction-powered"
ADJUSTED_COUNT: Estimator = "adjusted count"


def counted(sums: Sums) -> Floats:
    """The share of units in which the model sees the frame: shifted by the model's errors."""
    return ratio(sums.predicted, sums.units)


def prediction_powered(sums: Sums) -> Floats:
    """The share of truth among labelled units, less what their scores show of their being other than the rest.

    `truth + slope * (all scores - labelled scores)`, all of them means, those of labelled units weighted. The slope of
    truth on score is the one with the least variance, which Angelopoulos, Duchi and Zrnic (2023, PPI++) call lambda
    (theirs is of scores of unlabelled units only, and the same estimate); with weights it is the regression estimator
    of Särndal, Swensson and Wretman (1992), chapter 6. It may lie outside of 0 to 1. NaN where nothing is labelled.
    """
    truth, score = ratio(sums.drawn_truth, sums.drawn), ratio(sums.drawn_score, sums.drawn)
    return truth + slope(sums) * (ratio(sums.score, sums.units) - score)


def slope(sums: Sums) -> Floats:
    """Of truth on score among labelled units; 0 where all their scores are the same."""
    truth, score = ratio(sums.drawn_truth, sums.drawn), ratio(sums.drawn_score, sums.drawn)
    together = ratio(sums.drawn_score_truth, sums.drawn) - score * truth
    spread = ratio(sums.drawn_score_score, sums.drawn) - score**2
    return np.where(spread > _SPREAD, together / np.maximum(spread, _SPREAD), 0.0)


def residual_variance(sums: Sums) -> Floats:
    """Of the truth of labelled units around the line of `slope`, 0 to 1/4; NaN where nothing is labelled."""
    truth, score = ratio(sums.drawn_truth, sums.drawn), ratio(sums.drawn_score, sums.drawn)
    together = ratio(sums.drawn_score_truth, sums.drawn) - score * truth
    around = ratio(sums.drawn_truth_truth, sums.drawn) - truth**2
    return np.maximum(around - slope(sums) * together, 0.0)


def adjusted_count(sums: Sums) -> Floats:
    """The count of predictions, put right by how often the model is right where the frame is, and where it is not.

    `(count - false alarms) / (hits - false alarms)`: Rogan and Gladen (1978), Forman (2008), with weighted rates of the
    labelled units. It may lie outside of 0 to 1. NaN where a rate is unknown, or hits are no more than false alarms.
    """
    hits = ratio(sums.drawn_predicted_truth, sums.drawn_truth)
    alarms = ratio(sums.drawn_predicted - sums.drawn_predicted_truth, sums.drawn - sums.drawn_truth)
    return ratio(counted(sums) - alarms, hits - alarms)


CORRECTIONS: Mapping[Estimator, Callable[[Sums], Floats]] = {
    PREDICTION_POWERED: prediction_powered,
    ADJUSTED_COUNT: adjusted_count,
}
_SPREAD = 1e-12  # of scores: below this they are all the same, and what is left is rounding
