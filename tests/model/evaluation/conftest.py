"""Held-out predictions that nobody had to train a model for."""

import numpy as np
import pytest

from framing.model.evaluation.held_out import Judged


@pytest.fixture(scope="session")
def make_judged():
    """From (sentences, frames) of truth and predictions; NaN in the truth is not decided."""

    def make(
        truth, predicted, probabilities=None, documents=None, weights=None, folds=None, frames=None, held_together=None
    ):
        truth = np.asarray(truth, dtype=float)
        predicted = np.asarray(predicted, dtype=bool)
        rows = len(truth)
        documents = np.array(range(rows) if documents is None else documents).astype(str)
        return Judged(
            sentence_ids=tuple(f"s{number:04}" for number in range(rows)),
            documents=documents,
            held_together=documents if held_together is None else np.array(held_together).astype(str),
            frames=tuple(frames or [f"f{number}" for number in range(truth.shape[1])]),
            decided=np.isfinite(truth),
            truth=truth == 1,
            predicted=predicted,
            probabilities=predicted * 0.8 + 0.1 if probabilities is None else np.asarray(probabilities, dtype=float),
            weights=np.ones(rows) if weights is None else np.asarray(weights, dtype=float),
            folds=np.zeros(rows, dtype=int) if folds is None else np.asarray(folds),
        )

    return make
