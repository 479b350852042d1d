"""How commands speak: results on standard output, talk on standard error."""

import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

import click

from framing import __version__

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType
    from rich.table import Table

    from framing.workspace import Workspace

_PARTS = 2_000  # pieces of JSON that are written at once
_CELL = 24  # characters of a text in a table: a terminal has 80 columns
# What a terminal acts on instead of showing it: control characters, marks that turn the direction of what follows;
# and halves of characters, which cannot be sent at all.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\ud800-\udfff]")  # json.dumps escapes those below by itself

Command = TypeVar("Command", bound=Callable[..., Any])


def json_option(command: Command) -> Command:
    """Adds --json."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")(command)


def shown(text: object) -> str:
    """`text` with what would steer a terminal made visible as \\x1b or \\u202e; line ends and tabs stay.

    Values come from files, codebooks, annotators and servers: none of them may clear the screen or rename the window.
    """
    return _STEERING.sub(lambda found: _named(ord(found[0])), str(text))


def one_line(text: object) -> str:
    """`text` as `shown`, with line ends and tabs made visible too: a value must not look like a line of ours."""
    return shown(text).replace("\n", "\\n").replace("\t", "\\t")


def echo(text: object, *, nl: bool = True) -> None:
    """A line of the result, made safe for a terminal."""
    click.echo(shown(text), nl=nl)


def echo_marked(mark: str, colour: str, text: object) -> None:
    """A result of one paragraph behind a coloured word; lines that it needs besides are indented."""
    lines = click.wrap_text(one_line(text), width=100, initial_indent=" " * 8, subsequent_indent=" " * 8)
    click.echo(click.style(f"{mark:8}", fg=colour) + lines[8:])


def echo_loud(text: object) -> None:
    """A paragraph of the result that nobody may miss."""
    click.secho(click.wrap_text(one_line(text), width=88), bold=True)


def draw(picture: "RenderableType") -> None:
    """A result in columns, whose texts whoever made it passed through `one_line`."""
    from rich.console import Console

    Console(highlight=False).print(picture)


def say(line: str) -> None:
    """One line of progress."""
    click.echo(shown(line), err=True)


def say_loud(text: str) -> None:
    """A paragraph of talk that nobody may miss."""
    click.secho(click.wrap_text(one_line(text), width=88), bold=True, err=True)


def warn(warnings: Iterable[str], facts: Collection[str] = ()) -> None:
    """Each warning on a line of its own; before them those that are `facts`, which are not called a warning."""
    lines = list(warnings)
    for line in [line for line in lines if line in facts]:
        say(line)
    for line in [line for line in lines if line not in facts]:
        say(f"Warning: {line}")


class Rows(list[Any]):
    """Rows of a result that come one at a time and are written one at a time; they can be gone through once."""

    def __init__(self, rows: Iterable[Any]) -> None:
        super().__init__()
        self.rows = iter(rows)
        self.first = list(islice(self.rows, 1))

    def __bool__(self) -> bool:  # the encoder asks before it goes through
        return bool(self.first)

    def __iter__(self) -> Iterator[Any]:
        return map(_plain, chain(self.first, self.rows))


def print_json(command: str, result: object, warnings: Sequence[str] = ()) -> None:
    """The document that --json promises: framing_version, command, result, warnings. Missing figures are null."""
    document = {"framing_version": __version__, "command": command, "result": result, "warnings": list(warnings)}
    parts = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(_plain(document))
    while some := "".join(islice(parts, _PARTS)):
        click.echo(_UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", some), nl=False)
    click.echo()


def print_table(table: "pd.DataFrame") -> None:
    """A table for reading: figures with two decimals, long texts cut, nothing where there is nothing."""
    if table.empty:
        click.echo("(nothing)")
        return
    short = table.rename(columns=shown).map(lambda value: _short(shown(value)) if isinstance(value, str) else value)
    click.echo(short.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.2f}"))


def print_grid(grid: "Table") -> None:
    """A table of rich, in colour where the terminal has them; every text in it must have gone through `shown`."""
    from rich.console import Console

    Console(highlight=False).print(grid)


def print_noted_table(table: "pd.DataFrame", names: str = "frame", *, named: bool = True) -> None:
    """A table with the columns `names` and `note`; below it each note, with the names that it is about.

    `named`: the column of names is shown in the table too.
    """
    print_table(table.drop(columns=["note"] if named else ["note", names]))
    notes = table["note"].str.replace(r" \(\d+( of \d+)?\)$", "", regex=True)  # the count stands in the table
    for note, rows in table[notes != ""].groupby(notes[notes != ""], sort=False):
        about = f"every {names}" if len(rows) == len(table) else ", ".join(dict.fromkeys(rows[names]))
        echo(click.wrap_text(f"{about}: {note}", width=78, initial_indent="  ", subsequent_indent="    "))


def interval(low: "pd.Series", high: "pd.Series") -> "pd.Series":
    """Both ends of an interval as one text, empty where there is none."""
    texts = low.map("{:.2f}".format) + " to " + high.map("{:.2f}".format)
    return texts.where(low.notna() & high.notna(), "")


def percent(shares: "pd.Series") -> "pd.Series":
    """Shares of one, or differences of them, in per cent with one digit; empty where there is none."""
    return (100 * shares).map(lambda value: f"{round(value, 1) + 0.0:.1f} %" if value == value else "")


def percent_interval(low: "pd.Series", high: "pd.Series") -> "pd.Series":
    """Both ends of an interval in per cent as one text, empty where there is none."""
    texts = percent(low).str.removesuffix(" %") + " to " + percent(high)
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


def probability_text(value: float, digits: int = 2) -> str:
    """A probability with so many digits; "under 0.01" and "over 0.99" where they would say never or always."""
    step = 10.0**-digits
    if value < step / 2:
        return f"under {step:.{digits}f}"
    return f"over {1 - step:.{digits}f}" if value > 1 - step / 2 else f"{value:.{digits}f}"


def _short(text: str) -> str:
    return f"{text[: _CELL - 1]}…" if len(text) > _CELL else text


def _named(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _plain(value: Any) -> Any:
    """Values that JSON has: a figure that is none becomes null, which every reader understands."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, Rows):
        return value
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
