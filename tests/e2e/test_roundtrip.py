"""Sentences to a real Doccano and decisions back: run twice, broken off, changed in between."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pytest
import requests

from framing.annotation.decisions import Decision, annotations_table, current
from framing.annotation.ledger import read_ledger
from framing.cli.pull import pull_project
from framing.codebook import Codebook, parse_codebook
from framing.doccano.local.server import LocalServer
from framing.doccano.moving import enter
from framing.doccano.project import projects, tasks
from framing.doccano.project.guideline import guideline_text
from framing.doccano.pulling import pull
from framing.doccano.pulling.decided import Pulled
from framing.doccano.pushing import push
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import ROWS_PER_UPLOAD, Gateway, Project
from framing.errors import DoccanoError, InputError
from framing.tables import DOCUMENTS, SENTENCES, make_sentence_id
from framing.workspace import open_workspace

BOOK = parse_codebook(
    """
[codebook]
id = "tram"
version = "1.0.0"
title = "How a text frames a tram line"
[[frames]]
key = "cost"
name = 'cost to the "public" {1}'
shortcut = "c"
color = "#112233"
text_color = "#FFFFFF"
definition = "Money"
[[frames]]
key = "clean_air"
name = "таза ауа"
shortcut = "a"
color = "#aabbcc"
definition = "Air"
[[frames]]
key = "noise"
name = "noise"
shortcut = "n"
color = "#ddbbcc"
definition = "Noise"
""",
    "the test",
)
TEXTS = ("The line costs nine million.", "It opens in May.", "Soot will fall.", "It has nine stops.")


@dataclass
class Study:
    """A project on the server, the material for it, and the people in it."""

    admin: Gateway
    name: str
    texts: tuple[str, ...] = TEXTS
    passwords: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        rows, start = [], 0
        for position, text in enumerate(self.texts, start=1):
            end = start + len(text)
            row = {"sentence_id": make_sentence_id("d", start, end), "document_id": "d", "position": position}
            rows.append({**row, "start": start, "end": end, "text": text, "kind": "body", "paragraph": 1})
            start = end + 1
        document = {"document_id": "d", "text": "\n".join(self.texts), "title": "The tram", "source": "Tribune"}
        return SENTENCES.table(rows), DOCUMENTS.table(
            [{**document, "author": "", "date": "", "language": "en", "path": "d.txt"}]
        )

    def sentence_ids(self) -> list[str]:
        return list(self.tables()[0]["sentence_id"])

    def push(
        self,
        *people: str,
        book: Codebook = BOOK,
        say: Callable[[str], None] | None = None,
        gateway: Gateway | None = None,
    ) -> push.PushReport:
        def password_of(username: str) -> str:
            self.passwords[username] = f"gondola-{len(self.passwords)}-walrus"
            return self.passwords[username]

        return push.push(
            gateway or self.admin,
            push.Target(self.name, tasks.example_rows(*self.tables()), tuple(map(self.account, people))),
            book,
            mark="ab12",
            password_of=password_of,
            say=say or self.said.append,
        )

    def account(self, person: str) -> str:
        return f"{person}-{self.name}"[:100]

    def log_in(self, person: str) -> "Annotator":
        account = self.account(person)
        return Annotator(self, Gateway(Account(self.admin.url, account, self.passwords[account])))

    def project(self) -> Project:
        return projects.open_project(self.admin, self.name)[0]

    def examples(self) -> dict[str, list[int]]:
        return projects.sentence_ids(self.admin, self.project())

    def pull(self) -> Pulled:
        return pull.pull(self.admin, self.name, at="now")[1]


class Annotator:
    """Somebody who labels, as the page would; sentences by their place in the study, from 0."""

    def __init__(self, study: Study, gateway: Gateway) -> None:
        self.gateway, self.project = gateway, study.project()
        self.labels = gateway.label_ids(self.project)
        found = study.examples()
        self.examples = [found[name][0] for name in study.sentence_ids()]

    def choose(self, sentence: int, *labels: str) -> None:
        for label in labels:
            self.gateway.choose_label(self.project, self.examples[sentence], self.labels[label])

    def press_enter(self, sentence: int) -> None:
        self.gateway.toggle_confirmed(self.project, self.examples[sentence])

    def take_back(self, sentence: int) -> None:
        self.gateway.drop_labels(self.project, self.examples[sentence])

    def comment(self, sentence: int, text: str) -> None:
        self.gateway.comment(self.project, self.examples[sentence], text)


@pytest.fixture(scope="module")
def admin(doccano_server: LocalServer) -> Gateway:
    """The account of the staff."""
    return Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))


@pytest.fixture
def study(admin: Gateway, request: pytest.FixtureRequest) -> Study:
    """A project of its own for each test."""
    return Study(admin, re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))[-60:].strip("_-"))


# -- push --------------------------------------------------------------------------


def test_a_second_push_changes_nothing(study: Study) -> None:
    first = study.push("aigul", "berik")
    assert first.changed
    assert (first.created, first.labels_added, first.uploaded, first.already_there) == (True, 3, 4, 0)
    assert first.members_added == (study.account("aigul"), study.account("berik"))
    before = study.examples()
    second = study.push("aigul", "berik")
    assert not second.changed
    assert (second.uploaded, second.already_there, second.problems) == (0, 4, ())
    assert study.examples() == before
    assert set(study.passwords) == set(first.members_added)


def test_labels_have_the_names_keys_and_colours_of_the_codebook(study: Study) -> None:
    study.push()
    project = study.project()
    found = study.admin.json("GET", f"projects/{project.id}/category-types", "look")
    shown = [(row["text"], row["suffix_key"], row["background_color"], row["text_color"]) for row in found]
    assert shown == [(frame.name, frame.shortcut, frame.color, frame.text_color) for frame in BOOK.frames]


def test_the_guideline_stands_in_the_project_as_it_was_written(study: Study) -> None:
    study.push()
    found = study.admin.json("GET", f"projects/{study.project().id}", "look")
    assert found["guideline"].strip() == guideline_text(BOOK).strip()


def test_texts_of_every_kind_come_back_exactly(study: Study) -> None:
    study.texts = (
        "Әлеуметтік желіде «трамвай» сөзі: ғылым, қоғам, һәм ұлт.",
        "Трамвай — это «дорого»; он сказал: „нет“.",
        "🚋👩🏽\u200d🚒 e\u0301 ≠ é, ½, \u200f\u202bعربي\u202c",
        '<script>alert("1")</script> & &amp; <b>bold</b>',
        '"quoted", \'single\', back\\slash, {"json": [1]}, {{ braces }}, 100%s',
        "=1+1",
        "x" * 2000,
    )
    study.push()
    rows = next(iter(study.admin.export(study.project(), only_confirmed=False).values()))
    assert [row["text"] for row in rows] == list(study.texts)
    assert [list(row) for row in rows] == [["id", "text", *tasks.META_KEYS, "label", "Comments"]] * 7
    context = [row["after"].replace("\u200b", "") for row in rows[:-1]]  # where the browser may break long words
    assert context == list(study.texts[1:])
    assert [tasks.name_of(row) for row in rows] == study.sentence_ids()


@pytest.mark.parametrize("text", ["It’s late.", "№ 5", "Ә.", "½", "It cost 5 €."])
def test_a_text_with_a_single_unusual_letter_is_not_garbled(study: Study, text: str) -> None:
    # Doccano left alone guesses the encoding of an upload, and takes these for Windows-1252 or ISO-8859-1.
    study.texts = (text,)
    study.push()
    rows = next(iter(study.admin.export(study.project(), only_confirmed=False).values()))
    assert [row["text"] for row in rows] == [text]


def test_more_sentences_than_one_upload_takes_all_arrive_in_order(study: Study) -> None:
    study.texts = tuple(f"Tram number {n} came late." for n in range(ROWS_PER_UPLOAD + 1))
    assert study.push().uploaded == ROWS_PER_UPLOAD + 1
    assert study.said == ["1000 of 1001 sentences uploaded", "1001 of 1001 sentences uploaded"]
    assert_each_once_and_in_order(study)


def assert_each_once_and_in_order(study: Study) -> None:
    found = study.examples()
    assert all(len(ids) == 1 for ids in found.values())
    assert sorted(found, key=lambda name: found[name][0]) == study.sentence_ids()


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("moment", ["labels", "uploads", "upload", "people", "account"])
def test_a_push_that_was_broken_off_is_finished_by_the_next(
    study: Study, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setattr(push, "ROWS_PER_UPLOAD", 2)
    with monkeypatch.context() as patch:
        say = None
        if moment == "labels":
            patch.setattr(study.admin, "create_label", after(1, study.admin.create_label))
        elif moment == "uploads":
            say = interrupt
        elif moment == "upload":
            patch.setattr(study.admin, "upload", after(1, study.admin.upload, do=True))  # taken, and the answer is lost
        elif moment == "people":
            patch.setattr(study.admin, "add_annotator", after(1, study.admin.add_annotator))
        else:
            patch.setattr(study.admin, "add_annotator", after(0, study.admin.add_annotator))
        with pytest.raises(KeyboardInterrupt):
            study.push("aigul", "berik", say=say)
    assert study.push("aigul", "berik").changed
    assert_each_once_and_in_order(study)
    assert list(study.admin.label_ids(study.project())) == [frame.name for frame in BOOK.frames]
    assert {study.account("aigul"), study.account("berik")} <= set(study.admin.members(study.project()))
    for person in ("aigul", "berik"):  # whose passwords were not replaced by others
        Gateway(Account(study.admin.url, study.account(person), study.passwords[study.account(person)]))
    assert not study.push("aigul", "berik").changed


def after(calls: int, action: Callable[..., None], *, do: bool = False) -> Callable[..., None]:
    """The action, which is broken off when it was called so often; `do`: only after that call did its work."""
    left = iter(range(calls))

    def broken(*arguments: object, **options: object) -> None:
        going = next(left, None) is not None
        if going or do:
            action(*arguments, **options)
        if not going:
            raise KeyboardInterrupt

    return broken


def test_new_sentences_are_added_behind_those_that_are_there(study: Study) -> None:
    study.push()
    study.texts = (*TEXTS, "A fifth.", "A sixth.")
    report = study.push()
    assert (report.uploaded, report.already_there, report.created) == (2, 4, False)
    assert_each_once_and_in_order(study)


def test_what_labels_mean_does_not_change_in_silence(study: Study) -> None:
    study.push()
    cost, *others = BOOK.frames
    frames = (replace(cost, definition="Money, and time"), *others)
    with pytest.raises(InputError, match=r"labels mean something else.*cost to the .*given 0 times.*--upgrade"):
        study.push(book=replace(BOOK, version="1.1.0", fingerprint="another", frames=frames))
    with pytest.raises(InputError, match=r"touches 2 labels.*dropped.*--project NAME"):
        study.push(book=BOOK.subset(["cost"]))
    assert len(study.admin.label_ids(study.project())) == 3


def test_nothing_to_push_makes_no_project(study: Study) -> None:
    study.texts = ()
    with pytest.raises(InputError, match="no sentence to push"):
        study.push()
    assert study.admin.find_project(study.name) is None


# -- whose project, whose account -------------------------------------------------------


def test_a_project_that_framing_did_not_make_is_left_alone(study: Study) -> None:
    study.admin.create_project(study.name, "made by hand", "-")
    for action in (study.push, study.pull):
        with pytest.raises(DoccanoError, match=r"was not made by framing.*--project NAME"):
            action()
    assert study.admin.label_ids(Project(study.admin.find_project(study.name).id, "", "", "", False, False)) == {}  # type: ignore[union-attr]


def test_two_projects_of_one_name_are_not_guessed_between(study: Study) -> None:
    study.push()
    first = study.project()
    study.admin.create_project(study.name, "somebody else's", "-")
    assert not study.push().changed  # the card tells which is ours
    another = study.admin.create_project(study.name, first.description, "-")
    assert not study.push().changed  # as a push leaves it that was killed: without a sentence, and so it goes
    assert study.project() == first
    another = study.admin.create_project(study.name, first.description, "-")
    study.admin.upload(another, tasks.example_rows(*study.tables()))
    with pytest.raises(DoccanoError, match=f"2 projects named '{study.name}'"):
        study.push()


def test_a_project_that_is_not_there_is_named(study: Study) -> None:
    with pytest.raises(DoccanoError, match=f"no project '{study.name}' that .* can see. Make it: framing push"):
        study.pull()


def test_an_annotator_cannot_push_and_is_told_so(study: Study) -> None:
    study.push("aigul")
    aigul = study.log_in("aigul").gateway
    stranger = replace(study, name=f"{study.name} 2")
    with pytest.raises(DoccanoError, match=r"is not allowed to.*Use an account of the staff"):
        stranger.push(gateway=aigul)
    study.texts = (*TEXTS, "A fifth.")
    with pytest.raises(DoccanoError, match=r"is not allowed to.*Use an account of the staff"):
        study.push(gateway=aigul)


def test_a_project_whose_labels_became_common_property_is_refused(study: Study) -> None:
    study.push()
    path = f"projects/{study.project().id}"
    study.admin.json(
        "PATCH", path, "change", json={"resourcetype": "TextClassificationProject", "collaborative_annotation": True}
    )
    with pytest.raises(DoccanoError, match="shares labels among annotators now"):
        study.pull()


def test_a_wrong_password_is_named_and_not_repeated(admin: Gateway) -> None:
    with pytest.raises(DoccanoError, match="does not accept the password of 'admin'") as caught:
        Gateway(Account(admin.url, "admin", "geheim-77"))
    assert "geheim-77" not in str(caught.value)


@pytest.fixture
def anonymous() -> Iterator[requests.Session]:
    """Nobody."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


