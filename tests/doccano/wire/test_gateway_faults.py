"""What becomes of it when Doccano is not there, is something else, or breaks off: real sockets, a small server."""

import contextlib
import gzip
import io
import json
import socket
import threading
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.doccano.wire import connection, exports, session
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import ROWS_PER_UPLOAD, Gateway, Project
from framing.errors import DoccanoError, DoccanoUnreachable, InputError

PASSWORD = "geheim-77"
NOBODY = "Authentication credentials were not provided."  # compared with the real one in tests/e2e/test_bad_input.py
PROJECT = Project(1, "tram", "", "DocumentClassification", collaborative=False, single_label=False)


@dataclass
class Answer:
    """What the small server says: `cut` ends the connection after so many bytes of the body."""

    status: int = 200
    body: bytes = b"{}"
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


def page(status: int = 200) -> Answer:
    return Answer(status, b"<!doctype html><title>a page</title>", "text/html; charset=utf-8")


def said(value: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode())


class SmallServer(ThreadingHTTPServer):
    """Answers by a plan; a list in the plan is used up from the front, its last entry stays."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.plan: dict[str, list[Answer]] = {}
        self.heard: list[str] = []
        self.bodies: list[bytes] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answers(self, request: str, *answers: Answer) -> None:
        self.plan[request] = list(answers)

    def times(self, request: str) -> int:
        return self.heard.count(request)

    def handle_error(self, *_: Any) -> None:
        """Connections that a test cuts are no news."""


class _Handler(BaseHTTPRequestHandler):
    server: SmallServer
    protocol_version: ClassVar[str] = "HTTP/1.1"

    def _respond(self) -> None:
        request = f"{self.command} {self.path.partition('?')[0]}"
        self.server.heard.append(request)
        self.server.bodies.append(self.rfile.read(int(self.headers.get("content-length") or 0)))
        plan = self.server.plan.get(request, [page()])  # an unknown address is a page, as in Doccano
        answer = plan.pop(0) if len(plan) > 1 else plan[0]
        if answer.cut is not None and answer.cut < 0:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in {
            "content-type": answer.kind,
            "content-length": str(len(answer.body)),
            **answer.headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body[: answer.cut])
        self.close_connection = self.close_connection or answer.cut is not None

    do_GET = do_POST = do_DELETE = _respond  # noqa: N815  # http.server looks for these names

    def log_message(self, *_: Any) -> None:
        """Silent."""


@pytest.fixture
def server(doccano_answers: dict[str, tuple[int, str, set[str]]]) -> Iterator[SmallServer]:
    """A server that lets everybody log in, and otherwise answers as a test plans it."""
    with SmallServer() as small:
        status, kind, keys = doccano_answers["GET /v1/me"]
        small.answers("GET /v1/me", Answer(status, json.dumps(dict.fromkeys(keys, NOBODY)).encode(), kind))
        small.answers("POST /v1/auth/login/", said({"key": "abc"}))
        thread = threading.Thread(target=small.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield small
        small.shutdown()
        thread.join()


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between repeats, in seconds, which are not slept."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def log_in(url: str) -> Gateway:
    return Gateway(Account(url, "admin", PASSWORD))


def refusal(action: Callable[[], object], kind: type[Exception] = DoccanoError) -> str:
    """The message with which an action is refused; it never holds the password."""
    with pytest.raises(kind) as caught:
        action()
    assert PASSWORD not in str(caught.value)
    assert PASSWORD not in repr(caught.value)
    return str(caught.value)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# -- who answers -----------------------------------------------------------


def test_where_nothing_listens_it_says_how_to_start_one(naps: list[float]) -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    message = refusal(lambda: log_in(url), DoccanoUnreachable)
    assert (
        message == f"Could not log in: no Doccano answers at {url}. Start it (framing server up) or check the address."
    )
    assert DoccanoUnreachable.exit_code == 4
    assert len(naps) <= 3


@pytest.mark.parametrize("answer", [page(), page(404), page(500), said({}, 500), said({}, 404)])
def test_what_is_no_doccano_gets_no_password(server: SmallServer, answer: Answer, naps: list[float]) -> None:
    server.answers("GET /v1/me", answer)
    message = refusal(lambda: log_in(server.url))
    assert message == f"{server.url} answers, but is no Doccano (status {answer.status}). Check the address."
    assert server.times("POST /v1/auth/login/") == 0


def test_a_wrong_password_is_told_from_other_refusals(
    server: SmallServer, doccano_answers: dict[str, tuple[int, str, set[str]]]
) -> None:
    status, kind, keys = doccano_answers["POST /v1/auth/login/"]
    server.answers("POST /v1/auth/login/", Answer(status, json.dumps({key: ["-"] for key in keys}).encode(), kind))
    message = refusal(lambda: log_in(server.url))
    assert message == f"{server.url} does not accept the password of 'admin'. Check the name and the password."
    server.answers("POST /v1/auth/login/", page(500))
    assert refusal(lambda: log_in(server.url)) == f"Could not log in: {server.url} answered 500."


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_named_and_not_followed(server: SmallServer, status: int) -> None:
    server.answers("GET /v1/me", Answer(status, b"", headers={"location": f"{server.url}/elsewhere"}))
    message = refusal(lambda: log_in(server.url))
    assert f"{server.url}/elsewhere" in message
    assert "use that address" in message
    assert server.heard == ["GET /v1/me"]


@pytest.mark.parametrize("status", [301, 307])
def test_a_redirect_does_not_carry_the_password_elsewhere(server: SmallServer, status: int) -> None:
    with SmallServer() as other:
        thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        server.answers("POST /v1/auth/login/", Answer(status, b"", headers={"location": f"{other.url}/v1/auth/login/"}))
        refusal(lambda: log_in(server.url))
        other.shutdown()
        thread.join()
        assert other.heard == []


def test_a_proxy_of_the_network_does_not_stand_between_us_and_this_machine(
    server: SmallServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = f"http://127.0.0.1:{closed_port()}"
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, dead)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    log_in(server.url)


@pytest.mark.parametrize(
    "url", ["", "localhost:8000", "ftp://example.org", "http://", "http://[::1", "file:///etc/passwd"]
)
def test_what_is_no_address_is_refused_before_anything_is_sent(url: str) -> None:
    assert "is no address of a Doccano" in refusal(lambda: log_in(url), InputError)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    message = refusal(lambda: log_in(f"ftp://admin:{PASSWORD}@example.org"), InputError)
    assert "holds a password" in message


def test_the_password_is_in_no_representation(server: SmallServer) -> None:
    account = Account(server.url, "admin", PASSWORD)
    assert PASSWORD not in repr(account) + str(account) + f"{account}"
    assert PASSWORD not in repr(vars(log_in(server.url)))


# -- what is repeated ---------------------------------------------------------


def test_what_only_reads_is_repeated(server: SmallServer, naps: list[float]) -> None:
    gateway = log_in(server.url)
    request = "GET /v1/projects/1/metrics/progress"
    server.answers(request, page(503), Answer(cut=-1), page(502), said({"total": 7}))
    assert gateway.count(PROJECT) == 7
    assert server.times(request) == 4


def test_repeats_come_to_an_end(server: SmallServer, naps: list[float]) -> None:
    gateway = log_in(server.url)
    request = "GET /v1/projects/1/metrics/progress"
    server.answers(request, page(503))
    assert refusal(lambda: gateway.count(PROJECT)) == f"Could not count the sentences: {server.url} answered 503."
    assert server.times(request) == 4
    server.answers(request, Answer(cut=-1))
    refusal(lambda: gateway.count(PROJECT), DoccanoUnreachable)
    assert server.times(request) == 8


def test_a_server_cannot_make_us_sleep_for_days(server: SmallServer, naps: list[float]) -> None:
    gateway = log_in(server.url)
    busy = Answer(503, headers={"retry-after": "864000"})
    server.answers("GET /v1/projects/1/metrics/progress", busy, busy, said({"total": 7}))
    assert gateway.count(PROJECT) == 7
    assert sum(naps) < 10


WRITES: dict[str, tuple[str, Callable[[Gateway], object]]] = {
    "make a project": ("POST /v1/projects", lambda g: g.create_project("tram", "d", "g")),
    "make an account": ("POST /v1/users/create", lambda g: g.create_account("aigul", "pass-word-1")),
    "upload": ("POST /v1/fp/process/", lambda g: g.upload(PROJECT, [{"text": "x"}])),
    "confirm": ("POST /v1/projects/1/examples/3/states", lambda g: g.toggle_confirmed(PROJECT, 3)),
    "choose": ("POST /v1/projects/1/examples/3/categories", lambda g: g.choose_label(PROJECT, 3, 4)),
    "export": ("POST /v1/projects/1/download", lambda g: g.export(PROJECT, only_confirmed=False)),
}


@pytest.mark.parametrize("name", WRITES)
def test_what_writes_is_sent_once_whatever_comes_back(server: SmallServer, naps: list[float], name: str) -> None:
    request, action = WRITES[name]
    gateway = log_in(server.url)
    faults = [page(500), page(502), page(503), page(504), Answer(503, headers={"retry-after": "0"})]
    for fault in [*faults, Answer(cut=-1), Answer(body=b"x" * 100, cut=10)]:
        server.answers(request, fault)
        before = server.times(request)
        refusal(lambda: action(gateway))
        assert server.times(request) == before + 1


def test_what_writes_is_sent_again_if_it_never_reached_the_server(
    server: SmallServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = log_in(server.url)
    port = closed_port()
    gateway.url = f"http://127.0.0.1:{port}"
    started: list[SmallServer] = []

    def start(seconds: float) -> None:  # in the pause after the first failure a server comes up
        if not started:
            started.append(SmallServer(port))
            started[0].answers("POST /v1/projects/1/examples/3/states", said({}))
            threading.Thread(target=started[0].serve_forever, kwargs={"poll_interval": 0.01}).start()

    monkeypatch.setattr(time, "sleep", start)
    gateway.toggle_confirmed(PROJECT, 3)
    assert started[0].heard == ["POST /v1/projects/1/examples/3/states"]
    started[0].shutdown()
    started[0].server_close()


def test_what_was_refused_as_too_much_is_sent_again_after_a_bounded_pause(
    server: SmallServer, naps: list[float]
) -> None:
    gateway = log_in(server.url)
    pauses = ["3", "864000", "99999999999999999999999999", "-1", "Thu, 01 Jan 1970 00:00:00 GMT", "soon", "1e9"]
    for pause in pauses:
        server.answers("POST /v1/projects/1/examples/3/states", Answer(429, headers={"retry-after": pause}), said({}))
        naps.clear()
        gateway.toggle_confirmed(PROJECT, 3)
        assert sum(naps) <= (3 if pause == "3" else 10)
    assert server.times("POST /v1/projects/1/examples/3/states") == 2 * len(pauses)
    server.answers("GET /v1/projects/1/metrics/progress", Answer(429, headers={"retry-after": "50"}))
    assert refusal(lambda: gateway.count(PROJECT)).endswith("had too many requests ({}). Try again in 50 seconds.")
    assert server.times("GET /v1/projects/1/metrics/progress") == 4


def test_a_login_that_is_refused_as_too_much_is_not_one_more_guess(server: SmallServer, naps: list[float]) -> None:
    server.answers("POST /v1/auth/login/", Answer(429, b'{"detail": "Slowly."}', headers={"retry-after": "600"}))
    message = refusal(lambda: log_in(server.url))
    assert message.startswith(f"Could not log in: {server.url} had too many requests")
    assert message.endswith("Try again in 600 seconds.")
    assert server.times("POST /v1/auth/login/") == 1


# -- a login that ended elsewhere -----------------------------------------------

ENDED = [said({"detail": words}, 403) for words in ("Invalid token.", NOBODY)]


def test_who_is_not_logged_in_yet_is_logged_in_once(server: SmallServer) -> None:
    log_in(server.url)
    assert server.heard == ["GET /v1/me", "POST /v1/auth/login/"]
    gateway = Gateway(Account(server.url, "", ""), log_in=False)
    assert "does not keep the login" in refusal(lambda: gateway.json("GET", "me", "look"))
    assert server.times("POST /v1/auth/login/") == 1


@pytest.mark.parametrize("ended", [*ENDED, Answer(401, ENDED[0].body)])
@pytest.mark.parametrize("name", WRITES)
def test_after_a_login_that_ended_the_request_is_sent_again_once(
    server: SmallServer, naps: list[float], name: str, ended: Answer
) -> None:
    request, action = WRITES[name]
    gateway = log_in(server.url)
    token = Answer(body=b'{"key": "b"}', headers={"set-cookie": "csrftoken=new; Path=/"})
    server.answers("POST /v1/auth/login/", token)
    server.answers(request, ended)
    before = server.times("POST /v1/auth/login/"), server.times(request)
    assert "does not keep the login of 'admin'" in refusal(lambda: action(gateway))
    assert (server.times("POST /v1/auth/login/"), server.times(request)) == (before[0] + 1, before[1] + 2)
    first, second = (body for heard, body in zip(server.heard, server.bodies, strict=True) if heard == request)
    assert first == second
    assert first or name == "confirm"


def test_a_login_that_ended_is_renewed_and_nobody_notices(server: SmallServer, naps: list[float]) -> None:
    gateway = log_in(server.url)
    request = "GET /v1/projects/1/metrics/progress"
    for ended in ENDED:
        server.answers(request, ended, said({"total": 7}))
        assert gateway.count(PROJECT) == 7
    assert server.times("POST /v1/auth/login/") == 3


def test_a_password_that_was_changed_meanwhile_is_said_and_not_guessed_at(
    server: SmallServer, naps: list[float]
) -> None:
    gateway = log_in(server.url)
    server.answers("POST /v1/auth/login/", said({"non_field_errors": ["Unable to log in."]}, 400))
    server.answers("POST /v1/projects/1/examples/3/states", ENDED[0])
    message = refusal(lambda: gateway.toggle_confirmed(PROJECT, 3))
    assert message == (
        f"The login of 'admin' at {server.url} was ended, and its password is not accepted any more. "
        "Run the same command again with the new one."
    )
    assert server.times("POST /v1/auth/login/") == 2
    assert server.times("POST /v1/projects/1/examples/3/states") == 1


def test_who_may_not_is_not_logged_in_again(server: SmallServer) -> None:
    gateway = log_in(server.url)
    server.answers("POST /v1/projects", said({"detail": "You do not have permission to perform this action."}, 403))
    refusal(lambda: gateway.create_project("tram", "d", "g"))
    assert server.times("POST /v1/auth/login/") == server.times("POST /v1/projects") == 1


@pytest.mark.parametrize("cut", [-1, 0, 10])
def test_a_connection_that_is_cut_is_called_unreachable(server: SmallServer, naps: list[float], cut: int) -> None:
    gateway = log_in(server.url)
    server.answers("GET /v1/projects/1/metrics/progress", Answer(body=b'{"total":' + b" " * 100 + b"7}", cut=cut))
    assert "no Doccano answers at" in refusal(lambda: gateway.count(PROJECT), DoccanoUnreachable)


# -- what it says ---------------------------------------------------------------


def test_a_page_in_the_place_of_data_is_an_error(server: SmallServer) -> None:
    gateway = log_in(server.url)  # the small server answers everything else with a page and 200
    actions: list[Callable[[], object]] = [
        gateway.projects,
        lambda: gateway.count(PROJECT),
        lambda: gateway.label_ids(PROJECT),
        lambda: gateway.members(PROJECT),
        lambda: gateway.has_account("aigul"),
        lambda: gateway.add_annotator(PROJECT, "aigul"),
        lambda: gateway.drop_labels(PROJECT, 3),
        *(lambda write=write: write(gateway) for _, write in WRITES.values()),  # type: ignore[misc]
    ]
    for action in actions:
        message = refusal(action)
        assert message.startswith("Could not ")
        assert "<" not in message


@pytest.mark.parametrize("value", [[], {}, 3, None, "x", [1], [None], {"results": [1]}, {"results": 3, "next": None}])
def test_an_answer_of_another_shape_is_an_error_and_no_crash(server: SmallServer, value: object) -> None:
    gateway = log_in(server.url)
    for path in ("projects", "projects/1/metrics/progress", "projects/1/category-types", "projects/1/members", "users"):
        server.answers(f"GET /v1/{path}", said(value))
    for path in ("projects", "projects/1/download", "projects/1/upload", "users/create"):
        server.answers(f"POST /v1/{path}", said(value))
    server.answers("POST /v1/fp/process/", Answer(body=b"abc", kind="text/plain"))
    reads = [gateway.projects, lambda: gateway.label_ids(PROJECT), lambda: gateway.members(PROJECT)]
    for action in reads if value not in ([], {}) else []:  # these two are read as none
        refusal(action)
    for action in [lambda: gateway.count(PROJECT), *(lambda w=w: WRITES[w][1](gateway) for w in ("upload", "export"))]:  # type: ignore[misc]
        refusal(action)
    if value != [] and value != {}:
        refusal(lambda: gateway.has_account("aigul"))


def test_a_refusal_says_what_doccano_said_and_not_more_than_fits(server: SmallServer) -> None:
    gateway = log_in(server.url)
    path = "POST /v1/projects/1/examples/3/categories"
    server.answers(path, said({"label": ["Invalid pk"]}, 400))
    assert "Invalid pk" in refusal(lambda: gateway.choose_label(PROJECT, 3, 4))
    server.answers(path, said({"detail": "y" * 1_000_000}, 400))
    assert len(refusal(lambda: gateway.choose_label(PROJECT, 3, 4))) < 1000


def test_who_may_not_is_told_which_account_may(server: SmallServer) -> None:
    gateway = log_in(server.url)
    server.answers("POST /v1/projects", said({"detail": "You do not have permission to perform this action."}, 403))
    message = refusal(lambda: gateway.create_project("tram", "d", "g"))
    assert message.startswith("Could not make the project 'tram': 'admin' is not allowed to on ")
    assert message.endswith("Use an account of the staff.")


def test_two_projects_of_one_name_are_not_guessed_between(server: SmallServer) -> None:
    project = {"name": "tram", "description": "d", "project_type": "DocumentClassification", "tags": []}
    server.answers("GET /v1/projects", said({"next": None, "results": [{"id": n, **project} for n in (1, 2)]}))
    gateway = log_in(server.url)
    assert "2 projects named 'tram'" in refusal(lambda: gateway.find_project("tram"))
    assert gateway.find_project("bus") is None


@pytest.mark.parametrize("name", ["", " tram", "tram ", "x" * 101])
def test_a_name_that_doccano_would_change_is_refused(server: SmallServer, name: str) -> None:
    gateway = log_in(server.url)
    assert "1 to 100 characters" in refusal(lambda: gateway.create_project(name, "d", "g"), InputError)
    assert server.times("POST /v1/projects") == 0


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "x-unknown"])
def test_a_packed_answer_is_refused_unread(server: SmallServer, naps: list[float], encoding: str) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    server.answers("GET /v1/me", Answer(200, bomb, headers={"content-encoding": encoding}))
    tracemalloc.start()
    message = refusal(lambda: log_in(server.url))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert f"packed its answer ({encoding})" in message
    assert peak < 20_000_000


@pytest.mark.parametrize("stated", [True, False])
def test_an_answer_that_is_too_large_is_not_read_to_its_end(
    server: SmallServer, naps: list[float], monkeypatch: pytest.MonkeyPatch, stated: bool
) -> None:
    assert session.Bounds(64 * 1024**2, 60) == session._SMALL
    monkeypatch.setattr(session, "_SMALL", session.Bounds(1_000_000, 60))
    gateway = log_in(server.url)
    body = b'{"total": 7}' + b" " * 3_000_000
    headers = {} if stated else {"content-length": str(10**15)}
    server.answers("GET /v1/projects/1/metrics/progress", Answer(body=body, headers=headers))
    assert "more than 1 MB" in refusal(lambda: gateway.count(PROJECT))
    assert server.times("GET /v1/projects/1/metrics/progress") == 1


def test_an_export_may_be_larger_than_other_answers(
    server: SmallServer, naps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert session.Bounds(1024**3, 600) == session._EXPORT
    monkeypatch.setattr(session, "_SMALL", session.Bounds(1_000_000, 60))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("aigul.jsonl", '{"id": 1}\n' + " " * 3_000_000)
    plan_export(server, content.getvalue())
    assert export(server) == {"aigul": [{"id": 1}]}
    monkeypatch.setattr(session, "_EXPORT", session.Bounds(2_000_000, 600))
    plan_export(server, content.getvalue())
    assert "more than 2 MB" in refusal(lambda: export(server))


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n"])
def test_a_server_that_sends_a_byte_now_and_then_does_not_hold_us(
    monkeypatch: pytest.MonkeyPatch, beginning: bytes
) -> None:
    monkeypatch.setattr(session, "_SMALL", session.Bounds(1_000_000, 0.5))
    enough = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(beginning)
                while not enough.wait(0.05):
                    connection.sendall(b" ")

        thread = threading.Thread(target=drip)
        thread.start()
        message = refusal(lambda: log_in(f"http://127.0.0.1:{listening.getsockname()[1]}"), DoccanoUnreachable)
        enough.set()
        thread.join()
    assert "did not finish its answer within" in message


def test_an_answer_that_nests_too_deep_is_an_error(server: SmallServer) -> None:
    gateway = log_in(server.url)
    deep = Answer(body=b"[" * 200_000)
    for path in ("projects", "projects/1/metrics/progress", "projects/1/category-types"):
        server.answers(f"GET /v1/{path}", deep)
    for action in (gateway.projects, lambda: gateway.count(PROJECT), lambda: gateway.label_ids(PROJECT)):
        assert "not understood" in refusal(action)


def test_half_a_character_in_a_project_is_an_error(server: SmallServer) -> None:
    project = {"id": 1, "name": "tram", "description": "\ud800", "project_type": "DocumentClassification", "tags": []}
    server.answers("GET /v1/projects", said({"next": None, "results": [project]}))
    gateway = log_in(server.url)
    assert "not understood" in refusal(lambda: gateway.find_project("tram"))


# -- tasks and exports --------------------------------------------------------------


def plan_export(server: SmallServer, archive: bytes) -> None:
    server.answers("POST /v1/projects/1/download", said({"task_id": "t"}))
    server.answers("GET /v1/tasks/status/t", said({"ready": False}), said({"ready": True, "error": None}))
    server.answers("GET /v1/projects/1/download", Answer(body=archive, kind="application/zip"))


def archive(**members: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(f"{name}.jsonl", text)
    return content.getvalue()


def export(server: SmallServer) -> dict[str, list[dict[str, Any]]]:
    return log_in(server.url).export(PROJECT, only_confirmed=False)


def test_an_export_holds_the_rows_of_each_annotator(server: SmallServer, naps: list[float]) -> None:
    plan_export(server, archive(aigul='{"id": 1, "label": ["a"]}\n{"id": 2}\n', berik="\n"))
    assert export(server) == {"aigul": [{"id": 1, "label": ["a"]}, {"id": 2}], "berik": []}


GOOD = archive(aigul='{"id": 1}\n' * 100)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zip at all",
        b"PK\x03\x04 but no more",
        GOOD[: len(GOOD) // 2],
        GOOD.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),  # encrypted
        GOOD.replace(b"\x00\x00\x08\x00", b"\x00\x00\x63\x00"),  # packed by an unknown method
        GOOD[:50] + b"\xff\xff\xff" + GOOD[53:],  # bits that fell over
        archive(aigul="{"),
        archive(aigul="[1]"),
        archive(aigul="[" * 100_000),
        archive(aigul='{"id": "1"}'),
        archive(aigul='{"label": []}'),
        archive(aigul='{"id": 1, "label": "a"}'),
        archive(aigul='{"id": 1, "label": [{}]}'),
        archive(aigul='{"id": 1, "Comments": [1]}'),
        archive(aigul="\udcff".encode("utf-8", "surrogatepass").decode("latin-1")).replace(b"\xc3\xad", b"\xed\xb3"),
    ],
)
def test_an_export_that_cannot_be_read_is_an_error(server: SmallServer, naps: list[float], content: bytes) -> None:
    plan_export(server, content)
    assert "export cannot be read" in refusal(lambda: export(server))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_export_packed_by_a_method_that_doccano_does_not_use_is_not_unpacked(
    server: SmallServer, naps: list[float], method: int
) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as packed:
        packed.writestr("aigul.jsonl", '{"id": 1}\n' * 50)
    whole = content.getvalue()
    damaged = bytes(byte ^ 0xFF if 45 <= at < 60 else byte for at, byte in enumerate(whole))
    for archive_of_it in (whole, damaged):
        plan_export(server, archive_of_it)
        assert "aigul.jsonl: it is packed by a method" in refusal(lambda: export(server))


def test_an_export_that_is_stored_and_not_packed_is_read(server: SmallServer, naps: list[float]) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("aigul.jsonl", '{"id": 1}\n')
    plan_export(server, content.getvalue())
    assert export(server) == {"aigul": [{"id": 1}]}


@pytest.mark.parametrize(
    "row",
    [{"Comments": ["\ud800"]}, {"label": ["a\udfff"]}, {"text": "\ud83d"}, {"\ud800": 1}, {"a": {"b": ["\ud800"]}}],
)
def test_half_a_character_in_an_export_is_an_error_that_names_the_file(
    server: SmallServer, naps: list[float], row: dict[str, object]
) -> None:
    good = {"id": 1, "Comments": ["\U0001f389 as a pair"]}
    plan_export(server, archive(marat=json.dumps(good), aigul=json.dumps(good) + "\n" + json.dumps({"id": 2, **row})))
    message = refusal(lambda: export(server))
    assert "aigul.jsonl" in message
    assert "half of a character" in message


def test_a_pair_of_halves_is_a_character(server: SmallServer, naps: list[float]) -> None:
    plan_export(server, archive(marat=r'{"id": 1, "Comments": ["\ud83c\udf89"]}'))
    assert export(server) == {"marat": [{"id": 1, "Comments": ["\U0001f389"]}]}


@given(st.data())
def test_no_damage_to_an_export_is_more_than_an_error(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DoccanoError):
        exports.read_export(bytes(content[: data.draw(st.integers(0, len(content)))]))


def test_an_export_that_says_it_is_too_large_is_not_unpacked(
    server: SmallServer, naps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert exports._LIMIT == 2 * 1024**3
    monkeypatch.setattr(exports, "_LIMIT", 1_000_000)
    plan_export(server, archive(aigul=" " * 600_000, berik=" " * 600_000))
    assert "larger than" in refusal(lambda: export(server))


def test_an_export_that_is_larger_than_it_says_is_not_unpacked(server: SmallServer, naps: list[float]) -> None:
    megabytes = 50
    bomb = archive(aigul=" " * megabytes * 1_000_000)
    real = (megabytes * 1_000_000).to_bytes(4, "little")
    assert bomb.count(real) == 2  # in the header of the member and in the directory
    plan_export(server, bomb.replace(real, (9).to_bytes(4, "little")))
    tracemalloc.start()
    refusal(lambda: export(server))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < megabytes * 1_000_000 / 2


def test_a_task_that_nobody_works_on_is_called_so(
    server: SmallServer, naps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_TASK_LIMIT_S", 0)
    server.answers("POST /v1/projects/1/download", said({"task_id": "t"}))
    server.answers("GET /v1/tasks/status/t", said({"ready": False}))
    assert "Is its worker running? On that server: doccano task" in refusal(lambda: export(server))


HEALTHY = {"CeleryHealthCheckCelery": "working", "DatabaseBackend": "working"}
NO_WORKER = {"CeleryHealthCheckCelery": "unavailable: The task took too long.", "DatabaseBackend": "working"}


def test_a_task_that_takes_long_says_so_and_is_given_up_early_only_if_there_is_no_worker(
    server: SmallServer, naps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_NEWS_S", 0)
    talk: list[str] = []
    gateway = Gateway(Account(server.url, "admin", PASSWORD), talk.append)
    newer = dict.fromkeys(HEALTHY, "OK")
    for health in (said(HEALTHY), said(newer), page(), page(404), said([]), Answer(500, b"{}")):
        plan_export(server, archive(aigul='{"id": 1}'))
        server.answers("GET /v1/health/", health)
        assert gateway.export(PROJECT, only_confirmed=False) == {"aigul": [{"id": 1}]}
    assert talk[0].startswith("Doccano is still at it (export the labels): ")
    plan_export(server, archive(aigul='{"id": 1}'))
    server.answers("GET /v1/health/", Answer(500, json.dumps(NO_WORKER).encode()))
    message = refusal(lambda: gateway.export(PROJECT, only_confirmed=False))
    assert "nobody works on its tasks. On that server: doccano task" in message


def test_what_doccano_says_of_a_failed_import_is_passed_on(server: SmallServer, naps: list[float]) -> None:
    server.answers("POST /v1/fp/process/", Answer(body=b"abc", kind="text/plain"))
    server.answers("POST /v1/projects/1/upload", said({"task_id": "t"}))
    server.answers("GET /v1/tasks/status/t", said({"ready": True, "error": {"text": "Invalid data in line 3"}}))
    gateway = log_in(server.url)
    assert "Invalid data in line 3" in refusal(lambda: gateway.upload(PROJECT, [{"text": "x"}]))


def test_more_rows_than_one_upload_takes_are_refused_before_anything_is_sent(server: SmallServer) -> None:
    gateway = log_in(server.url)
    rows = [{"text": "x"}] * (ROWS_PER_UPLOAD + 1)
    assert "too many for one upload" in refusal(lambda: gateway.upload(PROJECT, rows), InputError)
    assert server.times("POST /v1/fp/process/") == 0


def comment(number: int, **changes: object) -> dict[str, object]:
    return {"id": number, "example": 7, "username": "a", "text": "x", "created_at": "2026-01-01T10:00:00.5Z", **changes}


@pytest.mark.parametrize(
    "value",
    [[], 7, {}, {"count": 1}, {"count": 1, "results": [{}]}, {"count": "x", "results": [comment(1)]}]
    + [{"count": 1, "results": [comment(1, **{name: None})]} for name in ("id", "example")]
    + [{"count": 1, "results": [comment(1, text="\ud800")]}],
)
def test_comments_of_another_shape_are_an_error_and_no_crash(server: SmallServer, value: object) -> None:
    server.answers("GET /v1/projects/1/comments", said(value))
    with pytest.raises(DoccanoError, match="Could not read the comments"):
        log_in(server.url).comments(PROJECT)


def test_pages_of_comments_come_to_an_end(server: SmallServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.doccano.wire.examples._COMMENT_PAGES", 3)
    pages = [said({"count": 99, "results": [comment(n)]}) for n in range(4)]
    server.answers("GET /v1/projects/1/comments", *pages)
    with pytest.raises(DoccanoError, match="more than 3 comments"):
        log_in(server.url).comments(PROJECT)
    server.answers("GET /v1/projects/1/comments", pages[0], pages[0])  # one was deleted in between
    found = log_in(server.url).comments(PROJECT)
    assert [(one.id, one.example_id, one.username, one.at) for one in found] == [(0, 7, "a", "2026-01-01T10:00:00Z")]
