"""Holm's correction, and the power of a comparison, beside statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestIndPower

from framing.analysis.comparison.power import detectable, power_of
from framing.audit.finding import holm


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200))
def test_holm_is_that_of_statsmodels(p_values):
    expected = multipletests(p_values, method="holm")[1]
    assert holm(p_values) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("documents", [10, 20, 40, 200])  # of a side
@pytest.mark.parametrize("comparisons", [1, 10])
def test_the_detectable_difference_is_that_of_a_t_test(documents, comparisons):
    # The exact distribution is Student's non-central one; Bloom's multiplier is within 2 % of it.
    effect = TTestIndPower().solve_power(nobs1=documents, alpha=0.05 / comparisons, power=0.8)
    assert detectable(np.sqrt(2 / documents), 2 * documents, comparisons) == pytest.approx(effect, rel=0.02)


@pytest.mark.parametrize("effect", [0.2, 0.5, 0.8])
def test_the_power_is_that_of_a_t_test(effect):
    expected = TTestIndPower().power(effect, 40, 0.05)
    assert power_of(effect, np.sqrt(2 / 40), 80) == pytest.approx(expected, abs=0.01)
