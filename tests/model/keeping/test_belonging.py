from dataclasses import replace

import pytest

from framing.errors import InputError
from framing.model.keeping.belonging import check_evaluation


def test_the_evaluation_of_the_same_labels_and_profile_belongs_to_a_model(model, evaluation) -> None:
    check_evaluation(model, evaluation)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda found: {"profile": "fast"}, "it is of the profile fast, the model of rich"),
        (lambda found: {"table": found.table.iloc[:1]}, "it is of the frames harvest, the model of harvest, storm"),
        (lambda found: {"sentences": found.sentences - 1}, "labelled sentences in"),
        (lambda found: {"documents": found.documents + 1}, "labelled sentences in"),
        (lambda found: {"table": found.table.assign(positives=found.table["positives"] + 1)}, "numbers of examples"),
    ],
)
def test_that_of_another_is_refused_with_the_difference(model, evaluation, change, said) -> None:
    with pytest.raises(InputError, match=said):
        check_evaluation(model, replace(evaluation, **change(evaluation)))


def test_counts_of_a_random_slice_are_not_those_of_the_model(model, evaluation) -> None:
    slice_counts = evaluation.table.assign(positives=evaluation.table["positives"] // 2)
    check_evaluation(model, replace(evaluation, table=slice_counts, by_chance=True))
