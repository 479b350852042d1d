"""The picture of a time line: panels with shares, gaps, changes and events, and a strip for words above. Pure."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

from framing.analysis.tables import CORRECTED
from framing.report.charts.chart import panels
from framing.report.charts.look import ACCENT, BAND, INK, MUTED, PAPER
from framing.report.charts.profile import top_of
from framing.report.charts.time_axis import lanes, time_axis
from framing.tables import UNCORRECTED

_WIDTH, _HEIGHT = 600, 110
_SPACE_OF_WORDS = 80  # pixels that "too little" takes; in less it is written upwards
_LOOKS = {
    "shape": {"domain": [CORRECTED, UNCORRECTED], "range": ["circle", "diamond"]},
    "fill": {"domain": [CORRECTED, UNCORRECTED], "range": [ACCENT, PAPER]},
}
_LANE = 14  # pixels of a line of words above the data


def time_picture(
    rows: Sequence[dict[str, Any]],
    moved: Sequence[dict[str, Any]],
    events: Sequence[dict[str, Any]],
    frames: list[str],
) -> dict[str, Any]:
    """The specification: one panel a frame.

    Args:
        rows: of the time line, as the chart of it has them.
        moved: changes.
        events: to show.
        frames: as shown.
    """
    scale = {"domain": [0, top_of(rows)]}
    axis = {"format": ".0%", "tickCount": 4, "title": None}
    y = {"field": "share", "type": "quantitative", "scale": scale, "axis": axis}
    periods = sorted({row["period"] for row in rows})
    x = {"field": "period", "type": "temporal", "scale": {"type": "utc"}, "axis": time_axis(periods, _WIDTH)}
    gaps, above = _gaps(rows), _in_lanes(moved, events, frames, periods)
    layers: list[dict[str, Any]] = [_band(x)] if any(each["until"] for each in moved) else []
    if events:
        layers.append(_lines_at({**x, "field": "on"}, "isValid(datum.on)", MUTED, [1, 0]))
    if any(each["dated"] for each in moved):
        layers.append(_lines_at({**x, "field": "changed"}, "datum.dated", INK, [5, 3]))
    layers += [*_line(x, y, rows), *_words_in_gaps(x, {bool(gap["lies"]) for gap in gaps})]
    for field, colour, own in (("changed", INK, moved), ("on", MUTED, events)):
        used = {row["lane"] for row in above if field in row} if own else ()
        layers += [_words_above({**x, "field": field}, lane, colour) for lane in sorted(used)]
    return panels([*rows, *gaps, *above], frames, layers, width=_WIDTH, height=_HEIGHT)


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


def _in_lanes(
    moved: Sequence[dict[str, Any]], events: Sequence[dict[str, Any]], frames: Sequence[str], periods: Sequence[str]
) -> list[dict[str, Any]]:
    """Changes and events of each panel, with the lane of their words above it."""
    found = []
    for frame in frames:
        own = [*({"frame": frame, **event} for event in events), *(each for each in moved if each["frame"] == frame)]
        where = lanes([(row.get("on") or row["changed"], row["above"]) for row in own], periods, _WIDTH)
        found += [{**row, "lane": lane} for row, lane in zip(own, where, strict=True)]
    return found


def _line(x: dict[str, Any], y: dict[str, Any], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
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
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    return [
        *([interval_rule] if spans else []),
        *(
            {
                "transform": [*periods, {"filter": f"{sign}datum.bare"}],
                "mark": {"type": "line", "color": ACCENT, "strokeWidth": 1.5, "strokeDash": dash},
                "encoding": {"x": x, "y": y},
            }
            for sign, dash in (("!", [1, 0]), ("", [3, 3]))
            if (sign == "") in bare
        ),
        {
            "transform": told,
            "mark": {"type": "point", "size": 36, "stroke": ACCENT, "strokeWidth": 1.5, "opacity": 1},
            "encoding": {"x": x, "y": y, **looks, "tooltip": tooltip},
        },
    ]


def _words_in_gaps(x: dict[str, Any], lie: Collection[bool]) -> list[dict[str, Any]]:
    """The words for a gap, lying where there is room, else standing; no layer for which there is no gap."""
    looks = {"type": "text", "fontSize": 10, "fontStyle": "italic", "color": MUTED}
    lying = {**looks, "align": "center", "y": _HEIGHT - 10}
    standing = {**looks, "angle": 270, "align": "left", "y": _HEIGHT - 4}
    return [
        {
            "transform": [{"filter": f"datum.lies === {flag}"}],
            "mark": mark,
            "encoding": {"x": {**x, "field": "missing"}, "text": {"field": "said"}},
        }
        for flag, mark in (("true", lying), ("false", standing))
        if (flag == "true") in lie
    ]


def _band(x: dict[str, Any]) -> dict[str, Any]:
    """From the first to the last period that may have begun the new level."""
    return {
        "transform": [{"filter": "isValid(datum.until)"}],
        "mark": {"type": "rect", "color": BAND, "opacity": 0.7},
        "encoding": {"x": {**x, "field": "since"}, "x2": {"field": "until"}},
    }


def _lines_at(x: dict[str, Any], there: str, colour: str, dash: list[int]) -> dict[str, Any]:
    """Lines from top to bottom."""
    mark = {"type": "rule", "color": colour, "strokeDash": dash, "strokeWidth": 1}
    return {"transform": [{"filter": there}], "mark": mark, "encoding": {"x": x}}


def _words_above(x: dict[str, Any], lane: int, colour: str) -> dict[str, Any]:
    looks = {"type": "text", "align": "center", "fontSize": 11, "fontWeight": 700, "color": colour}
    return {
        "transform": [{"filter": f"isValid(datum.{x['field']}) && datum.lane === {lane}"}],
        "mark": {**looks, "y": -8 - _LANE * lane},
        "encoding": {"x": x, "text": {"field": "above"}},
    }
