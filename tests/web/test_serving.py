"""A real server: slow and broken clients, many connections, and what its process writes."""

import json
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from framing.errors import InputError
from framing.web.limits import Limits
from framing.web.serving import make_door, take_place

RunServer = Callable[..., AbstractContextManager[str]]
SENTENCE = "Armed gangs stormed the airport, the minister said."
BODY = json.dumps({"text": SENTENCE}).encode()
HEAD = b"POST /label HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


def connect(url: str, timeout: float = 10) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout)


def said(line: socket.socket) -> bytes:
    """All that comes until the other side ends."""
    found = b""
    while part := line.recv(65536):
        found += part
    return found


def ended_after(line: socket.socket) -> float:
    began = time.monotonic()
    with suppress(ConnectionResetError):
        said(line)
    return time.monotonic() - began


def test_a_request_is_answered_and_its_connection_used_again(run_server: RunServer) -> None:
    with run_server() as url, httpx.Client() as client:
        for _ in range(3):
            assert client.post(f"{url}/label", json={"text": SENTENCE}).json()[0]["label"]


def test_whoever_says_nothing_or_too_slowly_is_let_go(run_server: RunServer, wide: Limits) -> None:
    limits = replace(wide, head_s=0.4, idle_s=0.4, body_s=0.4)
    with run_server(limits) as url:
        with connect(url) as silent:
            assert 0.2 < ended_after(silent) < 3
        with connect(url) as slow:  # a letter at a time does not help
            began = time.monotonic()
            try:
                for letter in HEAD * 10:
                    slow.sendall(bytes([letter]))
                    time.sleep(0.02)
            except OSError:
                pass
            assert time.monotonic() - began < 3
        with connect(url) as half:  # the head is whole, the body does not come
            half.sendall(HEAD + b"Content-Length: 100\r\n\r\n{")
            answer = said(half)
        assert answer.startswith(b"HTTP/1.1 408")
        assert b'"problem":"slow_body"' in answer
        with connect(url) as idle:
            idle.sendall(HEAD + f"Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY)
            assert 0.2 < ended_after(idle) < 3
        assert httpx.get(f"{url}/health").status_code == 200


def test_a_body_that_is_cut_off_or_lies_about_its_length_harms_nobody(run_server: RunServer) -> None:
    with run_server() as url:
        for length in (len(BODY) + 10, 10**9, 3):
            with connect(url) as line:
                line.sendall(HEAD + f"Content-Length: {length}\r\n\r\n".encode() + BODY)
                line.shutdown(socket.SHUT_WR)
                first = said(line).partition(b"\r\n")[0]
            assert first in (b"", b"HTTP/1.1 400 ", b"HTTP/1.1 413 ", b"HTTP/1.1 400 Bad Request") or b"413" in first
        assert httpx.post(f"{url}/label", json={"text": SENTENCE}).status_code == 200


@pytest.mark.parametrize(
    "request_line",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS to a server that speaks none
        b"GET / HTTP/1.1\r\n\r\n",  # without a host
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"GET /" + b"a" * 20_000,  # and no end
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 20_000,
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nzzzz\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzzzz\r\n",
    ],
)
def test_what_is_no_request_is_refused_in_the_usual_form(run_server: RunServer, request_line: bytes) -> None:
    with run_server() as url:
        with connect(url) as line:
            line.sendall(request_line)
            line.shutdown(socket.SHUT_WR)
            answer = said(line)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.split()[1] in (b"400", b"421"), answer
        assert json.loads(body)["problem"] in ("bad_request", "wrong_host", "not_json", "bad_length")
        assert httpx.get(f"{url}/health").status_code == 200


@pytest.mark.parametrize("method", [b"POST", b"GET"])
def test_nothing_behind_a_request_of_two_lengths_is_taken_for_another(run_server: RunServer, method: bytes) -> None:
    head = HEAD.replace(b"POST", method) + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    with run_server() as url, connect(url) as line:
        line.sendall(head + b"0\r\n\r\nGET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        answer = said(line)
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b'"problem":"bad_length"' in answer


def test_when_all_connections_are_taken_the_one_that_waits_longest_goes(run_server: RunServer, wide: Limits) -> None:
    with run_server(replace(wide, connections=20)) as url, ExitStack() as open_ones:
        lines = [open_ones.enter_context(connect(url)) for _ in range(60)]
        for _ in range(3):
            assert httpx.post(f"{url}/label", json={"text": SENTENCE}).status_code == 200
        with suppress(ConnectionResetError):
            assert lines[0].recv(10) == b""  # it is at its end, or reset, as the system has it
        last = lines[-1]
        last.sendall(HEAD + f"Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY)
        assert last.recv(100).startswith(b"HTTP/1.1 200")


def test_a_client_that_goes_away_in_the_middle_is_forgotten(run_server: RunServer) -> None:
    article = json.dumps({"article": "The mob burned a bank. " * 2_000}).encode()
    with run_server() as url:
        for _ in range(20):
            with connect(url) as line:
                line.sendall(HEAD.replace(b"/label", b"/score") + f"Content-Length: {len(article)}\r\n\r\n".encode())
                line.sendall(article)
        assert httpx.get(f"{url}/health").status_code == 200
        assert httpx.post(f"{url}/label", json={"text": SENTENCE}, timeout=60).status_code == 200


def test_nothing_that_is_typed_is_written_anywhere(run_command: Callable[..., Any]) -> None:
    secret = "Zanzibar secret"
    form = {"content-type": "application/x-www-form-urlencoded"}
    with run_command() as (url, process):
        with httpx.Client(base_url=url) as client:
            assert secret in client.post("/", data={"text": secret}).text
            client.get(f"/?text={secret}")
            client.get(f"/{secret}")
            client.post("/label", json={"text": secret})
            client.post("/label", content=secret.encode(), headers={"content-type": "application/json"})
            client.post("/", content=f"text=%ff{secret}".encode(), headers=form)
            client.post("/article", data={"text": f"{secret}. {secret}."})
            client.get("/", headers={"host": secret})
        process.terminate()
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert out == ""
    assert "Stopped." in err
    assert "Zanzibar" not in out + err
    assert "127.0.0.1 -" not in out + err  # no line of a request


@pytest.mark.parametrize("host", ["192.0.2.1", "0.0.0.0", "::", "fe80::1"])
def test_other_machines_need_a_token(host: str) -> None:
    with pytest.raises(InputError, match="so a token is needed"):
        make_door(host, None)
    with pytest.raises(InputError, match="16 or more characters"):
        make_door(host, "short")
    with pytest.raises(InputError, match="plain letters"):
        make_door(host, "a token with spaces in it")
    assert make_door(host, "a-token-of-twenty-four-c").public


def test_this_machine_needs_none() -> None:
    assert make_door("127.0.0.1", None).lets_in({})
    assert make_door("::1", None).knows("[::1]:8177")


def test_an_address_that_cannot_be_had_is_named() -> None:
    with take_place("127.0.0.1", 0).listener as listener:
        port = listener.getsockname()[1]
        with pytest.raises(InputError, match=f"127.0.0.1, port {port}"):
            take_place("127.0.0.1", port)
    with pytest.raises(InputError, match="is no address"):
        take_place("example.org", 0)
    with pytest.raises(InputError, match=r"192\.0\.2\.1"):
        take_place("192.0.2.1", 0)
    with take_place("localhost", 0).listener as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
