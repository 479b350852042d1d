"""Every sentence once in a real Doccano, whatever went wrong before; and nobody's work is deleted for it."""

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from framing.codebook import Codebook, Frame
from framing.doccano.local.server import LocalServer
from framing.doccano.project.projects import open_project, sentence_ids
from framing.doccano.pushing import duplicates, in_flight, push, push_plan
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError, InputError

BOOK = Codebook(
    id="tram",
    version="1.0.0",
    title="How a text frames a tram line",
    frames=(
        Frame("cost", "cost", "c", "#112233", "#FFFFFF", "Money"),
        Frame("noise", "noise", "n", "#ddbbcc", "#000000", "Noise"),
    ),
    fingerprint="0123456789abcdef",
)


def rows(count: int, label: Sequence[str] = ()) -> list[dict[str, Any]]:
    return [
        {"text": f"Tram {n} <b>came</b> «кеш» 🚋.", "label": list(label), "sentence": f"d:{10 * n}-{10 * n + 9}"}
        for n in range(count)
    ]


def names(count: int) -> list[str]:
    return [str(row["sentence"]) for row in rows(count)]


@dataclass
class Study:
    """A project of its own on the server, and the people in it."""

    admin: Gateway
    name: str
    notes: Path
    passwords: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def push(
        self, count: int, *people: str, gateway: Gateway | None = None, book: Codebook = BOOK, notes: bool = True
    ) -> push.PushReport:
        def password_of(username: str) -> str:
            self.passwords[username] = f"gondola-{len(self.passwords)}-walrus"
            return self.passwords[username]

        return push.push(
            gateway or self.admin,
            push.Target(self.name, rows(count), tuple(f"{person}-{self.name}" for person in people)),
            book,
            mark="ab12",
            password_of=password_of,
            say=self.said.append,
            notes=self.notes if notes else None,
        )

    @property
    def project(self) -> Project:
        return open_project(self.admin, self.name)[0]

    def held(self) -> dict[str, list[int]]:
        return sentence_ids(self.admin, self.project)

    def log_in(self, person: str) -> Gateway:
        account = f"{person}-{self.name}"
        return Gateway(Account(self.admin.url, account, self.passwords[account]))

    def another(self, server: LocalServer) -> Gateway:
        return Gateway(Account(server.url, server.username, server.password))

    def remove(self, person: str) -> None:
        members = self.admin.json("GET", f"projects/{self.project.id}/members", "look")
        left = next(row["id"] for row in members if row["username"] == f"{person}-{self.name}")
        self.admin.send("DELETE", f"projects/{self.project.id}/members", json={"ids": [left]})


@pytest.fixture(scope="module")
def admin(doccano_server: LocalServer) -> Gateway:
    """The account of the staff."""
    return Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))


@pytest.fixture
def study(admin: Gateway, request: pytest.FixtureRequest, tmp_path: Path) -> Study:
    """A project of its own for each test."""
    return Study(admin, re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))[-50:].strip("_-"), tmp_path)


def assert_each_once_and_in_order(study: Study, count: int) -> None:
    held = study.held()
    assert {name: len(ids) for name, ids in held.items()} == dict.fromkeys(names(count), 1)
    assert sorted(held, key=lambda name: held[name][0]) == names(count)
    assert study.admin.count(study.project) == count


def test_doccano_takes_an_empty_list_for_everything_and_we_refuse_to_send_one(study: Study) -> None:
    study.push(3)
    project = study.project
    with pytest.raises(InputError, match="all of them"):
        study.admin.delete_examples(project, [])
    assert study.admin.count(project) == 3
    study.admin.delete_examples(project, study.held()[names(3)[1]])
    assert study.admin.count(project) == 2
    study.admin.send("DELETE", f"projects/{project.id}/examples", json={"ids": []})  # what Doccano makes of it
    assert study.admin.count(project) == 0


