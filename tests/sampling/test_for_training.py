"""A draw for training: its rows, its reasons, and that it never gives a sentence twice."""

import numpy as np
import pandas as pd
import pytest

from framing.codebook import Codebook, Frame
from framing.errors import NotEnoughData
from framing.sampling import for_training
from framing.sampling.for_training import TrainingDraw, draw_for_training
from framing.tables import GOLD, SAMPLE, SENTENCES

FRAMES = {"storm": "Storm", "prices": "Prices «<b>up</b>»"}
WORDS = {"storm": "thunder hail flooded roofs", "prices": "costs expensive bread money"}
PLACES = ["at the mill", "in the harbour", "on the hill", "by the river", "near the school", "behind the station"]
BOOK = Codebook(
    "b",
    "1",
    "B",
    tuple(Frame(key, name, key[0], "#000000", "#FFFFFF", WORDS[key]) for key, name in FRAMES.items()),
)


def corpus() -> pd.DataFrame:
    """Every sixth sentence of a storm, every sixth of prices, the others of neither; the last two are copies."""
    texts = []
    for number in range(60):
        words = (WORDS["storm"].split(), WORDS["prices"].split())[number % 6] if number % 6 < 2 else ["council", "met"]
        texts.append(
            f"Report {number}: {words[number % len(words)]} and {words[-1]} {PLACES[number // 10]}, {number * 7}."
        )
    texts += texts[:2]
    rows = [
        {"sentence_id": f"d:{n}-{n + 1}", "document_id": "d", "position": n, "start": n, "end": n + 1, "text": text}
        for n, text in enumerate(texts)
    ]
    return SENTENCES.table({**row, "kind": "body", "paragraph": 1} for row in rows)


CORPUS = corpus()
IDS = CORPUS["sentence_id"].tolist()


def gold_on(numbers: range, **truth: int) -> pd.DataFrame:
    rows = [
        {"sentence_id": IDS[number], "frame": frame, "present": number % 6 == place, "probability": 1.0}
        for number in numbers
        for frame, place in truth.items()
    ]
    same = {"votes": 1, "voters": 1, "how": "unanimous", "reason": "", "codebook": "c", "made_by": "person"}
    return GOLD.table({**row, **same} for row in rows)


def draw(gold: pd.DataFrame, taken: list[str], count: int, sample: pd.DataFrame | None = None, **more) -> TrainingDraw:
    before = SAMPLE.table() if sample is None else sample
    return draw_for_training(CORPUS, gold, taken, before, BOOK, count, seed=7, **more)


def test_before_anything_is_labelled_the_codebooks_words_and_variety_choose() -> None:
    found = draw(GOLD.table(), [], 9)
    assert len(found.rows) == 9
    assert set(found.rows["inclusion_probability"]) == {0.0}
    assert set(found.rows["purpose"]) == {"training"}
    whys = found.rows["why"].tolist()
    assert [why == "unlike what is labelled so far" for why in whys] == [False, False, True] * 3
    by_words = [why for why in whys if why.startswith("words of ")]
    assert len({why.partition(":")[0] for why in by_words}) == 2  # both frames, in turns
    assert any(word in by_words[0] for word in (WORDS["storm"] + " " + WORDS["prices"]).split())
    assert sum(number for _, number in found.reasons) == 9


def test_a_model_of_what_is_labelled_goes_on_and_the_frame_without_examples_is_looked_for_by_words() -> None:
    labelled = range(24)
    found = draw(gold_on(labelled, storm=0), [IDS[n] for n in labelled], 10)
    whys = found.rows["why"]
    assert whys.str.contains(r"^(?:unsure about|probably|perhaps) Storm \(0\.\d\d\)$").any()
    assert whys.str.startswith("words of Prices «<b>up</b>»").any()
    storms = {IDS[n] for n in range(60) if n % 6 == 0}
    by_model = found.rows.loc[whys.str.contains("Storm"), "sentence_id"]
    assert len(set(by_model) & storms) >= 0.7 * len(by_model)


def test_a_stored_model_is_asked_where_one_is_given() -> None:
    asked: list[str] = []

    def model(texts):
        asked.extend(texts)
        return np.array([[0.5 if "37" in text else 0.0, np.nan] for text in texts])

    labelled = range(24)
    found = draw(gold_on(labelled, storm=0, prices=1), [IDS[n] for n in labelled], 5, model=model)
    assert "unsure about Storm (0.50)" in found.rows["why"].tolist()
    assert set(asked) <= set(CORPUS["text"])


