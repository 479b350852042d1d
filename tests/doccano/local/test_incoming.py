"""How our server gathers requests: the module of the site by itself, with sockets and a clock of the test."""

import importlib.util
import socket
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.doccano.local.environment import SITE

pytestmark = pytest.mark.security


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("incoming", SITE / "framing_site" / "incoming.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


incoming = load()
HEAD = b"POST /v1/me HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture
def pair() -> Iterator[tuple[Any, socket.socket]]:
    """The server's end as a Line, and the client's."""
    ours, theirs = socket.socketpair()
    line = incoming.Line(ours)
    line.setblocking(False)
    with ours, theirs:
        yield line, theirs


def everything(line: Any) -> bytes:
    found = b""
    while piece := line.recv(7):
        found += piece
    return found


@given(st.binary(max_size=300), st.integers(1, 50))
def test_a_request_in_pieces_is_handed_on_once_it_is_whole_and_no_byte_more(body: bytes, step: int) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        line = incoming.Line(ours)
        line.setblocking(False)
        request = HEAD % len(body) + body
        for start in range(0, len(request), step):
            assert not line.ready()
            theirs.sendall(request[start : start + step])
            assert line.gather()
        assert line.ready()
        assert everything(line) == request
        assert not line.more


def test_what_comes_after_a_whole_request_is_not_handed_on_with_it(pair: tuple[Any, socket.socket]) -> None:
    line, theirs = pair
    theirs.sendall(HEAD % 2 + b"{}" + b"GET / HTTP/1.1\r\n")
    assert line.gather()
    assert line.ready()
    assert line.more
    assert everything(line) == HEAD % 2 + b"{}"


@pytest.mark.parametrize(
    "fields",
    [b"Content-Length: 1\r\nContent-Length: 2\r\n", b"Content-Length: -1\r\n", b"Content-Length: 9e9\r\n"],
)
def test_a_contradictory_length_ends_with_the_head(pair: tuple[Any, socket.socket], fields: bytes) -> None:
    line, theirs = pair
    theirs.sendall(b"POST / HTTP/1.1\r\n" + fields + b"\r\nbody")
    assert line.gather()
    assert line.ready()
    assert everything(line).endswith(b"\r\n\r\n")


def test_a_head_without_an_end_is_not_gathered_for_ever(pair: tuple[Any, socket.socket]) -> None:
    line, theirs = pair
    theirs.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000)
    assert line.gather()
    assert line.ready()


def test_a_thread_gives_up_a_large_body_that_does_not_come(
    pair: tuple[Any, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "STALL_S", 0.05)
    line, theirs = pair
    theirs.sendall(HEAD % 1_000_000 + b"{")
    assert line.gather()
    assert line.ready()
    assert line.large
    line.setblocking(True)
    with pytest.raises(ConnectionResetError):
        everything(line)


def test_a_thread_gives_up_who_does_not_read_the_answer(
    pair: tuple[Any, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "STALL_S", 0.05)
    line, _ = pair
    line.setblocking(True)
    with pytest.raises(ConnectionResetError):
        line.sendall(b"a" * 5_000_000)


class Clock:
    """Stands still until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_connection_is_late_when_its_time_is_over_and_not_before() -> None:
    clock = Clock()
    waiting = incoming.Waiting(clock)
    waiting.add("half-sent", 10, unfinished=True)
    waiting.add("idle", 75)
    clock.now += 9.9
    assert waiting.late() == []
    clock.now += 0.1
    assert waiting.late() == ["half-sent"]
    assert waiting.remove("half-sent")
    assert not waiting.remove("half-sent")
    clock.now += 65
    assert waiting.late() == ["idle"]


def test_when_there_are_too_many_the_oldest_half_sent_one_goes_first() -> None:
    waiting = incoming.Waiting(Clock(), most=3)
    for name, seconds, unfinished in [("idle", 1, False), ("old", 5, True), ("young", 9, True)]:
        assert waiting.add(name, seconds, unfinished=unfinished) == []
    assert waiting.add("new", 75) == ["old"]
