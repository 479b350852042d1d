"""Bad names and texts, rights, logins and connections, at a real Doccano: an error in words, or the very same text."""

import json
import re
import socket
import sqlite3
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import requests

from framing.cli.main import exit_code
from framing.codebook import NAME_LIMIT, parse_codebook
from framing.doccano.local.server import LocalServer
from framing.doccano.pulling import pull
from framing.doccano.pushing import push
from framing.doccano.watching import health
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway
from framing.errors import DoccanoError, DoccanoUnreachable, InputError
from framing.files import write_table
from framing.tables import DOCUMENTS, SENTENCES

TEXTS = (
    '<img src=x onerror="alert(1)"> & &amp; </script>',
    "\"quoted\" 'single' «guillemets» \\ back \\n slash",
    "🚋👩🏽\u200d🚒 e\u0301 ≠ é, a\u202eb",
    "Әлеуметтік желіде «ұлт» сөзі: ғылым, қоғам, һәм ұлт.",
    "ұ" * 1_200_000,
    "The last one.",
)

# -- names and texts ------------------------------------------------------------------


def test_texts_of_every_kind_and_length_go_there_and_back(small_study: Any) -> None:
    small_study.texts = TEXTS
    small_study.push("aigul")
    rows = small_study.admin.export(small_study.project(), only_confirmed=False)[small_study.account("aigul")]
    assert [row["text"] for row in rows] == list(TEXTS)
    assert all(len(row["before"]) < 3_000 for row in rows)  # a neighbour of a million letters is no help
    aigul, project = small_study.log_in("aigul"), small_study.project()
    aigul.toggle_confirmed(project, rows[4]["id"])
    aigul.comment(project, rows[4]["id"], TEXTS[0])
    (decision,) = pull.pull(small_study.admin, small_study.name, at="now")[1].decisions
    assert (decision.end - decision.start, decision.comment) == (1_200_000, TEXTS[0])


def ingested(folder: Path, texts: list[str]) -> None:
    """Tables as an ingest leaves them, without its checks: somebody edited the file."""
    rows, start = [], 0
    for position, text in enumerate(texts, start=1):
        end = start + max(len(text), 1)
        span = {"sentence_id": f"d:{start}-{end}", "document_id": "d", "position": position, "start": start, "end": end}
        rows.append({**span, "text": text, "kind": "body", "paragraph": 1})
        start = end + 1
    head = {"document_id": "d", "text": "\n".join(texts), "title": "<b>T</b>", "source": "T", "author": ""}
    document = {**head, "date": "", "language": "en", "path": ""}
    write_table(folder / "out" / "sentences.jsonl", pd.DataFrame(rows)[list(SENTENCES.columns)])
    write_table(folder / "out" / "documents.jsonl", pd.DataFrame([document])[list(DOCUMENTS.columns)])


def test_a_sentence_that_cannot_be_shown_is_set_aside_and_the_others_go_on(
    small_study: Any, at_the_server: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = at_the_server(small_study.name)
    assert exit_code(["-C", str(folder), "init", str(folder / "in")]) == 0
    folder = folder / "in"
    (folder / "out").mkdir(exist_ok=True)
    ingested(folder, ["First.", "x" * 1_600_000, "With \0 in it.", "   ", "Last."])
    capsys.readouterr()
    assert exit_code(["-C", str(folder), "push", "--json"]) == 6
    said = capsys.readouterr()
    result = json.loads(said.out)["result"]
    assert (result["uploaded"], len(result["set_aside"])) == (2, 3)
    reasons = ("has 1,600,000 characters", "holds a NUL", "has no text")
    for line, reason in zip(result["set_aside"], reasons, strict=True):
        assert line.startswith("sentence d:")
        assert reason in line
    assert said.err.endswith("Error: 3 sentences set aside; the others are in Doccano.\n")
    rows = small_study.admin.export(small_study.project(), only_confirmed=False)[small_study.admin.username]
    assert [(row["text"], row["position"]) for row in rows] == [("First.", "1 of 5"), ("Last.", "5 of 5")]


FRAME = '[[frames]]\nkey = "{key}"\nname = "{name}"\nshortcut = "{shortcut}"\ncolor = "#112233"\ndefinition = "x"\n'
HEAD = '[codebook]\nid = "t"\nversion = "1"\ntitle = "T"\n'


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([("a", "x" * (NAME_LIMIT + 1), "1")], "1 to 100 characters"),
        ([("a", "one", "1"), ("b", "two", "1")], "shortcut"),
        ([("a", "N\\u0000L", "1")], "1 to 100 characters"),
    ],
)
def test_a_codebook_that_doccano_could_not_hold_is_refused_before_anything_is_sent(
    blocks: list[tuple[str, str, str]], words: str
) -> None:
    text = HEAD + "".join(FRAME.format(key=key, name=name, shortcut=shortcut) for key, name, shortcut in blocks)
    with pytest.raises(InputError, match=re.escape(words)):
        parse_codebook(text, "the test")


