"""Dates of documents shuffled within their outlet, so that each period keeps its mix of outlets."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

CELLS = 2_000_000  # values that are shuffled at once, which bounds memory

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


def shuffled(values: Floats, outlet: Rows, *, seed: int, draws: int) -> Iterator[Floats]:
    """(lines, documents, frames) chunks of `values` that together have one line a draw.

    Args:
        values: (documents, frames); all frames of a document move together.
        outlet: of each document: values change places within it only.
        seed: of the draws.
        draws: how many.
    """
    chance = np.random.default_rng(seed)
    places = np.argsort(outlet, kind="stable")
    at_once = max(1, CELLS // max(values.size, 1))
    for begin in range(0, draws, at_once):
        lines = min(at_once, draws - begin)
        order = np.argsort(outlet + chance.random((lines, len(outlet))), axis=1)  # by outlet, within it by chance
        taken = np.empty_like(order)
        taken[:, places] = order
        yield values[taken]


def shuffled_variance(values: Floats, outlet: Rows, outlets: int, ends: Rows) -> Floats:
    """(ends, frames): variance over all shuffles of the sum of the first `ends` documents.

    That of sums of values drawn without replacement, outlet by outlet (Cochran 1977, section 2.5); the values of each
    outlet sum to 0.
    """
    total = np.bincount(outlet, minlength=outlets).astype(np.float64)
    squares = np.stack([np.bincount(outlet, column**2, minlength=outlets) for column in values.T], axis=1)
    stretch = np.searchsorted(ends, np.arange(len(outlet)), side="right")  # how many ends a document is not before
    cells = np.bincount(stretch * outlets + outlet, minlength=(len(ends) + 1) * outlets)
    before = np.cumsum(cells.reshape(-1, outlets), axis=0)[:-1]
    factor = before * (total - before) / np.maximum(total * (total - 1), 1)
    return np.asarray(factor @ squares)


def within(values: Floats, weight: Floats, outlet: Rows, outlets: int) -> Floats:
    """Weighted values less the weighted mean of their outlet: they sum to 0 in each. All (documents, frames)."""

    def of_outlet(part: Floats) -> Floats:
        return np.stack([np.bincount(outlet, column, minlength=outlets) for column in part.T], axis=1)

    mean = of_outlet(weight * values) / np.where((total := of_outlet(weight)) > 0, total, 1)
    return np.asarray(weight * (values - mean[outlet]))
