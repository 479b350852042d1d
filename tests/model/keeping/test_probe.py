import dataclasses

import pytest

from framing.errors import InputError, ModelMismatch
from framing.model.keeping.probe import Probe, check_probes, make_probes, read_probes
from framing.model.keeping.store import load_model


def test_probes_are_what_the_model_says_and_one_is_of_its_own_words(model):
    probes = make_probes(model)
    assert len({probe.probabilities for probe in probes}) > 1
    for probe in probes:
        assert probe.probabilities == tuple(model.probabilities([probe.text])[0])
    assert any(len(set(probe.text.split()) & set(model.features.words.terms)) > 5 for probe in probes)
    check_probes(model, probes, "here")


def test_a_model_that_answers_otherwise_here_is_a_mismatch_that_names_the_versions(model):
    other = dataclasses.replace(model, intercepts=model.intercepts + 0.01)
    with pytest.raises(ModelMismatch, match=r"other probabilities than where it was trained.*scikit-learn \d"):
        check_probes(other, make_probes(model), "here")


def test_a_manifest_with_other_answers_is_refused(folder, rewrite_manifest):
    rewrite_manifest(lambda manifest: manifest["probes"][0]["probabilities"].reverse())
    with pytest.raises(ModelMismatch, match="other probabilities"):
        load_model(folder)


@pytest.mark.parametrize(
    "value",
    [
        [],
        [{"text": "a", "probabilities": [0.5]}],
        [{"text": "a", "probabilities": [0.5, 0.5, 1.5]}],
        [{"text": "a", "probabilities": [0.5, 0.5, None]}],
        [{"text": "a" * 501, "probabilities": [0.5, 0.5, 0.5]}],
        [{"text": "a", "probabilities": [0.5, 0.5, 0.5]}] * 21,
        {"text": "a"},
    ],
)
def test_probes_that_cannot_be_are_refused(value):
    with pytest.raises(InputError, match="here"):
        read_probes(value, 3, "here")


def test_probes_come_back():
    assert read_probes([{"text": "a", "probabilities": [0, 0.5]}], 2, "here") == (Probe("a", (0.0, 0.5)),)
