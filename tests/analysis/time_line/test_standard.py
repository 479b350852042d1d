"""Standardised means: by the formula on paper, and with the spread that was put in."""

import numpy as np
import pytest

from framing.analysis.time_line.standard import Placed, Spread, spread_of, standardise


def test_the_mean_of_a_group_is_that_of_its_outlets_by_their_shares_of_all():
    # Outlet 0: 3 of 10 units, means 1 and 0 in the two groups; outlet 1: 7 of 10, means 0 and 0.5.
    outlet = np.array([0, 0, 0] + [1] * 7)
    group = np.array([0, 1, 1, 0, 0, 0, 1, 1, 1, 1])
    values = np.array([1, 0, 0, 0, 0, 0, 1, 0, 1, 0], dtype=float)[:, np.newaxis]
    placed = Placed(np.arange(10), np.arange(10), outlet, 2)
    found = standardise(values, placed, group, 2, Spread(np.full((2, 1), 0.25), np.zeros(1)))
    assert found.mix.tolist() == pytest.approx([0.3, 0.7])
    assert (found.mean + found.moved)[:, 0].tolist() == pytest.approx([0.3 * 1 + 0.7 * 0, 0.3 * 0 + 0.7 * 0.5])
    # One and three units in the first group, two and four in the second: 0.25 / n each.
    assert found.error[0, 0] == pytest.approx(np.sqrt(0.3**2 * 0.25 / 1 + 0.7**2 * 0.25 / 3))
    assert found.error[1, 0] == pytest.approx(np.sqrt(0.3**2 * 0.25 / 2 + 0.7**2 * 0.25 / 4))


def test_a_group_that_is_everything_has_not_moved_and_has_no_error_of_it():
    values = np.array([[0.0], [1.0], [1.0]])
    placed = Placed(np.arange(3), np.arange(3), np.array([0, 0, 1]), 2)
    found = standardise(values, placed, np.zeros(3, dtype=np.intp), 1, Spread(np.ones((2, 1)), np.zeros(1)))
    assert found.moved[0, 0] == 0
    assert found.moved_error[0, 0] == 0
    assert found.mean[0] == pytest.approx(2 / 3)


def test_a_group_without_a_unit_has_no_mean():
    found = standardise(
        np.ones((2, 1)), Placed(np.arange(2), np.arange(2), np.zeros(2, dtype=np.intp), 1), np.array([0, 2]), 3,
        Spread(np.ones((1, 1)), np.zeros(1)),
    )  # fmt: skip
    assert np.isnan(found.moved[:, 0]).tolist() == [False, True, False]


@pytest.mark.parametrize("icc", [0.0, 0.1, 0.4])
def test_the_intraclass_correlation_is_the_one_that_was_put_in(icc):
    chance = np.random.default_rng(4)
    lengths = chance.integers(2, 20, 4000)
    document = np.repeat(np.arange(4000), lengths)
    of_document = chance.normal(0, np.sqrt(icc), 4000)[document]
    values = (of_document + chance.normal(0, np.sqrt(1 - icc), len(document)))[:, np.newaxis]
    group = document % 50
    outlet = (document % 2).astype(np.intp)
    found = spread_of(values + outlet[:, np.newaxis], Placed(document, document, outlet, 2), group, 50)
    assert found.icc[0] == pytest.approx(icc, abs=0.02)
    assert found.variance[:, 0] == pytest.approx([1, 1], abs=0.05)


def test_with_one_unit_a_document_there_is_no_correlation_to_measure():
    values = np.random.default_rng(5).normal(0, 2, (3000, 1))
    found = spread_of(
        values, Placed(np.arange(3000), np.arange(3000), np.zeros(3000, dtype=np.intp), 1), np.arange(3000) % 10, 10
    )
    assert found.icc.tolist() == [0]
    assert found.variance[0, 0] == pytest.approx(4, rel=0.1)
