"""Documents drawn again as a whole, once for all groups and frames, a few draws at a time.

The sentences of an article resemble each other, so chance is in which articles there are. Of D documents D - 1 are
drawn, with replacement: then the variance of draws is that of an estimate and not (D - 1)/D of it (McCarthy and Snowden
1985, The Bootstrap and Finite Population Sampling). A matrix of 1,000 draws of 100,000 documents would take 800 MB;
chunks of it take 16.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

CELLS = 2_000_000  # numbers of a chunk, which bounds its memory

Floats = NDArray[np.float64]


def redraw(documents: int, *, seed: int, draws: int, width: int = 1) -> Iterator[Floats]:
    """How often each document counts: (lines, documents) chunks that together have one line a draw.

    Args:
        documents: how many there are, at least 2.
        seed: of the draws, which do not depend on how they are cut into chunks.
        draws: how many.
        width: numbers that will be computed of each draw; chunks are small enough for these too.
    """
    chance = np.random.default_rng(seed)
    at_once = max(1, CELLS // max(documents, width))
    for begin in range(0, draws, at_once):
        lines = min(at_once, draws - begin)
        drawn = chance.integers(0, documents, size=(lines, documents - 1))
        drawn += np.arange(lines)[:, np.newaxis] * documents
        counts = np.bincount(drawn.ravel(), minlength=lines * documents)
        yield counts.reshape(lines, documents).astype(np.float64)
