"""framing codebook, and framing agree: also where the sentences have changed since they were labelled."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from framing.annotation.ledger import append_decisions, read_ledger
from framing.cli.labels import voices
from framing.files import read_json_lines, write_json_lines
from framing.tables import CODED_KINDS, make_sentence_id
from framing.workspace import open_workspace


def test_codebook_lists_the_frames_with_key_and_colour(run, study: Path) -> None:
    ran = run("-C", study, "codebook")
    assert ran.code == 0
    assert "12 frames" in ran.out
    assert "terrorist_attack" in ran.out


def test_codebook_prints_the_guideline_that_annotators_see(run, study: Path) -> None:
    assert "## Labels at a glance" in run("-C", study, "codebook", "--guideline").out


def test_codebook_lists_the_voices_and_how_many_names_the_gazetteer_has(run, empty: Path) -> None:
    ran = run("-C", empty, "codebook")
    assert "5 voices, 13 names in the gazetteer" in ran.out
    assert "union or strikers" in ran.out


def test_codebook_prints_the_guideline_of_the_project_for_voices(run, study: Path) -> None:
    ran = run("-C", study, "codebook", "--guideline", "--voice")
    assert ran.out.startswith("# Who says it?")
    assert "Labels at a glance" not in ran.out
    as_json = run("-C", study, "codebook", "--guideline", "--voice", "--json").json()["result"]
    assert as_json["guideline"] == ran.out
    assert as_json["voices"][0]["key"] == "outlet"


def test_a_guideline_for_voices_needs_voices_and_the_word_guideline(run, study: Path) -> None:
    ran = run("-C", study, "codebook", "--voice")
    assert ran.code == 2
    assert "--voice goes with --guideline" in ran.err
    path = study / "annotations" / "codebook.toml"
    path.write_text(path.read_text(encoding="utf-8").partition("[[voices]]")[0], encoding="utf-8")
    ran = run("-C", study, "codebook", "--guideline", "--voice")
    assert ran.code == 3
    assert "has no voices. Add [[voices]] blocks" in ran.err


def test_codebook_as_json_is_one_document(run, study: Path) -> None:
    found = run("-C", study, "codebook", "--json").json()
    assert len(found["result"]["frames"]) == 12
    assert found["result"]["fingerprint"] == "d12f691932635473"  # what the starter labels were made under


def test_a_codebook_that_is_not_there_is_named(run, tmp_path: Path) -> None:
    ran = run("-C", tmp_path, "codebook")
    assert ran.code == 3
    assert "codebook.toml: No such file" in ran.err


def test_agree_says_beside_the_figures_that_a_program_made_the_labels(run, study: Path, repository: Path) -> None:
    ran = run("-C", study, "agree", "--labels", repository / "annotations" / "starter.jsonl")
    assert ran.code == 0
    assert "Decisions by: automated coder." in ran.out
    assert "no gold standard" in ran.err


def test_agree_as_json_has_the_lowest_frame_first_and_null_for_what_is_missing(run, study: Path) -> None:
    found = run("-C", study, "agree", "--json").json()
    alphas = [row["alpha"] for row in found["result"]["frames"]]
    assert len(alphas) == 3
    assert alphas == sorted(alphas)
    assert {row["low"] for row in found["result"]["frames"]} == {None}  # five documents give no interval
    assert any("no gold standard" in warning for warning in found["warnings"])


def test_agree_holds_a_bar_by_its_exit_code_and_still_gives_the_figures(run, study: Path) -> None:
    assert run("-C", study, "agree", "--at-least", "0.5").code == 0
    ran = run("-C", study, "agree", "--at-least", "0.999", "--json")
    assert ran.code == 5
    lowest = ran.json()["result"]["frames"][0]
    assert f"Frame '{lowest['frame']}' does not reach 0.999: its alpha is {lowest['alpha']:.3f}." in ran.err


def test_an_alpha_that_is_missing_does_not_reach_a_bar(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    decisions = read_ledger(ledger)
    ledger.unlink()
    append_decisions(ledger, [replace(decision, frames=()) for decision in decisions])  # all agree, on nothing
    ran = run("-C", study, "agree", "--at-least", "0.1")
    assert ran.code == 5
    assert "nan" not in ran.err


def test_one_annotator_is_too_little_for_agreement(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    decisions = [decision for decision in read_ledger(ledger) if decision.annotator == "auto-a"]
    ledger.unlink()
    append_decisions(ledger, decisions)
    ran = run("-C", study, "agree")
    assert ran.code == 3
    assert "Error: " in ran.err


def test_decisions_that_were_not_confirmed_are_counted_and_warned_about(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    first = read_ledger(ledger)[0]
    append_decisions(ledger, [replace(first, state="labelled"), replace(first, codebook="0000000000000000", start=1)])
    warnings = run("-C", study, "agree", "--json").json()["warnings"]
    assert any(warning.startswith("Labels on 1 sentence were not confirmed") for warning in warnings)
    assert any("made by an older codebook (0000000000000000)" in warning for warning in warnings)
    assert any("no copy is kept (0000000000000000)" in warning for warning in warnings)


def test_exercises_and_second_showings_belong_to_no_sentence_and_are_not_missed_there(run, study: Path) -> None:
    before = run("-C", study, "agree", "--json").json()
    first = read_ledger(study / "annotations" / "ledger.jsonl")[0]
    exercise = replace(first, document_id="codebook", training=True, project="training#1")
    append_decisions(
        study / "annotations" / "ledger.jsonl", [exercise, replace(first, document_id="codebook", showing=2)]
    )
    assert run("-C", study, "agree", "--json").json() == before
    append_decisions(study / "annotations" / "ledger.jsonl", [replace(first, document_id="codebook")])  # a real one is
    warnings = run("-C", study, "agree", "--json").json()["warnings"]
    assert any(warning.startswith("1 decision belongs to no sentence of today") for warning in warnings)


# -- when the splitter has changed ----------------------------------------------------


def change_sentences(study: Path, change: Callable[[dict[str, Any]], list[tuple[int, int]]]) -> None:
    """Cuts every coded sentence of the project anew, into what `change` says."""
    path = study / "out" / "sentences.jsonl"
    rows = []
    for _, row in read_json_lines(path):
        spans = change(row) if row["kind"] in CODED_KINDS else [(row["start"], row["end"])]
        for start, end in spans:
            name = make_sentence_id(row["document_id"], start, end)
            text = row["text"][start - row["start"] : end - row["start"]]
            rows.append({**row, "sentence_id": name, "start": start, "end": end, "text": text})
    write_json_lines(path, [{**row, "position": number} for number, row in enumerate(rows, start=1)])


def without_last_mark(row: dict[str, Any]) -> list[tuple[int, int]]:
    return [(row["start"], row["end"] - (row["text"][-1] in '."!?»'))]


def in_two(row: dict[str, Any]) -> list[tuple[int, int]]:
    """Long sentences in two, at a space."""
    middle = row["text"].find(" ", 60)
    if middle < 0 or len(row["text"]) < 100:
        return [(row["start"], row["end"])]
    return [(row["start"], row["start"] + middle), (row["start"] + middle + 1, row["end"])]


def test_labels_count_on_sentences_that_lost_a_mark_at_their_ends(run, study: Path) -> None:
    before = run("-C", study, "agree", "--json").json()
    trained = run("-C", study, "train", "--json").json()["result"]["examples"]
    change_sentences(study, without_last_mark)
    after = run("-C", study, "agree", "--json").json()
    assert after == before
    assert run("-C", study, "train", "--json").json()["result"]["examples"] == trained


def test_labels_of_sentences_that_were_split_are_told_and_learned_from_no_more(run, study: Path) -> None:
    before = run("-C", study, "agree", "--json").json()
    sentences = [row for _, row in read_json_lines(study / "out" / "sentences.jsonl") if row["kind"] in CODED_KINDS]
    long = sum(len(in_two(row)) == 2 for row in sentences)
    assert long > 20
    change_sentences(study, in_two)
    for command in ("agree", "evaluate"):
        warnings = run("-C", study, command, "--json").json()["warnings"]
        told = [warning for warning in warnings if "belong to no sentence of today" in warning]
        assert len(told) == 1
        assert told[0].startswith(
            f"{3 * long} decisions belong to no sentence of today: {3 * long} whose sentence is now split."
        )
    assert run("-C", study, "agree", "--json").json()["result"] == before["result"]  # they were said all the same
    found = run("-C", study, "evaluate", "--json").json()["result"]
    assert found["sentences"] == len(sentences) - long


def test_decisions_on_the_parts_of_a_sentence_of_today_are_put_together(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    decisions = read_ledger(ledger)
    sentences = {
        row["sentence_id"]: row for _, row in read_json_lines(study / "out" / "sentences.jsonl")
    }  # cut in two when they were labelled, whole today
    halves = [
        replace(decision, start=start, end=end)
        for decision in decisions
        for start, end in in_two(sentences[decision.sentence_id])
    ]
    assert len(halves) > len(decisions)
    before = run("-C", study, "agree", "--json").json()["result"]
    ledger.unlink()
    append_decisions(ledger, halves)
    after = run("-C", study, "agree", "--json").json()
    assert after["result"] == before
    assert f"{2 * (len(halves) - len(decisions))} decisions on parts" in str(after["warnings"])


def test_agree_needs_no_sentences(run, study: Path) -> None:
    before = run("-C", study, "agree", "--json").json()
    (study / "out" / "sentences.jsonl").unlink()
    assert run("-C", study, "agree", "--json").json() == before


def test_decisions_on_voices_are_not_measured_as_frames_and_stand_beside_them(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    before = run("-C", study, "agree", "--json").json()
    first = read_ledger(ledger)[0]
    voice = replace(first, project="voices#1", frames=(), offered=(), voice="official", made_by="person")
    append_decisions(ledger, [replace(voice, annotator="aigul"), replace(voice, annotator="auto-a")])
    settings = study / "framing.toml"
    settings.write_text(re.sub(r"automated = \[\]", 'automated = ["auto-a"]', settings.read_text(encoding="utf-8")))
    assert run("-C", study, "agree", "--json").json() == before
    table, _ = voices(open_workspace(study))
    here = table[table["sentence_id"] == first.sentence_id]
    assert list(here[["by", "voice", "made_by"]].itertuples(index=False, name=None)) == [
        ("aigul", "official", "person"),
        ("auto-a", "official", "automated coder"),  # an earlier word of it stands beside its frames: outlet
        ("auto-b", "outlet", "automated coder"),
        ("auto-c", "outlet", "automated coder"),
    ]


@pytest.mark.parametrize("wrong", ["{", '{"document_id": "000_4f567264bc04e5e7"}'])
def test_sentences_that_cannot_be_read_are_named(run, study: Path, wrong: str) -> None:
    (study / "out" / "sentences.jsonl").write_text(wrong + "\n", encoding="utf-8")
    ran = run("-C", study, "agree")
    assert ran.code == 3
    assert "sentences.jsonl" in ran.err
