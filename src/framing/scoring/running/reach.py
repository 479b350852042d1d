"""How far into its files a reading is, so that one can say how long it will take. An edge: it looks at files."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from framing.corpus.read import STANDARD_INPUT, expanded, place_in_file


class Reach:
    """Bytes of the files that were read, over those of all that are to be read.

    A file counts as far as it was read, a packed one too; an archive counts when the next file begins.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        known = STANDARD_INPUT not in paths
        self._total = sum(_size(path) for given in paths for path in expanded(given)) if known else 0
        self._done = 0
        self._file: tuple[str, int, BinaryIO] | None = None  # its name, size and bytes

    def opened(self, name: str, stream: BinaryIO) -> None:
        """Is told of each source that is opened, see `framing.corpus.read.read_documents`."""
        path = _file_of(name)
        if self._file and self._file[0] != path:
            self._done += self._file[1]
        self._file = (path, Path(path).stat().st_size, stream) if path else None

    @property
    def share(self) -> float | None:
        """0 to 1; None where sizes are not known, as where standard input is among what is read."""
        return min(1.0, (self._done + self._position()) / self._total) if self._total else None

    def _position(self) -> int:
        if self._file is None:
            return 0
        _, size, stream = self._file
        return size if stream.closed else min(place_in_file(stream) or 0, size)


def _size(given: Path) -> int:
    """Of a file, or of those below a folder that are not hidden; 0 of what is neither."""
    if given.is_file():
        return given.stat().st_size
    size = 0
    for at, folders, names in os.walk(given):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(at, name)
            if not name.startswith(".") and path.is_file():
                size += path.stat().st_size
    return size


def _file_of(name: str) -> str:
    """The file that a source is or, as `archive.zip/member`, is in; empty if there is none."""
    while name and not os.path.isfile(name):  # noqa: PTH113  # a name in an archive may hold a NUL character
        name = name.rpartition("/")[0]
    return name
