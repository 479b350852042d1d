"""Time line: shares period by period with intervals, changes of level, and events as numbered lines. Pure.

A frame without a correction has hollow diamonds on a dashed line, its name says so, and it has no intervals: they
would tell of chance alone, and look more exact than those that tell of the model's errors too. Where there is too
little to tell the line breaks, and these words stand over the stretch. Changes are dashed lines with the points they
moved by; events of the reader's file are thin lines with a number, which the note spells out.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from framing.analysis.tables import CORRECTED, TOO_LITTLE
from framing.errors import NotEnoughData
from framing.report.charts.chart import Chart, Names, panels
from framing.report.charts.look import ACCENT, INK, MUTED, PAPER
from framing.report.charts.profile import top_of
from framing.report.charts.wording import chance, interval, number, plural, points, share, shown, shown_names
from framing.tables import UNCORRECTED

MOST_EVENTS = 12  # of the reader's, in a chart
_WIDTH, _HEIGHT = 600, 110
_SPACE_OF_WORDS = 80  # pixels that "too little" takes; in less it is written upwards
_LOOKS = {
    "shape": {"domain": [CORRECTED, UNCORRECTED], "range": ["circle", "diamond"]},
    "fill": {"domain": [CORRECTED, UNCORRECTED], "range": [ACCENT, PAPER]},
}
_X = {"field": "period", "type": "temporal", "scale": {"type": "utc"}, "axis": {"title": None, "labelFlush": False}}


_Rows = Sequence[Mapping[str, Any]]


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
    what = plural(unit)
    return Chart(
        key=f"time-line-{unit}",
        title=f"Frames in {what}, over time",
        description=_description(rows, moved, events, what),
        spec=_spec(rows, moved, events, list(frames.values())),
        table=_table(rows, moved, what),
        note=_note(rows, events, what),
    )


def _bare(table: pd.DataFrame) -> set[str]:
    """The keys of frames of which no share is corrected, and some is told."""
    kinds = table.groupby("frame")["estimate"].agg(set)
    return {str(frame) for frame, found in kinds.items() if UNCORRECTED in found and CORRECTED not in found}


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
        between = f" ({points(low)} to {points(high)})" if low is not None and high is not None else ""
        found.append(
            {
                "frame": frames[str(record["frame"])],
                "changed": str(record["period"]),
                "moved": f"{by} points",
                "said": f"from {share(before)} to {share(after)}, {by} points{between}, {chance(number(record['p']))}",
            }
        )
    return found


def _events(notable: pd.DataFrame, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those within the time line, by date, numbered from 1."""
    first, last = rows[0]["period"], rows[-1]["period"]
    dated = sorted((str(date)[:10], shown(text)) for date, text in zip(notable["date"], notable["text"], strict=True))
    within = [(date, text) for date, text in dated if first <= date <= last]
    return [{"on": date, "text": text, "number": str(at)} for at, (date, text) in enumerate(within[:MOST_EVENTS], 1)]


