"""Rows of CSV and TSV files, and what a sources.csv says about the files beside it."""

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Self, TextIO

from framing.corpus.documents import SetAside
from framing.errors import InputError

CELL_LIMIT = 10_000_000  # characters; the standard library stops at 131,072, less than a long article
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PIECE = 1 << 20  # bytes
_DELIMITERS = (",", ";", "\t")
# What we call a column, and the names that it may have in a file, the better one first.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text",),
    "document_id": ("document_id", "id"),
    "title": ("title",),
    "source": ("source", "outlet"),
    "author": ("author",),
    "date": ("date",),
    "language": ("language",),
}
_SYNONYMS = {name: ours for ours, names in _NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Row:
    """The text of one row and what else the row says, under our names and without empty cells."""

    where: str
    text: str
    known: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cells:
    """Which columns hold what: our name to the names that are tried in turn."""

    names: Mapping[str, tuple[str, ...]]
    asked: frozenset[str]  # column names that the user gave, which must be there

    @classmethod
    def of(cls, columns: Mapping[str, str]) -> Self:
        """The usual names, with those of `columns` in place of them.

        Raises:
            InputError: `columns` has a name that is none of ours.
        """
        unknown = [name for name in columns if name not in _SYNONYMS]
        if unknown:
            raise InputError(f"There is no column {unknown[0]!r} in a document. Choose among {', '.join(_SYNONYMS)}.")
        ours = {_SYNONYMS[name]: (_plain(theirs),) for name, theirs in columns.items()}
        return cls({**_NAMES, **ours}, frozenset(chain.from_iterable(ours.values())))


def read_rows(path: Path, cells: Cells, *, named: bool) -> Iterator[Row | SetAside]:
    """One row at a time, with the rows that cannot be used set aside; the whole file if it is not UTF-8.

    Raises:
        InputError: the file lacks the column of the text, or one that the user asked for, and it is
            `named` by the user; a file found in a folder is set aside instead.
    """
    try:
        fault = _why_not_utf_8(path)
        if fault:
            yield SetAside(str(path), fault)
            return
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from _rows(path, stream, cells)
    except InputError as error:
        if named:
            raise
        yield SetAside(str(path), str(error))
    except OSError as error:
        yield SetAside(str(path), f"It cannot be read: {error.strerror}.")


def _why_not_utf_8(path: Path) -> str:
    """What is wrong with the bytes of a table, found before its first row is used; empty if it is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        if stream.read(2) in UTF_16_MARKS:
            return "It is UTF-16. Save it as UTF-8."
        stream.seek(0)
        while True:
            done = stream.tell()
            piece = stream.read(_PIECE)
            held = len(decoder.getstate()[0])  # the beginning of a letter, at the end of the piece before
            try:
                decoder.decode(piece, not piece)
            except UnicodeDecodeError as error:
                byte = done - held + error.start + 1
                return (
                    f"It is not UTF-8 (byte {byte}), so none of its rows was read: their letters would be guessed. "
                    "Save it as UTF-8, in a spreadsheet as CSV UTF-8."
                )
            if not piece:
                return ""


def read_sources(path: Path) -> Mapping[str, Mapping[str, str]]:
    """What a sources.csv says: the name of a file to document_id, title, source, date, language.

    Raises:
        InputError: it is no UTF-8 table, has no column file, or names a file twice.
    """
    described: dict[str, Mapping[str, str]] = {}
    cells = Cells({**_NAMES, "text": ("file",)}, frozenset())
    for row in read_rows(path, cells, named=True):
        if isinstance(row, SetAside):
            raise InputError(f"{row.where}: {row.reason}")
        name = row.text.strip()
        if name in described:
            raise InputError(f"{row.where}: {name} is described twice. Keep one of the rows.")
        described[name] = row.known
    return described


def _rows(path: Path, stream: TextIO, cells: Cells) -> Iterator[Row | SetAside]:
    # The limit belongs to the whole process: it is raised and never lowered under another reader.
    csv.field_size_limit(max(csv.field_size_limit(), CELL_LIMIT))
    # A line is read in pieces of bounded size: a file may be one endless line.
    lines = iter(lambda: stream.readline(2 * CELL_LIMIT), "")
    head = list(islice(lines, 1))
    reader = csv.reader(chain(head, lines), delimiter=_delimiter(path, head, cells), strict=True)
    number = 0
    try:
        header = [_plain(name) for name in next(reader, [])]
        number = 1
        places = _places(path, header, cells)
        for number, row in enumerate(reader, 2):
            if row:
                yield _row(f"{path}, row {number}", row, len(header), places)
    except csv.Error as error:
        reason = f"It is not well-formed ({error}); this row and all after it were left out. Check its quotation marks."
        yield SetAside(f"{path}, row {number + 1}", reason)


def _row(where: str, row: list[str], width: int, places: Mapping[str, Sequence[int]]) -> Row | SetAside:
    if len(row) < width or any(row[width:]):
        return SetAside(where, f"It has {len(row)} cells where the header has {width}. Check its quotation marks.")
    known = {ours: next((row[at].strip() for at in ats if row[at].strip()), "") for ours, ats in places.items()}
    del known["text"]
    return Row(where, row[places["text"][0]], {ours: value for ours, value in known.items() if value})


def _delimiter(path: Path, head: list[str], cells: Cells) -> str:
    """The delimiter under which the header has the column of the text, else the one that parts it most."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    headers = {mark: [_plain(name) for row in csv.reader(head, delimiter=mark) for name in row] for mark in _DELIMITERS}
    text = set(cells.names["text"])
    return max(_DELIMITERS, key=lambda mark: (not text.isdisjoint(headers[mark]), len(headers[mark])))


def _places(path: Path, header: Sequence[str], cells: Cells) -> Mapping[str, Sequence[int]]:
    """Our name to the positions of the columns that may hold it."""
    for name in (cells.names["text"][0], *sorted(cells.asked)):
        if name not in header:
            shown = ", ".join(header) or "none"
            raise InputError(f"{path} has no column {name}. It has: {shown}. Name the columns it should use.")
    for names in cells.names.values():
        for name in names:
            if header.count(name) > 1:
                raise InputError(f"{path} has more than one column {name}. Rename one of them.")
    return {ours: [header.index(name) for name in names if name in header] for ours, names in cells.names.items()}


def _plain(name: str) -> str:
    return name.strip().casefold()
