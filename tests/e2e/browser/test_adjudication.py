"""From opinions to gold: three annotators differ, somebody rules in a browser by keyboard, and gold says how."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from framing.accounts import stored_password
from framing.doccano.local.server import LocalServer
from framing.doccano.moving.enter import Entry, enter_side_by_side
from framing.doccano.project.projects import open_project, sentence_ids
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway

CODEBOOK = Path(__file__).parents[3] / "annotations" / "codebook.toml"
PEOPLE = ("asel", "bolat", "daria")
T, R, P = "terrorist attack", "riot and criminal violence", "peaceful protest"
# What the three give each sentence. On the last of each article they differ.
NEWS = {
    "depot": {
        "Looters emptied the shops on the square.": ([R], [R], [R]),
        "Vandals burned four buses behind the station.": ([R], [R], [R]),
        "By midnight a mob had wrecked the bank.": ([R], [R], [R]),
        "The offices of the railway open at nine.": ([], [], []),
        "Masked men stormed the depot at dawn, and nobody knows who sent them.": ([T], [T, R], [R]),
    },
    "square": {
        "Thieves carried televisions out of the mall.": ([R], [R], [R]),
        "A gang of hooligans smashed the windows of the school.": ([R], [R], [R]),
        "Rioters robbed the pharmacy twice.": ([R], [R], [R]),
        "Marauders set fire to the town hall.": ([R], [R], [R]),
        "The bridge is two hundred metres long.": ([], [], []),
        "A hundred people stood in the square and sang.": ([P], [P], []),
    },
}
DISPUTED = ("Masked men stormed the depot", "A hundred people stood in the square")
TRAP = "doubt: terrorist attack <img src=x onerror=\"document.title='taken over'\">"


@pytest.mark.slow
def test_a_ruling_given_by_keyboard_settles_what_three_annotators_differ_on(
    annotator_window: Callable[[], Any], framing: Callable[..., dict], doccano_server: LocalServer, tmp_path: Path
) -> None:
    study = tmp_path / "disputed-news"
    (tmp_path / "news").mkdir()
    for name, sentences in NEWS.items():
        (tmp_path / "news" / f"{name}.txt").write_text(" ".join(sentences), encoding="utf-8")
    framing(study, "init", str(study), "--codebook", str(CODEBOOK))
    framing(study, "ingest", str(tmp_path / "news"))
    framing(study, "push", "--annotators", ",".join(PEOPLE))
    label(study, doccano_server)
    assert framing(study, "pull")["added"] == 33
    shared = {row["frame"]: row["sentences"] for row in framing(study, "agree")["frames"]}
    assert shared["terrorist_attack"] == 11
    pushed = framing(study, "push", "--adjudicate", "--annotators", "ruth")
    assert (pushed["disputes"], pushed["project"]["members_added"]) == (2, ["ruth"])

    ruth = annotator_window()
    page = ruth.page
    ruth.log_in("ruth", study)
    assert ruth.projects() == ["disputed-news adjudication"]
    ruth.start("disputed-news adjudication")
    ruth.sentence(1, 2, DISPUTED[0])  # two frames are disputed there
    table = re.sub(r"\s+", " ", page.locator(".v-data-table").inner_text().replace("\u200b", ""))
    assert f"{R}: 2 of 3; {T}: 2 of 3" in table
    assert f"“{TRAP}”" in table
    assert not any(name in table for name in PEOPLE)
    assert page.title() != "taken over"
    guideline = ruth.dialog("M21,4H3")  # the open book
    expect(guideline.get_by_text("How to rule")).to_be_visible()
    expect(guideline.get_by_text("the codebook does not decide it")).to_be_visible()
    guideline.get_by_role("button", name="Close").click()
    expect(guideline).to_be_hidden()
    ruth.press("r", "/categories")
    ruth.press("1", "/categories")  # why: ambiguous sentence
    ruth.press("Enter", "/states")
    ruth.sentence(2, 2, DISPUTED[1])
    assert f"{P}: 2 of 3" in page.locator(".v-data-table").inner_text()
    ruth.press("p", "/categories")
    ruth.press("3", "/categories")  # why: slip
    ruth.press("Enter", "/states")

    rulings = framing(study, "pull")["rulings"]["decisions"]
    assert [(row["annotator"], row["state"], row["frames"], row["reason"]) for row in rulings] == [
        ("ruth", "confirmed", ["criminal_riot"], "ambiguous"),
        ("ruth", "confirmed", ["peaceful_protest"], "slip"),
    ]
    assert framing(study, "push", "--adjudicate")["disputes"] == 0  # all are settled
    gold = framing(study, "resolve")
    assert (gold["labels"], gold["open_labels"]) == (11 * 12, 0)
    came_about = how_labels_came_about(study)
    assert came_about[DISPUTED[0], "terrorist_attack"] == (False, "ruled", "ambiguous", 2, 3)
    assert came_about[DISPUTED[0], "criminal_riot"] == (True, "ruled", "ambiguous", 2, 3)
    assert came_about[DISPUTED[1], "peaceful_protest"] == (True, "ruled", "slip", 2, 3)
    others = {found for (sentence, _), found in came_about.items() if sentence not in DISPUTED}
    assert others == {(True, "unanimous", "", 3, 3), (False, "unanimous", "", 0, 3)}
    trained = framing(study, "train")
    assert (trained["frames"], trained["examples"]["criminal_riot"]) == (["criminal_riot"], 8)
    assert "by a ruling" in (study / "models" / "frames" / "card.md").read_text(encoding="utf-8")


def how_labels_came_about(study: Path) -> dict[tuple[str, str], tuple[object, ...]]:
    """Beginning of a sentence and frame to the label, how it came about, why annotators differed, and their votes."""
    begins = {}
    with (study / "out" / "sentences.jsonl").open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            begins[row["sentence_id"]] = next((each for each in DISPUTED if row["text"].startswith(each)), row["text"])
    with (study / "annotations" / "gold.jsonl").open(encoding="utf-8") as file:
        return {
            (begins[row["sentence_id"]], row["frame"]): tuple(
                row[name] for name in ("present", "how", "reason", "votes", "voters")
            )
            for row in map(json.loads, file)
        }


def label(study: Path, server: LocalServer) -> None:
    """What the three give, through their own accounts."""
    staff = Gateway(Account(server.url, server.username, server.password))
    project, _ = open_project(staff, "disputed-news")
    labels, ids = staff.label_ids(project), sentence_ids(staff, project)
    with (study / "out" / "sentences.jsonl").open(encoding="utf-8") as file:
        example = {row["text"]: ids[row["sentence_id"]][0] for row in map(json.loads, file)}
    given = [pair for sentences in NEWS.values() for pair in sentences.items()]
    work = []
    for number, person in enumerate(PEOPLE):
        secret = stored_password(study / "out" / "accounts.csv", server.url, person)
        assert secret
        entries = [
            Entry(
                project,
                example[text],
                tuple(labels[name] for name in votes[number]),
                confirm=True,
                comment=TRAP if (person, text.startswith("Masked")) == ("daria", True) else "",
            )
            for text, votes in given
        ]
        work.append((Gateway(Account(server.url, person, secret)), entries))
    enter_side_by_side(work, lambda line: None)
