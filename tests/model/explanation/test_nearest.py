import pytest

from framing.model.explanation.nearest import CLOSE, index_texts
from framing.model.learning.train import train

TEXTS = ["The storm tore roofs away.", "The wheat harvest was good.", "Ъъъъ.", "A storm tore the roofs."]


@pytest.fixture(scope="module")
def model(corpus, codebook):
    return train(*corpus, codebook)


def test_the_same_text_is_nearest_and_a_text_that_is_not_close_is_none(model) -> None:
    found = index_texts(model, TEXTS).nearest(model, TEXTS[0], most=4)
    assert (found[0].number, found[0].cosine) == (0, pytest.approx(1.0))
    assert found[1].number == 3
    assert 2 not in {each.number for each in found}
    assert all(each.cosine >= CLOSE for each in found)
    assert [each.cosine for each in found] == sorted((each.cosine for each in found), reverse=True)


def test_nothing_is_near_where_there_is_nothing(model) -> None:
    assert index_texts(model, []).nearest(model, TEXTS[0]) == ()
    assert index_texts(model, TEXTS).nearest(model, "ӨӨӨӨ") == ()
