"""What a member of a project may change: every address of the server, tried with every method that writes."""

import contextlib
import json
import re
import sqlite3
import subprocess
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from framing.doccano.local import environment
from framing.doccano.local.server import LocalServer

pytestmark = pytest.mark.security

PASSWORD = "quiet-harbour-42"
WRITING = ("PUT", "PATCH", "POST", "DELETE")
ROLES = ("annotator", "annotation_approver")
# All that a member may change: the account, and labels, states and comments of one's own.
OF_THE_ACCOUNT = {("POST", "v1/auth/login/"), ("POST", "v1/auth/logout/"), ("POST", "v1/auth/password/change/")}
ROWS = {
    ("POST", "examples/<int:example_id>/categories"),
    ("DELETE", "examples/<int:example_id>/categories"),
    ("PUT", "examples/<int:example_id>/categories/<int:annotation_id>"),
    ("PATCH", "examples/<int:example_id>/categories/<int:annotation_id>"),
    ("DELETE", "examples/<int:example_id>/categories/<int:annotation_id>"),
    ("POST", "examples/<int:example_id>/states"),
    ("POST", "comments"),
    ("DELETE", "comments"),
    ("PUT", "comments/<int:comment_id>"),
    ("PATCH", "comments/<int:comment_id>"),
    ("DELETE", "comments/<int:comment_id>"),
}
OF_THE_WORK = {(method, f"v1/projects/<int:project_id>/{route}") for method, route in ROWS}
BY_NUMBER = {(method, route) for method, route in OF_THE_WORK if route.endswith(("annotation_id>", "comment_id>"))}
# Where the server matches by a pattern: addresses that fall under it.
BY_PATTERN = {
    r"^media/(?P<path>.+)$": ["media/x.zip"],
    r"v1/fp/^patch/(?P<chunk_id>[0-9a-zA-Z]{22})$": [f"v1/fp/patch/{'a' * 22}"],
    "": ["projects", "v1/no-such-address"],
}
CLOSED = ["admin/x", "api-auth/x", "swagger/x", "social/x", "v1/auth/registration/", "v1/fp/revert/", "v1/health/x"]
LIST_ADDRESSES = """
import json, django
django.setup()
from django.urls import get_resolver
def walk(patterns, before):
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, here)
        else:
            yield here
print(json.dumps(sorted(set(walk(get_resolver().url_patterns, "")))))
"""


@pytest.fixture(scope="module")
def addresses(doccano_server: LocalServer) -> list[str]:
    """Every address of the server as it is written in its list; those of rows before those of their lists."""
    made = environment.make_environment(print)
    variables = environment.server_variables(made, doccano_server.home, environment.SETTINGS, None)
    command = [str(made.python), "-c", LIST_ADDRESSES]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True, timeout=60)
    found = []
    for route in json.loads(done.stdout):
        if route.startswith("^(?:admin|"):
            found += [*CLOSED, "v1/projects/<int:project_id>/auto-labeling/configs"]
        else:
            found += BY_PATTERN.get(route, [route])
    assert not [route for route in found if "(?P" in route or "^" in route]
    return sorted(found, key=lambda route: (-route.count("/"), -len(route), route))


@dataclass
class Person:
    """Somebody logged in as a browser is, so that a write fails for no other reason than the rights."""

    url: str
    name: str
    number: int
    session: requests.Session

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.session.request(method, self.url + path, timeout=20, allow_redirects=False, **options)

    def made(self, path: str, content: dict[str, Any]) -> int:
        answer = self.ask("POST", path, json=content)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])


def log_in(url: str, name: str, password: str) -> Person:
    session = requests.Session()
    session.trust_env = False
    session.post(f"{url}/v1/auth/login/", json={"username": name, "password": password}, timeout=20).raise_for_status()
    session.headers["X-CSRFToken"] = session.cookies["csrftoken"]
    return Person(url, name, session.get(f"{url}/v1/me", timeout=20).json()["id"], session)


@dataclass(frozen=True)
class Rows:
    """What one person has in the project: a label, a comment."""

    category: int
    comment: int


@dataclass
class Study:
    """A project with two examples and two members who have labelled, confirmed and commented the first."""

    staff: Person
    names: dict[str, str]
    number: int
    example: int
    label: int
    other_label: int
    tag: int
    members: dict[str, int]

    @property
    def path(self) -> str:
        return f"/v1/projects/{self.number}"

    def person(self, who: str) -> Person:
        """The member of that role or name, logged in anew."""
        return log_in(self.staff.url, self.names.get(who, who), PASSWORD)

    def work(self, person: Person) -> Rows:
        """The person's label and comment, made anew."""
        example = f"{self.path}/examples/{self.example}"
        assert person.ask("DELETE", f"{example}/categories").status_code == 204
        category = person.made(f"{example}/categories", {"label": self.label})
        if not person.ask("GET", f"{example}/states").json()["count"]:
            person.made(f"{example}/states", {})
        return Rows(
            category, person.made(f"{self.path}/comments?example={self.example}", {"text": f"by {person.name}"})
        )


