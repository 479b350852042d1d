"""A difference that is a name is gone when the name is hidden; one that is told in other words stays."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from framing.analysis.leak.audit import ALL, LOADED, NAMES, NOT_TESTED, NOTHING, audit_leaks
from framing.analysis.scored import Scored
from framing.codebook import Codebook, Frame
from framing.errors import InputError
from framing.model.learning.examples import FrameCount
from framing.model.learning.features import Features, Vocabulary
from framing.model.learning.train import FrameModel

# Two words: storm 4 points, wheat -2; the other frame the other way round.
MODEL = FrameModel(
    frames=("storm", "harvest"),
    features=Features(Vocabulary(("storm", "wheat"), np.array([1.0, 1.0])), Vocabulary((), np.empty(0))),
    coefficients=np.array([[4.0, -2.0], [-2.0, 4.0]]),
    intercepts=np.array([-1.0, -1.0]),
    thresholds=np.array([0.5, 0.9]),
    left_out={},
    examples=tuple(FrameCount(frame, 30, 20, 4) for frame in ("storm", "harvest")),
    sentences=30,
    documents=4,
    made_by={"person": 60},
    codebook_id="weather",
    codebook_version="1.0",
    codebook="0123456789abcdef",
    training_sha256="0" * 64,
    seed=7,
    versions={},
)
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


def scored(told: str, count: int = 30) -> Scored:
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
    probabilities = MODEL.probabilities(table["text"].tolist())
    return Scored(
        sentences=table.assign(sentence_id=[f"s{row}" for row in range(len(table))])[
            ["sentence_id", "document_id", "text"]
        ],
        documents=table[["document_id", "source"]].drop_duplicates(ignore_index=True),
        frames=MODEL.frames,
        probabilities=probabilities,
        predicted=MODEL.predicted(probabilities),
        model="m",
    )


def audited(told: str, count: int = 30) -> pd.DataFrame:
    corpus = scored(told, count)
    outlet = corpus.sentences["document_id"].map(corpus.documents.set_index("document_id")["source"])
    groups = np.array([OUTLETS.index(name) for name in outlet])
    return audit_leaks(corpus, MODEL, CODEBOOK, groups, OUTLETS, [(0, 1)]).set_index(["frame", "masked"])


def test_a_difference_that_is_the_name_of_the_outlet_does_not_survive_hiding_it():
    found = audited("As the Storm Herald reported.")
    assert found.loc[("storm", NOTHING), "difference"] == pytest.approx(1 / 3)
    assert found.loc[("storm", NOTHING), "survives"] == 1
    assert found.loc[("storm", NAMES), "survives"] == 0
    assert found.loc[("storm", NAMES), "words"] == 60
    assert found.loc[("storm", ALL), "survives"] == 0


def test_a_difference_in_the_codebooks_own_words_hangs_on_them_and_on_no_name():
    found = audited("The storm came at night.")
    assert np.isnan(found.loc[("storm", NAMES), "survives"])  # nothing was hidden, which is no test that was passed
    assert found.loc[("storm", NAMES), "words"] == 0
    assert found.loc[("storm", NAMES), "note"] == f"names: {NOT_TESTED}"
    assert found.loc[("storm", LOADED), "survives"] == 0
    low, high = found.loc[("storm", NOTHING), ["low", "high"]]
    assert low <= 1 / 3 <= high


def test_where_there_is_no_difference_nothing_is_said_to_survive():
    found = audited("The moon came out.")
    assert found["survives"].isna().all()
    assert found["note"].str.contains("no difference of which").all()


def test_few_documents_give_no_interval_and_no_word_of_what_survives():
    found = audited("As the Storm Herald reported.", count=5)
    assert found.loc[("storm", NOTHING), "difference"] == pytest.approx(1 / 3)
    assert np.isnan(found.loc[("storm", NAMES), ["low", "survives"]].to_numpy(dtype=float)).all()
    assert "fewer than 20 documents" in found.loc[("storm", NAMES), "note"]


def test_copies_of_one_text_are_drawn_again_as_one():
    corpus = scored("As the Storm Herald reported.")
    ids = corpus.documents["document_id"].tolist()
    repeats = {name: ids[number - number % 3] for number, name in enumerate(ids) if number % 3}  # 10 stories an outlet
    outlet = corpus.sentences["document_id"].map(corpus.documents.set_index("document_id")["source"])
    groups = np.array([OUTLETS.index(name) for name in outlet])
    found = audit_leaks(replace(corpus, copies=repeats), MODEL, CODEBOOK, groups, OUTLETS, [(0, 1)])
    assert found["low"].isna().all()
    assert audit_leaks(corpus, MODEL, CODEBOOK, groups, OUTLETS, [(0, 1)])["low"].notna().all()


def test_scores_without_texts_are_refused_with_what_to_do():
    corpus = scored("x")
    without = Scored(**{**vars(corpus), "sentences": corpus.sentences.drop(columns="text")})
    with pytest.raises(InputError, match="without-texts"):
        audit_leaks(without, MODEL, CODEBOOK, np.zeros(len(corpus.sentences), dtype=int), ["a"], [])


def test_words_of_the_gazetteer_that_are_no_names_are_left_in(monkeypatch):
    both = replace(CODEBOOK, gazetteer={"outlet": ("storm", "Moon")})
    monkeypatch.setitem(globals(), "CODEBOOK", both)
    assert audited("The storm came at night.").loc[("storm", NAMES), "words"] == 0
    monkeypatch.setitem(globals(), "CODEBOOK", replace(both, gazetteer={"outlet": ("Storm",)}))
    assert audited("The storm came at night.").loc[("storm", NAMES), "survives"] == 0
