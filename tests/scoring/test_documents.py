from datetime import date

import numpy as np
import pandas as pd
import pytest

from framing.corpus.documents import Document
from framing.corpus.rules import Rules
from framing.errors import InputError
from framing.scoring.documents import documents_of, score_documents
from framing.scoring.score import score_table
from framing.tables import ALL_VOICES, DOCUMENT_SHARES, SCORES

TEXTS = {
    "a": "A storm came. The storm went on.\n\n“Wheat is lost to the storm,” said minister Orla Quist.\n\nAll was calm.",
    "b": "Wheat was sold.",
}

HALF = pd.Series(["x \ud800"], dtype=object)  # of a character


def documents(**texts):
    return pd.DataFrame({"document_id": list(texts), "text": list(texts.values())})


def test_sentences_scores_and_shares_belong_together(model):
    found = score_documents(model, documents(**TEXTS))
    texts = dict(TEXTS)
    for row in found.sentences.itertuples():
        assert texts[row.document_id][row.start : row.end] == row.text
    assert found.sentences["voice"].tolist() == ["outlet", "outlet", "official", "outlet", "outlet"]
    pd.testing.assert_frame_equal(found.scores, score_table(model, found.sentences))
    pd.testing.assert_frame_equal(SCORES.check(found.scores, "scores"), found.scores)
    pd.testing.assert_frame_equal(DOCUMENT_SHARES.check(found.shares, "shares"), found.shares)


def test_shares_count_what_reaches_each_frame_s_own_threshold_by_document_and_voice(model):
    # sigmoid(3) = 0.953 passes 0.5 and 0.9; sigmoid(0.414) = 0.602 of both words together passes 0.5 only.
    shares = score_documents(model, documents(**TEXTS)).shares
    found = {(row.document_id, row.voice, row.frame): (row.sentences, row.predicted) for row in shares.itertuples()}
    assert found == {
        ("a", ALL_VOICES, "storm"): (4, 3),
        ("a", ALL_VOICES, "harvest"): (4, 0),
        ("a", "official", "storm"): (1, 1),
        ("a", "official", "harvest"): (1, 0),
        ("a", "outlet", "storm"): (3, 2),
        ("a", "outlet", "harvest"): (3, 0),
        ("b", ALL_VOICES, "storm"): (1, 0),
        ("b", ALL_VOICES, "harvest"): (1, 1),
        ("b", "outlet", "storm"): (1, 0),
        ("b", "outlet", "harvest"): (1, 1),
    }
    assert (shares["share"] == shares["predicted"] / shares["sentences"]).all()
    assert set(shares["estimate"]) == {"predicted, uncorrected"}


def test_without_voices_sentences_count_among_all_voices_only(model):
    usual, silent = (score_documents(model, documents(**TEXTS), Rules(code_voices=voices)) for voices in (True, False))
    assert set(silent.sentences["voice"]) == {""}
    pd.testing.assert_frame_equal(silent.scores, usual.scores)
    overall = usual.shares[usual.shares["voice"] == ALL_VOICES].reset_index(drop=True)
    pd.testing.assert_frame_equal(silent.shares, overall)


def test_documents_as_such_give_what_their_table_gives(model):
    table = documents(**TEXTS)
    given = [Document(name, text, "", "", "", "", "en", "") for name, text in TEXTS.items()]
    for one, other in zip(score_documents(model, table), score_documents(model, given), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_a_document_is_scored_the_same_alone_as_among_others(model):
    whole = score_documents(model, documents(**TEXTS))
    parts = [score_documents(model, documents(**{name: text})) for name, text in TEXTS.items()]
    for number, table in enumerate(whole):
        pd.testing.assert_frame_equal(pd.concat([part[number] for part in parts], ignore_index=True), table)


@pytest.mark.parametrize("given", [documents(), documents(x="* * *"), documents(x="By Orla Quist")])
def test_documents_without_a_coded_sentence_give_empty_tables(model, given):
    found = score_documents(model, given)
    assert [list(table.columns) for table in found[1:]] == [list(SCORES.columns), list(DOCUMENT_SHARES.columns)]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (documents(a="storm").drop(columns="text"), "no column text"),
        (documents(a=" \n"), "'a' has no text"),
        (documents(a="x").assign(text=None), "'a' has no text"),
        (pd.concat([documents(a="storm")] * 2), "Two documents have the id 'a'"),
        (documents(a="x").assign(document_id=3), "has the id 3"),
        (
            documents(a="x").assign(text=pd.Series(["x \ud800"], dtype=object)),
            "Document 'a': its text holds half a character",
        ),
        (
            documents(a="x").assign(title=pd.Series(["\udfff"], dtype=object)),
            "Document 'a': its title holds half a character",
        ),
        (pd.concat([documents(a="x"), documents(a="x")], axis=1), "two columns document_id"),
        (["storm"], "Documents are a table .* and this is 'storm'"),
        ("storm", "this is 'storm'"),
        (None, "this is None"),
        ({"a": "storm"}, "this is {'a': 'storm'}"),
    ],
)
def test_a_table_that_is_none_of_documents_is_refused(model, table, why):
    with pytest.raises(InputError, match=why):
        score_documents(model, table)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (pd.Timestamp("2022-01-05"), "2022-01-05"),
        (pd.Timestamp("2022-01-05 10:30"), "2022-01-05T10:30:00"),
        (pd.Timestamp("2022-01-05", tz="Asia/Almaty"), "2022-01-05T00:00:00+06:00"),
        (date(2022, 1, 5), "2022-01-05"),
        (np.int64(1984), "1984"),
        (1984.0, "1984"),
        (np.float64(0.5), "0.5"),
        (float("nan"), ""),
        (pd.NaT, ""),
        (pd.NA, ""),
        (None, ""),
        (" as it is ", " as it is "),
    ],
)
def test_a_cell_that_is_no_text_becomes_the_text_that_a_person_would_write(value, shown):
    table = documents(a="Storm.").assign(title=pd.Series([value], dtype=object))
    (document,) = documents_of(table)
    assert document.title == shown


def test_a_column_of_dates_and_one_of_numbers_are_read():
    table = documents(a="Storm.", b="Calm.").assign(title=[1984, 2001], date=pd.to_datetime(["2022-01-05", None]))
    assert [(each.title, each.date) for each in documents_of(table)] == [("1984", "2022-01-05"), ("2001", "")]