def _gaps(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stretches of periods that follow each other with too little to tell, with the words that stand there."""
    periods = sorted({row["period"] for row in rows})
    step = _WIDTH / max(1, len(periods) - 1)
    found = []
    for frame, of_frame in groupby(
        sorted(rows, key=lambda row: (row["frame"], row["period"])), lambda row: row["frame"]
    ):
        for silent, stretch in groupby(of_frame, lambda row: row["share"] is None):
            if silent:
                inside = [row["period"] for row in stretch]
                wide = (len(inside) - 1) * step >= _SPACE_OF_WORDS
                middle = inside[len(inside) // 2]
                found.append({"frame": frame, "missing": middle, "said": "too little", "lies": wide})
    return found


def _spec(
    rows: Sequence[dict[str, Any]],
    moved: Sequence[dict[str, Any]],
    events: Sequence[dict[str, Any]],
    frames: list[str],
) -> dict[str, Any]:
    scale = {"domain": [0, top_of(rows)]}
    axis = {"format": ".0%", "tickCount": 4, "title": None}
    y = {"field": "share", "type": "quantitative", "scale": scale, "axis": axis}
    gaps = _gaps(rows)
    data = [*rows, *gaps, *moved, *({"frame": frame, **event} for frame in frames for event in events)]
    layers = [*_line(y, rows), *_words_in_gaps({bool(gap["lies"]) for gap in gaps})]
    if moved:
        layers += _lines_at("changed", "moved", INK, [5, 3], _HEIGHT - 8)
    if events:
        layers += _lines_at("on", "number", MUTED, [1, 0], 6)
    return panels(data, frames, layers, width=_WIDTH, height=_HEIGHT)


def _line(y: dict[str, Any], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Intervals, lines and points; no layer for which there is no row, as the axis of an empty one has no end."""
    spans, bare = any(row["low"] is not None for row in rows), {bool(row["bare"]) for row in rows}
    periods = [{"filter": "isValid(datum.period)"}]
    told = [*periods, {"filter": "isValid(datum.share)"}]
    looks = {name: {"field": "estimate", "type": "nominal", "legend": None, "scale": s} for name, s in _LOOKS.items()}
    tooltip = [
        {"field": name, "type": "nominal", "title": title}
        for name, title in (("period", "from"), ("said", "share"), ("counts", "model sees it in"), ("note", "note"))
    ]
    interval_rule = {
        "transform": told,
        "mark": {"type": "rule", "strokeWidth": 2, "color": ACCENT, "opacity": 0.45},
        "encoding": {"x": _X, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    return [
        *([interval_rule] if spans else []),
        *(
            {
                "transform": [*periods, {"filter": f"{sign}datum.bare"}],
                "mark": {"type": "line", "color": ACCENT, "strokeWidth": 1.5, "strokeDash": dash},
                "encoding": {"x": _X, "y": y},
            }
            for sign, dash in (("!", [1, 0]), ("", [3, 3]))
            if (sign == "") in bare
        ),
        {
            "transform": told,
            "mark": {"type": "point", "size": 36, "stroke": ACCENT, "strokeWidth": 1.5, "opacity": 1},
            "encoding": {"x": _X, "y": y, **looks, "tooltip": tooltip},
        },
    ]


def _words_in_gaps(lie: Collection[bool]) -> list[dict[str, Any]]:
    """The words for a gap, lying where there is room, else standing; no layer for which there is no gap."""
    looks = {"type": "text", "fontSize": 10, "fontStyle": "italic", "color": MUTED}
    x = {**_X, "field": "missing"}
    lying = {**looks, "align": "center", "y": _HEIGHT - 10}
    standing = {**looks, "angle": 270, "align": "left", "y": _HEIGHT - 4}
    return [
        {
            "transform": [{"filter": f"datum.lies === {flag}"}],
            "mark": mark,
            "encoding": {"x": x, "text": {"field": "said"}},
        }
        for flag, mark in (("true", lying), ("false", standing))
        if (flag == "true") in lie
    ]


def _lines_at(field: str, text: str, colour: str, dash: list[int], height: int) -> list[dict[str, Any]]:
    """Lines from top to bottom, with a text at `height` pixels from the top."""
    there = [{"filter": f"isValid(datum.{field})"}]
    x = {**_X, "field": field}
    looks = {"type": "text", "dx": 4, "y": height, "fontSize": 11, "fontWeight": 700}
    said = {"x": x, "text": {"field": text}}
    return [
        {
            "transform": there,
            "mark": {"type": "rule", "color": colour, "strokeDash": dash, "strokeWidth": 1},
            "encoding": {"x": x},
        },
        {"transform": there, "mark": {**looks, "stroke": PAPER, "strokeWidth": 4}, "encoding": said},  # a halo
        {"transform": there, "mark": {**looks, "color": colour}, "encoding": said},
    ]


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
        turns = [f"changed in {each['changed']} {each['said']}" for each in moved if each["frame"] == frame]
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
        "with the points it moved by."
    ]
    if UNCORRECTED in kinds:
        said.append(
            "Hollow diamonds are counts of the model's guesses, uncorrected: its errors shift them, by how much nobody "
            "knows, so they have no interval."
        )
    if TOO_LITTLE in kinds:
        said.append('The line breaks where there is too little to tell, and "too little" stands there.')
    if events:
        said.append(
            "Numbered lines: " + "; ".join(f"{each['number']} {each['text']} ({each['on']})" for each in events) + "."
        )
    return " ".join(said)
