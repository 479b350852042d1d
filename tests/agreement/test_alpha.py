import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from framing.agreement.alpha import (
    alpha_of,
    krippendorff_alpha,
    observed_agreement,
    positive_agreement,
    value_sums,
    vote_sums,
)

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: one text per observer, one letter per unit.
BINARY = ("0100000010", "1110010000")  # section A; alpha = 0.095
TWO_OBSERVERS = ("aabbdcccedda", "babbbccceddd")  # section B; alpha = 0.692
MISSING = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")  # section C; alpha = 0.743

# Fleiss' kappa of ten subjects rated by fourteen raters is 0.210 (the worked example of the Wikipedia article).
FLEISS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]
# Artstein & Poesio (2008), Inter-Coder Agreement for Computational Linguistics, table 1: two coders, 100 utterances,
# 20 both statement, 50 both request, 20 and 10 one of each; Scott's pi is 0.341.
ARTSTEIN_POESIO = [[2, 0]] * 20 + [[0, 2]] * 50 + [[1, 1]] * 30


def counted(observers):
    units = [[label for label in unit if label != "."] for unit in zip(*observers, strict=True)]
    return pd.DataFrame([pd.Series(unit).value_counts() for unit in units]).fillna(0)


@pytest.mark.parametrize(("observers", "published"), [(BINARY, 0.095), (TWO_OBSERVERS, 0.692), (MISSING, 0.743)])
def test_alpha_equals_the_published_examples(observers, published):
    assert krippendorff_alpha(counted(observers)) == pytest.approx(published, abs=0.0005)


@pytest.mark.parametrize(("counts", "published"), [(FLEISS, 0.210), (ARTSTEIN_POESIO, 0.341)])
def test_alpha_is_the_published_kappa_of_equally_many_raters_with_the_correction_for_small_samples(counts, published):
    # Both put expected agreement at the sum of squared shares; Krippendorff's pairs are drawn without putting back, so
    # that 1 - alpha = (1 - kappa) * (n - 1) / n for n labels.
    labels = np.sum(counts)
    kappa = 1 - (1 - krippendorff_alpha(counts)) * labels / (labels - 1)
    assert kappa == pytest.approx(published, abs=0.0005)


@pytest.mark.parametrize(
    ("both", "one", "neither", "positive", "negative"), [(40, 15, 45, 0.84, 0.86), (80, 15, 5, 0.91, 0.40)]
)
def test_positive_agreement_is_that_of_cicchetti_and_feinstein(both, one, neither, positive, negative):
    # The two tables of their papers "High agreement but low kappa" (1990): equal agreement, and unequal specific one.
    yes = np.repeat([2.0, 1.0, 0.0], [both, one, neither])
    assert positive_agreement(yes, np.full(100, 2.0)) == pytest.approx(positive, abs=0.005)
    assert positive_agreement(2 - yes, np.full(100, 2.0)) == pytest.approx(
        {0.84: 0.86, 0.91: 0.40}[positive], abs=0.005
    )
    assert observed_agreement(yes, np.full(100, 2.0)) == pytest.approx(0.85)


def test_what_nobody_decided_has_no_figures():
    none = np.empty(0)
    assert np.isnan(positive_agreement(none, none))
    assert np.isnan(observed_agreement(none, none))
    assert np.isnan(krippendorff_alpha(np.empty((0, 2))))
    assert np.isnan(krippendorff_alpha([[1, 0], [0, 1]]))  # one label a unit
    assert np.isnan(krippendorff_alpha([[3, 0], [2, 0]]))  # all the same


tables = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=30)


@given(tables)
def test_nominal_alpha_is_that_of_its_coincidences(counts):
    # Krippendorff's way: o(c, k) = sum over units of pairs c-k / (m - 1); alpha = 1 - (n - 1) (sum of o with c != k) /
    # (sum of n_c n_k with c != k).
    table = np.array([row for row in counts if sum(row) > 1], float).reshape(-1, 3)
    coincidences = np.zeros((3, 3))
    for row in table:
        coincidences += (np.outer(row, row) - np.diag(row)) / (row.sum() - 1)
    marginal = coincidences.sum(axis=1)
    differing = coincidences.sum() - np.trace(coincidences)
    by_chance = marginal.sum() ** 2 - (marginal**2).sum()
    assume(by_chance > 0)
    expected = 1 - (marginal.sum() - 1) * differing / by_chance
    assert krippendorff_alpha(counts) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=1, max_size=30))
def test_with_two_values_one_of_them_says_all(counts):
    table = np.array([row for row in counts if sum(row) > 1], float).reshape(-1, 2)
    one = alpha_of(vote_sums(table[:, 0], table.sum(axis=1)).sum(axis=0)[None])
    assert float(one) == pytest.approx(krippendorff_alpha(counts), abs=1e-9, nan_ok=True)
    assert float(alpha_of(value_sums(table).sum(axis=0))) == pytest.approx(float(one), abs=1e-9, nan_ok=True)


def test_frames_of_different_frequency_do_not_pass_for_agreement():
    # Two annotators who toss a coin: one that shows yes in 9 of 10 for the first frame, in 1 of 10 for the second.
    # Within each frame agreement is chance; put together as one table of units it would look like 0.64.
    often = [[2, 0]] * 81 + [[1, 1]] * 18 + [[0, 2]] * 1
    seldom = [[no, yes] for yes, no in often]
    together = krippendorff_alpha(often + seldom)
    sums = np.stack([vote_sums(np.array(part, float)[:, 0], np.full(100, 2.0)).sum(axis=0) for part in (often, seldom)])
    assert together == pytest.approx(0.64, abs=0.01)
    assert float(alpha_of(sums)) == pytest.approx(0, abs=0.01)
