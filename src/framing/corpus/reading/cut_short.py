"""The lines of a compressed file that ends before its time, as a download that broke off does."""

import io
from collections.abc import Callable
from typing import BinaryIO

_PIECE = 1 << 16  # always the same, so that the second reading asks for no byte that the first did not get


def lines_before_the_end(open_again: Callable[[], BinaryIO]) -> BinaryIO:
    """The whole lines that come before the place where `open_again` gives EOFError; up to 128 kB of them may be lost.

    Raises:
        EOFError: there is no whole line before it.
    """
    size = whole = 0
    with open_again() as stream:
        try:
            while piece := stream.read(_PIECE):
                last = piece.rfind(b"\n")
                whole = size + last + 1 if last >= 0 else whole
                size += len(piece)
        except EOFError:
            if not whole:
                raise
    return io.BufferedReader(_Beginning(open_again(), whole), _PIECE)


class _Beginning(io.RawIOBase):
    """The first `size` bytes of `stream`."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._size, self._left = stream, size, size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if offset or whence:
            raise io.UnsupportedOperation("only to the first byte")
        self._left = self._size
        return self._stream.seek(0)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._stream.read(min(len(buffer), self._left, _PIECE))
        self._left -= len(piece)
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._stream.close()
        super().close()