@pytest.fixture(scope="module")
def study(doccano_server: LocalServer) -> Study:
    url, mark = doccano_server.url, uuid.uuid4().hex[:6]
    staff = log_in(url, doccano_server.username, doccano_server.password)
    project = {
        "resourcetype": "TextClassificationProject",
        "project_type": "DocumentClassification",
        "name": f"p-{mark}",
        "description": "made by a test",
        "allow_member_to_create_label_type": True,  # Doccano would let members add label types
    }
    number = staff.made("/v1/projects", project)
    path = f"/v1/projects/{number}"
    label = staff.made(f"{path}/category-types", {"text": "economy", "background_color": "#336699"})
    other_label = staff.made(f"{path}/category-types", {"text": "weather", "background_color": "#993366"})
    example = staff.made(f"{path}/examples", {"text": "The bridge closes.", "meta": {}})
    tag = staff.made(f"{path}/tags", {"text": "draft"})
    roles = {role["name"]: role["id"] for role in staff.ask("GET", "/v1/roles").json()}
    names, members = {}, {}
    for who, role in (("annotator", "annotator"), ("annotation_approver",) * 2, ("colleague", "annotator")):
        name = f"{who[:11]}-{mark}"
        account = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
        user = staff.made("/v1/users/create", account)
        members[who] = staff.made(f"{path}/members", {"user": user, "role": roles[role]})
        names[who] = name
    return Study(staff, names, number, example, label, other_label, tag, members)


Table = set[tuple[Any, ...]]


def database(server: LocalServer, own: int) -> dict[str, Table]:
    """All rows of all tables, without labels, states and comments of the user `own`, and who is logged in."""
    with contextlib.closing(sqlite3.connect(f"file:{server.home / 'db.sqlite3'}?mode=ro", uri=True)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        conditions = {
            "labels_category": "user_id != ?",
            "examples_comment": "user_id != ?",
            "examples_examplestate": "confirmed_by_id != ?",
            "authtoken_token": "user_id != ?",
            "auth_user": "id != ?",
        }
        content = {}
        for name in set(names) - {"django_session", "sqlite_sequence"}:
            where = f" WHERE {conditions[name]}" if name in conditions else ""
            content[name] = set(connection.execute(f"SELECT * FROM {name}{where}", (own,) if where else ()))
        content["who may what"] = set(
            connection.execute("SELECT id, username, is_superuser, is_staff, is_active, email FROM auth_user")
        )
    return content


def try_everything(study: Study, addresses: list[str], person: Person) -> set[tuple[str, str]]:
    """Each method and address that was not refused to the person; numbers in addresses and bodies are the person's."""
    let_through = set()
    for route in addresses:
        if not route.startswith("v1/auth/"):
            rows = study.work(person)
        for method in WRITING:
            if route.startswith("v1/auth/"):  # a logout or another password ends the session
                person = study.person(person.name)
                rows = study.work(person)
            answer = person.ask(method, "/" + filled(study, route, rows, person), json=body(study, rows, person))
            assert answer.status_code < 500, (method, route, answer.text)
            if answer.status_code not in (403, 404, 405):
                let_through.add((method, route))
    return let_through


def filled(study: Study, route: str, rows: Rows, owner: Person) -> str:
    """The address with numbers that exist."""
    numbers = {
        "project_id": study.number,
        "example_id": study.example,
        "annotation_id": rows.category,
        "comment_id": rows.comment,
        "label_id": study.label,
        "tag_id": study.tag,
        "member_id": next(number for who, number in study.members.items() if study.names[who] == owner.name),
        "task_id": "none",
    }
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(numbers[found[1]]), route)
    return f"{path}?example={study.example}" if path.endswith("/comments") else path


def body(study: Study, rows: Rows, owner: Person) -> dict[str, Any]:
    """What any of the views could take."""
    return {
        "label": study.other_label, "example": study.example, "user": owner.number, "role": 1, "ids": [rows.comment],
        "text": "rewritten", "name": "rewritten", "description": "rewritten", "meta": {}, "background_color": "#000000",
        "resourcetype": "TextClassificationProject", "project_type": "DocumentClassification", "guideline": "rewritten",
        "collaborative_annotation": True, "username": owner.name, "password": PASSWORD, "password1": PASSWORD,
        "password2": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD, "format": "JSONL",
        "exportApproved": False, "task": "DocumentClassification", "uploadIds": [], "is_superuser": True,
    }  # fmt: skip


