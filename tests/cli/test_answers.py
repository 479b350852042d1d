"""What framing score says of answers, and of text unlike that of training."""

import dataclasses
import random

import pandas as pd
import pytest

import framing
from framing.cli.answers import answered, counted_answers, unlike_training_warnings, with_answers
from framing.plain_table import sentences_of
from framing.scoring.score import score_table

HAPPENED = ["The council met and talked", "The storm tore roofs away"]
TOWNS = ["Aksay", "Borovoe", "Karabulak", "Saryagash", "Taraz", "Zaysan"]


@pytest.fixture(scope="module")
def model():
    choose = random.Random(3)  # no article repeats another one
    rows = [
        {
            "text": f"{HAPPENED[number % 2]} in {TOWNS[number % 6]} {' '.join(choose.sample(TOWNS, 3))} {number}",
            "document_id": f"d{number // 3}",
            "storm": number % 2,
        }
        for number in range(90)
    ]
    return framing.train(pd.DataFrame(rows), ["storm"])


@pytest.fixture(scope="module")
def sentences():
    texts = [
        "The storm tore roofs away in Borovoe Taraz Zaysan Aksay 70",
        "The council met and talked in Karabulak Aksay Taraz Zaysan 7",
    ]
    return sentences_of(pd.DataFrame({"text": texts, "document_id": ["a", "b"]}))[0]


def test_answers_stand_in_the_spreadsheet_and_are_counted(model, sentences) -> None:
    scores = score_table(model, sentences, fingerprint="f")
    beside = pd.DataFrame({"sentence_id": sentences["sentence_id"], "storm": scores["probability"]})
    assert with_answers(beside, answered(scores, model))["storm answer"].tolist() == ["yes", "no"]
    assert counted_answers(answered(scores, model))[["yes", "no", "not_sure"]].to_numpy().tolist() == [[1, 1, 0]]
    old = dataclasses.replace(model, sets=None)
    assert with_answers(beside, answered(scores, old)) is beside
    assert counted_answers(answered(scores, old)) is None


def test_only_text_that_was_scored_is_compared(model, sentences) -> None:
    foreign = "Это было не так, как они говорили: мы были там, и для нас это был обычный вечер"
    russian = sentences_of(pd.DataFrame({"text": [foreign] * 3, "document_id": ["x", "y", "z"]}))[0]
    both = pd.concat([sentences, russian.assign(sentence_id=["r1", "r2", "r3"])], ignore_index=True)
    assert unlike_training_warnings(model, both, score_table(model, sentences, fingerprint="f")) == ()
    said = unlike_training_warnings(model, both, score_table(model, both, fingerprint="f"))
    assert said[0].startswith("3 of 5 documents seem to be in another language (ru 3)")
    assert unlike_training_warnings(dataclasses.replace(model, reference=None), both, both) == ()
