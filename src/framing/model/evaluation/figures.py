"""F1, what it is made of, and average precision of held-out predictions: for the sample and each draw of documents."""

import numpy as np
import scipy.sparse as sp

from framing.model.evaluation.resampling import Bools, Floats, Resampling, Rows, ratio


def f1_of(hits: Floats, predictions: Floats, positives: Floats) -> Floats:
    """2 TP / (predictions + positives); NaN where both are 0."""
    return ratio(2 * hits, predictions + positives)


def match_totals(truth: Bools, predicted: Bools, weights: Floats, resampling: Resampling) -> tuple[Floats, ...]:
    """True positives, predictions and positives, each sentence as often as its weight says.

    Args:
        truth: of each row.
        predicted: of each row.
        weights: of each row; 0 for rows that are not decided.
        resampling: of the same rows.

    Returns:
        Three arrays, each with a value for the sample and each draw.
    """
    values = np.stack([weights * (truth & predicted), weights * predicted, weights * truth], axis=1)
    return tuple(resampling.totals(values).T)


def average_precisions(truth: Bools, probabilities: Floats, weights: Floats, document: Rows, times: Floats) -> Floats:
    """Average precision of the sample and of each draw: one value for each line of `times`.

    The mean of the precision at each positive, going down from the highest probability; rows with equal probability
    come together, whatever their order. The same figure as scikit-learn's `average_precision_score`, for all draws in
    one product: what lies between two positives is added up by document before anything is drawn.

    Args:
        truth: of each row.
        probabilities: of each row.
        weights: of each row; 0 for rows that are not decided.
        document: number of the document of each row.
        times: how often each document counts, (lines, documents).

    Returns:
        NaN in a line where no positive counts.
    """
    level = np.unique(-probabilities, return_inverse=True)[1]
    with_positive = np.unique(level[truth])
    step = np.searchsorted(with_positive, level)  # of a row: the next lower or equal probability that a positive has
    shape = (len(with_positive), times.shape[1])
    above = step < len(with_positive)
    every = sp.csr_matrix((weights[above], (step[above], document[above])), shape=shape)
    positive = sp.csr_matrix((weights[truth], (step[truth], document[truth])), shape=shape)
    seen = np.cumsum(every @ times.T, axis=0)
    found = positive @ times.T
    precision = np.divide(np.cumsum(found, axis=0), seen, out=np.zeros_like(seen), where=seen > 0)
    return ratio((found * precision).sum(axis=0), found.sum(axis=0))
