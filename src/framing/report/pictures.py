"""Charts of findings, drawn for a page: an edge, since whoever draws them is a program of its own."""

import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from framing.report.charts.chart import Chart
from framing.report.charts.drawing import page_svg
from framing.report.charts.look import OF_A_PAGE, in_colours
from framing.report.found import Picture

# What could end a script or a line of it.
_IN_SCRIPT = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"})


def draw(charts: Sequence[Chart]) -> tuple[Picture, ...]:
    """Each chart as it stands in a page.

    Raises:
        MissingExtra: what draws is not installed.
    """
    return tuple(
        Picture(
            key=chart.key,
            title=chart.title,
            description=chart.description,
            note=chart.note,
            svg=page_svg(chart),
            spec=in_script(in_colours(chart.spec, OF_A_PAGE)),
        )
        for chart in charts
    )


def in_script(value: Mapping[str, object]) -> Markup:
    """`value` as JSON that can stand in a script: nothing in it ends the script, opens a comment or breaks a line."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_IN_SCRIPT)
    return Markup(text)  # noqa: S704  what markup is made of was escaped one line above
