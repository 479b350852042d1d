import math

import numpy as np
import pytest

from framing.errors import NotEnoughData
from framing.model.evaluation.held_out import hold_out
from framing.model.evaluation.leakage import document_parts, find_leakage
from framing.model.evaluation.learning_curve import (
    LearningCurve,
    curve_in_words,
    learning_curve,
    slope_per_doubling,
)
from framing.model.evaluation.resampling import Figure
from framing.model.learning.examples import make_examples


def curve_of(low, high, value=0.02):
    return LearningCurve((), 3, ("economy",), Figure(), Figure(value, low, high))


@pytest.fixture(scope="module")
def tried(make_corpus, codebook):
    examples = make_examples(*make_corpus(20, 4), codebook)
    folds = document_parts(examples, seed=7)
    held_out = hold_out(examples, folds, seed=7)
    return examples, folds, held_out, learning_curve(examples, folds, held_out)


def test_the_curve_ends_at_the_evaluation_with_all_documents(tried):
    examples, folds, held_out, curve = tried
    whole = find_leakage(examples, folds, held_out)
    last = curve.points[-1]
    assert last.macro_f1.value == pytest.approx(whole.macro_f1[0])
    assert last.macro_average_precision.value == pytest.approx(whole.macro_average_precision[0])


def test_points_have_the_shares_of_documents_that_they_say(tried):
    curve = tried[-1]
    all_of_a_fold = 20 * 4 / 5
    for point in curve.points:
        assert point.documents == pytest.approx(point.share * all_of_a_fold, abs=0.5)
        assert point.sentences == pytest.approx(4 * point.documents)
        assert point.macro_f1.low <= point.macro_f1.value <= point.macro_f1.high


def test_more_documents_find_more_of_what_words_carry(tried):
    curve = tried[-1]
    assert curve.points[0].macro_average_precision.value < curve.points[-1].macro_average_precision.value
    assert curve.average_precision_per_doubling.value > 0


def test_the_slope_is_what_twice_the_sentences_bring():
    sentences = np.array([100.0, 200, 400])
    values = np.array([[0.3, 0.5], [0.34, 0.5], [0.38, 0.5]])
    assert slope_per_doubling(sentences, values) == pytest.approx([0.04, 0])


@pytest.mark.parametrize(
    ("low", "high", "verdict", "said"),
    [
        (0.01, 0.04, "rising", "will probably help"),
        (-0.02, 0.009, "flat", "will hardly help"),
        (-0.02, 0.05, "open", "too uncertain"),
        (math.nan, math.nan, "open", "fewer than 20 documents"),
    ],
)
def test_words_go_no_further_than_the_interval(low, high, verdict, said):
    curve = curve_of(low, high)
    assert curve.verdict == verdict
    assert said in curve_in_words(curve)


def test_few_documents_have_no_curve(make_corpus, codebook):
    examples = make_examples(*make_corpus(6, 20), codebook)
    folds = document_parts(examples, seed=7)
    with pytest.raises(NotEnoughData, match="10 documents"):
        learning_curve(examples, folds, hold_out(examples, folds, seed=7))
