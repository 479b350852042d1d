"""framing suggest: what is drawn, written and said."""

import json
from dataclasses import replace
from pathlib import Path

from framing.annotation.ledger import append_decisions, read_ledger
from framing.files import read_json_lines, read_table
from framing.tables import CODED_KINDS, SAMPLE, SUGGESTIONS


def sample_of(study: Path):
    return read_table(study / "annotations" / "sample.jsonl", SAMPLE)


def coded_ids(study: Path) -> list[str]:
    rows = (row for _, row in read_json_lines(study / "out" / "sentences.jsonl"))
    return [row["sentence_id"] for row in rows if row["kind"] in CODED_KINDS]


def test_a_slice_is_written_with_the_probability_of_each_sentence(run, study: Path) -> None:
    ran = run("-C", study, "suggest", "--for", "estimation", "--count", "40", "--by", "outlet")
    assert ran.code == 0
    assert "Draw 1: a slice of 40 sentences by chance, 40 new, 40 labelled already." in ran.out
    assert "Next: framing push" in ran.err
    drawn = sample_of(study)
    assert len(drawn) == 40
    assert set(drawn["sentence_id"]) <= set(coded_ids(study))
    assert set(drawn["why"]) == {"by chance"}
    outlets = {name.partition("outlet=")[2] for name in drawn["stratum"]}
    documents = [row for _, row in read_json_lines(study / "out" / "documents.jsonl")]
    assert outlets == {row["source"] for row in documents}
    assert abs((1 / drawn["inclusion_probability"]).sum() - len(coded_ids(study))) < 1e-6


def test_a_seed_below_nought_is_refused(run, study: Path) -> None:
    for purpose in ("training", "estimation"):
        assert run("-C", study, "suggest", "--for", purpose, "--seed", "-1", "--count", "3").code == 2
    assert not (study / "annotations" / "sample.jsonl").exists()


def test_a_second_slice_adds_a_draw_and_changes_no_row_of_the_first(run, study: Path) -> None:
    run("-C", study, "suggest", "--for", "estimation", "--count", "30", "--seed", "5")
    path = study / "annotations" / "sample.jsonl"
    before = path.read_bytes()
    found = run("-C", study, "suggest", "--for", "estimation", "--count", "12", "--json").json()["result"]
    assert path.read_bytes().startswith(before)
    assert {key: found[key] for key in ("draw", "seed", "sentences", "new", "no_longer", "written")} == {
        "draw": 2,
        "seed": 5,
        "sentences": 42,
        "new": 12,
        "no_longer": 0,
        "written": True,
    }
    assert found["strata"][0]["probability"] == 42 / len(coded_ids(study))
    ran = run("-C", study, "suggest", "--for", "estimation", "--seed", "6")
    assert ran.code == 3
    assert "leave out --seed 6" in ran.err


def test_articles_are_drawn_whole_and_the_slice_goes_on_with_articles(run, study: Path) -> None:
    ran = run("-C", study, "suggest", "--for", "estimation", "--unit", "article", "--count", "3")
    assert ran.code == 0, ran.err
    drawn = sample_of(study)
    articles = set(drawn["sentence_id"].str.rpartition(":")[0])
    assert len(articles) == 3
    assert set(drawn["sentence_id"]) == {name for name in coded_ids(study) if name.rpartition(":")[0] in articles}
    assert set(drawn["inclusion_probability"]) == {3 / 5}
    said = f"a slice of 3 whole articles ({len(drawn)} sentences) by chance, {len(drawn)} sentences new"
    assert said in ran.out
    ran = run("-C", study, "suggest", "--for", "estimation", "--count", "1")
    assert (ran.code, "To make it larger: --unit article" in ran.err) == (3, True)
    found = run("-C", study, "suggest", "--for", "estimation", "--unit", "article", "--count", "1", "--json").json()
    assert (found["result"]["unit"], found["result"]["no_longer"]) == ("article", 0)
    assert found["result"]["strata"] == [
        {"stratum": "", "articles": 5, "drawn": 4, "new": 1, "probability": 4 / 5},
    ]  # fmt: skip
    ran = run("-C", study, "suggest", "--for", "estimation", "--unit", "article", "--by", "kind")
    assert (ran.code, "has sentences of several strata, and is drawn whole" in ran.err) == (3, True)
    assert run("-C", study, "suggest", "--for", "training", "--unit", "article").code == 2
    ran = run("-C", study, "suggest", "--for", "estimation", "--unit", "sentence", "--count", "1")
    assert (ran.code, "because texts, strata or --unit changed" in ran.err) == (0, True)


def test_a_rehearsal_writes_nothing(run, study: Path) -> None:
    ran = run("-C", study, "suggest", "--for", "estimation", "--dry-run")
    assert ran.code == 0
    assert "Nothing was written" in ran.err
    assert not (study / "annotations" / "sample.jsonl").exists()


