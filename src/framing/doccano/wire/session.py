"""The bounds of every exchange with a Doccano: time, size, repeats, and no way to another address.

What answers may be broken or hostile. An exchange is bounded as a whole, because a limit on each
read does not stop a server that sends a byte a minute, and an answer is read only as far as we
would keep it. It must come as it is: what is packed small may unpack to anything.

What is sent again, and why nothing is carried out twice: what only reads; what never reached the server, because no
connection was made; what was refused with 429, too many requests; and, after logging in again, what was refused
because the login had ended. Whatever else was sent is not sent again: it may have been carried out.
"""

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import InvalidHeader
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from framing.errors import DoccanoError, DoccanoUnreachable

_CONNECT_S = 5
_PIECE = 1 << 16  # bytes
_LONGEST_PAUSE_S = 10  # that a server can ask for with Retry-After: three of them, and the bounds still hold
_TOO_MANY = 429
_READ_AGAIN = 2  # times that an answer may break off
_SHOWN = 300  # characters of what a server said, in a message
# Doccano's words for a login that ended: its token was deleted, or its session is gone. Measured on 1.8.4.
_LOGIN_ENDED = (b'"Invalid token."', b'"Authentication credentials were not provided."')


@dataclass(frozen=True)
class Bounds:
    """The most bytes of an answer, and seconds until all of it must be here, repeats included."""

    size: int
    seconds: float


_SMALL = Bounds(64 * 1024**2, 60)
_TASK = Bounds(64 * 1024**2, 600)  # an import of a thousand rows, or an export, answers when it is done
_EXPORT = Bounds(1024**3, 600)


class _Repeats(Retry):
    """When a request is sent again, and after which pause; see the module."""

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        """Whether an answer of this status is no answer yet."""
        refused = status_code == _TOO_MANY and _TOO_MANY in self.status_forcelist
        return refused or super().is_retry(method, status_code, has_retry_after)

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """The seconds that the server asks for, within bounds: a hostile one could make us sleep for days."""
        try:
            asked = super().get_retry_after(response) if response.status == _TOO_MANY else None
        except (InvalidHeader, ValueError, OverflowError):
            return None
        return None if asked is None else min(asked, _LONGEST_PAUSE_S)


class PatientAdapter(HTTPAdapter):
    """Sends requests within bounds, and again what is safe to send again.

    Args:
        log_in: called when the server says that the login has ended; gives the headers that must replace those of
            the request. A request is sent again once after it, whatever the answer is. Without it the adapter is one
            for logging in: too many requests is an answer then, because every one more is another guess.

    Raises, besides what requests raises:
        DoccanoUnreachable: the answer was not complete in time.
        DoccanoError: it sends us to another address, is packed, or is too large.
    """

    def __init__(self, log_in: Callable[[requests.PreparedRequest], Mapping[str, str]] | None = None) -> None:
        super().__init__(
            max_retries=_Repeats(
                total=3,
                backoff_factor=0.3,
                status_forcelist=(502, 503, 504) if log_in is None else (_TOO_MANY, 502, 503, 504),
                allowed_methods=("GET",),
                raise_on_status=False,
            )
        )
        self._log_in = log_in

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """The response, with its body."""
        found = self._exchange(request, **options)
        if self._log_in is None or not says_login_ended(found):
            return found
        request.headers.update(self._log_in(request))  # it was refused, so nothing of it was carried out
        return self._exchange(request, **options)

    def _exchange(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        bounds = _bounds(request)
        options |= {"timeout": (_CONNECT_S, bounds.seconds), "stream": True}
        request.headers["accept-encoding"] = "identity"
        done: queue.SimpleQueue[requests.Response | BaseException] = queue.SimpleQueue()

        def exchange() -> None:
            try:
                done.put(self._answer(request, bounds, options))
            except BaseException as error:  # raised again by who waits
                done.put(error)

        # A thread, because nothing else bounds the whole of it. It ends with the process if the server never does.
        threading.Thread(target=exchange, daemon=True).start()
        try:
            found = done.get(timeout=bounds.seconds)
        except queue.Empty:
            raise DoccanoUnreachable(
                f"{request.url} did not finish its answer within {bounds.seconds:g} seconds. Try again later."
            ) from None
        if isinstance(found, BaseException):
            raise found
        return found

    def _answer(self, request: requests.PreparedRequest, bounds: Bounds, options: dict[str, Any]) -> requests.Response:
        """The response with its body. urllib3 sends again where no answer began; here, where it broke off."""
        left = _READ_AGAIN if request.method == "GET" else 0
        while True:
            try:
                return _whole(HTTPAdapter.send(self, request, **options), bounds)
            except requests.exceptions.ChunkedEncodingError:
                if not left:
                    raise
                left -= 1


def says_login_ended(response: requests.Response) -> bool:
    """Whether a request was refused because the server does not know who asks, not because they may not."""
    if response.status_code not in (401, 403):
        return False
    return response.content.startswith(b'{"detail":') and any(said in response.content for said in _LOGIN_ENDED)


def _bounds(request: requests.PreparedRequest) -> Bounds:
    path = request.path_url.partition("?")[0]
    if path.endswith("/download") and request.method == "GET":
        return _EXPORT
    return _TASK if path.endswith(("/download", "/upload", "/fp/process/")) else _SMALL


def _whole(response: requests.Response, bounds: Bounds) -> requests.Response:
    """The response with its body, as requests would have read it."""
    try:
        if response.is_redirect:  # followed, a POST would arrive as a GET, and the password elsewhere
            place = repr(response.headers["location"])[:_SHOWN]
            raise DoccanoError(f"{response.url} sends us on to {place}. If your Doccano is there, use that address.")
        packed = response.headers.get("content-encoding", "").strip().lower()
        if packed not in ("", "identity"):
            raise DoccanoError(
                f"{response.url} packed its answer ({packed[:_SHOWN]}) although framing asked for it as it is. "
                "If a proxy stands before your Doccano, turn its compression off."
            )
        pieces, size = [], 0
        for piece in response.iter_content(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > bounds.size:
                raise DoccanoError(
                    f"{response.url} answered with more than {bounds.size // 10**6} MB. Is it your Doccano?"
                )
    except BaseException:
        response.close()
        raise
    response._content = b"".join(pieces)
    response.encoding = response.encoding or "utf-8"  # requests would guess it from the bytes, for minutes
    return response
