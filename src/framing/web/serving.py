"""The server: an address that is taken before anything is promised, and an end when it is told to. An edge.

It logs nothing of requests, neither their lines nor their bodies.
"""

import asyncio
import ipaddress
import math
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from framing.errors import InputError, MissingExtra
from framing.web.limits import Limits

try:
    import uvicorn
    from starlette.types import ASGIApp

    from framing.web.connections import bounded_protocol
    from framing.web.guard import Door
except ImportError as problem:
    raise MissingExtra("The page needs packages of its own: pip install 'framing[web]'.") from problem

LOOPBACK = "127.0.0.1"
SHORTEST_TOKEN = 16
_BACKLOG = 256  # connections that are taken up in one go; fewer than may be open, so that a new one is not the oldest
_STOP_S = 5
_LARGEST_HEAD = 16_384  # bytes of a request before its body


@dataclass(frozen=True)
class Place:
    """An address that the server listens on."""

    listener: socket.socket
    host: str
    port: int

    @property
    def url(self) -> str:
        """What to open in a browser of this machine, or of another one where it listens to others."""
        host = LOOPBACK if ipaddress.ip_address(self.host).is_unspecified else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def take_place(host: str, port: int) -> Place:
    """The address, taken.

    Args:
        host: an address of this machine, or localhost.
        port: 0 for any that is free.

    Raises:
        InputError: it is no address of this machine, or something else listens there.
    """
    try:
        address = ipaddress.ip_address(LOOPBACK if host == "localhost" else host.strip("[]"))
    except ValueError:
        raise InputError(
            f"--host {host[:80]!r} is no address. Give one of this machine's, for example 192.168.1.20, or 0.0.0.0 "
            "for all of them."
        ) from None
    listener = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)
    if os.name == "posix":  # on Windows this would let two programs have the same address
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(address), port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise InputError(
            f"{address}, port {port}: {error.strerror or error}. Choose another port (--port 0 takes any that is free) "
            "or an address of this machine."
        ) from error
    return Place(listener, str(address), listener.getsockname()[1])


def make_door(host: str, token: str | None, names: Sequence[str] = ()) -> Door:
    """Who may come in at this host.

    Raises:
        InputError: other machines reach it and there is no token, or one that can be guessed.
    """
    address = ipaddress.ip_address(host)
    public = not address.is_loopback
    if public and not token:
        raise InputError(
            f"{host} can be reached by other machines, so a token is needed. Put one of {SHORTEST_TOKEN} characters or "
            "more into the environment variable FRAMING_SERVE_TOKEN, or into a file for your eyes only (mode 600) that "
            "FRAMING_SERVE_TOKEN_FILE names."
        )
    if token and (len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable() or " " in token):
        raise InputError(
            f"The token must have {SHORTEST_TOKEN} or more characters, plain letters, digits and signs without spaces."
        )
    own = {socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"} if public else set()
    known = {LOOPBACK, "localhost", "::1", host, *own, *(name.lower() for name in names)}
    return Door(frozenset(known), public, token or "")


def serve(app: ASGIApp, place: Place, limits: Limits, ready: Callable[[], None]) -> None:
    """Serves until the process is told to end, see `make_server`."""
    asyncio.run(make_server(app, limits, ready).serve(sockets=[place.listener]))


def make_server(app: ASGIApp, limits: Limits, ready: Callable[[], None]) -> uvicorn.Server:
    """A server of an application.

    Args:
        app: the application.
        limits: of connections.
        ready: is called when it listens.
    """
    config = uvicorn.Config(
        app,
        http=bounded_protocol(limits),
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        backlog=_BACKLOG,
        timeout_keep_alive=math.ceil(limits.idle_s) + 1,
        timeout_graceful_shutdown=_STOP_S,
        h11_max_incomplete_event_size=_LARGEST_HEAD,
    )
    server = _Server(config)
    server.ready = ready
    return server


class _Server(uvicorn.Server):
    """Tells when it listens."""

    ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As it is, and then says so."""
        await super().startup(sockets)
        if self.started:
            self.ready()
