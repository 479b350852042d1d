"""Pairs found by blocks and strongest terms are those that comparing all with all finds."""

import numpy as np
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import normalize

from framing.analysis.events import pairs
from framing.analysis.events.pairs import NO_DAY, near_pairs


@given(st.integers(0, 2**32), st.integers(0, 4))
def test_the_pairs_are_those_of_all_with_all(seed, window):
    chance = np.random.default_rng(seed)
    matrix = sp.csr_matrix(normalize(sp.random(40, 60, 0.1, random_state=chance, format="csr")))
    days = np.where(chance.random(40) < 0.1, NO_DAY, chance.integers(0, 12, 40))
    found = near_pairs(matrix, days, window, 0.2)
    cosines = (matrix @ matrix.T).toarray()
    expected = {
        (i, j)
        for i in range(40)
        for j in range(i + 1, 40)
        if cosines[i, j] >= 0.2 and (NO_DAY in (days[i], days[j]) or abs(days[i] - days[j]) <= window)
    }
    assert set(zip(found.one.tolist(), found.other.tolist(), strict=True)) == expected
    assert np.allclose(found.cosine, cosines[found.one, found.other])


def test_blocks_make_no_difference(monkeypatch):
    chance = np.random.default_rng(1)
    matrix = sp.csr_matrix(normalize(sp.random(50, 40, 0.2, random_state=chance, format="csr")))
    days = np.where(chance.random(50) < 0.2, NO_DAY, chance.integers(0, 12, 50))
    whole = near_pairs(matrix, days, 2, 0.2)
    monkeypatch.setattr(pairs, "_BLOCK", 7)
    parted = near_pairs(matrix, days, 2, 0.2)
    assert len(whole.one) > 20
    assert whole.one.tolist() == parted.one.tolist()
    assert whole.other.tolist() == parted.other.tolist()


def test_no_articles_have_no_pairs():
    assert len(near_pairs(sp.csr_matrix((0, 3)), np.empty(0, dtype=np.int64), 3, 0.2).one) == 0
