"""What a comparison would find: beside tables, and one beside the other."""

import math

import numpy as np
import pytest
from scipy.stats import ttest_ind

from framing.analysis.comparison.power import detectable, power_of


def test_the_detectable_difference_of_many_documents_is_the_multiplier_of_tables():
    # Bloom (1995): 1.96 + 0.84 = 2.80 standard errors, two-sided at 5 %, power 80 %.
    assert detectable(1.0, 100_000) == pytest.approx(2.80, abs=0.005)


def test_the_detectable_difference_of_few_documents_is_bloom_s():
    # Bloom (1995), table 1: 20 degrees of freedom take 2.086 + 0.860 = 2.95.
    assert detectable(1.0, 22) == pytest.approx(2.95, abs=0.005)


def test_what_is_detectable_is_found_four_times_of_five():
    for documents in (20, 100, 1000):
        for comparisons in (1, 12):
            least = detectable(0.04, documents, comparisons)
            assert power_of(least, 0.04, documents, comparisons) == pytest.approx(0.8, abs=0.005)


def test_no_difference_is_found_as_often_as_the_level_says():
    assert power_of(0.0, 0.1, 50) == pytest.approx(0.05)
    assert power_of(0.0, 0.1, 50, 10) == pytest.approx(0.005)


def test_more_comparisons_find_less():
    least = [float(detectable(0.03, 80, count)) for count in (1, 5, 50)]
    assert least == sorted(least)
    assert least[0] < least[-1]


def test_two_documents_tell_nothing():
    assert math.isnan(detectable(0.1, 2))


def test_the_power_is_that_of_a_t_test_on_made_figures():
    chance = np.random.default_rng(1)
    one, other = chance.normal(0.6, 1, (4000, 40)), chance.normal(0, 1, (4000, 40))
    found = np.mean(ttest_ind(one, other, axis=1).pvalue <= 0.05)
    assert power_of(0.6, math.sqrt(2 / 40), 80) == pytest.approx(found, abs=0.02)
