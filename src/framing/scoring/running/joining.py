"""Parts of one table to one file: a header once, rows in their order. Pure: bytes in, bytes to a file that is given.

One part is in memory at a time, so the file may be of any size.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from framing.errors import InputError
from framing.scoring.running.columns import Column
from framing.scoring.running.encoding import encode_table, parquet_library, parquet_options, parquet_schema


def join_parts(output: str, columns: Sequence[Column], parts: Iterable[bytes], file: BinaryIO) -> None:
    """Writes the table that `parts` are, each a whole file of `encode_table`; without any part a table without rows.

    Raises:
        InputError: a part is no such file.
        MissingExtra: see `encode_table`.
    """
    if output != "parquet":
        file.writelines(joined(output, columns, parts))
        return
    with parquet_library().ParquetWriter(file, parquet_schema(columns), **parquet_options(columns)) as writer:
        for part in parts:
            try:
                table = parquet_library().read_table(io.BytesIO(part))
                if table.schema != writer.schema:
                    raise ValueError(table.schema)
            except (ValueError, TypeError, OSError) as error:  # how its errors are called differs by what is damaged
                raise InputError(
                    "A part of this run is no Parquet file of its columns. Delete the folder of the run, and score "
                    "again."
                ) from error
            writer.write_table(table)


def joined(output: str, columns: Sequence[Column], parts: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of the file that `parts` make, JSON Lines or CSV, piece by piece as parts come."""
    header = encode_table(output, columns, [()] * len(columns))
    yield header
    yield from (part[len(header) :] for part in parts)
