"""The time line of a corpus: a share of each frame in each period, and the changes of its level. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.analysis.comparison.copies import first_told, stories_of
from framing.analysis.prevalence.interval import effective_units, wilson
from framing.analysis.scored import Scored
from framing.analysis.tables import CHANGES, CORRECTED, TIME_LINE, TOO_LITTLE
from framing.analysis.time_line.changes import Change, find_changes
from framing.analysis.time_line.drift import drift
from framing.analysis.time_line.periods import ARTICLES_AT_LEAST, OTHERS, OUTLETS_AT_MOST, Calendar, Period, calendar_of
from framing.analysis.time_line.segments import PERIODS_AT_LEAST, Documents
from framing.analysis.time_line.signal import Signal, signal_of
from framing.analysis.time_line.standard import Placed, Spread, Standard, spread_of, standardise
from framing.analysis.units import Unit, Units
from framing.errors import NotEnoughData
from framing.model.evaluation.resampling import INTERVAL_AT_LEAST

UNITS_AT_LEAST = 20  # of a period: of fewer, a share is a matter of single sentences
SUPPORT: Mapping[Unit, int] = {"sentence": 100, "headline": 30, "article": 30}  # units on each side of a change
GRADUAL = "It moved step by step rather than at once."  # how the note of a change begins that is a trend
EITHER = "A steady trend would tell it about as well."
SHUFFLES = 999
_NAMED = 3  # outlets in a note

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class TimeLine:
    """What was found.

    Attributes:
        table: TIME_LINE, by frame and period.
        changes: CHANGES.
        warnings: what a reader must know before any figure.
        why_no_changes: why none were looked for, in words; empty where they were.
    """

    table: pd.DataFrame
    changes: pd.DataFrame
    warnings: tuple[str, ...]
    why_no_changes: str


@dataclass(frozen=True, eq=False)
class _Line:
    """Units that are in a period, and what is counted of them."""

    units: Units
    stories: Units  # the same, of which documents are stories: what chance is counted over
    calendar: Calendar
    period: Rows  # of each unit
    placed: Placed
    signal: Signal
    spread: Spread
    seed: int
    shown: tuple[int, ...]  # numbers of frames


def time_line_of(
    scored: Scored, units: Units, period: Period = "week", *, frames: Sequence[str] | None = None
) -> tuple[TimeLine, Calendar]:
    """The time line of a corpus and its calendar; a text and its copies are one stroke of chance.

    `frames`: see `time_line`.

    Raises:
        NotEnoughData: no document has a date, or no unit is of one that has.
    """
    calendar = calendar_of(scored.documents, period)
    story = stories_of(scored.documents["document_id"].tolist(), scored.copies)
    return time_line(units, calendar, story=story, frames=frames), calendar


def time_line(
    units: Units,
    calendar: Calendar,
    *,
    story: Rows | None = None,
    frames: Sequence[str] | None = None,
    seed: int = 7,
    draws: int = SHUFFLES,
) -> TimeLine:
    """Shares per period with the mix of outlets held fixed, and changes of their level.

    Args:
        units: of the corpus.
        calendar: of its documents, in the order that `units.document` numbers them.
        story: (documents,), number of the story of each, see `stories_of`; each its own if None. Copies are counted in
            shares, but an interval is as wide as stories make it, and changes are sought in the first of each story.
        frames: those that are shown; all of them if None. Changes are sought in all, whichever are shown: a p-value
            that counts only what one looks at is too small.
        seed: of all that is drawn.
        draws: how often documents are drawn, and dates shuffled.

    Raises:
        NotEnoughData: no unit is of a document with a date.
    """
    shown = tuple(range(len(units.frames)) if frames is None else map(units.frames.index, frames))
    line = _line(units, calendar, np.arange(units.documents) if story is None else story, shown, seed, draws)
    warnings = _warnings(line, draws)
    sought = first_told(line.units.document, line.stories.document)
    why = _why_no_changes(line, sought)
    found = [] if why else find_changes(
        _documents(line, sought), len(calendar.names), SUPPORT[units.unit], seed=seed, draws=draws
    )  # fmt: skip
    changes = [_change_row(line, change, found) for change in found if change.frame in shown]
    return TimeLine(TIME_LINE.table(_rows(line)), CHANGES.table(changes), tuple(warnings), why)


def _line(units: Units, calendar: Calendar, story: Rows, shown: tuple[int, ...], seed: int, draws: int) -> _Line:
    dated = units.take(calendar.of[units.document] >= 0)
    if not len(dated):
        raise NotEnoughData(
            f"There is no {units.unit} in a document with a date, so there is no time line. Ask for another unit, or "
            "give the documents dates and run framing ingest again."
        )
    period, outlet = calendar.of[dated.document], calendar.outlet[dated.document]
    stories = replace(dated, document=story[dated.document], documents=int(story.max()) + 1)
    placed = Placed(dated.document, stories.document, outlet, len(calendar.outlets))
    signal = signal_of(stories, outlet, seed=seed, draws=draws)
    spread = spread_of(signal.view, placed, period, len(calendar.names))
    return _Line(dated, stories, calendar, period, placed, signal, spread, seed, shown)


# -- shares ----------------------------------------------------------------------------------------------------------


def _rows(line: _Line) -> list[dict[str, Any]]:
    units, names = line.units, line.calendar.names
    standard = standardise(line.signal.view, line.placed, line.period, len(names), line.spread)
    share, low, high = _shares(line, standard)
    of = np.bincount(line.period, minlength=len(names))
    first = np.unique(units.document, return_index=True)[1]
    documents = np.bincount(line.period[first], minlength=len(names))
    counts = [
        np.stack([np.bincount(line.period, column, minlength=len(names)) for column in flags.T], axis=1)
        for flags in (units.predicted, units.drawn)
    ]
    missing = [_missing(line.calendar, standard, period) for period in range(len(names))]
    rows = []
    for frame in line.shown:
        key = units.frames[frame]
        for period, name in enumerate(names):
            little = of[period] < UNITS_AT_LEAST
            counted = f"{of[period]} {units.unit}s; a share needs {UNITS_AT_LEAST}."
            note = counted if little else " ".join(filter(None, (line.signal.note[frame], missing[period])))
            rows.append(
                {
                    "unit": units.unit,
                    "period": name,
                    "frame": key,
                    "share": np.nan if little else float(share[period, frame]),
                    "low": np.nan if little else float(low[period, frame]),
                    "high": np.nan if little else float(high[period, frame]),
                    "predicted": int(counts[0][period, frame]),
                    "of": int(of[period]),
                    "documents": int(documents[period]),
                    "labelled": int(counts[1][period, frame]),
                    "estimate": TOO_LITTLE if little else str(line.signal.estimate[frame]),
                    "note": note,
                }
            )
    return rows


def _shares(line: _Line, standard: Standard) -> tuple[Floats, Floats, Floats]:
    """(periods, frames): share, and both ends of its interval.

    The error is that of the level of all periods, of the movement from it, and of the slope that it is divided by
    (delta method); the interval is Wilson's, see `framing.analysis.prevalence.interval`.
    """
    signal = line.signal
    moved = standard.moved / signal.slope
    share = np.clip(signal.level + moved, 0, 1)
    parts = (signal.level_error, standard.moved_error / signal.slope, moved * signal.slope_error / signal.slope)
    error = np.sqrt(sum(part**2 for part in parts))
    stories = len(np.unique(line.stories.document))
    of = (np.bincount(line.period, minlength=len(share)) / standard.inflation)[:, np.newaxis]
    level = np.broadcast_to(np.clip(signal.level, 0.5 / len(line.units), 1 - 0.5 / len(line.units)), share.shape)
    low, high = wilson(
        share, effective_units(level, error, of, np.minimum(of, stories)), np.full(share.shape, stories - 1.0)
    )
    none = np.isnan(error) | np.isnan(share) | (stories < INTERVAL_AT_LEAST)
    return share, np.where(none, np.nan, low), np.where(none, np.nan, high)


def _missing(calendar: Calendar, standard: Standard, period: int) -> str:
    here, mix = standard.here[period], standard.mix
    gone = [number for number in np.argsort(-mix, kind="stable") if mix[number] > 0 and not here[number]]
    if not gone:
        return ""
    names = ", ".join(calendar.outlets[number] for number in gone[:_NAMED])
    more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
    there = float(mix[here].sum())
    told = f"Without {names}{more}, taken to have moved as the others did."
    return told if there >= 0.5 else f"Only {there:.0%} of the usual mix of outlets is there. {told}"


# -- changes ---------------------------------------------------------------------------------------------------------


def _documents(line: _Line, sought: Bools) -> Documents:
    """What changes are sought in: documents in the order of their periods."""
    period, outlet, clue = line.period[sought], line.placed.outlet[sought], line.signal.clue[sought]
    numbers, first, document, count = np.unique(
        line.units.document[sought], return_index=True, return_inverse=True, return_counts=True
    )
    sums = np.stack([np.bincount(document, column, minlength=len(numbers)) for column in clue.T], axis=1)
    placed = Placed(document, document, outlet, line.placed.outlets)
    spread = spread_of(clue, placed, period, len(line.calendar.names))
    weight = count[:, np.newaxis] / (1 + (count[:, np.newaxis] - 1) * spread.icc)
    order = np.argsort(period[first], kind="stable")
    return Documents(
        period=period[first][order],
        outlet=outlet[first][order],
        outlets=line.placed.outlets,
        units=count[order],
        mean=(sums / count[:, np.newaxis])[order],
        weight=weight[order],
    )


def _why_no_changes(line: _Line, sought: Bools) -> str:
    periods, units, least = len(np.unique(line.period[sought])), int(sought.sum()), SUPPORT[line.units.unit]
    if periods < 2 * PERIODS_AT_LEAST or units < 2 * least:
        return (
            f"No change was looked for: that needs {2 * PERIODS_AT_LEAST} {line.calendar.period}s and {2 * least} "
            f"{line.units.unit}s, and there are {periods} and {units}."
        )
    return ""


def _change_row(line: _Line, change: Change, found: list[Change]) -> dict[str, Any]:
    """The levels are those from the change before, or the beginning, to the change after, or the end."""
    starts = sorted(other.period for other in found if other.frame == change.frame)
    part = np.searchsorted(starts, line.period, side="right")
    frame, signal = change.frame, line.signal
    spread = Spread(line.spread.variance[:, [frame]], line.spread.icc[[frame]])
    standard = standardise(signal.view[:, [frame]], line.placed, part, len(starts) + 1, spread)
    after = starts.index(change.period) + 1
    levels = np.clip(signal.level[frame] + standard.moved[:, 0] / signal.slope[frame], 0, 1)
    step = (standard.moved[after, 0] - standard.moved[after - 1, 0]) / signal.slope[frame]
    chance = np.hypot(standard.error[after, 0], standard.error[after - 1, 0]) / signal.slope[frame]
    half = 1.96 * np.hypot(chance, step * signal.slope_error[frame] / signal.slope[frame])
    names = line.calendar.names
    undated = change.shape == "trend"
    shape = {"jump": "", "either": EITHER, "trend": GRADUAL}[change.shape]
    return {
        "unit": line.units.unit,
        "frame": line.units.frames[frame],
        "period": names[change.period],
        "first": "" if undated else names[change.first],
        "last": "" if undated else names[change.last],
        "before": float(levels[after - 1]),
        "after": float(levels[after]),
        "low": float(np.clip(step - half, -1, 1)),
        "high": float(np.clip(step + half, -1, 1)),
        "p": change.p,
        "note": " ".join(filter(None, (shape, str(signal.note[frame])))),
    }


# -- warnings --------------------------------------------------------------------------------------------------------


def _warnings(line: _Line, draws: int) -> list[str]:
    warnings = []
    if undated := line.calendar.undated:
        documents = "1 document has" if undated == 1 else f"{undated} documents have"
        warnings.append(f"{documents} no date that says its {line.calendar.period}, and no place on the time line.")
    if line.calendar.folded:
        warnings.append(
            f"{line.calendar.folded:,} outlets count as one on the time line, {OTHERS!r}: they have fewer than "
            f"{ARTICLES_AT_LEAST} dated articles each, or are not among the {OUTLETS_AT_MOST} largest. If other ones "
            "of them write more, that can move the line."
        )
    if line.calendar.gap:
        warnings.append(line.calendar.gap)
    corrected = np.flatnonzero(line.signal.estimate == CORRECTED).tolist()
    for frame in (frame for frame in corrected if frame in line.shown):
        view = line.signal.view[:, frame]
        p = drift(line.stories, view, frame, line.period, line.placed.outlet, seed=line.seed, draws=draws)
        if p <= 0.05 / len(corrected):
            warnings.append(
                f"{line.units.frames[frame]}: the model seems to err otherwise early than late (p = {p:.3f}), but the "
                f"correction takes it to err alike. Label more {line.units.unit}s, drawn by chance, of early and late "
                f"{line.calendar.period}s."
            )
    return warnings
