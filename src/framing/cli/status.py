"""How far the annotators are."""

import sys
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from framing.cli.connect import connect, voice_project
from framing.cli.console import counted, draw, json_option, one_line, print_json, say, warn, workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from framing.annotation.progress import Part, Standing
    from framing.doccano.watching.progress import StudyLook
    from framing.doccano.wire.gateway import Gateway
    from framing.workspace import Workspace

_EVERY_S = 5.0
_COLUMNS = ("annotator", "given", "done", "empty", "unconfirmed", "left", "an hour", "hours left", "last seen")
_SOURCES = {
    "database": "read in the server's own database",
    "exports": "two exports of each project, which stay as files on the server",
    "counts": "Doccano's counts; - is what only an export tells",
}


@click.command()
@click.option("--project", metavar="NAME", help="The study of this name in Doccano, with its project for voices.")
@click.option(
    "--watch",
    type=click.FloatRange(min=1, max=86_400),
    is_flag=False,
    flag_value=_EVERY_S,
    metavar="[SECONDS]",
    help=f"Look again every so many seconds ({_EVERY_S:g} unless told otherwise) until Ctrl-C.",
)
@json_option
@click.pass_context
def status(context: click.Context, project: str | None, watch: float | None, as_json: bool) -> None:
    """Show how far each annotator is, and how often each label was given.

    given: sentences to decide on; done: confirmed, empty: of these without a label; unconfirmed: labels chosen and not
    confirmed, which do not count; an hour: sentences an hour of work, without breaks. Times come from the database of
    a local server only; of another one, a pace appears while you watch.

    \b
    Example: framing status
             framing status --watch 10
    """
    place = workspace(context)
    gateway = connect(place)
    if watch is not None:
        _watch(place, gateway, project, watch, as_json)
        return
    _tell(_look(place, gateway, project, None), as_json)


def _look(place: "Workspace", gateway: "Gateway", project: str | None, before: "StudyLook | None") -> "StudyLook":
    from framing.doccano.watching.progress import look_at_study

    return look_at_study(gateway, [project or place.doccano_project, voice_project(place, project)], before)


def _watch(place: "Workspace", gateway: "Gateway", project: str | None, every: float, as_json: bool) -> None:
    """Looks and looks again: in place on a terminal, one after the other where a file or a program reads."""
    from rich.console import Console
    from rich.live import Live

    from framing.errors import DoccanoError

    console, look = Console(highlight=False), None
    in_place = console.is_terminal and not as_json
    try:
        with Live(console=console, auto_refresh=False) if in_place else nullcontext() as screen:
            while True:
                trouble = ""
                try:
                    look = _look(place, gateway, project, look)
                except DoccanoError as error:  # the server may be started anew meanwhile
                    if look is None:
                        raise
                    trouble = f"{error} Trying again."
                if screen is not None:
                    screen.update(_view(look, trouble), refresh=True)
                elif trouble:
                    warn([trouble])
                else:
                    _tell(look, as_json)
                    sys.stdout.flush()
                time.sleep(every)
    except KeyboardInterrupt:  # how a watch ends
        say("Not watching any more.")


def _tell(look: "StudyLook", as_json: bool) -> None:
    from framing.annotation.progress import remarks

    if as_json:
        print_json("status", _record(look), remarks(look.parts))
    else:
        draw(_view(look, ""))


def _view(look: "StudyLook", trouble: str) -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    from framing.annotation.progress import remarks

    when = datetime.fromtimestamp(look.at).strftime("%H:%M:%S")
    how = "; ".join(_SOURCES[source] for source in look.sources)
    lines: list[RenderableType] = [
        Text(f"{one_line(look.name)} at {one_line(look.url)}, {when}, {look.cost_s:.2f} s ({how})", "dim")
    ]
    for part in look.parts:
        done = f"{part.asked.capitalize()}: {part.done} of {counted(part.given, 'decision')} taken"
        lines += [Text(), Text(done, "bold"), _grid(part, look.at), Text(_labels(part))]
    notes = [*remarks(look.parts), *([trouble] if trouble else [])]
    lines += [Text(), *(Text(one_line(note), "yellow") for note in notes)] if notes else []
    return Group(*lines)


def _grid(part: "Part", now: float) -> "Table":
    from rich.table import Table

    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column(_COLUMNS[0], overflow="fold")
    for column in _COLUMNS[1:]:
        table.add_column(column, justify="right", no_wrap=True)
    for one in part.standings:
        table.add_row(*_cells(one, now))
    return table


def _cells(one: "Standing", now: float) -> list["Text"]:
    from rich.text import Text

    figures = (one.given, one.done, one.empty, one.unconfirmed, one.left, one.pace)
    texts = ["-" if figure is None else f"{figure:.0f}" for figure in figures]
    hours = "-" if one.hours_left is None else f"{one.hours_left:.1f}"
    return [Text(text) for text in (one_line(one.annotator), *texts, hours, _ago(one.last_seen, now))]


def _labels(part: "Part") -> str:
    """How often each label was given."""
    if part.labels is None:
        return (
            "Doccano does not count the labels: somebody who gave some is no member any more. Pull them: framing pull."
        )
    return "Labels: " + ", ".join(f"{one_line(key)} {sum(by.values())}" for key, by in part.labels.items())


def _ago(moment: float | None, now: float) -> str:
    if moment is None:
        return "-"
    minutes = max(0.0, now - moment) / 60
    if minutes < 1:
        return "now"
    if minutes < 90:
        return f"{minutes:.0f} min ago"
    return f"{minutes / 60:.0f} h ago" if minutes < 48 * 60 else f"{minutes / 60 / 24:.0f} days ago"


def _record(look: "StudyLook") -> dict[str, Any]:
    """The same for --json; times are ISO 8601 UTC, what is not known is null."""
    parts = [
        {
            "asked": part.asked,
            "projects": list(part.projects),
            "given": part.given,
            "done": part.done,
            "annotators": [_person(one) for one in part.standings],
            "labels": None if part.labels is None else {key: _count(by) for key, by in part.labels.items()},
        }
        for part in look.parts
    ]
    head = {"study": look.name, "url": look.url, "at": _iso(look.at), "cost_s": round(look.cost_s, 3)}
    return {**head, "sources": list(look.sources), "parts": parts}


def _count(by_annotator: "Mapping[str, int]") -> dict[str, Any]:
    return {"count": sum(by_annotator.values()), "by_annotator": dict(by_annotator)}


def _person(one: "Standing") -> dict[str, Any]:
    names = ("annotator", "given", "done", "empty", "unconfirmed", "left")
    return {
        **{name: getattr(one, name) for name in names},
        "sentences_per_hour": one.pace,
        "hours_left": one.hours_left,
        "last_seen": None if one.last_seen is None else _iso(one.last_seen),
    }


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
