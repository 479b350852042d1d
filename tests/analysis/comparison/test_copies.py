"""Copies together: one story is one document, whoever ran it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from framing.analysis.comparison.copies import copies_together

NAMES = ["a", "b", "c", "d", "e"]


def test_a_text_and_all_that_repeat_it_are_one_document(made):
    units = made((0.5,), documents=5, sentences=2)
    together = copies_together(units, NAMES, {"c": "a", "e": "c", "d": "b"})
    assert together.document.tolist() == [0, 0, 1, 1, 0, 0, 1, 1, 0, 0]
    assert together.documents == 2
    assert together.truth is units.truth


def test_without_copies_nothing_changes(made):
    units = made((0.5,), documents=5)
    assert copies_together(units, NAMES, {}) is units


def test_a_copy_of_a_text_that_is_not_there_stands_for_itself(made):
    together = copies_together(made((0.5,), documents=5, sentences=1), NAMES, {"b": "gone"})
    assert together.document.tolist() == [0, 1, 2, 3, 4]


@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES)))
def test_whatever_repeats_what_every_document_has_a_number(made, copies):
    units = made((0.5,), documents=5)
    together = copies_together(units, NAMES, copies)
    assert set(together.document.tolist()) == set(range(together.documents))
    assert np.array_equal(together.names, units.names)
