"""How texts are to be read: the options that every command has which takes any document in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from framing.corpus.ingest import Source
    from framing.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., Any])

_COLUMNS = ("text", "title", "source", "author", "date", "document_id", "language")
_OPTIONS = (
    click.option("--text", metavar="COLUMN", help="Column of a table that holds the text."),
    click.option("--title", metavar="COLUMN", help="Column of the title."),
    click.option("--source", metavar="COLUMN", help="Column of the outlet."),
    click.option("--author", metavar="COLUMN", help="Column of the author."),
    click.option("--date", metavar="COLUMN", help="Column of the date."),
    click.option("--id", "document_id", metavar="COLUMN", help="Column of the document's id."),
    click.option("--language", metavar="COLUMN", help="Column of the language."),
    click.option("--encoding", metavar="NAME", help="Encoding of the files, such as cp1251; found out unless given."),
    click.option(
        "--format", "input_format", metavar="ENDING", help="What standard input holds: txt, html, csv, jsonl ..."
    ),
    click.option("--day-first/--month-first", default=None, help="How to read a date like 03/04/2022."),
    click.option("--quotes", type=click.Choice(["split", "keep"]), help="Split long quotations, or keep each whole."),
)
READING = (*_COLUMNS, "encoding", "input_format", "day_first", "quotes")  # names of their values


def reading_options(command: Command) -> Command:
    """Adds what says how to read: columns, encoding, format, dates and quotations."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def source_of(place: "Workspace", paths: Iterable[str], options: Mapping[str, Any]) -> "Source":
    """What is to be read, and how; of the project's own folder what is in it, without what framing keeps there."""
    from framing.corpus.ingest import Source

    return Source(
        paths=tuple(_without_own(place, map(Path, paths))),
        columns={name: options[name] for name in _COLUMNS if options[name]},
        encoding=options["encoding"],
        input_format=options["input_format"],
        day_first=options["day_first"],
    )


def _without_own(place: "Workspace", paths: Iterable[Path]) -> Iterator[Path]:
    from framing.workspace import FILE_NAME

    own = {path.resolve() for path in (place.out, place.models, place.codebook.parent, place.folder / FILE_NAME)}
    for path in paths:
        if path.resolve() == place.folder.resolve():
            yield from (
                inside
                for inside in sorted(path.iterdir())
                if inside.resolve() not in own and not inside.name.startswith(".")
            )
        else:
            yield path
