"""Draws of documents: as many for all, and as far apart as estimates are."""

import numpy as np
import pytest

from framing.analysis.prevalence import redrawing
from framing.analysis.prevalence.redrawing import redraw


def test_one_document_fewer_is_drawn_than_there_are() -> None:
    times = np.vstack(list(redraw(30, seed=1, draws=50)))
    assert times.shape == (50, 30)
    assert (times.sum(axis=1) == 29).all()


def test_means_of_draws_lie_as_far_apart_as_a_mean_is_unsure() -> None:
    values = np.random.default_rng(3).exponential(size=25)
    times = np.vstack(list(redraw(25, seed=1, draws=20_000)))
    means = times @ values / times.sum(axis=1)
    assert means.std() == pytest.approx(values.std(ddof=1) / 5, rel=0.02)


def test_chunks_are_small_and_make_the_same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = np.vstack(list(redraw(30, seed=1, draws=50)))
    monkeypatch.setattr(redrawing, "CELLS", 30 * 7)
    chunks = list(redraw(30, seed=1, draws=50))
    assert max(len(chunk) for chunk in chunks) == 7
    assert (np.vstack(chunks) == whole).all()
    assert max(len(chunk) for chunk in redraw(30, seed=1, draws=50, width=100)) == 2
