"""Bodies of requests: whole, in time, and together never more than the memory that they are given. An edge."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from framing.web.asked import MOST_BYTES
from framing.web.limits import Limits
from framing.web.problems import Problem

_DISCARDED = 4 * MOST_BYTES  # of a body that is too large: read and forgotten, so that its sender can hear why
_BUSY_S = 2

Receive = Any  # as in starlette.types, which this module has no other need of


@dataclass(eq=False)
class Bodies:
    """Those that are being read or used; `held` is how many bytes of them are in memory."""

    limits: Limits
    held: int = 0

    @asynccontextmanager
    async def reading(self, scope: Any, receive: Receive) -> AsyncIterator[bytes | Problem | None]:
        """The body of a request, or what is wrong with it; None if its sender has gone. Held until the block ends."""
        parts: list[bytes] = []
        try:
            yield await self._read(scope, receive, parts)
        finally:
            self.held -= sum(map(len, parts))

    async def _read(self, scope: Any, receive: Receive, parts: list[bytes]) -> bytes | Problem | None:
        announced = _announced(scope)
        if isinstance(announced, Problem):
            return announced
        if announced > _DISCARDED:
            return _too_large(closing=True)
        try:
            async with asyncio.timeout(self.limits.body_s):
                found = await self._collect(receive, parts)
        except TimeoutError:
            return Problem(408, "slow_body", "body", {"number": f"{self.limits.body_s:g}"}, {"connection": "close"})
        return found

    async def _collect(self, receive: Receive, parts: list[bytes]) -> bytes | Problem | None:
        size, problem = 0, None
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            part = message.get("body", b"")
            size += len(part)
            if problem is None:
                problem = self._no_room(size, len(part))
            if size > _DISCARDED:
                return _too_large(closing=True)
            if problem is None:
                parts.append(part)
                self.held += len(part)
            if not message.get("more_body", False):
                return problem or b"".join(parts)

    def _no_room(self, size: int, more: int) -> Problem | None:
        if size > MOST_BYTES:
            return _too_large()
        if self.held + more > self.limits.held_bytes:
            return busy()
        return None


def busy() -> Problem:
    """That there is too much to do."""
    return Problem(503, "busy", "server", {}, {"retry-after": str(_BUSY_S)})


def _too_large(*, closing: bool = False) -> Problem:
    return Problem(413, "body_too_large", "body", {"most": MOST_BYTES}, {"connection": "close"} if closing else {})


def _announced(scope: Any) -> int | Problem:
    """How long the body says that it is; 0 if it does not."""
    for name, value in scope["headers"]:
        if name.lower() == b"content-length":
            if not value.isdigit() or len(value) > 18:  # no body is that long
                return Problem(400, "bad_length", "header Content-Length")
            return int(value)
    return 0
