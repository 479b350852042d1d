"""Folds of whole documents: the sentences of one article resemble each other, so they stay together."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]


def document_folds(documents: npt.NDArray[np.str_], folds: int, *, seed: int) -> Iterator[tuple[Rows, Rows]]:
    """Rows to learn from and rows held out, once per fold.

    Each document is held out exactly once. Documents go to the fold that has the fewest sentences so far, the
    longest first, those of equal length in an order that depends on `seed`.

    Args:
        documents: the document of each row.
        folds: how many; as many as there are documents if that is fewer.
        seed: of the order.
    """
    names, sizes = np.unique(documents, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(-sizes[order], kind="stable")]
    load = np.zeros(min(folds, len(names)), dtype=np.int64)
    fold_of = {}
    for document in order:
        fold = int(load.argmin())
        load[fold] += sizes[document]
        fold_of[names[document]] = fold
    row_folds = np.array([fold_of[name] for name in documents])
    for fold in range(len(load)):
        yield np.flatnonzero(row_folds != fold), np.flatnonzero(row_folds == fold)
