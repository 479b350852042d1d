"""Files that are whole or not there: written beside and renamed; JSON Lines read with line numbers in errors."""

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd

from framing.errors import InputError
from framing.tables import Schema

_LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four: of East Asian keyboards


@contextmanager
def replacing(path: Path, mode: int = 0o644) -> Iterator[io.TextIOWrapper]:
    """A text file (UTF-8, LF) that takes the place of `path` when the block ends well, and leaves no trace otherwise.

    Bytes go to its `buffer`.

    Raises:
        InputError: the folder cannot be written or the disk is full; `path` is as it was. What the block raises
            for other reasons passes unchanged.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise InputError(f"{path.parent}: {error.strerror}. Choose a folder that can be written.") from error
    part, raw = Path(name), _Part(handle, "w")
    at_work = False  # in the block
    try:
        with io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", newline="\n") as file:
            at_work = True
            yield file
            at_work = False
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode)
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


class _Part(io.FileIO):
    """A file that remembers why it could not be written: an error of the disk is told from others by that."""

    failure: OSError | None = None

    def write(self, content: Any, /) -> int:
        try:
            return super().write(content)
        except OSError as error:
            self.failure = error
            raise


def write_json_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many rows were written, one JSON object a line; rows may be a stream."""
    count = 0
    with replacing(path) as file:
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


def write_table(path: Path, table: pd.DataFrame) -> int:
    """How many rows were written: CSV (UTF-8 with a mark) if the name ends in .csv, else JSON Lines.

    In a CSV a text that a spreadsheet would take for a formula gets a leading apostrophe, and line ends in a text
    become a space, because some readers start a cell after them; JSON Lines keep every value.
    """
    if path.suffix.lower() == ".csv":
        safe = table.map(spreadsheet_safe)
        with replacing(path) as file:
            file.write("\ufeff")  # without this mark Excel reads Cyrillic in the code page of the machine
            safe.to_csv(file, index=False, lineterminator="\n")
        return len(table)
    return write_json_lines(path, ({str(k): v for k, v in row.items()} for row in table.to_dict(orient="records")))


@contextmanager
def csv_rows(path: Path, columns: Sequence[str]) -> Iterator[Callable[[Sequence[Any]], object]]:
    """What writes one row of a CSV, made as `write_table` makes one; it takes the place of `path` in the end.

    Raises:
        InputError: see `replacing`.
    """
    with replacing(path) as file:
        file.write("\ufeff")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        yield lambda row: writer.writerow(map(spreadsheet_safe, row))


def spreadsheet_safe(value: Any) -> Any:
    """`value`; a text comes back on one line, with a leading apostrophe if a spreadsheet would run it as a formula."""
    if not isinstance(value, str):
        return value
    line = _LINE_ENDS.sub(" ", value)
    return "'" + line if line.startswith("\t") or line.lstrip().startswith(_FORMULA) else line
