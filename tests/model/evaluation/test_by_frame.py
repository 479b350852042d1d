import math

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score

from framing.model.evaluation.by_frame import FrameDraws, frame_table, frames_with_figure, summary_table


@pytest.fixture(scope="module")
def judged(make_judged):
    """90 sentences of 30 documents: two frames with 20 positives and more, and a rare one."""
    chance = np.random.default_rng(5)
    truth = chance.random((90, 3)) < np.array([0.4, 0.5, 0.1])
    predicted = truth ^ (chance.random((90, 3)) < 0.25)
    probabilities = np.clip(predicted * 0.4 + chance.random((90, 3)) * 0.6, 0, 1)
    return make_judged(truth, predicted, probabilities, documents=np.arange(90) // 3)


@pytest.fixture(scope="module")
def draws(judged):
    return FrameDraws(judged, (0, 1), judged.resampled(7), judged.truth)


def test_only_frames_with_20_examples_get_figures(judged, draws):
    assert frames_with_figure(judged, by_chance=False) == (0, 1)
    rare = frame_table(judged, draws, by_chance=False).iloc[2]
    assert rare["note"] == f"too few examples ({judged.truth[:, 2].sum()})"
    assert math.isnan(rare["f1"])
    assert math.isnan(rare["dictionary_f1"])


def test_every_interval_holds_its_figure_and_the_figures_are_those_of_scikit_learn(judged, draws):
    table = frame_table(judged, draws, by_chance=False)
    for number in (0, 1):
        row, truth = table.iloc[number], judged.truth[:, number]
        assert row["f1"] == pytest.approx(f1_score(truth, judged.predicted[:, number]))
        expected = average_precision_score(truth, judged.probabilities[:, number])
        assert row["average_precision"] == pytest.approx(expected)
        assert row["low"] < row["f1"] < row["high"]
        for name in ("precision", "recall", "average_precision"):
            assert row[f"{name}_low"] < row[name] < row[f"{name}_high"]


def test_figures_over_frames_are_means_and_the_micro_figure_is_of_all_decisions(judged, draws):
    table = frame_table(judged, draws, by_chance=False).head(2)
    summary = summary_table(draws).set_index("figure")
    assert summary.loc["macro_f1", "value"] == pytest.approx(table["f1"].mean())
    assert summary.loc["macro_average_precision", "value"] == pytest.approx(table["average_precision"].mean())
    expected = f1_score(judged.truth[:, :2], judged.predicted[:, :2], average="micro")
    assert summary.loc["micro_f1", "value"] == pytest.approx(expected)
    assert summary.loc["always_macro_f1", "value"] == pytest.approx(table["always_f1"].mean())
    assert summary.loc["dictionary_macro_f1", ["value", "low", "high"]].tolist() == [1, 1, 1]  # it was given the truth
    assert (summary["frames"] == 2).all()


def test_the_mean_over_frames_varies_less_than_a_frame(draws):
    summary = summary_table(draws).set_index("figure").loc["macro_f1"]
    widths = [np.ptp(np.percentile(draws.f1[1:, number], [2.5, 97.5])) for number in (0, 1)]
    assert 0 < summary["high"] - summary["low"] < max(widths)


def test_a_frame_decided_in_few_documents_has_a_figure_without_an_interval(make_judged):
    truth = np.tile([[1.0, 1.0], [0.0, 0.0]], (30, 1))
    truth[40:, 1] = np.nan  # decided on in 13 of 20 documents only
    judged = make_judged(truth, truth == 1, documents=np.arange(60) // 3)
    row = frame_table(judged, FrameDraws(judged, (0, 1), judged.resampled(7), judged.truth), by_chance=False).iloc[1]
    assert row["f1"] == 1
    assert math.isnan(row["low"])


def test_weights_count_sentences_as_often_as_they_say(make_judged):
    truth = np.array([[1.0]] * 20 + [[0.0]] * 20)
    predicted = np.array([[True]] * 10 + [[False]] * 10 + [[True]] * 20)
    weights = [3] * 10 + [1] * 10 + [0.5] * 20
    judged = make_judged(truth, predicted, weights=weights)
    row = frame_table(judged, FrameDraws(judged, (0,), judged.resampled(7), judged.truth), by_chance=True).iloc[0]
    assert row["precision"] == pytest.approx(30 / 40)
    assert row["recall"] == pytest.approx(30 / 40)
    assert row["always_f1"] == pytest.approx(2 * 40 / (50 + 40))


def test_gold_with_one_answer_only_is_never_learned_and_gets_no_figure(make_judged):
    judged = make_judged(np.ones((40, 1)), np.zeros((40, 1)), np.full((40, 1), np.nan))
    assert frames_with_figure(judged, by_chance=False) == ()
    draws = FrameDraws(judged, (), judged.resampled(7), judged.truth)
    assert frame_table(judged, draws, by_chance=False)["note"].tolist() == [
        "no fold leaves enough examples to learn it"
    ]
    assert summary_table(draws)["value"].isna().all()


def test_intervals_are_over_what_was_held_out_together_and_there_is_none_below_20_groups(make_judged):
    # Each outlet is one that the model knows or one that it does not: 240 documents say as much as 24 outlets.
    outlet = np.arange(240) % 24
    truth = np.repeat([[1.0], [0.0]], 120, axis=0)
    predicted = (truth == 1) == (outlet % 2 == 0)[:, np.newaxis]

    def row(held_together):
        judged = make_judged(truth, predicted, held_together=held_together)
        draws = FrameDraws(judged, (0,), judged.resampled(7), judged.truth)
        return frame_table(judged, draws, by_chance=False).iloc[0]

    over_outlets, over_documents, of_few = row(outlet), row(None), row(outlet % 19)
    assert over_outlets["f1"] == over_documents["f1"] == of_few["f1"]
    wide, narrow = (found["high"] - found["low"] for found in (over_outlets, over_documents))
    assert wide > 2 * narrow
    assert math.isnan(of_few["low"])
