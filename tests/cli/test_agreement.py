"""framing agree: its views, its gate, and where the sentences have changed since they were labelled."""

import math
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from framing.annotation.decisions import Decision
from framing.annotation.ledger import append_decisions, read_ledger
from framing.cli.agreement_views import alpha_text
from framing.cli.labels import voices
from framing.cli.ledgers import agreement_in
from framing.files import read_json_lines, write_json_lines
from framing.tables import CODED_KINDS, make_sentence_id
from framing.workspace import open_workspace

NO_EVIDENCE = "ONE AUTOMATED CODER AGREES WITH ITSELF. THIS IS NO EVIDENCE THAT PEOPLE WOULD AGREE."


def test_agree_says_before_all_figures_that_a_program_agrees_with_itself(run, repository: Path, tmp_path: Path) -> None:
    for ledger in (repository / "annotations", repository / "annotations" / "starter.jsonl"):
        ran = run("-C", tmp_path, "agree", ledger)  # in a folder that is no project
        assert ran.code == 0
        assert ran.out.startswith(NO_EVIDENCE + "\nauto-a, auto-b, auto-c: ")
        assert "no gold standard" in ran.out
        assert "Decisions by: automated coder." in ran.out


@pytest.mark.parametrize("alpha", ["nan", "inf", "2", "-1.5"])
def test_a_gate_that_is_no_alpha_is_refused(run, repository: Path, tmp_path: Path, alpha: str) -> None:
    ran = run("-C", tmp_path, "agree", repository / "annotations", "--at-least", alpha)
    assert (ran.code, ran.out) == (2, "")
    assert "from -1 to 1" in ran.err


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A folder with a ledger of three people, 24 articles of two sentences, in no project."""
    chosen = {
        "aigul": ["storm", ""] * 12 + ["fire", ""] * 12,
        "Ержан <b>": ["storm", ""] * 10 + ["fire", ""] * 14,
        "coder3": ["storm", "storm"] * 12 + ["fire", ""] * 12,
    }
    append_decisions(tmp_path / "labels" / "ledger.jsonl", [*said(chosen), *said({"aigul": ["storm"] * 24}, showing=2)])
    return tmp_path / "labels"


def said(chosen: dict[str, list[str]], **more: Any) -> list[Decision]:
    """Annotator to the frames chosen on sentence 0, 1, 2 ..., two sentences to an article."""
    first = Decision("", 0, 1, "", "confirmed", (), ("storm", "fire"), "", "p", "c", assisted=False, made_by="person")
    return [
        replace(first, document_id=f"d{number // 2:02}", start=start, end=start + 1, annotator=annotator,
                frames=(frame,) if frame else (), **more)
        for annotator, frames in chosen.items()
        for number, frame in enumerate(frames)
        for start in [number % 2]
    ]  # fmt: skip


def test_agree_measures_people_in_a_folder_that_is_no_project(run, people: Path) -> None:
    ran = run("-C", people, "agree", people)
    assert ran.code == 0
    assert ran.out.splitlines()[0].split() == [
        *("frame", "alpha", "95", "%", "interval", "sentences", "seen", "in", "yes", "decisions", "positive"),
    ]
    assert NO_EVIDENCE not in ran.out
    assert "Decisions by: person." in ran.out
    assert "Taken for each other" in ran.out
    assert "(Krippendorff 2004" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


def test_each_annotator_stands_beside_the_others_and_beside_oneself(run, people: Path) -> None:
    ran = run("agree", people, "--by", "annotator")
    assert "Ержан <b>" in ran.out
    assert "shown twice" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100
    found = run("agree", people, "--by", "annotator", "--json").json()["result"]
    assert (found["by"], found["made_by"]) == ("annotator", "person")
    assert {row["annotator"] for row in found["annotators"]} == {"aigul", "coder3", "Ержан <b>"}
    again = [row for row in found["themselves"] if row["frame"] == "storm"]
    assert [(row["annotator"], row["sentences"], row["present"], row["others_present"]) for row in again] == [
        ("aigul", 24, 12, 24)
    ]
    append_decisions(people / "ledger.jsonl", said({"aigul": ["storm"] * 24}, project="relabel", codebook="newer"))
    later = run("agree", people, "--by", "annotator", "--json").json()["result"]
    assert later["themselves"] == found["themselves"]  # it was not shown again since
    (people / "ledger.jsonl").unlink()
    append_decisions(people / "ledger.jsonl", said({"a": ["storm", ""] * 12, "b": ["storm", ""] * 12}))
    assert "No sentence was shown twice to anybody" in run("agree", people, "--by", "annotator").out


def test_every_pair_stands_in_a_matrix_and_in_a_list(run, people: Path) -> None:
    ran = run("agree", people, "--by", "pair")
    assert ran.out.startswith("    alpha ")
    assert "yes of 2nd" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100
    found = run("agree", people, "--by", "pair", "--json").json()["result"]["pairs"]
    assert {(row["first"], row["second"], row["frame"]) for row in found if row["first"] == "aigul"} == {
        ("aigul", other, frame) for other in ("coder3", "Ержан <b>") for frame in ("", "storm", "fire")
    }


def test_the_articles_that_are_disputed_most_come_first(run, people: Path) -> None:
    found = run("agree", people, "--by", "document", "--json").json()["result"]["documents"]
    assert [row["share"] for row in found] == sorted(row["share"] for row in found)
    assert {row["note"] for row in found} == {"fewer than 20 sentences: no alpha"}
    ran = run("agree", people, "--by", "document")
    assert "The lowest 20 of 24 documents; --csv FILE has all." in ran.out
    assert "every document: fewer than 20 sentences: no alpha" in ran.out


def test_voices_are_measured_as_one_scale(run, people: Path) -> None:
    ran = run("agree", people, "--by", "voice")
    assert ran.code == 3
    assert "framing push --voice" in ran.err
    first = said({"aigul": [""] * 24, "coder3": [""] * 24})
    voiced = ["outlet", "official"] * 12
    ledger = [
        replace(decision, offered=(), project="voices", voice=voiced[number % 24] if number != 30 else "outlet")
        for number, decision in enumerate(first)
    ]
    append_decisions(people / "ledger.jsonl", ledger)
    found = run("agree", people, "--by", "voice", "--json").json()["result"]
    assert [row["voice"] for row in found["voices"]] == ["official", "outlet"]
    # 48 votes; official 24 and outlet 24, number 30 is outlet beside outlet: nobody differs.
    assert (found["all_voices"]["alpha"], found["all_voices"]["sentences"], found["confused"]) == (1.0, 24, [])
    assert "All voices: alpha 1.00" in run("agree", people, "--by", "voice").out


def test_one_frame_alone_can_be_looked_at(run, people: Path) -> None:
    found = run("agree", people, "--by", "pair", "--frame", "fire", "--json").json()["result"]["pairs"]
    assert {row["frame"] for row in found} == {"", "fire"}
    ran = run("agree", people, "--frame", "flood")
    assert ran.code == 3
    assert "no annotator was offered a frame 'flood'. there are: fire, storm." in ran.err.lower()


def test_all_rows_can_be_written_for_a_spreadsheet(run, people: Path, tmp_path: Path) -> None:
    for by, rows in (("frame", 2), ("annotator", 3 * 3 + 3), ("pair", 3 * 3), ("document", 24)):
        path = tmp_path / f"{by}.csv"
        assert run("agree", people, "--by", by, "--csv", path).code == 0
        assert len(path.read_text(encoding="utf-8-sig").splitlines()) == rows + 1
    assert run("agree", people, "--csv", tmp_path / "rows.xlsx").code == 2


@pytest.mark.parametrize("by", ["frame", "annotator", "pair"])
def test_a_bar_is_held_against_every_row_of_a_view(run, people: Path, by: str) -> None:
    assert run("agree", people, "--by", by, "--at-least", "0.3").code == 0
    ran = run("agree", people, "--by", by, "--at-least", "0.95")
    assert ran.code == 5
    of = {"frame": "2 of 2 frames", "annotator": "3 of 3 annotators", "pair": "3 of 3 pairs"}[by]
    assert f"{of} do not reach 0.95; the lowest, {by} '" in ran.err
    assert "': its alpha is 0." in ran.err


def test_an_alpha_is_never_shown_as_a_bar_that_it_does_not_reach() -> None:
    assert [alpha_text(alpha) for alpha in (0.6669, 0.667, 0.66696, 0.6664, 0.79996, 1.0, -0.1234, math.nan)] == [
        *("0.6669", "0.667", "0.66696", "0.666", "0.79996", "1.000", "-0.123", ""),
    ]
    assert alpha_text(0.7499, [0.75]) == "0.7499"


@pytest.mark.parametrize(
    "arguments", [("--by", "document", "--at-least", "0.5"), ("--by", "voice", "--frame", "storm"), ("--by", "coder")]
)
def test_options_that_do_not_go_together_are_refused(run, people: Path, arguments: tuple[str, ...]) -> None:
    assert run("agree", people, *arguments).code == 2


def test_people_are_measured_among_themselves_and_the_automated_coder_is_left_out(run, people: Path) -> None:
    before = run("agree", people, "--json").json()
    append_decisions(people / "ledger.jsonl", said({"robot": ["fire"] * 48}, made_by="automated coder"))
    after = run("agree", people, "--json").json()
    assert after["result"] == before["result"]
    assert after["warnings"] == [
        "Labels by an automated coder are left out: people are measured among themselves only.", *before["warnings"]
    ]  # fmt: skip


@pytest.mark.parametrize("codebook", ["theirs", "newer"])
def test_one_common_answer_in_an_audit_does_not_raise_agreement(
    run, repository: Path, people: Path, codebook: str
) -> None:
    """Also where the codebook of today is another one than that of the decisions."""
    if codebook == "newer":
        ledger = (people / "ledger.jsonl").read_text(encoding="utf-8")
        named = ledger.replace('"storm"', '"terrorist_attack"').replace('"fire"', '"criminal_riot"')
        (people / "ledger.jsonl").write_text(named, encoding="utf-8")
        shutil.copy(repository / "annotations" / "codebook.toml", people)
    before = run("-C", people, "agree", people, "--json").json()
    first = [decision for decision in read_ledger(people / "ledger.jsonl") if decision.counts and decision.start == 0]
    append_decisions(people / "ledger.jsonl", [replace(each, project="audit", frames=()) for each in first])
    after = run("-C", people, "agree", people, "--json").json()
    assert after["result"] == before["result"]
    told = "24 sentences were asked again in another project: these decisions count for gold, not for agreement."
    assert [warning for warning in after["warnings"] if warning not in before["warnings"]] == [told]


def test_without_a_ledger_of_that_name_the_only_one_in_a_folder_is_taken(run, people: Path) -> None:
    before = run("agree", people, "--json").json()
    (people / "ledger.jsonl").rename(people / "wave1.jsonl")
    write_json_lines(people / "voices.jsonl", [{"sentence_id": "d:0-1"}])
    (people / "notes.jsonl").write_text("no JSON\n", encoding="utf-8")
    assert run("agree", people, "--json").json() == before
    assert run("agree", people / "wave1.jsonl", "--json").json() == before
    append_decisions(people / "wave2.jsonl", said({"aigul": ["storm"]}))
    ran = run("agree", people)
    assert ran.code == 3
    assert "several ledgers: wave1.jsonl, wave2.jsonl. Name one of them" in ran.err


def test_a_folder_or_file_without_decisions_says_what_to_do(run, tmp_path: Path) -> None:
    for path, said_then in ((tmp_path, "no ledger in"), (tmp_path / "none.jsonl", "no ledger"), (None, "framing pull")):
        ran = run("-C", tmp_path, "agree", *([path] if path else []))
        assert ran.code == 3
        assert said_then in ran.err
    append_decisions(tmp_path / "one.jsonl", said({"aigul": ["storm"]}, state="labelled"))
    ran = run("-C", tmp_path, "agree", tmp_path)
    assert ran.code == 3
    assert "holds no confirmed decision" in ran.err
    (tmp_path / "annotations").mkdir()
    append_decisions(tmp_path / "annotations" / "one.jsonl", said({"aigul": ["storm"]}))
    assert "Or name another: " in run("-C", tmp_path, "agree").err


def test_a_project_is_measured_from_outside_by_its_folder(run, study: Path, tmp_path: Path) -> None:
    inside = run("-C", study, "agree", "--json").json()["result"]
    assert run("-C", tmp_path, "agree", study, "--json").json()["result"] == inside
    assert run("-C", tmp_path, "agree", study / "annotations", "--json").json()["result"] == inside


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
    told = (
        f"2 of 3 frames do not reach 0.999; the lowest, frame '{lowest['frame']}': its alpha is {lowest['alpha']:.3f}."
    )
    assert told in ran.err


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


def test_a_report_and_an_export_have_the_agreement_that_agree_shows(study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    before = agreement_in(open_workspace(study))
    said_first = read_ledger(ledger)
    append_decisions(ledger, [replace(decision, project="audit#2", frames=()) for decision in said_first])
    after = agreement_in(open_workspace(study))
    assert after.equals(before)
    assert agreement_in(open_workspace(study), study / "none.jsonl") is None
