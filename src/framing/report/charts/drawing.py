"""Charts as pictures, drawn on this machine without a browser and without a network, and the script that moves them.

vl-convert draws: Vega and Vega-Lite inside of one library, with fonts of its own for measuring. It is told that no
address may be asked.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from markupsafe import Markup

from framing.errors import MissingExtra
from framing.files import replacing
from framing.report.charts.chart import Chart, standing_alone
from framing.report.charts.look import DARK, OF_A_PAGE, in_colours
from framing.report.charts.svg import placed_svg

_MAJOR = "6."  # of Vega-Lite, as the specifications name it
_WIDE = 2.0  # pixels of a PNG for one of the chart: sharp in print at the width of a page


def page_svg(chart: Chart) -> Markup:
    """The chart as an SVG element for a page: it takes its colours from the page, so one serves light, dark and print.

    Raises:
        MissingExtra: vl-convert is not installed.
    """
    drawn = _vl_convert().vegalite_to_svg(in_colours(chart.spec, OF_A_PAGE), **_offline())
    return placed_svg(drawn, key=chart.key, title=chart.title, description=chart.description)


def svg(chart: Chart, *, dark: bool = False) -> str:
    """The chart as an SVG file with its title, for light or dark paper. Raises as `page_svg`."""
    drawn = _vl_convert().vegalite_to_svg(_alone(chart, dark), **_offline())
    return str(placed_svg(drawn, key=chart.key, title=chart.title, description=chart.description))


def png(chart: Chart, *, dark: bool = False) -> bytes:
    """The chart as PNG with its title, for light or dark paper. Raises as `page_svg`."""
    drawn: bytes = _vl_convert().vegalite_to_png(_alone(chart, dark), scale=_WIDE, **_offline())
    return drawn


def write_charts(charts: Iterable[Chart], folder: Path) -> list[Path]:
    """Writes each chart that has something to draw as KEY.svg and KEY.png in `folder`; the paths, in that order.

    Raises:
        MissingExtra: vl-convert is not installed.
        InputError: the folder cannot be written or the disk is full.
    """
    written = []
    for chart in (chart for chart in charts if chart.spec):
        for name, content in ((f"{chart.key}.svg", svg(chart).encode("utf-8")), (f"{chart.key}.png", png(chart))):
            with replacing(folder / name) as file:
                file.buffer.write(content)
            written.append(folder / name)
    return written


@cache
def interactive_script() -> str:
    """JavaScript of Vega, Vega-Lite and Vega-Embed, about 0.9 MB, that a page inlines: it sets `vegaEmbed`.

    It holds no `</script`. Called with `{ast: true}` it evaluates no text as code, so that a content security policy
    may forbid that. Raises as `page_svg`.
    """
    bundle: str = _vl_convert().javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=_version())
    return bundle.replace("</script", r"<\/script").replace("<!--", r"<\!--")


def _alone(chart: Chart, dark: bool) -> dict[str, Any]:
    """With its title in it: whoever sees the file has not read the page."""
    spec = standing_alone(chart)
    return in_colours(spec, DARK) if dark else spec


def _offline() -> dict[str, object]:
    return {"vl_version": _version(), "allowed_base_urls": []}


@cache
def _version() -> str:
    versions: list[str] = _vl_convert().get_vegalite_versions()
    return next((version for version in reversed(versions) if version.startswith(_MAJOR)), versions[-1])


def _vl_convert() -> ModuleType:
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtra("Charts are drawn by vl-convert: pip install 'framing[charts]'.") from error
    return vl_convert
