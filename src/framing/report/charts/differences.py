"""Differences between groups as points with intervals, on the band of what could not have been seen. Pure.

The band reaches as far to both sides as a difference must be for 80 of 100 studies like this one to find it. A filled
point is a difference by the rule of the comparison, a hollow diamond is none that was seen, and words stand where
there is too little to tell.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from framing.analysis.tables import TOO_LITTLE, VERDICTS
from framing.errors import NotEnoughData
from framing.report.charts.chart import Chart, Names, panels, slug
from framing.report.charts.look import ACCENT, BAND, INK, MUTED, PAPER, ROW
from framing.report.charts.wording import chance, correction, grouped_by, number, plural, points, shown, shown_names
from framing.tables import UNCORRECTED

_LEGEND = (
    "Filled points differ (p below .05 after Holm's correction); hollow diamonds: no difference was seen; grey bands: "
    "what could not be seen."
)
_SHORT = 20  # characters of a name beside another one
MOST_PAIRS = 10  # in a chart; all of them stand in the table
_SHAPES = {"domain": list(VERDICTS[:2]), "range": ["circle", "diamond"]}
_FILLS = {"domain": list(VERDICTS[:2]), "range": [ACCENT, PAPER]}
_WORDS = {VERDICTS[0]: "differ", VERDICTS[1]: "none seen"}


def difference_chart(
    comparison: pd.DataFrame, names: Names, *, by: str = "outlet", unit: str = "sentence", counted: str = ""
) -> Chart:
    """The chart of one unit and one way to group.

    Args:
        comparison: COMPARISON.
        names: what is shown for keys of frames and groups.
        by: what groups are made by, as in `comparison`.
        unit: sentence, headline or article.
        counted: how much is compared, such as "1,204 sentences of 40 articles"; it may not be known.

    Raises:
        NotEnoughData: `comparison` has no such row.
    """
    table = comparison[(comparison["by"] == by) & (comparison["unit"] == unit)]
    if table.empty:
        raise NotEnoughData(f"No {plural(unit)} were compared by {grouped_by(by)}: there is nothing to draw.")
    frames = shown_names(table["frame"], names.frames)
    groups = shown_names([*table["group"], *table["other"]], names.groups)
    short = shown_names(groups, {key: shown(name, _SHORT) for key, name in groups.items()})
    rows = [_row(record, frames, groups, short) for record in table.to_dict(orient="records")]
    pairs = _most_different(rows)
    speaking = {row["frame"] for row in rows if row["verdict"] != TOO_LITTLE}
    told = [row for row in rows if row["pair"] in pairs and row["frame"] in speaking]
    what = plural(unit)
    title = f"Differences between {_many(by)}, in {what}"
    return Chart(
        key=f"differences-{unit}-by-{slug(by)}",
        title=title,
        description=_description(rows, title, what),
        spec=_spec(told, list(frames.values()), pairs, what) if told else {},
        table=_table(rows),
        note=_note(rows, pairs),
        subtitle="; ".join(filter(None, ("Percentage points with the 95% interval", counted, _kind(rows)))) + ".",
        legend=_LEGEND,
    )


def _kind(rows: Sequence[Mapping[str, Any]]) -> str:
    return correction(row["estimate"] for row in rows if row["verdict"] != TOO_LITTLE)


def _many(by: str) -> str:
    return f"{grouped_by(by)}s" if by in ("source", "outlet", "voice", "month") else f"groups by {grouped_by(by)}"


def _row(
    record: Mapping[Any, Any], frames: Mapping[str, str], groups: Mapping[str, str], short: Mapping[str, str]
) -> dict[str, Any]:
    value, low, high, p, detectable = (
        number(record[name]) for name in ("difference", "low", "high", "p_holm", "detectable")
    )
    verdict = TOO_LITTLE if value is None else str(record["verdict"])
    between = f" ({points(low)} to {points(high)})" if low is not None and high is not None else ""
    uncorrected = ", uncorrected" if record["estimate"] == UNCORRECTED and verdict != TOO_LITTLE else ""
    group, other = groups[str(record["group"])], groups[str(record["other"])]
    return {
        "frame": frames[str(record["frame"])],
        "group": group,
        "other": other,
        "pair": f"{short[str(record['group'])]} less {short[str(record['other'])]}",
        "difference": value,
        "low": low,
        "high": high,
        "least": None if detectable is None else -detectable,
        "most": detectable,
        "p": p,
        "verdict": verdict,
        "said": TOO_LITTLE if verdict == TOO_LITTLE else points(value) + between,
        "judged": "" if verdict == TOO_LITTLE else ", ".join(filter(None, [_WORDS[verdict], chance(p)])) + uncorrected,
        "estimate": str(record["estimate"]),
        "note": str(record["note"]),
    }


def _most_different(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The pairs that are drawn, in the order of the table: where there are many, those with the smallest p."""
    smallest: dict[str, float] = {}
    for row in rows:
        smallest[row["pair"]] = min(smallest.get(row["pair"], 2.0), 2.0 if row["p"] is None else row["p"])
    kept = sorted(smallest, key=lambda pair: smallest[pair])[:MOST_PAIRS]
    return [pair for pair in smallest if pair in kept]


