"""Which periods are named under a time line, and where words stand above it so that none lies on another. Pure."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

_ROOM = 48  # pixels that a name such as "26 Sep" takes, with a gap
_LETTER = 6.5  # pixels of one in the words above
_MONTHS = (1, 2, 3, 4, 6, 12, 24, 60, 120)  # steps that come round with the years
_DAY_MS = 86_400_000
_MONDAY = 4  # days from 1970-01-01, a Thursday, to a Monday


def time_axis(periods: Sequence[str], width: int) -> dict[str, Any]:
    """The axis of Vega-Lite: the first period is named, and of the others as many as there is room for.

    A year stands under the first name and under the first one of each later year. Of weeks the names are their Mondays;
    of days too, where there is no room for all.

    Args:
        periods: first days, ISO 8601, rising.
        width: of the axis, in pixels.
    """
    named = _named(periods, width)
    years = [day for before, day in pairwise(["", *named]) if before[:4] != day[:4]]
    said = f"utcFormat(datum.value, '{'%b' if _are_months(periods) else '%-d %b'}')"
    with_year = f"[{said}, utcFormat(datum.value, '%Y')]"
    return {
        "title": None,
        "values": [_milliseconds(day) for day in named],
        "labelExpr": f"indexof({[_milliseconds(day) for day in years]}, +datum.value) < 0 ? {said} : {with_year}",
        "labelFlush": False,
        "labelOverlap": False,
    }


def lanes(words: Sequence[tuple[str, str]], periods: Sequence[str], width: int) -> list[int]:
    """For each (date, text): the lowest lane above the line in which the text, centred on its date, lies on no other.

    Args: see `time_axis`; the dates are within the periods.
    """
    ends: list[list[tuple[float, float]]] = []
    found = []
    for date, text in words:
        middle, half = _place(date, periods, width), _LETTER * (len(text) + 1) / 2
        free = (
            lane
            for lane, there in enumerate(ends)
            if all(middle + half <= low or high <= middle - half for low, high in there)
        )
        lane = next(free, len(ends))
        if lane == len(ends):
            ends.append([])
        ends[lane].append((middle - half, middle + half))
        found.append(lane)
    return found


def _named(periods: Sequence[str], width: int) -> list[str]:
    days = [_milliseconds(day) // _DAY_MS for day in periods]
    gaps = [after - before for before, after in pairwise(days)]
    gap, pixels = min(gaps), width / (days[-1] - days[0])
    if max(gaps) > 1.2 * gap:  # more than months differ: not all periods are there
        inside = list(periods[1:])
    elif gap == 1 and pixels < _ROOM:
        inside, gap = [day for day, at in zip(periods[1:], days[1:], strict=True) if at % 7 == _MONDAY], 7
        inside = inside[:: _step(gap * pixels, months=False)]
    else:
        inside = list(periods[:: _step(gap * pixels, months=_are_months(periods))])[1:]
    named = [periods[0]]
    for day in inside:
        if _place(day, periods, width) - _place(named[-1], periods, width) >= _ROOM - 4:  # February is short
            named.append(day)
    return named


def _step(pixels: float, *, months: bool) -> int:
    """Of how many periods one is named, where one takes so many pixels."""
    least = max(1, -int(-(_ROOM - 4) // pixels))
    return next((step for step in _MONTHS if step >= least), least) if months else least


def _are_months(periods: Sequence[str]) -> bool:
    return all(day.endswith("-01") for day in periods)


def _place(day: str, periods: Sequence[str], width: int) -> float:
    """Pixels from the left."""
    first, last = _milliseconds(periods[0]), _milliseconds(periods[-1])
    return width * (_milliseconds(day) - first) / (last - first)


def _milliseconds(day: str) -> int:
    """From 1970 in UTC, as the axis counts."""
    return int(np.datetime64(day, "ms").astype(np.int64))
