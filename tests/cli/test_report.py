"""framing report."""

from pathlib import Path

from framing.annotation.ledger import append_decisions, read_ledger


def test_the_report_is_one_page_and_made_again_it_is_the_same(run, study: Path) -> None:
    found = run("-C", study, "report", "--json").json()
    page = study / "out" / "report.html"
    assert found["result"]["report"] == str(page)
    assert str(study / "out" / "report-sentences.csv") in found["result"]["beside"]
    assert all(Path(name).exists() for name in found["result"]["beside"])
    before = page.read_bytes()
    assert b"<!doctype html" in before[:100].lower()
    assert run("-C", study, "report").out.strip() == str(page)
    assert page.read_bytes() == before


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