def test_sentences_that_were_labelled_beside_a_proposal_are_counted(run, study: Path) -> None:
    ledger, ids = study / "annotations" / "ledger.jsonl", coded_ids(study)
    first = next(decision for decision in read_ledger(ledger) if decision.sentence_id == ids[0])
    append_decisions(ledger, [replace(first, annotator="aigul", assisted=True)])
    row = {"project": "p", "sentence_id": ids[1], "shown": True, "text": "x 0.9", "model": "m", "share": 0.8, "seed": 7}
    hidden = {**row, "sentence_id": ids[2], "shown": False}
    with (study / "annotations" / "suggestions.jsonl").open("w", encoding="utf-8") as file:
        for each in SUGGESTIONS.table([row, hidden]).to_dict(orient="records"):
            file.write(json.dumps(each) + "\n")
    ran = run("-C", study, "suggest", "--for", "estimation", "--count", len(ids))
    assert "Beside 2 of them a model's proposal was shown before they were drawn" in ran.err


def test_what_cannot_be_drawn_is_said_with_what_to_do(run, study: Path, empty: Path) -> None:
    ran = run("-C", empty, "suggest", "--for", "estimation")
    assert ran.code == 3
    assert "Ingest some texts first: framing ingest FOLDER" in ran.err
    ran = run("-C", study, "suggest", "--for", "estimation", "--by", "mood")
    assert ran.code == 3
    assert "There is nothing called 'mood' to draw by" in ran.err
    assert run("-C", study, "suggest", "--for", "estimation", "--equal").code == 2
    assert run("-C", study, "suggest").code == 2
    (study / "annotations" / "sample.jsonl").write_text("{}\n", encoding="utf-8")
    ran = run("-C", study, "suggest", "--for", "estimation")
    assert ran.code == 3
    assert "sample.jsonl has no column sentence_id" in ran.err


def test_a_slice_can_be_drawn_before_anything_is_labelled(run, study: Path) -> None:
    (study / "annotations" / "ledger.jsonl").unlink()
    found = run("-C", study, "suggest", "--for", "estimation", "--count", "10", "--json").json()
    assert found["result"]["labelled"] == 0
    assert found["warnings"] == []


def test_a_draw_for_training_names_the_reasons_and_passes_over_what_is_labelled_or_drawn(run, study: Path) -> None:
    ledger, ids = study / "annotations" / "ledger.jsonl", coded_ids(study)
    decisions = read_ledger(ledger)
    ledger.unlink()
    labelled = set(ids[:80])
    append_decisions(ledger, [decision for decision in decisions if decision.sentence_id in labelled])
    run("-C", study, "suggest", "--for", "estimation", "--count", "20")
    ran = run("-C", study, "suggest", "--for", "training", "--count", "15")
    assert ran.code == 0
    assert "Draw 2: 15 sentences to teach a model, in the order to label." in ran.out
    assert "labels by an automated coder" in ran.err
    sample = sample_of(study)
    slice_, rows = sample[sample["draw"] == 1], sample[sample["draw"] == 2]
    assert len(rows) == 15
    assert not set(rows["sentence_id"]) & (labelled | set(slice_["sentence_id"]))
    assert set(rows["inclusion_probability"]) == {0.0}
    assert rows["why"].str.len().min() > 0
    again = run("-C", study, "suggest", "--for", "training", "--count", "15", "--model", study / "models" / "frames")
    assert again.code == 0
    assert not set(sample_of(study).query("draw == 3")["sentence_id"]) & set(rows["sentence_id"])


def test_a_draw_for_training_needs_no_label_and_is_one_document_as_json(run, study: Path) -> None:
    (study / "annotations" / "ledger.jsonl").unlink()
    found = run("-C", study, "suggest", "--for", "training", "--count", "12", "--dry-run", "--json").json()["result"]
    assert found["sentences"] == 12
    assert found["written"] is False
    assert sum(row["sentences"] for row in found["reasons"]) == 12
    assert any(row["reason"].startswith("words of ") for row in found["reasons"])


def test_options_that_do_not_go_together_are_refused(run, study: Path) -> None:
    assert "--by goes with" in run("-C", study, "suggest", "--for", "training", "--by", "outlet").err
    assert "--model goes with" in run("-C", study, "suggest", "--for", "estimation", "--model", "models/frames").err
    ran = run("-C", study, "suggest", "--for", "training")
    assert ran.code == 3  # all is labelled in this study
    assert "Every sentence is labelled or in the sample already" in ran.err
    (study / "annotations" / "ledger.jsonl").unlink()
    ran = run("-C", study, "suggest", "--for", "training", "--model", study / "none")
    assert ran.code == 3
    assert "There is no model in" in ran.err
