"""framing train, evaluate and score: what they print, and what they say where something is missing."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from framing.annotation.ledger import append_decisions, read_ledger
from framing.cli.learning_options import PROFILE_NAMES, USUAL_PROFILE
from framing.cli.model import learning_material
from framing.cli.report import scores_and_model
from framing.errors import ModelMismatch
from framing.files import read_table
from framing.model.learning.profile import DEFAULT_PROFILE, PROFILES
from framing.tables import CODED_KINDS, SCORES, SENTENCES
from framing.workspace import open_workspace

FRAMES = {"terrorist_attack", "criminal_riot", "national_unity"}


def test_training_again_gives_the_same_bytes(run, study: Path) -> None:
    folder = study / "models" / "frames"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    found = run("-C", study, "train", "--json").json()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert set(found["result"]["frames"]) | set(found["result"]["left_out"]) >= FRAMES
    assert any("no gold standard" in warning for warning in found["warnings"])
    assert "card.md" in before


def test_profile_and_seed_are_those_that_were_asked_for(run, study: Path, tmp_path: Path) -> None:
    asked = ("train", "--profile", "fast", "--seed", 8, "--model", tmp_path / "quick", "--json")
    made = run("-C", study, *asked).json()["result"]
    assert (made["profile"], made["seed"]) == ("fast", 8)
    manifest, usual = (
        json.loads((folder / "manifest.json").read_text("utf-8"))
        for folder in (tmp_path / "quick", study / "models" / "frames")
    )
    assert (manifest["profile"], manifest["seed"]) == ("fast", 8)
    assert (usual["profile"], usual["seed"]) == (USUAL_PROFILE, 7)
    assert manifest["fingerprint"] != usual["fingerprint"]
    assert manifest["figures"]["summary"]["macro_f1"] != usual["figures"]["summary"]["macro_f1"]


def test_the_options_name_the_profiles_that_there_are(run) -> None:
    assert tuple(profile.name for profile in PROFILES) == PROFILE_NAMES
    assert DEFAULT_PROFILE == USUAL_PROFILE
    ran = run("train", "--profile", "best")
    assert ran.code == 2
    assert "'best' is not one of 'fast', 'standard', 'rich'" in ran.err


def test_every_coded_sentence_has_a_score_for_each_frame_of_the_model(run, study: Path) -> None:
    found = run("-C", study, "score", "--json").json()
    scores = read_table(study / "out" / "scores.jsonl", SCORES)
    sentences = read_table(study / "out" / "sentences.jsonl", SENTENCES)
    coded = set(sentences.loc[sentences["kind"].isin(CODED_KINDS), "sentence_id"])
    frames = found["result"]["frames"]
    assert set(zip(scores["sentence_id"], scores["frame"], strict=True)) == {(s, f) for s in coded for f in frames}
    assert scores["probability"].between(0, 1).all()
    assert scores["model"].nunique() == 1
    assert found["result"]["learned_from"] == 186  # all that there are are labelled
    assert "learned from 186 of these 186 sentences" in run("-C", study, "score").err
    ledger = study / "annotations" / "ledger.jsonl"
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text("".join(line for line in lines if "000_" not in line), encoding="utf-8")  # without a document
    other = run("-C", study, "score", "--json").json()["result"]  # of other labels nothing is known
    assert other["learned_from"] is None


def test_scores_for_a_spreadsheet_stand_beside_the_texts(run, study: Path, tmp_path: Path) -> None:
    assert run("-C", study, "score", "--csv", tmp_path / "scores.csv").code == 0
    with (tmp_path / "scores.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 186
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_a_persons_voice_stands_in_the_spreadsheet_before_a_programs_and_that_before_the_rules(
    run, study: Path, tmp_path: Path
) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    starter = read_ledger(ledger)
    ledger.unlink()
    first, second = starter[0], starter[1]
    person = replace(first, annotator="kim", made_by="person", frames=(), offered=(), voice="protester", project="v")
    append_decisions(ledger, [person, second])
    assert run("-C", study, "score", "--csv", tmp_path / "scores.csv").code == 0
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["sentence_id"]: row for row in csv.DictReader(file)}
    found = {name: (row["voice"], row["voice_by"]) for name, row in rows.items()}
    assert found.pop(first.sentence_id) == ("protester", "kim")
    assert found.pop(second.sentence_id) == (second.voice, second.annotator)
    assert {by for _, by in found.values()} == {"rules"}


def test_scoring_without_a_model_says_how_to_get_one(run, study: Path, tmp_path: Path) -> None:
    ran = run("-C", study, "score", "--model", tmp_path / "nowhere")
    assert ran.code == 3
    assert "Train one first: framing train" in ran.err


def test_a_model_that_somebody_changed_is_refused(run, study: Path) -> None:
    folder = study / "models" / "frames"
    for path in folder.iterdir():
        if path.suffix == ".json":
            values = json.loads(path.read_text(encoding="utf-8"))
            values["codebook"] = "another"
            path.write_text(json.dumps(values), encoding="utf-8")
    ran = run("-C", study, "score")
    assert ran.code == 3
    assert ran.err.startswith("Error: ")


def test_labels_of_texts_that_were_not_ingested_are_too_little_to_learn_from(run, study: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("The tram opened in May. It has nine stops.", encoding="utf-8")
    run("-C", study, "ingest", tmp_path / "other.txt")
    for command in ("train", "evaluate", "report"):
        ran = run("-C", study, command)
        assert ran.code == 3
        assert "No ingested sentence has a confirmed label" in ran.err


def test_a_model_that_is_a_file_is_refused_with_the_reason(run, study: Path, tmp_path: Path) -> None:
    (tmp_path / "model.pkl").write_bytes(b"cos\nsystem\n(S'touch opened'\ntR.")
    ran = run("-C", study, "score", "--model", tmp_path / "model.pkl")
    assert (ran.code, "Traceback" in ran.err) == (3, False)
    assert "a pickle, joblib or skops file is never opened" in ran.err


def test_a_model_of_another_codebook_is_refused_with_the_reason(run, study: Path) -> None:
    material = learning_material(open_workspace(study))
    path = study / "annotations" / "codebook.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('definition = "', 'definition = "More exactly: ', 1), encoding="utf-8")
    ran = run("-C", study, "score")
    assert ran.code == 3
    assert "The model was trained with codebook unrest-2022" in ran.err
    assert "Train again: framing train." in ran.err
    with pytest.raises(ModelMismatch, match="trained with codebook"):
        scores_and_model(open_workspace(study), material, study / "models" / "frames")
    ran = run("-C", study, "report")  # no model was named: the rest of the report stands
    assert ran.code == 0
    assert "Its scores are left out." in ran.err


def test_a_model_from_elsewhere_scores_where_there_is_no_codebook(run, study: Path) -> None:
    (study / "annotations" / "codebook.toml").unlink()
    assert run("-C", study, "score").code == 0
