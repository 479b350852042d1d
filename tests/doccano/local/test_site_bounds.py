"""What our server does with an address and a template that others chose: the two modules of the site by themselves."""

import importlib.util
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.doccano.local.environment import SITE
from framing.doccano.local.hosts import check_hosts
from framing.errors import InputError


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SITE / "framing_site" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


templates, outgoing = load("answer_template"), load("outgoing")

OURS = (
    "[{% for e in input if e.score >= 0.25 %}{% if not loop.first %},{% endif %}"
    '{"label": {{ e.label|tojson }}}{% endfor %}]'
)
ANSWER = [
    {"label": 'riot "and" <b>', "score": 0.9},
    {"label": "unity", "score": 0.1},
    {"label": "бунт\n", "score": 0.25},
]


# -- templates -------------------------------------------------------------------------


def test_labels_at_or_above_the_threshold_come_out_whatever_they_are_called() -> None:
    assert templates.labels_in(OURS, ANSWER) == [{"label": 'riot "and" <b>'}, {"label": "бунт\n"}]
    assert templates.labels_in(OURS, []) == []


@pytest.mark.parametrize(
    "template",
    [
        '[{% for e in input.labels %}{% if not loop.first %},{% endif %}{"label": "{{ e.name|lower }}"}{% endfor %}]',
        '[{"label": {{ input.labels[0].name|lower|tojson }}}]',
        '{% if input.labels|length > 3 %}[]{% else %}[{"label": {{ (input.top|default("riot"))|tojson }}}]{% endif %}',
    ],
)
def test_answers_of_other_shapes_can_be_read(template: str) -> None:
    assert templates.labels_in(template, {"labels": [{"name": "Riot"}]}) == [{"label": "riot"}]


ATTACKS = [
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{{ input.__class__.__mro__ }}",
    "{{ ''.__class__.__base__.__subclasses__() }}",
    "{{ input['__class__'] }}",
    "{{ input|attr('__class__') }}",
    "{{ self.__init__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ '{0.__class__}'.format(input) }}",
    "{{ input|map(attribute='__class__')|list }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% set x = input %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
]
BOMBS = [
    "{% for i in range(10**9) %}{% endfor %}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{{ 'a' * 10**10 }}",
    "{{ 9**9**9**9 }}",
    "{{ 'a'|center(10**10) }}",
    "{{ '%9999999999s'|format('a') }}",
    "{{ input|tojson(indent=10**10) }}",
    "{{ 5|round(-10**10) }}",
    "{% for a in input %}{% for b in input %}{% for c in input %}{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in input if input == input %}{% endfor %}",
    "{% for a in input %}{{ input|tojson }}{% endfor %}",
    "{% for a in input recursive %}{{ loop(input) }}{% endfor %}",
    "{% for a in input|tojson %}{% endfor %}",
    "{{ " + "(" * 900 + "1" + ")" * 900 + " }}",
    "{{ input ~ input }}",
    "x" * 2001,
]


@pytest.mark.parametrize("template", ATTACKS + BOMBS)
def test_an_attack_is_refused_before_anything_is_rendered(template: str) -> None:
    started = time.perf_counter()
    with pytest.raises(templates.BadTemplate):
        templates.check_template(template)
    with pytest.raises(templates.BadTemplate):
        templates.labels_in(template, ANSWER)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("template", [attack for attack in ATTACKS if "{{" in attack and "|" not in attack][:5])
def test_the_sandbox_holds_by_itself_too(monkeypatch: pytest.MonkeyPatch, template: str) -> None:
    monkeypatch.setattr(templates, "check_template", lambda template: None)
    with pytest.raises(templates.BadTemplate):
        templates.labels_in(template, ANSWER)


def test_what_an_allowed_template_costs_is_bounded_by_what_it_reads() -> None:
    largest = ["\u2028" * 10_000] * 2  # 64 kB as an answer; six letters each as JSON again
    worst = "{{ input|tojson }}" * 100
    started = time.perf_counter()
    with pytest.raises(templates.BadTemplate, match="more than 262144 characters"):
        templates.labels_in(worst, largest)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "answer", [None, 7, "text", {"a": 1}, [1, 2], [{"label": "x"}], [{"score": "high"}], [[[]]], [{"score": None}]]
)
def test_an_answer_of_the_wrong_shape_is_said_to_be_that(answer: Any) -> None:
    with pytest.raises(templates.BadTemplate):
        templates.labels_in(OURS, answer)


@pytest.mark.parametrize("written", ["", "no", "{}", '["x"]', '[{"label": 1}]', "[" * 5000, "[{}]"])
def test_only_a_list_of_labels_is_taken(written: str) -> None:
    with pytest.raises(templates.BadTemplate):
        templates.labels_in(written, [])


@given(st.text(alphabet="{}%input.|'_[]()forelse 1*+~=,\n", max_size=60))
def test_no_text_makes_it_fail_otherwise_than_by_refusing(template: str) -> None:
    with suppress(templates.BadTemplate):
        templates.labels_in(template, ANSWER)


# -- requests --------------------------------------------------------------------------

BODY = {"text": "{{ text }}", "more": {"again": "{{ text }}", "lang": "ru"}}
LOOPBACK = outgoing.read_hosts("loopback")