def test_the_small_server_of_the_fault_tests_answers_as_the_real_one_does(
    admin: Gateway, anonymous: requests.Session, doccano_answers: dict[str, tuple[int, str, set[str]]]
) -> None:
    for request, (status, kind, keys) in doccano_answers.items():
        method, path = request.split(" ")
        wrong = {"username": "admin", "password": "geheim-77"} if method == "POST" else None
        answer = anonymous.request(method, admin.url + path, json=wrong, timeout=10)
        assert answer.status_code == status, request
        assert answer.headers["content-type"].partition(";")[0] == kind, request
        assert not keys or set(answer.json()) == keys, request


# -- pull ------------------------------------------------------------------------------


def test_the_four_states_are_told_apart(study: Study) -> None:
    study.push("aigul", "berik")
    aigul = study.log_in("aigul")
    aigul.choose(0, "таза ауа", 'cost to the "public" {1}')
    aigul.press_enter(0)
    aigul.press_enter(1)
    aigul.choose(2, "noise")
    pulled = study.pull()
    ids = study.sentence_ids()
    assert [(d.sentence_id, d.annotator, d.state, d.frames) for d in pulled.decisions] == [
        (ids[0], study.account("aigul"), "confirmed", ("cost", "clean_air")),
        (ids[1], study.account("aigul"), "confirmed", ()),
        (ids[2], study.account("aigul"), "labelled", ("noise",)),
    ]
    counts = {
        row["annotator"]: (row["labelled"], row["empty"], row["unconfirmed"], row["unseen"]) for row in pulled.progress
    }
    assert counts == {study.account("aigul"): (1, 1, 1, 1), study.account("berik"): (0, 0, 0, 4)}
    assert pulled.problems == ()


