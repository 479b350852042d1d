import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.kernel_ridge import KernelRidge

from framing.errors import NotEnoughData
from framing.model.evaluation.signal import (
    figures_by_chance,
    find_signal,
    layer,
    p_value,
    smoother,
    some_documents,
    step_down,
)
from framing.model.learning.examples import make_examples
from framing.model.learning.features import count_terms
from framing.model.learning.folds import document_folds


@pytest.fixture(scope="module")
def examples(make_corpus, codebook):
    return make_examples(*make_corpus(30, 5), codebook)


def test_words_that_carry_the_frames_are_a_signal(examples):
    found = find_signal(examples, permutations=99)
    assert found.signal
    assert found.p_value == pytest.approx(1 / 100)  # no permutation of 99 does as well
    assert found.macro_average_precision > found.bar > found.by_chance
    assert [(frame.frame, frame.signal) for frame in found.frames] == [(key, True) for key in examples.frames]
    assert (found.sentences, found.labelled) == (150, 150)


def test_the_same_labels_give_the_same_answer(examples):
    assert find_signal(examples, permutations=19) == find_signal(examples, permutations=19)


def test_chance_labels_that_run_through_documents_are_hardly_ever_a_signal():
    # Each document has its own words and its own share of each label, and neither knows of the other. Of 16 such sets
    # one is expected at 5 %; 5 or more have a chance below 0.1 % (binomial).
    chance, called = np.random.default_rng(5), 0
    for _ in range(16):
        sizes = chance.integers(2, 9, size=12)
        documents = np.repeat([f"d{number:02}" for number in range(12)], sizes)
        own, share = chance.integers(0, 90, size=(12, 6)), chance.beta(0.4, 0.8, size=(12, 3))
        of = np.repeat(np.arange(12), sizes)
        texts = [" ".join(f"w{word:02}" for word in chance.choice(own[number], 4)) for number in of]
        labels = (chance.random((len(of), 3)) < share[of]).astype(float)
        figures = figures_by_chance(smoother(texts, documents, seed=1), labels, documents, 39, chance)
        called += p_value(figures.mean(axis=1)) <= 0.05
    assert called < 5


def test_a_machine_knows_nothing_of_the_document_that_it_judges(examples):
    texts, documents = list(examples.texts), examples.document_ids
    machine = smoother(texts, documents, seed=2)
    assert (machine[documents[:, np.newaxis] == documents] == 0).all()
    assert machine.sum(axis=1) == pytest.approx(0, abs=1e-4)


def test_its_predictions_are_those_of_kernel_ridge_regression(examples):
    texts, documents, labels = list(examples.texts), examples.document_ids, examples.labels
    found = smoother(texts, documents, seed=2) @ labels
    inside, held = next(document_folds(documents, 5, seed=2))
    features = count_terms(texts).learn(inside)
    inner, outer = features.matrix(inside), features.matrix(held)
    oracle = KernelRidge(alpha=1.0, kernel="precomputed").fit(
        (inner @ inner.T).toarray(), labels[inside] - labels[inside].mean(axis=0)
    )
    assert found[held] == pytest.approx(oracle.predict((outer @ inner.T).toarray()), abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=60), st.integers(0, 1000))
def test_each_label_is_laid_exactly_once(sizes, seed):
    documents = np.repeat([f"d{number:03}" for number in range(len(sizes))], sizes)
    laid = layer(documents)(np.random.default_rng(seed))
    assert sorted(laid.tolist()) == list(range(len(documents)))


def test_a_document_gets_the_labels_of_one_other_in_their_order():
    documents = np.repeat([f"d{number:02}" for number in range(30)], 4)
    laid = layer(documents)(np.random.default_rng(1)).reshape(30, 4)
    assert (laid // 4 == laid[:, :1] // 4).all()  # all four from the same document
    assert (np.diff(laid % 4) % 4 == 1).all()  # one after the other, from some place on
    assert len(set((laid[:, 0] % 4).tolist())) > 1
    assert (laid[:, 0] // 4 != np.arange(30)).sum() > 20


def test_labels_stay_with_documents_of_their_length_where_there_are_enough():
    documents = np.array([f"s{n:02}" for n in range(40)] + [f"t{n:02}" for n in range(40) for _ in range(2)])
    laid = layer(documents)(np.random.default_rng(1))
    assert (documents[laid].astype("U1") == documents.astype("U1")).all()


def test_step_down_by_hand():
    # One column far from chance, one at its middle. In standard deviations of all rows of a column.
    chance = np.array([[0.1, 0.2], [0.2, 0.1], [0.1, 0.4], [0.2, 0.3]])
    assert step_down(np.vstack([[5.0, 0.2], chance])) == pytest.approx([1 / 5, 4 / 5])
    assert step_down(np.vstack([[5.0], chance[:, :1]])) == pytest.approx([1 / 5])


def test_corrected_p_values_are_never_below_those_of_one_frame():
    figures = np.random.default_rng(2).uniform(0.1, 0.9, size=(50, 6))
    alone = [p_value(figures[:, column]) for column in range(6)]
    assert (step_down(figures) >= np.array(alone) - 1e-12).all()


def test_a_large_set_is_cut_to_whole_documents():
    documents = np.repeat([f"d{number}" for number in range(50)], 7)
    rows = some_documents(documents, 100, np.random.default_rng(1))
    assert len(rows) == 98
    assert len(np.unique(documents[rows])) == 14


def test_where_nobody_decided_nothing_is_counted(examples):
    labels = examples.labels.copy()
    random.Random(1).shuffle(rows := list(range(len(labels))))
    labels[rows[:60], 0] = np.nan
    found = find_signal(replace(examples, labels=labels), permutations=39)
    assert found.frames[0].positives == (labels[:, 0] == 1).sum()
    assert found.signal


def test_rare_frames_are_named_and_not_tested(examples):
    labels = examples.labels.copy()
    labels[np.flatnonzero(labels[:, 2] == 1)[7:], 2] = 0
    assert find_signal(replace(examples, labels=labels), permutations=19).untested == ("parade",)


def test_one_document_is_too_little(make_corpus, codebook):
    with pytest.raises(NotEnoughData, match="two documents"):
        find_signal(make_examples(*make_corpus(1, 40), codebook))