def test_labels_that_get_past_the_codebook_are_refused_by_doccano_in_words(small_study: Any) -> None:
    small_study.push()
    first, second = small_study.book.frames
    for wrong in (replace(first, name="x" * 101, shortcut="9"), replace(second, name="other")):
        with pytest.raises(DoccanoError, match=r"Could not make the label '(x+|other)': .* answered 400 \(") as caught:
            small_study.admin.create_label(small_study.project(), wrong)
        assert "<html" not in str(caught.value)


@pytest.mark.parametrize("name", ["<script>alert(1)</script> \"'", "Ұлт 🚋", "a/b?c#d%20&e=1"])
def test_projects_of_every_name_are_found_again(small_study: Any, name: str) -> None:
    study = replace(small_study, name=f"{name} {id(small_study) % 997}")
    assert study.push().created
    assert not study.push().changed


@pytest.mark.parametrize("name", ["x" * 101, " tram", "tr\0am", "tr\ud800am"])
def test_projects_of_impossible_names_are_refused_in_words(small_study: Any, name: str) -> None:
    with pytest.raises((InputError, DoccanoError)):
        replace(small_study, name=name).push()


@pytest.mark.parametrize("person", ["<b>aigul</b>", "Айгүл Қ.", "ai\0gul", "a" * 151, "", "🚋"])
def test_accounts_of_impossible_names_are_refused_in_words(small_study: Any, person: str) -> None:
    with pytest.raises((InputError, DoccanoError)) as caught:
        push.push(
            small_study.admin,
            replace(small_study.target(), annotators=(person,)),
            small_study.book,
            mark="ab12",
            password_of=lambda _: "gondola-7-walrus",
            say=print,
        )
    assert "gondola" not in str(caught.value)


# -- rights, and a login that ends -------------------------------------------------------


def test_a_project_of_the_same_name_by_somebody_else_is_left_alone(small_study: Any) -> None:
    made = small_study.admin.create_project(small_study.name, "somebody else's", "-")
    for action in (small_study.push, lambda: pull.pull(small_study.admin, small_study.name)):
        with pytest.raises(DoccanoError, match="was not made by framing"):
            action()
    assert small_study.admin.label_ids(made) == {}
    assert small_study.admin.count(made) == 0


def test_who_may_not_push_or_pull_is_told_so(small_study: Any) -> None:
    small_study.push("aigul")
    aigul = small_study.log_in("aigul")
    small_study.texts = (*small_study.texts, "A fifth.")
    with pytest.raises(DoccanoError, match=r"is not allowed to.*Use an account of the staff"):
        small_study.push(gateway=aigul)
    with pytest.raises(DoccanoError, match=r"is not allowed to.*Use an account of the staff"):
        pull.pull(aigul, small_study.name)


def end_sessions(server: LocalServer) -> None:
    """As if everybody had been logged out: the server forgets who is who."""
    with closing(sqlite3.connect(server.home / "db.sqlite3", timeout=30)) as database, database:
        database.execute("DELETE FROM django_session")
        database.execute("DELETE FROM authtoken_token")


