import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from framing.model.learning.folds import document_folds

documents_of_rows = st.lists(st.sampled_from("abcdefghijkl"), min_size=1, max_size=60).map(np.array)


@given(documents_of_rows, st.integers(2, 10), st.integers(0, 5))
def test_each_row_is_held_out_once_and_no_document_is_on_both_sides(documents, folds, seed):
    held_rows = []
    for inside, held in document_folds(documents, folds, seed=seed):
        assert set(documents[inside]).isdisjoint(documents[held])
        assert sorted([*inside, *held]) == list(range(len(documents)))
        assert len(held)
        held_rows.extend(held.tolist())
    assert sorted(held_rows) == list(range(len(documents)))


def test_with_as_many_folds_as_documents_each_is_held_out_alone():
    documents = np.array(list("aabbbc"))
    assert sorted("".join(documents[held]) for _, held in document_folds(documents, 10, seed=7)) == ["aa", "bbb", "c"]


def test_folds_are_of_similar_size():
    documents = np.array([f"d{n}" for n in range(100) for _ in range(3)])
    assert [len(held) for _, held in document_folds(documents, 10, seed=7)] == [30] * 10


def test_the_seed_changes_the_folds_and_the_same_seed_does_not():
    documents = np.array([f"d{n}" for n in range(40)])

    def first(seed):
        return sorted(next(document_folds(documents, 4, seed=seed))[1].tolist())

    assert first(1) == first(1)
    assert first(1) != first(2)
