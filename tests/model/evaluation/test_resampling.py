import math

import numpy as np
import pytest

from framing.model.evaluation.resampling import figure_of, mean_of, ratio, resample


def test_the_first_line_is_the_sample_and_each_other_draws_as_many_documents():
    found = resample(np.array(["b", "a", "b"] + [f"d{n}" for n in range(20)]), seed=1)
    assert found.times.shape == (1001, 22)
    assert (found.times[0] == 1).all()
    assert (found.times.sum(axis=1) == 22).all()
    assert found.document[0] == found.document[2] != found.document[1]


def test_below_20_documents_nothing_is_drawn():
    assert resample(np.array([f"d{n}" for n in range(19)]), seed=1).times.shape == (1, 19)


def test_sums_are_over_the_rows_of_the_documents_that_were_drawn():
    found = resample(np.array(["a", "b"] * 15 + [f"d{n}" for n in range(20)]), seed=2)
    values = np.arange(50.0)
    expected = [
        sum(line[document] * value for document, value in zip(found.document, values, strict=True))
        for line in found.times
    ]
    assert found.totals(values[:, None])[:, 0].tolist() == pytest.approx(expected)


def test_the_interval_of_a_mean_is_that_of_the_normal_distribution():
    # 400 documents of one row each: the mean has standard error s / 20.
    values = np.random.default_rng(3).normal(size=400)
    found = resample(np.arange(400).astype(str), seed=4, draws=4000)
    figure = figure_of(found.totals(values[:, None])[:, 0] / 400)
    half = 1.96 * values.std() / 20
    assert figure.value == pytest.approx(values.mean())
    assert (figure.low, figure.high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.1 * half)


def test_draws_without_a_figure_are_left_out_and_too_many_of_them_leave_no_interval():
    drawn = np.linspace(0, 1, 100)
    few = figure_of(np.array([0.5, *drawn, *[math.nan] * 5]))
    assert (few.low, few.high) == pytest.approx((0.025, 0.975))
    assert math.isnan(figure_of(np.array([0.5, *drawn, *[math.nan] * 50])).low)
    assert math.isnan(figure_of(np.array([0.5])).high)


def test_nothing_divided_by_nothing_is_no_figure():
    assert np.isnan(ratio(np.array([0.0]), np.array([0.0]))).all()
    assert mean_of(np.array([[1.0, math.nan, 3.0], [math.nan] * 3]))[0] == 2
    assert math.isnan(mean_of(np.array([[math.nan] * 2]))[0])
