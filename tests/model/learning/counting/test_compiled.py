import dataclasses
import pickle
import re
import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.model.keeping.pipeline import rebuild
from framing.model.learning.counting import compiled
from framing.model.learning.counting.compiled import Compiled, Late
from framing.model.learning.features import Features, Vocabulary
from framing.model.learning.links import LINKS
from framing.model.learning.train import train

pytest.importorskip("numba", reason="the extra compiled is not installed: pip install 'framing[compiled]'")

# What breaks a word into two, joins two, changes length or depends on what stands beside it.
ODD = ["İ", "ΑΣ", "ß", "ǰ", "e\u0301", "\u0301", "\u0323\u0307", "қ", "Ә", "я\u0306", "\u1100\u1161\u11a8", "x" * 120]
ODD += list(
    "\x00\x1c\x1d\x1e\x1f\x0b\x0c\x85\u00a0\u2028\u2029\u200b\u200d\u2060\ufeff\u3000_-.'²½٣一龘𝒜\U0001f600\ufffd"
)
ODD += ["storm", "Storm tore", "the wheat", "in the", "two three", " ", "\n", "\t ", "a", "\ud800"]
TEXTS = st.lists(st.lists(st.sampled_from(ODD) | st.text(max_size=8), max_size=8).map("".join), max_size=5)
TERMS = [
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
    " the ",
    "Storm",
]
TERMS += [
    "\x00",
    "e\u0301",
    "ab\x1ccd",
    "һ",
    "x" * 9,
    "x" * 120,
    "²½",
    "_",
    "__",
    "σ ",
    "ας",
    "ας ",
    " 一",
    "一 ",
    " \x00 ",
]
TERM = st.sampled_from(TERMS) | st.text(min_size=1, max_size=6)
KAZAKH = ["Дауыл шатырларды жұлып әкетті.", "Әкім ҚАЛАҒА көмек сұрады, ұн қымбаттады", "Ғ ІҢ өң"]


def hostile(words: Sequence[str], pieces: Sequence[str]) -> Features:
    """Features of terms that no tokenizer made."""
    numbers = np.random.default_rng(0)
    return Features(*(Vocabulary(tuple(terms), numbers.uniform(0.1, 9, len(terms))) for terms in (words, pieces)))


def fresh(features: Features) -> Features:
    """The same, with nothing remembered."""
    return dataclasses.replace(features)


def on(features: Features) -> Features:
    """The same, compiled from the first text on."""
    made = fresh(features)
    made.late.expect_many(0)
    assert made.late.for_texts(0)
    return made


def assert_same(features: Features, texts: list[str]) -> None:
    (ours, our_vectors), (pure, pure_vectors) = on(features).parts(texts), fresh(features).parts(texts)
    for each in ("data", "indices", "indptr"):
        one, other = getattr(ours, each), getattr(pure, each)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
    assert ours.shape == pure.shape
    assert (our_vectors is None) == (pure_vectors is None)
    assert our_vectors is None or np.array_equal(our_vectors, pure_vectors)


@pytest.fixture(scope="module", params=["fast", "standard", "rich"])
def trained(request, corpus, codebook):
    return train(*corpus, codebook, profile=request.param)


@given(TEXTS)
def test_rows_are_those_of_arrays_to_the_last_bit_on_any_text(trained, texts):
    assert_same(trained.features, ["The storm tore roofs away", *texts, *KAZAKH])


@given(st.sets(TERM, min_size=1), st.sets(TERM), TEXTS)
def test_rows_are_those_of_arrays_with_any_vocabulary(words, pieces, texts):
    features = hostile(sorted(words), sorted(pieces))
    assert_same(
        features, [*texts, " ".join(sorted(words)), " ".join(sorted(pieces)), "".join(sorted(words | pieces)), *KAZAKH]
    )


