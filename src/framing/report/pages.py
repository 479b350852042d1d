"""A report, or one document, as one HTML file that opens from a disk and asks no other host for anything.

Texts from outside are hostile until printed: the templates escape every value, no value stands inside a script,
and a content security policy lets only our own script run, known by its hash.
"""

from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

from jinja2 import Environment
from markupsafe import Markup

from framing import __version__
from framing.files import replacing
from framing.pages.environment import own_file, page_environment
from framing.report.charts.drawing import interactive_script
from framing.report.charts.wording import counted
from framing.report.document import ShownDocument
from framing.report.evidence import shortened
from framing.report.findings import Report
from framing.report.limits import in_words
from framing.report.statements import chance, points, whole
from framing.tables import OUTLET

_SHOWN_SENTENCES = 5_000
_COLOURS = 5  # in document.css, for voices
_USUAL_VOICES = (OUTLET, "official", "protester", "foreign_official", "other")


def render_report(report: Report, beside: str = "report") -> str:
    """The page as HTML. The same report gives the same page.

    Args:
        report: what it says.
        beside: how names of files begin to which the page leads: its own name without the ending.

    Raises:
        MissingExtra: a chart is to move, and what brings the script for that is not installed.
    """
    environment = _environment()
    scripts = [own_file(environment, "report.js")]
    if report.found is not None and any(picture.spec for picture in report.found.pictures.values()):
        scripts.append(f"{interactive_script()}\n{own_file(environment, 'charts.js')}")
    return environment.get_template("report.html.j2").render(
        report=report,
        found=report.found,
        beside=quote(beside),
        style=Markup(own_file(environment, "report.css")),  # noqa: S704  our own file, not a value
        scripts=[Markup(script) for script in scripts],  # noqa: S704  our own files and a library, no values
    )


def write_report(report: Report, path: Path) -> None:
    """Writes the page to `path`: beside it first, then renamed, so that there is never half a page.

    Raises:
        InputError: the folder cannot be written or the disk is full; `path` is as it was.
    """
    page = render_report(report, path.stem)
    with replacing(path) as file:
        file.write(page)


def render_document(shown: ShownDocument) -> str:
    """The page of one document as HTML.

    Of a document with more than 5,000 sentences the first 5,000 stand there, and the page says so.
    """
    environment = _environment()
    paragraphs, count = [], 0
    for paragraph in shown.paragraphs:
        if count >= _SHOWN_SENTENCES:
            break
        paragraphs.append(paragraph)
        count += len(paragraph.sentences)
    return environment.get_template("document.html.j2").render(
        shown=shown,
        paragraphs=paragraphs,
        numbers=voice_numbers(shown),
        title=shown.document.title or _first_headline(shown) or shown.document.document_id,
        shown_count=count,
        left_out=sum(shown.kinds.values()) - count,
        version=__version__,
        style=Markup(own_file(environment, "document.css")),  # noqa: S704  our own file, not a value
    )


def write_document(shown: ShownDocument, path: Path) -> None:
    """Writes the page of one document; see `write_report`."""
    page = render_document(shown)
    with replacing(path) as file:
        file.write(page)


def voice_numbers(shown: ShownDocument) -> dict[str, int]:
    """Voice to the number of its colour: 0, which is none, for the outlet; usual voices have the same everywhere."""
    unusual = sorted(set(shown.voices) - set(_USUAL_VOICES))
    numbers = {voice: at for at, voice in enumerate(_USUAL_VOICES) if voice in shown.voices}
    return numbers | {voice: 1 + at % _COLOURS for at, voice in enumerate(unusual, len(_USUAL_VOICES) - 1)}


def _first_headline(shown: ShownDocument) -> str:
    for paragraph in shown.paragraphs:
        if paragraph.kind == "headline":
            return paragraph.sentences[0].text
    return ""


@cache
def _environment() -> Environment:
    environment = page_environment("framing.report")
    environment.filters.update(counted=counted, percent=percent, decimal=decimal, in_words=in_words, width=_width)
    environment.filters.update(points=points, chance=chance, cut=shortened, capital=_capital, unquoted=unquote)
    return environment


def percent(share: float | None) -> str:
    """A share as `whole` says it; a dash where there is none."""
    return "–" if share is None else whole(share)


def decimal(number: float | None) -> str:
    """Two decimals with a true minus sign; a dash where there is no figure."""
    return "–" if number is None else f"{number:.2f}".replace("-", "−")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _width(share: float | None, scale: float) -> str:
    """The length of a bar in percent of its track."""
    return f"{min(100.0, 100 * (share or 0.0) / scale):.1f}%"
