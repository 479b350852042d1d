"""framing audit: what it prints, writes and refuses, on the starter labels and on a ledger of people."""

import csv
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from framing.annotation.ledger import append_decisions, read_ledger
from framing.audit.finding import KINDS
from framing.files import read_json_lines


def test_labels_of_one_program_give_doubts_and_no_accusations(run, study: Path, repository: Path) -> None:
    starter = repository / "annotations" / "starter.jsonl"
    ran = run("-C", study, "audit", "--labels", starter, "--json")
    assert ran.code == 0
    found = ran.json()["result"]
    assert {finding["kind"] for finding in found["findings"]} == {"comment"}
    assert set(found["notes"]) == set(KINDS)
    assert "people" in found["notes"]["drift"]
    assert "fewer than 10 documents" in found["notes"]["label-error"]
    assert any("no gold standard" in warning for warning in ran.json()["warnings"])


def test_the_worst_come_first_and_each_says_what_to_do(run, study: Path, repository: Path) -> None:
    starter = repository / "annotations" / "starter.jsonl"
    found = run("-C", study, "audit", "--labels", starter, "--kind", "comment", "--json").json()["result"]["findings"]
    scores = [finding["score"] for finding in found]
    assert scores == sorted(scores, reverse=True)
    assert all(finding["why"].endswith(".") and finding["todo"] for finding in found)
    ran = run("-C", study, "audit", "--labels", starter, "--kind", "comment")
    assert ran.out.startswith("Comments that nobody has ruled on (comment): ")
    assert "... and" in ran.out
    assert ran.out.count("-> ") <= 5
    assert "->" in ran.out


def test_a_csv_has_every_finding_and_a_queue_every_sentence_once(run, study: Path, repository: Path) -> None:
    table, queue = study / "findings.csv", study / "annotations" / "audit-queue.jsonl"
    starter = repository / "annotations" / "starter.jsonl"
    ran = run("-C", study, "audit", "--labels", starter, "--csv", table, "--queue", queue, "--json")
    result = ran.json()["result"]
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["where"] for row in rows] == [finding["where"] for finding in result["findings"]]
    listed = [row["sentence_id"] for _, row in read_json_lines(queue)]
    assert len(listed) == len(set(listed)) == result["in_queue"]
    assert set(listed) == {name for row in rows for name in row["sentences"].split(", ")}
    assert table.stat().st_mode & 0o077 == queue.stat().st_mode & 0o077 == 0  # they say what people did


def test_top_holds_for_screen_and_files_alike(run, study: Path, repository: Path) -> None:
    starter = repository / "annotations" / "starter.jsonl"
    found = run("-C", study, "audit", "--labels", starter, "--kind", "comment", "--top", "2", "--json").json()[
        "result"
    ]["findings"]
    assert len(found) == 2


def test_a_queue_says_how_it_goes_on_in_doccano(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    first = read_ledger(ledger)[0]
    append_decisions(ledger, [replace(first, annotator="ann", made_by="person", comment="doubt: criminal_riot")])
    ran = run("-C", study, "audit", "--kind", "comment", "--queue", study / "queue.jsonl")
    assert "1 sentence" in ran.out or "sentences to look at again" in ran.out
    assert f'framing push --queue {study / "queue.jsonl"} --project "{study.name} audit"' in ran.err
    assert "They are not told why." in ran.err
    assert "Labels that are asked again are no evidence on reliability" in ran.err


def test_a_kind_that_is_none_is_named_with_those_that_are(run, study: Path) -> None:
    ran = run("-C", study, "audit", "--kind", "drfit")
    assert ran.code == 2
    assert "'drfit' is none of label-error, same-text, comment, drift" in ran.err


def test_without_cleanlab_the_rest_is_looked_at_and_asking_for_it_is_an_error(
    run, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cleanlab.filter", None)
    ran = run("-C", study, "audit", "--json")
    assert ran.code == 0
    assert any("pip install 'framing[audit]'" in warning for warning in ran.json()["warnings"])
    assert set(ran.json()["result"]["notes"]) == set(KINDS) - {"label-error"}
    ran = run("-C", study, "audit", "--kind", "label-error")
    assert ran.code == 3
    assert "pip install 'framing[audit]'" in ran.err


def test_without_texts_the_rest_is_looked_at(run, study: Path) -> None:
    (study / "out" / "sentences.jsonl").unlink()
    ran = run("-C", study, "audit", "--json")
    assert ran.code == 0
    assert any("No texts are here" in warning for warning in ran.json()["warnings"])


def test_without_a_ledger_or_a_decision_the_next_step_is_named(run, empty: Path) -> None:
    ran = run("-C", empty, "audit")
    assert ran.code == 3
    assert "There is no ledger" in ran.err
    (empty / "annotations" / "ledger.jsonl").write_text("", encoding="utf-8")
    ran = run("-C", empty, "audit")
    assert ran.code == 3
    assert "holds no decision yet" in ran.err


def test_an_account_that_the_settings_call_automated_is_not_judged(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    people = [replace(d, annotator="bot", made_by="person") for d in read_ledger(ledger) if d.annotator == "auto-a"]
    append_decisions(ledger, people)
    assert "by people" not in run("-C", study, "audit", "--json").json()["result"]["notes"]["drift"]
    settings = study / "framing.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text + '\n[annotators]\nautomated = ["bot"]\n'
        if "[annotators]" not in text
        else text.replace("automated = []", 'automated = ["bot"]'),
        encoding="utf-8",
    )
    assert "Nothing was labelled by people" in run("-C", study, "audit", "--json").json()["result"]["notes"]["drift"]


def test_other_codebooks_are_counted_with_the_command_that_compares_them(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    decisions = read_ledger(ledger)
    first = [d for d in decisions if d.sentence_id == decisions[0].sentence_id]  # of all who decided on it
    append_decisions(ledger, [replace(one, codebook="aaaabbbbccccdddd") for one in first])
    found = run("-C", study, "audit", "--kind", "versions", "--json").json()["result"]["findings"]
    assert [finding["where"] for finding in found] == ["aaaabbbbccccdddd"]
    assert "framing codebook diff aaaabbbbccccdddd" in found[0]["todo"]


def test_answers_to_an_audit_do_not_make_an_unclear_frame_look_clear(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    decisions = [replace(decision, made_by="person") for decision in read_ledger(ledger) if not decision.is_voice]
    apart = [
        replace(each, frames=tuple(frame for frame in each.frames if frame != "criminal_riot"))
        if each.annotator != "auto-a"
        else each
        for each in decisions
    ]
    ledger.unlink()
    append_decisions(ledger, apart)
    before = run("-C", study, "audit", "--kind", "codebook", "--json").json()["result"]["findings"]
    assert any("criminal_riot" in finding["where"] for finding in before)
    append_decisions(ledger, [replace(decision, project="audit") for decision in decisions])
    assert run("-C", study, "audit", "--kind", "codebook", "--json").json()["result"]["findings"] == before
