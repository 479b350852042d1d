import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framing import tables
from framing.errors import InputError
from framing.gold.majority import gold_labels, open_ties

AUTOMATED = {"made_by": "automated coder", "who": "auto"}


def only(table):
    assert len(table) == 1
    return table.iloc[0].to_dict()


@pytest.mark.parametrize(
    ("votes", "present", "how"),
    [("1", True, "unanimous"), ("00", False, "unanimous"), ("110", True, "majority"), ("00010", False, "majority")],
)
def test_the_strict_majority_is_gold(ballot, votes, present, how):
    assert only(gold_labels(ballot(f"a storm {votes}"))) == {
        "sentence_id": "a",
        "frame": "storm",
        "present": present,
        "votes": votes.count("1"),
        "voters": len(votes),
        "probability": votes.count("1") / len(votes),
        "how": how,
        "reason": "",
        "codebook": "c",
        "made_by": "person",
    }


def test_a_tie_stays_open_and_has_no_gold(ballot):
    tied = ballot("a storm 1010")
    assert gold_labels(tied).empty
    assert only(open_ties(tied)) == {"sentence_id": "a", "frame": "storm", "votes": 2, "voters": 4}


def test_a_frame_that_was_not_offered_has_no_gold(ballot):
    gold = gold_labels(ballot("a storm 1, b harvest 0"))
    assert gold[["sentence_id", "frame"]].to_numpy().tolist() == [["a", "storm"], ["b", "harvest"]]


def test_a_decision_that_is_not_confirmed_does_not_count(ballot):
    waiting = ballot("a storm 1").assign(state="labelled")
    assert gold_labels(waiting).empty
    assert only(gold_labels(pd.concat([waiting, ballot("a storm 0", who="q")])))["voters"] == 1


def test_one_person_outranks_three_passes_of_the_automated_coder(ballot):
    row = only(gold_labels(pd.concat([ballot("a storm 111", **AUTOMATED), ballot("a storm 0")])))
    assert (row["present"], row["voters"], row["made_by"]) == (False, 1, "person")


def test_a_person_outranks_the_automated_coder_on_the_whole_sentence(ballot):
    automated = ballot("a storm 11, a harvest 11, b harvest 11", **AUTOMATED)
    gold = gold_labels(pd.concat([automated, ballot("a storm 1")]))
    assert gold[["sentence_id", "frame", "made_by"]].to_numpy().tolist() == [
        ["a", "storm", "person"],
        ["b", "harvest", "automated coder"],
    ]


def test_a_person_who_has_not_confirmed_outranks_nobody(ballot):
    waiting = ballot("a storm 0").assign(state="labelled")
    assert only(gold_labels(pd.concat([ballot("a storm 11", **AUTOMATED), waiting])))["made_by"] == "automated coder"


def test_a_tie_of_people_is_not_broken_by_the_automated_coder(ballot):
    table = pd.concat([ballot("a storm 111", **AUTOMATED), ballot("a storm 10")])
    assert gold_labels(table).empty
    assert len(open_ties(table)) == 1


def test_the_codebooks_of_all_votes_stand_beside_the_label(ballot):
    newer = ballot("a storm 1", who="q").assign(codebook="d")
    gold = gold_labels(pd.concat([newer, ballot("a storm 11, b storm 1")]))
    assert gold[["sentence_id", "codebook"]].to_numpy().tolist() == [["a", "c, d"], ["b", "c"]]


def test_an_unknown_maker_is_refused(ballot):
    with pytest.raises(InputError, match="'robot'"):
        gold_labels(ballot("a storm 1", made_by="robot"))


def test_no_annotations_give_no_gold():
    assert gold_labels(tables.ANNOTATIONS.table()).empty
    assert open_ties(tables.ANNOTATIONS.table()).empty


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the fixture is a function and keeps nothing
@given(st.lists(st.text("01", min_size=1, max_size=6), min_size=1, max_size=8), st.randoms())
def test_every_decided_sentence_is_gold_or_a_tie_in_whatever_order_the_rows_come(ballot, votes, random):
    table = ballot(", ".join(f"s{number} storm {text}" for number, text in enumerate(votes)))
    order = list(range(len(table)))
    random.shuffle(order)
    shuffled = table.iloc[order]
    gold, ties = gold_labels(shuffled), open_ties(shuffled)
    assert len(gold) + len(ties) == len(votes)
    assert set(gold["sentence_id"]).isdisjoint(ties["sentence_id"])
    pd.testing.assert_frame_equal(gold, gold_labels(table))
