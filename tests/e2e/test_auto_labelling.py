"""Automatic labelling on a server that has it on: who may set it up, what it can reach, and what the ledger knows."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from framing.accounts import stored_password
from framing.annotation.ledger import read_ledger
from framing.cli.main import exit_code
from framing.codebook import read_codebook
from framing.doccano.local import server
from framing.doccano.project import projects, tasks
from framing.doccano.project.autolabel import configurations, take_away
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project

HERE = Path(__file__).parent
CODEBOOK = HERE.parents[1] / "annotations" / "codebook.toml"
TEXT = 'Looters took "the rest".\n\nРабочие вышли на площадь.\n\nThe gates open at nine.\n\nRioters burned a bank.\n'
RIOT = "riot and criminal violence"  # the codebook's name of criminal_riot


@dataclass
class Service:
    """A scoring service of this machine: what it was asked, and how it shall answer."""

    url: str = ""
    asked: list[Any] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: Any = None  # None: by a rule of its own
    status: int = 200
    wait_s: float = 0
    hang: threading.Event = field(default_factory=threading.Event)  # set: a request that waits is dropped

    def scores(self, text: str) -> Any:
        if self.answer is not None:
            return self.answer
        riot = 0.9 if "oot" in text or "iot" in text else 0.1
        return [{"label": "criminal_riot", "score": riot}, {"label": "peaceful protest", "score": 0.24}]


@pytest.fixture(scope="module")
def listening() -> Iterator[Service]:
    found = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            found.asked.append(asked)
            found.headers.append(dict(self.headers))
            if found.hang.wait(found.wait_s):
                return
            content = json.dumps(found.scores(asked["text"])).encode()
            self.send_response(found.status)
            self.send_header("content-type", "application/json")
            if found.status == 302:
                self.send_header("location", "/elsewhere")
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            found.asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        found.url = f"http://127.0.0.1:{listener.server_port}/score"
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield found
        listener.shutdown()
        thread.join()


@pytest.fixture
def service(listening: Service) -> Service:
    listening.asked, listening.headers, listening.answer, listening.status, listening.wait_s = [], [], None, 200, 0
    listening.hang = threading.Event()
    return listening


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory, shared_environments: None) -> Iterator[server.LocalServer]:
    """A server of our own with automatic labelling on, for services of this machine only."""
    home = tmp_path_factory.mktemp("labelling")
    started = server.up(
        home, port=0, say=print, settings_module="weak_settings", extra_path=HERE / "site", auto_labelling="loopback"
    )
    yield started
    server.down(home)


@dataclass
class Study:
    """A project folder whose four sentences, and an account of its own that labels them, are on the server."""

    folder: Path
    server: server.LocalServer
    capture: pytest.CaptureFixture[str] | None
    warnings: str = ""

    def run(self, *arguments: object, code: int = 0) -> Any:
        """What a command says as JSON; what it says to the reader where it shall fail."""
        assert self.capture is not None
        self.capture.readouterr()
        ended = exit_code(["-C", str(self.folder), *map(str, arguments), "--json"])
        said = self.capture.readouterr()
        assert ended == code, said.err
        if code:
            return said.err
        document = json.loads(said.out)
        self.warnings = "\n".join(document["warnings"])
        return document["result"]

    def staff(self) -> Gateway:
        return Gateway(Account(self.server.url, self.server.username, self.server.password))

    @property
    def dina(self) -> str:
        return f"dina-{self.folder.name}"

    def log_in(self) -> Gateway:
        """Dina, who labels."""
        found = stored_password(self.folder / "out" / "accounts.csv", self.server.url, self.dina)
        assert found is not None
        return Gateway(Account(self.server.url, self.dina, found))

    def project(self) -> Project:
        return projects.open_project(self.staff(), self.folder.name)[0]

    def examples(self) -> list[int]:
        return [ids[0] for ids in projects.sentence_ids(self.staff(), self.project()).values()]

    def is_assisted(self) -> bool:
        return projects.open_project(self.staff(), self.folder.name)[1].assisted


def make_study(folder: Path, local: server.LocalServer, capture: pytest.CaptureFixture[str] | None) -> Study:
    """A study that is pushed; the environment must name the server."""
    found = Study(folder, local, capture)
    text = folder.with_suffix(".txt")
    text.write_text(TEXT, encoding="utf-8")
    for arguments in (["init", folder, "--codebook", CODEBOOK], ["ingest", text], ["push", "--annotators", found.dina]):
        assert exit_code(["-C", str(folder), *map(str, arguments), "--json"]) == 0
    return found


def name_the_server(local: server.LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAMING_DOCCANO_URL", local.url)
    monkeypatch.setenv("FRAMING_DOCCANO_USERNAME", local.username)
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", local.password)


@pytest.fixture
def study(
    tmp_path: Path,
    local: server.LocalServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> Study:
    """A study of its own for a test of commands."""
    name_the_server(local, monkeypatch)
    return make_study(tmp_path / request.node.name.removeprefix("test_")[:60], local, capsys)


@pytest.fixture(scope="module")
def attacked_once(tmp_path_factory: pytest.TempPathFactory, local: server.LocalServer) -> Study:
    with pytest.MonkeyPatch.context() as patch:
        name_the_server(local, patch)
        return make_study(tmp_path_factory.mktemp("studies") / "attacked", local, None)


@pytest.fixture
def attacked(attacked_once: Study) -> Study:
    """The study of all tests of attacks, without any automatic labelling set up."""
    take_away(attacked_once.staff(), attacked_once.project())
    return attacked_once


def ask(gateway: Gateway | None, local: server.LocalServer, method: str, path: str, **options: Any) -> Any:
    """Status and JSON of an answer, to somebody who is logged in or to nobody."""
    session = requests.Session() if gateway is None else gateway._session
    session.trust_env = False
    answer = session.request(method, f"{local.url}/v1/{path}", timeout=20, allow_redirects=False, **options)
    assert answer.headers.get("content-type", "").startswith("application/json") or answer.status_code == 204, answer
    return answer.status_code, answer.json() if answer.content else None


def add(staff: Gateway, project: Project, wanted: dict[str, Any]) -> None:
    staff.json("POST", f"projects/{project.id}/auto-labeling/configs", "add", json=wanted)


def press_the_wand(who: Gateway, study: Study, example: int) -> int:
    """The status of what the switch on the annotator's page asks for."""
    path = f"projects/{study.project().id}/auto-labeling?example={example}"
    return int(ask(who, study.server, "POST", path)[0])


