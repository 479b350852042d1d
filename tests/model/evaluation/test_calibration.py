import numpy as np
import pytest
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss

from framing.model.evaluation.calibration import calibration, fit_recalibration, wilson
from framing.model.evaluation.resampling import resample


def drawn(rows, seed=1, sharpness=1.0):
    """Probabilities, and what came out when they are right for logits that are `sharpness` times as large."""
    chance = np.random.default_rng(seed)
    logits = chance.normal(-0.5, 1.2, rows)
    return expit(logits), chance.random(rows) < expit(sharpness * logits)


@pytest.fixture(scope="module")
def measured(make_judged):
    (good, truth), (bold, other) = drawn(1500), drawn(1500, 2, 0.5)
    probabilities = np.stack([good, bold, np.full(1500, 0.2)], axis=1)
    labels = np.stack([truth, other, np.arange(1500) < 50], axis=1)
    judged = make_judged(labels, probabilities > 0.5, probabilities, documents=np.arange(1500) // 3)
    return judged, calibration(judged, (0, 1, 2), judged.resampled(7))


def row(found, frame):
    return found.table.set_index("frame").loc[frame]


def test_right_probabilities_have_slope_1_and_intercept_0_and_bold_ones_a_slope_below(measured):
    good, bold = row(measured[1], "f0"), row(measured[1], "f1")
    assert good["slope_low"] < 1 < good["slope_high"]
    assert good["intercept_low"] < 0 < good["intercept_high"]
    assert bold["slope_low"] < 0.5 < bold["slope_high"] < 0.8


def test_brier_and_its_skill_are_those_of_scikit_learn(measured):
    judged, found = measured
    for number in (0, 1):
        truth, probability = judged.truth[:, number], judged.probabilities[:, number]
        brier = brier_score_loss(truth, probability)
        constant = brier_score_loss(truth, np.full(len(truth), truth.mean()))
        said = row(found, f"f{number}")
        assert said["brier"] == pytest.approx(brier)
        assert said["brier_skill"] == pytest.approx(1 - brier / constant)
        assert said["brier_skill_low"] < said["brier_skill"] < said["brier_skill_high"]


def test_all_frames_together_are_held_against_the_base_rate_of_each(make_judged):
    # Each frame's own base rate, said of every sentence, knows nothing: no skill, though the frames differ.
    labels = np.stack([np.arange(600) < 400, np.arange(600) % 6 == 0], axis=1)
    probabilities = np.tile(labels.mean(axis=0), (600, 1))
    judged = make_judged(labels, probabilities > 0.5, probabilities)
    found = row(calibration(judged, (0, 1), judged.resampled(7)), "all frames")
    assert found["brier_skill"] == pytest.approx(0, abs=1e-12)


def test_a_frame_with_fewer_than_100_examples_is_named_and_counts_among_all(measured):
    judged, found = measured
    assert found.without == (("f2", 50),)
    assert found.table["frame"].tolist() == ["all frames", "f0", "f1"]
    assert row(found, "all frames")["positives"] == judged.truth.sum()


def test_bins_hold_equally_many_and_equal_probabilities_share_one(measured, make_judged):
    bins = measured[1].reliability
    first = bins[bins["frame"] == "f0"]
    assert first["sentences"].tolist() == [150] * 10
    assert first["probability"].is_monotonic_increasing
    assert ((first["low"] < first["share"]) & (first["share"] < first["high"])).all()
    labels = np.arange(300)[:, None] % 2 == 0
    two = make_judged(labels, labels, np.where(np.arange(300)[:, None] < 200, 0.1, 0.7))
    coarse = calibration(two, (0,), two.resampled(7)).reliability
    assert coarse[coarse["frame"] == "f0"]["sentences"].tolist() == [200, 100]


def test_recalibration_is_that_of_an_unpenalised_logistic_regression_with_weights():
    probability, truth = drawn(300, 3, 1.7)
    weights = np.random.default_rng(4).uniform(0.5, 3, 300)
    slope, intercept = fit_recalibration(logit(probability), truth, weights, np.arange(300) // 5)
    oracle = LogisticRegression(C=1e9, tol=1e-10, max_iter=1000).fit(logit(probability)[:, None], truth, weights)
    assert slope.value == pytest.approx(oracle.coef_[0, 0], rel=1e-4)
    assert intercept.value == pytest.approx(oracle.intercept_[0], rel=1e-3, abs=1e-4)


def test_the_interval_of_the_slope_is_as_wide_as_resampled_documents_make_it():
    # Every sentence five times in its document: as if there were a fifth of them.
    probability, truth = drawn(150, 5)
    documents = np.repeat(np.arange(150), 5)
    logits, labels = np.repeat(logit(probability), 5), np.repeat(truth, 5)
    slope, _ = fit_recalibration(logits, labels, np.ones(750), documents)
    draws = resample(documents.astype(str), seed=6, draws=300).times[1:]
    place = resample(documents.astype(str), seed=6, draws=1).document
    slopes = [fit_recalibration(logits, labels, line[place], documents)[0].value for line in draws]
    assert (slope.high - slope.low) / 2 == pytest.approx(1.98 * np.std(slopes), rel=0.25)


@pytest.mark.parametrize(
    ("logits", "truth"),
    [
        ([-1.0, -0.5, 0.5, 1.0], [False, False, True, True]),  # separated
        ([0.3, 0.3, 0.3, 0.3], [False, True, False, True]),  # all the same
        ([-1.0, 0.0, 1.0, 2.0], [True, True, True, True]),  # one answer only
    ],
)
def test_where_no_line_fits_there_is_none(logits, truth):
    assert fit_recalibration(np.array(logits), np.array(truth), np.ones(4), np.arange(4)) is None


def test_wilsons_interval_equals_a_published_example():
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81 of 263, and 0 of 20.
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0.0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_below_20_documents_there_are_figures_without_intervals(make_judged):
    probability, truth = drawn(400)
    judged = make_judged(truth[:, None], truth[:, None], probability[:, None], documents=np.arange(400) % 19)
    found = calibration(judged, (0,), judged.resampled(7)).table.set_index("frame").loc["f0"]
    assert found[["brier_skill", "slope", "intercept"]].notna().all()
    assert found[["brier_skill_low", "slope_low", "intercept_high"]].isna().all()
