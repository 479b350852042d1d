"""How framing speaks to a Doccano server: it logs in, asks within bounds, and turns refusals into our errors.

doccano-client does what it can; the rest goes over the session that it holds, which is bounded by
framing.doccano.session. Doccano answers an unknown address with a page and
status 200, so an answer that should be JSON and is not is an error here.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_exponential

from framing.doccano.client_import import import_client
from framing.doccano.session import PatientAdapter
from framing.errors import DoccanoError, DoccanoUnreachable, FramingError, InputError

_SHOWN = 300  # characters of what a server said, in a message
_TASK_LIMIT_S = 600
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Account:
    """Where a Doccano is and who we are there."""

    url: str
    username: str
    password: str

    def __repr__(self) -> str:
        """Without the password: this may end in a log."""
        return f"Account({self.username} at {self.url})"


class Connection:
    """A logged-in connection to one Doccano.

    Raises, in every method:
        DoccanoUnreachable: nothing answers at the address, or it stopped answering.
        DoccanoError: it refused, or what answers is no Doccano.
    """

    def __init__(self, account: Account) -> None:
        host = _host(account.url)
        self.url = account.url.rstrip("/")
        self.username = account.username
        self.client = import_client()(self.url)
        self._session: requests.Session = self.client._base_repository._session
        for prefix in ("http://", "https://"):
            self._session.mount(prefix, PatientAdapter())
        if host in THIS_MACHINE:
            self._session.trust_env = False  # a proxy that the environment names cannot reach this machine
        with self.speaking("log in"):
            self._check_is_doccano()
            self.client.login(account.username, account.password)

    # -- how we speak --------------------------------------------------------

    def _check_is_doccano(self) -> None:
        response = self._session.get(f"{self.url}/v1/me")
        if response.status_code not in (200, 401, 403) or not _is_json(response):
            raise DoccanoError(
                f"{self.url} answers, but is no Doccano (status {response.status_code}). Check the address."
            )

    def json(self, method: str, path: str, what: str, **options: Any) -> Any:
        """The data that a request is answered with; a page instead is an error. `what` completes "Could not ..."."""
        with self.speaking(what):
            response = self.send(method, path, **options)
            if not _is_json(response):
                raise DoccanoError(f"Could not {what}: {self.url}/v1/{path} answered with a page, not with data.")
            return response.json()

    def knows(self, path: str, what: str) -> bool:
        """Whether this server has an address, for this account or others: an unknown one is answered with a page."""
        with self.speaking(what):
            response = self._session.get(f"{self.url}/v1/{path}")
            if response.status_code >= 500 or response.status_code == 401:
                response.raise_for_status()
            return _is_json(response)

    def text(self, method: str, path: str, what: str, **options: Any) -> str:
        """The text that a request is answered with."""
        with self.speaking(what):
            return str(self.send(method, path, **options).text.strip())

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """The answer to a request, not a refusal; raises what requests raises: call it within `speaking`."""
        response = self._session.request(method, f"{self.url}/v1/{path}", **options)
        response.raise_for_status()
        return response

    def run_task(self, path: str, request: Mapping[str, Any], what: str) -> tuple[str, dict[str, Any]]:
        """The id and the answer of a task of Doccano, when it is finished."""
        with self.speaking(what):
            task_id = str(self.json("POST", path, what, json=request)["task_id"])
            return task_id, self._wait(task_id, what)

    def _wait(self, task_id: str, what: str) -> dict[str, Any]:
        patience = Retrying(
            retry=retry_if_result(lambda answer: not answer.get("ready")),
            wait=wait_exponential(multiplier=0.05, max=2),
            stop=stop_after_delay(_TASK_LIMIT_S),
        )
        try:
            answer: dict[str, Any] = patience(self.json, "GET", f"tasks/status/{task_id}", what)
        except RetryError as error:
            raise DoccanoError(
                f"Could not {what}: Doccano took the task and did not finish it in {_TASK_LIMIT_S // 60} minutes. "
                "Is its worker running? On that server: doccano task."
            ) from error
        return answer

    @contextmanager
    def speaking(self, what: str) -> Iterator[None]:
        """Turns what requests and the client raise into our errors; `what` completes "Could not ..."."""
        try:
            yield
        except FramingError:
            raise
        except requests.exceptions.JSONDecodeError as error:
            raise DoccanoError(
                f"Could not {what}: {self.url} answered with a page, not with data. Is it a Doccano?"
            ) from error
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise DoccanoUnreachable(
                f"Could not {what}: no Doccano answers at {self.url}. "
                "Start it (framing server up) or check the address."
            ) from error
        except requests.HTTPError as error:
            raise DoccanoError(self._refusal(what, error.response)) from error
        except requests.RequestException as error:
            raise DoccanoError(f"Could not {what}: {error}.") from error
        except Exception as error:
            response = next((arg for arg in error.args if isinstance(arg, requests.Response)), None)
            if type(error).__name__ == "DoccanoAPIError" and response is not None:
                raise DoccanoError(self._refusal(what, response)) from error
            # pydantic's are the first; the last is an answer that nests too deep.
            if not isinstance(error, ValueError | LookupError | TypeError | AttributeError | RecursionError):
                raise
            raise DoccanoError(
                f"Could not {what}: {self.url} answered something that is not understood ({_first_line(error)})."
            ) from error

    def _refusal(self, what: str, response: requests.Response) -> str:
        said = _said(response)
        if what == "log in" and response.status_code == 400:
            return f"{self.url} does not accept the password of {self.username!r}. Check the name and the password."
        if response.status_code in (401, 403):
            who = f"{self.username!r} is not allowed to on {self.url}{said}"
            return f"Could not {what}: {who}. Use an account of the staff."
        return f"Could not {what}: {self.url} answered {response.status_code}{said}."


def _host(url: str) -> str:
    """The host in the address of a Doccano.

    Raises:
        InputError: it is no address, or holds a password, which every message would repeat.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise InputError(f"{url!r} is no address of a Doccano: {error}.") from error
    if parts.password is not None:
        raise InputError("The address of the Doccano holds a password. Take it out; use FRAMING_DOCCANO_PASSWORD.")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{url!r} is no address of a Doccano. It begins with http:// or https://.")
    return parts.hostname


def _is_json(response: requests.Response) -> bool:
    return response.headers.get("content-type", "").split(";")[0].strip().endswith("json")


def _said(response: requests.Response) -> str:
    """What Doccano said about a refusal, bounded; nothing if it said it with a page."""
    said = response.content[: 4 * _SHOWN].decode("utf-8", "replace").strip()[:_SHOWN]
    return f" ({said})" if _is_json(response) and said else ""


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:_SHOWN]
