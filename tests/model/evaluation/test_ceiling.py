import numpy as np
import pandas as pd
import pytest

from framing import tables
from framing.model.evaluation.ceiling import Predicted, human_ceiling


def decisions(said, *, made_by="person", state="confirmed", assisted=False):
    """ANNOTATIONS of one frame: annotator to a yes, a no or a dash for each sentence."""
    return tables.ANNOTATIONS.table(
        {"sentence_id": f"s{number}", "annotator": annotator, "frame": "storm", "present": mark == "y"}
        | {"state": state, "at": "", "project": "p", "codebook": "c", "assisted": assisted, "made_by": made_by}
        for annotator, marks in said.items()
        for number, mark in enumerate(marks)
        if mark != "-"
    )


def ceiling_of(annotations, predicted=None, documents=None, weights=None, size=60):
    ids = tuple(f"s{number}" for number in range(size))
    said = np.zeros((size, 1), dtype=bool) if predicted is None else np.array([[mark == "y"] for mark in predicted])
    return human_ceiling(
        annotations,
        dict(zip(ids, documents or ids, strict=True)),
        dict(zip(ids, weights or [1.0] * size, strict=True)),
        Predicted(ids, ("storm",), said),
        ["storm"],
        seed=7,
    )


def test_of_two_people_each_is_held_against_the_other():
    # Both say yes to 20, ann alone to 5, bob alone to 10: F1 = 2 * 20 / (25 + 30) both ways.
    said = {"ann": "y" * 25 + "n" * 35, "bob": "y" * 20 + "n" * 5 + "y" * 10 + "n" * 25}
    found = ceiling_of(decisions(said), predicted="y" * 60)
    row = found.table.iloc[0]
    assert found.people.value == pytest.approx(40 / 55)
    assert found.people.low < found.people.value < found.people.high
    assert (row["annotators"], row["sentences"]) == (2, 60)
    # A model that always says yes, in each place: 2 * 30 / 90 against bob, 2 * 25 / 85 against ann.
    assert found.model.value == pytest.approx((60 / 90 + 50 / 85) / 2)
    assert found.gap.value == pytest.approx(found.model.value - found.people.value)


def test_of_three_the_majority_of_the_others_counts_and_their_ties_do_not():
    said = {"ann": "y" * 24 + "n" * 36, "bob": "y" * 30 + "n" * 30, "cho": "n" * 4 + "y" * 20 + "n" * 36}
    # ann: bob and cho agree on yes 4-23, no on 30-59: hits 20, says yes 20 there.           F1 = 1
    # bob: ann and cho agree on yes 4-23, no on 24-59: hits 20, says yes 4-29 less 4 ties.   F1 = 2*20/(26+20)
    # cho: ann and bob agree on yes 0-23, no on 30-59: hits 20 of 24, says yes 20.           F1 = 2*20/(20+24)
    found = ceiling_of(decisions(said))
    assert found.people.value == pytest.approx((1 + 40 / 46 + 40 / 44) / 3)


def test_weights_count_sentences_as_often_as_they_say_and_those_without_do_not_count():
    said = {"ann": "y" * 25 + "n" * 35, "bob": "y" * 20 + "n" * 5 + "y" * 10 + "n" * 25}
    found = ceiling_of(decisions(said), weights=[2.0] * 20 + [1.0] * 5 + [3.0] * 10 + [0.0] * 25)
    assert found.people.value == pytest.approx(2 * 40 / (45 + 70))
    assert found.table.iloc[0]["sentences"] == 35


def test_people_who_decided_on_few_sentences_each_are_taken_together():
    said = {name: "-" * 20 * n + "y" * 10 + "n" * 10 for n, name in enumerate(("ann", "bob", "cho"))}
    both = {**said, "dan": "y" * 10 + "n" * 10 + "-" * 40, "eva": "-" * 20 + "y" * 8 + "n" * 12 + "-" * 20}
    both["fay"] = "-" * 40 + "y" * 10 + "n" * 10
    found = ceiling_of(decisions(both))
    assert found.table.iloc[0]["note"] == "all people together: nobody has 20 examples alone"
    # 20 decisions by two people each way; 2 of eva's are missing: hits 2 * 28, said and truth 2 * 28 + 2 each.
    assert found.people.value == pytest.approx(2 * 56 / (58 + 58))


def test_below_20_documents_there_is_no_interval():
    said = {"ann": "y" * 25 + "n" * 35, "bob": "y" * 20 + "n" * 40}
    found = ceiling_of(decisions(said), documents=[f"d{n % 19}" for n in range(60)])
    assert found.people.value == pytest.approx(40 / 45)
    assert np.isnan(found.people.low)


@pytest.mark.parametrize(
    ("annotations", "why"),
    [
        (
            decisions({"ann": "y" * 60, "bob": "y" * 60}, made_by="automated coder"),
            "automated coder, which is no human",
        ),
        (decisions({"ann": "y" * 60}), "no sentence was decided on by two people"),
        (decisions({"ann": "y" * 60, "bob": "y" * 60}, state="labelled"), "no sentence was decided on by two people"),
        (decisions({"ann": "y" * 60, "bob": "y" * 60}, assisted=True), "without a proposal in sight"),
        (decisions({"ann": "y" * 19 + "n" * 41, "bob": "y" * 19 + "n" * 41}), "20 sentences"),
        (decisions({}), "no sentence was decided on by two people"),
    ],
)
def test_what_is_no_human_ceiling_has_no_figure_and_says_why(annotations, why):
    found = ceiling_of(annotations)
    assert why in found.why_none
    assert (found.frames, np.isnan(found.people.value)) == (0, True)


def test_a_program_among_people_changes_nothing():
    people = decisions({"ann": "y" * 25 + "n" * 35, "bob": "y" * 20 + "n" * 40})
    program = decisions({"bot": "n" * 60}, made_by="automated coder")
    mixed = ceiling_of(pd.concat([people, program], ignore_index=True))
    assert mixed.people == ceiling_of(people).people


def test_where_many_of_the_sentences_have_no_prediction_the_model_has_no_figure():
    annotations = decisions({"ann": "y" * 25 + "n" * 35, "bob": "y" * 20 + "n" * 40})
    ids = [f"s{number}" for number in range(60)]
    agreed = Predicted(tuple(ids[:20] + ids[25:]), ("storm",), np.ones((55, 1), dtype=bool))
    same = dict(zip(ids, ids, strict=True))
    found = human_ceiling(annotations, same, dict.fromkeys(ids, 1.0), agreed, ["storm"], seed=7)
    assert np.isnan(found.model.value)
    assert np.isnan(found.gap.value)
    assert found.people.value == pytest.approx(40 / 45)
