"""framing codebook, and framing agree."""

from dataclasses import replace
from pathlib import Path

from framing.annotation.ledger import append_decisions, read_ledger


def test_codebook_lists_the_frames_with_key_and_colour(run, study: Path) -> None:
    ran = run("-C", study, "codebook")
    assert ran.code == 0
    assert "12 frames" in ran.out
    assert "terrorist_attack" in ran.out


def test_codebook_prints_the_guideline_that_annotators_see(run, study: Path) -> None:
    assert "## Labels at a glance" in run("-C", study, "codebook", "--guideline").out


def test_codebook_as_json_is_one_document(run, study: Path) -> None:
    found = run("-C", study, "codebook", "--json").json()
    assert len(found["result"]["frames"]) == 12
    assert found["result"]["fingerprint"] == "70b8b943ed95d908"  # what the starter labels were made under


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
    assert any("another version of the codebook (0000000000000000)" in warning for warning in warnings)
