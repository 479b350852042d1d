import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

from framing.model.evaluation.figures import average_precisions, f1_of, match_totals
from framing.model.evaluation.resampling import resample

ROWS = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.sampled_from([0.0, 0.1, 0.5, 0.9]), st.sampled_from([0.5, 1.0, 3.0])),
    min_size=1,
    max_size=30,
)


@given(ROWS)
def test_average_precision_is_that_of_scikit_learn_also_with_ties_and_weights(rows):
    truth, _, probabilities, weights = (np.array(column) for column in zip(*rows, strict=True))
    documents = np.arange(len(rows)) // 2
    times = np.vstack([np.ones(documents.max() + 1), np.arange(documents.max() + 1) % 3])
    found = average_precisions(truth, probabilities, weights, documents, times)
    for line, value in zip(times, found, strict=True):
        drawn = weights * line[documents]
        if (drawn * truth).sum() == 0:
            assert np.isnan(value)
        else:
            assert value == pytest.approx(average_precision_score(truth, probabilities, sample_weight=drawn))


@given(ROWS)
def test_f1_and_what_it_is_made_of_are_those_of_scikit_learn(rows):
    truth, predicted, _, weights = (np.array(column) for column in zip(*rows, strict=True))
    hits, said, positives = match_totals(truth, predicted, weights, resample(np.arange(len(rows)).astype(str), seed=0))
    options = {"sample_weight": weights, "zero_division": np.nan}
    if truth.any() or predicted.any():
        assert f1_of(hits, said, positives)[0] == pytest.approx(f1_score(truth, predicted, **options))
    if predicted.any():
        assert hits[0] / said[0] == pytest.approx(precision_score(truth, predicted, **options))
    if truth.any():
        assert hits[0] / positives[0] == pytest.approx(recall_score(truth, predicted, **options))


def test_average_precision_by_hand():
    # Down from the top: yes, no, yes, and both at 0.1 together: 1/1, 2/3, 3/5 for the three that have it.
    truth = np.array([True, False, True, False, True])
    found = average_precisions(truth, np.array([0.9, 0.8, 0.7, 0.1, 0.1]), np.ones(5), np.arange(5), np.ones((1, 5)))
    assert found[0] == pytest.approx((1 + 2 / 3 + 3 / 5) / 3)
