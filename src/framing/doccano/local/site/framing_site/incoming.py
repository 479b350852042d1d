"""What has come in on connections whose request is not whole yet: kept here, so that none of them holds a thread.

A thread waiting for the rest of a request is one that others do not have: eight half-sent ones stopped the server.
"""

import contextlib
import errno
import re
import time
from collections.abc import Callable, Hashable

WHOLE = 64 * 1024  # bytes of a request that are gathered first; more is read by a thread, once somebody may send it
_LONGEST_HEAD = 16 * 1024
GATHERED = WHOLE - _LONGEST_HEAD  # bytes of a body that is there, whatever its head, before a thread begins with it
UNFINISHED_S = 10.0  # from the first byte of a request to its last
IDLE_S = 75.0  # longer than people think: a connection closed in just that moment loses what was sent on it
REST_S = 3.0  # for the rest of what was refused, so that who sends it can read the answer
STALL_S = 10.0  # a thread waits no longer for one piece of a large body, or for who reads an answer
MOST = 500  # connections that wait at a time; what has waited longest goes first

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Line:
    """The socket of a connection, which hands on one request at a time, and each to its last byte or not at all."""

    def __init__(self, sock) -> None:
        self._sock = sock
        self._kept = b""
        self._left = 0
        self._needed: int | None = None
        self.large = False
        """Whether the request that was handed on is not whole: its body still comes."""
        self.refused = False
        """Whether the rest of what comes is thrown away."""

    def __getattr__(self, name: str):
        return getattr(self._sock, name)

    def setblocking(self, flag) -> None:
        """Never wait without end."""
        self._sock.settimeout(STALL_S if flag else 0.0)

    @property
    def started(self) -> bool:
        """Whether a request has begun to come."""
        return bool(self._kept)

    def begins(self, what: bytes) -> bool:
        """Whether the request that is handed on begins so."""
        return self._kept.startswith(what)

    @property
    def more(self) -> bool:
        """Whether the connection cannot be used for another request after this one."""
        return self.large or bool(self._kept[self._left :])

    def gather(self) -> bool:
        """Take what came, without waiting; False if the other side is gone."""
        try:
            data = self._sock.recv(WHOLE)
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            return False
        if not self.refused:
            self._kept += data
        return bool(data)

    def ready(self) -> bool:
        """Whether a request can be handed on: whole, or too large to be gathered, or none that anybody understands."""
        if self._needed is None:
            head, mark, body = self._kept.partition(b"\r\n\r\n")
            if not mark and len(head) <= _LONGEST_HEAD:
                return False
            self._needed = self._length(head + mark) if mark else len(head)
            if len(body) < self._needed - len(head + mark) and not self.large:
                self._encourage(head)
        if not self.large and len(self._kept) < self._needed:
            return False
        self._left, self._needed = self._needed, None
        return True

    def _length(self, head: bytes) -> int:
        """Bytes of the whole request. What is contradictory ends with its head, and who parses it refuses it."""
        fields = re.findall(rb"\r\n([^\r\n:]*):([^\r\n]*)", head)
        sizes = [value.strip() for name, value in fields if name.strip().lower() == b"content-length"]
        chunked = any(name.strip().lower() == b"transfer-encoding" for name, _ in fields)  # refused in bodies.py
        size = int(sizes[0]) if len(sizes) == 1 and re.fullmatch(rb"[0-9]{1,15}", sizes[0]) and not chunked else 0
        self.large = chunked or len(head) + size > WHOLE
        return len(head) + size

    def _encourage(self, head: bytes) -> None:
        if b"\r\nexpect:" in head.lower():
            with contextlib.suppress(OSError):  # it is noticed with the next piece
                self._sock.send(_CONTINUE)

    def recv(self, size: int) -> bytes:
        """The next bytes of the request that was handed on; none after its last.

        Raises:
            ConnectionResetError: the rest of a large body does not come.
        """
        if self._left <= 0:
            return b""
        if self._kept:
            found = self._kept[: min(size, self._left)]
            self._kept = self._kept[len(found) :]
        elif self.large:
            found = self._patiently(self._sock.recv, min(size, self._left))
        else:
            found = b""
        self._left -= len(found)
        return found

    def sendall(self, data: bytes) -> None:
        """Send it, piece by piece.

        Raises:
            ConnectionResetError: the other side does not read.
        """
        view = memoryview(data)
        for start in range(0, len(view), WHOLE):
            self._patiently(self._sock.sendall, view[start : start + WHOLE])

    def sendfile(self, file, offset: int = 0, count: int | None = None):
        """As of a socket, and as `sendall`."""
        return self._patiently(self._sock.sendfile, file, offset, count)

    def _patiently(self, action: Callable, *arguments):
        try:
            return action(*arguments)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "The other side does nothing.") from None


class Waiting:
    """Connections that wait for something to come, and until when."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._ends: dict[Hashable, tuple[bool, float]] = {}

    def __contains__(self, connection: Hashable) -> bool:
        return connection in self._ends

    def add(self, connection: Hashable, seconds: float, *, unfinished: bool = False) -> list[Hashable]:
        """Let it wait; what comes back has to go for it: what is unfinished, else what has waited longest."""
        surplus = []
        if len(self._ends) >= self._most:
            surplus = [min(self._ends, key=lambda held: (not self._ends[held][0], self._ends[held][1]))]
        self._ends[connection] = (unfinished, self._clock() + seconds)
        return surplus

    def remove(self, connection: Hashable) -> bool:
        """Whether it did wait; it does not any more."""
        return self._ends.pop(connection, None) is not None

    def is_unfinished(self, connection: Hashable) -> bool:
        """Whether a request on it has begun."""
        return self._ends[connection][0]

    def late(self) -> list[Hashable]:
        """What has waited for too long."""
        now = self._clock()
        return [connection for connection, (_, end) in self._ends.items() if end <= now]
