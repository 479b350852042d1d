import dataclasses

import numpy as np
import pandas as pd
import pytest

from framing import tables
from framing.errors import ModelMismatch
from framing.model.caution.reference import Reference
from framing.model.caution.sets import Sets
from framing.model.learning.features import Features, Vocabulary
from framing.model.learning.train import FrameModel
from framing.scoring.answers import answer_counts, answer_table, answers_beside_scores, novelty_of

FRAMES = ("storm", "harvest", "parade")
SETS = Sets(0.9, np.array([0.3, 0.1, 0.0]), np.array([0.6, 0.8, 1.0]), np.array([True, True, False]))
MODEL = FrameModel(
    frames=FRAMES,
    features=Features(Vocabulary(("storm", "storm came"), np.array([1.0, 1.0])), Vocabulary((), np.empty(0))),
    coefficients=np.zeros((3, 2)),
    intercepts=np.zeros(3),
    thresholds=np.array([0.5, 0.9, 0.5]),
    left_out={},
    examples=(),
    sentences=30,
    documents=4,
    made_by={},
    codebook_id="weather",
    codebook_version="1.0",
    codebook="0123456789abcdef",
    training_sha256="0" * 64,
    seed=7,
    versions={},
    sets=SETS,
    reference=Reference(0.2, 0.4, 0.35, 0.2, 0.1, 20, 200, ("en",), 100),
)


def scores(*rows):
    """SCORES of sentences s0, s1 ..., each with a probability for every frame."""
    return tables.SCORES.table(
        {"sentence_id": f"s{number}", "frame": frame, "probability": probability, "model": "f"}
        for number, row in enumerate(rows)
        for frame, probability in zip(FRAMES, row, strict=True)
    )


TABLE = scores((0.7, 0.05, 0.9), (0.4, 0.85, 0.1), (0.2, 0.95, 0.5))


def test_an_answer_is_given_where_the_other_is_ruled_out_and_the_threshold_agrees() -> None:
    found = answer_table(TABLE, MODEL)
    wide = found.pivot(index="sentence_id", columns="frame", values="answer")
    assert wide["storm"].tolist() == ["yes", "not sure", "no"]
    # 0.85 rules out "no", which ends at 0.8, but does not reach the threshold 0.9.
    assert wide["harvest"].tolist() == ["no", "not sure", "yes"]
    assert wide["parade"].tolist() == ["too few examples"] * 3


def test_the_order_of_scores_is_kept_and_does_not_matter() -> None:
    shuffled = TABLE.sample(frac=1, random_state=3)
    found = answer_table(shuffled, MODEL)
    assert found[["sentence_id", "frame"]].equals(shuffled[["sentence_id", "frame"]])
    keys = ["sentence_id", "frame"]
    expected = answer_table(TABLE, MODEL).sort_values(keys, ignore_index=True)
    assert found.sort_values(keys, ignore_index=True).equals(expected)


def test_scores_of_another_model_are_refused() -> None:
    with pytest.raises(ModelMismatch, match="'flood'"):
        answer_table(TABLE.replace({"frame": {"parade": "flood"}}), MODEL)


def test_answers_stand_beside_their_scores() -> None:
    beside = pd.DataFrame({"text": ["c", "a"], "sentence_id": ["s2", "s0"], "storm": [0.2, 0.7], "harvest": [0.9, 0.0]})
    two = TABLE[TABLE["frame"] != "parade"]
    answers = answer_table(two, MODEL)
    table = answers_beside_scores(beside, answers)
    assert table.columns.tolist() == ["text", "sentence_id", "storm", "storm answer", "harvest", "harvest answer"]
    assert table["storm answer"].tolist() == ["no", "yes"]
    assert beside.columns.tolist() == ["text", "sentence_id", "storm", "harvest"]


def test_answers_are_counted_per_frame() -> None:
    counts = answer_counts(answer_table(TABLE, MODEL))
    assert counts.to_dict(orient="list") == {
        "frame": ["storm", "harvest", "parade"],
        "yes": [1, 1, 0],
        "no": [1, 1, 0],
        "not_sure": [1, 1, 0],
        "note": ["", "", "too few examples"],
    }
    assert answer_counts(answer_table(TABLE.head(0), MODEL)).empty


def test_a_model_that_was_stored_without_them_is_asked_for_neither() -> None:
    old = dataclasses.replace(MODEL, sets=None, reference=None)
    with pytest.raises(ModelMismatch, match="Train it again"):
        answer_table(TABLE, old)
    assert novelty_of(old, pd.DataFrame({"text": ["A storm"], "document_id": ["a"]})) is None


def test_words_that_the_model_knows_are_not_new() -> None:
    texts = ["storm " * 20, "wheat " * 20]
    found = novelty_of(MODEL, pd.DataFrame({"text": texts, "document_id": ["a", "b"]}))
    assert found.sentences["unknown"].tolist() == [0.0, 1.0]


def test_at_most_one_frame_of_a_single_label_model_is_answered_yes() -> None:
    single = dataclasses.replace(MODEL, link="one or none", sets=dataclasses.replace(SETS, known=np.array([True] * 3)))
    found = answer_table(scores((0.9, 0.85, 0.0), (0.7, 0.95, 0.0)), single)
    assert found.loc[found["answer"] == "yes", ["sentence_id", "frame"]].to_numpy().tolist() == [
        ["s0", "storm"],
        ["s1", "storm"],
    ]
