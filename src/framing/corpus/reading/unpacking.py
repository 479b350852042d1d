"""Compressed bytes, bounded while they are read: a small file may hold terabytes of nothing."""

import gzip
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from framing.corpus.reading.found import Source
from framing.corpus.reading.rewound import Rewound

RATIO = 200  # the most that a compressed byte may become; news texts compress 3 to 20 times
ALLOWANCE = 100_000_000  # bytes that any compressed file may become, however small it is
SPOOL_LIMIT = 4_000_000_000  # bytes of a workbook or Parquet table that is taken out of an archive
_PIECE = 1 << 20


def file_source(
    path: Path, name: str, format_: str, *, compressed: bool, named: bool, known: Mapping[str, str]
) -> Source:
    """The source of a file on disk."""
    if not compressed:
        return Source(name, format_, lambda: path.open("rb"), named, known)

    def uncompressed() -> BinaryIO:
        most = ALLOWANCE + RATIO * path.stat().st_size
        return bounded(gzip.open(path), most)  # type: ignore[arg-type]  # a reader of bytes as well

    return Source(name, format_, uncompressed, named, known, whole=False)


def bounded(stream: BinaryIO, most: int, spend: Callable[[int], None] | None = None) -> BinaryIO:
    """`stream`, which raises ValueError once it has given more than `most` bytes; `spend` hears of each piece."""
    return io.BufferedReader(_Bounded(stream, most, spend), _PIECE >> 3)


def place_in_file(stream: BinaryIO) -> int | None:
    """How many bytes of its file on disk were read for an open stream of a source; None where that is not known."""
    raw = getattr(stream, "raw", None)
    if isinstance(raw, _Bounded):
        return raw.place()
    try:
        return stream.tell()
    except OSError:
        return None


class _Bounded(Rewound):
    def __init__(self, stream: BinaryIO, most: int, spend: Callable[[int], None] | None) -> None:
        super().__init__(stream)
        self._most, self._spend = most, spend

    def place(self) -> int | None:
        """How many packed bytes were read of a file that is packed by itself; None of a member of an archive."""
        packed = self._stream.fileobj if isinstance(self._stream, gzip.GzipFile) else None
        return None if packed is None or packed.closed else packed.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = self._into(buffer, self._stream.read(len(buffer)))
        if self._given > self._most:
            raise ValueError(
                f"It becomes more than {self._most // 1_000_000} MB when unpacked, {RATIO} times its size and more. "
                "If it is what it should be, unpack it yourself."
            )
        if self._spend:
            self._spend(size)
        return size


@contextmanager
def anywhere(source: Source) -> Iterator[BinaryIO]:
    """The bytes of `source` for a reader that jumps about in them: unpacked into a nameless temporary file if need be.

    Raises:
        ValueError: unpacked it is larger than 4 GB.
    """
    with source.open() as stream:
        if source.whole:
            yield stream
            return
        with tempfile.TemporaryFile() as spool:
            size = 0
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > SPOOL_LIMIT:
                    raise ValueError(
                        f"It is larger than {SPOOL_LIMIT // 1_000_000_000} GB unpacked. Unpack it yourself."
                    )
                spool.write(piece)
            spool.seek(0)
            yield spool
