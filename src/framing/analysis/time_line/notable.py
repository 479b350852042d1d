"""Events that a reader should see on a time line, from a small file of the user's. Pure."""

import pandas as pd

from framing.analysis.tables import NOTABLE
from framing.analysis.time_line.periods import Calendar, period_of
from framing.corpus.reading.dates import read_date
from framing.errors import InputError

EVENTS_AT_MOST = 200
LONGEST = 300  # characters of a text


def notable_events(table: pd.DataFrame, origin: str) -> pd.DataFrame:
    """NOTABLE of such a table, with dates as 2026-03-02, texts on one line, and by date.

    Raises:
        InputError: there are too many, a date is not that of one day, or a text is empty or too long.
    """
    if len(table) > EVENTS_AT_MOST:
        raise InputError(f"{origin} has {len(table)} events; {EVENTS_AT_MOST} at most can be shown. Leave some out.")
    rows = []
    for number, (date, text) in enumerate(zip(table["date"], table["text"], strict=True), start=1):
        day, said = read_date(date)[0][:10], " ".join(text.split())
        if len(day) < len("2026-03-02"):
            raise InputError(f"{origin}, event {number}: {date[:40]!r} is no date of one day. Write it as 2026-03-02.")
        if not said or len(said) > LONGEST:
            raise InputError(
                f"{origin}, event {number} has a text of {len(said)} characters. Give it 1 to {LONGEST}, such as: "
                "Election."
            )
        rows.append({"date": day, "text": said})
    return NOTABLE.table(rows).sort_values("date", kind="stable", ignore_index=True)


def by_period(notable: pd.DataFrame, calendar: Calendar) -> tuple[dict[str, list[str]], list[str]]:
    """Events by the period that they are in, as "Election (2026-03-04)"; and those that are in none of the line's."""
    inside: dict[str, list[str]] = {}
    outside = []
    for date, text in zip(notable["date"], notable["text"], strict=True):
        number = period_of(date, calendar)
        if number < 0:
            outside.append(f"{text} ({date})")
        else:
            inside.setdefault(calendar.names[number], []).append(f"{text} ({date})")
    return inside, outside
