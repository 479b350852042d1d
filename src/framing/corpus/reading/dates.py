"""Dates as people and programs write them, to ISO 8601; what is not certain is no date.

A parser of our own, because a wrong date is worse than none here: time lines are drawn from it.
General parsers (dateutil, dateparser) are made to find a date in anything: they take "may" for a
month, fill what is missing from today, and choose a reading of 03/04/2022 without saying so.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal

Fault = Literal["ambiguous", "unreadable"]
_MONTHS = """january jan январь января янв қаңтар қаңтары қаң
february feb февраль февраля фев февр ақпан ақпаны ақп
march mar март марта мар наурыз наурызы нау
april apr апрель апреля апр сәуір сәуірі сәу
may май мая мамыр мамыры мам
june jun июнь июня июн маусым маусымы мау
july jul июль июля июл шілде шілдесі шіл
august aug август августа авг тамыз тамызы там
september sep sept сентябрь сентября сен сент қыркүйек қыркүйегі қыр
october oct октябрь октября окт қазан қазаны қаз
november nov ноябрь ноября ноя нояб қараша қарашасы қар
december dec декабрь декабря дек желтоқсан желтоқсаны жел"""
_MONTH = {name: number for number, line in enumerate(_MONTHS.splitlines(), 1) for name in line.split()}
_LONGEST = 80  # characters that any of these forms may have
_YEARS = range(1500, 2101)  # the first printed news to the end of this century
# A time of day, after a date: 10:05, 10:05:30.123, with AM or PM, with Z or an offset.
_CLOCK = (
    r"(?:(?:,?\s+|\s*T|,?\s+at\s+|,?\s+в\s+|,?\s+сағат\s+)"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d{2}:?(?:\d{2})?)?)?"
)
_YEAR, _DAY, _NAME = r"(?P<year>\d{4})", r"(?P<day>\d{1,2})", r"(?P<name>[^\W\d_]{3,12})\.?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + _CLOCK, re.IGNORECASE)


# ISO 8601 without separators: 20220105T100500Z.
_BASIC = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
    r"(?P<half>(?!))?(?P<zone>z|[+-]\d{2}:?(?:\d{2})?)?",
    re.IGNORECASE,
)
_FORMS = (
    _form(rf"{_YEAR}-(?P<month>\d{{1,2}})-{_DAY}"),
    _form(rf"{_YEAR}(?P<mark>[/.])(?P<month>\d{{1,2}})(?P=mark){_DAY}"),
    _form(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
    _BASIC,
    _form(rf"{_DAY}\.(?P<month>\d{{1,2}})\.{_YEAR}(?:\s*(?:г\.?|года|ж\.?|жылы))?"),  # with dots the day is first
    _form(rf"{_WEEKDAY}{_DAY}(?:st|nd|rd|th|-?го)?[\s-]+{_NAME}[\s,-]+{_YEAR}(?:\s*(?:г\.?|года|ж\.?|жыл|жылы))?"),
    _form(rf"{_WEEKDAY}{_NAME}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}"),
    _form(rf"{_YEAR}\s*(?:жылғы|жылдың|жылы|ж\.?)\s*{_DAY}(?:-?шы|-?ші)?\s+{_NAME}"),
    _form(rf"{_YEAR}[\s-]+{_NAME}[\s-]+{_DAY}"),
)
_EITHER = _form(r"(?P<first>\d{1,2})(?P<mark>[/-])(?P<second_>\d{1,2})(?P=mark)(?P<year>\d{4})")
_PART = re.compile(r"(\d{4})(?:-(\d{2}))?")
_SECONDS = re.compile(r"(-?\d{9,10})(?:\.\d{1,9})?")
_MILLISECONDS = re.compile(r"\d{12,13}")
_DAYS_OF_THE_WEEK = """monday mon tuesday tue tues wednesday wed thursday thu thur friday fri saturday sat sunday sun
понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс
дүйсенбі дс сейсенбі сс сәрсенбі ср бейсенбі бс жұма жм сенбі сн жексенбі жс"""
_WEEKDAYS = frozenset(_DAYS_OF_THE_WEEK.split())


@lru_cache(maxsize=10_000)  # the documents of a corpus share their days
def read_date(value: str, day_first: bool | None = None) -> tuple[str, Fault | None]:
    """`value` as ISO 8601 (a year, a month, a date, or a date with its time), and what is wrong with it.

    Read are ISO 8601 with or without separators, time and zone; days with the month as a word in
    English, Russian or Kazakh, with or without the day of the week; RFC 2822; 05.01.2022 (the day
    first); 2022/01/05; seconds or milliseconds since 1970 (in UTC). 05/13/2022 has one reading only;
    03/04/2022 has two and needs `day_first`.

    Returns:
        The date and None; or an empty text and "ambiguous" (two readings) or "unreadable" (none, or
        a day that no calendar has).
    """
    value = value.strip()
    if len(value) > _LONGEST:
        return "", "unreadable"
    if not value.isascii():  # digits of other scripts: what comes back is ISO 8601
        value = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in value)
    if match := _PART.fullmatch(value):
        fits = int(match[1]) in _YEARS and (match[2] is None or 1 <= int(match[2]) <= 12)
        return (value, None) if fits else ("", "unreadable")
    try:
        for form in _FORMS:
            if (match := form.fullmatch(value)) and _weekday_fits(value):
                return _written(match), None
        if match := _EITHER.fullmatch(value):
            return _either(match, day_first)
        return _since_1970(value), None
    except (ValueError, OverflowError):
        return "", "unreadable"


def _either(match: re.Match[str], day_first: bool | None) -> tuple[str, Fault | None]:
    """A date of two small numbers and a year, where habit says which is the day."""
    first, second = int(match["first"]), int(match["second_"])
    if day_first is None and first != second and max(first, second) <= 12:
        return "", "ambiguous"
    if day_first is None:
        day_first = first > 12
    day, month = (first, second) if day_first else (second, first)
    return _with_clock(match, date(_year(match), month, day)), None


def _written(match: re.Match[str]) -> str:
    parts = match.groupdict()
    month = _MONTH.get(parts["name"].casefold(), 0) if parts.get("name") else int(parts["month"])
    return _with_clock(match, date(_year(match), month, int(parts["day"])))


def _year(match: re.Match[str]) -> int:
    year = int(match["year"])
    if year not in _YEARS:
        raise ValueError(year)
    return year


def _with_clock(match: re.Match[str], day: date) -> str:
    if match["hour"] is None:
        return day.isoformat()
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if match["half"].casefold().startswith("p") else 0)
    moment = datetime(day.year, day.month, day.day, hour, int(match["minute"]), int(match["second"] or 0))
    return moment.replace(tzinfo=_zone(match["zone"])).isoformat()


def _zone(written: str | None) -> timezone | None:
    if written is None:
        return None
    digits = re.sub(r"[^\d+-]", "", written)
    if not digits:
        return UTC
    minutes = 60 * int(digits[1:3]) + int(digits[3:5] or 0)
    return timezone(timedelta(minutes=-minutes if digits[0] == "-" else minutes))


def _weekday_fits(value: str) -> bool:
    """Whether a word before a day is a day of the week, so that "until 5 May 2022" is not taken for a date."""
    words = re.findall(r"[^\W\d_]+", value.casefold())
    return not words or value[0].isdigit() or words[0] in _WEEKDAYS or words[0] in _MONTH


def _since_1970(value: str) -> str:
    match = _SECONDS.fullmatch(value)
    seconds = int(match[1]) if match else int(value) // 1000 if _MILLISECONDS.fullmatch(value) else None
    if seconds is None:
        raise ValueError(value)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    if moment.year not in _YEARS:
        raise ValueError(value)
    return moment.isoformat()
