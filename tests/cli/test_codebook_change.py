"""framing codebook diff and queue, and what train says of labels that a change of the codebook touches."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from framing.annotation.ledger import append_decisions, read_ledger
from framing.codebook import read_codebook
from framing.files import read_table
from framing.tables import QUEUE

CHANGE = """
[[changes]]
version = "9.0"
id = "shops"
text = "Shops are none of it."
frames = ["criminal_riot"]
labels = []
words = ["shop*"]
"""


@pytest.fixture
def changed(study: Path, run) -> Path:
    """The study with a codebook 9.0 that changes riots in shops; the old one, by which it was labelled, is kept."""
    path = study / "annotations" / "codebook.toml"
    text = path.read_text(encoding="utf-8")
    kept = study / "annotations" / "codebooks"
    kept.mkdir()
    (kept / "old.toml").write_text(text, encoding="utf-8")
    new = text.replace('version = "0.2.0"\ntitle', 'version = "9.0"\ntitle').replace("riot, mob,", "riot,", 1) + CHANGE
    path.write_text(new, encoding="utf-8")
    assert run("-C", study, "codebook").code == 0
    return study


def with_shops(study: Path) -> list[str]:
    """Sentences that hold the word, found without our search."""
    rows = map(json.loads, (study / "out" / "sentences.jsonl").read_text(encoding="utf-8").splitlines())
    labelled = {decision.sentence_id for decision in read_ledger(study / "annotations" / "ledger.jsonl")}
    return [row["sentence_id"] for row in rows if " shop" in row["text"].lower() and row["sentence_id"] in labelled]


def test_the_diff_names_what_changed_and_whose_labels_that_touches(run, changed: Path) -> None:
    found = run("-C", changed, "codebook", "diff", "0.2.0", "--json").json()["result"]
    assert (found["old"]["version"], found["new"]["version"]) == ("0.2.0", "9.0")
    [text] = found["frames"]["texts"]
    assert (text["label"], text["part"]) == ("criminal_riot", "include")
    assert "mob" in text["before"]
    assert "mob" not in text["now"]
    assert [change["id"] for change in found["changes"]] == ["shops"]
    touched, voices = found["touched"]
    assert (touched["about"], voices["about"], voices["again"]) == ("frames", "voices", 0)
    count = len(with_shops(changed))
    assert touched["again"] == count > 0
    [row] = touched["labels"]
    assert (row["label"], row["sentences"], row["decisions"], row["people"]) == ("criminal_riot", count, 3 * count, 0)
    assert [row["annotator"] for row in touched["annotators"]] == ["auto-a", "auto-b", "auto-c"]
    shown = run("-C", changed, "codebook", "diff", "0.2.0")
    assert "Shops are none of it." in shown.out
    assert f"on {count} of 186 sentences" in shown.out


def test_a_codebook_is_named_by_file_version_or_fingerprint(run, changed: Path) -> None:
    old = changed / "annotations" / "codebooks" / "old.toml"
    for name in (old, "0.2.0", read_codebook(old).fingerprint, read_codebook(old).fingerprint[:8]):
        found = run("-C", changed, "codebook", "diff", name, "9.0", "--json").json()["result"]
        assert (found["old"]["version"], found["new"]["version"]) == ("0.2.0", "9.0")
    ran = run("-C", changed, "codebook", "diff", "0.7.0")
    assert ran.code == 3
    assert "There is no codebook '0.7.0'" in ran.err
    assert "unrest-2022 0.2.0" in ran.err
    shutil.copy(changed / "annotations" / "codebook.toml", changed / "annotations" / "codebooks" / "b.toml")
    (changed / "annotations" / "codebooks" / "c.toml").write_text(
        old.read_text(encoding="utf-8").replace("How a text frames", "How text frames"), encoding="utf-8"
    )
    assert "More than one codebook is called '0.2.0'" in run("-C", changed, "codebook", "diff", "0.2.0").err


def test_a_version_that_was_not_raised_is_noticed(run, changed: Path) -> None:
    path = changed / "annotations" / "codebook.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('version = "9.0"\ntitle', 'version = "0.2.0"\ntitle'), "utf-8"
    )
    found = run("-C", changed, "codebook", "diff", changed / "annotations" / "codebooks" / "old.toml", "--json").json()
    assert any("Raise `version`" in warning for warning in found["warnings"])


def test_the_plain_command_goes_on_and_options_stand_behind_the_name(run, changed: Path) -> None:
    assert run("-C", changed, "codebook", "--json").json()["result"]["version"] == "9.0"
    assert run("-C", changed, "codebook", "--guideline").out.startswith("# ")
    assert run("-C", changed, "codebook", "--json", "diff", "0.2.0").code == 2


def test_touched_labels_are_not_learned_from_until_they_are_labelled_again(run, changed: Path, tmp_path: Path) -> None:
    count = len(with_shops(changed))
    for command in ("train", "evaluate"):
        ran = run("-C", changed, command)
        assert ran.code == 3
        assert f"(sentences: criminal_riot {count})" in ran.err
        assert "framing codebook queue" in ran.err
    mixed = run("-C", changed, "evaluate", "--mixed-codebooks", "--json").json()
    assert any(f"criminal_riot {count})" in warning for warning in mixed["warnings"])
    assert run("-C", changed, "agree").code == 0

    queue = tmp_path / "again.jsonl"
    found = run("-C", changed, "codebook", "queue", "--out", queue, "--json").json()["result"]
    listed = read_table(queue, QUEUE)
    assert list(listed["sentence_id"]) == with_shops(changed)
    assert set(listed["why"]) == {"shops"}
    assert found["sentences"] == count

    ledger = changed / "annotations" / "ledger.jsonl"
    today = read_codebook(changed / "annotations" / "codebook.toml").fingerprint
    again = [
        replace(decision, project="study 9.0", codebook=today, frames=(), offered=("criminal_riot",))
        for decision in read_ledger(ledger)
        if decision.sentence_id in set(listed["sentence_id"]) and decision.annotator == "auto-b"
    ]
    append_decisions(ledger, again)
    assert run("-C", changed, "codebook", "queue", "--out", queue, "--json").json()["result"]["sentences"] == 0
    found = run("-C", changed, "evaluate", "--json").json()
    assert any(f"On {count} sentences a frame was labelled again" in warning for warning in found["warnings"])


def test_labels_by_a_codebook_that_was_not_kept_are_refused_and_the_way_out_is_named(run, changed: Path) -> None:
    shutil.rmtree(changed / "annotations" / "codebooks")
    ran = run("-C", changed, "train")
    assert ran.code == 3
    assert "of which no copy is kept" in ran.err
    assert "annotations/codebooks/" in ran.err
    assert run("-C", changed, "train", "--mixed-codebooks").code == 0


def test_a_frame_that_was_dropped_is_told_and_no_more_learned(run, changed: Path) -> None:
    path = changed / "annotations" / "codebook.toml"
    untranslated = path.read_text(encoding="utf-8").partition("\n[translations.")[0]
    blocks = untranslated.split("\n[[")
    without = [block for block in blocks if "national_unity" not in block.split("\n")[1]]  # its own, and its pairs
    path.write_text("\n[[".join(without).replace("national_unity", "human_cost"), encoding="utf-8")
    found = run("-C", changed, "evaluate", "--mixed-codebooks", "--json").json()
    assert any("has no more are left out: national_unity" in warning for warning in found["warnings"])


def test_a_file_among_the_kept_codebooks_that_is_none_is_named(run, changed: Path) -> None:
    (changed / "annotations" / "codebooks" / "notes.toml").write_text("[codebook", encoding="utf-8")
    ran = run("-C", changed, "codebook", "diff", "0.2.0")
    assert ran.code == 3
    assert "notes.toml" in ran.err


def test_voices_that_a_change_touches_are_told_where_they_are_used_and_listed_to_code_again(
    run, changed: Path, tmp_path: Path
) -> None:
    path = changed / "annotations" / "codebook.toml"
    assert "queue --voice" not in run("-C", changed, "score", "--csv", tmp_path / "s.csv").err
    told = CHANGE.replace("shops", "crowds").replace('frames = ["criminal_riot"]', 'voices = ["protester"]')
    labels = told.replace("labels = []", 'labels = ["protester"]').replace('words = ["shop*"]', "words = []")
    path.write_text(path.read_text(encoding="utf-8") + labels, encoding="utf-8")
    said = {d.sentence_id for d in read_ledger(changed / "annotations" / "ledger.jsonl") if d.voice == "protester"}
    assert run("-C", changed, "train", "--mixed-codebooks").code == 0  # a model of the older codebook is refused
    ran = run("-C", changed, "score", "--csv", tmp_path / "s.csv")
    assert f"The voice of {len(said)} sentences was coded by an older codebook" in ran.err
    queue = tmp_path / "again.jsonl"
    assert run("-C", changed, "codebook", "queue", "--voice", "--out", queue).code == 0
    assert set(read_table(queue, QUEUE)["sentence_id"]) == said
