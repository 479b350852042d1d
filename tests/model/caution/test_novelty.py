import math
import random

import numpy as np
import pytest

from framing.model.caution.novelty import compare, compare_sentence
from framing.model.caution.reference import (
    Reference,
    count_unknown,
    document_texts,
    known_words,
    make_reference,
    words_of,
)
from framing.model.learning.features import count_terms

REFERENCE = Reference(
    unknown=0.2,
    most_unknown=0.4,
    most_unknown_in_document=0.35,
    document_mean=0.2,
    document_spread=0.1,
    shortest=20,
    longest=200,
    languages=("en",),
    documents=100,
)
KNOWN = frozenset("the storm came over hills and tore roofs away from houses in that valley on monday".split())  # noqa: SIM905
USUAL = "The storm came over the hills and tore the roofs away from houses in the valley"
NEW_WORDS = "Parliament adopted the budget with amendments and deputies criticised the finance minister"
RUSSIAN = "Это было не так, как они говорили: мы были там, и для нас это был обычный вечер"


def invented(documents, each, seed=0, letters="abcdefghij"):
    """Texts of words whose frequency falls with their rank, as words' does; a document has a subject of its own."""
    choose = random.Random(seed)
    words = ["".join(choose.choices(letters, k=6)) for _ in range(600)]
    weights = [1 / rank for rank in range(1, 601)]
    texts, names = [], []
    for document in range(documents):
        subject = choose.sample(words, 20)
        for _ in range(each):
            length = choose.randint(8, 25)
            own = choose.choices(words, weights, k=length) + choose.sample(subject, 3)
            texts.append("the and of that with for " + " ".join(own))  # plainly English, which is quick to tell
            names.append(f"doc{document}")
    return texts, np.array(names)


def test_words_are_those_of_the_models_vocabulary() -> None:
    texts = ["Штормовой ветер, 2019-й: дом-музей и ЁЛКА", "Штормовой ветер! Дом-музей и ёлка it's а_б co2"] * 2
    (terms, _) = count_terms(texts).terms
    known = known_words(terms.tolist())
    words = {word for text in texts for word in words_of(text)}
    assert words <= known
    assert {word for word in known - words if not any(letter.isdigit() or letter == "_" for letter in word)} == set()


def test_the_reference_of_a_corpus_is_what_can_be_counted_on_paper() -> None:
    # Each of 50 documents is the same ten words twice, and one word of its own: held out, one of eleven is unknown.
    texts = [f"{USUAL[:50]} {'abcdefghijklmnopqrstuvwxyz'[n % 26] * (3 + n // 26)}" for n in range(50) for _ in (0, 1)]
    words = len(words_of(texts[0]))
    found = make_reference(texts, np.repeat([f"d{n}" for n in range(50)], 2))
    assert found.unknown == pytest.approx(1 / words)
    assert found.most_unknown == pytest.approx((1 + 10 / words) / (words + 10))
    assert found.most_unknown_in_document == pytest.approx((2 + 10 / words) / (2 * words + 10))
    assert (found.document_spread, found.documents) == (pytest.approx(0), 50)
    assert (found.shortest, found.longest) == (54, 55)
    assert found.languages == ("en",)


def test_too_few_texts_say_nothing_of_words_or_length() -> None:
    one = make_reference([USUAL] * 60, np.array(["d"] * 60))
    assert (one.unknown, one.most_unknown, one.most_unknown_in_document) == (0, 1, 1)
    few = make_reference([USUAL, NEW_WORDS], np.array(["a", "b"]))
    assert (few.shortest, few.longest) == (0, 0)
    assert compare_sentence(few, frozenset(), "short") == ()
    assert compare(few, frozenset(), [USUAL, "x"], ["a", "b"]).warnings == ()


