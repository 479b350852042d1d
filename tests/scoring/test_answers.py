import numpy as np
import pandas as pd
import pytest

from framing import tables
from framing.errors import ModelMismatch
from framing.model.caution.novelty import Novelty
from framing.model.caution.sets import Sets
from framing.scoring.answers import answer_counts, answer_table, answers_beside_scores, unlike_training

FRAMES = ("storm", "harvest", "parade")
SETS = Sets(0.9, np.array([0.3, 0.1, 0.0]), np.array([0.6, 0.8, 1.0]), np.array([True, True, False]))
THRESHOLDS = np.array([0.5, 0.9, 0.5])


def scores(*rows):
    """SCORES of sentences s0, s1 ..., each with a probability for every frame."""
    return tables.SCORES.table(
        {"sentence_id": f"s{number}", "frame": frame, "probability": probability, "model": "f"}
        for number, row in enumerate(rows)
        for frame, probability in zip(FRAMES, row, strict=True)
    )


def predicted(table):
    thresholds = table["frame"].map(dict(zip(FRAMES, THRESHOLDS, strict=True))).astype(float)
    return (table["probability"] >= thresholds).to_numpy()


TABLE = scores((0.7, 0.05, 0.9), (0.4, 0.85, 0.1), (0.2, 0.95, 0.5))


def test_an_answer_is_given_where_the_other_is_ruled_out_and_the_threshold_agrees() -> None:
    found = answer_table(TABLE, predicted(TABLE), FRAMES, SETS)
    wide = found.pivot(index="sentence_id", columns="frame", values="answer")
    assert wide["storm"].tolist() == ["yes", "not sure", "no"]
    # 0.85 rules out "no", which ends at 0.8, but does not reach the threshold 0.9.
    assert wide["harvest"].tolist() == ["no", "not sure", "yes"]
    assert wide["parade"].tolist() == ["too few examples"] * 3


def test_the_order_of_scores_is_kept_and_does_not_matter() -> None:
    shuffled = TABLE.sample(frac=1, random_state=3)
    found = answer_table(shuffled, predicted(shuffled), FRAMES, SETS)
    assert found[["sentence_id", "frame"]].equals(shuffled[["sentence_id", "frame"]])
    keys = ["sentence_id", "frame"]
    expected = answer_table(TABLE, predicted(TABLE), FRAMES, SETS).sort_values(keys, ignore_index=True)
    assert found.sort_values(keys, ignore_index=True).equals(expected)


def test_scores_of_another_model_are_refused() -> None:
    with pytest.raises(ModelMismatch, match="'parade'"):
        answer_table(TABLE, predicted(TABLE), FRAMES[:2], SETS)


def test_answers_stand_beside_their_scores() -> None:
    beside = pd.DataFrame({"text": ["c", "a"], "sentence_id": ["s2", "s0"], "storm": [0.2, 0.7], "harvest": [0.9, 0.0]})
    two = TABLE[TABLE["frame"] != "parade"]
    answers = answer_table(two, predicted(two), FRAMES, SETS)
    table = answers_beside_scores(beside, answers)
    assert table.columns.tolist() == ["text", "sentence_id", "storm", "storm answer", "harvest", "harvest answer"]
    assert table["storm answer"].tolist() == ["no", "yes"]
    assert beside.columns.tolist() == ["text", "sentence_id", "storm", "harvest"]


def test_answers_are_counted_per_frame() -> None:
    counts = answer_counts(answer_table(TABLE, predicted(TABLE), FRAMES, SETS))
    assert counts.to_dict(orient="list") == {
        "frame": ["storm", "harvest", "parade"],
        "yes": [1, 1, 0],
        "no": [1, 1, 0],
        "not_sure": [1, 1, 0],
        "note": ["", "", "too few examples"],
    }
    assert answer_counts(answer_table(TABLE.head(0), predicted(TABLE.head(0)), FRAMES, SETS)).empty


def test_what_is_unlike_the_training_text_is_named() -> None:
    sentences = pd.DataFrame({"by_words": [True, True, False, False], "by_length": [True, False, True, False]})
    assert unlike_training(Novelty(sentences, pd.DataFrame(), {}, 0, ())).tolist() == [
        "words, length",
        "words",
        "length",
        "",
    ]
