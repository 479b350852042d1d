import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from framing.model.learning.features import fold_case
from framing.model.learning.piece_counter import PieceCounter, pieces_of


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("a", [" a "]),
        ("ab", [" ab", "ab ", " ab "]),
        ("abc", [" ab", "abc", "bc ", " abc", "abc ", " abc "]),
    ],
)
def test_a_word_has_the_pieces_that_one_writes_down_by_hand(word, pieces):
    assert pieces_of(word, 3, 5) == pieces


@given(st.lists(st.text(alphabet="ab й\u0306ІА.\t\n\u00a0\x1c-", max_size=20), min_size=1, max_size=4))
def test_counts_are_those_of_scikit_learn(texts):
    peer = CountVectorizer(preprocessor=fold_case, lowercase=False, analyzer="char_wb", ngram_range=(3, 5))
    if not any(map(peer.build_analyzer(), texts)):
        return
    half = sorted(peer.fit(texts).vocabulary_)[::2]
    expected = CountVectorizer(
        preprocessor=fold_case, lowercase=False, analyzer="char_wb", ngram_range=(3, 5), vocabulary=half
    ).transform(texts)
    assert np.array_equal(PieceCounter(half, fold_case, (3, 5)).transform(texts).toarray(), expected.toarray())


def test_a_counter_can_be_sent_to_another_process():
    counter = PieceCounter(["sto", "orm", " sto"], fold_case, (3, 5))
    before = counter.transform(["Storm, storms"]).toarray()
    assert np.array_equal(pickle.loads(pickle.dumps(counter)).transform(["Storm, storms"]).toarray(), before)
