"""Files that are whole or not there: written beside and renamed; JSON Lines read with line numbers in errors."""

import csv
import io
import json
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from framing.cells import spreadsheet_safe
from framing.errors import InputError
from framing.tables import Schema

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_LARGEST_CSV = 50_000_000  # bytes


PRIVATE = 0o600  # of a file that says what people did: for its owner only, until the owner opens it to others
_ORDINARY = 0o644  # of any other; the mask of the process may take from it


@contextmanager
def replacing(path: Path, mode: int | None = None, *, private: bool = False) -> Iterator[io.TextIOWrapper]:
    """A text file (UTF-8, LF) that takes the place of `path` when the block ends well, and leaves no trace otherwise.

    Bytes go to its `buffer`. Unless `mode` is given it has the mode of the file whose place it takes; a new one is for
    its owner only if it is `private`, else readable by those by whom the process lets its files be read.

    Raises:
        InputError: the folder cannot be written or the disk is full; `path` is as it was. What the block raises
            for other reasons passes unchanged.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        exact = mode or _mode_of(path) or (PRIVATE if private else None)
        handle = os.open(part, _NEW, _ORDINARY if exact is None else exact & PRIVATE)
    except OSError as error:
        raise InputError(f"{path.parent}: {error.strerror}. Choose a folder that can be written.") from error
    raw = _Part(handle, "w")
    at_work = False  # in the block
    try:
        with io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", newline="\n") as file:
            at_work = True
            yield file
            at_work = False
            file.flush()
            os.fsync(file.fileno())
        if exact is not None:
            part.chmod(exact)
        part.replace(path)
    except OSError as error:
        if at_work and error is not raw.failure:
            raise
        raise InputError(
            f"{path}: {error.strerror}. Nothing was changed. Make room or choose another folder."
        ) from error
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _mode_of(path: Path) -> int | None:
    """None if there is no such file."""
    return stat.S_IMODE(path.stat().st_mode) & 0o777 if path.is_file() else None


class _Part(io.FileIO):
    """A file that remembers why it could not be written: an error of the disk is told from others by that."""

    failure: OSError | None = None

    def write(self, content: Any, /) -> int:
        try:
            return super().write(content)
        except OSError as error:
            self.failure = error
            raise


def write_json_lines(path: Path, rows: Iterable[Mapping[str, Any]], *, private: bool = False) -> int:
    """How many rows were written, one JSON object a line; rows may be a stream.

    `private`: a new file is for its owner only; one that is there keeps its mode.
    """
    count = 0
    with replacing(path, private=private) as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each object of a JSON Lines file with its line number, from 1.

    Raises:
        InputError: the file cannot be read, is not UTF-8, or a line is no JSON object.
    """
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, parse_json_line(line, f"{path}, line {number}")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8. Save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error


def parse_json_line(line: str, where: str) -> dict[str, Any]:
    """The JSON object on a line.

    Raises:
        InputError: it is none; `where` is named.
    """
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{where}: {error}. Put one JSON object on each line.") from error
    except RecursionError as error:
        raise InputError(f"{where}: it nests too deep. Put one JSON object on each line.") from error
    except ValueError as error:
        raise InputError(f"{where}: a number has too many digits. Put texts in quotation marks.") from error
    if not isinstance(value, dict):
        raise InputError(f"{where} is no JSON object. Put one JSON object on each line.")
    return value


def read_table(
    path: Path, schema: Schema, keep: Callable[[Mapping[str, Any]], bool] = lambda row: True
) -> pd.DataFrame:
    """The table in a JSON Lines file, checked against its schema.

    Args:
        path: the file.
        schema: of the table.
        keep: which rows; the others are never held.

    Raises:
        InputError: see `read_json_lines` and `Schema.check`.
    """
    rows = [row for _, row in read_json_lines(path) if keep(row)]
    table = pd.DataFrame(rows) if rows else schema.table()
    return schema.check(table, str(path))


def read_csv_table(path: Path, schema: Schema) -> pd.DataFrame:
    """The table in a small CSV that a person wrote, checked against its schema; every column must be a text.

    Other columns are left out.

    Raises:
        InputError: see `read_csv_texts` and `Schema.check`.
    """
    return schema.check(read_csv_texts(path, schema.name), str(path))


def read_csv_texts(path: Path, name: str) -> pd.DataFrame:
    """All columns of a small CSV that a person wrote, as texts without spaces around them; none if it is empty.

    Cells are separated by commas, semicolons or tabs, whatever the first line has.

    Args:
        path: the file.
        name: what it should be a table of.

    Raises:
        InputError: the file cannot be read, is too large, is no CSV in UTF-8, or names a column twice.
    """
    try:
        if path.stat().st_size > _LARGEST_CSV:
            raise InputError(f"{path} is larger than {_LARGEST_CSV // 1_000_000} MB. A table of {name} is small.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8. Save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Name another file.") from error
    first = text.partition("\n")[0]
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True))
    except csv.Error as error:
        raise InputError(f"{path} is no CSV: {error}. Save it as CSV in UTF-8.") from error
    header = [column.strip() for column in rows[0]] if rows else []
    for number, row in enumerate(rows[1:], start=2):
        if row and len(row) != len(header):
            raise InputError(
                f"{path}, row {number} has {len(row)} cells and the header {len(header)}. Make them equal."
            )
    cells = [[cell.strip() for cell in row] for row in rows[1:] if row]
    if len(set(header)) < len(header):
        raise InputError(f"{path} names a column twice. Give each a name of its own.")
    return pd.DataFrame(cells, columns=header, dtype=object)


def write_table(path: Path, table: pd.DataFrame, *, private: bool = False) -> int:
    """How many rows were written: CSV (UTF-8 with a mark) if the name ends in .csv, else JSON Lines.

    In a CSV a text that a spreadsheet would take for a formula gets a leading apostrophe, and line ends in a text
    become a space, because some readers start a cell after them; JSON Lines keep every value. NaN, which is
    no value, is an empty cell or null.
    `private`: see `write_json_lines`.
    """
    if path.suffix.lower() == ".csv":
        safe = table.copy(deep=False)
        for at, kind in enumerate(table.dtypes):
            if not is_numeric_dtype(kind):  # a number is no formula, and of a run there are millions
                safe.isetitem(at, table.iloc[:, at].map(spreadsheet_safe).to_numpy())
        with replacing(path, private=private) as file:
            file.write("\ufeff")  # without this mark Excel reads Cyrillic in the code page of the machine
            safe.to_csv(file, index=False, header=[spreadsheet_safe(str(name)) for name in safe], lineterminator="\n")
        return len(table)
    return write_json_lines(
        path,
        ({str(k): None if v != v else v for k, v in row.items()} for row in table.to_dict(orient="records")),
        private=private,
    )


@contextmanager
def csv_rows(
    path: Path, columns: Sequence[str], mode: int | None = None
) -> Iterator[Callable[[Sequence[Any]], object]]:
    """What writes one row of a CSV, made as `write_table` makes one; it takes the place of `path` in the end.

    `mode`: see `replacing`.

    Raises:
        InputError: see `replacing`.
    """
    with replacing(path, mode) as file:
        file.write("\ufeff")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(map(spreadsheet_safe, columns))
        yield lambda row: writer.writerow(map(spreadsheet_safe, row))