def labels(who: Gateway, study: Study, example: int) -> set[str]:
    names = {number: name for name, number in who.label_ids(study.project()).items()}
    found = ask(who, study.server, "GET", f"projects/{study.project().id}/examples/{example}/categories")[1]
    return {names[row["label"]] for row in found}


def ledger(study: Study) -> list[tuple[int, str, tuple[str, ...], bool]]:
    study.run("pull")
    found = read_ledger(study.folder / "annotations" / "ledger.jsonl")
    return [(decision.start, decision.state, decision.frames, decision.assisted) for decision in found]


# -- framing autolabel -----------------------------------------------------------------


def test_what_was_decided_before_stays_unassisted_and_what_comes_after_counts_as_assisted(
    study: Study, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third, fourth = study.examples()
    dina, project = study.log_in(), study.project()
    dina.toggle_confirmed(project, third)  # before: by herself, and not pulled yet
    monkeypatch.setenv("FRAMING_AUTOLABEL_HEADER", "X-Key: s3cret")
    result = study.run("autolabel", "--url", service.url)
    assert result["changed"] is True
    assert "s3cret" not in json.dumps(result) + study.warnings
    assert "counts as assisted" in study.warnings
    assert "comes back when the sentence is opened again" in study.warnings
    assert "every administrator of the project reads it" in study.warnings
    assert study.is_assisted()
    assert service.asked == [{"text": 'Looters took "the rest".'}]  # once, to try it
    assert service.headers[0]["X-Key"] == "s3cret"
    assert [labels(who, study, first) for who in (dina, study.staff())] == [set(), set()]  # trying sets no label

    assert press_the_wand(dina, study, first) == 201
    assert service.asked[-1] == {"text": 'Looters took "the rest".'}
    assert labels(dina, study, first) == {RIOT}  # by the key of the frame; 0.24 is below the threshold
    assert labels(study.staff(), study, first) == set()
    assert press_the_wand(dina, study, first) == 201
    assert labels(dina, study, first) == {RIOT}
    dina.toggle_confirmed(project, first)
    asked = len(service.asked)
    assert press_the_wand(dina, study, third) == 201  # she confirmed it: not asked, nothing set
    assert len(service.asked) == asked
    dina.toggle_confirmed(project, second)
    starts = [len('Looters took "the rest".') + 2, 0]  # where the second and the first sentence begin
    found = ledger(study)
    assert found[0][1:] == ("confirmed", (), False)
    assert sorted(found[1:]) == [(0, "confirmed", ("criminal_riot",), True), (starts[0], "confirmed", (), True)]

    # Again, and otherwise: one set-up for an address, whatever was there before.
    assert study.run("autolabel", "--url", service.url)["changed"] is False
    assert study.run("autolabel", "--url", service.url, "--threshold", "0.2")["changed"] is True
    assert len(configurations(study.staff(), project) or []) == 1
    assert press_the_wand(dina, study, fourth) == 201
    assert labels(dina, study, fourth) == {RIOT, "peaceful protest"}

    assert study.run("autolabel", "--remove")["removed"] == [service.url]
    assert study.run("autolabel", "--remove")["removed"] == []
    asked = len(service.asked)
    assert press_the_wand(dina, study, second) == 201
    assert len(service.asked) == asked
    assert study.is_assisted()  # labels that nobody confirmed yet are there still
    dina.toggle_confirmed(project, fourth)
    assert ledger(study)[-1][2:] == (("criminal_riot", "peaceful_protest"), True)


@pytest.fixture
def served(study: Study, framing_serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where `framing serve` takes texts, with a token that the environment names."""
    monkeypatch.setenv("FRAMING_SERVE_TOKEN", "a-token-of-twenty-four-c")
    with framing_serve(study.folder) as addresses:
        yield str(addresses["label"])


@pytest.mark.slow
def test_doccano_asks_framing_serve_after_a_push_that_says_so(
    study: Study, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.run("push", "--suggest-by-service", served)
    assert study.is_assisted()
    last, dina = study.examples()[-1], study.log_in()
    assert press_the_wand(dina, study, last) == 201
    headers = {"Authorization": "Bearer a-token-of-twenty-four-c"}
    expected = requests.post(served, json={"text": "Rioters burned a bank."}, headers=headers, timeout=20).json()
    names = {frame.key: frame.name for frame in read_codebook(CODEBOOK).frames}
    assert expected
    assert labels(dina, study, last) == {names[row["label"]] for row in expected}
    monkeypatch.setenv("FRAMING_SERVE_TOKEN", "another-token-of-some-length")
    assert "status 401" in study.run("push", "--suggest-by-service", served, code=4)


def test_nothing_is_set_up_where_the_service_does_not_do(study: Study, service: Service) -> None:
    def refused(*arguments: object) -> str:
        said = str(study.run("autolabel", *arguments, code=4))
        assert not study.is_assisted()
        assert configurations(study.staff(), study.project()) == []
        return said

    gone = "http://127.0.0.1:9/score"
    said = refused("--url", gone)
    assert "does not answer at 127.0.0.1:9" in said
    assert f"It is the Doccano server that asks {gone}" in said
    for status in (500, 302):
        service.status = status
        assert f"status {status}" in refused("--url", service.url)
    service.status = 200
    for wrong in ({"label": "x"}, "no", [{"label": "x"}], [{"label": "x", "score": "high"}], [["x", 0.9]], 7):
        service.answer = wrong
        assert "a list of labels with scores is needed" in refused("--url", service.url)
    assert "does not send texts to 192.0.2.1:443" in refused("--url", "https://192.0.2.1/score")
    service.answer = [{"label": "zeppelin", "score": 0.9}]
    study.run("autolabel", "--url", service.url)
    assert "labels that the project has not, and Doccano drops them: zeppelin" in study.warnings


def test_an_address_or_a_secret_that_will_not_do_is_refused_before_anything_is_asked(
    study: Study, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "is not encrypted" in study.run("autolabel", "--url", "http://score.example.org/", code=3)
    for wrong in ("score", "ftp://127.0.0.1/", "http://127.0.0.1:x/", "http://", "http://127.0.0.1/#a"):
        assert "is no address of a service" in study.run("autolabel", "--url", wrong, code=3)
    said = study.run("autolabel", "--url", "http://me:s3cret@127.0.0.1/", code=3)
    assert "s3cret" not in said
    assert "Say either --url ADDRESS, or --remove" in study.run("autolabel", code=2)
    assert "Say either --url ADDRESS, or --remove" in study.run("autolabel", "--remove", "--url", "x", code=2)
    key = tmp_path / "key"
    key.write_text("X-Key: s3cret\n", encoding="utf-8")
    key.chmod(0o644)
    monkeypatch.setenv("FRAMING_AUTOLABEL_HEADER_FILE", str(key))
    assert "can be read by others" in study.run("autolabel", "--url", "http://127.0.0.1:9/", code=3)
    monkeypatch.setenv("FRAMING_AUTOLABEL_HEADER", "s3cret")
    said = study.run("autolabel", "--url", "http://127.0.0.1:9/", code=3)
    assert "must be one line with a name and a value" in said
    assert "s3cret" not in said
    monkeypatch.delenv("FRAMING_AUTOLABEL_HEADER")
    monkeypatch.delenv("FRAMING_AUTOLABEL_HEADER_FILE")
    study.run("push", "--voice")
    voices = f"{study.folder.name} voice"
    said = study.run("autolabel", "--url", "http://127.0.0.1:9/", "--project", voices, code=3)
    assert "asks for voices" in said


def test_where_it_is_off_the_command_says_how_to_turn_it_on(
    study: Study, doccano_server: server.LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAMING_DOCCANO_URL", doccano_server.url)
    monkeypatch.setenv("FRAMING_DOCCANO_USERNAME", doccano_server.username)
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", doccano_server.password)
    study.run("push")
    said = study.run("autolabel", "--url", "http://127.0.0.1:9/", code=4)
    assert "framing server up --auto-labelling" in said


# -- what others can do on this server ---------------------------------------------------

TEMPLATE = '[{% for e in input %}{% if not loop.first %},{% endif %}{"label": {{ e.label|tojson }}}{% endfor %}]'
EVIL = "{{ cycler.__init__.__globals__.os.getpid() }}"


def set_up(url: str, **changes: Any) -> dict[str, Any]:
    """A set-up as it is sent to the server; `changes` go to the request where it has such a name."""
    attributes = {"url": url, "method": "POST", "params": {}, "headers": {}, "body": {"text": "{{ text }}"}}
    attributes |= {name: value for name, value in changes.items() if name in attributes}
    whole = {"model_name": "Custom REST Request", "task_type": "Category", "label_mapping": {}, "template": TEMPLATE}
    return {**whole, "model_attrs": attributes} | {n: v for n, v in changes.items() if n in whole}


@pytest.fixture(scope="module")
def people(attacked_once: Study) -> dict[str, Gateway | None]:
    """Everybody who is not of the staff; the administrator has that role in the very project."""
    staff, project, password = attacked_once.staff(), attacked_once.project(), "quiet-harbour-42"
    staff.create_account("paul", password)
    staff.client.add_member(project.id, "paul", "project_admin")
    paul = Gateway(Account(attacked_once.server.url, "paul", password))
    assert paul.members(project)["paul"] == "project_admin"
    return {"nobody": None, "annotator": attacked_once.log_in(), "administrator": paul}


def test_only_staff_sets_it_up_looks_at_it_or_tries_it(
    attacked: Study, people: dict[str, Gateway | None], service: Service
) -> None:
    root = f"projects/{attacked.project().id}/auto-labeling"
    staff = attacked.staff()
    wanted = set_up(service.url, headers={"X-Key": "s3cret"})
    add(staff, attacked.project(), wanted)
    number = (configurations(staff, attacked.project()) or [{}])[0]["id"]
    body = {**wanted, "text": "Looters.", "response": [{"label": RIOT}], "label_mapping": {}}
    for who, gateway in people.items():
        for path in ("configs", f"configs/{number}"):
            status, said = ask(gateway, attacked.server, "GET", f"{root}/{path}")
            assert status == 403, who
            assert "s3cret" not in str(said)
        for path in ("configs", "request-testing", "label-extractor-testing", "label-mapper-testing"):
            assert ask(gateway, attacked.server, "POST", f"{root}/{path}", json=body)[0] == 403, (who, path)
        for method in ("PUT", "PATCH", "DELETE"):
            assert ask(gateway, attacked.server, method, f"{root}/configs/{number}", json=body)[0] == 403, (who, method)
    assert service.asked == []
    assert len(configurations(staff, attacked.project()) or []) == 1
    for method in ("PUT", "PATCH"):
        assert ask(staff, attacked.server, method, f"{root}/configs/{number}", json=body)[0] == 405
    for path in ("templates", "templates/Custom%20REST%20Request", "configs/x", "anything"):
        assert ask(staff, attacked.server, "GET", f"{root}/{path}")[0] == 404
    assert ask(
        staff, attacked.server, "GET", f"projects/{attacked.project().id + 1000}/auto-labeling/configs/{number}"
    )[0] in (
        403,
        404,
    )


def test_labels_are_asked_for_by_members_and_for_sentences_of_the_project_only(
    attacked: Study, people: dict[str, Gateway | None], service: Service
) -> None:
    project, example = attacked.project(), attacked.examples()[0]
    add(attacked.staff(), project, set_up(service.url))
    staff = attacked.staff()
    other = staff.create_project("of others", "made by hand", "-")
    staff.upload(other, [{"text": "Looters.", "label": [], tasks.ID_KEY: "d:0-8"}])
    theirs = next(iter(projects.sentence_ids(staff, other).values()))[0]
    path = f"projects/{project.id}/auto-labeling"
    assert ask(None, attacked.server, "POST", f"{path}?example={example}")[0] == 403
    dina = people["annotator"]
    assert ask(dina, attacked.server, "POST", f"projects/{other.id}/auto-labeling?example={theirs}")[0] == 403
    for wrong in (str(theirs), "undefined", "0", "-1", "", "9" * 30, "1;2"):
        assert ask(dina, attacked.server, "POST", f"{path}?example={wrong}")[0] == 404, wrong
    assert ask(dina, attacked.server, "POST", path)[0] == 400
    assert service.asked == []
    assert ask(dina, attacked.server, "POST", f"{path}?example={example}")[0] == 201
    for broken in ({"status": 500}, {"answer": "no"}, {"answer": [7]}, {"status": 302}, {"answer": [[[[]]]]}):
        for name, value in broken.items():
            setattr(service, name, value)
        status, said = ask(dina, attacked.server, "POST", f"{path}?example={example}")
        assert status == 502, broken
        assert said["detail"].startswith(("The service", "The template"))
        service.status, service.answer = 200, None
    assert "/elsewhere" not in service.asked


def test_a_template_runs_no_code_and_takes_no_time(attacked: Study, service: Service) -> None:
    root, staff = f"projects/{attacked.project().id}/auto-labeling", attacked.staff()
    bombs = [
        EVIL,
        "{% for i in range(10**9) %}x{% endfor %}",
        "{{ 'a' * 10**10 }}",
        "{{ input.__class__.__base__.__subclasses__() }}",
        "{% for a in input %}{% for b in input %}{% for c in input %}{% endfor %}{% endfor %}{% endfor %}",
    ]
    started = time.perf_counter()
    for template in bombs:
        tried = {"template": template, "response": [{"label": "x"}] * 9, "task_type": "Category"}
        status, said = ask(staff, attacked.server, "POST", f"{root}/label-extractor-testing", json=tried)
        assert (status, list(said)) == (400, ["detail"]), template
        status, _ = ask(staff, attacked.server, "POST", f"{root}/configs", json=set_up(service.url, template=template))
        assert status == 400, template
    assert time.perf_counter() - started < 10
    assert configurations(staff, attacked.project()) == []
    good = {"template": TEMPLATE, "response": [{"label": 'x "y"'}], "task_type": "Category"}
    assert ask(staff, attacked.server, "POST", f"{root}/label-extractor-testing", json=good) == (
        200,
        [{"label": 'x "y"'}],
    )


def test_the_server_asks_no_address_that_its_owner_did_not_allow(attacked: Study, service: Service) -> None:
    root, staff = f"projects/{attacked.project().id}/auto-labeling", attacked.staff()
    refused = [
        set_up("http://169.254.169.254/latest/meta-data/"),
        set_up("https://example.org/"),
        set_up("http://0.0.0.0:1/"),
        set_up("http://user:secret@127.0.0.1/"),
        set_up(service.url, method="GET"),
        set_up(service.url, params={"a": "b"}),
        set_up(service.url, headers={"Host": "elsewhere"}),
        set_up(service.url, headers={"X": "a\r\nY: b"}),
        set_up(service.url, body={"text": "fixed"}),
        set_up(service.url, body=None),
        set_up(service.url, model_name="GCP Entity Analysis"),
        set_up(service.url, model_name="Amazon Comprehend Sentiment Analysis"),
        set_up(service.url, task_type="Span"),
        set_up(service.url, label_mapping={"a": 7}),
        {**set_up(service.url), "model_attrs": "no"},
    ]
    for wanted in refused:
        assert ask(staff, attacked.server, "POST", f"{root}/configs", json=wanted)[0] == 400, wanted
    for wanted in refused[:10]:
        assert ask(staff, attacked.server, "POST", f"{root}/request-testing", json={**wanted, "text": "x"})[0] == 400
    for nonsense in ([], {}, {"model_attrs": {}, "text": "x"}, "x", {"response": [], "template": 7}):
        for path in ("configs", "request-testing", "label-extractor-testing", "label-mapper-testing"):
            assert ask(staff, attacked.server, "POST", f"{root}/{path}", json=nonsense)[0] == 400, (path, nonsense)
    assert service.asked == []
    assert configurations(staff, attacked.project()) == []


def test_a_service_that_hangs_is_given_up_and_others_go_on_labelling(attacked: Study, service: Service) -> None:
    add(attacked.staff(), attacked.project(), set_up(service.url))
    service.wait_s = 30
    dina, example = attacked.log_in(), attacked.examples()[0]
    found: list[int] = []
    waiting = threading.Thread(target=lambda: found.append(press_the_wand(dina, attacked, example)))
    started = time.perf_counter()
    waiting.start()
    time.sleep(0.3)
    other = attacked.staff()
    assert other.count(attacked.project()) == 4  # while the first waits
    assert time.perf_counter() - started < 4
    waiting.join()
    assert found == [502]
    assert 4 < time.perf_counter() - started < 10  # five seconds, and not thirty
    service.hang.set()
