"""A disk that becomes full while people label: what was acknowledged is kept, and what was not is said in words."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from framing.doccano.local import backup, server
from framing.errors import InputError

SITE = Path(__file__).parent / "site"
_SIZE = 12_000_000  # bytes


def start(home: Path) -> server.LocalServer:
    return server.up(home, port=0, say=print, settings_module="weak_settings", extra_path=SITE)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MB. Only root can make one; elsewhere the test is left out."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", folder], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("A disk that really becomes full needs the right to mount one: left out.")
    yield folder
    server.down(folder / "instance")
    subprocess.run(["umount", folder], check=True)


class Room:
    """Somebody who labels sentences one after the other."""

    def __init__(self, of: server.LocalServer) -> None:
        self.url = of.url
        self.headers: dict[str, str] = {}
        key = self.send("POST", "/v1/auth/login/", json={"username": of.username, "password": of.password})
        self.headers = {"Authorization": f"Token {key.json()['key']}"}

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, self.url + path, headers=self.headers, timeout=60, **options)

    def make(self, path: str, content: dict[str, Any]) -> int:
        answer = self.send("POST", path, json=content)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])


def test_a_full_disk_loses_no_label_that_was_acknowledged(small_disk: Path) -> None:
    home = small_disk / "instance"
    running = start(home)
    room = Room(running)
    content = {
        "resourcetype": "TextClassificationProject",
        "project_type": "DocumentClassification",
        "name": "full",
        "description": "made by a test",
    }
    project = f"/v1/projects/{room.make('/v1/projects', content)}"
    label = room.make(f"{project}/category-types", {"text": "economy", "background_color": "#336699"})
    ballast = small_disk / "ballast"
    with ballast.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, shutil.disk_usage(small_disk).free - 1_500_000)

    acknowledged, refusals = [], []
    for number in range(400):
        answer = room.send("POST", f"{project}/examples", json={"text": f"Sentence {number}. " * 80, "meta": {}})
        if answer.status_code == 201:
            example = int(answer.json()["id"])
            answer = room.send("POST", f"{project}/examples/{example}/categories", json={"label": label})
            if answer.status_code == 201:
                acknowledged.append(example)
        if answer.status_code != 201:
            refusals.append((answer.status_code, answer.json()["detail"]))
        if len(refusals) == 3:
            break
    assert len(acknowledged) > 10
    assert len(refusals) == 3
    for code, detail in refusals:
        assert code == 507
        assert "Not saved: the disk of the server is full" in detail
    assert room.send("GET", f"{project}/metrics/progress").json()["total"] >= len(acknowledged)  # reading goes on
    with pytest.raises(InputError, match=r"room|space"):
        backup.backup(home, small_disk / "backup.zip")
    assert not [path for path in small_disk.iterdir() if path.name not in ("instance", "ballast")]

    for member in [psutil.Process(running.pid), *psutil.Process(running.pid).children(recursive=True)]:
        member.kill()
    ballast.unlink()
    with contextlib.closing(sqlite3.connect(home / "db.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = {row[0] for row in database.execute("SELECT example_id FROM labels_category")}
    assert set(acknowledged) <= kept
    again = Room(start(home))
    assert again.send("POST", f"{project}/examples", json={"text": "One more.", "meta": {}}).status_code == 201
