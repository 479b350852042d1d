"""framing report."""

from dataclasses import replace
from pathlib import Path

from framing.analysis.tables import LEAKS
from framing.annotation.ledger import append_decisions, read_ledger
from framing.files import write_table


def test_the_report_is_one_page_and_made_again_it_is_the_same(run, study: Path) -> None:
    found = run("-C", study, "report", "--json").json()
    page = study / "out" / "report.html"
    assert found["result"]["report"] == str(page)
    assert str(study / "out" / "report-sentences.csv") in found["result"]["beside"]
    assert all(Path(name).exists() for name in found["result"]["beside"])
    before, older = page.read_bytes(), study / "out" / "report-tables" / "leaks.csv"
    assert b"<!doctype html" in before[:100].lower()
    write_table(older, LEAKS.table())
    assert run("-C", study, "report").out.strip() == str(page)
    assert page.read_bytes() == before
    assert not older.exists()


def test_a_file_of_the_users_beside_the_report_is_not_written_over(run, study: Path, tmp_path: Path) -> None:
    own = tmp_path / "rl-sentences.csv"
    own.write_text("mine", encoding="utf-8")
    ran = run("-C", study, "report", "--out", tmp_path / "rl.md")
    assert ran.code == 2
    assert f"{own} would be written beside the report, but no report wrote what is there" in ran.err
    ran = run("-C", study, "report", "--out", tmp_path / "rl.md", "--labels", own)
    assert "what the command reads" in ran.err
    assert own.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "rl.md").exists()


def test_a_report_needs_no_model_and_no_second_annotator(run, study: Path, tmp_path: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    decisions = [decision for decision in read_ledger(ledger) if decision.annotator == "auto-a"]
    ledger.unlink()
    append_decisions(ledger, decisions)
    (study / "out" / "scores.jsonl").unlink()
    ran = run("-C", study, "report", "--out", tmp_path / "page.html", "--model", tmp_path / "nowhere")
    assert ran.code == 0
    assert (tmp_path / "page.html").stat().st_size > 1000


def test_scores_of_another_model_are_left_out_and_said_so(run, study: Path) -> None:
    path = study / "out" / "scores.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line.replace('"model": "', '"model": "x') for line in lines), encoding="utf-8")
    ran = run("-C", study, "report", "--json")
    assert ran.code == 0
    assert "Score again: framing score" in ran.err


def test_markdown_has_the_figures_who_made_the_labels_and_the_pictures_beside(run, study: Path) -> None:
    found = run("-C", study, "report", "--to", "md", "--json").json()["result"]
    text = (study / "out" / "report.md").read_text(encoding="utf-8")
    assert found["report"] == str(study / "out" / "report.md")
    assert "labels were made by an automated coder, not by people" in text.partition("## What can be said")[0]
    assert "## Frames as labelled" in text
    assert "\n- The model learned from: 186 sentences of 5 documents: " in text.partition("## About this report")[2]
    linked = [part.partition(">)")[0] for part in text.split("](<")[1:]]
    assert linked
    assert all((study / "out" / name).exists() for name in linked)


def test_the_paragraph_on_methods_is_written_beside_and_in_the_page(run, study: Path) -> None:
    found = run("-C", study, "report", "--methods", "--json").json()["result"]
    path = study / "out" / "report-methods.md"
    assert str(path) in found["beside"]
    said = path.read_text(encoding="utf-8")
    assert "Coder training was not recorded" in said or "No person labelled" in said
    assert "Methods, for a paper" in (study / "out" / "report.html").read_text(encoding="utf-8")


def test_a_pdf_is_printed_by_the_browser_that_is_named(run, study: Path, tmp_path: Path, monkeypatch) -> None:
    browser = tmp_path / "browser"
    browser.write_text(
        '#!/bin/sh\nfor word; do case "$word" in --print-to-pdf=*) to="${word#*=}";; esac; last="$word"; done\n'
        '{ printf %%PDF-; cat "${last#file://}"; } > "$to"\n',
        encoding="utf-8",
    )
    browser.chmod(0o755)
    monkeypatch.setenv("FRAMING_CHROMIUM", str(browser))
    assert run("-C", study, "report", "--out", tmp_path / "a.pdf").out.strip() == str(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().lower().startswith(b"%pdf-<!doctype html")


def test_without_a_browser_nothing_is_computed(run, study: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("FRAMING_CHROMIUM", str(tmp_path / "nowhere"))
    ran = run("-C", study, "report", "--out", tmp_path / "a.pdf")
    assert ran.code == 3
    assert "no program that can be started" in ran.err
    assert "Finding what" not in ran.err
    assert not list(tmp_path.glob("a*"))


def test_a_name_that_is_no_form_and_one_that_is_another_form_are_refused(run, study: Path, tmp_path: Path) -> None:
    assert "ends in .html, .md or .pdf" in run("-C", study, "report", "--out", tmp_path / "a.txt").err
    assert "Let them agree" in run("-C", study, "report", "--out", tmp_path / "a.md", "--to", "pdf").err
    assert not list(tmp_path.glob("a.*"))


def test_figures_of_a_model_trained_anew_are_not_passed_off_as_those_of_the_model_that_scored(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    decisions = read_ledger(ledger)
    ledger.unlink()
    append_decisions(ledger, [replace(decision, frames=decision.frames[1:]) for decision in decisions])
    run("-C", study, "report", "--to", "md")
    text = (study / "out" / "report.md").read_text(encoding="utf-8")
    assert "trained anew on these labels" in text.partition("## What can be said")[0]
