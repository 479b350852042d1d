"""From an audit to a real Doccano and back: what was asked again counts, and annotators are not told why."""

import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from framing.accounts import stored_password
from framing.annotation.decisions import annotations_table
from framing.annotation.ledger import read_ledger
from framing.cli.main import exit_code
from framing.doccano.local.server import LocalServer
from framing.doccano.project import projects
from framing.doccano.project.tasks import name_of
from framing.doccano.wire.connection import Account
from framing.doccano.wire.gateway import Gateway
from framing.files import read_json_lines

REPOSITORY = Path(__file__).parents[2]
SAID_TWICE = "Rioters <b>burned</b> the town hall of Қызылорда."
RIOT = "riot and criminal violence"
ARTICLES = {
    "one.txt": f"Night in the city\n\nThe gates open at nine. {SAID_TWICE} The road is closed.\n",
    "two.txt": f"The morning after\n\nThe bakery sold bread as usual. {SAID_TWICE} Nobody was hurt.\n",
}


def test_what_an_audit_asks_again_is_answered_in_doccano_and_counts(
    tmp_path: Path, doccano_server: LocalServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"audit-{zlib.crc32(str(tmp_path).encode()):08x}"
    folder, anna = tmp_path / name, f"anna-{name}"
    for key, value in {"URL": doccano_server.url, "USERNAME": doccano_server.username}.items():
        monkeypatch.setenv(f"FRAMING_DOCCANO_{key}", value)
    monkeypatch.setenv("FRAMING_DOCCANO_PASSWORD", doccano_server.password)
    staff = Gateway(Account(doccano_server.url, doccano_server.username, doccano_server.password))

    def run(*arguments: object) -> Any:
        capsys.readouterr()
        ended = exit_code(["-C", str(folder), *map(str, arguments), "--json"])
        said = capsys.readouterr()
        assert ended == 0, said.err
        return json.loads(said.out)["result"]

    def label(project_name: str, answer: dict[str, str]) -> list[dict[str, Any]]:
        """What Doccano holds before Anna confirms every sentence, with the label that `answer` has for it, if any."""
        project, _ = projects.open_project(staff, project_name)
        password = stored_password(folder / "out" / "accounts.csv", doccano_server.url, anna)
        assert password is not None
        own = Gateway(Account(doccano_server.url, anna, password))
        rows = next(iter(staff.export(project, only_confirmed=False).values()))
        for row in rows:
            if label_name := answer.get(str(name_of(row))):
                own.choose_label(project, row["id"], staff.label_ids(project)[label_name])
            own.toggle_confirmed(project, row["id"])
        return rows

    run("init", folder, "--codebook", REPOSITORY / "annotations" / "codebook.toml")
    (tmp_path / "texts").mkdir()
    for file_name, text in ARTICLES.items():
        (tmp_path / "texts" / file_name).write_text(text, encoding="utf-8")
    run("ingest", tmp_path / "texts")
    run("push", "--annotators", anna)
    sentences = [row for _, row in read_json_lines(folder / "out" / "sentences.jsonl")]
    first, second = (row["sentence_id"] for row in sentences if row["text"] == SAID_TWICE)
    label(name, {first: RIOT})
    run("pull")

    queue = folder / "annotations" / "audit-queue.jsonl"
    found = run("audit", "--queue", queue)
    same = [finding for finding in found["findings"] if finding["kind"] == "same-text"]
    assert len(same) == 1
    assert "criminal_riot" in same[0]["why"]
    listed = [row for _, row in read_json_lines(queue)]
    assert [row["sentence_id"] for row in listed] == sorted([first, second])

    again = f"{name} audit"
    pushed = run("push", "--queue", queue, "--project", again, "--annotators", anna)
    assert pushed["uploaded"] == 2
    rows = label(again, {first: RIOT, second: RIOT})
    assert [name_of(row) for row in rows] == [row["sentence_id"] for row in listed]
    project, _ = projects.open_project(staff, again)
    # Everything that an annotator can read there: no word of the reason, and not what was said before.
    to_be_read = json.dumps([rows, project.description], ensure_ascii=False)
    for reason in ("same words", "differs", "in question", *(row["why"] for row in listed)):
        assert reason not in to_be_read
    assert all(row["label"] == [] for row in rows)
    assert staff.guideline(project) == staff.guideline(projects.open_project(staff, name)[0])
    run("pull", "--project", again)

    ledger = read_ledger(folder / "annotations" / "ledger.jsonl")
    assert {decision.project for decision in ledger if decision.sentence_id == second} > {ledger[0].project}
    table = annotations_table(ledger)
    riot = table[table["frame"] == "criminal_riot"].set_index("sentence_id")["present"]
    assert riot[first]
    assert riot[second]
    assert [f for f in run("audit")["findings"] if f["kind"] == "same-text"] == []
