"""Rows of Excel workbooks, one at a time: what a cell shows, of a formula its last value."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from framing.corpus.documents import Note, SetAside
from framing.corpus.reading.columns import Choice
from framing.corpus.reading.found import Found, Source, Wishes
from framing.corpus.reading.sheets import refuse_large_xml
from framing.corpus.reading.unpacking import anywhere
from framing.corpus.reading.values import as_text
from framing.errors import InputError, MissingExtra

FULL_CELL = 32_767  # characters: Excel cuts a longer text without a word
STRINGS_LIMIT = 300_000_000  # bytes of the texts of a workbook, which openpyxl holds together
PARTS_LIMIT = 4_000_000_000  # bytes of all of its parts, unpacked
RATIO = 300  # the most that a part may become, as a multiple of its size in the file
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # others take memory without bound
_ERRORS = frozenset({"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})


def read_workbook(source: Source, wishes: Wishes) -> Iterator[Found | SetAside | Note]:
    """The rows of every sheet that has a column for the text; rows are counted as Excel counts them.

    Raises:
        InputError: no sheet has a column for the text, or one that the user asked for.
        MissingExtra: openpyxl is not installed.
        ValueError: it is no workbook, or larger than one may be; the message is the reason.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtra("Workbooks need openpyxl: pip install 'framing[excel]'.") from error
    with anywhere(source) as stream:
        refuse_bomb(stream)
        try:
            with warnings.catch_warnings():  # about styles and forms that it leaves out
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl lets whatever its parts raise through
            raise ValueError(f"It is not a workbook that can be read ({type(error).__name__}).") from error
        problems: list[InputError] = []
        try:
            for sheet in book.worksheets:
                try:
                    yield from _sheet(source, sheet, wishes)
                except InputError as problem:
                    problems.append(problem)
            if problems and len(problems) == len(book.worksheets):
                raise problems[0]
            for reason in problems:
                yield Note(source.name, f"A sheet was left out: {reason}")
        finally:
            book.close()


def refuse_bomb(stream: BinaryIO) -> None:
    """Raises ValueError if the parts of a workbook are far larger than its size, or its texts too large to be held."""
    try:
        archive = zipfile.ZipFile(stream)
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ValueError("It is not a workbook of Excel (.xlsx).") from error
    # What a part says of its size is a bound: no more than that is ever unpacked of it.
    strings = sum(part.file_size for part in parts if "sharedstrings" in part.filename.casefold())
    ratio = max(
        (part.file_size / max(1, part.compress_size) for part in parts if part.file_size > 50_000_000), default=0
    )
    if strings > STRINGS_LIMIT or sum(part.file_size for part in parts) > PARTS_LIMIT or ratio > RATIO:
        raise ValueError("Unpacked it is larger than a workbook should be. Save it as CSV UTF-8.")
    for part in parts:
        if part.compress_type not in _METHODS:
            raise ValueError("It is packed as no workbook is. Save it again.")
        try:
            with archive.open(part) as content:
                refuse_large_xml(content, part.file_size)  # type: ignore[arg-type]  # a reader of bytes as well
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
            raise ValueError(f"It is not a workbook that can be read ({error}).") from error


def _sheet(source: Source, sheet: Any, wishes: Wishes) -> Iterator[Found | SetAside | Note]:
    name = source.name if sheet.title in ("Sheet1", "Sheet", "Лист1", "Парақ1") else f"{source.name}, {sheet.title}"
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    number = 0
    try:
        rows = sheet.iter_rows(values_only=True)
        header = [as_text(cell) for cell in next(rows, ())]
        while header and not header[-1]:
            header.pop()
        choice = wishes.cells.choose(name, header)
        if choice.guesses:
            yield Note(source.name, choice.guesses)
        places = {ours: [header.index(each) for each in found] for ours, found in choice.names.items()}
        for number, row in enumerate(rows, 2):
            if any(cell is not None for cell in row):
                yield from _row(f"{name}, row {number}", number, row, places, choice)
    except InputError:
        raise
    except Exception as error:  # openpyxl lets whatever its parts raise through
        reason = f"It cannot be read ({type(error).__name__}); this row and all after it were left out."
        yield SetAside(f"{name}, row {max(number, 1) + 1}", reason)


def _row(
    where: str, number: int, row: tuple[Any, ...], places: dict[str, list[int]], choice: Choice
) -> Iterator[Found | SetAside | Note]:
    known: dict[str, str] = {}
    for ours, ats in places.items():
        known[ours] = next((shown for at in ats if at < len(row) and (shown := _shown(row[at]))), "")
    at = places["text"][0]
    cell = row[at] if at < len(row) else None
    text = cell if isinstance(cell, str) and cell not in _ERRORS else _shown(cell)
    known.pop("text")
    if len(text) == FULL_CELL:
        yield Note(where, "Its text is as long as a cell of Excel can be, so its end may be missing.")
    yield Found(where, text, {ours: value for ours, value in known.items() if value}, number)


def _shown(cell: Any) -> str:
    text = as_text(cell)
    return "" if text in _ERRORS else text.removesuffix("T00:00:00")  # a day without a time of day
