import numpy as np
import pytest

from framing.errors import InputError
from framing.model.learning.embedding import load_embedding
from framing.model.learning.profile import DEFAULT_PROFILE, PROFILES, find_profile
from framing.model.learning.train import train


def test_the_fast_profile_looks_at_words_alone(corpus, codebook):
    model = train(*corpus, codebook, profile="fast")
    assert model.profile == "fast"
    assert model.features.pieces.terms == ()
    assert len(model.features) == len(model.features.words.terms) > 0
    storm, calm = model.probabilities(["Hail and a storm at the coast.", "The council met."])
    assert storm[model.frames.index("storm")] > calm[model.frames.index("storm")]


def test_rich_is_what_one_gets(corpus, codebook):
    model = train(*corpus, codebook)
    assert model.profile == DEFAULT_PROFILE == "rich"
    assert model.features.pieces.terms
    assert model.features.embedding


def test_an_unknown_profile_is_refused_with_those_that_there_are():
    with pytest.raises(InputError, match=rf"'best'.*{', '.join(profile.name for profile in PROFILES)}"):
        find_profile("best")


def test_the_rich_profile_reads_vectors_of_english_sentences_after_the_terms(corpus, codebook):
    model = train(*corpus, codebook, profile="rich")
    assert (model.profile, model.features.embedding) == ("rich", "english")
    assert model.coefficients.shape[1] == model.features.terms + model.features.dimensions
    texts = ["Hail and a storm at the coast.", "The council met."]
    vectors = model.features.matrix(texts)[:, model.features.terms :].toarray()
    assert vectors == pytest.approx(load_embedding("english").vectors(texts))
    hurricane, calm = model.probabilities(["Hurricane winds and flooding.", "Deputies met and voted."])
    assert hurricane[model.frames.index("storm")] > calm[model.frames.index("storm")]


def test_the_rich_profile_is_the_standard_one_where_the_language_has_no_table(corpus, codebook):
    sentences, gold = corpus
    russian = sentences.assign(text="В среду на собрании было сказано: " + sentences["text"].map(in_cyrillic))
    standard, rich = (train(russian, gold, codebook, profile=profile) for profile in ("standard", "rich"))
    assert rich.features.embedding == ""
    assert np.array_equal(standard.coefficients, rich.coefficients)
    assert np.array_equal(standard.thresholds, rich.thresholds)


def in_cyrillic(text):
    return text.lower().translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "абкдефгхижклмнопярстувшхыз"))
