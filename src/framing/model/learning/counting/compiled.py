"""The same rows of weighed terms as by arrays, to the last bit, by compiled code: for runs of many texts.

It needs the extra `compiled` (numba). To import that and to compile, or to load what was compiled before, takes longer
than to count some ten thousand texts with arrays; so it begins late, and only where many texts are expected.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from framing.model.learning.counting.memo import Integers
from framing.model.learning.counting.number_table import NumberTable
from framing.model.learning.counting.phrases import Phrases
from framing.model.learning.counting.pieces import Pieces, code_points

PAYS_AFTER = 100_000  # texts: with arrays they take longer than to load the kernel, and a third of what compiling takes

_POINTS = 0x110000  # of Unicode

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, Integers, Integers]  # values, their terms, and where each row begins and the last ends
Fold = Callable[[str], str]


@dataclass(frozen=True, eq=False)
class Compiled:
    """The kernel with the tables of a model."""

    fold: Fold
    tables: Any
    fill: Callable[..., bool]

    def rows(self, texts: Sequence[str]) -> Rows | None:
        """The rows of the texts; none where a term stands in a text more often than there are logarithms."""
        folded = [self.fold(text) for text in texts]
        points = code_points("\n".join(folded))
        ends = np.fromiter(accumulate(len(text) + 1 for text in folded), np.int64, len(folded)) - 1
        most = 3 * (2 * len(points) + len(folded))  # a word of one letter has one piece, and blanks around it
        values, terms, starts = np.empty(most), np.empty(most, np.int32), np.empty(len(folded) + 1, np.int32)
        if not self.fill(self.tables, points, ends, values, terms, starts):
            return None
        return values[: starts[-1]], terms[: starts[-1]], starts


class Late:
    """The kernel of a model from the moment on at which it pays; None before, and where it cannot be had.

    When it is there, `begun` is told: what the arrays remember of words, some 50 MB, is of no more use.
    """

    def __init__(self, make: Callable[[], Compiled | None], begun: Callable[[], None] = lambda: None) -> None:
        self._make: Callable[[], Compiled | None] | None = make
        self._begun = begun
        self._made: Compiled | None = None
        self._left = math.inf  # texts before it begins

    def expect_many(self, after: int = PAYS_AFTER) -> None:
        """Compiles when so many texts were counted from now on, or as many as were said before."""
        self._left = min(self._left, after)

    def for_texts(self, count: int) -> Compiled | None:
        """The kernel, if it is to count these texts."""
        if self._left > 0:
            self._left -= count
        elif self._make is not None:
            self._made, self._make = self._make(), None
            if self._made is not None:
                self._begun()
        return self._made


def compile_kernel(phrases: Phrases, pieces: Pieces, weights: Floats, logs: Floats, lengths: Floats) -> Compiled | None:
    """The kernel, ready to run; None where numba is not there or cannot be used, or an alphabet is too large.

    Args:
        phrases: the terms that are words.
        pieces: those that are pieces; they fold as words do.
        weights: of all terms.
        logs: 1 + log of each number from 0 on; of 0 anything.
        lengths: of each family's part of a row.
    """
    if not pieces.packs:
        return None
    try:
        from framing.model.learning.counting import kernel

        starts, words = _together(list(phrases.numbers))
        places = np.full(1 << (2 * len(phrases.numbers) + 1).bit_length(), -1, np.int32)
        kernel.place_words(words, starts, places)
        keys, terms = phrases.pairs
        pairs = NumberTable(keys + 1, terms)  # its keys are above 0
        tables = kernel.Tables(
            kinds=_kinds(),
            words=words,
            word_starts=starts,
            word_places=places,
            alone=phrases.alone,
            pair_keys=pairs.keys,
            pair_values=pairs.values,
            pair_shift=pairs.shift,
            letters=pieces.letters,
            piece_keys=pieces.table.keys,
            piece_values=pieces.table.values,
            piece_shift=pieces.table.shift,
            has_pieces=bool(pieces.vocabulary),
            split=len(phrases.vocabulary),
            weights=weights,
            logs=logs,
            family_weights=lengths,
        )
        compiled = Compiled(phrases.fold, tables, kernel.fill)
        compiled.rows(["."])
    except Exception:  # numba is missing, or too old for this Python or numpy, in more ways than can be named
        return None
    return compiled


def _together(words: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
    """Where each word begins, and the code points of all."""
    starts = np.fromiter(accumulate(map(len, words), initial=0), np.int64, len(words) + 1)
    return starts, code_points("".join(words))


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """What each code point is, see `kernel.Tables`."""
    # Decoded at once: a million texts of one letter, to be joined, are 80 MB, and the most that a run needs.
    every = np.arange(_POINTS, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    kinds = np.zeros(len(every), np.uint8)
    for kind, pattern in ((1, r"\s+"), (2, r"\w+")):  # blanks are those of `str.split`
        for found in re.finditer(pattern, every):
            kinds[slice(*found.span())] = kind
    return kinds
