"""framing explain: what a person sees of a model's reasons, and what a program gets."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from framing.files import read_table
from framing.tables import SENTENCES

SENTENCE = "Armed terrorists stormed the airport, and looters set it on fire."


def test_the_words_that_pushed_a_frame_stand_beside_its_score(run, study: Path) -> None:
    ran = run("-C", study, "explain", SENTENCE)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == SENTENCE
    block = next(at for at, line in enumerate(lines) if line.startswith("terrorist_attack: 0."))
    assert "threshold 0." in lines[block]
    assert "predicted, answered " in lines[block]
    card = (study / "models" / "frames" / "card.md").read_text(encoding="utf-8")
    examples = next(line for line in card.splitlines() if line.startswith("| terrorist")).split("|")[2].strip()
    assert f"has seen {examples} examples" in lines[block]
    assert lines[block + 1].split()[:2] == ["up", "terrorists"]
    assert "evidence of the model's reasons" in ran.err
    assert "Too few examples, fewer than 20: national_unity" in ran.err


def test_the_sums_that_are_printed_are_the_score(run, study: Path) -> None:
    frames = run("-C", study, "explain", SENTENCE, "--json").json()["result"]["frames"]
    assert len(frames) == 3
    for frame in frames:
        by_word = sum(each["push"] for each in frame["words"]) + frame["rest"]
        by_term = sum(each["push"] for each in frame["terms"])
        for pushes in (by_word, by_term):
            assert frame["intercept"] + pushes == pytest.approx(frame["log_odds"], abs=1e-9)
        few = frame["too_few_examples"]
        assert frame["answer"] in (["too few examples"] if few else ["not sure", "yes" if frame["predicted"] else "no"])
        assert all(SENTENCE[each["start"] : each["end"]] == each["text"] for each in frame["words"])
        assert {each["family"] for each in frame["terms"]} == {"words", "pieces", "embedding"}


def test_a_labelled_sentence_is_most_like_itself_and_comes_with_its_labels(run, study: Path) -> None:
    known = read_table(study / "out" / "sentences.jsonl", SENTENCES).set_index("sentence_id")
    ledger = [json.loads(line) for line in (study / "annotations" / "ledger.jsonl").read_text().splitlines()]
    row = next(row for row in ledger if row["frames"] == ["criminal_riot"])
    sentence_id = f"{row['document_id']}:{row['start']}-{row['end']}"
    nearest = run("-C", study, "explain", known.loc[sentence_id, "text"], "--json").json()["result"]["nearest"]
    assert (nearest[0]["sentence_id"], nearest[0]["cosine"]) == (sentence_id, pytest.approx(1))
    assert "criminal_riot" in nearest[0]["frames"]
    assert nearest[0]["made_by"] == ["automated coder"]


def test_a_model_is_enough_where_there_is_no_project(run, study: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    ran = run("-C", nowhere, "explain", "--model", study / "models" / "frames", "--frame", "criminal_riot", SENTENCE)
    assert ran.code == 0
    assert ran.out.count("the model has seen") == 1
    assert "No labelled sentences to compare with" in ran.err


def test_what_would_steer_a_terminal_is_shown_and_an_unknown_text_is_said_to_be_one(run, study: Path) -> None:
    ran = run("-C", study, "explain", "Мы один\x1b народ\n\u202eъъ")
    assert ran.code == 0
    assert not {"\x1b", "\u202e"} & set(ran.out + ran.err)
    assert "knows no word of this text" in ran.err
    assert "It seems to be in another language (ru) than the training text (en)." in ran.err
    assert "does not know 4 of its 4 words" in ran.err


def test_a_text_may_come_from_standard_input(run, study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("терроризм ".encode() * 1_000)))
    ran = run("-C", study, "explain", "-", "--all")
    assert ran.code == 0
    assert len(ran.out.splitlines()[0]) < 400
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("ж".encode() * 4_000_001)))
    ran = run("-C", study, "explain", "-")
    assert ran.code == 3
    assert "more than 100,000" in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([" \t"], "The text is empty"),
        (["half \ud800"], "half a character"),
        (["x", "--frame", "human_cost"], "has not learned human_cost: nobody decided on it"),
        (["x", "--frame", "nothing"], "no frame 'nothing'"),
        (["x", "--model", "nowhere"], "no model in nowhere"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_the_reason(run, study: Path, arguments, says) -> None:
    ran = run("-C", study, "explain", *arguments)
    assert ran.code == 3
    assert says in ran.err
    assert ran.out == ""


def test_the_labels_may_be_in_another_file_and_one_that_is_not_there_is_named(run, study: Path) -> None:
    ledger = study / "annotations" / "ledger.jsonl"
    moved = ledger.rename(study / "elsewhere.jsonl")
    sentence = read_table(study / "out" / "sentences.jsonl", SENTENCES)["text"].iloc[40]
    without = run("-C", study, "explain", sentence)
    assert (without.code, "name it: --labels FILE" in without.err) == (0, True)
    assert "most like it" in run("-C", study, "explain", "--labels", moved, sentence).out
    for command in (["explain", "x"], ["train"], ["evaluate"]):
        missing = run("-C", study, *command, "--labels", "nope.jsonl")
        assert missing.code == 3
        assert "There is no file nope.jsonl, which --labels names" in missing.err


def test_sentences_that_are_not_like_it_are_not_called_most_like_it(run, study: Path) -> None:
    ran = run("-C", study, "explain", "My cat likes to sleep on the warm kitchen stove.")
    assert "most like it" not in ran.out
    assert "No labelled sentence is close to this text" in ran.err
