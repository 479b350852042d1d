"""Which day, week or month each document is of, and which outlet."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.errors import NotEnoughData

Period = Literal["day", "week", "month"]
PERIODS: tuple[Period, ...] = ("day", "week", "month")
NOBODY = "(no outlet)"
FILLED_AT_MOST = 1_000  # periods from first to last: beyond, one mistyped year would make a line of empty ones
_MONDAY = 3  # days from a Monday to 1970-01-01, a Thursday

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Calendar:
    """Periods and outlets of the documents of a corpus.

    Attributes:
        period: what a period is.
        names: first day of each period, ISO 8601, in order; also of those in between without a document, unless there
            would be more than `FILLED_AT_MOST`.
        of: (documents,) number of the period of each, -1 of one without a date that says it.
        outlet: (documents,) number of its outlet.
        outlets: their names.
    """

    period: Period
    names: tuple[str, ...]
    of: Rows
    outlet: Rows
    outlets: tuple[str, ...]

    @property
    def undated(self) -> int:
        """Documents that are in no period."""
        return int((self.of < 0).sum())


def calendar_of(documents: pd.DataFrame, period: Period = "week") -> Calendar:
    """Periods and outlets of documents.

    Args:
        documents: `source`, and `date` as ISO 8601: of a time of day the day counts, as the source wrote it; a month
            without a day is in no week.
        period: weeks are those of ISO 8601 and begin on Monday.

    Raises:
        NotEnoughData: no document has such a date.
    """
    outlet, outlets = pd.factorize(documents["source"].astype(object), sort=True)
    places, form = (7, "%Y-%m") if period == "month" else (10, "%Y-%m-%d")
    texts = documents["date"].astype(object).str.slice(0, places)
    days = pd.to_datetime(texts, format=form, errors="coerce").to_numpy().astype("datetime64[D]")
    dated = ~np.isnat(days)
    if not dated.any():
        raise NotEnoughData(
            f"None of the {len(documents)} documents has a date that says its {period}, so there is no time line. Give "
            "dates as 2026-03-02 in a column date, or in the names or heads of files, and run framing ingest again."
        )
    at = _numbers(days[dated], period)
    present = np.unique(at)
    if present[-1] - present[0] < FILLED_AT_MOST:
        present = np.arange(present[0], present[-1] + 1)
    of = np.full(len(documents), -1, dtype=np.intp)
    of[dated] = np.searchsorted(present, at)
    named = tuple(str(name) or NOBODY for name in outlets)
    return Calendar(period, tuple(_first_days(present, period)), of, outlet.astype(np.intp), named)


def period_of(date: str, calendar: Calendar) -> int:
    """Number of the period of the calendar that a date (2026-03-02) is in; -1 if it is in none."""
    try:
        number = _numbers(np.array([date[:10]], dtype="datetime64[D]"), calendar.period)
    except ValueError:
        return -1
    (name,) = _first_days(number, calendar.period)
    return calendar.names.index(name) if name in calendar.names else -1


def _numbers(days: NDArray[np.datetime64], period: Period) -> NDArray[np.int64]:
    """Of the period of each day, counted from the one that 1970-01-01 is in."""
    if period == "month":
        return days.astype("datetime64[M]").astype(np.int64)
    number = days.astype(np.int64)
    return (number + _MONDAY) // 7 if period == "week" else number


def _first_days(numbers: NDArray[np.int64], period: Period) -> list[str]:
    if period == "month":
        days = numbers.astype("datetime64[M]").astype("datetime64[D]")
    else:
        days = (numbers * 7 - _MONDAY if period == "week" else numbers).astype("datetime64[D]")
    return [str(day) for day in days]
