import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.model.learning.wordpieces import LONGEST_WORD, WordPieces, words_of

PIECES = WordPieces(("storm", "roof", "##s", "##y", "un", "##roof", "##ed", ".", "5"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Storm's roofs", ["the", "storm", "'", "s", "roofs"]),
        ("Café ÅNGSTRÖM", ["cafe", "angstrom"]),
        ("50%—or more…", ["50", "%", "—", "or", "more", "…"]),
        ("€5 is_not a+b", ["€5", "is", "_", "not", "a", "+", "b"]),  # a sign of money is no mark in BERT, + is one
        ("a\u200bb\u0000c\ufffdd", ["abcd"]),  # what cannot be seen is nothing
        ("one\u2028two\u00a0three", ["one", "two", "three"]),
        ("中国 news", ["中", "国", "news"]),
        ("й", ["и"]),
        ("  ", []),
    ],
)
def test_a_text_is_spelled_as_bert_spells_it(text, words):
    assert words_of(text) == words


def test_a_word_is_cut_into_the_longest_pieces_from_the_left():
    def cut(word):
        return [PIECES.pieces[number] for number in PIECES.cut(word)]

    assert cut("stormy") == ["storm", "##y"]
    assert cut("unroofed") == ["un", "##roof", "##ed"]
    assert cut("storms") == ["storm", "##s"]


@pytest.mark.parametrize("word", ["storma", "буря", "", "s", "y" * (LONGEST_WORD + 1)])
def test_a_word_with_a_part_that_is_in_no_piece_has_none(word):
    assert PIECES.cut(word) == ()


def test_each_piece_has_its_share_of_the_text():
    shares = PIECES.shares(["Storms, storms.", "", "Буря."]).toarray()
    named = [dict(zip(PIECES.pieces, row.tolist(), strict=True)) for row in shares]
    assert named[0]["storm"] == named[0]["##s"] == pytest.approx(2 / 5)
    assert named[0]["."] == pytest.approx(1 / 5)
    assert shares[1].sum() == 0
    assert named[2] == {**dict.fromkeys(PIECES.pieces, 0.0), ".": 1.0}


@given(st.lists(st.text(max_size=40), max_size=4))
def test_shares_sum_to_one_or_there_is_no_piece_and_no_text_changes_another(texts):
    shares = PIECES.shares(texts)
    sums = np.asarray(shares.sum(axis=1)).ravel()
    assert all(total == pytest.approx(1) or total == 0 for total in sums)
    alone = [PIECES.shares([text]).toarray()[0] for text in texts]
    assert np.array_equal(shares.toarray(), np.array(alone).reshape(shares.shape))


@given(st.text(max_size=40))
def test_how_a_text_is_composed_or_written_large_makes_no_difference(text):
    assert words_of(unicodedata.normalize("NFD", text)) == words_of(unicodedata.normalize("NFC", text))
    assert words_of(text) == words_of(" ".join(words_of(text)))


def test_how_many_words_are_known_as_a_whole_is_counted():
    assert PIECES.known(["Storm storms roof, roof!"]) == pytest.approx(3 / 4)
    assert PIECES.known(["5 , ."]) == 0


def test_each_letter_of_a_piece_has_its_place_in_the_text():
    found = [(PIECES.pieces[number], places) for number, places in PIECES.places("Sto\u0301rmy, un\u200broofed 5.")]
    assert found == [
        ("storm", (0, 1, 2, 4, 5)),
        ("##y", (6,)),
        ("un", (9, 10)),
        ("##roof", (12, 13, 14, 15)),
        ("##ed", (16, 17)),
        ("5", (19,)),
        (".", (20,)),
    ]


@given(st.lists(st.sampled_from([*" \u200b.#\u0301x", "storm", "roofs", "UN", "İ"]).map(str)).map("".join))
def test_the_pieces_with_places_are_those_that_are_counted(text):
    found = PIECES.places(text)
    counts = np.bincount([number for number, _ in found], minlength=len(PIECES.pieces))
    assert PIECES.shares([text]).toarray()[0] == pytest.approx(counts / max(len(found), 1))
    assert all(0 <= place < len(text) for _, places in found for place in places)