def test_the_list_of_addresses_is_the_whole_one(addresses: list[str]) -> None:
    assert {route for _, route in OF_THE_ACCOUNT | OF_THE_WORK} <= set(addresses)
    assert {"v1/projects/<int:project_id>", "v1/users/create", "v1/fp/process/", "admin/x", "media/x.zip"} <= set(
        addresses
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_member_changes_work_of_ones_own_and_nothing_else(
    study: Study, addresses: list[str], doccano_server: LocalServer, role: str
) -> None:
    member = study.person(role)
    before = database(doccano_server, member.number)
    assert try_everything(study, addresses, member) == OF_THE_ACCOUNT | OF_THE_WORK
    assert database(doccano_server, member.number) == before


@pytest.mark.parametrize("role", ROLES)
def test_a_member_changes_nothing_that_is_a_colleagues(
    study: Study, addresses: list[str], doccano_server: LocalServer, role: str
) -> None:
    member, colleague = study.person(role), study.person("colleague")
    routes = [route for route in addresses if route.startswith("v1/projects/")]
    rows = study.work(colleague)
    before = database(doccano_server, member.number)
    let_through = set()
    for route in routes:
        for method in WRITING:
            content = body(study, rows, colleague)
            answer = member.ask(method, "/" + filled(study, route, rows, colleague), json=content)
            if answer.status_code not in (403, 404, 405):
                let_through.add((method, route))
    assert let_through == OF_THE_WORK - BY_NUMBER
    assert database(doccano_server, member.number) == before


def test_nobody_writes_without_logging_in(study: Study, addresses: list[str], doccano_server: LocalServer) -> None:
    colleague = study.person("colleague")
    rows = study.work(colleague)
    before = database(doccano_server, 0)
    let_through = set()
    for route in addresses:
        for method in WRITING:
            session = requests.Session()
            session.trust_env = False
            nobody = Person(study.staff.url, "", 0, session)
            answer = nobody.ask(method, "/" + filled(study, route, rows, colleague), json=body(study, rows, colleague))
            if answer.status_code not in (401, 403, 404, 405):
                let_through.add((method, route))
    after = database(doccano_server, 0)
    # A login writes its time and a token for the person whose password was sent.
    for table in ("auth_user", "authtoken_token"):
        after.pop(table)
        before.pop(table)
    assert let_through == {("POST", "v1/auth/login/"), ("POST", "v1/auth/logout/")}
    assert after == before


def test_a_member_reads_comments_of_ones_own_and_the_administrator_reads_all(study: Study) -> None:
    member, colleague = study.person("annotator"), study.person("colleague")
    own, other = study.work(member), study.work(colleague)
    seen = member.ask("GET", f"{study.path}/comments", params={"limit": 1000}).json()["results"]
    assert {comment["user"] for comment in seen} == {member.number}
    assert own.comment in {comment["id"] for comment in seen}
    for question in ({"q": colleague.name}, {"example": study.example, "limit": 1000}):
        found = member.ask("GET", f"{study.path}/comments", params=question).json()["results"]
        assert colleague.number not in {comment["user"] for comment in found}
    assert member.ask("GET", f"{study.path}/comments/{other.comment}").status_code in (403, 404)
    by_all = study.staff.ask("GET", f"{study.path}/comments", params={"limit": 1000}).json()["results"]
    assert {own.comment, other.comment} <= {comment["id"] for comment in by_all}


def test_a_member_reads_what_the_administrator_says_to_a_sentence_after_confirming_it(study: Study) -> None:
    member = study.person("annotator")
    path = f"{study.path}/examples"
    example = study.staff.made(path, {"text": "The ferry is late.", "meta": {}})
    said = study.staff.made(f"{study.path}/comments?example={example}", {"text": "The codebook says no."})

    def read() -> tuple[bool, int]:
        seen = member.ask("GET", f"{study.path}/comments", params={"example": example}).json()["results"]
        return said in {comment["id"] for comment in seen}, member.ask("GET", f"{path}/{example}").json()[
            "comment_count"
        ]

    assert read() == (False, 0)
    study.person("colleague").made(f"{path}/{example}/states", {})
    assert read() == (False, 0)
    member.made(f"{path}/{example}/states", {})
    assert read() == (True, 1)
    assert study.staff.ask("DELETE", path, json={"ids": [example]}).status_code == 204


def test_the_number_of_comments_beside_a_sentence_is_that_of_ones_own(study: Study) -> None:
    member = study.person("annotator")
    study.work(study.person("colleague"))
    own = member.ask("GET", f"{study.path}/comments", params={"limit": 1000}).json()["count"]
    assert member.ask("GET", f"{study.path}/examples/{study.example}").json()["comment_count"] == own
    assert study.staff.ask("GET", f"{study.path}/examples/{study.example}").json()["comment_count"] > own


@pytest.mark.parametrize("role", ROLES)
def test_how_far_each_colleague_is_is_for_the_administrator(study: Study, role: str) -> None:
    member = study.person(role)
    assert member.ask("GET", f"{study.path}/metrics/member-progress").status_code == 403
    assert member.ask("GET", f"{study.path}/metrics/progress").json()["total"] == 1
    assert study.staff.ask("GET", f"{study.path}/metrics/member-progress").json()["total"] == 1
