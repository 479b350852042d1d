"""The project for voices on a real Doccano: one label a sentence, two annotators, and what reaches the ledger."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from framing.accounts import stored_password
from framing.annotation.ledger import read_ledger
from framing.annotation.voices import human_voices, settle
from framing.cli.main import exit_code
from framing.codebook import read_codebook
from framing.doccano.local.server import LocalServer
from framing.doccano.project import projects
from framing.doccano.project.guideline import voice_guideline_text
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway
from framing.files import read_table, write_table
from framing.pages.contrast import contrast
from framing.tables import SENTENCES, VOICES

TEXT = """Nine trams for the harbour

"The line costs nine million," the mayor said on Monday. Nobody in the hall asked who would pay for it.

Drivers stood outside with posters. "We were never asked," one of them shouted.
"""


@dataclass
class Study:
    """A project folder with its own name on the server, and what commands said."""

    folder: Path
    server: LocalServer
    capture: pytest.CaptureFixture[str]

    @property
    def frames(self) -> str:
        return self.folder.name

    @property
    def voices(self) -> str:
        return f"{self.folder.name} voice"

    def run(self, *arguments: str, code: int = 0) -> Any:
        """What a command says as JSON; its error line where it shall fail."""
        self.capture.readouterr()
        ended = exit_code(["-C", str(self.folder), *arguments, "--json"])
        said = self.capture.readouterr()
        assert ended == code, said.err
        return said.err if code else json.loads(said.out)["result"]

    def staff(self) -> Gateway:
        return Gateway(Account(self.server.url, self.server.username, self.server.password))

    def password(self, name: str) -> str:
        secret = stored_password(self.folder / "out" / "accounts.csv", self.server.url, name)
        assert secret
        return secret

    def annotator(self, name: str) -> Gateway:
        return Gateway(Account(self.server.url, name, self.password(name)))

    def sentence_ids(self) -> list[str]:
        return list(read_table(self.folder / "out" / "sentences.jsonl", SENTENCES)["sentence_id"])

    def human(self) -> list[tuple[str, str, str]]:
        table = read_table(self.folder / "annotations" / "voices.jsonl", VOICES)
        assert set(table["made_by"]) <= {"person"}
        assert not table[["speech", "speaker", "rule", "confidence"]].to_numpy().any()
        return list(table[["sentence_id", "by", "voice"]].itertuples(index=False, name=None))


@pytest.fixture
def study(
    doccano_server: LocalServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> Study:
    """A project with one text, by the template's codebook, connected to the server by the environment."""
    for name, value in (("URL", doccano_server.url), ("USERNAME", doccano_server.username)):
        monkeypatch.setenv(f"FRAMING_DOCCANO_{name}", value)
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", doccano_server.password)
    folder = tmp_path / re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))[:60]
    made = Study(folder, doccano_server, capsys)
    assert exit_code(["init", str(folder)]) == 0
    (folder / "tram.txt").write_text(TEXT, encoding="utf-8")
    made.run("ingest", str(folder / "tram.txt"))
    return made


class Coder:
    """Somebody who codes voices, as the page would; sentences by their place, from 0."""

    def __init__(self, study: Study, name: str) -> None:
        self.gateway = study.annotator(name)
        self.project, _ = projects.open_project(study.staff(), study.voices, "voices")
        self.labels = self.gateway.label_ids(self.project)
        found = projects.sentence_ids(study.staff(), self.project)
        self.examples = [found[sentence][0] for sentence in study.sentence_ids()]

    def choose(self, sentence: int, voice: str) -> None:
        self.gateway.choose_label(self.project, self.examples[sentence], self.labels[voice])

    def press_enter(self, sentence: int) -> None:
        self.gateway.toggle_confirmed(self.project, self.examples[sentence])

    def chosen(self, sentence: int) -> list[int]:
        path = f"projects/{self.project.id}/examples/{self.examples[sentence]}/categories"
        return [row["label"] for row in self.gateway.json("GET", path, "look")]


def names(study: Study) -> tuple[str, str]:
    """Accounts are shared by all projects of a server: each test has its own."""
    return f"aigul-{study.frames}", f"berik-{study.frames}"


