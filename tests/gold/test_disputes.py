import pandas as pd
import pytest

from framing import tables
from framing.gold.disputes import disputes
from framing.gold.rulings import rulings_table


def order(table):
    return table["sentence_id"].tolist()


def test_only_sentences_that_annotators_differ_on_are_disputed(ballot):
    table = disputes(ballot("same storm 111, none storm 000, alone storm 1, split storm 110"))
    assert order(table) == ["split"]
    assert table[["disputed", "ties", "made_by"]].to_numpy().tolist() == [[1, 0, "person"]]


def test_the_votes_name_every_frame_that_was_seen_and_no_annotator(ballot):
    votes = ballot("a storm 1000, a harvest 1100, a peace 1111, a quiet 0000")
    (words,) = disputes(votes, names={"storm": "Буря <b>"})["votes"]
    assert words == "harvest: 2 of 4; Буря <b>: 1 of 4; peace: 4 of 4"


def test_a_tie_comes_before_two_against_one_and_that_before_four_against_one(ballot):
    # Binary entropies of 1/2, 1/3 and 1/5: 1, 0.918 and 0.722 bits.
    table = disputes(ballot("a storm 11110, b storm 100, c storm 10"))
    assert order(table) == ["c", "b", "a"]
    assert table["bits"].tolist() == pytest.approx([1, 0.9183, 0.7219], abs=1e-4)


def test_a_ruling_on_two_disputed_frames_tells_more_than_on_one_tie(ballot):
    assert order(disputes(ballot("a storm 10, b storm 110, b harvest 100"))) == ["b", "a"]


def test_among_equals_the_rarer_frame_comes_first(ballot):
    common = ", ".join(f"filler{number} storm 11, filler{number} harvest 00" for number in range(5))
    table = disputes(ballot(f"a storm 10, b harvest 10, c storm 10, {common}"))
    assert order(table) == ["b", "a", "c"]


def test_a_ruled_sentence_is_left_out_and_one_that_was_ruled_in_part_is_not(ballot, ruling):
    votes = ballot("a:0-1 storm 10, a:0-1 harvest 10, b:0-1 storm 10, b:0-1 harvest 10, c:0-1 storm 10")
    settled = rulings_table([ruling("a"), ruling("b", offered=("storm",)), ruling("c", state="labelled")])
    table = disputes(votes, settled)
    assert table[["sentence_id", "disputed", "ties"]].to_numpy().tolist() == [["b:0-1", 1, 1], ["c:0-1", 1, 1]]


def test_an_automated_coder_disputes_nothing_where_a_person_decided(ballot):
    automated = ballot("a storm 10, b storm 10", made_by="automated coder", who="auto")
    table = disputes(pd.concat([automated, ballot("a storm 1")]))
    assert table[["sentence_id", "made_by"]].to_numpy().tolist() == [["b", "automated coder"]]


def test_nothing_is_disputed_where_nobody_decided():
    table = disputes(tables.ANNOTATIONS.table())
    assert list(table.columns) == ["sentence_id", "votes", "disputed", "ties", "bits", "made_by"]
    assert table.empty
