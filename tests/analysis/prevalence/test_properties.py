"""What holds of a share whatever the corpus."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from framing.analysis.prevalence.correction import ADJUSTED_COUNT, PREDICTION_POWERED, Estimator
from framing.analysis.prevalence.estimate import estimate_shares
from framing.analysis.prevalence.shares import Shares
from framing.analysis.units import Units

BOTH = (PREDICTION_POWERED, ADJUSTED_COUNT)


@st.composite
def corpora(draw: st.DrawFn) -> Units:
    """20 to 60 documents of 1 to 12 units, two frames from nearly none to nearly all, a model from poor to perfect."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    documents = draw(st.integers(20, 60))
    document = np.repeat(np.arange(documents), chance.integers(1, 13, documents))
    rates = np.array([draw(st.sampled_from([0.0, 0.02, 0.3, 0.97])), draw(st.floats(0, 1))])
    truth = (chance.random((len(document), 2)) < rates).astype(np.float64)
    apart = draw(st.sampled_from([0.0, 1.0, 3.0, 30.0]))
    probabilities = 1 / (1 + np.exp(-apart * (truth - 0.5) - chance.normal(0, 1, truth.shape)))
    chances = chance.choice([0.3, 0.9], len(document))  # two strata, of which one is drawn more
    drawn = chance.random(len(document)) < chances
    return Units(
        unit="sentence",
        names=np.array([f"s{at}" for at in range(len(document))], dtype=object),
        document=document,
        documents=documents,
        frames=("storm", "calm"),
        probabilities=probabilities,
        predicted=probabilities > 0.5,
        truth=np.where(drawn[:, np.newaxis], truth, np.nan),
        weight=np.where(drawn, 1 / chances, 0.0),
    )


def shares_of(units: Units, estimator: Estimator = PREDICTION_POWERED) -> Shares:
    return estimate_shares(units, units.document % 2, ["even", "odd"], draws=100, estimator=estimator)


@given(units=corpora(), estimator=st.sampled_from(BOTH))
def test_a_share_is_one_and_its_interval_holds_it_and_is_never_empty(units: Units, estimator: Estimator) -> None:
    shares = shares_of(units, estimator)
    told = np.isfinite(shares.value)
    assert ((shares.value[told] >= 0) & (shares.value[told] <= 1)).all()
    has = np.isfinite(shares.low)
    assert (has == np.isfinite(shares.high)).all()
    assert (has == np.isfinite(shares.standard_error)).all()
    assert (shares.low[has] >= 0).all()
    assert (shares.high[has] <= 1).all()
    assert (shares.low[has] <= shares.value[has]).all()
    assert (shares.value[has] <= shares.high[has]).all()
    assert (shares.high[has] - shares.low[has] > 0.001).all()


@given(units=corpora(), chance=st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing(units: Units, chance: random.Random) -> None:
    order = np.array(chance.sample(range(len(units)), len(units)))
    usual, mixed = shares_of(units), shares_of(units.take(order))
    assert mixed.value == pytest.approx(usual.value, nan_ok=True)
    assert mixed.high == pytest.approx(usual.high, nan_ok=True)
    assert mixed.draws == pytest.approx(usual.draws, nan_ok=True)


@given(units=corpora(), times=st.floats(0.01, 100))
def test_the_scale_of_weights_changes_nothing(units: Units, times: float) -> None:
    usual, scaled = shares_of(units), shares_of(replace(units, weight=units.weight * times))
    assert scaled.value == pytest.approx(usual.value, nan_ok=True)
    assert scaled.low == pytest.approx(usual.low, nan_ok=True)


@given(units=corpora(), estimator=st.sampled_from(BOTH), seed=st.integers(0, 2**32))
def test_where_all_are_labelled_the_share_is_that_of_the_corpus(units: Units, estimator: Estimator, seed: int) -> None:
    truth = (np.random.default_rng(seed).random(units.truth.shape) < 0.4).astype(np.float64)
    shares = shares_of(replace(units, truth=truth, weight=np.ones(len(units))), estimator)
    own = np.array([truth[units.document % 2 == group].mean(axis=0) for group in (0, 1)])
    told = np.isfinite(shares.value)
    assert told.all() or estimator == ADJUSTED_COUNT  # which has no figure where a model cannot tell
    assert shares.value[told] == pytest.approx(own[told], abs=1e-6)


@given(units=corpora(), estimator=st.sampled_from(BOTH))
def test_a_perfect_model_is_believed(units: Units, estimator: Estimator) -> None:
    known = np.where(np.isfinite(units.truth), units.truth, units.probabilities > 0.5)
    perfect = replace(units, probabilities=known, predicted=known > 0.5)
    own = units.document % 2 == 0
    labelled = units.truth[own & (units.weight > 0)]
    assume(len(labelled) and (labelled.min(axis=0) < labelled.max(axis=0)).all())  # else a slice knows of no slope
    shares = shares_of(perfect, estimator)
    told = np.isfinite(shares.value[0])
    assert shares.value[0, told] == pytest.approx(known[own].mean(axis=0)[told])


@given(units=corpora())
def test_what_nobody_decided_counts_less_for_its_frame_only(units: Units) -> None:
    truth = units.truth.copy()
    truth[::3, 0] = np.nan
    some, all_of_them = shares_of(replace(units, truth=truth)), shares_of(units)
    assert some.value[:, 1] == pytest.approx(all_of_them.value[:, 1], nan_ok=True)
    assert (some.labelled[:, 1] == all_of_them.labelled[:, 1]).all()
    assert (some.labelled[:, 0] <= all_of_them.labelled[:, 0]).all()