def test_a_push_goes_on_when_its_login_ends_before_every_request(
    small_study: Any, doccano_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_ins: list[str] = []
    renew = Gateway._log_in_again

    def counted(gateway: Gateway, refused: Any) -> dict[str, str]:
        log_ins.append(f"{refused.method} {refused.path_url}")
        return renew(gateway, refused)

    send = small_study.admin._session.send

    def after_logout(request: Any, **options: Any) -> Any:
        if "/auth/" not in request.url:
            end_sessions(doccano_server)
        return send(request, **options)

    fresh = Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))
    monkeypatch.setattr(Gateway, "_log_in_again", counted)
    fresh._session.get_adapter(fresh.url)._log_in = fresh._log_in_again  # type: ignore[attr-defined]
    send = fresh._session.send
    monkeypatch.setattr(fresh._session, "send", after_logout)
    report = small_study.push("aigul", gateway=fresh)
    assert (report.created, report.uploaded) == (True, 4)
    assert len(log_ins) > 10
    assert {entry.partition(" ")[0] for entry in log_ins} >= {"GET", "POST"}
    monkeypatch.undo()
    assert len(small_study.example_ids()) == 4
    assert not small_study.push("aigul").changed


def test_a_confirmation_whose_login_ended_is_made_once(small_study: Any, doccano_server: LocalServer) -> None:
    small_study.push("aigul")
    aigul, project, ids = small_study.log_in("aigul"), small_study.project(), small_study.example_ids()
    for example in ids:
        end_sessions(doccano_server)
        aigul.toggle_confirmed(project, example)
    assert small_study.admin.member_progress(project)[1][small_study.account("aigul")] == 4


def test_a_logout_elsewhere_does_not_end_our_work(small_study: Any, doccano_server: LocalServer) -> None:
    small_study.push("aigul")
    here, elsewhere = small_study.log_in("aigul"), small_study.log_in("aigul")
    elsewhere.send("POST", "auth/logout/")
    here.toggle_confirmed(small_study.project(), small_study.example_ids()[0])
    assert small_study.admin.member_progress(small_study.project())[1][small_study.account("aigul")] == 1


def test_a_password_that_was_changed_meanwhile_is_said(small_study: Any, doccano_server: LocalServer) -> None:
    small_study.push("aigul")
    here, elsewhere = small_study.log_in("aigul"), small_study.log_in("aigul")
    old = {"old_password": small_study.passwords[small_study.account("aigul")]}
    new = dict.fromkeys(("new_password1", "new_password2"), "walrus-99-gondola")
    elsewhere.send("POST", "auth/password/change/", json=old | new)
    with pytest.raises(DoccanoError, match="was ended, and its password is not accepted any more") as caught:
        here.toggle_confirmed(small_study.project(), small_study.example_ids()[0])
    assert small_study.passwords[small_study.account("aigul")] not in str(caught.value)


def test_the_faults_of_the_small_server_are_answered_by_the_real_one_too(
    small_study: Any, doccano_server: LocalServer
) -> None:
    """What tests/doccano/test_gateway_faults.py imitates: a login that ended, counts, a health page, a waiting task."""
    small_study.push("aigul")
    session, url = small_study.log_in("aigul")._session, f"{doccano_server.url}/v1"
    session.adapters.clear()
    session.mount("http://", requests.adapters.HTTPAdapter())
    end_sessions(doccano_server)
    ended = session.get(f"{url}/projects")
    assert (ended.status_code, ended.json()) == (403, {"detail": "Authentication credentials were not provided."})
    revoked = session.get(f"{url}/projects", headers={"authorization": "Token 0"})
    assert (revoked.status_code, revoked.json()) == (403, {"detail": "Invalid token."})
    project = small_study.project()
    progress = small_study.admin.json("GET", f"projects/{project.id}/metrics/member-progress", "look")
    assert set(progress) == {"total", "progress"}
    assert all(set(row) == {"user", "done"} for row in progress["progress"])
    waiting = small_study.admin.json("GET", "tasks/status/no-such-task", "look")
    assert waiting["ready"] is False
    assert set(small_study.admin.health_checks().values()) == {"working"}
    assert small_study.admin.has_worker() is None


