"""Rows of Parquet tables, a few at a time."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from framing.corpus.documents import Note, SetAside
from framing.corpus.reading.found import TEXT_LIMIT, Found, Source, Wishes
from framing.corpus.reading.unpacking import anywhere
from framing.corpus.reading.values import as_text
from framing.errors import InputError, MissingExtra

ROWS = 4  # held at a time: a few bytes of a dictionary may stand for a text of 50 MB in each of them
ALLOWANCE = 100_000_000  # bytes that the texts of any table may have, however small it is ...
RATIO = 1000  # ... and how often more than the table: one that repeats its texts is smaller by far than they
_TOO_MUCH = "The texts of the table become far more than its size; this row and all after it were left out."
_BUFFER = 1 << 16  # bytes of a column that are read at a time, where the file lets that be


def read_parquet(source: Source, wishes: Wishes) -> Iterator[Found | SetAside | Note]:
    """The rows of a Parquet table, counted from 1; only the columns that are used are read.

    Texts may be strings, categories, or bytes of UTF-8.

    Raises:
        InputError: the table has no column for the text, or it holds no texts, or lacks one that was asked for.
        MissingExtra: pyarrow is not installed.
        ValueError: it is no Parquet table; the message is the reason.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtra("Parquet tables need pyarrow: pip install 'framing[parquet]'.") from error
    with anywhere(source) as stream:
        try:
            table = pq.ParquetFile(stream, buffer_size=_BUFFER, pre_buffer=False)
            choice = wishes.cells.choose(source.name, table.schema_arrow.names)
            _refuse_other_types(source, table.schema_arrow.field(choice.names["text"][0]).type, choice.names["text"][0])
            if choice.guesses:
                yield Note(source.name, choice.guesses)
            used = list(dict.fromkeys(name for names in choice.names.values() for name in names))
            left = ALLOWANCE + RATIO * stream.seek(0, 2)
            if _unpacked(table, used) > left:
                raise ValueError("its columns become far more than its size when unpacked")
        except InputError:
            raise
        except (pa.ArrowException, OSError, ValueError, KeyError) as error:
            raise ValueError(f"It is not a Parquet table that can be read ({_short(error)}).") from error
        rows = _Rows(source.name, choice.names)
        for row in _rows(table, rows, used):
            left -= len(row.text) if isinstance(row, Found) else 0
            if left < 0:
                yield SetAside(row.where, _TOO_MUCH)
                return
            yield row
        yield from rows.at_the_end()


def _rows(table: Any, rows: "_Rows", used: Sequence[str]) -> Iterator[Found | SetAside]:
    """The rows of all groups; what is left of a group that is damaged is set aside, and the next is read."""
    import pyarrow as pa

    end = 0
    for group in range(table.num_row_groups):
        number, end = end, end + table.metadata.row_group(group).num_rows
        try:
            for batch in table.iter_batches(ROWS, row_groups=[group], columns=used, use_threads=False):
                columns = {name: batch.column(name) for name in used}
                for at in range(len(batch)):
                    yield rows.row(number + 1, {name: column[at] for name, column in columns.items()})
                    number += 1
        except (pa.ArrowException, OSError, ValueError, KeyError) as error:
            where = f"row {end}" if number + 1 == end else f"rows {number + 1} to {end}"
            yield SetAside(f"{rows.name}, {where}", f"They cannot be read, so they were left out ({_short(error)}).")


def _short(error: Exception) -> str:
    return str(error).partition("\n")[0][:120].rstrip(".")


def _refuse_other_types(source: Source, kind: Any, name: str) -> None:
    """Raises InputError if the column of the text holds numbers, lists or the like."""
    import pyarrow.types as types

    value = kind.value_type if types.is_dictionary(kind) else kind
    tests = (types.is_string, types.is_large_string, types.is_string_view, types.is_binary, types.is_large_binary)
    if not any(test(value) for test in (*tests, types.is_binary_view, types.is_null)):
        raise InputError(
            f"{source.name} has {kind} in its column {name}, not texts. Name the column that holds them: --text COLUMN."
        )


def _unpacked(table: Any, used: Sequence[str]) -> int:
    """How many bytes the file says that the columns `used` have when unpacked."""
    groups = (table.metadata.row_group(group) for group in range(table.metadata.num_row_groups))
    chunks = (group.column(column) for group in groups for column in range(group.num_columns))
    whole = {*used}
    return sum(
        chunk.total_uncompressed_size
        for chunk in chunks
        if chunk.path_in_schema in whole or chunk.path_in_schema.partition(".")[0] in whole
    )


class _Rows:
    """Cells to texts, and a count of those that Python has no value for, such as days of the year 200,000."""

    def __init__(self, name: str, names: Mapping[str, Sequence[str]]) -> None:
        self.name, self._names = name, names
        self._faults: Counter[str] = Counter()
        self._first: dict[str, int] = {}  # the row in which a column had its first fault

    def row(self, number: int, cells: Mapping[str, Any]) -> Found | SetAside:
        """The text of a row with what is known of it, or why it has none."""
        where = f"{self.name}, row {number}"
        cell = cells[self._names["text"][0]]
        if _size(cell) > TEXT_LIMIT:
            return SetAside(where, f"Its text is larger than {TEXT_LIMIT // 1_000_000} MB. Split it.")
        try:
            text = cell.as_py() or ""
            text = text.decode() if isinstance(text, bytes) else text
        except UnicodeDecodeError as error:
            return SetAside(where, f"Its text is not UTF-8 (byte {error.start + 1}).")
        known = {
            ours: next((shown for each in tried if (shown := self._shown(number, each, cells[each]))), "")
            for ours, tried in self._names.items()
            if ours != "text"
        }
        return Found(where, text, {ours: value for ours, value in known.items() if value}, number)

    def _shown(self, number: int, column: str, cell: Any) -> str:
        try:
            return as_text(cell.as_py())
        except (OverflowError, ValueError, LookupError):  # the last: a time zone that nobody knows
            self._faults[column] += 1
            self._first.setdefault(column, number)
            return ""

    def at_the_end(self) -> Iterator[Note]:
        """One note for each column with cells that were left empty."""
        for column, count in self._faults.items():
            cells = "1 cell" if count == 1 else f"{count} cells"
            yield Note(
                self.name,
                f"{cells} of its column {column} cannot be read, such as in row {self._first[column]}; left empty.",
            )


def _size(cell: Any) -> int:
    """The bytes of a text; 0 for nothing."""
    value = getattr(cell, "value", None) if hasattr(cell, "dictionary") else cell
    return value.as_buffer().size if value is not None and value.is_valid and hasattr(value, "as_buffer") else 0
