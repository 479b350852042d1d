import dataclasses
import pickle
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from framing.model.keeping.pipeline import rebuild
from framing.model.learning.counting import counter
from framing.model.learning.counting.counter import batches
from framing.model.learning.embedding import load_embedding
from framing.model.learning.features import Features, Vocabulary, fold_case, term_settings
from framing.model.learning.links import LINKS
from framing.model.learning.train import train
from framing.model.learning.wordpieces import words_of

# What breaks a word into two, joins two, changes length or depends on what stands beside it.
ODD = [
    "İ",
    "ΑΣ",
    "ς",
    "ß",
    "ǰ",
    "e\u0301",
    "\u0301",
    "q\u0307\u0323",
    "\u0323\u0307",
    "ќ",
    "қ",
    "Ә",
    "я\u0306",
    "\u1100\u1161\u11a8",
]
ODD += list(
    "\x00\x1c\x1d\x1e\x1f\x0b\x0c\x85\u00a0\u2028\u2029\u200b\u200d\u2060\ufeff\u3000_-.'’²½٣一龘𝒜\U0001f600\ufffd"
)
ODD += ["storm", "Storm tore", "the wheat", "MAYOR", "in the", " ", "\n", "\t ", "a", "x" * 120]
TEXTS = st.lists(st.lists(st.sampled_from(ODD) | st.text(max_size=8), max_size=8).map("".join), max_size=5)
TERMS = st.sampled_from(
    [
        "storm",
        "the wheat",
        "in the",
        "one two three",
        "a",
        " ",
        "  ",
        "the  wheat",
        " the",
        "the ",
        "Storm",
        "\x00",
        "e\u0301",
        *(
            " the",
            " the ",
            "storm roof",
            "ab\x1ccd",
            "һ",
            "ә",
            "x" * 9,
            "²½",
            "_",
            "__",
            "σ ",
            "ας",
            "ας ",
            " 一",
            "一 ",
        ),
    ]
)


@pytest.fixture(scope="module", params=["fast", "standard", "rich"])
def trained(request, corpus, codebook):
    return train(*corpus, codebook, profile=request.param)


def far(model, texts):
    """How far its probabilities are from those of the pipeline of scikit-learn's own parts."""
    return np.abs(rebuild(model).predict_proba(texts) - model.probabilities(texts)).max(initial=0)


@given(TEXTS, st.sampled_from(LINKS))
def test_probabilities_are_those_of_scikit_learn_on_any_text(trained, texts, link):
    assert far(dataclasses.replace(trained, link=link), ["The storm tore roofs away", *texts]) <= 1e-9


def hostile(words, pieces, embedding="", seed=0):
    """Features and coefficients of terms that no tokenizer made."""
    numbers, width = np.random.default_rng(seed), len(words) + len(pieces)
    features = Features(
        Vocabulary(tuple(words), numbers.uniform(0.1, 9, len(words))),
        Vocabulary(tuple(pieces), numbers.uniform(0.1, 9, len(pieces))),
        embedding,
    )
    return features, numbers.normal(size=(3, width + (256 if embedding else 0)))


@given(
    st.sets(TERMS | st.text(min_size=1, max_size=6), min_size=1),
    st.sets(TERMS | st.text(min_size=1, max_size=6)),
    TEXTS,
)
def test_probabilities_are_those_of_scikit_learn_with_any_vocabulary(trained, words, pieces, texts):
    features, coefficients = hostile(sorted(words), sorted(pieces), trained.features.embedding)
    model = dataclasses.replace(trained, features=features, coefficients=coefficients)
    assert (
        far(model, [*texts, " ".join(sorted(words)), " ".join(sorted(pieces)), "".join(sorted(words | pieces))]) <= 1e-9
    )


@given(st.lists(st.sampled_from(ODD) | st.text(max_size=8), max_size=8).map("".join))
def test_vocabularies_of_the_text_itself_count_all_of_it(text):
    words, pieces = (
        sorted(set(CountVectorizer(preprocessor=fold_case, lowercase=False, **term_settings(f)).build_analyzer()(text)))
        for f in ("words", "pieces")
    )
    features, _ = hostile(words, pieces)
    counted = features.counter.count([text])
    counts = dict(zip(counted.terms.tolist(), counted.times.tolist(), strict=True))
    assert [0, counted.starts[1], len(counts)] == counted.starts.tolist()
    for vocabulary, family, start in ((words, "words", 0), (pieces, "pieces", len(words))):
        if vocabulary:
            peer = CountVectorizer(
                preprocessor=fold_case, lowercase=False, vocabulary=vocabulary, **term_settings(family)
            )
            expected = peer.transform([text]).toarray()[0].tolist()
            assert [counts[start + number] for number in range(len(vocabulary))] == expected


def test_no_letter_looks_over_a_blank_when_its_case_or_form_is_changed():
    every = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
    for letter in every:
        folded = fold_case(letter)
        assert folded.split() == ([folded] if letter.split() else []), hex(ord(letter))
    for before, after in (("Σ", ""), ("ΑΣ", "α"), ("e", "\u0301")):
        for blank in (letter for letter in every if letter.isspace()):
            text = before + blank + after
            assert fold_case(text).split() == [fold_case(word) for word in text.split()]


def test_blanks_that_bert_drops_are_those_that_join_words():
    dropped = [chr(p) for p in range(sys.maxunicode + 1) if chr(p).isspace() and words_of(f"a{chr(p)}b") == ["ab"]]
    features, _ = hostile((), (), "english")
    texts = [f"storm{blank}s the{blank}{blank}roof" for blank in dropped]
    assert dropped
    assert np.array_equal(features.parts(texts)[1], load_embedding("english").vectors(texts))


def test_a_row_is_the_same_to_the_last_bit_whatever_stands_beside_or_before_it(trained, corpus):
    texts = [*corpus[0]["text"].tolist(), "", "Дауыл соқты", *ODD]
    together = trained.probabilities(texts)
    trained.features.counter.memo.forget()
    alone = np.vstack([trained.probabilities([text]) for text in reversed(texts)])[::-1]
    assert np.array_equal(together, alone)


def test_so_many_terms_that_their_numbers_need_64_bits_are_counted_the_same(trained, corpus, monkeypatch):
    texts = corpus[0]["text"].tolist()
    before = trained.probabilities(texts)
    monkeypatch.setattr(counter, "_MOST_OF_32_BITS", 0)
    assert np.array_equal(trained.probabilities(texts), before)
    assert trained.features.counter.count(texts).terms.dtype == np.int32


def test_a_term_that_stands_a_thousand_times_is_weighed_as_scikit_learn_does(trained):
    assert far(trained, ["storm " * times for times in (1, 254, 255, 256, 257, 1000)]) <= 1e-9


def test_what_is_remembered_does_not_go_to_other_processes(trained, corpus):
    texts = corpus[0]["text"].tolist()
    new = pickle.dumps(dataclasses.replace(trained, features=dataclasses.replace(trained.features)))
    before = trained.probabilities(texts)
    sent = pickle.dumps(trained)
    assert len(sent) == len(new)
    assert np.array_equal(pickle.loads(sent).probabilities(texts), before)


@given(st.lists(st.text(max_size=6)), st.integers(1, 4), st.integers(0, 9))
def test_batches_are_all_texts_in_order_and_none_is_too_large(texts, most, letters):
    cut = list(batches(texts, most, letters))
    assert [text for batch in cut for text in batch] == texts
    for batch in cut:
        assert 0 < len(batch) <= most
        assert len(batch) == 1 or sum(map(len, batch)) <= letters
