"""A chart as the report places it: what to draw, and the same in words and as a table. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

import pandas as pd

from framing.report.charts.look import INK, MUTED, SCHEMA, config

_LINE = 105  # characters of a line above a picture


@dataclass(frozen=True, eq=False)
class Chart:
    """One chart.

    Attributes:
        key: its name in file names and anchors: Latin letters in lower case, digits and "-".
        title: one line.
        description: the text alternative, in plain words and with the numbers.
        spec: of Vega-Lite, as plain data in the colours of paper; it names no address and needs no file. Empty where
            there is nothing to draw.
        table: the same figures as texts and whole numbers, a row a figure, for people; texts from outside are bounded
            and hold no character that controls the direction of a text or a terminal, but markup in them is not
            escaped.
        note: how to read it and what must be known, in a few sentences.
        subtitle: one line for a picture that stands by itself: what is shown, of how much, corrected or not.
        legend: what its marks are, for the same; may be empty.
    """

    key: str
    title: str
    description: str
    spec: Mapping[str, Any]
    table: pd.DataFrame
    note: str
    subtitle: str = ""
    legend: str = ""


@dataclass(frozen=True)
class Names:
    """What stands in a chart for a key; a key without a name stands for itself.

    Attributes:
        frames: key of a frame to its name.
        groups: a group, such as the key of a voice, to its name.
    """

    frames: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


def standing_alone(chart: Chart) -> dict[str, Any]:
    """The specification with title, subtitle and legend in the picture, for a file that is shown without the page."""
    words = [chart.subtitle, *(line for said in chart.legend.splitlines() for line in wrap(said, _LINE))]
    title = {"text": chart.title, "subtitle": words, "anchor": "start", "frame": "bounds", "offset": 12}
    looks = {"color": INK, "subtitleColor": MUTED, "fontSize": 15, "subtitleFontSize": 12, "subtitlePadding": 5}
    return {**chart.spec, "title": {**title, **looks}}


def slug(text: str) -> str:
    """The text as part of a key: Latin letters in lower case, digits and "-"; "column" if nothing of it is left."""
    letters = (character if character.isascii() and character.isalnum() else "-" for character in text.lower())
    return "".join(letters).strip("-")[:40] or "column"


def panels(
    rows: Sequence[Mapping[str, Any]], frames: Sequence[str], layers: Sequence[Mapping[str, Any]], **size: Any
) -> dict[str, Any]:
    """A specification with one panel a frame, one below the other, and the same layers in each.

    Args:
        rows: the data; each has its `frame`, as it is shown.
        frames: as shown, in the order of the panels.
        layers: of Vega-Lite.
        size: `width` and `height` of a panel.
    """
    header = {"title": None, "labelAnchor": "start", "labelOrient": "top"}
    return {
        "$schema": SCHEMA,
        "config": config(),
        "data": {"values": [dict(row) for row in rows]},
        "facet": {"field": "frame", "type": "nominal", "sort": list(frames), "header": header},
        "columns": 1,
        "spacing": 14,
        "spec": {**size, "layer": list(layers)},
    }