def test_frames_that_were_not_offered_are_missing_and_not_absent(study: Study) -> None:
    study.push("aigul", book=BOOK.subset(["noise", "cost"]))
    assert set(study.admin.label_ids(study.project())) == {'cost to the "public" {1}', "noise"}
    study.log_in("aigul").press_enter(0)
    pulled = study.pull()
    assert pulled.decisions[0].offered == ("cost", "noise")
    assert pulled.decisions[0].codebook == BOOK.fingerprint
    table = annotations_table(pulled.decisions)
    assert dict(zip(table["frame"], table["present"], strict=True)) == {"cost": False, "noise": False}


def test_a_comment_belongs_to_who_wrote_it(study: Study) -> None:
    study.push("aigul", "berik")
    for person, text in (("aigul", "сарказм?"), ("berik", "<i>unclear</i>")):
        annotator = study.log_in(person)
        annotator.comment(0, text)
        annotator.press_enter(0)
    comments = {decision.annotator: decision.comment for decision in study.pull().decisions}
    assert comments == {study.account("aigul"): "сарказм?", study.account("berik"): "<i>unclear</i>"}


def ledger_after_pull(study: Study, folder: Path, added: int) -> list[Decision]:
    place = open_workspace(folder)
    assert pull_project(place, study.admin, study.name)[2] == added
    return read_ledger(place.ledger)


