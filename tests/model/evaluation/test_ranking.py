import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from framing.model.evaluation.ranking import column_average_precisions


def test_it_is_the_figure_of_scikit_learn_also_with_ties_and_missing_labels():
    chance = np.random.default_rng(3)
    labels = (chance.random((60, 30)) < 0.3).astype(float)
    labels[chance.random(labels.shape) < 0.2] = np.nan
    scores = chance.integers(0, 12, size=labels.shape).astype(float)
    found = column_average_precisions(labels, scores)
    for column, figure in enumerate(found):
        there = np.isfinite(labels[:, column])
        assert figure == pytest.approx(average_precision_score(labels[there, column], scores[there, column]))


def test_a_ranking_by_hand():
    labels, scores = np.array([[1.0], [0], [1], [0]]), np.array([[0.9], [0.8], [0.7], [0.1]])
    assert column_average_precisions(labels, scores) == pytest.approx([(1 + 2 / 3) / 2])


def test_without_a_positive_there_is_no_figure():
    assert np.isnan(column_average_precisions(np.zeros((3, 1)), np.ones((3, 1)))).all()
