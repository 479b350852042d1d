import math

import numpy as np
import pytest

from framing.model.caution.sets import NO, NOT_SURE, YES
from framing.model.evaluation.abstention import ALL_FRAMES, ALWAYS, abstention, answers_by_level, in_short

DOCUMENTS = np.array([f"doc{number // 4}" for number in range(100)])
EQUAL = np.ones(100)


def one_frame(truth, given, weights=EQUAL, documents=DOCUMENTS):
    labels = np.array(truth, dtype=float)[:, np.newaxis]
    answers = np.array(given, dtype=np.int8)[np.newaxis, :, np.newaxis]
    table = abstention(labels, answers, documents, weights, ["storm"], levels=[0.9])
    return table[table["frame"] == "storm"].iloc[0]


def test_the_figures_are_those_on_paper() -> None:
    # 40 sentences with the frame: 20 yes, 5 no, 15 not sure. 60 without: 10 yes, 30 no, 20 not sure.
    truth = [1] * 40 + [0] * 60
    given = [YES] * 20 + [NO] * 5 + [NOT_SURE] * 15 + [YES] * 10 + [NO] * 30 + [NOT_SURE] * 20
    row = one_frame(truth, given)
    assert (row["sentences"], row["positives"], row["decided"]) == (100, 40, 65)
    assert row["share"] == pytest.approx(0.65)
    assert row["precision"] == pytest.approx(20 / 30)
    assert row["recall"] == pytest.approx(20 / 25)  # of what is decided
    assert row["f1"] == pytest.approx(2 * 20 / (30 + 25))
    assert row["found"] == pytest.approx(20 / 40)
    assert row["positives_covered"] == pytest.approx(35 / 40)
    assert row["negatives_covered"] == pytest.approx(50 / 60)
    assert row["low"] < row["f1"] < row["high"]


def test_weighted_sentences_count_as_often_as_they_stand_for_and_those_that_teach_not_at_all() -> None:
    truth = [1] * 50 + [0] * 50
    given = [YES] * 25 + [NOT_SURE] * 25 + [NO] * 50
    heavy = one_frame(truth, given, weights=np.array([3.0] * 25 + [1.0] * 75))
    assert heavy["share"] == pytest.approx((75 + 50) / 150)
    assert heavy["found"] == pytest.approx(75 / 100)
    teaching = one_frame(truth, given, weights=np.array([1.0] * 25 + [0.0] * 25 + [1.0] * 50))
    assert (teaching["sentences"], teaching["positives"], teaching["found"]) == (75, 25, 1.0)


def test_what_nobody_decided_on_is_left_out() -> None:
    row = one_frame([1] * 30 + [0] * 30 + [math.nan] * 40, [YES] * 30 + [NO] * 30 + [YES] * 40)
    assert (row["sentences"], row["decided"], row["precision"]) == (60, 60, 1.0)


def test_few_examples_have_no_figure_and_few_documents_no_interval() -> None:
    few = one_frame([1] * 19 + [0] * 81, [YES] * 100)
    assert few["note"] == "too few examples (19)"
    assert few[["share", "f1", "found", "low"]].isna().all()
    row = one_frame([1] * 40 + [0] * 60, [YES] * 100, documents=np.array([f"d{n % 19}" for n in range(100)]))
    assert math.isnan(row["low"])
    assert row["f1"] == pytest.approx(2 * 40 / 140)


def test_all_frames_is_the_mean_of_those_that_have_figures() -> None:
    labels = np.column_stack([[1.0] * 50 + [0.0] * 50, [0.0] * 50 + [1.0] * 50, [1.0] * 3 + [0.0] * 97])
    given = np.full((1, 100, 3), YES, dtype=np.int8)
    given[0, 50:, 0] = NO
    table = abstention(labels, given, DOCUMENTS, EQUAL, ["storm", "harvest", "parade"], levels=[0.9])
    together = table[table["frame"] == ALL_FRAMES].iloc[0]
    assert together["f1"] == pytest.approx((1.0 + 2 / 3) / 2)
    assert together["sentences"] == 200
    assert table.columns.tolist()[-1] == "note"
    nothing = abstention(labels[:, 2:], given[:, :, 2:], DOCUMENTS, EQUAL, ["parade"], levels=[0.9])
    assert nothing["frame"].tolist() == ["parade"]
    assert in_short(nothing).empty


def test_a_higher_level_answers_less_and_is_right_more_often() -> None:
    chance = np.random.default_rng(3)
    labels = (chance.random((4000, 1)) < 0.3).astype(float)
    shown = 1 / (1 + np.exp(-(2 * labels - 1 + chance.normal(size=labels.shape))))
    inside, held = slice(0, 2000), slice(2000, 4000)
    levels = (ALWAYS, 0.7, 0.8, 0.9, 0.95)
    answers = answers_by_level(labels[inside], shown[inside], np.ones(2000), shown[held], shown[held] >= 0.5, levels)
    documents = np.array([f"d{number // 10}" for number in range(2000)])
    table = abstention(labels[held], answers, documents, np.ones(2000), ["storm"], levels=levels)
    short = in_short(table)
    assert short["promised"].tolist() == ["everything answered", "80 %", "90 %", "95 %"]
    table = table[table["frame"] == "storm"]
    assert short["share"].tolist() == table["share"].iloc[[0, 2, 3, 4]].tolist()
    assert table["share"].iloc[0] == 1
    assert table["share"].is_monotonic_decreasing
    assert table["f1"].is_monotonic_increasing
    # Two bell curves around -1 and 1: with a threshold in the middle 84.1 % of either are right.
    assert table["positives_covered"].iloc[0] == pytest.approx(0.841, abs=0.03)
    for level, covered in zip(table["level"].iloc[3:], table["positives_covered"].iloc[3:], strict=True):
        assert covered == pytest.approx(level, abs=0.025)


def test_a_frame_that_could_not_be_scored_is_not_answered() -> None:
    given = answers_by_level(
        np.ones((40, 1)), np.ones((40, 1)), np.ones(40), np.array([[math.nan]]), np.array([[False]])
    )
    assert (given == NOT_SURE).all()