def test_the_ledger_follows_what_annotators_change_and_forgets_nothing(study: Study, tmp_path: Path) -> None:
    study.push("aigul")
    aigul = study.log_in("aigul")
    aigul.choose(0, "noise")
    aigul.press_enter(0)
    aigul.choose(1, "noise")
    aigul.press_enter(1)
    ledger_after_pull(study, tmp_path, 2)
    ledger_after_pull(study, tmp_path, 0)
    aigul.take_back(0)  # confirmed, and now without a label
    aigul.take_back(1)
    aigul.press_enter(1)  # a second Enter takes the confirmation back: as if never seen
    ledger = ledger_after_pull(study, tmp_path, 2)
    ids = study.sentence_ids()
    assert [(d.sentence_id, d.state, d.frames) for d in ledger] == [
        (ids[0], "confirmed", ("noise",)),
        (ids[1], "confirmed", ("noise",)),
        (ids[0], "confirmed", ()),
        (ids[1], "withdrawn", ()),
    ]
    assert [d.sentence_id for d in current(ledger)] == [ids[0]]
    ledger_after_pull(study, tmp_path, 0)


def test_what_the_pulling_account_takes_back_is_withdrawn_too(study: Study, tmp_path: Path) -> None:
    study.push()
    admin = Annotator(study, study.admin)
    admin.press_enter(0)
    ledger_after_pull(study, tmp_path, 1)
    admin.press_enter(0)
    assert ledger_after_pull(study, tmp_path, 1)[-1].state == "withdrawn"