def test_what_a_failed_import_left_is_taken_out_but_for_what_people_worked_on(study: Study) -> None:
    study.push(1, "aigul", "berik", "left")
    project, admin = study.project, study.admin
    # One label twice in a row breaks Doccano's import after it stored the examples; it tries three times more.
    with pytest.raises(DoccanoError, match="did not take the sentences"):
        admin.upload(project, rows(6, ["cost", "cost"])[1:])
    held = study.held()
    assert [len(held[name]) for name in names(6)] == [1, 4, 4, 4, 4, 4]
    labels = admin.label_ids(project)
    aigul, berik, left = (study.log_in(person) for person in ("aigul", "berik", "left"))
    labelled, confirmed, commented = held[names(6)[1]][2], held[names(6)[2]][1], held[names(6)[3]][3]
    aigul.choose_label(project, labelled, labels["noise"])  # and does not confirm it
    berik.toggle_confirmed(project, confirmed)  # without any label
    aigul.comment(project, commented, "?")
    one, another = held[names(6)[4]][1:3]
    left.choose_label(project, one, labels["cost"])
    aigul.choose_label(project, another, labels["cost"])
    study.remove("left")
    report = study.push(6)
    assert report.copies_deleted == 3 + 3 + 3 + 2 + 3
    assert (report.changed, report.uploaded) == (True, 0)
    assert report.problems == (
        f"sentence {names(6)[4]} stands 2 times in the project, and people may have worked on each: all stay, and "
        "count as one",
    )
    after = study.held()
    assert [after[name] for name in names(6)[1:5]] == [[labelled], [confirmed], [commented], [one, another]]
    assert after[names(6)[5]] == held[names(6)[5]][:1]
    again = study.push(6)
    assert (again.changed, again.problems) == (False, report.problems)


def test_copies_stay_where_it_cannot_be_seen_who_confirmed_which(study: Study) -> None:
    study.push(2, "left")
    study.admin.upload(study.project, rows(2))
    left = study.log_in("left")
    left.toggle_confirmed(study.project, study.held()[names(2)[0]][1])
    study.remove("left")
    report = study.push(2)
    assert report.copies_deleted == 0
    assert len(report.problems) == 2
    assert study.admin.count(study.project) == 4


def test_an_upload_that_still_arrives_is_waited_for_and_not_sent_again(
    study: Study, doccano_server: LocalServer
) -> None:
    study.push(2)
    project, card = open_project(study.admin, study.name)
    journal = in_flight.Journal(study.notes, f"{card.project} {study.name}")
    journal.begin(project, 2, 1200)  # as a push does that was killed a moment later
    assert journal.path is not None
    assert journal.path.stat().st_mode & 0o777 == 0o600
    late = threading.Timer(0.7, study.another(doccano_server).upload, (project, rows(1000)[2:]))
    late.start()
    threading.Timer(1.4, study.another(doccano_server).upload, (project, rows(1202)[1000:])).start()
    report = study.push(1202)
    assert (report.uploaded, report.copies_deleted) == (0, 0)
    assert any("broken off" in line for line in study.said)
    assert not journal.path.exists()
    assert_each_once_and_in_order(study, 1202)


