"""Average linkage: no chains, the nearest first, as scipy has it where all pairs are known."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from framing.analysis.events.clusters import average_linkage
from framing.analysis.events.pairs import Pairs


def pairs_of(cosines):
    one, other = np.triu_indices(len(cosines), 1)
    there = cosines[one, other] > 0
    return Pairs(one[there], other[there], cosines[one, other][there])


def test_a_chain_does_not_become_one_group():
    links = Pairs(np.arange(9), np.arange(1, 10), np.full(9, 0.5))
    groups = average_linkage(10, links, 0.3)
    assert np.unique(groups, return_counts=True)[1].max() == 2


@given(st.integers(0, 2**32), st.integers(2, 25), st.floats(0.1, 0.9))
def test_groups_are_those_of_scipy(seed, size, threshold):
    chance = np.random.default_rng(seed)
    cosines = chance.random((size, size)) * (chance.random((size, size)) < 0.6)
    cosines = np.triu(cosines, 1) + np.triu(cosines, 1).T
    theirs = fcluster(linkage(squareform(1 - cosines, checks=False), "average"), 1 - threshold, "distance")
    ours = average_linkage(size, pairs_of(cosines), threshold)
    assert np.array_equal(ours[:, None] == ours, theirs[:, None] == theirs)


def test_rows_without_pairs_stay_alone():
    empty = Pairs(np.empty(0, dtype=int), np.empty(0, dtype=int), np.empty(0))
    assert average_linkage(3, empty, 0.3).tolist() == [0, 1, 2]
