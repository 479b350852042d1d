"""p-values by documents that change sides: exact where one can count, and measured."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, ttest_ind

from framing.analysis.comparison.parts import parts_of, studentised
from framing.analysis.comparison.permutation import DEALS, p_values
from framing.analysis.units import Units


def by_documents(units, count):
    first = units.document < count
    return first, ~first


def on_truth(units, truth):
    """All of them labelled, so that a share is that of the truth."""
    return replace(units, probabilities=truth, truth=truth, weight=np.ones(len(truth)))


def test_the_p_value_is_that_of_all_ways_to_deal_out_few_documents(made):
    units = made((0.5,), documents=8, sentences=1, labelled=1.0)
    counts = np.array([0.9, 0.8, 0.3, 0.7, 0.1, 0.2, 0.4, 0.0])
    units = on_truth(units, counts[:, np.newaxis])
    first, second = by_documents(units, 4)

    def size(chosen):
        inside = np.isin(np.arange(8), chosen)
        return abs(ttest_ind(counts[inside], counts[~inside]).statistic)

    sizes = [size(chosen) for chosen in combinations(range(8), 4)]
    exact = np.mean(np.array(sizes) >= size((0, 1, 2, 3)) - 1e-9)
    assert p_values(units, first, second, seed=1)[0] == pytest.approx(exact, abs=0.02)


@given(st.integers(0, 10_000))
def test_the_groups_may_be_told_in_either_order(seed):
    chance = np.random.default_rng(seed)
    pool_truth = (chance.random((120, 2)) < 0.3).astype(np.float64)
    units = plain(pool_truth, np.repeat(np.arange(24), 5))
    first = chance.random(120) < 0.5
    parts, turned = parts_of(units, first), parts_of(units, ~first)
    assert studentised(parts, parts.as_they_are()) == pytest.approx(-studentised(turned, turned.as_they_are()))


def plain(truth, document):
    return Units(
        unit="sentence",
        names=np.array([f"s{at}" for at in range(len(truth))], dtype=object),
        document=document,
        documents=int(document.max()) + 1,
        frames=tuple(f"frame {at}" for at in range(truth.shape[1])),
        probabilities=np.full(truth.shape, 0.5),
        predicted=np.zeros(truth.shape, dtype=np.bool_),
        truth=truth,
        weight=np.ones(len(truth)),
        made_by="person",
    )


def test_documents_of_both_groups_are_a_paired_t_test():
    chance = np.random.default_rng(3)
    one, other = chance.random(40), chance.random(40)
    units = plain(np.concatenate([one, other])[:, np.newaxis], np.tile(np.arange(40), 2))
    parts = parts_of(units, np.arange(80) < 40)
    difference = one - other
    expected = difference.mean() / (difference.std() / np.sqrt(40))
    assert (parts.alone, parts.shared) == (0, 40)
    assert studentised(parts, parts.as_they_are())[0, 0] == pytest.approx(expected)


def test_equal_groups_have_no_difference():
    truth = np.tile([[1.0], [0.0], [1.0], [0.0], [0.0]], (20, 1))
    units = plain(truth, np.repeat(np.arange(20), 5))
    assert p_values(units, *by_documents(units, 10), seed=1).tolist() == [1.0]


def test_a_large_difference_is_as_sure_as_deals_can_tell(made):
    units = made((0.1, 0.6))
    first, second = by_documents(units, 30)
    assert p_values(units, first, second, seed=1)[0] == 1 / (1 + DEALS)
    assert p_values(units, first, second, seed=1, finest=0.05 / 100)[0] == 1 / (1 + 4000)


def test_a_group_without_labels_has_no_p_value(made):
    units = made((0.3, 0.3), frames=2)
    first, second = by_documents(units, 30)
    truth = np.where(first[:, np.newaxis] & np.array([True, False]), np.nan, units.truth)
    p = p_values(replace(units, truth=truth), first, second, seed=1)
    assert np.isnan(p).tolist() == [True, False]


def test_the_same_seed_gives_the_same_p_values(made):
    units = made((0.3, 0.35), frames=3)
    sides = by_documents(units, 30)
    assert p_values(units, *sides, seed=4).tolist() == p_values(units, *sides, seed=4).tolist()


@pytest.mark.parametrize("share", [0.05, 0.4])
@pytest.mark.parametrize("shared", [False, True], ids=["documents", "parts of documents"])
def test_p_values_are_uniform_where_there_is_nothing_to_find(made, share, shared):
    found = []
    for seed in range(60):
        units = made((share,), documents=24, frames=3, labelled=0.6, seed=seed)
        first = np.arange(len(units)) % 10 < 4 if shared else units.document < 12
        found += p_values(units, first, ~first, seed=seed).tolist()
    assert kstest(found, "uniform").pvalue > 0.01
