import pytest

from framing.errors import InputError
from framing.model.learning.profile import DEFAULT_PROFILE, PROFILES, find_profile
from framing.model.learning.train import train


def test_the_fast_profile_looks_at_words_alone(corpus, codebook):
    model = train(*corpus, codebook, profile="fast")
    assert model.profile == "fast"
    assert model.features.pieces.terms == ()
    assert len(model.features) == len(model.features.words.terms) > 0
    storm, calm = model.probabilities(["Hail and a storm at the coast.", "The council met."])
    assert storm[model.frames.index("storm")] > calm[model.frames.index("storm")]


def test_standard_is_what_one_gets(corpus, codebook):
    model = train(*corpus, codebook)
    assert model.profile == DEFAULT_PROFILE == "standard"
    assert model.features.pieces.terms


def test_an_unknown_profile_is_refused_with_those_that_there_are():
    with pytest.raises(InputError, match=rf"'best'.*{', '.join(profile.name for profile in PROFILES)}"):
        find_profile("best")
