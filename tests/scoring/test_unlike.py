from dataclasses import replace

import pandas as pd
import pytest

from framing.model.learning.train import FrameModel, train
from framing.plain_table import labelled_texts
from framing.scoring.unlike import count_unlike, unlike_in_short, unlike_in_words

TEXTS = [
    f"The government said on {day} that the {what} in the {where} would be repaired before the winter."
    for day in ("Monday", "Tuesday", "Friday", "Sunday")
    for what in ("roofs", "bridges", "schools", "roads", "harbours")
    for where in ("north", "south", "capital", "valley")
]
RUSSIAN = "Правительство сообщило, что новый закон вступит в силу весной следующего года."


@pytest.fixture(scope="module")
def model() -> FrameModel:
    table = pd.DataFrame({"text": TEXTS, "roofs": ["roofs" in text for text in TEXTS]})
    given = labelled_texts(table.assign(document_id=[number // 4 for number in range(len(TEXTS))]), ["roofs"])
    return train(given.sentences, given.gold, given.codebook, profile="fast")


def test_texts_like_those_of_the_training_are_not_warned_about(model) -> None:
    assert unlike_in_short(model, TEXTS) == ""
    assert unlike_in_short(model, TEXTS[:1]) == ""
    assert unlike_in_short(model, []) == ""


def test_what_is_unlike_is_counted_in_one_line(model) -> None:
    short = [text[:34] for text in TEXTS[:6]]  # "The government said on Monday that"
    said = unlike_in_short(model, [*TEXTS[:10], *[RUSSIAN] * 5, *short])
    assert said.startswith("Of 21 texts, ")
    assert ", 5 seem to be in another language, 5 have more unknown words " in said
    assert ", 11 are shorter or longer " in said  # the Russian ones too: 78 letters, not 94 to 100
    assert "\n" not in said


def test_of_one_text_it_is_said_what_is_unlike(model) -> None:
    assert "another language (ru)" in unlike_in_short(model, [RUSSIAN])


def test_a_model_that_does_not_know_its_training_text_says_nothing(model) -> None:
    assert unlike_in_short(replace(model, reference=None), [RUSSIAN] * 5) == ""


def counted(model, texts, languages, *, first=True):
    ids = [f"{number // 4}" for number in range(len(texts))]
    return {"documents": len(languages), **count_unlike(model, ids, texts, languages, first=first)}


def test_counts_of_chunks_add_up_to_what_is_said_of_a_corpus(model) -> None:
    usual, foreign = counted(model, TEXTS, ["en"] * 20), counted(model, [RUSSIAN] * 20, ["ru"] * 5)
    assert usual["compared"] == len(TEXTS)
    assert unlike_in_words(model, usual) == ""
    assert foreign["other_language"] == 5
    said = unlike_in_words(model, {name: usual[name] + foreign[name] for name in usual})
    assert said.startswith("5 of 25 documents seem to be in another language than the training text (en). ")
    assert f"20 of {len(TEXTS) + 20} sentences that were looked at have more unknown words" in said


def test_of_a_later_chunk_and_of_a_long_document_a_few_sentences_are_looked_at(model) -> None:
    assert count_unlike(model, ["a"] * 100, TEXTS[:1] * 100, ["en"], first=True)["compared"] == 30
    ids = [f"{number}" for number in range(100)]
    assert count_unlike(model, ids, TEXTS[:1] * 100, ["en"] * 100, first=False)["compared"] == 5
    assert count_unlike(model, [], [], [], first=False)["compared"] == 0


def test_nothing_is_counted_by_a_model_that_does_not_know_its_training_text(model) -> None:
    old = replace(model, reference=None)
    assert counted(old, [RUSSIAN] * 20, ["ru"] * 5) == {"documents": 5}
    assert unlike_in_words(old, {"documents": 5}) == ""
