"""The local Doccano as its owner meets it: up, found again, down, and what happens when something goes wrong."""

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from framing.doccano.local import environment, server
from framing.errors import DoccanoError, InputError

SITE = Path(__file__).parent / "site"
SOURCE = Path(__file__).parents[2] / "src"
PASSWORD = "quiet-harbour-42"


def silent(_: str) -> None:
    pass


def start(home: Path, say: Any = silent) -> server.LocalServer:
    return server.up(home, port=0, say=say, settings_module="weak_settings", extra_path=SITE)


class Account:
    """Somebody logged in by token."""

    def __init__(self, url: str, name: str, password: str) -> None:
        self.url = url
        answer = self._send("POST", "/v1/auth/login/", {}, json={"username": name, "password": password})
        assert answer.status_code == 200, answer.text
        self.headers = {"Authorization": f"Token {answer.json()['key']}"}

    def _send(self, method: str, path: str, headers: dict[str, str], **options: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, self.url + path, headers=headers, timeout=30, **options)

    def ask(self, method: str, path: str, **options: Any) -> Any:
        answer = self._send(method, path, self.headers, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json() if answer.content else None


def owner(of: server.LocalServer) -> Account:
    return Account(of.url, of.username, of.password)


def new_project(staff: Account) -> str:
    content = {
        "resourcetype": "TextClassificationProject",
        "project_type": "DocumentClassification",
        "name": f"p-{uuid.uuid4().hex[:8]}",
        "description": "made by a test",
    }
    return f"/v1/projects/{staff.ask('POST', '/v1/projects', json=content)['id']}"


def new_annotator(staff: Account, project: str) -> Account:
    name = f"a-{uuid.uuid4().hex[:8]}"
    content = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    person = staff.ask("POST", "/v1/users/create", json=content)
    role = next(role["id"] for role in staff.ask("GET", "/v1/roles") if role["name"] == "annotator")
    staff.ask("POST", f"{project}/members", json={"user": person["id"], "role": role})
    return Account(staff.url, name, PASSWORD)


# ---------------------------------------------------------------- one server that runs


def test_a_second_up_finds_the_server_that_runs(doccano_server: server.LocalServer) -> None:
    again = start(doccano_server.home)
    assert (again.started, again.pid, again.url) == (False, doccano_server.pid, doccano_server.url)
    assert server.running(doccano_server.home) == again


def test_a_server_that_runs_does_not_move_to_another_port(doccano_server: server.LocalServer) -> None:
    with pytest.raises(DoccanoError, match="runs already at"):
        server.up(doccano_server.home, port=1, say=silent)


def test_it_takes_less_than_300_mb_and_says_what_it_is(doccano_server: server.LocalServer) -> None:
    found = server.status(doccano_server.home)
    assert (found.running, found.url, found.pid) == (True, doccano_server.url, doccano_server.pid)
    assert found.version == "1.8.4"
    assert found.memory_mb is not None
    assert 50 < found.memory_mb < 300
    assert found.staff_account is not None
    assert json.loads(found.staff_account.read_text(encoding="utf-8"))["password"] == doccano_server.password


def family(of: server.LocalServer) -> list[psutil.Process]:
    parent = psutil.Process(of.pid)
    return [parent, *parent.children(recursive=True)]


@pytest.mark.security
def test_its_secrets_stand_in_no_command_line_environment_or_log(doccano_server: server.LocalServer) -> None:
    owner(doccano_server)
    with pytest.raises(AssertionError):
        Account(doccano_server.url, doccano_server.username, "open-sesame-77")
    home = doccano_server.home
    secrets = [*json.loads((home / "secrets.json").read_text(encoding="utf-8")).values(), "open-sesame-77"]
    secrets.remove(doccano_server.username)
    members = family(doccano_server)
    public = [*(part for member in members for part in member.cmdline())]
    public += [value for member in members for value in member.environ().values()]
    public += [path.read_text(encoding="utf-8") for path in home.glob("*.log*")]
    assert len(secrets) == 3
    assert not [secret for secret in secrets for text in public if secret in text]


@pytest.mark.security
def test_only_the_owner_reads_what_lies_in_its_folder(doccano_server: server.LocalServer) -> None:
    staff = owner(doccano_server)
    staff.ask("POST", f"{new_project(staff)}/download", json={"format": "JSONL", "exportApproved": False})
    home = doccano_server.home
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    held = [path for path in home.rglob("*") if path.name != "lock"]
    assert {"secrets.json", "server.json", "db.sqlite3", "media"} <= {path.name for path in held}
    assert any(path.suffix == ".zip" for path in held)
    assert not [path for path in held if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.mark.security
def test_it_listens_on_this_machine_only_and_outlives_the_terminal(doccano_server: server.LocalServer) -> None:
    members = family(doccano_server)
    listening = [c.laddr.ip for m in members for c in m.net_connections() if c.status == psutil.CONN_LISTEN]
    assert set(listening) == {"127.0.0.1"}
    assert os.getsid(doccano_server.pid) != os.getsid(0)  # so Ctrl-C in our terminal does not reach it


# ---------------------------------------------------------------- work


def test_an_annotator_does_all_of_an_annotators_work(doccano_server: server.LocalServer) -> None:
    staff = owner(doccano_server)
    project = new_project(staff)
    label = staff.ask("POST", f"{project}/category-types", json={"text": "economy", "background_color": "#336699"})
    for number in (1, 2):
        staff.ask("POST", f"{project}/examples", json={"text": f"Sentence {number}.", "meta": {"n": number}})
    anna = new_annotator(staff, project)

    assert [row["id"] for row in anna.ask("GET", "/v1/projects")["results"]] == [int(project.rsplit("/", 1)[1])]
    assert anna.ask("GET", f"{project}/my-role")["rolename"] == "annotator"
    assert [row["text"] for row in anna.ask("GET", f"{project}/category-types")] == ["economy"]
    rows = anna.ask("GET", f"{project}/examples", params={"limit": 10, "q": "", "confirmed": "", "ordering": ""})
    assert [row["text"] for row in rows["results"]] == ["Sentence 1.", "Sentence 2."]
    example = f"{project}/examples/{rows['results'][0]['id']}"
    made = anna.ask("POST", f"{example}/categories", json={"label": label["id"]})
    anna.ask("POST", f"{example}/states")
    comment = anna.ask("POST", f"{project}/comments?example={rows['results'][0]['id']}", json={"text": "unsure"})
    anna.ask("PATCH", f"{project}/comments/{comment['id']}", json={"text": "sure"})

    assert [row["label"] for row in anna.ask("GET", f"{example}/categories")] == [label["id"]]
    assert anna.ask("GET", example)["is_confirmed"] is True
    assert [row["text"] for row in anna.ask("GET", f"{project}/comments")["results"]] == ["sure"]
    assert anna.ask("GET", f"{project}/metrics/progress") == {"total": 2, "remaining": 1, "complete": 1}
    anna.ask("DELETE", f"{example}/categories/{made['id']}")
    assert anna.ask("GET", f"{example}/categories") == []
    new = {"old_password": PASSWORD, "new_password1": "loud-meadow-9", "new_password2": "loud-meadow-9"}
    anna.ask("POST", "/v1/auth/password/change/", json=new)
    name = staff.ask("GET", f"{project}/members")[-1]["username"]
    Account(doccano_server.url, name, "loud-meadow-9").ask("POST", "/v1/auth/logout/")


def test_nobody_meets_a_locked_database_while_rows_are_imported(doccano_server: server.LocalServer) -> None:
    staff = owner(doccano_server)
    project = new_project(staff)
    label = staff.ask("POST", f"{project}/category-types", json={"text": "economy", "background_color": "#336699"})
    examples = [staff.ask("POST", f"{project}/examples", json={"text": "S.", "meta": {}})["id"] for _ in range(15)]
    people = [new_annotator(staff, project) for _ in range(4)]
    problems: list[str] = []

    def label_all(person: Account) -> None:
        try:
            for example in examples:
                person.ask("POST", f"{project}/examples/{example}/categories", json={"label": label["id"]})
                person.ask("POST", f"{project}/examples/{example}/states")
        except AssertionError as problem:
            problems.append(str(problem))

    threads = [threading.Thread(target=label_all, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    rows = "".join(json.dumps({"text": f"Row {n}.", "label": [], "uid": f"a:{n}"}) + "\n" for n in range(2000))
    number = staff._send("POST", "/v1/fp/process/", staff.headers, files={"filepond": ("rows.jsonl", rows)}).text
    content = {"format": "JSONL", "task": "DocumentClassification", "uploadIds": [number], "column_data": "text"}
    task = staff.ask("POST", f"{project}/upload", json={**content, "column_label": "label"})["task_id"]
    for thread in threads:
        thread.join()
    assert problems == []
    assert staff.ask("GET", f"/v1/tasks/status/{task}")["error"] is None
    assert staff.ask("GET", f"{project}/metrics/progress")["total"] == 2015
    done = staff.ask("GET", f"{project}/metrics/member-progress")["progress"]
    assert sorted(row["done"] for row in done) == [0, 15, 15, 15, 15]


@pytest.mark.security
def test_its_log_does_not_overwrite_the_target_of_a_link(tmp_path: Path, doccano_server: server.LocalServer) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept", encoding="utf-8")
    (tmp_path / "server.log").symlink_to(victim)
    code = (
        "import logging, sys; from framing_site.log import LogFile\n"
        "logging.getLogger().addHandler(LogFile(sys.argv[1], delay=True)); logging.error('overwritten')"
    )
    made = environment.make_environment(silent)
    variables = {"PYTHONPATH": str(environment.SITE)}
    command = [str(made.python), "-c", code, str(tmp_path / "server.log")]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=30)
    assert victim.read_text(encoding="utf-8") == "kept"
    assert "symbolic links" in done.stderr


# ---------------------------------------------------------------- starts and ends


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "instance"
    server.down(tmp_path / "instance")


def test_it_keeps_labels_through_a_kill_and_stops_once(home: Path, doccano_server: server.LocalServer) -> None:
    first = start(home)
    project = new_project(owner(first))
    for member in family(first):
        member.kill()
    psutil.wait_procs(family(first) if psutil.pid_exists(first.pid) else [], timeout=5)
    assert server.status(home).running is False
    assert server.running(home) is None

    export, own = home / "media" / f"{uuid.uuid4()}.zip", home / "media" / "summer-pictures.zip"
    export.write_bytes(b"PK")
    own.write_bytes(b"PK")
    second = start(home)
    assert (second.started, second.password) == (True, first.password)
    assert owner(second).ask("GET", project)["description"] == "made by a test"
    assert not export.exists()
    assert own.exists()

    members = family(second)
    assert server.down(home) is True
    assert not any(member.is_running() for member in members)
    assert server.down(home) is False
    assert not (home / "db.sqlite3-wal").exists()  # everything is in the one file, which can be copied


def test_a_port_that_is_taken_starts_nothing(home: Path, doccano_server: server.LocalServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(DoccanoError, match=f"Port {port} "):
            server.up(home, port=port, say=silent, settings_module="weak_settings", extra_path=SITE)
    assert server.status(home).running is False
    assert not (home / "server.json").exists()


def test_a_server_that_does_not_start_says_why_and_leaves_no_process(
    home: Path, doccano_server: server.LocalServer
) -> None:
    home.mkdir()
    (home / "db.sqlite3").write_bytes(b"this is not a database, " * 50)
    with pytest.raises(InputError, match=r"db\.sqlite3: file is not a database"):  # found when it is to be upgraded
        start(home)
    name = environment.make_environment(silent).folder.name
    (home / "schema.json").write_text(json.dumps({"environment": name}), encoding="utf-8")
    with pytest.raises(DoccanoError, match="file is not a database"):  # found by Doccano
        start(home)
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(home) in " ".join(p.info["cmdline"] or [])]


def test_a_database_of_another_environment_is_kept_and_brought_up_to_date(
    home: Path, doccano_server: server.LocalServer
) -> None:
    made = environment.make_environment(silent)
    template = environment.make_template(made, "weak_settings", SITE, silent)
    home.mkdir()
    shutil.copyfile(template / "db.sqlite3", home / "db.sqlite3")
    with contextlib.closing(sqlite3.connect(home / "db.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO roles_role (name, description, created_at, updated_at) VALUES ('guest', '', '2026', '2026')"
        )
    (home / "schema.json").write_text('{"environment": "an-older-one"}', encoding="utf-8")
    (home / "upgrade").mkdir()  # left by a call that was interrupted
    said: list[str] = []
    roles = owner(start(home, said.append)).ask("GET", "/v1/roles")
    kept = home / "before-upgrade.sqlite3"
    assert "guest" in [role["name"] for role in roles]
    with contextlib.closing(sqlite3.connect(kept)) as database:
        assert ("guest",) in database.execute("SELECT name FROM roles_role").fetchall()
    assert not (home / "upgrade").exists()
    assert any(str(kept) in line for line in said)


def test_after_ctrl_c_no_process_is_left_and_the_same_call_finishes(
    home: Path, doccano_server: server.LocalServer
) -> None:
    code = (
        "import sys; from pathlib import Path; from framing.doccano.local import server\n"
        "server.up(Path(sys.argv[1]), port=0, say=lambda text: print(text, flush=True),"
        " settings_module='weak_settings', extra_path=Path(sys.argv[2]))\n"
    )
    variables = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", code, str(home), str(SITE)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=variables, start_new_session=True
    ) as child:
        assert child.stdout is not None
        assert "Starting Doccano" in child.stdout.readline()
        time.sleep(0.5)
        os.killpg(child.pid, signal.SIGINT)  # what a terminal does
        child.wait(timeout=30)
    assert child.returncode != 0
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(home) in " ".join(p.info["cmdline"] or [])]
    assert start(home).started is True
