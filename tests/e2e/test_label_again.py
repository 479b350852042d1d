"""A codebook changes its mind: the labels that this touches go through a real Doccano again, by a queue."""

import json
from pathlib import Path
from typing import Any

import pytest

from framing.accounts import stored_password
from framing.annotation.decisions import annotations_table
from framing.annotation.ledger import read_ledger
from framing.cli.connect import accounts_file, connect, server_name
from framing.cli.main import exit_code
from framing.codebook import read_codebook
from framing.doccano.local.server import LocalServer
from framing.doccano.project.projects import open_project, sentence_ids
from framing.files import read_json_lines
from framing.workspace import open_workspace

BOOK = """
[codebook]
id = "tram"
version = "1.0.0"
title = "How a text frames a tram line"
[[frames]]
key = "cost"
name = "cost <b>"
shortcut = "c"
color = "#112233"
definition = "Money"
[[frames]]
key = "air"
name = "таза ауа"
shortcut = "a"
color = "#AABBCC"
definition = "Air"
"""
CHANGE = """
[[changes]]
version = "1.1.0"
id = "fares"
text = "Fares are cost, too."
frames = ["cost"]
labels = []
words = ["жолақы*"]
"""
TEXT = "The line costs nine million. Жолақысы қымбат емес. It opens in May. Ауа таза болады."
CODER = "aigul-again"


@pytest.fixture
def study(tmp_path: Path, doccano_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a codebook and an ingested text, and the server that it works with."""
    monkeypatch.setenv("FRAMING_DOCCANO_URL", doccano_server.url)
    monkeypatch.setenv("FRAMING_DOCCANO_USERNAME", doccano_server.username)
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", doccano_server.password)
    folder = tmp_path / "again"
    (folder / "annotations").mkdir(parents=True)
    (folder / "annotations" / "codebook.toml").write_text(BOOK, encoding="utf-8")
    (folder / "text.txt").write_text(TEXT, encoding="utf-8")
    assert exit_code(["-C", str(folder), "ingest", str(folder / "text.txt")]) == 0
    return folder


def label(study: Path, project: str, given: dict[str, list[str]]) -> None:
    """Chooses and confirms through the annotator's own account: beginning of a sentence to names of labels."""
    place = open_workspace(study)
    admin = connect(place)
    secret = stored_password(accounts_file(place), server_name(place), CODER)
    assert secret is not None
    aigul = connect(place, CODER, secret)
    opened, _ = open_project(admin, project)
    ids, labels = sentence_ids(admin, opened), admin.label_ids(opened)
    for row in (row for _, row in read_json_lines(place.sentences)):
        names = next((names for begin, names in given.items() if row["text"].startswith(begin)), None)
        if names is not None:
            [example, *_] = ids[row["sentence_id"]]
            for name in names:
                aigul.choose_label(opened, example, labels[name])
            aigul.toggle_confirmed(opened, example)


def test_what_a_change_touches_is_labelled_again_and_takes_the_place_of_what_was_said_before(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: object, code: int = 0) -> tuple[Any, str]:
        capsys.readouterr()
        assert exit_code(["-C", str(study), *map(str, arguments)]) == code
        said = capsys.readouterr()
        return json.loads(said.out)["result"] if "--json" in arguments else said.out, said.err

    run("push", "--project", "again", "--annotators", CODER)
    label(study, "again", {"The line": ["cost <b>"], "Жолақы": [], "It opens": [], "Ауа": ["таза ауа"]})
    run("pull", "--project", "again")
    path = study / "annotations" / "codebook.toml"
    old = read_codebook(path)
    path.write_text(BOOK.replace('"1.0.0"', '"1.1.0"').replace('"Money"', '"Money or fares"') + CHANGE, "utf-8")

    diff, _ = run("codebook", "diff", "1.0.0", "--json")  # push kept a copy
    assert diff["old"]["fingerprint"] == old.fingerprint
    assert [(row["label"], row["people"]) for row in diff["touched"][0]["labels"]] == [("cost", 1)]
    _, refusal = run("train", code=3)
    assert "1 sentence carries labels by an older codebook" in refusal
    queue = study / "again.jsonl"
    assert run("codebook", "queue", "--out", queue, "--json")[0]["sentences"] == 1
    run("push", "--queue", queue, "--project", "again 1.1.0", "--annotators", CODER)
    label(study, "again 1.1.0", {"Жолақы": ["cost <b>"]})
    run("pull", "--project", "again 1.1.0")

    assert run("codebook", "queue", "--out", queue, "--json")[0]["sentences"] == 0
    assert "older codebook whose frame" not in run("train")[1]
    table = annotations_table(read_ledger(study / "annotations" / "ledger.jsonl"))
    cost = table[table["frame"] == "cost"]
    assert len(cost) == 4
    assert sorted(cost["present"]) == [False, False, True, True]
    assert set(cost.loc[cost["codebook"] != old.fingerprint, "present"]) == {True}
