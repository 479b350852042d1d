import numpy as np
import pytest

from framing.errors import InputError, ModelMismatch
from framing.model.keeping.layout import CONTENT
from framing.model.keeping.store import load_model


@pytest.mark.parametrize(
    "changes",
    [
        {"frames": []},
        {"frames": ["storm", "storm"]},
        {"frames": ["../storm"]},
        {"frames": "storm"},
        {"frames": ["harvest", "storm"]},  # parade is counted, and neither learned nor left out
        {"words": None},
        {"words": [1, 2]},
        {"words": ["b", "a"]},
        {"pieces": ["a", "a"]},
        {"pieces": [""]},
        {"examples": []},
        {"examples": [{"frame": "storm", "sentences": 1, "positives": 5, "documents": 1}]},
        {"left_out": {"storm": "because\nof this"}},
        {"left_out": []},
        {"seed": -1},
        {"seed": 1e3},
        {"seed": True},
        {"codebook": {"id": "x"}},
        {"codebook": {"id": "x" * 501, "version": "1", "fingerprint": "0" * 16}},
        {"versions": {"numpy": 1}},
        {"training_sha256": "x"},
        {"gold_sha256": "F" * 64},
        {"sentences_sha256": None},
        {"made_by": {"person": "many"}},
        {"made_by": {"\u202enosrep": 1}},
        {"profile": "best"},
        {"profile": "fast"},  # which counts no pieces
        {"profile": ["standard"]},
        {"link": "softmax"},
        {"link": None},
        {"sets": {}},
        {"sets": {"level": 1.0, "frames": []}},
        {"sets": {"level": 0.9, "frames": ["storm", "harvest"]}},
        {"sets": {"level": 0.9, "frames": ["flood"]}},
        {"sets": {"level": 0.9, "frames": [], "model": "other.pkl"}},
        {"reference": {}},
        {"reference": {"languages": ["../x"]}},
        {"token_pattern": "(a+)+$"},
        {"input": "filename"},
    ],
)
def test_content_that_cannot_be_is_refused(folder, rewrite_content, changes):
    rewrite_content(**changes)
    with pytest.raises(InputError, match=CONTENT):
        load_model(folder)


def test_sets_and_reference_come_back(model, saved):
    again = load_model(saved)
    assert again.reference == model.reference
    assert again.sets.level == model.sets.level
    for name in ("yes_from", "no_upto", "known"):
        assert np.array_equal(getattr(again.sets, name), getattr(model.sets, name))


def test_cut_offs_without_sets_are_refused(folder, rewrite_content):
    rewrite_content(sets=None)
    with pytest.raises(InputError, match="no more and no less"):
        load_model(folder)


def test_a_term_with_half_a_character_is_refused(folder, rewrite_content, model):
    rewrite_content(words=[*model.features.words.terms[:-1], "\ud83d"])
    with pytest.raises(InputError, match=CONTENT):
        load_model(folder)


@pytest.mark.parametrize("version", [0, 1, 3, "2", None, True, 10**400])
def test_another_format_version_is_a_mismatch(folder, rewrite_content, version):
    rewrite_content(format_version=version)
    with pytest.raises(ModelMismatch, match="reads 2"):
        load_model(folder)
