"""Pieces of words: what scikit-learn's "char_wb" finds in a text, word by word, for thousands of words at once.

A piece never goes across a blank, so the pieces of a word are the same wherever it stands. The letters of a vocabulary
are few, so that a piece of five is one whole number of 64 bits, and to look it up is to look up a number: exactly, not
by a hash that two pieces can share.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from framing.model.learning.counting.memo import Ragged, ragged
from framing.model.learning.counting.number_table import NumberTable

SHORTEST, LONGEST = 3, 5  # letters, with the blanks around a word
_BITS = 12  # of a letter's number, so that five make one of 60
MOST_LETTERS = (1 << _BITS) - 2  # 0 is no letter, and the last is any that no piece has
_BLANK = ord(" ")


@dataclass(frozen=True, eq=False)
class Pieces:
    """The pieces of a vocabulary, how words are folded, and how many are few: those are looked up one by one."""

    vocabulary: Sequence[str]
    fold: Callable[[str], str]
    few: int = 30

    def numbers(self, words: Sequence[str]) -> Ragged:
        """The numbers of the known pieces of each word, each as often as it stands there.

        Args:
            words: without blanks, as `str.split` gives them.
        """
        folded = self.fold(f" {' '.join(words)} ")
        if len(words) < self.few or not self.packs:
            return ragged(
                [[self._can_be_found[p] for p in pieces_of(w) if p in self._can_be_found] for w in folded.split()]
            )
        points = code_points(folded)
        blanks = np.flatnonzero(points == _BLANK)
        found = np.full((len(points), LONGEST - SHORTEST + 1), -1, np.int32)
        next_blank = np.repeat(blanks[1:], np.diff(blanks))
        packed = self._pack(points)
        for length in range(SHORTEST, LONGEST + 1):
            whole = np.flatnonzero(next_blank >= np.arange(length - 1, len(next_blank) + length - 1))
            keys = packed[whole] & _masks(length)
            found[whole, length - SHORTEST] = self.table.find(keys)
        known = found >= 0
        sums = np.concatenate([[0], np.cumsum(known.sum(axis=1, dtype=np.int32), dtype=np.int32)])
        return Ragged(found[known], sums[blanks].astype(np.int32))

    def _pack(self, points: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        """Five letters from each place on, as one number; 0 for each behind the end."""
        letters = self.letters[points].astype(np.int64)
        packed = letters.copy()
        for place in range(1, LONGEST):
            packed[:-place] |= letters[place:] << _BITS * place
        return packed

    @cached_property
    def _alphabet(self) -> list[str]:
        return sorted(set("".join(self._can_be_found)))

    @cached_property
    def _can_be_found(self) -> dict[str, int]:
        """The pieces that a word can have; a vocabulary may come from a stranger."""
        return {piece: number for number, piece in enumerate(self.vocabulary) if SHORTEST <= len(piece) <= LONGEST}

    @cached_property
    def packs(self) -> bool:
        """Whether the letters are few enough for a piece to be one number."""
        return len(self._alphabet) <= MOST_LETTERS

    @cached_property
    def letters(self) -> npt.NDArray[np.int16]:
        """The number of each letter by its code point."""
        numbers = np.full(0x110000, MOST_LETTERS + 1, np.int16)
        numbers[list(map(ord, self._alphabet))] = np.arange(1, len(self._alphabet) + 1)
        return numbers

    @cached_property
    def table(self) -> NumberTable:
        """The number of each piece that can be found, by its letters in one."""
        lengths = np.fromiter(map(len, self._can_be_found), np.int64, len(self._can_be_found))
        points = code_points("".join(self._can_be_found) + " ")
        keys = self._pack(points)[np.cumsum(lengths) - lengths] & _masks(lengths)
        return NumberTable(keys, np.fromiter(self._can_be_found.values(), np.int32, len(lengths)))


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The number that Unicode gives each letter; half a character too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _masks(lengths: Any) -> Any:
    """What keeps so many letters of a packed number."""
    return (np.int64(1) << _BITS * lengths) - 1


def pieces_of(word: str) -> list[str]:
    """The pieces of a word between blanks, of three to five letters with these blanks."""
    padded = f" {word} "
    return [
        padded[start : start + length]
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(len(padded) - length + 1)
    ]
