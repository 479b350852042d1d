"""framing export: what leaves the project, and what does not."""

import hashlib
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from framing.annotation.ledger import append_decisions, read_ledger
from framing.codebook import parse_codebook, read_codebook
from framing.errors import InputError
from framing.export.replication import gold_facts
from framing.files import read_json_lines


def decide_as_people(study: Path, sentence_ids, *names: str, **otherwise) -> None:
    """What the first automated pass decided on these sentences is decided by these people too, in that order."""
    ledger = study / "annotations" / "ledger.jsonl"
    decisions = read_ledger(ledger)
    first = {d.sentence_id: d for d in decisions if d.annotator == decisions[0].annotator}
    append_decisions(
        ledger,
        [
            replace(first[sentence_id], annotator=name, made_by="person", project="people", **otherwise)
            for name in names
            for sentence_id in sentence_ids
        ],
    )


def test_a_package_holds_no_text_of_the_articles_and_no_name_of_an_annotator(run, study: Path) -> None:
    ran = run("-C", study, "export", "--replication", study / "r.zip", "--comments")
    assert ran.code == 0
    assert "As they are in the study: comments with whatever people wrote in them, codebooks" in ran.err
    with zipfile.ZipFile(study / "r.zip") as archive:
        contents = {name: archive.read(name).decode() for name in archive.namelist()}
    everything = "\n".join(contents.values())
    texts = [row["text"] for _, row in read_json_lines(study / "out" / "sentences.jsonl") if len(row["text"]) > 25]
    assert texts
    assert [text for text in texts if text in everything] == []
    assert "auto-a" not in everything
    assert "automated coder, not by people" in contents["README.md"]
    assert "made in passing" in contents["README.md"]
    assert "gold.json" not in contents


def test_why_a_sentence_was_chosen_to_teach_is_not_given_away_since_it_quotes_it(run, study: Path) -> None:
    sample = study / "annotations" / "sample.jsonl"
    sentence_id = read_ledger(study / "annotations" / "ledger.jsonl")[0].sentence_id
    row = {"sentence_id": sentence_id, "draw": 1, "purpose": "training", "corpus": "c", "stratum": "",
           "inclusion_probability": 0.0, "why": "words of riot: zanzibar, quagga", "seed": 7}  # fmt: skip
    sample.write_text(json.dumps(row) + "\n", encoding="utf-8")
    sentence = next(r for _, r in read_json_lines(study / "out" / "sentences.jsonl") if len(r["text"]) > 40)["text"]
    with (study / "annotations" / "codebook.toml").open("a", encoding="utf-8") as codebook:
        codebook.write(f"# {sentence}\n")
    ran = run("-C", study, "export", "--replication", study / "r.zip")
    assert ran.code == 0, ran.err
    with zipfile.ZipFile(study / "r.zip") as archive:
        assert json.loads(archive.read("sample.jsonl")) == {**row, "why": ""}
    assert "codebook.toml quotes 1 sentence of your texts" in ran.err


def test_hashes_in_the_package_are_those_of_the_files_and_of_the_sentences(run, study: Path) -> None:
    run("-C", study, "export", "--replication", study / "r.zip")
    with zipfile.ZipFile(study / "r.zip") as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
        spans = pd.read_csv(archive.open("sentences.csv"))
    manifest = json.loads(contents.pop("manifest.json"))
    assert {name: entry["sha256"] for name, entry in manifest["files"].items()} == {
        name: hashlib.sha256(content).hexdigest() for name, content in contents.items()
    }
    sentences = [row for _, row in read_json_lines(study / "out" / "sentences.jsonl")]
    hashed = spans[spans["sha256"].notna()]
    assert dict(zip(hashed["sentence_id"], hashed["sha256"], strict=True)) == {
        row["sentence_id"]: hashlib.sha256(row["text"].encode()).hexdigest()
        for row in sentences
        if row["kind"] in ("headline", "standfirst", "body", "caption") and len(row["text"]) >= 25
    }
    assert set(spans["sentence_id"]) == {row["sentence_id"] for row in sentences}


def test_the_same_study_exported_twice_is_the_same_file(run, study: Path) -> None:
    run("-C", study, "export", "--replication", study / "one.zip")
    run("-C", study, "export", "--replication", study / "two.zip")
    assert (study / "one.zip").read_bytes() == (study / "two.zip").read_bytes()


