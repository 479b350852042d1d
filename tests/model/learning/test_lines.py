import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from framing.model.learning.lines import REGULARISATION, Lines, coordinates, learn_lines, mean_line


@pytest.fixture(scope="module")
def matrix():
    chance = np.random.default_rng(3)
    return sp.csr_matrix(chance.normal(size=(60, 90)) * (chance.random((60, 90)) < 0.2))


@pytest.fixture(scope="module")
def labels(matrix):
    chance = np.random.default_rng(4)
    scores = matrix @ chance.normal(size=(90, 3))
    return (scores + chance.normal(size=scores.shape) > [0.0, 0.6, 1.2]).astype(float)


def test_each_line_is_the_balanced_regression_of_scikit_learn(matrix, labels):
    found = learn_lines(matrix, labels, tolerance=1e-8)
    for frame, column in enumerate(labels.T):
        peer = LogisticRegression(C=REGULARISATION, class_weight="balanced", tol=1e-10, max_iter=10_000)
        peer.fit(matrix, column)
        assert found.coefficients[frame] == pytest.approx(peer.coef_[0], abs=1e-4)
        assert found.intercepts[frame] == pytest.approx(peer.intercept_[0], abs=1e-4)


def test_one_of_several_is_the_balanced_multinomial_regression_of_scikit_learn(matrix, labels):
    classes = labels.argmax(axis=1)
    found = learn_lines(matrix, np.eye(3)[classes], "one", tolerance=1e-8)
    peer = LogisticRegression(C=REGULARISATION, class_weight="balanced", tol=1e-10, max_iter=10_000)
    peer.fit(matrix, classes)
    assert found.coefficients == pytest.approx(peer.coef_, abs=1e-4)
    # A shift of all intercepts changes no probability.
    assert np.diff(found.intercepts) == pytest.approx(np.diff(peer.intercept_), abs=1e-4)


def test_a_share_of_votes_teaches_like_that_many_sentences(matrix, labels):
    # Three of four voters said yes: as if the sentence were there four times, with three yes and one no.
    shares = labels[:, :1].copy()
    shares[:10, 0] = 0.75
    copies = sp.vstack([matrix] * 4)
    votes = np.vstack([labels[:, :1]] * 4)
    votes[[0 + row for row in range(10)], 0] = 0.0
    for copy in range(1, 4):
        votes[[copy * 60 + row for row in range(10)], 0] = 1.0
    soft = learn_lines(matrix, shares, tolerance=1e-9)
    peer = LogisticRegression(C=REGULARISATION / 1, class_weight="balanced", tol=1e-10, max_iter=10_000)
    peer.fit(copies, votes[:, 0], sample_weight=np.full(240, 0.25))
    assert soft.coefficients[0] == pytest.approx(peer.coef_[0], abs=1e-3)


def test_undecided_rows_teach_nothing(matrix, labels):
    known = labels.copy()
    known[40:, 1] = np.nan
    found, part = learn_lines(matrix, known, tolerance=1e-8), learn_lines(matrix[:40], labels[:40], tolerance=1e-8)
    assert found.coefficients[1] == pytest.approx(part.coefficients[1], abs=1e-4)
    full = learn_lines(matrix, labels, tolerance=1e-8)
    assert found.coefficients[0] == pytest.approx(full.coefficients[0], abs=1e-4)


@pytest.mark.parametrize("link", ["each", "one", "one or none"])
def test_coordinates_give_the_lines_of_the_terms_themselves(matrix, labels, link):
    targets = labels if link == "each" else np.eye(3)[labels.argmax(axis=1)] * (np.arange(60) % 5 > 0)[:, np.newaxis]
    few = coordinates(matrix)
    assert few.matrix.shape == (60, 60)
    found = few.restore(learn_lines(few.matrix, targets, link, tolerance=1e-9))
    expected = learn_lines(matrix, targets, link, tolerance=1e-9)
    assert found.scores(matrix) - found.intercepts == pytest.approx(
        expected.scores(matrix) - expected.intercepts, abs=1e-4
    )


def test_more_rows_than_columns_are_left_as_they_are(matrix):
    assert coordinates(sp.csr_matrix(matrix.T)).matrix.shape == (90, 60)


def test_the_mean_line_leaves_out_folds_that_could_not_learn_the_frame():
    first = Lines(np.array([[1.0, 2.0], [np.nan, np.nan]]), np.array([1.0, np.nan]))
    second = Lines(np.array([[3.0, 4.0], [5.0, 6.0]]), np.array([2.0, 3.0]))
    mean = mean_line([first, second])
    assert mean.coefficients.tolist() == [[2.0, 3.0], [5.0, 6.0]]
    assert mean.intercepts.tolist() == [1.5, 3.0]


def test_a_frame_without_both_answers_has_no_line(matrix, labels):
    targets = np.column_stack([labels[:, 0], np.ones(60)])
    found = learn_lines(matrix, targets)
    assert np.isfinite(found.coefficients[0]).all()
    assert np.isnan(found.coefficients[1]).all()
