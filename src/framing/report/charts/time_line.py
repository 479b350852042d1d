"""Time line: shares period by period with intervals, changes of level, and events as numbered lines. Pure.

A frame without a correction has hollow diamonds on a dashed line, its name says so, and it has no intervals: they
would tell of chance alone, and look more exact than those that tell of the model's errors too. Where there is too
little to tell the line breaks, and these words stand over the stretch. Changes are dashed lines on a light band, which
is where they may have been, with the points they moved by; a trend has no date and no line. Events of the reader's file
are thin lines with a number, which the note spells out. Words stand in a strip above the data, not on them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from framing.analysis.tables import CORRECTED, TOO_LITTLE
from framing.analysis.time_line.line import GRADUAL
from framing.errors import NotEnoughData
from framing.report.charts.chart import Chart, Names
from framing.report.charts.time_picture import time_picture
from framing.report.charts.wording import (
    FILLED_OR_HOLLOW,
    chance,
    correction,
    interval,
    number,
    plural,
    points,
    share,
    shown,
    shown_names,
    size,
)
from framing.tables import UNCORRECTED

MOST_EVENTS = 12  # of the reader's, in a chart


def time_chart(
    time_line: pd.DataFrame,
    names: Names,
    *,
    unit: str = "sentence",
    changes: pd.DataFrame | None = None,
    notable: pd.DataFrame | None = None,
) -> Chart:
    """The chart of one unit.

    Args:
        time_line: TIME_LINE.
        names: what is shown for keys of frames.
        unit: sentence, headline or article.
        changes: CHANGES.
        notable: `date` (ISO 8601) and `text` of events to show; the first 12 within the time line are drawn.

    Raises:
        NotEnoughData: `time_line` has fewer than two periods of the unit.
    """
    table = time_line[time_line["unit"] == unit].sort_values("period", kind="stable")
    if table["period"].nunique() < 2:
        raise NotEnoughData(f"The {plural(unit)} are of fewer than two periods: there is no line to draw.")
    frames = shown_names(time_line.loc[time_line["unit"] == unit, "frame"], names.frames)
    bare = _bare(table)
    frames = {key: f"{name} ({UNCORRECTED})" if key in bare else name for key, name in frames.items()}
    rows = [_row(record, frames) | {"bare": str(record["frame"]) in bare} for record in table.to_dict(orient="records")]
    moved = [] if changes is None else _changes(changes[changes["unit"] == unit], frames)
    events = [] if notable is None else _events(notable, rows)
    what, kinds = plural(unit), {row["estimate"] for row in rows}
    return Chart(
        key=f"time-line-{unit}",
        title=f"Frames in {what}, over time",
        description=_description(rows, moved, events, what),
        spec={} if kinds == {TOO_LITTLE} else time_picture(rows, moved, events, list(frames.values())),
        table=_table(rows, moved, what),
        note=_note(rows, events, what),
        subtitle=f"Share of {what} with the mix of outlets held fixed; {_size(table, unit)}; {correction(kinds)}.",
        legend=_legend(kinds, moved, events),
    )


def _bare(table: pd.DataFrame) -> set[str]:
    """The keys of frames of which no share is corrected, and some is told."""
    kinds = table.groupby("frame")["estimate"].agg(set)
    return {str(frame) for frame, found in kinds.items() if UNCORRECTED in found and CORRECTED not in found}


def _size(table: pd.DataFrame, unit: str) -> str:
    first = table[table["frame"] == table["frame"].iloc[0]]
    return size(int(first["of"].sum()), int(first["documents"].sum()), unit)


def _legend(kinds: set[str], moved: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]]) -> str:
    """What the marks of this picture are."""
    said = ["Bars: 95% intervals."] if CORRECTED in kinds else []
    if UNCORRECTED in kinds:
        said.append(FILLED_OR_HOLLOW if CORRECTED in kinds else "Hollow diamonds: without an interval.")
    if any(each["dated"] for each in moved):
        said.append("Dashed lines: changes of level, in points; grey bands: where they may have been (95%).")
    said += ["Numbered lines: " + _numbered(events)] if events else []
    return "\n".join(said)


def _numbered(events: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(f"{each['above']} {each['text']} ({each['on']})" for each in events) + "."


def _row(record: Mapping[Any, Any], frames: Mapping[str, str]) -> dict[str, Any]:
    value, low, high = (number(record[name]) for name in ("share", "low", "high"))
    estimate = TOO_LITTLE if value is None else str(record["estimate"])
    if estimate == UNCORRECTED:
        low = high = None
    more = f" ({interval(low, high)})" if interval(low, high) else ", uncorrected" * (estimate == UNCORRECTED)
    return {
        "frame": frames[str(record["frame"])],
        "period": str(record["period"]),
        "share": value,
        "low": low,
        "high": high,
        "estimate": estimate,
        "said": TOO_LITTLE if value is None else share(value) + more,
        "counts": f"{int(record['predicted']):,} of {int(record['of']):,}",
        "predicted": int(record["predicted"]),
        "of": int(record["of"]),
        "labelled": int(record["labelled"]),
        "note": str(record["note"]),
    }


def _changes(changes: pd.DataFrame, frames: Mapping[str, str]) -> list[dict[str, Any]]:
    found = []
    for record in changes.to_dict(orient="records"):
        if str(record["frame"]) not in frames:
            continue
        before, after, low, high = (number(record[name]) for name in ("before", "after", "low", "high"))
        by = points(None if before is None or after is None else after - before)
        first, last, trend = str(record["first"]), str(record["last"]), str(record["note"]).startswith(GRADUAL)
        where = ", step by step" if trend else f", at any time from {first} to {last}" if first != last else ""
        between = f" ({points(low)} to {points(high)})" if low is not None and high is not None else ""
        found.append(
            {
                "frame": frames[str(record["frame"])],
                "changed": str(record["period"]),
                "since": first if first != last else None,
                "until": last if first != last else None,
                "dated": not trend,
                "when": "" if trend else f"in {record['period']} ",
                "above": f"{by} points" + ", step by step" * trend,
                "said": f"from {share(before)} to {share(after)}, {by} points{between}{where}, "
                f"{chance(number(record['p']))}",
            }
        )
    return found


def _events(notable: pd.DataFrame, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those within the time line, by date, numbered from 1."""
    first, last = rows[0]["period"], rows[-1]["period"]
    dated = sorted((str(date)[:10], shown(text)) for date, text in zip(notable["date"], notable["text"], strict=True))
    within = [(date, text) for date, text in dated if first <= date <= last]
    return [{"on": date, "text": text, "above": str(at)} for at, (date, text) in enumerate(within[:MOST_EVENTS], 1)]


