import math

import pytest

from framing.agreement.alpha import krippendorff_alpha
from framing.agreement.by_document import by_document
from framing.agreement.votes import votes_of
from framing.errors import NotEnoughData


def test_each_document_says_what_is_disputed_in_it_and_the_worst_comes_first(decided):
    # 25 sentences a document. In the first, storm is disputed on 5 sentences and harvest on one of these; in the second
    # harvest on 2; in the third nothing, because only one annotator labelled it.
    first = ["storm"] * 10 + [""] * 15 + ["harvest"] * 12 + [""] * 13 + ["storm"] * 25
    second = ["storm"] * 5 + ["harvest"] + [""] * 19 + ["harvest"] * 10 + [""] * 15 + [None] * 25
    table = by_document(votes_of(decided({"a": first, "b": second}, ["storm", "harvest"], per_document=25)))
    assert table["document_id"].tolist() == ["d000", "d001"]
    assert table[["sentences", "disputed", "decided", "agreed"]].to_numpy().tolist() == [
        [25, 5, 50, 44],
        [25, 2, 50, 48],
    ]
    assert table["share"].tolist() == [44 / 50, 48 / 50]
    assert table[["most_disputed", "times"]].to_numpy().tolist() == [["storm", 5], ["harvest", 2]]
    # In the second document harvest is the only frame that anybody saw, so that alpha over all is its alpha.
    assert table.loc[1, "alpha"] == pytest.approx(krippendorff_alpha([[2, 0]] * 10 + [[1, 1]] * 2 + [[0, 2]] * 13))


def test_a_short_document_has_counts_and_says_that_it_has_no_alpha(decided):
    chosen = {"a": ["storm"] * 10 + [""] * 9, "b": ["storm"] * 9 + [""] * 10}
    found = by_document(votes_of(decided(chosen, ["storm"], per_document=19))).iloc[0]
    assert math.isnan(found["alpha"])
    assert (found["sentences"], found["disputed"], found["note"]) == (19, 1, "fewer than 20 sentences: no alpha")


@pytest.mark.parametrize(("choice", "note"), [("", "nobody saw a frame"), ("storm", "on each frame all say the same")])
def test_a_document_without_variation_says_why_there_is_no_alpha(decided, choice, note):
    found = by_document(votes_of(decided({"a": [choice] * 20, "b": [choice] * 20}, ["storm", "calm"], per_document=20)))
    assert found["alpha"].isna().all()
    assert found.loc[0, "note"].startswith(note)
    assert (found.loc[0, "most_disputed"], found.loc[0, "share"]) == ("", 1)


def test_one_annotator_is_nothing_to_compare(decided):
    with pytest.raises(NotEnoughData, match="two annotators"):
        by_document(votes_of(decided({"a": ["storm"] * 20}, ["storm"])))
