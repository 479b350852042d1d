"""What outputs may not be written over: the ledger and whatever else the project stands on."""

import shutil
from pathlib import Path

import click
import pytest

from framing.cli.outputs import check_outputs
from framing.workspace import open_workspace


@pytest.mark.parametrize(
    "command",
    [
        ("codebook", "queue", "--out"),
        ("audit", "--queue"),
        ("audit", "--csv"),
        ("score", "--csv"),
        ("resolve", "--csv"),
        ("report", "--out"),
        ("pull", "--csv"),
        ("ingest", "nothing.csv", "--csv"),
        ("snapshot", "--replace"),
        ("export", "--replace", "--tidy"),
        ("export", "--replace", "--replication"),
    ],
)
def test_no_command_writes_over_the_ledger(run, study: Path, command: tuple[str, ...]) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    before = ledger.read_bytes()
    ran = run("-C", study, *command, ledger)
    assert ran.code == 2
    assert "the ledger, which holds every decision" in ran.err
    assert ledger.read_bytes() == before


def test_agree_writes_over_no_list_of_pseudonyms(run, study: Path) -> None:
    kept = study / "annotations" / "pseudonyms.csv"
    kept.write_text("username,pseudonym\nann,coder1\n", encoding="utf-8")
    ran = run("-C", study, "agree", "--csv", kept)
    assert ran.code == 2
    assert kept.read_text(encoding="utf-8").endswith("ann,coder1\n")


@pytest.mark.parametrize(
    "name",
    [
        "framing.toml",
        "annotations/codebook.toml",
        "annotations/gold.jsonl",
        "annotations/gold.json",
        "annotations/sample.jsonl",
        "annotations/assignments-b-0123.jsonl",
        "annotations/../annotations/VOICES.jsonl",
        "annotations/codebooks/abc.toml",
        "out/sentences.jsonl",
        "out/accounts.csv",
        "models/frames/manifest.json",
        "elsewhere.jsonl",  # a copy of the ledger
        "link.csv",  # a link to it
    ],
)
def test_what_framing_keeps_is_no_output(study: Path, name: str) -> None:
    shutil.copy(study / "annotations" / "ledger.jsonl", study / "elsewhere.jsonl")
    (study / "link.csv").symlink_to(study / "annotations" / "ledger.jsonl")
    with pytest.raises(click.UsageError, match="Name another file"):
        check_outputs(open_workspace(study), {"--csv": study / name})


def test_a_queue_takes_the_place_of_a_queue_and_of_nothing_else(study: Path) -> None:
    place = open_workspace(study)
    queue, empty, new, other = (study / "annotations" / f"{name}.jsonl" for name in ("audit-queue", "b", "new", "d"))
    queue.write_text('{"sentence_id": "a:0-1", "why": "label-error"}\n', encoding="utf-8")
    empty.touch()
    other.write_text('{"sentence_id": "a:0-1", "speaker": "ann"}\n', encoding="utf-8")
    for fine in (queue, empty, new):
        check_outputs(place, {"--queue": fine}, queues=["--queue"])
    with pytest.raises(click.UsageError, match="no queue"):
        check_outputs(place, {"--queue": other}, queues=["--queue"])


def test_two_outputs_and_an_input_are_never_one_file(run, study: Path, tmp_path: Path) -> None:
    same = tmp_path / "a.csv"
    same.write_text("text\nA sentence.\n", encoding="utf-8")
    for command in (
        ("export", "--replace", "--tidy", same, "--replication", same),
        ("export", "--replace", "--tidy", same, "--replication", same.with_suffix(".R")),
        ("export", "--replace", "--tidy", tmp_path / "same.R"),
        ("export", "--tidy", ""),
        ("audit", "--csv", tmp_path / "b", "--queue", tmp_path / "b"),
        ("ingest", same, "--csv", same),
        ("snapshot", same, "--replace", "--pseudonyms", same),
    ):
        ran = run("-C", study, *command)
        assert (ran.code, ran.out) == (2, ""), command
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.csv"]
    assert same.read_text(encoding="utf-8") == "text\nA sentence.\n"


def test_the_run_that_is_read_is_no_output(run, study: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    texts = tmp_path / "texts.jsonl"
    texts.write_text('{"id": "a", "text": "The council met on Monday."}\n', encoding="utf-8")
    assert run("-C", study, "score", study / "models" / "frames", texts, "--out", folder).code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for name in ("parts.jsonl", "run.csv", "sentences/part-00000.jsonl"):
        ran = run("-C", study, "prevalence", "--scores", folder, "--out", folder / name)
        assert (ran.code, ran.out) == (2, "")
        assert "is a part of a run of framing score" in ran.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
