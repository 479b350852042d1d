"""Shares from sums: of predictions as they are, and corrected in two ways by units that people labelled.

Each takes `Sums` of whatever shape, and gives shares of that shape: of a corpus and of all its draws alike.
"""

import numpy as np
from numpy.typing import NDArray

from framing.analysis.prevalence.sums import Sums
from framing.model.evaluation.resampling import ratio

Floats = NDArray[np.float64]


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
    together = ratio(sums.drawn_score_truth, sums.drawn) - score * truth
    spread = ratio(sums.drawn_score_score, sums.drawn) - score**2
    slope = np.where(spread > _SPREAD, together / np.maximum(spread, _SPREAD), 0.0)
    return truth + slope * (ratio(sums.score, sums.units) - score)


def adjusted_count(sums: Sums) -> Floats:
    """The count of predictions, put right by how often the model is right where the frame is, and where it is not.

    `(count - false alarms) / (hits - false alarms)`: Rogan and Gladen (1978), Forman (2008), with weighted rates of the
    labelled units. It may lie outside of 0 to 1. NaN where either rate is unknown, or they are equal.
    """
    hits = ratio(sums.drawn_predicted_truth, sums.drawn_truth)
    alarms = ratio(sums.drawn_predicted - sums.drawn_predicted_truth, sums.drawn - sums.drawn_truth)
    return ratio(counted(sums) - alarms, hits - alarms)


_SPREAD = 1e-12  # of scores: below this they are all the same, and what is left is rounding
