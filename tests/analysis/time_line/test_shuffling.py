"""Shuffled dates: documents stay in their outlet, and the variance is that of all shuffles."""

from itertools import permutations

import numpy as np
import pytest

from framing.analysis.time_line.shuffling import shuffled, shuffled_variance, within

OUTLET = np.array([0, 1, 0, 1, 1, 0, 0])
VALUES = np.array([[3.0], [1.0], [-4.0], [1.0], [5.0], [-9.0], [2.0]])


def test_documents_change_places_within_their_outlet_only():
    drawn = np.concatenate(list(shuffled(VALUES, OUTLET, seed=1, draws=200)))[:, :, 0]
    assert drawn.shape == (200, 7)
    for outlet in (0, 1):
        own = np.sort(drawn[:, outlet == OUTLET], axis=1)
        assert (own == np.sort(VALUES[outlet == OUTLET, 0])).all()
    assert len(np.unique(drawn, axis=0)) > 50


def test_all_frames_of_a_document_move_together():
    drawn = np.concatenate(list(shuffled(np.hstack([VALUES, 2 * VALUES]), OUTLET, seed=1, draws=20)))
    assert (drawn[:, :, 1] == 2 * drawn[:, :, 0]).all()


def test_the_variance_is_that_of_all_shuffles_of_a_small_corpus():
    apart = within(VALUES, np.ones_like(VALUES), OUTLET, 2)
    first, second = np.flatnonzero(OUTLET == 0), np.flatnonzero(OUTLET == 1)
    sums = []
    for one in permutations(first):
        for other in permutations(second):
            order = np.empty(7, dtype=int)
            order[first], order[second] = one, other
            sums.append(np.cumsum(apart[order, 0]))
    ends = np.array([2, 3, 5])
    assert shuffled_variance(apart, OUTLET, 2, ends)[:, 0] == pytest.approx(np.var(sums, axis=0)[ends - 1])


def test_what_is_apart_from_the_mean_of_an_outlet_sums_to_nothing_in_it():
    weight = np.arange(1.0, 8.0)[:, np.newaxis]
    apart = within(VALUES, weight, OUTLET, 2)
    assert np.bincount(OUTLET, apart[:, 0]) == pytest.approx([0, 0])