# -- a proxy that cuts the connection ---------------------------------------------------


class Proxy:
    """A real proxy before the real server, which cuts the first request of a kind, at a byte of it or of its answer.

    One connection carries one request. `cut` is a kind (a method and a pattern of the path), "request" or "answer", and
    how many bytes of it pass; negative from its end.
    """

    def __init__(self, port: int, rewrite: Callable[[bytes], bytes] = bytes) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port, self.rewrite = port, rewrite
        self.cut: tuple[str, str, int] | None = None
        self.heard: list[str] = []
        self.cuts = 0
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def _serve(self) -> None:
        with suppress(OSError):  # closed at the end of the test
            while True:
                client, _ = self.listening.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self.port)) as upstream:
            head, body = self._request(client)
            kind = b" ".join(head.split(b" ", 2)[:2]).decode()
            self.heard.append(kind)
            where, passing = self._passing(kind)
            whole = head + body
            upstream.sendall(whole[:passing] if where == "request" else whole)
            if where == "request":
                upstream.shutdown(socket.SHUT_WR)  # the server sees the end of what was sent
                self._reset(client)
                return
            answer = self.rewrite(b"".join(iter(lambda: upstream.recv(65_536), b"")))
            client.sendall(answer[:passing] if where == "answer" else answer)
            if where == "answer":
                self._reset(client)

    @staticmethod
    def _request(client: socket.socket) -> tuple[bytes, bytes]:
        read = b""
        while b"\r\n\r\n" not in read:
            piece = client.recv(65_536)
            if not piece:
                raise OSError
            read += piece
        head, _, body = read.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        while length and len(body) < int(length[1]):
            body += client.recv(65_536)
        return re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", head) + b"\r\nConnection: close\r\n\r\n", body

    def _passing(self, kind: str) -> tuple[str, int | None]:
        if self.cut is None or not re.fullmatch(self.cut[0], kind):
            return "", None
        _, where, passing = self.cut
        self.cut, self.cuts = None, self.cuts + 1
        return where, passing

    @staticmethod
    def _reset(client: socket.socket) -> None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.fixture
def proxy(doccano_server: LocalServer) -> Iterator[Proxy]:
    made = Proxy(int(doccano_server.url.rpartition(":")[2]))
    yield made
    made.listening.close()


P = r"/v1/projects/\d+"
PUSH = (  # kinds of request of a push, in the order of the work
    "GET /v1/me",
    "POST /v1/auth/login/",
    r"GET /v1/projects(\?.*)?",
    "POST /v1/projects",
    f"GET {P}/category-types",
    f"POST {P}/category-types",
    f"GET {P}/metrics/progress",
    "POST /v1/fp/process/",
    f"POST {P}/upload",
    r"GET /v1/tasks/status/.+",
    f"POST {P}/download",
    rf"GET {P}/download\?.*",
    f"GET {P}/members",
    r"GET /v1/users\?.*",
    "POST /v1/users/create",
    f"POST {P}/members",
)
CUTS = {"half of the request": ("request", 150), "all but its end": ("request", -1), "no answer": ("answer", 0)}
CUTS |= {"half of the head": ("answer", 40), "all but the last byte": ("answer", -1)}


