import numpy as np
import pytest

from framing.model.caution.sets import NO, NOT_SURE, YES
from framing.model.evaluation.answers import answers_right


def test_the_counts_and_shares_are_those_on_paper(make_judged):
    # 40 with the frame: 15 yes, 5 no, 20 not sure. 160 without: 25 yes, 95 no, 40 not sure.
    truth = np.array([1] * 40 + [0] * 160)[:, np.newaxis]
    given = [YES] * 15 + [NO] * 5 + [NOT_SURE] * 20 + [YES] * 25 + [NO] * 95 + [NOT_SURE] * 40
    judged = make_judged(truth, truth == 1, documents=np.arange(200) % 40)
    row = answers_right(judged, np.array(given)[:, np.newaxis], (0,), judged.resampled(7)).iloc[0]
    assert (row["sentences"], row["positives"]) == (200, 40)
    assert (row["yes_hits"], row["yes"], row["no_hits"], row["no"]) == (15, 40, 95, 100)
    assert row["yes_right"] == pytest.approx(15 / 40)
    assert row["no_right"] == pytest.approx(95 / 100)
    assert row["share"] == pytest.approx(140 / 200)
    for name in ("yes_right", "no_right", "share"):
        assert row[f"{name}_low"] < row[name] < row[f"{name}_high"]


def test_of_fewer_than_twenty_answers_there_is_a_count_and_no_share(make_judged):
    truth = np.array([1] * 40 + [0] * 60)[:, np.newaxis]
    given = np.array([YES] * 19 + [NOT_SURE] * 21 + [NO] * 60)[:, np.newaxis]
    judged = make_judged(truth, truth == 1, documents=np.arange(100) % 19)
    row = answers_right(judged, given, (0,), judged.resampled(7)).iloc[0]
    assert (row["yes_hits"], row["yes"]) == (19, 19)
    assert np.isnan(row["yes_right"])
    assert row["no_right"] == 1
    assert np.isnan(row["no_right_low"])  # 19 documents


def test_each_sentence_weighs_what_it_stands_for_and_an_undecided_one_nothing(make_judged):
    truth = np.array([1] * 20 + [0] * 20 + [np.nan] * 20)[:, np.newaxis]
    weights = np.array([1.0] * 20 + [3.0] * 40)
    judged = make_judged(truth, truth == 1, weights=weights)
    row = answers_right(judged, np.full((60, 1), YES), (0,), judged.resampled(7)).iloc[0]
    assert (row["yes_hits"], row["yes"]) == (20, 40)
    assert row["yes_right"] == pytest.approx(20 / 80)
