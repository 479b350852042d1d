"""Profile: the share of each frame in each group, as points with intervals. Pure.

A corrected share is a filled point, one without correction a hollow diamond that says so; where there is too little to
tell, these words stand where the point would be. Counts stand beside every share.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from framing.analysis.tables import CORRECTED, EVERYTHING, TOO_LITTLE
from framing.errors import NotEnoughData
from framing.report.charts.chart import Chart, Names, panels, slug
from framing.report.charts.look import ACCENT, INK, MUTED, PAPER, ROW
from framing.report.charts.wording import (
    FILLED_OR_HOLLOW,
    correction,
    grouped_by,
    interval,
    number,
    plural,
    share,
    shown_names,
    size,
)
from framing.tables import UNCORRECTED

MOST_GROUPS = 12  # in a chart; all of them stand in the table
_SPOKEN = 6  # groups of a frame that the description names each
_MARKS = {CORRECTED: ("circle", ACCENT, [1, 0]), UNCORRECTED: ("diamond", PAPER, [4, 2])}  # shape, fill, dashes


def profile_chart(prevalence: pd.DataFrame, names: Names, *, by: str = "outlet", unit: str = "sentence") -> Chart:
    """The chart of one unit and one way to group.

    Args:
        prevalence: PREVALENCE.
        names: what is shown for keys of frames and groups.
        by: what groups are made by, as in `prevalence`; empty: all units together.
        unit: sentence, headline or article.

    Raises:
        NotEnoughData: `prevalence` has no such row.
    """
    table = prevalence[(prevalence["by"] == by) & (prevalence["unit"] == unit)]
    if table.empty:
        raise NotEnoughData(f"No share of {plural(unit)} by {grouped_by(by)} was estimated: there is nothing to draw.")
    frames = shown_names(table["frame"], names.frames)
    groups = shown_names(table["group"], {EVERYTHING: "all", **names.groups})
    rows = [_row(record, frames, groups) for record in table.to_dict(orient="records")]
    drawn = _largest(rows)
    kinds = {row["estimate"] for row in rows}
    what = plural(unit)
    title = f"Frames in {what}, by {grouped_by(by)}" if by else f"Frames in {what}"
    return Chart(
        key=f"profile-{unit}" + (f"-by-{slug(by)}" if by else ""),
        title=title,
        description=_description(rows, f"{title}: share of {what} with each frame."),
        spec={}
        if kinds == {TOO_LITTLE}
        else _spec([row for row in rows if row["group"] in drawn], list(frames.values()), drawn, what),
        table=_table(rows, by, what),
        note=_note(rows, len(groups) - len(drawn), what),
        subtitle=f"Share of {what}{_ends(rows)}; {size_of(table)}; {correction(kinds)}.",
        legend=FILLED_OR_HOLLOW if {CORRECTED, UNCORRECTED} <= kinds else "",
    )


def size_of(prevalence: pd.DataFrame) -> str:
    """How much shares of one unit and grouping are of; an article with several voices is in several groups."""
    first = prevalence[prevalence["frame"] == prevalence["frame"].iloc[0]]
    documents = None if (first["by"] == "voice").any() else int(first["documents"].sum())
    return size(int(first["of"].sum()), documents, str(first["unit"].iloc[0]))


def _ends(rows: Sequence[dict[str, Any]]) -> str:
    return " with the 95% interval" if any(row["low"] is not None for row in rows) else ""


def _row(record: dict[Any, Any], frames: dict[str, str], groups: dict[str, str]) -> dict[str, Any]:
    value, low, high = (number(record[name]) for name in ("share", "low", "high"))
    estimate = TOO_LITTLE if value is None else str(record["estimate"])
    predicted, of = int(record["predicted"]), int(record["of"])
    said = share(value) + (f" ({interval(low, high)})" if interval(low, high) else "")
    return {
        "frame": frames[str(record["frame"])],
        "group": groups[str(record["group"])],
        "share": value,
        "low": low,
        "high": high,
        "estimate": estimate,
        "said": TOO_LITTLE if estimate == TOO_LITTLE else said,
        "counts": f"{predicted:,} of {of:,}" + (", uncorrected" if estimate == UNCORRECTED else ""),
        "predicted": predicted,
        "of": of,
        "documents": int(record["documents"]),
        "labelled": int(record["labelled"]),
        "note": str(record["note"]),
    }


def _largest(rows: Sequence[dict[str, Any]]) -> list[str]:
    """The groups that are drawn, in the order of the table: those of most units, where there are many."""
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row["group"]] = max(sizes.get(row["group"], 0), row["of"])
    kept = sorted(sizes, key=lambda group: -sizes[group])[:MOST_GROUPS]
    return [group for group in sizes if group in kept]


def top_of(rows: Sequence[dict[str, Any]]) -> float:
    """Where the axis ends: the highest figure, up to the next tenth."""
    highest = max((row[name] or 0.0 for row in rows for name in ("share", "high")), default=0.0)
    return min(1.0, max(0.1, -(-round(100 * highest, 6) // 10) / 10)) if highest else 1.0


def marks() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Shape, fill and dashes by `estimate`; words beside the points name them, so there is no legend."""
    channels = []
    for at in range(3):
        scale = {"domain": list(_MARKS), "range": [each[at] for each in _MARKS.values()]}
        channels.append({"field": "estimate", "type": "nominal", "scale": scale, "legend": None})
    return channels[0], channels[1], channels[2]


