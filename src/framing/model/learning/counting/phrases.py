"""Words and pairs of words of a vocabulary, by number: what scikit-learn's "word" finds with phrases of one and two.

A vocabulary may come from a stranger: a term of three words, or with two blanks, is found nowhere, as with
scikit-learn, because no phrase of a text is written so.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import numpy as np
import numpy.typing as npt

from framing.model.learning.counting.memo import Integers, Ragged


@dataclass(frozen=True, eq=False)
class Phrases:
    """The terms of the vocabulary, and what is a word: `pattern` finds them in what `fold` gave."""

    vocabulary: Sequence[str]
    fold: Callable[[str], str]
    pattern: str

    def words(self, chunks: Sequence[str]) -> Ragged:
        """The numbers of the words in each of what stands between blanks; all that are in no term have one number."""
        found = self._find(self.fold(" ".join(chunks) + " "))
        numbers = np.fromiter(map(self._numbers.get, found, repeat(len(self._numbers))), np.int32, len(found))
        blank = np.array([word == " " for word in found])
        ends = np.flatnonzero(blank)
        starts = np.concatenate([[0], ends - np.arange(len(ends))]).astype(np.int32)
        return Ragged(numbers[~blank], starts)

    def terms(self, words: Integers, rows: Integers) -> tuple[Integers, Integers]:
        """Row and number of each term in rows of words.

        Args:
            words: their numbers, one row after the other.
            rows: the row of each.
        """
        alone = self._alone[words]
        first, second = words[:-1], words[1:]
        places = np.flatnonzero((rows[:-1] == rows[1:]) & self._begins[first] & self._ends[second])
        asked = first[places] * np.int64(len(self._alone)) + second[places]
        found = np.searchsorted(self._pairs, asked)
        there = self._pairs[found] == asked
        single = alone >= 0
        return (
            np.concatenate([rows[single], rows[places[there]]]),
            np.concatenate([alone[single], self._terms_of_pairs[found[there]]]),
        )

    @cached_property
    def _find(self) -> Callable[[str], list[str]]:
        return re.compile(f"{self.pattern}| ").findall

    @cached_property
    def _split(self) -> list[tuple[int, list[str]]]:
        """Number and words of the terms that can be found."""
        parts = ((number, term.split(" ")) for number, term in enumerate(self.vocabulary))
        return [(number, words) for number, words in parts if len(words) <= 2 and all(words)]

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        distinct = dict.fromkeys(word for _, words in self._split for word in words)
        return {word: number for number, word in enumerate(distinct)}

    @cached_property
    def _alone(self) -> Integers:
        """The term that each word is by itself, -1 for none; the last is any other word."""
        found = np.full(len(self._numbers) + 1, -1, np.int32)
        for number, words in self._split:
            if len(words) == 1:
                found[self._numbers[words[0]]] = number
        return found

    @cached_property
    def _sorted(self) -> tuple[npt.NDArray[np.int64], Integers]:
        width = len(self._alone)
        keys = sorted(
            (self._numbers[words[0]] * width + self._numbers[words[1]], number)
            for number, words in self._split
            if len(words) == 2
        )
        pairs = np.array([*(key for key, _ in keys), np.iinfo(np.int64).max], np.int64)  # so that each search ends
        return pairs, np.array([number for _, number in keys], np.int32)

    @property
    def _pairs(self) -> npt.NDArray[np.int64]:
        return self._sorted[0]

    @property
    def _terms_of_pairs(self) -> Integers:
        return self._sorted[1]

    @cached_property
    def _begins(self) -> npt.NDArray[np.bool_]:
        found = np.zeros(len(self._alone), dtype=bool)
        found[self._pairs[:-1] // len(self._alone)] = True
        return found

    @cached_property
    def _ends(self) -> npt.NDArray[np.bool_]:
        found = np.zeros(len(self._alone), dtype=bool)
        found[self._pairs[:-1] % len(self._alone)] = True
        return found


def rows_of(ragged: Ragged) -> Integers:
    """The row of each number."""
    return np.repeat(np.arange(len(ragged.starts) - 1, dtype=np.int32), np.diff(ragged.starts))