def test_annotators_keep_their_pseudonyms_and_the_list_of_them_is_for_the_owner_only(run, study: Path) -> None:
    run("-C", study, "export", "--replication", study / "r.zip")
    names = study / "annotations" / "pseudonyms.csv"
    assert names.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(study / "r.zip") as archive:
        coders = {json.loads(line)["annotator"] for line in archive.read("ledger.jsonl").splitlines()}
    assert coders == {"coder1", "coder2", "coder3"}
    assert set(pd.read_csv(names)["pseudonym"]) == coders


def test_what_framing_toml_calls_a_program_is_none_of_the_people_in_the_package(run, study: Path) -> None:
    sentence_ids = [d.sentence_id for d in read_ledger(study / "annotations" / "ledger.jsonl")[:3]]
    decide_as_people(study, sentence_ids, "clara", "dina", voice="outlet")
    settings = study / "framing.toml"
    settings.write_text('[annotators]\nautomated = ["clara"]\n', encoding="utf-8")
    ran = run("-C", study, "export", "--replication", study / "r.zip")
    assert ran.code == 0, ran.err
    known = pd.read_csv(study / "annotations" / "pseudonyms.csv").set_index("username")["pseudonym"]
    with zipfile.ZipFile(study / "r.zip") as archive:
        ledger = [json.loads(line) for line in archive.read("ledger.jsonl").splitlines()]
        voices = pd.read_csv(archive.open("voices.csv"))
    made_by = {(line["annotator"], line["made_by"]) for line in ledger if line["project"] == "project2"}
    assert made_by == {(known["clara"], "automated coder"), (known["dina"], "person")}
    voices = voices[voices["by"].isin([known["clara"], known["dina"]])]
    assert set(zip(voices["by"], voices["made_by"], strict=True)) == made_by


def test_only_codebooks_that_decisions_were_made_by_go_out_and_under_names_of_our_own(run, study: Path) -> None:
    kept = study / "annotations" / "codebooks"
    kept.mkdir(exist_ok=True)
    book = (study / "annotations" / "codebook.toml").read_text(encoding="utf-8")
    texts = {
        name: re.sub(r"(?m)^title = .*", f'title = "{name}"', book, count=1) for name in ("used", "other", "linked")
    }
    prints = {name: parse_codebook(text, name).fingerprint for name, text in texts.items()}
    assert len(set(prints.values())) == 3
    for name in ("used", "other"):
        (kept / f"aigul-{name}.toml").write_text(texts[name], encoding="utf-8")
    (study / "linked.toml").write_text(texts["linked"], encoding="utf-8")
    (kept / "linked.toml").symlink_to(study / "linked.toml")
    ledger = study / "annotations" / "ledger.jsonl"
    first = read_ledger(ledger)[0]
    append_decisions(ledger, [replace(first, project=name, codebook=prints[name]) for name in ("used", "linked")])
    assert run("-C", study, "export", "--replication", study / "r.zip").code == 0
    with zipfile.ZipFile(study / "r.zip") as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("codebooks/")}
    assert list(found.values()) == [texts["used"]]
    assert [name for name in found if name.endswith(f"-{prints['used']}.toml")] == list(found)
    assert "aigul" not in "".join(found)


def test_the_guide_is_headed_by_the_codebook_and_no_cell_is_a_formula(run, study: Path) -> None:
    documents = study / "out" / "documents.jsonl"
    rows = [row for _, row in read_json_lines(documents)]
    documents.write_text("".join(json.dumps(row | {"source": '=HYPERLINK("x")'}) + "\n" for row in rows))
    ran = run("-C", study, "export", "--replication", study / "r.zip")
    assert ran.code == 0, ran.err
    with zipfile.ZipFile(study / "r.zip") as archive:
        guide = archive.read("README.md").decode()
        tables = [pd.read_csv(archive.open(name)) for name in archive.namelist() if name.endswith(".csv")]
    book = read_codebook(study / "annotations" / "codebook.toml")
    assert guide.splitlines()[0] == f"# Replication package: {book.id} {book.version}"
    assert "study" not in guide.splitlines()[0]
    cells = [cell for table in tables for column in table for cell in table[column] if isinstance(cell, str)]
    assert '\'=HYPERLINK("x")' in cells
    assert [cell for cell in cells if cell.startswith("=")] == []