def test_what_arrives_after_all_waiting_is_mended_by_the_same_push(
    study: Study, doccano_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.push(1)
    other, sent = study.another(doccano_server), study.admin.upload

    def upload(project: Project, chunk: Sequence[Any]) -> None:
        sent(project, chunk)
        if len(chunk) == 1:  # the last one: and now the upload of another machine comes in
            other.upload(project, rows(1001)[1:])

    monkeypatch.setattr(study.admin, "upload", upload)
    assert study.push(1002).copies_deleted == 1000
    assert_each_once_and_in_order(study, 1002)


def test_two_machines_that_push_at_the_same_time_leave_each_sentence_once(
    study: Study, doccano_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "ROWS_PER_UPLOAD", 100)
    failures: list[BaseException] = []

    def work(gateway: Gateway) -> None:
        try:
            study.push(300, gateway=gateway, notes=False)
        except BaseException as error:
            failures.append(error)

    machines = [threading.Thread(target=work, args=(study.another(doccano_server),)) for _ in range(2)]
    for machine in machines:
        machine.start()
    for machine in machines:
        machine.join()
    assert failures == []
    report = study.push(300)
    assert not report.changed
    assert_each_once_and_in_order(study, 300)


def test_nothing_is_deleted_while_people_label(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.push(1, "aigul")
    study.admin.upload(study.project, rows(1))
    aigul, copies = study.log_in("aigul"), study.held()[names(1)[0]]

    def look(gateway: Gateway, project: Project, suspects: set[int]) -> set[int]:
        aigul.toggle_confirmed(project, copies[1])  # just after she was looked at
        return set()

    monkeypatch.setattr(duplicates, "touched_examples", look)
    assert "people label right now" in study.push(1).problems[0]
    assert study.held()[names(1)[0]] == copies


def test_a_long_gone_upload_is_not_waited_for(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.push(1)
    project, card = open_project(study.admin, study.name)
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: 0.0)
        in_flight.Journal(study.notes, f"{card.project} {study.name}").begin(project, 1, 1000)
    began = time.monotonic()
    study.push(2)
    assert time.monotonic() - began < in_flight.QUIET_S
    assert not any("broken off" in line for line in study.said)


def everything(study: Study) -> object:
    """All that a push could change, as the server tells it."""
    gateway = study.admin
    found = [project for project in gateway.projects() if project.name == study.name]
    accounts = gateway.json("GET", "users", "look", params={"q": study.name})
    return [
        (project, gateway.count(project), gateway.labels(project), gateway.members(project)) for project in found
    ], accounts


def test_a_dry_run_says_what_the_push_then_does_and_changes_nothing(study: Study) -> None:
    def planned(count: int, *people: str, book: Codebook = BOOK, upgrade: bool = False) -> push_plan.PushPlan:
        before = everything(study)
        target = push.Target(study.name, rows(count), tuple(f"{person}-{study.name}" for person in people))
        found = push_plan.plan_push(study.admin, target, book, upgrade=upgrade)
        assert everything(study) == before
        return found

    new = planned(2, "aigul")
    assert (new.new_project, new.labels_to_make, new.to_upload) == (True, ("cost", "noise"), 2)
    assert new.accounts_to_make == new.members_to_add == (f"aigul-{study.name}",)
    first = study.push(2, "aigul")
    assert (first.created, first.labels_added, first.uploaded, first.members_added) == (True, 2, 2, new.members_to_add)
    assert not planned(2, "aigul").changes_anything
    study.admin.upload(study.project, rows(1))
    changed = replace(
        BOOK,
        version="2",
        fingerprint="f" * 16,
        frames=(replace(BOOK.frames[0], name="price"), Frame("air", "air", "a", "#000000", "#FFFFFF", "Air")),
    )
    more = planned(3, "aigul", "berik", book=changed)
    assert (more.to_upload, more.already_there, more.surplus_copies) == (1, 2, 1)
    assert more.labels_to_make == ("air",)
    assert "noise (dropped, given 0 times)" in more.asks_for_upgrade
    with pytest.raises(InputError) as refused:
        study.push(3, book=changed)
    assert str(refused.value) == more.asks_for_upgrade
    assert planned(3, book=changed, upgrade=True).asks_for_upgrade == ""


def test_a_project_of_somebody_else_is_left_alone(study: Study) -> None:
    by_hand = study.admin.create_project(study.name, "Made in Doccano", "-")
    with pytest.raises(DoccanoError, match=r"was not made by framing.*--project NAME"):
        study.push(1)
    assert everything(study)[0] == [(by_hand, 0, [], study.admin.members(by_hand))]  # type: ignore[index]


def test_who_is_no_staff_is_told_so(study: Study) -> None:
    study.push(1, "aigul")
    with pytest.raises(DoccanoError, match=f"'aigul-{study.name}' is not allowed to.*Use an account of the staff"):
        study.push(2, gateway=study.log_in("aigul"))
    assert study.admin.count(study.project) == 1


def test_labels_and_members_that_another_push_made_a_moment_before_are_taken_as_they_are(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, add = study.admin.create_label, study.admin.add_annotator

    def twice(action: Callable[..., None]) -> Callable[..., None]:
        def both(*arguments: Any) -> None:
            action(*arguments)
            action(*arguments)  # Doccano refuses the second

        return both

    monkeypatch.setattr(study.admin, "create_label", twice(make))
    monkeypatch.setattr(study.admin, "add_annotator", twice(add))
    study.push(1, "aigul")
    assert [label.name for label in study.admin.labels(study.project)] == ["cost", "noise"]
    assert f"aigul-{study.name}" in study.admin.members(study.project)


def test_a_text_as_long_as_a_push_sends_comes_back_whole(study: Study) -> None:
    long = "Ә" * 1_200_000
    row = {**rows(1)[0], "text": long}
    target = push.Target(study.name, [row])
    push.push(study.admin, target, BOOK, mark="ab12", password_of=str, say=study.said.append)
    (held,) = next(iter(study.admin.export(study.project, only_confirmed=False).values()))
    assert held["text"] == long