def test_text_like_that_of_training_is_hardly_ever_warned_about_and_other_text_is() -> None:
    texts, names = invented(150, 4)
    inside, held = np.arange(0, 400), np.arange(400, 600)
    reference = make_reference([texts[row] for row in inside], names[inside])
    known = known_words({word for row in inside for word in words_of(texts[row])})
    same = compare(reference, known, [texts[row] for row in held], names[held].tolist())
    assert same.warnings == ()
    assert (same.sentences["by_words"] | same.sentences["by_length"]).mean() < 0.1
    other, of = invented(50, 4, seed=1)
    different = compare(reference, known, other, of.tolist())
    assert different.sentences["by_words"].mean() > 0.9
    assert len(different.warnings) == 1
    assert "50 of 50 documents have more unknown words" in different.warnings[0]


def test_a_few_more_new_words_are_noticed_in_many_documents_only() -> None:
    # A quarter to a third of the words are new in each, where a fifth was: no document alone is out of the ordinary.
    text = "The storm came over the hills and tore roofs away from houses quietly slowly today once again"
    assert compare(REFERENCE, KNOWN, [text], ["a"]).warnings == ()
    many = compare(REFERENCE, KNOWN, [text] * 60, [f"d{n}" for n in range(60)])
    assert "does not know 29 of 100 words" in many.warnings[0]
    assert "it did not know 20 of 100 words" in many.warnings[0]


def test_another_language_is_named() -> None:
    found = compare(REFERENCE, KNOWN, [USUAL] * 9 + [RUSSIAN], [f"d{n}" for n in range(10)])
    assert found.languages == {"ru": 1}
    assert found.warnings == ()  # one of ten may be a wrong guess
    found = compare(REFERENCE, KNOWN, [USUAL] * 5 + [RUSSIAN] * 5, [f"d{n}" for n in range(10)])
    assert found.warnings[0].startswith("5 of 10 documents seem to be in another language (ru 5) than the training")


def test_lengths_are_warned_about_when_many_are_unusual() -> None:
    texts = [USUAL] * 10 + ["The storm came"] * 3
    found = compare(REFERENCE, KNOWN, texts, ["d"] * 13)
    assert found.sentences["by_length"].sum() == 3
    assert found.warnings == (
        "3 of 13 sentences are shorter or longer than 98 % of the training sentences, which have 20 to 200 characters. "
        "Check how the text was split.",
    )


def test_one_sentence_is_told_what_is_unlike_in_it() -> None:
    assert compare_sentence(REFERENCE, KNOWN, USUAL) == ()
    assert compare_sentence(REFERENCE, KNOWN, NEW_WORDS) == (
        "The model does not know 9 of its 12 words; in training text held out it did not know 20 of 100 words.",
    )
    language, words = compare_sentence(REFERENCE, KNOWN, RUSSIAN)
    assert language == "It seems to be in another language (ru) than the training text (en)."
    assert words.startswith("The model does not know 16 of its 16 words; ")
    assert compare_sentence(REFERENCE, KNOWN, "Storm") == (
        "It has 5 characters; 98 % of the training sentences have 20 to 200.",
    )


def test_text_without_words_and_no_text_at_all_are_no_error() -> None:
    empty = compare(REFERENCE, KNOWN, [], [])
    assert (len(empty.sentences), len(empty.documents), empty.warnings) == (0, 0, ())
    found = compare(REFERENCE, KNOWN, ["2019: 12 %"], ["d"])
    assert math.isnan(found.sentences["unknown"].iloc[0])
    assert not found.sentences["by_words"].iloc[0]
    assert count_unknown([], KNOWN).shape == (0, 2)


def test_of_many_documents_some_are_read_for_their_language_and_spread_evenly() -> None:
    texts = [f"text {n}" for n in range(1000)]
    names = [f"d{n:03d}" for n in range(1000)]
    read = document_texts(texts, names, most=5)
    assert list(read) == ["d000", "d249", "d499", "d749", "d999"]
    assert document_texts(["one", "two"], ["d", "d"]) == {"d": "one two"}
