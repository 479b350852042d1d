"""Charts of findings, drawn for a page: an edge, since whoever draws them is a program of its own."""

from collections.abc import Sequence

from framing.pages.script_data import script_json
from framing.report.charts.chart import Chart
from framing.report.charts.drawing import page_svg
from framing.report.charts.look import OF_A_PAGE, in_colours
from framing.report.found import Picture


def draw(charts: Sequence[Chart]) -> tuple[Picture, ...]:
    """Each chart that has something to draw, as it stands in a page.

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
            spec=script_json(in_colours(chart.spec, OF_A_PAGE)),
        )
        for chart in charts
        if chart.spec
    )
