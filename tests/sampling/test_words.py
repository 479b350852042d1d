"""Sentences in the codebook's words, before anything is labelled."""

import numpy as np

from framing.codebook import Codebook, Frame
from framing.model.learning.codebook_words import frame_texts
from framing.model.learning.features import count_terms
from framing.sampling.words import BEST_CHANCE, own_words, shared_words, word_chances

NOBODY = np.array([], dtype=int)


def frame(key: str, definition: str, *positive: str) -> Frame:
    return Frame(key, key, key[0], "#000000", "#FFFFFF", definition, ("a rule",), ("not bread",), positive)


BOOK = Codebook(
    "b", "1", "B", (frame("unrest", "People riot.", "A mob burned the bank."), frame("prices", "Gas costs more."))
)
SENTENCES = ["A mob burned cars near the bank.", "Gas costs twice as much.", "The road is closed.", "The mob sang."]


def counted(sentences: list[str]):
    texts = [*sentences, *frame_texts(BOOK)]
    learned = count_terms(texts).learn(np.arange(len(texts)))
    everything = learned.matrix(np.arange(len(texts)))
    return learned.features, everything[: len(sentences)], own_words(everything[len(sentences) :])


def test_the_sentence_that_speaks_most_in_a_frames_words_has_the_best_chance() -> None:
    _, sentences, frames = counted(SENTENCES)
    chances = word_chances(sentences, frames, NOBODY, np.empty((0, 2)))
    assert chances.argmax(axis=0).tolist() == [0, 1]
    assert chances.max(axis=0).tolist() == [BEST_CHANCE, BEST_CHANCE]
    assert chances.min() >= 0


def test_words_that_led_nowhere_count_less() -> None:
    _, sentences, frames = counted(SENTENCES)
    fresh = word_chances(sentences, frames, NOBODY, np.empty((0, 2)))
    # Nobody found unrest in the sentence that matches best: (0 + 1) / (1 + 1) of the chance is left. A sentence that
    # does not match says nothing of the words.
    tried = word_chances(sentences, frames, np.array([0, 2]), np.array([[0.0, np.nan], [0.0, 0.0]]))
    np.testing.assert_allclose(tried[:, 0], fresh[:, 0] / 2)
    np.testing.assert_allclose(tried[:, 1], fresh[:, 1])
    right = word_chances(sentences, frames, np.array([0]), np.array([[1.0, 0.0]]))
    np.testing.assert_allclose(right[:, 0], fresh[:, 0])


def test_a_corpus_that_shares_no_word_with_the_codebook_has_no_chance_by_words() -> None:
    _, sentences, frames = counted(["Жол жабық."] * 2)
    assert word_chances(sentences, frames, NOBODY, np.empty((0, 2))).max() == 0


def test_the_words_that_decided_are_named() -> None:
    features, sentences, frames = counted(SENTENCES)
    assert set(shared_words(features, sentences[0], frames[0])) == {"mob", "burned", "bank"}
    assert set(shared_words(features, sentences[1], frames[1])) == {"gas", "costs"}
    assert shared_words(features, sentences[2], frames[1]) == []