def test_voices_go_to_people_and_come_back_once_and_rules_stay_as_they_are(study: Study) -> None:
    aigul, berik = names(study)
    pushed = study.run("push", "--voice", "--annotators", f"{aigul},{berik}")
    ids = study.sentence_ids()
    assert pushed["project"] == study.voices
    assert pushed["voices"] == ["outlet", "union", "employer", "official", "other"]
    assert (pushed["frames"], pushed["uploaded"], pushed["labels_added"]) == ([], len(ids), 5)
    again = study.run("push", "--voice", "--annotators", f"{aigul},{berik}")
    assert (again["changed"], again["uploaded"], again["already_there"]) == (False, 0, len(ids))

    rules = VOICES.table(
        {
            "sentence_id": sentence,
            "by": "rules",
            "voice": "outlet",
            "speech": "none",
            "speaker": "",
            "rule": "no cue",
            "confidence": "low",
            "made_by": "rules",
        }
        for sentence in ids
    )
    write_table(study.folder / "out" / "voices.jsonl", rules)
    written = (study.folder / "out" / "voices.jsonl").read_bytes()

    one, two = Coder(study, aigul), Coder(study, berik)
    for coder, voice in ((one, "official"), (two, "official")):
        coder.choose(1, voice)
        coder.press_enter(1)
    one.choose(2, "outlet")
    one.press_enter(2)
    two.choose(2, "other")
    two.press_enter(2)
    two.press_enter(3)  # confirmed without a voice: could not tell
    one.choose(4, "union or strikers")  # not confirmed

    found = study.run("pull")
    assert found["project"] is None  # there is no project for frames
    assert found["decisions"] == []
    assert found["voices"]["added"] == 6
    assert found["voices"]["rows"] == 5
    assert study.human() == [
        (ids[1], aigul, "official"),
        (ids[1], berik, "official"),
        (ids[2], aigul, "outlet"),
        (ids[2], berik, "other"),
        (ids[3], berik, ""),
    ]
    ledger = study.folder / "annotations" / "ledger.jsonl"
    first = ledger.read_bytes()
    assert study.run("pull")["voices"]["added"] == 0
    assert ledger.read_bytes() == first

    two.choose(2, "outlet")  # takes the place of the other one, and stays confirmed
    assert study.run("pull", "--voice")["voices"]["added"] == 1
    assert ledger.read_bytes().startswith(first)
    assert (ids[2], berik, "outlet") in study.human()
    assert len(study.human()) == 5
    assert study.run("pull", "--project", study.voices)["voices"]["added"] == 0

    settled = settle(rules, human_voices(read_ledger(ledger)))
    stands = dict(zip(settled["sentence_id"], zip(settled["made_by"], settled["voice"], strict=True), strict=True))
    assert stands == dict.fromkeys(ids, ("rules", "outlet")) | {
        ids[1]: ("person", "official"),
        ids[2]: ("person", "outlet"),
        ids[3]: ("person", ""),
    }
    assert (study.folder / "out" / "voices.jsonl").read_bytes() == written


def test_a_second_voice_takes_the_place_of_the_first_and_each_annotator_has_an_own_one(study: Study) -> None:
    aigul, berik = names(study)
    study.run("push", "--voice", "--annotators", f"{aigul},{berik}")
    one, two = Coder(study, aigul), Coder(study, berik)
    one.choose(0, "outlet")
    two.choose(0, "other")
    one.choose(0, "official")
    one.choose(0, "official")  # once more the same one: in a project of several labels Doccano answers 500
    assert one.chosen(0) == [one.labels["official"]]
    assert two.chosen(0) == [two.labels["other"]]


def test_the_labels_context_and_guideline_are_those_of_the_codebook(study: Study) -> None:
    study.run("push", "--voice")
    staff = study.staff()
    project, card = projects.open_project(staff, study.voices)
    book = read_codebook(study.folder / "annotations" / "codebook.toml")
    assert project.single_label
    assert (card.kind, card.fingerprint) == ("voices", book.fingerprint)
    labels = staff.json("GET", f"projects/{project.id}/category-types", "look")
    shown = [(row["text"], row["suffix_key"], row["background_color"], row["text_color"]) for row in labels]
    assert shown == [(voice.name, voice.shortcut, voice.color, voice.text_color) for voice in book.voices]
    found = staff.json("GET", f"projects/{project.id}", "look")
    assert found["guideline"].strip() == voice_guideline_text(book).strip()
    rows = next(iter(staff.export(project, only_confirmed=False).values()))
    assert [row["after"] for row in rows[:-1]] == [row["text"] for row in rows[1:]]


@pytest.mark.slow
def test_frames_and_voices_never_go_into_each_others_project(study: Study) -> None:
    aigul, _ = names(study)
    study.run("push", "--annotators", aigul)
    said = study.run("pull", "--voice", "--project", study.frames, code=3)
    assert "asks for frames, not for voices" in said
    study.run("push", "--voice", "--annotators", aigul)
    said = study.run("push", "--project", study.voices, code=3)
    assert f"The project '{study.voices}' asks for voices, not for frames. Add --voice" in said
    said = study.run("push", "--voice", "--project", study.frames, code=3)
    assert f"The project '{study.frames}' asks for frames, not for voices. Leave out --voice" in said

    coder = Coder(study, aigul)
    coder.choose(0, "outlet")
    coder.press_enter(0)
    frames = study.staff().find_project(study.frames)
    assert frames is not None
    example = projects.sentence_ids(study.staff(), frames)[study.sentence_ids()[0]][0]
    coder.gateway.choose_label(frames, example, coder.gateway.label_ids(frames)["disruption"])
    coder.gateway.toggle_confirmed(frames, example)
    found = study.run("pull")  # both projects in one
    assert (found["added"], found["voices"]["added"]) == (1, 1)
    assert found["decisions"][0]["frames"] == ["disruption"]
    assert found["voices"]["decisions"][0]["voice"] == "outlet"
    ledger = read_ledger(study.folder / "annotations" / "ledger.jsonl")
    assert [(d.is_voice, d.frames, d.voice) for d in ledger] == [(False, ("disruption",), ""), (True, (), "outlet")]
    assert study.run("pull")["added"] == study.run("pull")["voices"]["added"] == 0

    by_name = [("--project", study.frames), ("--voice", "--project", study.frames), ("--project", study.voices)]
    taken = [[one["name"] for one in study.run("pull", *options)["projects"]] for options in by_name]
    assert taken == [[study.frames, study.voices], [study.voices], [study.voices]]
    for options, asked in (((), ["frames", "voices"]), (("--project", study.frames), ["frames", "voices"])):
        assert [part["asked"] for part in study.run("status", *options)["parts"]] == asked
    assert [part["asked"] for part in study.run("status", "--project", study.voices)["parts"]] == ["voices"]