def _description(
    rows: Sequence[Mapping[str, Any]],
    moved: Sequence[Mapping[str, Any]],
    events: Sequence[Mapping[str, Any]],
    what: str,
) -> str:
    said = [f"Share of {what} with each frame from {rows[0]['period']} to {rows[-1]['period']}."]
    for frame in dict.fromkeys(row["frame"] for row in rows):
        of_frame = [row for row in rows if row["frame"] == frame]
        told = [row for row in of_frame if row["share"] is not None]
        if not told:
            said.append(f"{frame}: {TOO_LITTLE}.")
            continue
        least, most = min(told, key=lambda row: row["share"]), max(told, key=lambda row: row["share"])
        text = f"lowest {least['said']} in {least['period']}, highest {most['said']} in {most['period']}"
        if len(told) < len(of_frame):
            text += f", {TOO_LITTLE} in {len(of_frame) - len(told)} of {len(of_frame)} periods"
        turns = [f"changed {each['when']}{each['said']}" for each in moved if each["frame"] == frame]
        said.append(f"{frame}: {'; '.join([text, *(turns or ['no change of level seen'])])}.")
    if events:
        said.append("Events: " + "; ".join(f"{each['on']} {each['text']}" for each in events) + ".")
    return " ".join(said)


def _table(rows: Sequence[Mapping[str, Any]], moved: Sequence[Mapping[str, Any]], what: str) -> pd.DataFrame:
    turns = {(each["frame"], each["changed"]): each["said"] for each in moved}
    ordered = sorted(rows, key=lambda row: list(dict.fromkeys(r["frame"] for r in rows)).index(row["frame"]))
    return pd.DataFrame(
        {
            "Frame": [row["frame"] for row in ordered],
            "From": [row["period"] for row in ordered],
            "Share": [share(row["share"]) for row in ordered],
            "95% interval": [interval(row["low"], row["high"]) or "–" for row in ordered],
            "Model sees it in": [row["predicted"] for row in ordered],
            f"of {what}": [row["of"] for row in ordered],
            "Labelled": [row["labelled"] for row in ordered],
            "Estimate": [row["estimate"] for row in ordered],
            "Change": [turns.get((row["frame"], row["period"]), "") for row in ordered],
            "Note": [row["note"] for row in ordered],
        }
    )


def _note(rows: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]], what: str) -> str:
    kinds = {row["estimate"] for row in rows}
    said = [
        f"Shares of {what}. Bars are 95% intervals; a dashed line from top to bottom is a change of level, "
        "with the points it moved by above it, on a grey band that is where it may have been (95%)."
    ]
    if UNCORRECTED in kinds:
        said.append(
            "Hollow diamonds are counts of the model's guesses, uncorrected: its errors shift them, by how much nobody "
            "knows, so they have no interval."
        )
    if TOO_LITTLE in kinds:
        said.append('The line breaks where there is too little to tell, and "too little" stands there.')
    if events:
        said.append("Numbered lines: " + _numbered(events))
    return " ".join(said)
