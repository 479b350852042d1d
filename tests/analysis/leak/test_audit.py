"""A difference that is a name is gone when the name is hidden; one that is told in other words stays."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from framing.analysis.leak.audit import ALL, LOADED, NAMES, NOT_TESTED, NOTHING, audit_leaks
from framing.analysis.scored import Scored
from framing.codebook import Codebook, Frame
from framing.errors import InputError
from framing.model.learning.train import FrameModel

CODEBOOK = Codebook(
    "weather",
    "1.0",
    "Weather",
    (
        Frame("storm", "Storm", "1", "#000000", "#FFFFFF", "it blows hard"),
        Frame("harvest", "Harvest", "2", "#000000", "#FFFFFF", "wheat is brought in"),
    ),
)
OUTLETS = ("Storm Herald", "Gazette")


def corpus_of(model: FrameModel, told: str, count: int = 30) -> Scored:
    """Documents of three sentences each; the first outlet tells `told` in the last."""
    rows = [
        (f"{outlet}{number}", outlet, text)
        for outlet in OUTLETS
        for number in range(count)
        for text in (
            f"Rain number {number} fell.",
            "It fell long.",
            told if outlet == OUTLETS[0] else "The sun came out.",
        )
    ]
    table = pd.DataFrame(rows, columns=["document_id", "source", "text"])
    probabilities = model.probabilities(table["text"].tolist())
    return Scored(
        sentences=table.assign(sentence_id=[f"s{row}" for row in range(len(table))])[
            ["sentence_id", "document_id", "text"]
        ],
        documents=table[["document_id", "source"]].drop_duplicates(ignore_index=True),
        frames=model.frames,
        probabilities=probabilities,
        predicted=model.predicted(probabilities),
        model="m",
    )


@pytest.fixture
def audited(weather_model: FrameModel) -> Callable[..., pd.DataFrame]:
    def audit(told: str, count: int = 30) -> pd.DataFrame:
        corpus = corpus_of(weather_model, told, count)
        outlet = corpus.sentences["document_id"].map(corpus.documents.set_index("document_id")["source"])
        groups = np.array([OUTLETS.index(name) for name in outlet])
        leaks = audit_leaks(corpus, weather_model, CODEBOOK, groups, OUTLETS, [(0, 1)])
        return leaks.set_index(["frame", "masked"])

    return audit


def test_a_difference_that_is_the_name_of_the_outlet_does_not_survive_hiding_it(audited):
    found = audited("As the Storm Herald reported.")
    assert found.loc[("storm", NOTHING), "difference"] == pytest.approx(1 / 3)
    assert found.loc[("storm", NOTHING), "survives"] == 1
    assert found.loc[("storm", NAMES), "survives"] == 0
    assert found.loc[("storm", NAMES), "words"] == 60
    assert found.loc[("storm", ALL), "survives"] == 0


def test_a_difference_in_the_codebooks_own_words_hangs_on_them_and_on_no_name(audited):
    found = audited("The storm came at night.")
    assert np.isnan(found.loc[("storm", NAMES), "survives"])  # nothing was hidden, which is no test that was passed
    assert found.loc[("storm", NAMES), "words"] == 0
    assert found.loc[("storm", NAMES), "note"] == f"names: {NOT_TESTED}"
    assert found.loc[("storm", LOADED), "survives"] == 0
    low, high = found.loc[("storm", NOTHING), ["low", "high"]]
    assert low <= 1 / 3 <= high


def test_where_there_is_no_difference_nothing_is_said_to_survive(audited):
    found = audited("The moon came out.")
    assert found["survives"].isna().all()
    assert found["note"].str.contains("no difference of which").all()


def test_few_documents_give_no_interval_and_no_word_of_what_survives(audited):
    found = audited("As the Storm Herald reported.", count=5)
    assert found.loc[("storm", NOTHING), "difference"] == pytest.approx(1 / 3)
    assert np.isnan(found.loc[("storm", NAMES), ["low", "survives"]].to_numpy(dtype=float)).all()
    assert "fewer than 20 documents" in found.loc[("storm", NAMES), "note"]


def test_copies_of_one_text_are_drawn_again_as_one(weather_model):
    corpus = corpus_of(weather_model, "As the Storm Herald reported.")
    ids = corpus.documents["document_id"].tolist()
    repeats = {name: ids[number - number % 3] for number, name in enumerate(ids) if number % 3}  # 10 stories an outlet
    outlet = corpus.sentences["document_id"].map(corpus.documents.set_index("document_id")["source"])
    groups = np.array([OUTLETS.index(name) for name in outlet])
    found = audit_leaks(replace(corpus, copies=repeats), weather_model, CODEBOOK, groups, OUTLETS, [(0, 1)])
    assert found["low"].isna().all()
    assert audit_leaks(corpus, weather_model, CODEBOOK, groups, OUTLETS, [(0, 1)])["low"].notna().all()


def test_scores_without_texts_are_refused_with_what_to_do(weather_model):
    corpus = corpus_of(weather_model, "x")
    without = Scored(**{**vars(corpus), "sentences": corpus.sentences.drop(columns="text")})
    with pytest.raises(InputError, match="without-texts"):
        audit_leaks(without, weather_model, CODEBOOK, np.zeros(len(corpus.sentences), dtype=int), ["a"], [])


def test_words_of_the_gazetteer_that_are_no_names_are_left_in(audited, monkeypatch):
    both = replace(CODEBOOK, gazetteer={"outlet": ("storm", "Moon")})
    monkeypatch.setitem(globals(), "CODEBOOK", both)
    assert audited("The storm came at night.").loc[("storm", NAMES), "words"] == 0
    monkeypatch.setitem(globals(), "CODEBOOK", replace(both, gazetteer={"outlet": ("Storm",)}))
    assert audited("The storm came at night.").loc[("storm", NAMES), "survives"] == 0
