"""What is to be known of each word, found once: a text is then its words' numbers, and the rest is arithmetic.

A word is what stands between blanks. Texts are made of few words, so nearly all of them were met before; the others are
looked at, and remembered until the memory is full. Then everything is forgotten: a corpus fills it again in no time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

MOST_REMEMBERED = 2**21  # letters, and eight for each word: some 140,000 words, about 50 MB
_OF_EACH = 8

Integers = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Ragged:
    """Rows of numbers, each of its own length: row i is `numbers[starts[i] : starts[i + 1]]`."""

    numbers: Integers
    starts: Integers

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: "Ragged") -> "Ragged":
        """These rows: each row of the result is several of them, one after the other."""
        firsts = self.starts[rows.numbers]
        lengths = self.starts[rows.numbers + 1] - firsts
        ends = np.zeros(len(lengths) + 1, np.int32)
        np.cumsum(lengths, out=ends[1:])
        places = np.arange(ends[-1], dtype=np.int32) + np.repeat(firsts - ends[:-1], lengths)
        return Ragged(self.numbers[places], ends[rows.starts])


Look = Callable[[Sequence[str]], Ragged]  # one row per word


def ragged(rows: Sequence[Sequence[int]]) -> Ragged:
    """Rows of numbers."""
    starts = np.zeros(len(rows) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, rows), np.int32, len(rows)), out=starts[1:])
    return Ragged(np.fromiter(chain.from_iterable(rows), np.int32, starts[-1]), starts)


@dataclass(frozen=True, eq=False)
class Words:
    """Texts as the numbers of their words, and what is known of the words.

    Attributes:
        texts: the number of each word, one row per text.
        known: for each of the looks, one row per number.
    """

    texts: Ragged
    known: tuple[Ragged, ...]


class _Numbers(dict[str, int]):
    """A number for each word that is asked for, from 0 on."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class _Rows:
    """A `Ragged` that grows; what it gave before stays as it was."""

    def __init__(self) -> None:
        self._numbers, self._starts = np.empty(2**10, np.int32), np.zeros(2**10, np.int32)
        self._rows = 0

    def add(self, rows: Ragged) -> None:
        first, last = self._starts[self._rows], self._rows + len(rows)
        end = int(first) + len(rows.numbers)
        self._numbers, self._starts = _with_room(self._numbers, end), _with_room(self._starts, last + 1)
        self._numbers[first:end] = rows.numbers
        self._starts[self._rows + 1 : last + 1] = first + rows.starts[1:]
        self._rows = last

    def all(self) -> Ragged:
        starts = self._starts[: self._rows + 1]
        return Ragged(self._numbers[: starts[-1]], starts)


def _with_room(array: Integers, length: int) -> Integers:
    """The array if it is so long, else a longer one that begins with it."""
    if length <= len(array):
        return array
    longer = np.empty(max(length, 2 * len(array)), np.int32)
    longer[: len(array)] = array
    return longer


class WordMemo:
    """What some looks find in words. It can be used by several threads, and takes bounded memory."""

    def __init__(self, looks: Sequence[Look], most: int = MOST_REMEMBERED) -> None:
        self._looks, self._most, self._lock = tuple(looks), most, Lock()
        self._forget()

    def __reduce__(self) -> tuple[Any, ...]:
        return WordMemo, (self._looks, self._most)  # what it remembers need not go to another process

    def __len__(self) -> int:
        return len(self._numbers)

    def forget(self) -> None:
        """Empties it, when no other thread is reading."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._numbers, self._size = _Numbers(), 0
        self._rows = tuple(_Rows() for _ in self._looks)

    def read(self, texts: Iterable[str]) -> Words:
        """The texts as words, each of which was looked at."""
        split = [text.split() for text in texts]
        starts = np.zeros(len(split) + 1, np.int32)
        np.cumsum(np.fromiter(map(len, split), np.int32, len(split)), out=starts[1:])
        with self._lock:
            known = len(self._numbers)
            try:
                number = self._numbers.__getitem__
                found = np.fromiter(map(number, chain.from_iterable(split)), np.int32, starts[-1])
                if len(self._numbers) > known:
                    self._look(list(islice(reversed(self._numbers), len(self._numbers) - known))[::-1])
                words = Words(Ragged(found, starts), tuple(rows.all() for rows in self._rows))
            except BaseException:  # half of a word is worse than none
                self._forget()
                raise
            if self._size > self._most:
                self._forget()
        return words

    def _look(self, words: Sequence[str]) -> None:
        for look, rows in zip(self._looks, self._rows, strict=True):
            rows.add(look(words))
        self._size += sum(map(len, words)) + _OF_EACH * len(words)
