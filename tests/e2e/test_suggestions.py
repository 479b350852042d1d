"""A model's proposals on a real Doccano: beside the sentence and never in a label, drawn once, known to the ledger."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from framing.accounts import stored_password
from framing.annotation.ledger import read_ledger
from framing.cli.main import exit_code
from framing.codebook import read_codebook
from framing.doccano.local.server import LocalServer
from framing.doccano.project import projects, tasks
from framing.doccano.project.guideline import guideline_text, note_in
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway
from framing.files import read_table
from framing.tables import SUGGESTIONS

pytestmark = pytest.mark.slow  # studies of several people, pushed more than once

REPOSITORY = Path(__file__).parents[2]
MODEL = REPOSITORY / "models" / "starter"
FINGERPRINT = (MODEL / "card.md").read_text(encoding="utf-8").split("\n")[0].removeprefix("# Frame model ")
TEXT = """Masked men stormed the depot

Armed bandits looted shops and set cars on fire in the night. Terrorists attacked the airport, the ministry said.
The gates open at nine. The president thanked the army for restoring order. Looters took the rest of the goods.
People gathered peacefully on the square. Foreign fighters took part in the attack. The road is closed.
Troops cleared the streets and calm returned. The bakery sold bread as usual. Rioters burned the town hall.
"""


@dataclass
class Study:
    """A project folder with its own name on the server, and what commands said."""

    folder: Path
    server: LocalServer
    capture: pytest.CaptureFixture[str]
    said: str = ""

    def run(self, *arguments: object, code: int = 0) -> Any:
        """What a command says as JSON; what it says to the reader where it shall fail."""
        self.capture.readouterr()
        ended = exit_code(["-C", str(self.folder), *map(str, arguments), "--json"])
        said = self.capture.readouterr()
        self.said = said.err
        assert ended == code, said.err
        return said.err if code else json.loads(said.out)["result"]

    def staff(self) -> Gateway:
        return Gateway(Account(self.server.url, self.server.username, self.server.password))

    def log_in(self, annotator: str) -> Gateway:
        return Gateway(Account(self.server.url, annotator, self.password(annotator)))

    def password(self, annotator: str) -> str:
        found = stored_password(self.folder / "out" / "accounts.csv", self.server.url, annotator)
        assert found is not None
        return found

    def rows(self) -> list[dict[str, Any]]:
        """What stands in the project, in order."""
        project, _ = projects.open_project(self.staff(), self.folder.name)
        return next(iter(self.staff().export(project, only_confirmed=False).values()))

    def shown(self) -> dict[str, str | None]:
        """Sentence id to the proposal that stands beside it."""
        return {str(tasks.name_of(row)): tasks.suggestion_in(row) for row in self.rows()}

    def recorded(self) -> dict[str, str | None]:
        """The same by the record."""
        record = read_table(self.folder / "annotations" / "suggestions.jsonl", SUGGESTIONS)
        own = record[record["project"] == self.folder.name]
        return {row["sentence_id"]: row["text"] if row["shown"] else None for row in own.to_dict(orient="records")}


@pytest.fixture
def study(
    tmp_path: Path, doccano_server: LocalServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Study:
    monkeypatch.setenv("FRAMING_DOCCANO_URL", doccano_server.url)
    monkeypatch.setenv("FRAMING_DOCCANO_USERNAME", doccano_server.username)
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", doccano_server.password)
    found = Study(tmp_path / f"suggest-{tmp_path.parent.name[-4:]}-{tmp_path.name}"[:60], doccano_server, capsys)
    found.run("init", found.folder, "--codebook", REPOSITORY / "annotations" / "codebook.toml")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "depot.txt").write_text(TEXT, encoding="utf-8")
    found.run("ingest", tmp_path / "texts")
    return found


def test_the_ledger_knows_which_decisions_were_made_beside_a_proposal(study: Study) -> None:
    study.run("push", "--suggest", MODEL, "--suggest-share", "50%", "--annotators", "sara")
    rows, shown = study.rows(), study.shown()
    assert len(rows) == 12
    assert shown == study.recorded()
    assert {value is None for value in shown.values()} == {True, False}  # 12 draws at 0.5 of a fixed seed and text
    assert len({tuple(row) for row in rows}) == 1
    assert all(row["label"] == [] for row in rows)  # never in labels
    names = {frame.name for frame in read_codebook(study.folder / "annotations" / "codebook.toml").frames}
    proposed = {part.rpartition(" 0.")[0] for text in shown.values() if text for part in text.split("; ")} - {""}
    assert proposed
    assert proposed <= names

    sara, (project, card) = study.log_in("sara"), projects.open_project(study.staff(), study.folder.name)
    assert card.suggestions == FINGERPRINT
    for row in rows:
        sara.toggle_confirmed(project, row["id"])
    study.run("pull")
    ledger = read_ledger(study.folder / "annotations" / "ledger.jsonl")
    assert {decision.sentence_id: decision.assisted for decision in ledger} == {
        name: value is not None for name, value in shown.items()
    }
    assert all(decision.frames == () for decision in ledger)


def test_what_was_drawn_once_stays_whatever_a_later_push_asks_for(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:  # after the record is written, before anything is sent
        patch.setattr("framing.doccano.pushing.push.push", broken_off)
        study.run("push", "--suggest", MODEL, "--suggest-share", "50%", code=130)
    drawn = study.recorded()
    assert len(drawn) == 12
    study.run("push", "--suggest", MODEL, "--suggest-share", "100%")
    assert study.shown() == study.recorded() == drawn

    # The same again, also without naming the model, changes nothing; and a share of 100 % stays without effect.
    before = study.rows()
    assert study.run("push", "--suggest", MODEL)["changed"] is False
    assert study.run("push")["changed"] is False
    assert study.rows() == before

    # New sentences need the model. Those that are there keep what they have.
    (tmp_path / "texts" / "more.txt").write_text("Rioters set the bank on fire.\n", encoding="utf-8")
    study.run("ingest", tmp_path / "texts")
    assert "1 are new. Name that model: --suggest MODEL" in study.run("push", code=3)
    assert study.run("push", "--suggest", MODEL, "--suggest-share", "100%")["uploaded"] == 1
    assert study.shown() == study.recorded()
    assert {name: text for name, text in study.shown().items() if name in drawn} == drawn
    assert sum(text is not None for text in study.shown().values()) == 1 + sum(t is not None for t in drawn.values())

    # From another folder, without the record: what stands there is neither changed nor written down as drawn.
    (study.folder / "annotations" / "suggestions.jsonl").unlink()
    before = study.rows()
    assert study.run("push", "--suggest", MODEL)["changed"] is False
    assert study.rows() == before
    assert not (study.folder / "annotations" / "suggestions.jsonl").exists()


def test_in_a_divided_study_a_sentence_shows_the_same_to_everybody_also_the_second_time(study: Study) -> None:
    people = [f"{name}-{study.folder.parent.name[:40]}" for name in ("rosa", "ravi", "rana")]
    suggest = ["--suggest", MODEL, "--suggest-share", "50%"]
    study.run("push", "--annotators", ",".join(people[:2]), "--overlap", 2, "--repeat", "25%", *suggest)
    (study.folder / "annotations" / "suggestions.jsonl").unlink()  # as from another folder
    study.run("push", "--annotators", ",".join(people), "--overlap", 3, "--repeat", "25%", *suggest)
    found: dict[str, set[str]] = {}
    notes, examples = set(), 0
    for project, card in projects.study_projects(study.staff(), study.folder.name):
        notes.add(note_in(study.staff().guideline(project)))
        assert card.suggestions == FINGERPRINT
        for row in next(iter(study.staff().export(project, only_confirmed=False).values())):
            sentence, _, _ = str(tasks.name_of(row)).partition("~")
            found.setdefault(sentence, set()).add(row["model"])
            examples += 1
    assert len(found) == 12
    assert examples > 3 * 12  # each for three annotators, and some of them again
    assert [values for values in found.values() if len(values) != 1] == []
    assert {"(none shown)"} in found.values()
    assert len(notes) == 1
    assert "made by a program" in notes.pop()


def test_what_annotators_are_shown_does_not_change_its_kind(study: Study) -> None:
    study.run("push")
    assert "shows no proposals of a model" in study.run("push", "--suggest", MODEL, code=3)
    assert not (study.folder / "annotations" / "suggestions.jsonl").exists()
    assert "--suggest and --voice exclude each other" in study.run("push", "--voice", "--suggest", MODEL, code=2)
    assert "--suggest-share needs --suggest" in study.run("push", "--suggest-share", "80%", code=2)
    assert "--suggest and --training exclude" in study.run("push", "--training", "--suggest", MODEL, code=2)
    for wrong in ("0%", "101%", "-1", "most", "nan", ""):
        assert "is no share" in study.run("push", "--suggest", MODEL, "--suggest-share", wrong, code=2)
    assert "There is no model in" in study.run("push", "--project", "other", "--suggest", study.folder / "none", code=3)
    book = study.folder / "annotations" / "codebook.toml"
    book.write_text(book.read_text(encoding="utf-8").replace("version = ", "version = '9' #", 1), encoding="utf-8")
    said = study.run("push", "--project", f"{study.folder.name} 2", "--suggest", MODEL, code=3)
    assert "was trained with codebook" in said
    assert study.staff().find_project(f"{study.folder.name} 2") is None


def test_an_annotator_reads_the_proposal_beside_the_sentence_and_what_it_means_in_the_guideline(
    study: Study, browser: Browser
) -> None:
    study.run("push", "--suggest", MODEL, "--annotators", "timur")
    project, _ = projects.open_project(study.staff(), study.folder.name)
    stored = study.staff().json("GET", f"projects/{project.id}", "look")["guideline"]
    assert "made by a program, not by people" in note_in(stored)  # the starter model's labels are
    book = read_codebook(study.folder / "annotations" / "codebook.toml")
    assert guideline_text(book, note_in(stored)).strip() == stored.strip()

    context = browser.new_context(viewport={"width": 1360, "height": 850})
    page = context.new_page()
    page.goto(f"{study.server.url}/auth")
    page.fill("input[name=username]", "timur")
    page.fill("input[name=password]", study.password("timur"))
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/projects**")
    shown = list(study.shown().values())
    longest = max(range(len(shown)), key=lambda number: len(shown[number] or ""))
    page.goto(f"{study.server.url}/projects/{project.id}/text-classification?page={longest + 1}")
    proposal = page.get_by_text(str(shown[longest]), exact=True)
    expect(proposal).to_be_visible()
    box, screen = proposal.bounding_box(), page.viewport_size
    assert box is not None
    assert screen is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= screen["width"]  # nothing of it is cut off at the side
    assert proposal.evaluate("cell => cell.scrollWidth <= cell.clientWidth")
    hidden = shown.index(None)
    page.goto(f"{study.server.url}/projects/{project.id}/text-classification?page={hidden + 1}")
    expect(page.get_by_text("(none shown)", exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.locator("button:has(path[d^='M21,4H3'])").click()  # the open book; Doccano's icons have no names
    guideline = page.locator(".v-dialog--active")
    expect(guideline.get_by_text("It may be wrong, and it misses labels.")).to_be_visible()
    context.close()
