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
OTHERS = "other outlets"
MANY_OUTLETS = 50  # up to so many each counts by itself
ARTICLES_AT_LEAST = 5  # of an outlet that does so among more: one with fewer says little of how it moved
OUTLETS_AT_MOST = 200  # that do so
FILLED_AT_MOST = 1_000  # periods, with those without a document: one mistyped year would make a line of empty ones
_NAMED = 3  # documents beside a gap
_MONDAY = 3  # days from a Monday to 1970-01-01, a Thursday

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Calendar:
    """Periods and outlets of the documents of a corpus.

    Attributes:
        period: what a period is.
        names: first day of each period, ISO 8601, in order; also of those in between without a document, but for the
            longest gaps where there would be more than `FILLED_AT_MOST`.
        of: (documents,) number of the period of each, -1 of one without a date that says it.
        outlet: (documents,) number of its outlet.
        outlets: their names; of some that count as one the last is `OTHERS`.
        folded: outlets that count as one, see `calendar_of`.
        gap: which periods without a document are not among them, and whose date may be mistyped; empty if all are.
    """

    period: Period
    names: tuple[str, ...]
    of: Rows
    outlet: Rows
    outlets: tuple[str, ...]
    folded: int = 0
    gap: str = ""

    @property
    def undated(self) -> int:
        """Documents that are in no period."""
        return int((self.of < 0).sum())


def calendar_of(documents: pd.DataFrame, period: Period = "week") -> Calendar:
    """Periods and outlets of documents.

    Where there are more than `MANY_OUTLETS` outlets, those with fewer than `ARTICLES_AT_LEAST` dated documents count as
    one, and so do those beyond the `OUTLETS_AT_MOST` with the most: a line of outlets with one article each could not
    move, since each would be held at its own level.

    Args:
        documents: `document_id`, `source`, and `date` as ISO 8601: of a time of day the day counts, as the source wrote
            it; a month without a day is in no week.
        period: weeks are those of ISO 8601 and begin on Monday.

    Raises:
        NotEnoughData: no document has such a date.
    """
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
    shown = _filled(present)
    of = np.full(len(documents), -1, dtype=np.intp)
    of[dated] = np.searchsorted(shown, at)
    whole = len(shown) == present[-1] - present[0] + 1
    gap = "" if whole else _gap(present, at, documents[dated], period)
    return Calendar(period, tuple(_first_days(shown, period)), of, *_outlets(documents["source"], dated), gap)


def _outlets(source: pd.Series, dated: NDArray[np.bool_]) -> tuple[Rows, tuple[str, ...], int]:
    """Number of the outlet of each document, names of outlets, and how many of them count as one."""
    outlet, outlets = pd.factorize(source.astype(object).str.strip(), sort=True)
    names = [str(name) or NOBODY for name in outlets]
    count = np.bincount(outlet[dated], minlength=len(names))
    order = np.argsort(-count, kind="stable")
    small = count < ARTICLES_AT_LEAST
    small[order[OUTLETS_AT_MOST:]] = True
    if len(names) <= MANY_OUTLETS or small.sum() < 2:
        return outlet.astype(np.intp), tuple(names), 0
    number = np.where(small, (~small).sum(), np.cumsum(~small) - 1)
    kept = tuple(name for name, few in zip(names, small, strict=True) if not few)
    return number[outlet].astype(np.intp), (*kept, OTHERS), int(small.sum())


def period_of(date: str, calendar: Calendar) -> int:
    """Number of the period of the calendar that a date (2026-03-02) is in; -1 if it is in none."""
    try:
        number = _numbers(np.array([date[:10]], dtype="datetime64[D]"), calendar.period)
    except ValueError:
        return -1
    (name,) = _first_days(number, calendar.period)
    return calendar.names.index(name) if name in calendar.names else -1


def _filled(present: NDArray[np.int64]) -> NDArray[np.int64]:
    """With the numbers in between, but for the longest gaps where these were too many."""
    empty = np.diff(present) - 1
    longest = np.argsort(-empty, kind="stable")
    left = empty.sum() - np.concatenate([[0], np.cumsum(empty[longest])])  # with none of the longest left out, one ...
    fits = left <= max(FILLED_AT_MOST - len(present), 0)
    empty[longest[: fits.argmax()]] = 0
    runs = [np.arange(first, first + more + 1) for first, more in zip(present, [*empty, 0], strict=True)]
    return np.concatenate(runs)


def _gap(present: NDArray[np.int64], at: NDArray[np.int64], documents: pd.DataFrame, period: Period) -> str:
    """What is said of the longest gap, and the documents on that side of it where there are fewer."""
    widest = int(np.diff(present).argmax())
    before = at <= present[widest]
    alone = documents[before if 2 * before.sum() <= len(before) else ~before]
    named = ", ".join(f"{name} ({date})" for name, date in alone[["document_id", "date"]].head(_NAMED).to_numpy())
    more = f" and {len(alone) - _NAMED:,} more" if len(alone) > _NAMED else ""
    one, other = _first_days(present[[widest, widest + 1]], period)
    return (
        f"No document is dated in the {present[widest + 1] - present[widest] - 1:,} {period}s between {one} and "
        f"{other}; {period}s of so long a gap are not shown, and what stands beside each other there is far apart. If "
        f"a date is mistyped, correct it and run framing ingest again. On the side with fewer documents: {named}{more}."
    )


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
