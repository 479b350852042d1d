"""framing resolve: what it writes and says, and that train, evaluate and report learn from it."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from framing.annotation.ledger import append_decisions, read_ledger
from framing.cli.model import learning_material
from framing.files import read_table
from framing.tables import GOLD
from framing.workspace import open_workspace


@pytest.fixture
def ledger(study: Path) -> Path:
    """The ledger of three automated passes with three frames."""
    return study / "annotations" / "ledger.jsonl"


@pytest.fixture
def gold(study: Path) -> Path:
    return study / "annotations" / "gold.jsonl"


def of_people(decisions, *names):
    """The decisions of the first automated pass on its first 60 sentences, as those of these people."""
    first = [decision for decision in decisions if decision.annotator == decisions[0].annotator][:60]
    made = [replace(decision, made_by="person", project="people") for decision in first]
    return [replace(decision, annotator=name) for name in names for decision in made]


def turned(decision, frame="terrorist_attack"):
    """The decision with the opposite answer on one frame."""
    return replace(decision, frames=tuple(sorted(set(decision.frames) ^ {frame})))


def test_gold_says_how_each_label_came_about_and_by_whom(run, study: Path, gold: Path) -> None:
    ran = run("-C", study, "resolve")
    assert ran.code == 0
    table = read_table(gold, GOLD)
    counts = table["how"].value_counts()
    assert f"{len(table)} labels on 186 sentences" in ran.out
    (row,) = (line.split() for line in ran.out.splitlines() if "unanimous" in line.split())
    assert row[1] == str(counts["unanimous"])
    assert "by people  by an automated coder" in ran.out
    assert "no gold standard" in ran.err
    assert set(table["made_by"]) == {"automated coder"}
    assert (table["voters"] == 3).all()


def test_resolve_again_gives_the_same_bytes_and_one_json_document(run, study: Path, gold: Path) -> None:
    first = run("-C", study, "resolve", "--json").json()
    before = [path.read_bytes() for path in (gold, gold.with_suffix(".json"))]
    assert run("-C", study, "resolve", "--json").json() == first
    assert [path.read_bytes() for path in (gold, gold.with_suffix(".json"))] == before
    assert first["result"]["labels"] == sum(row["labels"] for row in first["result"]["counts"])
    manifest = json.loads(gold.with_suffix(".json").read_text(encoding="utf-8"))
    assert manifest["made_from"]["ledger"]["lines"] == 558
    assert manifest["warnings"] == first["warnings"]


def test_a_tie_is_named_with_what_to_do_and_a_ruling_settles_it(run, study: Path, ledger: Path, gold: Path) -> None:
    kim, lee = of_people(read_ledger(ledger), "kim"), of_people(read_ledger(ledger), "lee")
    append_decisions(ledger, [*kim, turned(lee[0]), *lee[1:]])
    ran = run("-C", study, "resolve")
    assert "Open: 1 label on 1 sentence. As many annotators said yes as no." in ran.out
    assert "framing push --adjudicate" in ran.err
    assert "there the automated coder's decisions do not count" in ran.err
    settled = replace(
        kim[0], annotator="judge", project="rulings", ruling=True, reason="slip", frames=("terrorist_attack",)
    )
    append_decisions(ledger, [settled])
    again = run("-C", study, "resolve")
    assert "Nothing is open." in again.out
    table = read_table(gold, GOLD).set_index(["sentence_id", "frame"])
    row = table.loc[kim[0].sentence_id, "terrorist_attack"]
    assert row[["present", "votes", "voters", "how", "reason"]].tolist() == [True, 1, 2, "ruled", "slip"]


def test_a_ruling_against_everybody_is_pointed_out(run, study: Path, ledger: Path) -> None:
    three = of_people(read_ledger(ledger), "kim", "lee", "ada")
    against = replace(turned(three[0]), annotator="judge", project="rulings", ruling=True)
    append_decisions(ledger, [*three, against])
    ran = run("-C", study, "resolve", "--json").json()
    (row,) = ran["result"]["overruled"]
    assert (row["sentence_id"], row["frame"]) == (three[0].sentence_id, "terrorist_attack")
    assert any("an insight or a slip" in warning for warning in ran["warnings"])


def test_rulings_are_counted_by_frame_and_by_why_annotators_differed(run, study: Path, ledger: Path) -> None:
    assert "Rulings" not in run("-C", study, "resolve").out
    kim, lee = of_people(read_ledger(ledger), "kim"), of_people(read_ledger(ledger), "lee")
    append_decisions(ledger, [*kim, *map(turned, lee[:4]), turned(lee[4], "criminal_riot"), *lee[5:]])
    reasons = ("codebook_gap", "codebook_gap", "slip", "", "ambiguous", "slip")  # nobody differs on the last
    append_decisions(
        ledger,
        [
            replace(one, annotator="judge", project="rulings", ruling=True, reason=reason)
            for one, reason in zip(kim, reasons, strict=False)
        ],
    )
    ran = run("-C", study, "resolve")
    rows = [line.split() for line in ran.out.split("\nRulings: ")[1].splitlines()[1:5]]
    assert rows == [
        ["frame", "ruled", "differed", "ambiguous", "codebook", "gap", "slip", "no", "reason"],
        ["criminal_riot", "6", "1", "1", "0", "0", "0"],
        ["national_unity", "6", "0", "0", "0", "0", "0"],
        ["terrorist_attack", "6", "4", "0", "2", "1", "1"],
    ]
    assert "What the codebook leaves open is to be written into it: terrorist_attack." in ran.out
    found = run("-C", study, "resolve", "--json").json()["result"]["rulings"]
    assert found[2] == {"frame": "terrorist_attack", "ruled": 6, "differed": 4} | {
        "ambiguous": 0,
        "codebook_gap": 2,
        "slip": 1,
        "no_reason": 1,
    }


def test_people_only_leaves_the_automated_coder_out_of_the_figures_and_the_warnings(
    run, study: Path, ledger: Path, gold: Path
) -> None:
    assert run("-C", study, "resolve", "--people-only").code == 3
    append_decisions(ledger, of_people(read_ledger(ledger), "kim", "lee"))
    mixed = run("-C", study, "resolve")
    assert "they are not evidence of one kind" in mixed.err
    ran = run("-C", study, "resolve", "--people-only")
    assert ran.code == 0
    assert set(read_table(gold, GOLD)["made_by"]) == {"person"}
    assert read_table(gold, GOLD)["sentence_id"].nunique() == 60
    assert "automated" not in ran.err


def test_dawid_skene_shows_skills_and_is_refused_with_two_annotators(
    run, study: Path, ledger: Path, gold: Path
) -> None:
    ran = run("-C", study, "resolve", "--how", "dawid-skene")
    assert ran.code == 0
    assert "sensitivity  specificity" in ran.out
    manifest = json.loads(gold.with_suffix(".json").read_text(encoding="utf-8"))
    assert {row["annotator"] for row in manifest["skills"]} == {"auto-a", "auto-b", "auto-c"}
    assert all(row["decisions"] == 186 for row in manifest["skills"])
    append_decisions(ledger, of_people(read_ledger(ledger), "kim", "lee"))
    before = gold.read_bytes()
    refused = run("-C", study, "resolve", "--how", "dawid-skene", "--people-only")
    assert refused.code == 3
    assert "needs 3 annotators a sentence, and no sentence has more than 2" in refused.err
    assert gold.read_bytes() == before


def test_dawid_skene_tells_the_frames_of_people_from_those_of_an_automated_coder(
    run, study: Path, ledger: Path
) -> None:
    append_decisions(ledger, of_people(read_ledger(ledger), "kim", "lee", "ada"))
    ran = run("-C", study, "resolve", "--how", "dawid-skene")
    frames, skills = ran.out.split("\nFrames: ")[1].split("\nAnnotators: ")
    assert frames.splitlines()[1].split() == ["frame", "made_by", "sentences", "seen_in", "with_frame", "prevalence"]
    rows = {tuple(line.split()[:2]) for line in frames.splitlines()}
    assert {("criminal_riot", "person"), ("criminal_riot", "automated")} <= rows
    assert "criminal_riot: person: with fewer than" in " ".join(frames.split())
    assert "made_by annotator" in skills


def test_the_spreadsheet_has_every_label_beside_its_sentence_and_what_is_open(
    run, study: Path, ledger: Path, tmp_path: Path
) -> None:
    kim, lee = of_people(read_ledger(ledger), "kim"), of_people(read_ledger(ledger), "lee")
    append_decisions(ledger, [*kim, turned(lee[0]), *lee[1:]])
    found = run("-C", study, "resolve", "--csv", tmp_path / "gold.csv", "--json").json()
    with (tmp_path / "gold.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == found["result"]["labels"] + 1
    assert all(row["text"] for row in rows)
    assert [(row["how"], row["present"], row["votes"]) for row in rows if row["how"] == "open"] == [("open", "", "1")]


def test_training_stands_on_gold_and_its_card_says_how_the_labels_came_about(run, study: Path, ledger: Path) -> None:
    append_decisions(ledger, of_people(read_ledger(ledger), "kim", "lee"))
    assert run("-C", study, "resolve", "--people-only").code == 0
    assert run("-C", study, "train").code == 0
    card = (study / "models" / "frames" / "card.md").read_text(encoding="utf-8")
    assert "How the 180 labels came about, by people only: 180 unanimous." in card
    assert "Trained on 60 sentences" in card
    for command in ("evaluate", "report"):
        warnings = run("-C", study, command, "--json").json()["warnings"]
        assert any("How the 180 labels came about" in warning for warning in warnings)
        assert "\nHow the 180 labels came about" in f"\n{run('-C', study, command).err}"


def test_gold_by_majority_teaches_what_the_ledger_does(run, study: Path) -> None:
    before = (study / "models" / "frames" / "model.json").read_bytes()
    run("-C", study, "resolve")
    assert run("-C", study, "train").code == 0
    assert (study / "models" / "frames" / "model.json").read_bytes() == before


def test_gold_that_the_ledger_has_left_behind_is_refused_until_it_is_made_again(run, study: Path, ledger: Path) -> None:
    run("-C", study, "resolve")
    append_decisions(ledger, of_people(read_ledger(ledger), "kim"))
    for command in ("train", "evaluate", "report"):
        ran = run("-C", study, command)
        assert ran.code == 3
        assert "has moved on since gold.jsonl was made (558 lines then, 618 now). " in ran.err
        assert "Make gold again: framing resolve." in ran.err
    place = open_workspace(study)
    assert len(learning_material(place, ledger).gold) == 558
    assert run("-C", study, "resolve").code == 0
    assert len(learning_material(place).gold) == 558


def test_gold_of_another_ledger_stands_beside_that_and_is_not_trained_from(
    run, study: Path, ledger: Path, gold: Path, tmp_path: Path
) -> None:
    other = tmp_path / "round-1.jsonl"
    append_decisions(other, of_people(read_ledger(ledger), "kim"))
    assert run("-C", study, "resolve", "--labels", other).code == 0
    assert (tmp_path / "round-1.gold.jsonl").exists()
    assert (tmp_path / "round-1.gold.json").exists()
    assert not gold.exists()


def test_a_ruling_counts_in_training_without_resolve_too(study: Path, ledger: Path) -> None:
    place = open_workspace(study)
    (first, *_) = read_ledger(ledger)
    before = learning_material(place)
    append_decisions(ledger, [replace(turned(first), annotator="judge", project="rulings", ruling=True)])
    after = learning_material(place)
    pair = (first.sentence_id, "terrorist_attack")
    one, other = (material.gold.set_index(["sentence_id", "frame"]).loc[pair] for material in (before, after))
    assert one["present"] != other["present"]
    assert (one["votes"], one["voters"]) == (other["votes"], other["voters"])
    assert any("3 by a ruling" in warning for warning in after.warnings)


@pytest.mark.parametrize("options", [[], ["--people-only"]])
def test_a_ledger_of_rulings_only_gives_gold_without_votes(
    run, study: Path, ledger: Path, gold: Path, options: list[str]
) -> None:
    decisions = of_people(read_ledger(ledger), "lead")[:5]
    ledger.unlink()
    append_decisions(ledger, [replace(one, ruling=True, codebook="older") for one in decisions])
    ran = run("-C", study, "resolve", *options)
    assert ran.code == 0, ran.err
    assert "0 decisions" not in ran.err
    table = read_table(gold, GOLD)
    assert set(table["how"]) == {"ruled"}
    assert table["sentence_id"].nunique() == 5
    assert not table["voters"].any()
    assert run("-C", study, "train").code == 3  # too few, and no traceback


def test_without_a_ledger_resolve_says_what_to_do(run, empty: Path) -> None:
    ran = run("-C", empty, "resolve")
    assert ran.code == 3
    assert "framing pull" in ran.err
