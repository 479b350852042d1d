"""Connections that cannot be held open for nothing. An edge: the server's own protocol, with clocks.

Every phase of one has an end, and when there are too many, the one that has waited longest goes. uvicorn bounds only
the pause after an answer: a client that connects and says nothing, sends its head a letter at a time, or never reads
its answer would hold a connection for ever.
"""

import asyncio
import json
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from framing.web.limits import Limits
from framing.web.problems import Problem

_WHOLE_S = 60.0  # from the head of a request to the last byte of its answer
_PROBLEM = Problem(400, "bad_request", "head")


def bounded_protocol(limits: Limits) -> type[asyncio.Protocol]:
    """The protocol of a server with these limits."""
    waiting: dict[Any, None] = {}  # connections without a request, that which has waited longest first

    class Bounded(H11Protocol):
        """A connection with an end to everything."""

        clock: asyncio.TimerHandle | None = None
        was_busy = False

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wait(limits.head_s)
            while len(self.connections) > limits.connections and waiting:
                next(iter(waiting)).drop()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if not self.transport.is_closing():
                super().data_received(data)
                self._look()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._look()

        def drop(self) -> None:
            """Ends the connection at once, whatever it was about."""
            self._stop()
            self.connections.discard(self)
            self.transport.abort()

        def send_400_response(self, msg: str) -> None:
            """Our form of it; where an answer has begun there is no place for one."""
            if self.cycle is not None and not self.cycle.response_complete:
                self.cycle.disconnected = True
                self.cycle.message_event.set()
            body = json.dumps(_PROBLEM.as_json()).encode()
            head = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            head += [(b"connection", b"close"), (b"cache-control", b"no-store")]
            try:
                for event in (h11.Response(status_code=400, headers=head), h11.Data(data=body), h11.EndOfMessage()):
                    self.transport.write(self.conn.send(event) or b"")
            except h11.LocalProtocolError:
                self.transport.abort()
                return
            self.transport.close()

        def _look(self) -> None:
            """Starts the clock of the phase that has begun; within one, nothing puts it back."""
            is_busy = self.cycle is not None and not self.cycle.response_complete
            if is_busy == self.was_busy:
                return
            self.was_busy = is_busy
            self._stop()
            if is_busy:
                self.clock = self.loop.call_later(_WHOLE_S, self.drop)
            else:
                self._wait(limits.idle_s)

        def _wait(self, seconds: float) -> None:
            waiting[self] = None
            self.clock = self.loop.call_later(seconds, self.drop)

        def _stop(self) -> None:
            waiting.pop(self, None)
            if self.clock is not None:
                self.clock.cancel()
                self.clock = None

    return Bounded
