"""One event, told by several outlets: how many sentences of each have each frame, as a matrix of dots. Pure.

The counts are the model's guesses on few sentences, corrected by nothing: so the dots are hollow, and the counts are
written in every cell.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from framing.analysis.scored import Scored
from framing.errors import NotEnoughData
from framing.report.charts.chart import Chart, Names, slug
from framing.report.charts.look import ACCENT, INK, LINE, NAME_WIDTH, SCHEMA, config
from framing.report.charts.wording import correction, share, shown, shown_names, size
from framing.tables import UNCORRECTED

MOST_OUTLETS = 15  # in a chart; all of them stand in the table
_SPOKEN = 3  # outlets of a frame that the description names
_CELL = {"width": 92, "height": 40}
_DOT = -24  # pixels from the middle of a cell
_NAMELESS = "\0"  # before the id of an article without an outlet: no outlet is called like that


def event_chart(scored: Scored, events: pd.DataFrame, event: str, names: Names, *, number: int = 1) -> Chart:
    """The chart of one event.

    Args:
        scored: the corpus.
        events: EVENT_OF.
        event: which, by its name in `events`.
        names: what is shown for keys of frames and for outlets.
        number: of the event on the page, for the key of the chart.

    Raises:
        NotEnoughData: fewer than two outlets have a sentence on it that was scored.
    """
    told = _told(scored, events, event)
    outlets = list(dict.fromkeys(told["teller"]))
    if len(outlets) < 2:
        raise NotEnoughData("Fewer than two outlets tell of this event: there is nothing to set side by side.")
    shown_outlets = shown_names(outlets, {**names.groups, **_nameless(scored.documents)})
    frames = shown_names(scored.frames, names.frames)
    rows = _rows(told, scored.frames, frames, shown_outlets)
    largest = sorted(outlets, key=lambda outlet: -int((told["teller"] == outlet).sum()))[:MOST_OUTLETS]
    drawn = [shown_outlets[outlet] for outlet in outlets if outlet in largest]
    title = f"Frames by outlet in: {_headline(scored, event)}"
    return Chart(
        key=f"event-{number}-{slug(event)}",
        title=title,
        description=_description(rows, title),
        spec=_spec([row for row in rows if row["outlet"] in drawn], drawn, list(frames.values())),
        table=_table(rows),
        note=_note(len(outlets) - len(drawn)),
        subtitle=f"Sentences with each frame; {_size(told)}; {correction([UNCORRECTED])}.",
        legend="The larger a dot, the larger the share of the outlet's sentences on this event.",
    )


def tellers(documents: pd.DataFrame) -> pd.Series:
    """Who tells each document, by its id: its outlet, or the article itself where none is named.

    Articles of which nobody knows the outlet are not of one outlet.
    """
    own = documents.set_index("document_id")["source"].fillna("").astype(str).str.strip()
    return own.where(own != "", _NAMELESS + own.index.astype(str))


def _nameless(documents: pd.DataFrame) -> dict[str, str]:
    """What is shown for an article that tells for itself."""
    told = zip(documents["document_id"], documents["title"], strict=True)
    return {f"{_NAMELESS}{name}": f"(no outlet) {shown(str(title).strip() or name, 60)}" for name, title in told}


def _told(scored: Scored, events: pd.DataFrame, event: str) -> pd.DataFrame:
    """The coded sentences of the event, once each: copies that one outlet took from another are left out."""
    own = events[(events["event"] == event) & (events["copy_of"] == "")]
    seen = pd.DataFrame(scored.predicted)  # by number: a frame may be called like another column
    told = pd.concat([scored.sentences[["document_id"]].reset_index(drop=True), seen], axis=1)
    told = told[told["document_id"].isin(own["document_id"])]
    return told.assign(teller=told["document_id"].map(tellers(scored.documents)))


def _size(told: pd.DataFrame) -> str:
    return size(len(told), told["document_id"].nunique(), "sentence")


def _headline(scored: Scored, event: str) -> str:
    found = scored.documents.loc[scored.documents["document_id"] == event, "title"]
    return shown(found.iloc[0] if len(found) and str(found.iloc[0]).strip() else event, 90)


def _rows(
    told: pd.DataFrame, keys: Sequence[str], frames: Mapping[str, str], outlets: Mapping[str, str]
) -> list[dict[str, Any]]:
    found = []
    for outlet, own in told.groupby("teller", sort=False):
        seen = own[list(range(len(keys)))].sum().to_dict()
        found += [
            {
                "outlet": outlets[str(outlet)],
                "frame": frames[key],
                "has": int(seen[at]),
                "of": len(own),
                "articles": own["document_id"].nunique(),
                "share": int(seen[at]) / len(own),
                "said": f"{int(seen[at])} of {len(own)}",
            }
            for at, key in enumerate(keys)
        ]
    return sorted(found, key=lambda row: list(frames.values()).index(row["frame"]))


def _spec(rows: list[dict[str, Any]], outlets: list[str], frames: list[str]) -> dict[str, Any]:
    plain: dict[str, Any] = {"title": None, "ticks": False, "domain": False}
    x_axis = {**plain, "orient": "top", "labelAngle": -35, "labelAlign": "left", "labelLimit": NAME_WIDTH}
    x_axis |= {"labelOverlap": False, "labelOffset": _DOT}  # every column is named, above its dots
    x = {"field": "frame", "type": "nominal", "sort": frames, "axis": x_axis}
    y = {"field": "outlet", "type": "nominal", "sort": outlets, "axis": {**plain, "grid": True, "gridColor": LINE}}
    size = {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1], "range": [0, 420]}, "legend": None}
    tooltip = [{"field": field, "type": "nominal"} for field in ("outlet", "frame", "said")]
    dots = {"type": "point", "shape": "circle", "stroke": ACCENT, "strokeWidth": 2, "filled": False, "opacity": 1}
    return {
        "$schema": SCHEMA,
        "config": config(),
        "data": {"values": rows},
        "width": {"step": _CELL["width"]},
        "height": {"step": _CELL["height"]},
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "transform": [{"filter": "datum.has > 0"}],
                "mark": {**dots, "xOffset": _DOT},
                "encoding": {"size": size, "tooltip": tooltip},
            },
            {"mark": {"type": "text", "color": INK, "xOffset": -6}, "encoding": {"text": {"field": "said"}}},
        ],
    }


def _description(rows: Sequence[Mapping[str, Any]], title: str) -> str:
    said = [f"{title}. Sentences in which the model sees the frame, uncorrected."]
    for frame in dict.fromkeys(row["frame"] for row in rows):
        having = sorted((r for r in rows if r["frame"] == frame and r["has"]), key=lambda row: -row["share"])
        none = sum(row["frame"] == frame for row in rows) - len(having)
        parts = [f"{row['outlet']} {row['said']}" for row in having[:_SPOKEN]]
        if len(having) > _SPOKEN:
            parts.append(f"{len(having) - _SPOKEN} more with fewer")
        if none:
            parts.append(f"none in {none} outlet{'s' if none > 1 else ''}")
        said.append(f"{frame}: {', '.join(parts)}.")
    return " ".join(said)


def _table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Frame": [row["frame"] for row in rows],
            "Outlet": [row["outlet"] for row in rows],
            "Sentences with it": [row["has"] for row in rows],
            "of": [row["of"] for row in rows],
            "in articles": [row["articles"] for row in rows],
            "Share": [share(row["share"]) for row in rows],
            "Estimate": [UNCORRECTED for _ in rows],
        }
    )


def _note(left_out: int) -> str:
    said = (
        "The larger a dot, the larger the share of the outlet's sentences on this event in which the model sees the "
        "frame. The counts are uncorrected and without an interval: one event has too few sentences for either. "
        "Articles that repeat another one are left out."
    )
    drawn = f" Drawn are the {MOST_OUTLETS} outlets with the most sentences; the table has {left_out} more."
    return said + drawn if left_out else said
