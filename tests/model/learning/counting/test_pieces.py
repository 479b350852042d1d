from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from framing.model.learning.counting.pieces import MOST_LETTERS, Pieces, pieces_of
from framing.model.learning.features import fold_case


def found(pieces: Pieces, words: list[str]) -> list[list[str]]:
    """The pieces of each word, sorted; the same whether they are looked up one by one or all at once."""
    one_by_one, at_once = (sorted_rows(replace(pieces, few=few), words) for few in (len(words) + 1, 0))
    assert one_by_one == at_once
    return at_once


def sorted_rows(pieces: Pieces, words: list[str]) -> list[list[str]]:
    rows = pieces.numbers(words)
    ends = rows.starts.tolist()
    numbers = rows.numbers.tolist()
    return [sorted(pieces.vocabulary[n] for n in numbers[ends[row] : ends[row + 1]]) for row in range(len(words))]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("a", [" a "]),
        ("ab", [" ab", "ab ", " ab "]),
        ("abc", [" ab", "abc", "bc ", " abc", "abc ", " abc "]),
    ],
)
def test_a_word_has_the_pieces_that_one_writes_down_by_hand(word, pieces):
    assert pieces_of(word) == pieces
    assert found(Pieces(pieces, fold_case), ["xy", word, "b"]) == [[], sorted(pieces), []]


@given(
    st.lists(st.text(min_size=1, max_size=9), max_size=4), st.text(alphabet="ab й\u0306ІА.\t\n\u00a0\x1c-", max_size=20)
)
def test_the_pieces_of_its_words_are_those_that_scikit_learn_finds_in_a_text(more, text):
    text = " ".join([text, *more])
    peer = CountVectorizer(preprocessor=fold_case, lowercase=False, analyzer="char_wb", ngram_range=(3, 5))
    expected = peer.build_analyzer()(text)
    for vocabulary in (sorted(set(expected)), sorted(set(expected))[::2]):
        rows = found(Pieces(vocabulary, fold_case), text.split())
        assert sorted(piece for row in rows for piece in row) == sorted(
            piece for piece in expected if piece in vocabulary
        )


@pytest.mark.parametrize("word", ["ab", "abc", "abcd", "zzz"])
def test_a_term_that_is_no_piece_is_found_in_no_word(word):
    strange = ["", " ", "a", "ab", " a", "ab\0", "abc\0\0", "abcdef", " abcd ", "a b", "A", "ABC", "\ud800ab"]
    assert found(Pieces(strange, fold_case), [word]) == [[]]


def test_a_letter_that_no_piece_has_is_not_taken_for_the_end_of_one():
    assert found(Pieces([" ab", "abc"], fold_case), ["abx", "xabc", "x", "ab"]) == [[" ab"], ["abc"], [], [" ab"]]


def test_a_vocabulary_of_more_letters_than_a_packed_piece_can_name_is_counted_too():
    letters = [chr(0x4E00 + number) for number in range(MOST_LETTERS + 10)]
    words = ["".join(letters[start : start + 3]) for start in range(0, len(letters) - 3, 3)]
    few, many = Pieces(words[:1000], fold_case), Pieces(words, fold_case)
    assert found(few, words[:1000]) == found(many, words[:1000]) == [[word] for word in words[:1000]]
    assert found(many, words[-1:]) == [words[-1:]]
