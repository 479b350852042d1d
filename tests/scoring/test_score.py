import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import tables
from framing.errors import InputError, ModelMismatch
from framing.model.learning.examples import FrameCount
from framing.model.learning.features import Features, Vocabulary
from framing.model.learning.train import FrameModel
from framing.scoring.score import predicted_shares, score_table

# A model of two words, small enough to score on paper: storm 4 points, wheat -2; the other frame the other way round.
MODEL = FrameModel(
    frames=("storm", "harvest"),
    features=Features(Vocabulary(("storm", "wheat"), np.array([1.0, 1.0])), Vocabulary((), np.empty(0))),
    coefficients=np.array([[4.0, -2.0], [-2.0, 4.0]]),
    intercepts=np.array([-1.0, -1.0]),
    thresholds=np.array([0.5, 0.9]),
    left_out={"parade": "too few examples to learn (3)"},
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


def sentences(*texts, document="doc"):
    return tables.SENTENCES.table(
        {
            "sentence_id": f"{document}:{number}",
            "document_id": document,
            "position": number + 1,
            "start": number,
            "end": number + 1,
            "text": text,
            "kind": "body",
            "paragraph": 1,
        }
        for number, text in enumerate(texts)
    )


def sigmoid(points):
    return 1 / (1 + math.exp(-points))


def test_scores_are_those_of_the_model_on_paper():
    # One known word has length one, so its coefficient counts whole; two share the length: each counts 1 / sqrt(2).
    table = score_table(MODEL, sentences("A storm!", "Wheat.", "storm, wheat", "calm"), fingerprint="f")
    points = [3, -3, -3, 3, 2 / math.sqrt(2) - 1, 2 / math.sqrt(2) - 1, -1, -1]
    assert table["probability"].tolist() == pytest.approx([sigmoid(p) for p in points])
    assert table["frame"].tolist() == ["storm", "harvest"] * 4
    assert table["sentence_id"].tolist() == [f"doc:{n}" for n in (0, 0, 1, 1, 2, 2, 3, 3)]
    assert set(table["model"]) == {"f"}
    pd.testing.assert_frame_equal(tables.SCORES.check(table, "scores"), table)


def test_a_frame_that_the_model_does_not_know_has_no_score():
    assert "parade" not in set(score_table(MODEL, sentences("storm"), fingerprint="f")["frame"])


@given(
    st.lists(st.sampled_from(["storm", "wheat", "calm", "storm wheat", "Дауыл", "\u00a0x", "1"]), max_size=12),
    st.integers(0, 12),
)
def test_a_sentence_has_the_same_score_whatever_is_scored_beside_it(texts, cut):
    table = sentences(*texts)
    whole = score_table(MODEL, table, fingerprint="f")
    parts = [score_table(MODEL, part, fingerprint="f") for part in (table[:cut], table[cut:])]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)


def test_more_sentences_than_a_batch_are_all_scored():
    table = score_table(MODEL, sentences(*["storm", "calm"] * 2500), fingerprint="f")
    assert len(table) == 10_000
    assert table["probability"].nunique() == 3  # storm, harvest under a storm, both in the calm


def test_no_sentences_give_an_empty_table_of_scores():
    table = score_table(MODEL, tables.SENTENCES.table(), fingerprint="f")
    assert table.empty
    assert list(table.columns) == list(tables.SCORES.columns)
    assert predicted_shares(table, tables.SENTENCES.table(), MODEL).empty


@pytest.mark.parametrize("text", ["", " \n\t", None, 3.5])
def test_a_sentence_without_text_is_refused_by_name(text):
    table = sentences("storm", "calm").astype({"text": object})
    table.loc[1, "text"] = text
    with pytest.raises(InputError, match=r"'doc:1' has no text"):
        score_table(MODEL, table, fingerprint="f")


def test_a_table_without_text_or_with_doubled_sentences_is_refused():
    table = sentences("storm")
    with pytest.raises(InputError, match="no column text"):
        score_table(MODEL, table.drop(columns="text"), fingerprint="f")
    with pytest.raises(InputError, match="'doc:0' is there twice"):
        score_table(MODEL, pd.concat([table, table]), fingerprint="f")


def test_shares_count_what_reaches_each_frame_s_own_threshold():
    # sigmoid(3) = 0.953 passes 0.5 and 0.9; the mixed sentence's sigmoid(0.414) = 0.602 passes 0.5 only.
    table = pd.concat(
        [sentences("storm", "wheat", "storm wheat", "calm", document="a"), sentences("storm", document="b")]
    )
    shares = predicted_shares(score_table(MODEL, table, fingerprint="f"), table, MODEL)
    found = {(row.document_id, row.frame): (row.sentences, row.predicted, row.share) for row in shares.itertuples()}
    assert found == {
        ("a", "storm"): (4, 2, 0.5),
        ("a", "harvest"): (4, 1, 0.25),
        ("b", "storm"): (1, 1, 1.0),
        ("b", "harvest"): (1, 0, 0.0),
        ("all documents", "storm"): (5, 3, 0.6),
        ("all documents", "harvest"): (5, 1, 0.2),
    }
    assert set(shares["estimate"]) == {"predicted, uncorrected"}


def test_a_probability_at_the_threshold_counts():
    certain = dataclasses.replace(MODEL, thresholds=MODEL.probabilities(["storm"])[0])
    table = sentences("storm")
    assert (
        predicted_shares(score_table(certain, table, fingerprint="f"), table, certain)["predicted"].tolist()
        == [1, 1] * 2
    )


def test_scores_of_another_model_or_of_unknown_sentences_are_refused():
    table = sentences("storm")
    scores = score_table(MODEL, table, fingerprint="f")
    with pytest.raises(ModelMismatch, match="'parade'"):
        predicted_shares(scores.assign(frame="parade"), table, MODEL)
    with pytest.raises(InputError, match="'doc:0' was scored"):
        predicted_shares(scores, table.head(0), MODEL)
