"""How commands speak: results on standard output, talk on standard error."""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from framing import __version__

if TYPE_CHECKING:
    import pandas as pd

    from framing.workspace import Workspace

_CELL = 24  # characters of a text in a table: a terminal has 80 columns

Command = TypeVar("Command", bound=Callable[..., Any])


def json_option(command: Command) -> Command:
    """Adds --json."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")(command)


def say(line: str) -> None:
    """One line of progress."""
    click.echo(line, err=True)


def warn(warnings: Iterable[str]) -> None:
    """Each warning on a line of its own."""
    for warning in warnings:
        click.echo(f"Warning: {warning}", err=True)


def print_json(command: str, result: object, warnings: Sequence[str] = ()) -> None:
    """The document that --json promises: framing_version, command, result, warnings. Missing figures are null."""
    document = {"framing_version": __version__, "command": command, "result": result, "warnings": list(warnings)}
    click.echo(json.dumps(_plain(document), ensure_ascii=False, indent=2))


def print_table(table: "pd.DataFrame") -> None:
    """A table for reading: figures with two decimals, long texts cut, nothing where there is nothing."""
    if table.empty:
        click.echo("(nothing)")
        return
    short = table.map(
        lambda value: f"{value[: _CELL - 1]}…" if isinstance(value, str) and len(value) > _CELL else value
    )
    click.echo(short.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.2f}"))


def print_noted_table(table: "pd.DataFrame") -> None:
    """A table with the columns `frame` and `note`; below it each note, with the frames that it is about."""
    print_table(table.drop(columns="note"))
    notes = table["note"].str.replace(r" \(\d+\)$", "", regex=True)  # the count stands in the table
    for note, rows in table[notes != ""].groupby(notes[notes != ""], sort=False):
        about = "every frame" if len(rows) == len(table) else ", ".join(rows["frame"])
        click.echo(click.wrap_text(f"{about}: {note}", width=78, initial_indent="  ", subsequent_indent="    "))


def interval(low: "pd.Series", high: "pd.Series") -> "pd.Series":
    """Both ends of an interval as one text, empty where there is none."""
    texts = low.map("{:.2f}".format) + " to " + high.map("{:.2f}".format)
    return texts.where(low.notna() & high.notna(), "")


def counted(number: int, noun: str) -> str:
    """A number with its noun in the right form."""
    return f"{number} {noun if number == 1 else noun + 's'}"


def records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """The rows of a table as plain values."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict(orient="records")]


def workspace(context: click.Context) -> "Workspace":
    """The project that the command works in."""
    from framing.workspace import open_workspace

    return open_workspace(context.obj)


def _plain(value: Any) -> Any:
    """Values that JSON has: a figure that is none becomes null, which every reader understands."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
