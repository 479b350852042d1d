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
    """A table for reading: figures with three decimals, nothing where there is none."""
    if table.empty:
        click.echo("(nothing)")
        return
    click.echo(table.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.3f}"))


def print_noted_table(table: "pd.DataFrame") -> None:
    """A table with a column `note`; a note that every row has stands once, below."""
    notes = set(table["note"])
    if len(notes) == 1:
        print_table(table.drop(columns="note"))
        click.echo("".join(f"Every frame: {note}." for note in notes if note), nl=any(notes))
    else:
        print_table(table)


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
