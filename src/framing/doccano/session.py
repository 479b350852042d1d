"""The bounds of every exchange with a Doccano: time, size, repeats, and no way to another address.

What answers may be broken or hostile. An exchange is bounded as a whole, because a limit on each
read does not stop a server that sends a byte a minute, and an answer is read only as far as we
would keep it. It must come as it is: what is packed small may unpack to anything.
"""

import queue
import threading
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from framing.errors import DoccanoError, DoccanoUnreachable

_CONNECT_S = 5
_PIECE = 1 << 16  # bytes
_SHOWN = 300  # characters of what a server said, in a message


@dataclass(frozen=True)
class Bounds:
    """The most bytes of an answer, and seconds until all of it must be here, repeats included."""

    size: int
    seconds: float


_SMALL = Bounds(64 * 1024**2, 60)
_TASK = Bounds(64 * 1024**2, 600)  # an import of a thousand rows, or an export, answers when it is done
_EXPORT = Bounds(1024**3, 600)


class PatientAdapter(HTTPAdapter):
    """Sends requests within bounds, and repeats what only reads.

    Raises, besides what requests raises:
        DoccanoUnreachable: the answer was not complete in time.
        DoccanoError: it sends us to another address, is packed, or is too large.
    """

    def __init__(self) -> None:
        super().__init__(
            max_retries=Retry(
                total=3,
                backoff_factor=0.3,
                status_forcelist=(502, 503, 504),
                allowed_methods=("GET",),
                raise_on_status=False,
                respect_retry_after_header=False,  # a server could make us sleep for days
            )
        )

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """The response, with its body."""
        bounds = _bounds(request)
        options |= {"timeout": (_CONNECT_S, bounds.seconds), "stream": True}
        request.headers["accept-encoding"] = "identity"
        done: queue.SimpleQueue[requests.Response | BaseException] = queue.SimpleQueue()

        def exchange() -> None:
            try:
                done.put(_whole(HTTPAdapter.send(self, request, **options), bounds))
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
