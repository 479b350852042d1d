"""A backup made while people label, put back beside the server that it was made of."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from framing.doccano.local import backup, log, server
from framing.errors import DoccanoError

SITE = Path(__file__).parent / "site"


class Person:
    """Somebody who is logged in, by a token that outlives the server's restart."""

    def __init__(self, url: str, name: str, password: str) -> None:
        self.url, self.headers = url, {}
        key = self.ask("POST", "/v1/auth/login/", json={"username": name, "password": password})["key"]
        self.headers = {"Authorization": f"Token {key}"}

    def ask(self, method: str, path: str, **options: Any) -> Any:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(method, self.url + path, headers=self.headers, timeout=30, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json() if answer.content else None


def start(home: Path, host: str) -> server.LocalServer:
    options: dict[str, Any] = {"settings_module": "weak_settings", "extra_path": SITE, "say": print}
    return server.up(home, port=0, host=host, public_url="https://label.example.org", **options)


@dataclass(frozen=True)
class Second:
    """An instance made from a backup of another one, on another address of this machine and behind a proxy."""

    server: server.LocalServer
    project: str
    before: set[int]
    """Numbers of labels that were acknowledged before the backup was asked for."""
    after: int
    """Number of a label that was acknowledged after it."""
    slowest_s: float
    """The longest that somebody who labelled meanwhile waited."""
    token: dict[str, str]
    """Given by the first instance."""


@pytest.fixture(scope="module")
def second(doccano_server: server.LocalServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Second]:
    folder = tmp_path_factory.mktemp("second")
    staff = Person(doccano_server.url, doccano_server.username, doccano_server.password)
    content = {"resourcetype": "TextClassificationProject", "project_type": "DocumentClassification"}
    content |= {"name": "Қала <b>&", "description": "made by a test"}
    project = f"/v1/projects/{staff.ask('POST', '/v1/projects', json=content)['id']}"
    colour = {"text": "economy", "background_color": "#336699"}
    label = staff.ask("POST", f"{project}/category-types", json=colour)["id"]
    acknowledged: list[int] = []
    waits: list[float] = []
    stop = threading.Event()

    def label_on() -> None:
        while not stop.is_set():
            began = time.monotonic()
            example = staff.ask("POST", f"{project}/examples", json={"text": "Жаңа сөйлем 🙂", "meta": {}})["id"]
            acknowledged.append(
                staff.ask("POST", f"{project}/examples/{example}/categories", json={"label": label})["id"]
            )
            waits.append(time.monotonic() - began)

    hand = threading.Thread(target=label_on)
    hand.start()
    try:
        while len(acknowledged) < 10:
            time.sleep(0.01)
        before = set(acknowledged)
        made = backup.backup(doccano_server.home, folder / "b.zip")
        count = len(acknowledged)
        while len(acknowledged) < count + 3:  # labelling goes on
            time.sleep(0.01)
    finally:
        stop.set()
        hand.join()
    backup.restore(folder / "again", made.file, say=print, settings_module="weak_settings", extra_path=SITE)
    try:
        running = start(folder / "again", "127.0.0.2")
        yield Second(running, project, before, acknowledged[-1], max(waits), staff.headers)
    finally:
        server.down(folder / "again")


def test_a_backup_made_while_people_label_holds_what_was_acknowledged_and_nobody_waited(second: Second) -> None:
    with contextlib.closing(sqlite3.connect(second.server.home / "db.sqlite3")) as database:
        held = {row[0] for row in database.execute("SELECT id FROM labels_category")}
    assert second.before <= held
    assert second.after not in held
    assert second.slowest_s < 10


def test_what_was_restored_runs_beside_its_original_and_nobody_has_to_log_in_again(
    second: Second, doccano_server: server.LocalServer
) -> None:
    for url in (doccano_server.url, second.server.url):
        with requests.Session() as session:
            session.trust_env = False
            found = session.get(url + second.project, headers=second.token, timeout=30)
        assert found.json()["name"] == "Қала <b>&"
    assert not (second.server.home / "before-upgrade.sqlite3").exists()  # it had the schema already
    assert not (second.server.home / "restore.new").exists()


def test_it_is_found_on_the_address_that_was_asked_for_and_does_not_move(second: Second) -> None:
    assert second.server.url.startswith("http://127.0.0.2:")
    found = server.status(second.server.home)
    assert (found.running, found.host, found.public_url) == (True, "127.0.0.2", "https://label.example.org")
    assert start(second.server.home, "127.0.0.2").pid == second.server.pid
    with pytest.raises(DoccanoError, match="Stop it first to move it or to open it to others"):
        start(second.server.home, "127.0.0.3")
    assert log.last_lines(second.server.home, 5)


@pytest.mark.security
def test_behind_a_proxy_it_answers_to_its_own_names_only_and_sends_cookies_over_https_only(second: Second) -> None:
    url = second.server.url
    with requests.Session() as session:
        session.trust_env = False

        def status(name: str) -> int:
            return session.get(f"{url}/v1/me", headers={"Host": name}, timeout=30).status_code

        assert [status(name) for name in ("label.example.org", "127.0.0.2", "localhost")] == [403] * 3
        assert status("elsewhere.example") == 400
        content = {"username": second.server.username, "password": second.server.password}
        own = {"Host": "label.example.org", "X-Forwarded-Proto": "https"}
        answer = session.post(f"{url}/v1/auth/login/", json=content, headers=own, timeout=30)
        secure = {cookie.name.partition("_")[0]: cookie.secure for cookie in answer.cookies}
        assert secure == {"csrftoken": True, "sessionid": True, "known": True}
        own["Cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in answer.cookies)
        own["X-CSRFToken"] = str(answer.cookies["csrftoken"])
        for origin, expected in (("https://label.example.org", 400), ("https://elsewhere.example", 403)):
            given = own | {"Origin": origin, "Referer": f"{origin}/projects"}
            assert session.post(f"{url}/v1/projects", json={}, headers=given, timeout=30).status_code == expected
