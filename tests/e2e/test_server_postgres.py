"""The local Doccano on a PostgreSQL of this machine: the same work, backup and restore; a database that goes away."""

import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from framing.doccano.local import backup, server
from framing.doccano.local.server import LocalServer

pytestmark = pytest.mark.slow

SITE = Path(__file__).parent / "site"
SECRET = r"quiet:har\bour%42"
_ESCAPED = "quiet%3Ahar%5Cbour%2542"


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL of its own, which lets nobody in without the password."""

    programs: Path
    folder: Path
    port: int
    user: str | None
    """Who runs it: not root, which PostgreSQL refuses."""

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        options: dict[str, Any] = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid} if self.user else {}
        if self.user:
            options["extra_groups"] = []
        done = subprocess.run(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **options
        )
        assert done.returncode == 0, f"{command}: {done.stdout} {done.stderr}"

    def control(self, *arguments: str) -> None:
        # Its output goes to a file: the server would hold a pipe open for as long as it runs.
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self.run(
            "pg_ctl",
            "-D",
            str(self.folder / "data"),
            "-w",
            "-s",
            "-l",
            str(self.folder / "log"),
            "-o",
            options,
            *arguments,
        )

    @property
    def url(self) -> str:
        return f"postgresql://doccano:{_ESCAPED}@127.0.0.1:{self.port}/postgres"


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, which Debian keeps off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return next((path.parent for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    found = programs()
    if found is None or shutil.which("pg_dump") is None:
        pytest.skip("No PostgreSQL on this machine (apt install postgresql): what it does there is left out.")
    user = None
    if os.geteuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = next((name for name in ("postgres", "nobody") if name in names), None)
        if user is None:
            pytest.skip("PostgreSQL does not run as root, and there is no other user here: left out.")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="framing-postgres-"))  # not below pytest's own, which is closed to others
    try:
        if user:
            shutil.chown(folder, user)
        (folder / "password").write_text(SECRET, encoding="utf-8")
        (folder / "password").chmod(0o644)
        made = Cluster(found, folder, port, user)
        options = [
            "--auth=scram-sha-256",
            f"--pwfile={folder / 'password'}",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]
        made.run("initdb", "-D", str(folder / "data"), "--username=doccano", *options)
        made.control("start")
        yield made
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            made.control("stop", "-m", "immediate")
        shutil.rmtree(folder)


def ask(of: LocalServer, method: str, path: str, **options: Any) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, of.url + path, timeout=60, **options)


def log_in(of: LocalServer) -> dict[str, Any]:
    answer = ask(of, "POST", "/v1/auth/login/", json={"username": of.username, "password": of.password})
    assert answer.status_code == 200, answer.text
    return {"headers": {"Authorization": f"Token {answer.json()['key']}"}}


def test_work_backup_and_restore_are_the_same_on_postgresql(cluster: Cluster, tmp_path: Path) -> None:
    home = tmp_path / "instance"
    options: dict[str, Any] = {"say": print, "settings_module": "weak_settings", "extra_path": SITE}
    try:
        running = server.up(home, port=0, database_url=cluster.url, **options)
        assert running.database is None
        assert not (home / "db.sqlite3").exists()
        assert server.status(home).database == f"PostgreSQL, postgres at 127.0.0.1:{cluster.port}"
        members = [psutil.Process(running.pid), *psutil.Process(running.pid).children(recursive=True)]
        public = [*(part for member in members for part in member.cmdline())]
        public += [value for member in members for value in member.environ().values()]
        assert not [text for text in public if SECRET in text or _ESCAPED in text]

        staff = log_in(running)
        content = {"resourcetype": "TextClassificationProject", "project_type": "DocumentClassification"}
        content |= {"name": "Қала", "description": "made by a test"}
        project = f"/v1/projects/{ask(running, 'POST', '/v1/projects', json=content, **staff).json()['id']}"
        text = {"text": "Жаңа сөйлем 🙂", "meta": {"z": 1, "uid": "a:0"}}
        made = ask(running, "POST", f"{project}/examples", json=text, **staff).json()
        assert (made["text"], made["meta"]) == (text["text"], text["meta"])
        assert (
            ask(running, "POST", f"{project}/examples", json={"text": "a\0b", "meta": {}}, **staff).status_code == 400
        )

        kept = backup.backup(home, tmp_path / "b.zip").file
        ask(running, "POST", f"{project}/examples", json=text, **staff)
        cluster.control("stop", "-m", "fast")
        refused = ask(running, "GET", project, **staff)
        assert refused.status_code == 503
        assert "database does not take it now" in refused.json()["detail"]
        cluster.control("start")
        assert ask(running, "GET", f"{project}/metrics/progress", **staff).json()["total"] == 2

        server.down(home)
        done = backup.restore(home, kept, **options)
        assert done.kept is not None
        assert (done.kept / "database.dump").read_bytes().startswith(b"PGDMP")
        again = server.up(home, port=0, **options)
        assert (
            ask(again, "GET", f"{project}/metrics/progress", **staff).json()["total"] == 1
        )  # and the token still holds
    finally:
        server.down(home)
    held = [path.read_text(encoding="utf-8", errors="replace") for path in home.glob("*.log*")]
    assert not [text for text in held if SECRET in text]
    assert json.loads((home / "database.json").read_text(encoding="utf-8"))["PASSWORD"] == SECRET
    assert (home / "database.json").stat().st_mode & 0o077 == 0
