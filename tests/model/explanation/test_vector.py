from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.model.explanation.explain import EMBEDDING, explain
from framing.model.explanation.places import word_spans
from framing.model.explanation.vector import vector_pushes
from framing.model.learning.embedding import load_embedding
from framing.model.learning.train import FrameModel, train

TEXTS = [
    "The storm tore roofs away, and a band marched in the parade.",
    "“Unroofing”, the mayor of Łódź-Śródmieście said — twice!",
    "Буря, storm\x0bbarley, 中国 und İstanbul's 50%.",
    "storm " * 300,
]


@pytest.fixture(scope="module")
def model(corpus, codebook) -> FrameModel:
    model = train(*corpus, codebook)
    assert model.features.embedding == "english"
    return model


def whole(model: FrameModel, text: str):
    vector = load_embedding("english").vectors([text])[0]
    return model.coefficients[:, model.features.terms :] @ vector


@pytest.mark.parametrize("text", TEXTS)
def test_the_words_share_all_that_the_vector_adds(model, text) -> None:
    found = explain(model, text)
    assert found.rest == pytest.approx(0, abs=1e-9)
    assert found.intercepts + found.word_pushes.sum(axis=0) == pytest.approx(found.log_odds, abs=1e-9)
    assert found.terms[-1] == EMBEDDING
    assert vector_pushes(model, text, found.words).sum(axis=0) == pytest.approx(found.term_pushes[-1], abs=1e-9)


@given(st.lists(st.sampled_from([*" \t\x0b\x1c\u2028\u200b,.#'", "é", "İ", "中", "storm", "roofs", "ж"]), min_size=1))
def test_they_do_of_any_text(model, parts) -> None:
    text = "".join(parts)
    found = vector_pushes(model, text, word_spans(text))
    assert found.sum(axis=0) == pytest.approx(whole(model, text), abs=1e-9)


def test_a_word_has_the_share_of_its_own_pieces(model) -> None:
    text = "The storm, unroofed"
    table = load_embedding("english")
    weights = model.coefficients[:, model.features.terms :]
    cut = [table.pieces.cut(word) for word in ("the", "storm", ",", "unroofed")]
    mean = table.table[[number for pieces in cut for number in pieces]].astype(float).mean(axis=0)
    count = sum(map(len, cut))
    storm = table.table[[*cut[1], *cut[2]]].astype(float).sum(axis=0)  # with its comma
    expected = weights @ storm / count / np.linalg.norm(mean)
    assert vector_pushes(model, text, word_spans(text))[1] == pytest.approx(expected, abs=1e-6)


def test_a_word_that_the_table_cannot_read_has_nothing_of_it(model) -> None:
    pushes = vector_pushes(model, "storm буря", word_spans("storm буря"))
    assert pushes[0] == pytest.approx(whole(model, "storm"), abs=1e-9)
    assert not pushes[1].any()


def test_without_a_vector_there_is_nothing_to_share(model) -> None:
    plain = replace(model, features=replace(model.features, embedding=""))
    assert not vector_pushes(plain, TEXTS[0], word_spans(TEXTS[0])).any()
