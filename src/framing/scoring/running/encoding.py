"""Columns of values to the bytes of a table: JSON Lines, CSV or Parquet. Pure; the same values give the same bytes.

Rows are made by one template each, and all digits of a table at once by arithmetic on arrays: an encoder that looks at
each value, as those of `json` and `csv`, takes two to four times as long, and writing is then a fifth of a run.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from json import JSONEncoder
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.cells import spreadsheet_safe
from framing.errors import MissingExtra
from framing.scoring.running.columns import FRACTION, INTEGER, NAME, TEXT, Column

FORMATS = ("jsonl", "csv", "parquet")
DIGITS = 10  # behind the point: probabilities come back to 1e-10, and hardly ever tell two ways of adding them up apart
_MARK = "\ufeff"  # without it Excel reads Cyrillic in the code page of the machine
_ZERO = ord("0")
_NUMBER = f"0.{'0' * DIGITS}"

Values = Sequence[Any] | NDArray[Any]


def encode_table(output: str, columns: Sequence[Column], values: Sequence[Values]) -> bytes:
    """A table as a whole file: with a header (CSV, behind a byte order mark) or a schema (Parquet), also without rows.

    Fractions are rounded to ten digits in every format. In a CSV a text that a spreadsheet would run gets a leading
    apostrophe, and line ends in a text become a space; the other formats keep every character.

    Args:
        output: one of FORMATS.
        columns: of the table.
        values: of each column: texts, integers, or an array of fractions.

    Raises:
        MissingExtra: Parquet is asked for and its library is not installed.
    """
    if output == "parquet":
        return _parquet(columns, values)
    style = _JSON if output == "jsonl" else _CSV
    return (style.header([column.name for column in columns]) + _rows(style, columns, values)).encode()


def rounded(fractions: NDArray[np.float64]) -> NDArray[np.float64]:
    """The fractions as they stand in files."""
    near: NDArray[np.float64] = np.rint(fractions * 10**DIGITS) / 10**DIGITS
    return near


@dataclass(frozen=True)
class _Style:
    """How a text format writes: a value, a named value, a row, what stands between values and before rows."""

    text: Callable[[str], str]
    named: Callable[[str, str], str]  # name and value
    between: str
    row: str
    header: Callable[[Sequence[str]], str]


_quoted = JSONEncoder(ensure_ascii=False).encode


def _cell(value: str) -> str:
    safe: str = spreadsheet_safe(value)
    return f'"{safe.replace(chr(34), chr(34) * 2)}"' if '"' in safe or "," in safe else safe


_JSON = _Style(_quoted, lambda name, value: f"{_quoted(name)}: {value}", ", ", "{{{}}}\n", lambda names: "")
_CSV = _Style(_cell, lambda name, value: value, ",", "{}\n", lambda names: f"{_MARK}{','.join(map(_cell, names))}\n")


def _rows(style: _Style, columns: Sequence[Column], values: Sequence[Values]) -> str:
    """Every row by one template; fractions that stand side by side are one of its places."""
    places: list[str] = []
    filled: list[Iterable[Any]] = []
    number = 0
    while number < len(columns):
        column = columns[number]
        if column.kind == FRACTION:
            end = number + next(
                (ahead for ahead, after in enumerate(columns[number:]) if after.kind != FRACTION),
                len(columns) - number,
            )
            named = [style.named(each.name, _NUMBER) for each in columns[number:end]]
            filled.append(_fractions(named, style.between, np.column_stack(values[number:end])))
            places.append("%s")
            number = end
            continue
        name, written = column.name.replace("%", "%%"), _texts(style, column, values[number])
        number += 1
        if isinstance(written, str):
            places.append(style.named(name, written.replace("%", "%%")))
        else:
            filled.append(written)
            places.append(style.named(name, "%s"))
    template = style.row.format(style.between.join(places))
    return "".join([template % row for row in zip(*filled, strict=True)])


def _texts(style: _Style, column: Column, values: Values) -> Iterable[Any] | str:
    """The values as they are written; a single text if all are the same."""
    if column.kind == INTEGER:
        return values
    if column.kind == TEXT:
        return map(style.text, values)
    known = {value: style.text(value) for value in set(values)}
    return known.popitem()[1] if len(known) == 1 else map(known.__getitem__, values)


def _fractions(named: Sequence[str], between: str, values: NDArray[np.float64]) -> list[str]:
    """Each row of `values` as one text: they have one width, so digits are put into copies of one row of zeros."""
    line = between.join(named)
    ends = np.cumsum([len(text.encode()) for text in named]) + len(between) * np.arange(len(named))
    drawn = np.tile(np.frombuffer(line.encode(), dtype=np.uint8), (len(values), 1))
    left = np.rint(values * 10**DIGITS).astype(np.int64)
    for place in range(1, DIGITS + 1):
        left, digit = np.divmod(left, 10)
        drawn[:, ends - place] = digit + _ZERO
    drawn[:, ends - len(_NUMBER)] = left + _ZERO  # before the point: 1 of what is certain
    whole, width = drawn.tobytes().decode(), len(line)
    return [whole[start : start + width] for start in range(0, len(whole), width)]


def _parquet(columns: Sequence[Column], values: Sequence[Values]) -> bytes:
    parquet, schema = parquet_library(), parquet_schema(columns)
    import pyarrow

    arrays = [
        pyarrow.array(rounded(np.asarray(given)) if column.kind == FRACTION else given, type=field.type)
        for column, field, given in zip(columns, schema, values, strict=True)
    ]
    file = io.BytesIO()
    with parquet.ParquetWriter(file, schema, **parquet_options(columns)) as writer:
        writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
    return file.getvalue()


def parquet_library() -> Any:
    """pyarrow.parquet.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra(
            "Parquet needs a library that is not installed: pip install 'framing[parquet]'. JSON Lines and CSV work "
            "without it."
        ) from error
    return pyarrow.parquet


def parquet_schema(columns: Sequence[Column]) -> Any:
    """The schema of a table for pyarrow."""
    import pyarrow

    types = {TEXT: pyarrow.string(), NAME: pyarrow.string(), INTEGER: pyarrow.int64(), FRACTION: pyarrow.float64()}
    return pyarrow.schema([pyarrow.field(column.name, types[column.kind], nullable=False) for column in columns])


def parquet_options(columns: Sequence[Column]) -> dict[str, Any]:
    """How a file is packed: what comes again and again as a dictionary, all with zstd where this pyarrow has it."""
    import pyarrow

    return {
        "use_dictionary": [column.name for column in columns if column.kind == NAME],
        "compression": "zstd" if pyarrow.Codec.is_available("zstd") else "snappy",
    }
