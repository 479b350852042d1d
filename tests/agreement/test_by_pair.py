import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.agreement import comparisons
from framing.agreement.alpha import krippendorff_alpha
from framing.agreement.by_annotator import by_annotator
from framing.agreement.by_frame import by_frame
from framing.agreement.by_pair import by_pair
from framing.agreement.votes import votes_of
from framing.errors import NotEnoughData

FRAMES = ("storm", "harvest")
choices = st.sampled_from(["", "storm", "harvest", "storm harvest", None])
annotators = st.lists(st.tuples(choices, choices, choices), min_size=20, max_size=45)


def alpha_on_paper(one, other, frame):
    """Alpha of two annotators on one frame, from the units that both labelled."""
    units = [
        Counter([frame in a.split(), frame in b.split()]) for a, b in zip(one, other, strict=True) if None not in (a, b)
    ]
    return krippendorff_alpha([[unit[True], unit[False]] for unit in units]) if len(units) >= 20 else math.nan


@given(rows=annotators)
def test_a_pair_has_the_alpha_of_the_sentences_that_both_labelled(decided, rows):
    chosen = dict(zip(("aigul", "Ержан", "<b>"), map(list, zip(*rows, strict=True)), strict=True))
    try:
        table = by_pair(votes_of(decided(chosen, FRAMES, per_document=3)), draws=20)
    except NotEnoughData:
        assert max(sum(choice is not None for choice in row) for row in rows) < 2
        return
    for row in table[table["frame"] != ""].itertuples():
        one, other = chosen[row.first], chosen[row.second]
        both = [number for number, pair in enumerate(zip(one, other, strict=True)) if None not in pair]
        assert (row.sentences, row.documents) == (len(both), len({number // 3 for number in both}))
        assert row.present == sum(row.frame in one[number].split() for number in both)
        assert row.others_present == sum(row.frame in other[number].split() for number in both)
        assert row.alpha == pytest.approx(alpha_on_paper(one, other, row.frame), nan_ok=True)
        assert row.note or not math.isnan(row.alpha)


@given(rows=annotators)
def test_of_two_annotators_pair_annotator_and_frame_say_the_same(decided, rows):
    first, second, _ = map(list, zip(*rows, strict=True))
    votes = votes_of(decided({"a": first, "b": second}, FRAMES, per_document=2))
    try:
        pair = by_pair(votes, draws=50)
    except NotEnoughData:
        return
    frames = by_frame(votes, draws=50).set_index("frame")
    each = by_annotator(votes, draws=50)
    for row in pair.itertuples():
        if row.frame:
            whole = frames.loc[row.frame]
            assert (row.sentences, row.documents, row.seen_in) == tuple(whole[["sentences", "documents", "seen_in"]])
            for name in ("alpha", "positive_agreement", "observed_agreement"):
                assert getattr(row, name) == pytest.approx(whole[name], nan_ok=True), name
            alone = by_pair(votes.where(votes.frame == votes.frames.index(row.frame)), draws=50).iloc[0]
            assert alone[["low", "high"]].tolist() == pytest.approx(whole[["low", "high"]].tolist(), nan_ok=True)
        for annotator in ("a", "b"):
            mine = each[(each["annotator"] == annotator) & (each["frame"] == row.frame)].iloc[0]
            assert mine["alpha"] == pytest.approx(row.alpha, nan_ok=True)
            assert mine["low"] == pytest.approx(row.low, nan_ok=True)


def test_over_all_frames_chance_is_that_of_each_frame(decided):
    # 40 sentences. storm: 18 both, 2 one only, 20 neither: 38 yes of 80. harvest: 5 both, 5 one only, 30 neither:
    # 15 of 80. Differing pairs 2 * 2 + 2 * 5 = 14; by chance 2 * 38 * 42 / 79 + 2 * 15 * 65 / 79.
    first = ["storm harvest"] * 5 + ["storm harvest"] * 5 + ["storm"] * 10 + [""] * 20
    second = ["storm harvest"] * 5 + ["storm"] * 13 + [""] * 22
    table = by_pair(votes_of(decided({"a": first, "b": second}, FRAMES)))
    whole = table.iloc[0]
    assert (whole["first"], whole["second"], whole["frame"]) == ("a", "b", "")
    assert whole["alpha"] == pytest.approx(1 - 14 / (2 * 38 * 42 / 79 + 2 * 15 * 65 / 79))
    assert (whole["sentences"], whole["decisions"], whole["present"], whole["others_present"]) == (40, 80, 30, 23)
    assert whole["low"] < whole["alpha"] < whole["high"]
    assert table["frame"].tolist() == ["", "harvest", "storm"]  # the lower one first
    assert table.loc[1, "positive_agreement"] == pytest.approx(2 * 5 / 15)


def test_the_pair_that_agrees_least_comes_first_and_who_shares_nothing_is_no_pair(decided):
    yes, mixed = ["storm", ""] * 15, ["storm", "", "", "storm"] * 7 + ["", ""]
    alone = [None] * 30 + ["storm"] * 5
    chosen = {"a": yes + [None] * 5, "b": yes + [None] * 5, "c": mixed + [None] * 5, "d": alone}
    table = by_pair(votes_of(decided(chosen, FRAMES)))
    whole = table[table["frame"] == ""]
    assert list(zip(whole["first"], whole["second"], strict=True)) == [("a", "c"), ("b", "c"), ("a", "b")]


def test_frames_on_which_all_say_the_same_have_no_alpha_together_and_say_so(decided):
    table = by_pair(votes_of(decided({"a": ["storm"] * 30, "b": ["storm"] * 30}, FRAMES)))
    assert table["alpha"].isna().all()
    assert table.set_index("frame")["note"].to_dict() == {
        "": "on each frame all say the same: alpha is undefined",
        "storm": "everybody always saw it: alpha is undefined",
        "harvest": "nobody saw it: alpha is undefined",
    }


def test_of_too_many_rows_none_has_an_interval_and_each_says_so(decided, monkeypatch):
    chosen = {"a": ["storm", ""] * 20, "b": ["storm", "", "", ""] * 10, "c": ["", "storm"] * 20}
    votes = votes_of(decided(chosen, ["storm"]))
    monkeypatch.setattr(comparisons, "MOST_INTERVALS", 3)
    assert (by_pair(votes, draws=10).query("frame == ''")["low"].notna()).all()
    monkeypatch.setattr(comparisons, "MOST_INTERVALS", 2)
    table = by_pair(votes, draws=10).query("frame == ''")
    assert table["low"].isna().all()
    assert set(table["note"]) == {"no interval: more than 2 rows would have one"}
