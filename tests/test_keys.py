"""The keys that the repository ships are by today's codebook: starter labels, the lesson's key, the starter model.

Who changes the codebook sees these fail, and then looks at the keys again: framing codebook queue says at which labels.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from framing.annotation.contract import About, contract, said_by
from framing.annotation.decisions import Decision, annotations_table, current
from framing.annotation.kept_codebooks import kept_codebooks
from framing.annotation.ledger import read_ledger
from framing.annotation.voices import human_voices, settle
from framing.codebook import Codebook, read_codebook
from framing.model.keeping.store import load_model
from framing.tables import VOICES

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "annotations"


@pytest.fixture(scope="module")
def today() -> Codebook:
    return read_codebook(FOLDER / "codebook.toml")


@pytest.fixture(scope="module")
def starter() -> list[Decision]:
    return current(read_ledger(FOLDER / "starter.jsonl"))


@pytest.fixture(scope="module")
def lesson() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "lesson-key.jsonl").read_text(encoding="utf-8").splitlines()]


def text_of(decision: Decision) -> str:
    text = (ROOT / "seeds" / f"{decision.document_id}.txt").read_bytes().decode("utf-8")
    return text[decision.start : decision.end]


def test_the_newest_starter_labels_and_the_starter_model_are_by_todays_codebook(
    today: Codebook, starter: list[Decision]
) -> None:
    newest = {decision.annotator: decision.codebook for decision in starter if not decision.is_voice}
    assert newest == dict.fromkeys(["auto-a", "auto-b", "auto-c"], today.fingerprint)
    assert load_model(ROOT / "models" / "starter").codebook == today.fingerprint


def test_a_copy_is_kept_of_each_codebook_that_starter_labels_were_made_by(
    today: Codebook, starter: list[Decision]
) -> None:
    assert set(kept_codebooks(FOLDER / "codebooks")) >= {decision.codebook for decision in starter}
    assert today.fingerprint in kept_codebooks(FOLDER / "codebooks")


@pytest.mark.parametrize("about", ["frames", "voices"])
def test_no_starter_label_is_left_that_a_change_of_the_codebook_touches(
    today: Codebook, starter: list[Decision], about: About
) -> None:
    mine = [d for d in starter if (not d.is_voice if about == "frames" else d.voice)]
    kept = kept_codebooks(FOLDER / "codebooks")
    found = contract(mine, today, kept, {d.sentence_id: text_of(d) for d in mine}, about)
    keys = today.keys if about == "frames" else [voice.key for voice in today.voices]
    assert sum(map(len, found.touched.values())) > 0  # the search does find something
    assert not found.unsearched
    assert set(found.status(said_by(mine, about, keys))) == {"stands"}


def test_the_lessons_key_is_by_todays_codebook_and_points_at_labelled_sentences(
    today: Codebook, starter: list[Decision], lesson: list[dict[str, Any]]
) -> None:
    labelled = {(decision.document_id, decision.start, decision.end) for decision in starter}
    assert [item["n"] for item in lesson] == list(range(1, 21))
    for item in lesson:
        assert item["codebook"] == today.fingerprint, item["n"]
        assert (item["document_id"], item["start"], item["end"]) in labelled
        assert set(item["key"] + item["also_defensible"]) <= set(today.keys)
        assert not set(item["key"]) & set(item["also_defensible"])
        assert item["made_by"] == "automated coder"
        assert item["why"]
        assert "text" not in item


def test_the_lessons_key_says_what_most_passes_of_the_starter_labels_say(
    starter: list[Decision], lesson: list[dict[str, Any]]
) -> None:
    votes: dict[str, Counter[str]] = {}
    for row in annotations_table(starter).itertuples():
        votes.setdefault(row.sentence_id, Counter())[row.frame] += row.present
    voices = settle(VOICES.table(), human_voices(starter)).set_index("sentence_id")["voice"]
    for item in lesson:
        name = f"{item['document_id']}:{item['start']}-{item['end']}"
        assert set(item["key"]) == {frame for frame, count in votes[name].items() if count > 1}, item["n"]
        assert item["voice"] == voices[name], item["n"]
