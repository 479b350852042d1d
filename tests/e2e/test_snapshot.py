"""A study kept in a file and brought back, on a real Doccano: the same again, whatever breaks off in between."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from framing.cli.main import exit_code
from framing.codebook import Codebook, Frame, Voice
from framing.doccano.local.server import LocalServer
from framing.doccano.moving import restore, restore_plan, snapshot, snapshot_file, take
from framing.doccano.moving.snapshot import Answer, Remark, StudyContent
from framing.doccano.project.projects import study_projects
from framing.doccano.pushing import push
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project
from framing.doccano.wire.session import PatientAdapter
from framing.errors import DoccanoError, DoccanoUnreachable, InputError
from framing.pseudonyms import pseudonyms

BOOK = Codebook(
    id="tram",
    version="1.0.0",
    title="How a text frames a tram line",
    frames=(
        Frame("cost", 'cost to the "public" {1}', "c", "#112233", "#FFFFFF", "Money"),
        Frame("clean_air", "таза ауа", "a", "#aabbcc", "#000000", "Air"),
        Frame("noise", "<b>noise</b>", "n", "#ddbbcc", "#000000", "Noise"),
    ),
    rules=(),
    confusions=(),
    fingerprint="0123456789abcdef",
    voices=(
        Voice("outlet", "the paper", "1", "#BBBBBB", "#000000", "Its own narration"),
        Voice("mayor", "the mayor", "2", "#0072B2", "#FFFFFF", "The mayor"),
    ),
    voice_rules=(),
)
COST, AIR, NOISE = (frame.name for frame in BOOK.frames)
TEXTS = (
    "<script>alert('1')</script> & &amp; <b>bold</b>",
    "Трамвай 🚋👩🏽\u200d🚒 e\u0301 ≠ é",
    "Әлеуметтік желіде «трамвай» сөзі: ғылым, қоғам, һәм ұлт.",
    "It opens in May.",
    "It has nine stops.",
)
NAME = "Трамвай & <tram>"
PASSWORD = "gondola-7-walrus"
PEOPLE = ("aigul", "berik", "dana", "zhan")  # zhan leaves


def rows(texts: tuple[str, ...], article: str) -> list[dict[str, Any]]:
    return [
        {"text": text, "label": [], "before": "(the article begins here)", "sentence": f"{article}:{n}-{n + 1}"}
        for n, text in enumerate(texts)
    ]


class Person:
    """Somebody who labels in one project."""

    def __init__(self, server: LocalServer, username: str, project: Project) -> None:
        self.gateway, self.project = Gateway(Account(server.url, username, PASSWORD)), project
        self.labels = self.gateway.label_ids(project)

    def does(self, example: int, *labels: str, enter: bool = True, says: tuple[str, ...] = ()) -> None:
        for label in labels:
            self.gateway.choose_label(self.project, example, self.labels[label])
        if enter:
            assert self.gateway.toggle_confirmed(self.project, example)
        for text in says:
            self.gateway.comment(self.project, example, text)


@pytest.fixture(scope="module")
def admin(doccano_server: LocalServer) -> Gateway:
    """The account of the staff."""
    return Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))


@pytest.fixture(scope="module")
def source(admin: Gateway, doccano_server: LocalServer) -> StudyContent:
    """A study of a shared project, one of an annotator's own, and one for voices; with all that people do."""

    def made(target: push.Target) -> tuple[Project, list[int]]:
        push.push(admin, target, BOOK, mark="ab12", password_of=lambda _: PASSWORD, say=str)
        project = admin.find_project(target.name)
        assert project is not None
        return project, list(take.take_project(admin, project).ids)

    shared, ids = made(push.Target(NAME, rows(TEXTS, "d"), PEOPLE))
    aigul, berik, zhan = (Person(doccano_server, username, shared) for username in ("aigul", "berik", "zhan"))
    aigul.does(ids[0], COST, NOISE, says=("Сұрақ: <i>why</i>? 🚋",))
    aigul.does(ids[1])  # seen, and none applies
    aigul.does(ids[2], AIR, enter=False)
    berik.does(ids[0], AIR, says=("doubt: cost", "doubt: cost"))
    zhan.does(ids[3], NOISE, says=("I leave.",))
    admin.choose_label(shared, ids[4], admin.label_ids(shared)[COST])
    admin.comment(shared, ids[0], "Both of you: read the guideline.")
    aigul.gateway.comment(shared, ids[0], "I did.")
    admin.remove_member(shared, "zhan")
    # Somebody added a text by hand, with other meta data.
    admin.json(
        "POST", f"projects/{shared.id}/examples", "add", json={"text": "By hand.", "meta": {"by": {"n": [1, "ә"]}}}
    )

    own, [first, _] = made(push.Target(f"{NAME} / dana", rows(TEXTS[:2], "e"), ("dana",), team=NAME, annotator="dana"))
    Person(doccano_server, "dana", own).does(first, AIR, COST, says=("Her own.",))

    voice, [first, second] = made(push.Target(f"{NAME} voice", rows(TEXTS[:2], "d"), ("berik",), kind="voices"))
    speaker = Person(doccano_server, "berik", voice)
    speaker.does(first, "the mayor")
    speaker.does(second, "the paper", enter=False)
    return take.take_study(admin, NAME, str)


