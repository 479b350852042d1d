import numpy as np
import pytest

from framing.model.learning.counting.phrases import Phrases, rows_of
from framing.model.learning.features import fold_case, term_settings


def found(vocabulary, text):
    """The terms in a text, sorted."""
    phrases = Phrases(vocabulary, fold_case, term_settings("words")["token_pattern"])
    words = phrases.words([text])
    rows, terms = phrases.terms(words.numbers, rows_of(words))
    assert not rows.any()
    return sorted(vocabulary[term] for term in terms)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("storm", ["storm"]),
        ("storm-roof", ["roof", "storm", "storm roof"]),
        ("storm,a,roof", ["roof", "storm", "storm roof"]),  # a word has two letters or more
        ("storm,no,roof", ["roof", "storm"]),
        ("roof.storm", ["roof", "storm"]),
        ("storm.storm", ["storm", "storm"]),
        ("storms", []),
        ("", []),
    ],
)
def test_words_and_pairs_are_found_as_one_reads_them(text, terms):
    assert found(["roof", "storm", "storm roof"], text) == terms


def test_terms_that_no_text_is_made_of_are_found_nowhere():
    strange = ["", " ", "  ", " storm", "storm ", "storm  roof", "a", "storm roof hail", "storm-roof", "STORM"]
    assert found(strange, "storm-roof-hail-a-STORM") == []


def test_rows_do_not_reach_into_each_other():
    phrases = Phrases(["storm roof"], fold_case, term_settings("words")["token_pattern"])
    words = np.array([*phrases.words(["storm"]).numbers, *phrases.words(["roof"]).numbers])
    assert len(phrases.terms(words, np.array([0, 1], np.int32))[0]) == 0
    assert len(phrases.terms(words, np.array([1, 1], np.int32))[0]) == 1