def _spec(rows: Sequence[dict[str, Any]], frames: list[str], pairs: list[str], what: str) -> dict[str, Any]:
    axis_of_pairs = {"title": None, "ticks": False, "domain": False, "labelLimit": 280}
    y = {"field": "pair", "type": "nominal", "sort": pairs, "axis": axis_of_pairs}
    reach = max((abs(row[n] or 0.0) for row in rows for n in ("difference", "low", "high", "most")), default=0.0)
    reach = min(1.0, max(0.05, 1.05 * reach))
    signed = "datum.value === 0 ? '0' : format(100 * datum.value, '+.0f')"
    axis = {"labelExpr": signed, "tickCount": 6, "title": f"percentage points of {what}, with 95% interval"}
    x = {"field": "difference", "type": "quantitative", "scale": {"domain": [-reach, reach]}, "axis": axis}
    told = [{"filter": f"datum.verdict !== '{TOO_LITTLE}'"}]
    looks = {"field": "verdict", "type": "nominal", "legend": None}
    tooltip = [
        {"field": name, "type": "nominal", "title": title}
        for name, title in (("pair", "groups"), ("said", "points"), ("judged", "verdict"), ("note", "note"))
    ]
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": "isValid(datum.most)"}],
            "mark": {"type": "bar", "color": BAND, "height": {"band": 0.8}},
            "encoding": {"y": y, "x": {**x, "field": "least"}, "x2": {"field": "most"}},
        },
        {"mark": {"type": "rule", "color": MUTED}, "encoding": {"x": {"datum": 0, "type": "quantitative"}}},
        {
            "transform": [*told, {"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": {"type": "rule", "strokeWidth": 2, "color": ACCENT},
            "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "transform": told,
            "mark": {"type": "point", "size": 80, "stroke": ACCENT, "strokeWidth": 2, "opacity": 1},
            "encoding": {
                "y": y,
                "x": x,
                "shape": {**looks, "scale": _SHAPES},
                "fill": {**looks, "scale": _FILLS},
                "tooltip": tooltip,
            },
        },
        _beside("said", 10, INK, y),
        _beside("judged", 158, MUTED, y),
    ]
    return panels(rows, frames, layers, width=280, height=ROW * len(pairs))


def _beside(field: str, dx: int, colour: str, y: dict[str, Any]) -> dict[str, Any]:
    return {
        "mark": {"type": "text", "dx": dx, "color": colour, "limit": 220},
        "encoding": {"y": y, "x": {"value": "width"}, "text": {"field": field}},
    }


def _description(rows: Sequence[Mapping[str, Any]], title: str, what: str) -> str:
    """What differs, with its numbers; then how many did not, and how many cannot be told."""
    differ = [row for row in rows if row["verdict"] == VERDICTS[0]]
    unseen = [row for row in rows if row["verdict"] == VERDICTS[1]]
    silent = len(rows) - len(differ) - len(unseen)
    said = [f"{title}: percentage points, with 95% intervals."]
    said += [
        f"{row['frame']}: {row['group']} less {row['other']} {row['said']} points, {row['judged']}."
        for row in sorted(differ, key=lambda row: -abs(row["difference"]))[:MOST_PAIRS]
    ]
    if len(differ) > MOST_PAIRS:
        said.append(f"{len(differ) - MOST_PAIRS} more differ; see the table.")
    if unseen:
        limits = [row["most"] for row in unseen if row["most"] is not None]
        bound = f"; detectable would have been {points(max(limits), signed=False)} points at most" if limits else ""
        said.append(f"No difference was seen in {len(unseen)} of {len(rows)} comparisons{bound}.")
    if silent:
        said.append(f"In {silent} of {len(rows)} comparisons there is {TOO_LITTLE}.")
    return " ".join(said)


def _table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    unsigned = [points(row["most"], signed=False) for row in rows]
    return pd.DataFrame(
        {
            "Frame": [row["frame"] for row in rows],
            "Group": [row["group"] for row in rows],
            "less": [row["other"] for row in rows],
            "Points": [points(row["difference"]) for row in rows],
            "95% interval": [_between(row) for row in rows],
            "p (Holm)": [chance(row["p"]) or "–" for row in rows],
            "Detectable": unsigned,
            "Verdict": [row["verdict"] for row in rows],
            "Estimate": [row["estimate"] for row in rows],
            "Note": [row["note"] for row in rows],
        }
    )


def _between(row: Mapping[str, Any]) -> str:
    return "–" if row["low"] is None or row["high"] is None else f"{points(row['low'])} to {points(row['high'])}"


def _note(rows: Sequence[Mapping[str, Any]], drawn: Sequence[str]) -> str:
    said = [
        "Differences are in percentage points. The grey band is what could not be seen: a true difference at its end "
        "is found in 80 of 100 studies like this one.",
        "Filled points differ (p below .05 after Holm's correction for all comparisons of this table); hollow "
        "diamonds: no difference was seen, which does not say that there is none.",
    ]
    if any(row["estimate"] == UNCORRECTED for row in rows):
        said.append("What is marked uncorrected compares the model's guesses, whose errors may differ between groups.")
    silent = len({row["frame"] for row in rows}) - len({row["frame"] for row in rows if row["verdict"] != TOO_LITTLE})
    if silent:
        said.append(f"Not drawn: {silent} frames of which there is {TOO_LITTLE} in all pairs.")
    left_out = len({row["pair"] for row in rows}) - len(drawn)
    if left_out:
        said.append(f"Drawn are the {MOST_PAIRS} pairs with the smallest p; the table has {left_out} more.")
    return " ".join(said)
