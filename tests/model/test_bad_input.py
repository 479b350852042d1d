"""What training and evaluation do with labels and texts that are not as they should be: each is refused by its name."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import FramingError, InputError, NotEnoughData
from framing.model.evaluation.evaluate import evaluate
from framing.model.keeping.store import load_model, save_model
from framing.model.learning.train import train


def both(sentences, gold, codebook):
    """Training and evaluation of the same tables."""
    return [lambda: train(sentences, gold, codebook), lambda: evaluate(sentences, gold, codebook)]


def spoiled(table, column, value):
    """The table with another value in the third row of a column."""
    values = table[column].astype(object).tolist()
    values[3] = value
    return table.assign(**{column: pd.Series(values, index=table.index, dtype=object)})


@pytest.mark.parametrize(
    ("damage", "error", "reason"),
    [
        pytest.param(*case, id=name)
        for name, case in {
            "no labels": (lambda s, g: (s, g[:0]), NotEnoughData, "no gold label"),
            "no positives": (lambda s, g: (s, g.assign(present=False)), NotEnoughData, "No sentence has any frame"),
            "a sentence twice": (lambda s, g: (pd.concat([s, s[:1]]), g), InputError, "sentence_id"),
            "a label twice": (lambda s, g: (s, pd.concat([g, g[:1]])), InputError, "more than one row"),
            "a label without its sentence": (lambda s, g: (s[1:], g), InputError, "not among the sentences"),
            "no texts": (lambda s, g: (s.drop(columns="text"), g), InputError, "no column text"),
            "a text is missing": (lambda s, g: (spoiled(s, "text", np.nan), g), InputError, "text"),
            "a text is a number": (lambda s, g: (spoiled(s, "text", 7), g), InputError, "text"),
            "a text is blank": (lambda s, g: (spoiled(s, "text", " \t"), g), InputError, "no text"),
            "a document is missing": (lambda s, g: (spoiled(s, "document_id", None), g), InputError, "document_id"),
            "a label is missing": (lambda s, g: (s, spoiled(g, "present", np.nan)), InputError, "present"),
            "a label is neither": (lambda s, g: (s, spoiled(g, "present", "maybe")), InputError, "present"),
            "a share of votes is missing": (lambda s, g: (s, spoiled(g, "probability", np.nan)), InputError, "prob"),
            "a frame of another codebook": (lambda s, g: (s, spoiled(g, "frame", "flood")), InputError, "'flood'"),
        }.items()
    ],
)
def test_tables_that_cannot_be_learned_from_are_refused_with_the_reason(corpus, codebook, damage, error, reason):
    for call in both(*damage(*corpus), codebook):
        with pytest.raises(error, match=reason):
            call()


def test_a_codebook_that_lost_a_frame_is_refused_by_the_name_of_the_frame(corpus, codebook):
    lost = dataclasses.replace(codebook, frames=codebook.frames[:-1])
    for call in both(*corpus, lost):
        with pytest.raises(InputError, match=r"'parade', which the codebook weather 1\.0 does not have"):
            call()


def test_gold_of_one_class_teaches_nothing(corpus, codebook):
    sentences, gold = corpus
    with pytest.raises(NotEnoughData, match="no example without it"):
        train(sentences, gold.assign(present=True), codebook)


def test_one_document_is_learned_from_and_cannot_be_evaluated(make_corpus, codebook, tmp_path):
    sentences, gold = make_corpus(1, 80)
    save_model(train(sentences, gold, codebook), tmp_path / "m")
    assert "All examples are from one document" in (tmp_path / "m" / "card.md").read_text("utf-8")
    with pytest.raises(NotEnoughData, match="none can be held out"):
        evaluate(sentences, gold, codebook)


def test_texts_of_one_and_of_a_hundred_thousand_characters_are_learned_kept_and_scored(corpus, codebook, tmp_path):
    sentences, gold = corpus
    texts = sentences["text"].tolist()
    texts[0], texts[1], texts[2] = "!", "storm " * 16_667, "ә" * 100_000
    model = train(sentences.assign(text=texts), gold, codebook)
    save_model(model, tmp_path / "m")
    found = load_model(tmp_path / "m").probabilities(texts[:3])
    assert np.isfinite(found).all()
    assert np.array_equal(found, model.probabilities(texts[:3]))


@settings(max_examples=8)
@given(st.data())
def test_whatever_the_texts_and_labels_are_training_ends_well_or_with_a_reason(make_corpus, codebook, data):
    sentences, gold = make_corpus(3, 8)
    strange = st.text(min_size=1, max_size=8) | st.sampled_from(["\x00", "\ud800", "İ", "ﷺ" * 50, "1e999", "=A1"])
    texts = data.draw(st.lists(strange | st.sampled_from(sentences["text"].tolist()), min_size=24, max_size=24))
    present = data.draw(st.lists(st.booleans(), min_size=len(gold), max_size=len(gold)))
    try:
        model = train(sentences.assign(text=pd.Series(texts, dtype=object)), gold.assign(present=present), codebook)
    except FramingError as error:
        said = str(error)
    else:
        said = ""
        assert ((model.probabilities(["", *texts]) >= 0) & (model.probabilities(["", *texts]) <= 1)).all()
    assert said == "" or said.endswith(".")
