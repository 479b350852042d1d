"""The lines of a compressed file that ends before its time, as a download that broke off does."""

import io
from collections.abc import Callable
from typing import BinaryIO

from framing.corpus.reading.rewound import Rewound

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


class _Beginning(Rewound):
    """The first `size` bytes of `stream`."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        super().__init__(stream)
        self._size = size

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._into(buffer, self._stream.read(min(len(buffer), self._size - self._given, _PIECE)))
