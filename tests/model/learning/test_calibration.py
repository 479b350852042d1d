import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.calibration import _SigmoidCalibration

from framing.model.learning.calibration import LEAST_SLOPE, best_threshold, calibrate, expected_threshold, platt
from framing.model.learning.lines import Lines
from framing.model.learning.links import link_scores


def made(count, slope, shift, seed=0):
    chance = np.random.default_rng(seed)
    scores = chance.normal(size=count) * 2
    return scores, (chance.random(count) < expit(slope * scores + shift)).astype(float)


def test_the_line_is_that_of_scikit_learns_platt_scaling():
    scores, labels = made(400, 0.7, -1.5)
    peer = _SigmoidCalibration().fit(scores, labels)  # 1 / (1 + exp(a score + b)), with Platt's targets
    assert platt(labels, scores, np.ones(400)) == pytest.approx((-peer.a_, -peer.b_), abs=1e-3)


def test_a_weight_counts_as_that_many_sentences():
    scores, labels = made(300, 0.7, -1.5)
    weights = np.random.default_rng(1).integers(1, 4, 300)
    alone = platt(labels, scores, weights.astype(float))
    copies = platt(np.repeat(labels, weights), np.repeat(scores, weights), np.ones(weights.sum()))
    assert alone == pytest.approx(copies, abs=0.02)  # Platt's targets depend on how many there are


@given(st.integers(0, 10_000))
def test_scores_that_say_nothing_become_nearly_the_base_rate_in_the_same_order(seed):
    chance = np.random.default_rng(seed)
    scores, labels = chance.normal(size=200), np.zeros(200)
    labels[:40] = 1.0
    slope, shift = platt(labels, -np.abs(scores) * labels + scores, np.ones(200))
    assert slope >= LEAST_SLOPE * 0.3
    assert expit(slope * scores + shift).mean() == pytest.approx(0.2, abs=0.08)


def test_a_folded_line_gives_the_calibrated_scores():
    chance = np.random.default_rng(5)
    matrix, outside = chance.normal(size=(50, 4)), chance.normal(size=(50, 2))
    labels = (chance.random((50, 2)) < 0.4).astype(float)
    scale = calibrate(outside, labels, np.ones(50), "each", 8)
    lines = Lines(chance.normal(size=(2, 4)), chance.normal(size=2))
    assert scale.lines(lines).scores(matrix) == pytest.approx(scale.scores(lines.scores(matrix)))


@pytest.mark.parametrize("positives", [1, 2, 7])
def test_a_frame_of_few_examples_is_as_likely_as_it_is_common_with_the_slope_of_the_others(positives):
    scores, labels = made(100, 1, -1)
    rare = np.zeros(100)
    rare[np.argsort(scores)[-positives:]] = 1.0  # as if it could be told without a doubt
    weights = np.linspace(0.5, 1.5, 100)
    both, alone = np.column_stack([scores, scores]), scores[:, np.newaxis]
    scale = calibrate(both, np.column_stack([labels, rare]), weights, "each", 8)
    assert scale.slopes[1] == scale.slopes[0] == platt(labels, scores, weights)[0]
    assert np.average(expit(scale.scores(both)[:, 1]), weights=weights) == pytest.approx(
        np.average(rare, weights=weights)
    )
    lonely = calibrate(alone, rare[:, np.newaxis], weights, "each", 8)
    assert lonely.slopes[0] == 1
    assert np.average(expit(lonely.scores(alone)[:, 0]), weights=weights) == pytest.approx(
        np.average(rare, weights=weights)
    )


def test_a_frame_that_only_teaches_keeps_its_scores():
    scores, labels = made(100, 1, -3)
    weights = np.where(labels == 1, 0.0, 1.0)
    scale = calibrate(scores[:, np.newaxis], labels[:, np.newaxis], weights, "each", 8)
    assert (scale.slopes[0], scale.shifts[0]) == (1, 0)


@pytest.mark.parametrize("link", ["one", "one or none"])
def test_frames_that_share_one_sum_come_out_as_common_as_they_are(link):
    # Scores of a balanced model of three frames, of which the first is nine times as common as the last.
    chance = np.random.default_rng(2)
    frames = 3 if link == "one" else 4
    share = np.array([0.54, 0.3, 0.06, 0.1]) if frames == 4 else np.array([0.6, 0.34, 0.06])
    classes = chance.choice(frames, size=3000, p=share)
    scores = np.eye(frames)[classes] * 2 + chance.normal(size=(3000, frames))
    scores = (scores - scores[:, -1:] if frames == 4 else scores)[:, :3]
    labels = np.eye(frames)[classes][:, :3]
    scale = calibrate(scores, labels, np.ones(3000), link, 8)
    found = link_scores(scale.scores(scores), link)
    assert found.mean(axis=0) == pytest.approx(labels.mean(axis=0), abs=0.01)
    balanced = link_scores(scores, link)
    assert abs(balanced.mean(axis=0) - labels.mean(axis=0)).max() > 0.05


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=40), st.floats(0, 1))
def test_no_other_cut_has_a_better_expected_f1(probabilities, other):
    p = np.array(probabilities)

    def expected(cut):
        chosen = p >= cut
        return 2 * p[chosen].sum() / (chosen.sum() + p.sum())

    assert expected(expected_threshold(p, np.ones(len(p)))) >= expected(other) - 1e-9


def test_the_expected_cut_is_half_of_the_expected_f1():
    # Lipton, Elkan and Naryanaswamy (2014), theorem 1: the best threshold of true probabilities is half of the best F1.
    p = np.random.default_rng(0).beta(1, 4, size=20_000)
    cut = expected_threshold(p, np.ones(len(p)))
    best = 2 * p[p >= cut].sum() / ((p >= cut).sum() + p.sum())
    assert cut == pytest.approx(best / 2, abs=0.002)


def test_the_highest_of_equal_cuts_is_taken():
    assert best_threshold(np.array([1.0, 0.0, 1.0]), np.array([0.9, 0.6, 0.3])) == pytest.approx(0.15)
    assert best_threshold(np.array([1.0, 0.0]), np.array([0.9, 0.1])) == pytest.approx(0.5)
