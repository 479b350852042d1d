"""framing evaluate: what it prints, refuses, writes and holds figures to."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from framing.annotation.ledger import append_decisions, read_ledger
from framing.cli.main import exit_code
from framing.files import read_table, write_table
from framing.tables import DOCUMENTS, HELD_OUT

KEYS = {
    *("profile", "by", "folds", "documents", "sentences", "counted", "frames", "summary", "ceiling", "calibration"),
    *("abstention", "answers", "coverage", "confusions", "comparison", "checks"),
}


@dataclass(frozen=True)
class Measured:
    """What one evaluation ended with, said and wrote."""

    code: int
    out: str
    err: str
    file: Path


@pytest.fixture(scope="module")
def measured(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """An evaluation with two bars, one of them out of reach."""
    file = tmp_path_factory.mktemp("measured") / "held-out.jsonl"
    bars = ["--fail-under", "0.99", "--fail-under", "micro_f1=0"]
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = exit_code(["-C", str(made_once), "evaluate", "--held-out", str(file), "--json", *bars])
    return Measured(code, out.getvalue(), err.getvalue(), file)


def test_the_figures_stand_beside_baselines_and_fit_the_width_of_a_terminal(run, study: Path) -> None:
    ran = run("-C", study, "evaluate")
    assert ran.code == 0
    header = ran.out.splitlines()[0].split()
    assert header == ["frame", "with", "it", "of", "precision", "recall", "F1", "AP", "yes", "words"]
    assert "too few examples" in ran.out
    assert "How often its answers are right" in ran.out
    assert ran.err.count("automated coder") == 1
    assert "get no figures" not in ran.err
    assert "People, one against the rest: no figure, all decisions were made by an automated coder" in " ".join(
        ran.out.split()
    )
    assert "everything answered" in ran.out
    assert "as often as promised: no figure, fewer than 100 positive sentences" in ran.out
    assert "pairs with frames of too few examples are in --json" in ran.out or "Confused most" not in ran.out
    assert max(len(line) for line in ran.out.splitlines() if not line.startswith("Leave")) <= 105


def test_json_carries_everything_and_says_what_it_stands_on(measured: Measured) -> None:
    found = json.loads(measured.out)
    first = found["result"]
    assert set(first) == KEYS
    assert first["comparison"] is None
    assert (first["documents"], first["sentences"]) == (5, 186)
    assert {row["frame"] for row in first["frames"]} >= {"terrorist_attack", "criminal_riot", "national_unity"}
    assert any("too few" in warning for warning in found["warnings"])
    assert first["summary"]["macro_f1"]["frames"] == sum(row["f1"] is not None for row in first["frames"])
    answered = [row for row in first["abstention"] if row["level"] == 0]
    f1 = {row["frame"]: row["f1"] for row in first["frames"]}
    assert {row["frame"]: row["f1"] for row in answered if row["frame"] != "all frames"} == pytest.approx(f1)
    assert first["coverage"] == []
    usual = {row["frame"]: row for row in first["abstention"] if row["level"] == 0.9}
    assert first["answers"]
    for row in first["answers"]:
        assert row["yes"] + row["no"] == usual[row["frame"]]["decided"]
        assert row["share"] == pytest.approx(usual[row["frame"]]["share"])
    assert len(read_table(measured.file, HELD_OUT)) == sum(row["sentences"] for row in first["frames"])


def test_a_comparison_with_itself_finds_no_difference_and_one_with_other_labels_is_refused(
    run, study: Path, measured: Measured
) -> None:
    again = run("-C", study, "evaluate", "--compare", measured.file, "--json").json()["result"]
    assert {row["difference"] for row in again["comparison"]["figures"]} == {0}
    table, other = read_table(measured.file, HELD_OUT), study / "other.jsonl"
    write_table(other, table.assign(present=~table["present"]))
    ran = run("-C", study, "evaluate", "--compare", other)
    assert ran.code == 3
    assert "was made with other labels" in ran.err


def test_a_profile_is_compared_with_another_on_the_same_folds(run, study: Path) -> None:
    found = run("-C", study, "evaluate", "--profile", "fast", "--compare", "standard", "--json").json()["result"]
    assert (found["profile"], found["comparison"]["other"]) == ("fast", "the profile standard")
    macro = found["comparison"]["figures"][0]
    assert macro["this"] == pytest.approx(found["summary"]["macro_f1"]["value"])
    assert macro["difference"] == pytest.approx(macro["this"] - macro["other"]) != 0


def test_checks_are_made_when_asked_for(run, study: Path) -> None:
    found = run("-C", study, "evaluate", "--checks", "--profile", "fast", "--json").json()["result"]["checks"]
    assert found["signal"]["permutations"] == 200
    assert "outlets" in found["not_made"] or found["outlets"]["outlets"]


def test_a_gate_that_is_not_reached_is_exit_5_after_the_figures(measured: Measured) -> None:
    assert measured.code == 5
    assert json.loads(measured.out)["command"] == "evaluate"
    assert "Macro-F1 does not reach 0.99" in measured.err


@pytest.mark.parametrize("given", ["1.5", "nan", "half", "=0.5", "macro_f1="])
def test_a_bar_that_is_no_number_from_0_to_1_is_refused_at_once(run, empty: Path, given: str) -> None:
    ran = run("-C", empty, "evaluate", "--fail-under", given)
    assert ran.code == 2
    assert "give a number from 0 to 1" in ran.err


REFUSED = [
    (("--fail-under", "frame:flood=0.5"), 3, "the codebook has no such frame"),
    (("--fail-under", "accuracy=0.5"), 3, "There is no figure 'accuracy'"),
    (("--fail-under", "0.5", "--fail-under", "macro_f1=0.4"), 2, "macro_f1 is given twice"),
    (("--by", "event"), 2, "name it: --groups FILE"),
    (("--groups", "events.csv"), 2, "--groups goes with --by event"),
    (("--by", "event", "--groups", "nowhere.csv"), 3, "nowhere.csv: No such file"),
    (("--compare", "nowhere.jsonl"), 3, "There is no file nowhere.jsonl to compare with"),
    (("--profile", "slow"), 3, "There is no profile 'slow'"),
    (("--held-out", "here.csv"), 2, "a name that ends in .jsonl"),
    (("--held-out", "annotations/ledger.jsonl"), 2, "the ledger"),
]


def test_what_cannot_be_is_refused_before_anything_is_learned(
    run, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study)
    for options, code, why in REFUSED:
        ran = run("evaluate", *options)
        assert (ran.code, ran.out) == (code, ""), options
        assert why in ran.err


def test_events_are_held_out_as_a_csv_lists_them(run, study: Path) -> None:
    names = read_table(study / "out" / "documents.jsonl", DOCUMENTS)["document_id"].tolist()
    lines = [f"{name};{'riot' if number % 2 else 'strike'};x" for number, name in enumerate(names[:4])]
    (study / "events.csv").write_text("\ufeffdocument_id;group;note\n" + "\n".join(lines), encoding="utf-8")
    found = run("-C", study, "evaluate", "--by", "event", "--groups", study / "events.csv", "--json").json()
    assert (found["result"]["by"], found["result"]["documents"]) == ("event", 4)
    assert found["result"]["folds"] == "leave one event out, 2 events of 4 documents"
    assert any(f"gives them no group: {names[4]}." in line for line in found["warnings"])


def test_outlets_and_months_that_nobody_knows_cannot_be_held_out(run, study: Path) -> None:
    path = study / "out" / "documents.jsonl"
    write_table(path, read_table(path, DOCUMENTS).assign(source="", date=""))
    for by in ("outlet", "month"):
        ran = run("-C", study, "evaluate", "--by", by)
        assert ran.code == 3
        assert f"no {by} can be held out" in ran.err
    write_table(path, read_table(path, DOCUMENTS).assign(source="Gazette"))
    ran = run("-C", study, "evaluate", "--by", "outlet")
    assert ran.code == 3
    assert "All labelled sentences are of one outlet, gazette" in ran.err


def test_people_stand_beside_the_model(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    as_people = [replace(decision, made_by="person") for decision in read_ledger(ledger)]
    ledger.unlink()
    append_decisions(ledger, as_people)
    ran = run("-C", study, "evaluate")
    assert ran.out.splitlines()[0].split()[-1] == "people"
    assert "People, one against the rest: macro-F1" in ran.out
