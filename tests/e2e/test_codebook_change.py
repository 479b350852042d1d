"""A codebook changes while people label in a real Doccano: labels follow, decisions stay what they were."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from framing.annotation.decisions import Decision, current
from framing.annotation.ledger import read_ledger
from framing.cli.pull import pull_project
from framing.codebook import Codebook, Frame
from framing.doccano.local.server import LocalServer
from framing.doccano.project.card import ProjectCard, description
from framing.doccano.project.guideline import guideline_text
from framing.doccano.project.projects import open_project, sentence_ids
from framing.doccano.pushing import push
from framing.doccano.pushing.push_plan import plan_push
from framing.doccano.watching.health import examine_study
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError, InputError
from framing.workspace import Workspace, open_workspace

COST = Frame("cost", "cost", "c", "#112233", "#FFFFFF", "Money")
AIR = Frame("clean_air", "таза ауа", "a", "#AABBCC", "#000000", "Air")
NOISE = Frame("noise", "noise", "n", "#DDBBCC", "#000000", "Noise")
BOOK = Codebook("tram", "1.0.0", "How a text frames a tram line", (COST, AIR), fingerprint="1" * 16)


def book(*frames: Frame, version: str = "1.1.0") -> Codebook:
    return replace(BOOK, version=version, frames=frames, fingerprint=version.replace(".", "") * 5)


class Study:
    """A project with one annotator, the ledger beside it, and what the server says of both."""

    def __init__(self, admin: Gateway, name: str, folder: Path) -> None:
        self.admin, self.name = admin, name
        self.place: Workspace = open_workspace(folder)
        self.coder = f"aigul-{name}"[:100]

    def rows(self) -> list[dict[str, Any]]:
        row = {"label": [], "before": ""}
        return [{"text": f"Tram {n}.", **row, "sentence": f"d:{10 * n}-{10 * n + 9}"} for n in range(4)]

    def push(self, codebook: Codebook, *, upgrade: bool = False) -> push.PushReport:
        return push.push(
            self.admin,
            push.Target(self.name, self.rows(), (self.coder,)),
            codebook,
            mark="ab12",
            password_of=lambda _: "gondola-walrus",
            say=lambda _: None,
            upgrade=upgrade,
            pull_first=self.pull,
        )

    def pull(self) -> list[Decision]:
        pull_project(self.place, self.admin, self.name)
        return read_ledger(self.place.ledger)

    def open(self) -> tuple[Project, ProjectCard]:
        return open_project(self.admin, self.name)

    def shown(self) -> list[tuple[str, str, str]]:
        project, card = self.open()
        assert card.former == ()
        return [(label.name, label.shortcut, label.color) for label in self.admin.labels(project)]

    def give(self, sentence: int, *labels: str, confirm: bool = True) -> None:
        project, _ = self.open()
        aigul = Gateway(Account(self.admin.url, self.coder, "gondola-walrus"))
        example = sentence_ids(self.admin, project)[f"d:{10 * sentence}-{10 * sentence + 9}"][0]
        for label in labels:
            aigul.choose_label(project, example, self.admin.label_ids(project)[label])
        if confirm:
            aigul.toggle_confirmed(project, example)


@pytest.fixture(scope="module")
def admin(doccano_server: LocalServer) -> Gateway:
    """The account of the staff."""
    return Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))


@pytest.fixture
def study(admin: Gateway, request: pytest.FixtureRequest, tmp_path: Path) -> Study:
    """A study of its own for each test, pushed, with one decision."""
    made = Study(admin, re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))[-50:].strip("_-"), tmp_path)
    made.push(BOOK)
    made.give(0, "cost")
    return made


# Every key moves on: a new label takes that of an old one, which takes that of another.
HARMLESS = book(
    NOISE, replace(COST, name="price <b>", shortcut="a", color="#000000"), replace(AIR, shortcut="n", name="air")
)
HARMLESS = replace(HARMLESS, frames=(replace(NOISE, shortcut="c"), *HARMLESS.frames[1:]))
HARMLESS_LABELS = {("price <b>", "a", "#000000"), ("air", "n", "#AABBCC"), ("noise", "c", "#DDBBCC")}


def test_labels_are_added_renamed_and_recoloured_and_old_decisions_stay_under_the_old_codebook(study: Study) -> None:
    report = study.push(HARMLESS)
    assert set(study.shown()) == HARMLESS_LABELS
    assert report.changed
    assert report.changes[:3] == (
        "label added: noise",
        "label renamed: cost is price <b> now",
        "label renamed: таза ауа is air now",
    )
    project, card = study.open()
    assert card.keys == HARMLESS.keys
    found = study.admin.json("GET", f"projects/{project.id}", "look")
    assert found["guideline"].strip() == guideline_text(HARMLESS).strip()
    (before,) = study.pull()  # pulled before the change, and nothing is new since
    assert (before.frames, before.offered, before.codebook) == (("cost",), ("cost", "clean_air"), BOOK.fingerprint)
    study.give(1, "price <b>", "noise")
    study.give(0, "noise", confirm=False)  # changes the mind, under the new codebook
    after = {decision.sentence_id: decision for decision in current(study.pull())}
    assert after["d:10-19"].frames == ("noise", "cost")
    assert after["d:0-9"].frames == ("noise", "cost")
    assert {decision.codebook for decision in after.values()} == {HARMLESS.fingerprint}
    assert {decision.offered for decision in after.values()} == {HARMLESS.keys}
    again = study.push(HARMLESS)
    assert (again.changed, again.problems) == (False, ())


def test_another_meaning_asks_first_and_names_labels_and_how_often_they_were_given(study: Study) -> None:
    new = book(replace(COST, definition="Money, and time"), AIR)
    with pytest.raises(InputError, match=r"touches 1 label: cost \(other meaning, given once\).*--upgrade"):
        study.push(new)
    assert study.open()[1].codebook == "tram 1.0.0"
    assert study.push(new, upgrade=True).changes == ("other meaning: cost",)
    assert [decision.codebook for decision in study.pull()] == [BOOK.fingerprint]
    assert not study.push(new).changed


def test_a_label_that_people_gave_is_never_deleted_and_one_that_nobody_gave_is(study: Study) -> None:
    new = book(NOISE)
    with pytest.raises(InputError, match=r"cost \(dropped, given once\); таза ауа \(dropped, given 0 times\)"):
        study.push(new)
    report = study.push(new, upgrade=True)
    assert {name for name, *_ in study.shown()} == {"noise", "cost"}
    assert report.problems == (
        "the label 'cost' is not in the codebook any more, and people gave it: it stays, and can still be chosen",
    )
    assert study.open()[1].keys == ("noise", "cost")
    assert [(d.frames, d.codebook) for d in study.pull()] == [(("cost",), BOOK.fingerprint)]
    assert not study.push(new).changed
    report = study.push(book(NOISE, replace(COST, shortcut="x"), version="1.2.0"))  # it comes back
    assert set(study.shown()) == {("noise", "n", "#DDBBCC"), ("cost", "x", "#112233")}
    assert report.problems == ()


def test_a_project_of_an_older_framing_is_asked_about_once(study: Study) -> None:
    project, card = study.open()
    study.admin.update_project(project, "Note by hand\n" + description(replace(card, meanings=())))
    assert not study.push(BOOK).changed
    renamed = book(replace(COST, name="price"), AIR)
    with pytest.raises(InputError, match=r"does not say what its labels meant.*touches 2 labels"):
        study.push(renamed)
    assert study.push(renamed, upgrade=True).changed
    assert study.open()[0].description.startswith("Note by hand\n")
    assert not study.push(renamed).changed


REQUESTS = ("update_label", "create_label", "update_project", "delete_label")


@pytest.mark.slow
@pytest.mark.parametrize("heard", [False, True], ids=["before", "after"])
def test_a_change_can_be_broken_off_at_every_request_and_no_decision_is_read_wrongly(
    study: Study, monkeypatch: pytest.MonkeyPatch, heard: bool
) -> None:
    new = replace(HARMLESS, frames=HARMLESS.frames[:2], version="1.2.0", fingerprint="2" * 16)  # and one is dropped
    for number in range(20):
        made = 0

        def stopping(action: Callable[..., Any], stop: int = number) -> Callable[..., Any]:
            def maybe(*arguments: Any, **options: Any) -> Any:
                nonlocal made
                made += 1
                if made > stop and not heard:
                    raise KeyboardInterrupt
                found = action(*arguments, **options)
                if made > stop:
                    raise KeyboardInterrupt
                return found

            return maybe

        with monkeypatch.context() as patch:
            for name in REQUESTS:
                patch.setattr(study.admin, name, stopping(getattr(study.admin, name)))
            try:
                study.push(new, upgrade=True)
            except KeyboardInterrupt:
                finished = False
            else:
                finished = True
        decisions = current(study.pull())
        assert [(d.frames, d.codebook) for d in decisions] == [(("cost",), BOOK.fingerprint)]
        if finished:
            break
    assert finished
    assert set(study.shown()) == {("price <b>", "a", "#000000"), ("noise", "c", "#DDBBCC")}
    assert not study.push(new).changed


def test_a_key_that_a_label_made_by_hand_has_is_named(study: Study) -> None:
    project, _ = study.open()
    study.admin.create_label(project, replace(NOISE, name="by hand", shortcut="x"))
    with pytest.raises(InputError, match=r"'by hand' of the project .* has the key 'x', which the codebook gives to"):
        study.push(book(COST, replace(AIR, shortcut="x")))
    with pytest.raises(DoccanoError, match=r"make the label 'z'.*Duplicate shortcut key"):
        study.admin.create_label(project, replace(NOISE, name="z", shortcut="x"))
    with pytest.raises(DoccanoError, match="no more than 100 characters"):
        study.admin.create_label(project, replace(NOISE, name="z" * 101, shortcut="z"))


def test_a_label_renamed_by_hand_stops_a_push_and_its_plan_and_doctor_say_how_to_go_on(study: Study) -> None:
    project, _ = study.open()
    label = next(found for found in study.admin.labels(project) if found.name == "cost")
    study.admin.update_label(project, label, "rename a label", text="money troubles")
    said = "the label 'cost' is called 'money troubles' in Doccano now"
    with pytest.raises(DoccanoError, match=said + ": name it back in the project's label page, then push again"):
        study.push(BOOK)
    plan = plan_push(study.admin, push.Target(study.name, study.rows()), BOOK)
    assert said in "".join(plan.problems)
    assert plan.labels_to_make == ()
    told = [finding for finding in examine_study(study.admin, [study.name], BOOK, bool) if finding.level != "ok"]
    assert [(finding.said, finding.todo) for finding in told] == [
        (said, "Name it back in the project's label page, then push again.")
    ]
    # Where the codebook gives it that name too, the push goes on.
    assert (
        "label renamed: cost is money troubles now"
        in study.push(book(replace(COST, name="money troubles"), AIR)).changes
    )
    study.admin.update_label(project, label, "rename a label", text="cost")
    with pytest.raises(DoccanoError, match="'money troubles' is called 'cost' in Doccano now"):
        study.push(book(replace(COST, name="money troubles"), AIR))
