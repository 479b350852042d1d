"""How framing speaks to a Doccano server: it logs in, asks within bounds, and turns refusals into our errors.

doccano-client does what it can; the rest goes over the session that it holds, which is bounded by
framing.doccano.wire.session. Doccano answers an unknown address with a page and
status 200, so an answer that should be JSON and is not is an error here.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from tenacity import RetryCallState, RetryError, Retrying, retry_if_result, stop_after_delay, wait_exponential

from framing.doccano.wire.client_import import import_client
from framing.doccano.wire.session import PatientAdapter, says_login_ended
from framing.errors import DoccanoError, DoccanoUnreachable, FramingError, InputError

_SHOWN = 300  # characters of what a server said, in a message
_TASK_LIMIT_S = 600
_NEWS_S = 60  # how long a task may take before we say so and ask whether anybody works on it
_FORGERY = "X-CSRFToken"  # the header in which Doccano wants its token against forged requests
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
    """A logged-in connection to one Doccano; it logs in again when the login ended elsewhere.

    Args:
        account: where, and as whom.
        say: gets a line of talk where something takes long.
        log_in: False to see whether a Doccano is there, and no more than that.

    Raises, in every method:
        DoccanoUnreachable: nothing answers at the address, or it stopped answering.
        DoccanoError: it refused, or what answers is no Doccano.
    """

    def __init__(self, account: Account, say: Callable[[str], None] = lambda _: None, *, log_in: bool = True) -> None:
        host = _host(account.url)
        self.url = account.url.rstrip("/")
        self.username = account.username
        self.client = import_client()(self.url)
        self._session: requests.Session = self.client._base_repository._session
        self._account, self._say, self._logging_in = account, say, threading.Lock()
        self._mount(PatientAdapter())
        if host in THIS_MACHINE:
            self._session.trust_env = False  # a proxy that the environment names cannot reach this machine
        self.clock_ahead_s: float | None = None
        """Seconds that the server's clock is ahead of ours, to the second; None if it does not say."""
        with self.speaking("log in"):
            self._check_is_doccano()
            if log_in:
                self.client.login(account.username, account.password)
                self._mount(PatientAdapter(self._log_in_again))  # only now can a login end
                self._session.mount(f"{self.url}/v1/auth/", PatientAdapter())

    def _mount(self, adapter: PatientAdapter) -> None:
        for prefix in ("http://", "https://"):
            self._session.mount(prefix, adapter)

    def _log_in_again(self, refused: requests.PreparedRequest) -> dict[str, str]:
        """The headers by which a request is sent again that was refused because the login had ended.

        Raises:
            DoccanoError: the password is not accepted any more.
        """
        with self._logging_in, self.speaking("log in again"):
            # Every login brings another token against forgery, so it tells whether another thread was here before.
            if refused.headers.get(_FORGERY) == self._session.headers.get(_FORGERY):
                self._session.cookies.clear()
                self.client.login(self._account.username, self._account.password)
        fresh = self._session.prepare_request(requests.Request("GET", self.url)).headers
        return {name: fresh[name] for name in (_FORGERY, "Cookie") if name in fresh}

    # -- how we speak --------------------------------------------------------

    def _check_is_doccano(self) -> None:
        response = self._session.get(f"{self.url}/v1/me")
        if response.status_code not in (200, 401, 403) or not _is_json(response):
            raise DoccanoError(
                f"{self.url} answers, but is no Doccano (status {response.status_code}). Check the address."
            )
        with suppress(ValueError, TypeError, OverflowError):  # a date that is none
            told = parsedate_to_datetime(response.headers.get("date", "")).timestamp()
            self.clock_ahead_s = told - time.time() + response.elapsed.total_seconds() / 2

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

    def may_read(self, path: str) -> bool:
        """Whether this account gets data from an address; refused, or no such address: False."""
        with self.speaking("see what may be read"):
            response = self._session.get(f"{self.url}/v1/{path}")
            return response.status_code < 400 and _is_json(response)

    def json_if_there(self, path: str, what: str) -> Any:
        """The data at an address; None if there is no such address: the server lacks it, or has it turned off."""
        with self.speaking(what):
            response = self._session.get(f"{self.url}/v1/{path}")
            if response.status_code == 404:
                return None
            response.raise_for_status()
            return response.json()

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
            before_sleep=self._news(what),
        )
        try:
            answer: dict[str, Any] = patience(self.json, "GET", f"tasks/status/{task_id}", what)
        except RetryError as error:
            raise DoccanoError(
                f"Could not {what}: Doccano took the task and did not finish it in {_TASK_LIMIT_S // 60} minutes. "
                "Is its worker running? On that server: doccano task."
            ) from error
        return answer

    def _news(self, what: str) -> Callable[[RetryCallState], None]:
        """What to do before every pause of a wait: say now and then that it goes on, and stop if nobody is at work."""
        said = 0

        def tell(state: RetryCallState) -> None:
            nonlocal said
            waited = state.seconds_since_start or 0
            if waited < (said + 1) * _NEWS_S:
                return
            said += 1
            self._say(f"Doccano is still at it ({what}): {waited:.0f} s so far.")
            if said == 1 and self.has_worker() is False:
                raise DoccanoError(
                    f"Could not {what}: Doccano took the task, and nobody works on its tasks. On that server: doccano "
                    "task. It will do what waits there first: only when that is done run the same command again."
                )

        return tell

    def has_worker(self) -> bool | None:
        """Whether somebody works on Doccano's tasks; None if the server does not say, as ours, which needs nobody."""
        try:
            checks = self.health_checks()
        except DoccanoError:  # a proxy may keep that page to itself
            return None
        states = [state == "working" for name, state in checks.items() if "celery" in name.lower()]
        return all(states) if states else None

    def health_checks(self) -> dict[str, str]:
        """What Doccano's health page says: check to "working", or what is wrong. Costs 3 s where no worker runs."""
        what = "ask for its health"
        with self.speaking(what):
            response = self._session.get(f"{self.url}/v1/health/", params={"format": "json"})
            found = response.json() if _is_json(response) else {}  # with status 500 where a check fails
        states = found.items() if type(found) is dict else ()
        return {str(name)[:_SHOWN]: _state(str(state)) for name, state in states}

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
        if what == "log in again" and response.status_code == 400:
            return (
                f"The login of {self.username!r} at {self.url} was ended, and its password is not accepted any more. "
                "Run the same command again with the new one."
            )
        if response.status_code == 429:
            pause = _seconds(response.headers.get("retry-after", ""))
            return f"Could not {what}: {self.url} had too many requests{said}. Try again {pause}."
        if says_login_ended(response):
            return (
                f"Could not {what}: {self.url} does not keep the login of {self.username!r}{said}. "
                "If it can be reached by https, use that address."
            )
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


def _state(said: str) -> str:
    """What a check of the health page says, in one word where all is well, whatever the page's version."""
    return "working" if said in ("working", "OK") else said[:_SHOWN]


def _seconds(retry_after: str) -> str:
    """When to try again, from the header Retry-After."""
    return f"in {retry_after} seconds" if retry_after.isdecimal() and len(retry_after) < 7 else "later"


def _said(response: requests.Response) -> str:
    """What Doccano said about a refusal, bounded; nothing if it said it with a page."""
    said = response.content[: 4 * _SHOWN].decode("utf-8", "replace").strip()[:_SHOWN]
    return f" ({said})" if _is_json(response) and said else ""


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:_SHOWN]
