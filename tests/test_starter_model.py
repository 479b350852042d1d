"""The model that the repository ships is the one that its texts and labels give."""

import json
from pathlib import Path

import numpy as np
import pytest

from framing.cli.corpus import ingest_texts
from framing.cli.model import learning_material
from framing.codebook import read_codebook
from framing.corpus.ingest import Source
from framing.model.keeping.pipeline import rebuild
from framing.model.keeping.store import load_model
from framing.model.learning.train import check_codebook, train
from framing.workspace import open_workspace

ROOT = Path(__file__).parents[1]


def test_the_starter_model_can_be_rebuilt_from_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAMING_CODEBOOK", str(ROOT / "annotations" / "codebook.toml"))
    place = open_workspace(tmp_path)
    ingest_texts(place, Source([ROOT / "seeds"]))
    material = learning_material(place, ROOT / "annotations" / "starter.jsonl")
    rebuilt = train(
        material.sentences, material.gold, material.codebook, copies=material.copies, chance=material.chance
    )
    shipped = load_model(ROOT / "models" / "starter")
    assert shipped.training_sha256 == rebuilt.training_sha256
    assert shipped.frames == rebuilt.frames
    texts = list(material.sentences["text"][:50])
    # Not to the bit: another processor adds in another order.
    assert np.allclose(shipped.probabilities(texts), rebuilt.probabilities(texts), atol=1e-6)


def test_the_starter_model_says_here_what_it_said_where_it_was_trained() -> None:
    # Runs on every Python that .ci/pythons finds: what is a letter, and how terms are counted, must be the same there.
    folder = ROOT / "models" / "starter"
    probes = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["probes"]
    model, texts = load_model(folder), [probe["text"] for probe in probes]
    said = np.array([probe["probabilities"] for probe in probes])
    assert np.abs(model.probabilities(texts) - said).max() <= 1e-12
    assert np.abs(rebuild(model).predict_proba(texts) - said).max() <= 1e-12


def test_the_starter_model_is_of_todays_codebook_and_says_who_labelled() -> None:
    shipped = load_model(ROOT / "models" / "starter")
    check_codebook(shipped, read_codebook(ROOT / "annotations" / "codebook.toml"))
    assert set(shipped.made_by) == {"automated coder"}
    assert "no gold standard" in (ROOT / "models" / "starter" / "card.md").read_text(encoding="utf-8")