def test_decisions_of_somebody_who_left_the_project_stay(study: Study, tmp_path: Path) -> None:
    study.push("aigul")
    study.log_in("aigul").press_enter(0)
    ledger_after_pull(study, tmp_path, 1)
    members = study.admin.json("GET", f"projects/{study.project().id}/members", "look")
    left = next(row["id"] for row in members if row["username"] == study.account("aigul"))
    study.admin.send("DELETE", f"projects/{study.project().id}/members", json={"ids": [left]})
    ledger = ledger_after_pull(study, tmp_path, 0)
    assert [decision.state for decision in current(ledger)] == ["confirmed"]


def test_entering_decisions_twice_changes_nothing(study: Study) -> None:
    study.push("aigul")
    aigul = study.log_in("aigul").gateway
    ids = {name: found[0] for name, found in study.examples().items()}
    card = projects.open_project(study.admin, study.name)[1]
    rest = {
        "document_id": "d",
        "annotator": study.account("aigul"),
        "state": "confirmed",
        "offered": card.keys,
        "at": "",
    }
    rest |= {"project": card.project, "codebook": card.fingerprint, "assisted": False, "made_by": "person"}
    ends = [name.partition(":")[2].split("-") for name in study.sentence_ids()]
    frames = [("cost", "noise"), (), ("clean_air",)]
    wanted = [
        Decision(start=int(start), end=int(end), frames=chosen, comment="a; b" if chosen else "", **rest)  # type: ignore[arg-type]
        for (start, end), chosen in zip(ends, frames, strict=False)
    ]

    def standing() -> dict[str, Decision]:
        return {decision.sentence_id: decision for decision in study.pull().decisions}

    study.log_in("aigul").choose(0, "таза ауа")  # something that was entered by mistake before
    assert enter.enter_decisions(aigul, study.name, wanted, standing(), ids) == 3
    assert {name: (d.state, d.frames, d.comment) for name, d in standing().items()} == {
        d.sentence_id: ("confirmed", d.frames, d.comment) for d in wanted
    }
    assert enter.enter_decisions(aigul, study.name, wanted, standing(), ids) == 0


def test_a_frame_that_the_project_has_no_label_for_is_refused_before_anything_is_entered(study: Study) -> None:
    study.push("aigul")
    aigul = study.log_in("aigul").gateway
    ids = {name: found[0] for name, found in study.examples().items()}
    place = tasks.parse_sentence_id(study.sentence_ids()[0])
    zeppelin = ("zeppelin",)
    strange = Decision(*place, study.account("aigul"), "confirmed", zeppelin, zeppelin, "", "", "", False, "person")
    with pytest.raises(DoccanoError, match="no label for zeppelin"):
        enter.enter_decisions(aigul, study.name, [strange], {}, ids)
    assert study.pull().decisions == ()
