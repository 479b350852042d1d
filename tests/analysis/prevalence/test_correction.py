"""Corrections against arithmetic on paper."""

import numpy as np
import pytest

from framing.analysis.prevalence.correction import adjusted_count, counted, prediction_powered, residual_variance
from framing.analysis.prevalence.sums import Sums, grounds_of
from framing.analysis.units import Units


def sums(truth: list[float], predicted: list[int], weight: list[float]) -> Sums:
    """Of units that are documents of their own; the score is 0.75 where the model sees the frame and 0.25 elsewhere."""
    count = len(truth)
    seen = np.array(predicted, dtype=bool)[:, np.newaxis]
    units = Units(
        unit="sentence",
        names=np.arange(count).astype(object),
        document=np.arange(count),
        documents=count,
        frames=("storm",),
        probabilities=np.where(seen, 0.75, 0.25),
        predicted=seen,
        truth=np.array(truth)[:, np.newaxis],
        weight=np.array(weight),
    )
    return grounds_of(units, np.zeros(count, dtype=np.intp), 1).totals(np.ones((1, count)))


# Labelled: of 5 with the frame the model sees 4, of 10 without it 2. Of all 30 units it sees 6 + 9 = 15.
LABELLED = [1.0] * 5 + [0.0] * 10
CORPUS = sums(LABELLED + [np.nan] * 15, [1] * 4 + [0] + [1] * 2 + [0] * 8 + [1] * 9 + [0] * 6, [2.0] * 15 + [0.0] * 15)


def test_the_adjusted_count_is_that_of_rogan_and_gladen() -> None:
    # (15/30 - 2/10) / (4/5 - 2/10)
    assert counted(CORPUS) == pytest.approx(0.5)
    assert adjusted_count(CORPUS) == pytest.approx(0.5)


def test_the_prediction_powered_share_moves_by_the_slope() -> None:
    # Of labelled units with the score 0.75, 4 of 6 have the frame, else 1 of 9: the line is through both, so the share
    # is that of both parts of the corpus: (15 * 4/6 + 15 * 1/9) / 30.
    assert prediction_powered(CORPUS) == pytest.approx((4 / 6 + 1 / 9) / 2)
    within = (6 * (4 / 6) * (2 / 6) + 9 * (1 / 9) * (8 / 9)) / 15
    assert residual_variance(CORPUS) == pytest.approx(within)


def test_without_labels_or_without_a_difference_there_is_no_corrected_share() -> None:
    none = sums([np.nan] * 3, [1, 0, 1], [0.0] * 3)
    assert np.isnan(prediction_powered(none))
    assert np.isnan(adjusted_count(none))
    alike = sums([1.0, 0.0], [1, 1], [1.0, 1.0])
    assert np.isnan(adjusted_count(alike))
    assert prediction_powered(alike) == pytest.approx(0.5)  # scores say nothing, so the labels alone do


def test_a_unit_counts_by_its_weight() -> None:
    # A unit that stands for three weighs as three.
    weighed = sums([1.0, 0.0, 0.0, np.nan], [1, 0, 1, 1], [3.0, 1.0, 1.0, 0.0])
    repeated = sums([1.0, 1.0, 1.0, 0.0, 0.0], [1, 1, 1, 0, 1], [1.0] * 5)
    for name in ("drawn", "drawn_truth", "drawn_score_truth", "drawn_predicted_truth", "drawn_score_score"):
        assert getattr(weighed, name) == pytest.approx(getattr(repeated, name))
