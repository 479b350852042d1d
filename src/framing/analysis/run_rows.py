"""The rows of a file that a big run of scoring wrote, as columns whose values are what they must be. Pure.

The file may have been edited, or come from a stranger: what is in it is believed no further than it was looked at.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from framing.errors import InputError
from framing.scoring.running.columns import FRACTION, INTEGER, Column
from framing.scoring.running.encoding import parquet_library

_SHOWN = 60  # characters of a wrong value
_APOSTROPHE = "'"  # before a text that a spreadsheet would run, see framing.cells
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_AGAIN = "Run the same framing score again."


def read_rows(
    output: str, content: bytes, columns: Sequence[Column], where: str, rows: int | None = None
) -> dict[str, Any]:
    """Name of each column to its values: lists of texts, arrays of integers and of fractions, all of one length.

    Args:
        output: the format of the run: jsonl, csv or parquet.
        content: of the file.
        columns: that are wanted; others are left out.
        where: the name of the file, for messages.
        rows: how many there must be, if that is known; a packed file may hold more than any memory.

    Raises:
        InputError: the file is none of its format, has another number of rows, lacks a column, or a value is not of its
            kind; file, row and column are named.
        MissingExtra: Parquet is read and its library is not installed.
    """
    try:
        if rows is not None and output == "parquet":
            _check_count(_parquet_file(content, where).metadata.num_rows, rows, where)
        found = _READERS[output](content, [column.name for column in columns], where)
    except (UnicodeDecodeError, csv.Error, RecursionError) as error:
        raise InputError(f"{where} is not as framing score wrote it ({error}). {_AGAIN}") from error
    if rows is not None:
        _check_count(len(next(iter(found.values()))), rows, where)
    return {column.name: _checked(column, found[column.name], where, output) for column in columns}


def joined(parts: Iterator[dict[str, Any]], columns: Sequence[Column]) -> dict[str, Any]:
    """The columns of all parts, one after the other."""
    held: dict[str, list[Any]] = {column.name: [] for column in columns}
    for part in parts:
        for name, values in part.items():
            held[name].append(values)
    return {
        name: np.concatenate(each) if each and isinstance(each[0], np.ndarray) else [v for part in each for v in part]
        for name, each in held.items()
    }


def _check_count(found: int, rows: int, where: str) -> None:
    if found != rows:
        raise InputError(f"{where} has {found:,} rows, and the run noted {rows:,}. {_AGAIN}")


def _json_lines(content: bytes, names: Sequence[str], where: str) -> Mapping[str, list[Any]]:
    values: dict[str, list[Any]] = {name: [] for name in names}
    adds = [(name, values[name].append) for name in names]
    for number, line in enumerate(content.decode().split("\n")[:-1], start=1):
        try:
            row = json.loads(line)
            for name, add in adds:
                add(row[name])
        except KeyError as error:
            raise InputError(f"{where}, row {number} has no {error.args[0]}. {_AGAIN}") from error
        except (ValueError, TypeError) as error:
            raise InputError(f"{where}, row {number} is no row of a run ({error}). {_AGAIN}") from error
    return values


def _csv(content: bytes, names: Sequence[str], where: str) -> Mapping[str, list[Any]]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    header = next(rows, [])
    if missing := [name for name in names if name not in header]:
        raise InputError(f"{where} has no column {missing[0]}. {_AGAIN}")
    cells = []
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise InputError(f"{where}, row {number} has {len(row)} cells and the header {len(header)}. {_AGAIN}")
        cells.append(row)
    return {name: [row[at] for row in cells] for name, at in ((name, header.index(name)) for name in names)}


def _parquet(content: bytes, names: Sequence[str], where: str) -> Mapping[str, list[Any]]:
    file = _parquet_file(content, where)
    try:
        there = file.schema_arrow.names
        if missing := [name for name in names if name not in there]:
            raise InputError(f"{where} has no column {missing[0]}. {_AGAIN}")
        table = file.read(columns=list(names))
    except (ValueError, TypeError, OSError) as error:  # how its errors are called differs by what is damaged
        if isinstance(error, InputError):
            raise
        raise _no_parquet(where, error) from error
    return {name: table.column(name).to_pylist() for name in names}


def _parquet_file(content: bytes, where: str) -> Any:
    library = parquet_library()
    try:
        return library.ParquetFile(io.BytesIO(content))
    except (ValueError, TypeError, OSError) as error:
        raise _no_parquet(where, error) from error


def _no_parquet(where: str, error: Exception) -> InputError:
    return InputError(f"{where} is no Parquet file that can be read ({str(error)[:_SHOWN]}). {_AGAIN}")


_READERS: Mapping[str, Callable[[bytes, Sequence[str], str], Mapping[str, list[Any]]]] = {
    "jsonl": _json_lines,
    "csv": _csv,
    "parquet": _parquet,
}


def _checked(column: Column, values: list[Any], where: str, output: str) -> Any:
    """The values as what they must be."""
    if column.kind in (FRACTION, INTEGER):
        return _numbers(column, values, where, output)
    if strangers := {kind for kind in map(type, values) if kind is not str}:
        raise _wrong(column, values, where, lambda value: type(value) in strangers, "a text")
    try:
        "".join(values).encode()
    except UnicodeEncodeError as error:
        raise _wrong(column, values, where, _is_half, "a text of whole characters") from error
    if output == "csv":
        return [_as_written(value) for value in values]
    return values


def _is_half(value: str) -> bool:
    """Whether it holds half of a character, as JSON can and no file in UTF-8 does."""
    return any("\ud800" <= letter <= "\udfff" for letter in value)


def _numbers(column: Column, values: list[Any], where: str, output: str) -> Any:
    fraction = column.kind == FRACTION
    wanted = "a number from 0 to 1" if fraction else "a whole number"
    if output == "csv":
        reads: Callable[[Any], Any] = float if fraction else int
        try:
            values = list(map(reads, values))
        except ValueError as error:
            raise _wrong(column, values, where, lambda value: not _reads(reads, value), wanted) from error
    kinds = (float, int) if fraction else (int,)
    if set(map(type, values)) - set(kinds):
        raise _wrong(column, values, where, lambda value: type(value) not in kinds, wanted)
    most = 1 if fraction else 2**53
    if not all(0 <= value <= most for value in values):  # NaN is in no range
        raise _wrong(column, values, where, lambda value: not 0 <= value <= most, wanted)
    return np.array(values, dtype=np.float64 if fraction else np.int64)


def _reads(reads: Callable[[Any], Any], value: Any) -> bool:
    try:
        reads(value)
    except ValueError:
        return False
    return True


def _wrong(
    column: Column, values: Sequence[Any], where: str, is_wrong: Callable[[Any], bool], wanted: str
) -> InputError:
    number = next(number for number, value in enumerate(values, start=1) if is_wrong(value))
    value = ascii(values[number - 1])[:_SHOWN]
    return InputError(f"{where}, row {number}: {column.name} is {value}, and must be {wanted}. {_AGAIN}")


def _as_written(cell: str) -> str:
    """A text of a CSV without the apostrophe that keeps a spreadsheet from running it."""
    if cell[:1] != _APOSTROPHE:
        return cell
    text = cell[1:]
    return text if text.startswith("\t") or text.lstrip().startswith(_FORMULA) else cell