@pytest.mark.slow
@pytest.mark.parametrize("cut", CUTS)
def test_a_push_that_a_proxy_cuts_off_at_every_kind_of_request_ends_as_if_it_had_not(
    small_study: Any, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    monkeypatch.setattr("framing.doccano.wire.session._Repeats.get_backoff_time", lambda _: 0.0)
    admin, failed = small_study.admin, []
    for kind in PUSH:
        proxy.cut = (kind, *CUTS[cut])
        try:
            through = Gateway(Account(proxy.url, admin.username, admin._account.password))
            small_study.push("aigul", "berik", gateway=through)
        except DoccanoUnreachable:
            failed.append(kind)
        proxy.cut = None
    assert {kind for kind in failed if kind.startswith("GET")} == set()  # what only reads is read again
    assert failed
    small_study.push("aigul", "berik")
    assert not small_study.push("aigul", "berik").changed
    project = small_study.project()
    rows = admin.export(project, only_confirmed=False)[small_study.account("aigul")]
    assert [row["text"] for row in rows] == list(small_study.texts)
    assert [label.name for label in admin.labels(project)] == [frame.name for frame in small_study.book.frames]
    assert {small_study.account("aigul"), small_study.account("berik")} <= set(admin.members(project))
    for person in ("aigul", "berik"):
        small_study.log_in(person)


@pytest.mark.slow
def test_a_pull_that_a_proxy_cuts_off_says_so_or_says_the_same(small_study: Any, proxy: Proxy) -> None:
    small_study.push("aigul")
    aigul = small_study.log_in("aigul")
    small_study.label(aigul, 0, "cost")
    whole = pull.pull(small_study.admin, small_study.name, at="now")
    through = Gateway(Account(proxy.url, small_study.admin.username, small_study.admin._account.password))
    pull.pull(through, small_study.name, at="now")
    kinds = {re.sub(r"taskId=.*", "taskId=.*", re.sub(r"status/.*", "status/.*", kind)) for kind in proxy.heard[2:]}
    assert len(kinds) >= 4
    for kind in sorted(kinds):
        for where, passing in CUTS.values():
            proxy.cut = (kind.replace("?", r"\?"), where, passing)
            with suppress(DoccanoUnreachable):
                assert pull.pull(through, small_study.name, at="now") == whole
            assert proxy.cut is None, kind
    assert proxy.cuts == len(kinds) * len(CUTS)


def test_a_choice_and_a_confirmation_that_a_proxy_cut_off_are_not_made_twice(small_study: Any, proxy: Proxy) -> None:
    small_study.push("aigul")
    account, project = small_study.account("aigul"), small_study.project()
    aigul = Gateway(Account(proxy.url, account, small_study.passwords[account]))
    example = small_study.example_ids()[0]
    label = aigul.label_ids(project)["cost"]
    actions: list[tuple[str, Callable[[], None]]] = [
        ("categories", lambda: aigul.choose_label(project, example, label)),
        ("states", lambda: aigul.toggle_confirmed(project, example)),
        ("comments.*", lambda: aigul.comment(project, example, "once")),
    ]
    for name, action in actions:
        proxy.cut = (f"POST .*/{name}", "answer", 0)  # it was carried out, and nobody heard of it
        with pytest.raises(DoccanoUnreachable):
            action()
    assert sum(heard.startswith("POST") for heard in proxy.heard) == 1 + len(actions)
    (decision,) = pull.pull(small_study.admin, small_study.name, at="now")[1].decisions
    assert (decision.state, decision.frames, decision.comment) == ("confirmed", ("cost",), "once")


# -- clock skew ---------------------------------------------------------------------------


def test_a_server_whose_clock_is_off_works_and_is_reported(small_study: Any, doccano_server: LocalServer) -> None:
    """The dates of the answer and of its cookies are those of a server whose clock is off."""
    skew = -40 * 86_400

    def shifted(answer: bytes) -> bytes:
        def moved(found: re.Match[bytes]) -> bytes:
            return formatdate(parsedate_to_datetime(found[0].decode()).timestamp() + skew, usegmt=True).encode()

        head, end, body = answer.partition(b"\r\n\r\n")
        return re.sub(rb"\w{3}, \d\d[ -]\w{3}[ -]\d{4} [\d:]{8} GMT", moved, head) + end + body

    proxy = Proxy(int(doccano_server.url.rpartition(":")[2]), shifted)
    through = Gateway(Account(proxy.url, doccano_server.username, doccano_server.password))
    assert through.clock_ahead_s == pytest.approx(skew, abs=10)
    assert small_study.push("aigul", gateway=through).uploaded == 4
    assert not small_study.push("aigul", gateway=through).changed
    finding = health.clock(through.clock_ahead_s)
    assert finding.level == "warning"
    assert "40 days behind" in finding.said
    proxy.listening.close()
