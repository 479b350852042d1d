"""Rows of Parquet tables, a few at a time."""

from collections.abc import Iterator
from typing import Any

from framing.corpus.documents import Note, SetAside
from framing.corpus.reading.found import Found, Source, Wishes
from framing.corpus.reading.unpacking import anywhere
from framing.corpus.reading.values import as_text
from framing.errors import InputError, MissingExtra

ROWS = 64  # held at a time; a row group has up to millions
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
        number = 0
        try:
            table = pq.ParquetFile(stream, buffer_size=_BUFFER, pre_buffer=False)
            choice = wishes.cells.choose(source.name, table.schema_arrow.names)
            _refuse_other_types(source, table.schema_arrow.field(choice.names["text"][0]).type, choice.names["text"][0])
            if choice.guesses:
                yield Note(source.name, choice.guesses)
            used = list(dict.fromkeys(name for names in choice.names.values() for name in names))
            for batch in table.iter_batches(ROWS, columns=used, use_threads=False):
                for row in zip(*(batch.column(name).to_pylist() for name in used), strict=True):
                    number += 1
                    yield _row(source.name, number, dict(zip(used, row, strict=True)), choice.names)
        except InputError:
            raise
        except (pa.ArrowException, OSError, ValueError, KeyError) as error:
            reason = f"It is not a Parquet table that can be read ({str(error).partition(chr(10))[0][:120]})."
            if not number:
                raise ValueError(reason) from error
            yield SetAside(f"{source.name}, row {number + 1}", f"{reason} This row and all after it were left out.")


def _refuse_other_types(source: Source, kind: Any, name: str) -> None:
    """Raises InputError if the column of the text holds numbers, lists or the like."""
    import pyarrow.types as types

    value = kind.value_type if types.is_dictionary(kind) else kind
    tests = (types.is_string, types.is_large_string, types.is_string_view, types.is_binary, types.is_large_binary)
    if not any(test(value) for test in (*tests, types.is_binary_view, types.is_null)):
        raise InputError(
            f"{source.name} has {kind} in its column {name}, not texts. Name the column that holds them: --text COLUMN."
        )


def _row(name: str, number: int, row: dict[str, Any], names: Any) -> Found | SetAside:
    where = f"{name}, row {number}"
    text = row[names["text"][0]]
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            return SetAside(where, f"Its text is not UTF-8 (byte {error.start + 1}).")
    known = {
        ours: next((shown for each in tried if (shown := as_text(row[each]))), "")
        for ours, tried in names.items()
        if ours != "text"
    }
    return Found(where, text or "", {ours: value for ours, value in known.items() if value}, number)
