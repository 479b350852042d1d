import shutil
from pathlib import Path

import pandas as pd
import pytest

from framing.analysis import tables
from framing.analysis.findings import Findings
from framing.analysis.scored import Scored
from framing.cli.methods import methods_text, stored_model
from framing.codebook import read_codebook
from framing.workspace import open_workspace

ROOT = Path(__file__).parents[2]


def findings(model):
    documents = pd.DataFrame({"document_id": ["a"], "source": [""], "date": [""]})
    sentences = pd.DataFrame({"sentence_id": ["a:0-1"], "document_id": ["a"]})
    none = pd.DataFrame(index=[0]).to_numpy()
    return Findings(Scored(sentences, documents, (), none, none.astype(bool), model), tables.PREVALENCE.table())


@pytest.fixture
def place(tmp_path):
    (tmp_path / "annotations").mkdir()
    shutil.copy(ROOT / "annotations" / "codebook.toml", tmp_path / "annotations")
    return open_workspace(tmp_path)


def test_a_project_without_labels_or_a_model_says_that_nothing_is_known(place):
    said = methods_text(place, findings("f00d"), read_codebook(place.codebook))
    assert "No sentence of it was labelled, and no random sample was drawn." in said
    assert "scored by the model f00d; its training and quality were not at hand" in said
    assert "Software: Python" in said


def test_the_model_that_made_the_scores_is_described(place):
    model = ROOT / "models" / "starter"
    fingerprint = (model / "card.md").read_text(encoding="utf-8").split()[3]
    book = read_codebook(place.codebook)

    def methods(name, folder=None):
        return methods_text(place, findings(name), book, stored=stored_model(place, name, folder))

    said = methods(fingerprint, model)
    assert "trained on 186 sentences (labels: 2,232 by automated coder)" in said
    assert "On the 5 documents of its own labels, each predicted by models that had not seen it" in said
    assert "its mean F1 over 3 of 12 frames was" in said
    assert "9 frames had too few examples for a figure). Of other texts that figure says nothing." in said
    shutil.copytree(model, place.models / "mine")
    assert "trained on 186 sentences" in methods(fingerprint)
    assert "its training and quality were not at hand" in methods("another", model)


def test_a_run_without_its_model_says_what_it_recorded_itself(place):
    told = {
        "about": {"profile": "rich", "labels_made_by": {"automated coder": 2232}}, "counts": {"set_aside": 1},
    }  # fmt: skip
    said = methods_text(place, findings("f00d"), read_codebook(place.codebook), told=told)
    assert "profile rich, fingerprint f00d; labels: 2,232 by automated coder); its quality was not at hand." in said
    assert "1 document could not be read and is not counted" in said
