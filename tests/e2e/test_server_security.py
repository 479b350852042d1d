"""Each hole of a stock Doccano, tried from outside: as nobody, as an annotator by token and by session cookie."""

import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests

from framing.doccano.local.server import LocalServer

pytestmark = pytest.mark.security

PASSWORD = "quiet-harbour-42"
OUTSIDERS = ["nobody", "annotator by token", "annotator by session"]
EVERYBODY = [*OUTSIDERS, "staff"]


@dataclass
class Visitor:
    """Somebody who sends requests to the server, in one way of being logged in or in none."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = self.headers | options.pop("headers", {})
        with requests.Session() as session:
            session.trust_env = False
            session.cookies.update(self.cookies)
            return session.request(
                method, self.url + path, headers=headers, timeout=20, allow_redirects=False, **options
            )


def log_in(url: str, name: str, password: str, way: str) -> Visitor:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(f"{url}/v1/auth/login/", json={"username": name, "password": password}, timeout=20)
        answer.raise_for_status()
        cookies = session.cookies.get_dict()
    if way == "token":
        return Visitor(url, {"Authorization": f"Token {answer.json()['key']}"})
    return Visitor(url, {"X-CSRFToken": cookies["csrftoken"]}, cookies)


@dataclass(frozen=True)
class Project:
    """A project with two examples, a label type, and one example coded, commented and confirmed by its admin."""

    number: int
    examples: tuple[int, int]
    label: int
    category: int
    comment: int
    member: int
    tag: int

    @property
    def path(self) -> str:
        return f"/v1/projects/{self.number}"


@dataclass(frozen=True)
class World:
    """Two projects: the annotator codes in `hers` only; the neighbour administers `other` only."""

    visitors: dict[str, Visitor]
    neighbour: Visitor
    hers: Project
    other: Project

    @property
    def staff(self) -> Visitor:
        return self.visitors["staff"]

    @property
    def annotator(self) -> Visitor:
        return self.visitors["annotator by token"]


def make_project(staff: Visitor, members: dict[int, int]) -> Project:
    def made(path: str, content: dict[str, Any]) -> int:
        answer = staff.ask("POST", path, json=content)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    number = made(
        "/v1/projects",
        {
            "resourcetype": "TextClassificationProject",
            "project_type": "DocumentClassification",
            "name": f"p-{uuid.uuid4().hex[:8]}",
            "description": "made by a test",
        },
    )
    path = f"/v1/projects/{number}"
    label = made(f"{path}/category-types", {"text": "economy", "background_color": "#336699"})
    first, second = (made(f"{path}/examples", {"text": f"Sentence {n}.", "meta": {}}) for n in (1, 2))
    category = made(f"{path}/examples/{first}/categories", {"label": label})
    comment = made(f"{path}/comments?example={first}", {"text": "unsure"})
    tag = made(f"{path}/tags", {"text": "draft"})
    numbers = [made(f"{path}/members", {"user": user, "role": role}) for user, role in members.items()]
    return Project(number, (first, second), label, category, comment, numbers[0], tag)


@pytest.fixture(scope="module")
def world(doccano_server: LocalServer) -> World:
    url = doccano_server.url
    staff = log_in(url, doccano_server.username, doccano_server.password, "token")
    roles = {role["name"]: role["id"] for role in staff.ask("GET", "/v1/roles").json()}

    def account(name: str) -> int:
        content = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
        return int(staff.ask("POST", "/v1/users/create", json=content).json()["id"])

    mark = uuid.uuid4().hex[:6]
    annotator, neighbour = account(f"anna-{mark}"), account(f"ben-{mark}")
    hers = make_project(staff, {annotator: roles["annotator"]})
    other = make_project(staff, {neighbour: roles["project_admin"]})
    visitors = {
        "nobody": Visitor(url),
        "annotator by token": log_in(url, f"anna-{mark}", PASSWORD, "token"),
        "annotator by session": log_in(url, f"anna-{mark}", PASSWORD, "session"),
        "staff": staff,
    }
    return World(visitors, log_in(url, f"ben-{mark}", PASSWORD, "token"), hers, other)


def upload(visitor: Visitor, content: bytes = b'{"text": "A.", "label": []}\n') -> requests.Response:
    return visitor.ask("POST", "/v1/fp/process/", files={"filepond": ("rows.jsonl", content)})


def export(visitor: Visitor, project: Project) -> requests.Response:
    return visitor.ask("POST", f"{project.path}/download", json={"format": "JSONL", "exportApproved": False})


def is_refused(answer: requests.Response) -> bool:
    """403 or 404, as JSON with a reason: what a program that asks can understand."""
    as_json = answer.headers["content-type"].startswith("application/json")
    return answer.status_code in (403, 404) and as_json and "detail" in answer.json()


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("who", OUTSIDERS)
def test_only_staff_may_upload(world: World, who: str) -> None:
    assert upload(world.visitors[who]).status_code == 403
    assert upload(world.staff).status_code == 200


@pytest.mark.parametrize("who", OUTSIDERS)
def test_only_staff_may_import_into_a_project(world: World, who: str) -> None:
    number = upload(world.staff).text
    content = {"format": "JSONL", "task": "DocumentClassification", "uploadIds": [number]}
    answer = world.visitors[who].ask("POST", f"{world.hers.path}/upload", json=content)
    assert is_refused(answer)
    assert is_refused(world.neighbour.ask("POST", f"{world.other.path}/upload", json=content))


@pytest.fixture
def bait() -> Iterator[tuple[str, list[str]]]:
    """A web server of this machine, and the list of paths that somebody made Doccano fetch from it."""
    seen: list[str] = []

    class Bait(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, *args: Any) -> None:
            pass

    listener = HTTPServer(("127.0.0.1", 0), Bait)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{listener.server_port}", seen
    listener.shutdown()
    thread.join()
    listener.server_close()


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_makes_the_server_fetch_an_address(world: World, who: str, bait: tuple[str, list[str]]) -> None:
    address, seen = bait
    for path in ("/v1/fp/fetch/", "/v1/fp/load/"):
        for method in ("GET", "HEAD"):
            answer = world.visitors[who].ask(method, path, params={"target": address, "id": address})
            assert answer.status_code in (403, 404)
    assert seen == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_reads_back_changes_or_deletes_an_upload(world: World, who: str) -> None:
    number = upload(world.staff, b"<script>alert(1)</script>").text
    visitor = world.visitors[who]
    assert is_refused(visitor.ask("GET", "/v1/fp/restore/", params={"id": number}))
    assert is_refused(visitor.ask("GET", "/v1/fp/load/", params={"id": number}))
    assert is_refused(visitor.ask("PATCH", f"/v1/fp/patch/{number}", data=b"x"))
    assert visitor.ask("HEAD", f"/v1/fp/patch/{number}").status_code == 404
    assert is_refused(visitor.ask("DELETE", "/v1/fp/revert/", data=number))
    # It is still there: staff can import it as text.
    content = {"format": "TextFile", "task": "DocumentClassification", "uploadIds": [number]}
    before = world.staff.ask("GET", f"{world.other.path}/metrics/progress").json()["total"]
    assert world.staff.ask("POST", f"{world.other.path}/upload", json=content).status_code == 200
    assert world.staff.ask("GET", f"{world.other.path}/metrics/progress").json()["total"] == before + 1


# ---------------------------------------------------------------- exports


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_export_is_made_and_fetched_only_by_who_administers_the_project(world: World, who: str) -> None:
    task = export(world.staff, world.hers).json()["task_id"]
    visitor = world.visitors[who]
    assert is_refused(export(visitor, world.hers))
    assert is_refused(visitor.ask("GET", f"{world.hers.path}/download", params={"taskId": task}))
    assert visitor.ask("HEAD", f"{world.hers.path}/download", params={"taskId": task}).status_code == 403
    assert is_refused(visitor.ask("GET", f"/v1/tasks/status/{task}"))
    fetched = world.staff.ask("GET", f"{world.hers.path}/download", params={"taskId": task})
    assert fetched.status_code == 200
    assert fetched.content.startswith(b"PK")


def test_the_administrator_of_another_project_does_not_get_the_export(world: World) -> None:
    task = export(world.staff, world.hers).json()["task_id"]
    for project in (world.hers, world.other):  # through the project it is of, and through his own
        answer = world.neighbour.ask("GET", f"{project.path}/download", params={"taskId": task})
        assert is_refused(answer)
    assert is_refused(world.neighbour.ask("GET", f"/v1/tasks/status/{task}"))


def test_who_administers_a_project_gets_its_export_both_ways(world: World) -> None:
    task = export(world.neighbour, world.other).json()["task_id"]
    fetched = world.neighbour.ask("GET", f"{world.other.path}/download", params={"taskId": task})
    name = media_path(world, task)
    assert fetched.status_code == 200
    assert world.neighbour.ask("GET", name).content == fetched.content


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_knows_the_name_of_an_export_does_not_get_it(world: World, who: str) -> None:
    name = media_path(world, export(world.staff, world.hers).json()["task_id"])
    assert is_refused(world.visitors[who].ask("GET", name))
    assert is_refused(world.neighbour.ask("GET", name))
    assert world.staff.ask("GET", name).content.startswith(b"PK")


def test_a_made_up_cookie_or_token_is_nobody(world: World) -> None:
    name = media_path(world, export(world.staff, world.hers).json()["task_id"])
    for visitor in (
        Visitor(world.staff.url, {}, {"sessionid": "a" * 32}),
        Visitor(world.staff.url, {"Authorization": "Token " + "a" * 40}),
    ):
        assert is_refused(visitor.ask("GET", name))
        assert is_refused(visitor.ask("GET", "/v1/users"))


def test_media_files_are_attachments_and_stay_below_their_folder(world: World) -> None:
    name = media_path(world, export(world.staff, world.hers).json()["task_id"])
    answer = world.staff.ask("GET", name)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"
    for path in ("/media/../secrets.json", "/media/%2e%2e/secrets.json", "/media/..%2fsecrets.json"):
        assert "secret_key" not in world.staff.ask("GET", path).text


def media_path(world: World, task: str) -> str:
    result = world.staff.ask("GET", f"/v1/tasks/status/{task}").json()["result"]
    return "/media/" + result.rsplit("/", 1)[1]


# ---------------------------------------------------------------- other hosts, other sites


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_foreign_origin_gets_no_permission_to_read(world: World, who: str) -> None:
    foreign = {"Origin": "http://elsewhere.example", "Access-Control-Request-Method": "POST"}
    for method in ("GET", "OPTIONS"):
        answer = world.visitors[who].ask(method, "/v1/me", headers=foreign)
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_a_foreign_site_cannot_write_with_the_session_of_an_annotator(world: World) -> None:
    by_session = world.visitors["annotator by session"]
    without_token = Visitor(by_session.url, {"Origin": "http://elsewhere.example"}, by_session.cookies)
    path = f"{world.hers.path}/examples/{world.hers.examples[1]}/categories"
    assert without_token.ask("POST", path, json={"label": world.hers.label}).status_code == 403


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_foreign_host_name_is_answered_with_400(world: World, who: str) -> None:
    answer = world.visitors[who].ask("GET", "/v1/me", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, answer.json()) == (400, {"detail": "Bad request."})


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/login/", "/api-auth/login/", "/swagger/", "/swagger/?format=openapi", "/social/complete/x/"],
)
def test_the_administration_and_its_neighbours_are_gone(world: World, who: str, path: str) -> None:
    assert is_refused(world.visitors[who].ask("GET", path))


@pytest.mark.parametrize("who", ["nobody", "annotator by token", "staff"])
def test_pages_and_answers_allow_this_host_only(world: World, who: str) -> None:
    for path in ("/", "/projects", "/v1/me", "/admin/"):
        headers = world.visitors[who].ask("GET", path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "script-src 'self'" in policy
        assert not any(word in policy for word in ("http:", "https:", "*", "unsafe-eval"))
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_cookies_of_the_session_cannot_be_read_by_scripts(world: World, doccano_server: LocalServer) -> None:
    content = {"username": doccano_server.username, "password": doccano_server.password}
    answer = Visitor(world.staff.url).ask("POST", "/v1/auth/login/", json=content)
    session = next(cookie for cookie in answer.cookies if cookie.name == "sessionid")
    assert session.has_nonstandard_attr("HttpOnly")
    assert session.get_nonstandard_attr("SameSite") == "Lax"


# ---------------------------------------------------------------- people


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_list_of_all_users_is_for_staff_and_administrators_of_projects(world: World, who: str) -> None:
    for path in ("/v1/users", f"/v1/users?project_id={world.hers.number}", "/v1/users?q=an"):
        assert is_refused(world.visitors[who].ask("GET", path))
    assert len(world.neighbour.ask("GET", "/v1/users").json()) >= 3
    assert len(world.staff.ask("GET", "/v1/users").json()) >= 3


@pytest.mark.parametrize("who", OUTSIDERS)
def test_sign_up_is_closed(world: World, who: str) -> None:
    content = {"username": f"x-{uuid.uuid4().hex[:6]}", "password1": PASSWORD, "password2": PASSWORD}
    visitor = world.visitors[who]
    for path in ("/v1/auth/registration/", "/v1/auth/password/reset/", "/v1/users/create"):
        assert is_refused(visitor.ask("POST", path, json=content))
    assert content["username"] not in [user["username"] for user in world.staff.ask("GET", "/v1/users").json()]


@pytest.mark.parametrize("who", ["annotator by token", "annotator by session"])
def test_an_annotator_cannot_take_the_name_of_another(world: World, who: str) -> None:
    visitor = world.visitors[who]
    before = visitor.ask("GET", "/v1/me").json()
    for method in ("PUT", "PATCH"):
        assert visitor.ask(method, "/v1/auth/user/", json={"username": "somebody-else"}).status_code == 403
        assert world.staff.ask(method, "/v1/auth/user/", json={"username": "somebody-else"}).status_code == 405
    assert visitor.ask("GET", "/v1/me").json() == before


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_annotator_makes_no_project_and_gives_nobody_a_role(world: World, who: str) -> None:
    visitor = world.visitors[who]
    assert is_refused(visitor.ask("POST", "/v1/projects", json={"name": "x", "description": "x"}))
    assert is_refused(visitor.ask("GET", f"{world.hers.path}/members"))
    assert is_refused(visitor.ask("PATCH", f"{world.hers.path}/members/{world.hers.member}", json={"role": 1}))
    assert is_refused(visitor.ask("POST", f"{world.hers.path}/clone"))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_annotator_does_not_see_how_others_decided(world: World, who: str) -> None:
    visitor = world.visitors[who]
    assert is_refused(visitor.ask("GET", f"{world.hers.path}/examples", params={"label": "economy"}))
    assert is_refused(visitor.ask("GET", f"{world.hers.path}/metrics/category-distribution"))
    assert world.staff.ask("GET", f"{world.hers.path}/examples", params={"label": "economy"}).json()["count"] == 1


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_health_page_is_for_staff_and_asks_for_no_worker(world: World, who: str) -> None:
    assert is_refused(world.visitors[who].ask("GET", "/v1/health/", params={"format": "json"}))
    answer = world.staff.ask("GET", "/v1/health/", params={"format": "json"})
    assert answer.status_code == 200
    assert not [check for check in answer.json() if "celery" in check.lower()]


# ---------------------------------------------------------------- other projects


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_project_is_closed_to_who_is_not_its_member(world: World, who: str) -> None:
    p, visitor = world.other, world.visitors[who]
    paths = [
        "", "/my-role", "/tags", "/members", "/examples", f"/examples/{p.examples[0]}", "/comments", "/category-types",
        f"/examples/{p.examples[0]}/categories", f"/examples/{p.examples[0]}/states", "/metrics/progress",
        "/metrics/member-progress", "/metrics/category-distribution", "/catalog", "/download-format", "/span-types",
        "/relation-types", f"/category-types/{p.label}", f"/comments/{p.comment}",
    ]  # fmt: skip
    for path in paths:
        assert is_refused(visitor.ask("GET", p.path + path)), path
    assert p.number not in [row["id"] for row in visitor.ask("GET", "/v1/projects").json().get("results", [])]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_rows_of_another_project_cannot_be_read_through_ones_own(world: World, who: str) -> None:
    mine, other, visitor = world.hers, world.other, world.visitors[who]
    example = other.examples[0]
    paths = [
        f"/examples/{example}", f"/examples/{example}/categories", f"/examples/{example}/categories/{other.category}",
        f"/examples/{mine.examples[0]}/categories/{other.category}", f"/examples/{example}/states",
        f"/examples/{example}/spans", f"/examples/{example}/texts", f"/examples/{example}/relations",
        f"/examples/{example}/bboxes", f"/examples/{example}/segments", f"/comments/{other.comment}",
        f"/comments?example={example}", f"/category-types/{other.label}", f"/members/{other.member}",
    ]  # fmt: skip
    for path in paths:
        assert is_refused(visitor.ask("GET", mine.path + path)), path


@pytest.mark.parametrize("who", OUTSIDERS)
def test_rows_of_another_project_cannot_be_written_through_ones_own(world: World, who: str) -> None:
    mine, other, visitor = world.hers, world.other, world.visitors[who]
    example = other.examples[1]
    assert is_refused(visitor.ask("POST", f"{mine.path}/examples/{example}/states"))
    assert is_refused(visitor.ask("POST", f"{mine.path}/examples/{example}/categories", json={"label": mine.label}))
    assert is_refused(visitor.ask("POST", f"{mine.path}/examples/{example}/texts", json={"text": "x"}))
    assert is_refused(visitor.ask("POST", f"{mine.path}/comments?example={example}", json={"text": "x"}))
    assert is_refused(visitor.ask("DELETE", f"{mine.path}/examples/{example}/categories"))
    seen = world.staff.ask("GET", f"{other.path}/examples/{example}").json()
    assert (seen["comment_count"], seen["is_confirmed"]) == (0, False)
    assert world.staff.ask("GET", f"{other.path}/comments", params={"example": example}).json()["count"] == 0


@pytest.mark.parametrize("who", ["annotator by token", "annotator by session"])
def test_a_body_cannot_name_a_label_or_an_example_of_another_project(world: World, who: str) -> None:
    mine, other, visitor = world.hers, world.other, world.visitors[who]
    path = f"{mine.path}/examples/{mine.examples[1]}/categories"
    assert visitor.ask("POST", path, json={"label": other.label}).status_code == 400
    made = visitor.ask("POST", path, json={"label": mine.label, "example": other.examples[1]}).json()
    assert made["example"] == mine.examples[1]
    for body in ({"example": other.examples[1]}, {"label": other.label}):
        assert visitor.ask("PATCH", f"{path}/{made['id']}", json=body).status_code == 400
        assert visitor.ask("PATCH", f"{path}/{made['id']}", data=body).status_code == 415
    assert visitor.ask("DELETE", f"{path}/{made['id']}").status_code == 204


def test_who_administers_one_project_has_no_hand_in_another(world: World) -> None:
    mine, other, visitor = world.other, world.hers, world.neighbour
    for method, path in [
        ("PATCH", f"/examples/{other.examples[0]}"),
        ("DELETE", f"/examples/{other.examples[0]}"),
        ("PATCH", f"/category-types/{other.label}"),
        ("DELETE", f"/category-types/{other.label}"),
        ("PATCH", f"/members/{other.member}"),
        ("DELETE", f"/tags/{other.tag}"),
        ("DELETE", f"/comments/{other.comment}"),
    ]:
        assert is_refused(visitor.ask(method, mine.path + path, json={"text": "taken over", "role": 1})), path
    assert visitor.ask("DELETE", f"{mine.path}/category-types", json={"ids": [other.label]}).status_code == 204
    labels = world.staff.ask("GET", f"{other.path}/category-types").json()
    assert [label["text"] for label in labels] == ["economy"]


# ---------------------------------------------------------------- code and addresses chosen by others


@pytest.mark.parametrize("who", EVERYBODY)
def test_automatic_labelling_is_off(world: World, who: str, bait: tuple[str, list[str]]) -> None:
    address, seen = bait
    visitor = world.neighbour if who == "staff" else world.visitors[who]
    project = world.other if who == "staff" else world.hers
    attributes = {"url": address, "method": "POST", "params": {}, "headers": {}, "body": {}}
    template = "{{ cycler.__init__.__globals__.os.getpid() }}"
    for asked in (visitor, world.staff):
        for path in ("", "/configs", "/templates", "/request-testing", "/label-extractor-testing"):
            body = {"model_name": "Custom REST Request", "model_attrs": attributes, "template": template, "text": "x"}
            assert is_refused(asked.ask("POST", f"{project.path}/auto-labeling{path}", json=body))
            assert is_refused(asked.ask("GET", f"{project.path}/auto-labeling{path}"))
    assert seen == []


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_large_body_is_refused_and_not_a_server_error(world: World, who: str) -> None:
    answer = world.visitors[who].ask("POST", "/v1/auth/login/", json={"username": "x" * 4_000_000, "password": "x"})
    assert answer.status_code == 413
    assert "too large" in answer.json()["detail"]


def test_answers_are_json_also_when_a_browser_asks_for_a_page(world: World) -> None:
    answer = world.annotator.ask("GET", "/v1/projects", headers={"Accept": "text/html"})
    assert answer.headers["content-type"].startswith("application/json")
    bad = world.staff.ask("POST", "/v1/projects", json={})
    assert bad.status_code == 400
    assert bad.headers["content-type"].startswith("application/json")


# ---------------------------------------------------------------- what stops or fills the server


def half_sent(url: str, content: bytes) -> socket.socket:
    """A connection on which this was sent, and then nothing."""
    host, _, port = url.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)), timeout=20)
    connection.sendall(content)
    return connection


def test_half_sent_requests_do_not_stop_the_others(world: World) -> None:
    login = b"POST /v1/auth/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n{"
    with ExitStack() as stack:
        lengths = (1000, 49_153, 65_536, 1_000_000)  # gathered, between what is gathered and what is large, large
        begun_ones = [b"", b"POST /v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nX-a: ", *(login % length for length in lengths)]
        for begun in begun_ones:
            for _ in range(20):
                stack.enter_context(half_sent(world.staff.url, begun))
        started = time.perf_counter()
        assert world.annotator.ask("GET", "/v1/me").status_code == 200
        assert time.perf_counter() - started < 5  # a request that is cut off takes 10


@pytest.mark.parametrize("body", [[1], "x", 1])
def test_a_body_that_is_no_object_is_refused_in_words(world: World, body: Any) -> None:
    example = f"{world.hers.path}/examples/{world.hers.examples[0]}"
    for path in (
        f"{example}/categories",
        f"{example}/states",
        f"{world.hers.path}/comments?example={world.hers.examples[0]}",
    ):
        answer = world.annotator.ask("POST", path, json=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400
        assert "object" in answer.text


def test_what_no_view_reads_of_a_request_is_not_taken_for_the_next_one(world: World) -> None:
    hidden = b"GET /v1/users HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(2):
            refused = session.post(f"{world.staff.url}/v1/nothing", data=hidden, timeout=20)
            assert refused.status_code == 403
            assert session.get(f"{world.staff.url}/v1/me", timeout=20).status_code == 403
            again = session.get(f"{world.staff.url}/v1/me", headers=world.annotator.headers, timeout=20)
            assert again.json()["username"].startswith("anna-")


def test_a_page_of_a_list_has_at_most_a_thousand_rows(world: World) -> None:
    number = upload(world.staff, b'{"text": "A.", "label": []}\n' * 1001).text
    content = {"format": "JSONL", "task": "DocumentClassification", "uploadIds": [number]}
    project = make_project(world.staff, {int(world.annotator.ask("GET", "/v1/me").json()["id"]): 2})
    assert world.staff.ask("POST", f"{project.path}/upload", json=content).status_code == 200
    found = world.staff.ask("GET", f"{project.path}/examples?limit={'9' * 26}").json()
    assert (found["count"], len(found["results"])) == (1003, 1000)
    rest = world.annotator.ask("GET", f"{project.path}/examples?limit=1000&offset=1000").json()["results"]
    assert len(rest) == 3


@pytest.mark.parametrize("header", ["SCRIPT_NAME", "script_name", "PATH_INFO", "X_FORWARDED_HOST"])
def test_a_header_does_not_move_the_server_nor_fill_its_first_log(
    world: World, doccano_server: LocalServer, header: str
) -> None:
    first = doccano_server.home / "start.log"
    before = first.stat().st_size
    for value in ("/nope", "/v1"):
        assert world.annotator.ask("GET", "/v1/me", headers={header: value}).status_code == 200
    with half_sent(doccano_server.url, b"\x16\x03\x01 nonsense\r\n\r\n") as connection:
        connection.recv(1000)
    assert first.stat().st_size == before


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_file_is_not_written_down_before_anybody_is_asked_for(world: World, who: str) -> None:
    visitor, content = world.visitors[who], {"filepond": ("rows.jsonl", b"a" * 3_500_000)}
    for path in ("/v1/auth/login/", "/v1/fp/process/", "/v1/me", f"{world.hers.path}/category-type-upload"):
        assert visitor.ask("POST", path, files=content).status_code == 413
    chunks = visitor.ask("POST", "/v1/auth/login/", data=iter([b"{", b"}"]))
    assert chunks.status_code == 411
    assert "length" in chunks.json()["detail"]
    assert upload(world.staff, b'{"text": "A.", "label": []}\n' * 150_000).status_code == 200


def test_a_page_of_another_site_cannot_log_somebody_in(world: World, doccano_server: LocalServer) -> None:
    own = {"username": doccano_server.username, "password": doccano_server.password}
    plain = {"Origin": "http://elsewhere.example", "Content-Type": "text/plain"}
    nobody = world.visitors["nobody"]
    for answer in (
        nobody.ask("POST", "/v1/auth/login/", data=own, headers={"Origin": "http://elsewhere.example"}),
        nobody.ask("POST", "/v1/auth/login/", files={"username": (None, own["username"])}),
        nobody.ask("POST", "/v1/auth/login/", json=own, headers=plain),
    ):
        assert answer.status_code == 415
        assert not answer.cookies


# ---------------------------------------------------------------- what is written


def test_a_comment_has_a_length_that_somebody_would_read(world: World) -> None:
    path = f"{world.hers.path}/comments"
    make = f"{path}?example={world.hers.examples[1]}"
    long = world.annotator.ask("POST", make, json={"text": "ұ" * 5001})
    assert long.status_code == 400
    assert "at most 5,000 characters; this one has 5,001" in long.json()["detail"]
    made = world.annotator.ask("POST", make, json={"text": "ұ" * 5000})
    assert made.status_code == 201
    own = f"{path}/{made.json()['id']}"
    assert world.annotator.ask("PATCH", own, json={"text": "x" * 5001}).status_code == 400
    assert world.annotator.ask("GET", own).json()["text"] == "ұ" * 5000
    assert world.annotator.ask("DELETE", own).status_code == 204


def test_nobody_says_how_sure_a_label_is(world: World) -> None:
    path = f"{world.hers.path}/examples/{world.hers.examples[1]}/categories"
    infinite = f'{{"label": {world.hers.label}, "prob": 1e999}}'
    headers = {"Content-Type": "application/json"}
    assert world.annotator.ask("POST", path, data=infinite, headers=headers).status_code == 400
    assert world.annotator.ask("GET", path).json() == []
    made = world.annotator.ask("POST", path, json={"label": world.hers.label, "prob": 0.9}).json()
    assert made["prob"] == 0.0
    assert world.annotator.ask("DELETE", f"{path}/{made['id']}").status_code == 204


def test_nonsense_is_refused_and_is_no_failure_of_the_server(world: World) -> None:
    huge, visitor = "9" * 26, world.annotator
    as_json = {"Content-Type": "application/json"}
    categories = f"{world.hers.path}/examples/{world.hers.examples[1]}/categories"
    for answer in (
        visitor.ask("POST", f"{world.hers.path}/comments", json={"text": "x"}),
        visitor.ask("GET", f"/v1/projects/{huge}"),
        visitor.ask("GET", f"{world.hers.path}/examples/{huge}"),
        visitor.ask("POST", categories, data=f'{{"label": {huge}}}', headers=as_json),
        visitor.ask("POST", categories, json={"label": huge}),
        visitor.ask("POST", "/v1/auth/login/", data="[" * 30_000, headers=as_json),
        visitor.ask("GET", "/media/%00"),
    ):
        assert 400 <= answer.status_code < 500, answer.request.path_url
        assert answer.headers["content-type"].startswith("application/json")


def test_who_administers_a_project_cannot_take_it_from_who_runs_the_server(world: World) -> None:
    path, visitor = world.other.path, world.neighbour
    members = visitor.ask("GET", f"{path}/members").json()
    owner = next(member for member in members if not member["username"].startswith("ben-"))
    assert is_refused(visitor.ask("DELETE", f"{path}/members", json={"ids": [owner["id"]]}))
    assert is_refused(visitor.ask("PATCH", f"{path}/members/{owner['id']}", json={"role": 2}))
    project = visitor.ask("GET", path).json()
    kept = {name: project[name] for name in ("name", "description", "resourcetype", "project_type")}
    assert is_refused(visitor.ask("PATCH", path, json=kept | {"collaborative_annotation": True}))
    assert visitor.ask("PATCH", path, json=kept | {"collaborative_annotation": False}).status_code == 200
    assert visitor.ask("GET", f"{path}/members").json() == members
