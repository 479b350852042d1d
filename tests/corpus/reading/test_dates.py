from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.corpus.reading.dates import read_date


@pytest.mark.parametrize(
    "written",
    [
        "2022-01-05",
        "20220105",
        "5 January 2022",
        "5th January, 2022",
        "Jan 5, 2022",
        "Jan. 5 2022",
        "Wednesday, January 5, 2022",
        "5-Jan-2022",
        "5 января 2022",
        "5 января 2022 года",
        "05 янв. 2022 г.",
        "среда, 5 января 2022",
        "2022 жылғы 5 қаңтар",
        "5 қаңтар 2022",
        "5 Қаңтар, 2022",
        "05.01.2022",
        "2022/01/05",
        " 2022-1-5 ",
    ],
)
def test_a_day_is_read_in_each_of_the_forms_it_is_written_in(written):
    assert read_date(written) == ("2022-01-05", None)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2022-01-05T10:05:00", "2022-01-05T10:05:00"),
        ("2022-01-05 10:05", "2022-01-05T10:05:00"),
        ("2022-01-05T10:05:00.123Z", "2022-01-05T10:05:00+00:00"),
        ("2022-01-05T10:05:00+06:00", "2022-01-05T10:05:00+06:00"),
        ("20220105T100500Z", "2022-01-05T10:05:00+00:00"),
        ("Wed, 05 Jan 2022 10:05:00 -0530", "2022-01-05T10:05:00-05:30"),
        ("Wed, 05 Jan 2022 10:05:00 GMT", "2022-01-05T10:05:00+00:00"),
        ("January 5, 2022 at 10:05 p.m.", "2022-01-05T22:05:00"),
        ("5 января 2022, 10:05", "2022-01-05T10:05:00"),
        ("05.01.2022 10:05", "2022-01-05T10:05:00"),
        ("1641340800", "2022-01-05T00:00:00+00:00"),  # date -u -d @1641340800
        ("1641340800000", "2022-01-05T00:00:00+00:00"),
    ],
)
def test_a_time_of_day_and_a_zone_are_kept(written, moment):
    assert read_date(written) == (moment, None)


@pytest.mark.parametrize("written", ["2022", "2022-01"])
def test_a_year_or_a_month_stays_what_it_is(written):
    assert read_date(written) == (written, None)


def test_a_date_with_two_readings_is_read_only_with_the_users_word():
    assert read_date("03/04/2022") == ("", "ambiguous")
    assert read_date("03/04/2022", day_first=True) == ("2022-04-03", None)
    assert read_date("03/04/2022", day_first=False) == ("2022-03-04", None)


def test_a_date_of_small_numbers_with_one_reading_needs_no_word():
    assert read_date("13/01/2022") == read_date("01/13/2022") == ("2022-01-13", None)
    assert read_date("05/05/2022") == ("2022-05-05", None)


def test_a_date_that_contradicts_the_users_word_is_not_turned_around():
    assert read_date("01/13/2022", day_first=True) == ("", "unreadable")


@pytest.mark.parametrize(
    "written",
    [
        *("yesterday", "вчера", "кеше", "May", "31.02.2022", "29 February 2021", "2022-13-01", "2022-01-05T25:00"),
        *(
            "until 5 May 2022",
            "5.1.22",
            "05/01/22",
            "0000-00-00",
            "99999999",
            "1e400",
            "44566",
            "",
            "n/a",
            "x" * 10_000,
        ),
        *("5 Foo 2022", "9" * 1000, "2022-01-05 2022-01-06", "١٢٣٤", "²022", "2022-01-05T10:05:00+99:99"),
    ],
)
def test_what_is_no_date_for_certain_is_none(written):
    assert read_date(written) == ("", "unreadable")


@given(st.dates(date(1500, 1, 1), date(2100, 12, 31)))
def test_every_day_comes_back_from_the_forms_that_programs_write(day):
    wanted = (day.isoformat(), None)
    assert read_date(day.isoformat()) == wanted
    assert read_date(day.strftime("%d.%m.%Y")) == wanted
    assert read_date(f"{day.year:04}/{day.month}/{day.day}") == wanted


@given(st.integers(100_000_000, 4_000_000_000))
def test_seconds_are_counted_from_1970_in_utc(seconds):
    day, _ = divmod(seconds, 86_400)
    assert read_date(str(seconds))[0].startswith((date(1970, 1, 1) + timedelta(days=day)).isoformat())


@given(st.text(max_size=60), st.sampled_from([None, True, False]))
def test_any_text_is_a_date_or_a_fault(written, day_first):
    found, fault = read_date(written, day_first)
    assert bool(found) != bool(fault)


@pytest.mark.parametrize(
    ("written", "date"), [("٢٠٢٢", "2022"), ("٢٠٢٢-٠١-٠٥", "2022-01-05"), ("०५.०१.२०२२", "2022-01-05"), ("²⁰²²", "")]
)
def test_a_date_comes_back_in_the_digits_of_iso_8601(written, date):
    assert read_date(written)[0] == date
