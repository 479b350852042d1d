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
        numbers = np.fromiter(map(self.numbers.get, found, repeat(len(self.numbers))), np.int32, len(found))
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
        alone = self.alone[words]
        first, second = words[:-1], words[1:]
        places = np.flatnonzero((rows[:-1] == rows[1:]) & self._begins[first] & self._ends[second])
        asked = first[places] * np.int64(len(self.alone)) + second[places]
        found = np.searchsorted(self._pairs, asked)
        there = self._pairs[found] == asked
        single = alone >= 0
        return (
            np.concatenate([rows[single], rows[places[there]]]),
            np.concatenate([alone[single], self.pairs[1][found[there]]]),
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
    def numbers(self) -> Mapping[str, int]:
        """The number of each word that is in a term."""
        distinct = dict.fromkeys(word for _, words in self._split for word in words)
        return {word: number for number, word in enumerate(distinct)}

    @cached_property
    def alone(self) -> Integers:
        """The term that each word is by itself, -1 for none; the last is any other word."""
        found = np.full(len(self.numbers) + 1, -1, np.int32)
        for number, words in self._split:
            if len(words) == 1:
                found[self.numbers[words[0]]] = number
        return found

    @cached_property
    def pairs(self) -> tuple[npt.NDArray[np.int64], Integers]:
        """The pairs that are terms, ascending, each as a number: first word by `len(alone)`, and second; and terms."""
        width = len(self.alone)
        keys = sorted(
            (self.numbers[words[0]] * width + self.numbers[words[1]], number)
            for number, words in self._split
            if len(words) == 2
        )
        return np.array([key for key, _ in keys], np.int64), np.array([number for _, number in keys], np.int32)

    @cached_property
    def _pairs(self) -> npt.NDArray[np.int64]:
        """The same, and one behind the end, so that each search ends."""
        return np.append(self.pairs[0], np.iinfo(np.int64).max)

    @cached_property
    def _begins(self) -> npt.NDArray[np.bool_]:
        found = np.zeros(len(self.alone), dtype=bool)
        found[self._pairs[:-1] // len(self.alone)] = True
        return found

    @cached_property
    def _ends(self) -> npt.NDArray[np.bool_]:
        found = np.zeros(len(self.alone), dtype=bool)
        found[self._pairs[:-1] % len(self.alone)] = True
        return found


def rows_of(ragged: Ragged) -> Integers:
    """The row of each number."""
    return np.repeat(np.arange(len(ragged.starts) - 1, dtype=np.int32), np.diff(ragged.starts))
