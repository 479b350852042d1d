"""A study for several annotators on a real Doccano, and one that assigns sentences: the real one behind a door."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import pytest
import requests

from framing.accounts import stored_password
from framing.annotation.decisions import Decision
from framing.annotation.ledger import read_ledger
from framing.cli.main import exit_code
from framing.cli.pull import pull_project
from framing.doccano.local.server import LocalServer
from framing.doccano.project import projects, tasks
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project
from framing.files import read_table
from framing.tables import ASSIGNMENTS, SENTENCES
from framing.workspace import open_workspace

# -- a Doccano of version 1.8.5, as far as it differs ---------------------------------------------

_ASSIGNMENTS = re.compile(r"/v1/projects/(\d+)/assignments(/reset)?")
_EXAMPLES = re.compile(r"/v1/projects/(\d+)/examples")
_KEPT = ("host", "authorization", "content-type", "accept", "cookie", "x-csrftoken")
Forget = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True)
class Said:
    """An answer of a server."""

    status: int
    body: bytes
    kind: str = "application/json"
    cookies: tuple[str, ...] = ()

    @property
    def value(self) -> Any:
        return json.loads(self.body)


def said(value: object, status: int = 200) -> Said:
    return Said(status, json.dumps(value).encode())


class AssigningServer(ThreadingHTTPServer):
    """Doccano 1.8.5 for our purposes: a door to the real 1.8.4 that adds assignments, and hides what is not assigned.

    From what was measured of 1.8.5: an annotator lists only what is assigned; assignments are made one by one for an
    account's id, once for an example; everybody lists only the own; a listing of examples says who is assigned, and
    can be asked for one assignee. Its ways to assign many at once are left out: framing does not use them.
    """

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.upstream = upstream
        self.staff = ""  # what the staff's requests carry
        self.made: list[dict[str, Any]] = []
        self.forgets: Forget = lambda assignment: False  # which assignments it says it made and did not
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # those of who asks are handed on

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Door(BaseHTTPRequestHandler):
    server: AssigningServer
    protocol_version: ClassVar[str] = "HTTP/1.1"

    def _respond(self) -> None:
        self.sent = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = urlsplit(self.path).path
        if found := _ASSIGNMENTS.fullmatch(path):
            answer = self._assignments(int(found[1]), reset=bool(found[2]))
        elif self.command == "GET" and (found := _EXAMPLES.fullmatch(path)):
            answer = self._examples(int(found[1]))
        else:
            answer = self._ask(self.path)
        self.send_response(answer.status)
        self.send_header("content-type", answer.kind)
        self.send_header("content-length", str(len(answer.body)))
        for cookie in answer.cookies:
            self.send_header("set-cookie", cookie)
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _respond  # noqa: N815  # http.server looks for these names

    def log_message(self, *_: Any) -> None:
        """Silent."""

    def _ask(self, path: str, command: str | None = None) -> Said:
        """What the real server answers to whoever asks us."""
        headers = {name: value for name, value in self.headers.items() if name.lower() in _KEPT}
        answer = self.server.session.request(
            command or self.command, self.server.upstream + path, headers=headers, data=self.sent, timeout=60
        )
        cookies = answer.raw.headers.getlist("set-cookie")
        return Said(answer.status_code, answer.content, answer.headers.get("content-type", ""), tuple(cookies))

    def _assignments(self, project: int, *, reset: bool) -> Said:
        me = self._ask("/v1/me", "GET")
        if me.status != 200:
            return me
        person, made = me.value, self.server.made
        if self.command != "GET" and not person["is_superuser"]:
            return said({"detail": "You do not have permission to perform this action."}, 403)
        if self._ask(f"/v1/projects/{project}", "GET").status != 200:
            return said({"detail": "Not found."}, 404)
        if reset:
            made[:] = [each for each in made if each["project"] != project]
            return Said(204, b"")
        if self.command == "GET":
            own = [each for each in made if (each["project"], each["assignee"]) == (project, person["id"])]
            return said({"count": len(own), "next": None, "previous": None, "results": own})
        asked = {"example": json.loads(self.sent)["example"], "assignee": json.loads(self.sent)["assignee"]}
        if any(asked.items() <= each.items() for each in made):
            return said({"non_field_errors": ["The fields example, assignee must make a unique set."]}, 400)
        assignment = {"id": str(uuid4()), "project": project, **asked}
        if not self.server.forgets(assignment):
            made.append(assignment)
        return said(assignment, 201)

    def _examples(self, project: int) -> Said:
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
        bounds = {"limit": int(asked.pop("limit", 5)), "offset": int(asked.pop("offset", 0))}
        assignee = asked.pop("assignee", None)
        whole = self._ask(f"/v1/projects/{project}/examples?{urlencode({**asked, 'limit': 100_000})}")
        if whole.status != 200:
            return whole
        role = self._ask(f"/v1/projects/{project}/my-role", "GET")
        if role.status != 200:
            return said({"detail": "Not found."}, 404)
        rows = self._with_assignments(project, whole.value["results"])
        if role.value["rolename"] != "project_admin":
            rows = self._seen_by(role.value["username"], project, rows)
        rows = [row for row in rows if assignee is None or assignee in names(row)]
        page = rows[bounds["offset"] :][: bounds["limit"]]
        return said({"count": len(rows), "next": None, "previous": None, "results": page})

    def _with_assignments(self, project: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        members = self.server.session.get(  # as the staff, whose word is needed for the names
            f"{self.server.upstream}/v1/projects/{project}/members",
            headers={"authorization": self.server.staff},
            timeout=60,
        ).json()
        username = {member["user"]: member["username"] for member in members}
        given: dict[int, list[dict[str, Any]]] = {}
        for each in self.server.made:
            shown = {"id": each["id"], "assignee": username.get(each["assignee"]), "assignee_id": each["assignee"]}
            given.setdefault(each["example"], []).append(shown)
        return [{**row, "assignments": given.get(row["id"], [])} for row in rows]

    def _seen_by(self, username: str, project: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What an annotator sees: the assigned ones, shuffled by the assignments' ids if the project asks for that."""
        mine = [row for row in rows if username in names(row)]
        if self._ask(f"/v1/projects/{project}", "GET").value["random_order"]:
            mine.sort(key=lambda row: next(each["id"] for each in row["assignments"] if each["assignee"] == username))
        return mine


