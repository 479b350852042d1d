"""Rows of CSV and TSV files, one at a time."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TextIO

from framing.corpus.documents import Note, SetAside
from framing.corpus.reading.columns import Cells, Choice
from framing.corpus.reading.encodings import bytes_kept, decoded, survey
from framing.corpus.reading.formats import COMPRESSED
from framing.corpus.reading.found import Found, Source, Wishes

LINE_LIMIT = 20_000_000  # characters; a file may be one endless line
CELL_LIMIT = 10_000_000  # characters; the standard library stops at 131,072, less than a long article
COLUMN_LIMIT = 10_000
_PIECE = 1 << 16  # characters of a long line that are read at a time
_HEADER_LIMIT = 100_000  # characters of the first line in which the delimiter is looked for
_DELIMITERS = (",", ";", "\t", "|")
_TABS = (".tsv", ".tab", ".tsv" + COMPRESSED, ".tab" + COMPRESSED)


def read_delimited(source: Source, wishes: Wishes) -> Iterator[Found | SetAside | Note]:
    """The rows of a table; rows are counted as a spreadsheet shows them, the header being row 1.

    A row with too few or too many cells is set aside. So is one with a quotation mark that is not
    closed, and all that follow: where its cell should have ended cannot be known.

    Raises:
        InputError: the table has no column for the text, or lacks one that the user asked for.
        ValueError: its encoding cannot be told; the message is the reason.
    """
    with source.open() as stream:
        coding = survey(stream, wishes.encoding)
        if coding.note:
            yield Note(source.name, coding.note)
        with decoded(stream, coding, "") as text:
            yield from _rows(source, text, wishes.cells, coding.faulty)


def _rows(source: Source, stream: TextIO, cells: Cells, faulty: bool) -> Iterator[Found | SetAside | Note]:
    # The limit belongs to the whole process: it is raised and never lowered under another reader.
    csv.field_size_limit(max(csv.field_size_limit(), CELL_LIMIT))
    lines = _Lines(stream)
    try:
        head = list(islice(lines, 1))
    except _LongLineError as error:
        raise ValueError(f"Its first row is longer than {LINE_LIMIT:,} characters, so it is no table.") from error
    delimiter = "\t" if source.name.casefold().endswith(_TABS) else _delimiter(head, cells)
    reader = csv.reader(chain(head, lines), delimiter=delimiter, strict=True)
    name, number = source.name, 0
    try:
        header = [cell.strip() for cell in next(reader, [])]
        number = 1
        if len(header) > COLUMN_LIMIT:
            raise ValueError(f"Its first row has more than {COLUMN_LIMIT:,} cells, so it is no table.")
        choice = cells.choose(name, header)
        if choice.guesses:
            yield Note(name, choice.guesses)
        width, (text, known) = len(header), _places(choice, header, cells.needed)
        for number, row in enumerate(_each(reader, lines), 2):
            if row is None:
                yield SetAside(f"{name}, row {number}", f"It is longer than {LINE_LIMIT:,} characters. Split it.")
            elif len(row) != width and (not row or not _fits(row, width)):
                if row:
                    yield SetAside(f"{name}, row {number}", _ragged(row, width))
            elif faulty and any(map(bytes_kept, row)):
                yield SetAside(f"{name}, row {number}", f"It holds bytes that are not UTF-8 ({_first_kept(row)}).")
            else:
                about = {ours: value for ours, ats in known for value in [_first_filled(row, ats)] if value}
                yield Found(f"{name}, row {number}", row[text], about, number)
    except csv.Error as error:
        reason = f"It is not well-formed ({error}); this row and all after it were left out. Check its quotation marks."
        yield SetAside(f"{name}, row {number + 1}", reason)


class _LongLineError(Exception):
    """A line was passed over, because it is too long to be held."""


class _Lines(Iterator[str]):
    """The lines of a stream; where one is too long, an error, and after it the line that follows."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.given = 0
        self.open = False  # whether a quotation mark was left open in the line that was passed over

    def __next__(self) -> str:
        line = self._stream.readline(LINE_LIMIT)
        if len(line) == LINE_LIMIT and not line.endswith(("\n", "\r")):
            marks = line.count('"')
            while (rest := self._stream.readline(_PIECE)) and not rest.endswith(("\n", "\r")):
                marks += rest.count('"')
            self.open = (marks + rest.count('"')) % 2 == 1
            raise _LongLineError
        if not line:
            raise StopIteration
        self.given += 1
        return line


def _each(reader: Iterator[list[str]], lines: _Lines) -> Iterator[list[str] | None]:
    """The rows of `reader`; None for one that is a line too long to be held.

    Raises:
        csv.Error: a row is not well-formed, or has a long line in a quoted cell, whose end cannot be known.
    """
    while True:
        before = lines.given
        try:
            row = next(reader, None)
        except _LongLineError as error:
            if lines.open or lines.given > before:
                raise csv.Error(f"it is longer than {LINE_LIMIT:,} characters") from error
            yield None
            continue
        if row is None:
            return
        yield row


def _first_filled(row: Sequence[str], ats: Sequence[int]) -> str:
    for at in ats:
        if value := row[at].strip():
            return value
    return ""


def _fits(row: Sequence[str], width: int) -> bool:
    """Whether a row that is longer than the header has nothing beyond it."""
    return len(row) > width and not any(row[width:])


def _ragged(row: Sequence[str], width: int) -> str:
    return f"It has {len(row)} cells where the header has {width}. Check its quotation marks."


def _first_kept(row: Sequence[str]) -> str:
    """The first byte of `row` that did not decode, and where it stands in its cell."""
    column, cell = next((at, cell) for at, cell in enumerate(row, 1) if bytes_kept(cell))
    match = re.search("[\udc80-\udcff]", cell)
    assert match  # noqa: S101  # `bytes_kept` looked for the same
    return f"byte {ord(match[0]) - 0xDC00:02X} at character {match.start() + 1} of its cell {column}"


def _delimiter(head: Sequence[str], cells: Cells) -> str:
    """The delimiter under which the header has a column for the text, else the one that parts it most."""
    line = head[0][:_HEADER_LIMIT] if head else ""
    headers = {
        mark: [name.strip() for row in csv.reader([line], delimiter=mark) for name in row] for mark in _DELIMITERS
    }
    return max(_DELIMITERS, key=lambda mark: (cells.finds_text(headers[mark]), len(headers[mark])))


def _places(choice: Choice, header: Sequence[str], needed: str) -> tuple[int, list[tuple[str, list[int]]]]:
    places: Mapping[str, list[int]] = {
        ours: [header.index(name) for name in found] for ours, found in choice.names.items()
    }
    return places[needed][0], [(ours, ats) for ours, ats in places.items() if ours != needed]