def test_a_project_of_that_name_that_is_not_ours_does_not_stop_a_pull(study: Study) -> None:
    study.run("push")
    study.staff().create_project(study.voices, "made by hand", "-")
    assert study.run("pull")["voices"] is None
    assert "was not made by framing" in study.run("pull", "--voice", code=4)


def test_without_a_project_for_voices_there_is_no_file_of_voices(study: Study) -> None:
    study.run("push")
    assert study.run("pull")["voices"] is None
    assert not (study.folder / "annotations" / "voices.jsonl").exists()
    assert "Make it: framing push --voice" in study.run("pull", "--voice", code=4)


def test_a_project_that_allows_several_voices_now_is_refused(study: Study) -> None:
    study.run("push", "--voice")
    project, _ = projects.open_project(study.staff(), study.voices)
    change = {"resourcetype": "TextClassificationProject", "single_class_classification": False}
    study.staff().json("PATCH", f"projects/{project.id}", "change", json=change)
    assert "allows several labels now" in study.run("pull", "--voice", code=4)


def as_hex(color: str) -> str:
    """`rgb(1, 2, 3)` as #010203."""
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", color)[:3])


@pytest.mark.slow
def test_keys_choose_one_voice_and_enter_confirms_in_the_browser(study: Study, browser: Browser) -> None:
    aigul, _ = names(study)
    study.run("push", "--voice", "--annotators", aigul)
    coder = Coder(study, aigul)
    context = browser.new_context(viewport={"width": 1360, "height": 850})
    page = context.new_page()
    page.goto(f"{study.server.url}/auth")
    page.fill("input[name=username]", aigul)
    page.fill("input[name=password]", study.password(aigul))
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/projects**")
    page.goto(f"{study.server.url}/projects/{coder.project.id}/text-classification?page=1")
    expect(page.locator(".v-card__text").filter(has_text="Nine trams").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    for voice in ("outlet", "union or strikers", "employer", "official", "other"):
        shown = page.locator(".v-chip", has_text=voice).first.evaluate(
            "chip => [getComputedStyle(chip).color, getComputedStyle(chip).backgroundColor]"
        )
        assert contrast(*map(as_hex, shown)) >= 4.5, (voice, shown)

    def press(key: str, answer: str) -> None:
        with page.expect_response(lambda r: r.url.rstrip("/").endswith(answer) and r.request.method == "POST"):
            page.keyboard.press(key)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)

    press("1", "/categories")
    assert coder.chosen(0) == [coder.labels["outlet"]]
    press("4", "/categories")
    assert coder.chosen(0) == [coder.labels["official"]]
    page.keyboard.press("4")  # once more takes it back
    page.wait_for_timeout(1000)
    assert coder.chosen(0) == []
    press("4", "/categories")
    press("Enter", "/states")
    found = study.run("pull")["voices"]["decisions"]
    assert [(row["state"], row["voice"]) for row in found] == [("confirmed", "official")]
    context.close()


@pytest.mark.slow
def test_two_voices_that_came_at_the_same_moment_count_for_none_until_there_is_one(study: Study) -> None:
    aigul, _ = names(study)
    study.run("push", "--voice", "--annotators", aigul)
    one, two = Coder(study, aigul), Coder(study, aigul)
    for _ in range(200):
        with ThreadPoolExecutor(2) as pool:
            for job in [pool.submit(one.choose, 0, "outlet"), pool.submit(two.choose, 0, "other")]:
                job.exception()  # Doccano may refuse one of the two
        if len(one.chosen(0)) > 1:
            break
    else:
        pytest.skip("Doccano did not let two voices through this time")
    one.press_enter(0)
    assert study.run("pull", "--voice")["voices"]["decisions"] == []
    one.choose(0, "other")
    assert [row["voice"] for row in study.run("pull", "--voice")["voices"]["decisions"]] == ["other"]
