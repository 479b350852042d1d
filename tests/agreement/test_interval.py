"""Intervals of alpha: what they hold, what they depend on, and where there are none."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from framing.agreement.alpha import alpha_of
from framing.agreement.interval import alpha_interval

DRAWS_OF_40 = np.random.default_rng(7).multinomial(40, np.full(40, 1 / 40), size=1000).astype(np.float64)


def documents(*triples: tuple[float, float, float]) -> np.ndarray:
    """Disagreeing pairs, votes for yes and votes of each document."""
    return np.array(triples, dtype=np.float64)


def drawn(count: int, seed: int = 0) -> np.ndarray:
    """Documents of 20 sentences with two annotators; both see the frame in 2 to 6, and differ on 0 to 3 more."""
    chance = np.random.default_rng(seed)
    both, differ = chance.integers(2, 7, count), chance.integers(0, 4, count)
    return np.stack([2 * differ, 2 * both + differ, np.full(count, 40)], axis=1).astype(np.float64)


def alpha(sums: np.ndarray) -> float:
    return float(alpha_of(sums.sum(axis=0)[None]))


def test_the_interval_is_that_of_normal_theory_where_documents_are_many() -> None:
    # The jackknife over documents, written out, and the normal distribution: with 500 documents both are good enough.
    sums = drawn(500)
    scale = [math.log(1 - alpha(np.delete(sums, number, axis=0))) for number in range(len(sums))]
    error = math.sqrt((len(sums) - 1) * np.var(scale))
    middle, reach = math.log(1 - alpha(sums)), stats.norm.ppf(0.975) * error
    low, high = alpha_interval(sums, draws=8000)
    assert low == pytest.approx(1 - math.exp(middle + reach), abs=0.06 * (high - low))
    assert high == pytest.approx(1 - math.exp(middle - reach), abs=0.06 * (high - low))


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)).filter(any), min_size=20, max_size=40)
)
def test_the_interval_holds_alpha_within_its_bounds_or_there_is_none(counts: list[tuple[int, int, int]]) -> None:
    # Of each document: sentences in which both of two annotators say yes, in which one does, in which none does.
    sums = documents(*((2 * one, 2 * both + one, 2 * (both + one + none)) for both, one, none in counts))
    low, high = alpha_interval(sums, draws=200)
    if math.isnan(alpha(sums)):
        assert math.isnan(low)
        assert math.isnan(high)
    elif not math.isnan(high):
        assert -1 <= low <= max(alpha(sums), -1) <= high <= 1


def test_the_interval_depends_on_nothing_but_the_documents_and_the_seed() -> None:
    sums = drawn(30)
    assert alpha_interval(sums, seed=1) == alpha_interval(sums.copy(), seed=1)
    assert alpha_interval(sums, seed=1) != alpha_interval(sums, seed=2)


def test_the_interval_is_wider_where_disagreement_comes_in_clusters() -> None:
    spread = documents(*[(4, 10, 40)] * 20, *[(2, 10, 40)] * 20)
    clustered = documents(*[(12, 10, 40)] * 10, *[(0, 10, 40)] * 30)
    assert alpha(spread) == alpha(clustered)
    wide, narrow = (np.diff(alpha_interval(sums))[0] for sums in (clustered, spread))
    assert wide > 2 * narrow


@pytest.mark.parametrize("count", [20, 40, 100])
def test_where_annotators_never_differ_the_lower_end_is_what_so_many_documents_can_exclude(count: int) -> None:
    # If they differed in more than this share of documents, seeing none in `count` has a chance below 2.5 %.
    share = 1 - 0.025 ** (1 / count)
    sums = documents(*[(0, 6, 60)] * count)
    yes, votes = 6 * count, 60 * count
    low, high = alpha_interval(sums)
    assert low == pytest.approx(1 - 2 * share * count * (votes - 1) / (2 * yes * (votes - yes)))
    assert high == 1


def test_one_document_in_which_annotators_differ_does_not_make_the_interval_narrower_than_none() -> None:
    none = documents(*[(0, 6, 60)] * 40)
    one = documents(*[(0, 6, 60)] * 39, (2, 6, 60))
    assert alpha_interval(one)[0] < alpha_interval(none)[0]
    assert alpha(one) < alpha_interval(one)[1] < 1


def test_a_frame_and_a_scale_of_its_two_values_have_one_interval() -> None:
    # Yes against no and no against yes are the same pairs, counted from both sides.
    sums = drawn(30)
    scale = np.stack([sums, np.stack([sums[:, 0], sums[:, 2] - sums[:, 1], sums[:, 2]], axis=1)], axis=1)
    assert alpha_interval(scale) == pytest.approx(alpha_interval(sums))


def test_the_number_of_draws_held_at_once_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = alpha_interval(drawn(50))
    monkeypatch.setattr("framing.agreement.interval._CELLS", 60)
    assert alpha_interval(drawn(50)) == pytest.approx(whole, abs=1e-9)


def percentiles(sums: np.ndarray) -> tuple[float, float]:
    """The plain percentile interval of 1,000 draws, the same for all that have 40 documents."""
    low, high = np.percentile(alpha_of((DRAWS_OF_40 @ sums)[:, None]), [2.5, 97.5])
    return float(low), float(high)


def test_intervals_hold_the_truth_as_often_as_they_say_where_the_percentiles_of_a_bootstrap_do_not() -> None:
    # 300 studies of 40 documents with 25 sentences and two annotators. The frame is in 3 % of the sentences and comes
    # in clusters; each annotator sees 80 % of it, and sees it in 3 % of the others, never both in the same.
    chance = np.random.default_rng(5)
    studies, count, present = 300, 40, 0.03
    there = chance.binomial(25, chance.beta(present * 0.85 / 0.15, (1 - present) * 0.85 / 0.15, (studies, count)))
    both = chance.binomial(there, 0.64)
    one = chance.binomial(there - both, 0.32 / 0.36) + chance.binomial(25 - there, 0.06)
    sums = np.stack([2 * one, 2 * both + one, np.full_like(one, 50)], axis=2).astype(np.float64)
    yes, differ = present * 0.8 + (1 - present) * 0.03, present * 0.32 + (1 - present) * 0.06
    truth = 1 - differ / (2 * yes * (1 - yes))

    def held(interval: Callable[[np.ndarray], tuple[float, float]]) -> int:
        return sum(low <= truth <= high for low, high in map(interval, sums))

    fewest = stats.binom.ppf(0.001, studies, 0.95)  # by chance alone, once in a thousand
    assert held(percentiles) < fewest <= held(alpha_interval)
