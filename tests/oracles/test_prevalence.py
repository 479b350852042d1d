"""Corrected shares beside those of the program of the method's authors."""

import numpy as np
import pytest
from ppi_py import ppi_mean_ci, ppi_mean_pointestimate

from framing.analysis.prevalence.correction import prediction_powered, slope
from framing.analysis.prevalence.estimate import estimate_shares
from framing.analysis.prevalence.sums import grounds_of
from framing.analysis.units import Units

COUNT, LABELLED = 2_000, 300


def corpus(seed: int) -> tuple[Units, np.ndarray]:
    """Documents of one unit each, so that ours are as independent as theirs; two strata, of which one is drawn more."""
    chance = np.random.default_rng(seed)
    truth = (chance.random(COUNT) < chance.uniform(0.1, 0.9)).astype(np.float64)
    score = 1 / (1 + np.exp(-chance.normal(2 * truth - 1, 1)))
    drawn = np.zeros(COUNT, dtype=bool)
    weight = np.zeros(COUNT)
    for part, count in ((slice(0, 500), LABELLED // 2), (slice(500, COUNT), LABELLED // 2)):
        own = np.arange(COUNT)[part]
        of_part = chance.choice(own, count, replace=False)
        drawn[of_part], weight[of_part] = True, len(own) / count
    return units_of(truth, score, drawn, weight), truth


def units_of(truth: np.ndarray, score: np.ndarray, drawn: np.ndarray, weight: np.ndarray) -> Units:
    return Units(
        unit="sentence",
        names=np.arange(len(truth)).astype(object),
        document=np.arange(len(truth)),
        documents=len(truth),
        frames=("frame",),
        probabilities=score[:, np.newaxis],
        predicted=score[:, np.newaxis] > 0.5,
        truth=np.where(drawn, truth, np.nan)[:, np.newaxis],
        weight=weight,
    )


def parts(units: Units, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Labels and scores of labelled units, their weights made to have mean 1 as theirs are, and all scores."""
    drawn = units.weight > 0
    weight = units.weight[drawn] / units.weight[drawn].mean()
    return truth[drawn], units.probabilities[drawn, 0], weight, units.probabilities[:, 0]


@pytest.mark.parametrize("seed", range(30))
def test_the_share_is_theirs_at_the_same_slope_with_weights(seed: int) -> None:
    units, truth = corpus(seed)
    labels, scores, weight, every = parts(units, truth)
    grounds = grounds_of(units, np.zeros(COUNT, dtype=np.intp), 1)
    sums = grounds.totals(np.ones((1, COUNT)))
    theirs = ppi_mean_pointestimate(labels, scores, every, lam=float(slope(sums).item()), w=weight)
    assert prediction_powered(sums).item() == pytest.approx(theirs.item(), abs=1e-10)


@pytest.mark.parametrize("seed", range(30))
def test_the_share_is_theirs_without_tuning_where_scores_are_off_by_the_same_everywhere(seed: int) -> None:
    units, _ = corpus(seed)
    truth = units.probabilities[:, 0]  # between 0 and 1, as a share of votes can be; the best slope is 1
    units = units_of(truth, truth + 0.03, units.weight > 0, units.weight)
    labels, scores, weight, every = parts(units, truth)
    ours = estimate_shares(units, np.zeros(COUNT, dtype=np.intp), ["all"], draws=100)
    theirs = ppi_mean_pointestimate(labels, scores, every, lam=1, w=weight)
    assert ours.value.item() == pytest.approx(theirs.item(), abs=1e-10)


@pytest.mark.parametrize("seed", range(30))
def test_tuned_by_themselves_both_choose_nearly_the_same(seed: int) -> None:
    """Theirs takes the unlabelled scores only, and their variance of all: of equal weights the rest is the same."""
    units, truth = corpus(seed)
    drawn = np.zeros(COUNT, dtype=bool)
    drawn[np.random.default_rng(seed).choice(COUNT, LABELLED, replace=False)] = True
    units = units_of(truth, units.probabilities[:, 0], drawn, drawn * (COUNT / LABELLED))
    ours = estimate_shares(units, np.zeros(COUNT, dtype=np.intp), ["all"])
    scores = units.probabilities[:, 0]
    theirs = ppi_mean_pointestimate(truth[drawn], scores[drawn], scores[~drawn])
    low, high = ppi_mean_ci(truth[drawn], scores[drawn], scores[~drawn], alpha=0.05)
    assert ours.value.item() == pytest.approx(theirs.item(), abs=0.25 * ours.standard_error.item())
    assert (ours.high - ours.low).item() == pytest.approx((high - low).item(), rel=0.15)
