import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from framing.model.learning.counting.pieces import PieceNumbers, pieces_of
from framing.model.learning.features import fold_case


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


@given(st.text(alphabet="ab й\u0306ІА.\t\n\u00a0\x1c-", max_size=20))
def test_the_pieces_of_its_words_are_those_that_scikit_learn_finds_in_a_text(text):
    peer = CountVectorizer(preprocessor=fold_case, lowercase=False, analyzer="char_wb", ngram_range=(3, 5))
    expected = peer.build_analyzer()(text)
    vocabulary = sorted(set(expected))
    pieces = PieceNumbers(vocabulary, fold_case, (3, 5))
    assert sorted(vocabulary[number] for word in text.split() for number in pieces.numbers(word)) == sorted(expected)
