"""Wilson's interval against published ones, and what draws cannot show."""

import numpy as np
import pytest

from framing.analysis.prevalence.interval import ASSUMED_ICC, effective_units, spread, unseen_error, widened, wilson
from framing.analysis.prevalence.sums import NUMBERS, Sums

MANY = np.array([10**9])  # degrees of freedom: then t is the normal distribution


@pytest.mark.parametrize(
    ("some", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_it_is_the_published_one(some: int, of: int, low: float, high: float) -> None:
    # Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3.
    share = np.array([some / of])
    found = wilson(share, np.array([float(of)]), MANY)
    assert np.concatenate(found) == pytest.approx([low, high], abs=0.0001)


def test_few_documents_make_it_wider() -> None:
    share, units = np.array([0.2]), np.array([100.0])
    few, many = wilson(share, units, np.array([19])), wilson(share, units, MANY)
    assert few[0] < many[0]
    assert few[1] > many[1]


def test_as_many_units_as_would_have_the_error() -> None:
    share = np.array([0.2])
    error = np.sqrt(share * 0.8 / 50)
    assert effective_units(share, error, np.array([200]), np.array([40])) == pytest.approx(50)


def test_where_all_are_alike_units_of_one_document_count_less() -> None:
    share, error = np.array([0.0, 1.0]), np.array([0.0, 1e-17])
    found = effective_units(share, error, np.array([200, 200]), np.array([40, 200]))
    assert found == pytest.approx([200 / (1 + 4 * ASSUMED_ICC), 200])


def test_draws_without_a_share_are_left_out_of_the_spread() -> None:
    assert spread(np.array([[1.0], [np.nan], [3.0]])) == pytest.approx(np.sqrt(2))
    assert np.isnan(spread(np.array([[1.0], [np.nan]])))


def corpus(right: float, units: float) -> Sums:
    """Of 100 labelled units half have the frame, and scores are 0 or 1; of so many with the frame the score is 1."""
    values = dict.fromkeys(Sums.__dataclass_fields__, 50.0)
    assert len(values) == NUMBERS
    values |= {"units": units, "drawn": 100.0, "drawn_score_truth": right}
    return Sums(**{name: np.array([[[value]]]) for name, value in values.items()})


def test_a_model_that_errs_never_among_the_labelled_may_still_err() -> None:
    labelled = np.array([[100]])
    # There is no variance around the line: one error in 100 is assumed, of the tenth of units that are not labelled.
    assert unseen_error(corpus(50.0, 1000 / 9), labelled) == pytest.approx(0.1 / 100**2)
    assert unseen_error(corpus(25.0, 1000.0), labelled) == 0  # it errs often enough to be seen
    assert unseen_error(corpus(50.0, 100.0), labelled) == 0  # nothing is left to err in


def test_the_wider_of_two_intervals_is_taken() -> None:
    draws = np.linspace(-0.1, 0.5, 601)[:, np.newaxis, np.newaxis]
    found = widened(np.array([[0.1]]), np.array([[0.3]]), draws)
    assert found["low"] == 0
    assert found["high"] == pytest.approx(0.485)
