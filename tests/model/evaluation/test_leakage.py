from dataclasses import replace

import numpy as np
import pytest

from framing.errors import NotEnoughData
from framing.model.evaluation.held_out import hold_out
from framing.model.evaluation.leakage import document_parts, find_leakage, predict_outlets
from framing.model.learning.examples import make_examples


@pytest.fixture(scope="module")
def examples(make_corpus, codebook):
    return make_examples(*make_corpus(20, 4), codebook)


def both_splits(examples):
    folds = document_parts(examples, seed=7)
    return find_leakage(examples, folds, hold_out(examples, folds, seed=7))


def test_labels_of_whole_documents_with_names_of_their_own_leak(examples):
    # What the label is can be read from the document's own name only: nothing is left when the document is held out.
    number = np.unique(examples.document_ids, return_inverse=True)[1]
    texts = tuple(f"minister{n} spoke in town{n} about law{n}" for n in number)
    labels = np.tile((number % 2)[:, np.newaxis], (1, 3)).astype(float)
    found = both_splits(replace(examples, texts=texts, labels=labels))
    assert found.macro_average_precision[1] > 0.9
    assert found.average_precision_gap.value > 0.3
    assert found.average_precision_gap.low > 0
    assert found.per_document == 4


def test_words_of_the_frame_do_not_leak(examples):
    found = both_splits(examples)
    assert found.macro_average_precision[0] > 0.9
    assert abs(found.average_precision_gap.value) < 0.05
    assert found.average_precision_gap.value == pytest.approx(
        found.macro_average_precision[1] - found.macro_average_precision[0]
    )


def test_without_a_figure_there_is_nothing_to_flatter(make_corpus, codebook):
    few = make_examples(*make_corpus(4, 5), codebook)
    with pytest.raises(NotEnoughData, match="No frame has enough examples"):
        both_splits(few)


def house_style(examples, words):
    number = np.unique(examples.document_ids, return_inverse=True)[1]
    outlets = np.array(["gazette", "herald", "tribune"])[number % 3]
    texts = tuple(f"{text} {words[outlet]}" for text, outlet in zip(examples.texts, outlets, strict=True))
    return replace(examples, texts=texts), outlets


def test_an_outlet_with_a_style_of_its_own_is_told_and_the_words_are_named(examples):
    words = {"gazette": "reports gazettewire", "herald": "says heraldwire", "tribune": "according tribunewire"}
    found = predict_outlets(*house_style(examples, words))
    assert found.balanced_accuracy.value > 0.95
    assert found.macro_average_precision > 0.95
    assert found.chance == pytest.approx(1 / 3)
    assert [one.outlet for one in found.outlets] == ["gazette", "herald", "tribune"]
    assert all(any(word in one.words for word in words[one.outlet].split()) for one in found.outlets)
    assert sum(one.sentences for one in found.outlets) == 80


def test_outlets_that_write_alike_are_not_told(examples):
    found = predict_outlets(*house_style(examples, dict.fromkeys(("gazette", "herald", "tribune"), "")))
    assert found.balanced_accuracy.low < found.chance


def test_two_outlets_have_words_for_each(examples):
    words = {"gazette": "gazettewire", "herald": "heraldwire", "tribune": ""}
    styled, outlets = house_style(examples, words)
    found = predict_outlets(styled, np.where(outlets == "tribune", "", outlets))
    assert ["gazettewire" in one.words for one in found.outlets] == [True, False]
    assert ["heraldwire" in one.words for one in found.outlets] == [False, True]


def test_a_small_outlet_is_left_out_and_one_alone_is_too_few(examples):
    names = np.unique(examples.document_ids)
    outlets = np.where(np.isin(examples.document_ids, names[:4]), "small", "large")
    with pytest.raises(NotEnoughData, match="Fewer than two outlets"):
        predict_outlets(examples, outlets)
