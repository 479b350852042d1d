"""Flat files of records of one size: what an index on disk is made of.

An edge. A record is a row of a structured NumPy type; its number says where it stands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from os import SEEK_END
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from framing.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt


class RecordFile:
    """Records in a new file.

    Raises:
        InputError: the disk is full, or the folder cannot be written.
    """

    def __init__(self, path: Path, kind: "np.dtype[Any]") -> None:
        self._path = path
        self._kind = kind
        with self._explained():
            self._file: IO[bytes] = path.open("w+b")

    def close(self) -> None:
        """Gives the file back; it stays where it is."""
        with self._explained():
            self._file.close()

    def clear(self) -> None:
        """Takes all records out and gives their room back."""
        with self._explained():
            self._file.seek(0)
            self._file.truncate()

    def append(self, content: bytes) -> None:
        """Puts records, as bytes, behind the others."""
        try:  # without the context manager, which takes longer than the rest
            self._file.write(content)
        except OSError as error:
            raise self._explain(error) from error

    def get(self, start: int, end: int) -> "npt.NDArray[Any]":
        """The records from `start` to before `end`, as an array of their own."""
        with self._explained():
            self._file.seek(start * self._kind.itemsize)
            content = bytearray(self._file.read((end - start) * self._kind.itemsize))
            self._file.seek(0, SEEK_END)
        return np.frombuffer(content, dtype=self._kind)

    def get_each(self, numbers: "npt.NDArray[np.uint32]") -> "npt.NDArray[Any]":
        """The record of each of `numbers`; what is asked for often is read once."""
        unique, inverse = np.unique(numbers, return_inverse=True)
        found = [self.get(number, number + 1) for number in unique.tolist()]
        return np.concatenate(found)[inverse] if found else self.get(0, 0)

    def put(self, start: int, records: "npt.NDArray[Any]") -> None:
        """Puts `records` in the place of those from `start`, or behind the last."""
        with self._explained():
            self._file.seek(start * self._kind.itemsize)
            self._file.write(records.tobytes())
            self._file.seek(0, SEEK_END)

    def mapped(self) -> "npt.NDArray[Any]":
        """All records, which the system reads from the file as they are looked at."""
        with self._explained():
            self._file.flush()
            if not self._path.stat().st_size:  # an empty file cannot be mapped
                return np.empty(0, dtype=self._kind)
            return np.asarray(np.memmap(self._path, dtype=self._kind, mode="r"))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._explain(error) from error

    def _explain(self, error: OSError) -> InputError:
        return InputError(f"{self._path}: {error.strerror}. Make room or choose another folder.")
