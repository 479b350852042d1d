"""Groups of articles from pairs that are alike, without chains: average linkage on a sparse graph. Pure.

Two groups become one while the mean cosine over all pairs between them, those that were not found counting as zero, is
the threshold or more; the nearest two first (UPGMA, Sokal and Michener 1958). So an article that is like one of a group
and unlike the rest stays out, where groups by connection would grow into one.
"""

import heapq
from collections.abc import Sequence

import numpy as np

from framing.analysis.events.pairs import Pairs
from framing.analysis.scored import Rows


def average_linkage(size: int, pairs: Pairs, threshold: float) -> Rows:
    """The group of each of `size` rows: the lowest row of it.

    Of equal means the group with the lowest rows is made first.

    Args:
        size: how many rows there are.
        pairs: of rows; a pair that is not there has a cosine of zero.
        threshold: mean cosine between two groups from which on they become one, above 0.
    """
    sums: list[dict[int, float]] = [{} for _ in range(size)]
    heap = []
    for one, other, cosine in zip(pairs.one.tolist(), pairs.other.tolist(), pairs.cosine.tolist(), strict=True):
        sums[one][other] = sums[other][one] = cosine
        if cosine >= threshold:
            heap.append((-cosine, one, other, 1, 1))
    heapq.heapify(heap)
    counts, parent = [1] * size, list(range(size))
    while heap:
        _, one, other, of_one, of_other = heapq.heappop(heap)
        if parent[one] != one or parent[other] != other or (counts[one], counts[other]) != (of_one, of_other):
            continue  # one of them has grown since
        parent[other] = one
        counts[one] += counts[other]
        _join(sums, one, other)
        for third, total in sums[one].items():
            mean = total / (counts[one] * counts[third])
            if mean >= threshold:
                low, high = min(one, third), max(one, third)
                heapq.heappush(heap, (-mean, low, high, counts[low], counts[high]))
    return np.array([_root(parent, row) for row in range(size)], dtype=np.intp)


def _join(sums: list[dict[int, float]], one: int, other: int) -> None:
    """Sums of cosines of `other` with other groups are added to those of `one`."""
    ours, theirs = sums[one], sums[other]
    del ours[other], theirs[one]
    for third, total in theirs.items():
        del sums[third][other]
        ours[third] = sums[third][one] = ours.get(third, 0.0) + total
    sums[other] = {}


def _root(parent: Sequence[int], row: int) -> int:
    while parent[row] != row:
        row = parent[row]
    return row
