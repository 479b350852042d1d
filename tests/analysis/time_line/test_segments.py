"""Stretches of a time line: where a change may be, and whether it is one."""

import numpy as np
import pytest

from framing.analysis.time_line.segments import PERIODS_AT_LEAST, Documents, Scan, scan


def documents(means: np.ndarray, units: int = 40) -> Documents:
    """One article of one outlet a period."""
    return Documents(
        period=np.arange(len(means)),
        outlet=np.zeros(len(means), dtype=np.intp),
        outlets=1,
        units=np.full(len(means), units),
        mean=means[:, np.newaxis],
        weight=np.full((len(means), 1), float(units)),
    )


def test_a_change_has_three_periods_and_enough_units_on_each_side():
    assert scan(documents(np.arange(10.0)), 40, seed=1, draws=9).at.tolist() == [3, 4, 5, 6, 7]
    assert PERIODS_AT_LEAST == 3
    assert scan(documents(np.arange(10.0)), 161, seed=1, draws=9).at.tolist() == [5]


def test_too_short_a_stretch_has_no_statistic():
    found = scan(documents(np.arange(5.0)), 40, seed=1, draws=9)
    assert found.highest.tolist() == [0]
    assert found.shuffled.shape == (9, 1)


def test_the_statistic_is_the_standardised_difference_from_the_mean():
    # Ten articles at 0, ten at 1, so each 0.5 from the mean; of 20 drawn 10 without replacement:
    # 20 * 0.5 ** 2 * 10 * 10 / (20 * 19) is the variance of their sum.
    found = scan(documents(np.repeat([0.0, 1.0], 10), units=1), 1, seed=1, draws=99)
    assert found.statistic[found.at == 10, 0] == pytest.approx(5 / np.sqrt(20 * 0.25 * 100 / (20 * 19)))
    assert found.where(0) == (10, 10, 10)
    assert found.shape(0) == "jump"


@pytest.mark.parametrize("turn", [3, 10, 17])
def test_a_clear_jump_is_placed_where_it_is(turn):
    noise = np.random.default_rng(turn).normal(0, 0.3, 20)
    period, first, last = scan(documents((np.arange(20) >= turn) + noise), 40, seed=1, draws=9).where(0)
    assert abs(period - turn) <= 1
    assert first <= turn <= last


def test_a_steady_rise_is_a_trend():
    assert scan(documents(np.arange(20.0)), 40, seed=1, draws=9).shape(0) == "trend"


def test_what_nothing_tells_from_a_trend_is_said_to_be_either():
    flat = Scan(np.arange(3, 23), np.full((20, 1), 2.0), np.array([1.9]), np.zeros((0, 1)), 1000)
    flat.statistic[10] = 2.1
    assert flat.shape(0) == "jump"  # a jump at any period tells more
    alone = Scan(np.arange(3, 23), np.zeros((20, 1)), np.array([1.9]), np.zeros((0, 1)), 1000)
    alone.statistic[10] = 2.1
    assert alone.shape(0) == "either"
