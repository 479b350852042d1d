import math

import pytest

from framing.agreement.by_annotator import by_annotator, with_oneself
from framing.agreement.votes import votes_of

THREE = {
    "a": ["storm"] * 12 + [""] * 28,
    "b": ["storm"] * 10 + [""] * 30,
    "c": ["storm"] * 20 + [""] * 20,
}


def row(table, annotator, frame=""):
    return table[(table["annotator"] == annotator) & (table["frame"] == frame)].iloc[0]


def test_an_annotator_is_measured_beside_one_of_the_others_drawn_by_chance(decided):
    # c: on 10 sentences all say yes; on 2 c and a; on 8 c alone; on 20 nobody. Beside one of the others c differs on
    # 2 * 1/2 + 8 = 9 of 40 sentences. c says yes 20 times, one of the others 10 + 2 * 1/2 = 11 times: 31 yes of 80.
    table = by_annotator(votes_of(decided(THREE, ["storm"])))
    found = row(table, "c")
    assert found["alpha"] == pytest.approx(1 - (2 * 9) / (2 * 31 * 49 / 79))
    assert (found["present"], found["others_present"], found["decisions"]) == (20, 11, 40)
    assert found["bias"] == pytest.approx(20 / 11)
    assert found["positive_agreement"] == pytest.approx(2 * 11 / 31)
    assert found["observed_agreement"] == pytest.approx(31 / 40)
    assert found["low"] < found["alpha"] < found["high"]


def test_the_annotator_who_agrees_least_comes_first(decided):
    table = by_annotator(votes_of(decided(THREE, ["storm"])))
    assert table["annotator"].tolist() == ["c", "c", "b", "b", "a", "a"]


def test_what_only_one_annotator_labelled_does_not_count(decided):
    more = {**THREE, "a": THREE["a"] + ["storm"] * 50}
    table, without = (by_annotator(votes_of(decided(chosen, ["storm"]))) for chosen in (more, THREE))
    assert row(table, "a").equals(row(without, "a"))


def test_people_and_the_automated_coder_are_never_compared(decided):
    people = {name: THREE[name] for name in "ab"}
    ledger = decided(people, ["storm"]) + decided({"robot": THREE["c"]}, ["storm"], made_by="automated coder")
    table = by_annotator(votes_of(ledger))
    assert set(table["annotator"]) == {"a", "b"}
    assert table.equals(by_annotator(votes_of(decided(people, ["storm"]))))


def test_an_annotator_who_never_says_yes_has_a_bias_of_zero_and_the_other_none(decided):
    table = by_annotator(votes_of(decided({"a": [""] * 30, "b": ["storm"] * 15 + [""] * 15}, ["storm"])))
    assert row(table, "a")["bias"] == 0
    assert math.isnan(row(table, "b")["bias"])


def test_the_same_annotator_is_measured_on_the_sentences_that_came_twice(decided):
    # Of 30 sentences that came again, "a" said yes on 10 both times, on 2 the first time only, on 3 the second only.
    first = {"a": ["storm"] * 12 + [""] * 28, "b": [""] * 40}
    again = {"a": ["storm"] * 10 + [""] * 2 + ["storm"] * 3 + [""] * 15}
    ledger = decided(first, ["storm"]) + decided(again, ["storm"], showing=2)
    table = with_oneself(votes_of(ledger), votes_of(ledger, showing=2))
    found = row(table, "a", "storm")
    assert set(table["annotator"]) == {"a"}
    assert (found["sentences"], found["present"], found["others_present"]) == (30, 12, 13)
    assert found["observed_agreement"] == pytest.approx(25 / 30)
    assert found["positive_agreement"] == pytest.approx(20 / 25)
    assert found["alpha"] == pytest.approx(1 - (2 * 5) / (2 * 25 * 35 / 59))


def test_few_sentences_that_came_twice_are_counted_and_have_no_alpha(decided):
    ledger = decided(THREE, ["storm"]) + decided({"a": ["storm"] * 5}, ["storm"], showing=2)
    found = row(with_oneself(votes_of(ledger), votes_of(ledger, showing=2)), "a")
    assert math.isnan(found["alpha"])
    assert (found["sentences"], found["observed_agreement"]) == (5, 1)
    assert found["note"] == "fewer than 20 sentences: no alpha"


@pytest.mark.parametrize("again", [{}, {"d": ["storm"]}])
def test_without_anything_that_came_twice_there_is_no_row(decided, again):
    ledger = decided(THREE, ["storm"]) + decided(again, ["storm"], showing=2)
    assert with_oneself(votes_of(ledger), votes_of(ledger, showing=2)).empty


def test_a_sentence_that_came_twice_is_known_by_its_name_whatever_else_was_shown(decided):
    first = decided({"a": [None] * 10 + ["storm"] * 25, "b": [""] * 50}, ["calm", "storm"])
    again = decided({"a": [None] * 5 + [""] * 5 + ["storm"] * 25, "0": ["x"]}, ["storm", "x"], showing=2)
    found = row(with_oneself(votes_of(first + again), votes_of(first + again, showing=2)), "a")
    assert (found["sentences"], found["decisions"], found["present"], found["others_present"]) == (25, 25, 25, 25)
