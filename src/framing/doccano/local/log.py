"""The end of an instance's log, and what is added to it."""

import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from framing.doccano.local.instance import LOG, OUTPUT, check_folder, reading
from framing.errors import InputError

_PAUSE_S = 0.5
_TAIL = 4_000_000  # bytes: the log is begun anew after a million, and lines may be long


def log_of(home: Path) -> Path:
    """The log that holds something: the server's own, else what it printed when it started."""
    home = home.expanduser().absolute()
    own = home / LOG
    return own if own.exists() and own.stat().st_size else home / OUTPUT


def last_lines(home: Path, number: int) -> list[str]:
    """The last lines of the log, without their ends; none if nothing was written.

    Raises:
        InputError: there is no such instance, or its log cannot be read.
    """
    home = home.expanduser().absolute()
    with reading(home):
        check_folder(home)
        if not home.is_dir():
            raise InputError(f"There is no local Doccano in {home}. Start one: framing server up.")
        older = home / f"{LOG}.1"
        lines: deque[str] = deque(maxlen=number)
        for file in (older, log_of(home)):
            if file.exists() and (file != older or log_of(home).name == LOG):
                lines.extend(_tail(file))
    return list(lines)


def new_lines(home: Path) -> Iterator[str]:
    """Each line that is added to the server's log from this call on; waits for the next one, for ever."""
    log = home.expanduser().absolute() / LOG
    return _added(log, _size(log))


def _added(log: Path, place: int) -> Iterator[str]:
    half = b""
    while True:
        size = _size(log)
        if size < place:  # begun anew
            place, half = 0, b""
        if size == place:
            time.sleep(_PAUSE_S)
            continue
        with log.open("rb") as stream:
            stream.seek(place)
            added = stream.read(_TAIL)
        place += len(added)
        *whole, half = (half + added).split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "replace")


def _size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def _tail(file: Path) -> list[str]:
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - _TAIL))
        return stream.read().decode("utf-8", "replace").splitlines()
