import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.model.caution.sets import NEITHER, NO, NOT_SURE, YES, Sets, conformal_sets, lower_cut

LEVELS = st.floats(0.5, 0.99)
PROBABILITIES = st.lists(st.integers(0, 100), min_size=1, max_size=60).map(lambda values: np.array(values) / 100)


def one_frame(positive, negative, level=0.9, weights=None):
    labels = np.array([1.0] * len(positive) + [0.0] * len(negative))[:, np.newaxis]
    outside = np.array([*positive, *negative], dtype=float)[:, np.newaxis]
    return conformal_sets(labels, outside, np.ones(len(labels)) if weights is None else weights, level=level)


def test_the_cut_offs_are_the_third_of_twenty_nine_from_either_side() -> None:
    # floor(30 * 0.1) = 3: of thirty sentences, the new one included, three may lie outside.
    found = one_frame([n / 100 for n in range(50, 79)], [n / 100 for n in range(20, 49)])
    assert found.yes_from == pytest.approx([0.52])
    assert found.no_upto == pytest.approx([0.46])


def test_a_heavy_sentence_counts_as_many_and_so_may_the_next_one() -> None:
    # Twenty of weight 1 and one of weight 4 at the bottom: 4 of 24 + 4 lie there, more than a tenth, so no cut is safe.
    scores, weights = np.arange(21) / 21, np.array([4.0] + [1.0] * 20)
    assert lower_cut(scores, weights, 0.9) == -math.inf
    # At 80 %: the new one's 4 and nothing else below the lowest is 4/28; with the heavy one below it is 8/28.
    assert lower_cut(scores, weights, 0.8) == 0.0
    # At 70 %: 8/28 = .286 below the second.
    assert lower_cut(scores, weights, 0.7) == pytest.approx(1 / 21)


@given(PROBABILITIES.filter(lambda scores: len(scores) > 1), LEVELS)
def test_of_any_scores_each_left_out_in_turn_as_many_are_covered_as_promised(scores, level) -> None:
    # What exchangeability makes of the promise: the next sentence is as likely any of these as another.
    covered = [
        score >= lower_cut(np.delete(scores, number), np.ones(len(scores) - 1), level)
        for number, score in enumerate(scores)
    ]
    assert np.mean(covered) >= level - 1e-9


@given(PROBABILITIES, LEVELS, st.floats(0.01, 1000))
def test_only_the_proportions_of_the_weights_matter(scores, level, factor) -> None:
    weights = 1.0 + np.arange(len(scores)) % 3
    assert lower_cut(scores, weights * factor, level) == lower_cut(scores, weights, level)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_an_answer_never_contradicts_the_prediction_and_leaves_out_no_more_than_the_set(numbers) -> None:
    yes_from, no_upto, threshold = (np.array([number]) for number in numbers)
    sets = Sets(0.9, yes_from, no_upto, np.array([True]))
    shown = np.linspace(0, 1, 101)[:, np.newaxis]
    decided, answers = sets.decide(shown), sets.answers(shown, shown >= threshold)
    assert (answers[shown < threshold] != YES).all()
    assert (answers[shown >= threshold] != NO).all()
    assert np.isin(answers, [NO, YES, NOT_SURE]).all()
    assert np.isin(decided[answers == YES], [YES, NEITHER]).all()  # no is ruled out
    assert np.isin(decided[answers == NO], [NO, NEITHER]).all()


def test_each_probability_falls_into_its_set() -> None:
    overlapping = Sets(0.9, np.array([0.3]), np.array([0.6]), np.array([True]))
    apart = Sets(0.9, np.array([0.6]), np.array([0.3]), np.array([True]))
    shown = np.array([[0.1], [0.3], [0.45], [0.6], [0.9], [math.nan]])
    assert overlapping.decide(shown)[:, 0].tolist() == [NO, NOT_SURE, NOT_SURE, NOT_SURE, YES, NOT_SURE]
    assert apart.decide(shown)[:, 0].tolist() == [NO, NO, NEITHER, YES, YES, NOT_SURE]
    # Where the model tells them apart, nothing between 0.3 and 0.6 is left open: the prediction decides.
    assert apart.answers(shown, shown >= 0.5)[:, 0].tolist() == [NO, NO, NO, YES, YES, NOT_SURE]


def test_few_examples_give_no_set_and_no_answer() -> None:
    few = one_frame(np.linspace(0.8, 0.9, 19), np.linspace(0.1, 0.2, 100))
    assert not few.known.any()
    assert (few.decide(np.array([[0.0], [0.5], [1.0]])) == NOT_SURE).all()
    assert one_frame(np.linspace(0.8, 0.9, 20), np.linspace(0.1, 0.2, 100)).known.all()


def test_sentences_that_only_teach_or_were_never_held_out_do_not_count() -> None:
    positive, negative = np.linspace(0.5, 0.9, 30), np.linspace(0.1, 0.6, 30)
    expected = one_frame(positive, negative)
    found = one_frame(
        [*positive, 0.0, math.nan],
        [*negative, 1.0, math.nan],
        weights=np.array([1.0] * 30 + [0.0, 1.0] + [1.0] * 30 + [0.0, 1.0]),
    )
    assert (found.yes_from, found.no_upto) == (expected.yes_from, expected.no_upto)


def test_frames_are_calibrated_apart() -> None:
    labels = np.array([[1.0, 0.0], [0.0, 1.0]] * 40)
    outside = np.where(labels == 1, 0.9, 0.1) * np.array([1.0, 0.5])
    found = conformal_sets(labels, outside, np.ones(80))
    assert found.yes_from == pytest.approx([0.9, 0.45])
    assert found.no_upto == pytest.approx([0.1, 0.05])
