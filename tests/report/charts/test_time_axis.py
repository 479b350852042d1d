"""Which periods a time line names, and lanes for the words above it."""

import pandas as pd
import pytest

from framing.report.charts.time_axis import lanes, time_axis


def periods_of(first: str, count: int, step: str) -> list[str]:
    return [str(day.date()) for day in pd.date_range(first, periods=count, freq=step)]


def named(axis) -> list[str]:
    return [str(pd.Timestamp(value, unit="ms").date()) for value in axis["values"]]


@pytest.mark.parametrize("count", [2, 8, 13, 26, 53, 120])
def test_weeks_are_named_by_their_mondays_the_first_first_and_with_room(count):
    weeks = periods_of("2025-12-01", count, "7D")
    names = pd.DatetimeIndex(named(time_axis(weeks, 600)))
    assert str(names[0].date()) == "2025-12-01"
    assert set(names.day_of_week) == {0}
    assert len(names) >= min(count, 6)
    gaps = (names[1:] - names[:-1]).days * 600 / (7 * (count - 1))
    assert gaps.min() >= 44


def test_days_without_room_for_all_are_named_by_the_first_and_by_mondays():
    names = named(time_axis(periods_of("2026-01-01", 25, "D"), 600))
    assert names == ["2026-01-01", "2026-01-05", "2026-01-12", "2026-01-19"]


def test_months_are_named_at_the_same_place_of_each_year():
    names = named(time_axis(periods_of("2019-01-01", 48, "MS"), 600))
    assert names[:3] == ["2019-01-01", "2019-05-01", "2019-09-01"]
    assert {"2020-01-01", "2021-01-01", "2022-01-01"} <= set(names)


def test_lines_with_gaps_that_nobody_filled_are_named_where_there_is_room():
    names = named(time_axis(["1026-01-05", "2026-01-05", "2026-01-12", "2026-01-19"], 600))
    assert names == ["1026-01-05", "2026-01-05"]


def test_words_that_would_lie_on_each_other_stand_in_lanes():
    weeks = periods_of("2026-01-05", 11, "7D")  # 60 pixels each
    words = ((0, "+12.0 points"), (1, "-9.0 points"), (5, "+1.0 points"), (2, "+3.0 points"))
    assert lanes([(weeks[at], text) for at, text in words], weeks, 600) == [0, 1, 0, 0]
