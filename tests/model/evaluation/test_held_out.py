import numpy as np

from framing.model.evaluation import held_out
from framing.model.evaluation.held_out import fold_count, hold_out, make_folds
from framing.model.learning.examples import make_examples


def test_a_copy_in_another_outlet_does_not_teach_while_its_twin_is_held_out():
    # Documents a and b ran in both outlets: c and d are each outlet's own.
    outlets = np.array(["x", "x", "x", "y", "y", "y"])
    documents = np.array(["a", "b", "c", "a", "b", "d"])
    folds = make_folds(outlets, documents, seed=1)
    learned = {tuple(held): tuple(inside) for inside, held in folds.parts}
    assert learned == {(0, 1, 2): (5,), (3, 4, 5): (2,)}
    assert folds.kept_back == 4


def test_every_row_is_held_out_once_and_folds_are_numbered():
    groups = np.array([f"month{n % 14}" for n in range(140)])
    folds = make_folds(groups, np.array([f"d{n}" for n in range(140)]), seed=3)
    assert len(folds.parts) == 10
    assert folds.kept_back == 0
    for number, (inside, held) in enumerate(folds.parts):
        assert set(folds.of[held]) == {number}
        assert not set(groups[inside]) & set(groups[held])
        assert len(inside) + len(held) == 140


def test_few_groups_are_left_out_one_by_one():
    folds = make_folds(np.array(["x", "y", "z"] * 5), np.arange(15).astype(str), seed=1)
    assert [len(held) for _, held in folds.parts] == [5, 5, 5]


def test_of_more_than_two_thousand_sentences_there_are_half_as_many_folds():
    documents = np.array([f"d{n % 50}" for n in range(2001)])
    assert fold_count(documents[:2000]) == 10
    assert fold_count(documents) == len(make_folds(documents, documents, seed=1).parts) == 5
    outlets = np.array([f"outlet{n % 8}" for n in range(2001)])
    assert fold_count(outlets) == 8  # so few are left out one by one, however many sentences there are


def test_folds_that_are_learned_at_the_same_time_predict_the_same_bytes(monkeypatch, corpus, codebook):
    examples = make_examples(*corpus, codebook)
    folds = make_folds(examples.document_ids, examples.document_ids, seed=7)
    found = []
    monkeypatch.setattr(held_out, "_WORTH_THREADS", 0)
    for at_a_time in (1, 4):
        monkeypatch.setattr(held_out, "AT_A_TIME", at_a_time)
        found.append(hold_out(examples, folds, seed=7))
    assert np.isfinite(found[0].probabilities).any()
    assert found[0].probabilities.tobytes() == found[1].probabilities.tobytes()
    assert found[0].predicted.tobytes() == found[1].predicted.tobytes()
