"""What every request passes before anything of it is believed: name, pace, token, origin, and a body within bounds.

An edge: it looks at the clock. Nothing of a request is logged here; of a bug only where it is, since the message of an
error may hold what somebody typed.
"""

import asyncio
import hmac
import ipaddress
import math
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlsplit

from framing.errors import MissingExtra
from framing.web.bodies import Bodies, busy
from framing.web.limits import Buckets, Limits
from framing.web.problems import Problem

try:
    from starlette.datastructures import MutableHeaders
    from starlette.requests import cookie_parser
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
except ImportError as problem:
    raise MissingExtra("The page needs packages of its own: pip install 'framing[web]'.") from problem

COOKIE = "framing"
OPEN = frozenset({"/health", "/enter"})  # need no token
BODY = "framing.body"  # where handlers find it in the scope
_SAFE = frozenset({"GET", "HEAD"})
_SECURITY = {
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_NOTHING = "default-src 'none'; frame-ancestors 'none'"  # of what is no page


@dataclass(frozen=True)
class Door:
    """Who may come in.

    Attributes:
        names: by which the server may be called, in small letters and without a port; addresses in digits always may
            where it is `public`: a page of another site can give itself a name that leads here, but no address.
        public: it listens to other machines.
        token: which requests must know; empty if none.
    """

    names: frozenset[str]
    public: bool = False
    token: str = field(default="", repr=False)

    def cookie(self) -> str:
        """What a browser keeps in the token's place, and from which nobody finds the token."""
        return hmac.new(self.token.encode(), b"framing serve page", sha256).hexdigest()

    def is_token(self, given: str) -> bool:
        """Whether this is the token; it takes the same time whatever is wrong with it."""
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.token.encode())

    def knows(self, host: str) -> bool:
        """Whether the server is called so."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
        except ValueError:
            return False
        return name in self.names or (self.public and _is_address(name))

    def lets_in(self, headers: Mapping[str, str]) -> bool:
        """Whether a request with these headers knows the token, if there is one."""
        if not self.token:
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.is_token(given.strip()):
            return True
        kept = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        return hmac.compare_digest(kept.encode("utf-8", "surrogateescape"), self.cookie().encode())


@dataclass(eq=False)
class Guard:
    """An application behind its door; `answer` makes the answer to a problem for who asked at a path."""

    app: ASGIApp
    door: Door
    limits: Limits
    answer: Callable[[Problem, Scope], Response]
    say: Callable[[str], None] = lambda line: print(line, file=sys.stderr)  # noqa: T201  of bugs, where they are
    buckets: Buckets = field(init=False)
    bodies: Bodies = field(init=False)

    def __post_init__(self) -> None:
        self.buckets = Buckets(self.limits.rate, self.limits.burst)
        self.bodies = Bodies(self.limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or answers in the application's place."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                _secure(message)
            await send(message)

        try:
            await self._admit(scope, receive, sending)
        except asyncio.CancelledError:  # the server ends and has waited long enough
            if not begun:
                await self.answer(busy(), scope)(scope, receive, sending)
            raise
        except Exception as error:  # a bug: the server goes on, and nothing that was typed is shown
            self.say(_where(error))
            if not begun:
                await self.answer(Problem(500, "unexpected", "server"), scope)(scope, receive, sending)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        problem = self._refused(scope)
        if problem is not None:
            await self.answer(problem, scope)(scope, receive, send)
            return
        if scope["method"] in _SAFE:
            await self.app(scope, receive, send)
            return
        async with self.bodies.reading(scope, receive) as body:
            if isinstance(body, Problem):
                await self.answer(body, scope)(scope, receive, send)
            elif body is not None:  # else whoever asked has gone
                scope[BODY] = body
                await _while_there(self.app(scope, receive, send), receive)

    def _refused(self, scope: Scope) -> Problem | None:
        """Why nothing more of this request is looked at; None if there is no reason."""
        headers = _headers(scope)
        address = scope["client"][0] if scope.get("client") else ""
        wait = self.buckets.wait(address, time.monotonic())
        if "content-length" in headers and "transfer-encoding" in headers:
            # A proxy may have believed the one and we the other: what follows is perhaps no request of this client.
            return Problem(400, "bad_length", "header Content-Length", {}, {"connection": "close"})
        if wait:
            seconds = math.ceil(wait)
            return Problem(429, "too_fast", "client", {"number": seconds}, {"retry-after": str(seconds)})
        host = headers.get("host", "")
        if not self.door.knows(host):
            return Problem(421, "wrong_host", "header Host")
        if scope["method"] not in _SAFE and _is_from_elsewhere(headers, host):
            return Problem(403, "other_origin", "header Origin")
        if scope["path"] not in OPEN and not self.door.lets_in(headers):
            return Problem(401, "no_token", "header Authorization", {}, {"www-authenticate": "Bearer"})
        return None


async def _while_there(answering: Awaitable[None], receive: Receive) -> None:
    """Answers as long as whoever asked is there: work for others does not wait for an answer that nobody reads."""
    work, gone = asyncio.ensure_future(answering), asyncio.ensure_future(_disconnected(receive))
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            work.cancel()
        with suppress(asyncio.CancelledError):
            await work
    finally:
        gone.cancel()
        work.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _headers(scope: Scope) -> dict[str, str]:
    """Header to its value; of one that is there twice nothing is believed."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        found[key] = "" if key in found else value.decode("latin-1")
    return found


def _is_from_elsewhere(headers: Mapping[str, str], host: str) -> bool:
    """Whether a page of another site sent this: browsers say so, other programs say nothing."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2].lower() != host.lower()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _secure(message: Message) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in _SECURITY.items():
        headers[name] = value
    headers.setdefault("content-security-policy", _NOTHING)


def _where(error: BaseException) -> str:
    """The kind of an error and the lines that led to it, without its message, which may hold what somebody typed."""
    places = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return f"Unexpected {type(error).__name__}, a bug. It came up at:\n  " + "\n  ".join(places[-12:])
