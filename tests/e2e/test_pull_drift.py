"""What a pull says and keeps when somebody changed a project by hand in the real Doccano, or it was never ours."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from framing.annotation.decisions import Decision, current
from framing.annotation.ledger import read_ledger
from framing.cli import imports
from framing.cli.pull import open_studies, pull_projects, write_comments
from framing.cli.pulled import PulledProject, progress
from framing.codebook import Codebook, parse_codebook
from framing.doccano.local.server import LocalServer
from framing.doccano.project import own_database, projects, tasks
from framing.doccano.project.card import description
from framing.doccano.pulling import pull
from framing.doccano.pulling.foreign import read_foreign
from framing.doccano.pushing import push
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway, Project
from framing.errors import DoccanoError, PartlyDone
from framing.tables import DOCUMENTS, SENTENCES, make_sentence_id
from framing.workspace import Workspace, open_workspace

pytestmark = pytest.mark.slow  # each changes a project of its own by hand; that a pull works is told by test_roundtrip

CODEBOOK = """
[codebook]
id = "tram"
version = "1.0.0"
title = "How a text frames a tram line"
[[frames]]
key = "cost"
name = "cost"
shortcut = "c"
color = "#112233"
definition = "Money"
[[frames]]
key = "noise"
name = "шум & гам"
shortcut = "n"
color = "#ddbbcc"
definition = "Noise"
"""
BOOK = parse_codebook(CODEBOOK, "the test")
TEXTS = ("It costs nine.", "It opens in May.", "Шум будет.", "It has nine stops.")
PASSWORD = "gondola-11-walrus"


class Study:
    """A project on the server with an annotator, and the folder that it was pushed from."""

    def __init__(self, admin: Gateway, name: str, folder: Path) -> None:
        self.admin, self.name = admin, name
        (folder / "annotations").mkdir(parents=True)
        (folder / "out").mkdir()
        (folder / "annotations" / "codebook.toml").write_text(CODEBOOK, encoding="utf-8")
        self.place: Workspace = replace(open_workspace(folder), doccano_project=name)
        rows, start = [], 0
        for position, text in enumerate(TEXTS, start=1):
            end = start + len(text)
            row = {"sentence_id": make_sentence_id("d", start, end), "document_id": "d", "position": position}
            rows.append({**row, "start": start, "end": end, "text": text, "kind": "body", "paragraph": 1})
            start = end + 1
        document = {"document_id": "d", "text": "\n".join(TEXTS), "title": "The tram", "source": "T", "path": ""}
        documents = DOCUMENTS.table([{**document, "author": "", "date": "", "language": "en"}])
        for path, table in ((self.place.sentences, SENTENCES.table(rows)), (self.place.documents, documents)):
            path.write_text(table.to_json(orient="records", lines=True, force_ascii=False), encoding="utf-8")
        self.rows = tasks.example_rows(SENTENCES.table(rows), documents)
        self.people: dict[str, Gateway] = {}
        self.ids = [row["sentence_id"] for row in rows]

    def push(self, name: str = "", *people: str, book: Codebook = BOOK, **target: Any) -> None:
        push.push(
            self.admin,
            push.Target(name or self.name, self.rows, tuple(map(self.account, people or ("aigul",))), **target),
            book,
            mark=f"{abs(hash(name or self.name)) % 16**8:08x}",
            password_of=lambda _: PASSWORD,
            say=lambda _: None,
        )

    def account(self, person: str) -> str:
        return f"{person}-{self.name}"[:100]

    def project(self, name: str = "") -> Project:
        found = self.admin.find_project(name or self.name)
        assert found is not None
        return found

    def label(self, sentence: int, *labels: str, person: str = "aigul", name: str = "", confirm: bool = True) -> None:
        gateway, project = self.log_in(person), self.project(name)
        ids = self.admin.label_ids(project)
        example = self.example(sentence, name)
        for label in labels:
            gateway.choose_label(project, example, ids[label])
        if confirm:
            gateway.toggle_confirmed(project, example)

    def comment(self, sentence: int, text: str, person: str = "aigul") -> None:
        self.log_in(person).comment(self.project(), self.example(sentence), text)

    def log_in(self, person: str) -> Gateway:
        if person not in self.people:
            self.people[person] = Gateway(Account(self.admin.url, self.account(person), PASSWORD))
        return self.people[person]

    def example(self, sentence: int, name: str = "") -> int:
        rows = self.admin.export(self.project(name), only_confirmed=False)[self.admin.username]
        return next(row["id"] for row in rows if tasks.name_of(row) == self.ids[sentence])

    def change(self, method: str, path: str, **values: Any) -> None:
        self.admin.send(method, f"projects/{self.project().id}{path}", json=values)

    def pull(self) -> PulledProject:
        return pull_projects(self.place, self.admin, open_studies(self.admin, [self.name])[0])[0]

    def standing(self) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
        return {
            (d.annotator.partition("-")[0], d.sentence_id): (d.state, d.frames)
            for d in current(read_ledger(self.place.ledger))
        }


@pytest.fixture(scope="module")
def admin(doccano_server: LocalServer) -> Gateway:
    """The account of the staff."""
    return Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))


@pytest.fixture
def study(admin: Gateway, tmp_path: Path, request: pytest.FixtureRequest) -> Study:
    """A project of its own for each test; sentence 0 has a label, 1 was confirmed without one."""
    made = Study(admin, re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))[-60:].strip("_-"), tmp_path)
    made.push()
    made.label(0, "cost")
    made.label(1)
    assert made.pull().problems(named=False) == []
    return made


FIRST = {("aigul", "d:0-14"): ("confirmed", ("cost",)), ("aigul", "d:15-31"): ("confirmed", ())}


def test_a_text_that_was_edited_is_told_and_its_labels_stay(study: Study) -> None:
    study.change("PATCH", f"/examples/{study.example(0)}", text="It costs TEN.")
    pulled = study.pull()
    assert pulled.added == 0
    assert [line for line in pulled.pulled.problems if "1 sentence is not what was pushed (the first: d:0-14)" in line]
    assert study.standing() == FIRST


def test_a_deleted_sentence_takes_no_decision_out_of_the_ledger(study: Study) -> None:
    study.change("DELETE", f"/examples/{study.example(0)}")
    pulled = study.pull()
    assert pulled.added == 0
    assert [note for note in pulled.notes if "no longer in the project (the first: d:0-14)" in note]
    assert study.standing() == FIRST
    study.push()  # comes back as a new example, and is labelled anew
    study.label(0, "шум & гам")
    assert study.pull().added == 1
    assert study.standing()["aigul", "d:0-14"] == ("confirmed", ("noise",))


def test_a_renamed_label_is_no_change_of_mind(study: Study) -> None:
    label = study.admin.label_ids(study.project())["cost"]
    study.change("PATCH", f"/category-types/{label}", text="price")
    study.label(2, "price")
    study.label(3, "шум & гам")
    pulled = study.pull()
    assert [line for line in pulled.pulled.problems if "no longer has the label 'cost'" in line and "'price'" in line]
    assert study.standing() == FIRST | {("aigul", study.ids[3]): ("confirmed", ("noise",))}
    study.change("PATCH", f"/category-types/{label}", text="cost")
    assert study.pull().added == 1
    assert study.standing()["aigul", study.ids[2]] == ("confirmed", ("cost",))


def test_a_deleted_label_takes_no_decision_out_of_the_ledger(study: Study) -> None:
    study.admin.send(
        "DELETE", f"projects/{study.project().id}/category-types/{study.admin.label_ids(study.project())['cost']}"
    )
    pulled = study.pull()
    assert pulled.added == 0
    assert any("no longer has the label 'cost'; it has others: none that is used" in p for p in pulled.pulled.problems)
    assert study.standing() == FIRST


def test_a_member_who_left_is_named_and_their_decisions_stay(study: Study) -> None:
    members = study.admin.json("GET", f"projects/{study.project().id}/members", "look")
    study.change("DELETE", "/members", ids=[row["id"] for row in members if row["username"] != study.admin.username])
    pulled = study.pull()
    assert pulled.added == 0
    assert [
        note for note in pulled.notes if "is no member of the project any more: 2 decisions in the ledger stay" in note
    ]
    assert study.standing() == FIRST


def test_what_framing_did_not_push_and_labels_made_by_hand_are_told(study: Study) -> None:
    study.admin.upload(study.project(), [{"text": "Mine.", "label": []}, {"text": "Mine too.", "label": []}])
    study.change("POST", "/category-types", text="my own", background_color="#112233")
    study.label(2, "my own", "cost")
    problems = study.pull().pulled.problems
    assert any("was not pushed by framing and is left out (and so are 1 others)" in line for line in problems)
    assert any("'my own' is none of the project's frames" in line for line in problems)
    assert study.standing()["aigul", study.ids[2]] == ("confirmed", ("cost",))


def test_an_edited_card_and_a_newer_codebook_are_told_and_old_decisions_stay_as_they_were_asked(study: Study) -> None:
    project, card = projects.open_project(study.admin, study.name)
    changed = description(replace(card, labels=card.labels[:1], fingerprint="feedfeedfeedfeed"))
    study.change("PATCH", "", resourcetype="TextClassificationProject", description=changed)
    pulled = study.pull()
    assert pulled.added == 0
    assert any("codebook here is tram 1.0.0" in line for line in pulled.pulled.problems)
    assert any("2 decisions taken when the project asked by another codebook" in note for note in pulled.notes)
    assert {d.offered for d in current(read_ledger(study.place.ledger))} == {("cost", "noise")}
    study.label(2, "cost")
    study.pull()
    assert current(read_ledger(study.place.ledger))[-1].offered == ("cost",)
    lost = description(card).replace("framing_card", "card")
    study.change("PATCH", "", resourcetype="TextClassificationProject", description=lost)
    with pytest.raises(DoccanoError, match="lost the last line"):
        study.pull()
    assert project.id == study.project().id


def test_a_mind_changed_and_a_confirmation_taken_back_are_events(study: Study) -> None:
    study.label(0, confirm=True)  # a second Enter takes the confirmation back; the label stays
    study.label(1, confirm=True)  # and here nothing is left
    assert study.pull().added == 2
    assert study.standing() == {("aigul", "d:0-14"): ("labelled", ("cost",))}
    assert [d.state for d in read_ledger(study.place.ledger)] == ["confirmed", "confirmed", "labelled", "withdrawn"]
    assert study.pull().added == 0


def test_comments_are_of_who_wrote_them_also_where_nothing_was_decided(study: Study) -> None:
    study.push("", "aigul", "berik")
    study.comment(0, "doubt: noise")
    study.comment(0, "Sarcasm", person="berik")
    study.comment(2, "split")
    study.comment(2, "не понимаю")
    pulled = study.pull()
    assert [row["unseen"] for row in pulled.pulled.progress] == [2, 4]
    rows, warnings = write_comments(study.place, study.place.out / "comments.csv")
    assert (rows, warnings) == (3, [])
    told = (study.place.ledger, study.place.comments, study.place.out / "comments.csv")
    assert {path.stat().st_mode & 0o077 for path in told} == {0}  # who said what is for the owner of the project only
    lines = (study.place.folder / "annotations" / "comments.jsonl").read_text(encoding="utf-8").splitlines()
    table = [json.loads(line) for line in lines]
    assert [(row["sentence_id"], row["annotator"].partition("-")[0], row["text"], row["doubt"]) for row in table] == [
        ("d:0-14", "aigul", "doubt: noise", "noise"),
        ("d:0-14", "berik", "Sarcasm", ""),
        (study.ids[2], "aigul", "split; не понимаю", ""),
    ]
    assert [(row["sarcasm"], row["split"]) for row in table] == [(False, False), (True, False), (False, True)]
    assert all(row["at"].endswith("Z") for row in table)
    assert "не понимаю" in (study.place.out / "comments.csv").read_text(encoding="utf-8")


def test_all_projects_of_a_study_are_pulled_with_one_row_for_each_annotator(study: Study) -> None:
    for person in ("aigul", "berik"):
        study.push(f"{study.name} / {person}"[:100], person, team=study.name, annotator=study.account(person))
    study.label(3, "cost", person="berik", name=f"{study.name} / berik"[:100])
    opened, unread = open_studies(study.admin, [study.name])
    found = pull_projects(study.place, study.admin, opened)
    assert (len(found), unread) == (3, [])
    assert sum(one.added for one in found) == 1
    rows = {row["annotator"].partition("-")[0]: row for row in progress(found)}
    assert {name: (row["labelled"], row["empty"], row["unseen"]) for name, row in rows.items()} == {
        "aigul": (1, 1, 6),
        "berik": (1, 0, 3),
    }
    study.change("PATCH", "", resourcetype="TextClassificationProject", collaborative_annotation=True)
    opened, unread = open_studies(study.admin, [study.name])  # one that was changed does not cost the others
    assert (len(opened), len(unread)) == (2, 1)
    assert "shares labels among annotators now. Set that back" in unread[0]


def test_our_own_database_says_what_the_exports_say_and_when(
    study: Study, doccano_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.comment(1, 'дальше; "x"')
    study.label(2, "cost", "шум & гам", confirm=False)
    project = study.project()
    by_http = pull.read_answers(study.admin, project)
    monkeypatch.setattr(own_database, "_instances", lambda: iter([doccano_server.home]))
    by_sql = pull.read_answers(study.admin, project)
    assert by_sql.examples == by_http.examples

    def without_times(given: Any) -> Any:
        return {
            who: {key: (set(a.labels), a.confirmed, a.comment, a.commented_at) for key, a in answers.items()}
            for who, answers in given.items()
        }

    assert without_times(by_sql.given) == without_times(by_http.given)
    mine = by_sql.given[study.account("aigul")]
    assert len(mine) == 3
    assert all(answer.decided_at.endswith("Z") for answer in mine.values())
    assert not any(answer.decided_at for answer in by_http.given[study.account("aigul")].values())
    assert study.pull().added == 2  # what is known now is no news of what was known before


def test_a_clock_that_is_ahead_is_told(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.comment(0, "late")
    monkeypatch.setattr(pull, "now", lambda: "2020-01-01T00:00:00Z")
    assert any("the server's clock is ahead" in line for line in study.pull().pulled.problems)


# -- projects of others ------------------------------------------------------------------


def make_foreign(study: Study, **settings: Any) -> Project:
    """A project by hand, with a text of ours that annotators labelled and one that is not ours."""
    name = f"{study.name} theirs"[:100]
    answer = study.admin.json(
        "POST",
        "projects",
        "make",
        json={
            "name": name,
            "description": "by hand",
            "guideline": "",
            "project_type": "DocumentClassification",
            "resourcetype": "TextClassificationProject",
            **settings,
        },
    )
    project = study.project(name)
    assert answer["id"] == project.id
    for label in ("COST", "other"):
        study.admin.send(
            "POST", f"projects/{project.id}/category-types", json={"text": label, "background_color": "#112233"}
        )
    study.admin.upload(project, [{"text": text, "label": []} for text in (TEXTS[0], TEXTS[2], "Not ours.", TEXTS[3])])
    study.admin.add_annotator(project, study.account("aigul"))
    aigul = study.log_in("aigul")
    labels = study.admin.label_ids(project)
    examples = [row["id"] for row in next(iter(study.admin.export(project, only_confirmed=False).values()))]
    aigul.choose_label(project, examples[0], labels["COST"])
    aigul.toggle_confirmed(project, examples[0])
    aigul.toggle_confirmed(project, examples[1])
    aigul.choose_label(project, examples[2], labels["COST"])
    aigul.choose_label(project, examples[3], labels["other"])
    if settings.get("collaborative_annotation"):
        study.admin.choose_label(project, examples[0], labels["COST"])
    return project


def import_all(study: Study, project: Project, report: Callable[..., Any]) -> tuple[list[Decision], Any]:
    before = len(read_ledger(study.place.ledger))
    with pytest.raises(PartlyDone, match="2 rows set aside"):
        imports.import_foreign(study.place, study.admin, project, imports.ImportWishes({}), as_json=True)
    return read_ledger(study.place.ledger)[before:], json.loads(report().out)


def test_a_project_of_somebody_else_is_read_by_words_and_names(study: Study, capsys: Any) -> None:
    project = make_foreign(study)
    added, document = import_all(study, project, capsys.readouterr)
    host = study.admin.url.partition("//")[2]
    assert [(d.annotator.partition("-")[0], d.sentence_id, d.state, d.frames) for d in added] == [
        ("aigul", "d:0-14", "confirmed", ("cost",)),
        ("aigul", study.ids[2], "confirmed", ()),
    ]
    assert {d.project for d in added} == {f"doccano:{project.name}@{host}"}
    assert document["result"]["set_aside"] == 2
    assert any("was not made by framing" in line for line in document["warnings"])
    assert import_all(study, project, capsys.readouterr)[0] == []


def test_shared_and_single_labels_are_explained_and_read_as_far_as_they_can_be(study: Study, capsys: Any) -> None:
    project = make_foreign(study, collaborative_annotation=True, single_class_classification=True)
    notes = " ".join(read_foreign(study.admin, project).notes)
    assert "who gave which label is lost" in notes
    assert "allows one label for each text" in notes
    added, _ = import_all(study, project, capsys.readouterr)
    assert [(d.annotator, d.sentence_id, d.frames) for d in added] == [
        ("everybody", "d:0-14", ("cost",)),
        ("everybody", study.ids[2], ()),
    ]


def test_a_project_that_labels_no_whole_texts_is_refused_in_words(study: Study) -> None:
    spans = replace(study.project(), kind="SequenceLabeling")
    with pytest.raises(DoccanoError, match="no labels of whole texts"):
        read_foreign(study.admin, spans)
