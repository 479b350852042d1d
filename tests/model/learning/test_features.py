import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion

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
    """What scikit-learn itself would fit on these texts."""
    shared = {"sublinear_tf": True, "min_df": 2}
    return FeatureUnion(
        [
            ("words", TfidfVectorizer(ngram_range=(1, 2), **shared)),
            ("pieces", TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), **shared)),
        ]
    ).fit(texts)


def test_the_numbers_are_those_of_scikit_learn_on_the_fold_alone():
    inside, outside = np.array([0, 1, 2, 3, 5]), np.array([4, 6])
    counts = count_terms(TEXTS)
    fold = counts.learn(inside)
    peer = plain([TEXTS[row] for row in inside])
    for rows in (inside, outside):
        expected = peer.transform([TEXTS[row] for row in rows]).toarray()
        assert fold.matrix(rows).toarray() == pytest.approx(expected, abs=1e-12)
        assert fold.features.matrix([TEXTS[row] for row in rows]).toarray() == pytest.approx(expected, abs=1e-12)


def test_a_word_of_the_held_out_text_is_not_in_the_vocabulary():
    texts = ["wheat field", "wheat mill", "comet comet", "comet"]
    fold = count_terms(texts).learn(np.array([0, 1]))
    assert fold.features.words.terms == ("wheat",)
    assert fold.matrix(np.array([3])).nnz == 0


@given(st.text(max_size=60))
def test_any_text_gives_finite_numbers_and_each_family_has_length_one_or_none(text):
    features = count_terms(TEXTS).learn(np.arange(len(TEXTS))).features
    row = features.matrix([text]).toarray()[0]
    words = len(features.words.terms)
    for part in (row[:words], row[words:]):
        assert np.linalg.norm(part) == pytest.approx(1) or not part.any()


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
