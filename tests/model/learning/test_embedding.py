import hashlib
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.model.learning.embedding import choose_embedding, load_embedding

ENGLISH = [
    "The government said that the new law would come into force in the spring of next year.",
    "Prices have risen again, and many families cannot pay for heating, according to the union.",
    "He was taken to the hospital with burns on his hands, the ministry said on Monday.",
]
RUSSIAN = [
    "Правительство сообщило, что новый закон вступит в силу весной следующего года.",
    "Цены снова выросли, и многие семьи не могут платить за отопление, сообщил профсоюз.",
]
KAZAKH = [
    "Үкімет жаңа заң келесі жылдың көктемінде күшіне енетінін хабарлады.",
    "Баға қайтадан өсті, көптеген отбасылар жылу үшін төлей алмайды, деді кәсіподақ.",
]
FRENCH = [
    "Le gouvernement a annoncé que la nouvelle loi entrera en vigueur au printemps de l'année prochaine.",
    "Les prix ont encore augmenté et de nombreuses familles ne peuvent plus payer leur chauffage.",
]


def cosine(first, second):
    one, other = load_embedding("english").vectors([first, second])
    return float(one @ other)


def test_sentences_of_the_same_meaning_without_a_common_word_are_nearer_than_others():
    same = cosine("Doctors treat sick children", "Physicians cure ill kids")
    assert same > cosine("Doctors treat sick children", "Parliament voted on taxes") + 0.2
    assert same > cosine("Physicians cure ill kids", "The team won its match") + 0.2


def test_a_vector_has_length_one_and_no_known_piece_gives_zeros():
    embedding = load_embedding("english")
    vectors = embedding.vectors(["A storm is coming.", "", "   ", "Қала", "Буря"])
    assert vectors.shape == (5, embedding.dimensions)
    assert np.linalg.norm(vectors[0]) == pytest.approx(1)
    assert not vectors[1:].any()


@given(st.lists(st.text(max_size=60), max_size=3))
def test_a_vector_depends_on_its_text_alone(texts):
    embedding = load_embedding("english")
    together = embedding.vectors([*texts, "A storm is coming."])
    alone = np.vstack([embedding.vectors([text]) for text in [*texts, "A storm is coming."]])
    assert np.array_equal(together, alone)
    assert np.isfinite(together).all()


def test_a_text_of_100_000_characters_has_a_vector():
    vectors = load_embedding("english").vectors(["storm " * 16_667, "x" * 100_000, "." * 100_000])
    assert vectors[0] == pytest.approx(load_embedding("english").vectors(["storm"])[0], abs=1e-4)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 1])


def test_the_files_are_those_that_the_readme_describes():
    folder = resources.files("framing.model.learning").joinpath("embeddings")
    readme = folder.joinpath("README.md").read_text(encoding="utf-8")
    for name in ("english.safetensors", "english.txt"):
        content = folder.joinpath(name).read_bytes()
        assert hashlib.sha256(content).hexdigest() in readme
        assert len(content) <= 8_000_000


def test_a_table_is_used_for_its_own_language_only():
    assert choose_embedding("english", ENGLISH) == "english"
    assert choose_embedding("english", [*ENGLISH, *RUSSIAN]) == "english"
    for others in (RUSSIAN, KAZAKH, FRENCH, [*ENGLISH[:1], *FRENCH], []):
        assert choose_embedding("english", others) == ""
    assert choose_embedding("", ENGLISH) == ""


@pytest.mark.parametrize("ask", [lambda name: load_embedding(name), lambda name: choose_embedding(name, ENGLISH)])
def test_an_unknown_table_is_refused_whatever_its_name(ask):
    with pytest.raises(InputError, match="There is: english"):
        ask("../../etc/passwd")
