"""Calendars: which week, day or month a document is of."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.analysis.time_line.periods import (
    ARTICLES_AT_LEAST,
    FILLED_AT_MOST,
    NOBODY,
    OTHERS,
    OUTLETS_AT_MOST,
    calendar_of,
    period_of,
)
from framing.errors import NotEnoughData


def documents_of(rows: list[tuple[str, str]]) -> pd.DataFrame:
    """Of (outlet, date) of each."""
    table = pd.DataFrame(rows, columns=["source", "date"], dtype="str")
    return table.assign(document_id=[f"a{number}" for number in range(len(rows))])


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_weeks_are_those_of_iso_8601_and_begin_on_monday(day):
    calendar = calendar_of(documents_of([("A", day.isoformat())]), "week")
    monday = date.fromisoformat(calendar.names[0])
    assert monday.isocalendar() == (*day.isocalendar()[:2], 1)


@pytest.mark.parametrize(
    ("day", "monday"), [("2027-01-01", "2026-12-28"), ("2026-01-01", "2025-12-29"), ("2024-12-30", "2024-12-30")]
)
def test_a_week_across_new_year_is_one_week(day, monday):
    assert calendar_of(documents_of([("A", day)])).names == (monday,)


def test_weeks_months_and_days_without_a_document_have_their_place():
    documents = documents_of([("A", "2025-12-30"), ("A", "2026-03-01")])
    months = calendar_of(documents, "month")
    assert months.names == ("2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01")
    assert months.of.tolist() == [0, 3]
    assert len(calendar_of(documents, "day").names) == (date(2026, 3, 1) - date(2025, 12, 30)) // timedelta(days=1) + 1
    assert len(calendar_of(documents, "week").names) == 9


def test_an_outlet_with_a_space_behind_its_name_is_the_same_outlet():
    assert calendar_of(documents_of([("A", "2026-03-01"), ("A ", "2026-03-02"), (" ", "2026-03-02")])).outlets == (
        "(no outlet)",
        "A",
    )


def test_one_mistyped_year_makes_no_line_of_empty_days_and_takes_no_other_empty_day_away():
    calendar = calendar_of(documents_of([("A", "1526-03-01"), ("A", "2026-03-01"), ("A", "2026-03-03")]), "day")
    assert calendar.names == ("1526-03-01", "2026-03-01", "2026-03-02", "2026-03-03")
    assert calendar.of.tolist() == [0, 1, 3]
    assert "in the 182,621 days between 1526-03-01 and 2026-03-01" in calendar.gap  # 500 years with 122 leap days
    assert calendar.gap.endswith("On the side with fewer documents: a0 (1526-03-01).")
    late = calendar_of(documents_of([("A", f"2026-03-0{day}") for day in range(1, 8)] + [("A", "2062-03-08")]), "day")
    assert late.gap.endswith(": a7 (2062-03-08).")
    assert len(late.names) == 8


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=30))
def test_only_the_longest_gaps_are_left_out_and_only_where_there_is_no_room(numbers):
    dates = [(date(2000, 1, 1) + timedelta(days=number)).isoformat() for number in numbers]
    calendar = calendar_of(documents_of([("A", day) for day in dates]), "day")
    assert [calendar.names[at] for at in calendar.of] == dates
    assert list(calendar.names) == sorted(set(calendar.names))
    assert len(calendar.names) <= FILLED_AT_MOST
    span = max(numbers) - min(numbers) + 1
    assert (calendar.gap == "") == (span <= FILLED_AT_MOST) == (len(calendar.names) == span)


def test_the_day_counts_as_the_source_wrote_it_and_a_month_alone_is_in_no_week():
    documents = documents_of([("A", "2026-03-01T23:59:00+06:00"), ("A", "2026-03"), ("A", ""), ("A", "2026-02-30")])
    assert calendar_of(documents, "day").names == ("2026-03-01",)
    assert calendar_of(documents, "week").of.tolist() == [0, -1, -1, -1]
    assert calendar_of(documents, "week").undated == 3
    assert calendar_of(documents, "month").of.tolist() == [1, 1, -1, 0]


def test_of_many_outlets_those_with_few_dated_articles_count_as_one():
    large = [(f"L{number:02}", "2026-03-02") for number in range(45)] * ARTICLES_AT_LEAST
    small = [(f"S{number}", "2026-03-02" if at else "") for number in range(9) for at in range(ARTICLES_AT_LEAST)]
    calendar = calendar_of(documents_of([*large, *small]))
    assert calendar.folded == 9
    assert calendar.outlets == (*sorted({name for name, _ in large}), OTHERS)
    assert [calendar.outlets[number] for number in calendar.outlet[:45]] == [name for name, _ in large[:45]]
    assert set(calendar.outlet[len(large) :]) == {45}
    assert calendar_of(documents_of(large)).folded == 0


def test_of_few_outlets_each_counts_by_itself_and_spaces_make_no_other():
    calendar = calendar_of(documents_of([(name, "2026-03-02") for name in ("B ", "A", "B", " A", "")]))
    assert calendar.outlets == (NOBODY, "A", "B")
    assert calendar.outlet.tolist() == [2, 1, 2, 1, 0]
    assert calendar.folded == 0


def test_no_more_than_the_largest_outlets_count_by_themselves():
    rows = [(f"o{number:03}", "2026-03-02") for number in range(OUTLETS_AT_MOST + 20)] * (ARTICLES_AT_LEAST + 1)
    calendar = calendar_of(documents_of([*rows, ("o219", "2026-03-02")]))
    assert len(calendar.outlets) == OUTLETS_AT_MOST + 1
    assert "o219" in calendar.outlets


def test_without_any_date_it_is_told_what_to_do():
    with pytest.raises(NotEnoughData, match=r"None of the 2 documents has a date.*framing ingest"):
        calendar_of(documents_of([("A", ""), ("B", "2026")]))


def test_outlets_of_any_script_are_told_apart():
    calendar = calendar_of(
        documents_of([(name, "2026-03-02") for name in ("Егемен Қазақстан", "Ведомости", "", "Ведомости")])
    )
    assert [calendar.outlets[number] for number in calendar.outlet] == [
        "Егемен Қазақстан", "Ведомости", "(no outlet)", "Ведомости",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "number"), [("2026-03-02", 0), ("2026-03-08", 0), ("2026-03-16T10:00", 2), ("2026-03-23", -1), ("soon", -1)]
)
def test_a_day_is_found_in_the_calendar(day, number):
    calendar = calendar_of(documents_of([("A", "2026-03-03"), ("A", "2026-03-20")]))
    assert period_of(day, calendar) == number