def names(row: dict[str, Any]) -> set[str]:
    return {each["assignee"] for each in row["assignments"]}


@pytest.fixture
def assigning(doccano_server: LocalServer) -> Iterator[AssigningServer]:
    """A Doccano that assigns sentences."""
    with AssigningServer(doccano_server.url) as server:
        login = {"username": doccano_server.username, "password": doccano_server.password}
        key = server.session.post(f"{doccano_server.url}/v1/auth/login/", json=login, timeout=60).json()["key"]
        server.staff = f"Token {key}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        server.session.close()
        thread.join()


# -- a study ---------------------------------------------------------------------------------------

TEXTS = {
    "one.txt": "The strike began on Monday. Trains stood still. Nurses ask for more. The mayor was silent.",
    "two.txt": "Ten offices closed. Queues grew long. The union spoke. Talks begin on Friday.",
}


@dataclass
class Team:
    """A project folder with its own name on the server, and what commands said."""

    folder: Path
    server: LocalServer
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    url: str

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def plan_file(self) -> Path:
        return self.folder / "annotations" / "assignments.jsonl"

    def account(self, person: str) -> str:
        """Accounts are shared by all projects of a server: each test has its own."""
        return f"{person}-{self.name}"

    def accounts(self, people: str) -> str:
        return ",".join(self.account(person) for person in people.split(","))

    def at(self, url: str) -> None:
        self.url = url
        self.patch.setenv("FRAMING_DOCCANO_URL", url)

    def run(self, *arguments: str, code: int = 0) -> Any:
        """What a command says as JSON; its error line where it shall fail."""
        self.capture.readouterr()
        ended = exit_code(["-C", str(self.folder), *arguments, "--json"])
        spoken = self.capture.readouterr()
        assert ended == code, spoken.err
        return spoken.err if code else json.loads(spoken.out)["result"]

    def push(self, people: str, *options: str, code: int = 0) -> Any:
        named = ("--annotators", self.accounts(people)) if people else ()
        return self.run("push", *named, *options, code=code)

    def ingest(self, **texts: str) -> list[str]:
        """The ids of all sentences, after these texts were added."""
        for name, text in texts.items():
            (self.folder / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")
        self.run("ingest", str(self.folder / "texts"))
        return list(read_table(self.folder / "out" / "sentences.jsonl", SENTENCES)["sentence_id"])

    def plan(self) -> dict[str, list[str]]:
        """Annotator, without what makes the account this test's own, to sentences."""
        table = read_table(self.plan_file, ASSIGNMENTS)
        parts = table.groupby("annotator")["sentence_id"]
        return {str(name).removesuffix(f"-{self.name}"): list(part) for name, part in parts}

    def staff(self) -> Gateway:
        return Gateway(Account(self.url, self.server.username, self.server.password))

    def log_in(self, person: str) -> Gateway:
        secret = stored_password(self.folder / "out" / "accounts.csv", self.url, self.account(person))
        assert secret
        return Gateway(Account(self.url, self.account(person), secret))

    def study(self) -> list[tuple[Project, Any]]:
        return projects.study_projects(self.staff(), self.name)

    def seen(self, person: str) -> list[tuple[str, list[str]]]:
        """Projects that somebody sees, each with the names of its examples, in order."""
        gateway = self.log_in(person)
        found = []
        for project in sorted(gateway.projects(), key=lambda project: project.name):
            page = gateway.json("GET", f"projects/{project.id}/examples", "look", params={"limit": 1000})
            found.append((project.name, [str(tasks.name_of(row["meta"])) for row in page["results"]]))
        return found

    def confirm(self, person: str, project_name: str, names: list[str], *labels: str) -> None:
        """Somebody labels examples, as the page would."""
        gateway = self.log_in(person)
        project = gateway.find_project(project_name)
        assert project
        ids, texts = projects.sentence_ids(self.staff(), project), gateway.label_ids(project)
        for name in names:
            for label in labels:
                gateway.choose_label(project, ids[name][0], texts[label])
            gateway.toggle_confirmed(project, ids[name][0])

    def pull(self) -> list[Decision]:
        """The ledger after a pull of all of the study's projects."""
        place = open_workspace(self.folder)
        for project, _ in self.study():
            pull_project(place, self.staff(), project.name)
        return read_ledger(place.ledger)


@pytest.fixture
def team(
    doccano_server: LocalServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> Team:
    """A project with two texts of four sentences each, by the template's codebook, connected to the server."""
    monkeypatch.setenv("FRAMING_DOCCANO_USERNAME", doccano_server.username)
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", doccano_server.password)
    folder = tmp_path / re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))[:40].strip("-")
    made = Team(folder, doccano_server, capsys, monkeypatch, "")
    made.at(doccano_server.url)
    assert exit_code(["init", str(folder)]) == 0
    (folder / "texts").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / name).write_text(text, encoding="utf-8")
    made.ingest()
    return made
