"""How charts look: few colours, told apart by shape and words too, so that they hold in grey and for everybody. Pure.

A specification is in the colours of paper. `in_colours` gives it others: those of a dark page, or the names of a page's
own variables, so that one picture serves light, dark and print.
"""

from collections.abc import Mapping
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name, never asked for
# The variables of report.css and their values on paper. Accent and ink differ in lightness from what they stand on.
PAPER, INK, MUTED, LINE, ACCENT, BAND = "#ffffff", "#1b1a18", "#5d5a53", "#dcd8ce", "#1d4f7c", "#e5e1d6"
DARK: Mapping[str, str] = {
    PAPER: "#15171a",
    INK: "#e9e6df",
    MUTED: "#aaa69c",
    LINE: "#343840",
    ACCENT: "#92c1ea",
    BAND: "#30353c",
}
OF_A_PAGE: Mapping[str, str] = {
    PAPER: f"var(--paper, {PAPER})",
    INK: f"var(--ink, {INK})",
    MUTED: f"var(--muted, {MUTED})",
    LINE: f"var(--line, {LINE})",
    ACCENT: f"var(--link, {ACCENT})",
    BAND: f"var(--line, {BAND})",
}
_FONT = "'Liberation Sans', Arial, Helvetica, sans-serif"  # what the library measures with, and what is as wide
ROW = 24  # pixels of a group in a panel
NAME_WIDTH = 170  # pixels; a longer name ends in an ellipsis, and stands whole in the table


def config() -> dict[str, Any]:
    """The configuration of every chart. Assistive technology gets the description and the table, not each mark."""
    words = {"labelColor": INK, "titleColor": MUTED, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 400}
    lines = {"gridColor": LINE, "domainColor": MUTED, "tickColor": MUTED}
    return {
        "aria": False,
        "background": PAPER,
        "font": _FONT,
        "padding": {"left": 30, "right": 40, "top": 5, "bottom": 5},  # where a reader's fonts are wider
        "view": {"stroke": None},
        "axis": {**words, **lines, "labelLimit": NAME_WIDTH, "labelFlush": False, "labelOverlap": True},
        "header": {"labelColor": INK, "labelFontSize": 13, "labelFontWeight": 700, "labelLimit": 480},
        "legend": {**words, "orient": "top", "title": None, "symbolStrokeColor": ACCENT, "labelLimit": 300},
        "text": {"fontSize": 12, "color": INK, "align": "left", "baseline": "middle"},
    }


def in_colours(spec: Mapping[str, Any], colours: Mapping[str, str]) -> dict[str, Any]:
    """The specification with other colours for those of paper; its data are left as they are."""
    return {key: value if key == "data" else _recoloured(value, colours) for key, value in spec.items()}


def _recoloured(value: Any, colours: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _recoloured(part, colours) for key, part in value.items()}
    if isinstance(value, list):
        return [_recoloured(part, colours) for part in value]
    return colours.get(value, value) if isinstance(value, str) else value