def copied(study: StudyContent, name: str) -> tuple[StudyContent, dict[str, str]]:
    """The study as it has to be under another name, with accounts of its own for everybody but the staff."""
    people = {who: f"{who}-{name}" for who in study.people if who != study.owner}
    return snapshot.renamed(study, name, people), people


def bring(
    admin: Gateway, study: StudyContent, name: str, notes: Path | None = None, *, into_existing: bool = False
) -> tuple[restore_plan.ProjectReport, ...]:
    plan = restore_plan.make_plan(admin, study, name=name, people=copied(study, name)[1])
    return restore.restore(
        admin,
        plan,
        known_password=lambda _: PASSWORD,
        new_password=lambda _: PASSWORD,
        say=lambda _: None,
        notes=notes,
        into_existing=into_existing,
    )


def without_what_is_out_of_reach(study: StudyContent) -> StudyContent:
    return replace(study, projects=tuple(replace(project, unreachable={}) for project in study.projects))


@contextmanager
def heard(
    monkeypatch: pytest.MonkeyPatch, then: Callable[[requests.PreparedRequest], None] = lambda _: None
) -> Iterator[list[str]]:
    """Every request that changes something, and what it says, while the block runs; `then` is called after each."""
    found: list[str] = []
    send = PatientAdapter.send

    def listening(adapter: PatientAdapter, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        answer = send(adapter, request, **options)
        if request.method != "GET" and not request.path_url.endswith(("/login/", "/download")):
            body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
            found.append(f"{request.method} {request.path_url} {body.decode('utf-8', 'replace')}")
            then(request)
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(PatientAdapter, "send", listening)
        yield found


def test_the_snapshot_holds_what_people_did_and_says_what_it_cannot_reach(source: StudyContent) -> None:
    shared, own, voice = source.projects
    assert [project.name for project in source.projects] == [NAME, f"{NAME} / dana", f"{NAME} voice"]
    assert [example.text for example in shared.examples] == [*TEXTS, "By hand."]
    assert shared.examples[-1].meta == {"by": {"n": [1, "ә"]}}
    assert shared.examples[0].meta == {"before": "(the article begins here)", "sentence": "d:0-1"}
    assert [(answer.annotator, answer.example, answer.labels, answer.confirmed) for answer in shared.answers] == [
        ("aigul", 1, tuple(sorted([COST, NOISE])), True),
        ("berik", 1, (AIR,), True),
        ("aigul", 2, (), True),
        ("aigul", 3, (AIR,), False),
        (source.owner, 5, (COST,), False),
    ]
    assert shared.members == {
        source.owner: "project_admin",
        "aigul": "annotator",
        "berik": "annotator",
        "dana": "annotator",
    }
    assert shared.unreachable == {NOISE: 1}  # zhan's
    assert [(remark.example, remark.author, remark.text) for remark in shared.comments] == [
        (1, "aigul", "Сұрақ: <i>why</i>? 🚋"),
        (1, "berik", "doubt: cost"),
        (1, "berik", "doubt: cost"),
        (4, "zhan", "I leave."),
        (1, source.owner, "Both of you: read the guideline."),
        (1, "aigul", "I did."),
    ]
    assert [label.suffix_key for label in shared.labels] == ["c", "a", "n"]
    assert voice.settings.single_label
    assert [answer.labels for answer in voice.answers] == [("the mayor",), ("the paper",)]
    assert own.answers[0].labels == tuple(sorted([COST, AIR]))


def test_a_restored_study_is_the_same_and_a_second_restore_adds_nothing(
    admin: Gateway, source: StudyContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = snapshot_file.to_bytes(source)
    read = snapshot_file.from_bytes(content, "it")
    assert read == source
    wanted = without_what_is_out_of_reach(copied(source, "copy")[0])
    with heard(monkeypatch) as requests_made:
        reports = bring(admin, read, "copy")
    assert [report.differences for report in reports] == [(), (), ()]
    assert all(report.created for report in reports)
    # Nobody was made an administrator, whatever was asked: role 1 is that one's.
    admins = {role["id"] for role in admin.json("GET", "roles", "look") if role["name"] == "project_admin"}
    given = [
        json.loads(each.partition("/members ")[2])["role"]
        for each in requests_made
        if each.startswith("POST") and "/members " in each
    ]
    assert len(given) == 6  # aigul, berik, dana, zhan for a time; dana; berik
    assert not admins & set(given)
    assert not [each for each in requests_made if each.startswith(("PUT", "PATCH"))]
    # Nothing was taken away but the place of who had left, and only came back to have the comment entered.
    [deleted] = [each for each in requests_made if each.startswith("DELETE")]
    assert "/members {" in deleted
    with heard(monkeypatch) as requests_made:
        reports = bring(admin, read, "copy")
    assert not any(report.changed or report.differences for report in reports)
    assert requests_made == []
    assert take.take_study(admin, "copy", str) == wanted
    # The ledger tells them apart: in the original people go on, and the copy must not take that back.
    assert not ledger_names(admin, NAME) & ledger_names(admin, "copy")


def ledger_names(admin: Gateway, study: str) -> set[str]:
    return {card.project for _, card in study_projects(admin, study)}


@pytest.mark.slow
def test_what_was_done_since_stays_and_is_reported(
    admin: Gateway, doccano_server: LocalServer, source: StudyContent
) -> None:
    small = replace(source, projects=source.projects[2:])
    bring(admin, small, "since")
    project = admin.find_project("since voice")
    assert project is not None
    there = take.take_project(admin, project)
    Person(doccano_server, "berik-since", project).does(
        there.ids[0], "the paper", enter=False, says=("No, the paper.",)
    )
    [report] = bring(admin, small, "since")
    assert not report.changed
    assert report.differences == (
        "'berik-since': 1 label and 0 confirmations less, first at example 1",
        "'berik-since': 1 label and 0 confirmations more, first at example 1",
        "a comment of 'berik-since' at example 1 is more than there was: 'No, the paper.'",
    )
    assert take.take_project(admin, project).content.answers[0].labels == ("the paper",)


def forged(study: StudyContent) -> StudyContent:
    """The study with what nobody did: more at a confirmed answer, a new answer, a comment, a member."""
    shared = study.projects[0]
    answers = [
        replace(answer, labels=tuple(sorted({*answer.labels, NOISE})))
        if (answer.annotator, answer.example) == ("berik", 1)
        else answer
        for answer in shared.answers
    ]
    answers.append(Answer("berik", 4, (COST,), True))
    project = replace(
        shared,
        answers=tuple(answers),
        comments=(*shared.comments, Remark(4, "berik", "Never said.", "")),
        members={**shared.members, "eve": "annotator"},
    )
    return replace(study, projects=(project,))


@pytest.mark.slow
def test_an_edited_snapshot_adds_nothing_to_peoples_work_unless_asked_and_nothing_to_what_is_confirmed(
    admin: Gateway, source: StudyContent, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    small = replace(source, projects=source.projects[:1])
    bring(admin, small, "forged", tmp_path)
    assert list(tmp_path.iterdir()) == []  # it ended: the same file goes on no more
    evil = snapshot_file.from_bytes(snapshot_file.to_bytes(forged(small)), "evil")
    with (
        heard(monkeypatch) as requests_made,
        pytest.raises(
            InputError,
            match=r"worked already in 'forged' \(new members: eve-forged; as berik-forged: 1 chosen label, "
            r"1 confirmation, 1 comment\).*--into-existing",
        ),
    ):
        bring(admin, evil, "forged", tmp_path)
    assert requests_made == []
    assert not admin.has_account("eve-forged")
    assert take.take_study(admin, "forged", str) == without_what_is_out_of_reach(copied(small, "forged")[0])
    [report] = bring(admin, evil, "forged", tmp_path, into_existing=True)
    [difference] = report.differences
    assert difference.startswith("'berik-forged': 1 label")
    assert difference.endswith("and 0 confirmations less, first at example 1")
    found = {(a.annotator, a.example): a.labels for a in take.take_study(admin, "forged", str).projects[0].answers}
    assert found["berik-forged", 1] == (AIR,)
    assert found["berik-forged", 4] == (COST,)


@pytest.mark.slow
def test_every_eighth_answer_is_lost_and_nothing_is_entered_twice(
    admin: Gateway, source: StudyContent, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written = 0

    def lose(request: requests.PreparedRequest) -> None:
        nonlocal written
        written += 1
        if written % 8 == 0:
            raise requests.ConnectionError("cut")

    small, broken_off = replace(source, projects=source.projects[:1]), 0
    with heard(monkeypatch, lose) as requests_made:
        while True:
            try:
                [report] = bring(admin, small, "lost", tmp_path)
                break
            except DoccanoUnreachable:
                broken_off += 1
    assert broken_off >= 3
    assert report.differences == ()
    assert take.take_study(admin, "lost", str) == without_what_is_out_of_reach(copied(small, "lost")[0])
    assert sum("/states " in each for each in requests_made) == 3  # toggled once where it is confirmed, not elsewhere


DIES = """
import os, signal, sys
from framing.cli.main import run
from framing.doccano.wire.session import PatientAdapter
left, send = int(sys.argv[1]), PatientAdapter.send
def dying(adapter, request, **options):
    global left
    answer = send(adapter, request, **options)
    left -= request.method == "POST"
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
PatientAdapter.send = dying
run(sys.argv[2:])
"""


@pytest.mark.slow
def test_killed_twice_on_its_way_the_command_ends_with_the_same_study(
    admin: Gateway, doccano_server: LocalServer, source: StudyContent, tmp_path: Path
) -> None:
    small = replace(source, projects=source.projects[1:])
    wanted, people = copied(small, "killed")
    (tmp_path / "s.zip").write_bytes(snapshot_file.to_bytes(small))
    accounts = tmp_path / "given.csv"
    accounts.write_text("annotator,password,username\n" + "".join(f"{a},{PASSWORD},{b}\n" for a, b in people.items()))
    accounts.chmod(0o600)
    known = {"URL": doccano_server.url, "USERNAME": doccano_server.username, "PASSWORD": doccano_server.password}
    environment = {**os.environ, **{f"FRAMING_DOCCANO_{name}": value for name, value in known.items()}}

    def command(dies_after: int) -> subprocess.CompletedProcess[str]:
        arguments = ["-C", str(tmp_path), "restore", str(tmp_path / "s.zip"), "--project", "killed", "--json"]
        return subprocess.run(
            [sys.executable, "-c", DIES, str(dies_after), *arguments, "--accounts", str(accounts)],
            env=environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    assert command(14).returncode == -9  # the projects are not ready
    assert command(20).returncode == -9  # some labels are entered
    ended = command(10**6)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["result"]["same"] is True
    assert take.take_study(admin, "killed", str) == wanted
    assert not (tmp_path / "out" / "accounts.csv").exists()  # every password was given


def test_another_project_of_that_name_is_left_alone(admin: Gateway, source: StudyContent) -> None:
    admin.create_project("taken", "somebody else's", "")
    with pytest.raises(InputError, match=r"another project named 'taken'.*--project NAME"):
        bring(admin, source, "taken")


def test_an_account_whose_password_is_not_known_stops_it_before_anything_is_made(
    admin: Gateway, source: StudyContent
) -> None:
    plan = restore_plan.make_plan(admin, source, name="unknown", people={})
    with pytest.raises(InputError, match="accounts of aigul, berik, dana, zhan already"):
        restore.restore(admin, plan, known_password=lambda _: None, new_password=lambda _: PASSWORD, say=str)
    with pytest.raises(DoccanoError, match="does not accept the password of 'aigul'"):
        restore.restore(admin, plan, known_password=lambda _: "wrong", new_password=lambda _: PASSWORD, say=str)
    assert admin.find_project("unknown") is None


def test_two_people_do_not_become_one(admin: Gateway, source: StudyContent) -> None:
    with pytest.raises(InputError, match="'aigul' and 'berik' of the snapshot would both be 'aigul'"):
        restore_plan.make_plan(admin, source, name="one", people={"berik": "aigul"})
    with pytest.raises(InputError, match=r"There is an account 'aigul' here: .* --accounts FILE.csv"):
        restore_plan.make_plan(admin, source, name="one", people={"aigul": "Aigul"})


def test_a_snapshot_that_names_administrators_makes_none(admin: Gateway, source: StudyContent) -> None:
    voice = source.projects[2]
    hostile = replace(source, projects=(replace(voice, members={**voice.members, "berik": "project_admin"}),))
    [report] = bring(admin, hostile, "hostile")
    assert report.differences == (
        "'berik-hostile': annotator, not project_admin; framing gives that role to nobody, do it in Doccano if you "
        "trust them",
    )
    project = admin.find_project("hostile voice")
    assert project is not None
    assert admin.members(project) == {source.owner: "project_admin", "berik-hostile": "annotator"}


def test_projects_whose_labels_belong_to_nobody_are_refused_in_words(admin: Gateway) -> None:
    admin.create_project_like({"name": "together", "description": "d", "collaborative_annotation": True})
    with pytest.raises(DoccanoError, match="shares labels among annotators"):
        take.take_study(admin, "together", str)
    with pytest.raises(DoccanoError, match="no project 'nowhere'"):
        take.take_study(admin, "nowhere", str)


@pytest.mark.slow
def test_a_project_of_somebody_else_is_taken_and_restored_too(admin: Gateway) -> None:
    admin.create_project_like({"name": "theirs", "description": "d", "tags": [{"text": "x"}], "random_order": True})
    project = admin.find_project("theirs")
    assert project is not None
    for row in ({"n": 1}, {"n": None, "who": "me"}, {}):
        admin.json("POST", f"projects/{project.id}/examples", "add", json={"text": "the same", "meta": row})
    study = take.take_study(admin, "theirs", str)
    assert [example.meta for example in study.projects[0].examples] == [{"n": 1}, {"who": "me"}, {}]
    [report] = bring(admin, study, "ours")
    assert report.differences == ()
    assert take.take_study(admin, "ours", str).projects[0].settings.tags == ("x",)


@pytest.fixture
def configured(doccano_server: LocalServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A project folder that works with the server."""
    for name in ("url", "username", "password"):
        monkeypatch.setenv(f"FRAMING_DOCCANO_{name.upper()}", getattr(doccano_server, name))
    return tmp_path


def test_under_pseudonyms_no_name_is_left_but_in_what_people_wrote(
    source: StudyContent, configured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who, file = configured / "who.csv", configured / "s.zip"
    file.write_bytes(b"old")
    command = ["-C", str(configured), "snapshot", str(file), "--project", NAME, "--pseudonyms", str(who), "--replace"]
    assert exit_code(command) == 6  # the rest is there
    told = capsys.readouterr().err
    assert "'<b>noise</b>' was given 1 time by people who are no members any more" in told
    assert f"{file} is written without 1 label that Doccano shows to nobody." in told
    assert {stat.S_IMODE(path.stat().st_mode) for path in (who, file)} == {0o600}
    names = pseudonyms(who, ())
    assert set(names) == set(source.people)
    read = snapshot_file.from_bytes(file.read_bytes(), "it")
    assert read.pseudonyms
    text = repr(replace(read, projects=tuple(replace(project, comments=()) for project in read.projects)))
    assert not [name for name in names if f"'{name}'" in text or f"/ {name}" in text or f'"{name}"' in text]
    assert read.projects[1].name == f"{NAME} / {names['dana']}"
    assert read.projects[0].comments[0] == Remark(1, names["aigul"], "Сұрақ: <i>why</i>? 🚋", "")


def test_a_dry_run_says_what_it_would_do_and_does_nothing(
    source: StudyContent, configured: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (configured / "s.zip").write_bytes(snapshot_file.to_bytes(source))
    command = ["-C", str(configured), "restore", str(configured / "s.zip"), "--project", "dry", "--dry-run"]
    with heard(monkeypatch) as requests_made:
        assert exit_code([*command, "--json"]) == 0
    assert requests_made == []
    result = json.loads(capsys.readouterr().out)["result"]
    # 2 + 1 + 1 + 1 labels in the shared project, the one of the staff among them; 3 confirmations, 6 comments.
    first = result["projects"][0]
    assert (first["labels_entered"], first["confirmed"], first["comments"]) == (5, 3, 6)
    assert (first["labels_made"], first["examples_uploaded"], first["created"]) == (3, 6, True)
    assert (result["dry_run"], result["same"], result["accounts_to_make"]) == (True, None, [])  # they exist here
