"""Which ids documents have had: on disk, because a corpus may have more documents than memory has room for.

A row holds a hash of the id (96 bits: two of ten million ids are alike with a chance of one in 10^15)
and the number of the file and row it came from; about 26 bytes on disk. Texts and ids are not kept. The
names of files are, once each, since a place that has an id already must be named.
"""

import hashlib
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from framing.errors import InputError

CACHE = 8_000  # kB of memory, however many ids there are


class IdIndex:
    """The ids of one reading; a context manager, in which the file at `path` is held open."""

    def __init__(self, path: Path) -> None:
        """Begins anew: what an index at `path` holds from an earlier reading is dropped.

        Raises:
            InputError: `path` cannot be written, or is another kind of file.
        """
        connection: sqlite3.Connection | None = None
        try:
            connection = self._connection = sqlite3.connect(path, isolation_level=None)
            # What is lost in a crash is made again by the next reading.
            for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE}", "temp_store = FILE"):
                self._connection.execute(f"PRAGMA {setting}")
            self._connection.execute("DROP TABLE IF EXISTS framing_ids")
            self._connection.execute("DROP TABLE IF EXISTS framing_files")
            self._connection.execute("CREATE TABLE framing_files (number INTEGER PRIMARY KEY, name TEXT, unit TEXT)")
            self._connection.execute(
                "CREATE TABLE framing_ids "
                "(hash BLOB PRIMARY KEY, file INTEGER, row INTEGER, times INTEGER) WITHOUT ROWID"
            )
            self._connection.execute("BEGIN")
        except sqlite3.Error as error:
            if connection:
                connection.close()
            raise InputError(f"The index of ids cannot be kept in {path}: {error}.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.close()

    def name_file(self, number: int, name: str, unit: str) -> None:
        """Keep how the file `number` is called, and what one of its documents stands in, such as a row."""
        self._write("INSERT INTO framing_files VALUES (?, ?, ?)", (number, name, unit))

    def place(self, file: int, row: int) -> str:
        """The name of a place that `take` told, for people: the file, and its row if it has rows."""
        name, unit = self._connection.execute(
            "SELECT name, unit FROM framing_files WHERE number = ?", (file,)
        ).fetchone()
        return f"{name}, {unit} {row}" if row else str(name)

    def take(self, document_id: str, file: int, row: int) -> tuple[int, int] | None:
        """None, and the id is taken; or the file and row that have it already."""
        key = _hash(document_id)
        if self._insert(key, file, row):
            return None
        place: tuple[int, int] = self._connection.execute(
            "SELECT file, row FROM framing_ids WHERE hash = ?", (key,)
        ).fetchone()
        return place

    def take_or_number(self, name: str, file: int, row: int) -> str:
        """`name`, or `name.2`, `name.3` and so on if it was taken before; it is taken now."""
        key = _hash(name)
        if self._insert(key, file, row):
            return name
        (times,) = self._connection.execute("SELECT times FROM framing_ids WHERE hash = ?", (key,)).fetchone()
        times = (times or 1) + 1
        while not self._insert(_hash(f"{name}.{times}"), file, row):
            times += 1
        self._connection.execute("UPDATE framing_ids SET times = ? WHERE hash = ?", (times, key))
        return f"{name}.{times}"

    def _insert(self, key: bytes, file: int, row: int) -> bool:
        return self._write("INSERT OR IGNORE INTO framing_ids VALUES (?, ?, ?, NULL)", (key, file, row)) == 1

    def _write(self, statement: str, values: tuple[bytes | int | str, ...]) -> int:
        """How many rows were written."""
        try:
            return self._connection.execute(statement, values).rowcount
        except sqlite3.Error as error:  # a full disk, most likely
            raise InputError(
                f"The index of ids cannot be written: {error}. Make room in the temporary folder."
            ) from error


def _hash(document_id: str) -> bytes:
    return hashlib.blake2b(document_id.encode(), digest_size=12).digest()
