import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import tables
from framing.errors import InputError
from framing.gold.majority import gold_labels, open_ties


def decisions(*rows, made_by="person", state="confirmed"):
    """ANNOTATIONS from (sentence, annotator, frame, present)."""
    return tables.ANNOTATIONS.table(
        {
            "sentence_id": sentence,
            "annotator": annotator,
            "frame": frame,
            "present": present,
            "state": state,
            "at": "2026-01-01T00:00:00Z",
            "project": "p",
            "codebook": "c",
            "assisted": False,
            "made_by": made_by,
        }
        for sentence, annotator, frame, present in rows
    )


def votes(sentence, frame, pattern, made_by="person", who="p"):
    """One decision per character: 1 is yes, 0 is no."""
    rows = [(sentence, f"{who}{number}", frame, vote == "1") for number, vote in enumerate(pattern)]
    return decisions(*rows, made_by=made_by)


def only(table):
    assert len(table) == 1
    return table.iloc[0].to_dict()


@pytest.mark.parametrize(
    ("pattern", "present", "how"),
    [("1", True, "unanimous"), ("00", False, "unanimous"), ("110", True, "majority"), ("00010", False, "majority")],
)
def test_the_strict_majority_is_gold(pattern, present, how):
    assert only(gold_labels(votes("a", "storm", pattern))) == {
        "sentence_id": "a",
        "frame": "storm",
        "present": present,
        "votes": pattern.count("1"),
        "voters": len(pattern),
        "probability": pattern.count("1") / len(pattern),
        "how": how,
        "reason": "",
        "codebook": "c",
        "made_by": "person",
    }


def test_a_tie_stays_open_and_has_no_gold():
    tied = votes("a", "storm", "1010")
    assert gold_labels(tied).empty
    assert only(open_ties(tied)) == {"sentence_id": "a", "frame": "storm", "votes": 2, "voters": 4}


def test_a_frame_that_was_not_offered_has_no_gold():
    table = decisions(("a", "p1", "storm", True), ("b", "p1", "harvest", False))
    assert set(zip(*[gold_labels(table)[c] for c in ("sentence_id", "frame")], strict=True)) == {
        ("a", "storm"),
        ("b", "harvest"),
    }


def test_a_decision_that_is_not_confirmed_does_not_count():
    waiting = decisions(("a", "p1", "storm", True), state="labelled")
    assert gold_labels(waiting).empty
    both = pd.concat([waiting, decisions(("a", "p2", "storm", False))])
    assert only(gold_labels(both))["voters"] == 1


def test_one_person_outranks_three_passes_of_the_automated_coder():
    table = pd.concat([votes("a", "storm", "111", "automated coder", "auto"), votes("a", "storm", "0")])
    row = only(gold_labels(table))
    assert (row["present"], row["voters"], row["made_by"]) == (False, 1, "person")


def test_a_person_outranks_the_automated_coder_on_the_whole_sentence():
    automated = pd.concat([votes("a", frame, "11", "automated coder", "auto") for frame in ("storm", "harvest")])
    table = pd.concat([automated, votes("a", "storm", "1"), votes("b", "harvest", "11", "automated coder", "auto")])
    gold = gold_labels(table)
    assert gold[["sentence_id", "frame", "made_by"]].to_numpy().tolist() == [
        ["a", "storm", "person"],
        ["b", "harvest", "automated coder"],
    ]


def test_a_person_who_has_not_confirmed_outranks_nobody():
    waiting = decisions(("a", "p1", "storm", False), state="labelled")
    table = pd.concat([votes("a", "storm", "11", "automated coder", "auto"), waiting])
    assert only(gold_labels(table))["made_by"] == "automated coder"


def test_a_tie_of_people_is_not_broken_by_the_automated_coder():
    table = pd.concat([votes("a", "storm", "111", "automated coder", "auto"), votes("a", "storm", "10")])
    assert gold_labels(table).empty
    assert len(open_ties(table)) == 1


def test_an_unknown_maker_is_refused():
    with pytest.raises(InputError, match="'robot'"):
        gold_labels(votes("a", "storm", "1", made_by="robot"))


def test_no_annotations_give_no_gold():
    assert gold_labels(tables.ANNOTATIONS.table()).empty
    assert open_ties(tables.ANNOTATIONS.table()).empty


@given(st.lists(st.text("01", min_size=1, max_size=6), min_size=1, max_size=8), st.randoms())
def test_every_decided_sentence_is_gold_or_a_tie_in_whatever_order_the_rows_come(patterns, random):
    rows = [(f"s{n}", f"p{k}", "storm", v == "1") for n, votes in enumerate(patterns) for k, v in enumerate(votes)]
    table = decisions(*rows)
    order = list(range(len(table)))
    random.shuffle(order)
    shuffled = table.iloc[order]
    gold, ties = gold_labels(shuffled), open_ties(shuffled)
    assert len(gold) + len(ties) == len(patterns)
    assert set(gold["sentence_id"]).isdisjoint(ties["sentence_id"])
    pd.testing.assert_frame_equal(gold, gold_labels(table))
