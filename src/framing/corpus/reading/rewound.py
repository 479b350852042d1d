"""A stream that is read from its first byte on, and that can begin again; what it gives is counted."""

import io
from typing import BinaryIO


class Rewound(io.RawIOBase):
    """The base of what reads `stream` in a way of its own, which its `readinto` says; it closes the stream with itself.

    `_given` is how many bytes were read since the first one.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._given = stream, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """To the first byte."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Begins again.

        Raises:
            io.UnsupportedOperation: another place than the first byte is asked for.
        """
        if offset or whence:
            raise io.UnsupportedOperation("only to the first byte")
        self._given = 0
        return self._stream.seek(0)

    def close(self) -> None:
        """Closes the stream too."""
        self._stream.close()
        super().close()

    def _into(self, buffer: memoryview, piece: bytes) -> int:
        """Hands a piece over; how many bytes it has."""
        self._given += len(piece)
        buffer[: len(piece)] = piece
        return len(piece)
