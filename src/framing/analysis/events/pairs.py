"""Pairs of articles that are alike and near in time, found without looking at all pairs: pure.

Articles are gone through in the order of their days, a block at a time, and each block is compared with what lies
within the window only. A pair comes into question if its strongest terms meet, which leaves most pairs out before their
cosine is worked out; memory is that of one block against its window.
"""

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from framing.analysis.scored import Floats, Rows

STRONGEST = 32  # terms of an article by which others are looked up
MOST_NEAR = 150  # later articles that one is paired with, the nearest: bounds what an event of thousands costs
_BLOCK = 512  # articles
_SURE = 0.3  # of the lowest cosine asked for: a pair whose strongest terms give less of it is left out

NO_DAY = np.iinfo(np.int64).min  # of an article of which the day is not known


class Pairs(NamedTuple):
    """`one` < `other`, rows of the matrix; their cosine. In ascending order."""

    one: Rows
    other: Rows
    cosine: Floats


def near_pairs(matrix: sp.csr_matrix, days: Rows, window: int, lowest: float) -> Pairs:
    """Pairs whose cosine is `lowest` or more and whose days are `window` or less apart: all but a few near `lowest`.

    An article that has more than MOST_NEAR is paired with the nearest of them.

    Args:
        matrix: rows of length one, see `framing.analysis.events.words.word_matrix`.
        days: of each row, counted from any day, or NO_DAY: such a row is compared with all.
        window: days.
        lowest: cosine, above 0.
    """
    order = np.argsort(days, kind="stable")  # those without a day come first
    rows, signs, sorted_days = matrix[order], _strongest(matrix)[order], days[order]
    by_term = signs.T.tocsr()
    undated = int(np.searchsorted(sorted_days, NO_DAY, side="right"))
    found = []
    for start in range(0, len(order), _BLOCK):
        end = min(start + _BLOCK, len(order))
        last = (
            len(order) if start < undated else int(np.searchsorted(sorted_days, sorted_days[end - 1] + window, "right"))
        )
        met = (signs[start:end] @ by_term[:, start:last]).tocoo()
        one, other = met.row + start, met.col + start
        kept = (met.data >= _SURE * lowest) & (one < other)
        kept &= (one < undated) | (sorted_days[other] - np.where(one < undated, 0, sorted_days[one]) <= window)
        one, other = one[kept], other[kept]
        cosine = _cosines(rows, one, other)
        near = _nearest(one, other, cosine, lowest)
        found.append((order[one[near]], order[other[near]], cosine[near]))
    return _sorted(*(np.concatenate(part) for part in zip(*found, strict=True))) if found else _NONE


_NONE = Pairs(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp), np.empty(0))


def _sorted(one: Rows, other: Rows, cosine: Floats) -> Pairs:
    first, second = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((second, first))
    return Pairs(first[order], second[order], cosine[order])


def _strongest(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """The same rows with their STRONGEST terms only; of equal ones the first in the alphabet."""
    lengths = np.diff(matrix.indptr)
    row = np.repeat(np.arange(matrix.shape[0]), lengths)
    order = np.lexsort((matrix.indices, -matrix.data, row))
    rank = np.arange(len(order)) - matrix.indptr[row[order]]
    kept = np.sort(order[rank < STRONGEST])
    parts = (matrix.data[kept], (row[kept], matrix.indices[kept]))
    return sp.csr_matrix(parts, shape=matrix.shape)


def _nearest(one: Rows, other: Rows, cosine: Floats, lowest: float) -> Rows:
    """Where the MOST_NEAR nearest of each of `one` stand that are `lowest` or more."""
    at = np.flatnonzero(cosine >= lowest)
    at = at[np.lexsort((other[at], -cosine[at], one[at]))]
    first = np.searchsorted(one[at], one[at])
    kept: Rows = at[np.arange(len(at)) - first < MOST_NEAR]
    return kept


def _cosines(rows: sp.csr_matrix, one: Rows, other: Rows) -> Floats:
    parts = [
        np.asarray(rows[one[at : at + _MANY]].multiply(rows[other[at : at + _MANY]]).sum(axis=1)).ravel()
        for at in range(0, len(one), _MANY)
    ]
    return np.concatenate(parts) if parts else np.empty(0)


_MANY = 20_000  # pairs whose rows are in memory at once
