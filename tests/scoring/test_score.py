import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import tables
from framing.errors import InputError
from framing.model.keeping.encoding import fingerprint
from framing.scoring.score import score_table


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


def test_scores_are_those_of_the_model_on_paper(model):
    # One known word has length one, so its coefficient counts whole; two share the length: each counts 1 / sqrt(2).
    table = score_table(model, sentences("A storm!", "Wheat.", "storm, wheat", "calm"), fingerprint="f")
    points = [3, -3, -3, 3, 2 / math.sqrt(2) - 1, 2 / math.sqrt(2) - 1, -1, -1]
    assert table["probability"].tolist() == pytest.approx([sigmoid(p) for p in points])
    assert table["frame"].tolist() == ["storm", "harvest"] * 4
    assert table["sentence_id"].tolist() == [f"doc:{n}" for n in (0, 0, 1, 1, 2, 2, 3, 3)]
    assert set(table["model"]) == {"f"}
    pd.testing.assert_frame_equal(tables.SCORES.check(table, "scores"), table)


def test_a_frame_that_the_model_does_not_know_has_no_score(model):
    assert "parade" not in set(score_table(model, sentences("storm"), fingerprint="f")["frame"])


@given(
    st.lists(st.sampled_from(["storm", "wheat", "calm", "storm wheat", "Дауыл", "\u00a0x", "1"]), max_size=12),
    st.integers(0, 12),
)
def test_a_sentence_has_the_same_score_whatever_is_scored_beside_it(model, texts, cut):
    table = sentences(*texts)
    whole = score_table(model, table, fingerprint="f")
    parts = [score_table(model, part, fingerprint="f") for part in (table[:cut], table[cut:])]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)


def test_more_sentences_than_a_batch_are_all_scored(model):
    table = score_table(model, sentences(*["storm", "calm"] * 2500), fingerprint="f")
    assert len(table) == 10_000
    assert table["probability"].nunique() == 3  # storm, harvest under a storm, both in the calm


def test_no_sentences_give_an_empty_table_of_scores(model):
    table = score_table(model, tables.SENTENCES.table(), fingerprint="f")
    assert table.empty
    assert list(table.columns) == list(tables.SCORES.columns)


@pytest.mark.parametrize("text", ["", " \n\t", None, 3.5])
def test_a_sentence_without_text_is_refused_by_name(model, text):
    table = sentences("storm", "calm").astype({"text": object})
    table.loc[1, "text"] = text
    with pytest.raises(InputError, match=r"'doc:1' has no text"):
        score_table(model, table, fingerprint="f")


def test_a_table_without_text_or_with_doubled_sentences_is_refused(model):
    table = sentences("storm")
    with pytest.raises(InputError, match="no column text"):
        score_table(model, table.drop(columns="text"), fingerprint="f")
    with pytest.raises(InputError, match="'doc:0' is there twice"):
        score_table(model, pd.concat([table, table]), fingerprint="f")


def test_the_fingerprint_is_found_out_where_it_is_not_given(model):
    assert set(score_table(model, sentences("storm"))["model"]) == {fingerprint(model)}