@contextmanager
def service(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of something on this machine that takes one request and does as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                line, _ = listener.accept()
                with line, suppress(OSError):
                    answer(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/score?v=1"
        with suppress(OSError), socket.create_connection(listener.getsockname(), 1):
            pass  # if it never came
        thread.join(10)


def read_request(line: socket.socket) -> tuple[str, bytes]:
    content = b""
    while b"\r\n\r\n" not in content:
        content += line.recv(65536)
    head, _, body = content.partition(b"\r\n\r\n")
    text = head.decode("latin-1")
    size = int(next(row for row in text.splitlines() if row.lower().startswith("content-length")).split(":")[1])
    while len(body) < size:
        body += line.recv(65536)
    return text, body


def saying(content: bytes, status: str = "200 OK", more: str = "") -> Callable[[socket.socket], None]:
    def answer(line: socket.socket) -> None:
        read_request(line)
        line.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\n{more}\r\n".encode() + content)

    return answer


def ask(url: str, text: str = "One.", headers: dict[str, str] | None = None, allowed: Any = LOOPBACK) -> Any:
    return outgoing.ask(url, headers, BODY, text, allowed)


def test_the_service_gets_the_sentence_as_it_is_and_its_answer_comes_back() -> None:
    seen: list[tuple[str, bytes]] = []

    def answer(line: socket.socket) -> None:
        seen.append(read_request(line))
        content = json.dumps(ANSWER).encode()
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content)

    text = 'Ол «тоғыз» "миллион"\n🚋 {{ text }} </script>'
    with service(answer) as url:
        assert ask(url, text, {"X-Key": "s3cret"}) == ANSWER
    head, body = seen[0]
    assert head.startswith("POST /score?v=1 HTTP/1.1\r\n")
    assert "X-Key: s3cret" in head
    assert json.loads(body) == {"text": text, "more": {"again": text, "lang": "ru"}}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (saying(b"{}", "302 Found", "Location: http://127.0.0.1:1/\r\n"), "status 302"),
        (saying(b"{}", "500 Oh"), "status 500"),
        (saying(b"<html>"), "did not answer with JSON"),
        (saying(b"[" * 60_000), "did not answer with JSON"),
        (saying(b"9" * 60_000), "did not answer with JSON"),
        (saying(b" " * (64 * 1024 + 1)), "more than 64 kB"),
        (lambda line: line.sendall(b"SSH-2.0\r\n"), "did not answer as one does"),
        (lambda line: line.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000), "did not answer as one does"),
    ],
)
def test_an_answer_that_is_none_is_refused_with_its_reason(answer: Callable[..., None], said: str) -> None:
    with service(answer) as url, pytest.raises(outgoing.Refused, match=said):
        ask(url)


@pytest.mark.parametrize(
    "drip", [b"", b"H", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"]
)
def test_a_slow_service_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch, drip: bytes) -> None:
    monkeypatch.setattr(outgoing, "LIMIT_S", 0.4)

    def slowly(line: socket.socket) -> None:
        line.sendall(drip)
        for _ in range(40):
            time.sleep(0.02)
            line.sendall(b"x" if drip else b"")

    started = time.perf_counter()
    with service(slowly) as url:
        with pytest.raises(outgoing.Refused, match=r"within 0\.4 seconds"):
            ask(url)
        assert time.perf_counter() - started < 3


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://localhost.example.org/",
        "http://127.0.0.1.example.org/",
        "http://0.0.0.0/",
        "http://127.1/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        "http://user:secret@127.0.0.1/",
        "http://user@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "//127.0.0.1/",
        "",
    ],
)
def test_texts_go_to_no_other_address(url: str) -> None:
    with pytest.raises(outgoing.Refused) as caught:
        outgoing.check_request(url, {}, BODY, LOOPBACK)
    assert "secret" not in str(caught.value)


def test_the_owner_can_allow_other_hosts_and_ports_and_nothing_else() -> None:
    allowed = outgoing.read_hosts(check_hosts(" Score.example.org:8443, [2001:db8::1], a "))
    for url in ("https://score.example.org:8443/x", "http://[2001:db8::1]:9/x", "http://a/", "https://a:1/"):
        outgoing.check_request(url, {}, BODY, allowed)
    for url in ("https://score.example.org/x", "http://127.0.0.1/", "http://b/", "http://[2001:db8::2]/"):
        with pytest.raises(outgoing.Refused):
            outgoing.check_request(url, {}, BODY, allowed)
    assert outgoing.read_hosts(check_hosts("")) == ()


@pytest.mark.parametrize(
    "wrong", ["a b", "http://a", "a/b", "a:x", "a:0", "a:99999", "*", "-a", "a,,ü", "[::1", "user@a"]
)
def test_a_host_that_is_none_is_named(wrong: str) -> None:
    with pytest.raises(InputError, match="is no host that automatic labelling"):
        check_hosts(wrong)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "a"},
        {"content-length": "0"},
        {"X-Key": "a\r\nHost: b"},
        {"X Key": "a"},
        {"X": 7},
        {"X": "ü"},
        {"": "a"},
    ],
)
def test_a_header_cannot_change_the_request(headers: dict[str, Any]) -> None:
    with pytest.raises(outgoing.Refused):
        outgoing.check_request("http://127.0.0.1/", headers, BODY, LOOPBACK)


@pytest.mark.parametrize("body", [None, {}, [], {"text": "x"}, {"text": "{{text}}"}, "{{ text }} "])
def test_a_body_without_a_place_for_the_sentence_is_refused(body: Any) -> None:
    with pytest.raises(outgoing.Refused, match="in the place of the sentence"):
        outgoing.check_request("http://127.0.0.1/", {}, body, LOOPBACK)


def test_a_service_that_is_not_there_is_said_to_be_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(outgoing.Refused, match=f"does not answer at 127.0.0.1:{port}"):
        ask(f"http://127.0.0.1:{port}/")


def test_a_slow_service_does_not_hold_more_than_four_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "_CONNECT_S", 0.1)
    for _ in range(4):
        assert outgoing._AT_A_TIME.acquire(blocking=False)
    try:
        with pytest.raises(outgoing.Refused, match="Too many"):
            ask("http://127.0.0.1:9/")
    finally:
        for _ in range(4):
            outgoing._AT_A_TIME.release()