@given(TEXTS, st.sampled_from(LINKS))
def test_probabilities_are_those_of_scikit_learn_on_any_text(trained, texts, link):
    texts = [*(text.replace("\ud800", "") for text in texts), *KAZAKH]  # scikit-learn takes no half characters
    model = dataclasses.replace(trained, link=link, features=on(trained.features))
    assert np.abs(rebuild(model).predict_proba(texts) - model.probabilities(texts)).max() <= 1e-9


def test_all_words_of_a_real_vocabulary_are_told_apart(trained, corpus):
    texts = corpus[0]["text"].tolist()
    assert_same(trained.features, texts)
    assert_same(trained.features, [*reversed(texts), "", "\n\n", "x" * 5000, " ".join(texts)])


@pytest.mark.parametrize("times", [1, 254, 255, 256, 1000])
def test_a_term_that_stands_often_is_weighed_the_same(trained, times):
    assert_same(trained.features, ["storm tore " * times, "storm"])


def test_no_texts_are_no_rows(trained):
    assert_same(trained.features, [])


def test_blanks_and_letters_are_those_of_python():
    every = [chr(point) for point in range(sys.maxunicode + 1)]
    kinds = compiled._kinds()
    assert [letter for letter, kind in zip(every, kinds, strict=True) if kind == 1] == [
        letter for letter in every if not letter.split()
    ]
    assert [letter for letter, kind in zip(every, kinds, strict=True) if kind == 2] == re.findall(r"\w", "".join(every))


def test_more_letters_than_can_be_packed_stay_with_arrays():
    features = hostile(("storm",), [chr(0x4E00 + number) + "ab" for number in range(5000)])
    features.late.expect_many(0)
    assert features.late.for_texts(1) is None
    assert features.parts(["storm 一ab"])[0].nnz == 2


def test_it_begins_when_many_texts_came_and_not_before():
    made, begun = [], []
    late = Late(lambda: made.append(1) or "kernel", lambda: begun.append(1))
    assert [late.for_texts(10**9) for _ in range(3)] == [None] * 3  # nobody said that many come
    late.expect_many(20)
    assert [late.for_texts(10) for _ in range(2)] == [None] * 2
    late.expect_many(20)  # each chunk says so
    assert not begun
    assert [late.for_texts(10) for _ in range(2)] == ["kernel"] * 2
    assert made == begun == [1]


def test_what_arrays_remember_of_words_goes_when_compiled_code_begins(trained, corpus):
    features = fresh(trained.features)
    features.parts(corpus[0]["text"].tolist())
    assert len(features.counter.memo)
    features.late.expect_many(0)
    features.parts(["storm"])
    assert not len(features.counter.memo)


def test_what_was_compiled_does_not_go_to_other_processes(trained, corpus):
    texts = corpus[0]["text"].tolist()
    model = dataclasses.replace(trained, features=on(trained.features))
    sent = pickle.loads(pickle.dumps(model))
    assert sent.features.late.for_texts(0) is None
    assert np.array_equal(sent.probabilities(texts), model.probabilities(texts))


def test_the_memory_for_rows_is_enough_where_a_vocabulary_has_all_that_can_stand_in_a_text():
    text = "a b cd efg hijk"
    features = hostile(
        ("cd", "efg", "hijk", "cd efg", "efg hijk"),
        sorted({piece for word in text.split() for piece in _pieces(f" {word} ")}),
    )
    assert_same(features, [text] * 3)
    kernel = on(features).late.for_texts(0)
    assert isinstance(kernel, Compiled)
    assert kernel.rows([text])[2].tolist() == [0, len(features)]


def _pieces(padded: str) -> list[str]:
    return [padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)]


def test_without_numba_arrays_go_on():
    code = """
import sys
sys.modules["numba"] = None
from framing.model.learning.features import Features, Vocabulary
import numpy as np
features = Features(Vocabulary(("storm",), np.ones(1)), Vocabulary((), np.empty(0)))
features.late.expect_many(0)
print(features.late.for_texts(1), features.parts(["a storm"])[0].toarray().tolist())
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert said.stdout == "None [[1.0]]\n"