def _spec(rows: Sequence[dict[str, Any]], frames: list[str], groups: list[str], what: str) -> dict[str, Any]:
    y = {"field": "group", "type": "nominal", "sort": groups, "axis": {"title": None, "ticks": False, "domain": False}}
    scale = {"domain": [0, top_of(rows)]}
    ends = _ends(rows)
    axis = {"format": ".0%", "tickCount": 6, "title": f"share of {what}{ends}"}
    x = {"field": "share", "type": "quantitative", "scale": scale, "axis": axis}
    tooltip = [
        {"field": name, "type": "nominal", "title": title}
        for name, title in (("group", "group"), ("said", "share"), ("counts", "model sees it in"), ("note", "note"))
    ]
    told = [{"filter": f"datum.estimate !== '{TOO_LITTLE}'"}]
    shape, fill, dash = marks()
    layers = [
        {
            "transform": [*told, {"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": {"type": "rule", "strokeWidth": 2, "color": ACCENT},
            "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "strokeDash": dash},
        },
        {
            "transform": told,
            "mark": {"type": "point", "size": 80, "stroke": ACCENT, "strokeWidth": 2, "opacity": 1},
            "encoding": {"y": y, "x": x, "shape": shape, "fill": fill, "tooltip": tooltip},
        },
        {
            "transform": [{"filter": f"datum.estimate === '{TOO_LITTLE}'"}],
            "mark": {"type": "text", "dx": 4, "fontStyle": "italic", "color": MUTED},
            "encoding": {"y": y, "x": {"datum": 0, "type": "quantitative"}, "text": {"field": "said"}},
        },
        _beside("said", 10, INK, y, told),
        _beside("counts", 130 if ends else 50, MUTED, y, []),
    ]
    return panels(rows, frames, layers, width=300, height=ROW * len(groups))


def _beside(field: str, dx: int, colour: str, y: dict[str, Any], transform: list[dict[str, str]]) -> dict[str, Any]:
    """A column of text to the right of the panel."""
    return {
        "transform": transform,
        "mark": {"type": "text", "dx": dx, "color": colour, "limit": 160},
        "encoding": {"y": y, "x": {"value": "width"}, "text": {"field": field}},
    }


def _description(rows: Sequence[dict[str, Any]], opening: str) -> str:
    said = [opening]
    for frame in dict.fromkeys(row["frame"] for row in rows):
        of_frame = [row for row in rows if row["frame"] == frame]
        told = sorted((row for row in of_frame if row["share"] is not None), key=lambda row: -row["share"])
        silent = len(of_frame) - len(told)
        if len(told) > _SPOKEN:
            parts = [_spoken(row) for row in (*told[:3], *told[-3:])]
            text = f"highest {', '.join(parts[:3])}; lowest {', '.join(parts[3:])}"
        else:
            text = ", ".join(map(_spoken, told))
        quiet = [row["group"] for row in of_frame if row["share"] is None]
        if silent:
            names = ", ".join(quiet) if silent <= _SPOKEN else f"{silent} groups"
            text = f"{text}; {TOO_LITTLE}: {names}" if text else f"{TOO_LITTLE}: {names}"
        said.append(f"{frame}: {text}.")
    return " ".join(said)


def _spoken(row: dict[str, Any]) -> str:
    return f"{row['group']} {row['said']}{', uncorrected' if row['estimate'] == UNCORRECTED else ''}"


def _table(rows: Sequence[dict[str, Any]], by: str, what: str) -> pd.DataFrame:
    head = grouped_by(by).capitalize()
    return pd.DataFrame(
        {
            "Frame": [row["frame"] for row in rows],
            head: [row["group"] for row in rows],
            "Share": [share(row["share"]) for row in rows],
            "95% interval": [interval(row["low"], row["high"]) or "–" for row in rows],
            "Model sees it in": [row["predicted"] for row in rows],
            f"of {what}": [row["of"] for row in rows],
            "in articles": [row["documents"] for row in rows],
            "Labelled": [row["labelled"] for row in rows],
            "Estimate": [row["estimate"] for row in rows],
            "Note": [row["note"] for row in rows],
        }
    )


def _note(rows: Sequence[dict[str, Any]], left_out: int, what: str) -> str:
    kinds = {row["estimate"] for row in rows}
    said = [f"Beside each share: in how many of the {what} the model sees the frame."]
    if CORRECTED in kinds:
        said.append("Filled points are corrected by labelled sentences that were drawn by chance.")
    if UNCORRECTED in kinds:
        said.append("Hollow diamonds are counts of the model's guesses, uncorrected: its errors shift them.")
    if left_out:
        said.append(f"Drawn are the {MOST_GROUPS} with the most {what}; the table has {left_out} more.")
    return " ".join(said)
