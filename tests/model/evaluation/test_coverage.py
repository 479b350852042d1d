import numpy as np
import pytest

from framing.model.caution.sets import NEITHER, NO, NOT_SURE, YES, conformal_sets
from framing.model.evaluation.coverage import coverage
from framing.model.evaluation.held_out import NO_SET


def test_the_shares_are_those_on_paper(make_judged):
    # 120 with the frame: 90 hold yes (60 of them alone), 20 hold no, 10 hold neither. 80 without: 60 no, 20 yes.
    truth = np.array([1] * 120 + [0] * 80)[:, np.newaxis]
    given = [YES] * 60 + [NOT_SURE] * 30 + [NO] * 20 + [NEITHER] * 10 + [NO] * 60 + [YES] * 20
    judged = make_judged(truth, truth == 1, documents=np.arange(200) % 40)
    table = coverage(judged, np.array(given, dtype=np.int8)[:, np.newaxis], (0,), judged.resampled(7))
    assert table["frame"].tolist() == ["all frames", "f0"]
    row = table.iloc[1]
    assert (row["sentences"], row["positives"]) == (200, 120)
    assert row["positives_covered"] == pytest.approx(90 / 120)
    assert row["negatives_covered"] == pytest.approx(60 / 80)
    assert row["decided"] == pytest.approx(160 / 200)
    for name in ("positives_covered", "negatives_covered", "decided"):
        assert row[f"{name}_low"] < row[name] < row[f"{name}_high"]


def test_where_nothing_was_promised_nothing_is_counted(make_judged):
    truth = np.array([1] * 130 + [0] * 70)[:, np.newaxis]
    given = np.array([NO_SET] * 20 + [YES] * 110 + [NO_SET] * 20 + [NO] * 50, dtype=np.int8)[:, np.newaxis]
    judged = make_judged(truth, truth == 1, documents=np.arange(200) % 19)
    row = coverage(judged, given, (0,), judged.resampled(7)).iloc[1]
    assert (row["sentences"], row["positives"], row["positives_covered"], row["decided"]) == (160, 110, 1, 1)
    assert np.isnan(row["decided_low"])  # 19 documents


def test_over_all_frames_each_decision_counts_and_few_positives_have_a_row_only_together(make_judged):
    truth = np.array([[1, 0]] * 60 + [[0, 1]] * 60)
    given = np.where(truth == 1, YES, NO).astype(np.int8)
    given[:30, 0] = NO
    judged = make_judged(truth, truth == 1)
    table = coverage(judged, given, (0, 1), judged.resampled(7))
    assert table["frame"].tolist() == ["all frames"]
    assert table.loc[0, "positives_covered"] == pytest.approx(90 / 120)
    assert coverage(judged, given, (0,), judged.resampled(7)).empty
    assert coverage(judged, given, (), judged.resampled(7)).empty


def test_sets_of_sentences_like_those_held_out_keep_their_promise_and_others_do_not(make_judged):
    chance = np.random.default_rng(4)
    truth = chance.random((2000, 1)) < 0.5
    scores = 1 / (1 + np.exp(-chance.normal(2.0 * truth - 1, 1)))
    sets = conformal_sets(truth[:1000].astype(float), scores[:1000], np.ones(1000))
    judged = make_judged(truth[1000:], truth[1000:], documents=np.arange(1000) // 5)
    kept = coverage(judged, sets.decide(scores[1000:]), (0,), judged.resampled(7)).iloc[1]
    assert kept["positives_covered_low"] < 0.9 < kept["positives_covered_high"]
    assert kept["negatives_covered_low"] < 0.9 < kept["negatives_covered_high"]
    lower = coverage(judged, sets.decide(scores[1000:] / 2), (0,), judged.resampled(7)).iloc[1]
    assert lower["positives_covered_high"] < 0.9
