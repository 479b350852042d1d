"""What all commands for findings say of the corpus that they are about, before any figure."""

import json
import shutil
from pathlib import Path

import pytest

from framing.cli.main import exit_code

COMMANDS = (["prevalence"], ["compare", "--by", "outlet"], ["timeline"], ["events", "--omissions"])
SAID = "Warning: 12 of 12 documents seem to be in another language than the training text"
TEXT = "Правительство сообщило, что новый закон вступит в силу весной. Это уже {}-й раз, и жители города не удивлены."


@pytest.fixture(scope="module")
def foreign(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of Russian articles, and a run over them, scored by a model that learned English only."""
    study = Path(shutil.copytree(made_once, tmp_path_factory.mktemp("foreign") / "study"))
    rows = [
        {"id": f"r{n}", "text": TEXT.format(n), "source": ("Курьер", "Gazette")[n % 2], "date": f"2022-01-0{1 + n % 9}"}
        for n in range(12)
    ]
    texts = study / "texts.jsonl"
    texts.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    run = ["score", str(study / "models" / "frames"), str(texts), "--out", str(study / "run")]
    for arguments in (["ingest", str(texts)], ["score"], run):
        assert exit_code(["-C", str(study), *arguments]) == 0
    return study


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("of_run", [False, True], ids=["project", "run"])
def test_a_language_that_the_model_never_learned_is_warned_of_first(run, foreign: Path, command, of_run: bool) -> None:
    ran = run("-C", foreign, *command, *(["--scores", foreign / "run"] if of_run else []))
    assert ran.code == 0, ran.err
    first = next(line for line in ran.err.splitlines() if line.startswith("Warning: "))
    assert first.startswith(SAID)
    assert "Do not use scores of a language that the model has not learned." in first
    if command[0] == "events":
        assert "Of all frames and omissions below: 12 of 12 documents" in ran.out


def test_a_report_of_a_run_tells_how_its_scores_were_made(run, foreign: Path, tmp_path: Path) -> None:
    ran = run("-C", foreign, "report", "--scores", foreign / "run", "--out", tmp_path / "run.md", "--methods")
    assert ran.code == 0, ran.err
    about = (tmp_path / "run.md").read_text(encoding="utf-8").partition("## About this report")[2]
    for told in (
        "Scored on: 20",
        "Read by the run: 12 documents with ",
        "Unlike the training text: 12 of 12 documents seem to be in another language",
        "Files: texts.jsonl",
        "Its own evaluation: ",
    ):
        assert f"- {told}" in about
    assert str(foreign) not in about
    assert "12 of 12 documents seem to be in another language" in (tmp_path / "run-methods.md").read_text("utf-8")


def test_texts_like_those_of_training_are_not_warned_of(run, study: Path) -> None:
    ran = run("-C", study, "prevalence")
    assert (ran.code, "another language" in ran.err) == (0, False)


def test_what_is_missing_is_named_with_the_option_that_names_another(run, study: Path) -> None:
    shutil.rmtree(study / "models" / "frames")
    assert "--model models/starter" in run("-C", study, "prevalence").err
    (study / "annotations" / "ledger.jsonl").unlink()
    assert "--labels annotations/starter.jsonl" in run("-C", study, "resolve").err
