"""Rows of words: case, form and order of the texts make no difference, and what all texts have counts little."""

import numpy as np

from framing.analysis.events.words import word_matrix


def cosines(texts):
    rows = word_matrix(texts)
    return (rows @ rows.T).toarray()


def test_a_word_counts_in_any_case_and_form():
    texts = ["ПРЕЗИДЕНТ встретил рабочих", "О президенте и рабочем", "Шёл дождь над городом", "с дождём в городах"]
    found = cosines(texts)
    assert found[0, 1] > 0.5
    assert found[2, 3] > 0.5
    assert found[0, 2] == 0


def test_words_of_closed_classes_tie_no_texts_together():
    assert cosines(["the house and that of the king", "the wolf and that of the sea"])[0, 1] == 0


def test_a_row_does_not_depend_on_the_order_of_the_texts():
    texts = ["storm over town", "storm in the harbour", "town and harbour council", "17 dead in town"]
    order = [2, 0, 3, 1]
    assert np.array_equal(word_matrix([texts[i] for i in order]).toarray(), word_matrix(texts).toarray()[order])


def test_texts_that_are_not_counted_do_not_make_their_words_common():
    texts = ["storm over town", "storm over harbour", "town harbour"]
    copies = ["storm over town"] * 5
    with_copies = word_matrix(texts + copies, [True] * 3 + [False] * 5)
    assert np.array_equal(with_copies[:3].toarray(), word_matrix(texts).toarray())


def test_texts_without_words_have_rows_of_zeros():
    assert word_matrix(["", "!?"]).shape[0] == 2
    assert word_matrix(["", "storm", "storm"])[0].nnz == 0
