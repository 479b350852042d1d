import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import normalize

from framing.model.learning.features import count_terms

TEXTS = [
    "The storm tore the roofs away.",
    "A storm, the mayor said, is coming!",
    "Дауыл үйлердің шатырларын ұшырып әкетті.",
    "Дауыл келе жатыр, деді әкім.",
    "Буря сорвала крыши домов, сказал мэр.",
    "Сказал мэр: буря сорвала крыши.",
    "roofs",
]


def plain(texts):
    """What scikit-learn counts in these texts, and the weights of the terms, each written out once more."""
    families = []
    for length, options in (
        (1.0, {"ngram_range": (1, 2)}),
        (2**0.5, {"analyzer": "char_wb", "ngram_range": (3, 5)}),
    ):
        peer = TfidfVectorizer(sublinear_tf=True, norm=None, **options).fit(texts)
        counts = CountVectorizer(binary=True, **options).fit_transform(texts).sum(axis=0).A1
        names = peer.get_feature_names_out()
        extra = np.sqrt(peer.idf_)
        if "analyzer" in options:
            extra *= [2.0 if len(name) == 5 and name[0] == " " else 1.0 for name in names]
        else:
            extra *= [0.5 if " " in name else 1.0 for name in names]
        families.append((length, peer, extra * (counts >= 2), counts >= 2))
    return families


def rows_of(families, texts):
    return np.hstack(
        [length * normalize(peer.transform(texts).toarray() * extra)[:, kept] for length, peer, extra, kept in families]
    )


def test_the_numbers_are_those_of_scikit_learn_on_the_fold_alone():
    inside, outside = np.array([0, 1, 2, 3, 5]), np.array([4, 6])
    counts = count_terms(TEXTS)
    fold = counts.learn(inside)
    peer = plain([TEXTS[row] for row in inside])
    for rows in (inside, outside):
        expected = rows_of(peer, [TEXTS[row] for row in rows])
        assert fold.matrix(rows).toarray() == pytest.approx(expected, abs=1e-12)
        assert fold.features.matrix([TEXTS[row] for row in rows]).toarray() == pytest.approx(expected, abs=1e-12)


def test_a_word_of_the_held_out_text_is_not_in_the_vocabulary():
    texts = ["wheat field", "wheat mill", "comet comet", "comet"]
    fold = count_terms(texts).learn(np.array([0, 1]))
    assert fold.features.words.terms == ("wheat",)
    assert fold.matrix(np.array([3])).nnz == 0


@given(st.text(max_size=60))
def test_any_text_gives_finite_numbers_and_each_family_has_its_length_or_none(text):
    features = count_terms(TEXTS).learn(np.arange(len(TEXTS))).features
    row = features.matrix([text]).toarray()[0]
    words = len(features.words.terms)
    for length, part in ((1, row[:words]), (2**0.5, row[words:])):
        assert np.linalg.norm(part) == pytest.approx(length) or not part.any()


@pytest.mark.parametrize("text", ["Дауыл үйлердің", "Сказал мэр: йод", "Ёлка", "ROOFS of the Storm"])
def test_case_and_unicode_form_do_not_matter(text):
    features = count_terms([*TEXTS, text, text]).learn(np.arange(len(TEXTS) + 2)).features
    forms = [unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text), text.upper()]
    rows = features.matrix(forms).toarray()
    assert rows[0] == pytest.approx(rows[1])
    assert rows[0] == pytest.approx(rows[2])
    assert rows[0].any()


@pytest.mark.parametrize("texts", [["a", "b"], [" ", "\n"], ["one", "two"], ["!", "?"]])
def test_texts_without_a_shared_term_give_no_features(texts):
    fold = count_terms(texts).learn(np.arange(len(texts)))
    assert len(fold.features) == 0
    assert fold.features.matrix(texts).shape == (len(texts), 0)


def test_no_text_gives_no_rows():
    features = count_terms(TEXTS).learn(np.arange(len(TEXTS))).features
    assert features.matrix([]).shape == (0, len(features))


def test_a_family_that_is_not_asked_for_has_no_terms():
    fold = count_terms(TEXTS, ["words"]).learn(np.arange(len(TEXTS)))
    assert fold.features.pieces.terms == ()
    both = count_terms(TEXTS).learn(np.arange(len(TEXTS)))
    words = len(both.features.words.terms)
    assert fold.matrix(np.arange(7)).toarray() == pytest.approx(both.matrix(np.arange(7)).toarray()[:, :words])
    assert fold.features.matrix(TEXTS).toarray() == pytest.approx(fold.matrix(np.arange(7)).toarray())