def test_no_text_is_drawn_twice_and_none_that_is_taken() -> None:
    taken = [IDS[0], IDS[5]]
    found = draw(gold_on(range(1), storm=0), taken, 100)
    texts = CORPUS.set_index("sentence_id")["text"]
    drawn = texts[found.rows["sentence_id"]]
    assert drawn.is_unique
    assert not set(drawn) & set(texts[taken])
    assert found.waiting == 60
    assert found.looked_at == 58  # the copy of a labelled one is out, of the other copy and its original one is in


def test_draws_go_on_until_all_is_drawn_and_then_say_so() -> None:
    sample = SAMPLE.table()
    for _ in range(20):
        if len(sample) == len(IDS):
            break
        found = draw(GOLD.table(), sample["sentence_id"].tolist(), 20, sample)
        assert len(found.rows)  # never an empty queue while anything is left
        sample = pd.concat([sample, found.rows], ignore_index=True)
    assert sorted(sample["sentence_id"]) == sorted(IDS)
    with pytest.raises(NotEnoughData, match="Every sentence is labelled or in the sample already"):
        draw(GOLD.table(), IDS, 5, sample)


def test_the_same_seed_and_labels_give_the_same_draw_whatever_the_order_of_the_taken() -> None:
    gold, taken = gold_on(range(12), storm=0, prices=1), [IDS[n] for n in range(12)]
    pd.testing.assert_frame_equal(draw(gold, taken, 15).rows, draw(gold, taken[::-1], 15).rows)


def test_of_a_large_corpus_a_part_by_chance_is_compared_another_each_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(for_training, "LOOKED_AT", 15)
    first = draw(GOLD.table(), [], 100)
    assert first.looked_at == 15
    assert 1 <= len(first.rows) <= 15
    second = draw(GOLD.table(), [], 100, first.rows)
    assert set(second.rows["sentence_id"]) != set(first.rows["sentence_id"])


def test_labels_on_a_frame_that_the_codebook_has_no_more_are_passed_over() -> None:
    gold = gold_on(range(12), storm=0)
    gone = gold.assign(frame="gone")
    found = draw(pd.concat([gold, gone], ignore_index=True), [IDS[n] for n in range(12)], 5)
    assert len(found.rows) == 5


def test_a_wire_of_one_sentence_for_many_towns_is_drawn_once() -> None:
    towns = ["Dover", "Bergen", "Warsaw", "Vilna", "Quito", "Cork", "Turin", "Алматы"]
    texts = [f"Thunder over {town} flooded roofs at midnight." for town in towns]
    texts += [f"{town} elects a mayor, number {number}." for number, town in enumerate(towns)]
    rows = CORPUS.head(len(texts)).assign(text=texts)
    drawn = draw_for_training(rows, GOLD.table(), [], SAMPLE.table(), BOOK, 8, seed=7).rows["sentence_id"]
    assert sum(text in texts[:8] for text in rows.set_index("sentence_id")["text"][drawn]) == 1


def test_no_sentence_is_drawn_for_the_function_words_of_a_definition() -> None:
    definitions = {
        "unrest": "Those who riot against the state, for whatever reason",
        "crime": "A theft that is for gain",
    }
    definitions |= {"бунт": "Те, что против власти: погром", "тәртіп": "Бұл үшін тәртіп орнату туралы"}
    frames = tuple(
        Frame(f"f{n}", key, "f", "#000000", "#FFFFFF", text) for n, (key, text) in enumerate(definitions.items())
    )
    texts = [
        "Those are for you, against that.",
        "A riot began.",
        "Это против того, что было.",
        "Погром начался.",
        "Бұл сол үшін.",
    ]
    texts += ["Тәртіп орнату басталды.", "Theft went up."]
    rows = CORPUS.head(len(texts)).assign(text=texts)
    found = draw_for_training(rows, GOLD.table(), [], SAMPLE.table(), Codebook("b", "1", "B", frames), 7, seed=7).rows
    words = {word for why in found["why"] if ": " in why for word in why.partition(": ")[2].split(", ")}
    assert words <= {"riot", "theft", "погром", "тәртіп", "орнату"}
    assert len(words) >= 2  # each third sentence is drawn for being unlike the others
