from dataclasses import replace

import numpy as np
import pytest

from framing.model.evaluation.dictionary import dictionary_predictions, word_counts
from framing.model.evaluation.held_out import make_folds
from framing.model.learning.examples import make_examples


@pytest.fixture(scope="module")
def book(codebook_of):
    storm, riot = codebook_of("storm", "riot").frames
    return replace(
        codebook_of("storm", "riot"),
        frames=(
            replace(storm, name="Storm", definition="Thunder and hail against houses."),
            replace(riot, name="Беспорядки", definition="Толпа громит магазины.", exclude=("hail",)),
        ),
    )


def test_different_words_of_a_frame_are_counted_in_whatever_form(book):
    texts = ["Thunder, thunder and HAIL against the town", "Толпа громила магазины", "Nothing", "Houses and a storm"]
    assert word_counts(texts, book).tolist() == [[2, 0], [0, 3], [0, 0], [2, 0]]


def test_texts_without_words_have_none(book):
    assert word_counts(["...", "😡"], book).tolist() == [[0, 0], [0, 0]]


def test_how_many_words_are_needed_is_chosen_without_the_documents_held_out(make_corpus, book, codebook_of):
    # Everywhere one word of the frame stands in every sentence, and a second only where the frame is.
    sentences, gold = make_corpus(4, 12)
    gold = gold[gold["frame"] == "storm"]
    has = gold.set_index("sentence_id")["present"].reindex(sentences["sentence_id"]).to_numpy()
    told = sentences.assign(text=np.where(has, "Hail and thunder", "Hail and sun"))
    examples = make_examples(told, gold, book)
    folds = make_folds(examples.document_ids, examples.document_ids, seed=1)
    assert dictionary_predictions(examples, book, folds)[:, 0].tolist() == (examples.labels[:, 0] == 1).tolist()
    assert not dictionary_predictions(examples, book, folds)[:, 1].any()  # nobody decided on riot, no word of it stands
    # In the document held out alone the words mean nothing: the others' labels decided all the same.
    odd = told.assign(text=told["text"].where(told["document_id"] != "doc0", "Hail and thunder"))
    found = dictionary_predictions(make_examples(odd, gold, book), book, folds)[:, 0]
    assert found[examples.document_ids == "doc0"].all()
