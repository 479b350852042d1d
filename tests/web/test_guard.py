"""What every request passes: name, origin, pace, and headers that every answer has."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from framing.web.guard import Door
from framing.web.limits import MOST_ADDRESSES, Buckets, Limits
from framing.web.subject import Subject
from framing.web.trying import try_sentence

MakeClient = Callable[..., TestClient]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "10.0.0.5", "localhost.evil:8177", "[::1"]
)
def test_a_name_that_is_not_the_servers_is_refused(client: TestClient, host: str) -> None:
    for path in ("/", "/health", "/label"):
        answer = client.get(path, headers={"host": host})
        assert (answer.status_code, answer.json()["problem"]) == (421, "wrong_host")


def test_where_other_machines_reach_it_any_address_will_do_and_no_other_name(make_client: MakeClient) -> None:
    client = make_client(Door(frozenset({"model.example.org"}), public=True))
    for host in ("192.168.1.20:8177", "[fe80::1]:8177", "model.example.org", "MODEL.example.org:443"):
        assert client.get("/health", headers={"host": host}).status_code == 200, host
    assert client.get("/health", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:1"},
     {"sec-fetch-site": "cross-site"},
     {"sec-fetch-site": "same-site"}],
)  # fmt: skip
def test_a_page_of_another_site_can_send_nothing(client: TestClient, headers: dict[str, str]) -> None:
    for path in ("/", "/fails/keep", "/fails/remove", "/enter"):
        answer = client.post(path, data={"text": "x"}, headers=headers)
        assert (answer.status_code, answer.json()["problem"]) == (403, "other_origin")
    assert client.post("/label", json={"text": "x"}, headers=headers).status_code == 403


def test_our_own_pages_and_programs_can(client: TestClient) -> None:
    ours = {"origin": "http://127.0.0.1:8177", "sec-fetch-site": "same-origin"}
    assert client.post("/", data={"text": "A text."}, headers=ours).status_code == 200
    assert client.post("/", data={"text": "A text."}).status_code == 200


def test_who_still_sends_when_the_server_ends_gets_the_usual_answer(make_client: MakeClient) -> None:
    sent: list[dict[str, Any]] = []
    headers = [(b"host", b"127.0.0.1"), (b"content-length", b"9")]
    scope = {"type": "http", "method": "POST", "path": "/label", "headers": headers, "client": ("127.0.0.1", 1)}

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()  # the rest of the body never comes
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def serve() -> None:
        answering = asyncio.ensure_future(make_client().app(scope, receive, send))
        await asyncio.sleep(0.05)
        answering.cancel()
        with suppress(asyncio.CancelledError):
            await answering
        assert answering.cancelled()

    with ThreadPoolExecutor(1) as apart:  # a browser of another test may hold this thread's loop
        apart.submit(asyncio.run, serve()).result()
    start, body = sent
    assert start["status"] == 503
    assert (b"cache-control", b"no-store") in start["headers"]
    assert b'"problem":"busy"' in body["body"]


def test_every_answer_forbids_what_it_does_not_need(client: TestClient) -> None:
    answers = [client.get(path) for path in ("/", "/docs", "/health", "/nowhere", "/label")]
    answers += [client.post("/", data={"text": "A text."}), client.get("/", headers={"host": "evil.example"})]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert "server" not in answer.headers


def test_who_asks_too_fast_waits_and_others_do_not(make_client: MakeClient, wide: Limits) -> None:
    client = make_client(limits=replace(wide, rate=0.5, burst=3))
    assert [client.get("/health").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get("/health")
    assert answer.json()["problem"] == "too_fast"
    assert int(answer.headers["retry-after"]) == 2


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from("abc")), max_size=200))
def test_no_address_gets_more_than_its_burst_and_its_rate(steps: list[tuple[float, str]]) -> None:
    rate, burst = 5.0, 4
    buckets, now, allowed = Buckets(rate, burst), 0.0, dict.fromkeys("abc", 0)
    for pause, address in steps:
        now += pause
        allowed[address] += buckets.wait(address, now) == 0
    assert all(count <= burst + rate * now + 1e-6 for count in allowed.values())


def test_memory_for_addresses_is_bounded_and_a_network_of_one_client_is_one_address() -> None:
    buckets = Buckets(1.0, 2)
    for number in range(3 * MOST_ADDRESSES):
        buckets.wait(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", 0.0)
    assert len(buckets) == MOST_ADDRESSES
    waits = [buckets.wait(f"2001:db8:1:2::{number:x}", 0.0) for number in range(1, 5)]
    assert [wait > 0 for wait in waits] == [False, False, True, True]
    assert buckets.wait("2001:db8:1:3::1", 0.0) == 0


def test_a_bug_is_told_by_where_it_is_and_not_by_what_was_typed(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(subject: Subject, text: str) -> None:
        raise RuntimeError(f"cannot read {text}")

    monkeypatch.setattr(f"{try_sentence.__module__}.try_sentence", broken)
    client = make_client()
    answer = client.post("/", data={"text": "A secret sentence."}, headers={"accept": "text/html"})
    assert answer.status_code == 500
    assert "nobody expected" in answer.text
    said = capsys.readouterr().err
    assert "RuntimeError" in said
    assert "test_guard.py" in said
    assert "secret" not in said
    assert client.get("/health").status_code == 200


@given(st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")))
def test_no_guess_is_the_token(given_token: str) -> None:
    door = Door(frozenset(), public=True, token="a-token-of-twenty-four-c")
    assert not door.is_token(given_token)
    assert not door.lets_in({"authorization": f"Bearer {given_token}"})
    assert not door.lets_in({"cookie": f"framing={given_token}"})