def test_the_package_says_how_gold_was_made_and_its_facts_name_nobody(run, study: Path) -> None:
    sentence_ids = [d.sentence_id for d in read_ledger(study / "annotations" / "ledger.jsonl")[:30]]
    decide_as_people(study, sentence_ids, "clara", "dina", "emil")
    ran = run("-C", study, "resolve", "--people-only", "--how", "dawid-skene")
    assert ran.code == 0, ran.err
    assert run("-C", study, "export", "--replication", study / "r.zip").code == 0
    with zipfile.ZipFile(study / "r.zip") as archive:
        guide, facts = archive.read("README.md").decode(), archive.read("gold.json").decode()
        manifest, gold = json.loads(archive.read("manifest.json")), archive.read("gold.jsonl").splitlines()
    command = "framing resolve --how dawid-skene --people-only"
    assert f"The {len(gold)} labels of gold.jsonl were made by `{command}`" in guide
    assert f"`framing agree`, `{command}`, `framing train`" in guide
    assert manifest["gold"] == {"command": command, "resolved": True}
    assert json.loads(facts)["labels"] == len(gold) == 90
    assert not [name for name in ("clara", "dina", "emil", "auto-a") if name in facts]


def test_skills_in_a_package_are_those_of_pseudonyms() -> None:
    manifest = {"how": "dawid-skene", "warnings": ["clara"], "skills": [{"annotator": "clara", "sensitivity": 0.5}]}
    found = gold_facts(manifest, {"clara": "coder1"})
    assert found == {"how": "dawid-skene", "skills": [{"annotator": "coder1", "sensitivity": 0.5}]}
    with pytest.raises(InputError):
        gold_facts(manifest, {})


def test_skills_stand_by_pseudonym_and_not_by_account() -> None:
    found = gold_facts(
        {"skills": [{"annotator": name} for name in ("clara", "dina")]}, {"clara": "coder2", "dina": "coder1"}
    )
    assert found == {"skills": [{"annotator": "coder1"}, {"annotator": "coder2"}]}


def test_the_tidy_table_comes_with_a_script_and_says_that_nothing_was_drawn_by_chance(run, study: Path) -> None:
    ran = run("-C", study, "export", "--tidy", study / "t.csv")
    assert ran.code == 0
    assert "No sentence was drawn by chance" in ran.err
    table = pd.read_csv(study / "t.csv")
    assert len(table) == 186
    assert set(table["auto_criminal_riot"]) == {0, 1}
    assert table["label_criminal_riot"].isna().all()
    assert "186 sentences, 0 labelled by people, 186 by an automated coder only." in ran.out
    assert '"t.csv"' in (study / "t.R").read_text(encoding="utf-8")


def test_with_a_sample_only_labels_of_what_was_drawn_are_given_and_every_sentence_has_a_probability(
    run, study: Path
) -> None:
    assert run("-C", study, "suggest", "--for", "estimation", "--count", "40", "--by", "outlet").code == 0
    drawn = [row["sentence_id"] for _, row in read_json_lines(study / "annotations" / "sample.jsonl")]
    decide_as_people(study, drawn[:20], "dina")
    ran = run("-C", study, "export", "--tidy", study / "t.csv")
    assert ran.code == 0, ran.err
    table = pd.read_csv(study / "t.csv")
    labelled = table["label_criminal_riot"].notna()
    assert labelled.sum() == table["auto_criminal_riot"].notna().sum() == 20
    assert not (labelled & table["auto_criminal_riot"].notna()).any()
    stands_for = 1 / table.loc[labelled, "labelled_probability_criminal_riot"]
    assert abs(stands_for.sum() - 186) < 1e-6  # all of the corpus, although half of the slice has no label yet
    assert abs(table["inclusion_probability"].sum() - 40) < 1e-9
    assert "20 of 40 drawn sentences have no label by people yet" in ran.err
    assert 'chance <- paste0("labelled_probability_", frame)' in (study / "t.R").read_text(encoding="utf-8")


def test_a_file_that_is_there_is_not_written_over_unless_told(run, study: Path) -> None:
    (study / "t.R").write_text("mine")
    ran = run("-C", study, "export", "--tidy", study / "t.csv")
    assert ran.code == 3
    assert "--replace" in ran.err
    assert (study / "t.R").read_text() == "mine"
    assert not (study / "t.csv").exists()


def test_export_asks_what_to_write(run, study: Path) -> None:
    assert run("-C", study, "export").code == 2
