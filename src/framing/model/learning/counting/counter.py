"""Counts of a model's terms in texts, equal to those of scikit-learn's vectorizers on any text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from framing.model.learning.counting.memo import Integers, Look, Ragged, WordMemo, Words
from framing.model.learning.counting.phrases import Phrases, rows_of
from framing.model.learning.counting.pieces import Pieces

_WORDS, _PIECES, _OTHER = range(3)  # the looks of a counter
_MOST_OF_32_BITS = 2**31 - 1  # to sort them is twice as fast
# Blanks to Python, and nothing at all to BERT, which joins what stands beside them.
_DROPPED = dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\x1f\x85"), "")


@dataclass(frozen=True, eq=False)
class Counted:
    """Which terms stand in texts, and how often: text by text, and in each words and phrases first, then pieces.

    Attributes:
        terms: their numbers, ascending; those of pieces go on where those of words end.
        times: how often each stands there.
        starts: where the words of each text begin, and its pieces; and where the last ends.
        other: what else was asked of the words of each text.
    """

    terms: Integers
    times: npt.NDArray[np.intp]
    starts: Integers
    other: Ragged


class TermCounter:
    """Counts the terms of two vocabularies in texts. What it learns of words it remembers, in bounded memory.

    Folding the case of a text word by word gives the same as folding the whole: no rule of case or of Unicode's forms
    looks over a blank.
    """

    def __init__(self, phrases: Phrases, pieces: Pieces, other: Look | None = None) -> None:
        self.phrases, self.pieces, self._has_other = phrases, pieces, other is not None
        self.memo = WordMemo(
            [
                phrases.words if phrases.vocabulary else _nothing,
                pieces.numbers if pieces.vocabulary else _nothing,
                other or _nothing,
            ]
        )

    def count(self, texts: Sequence[str]) -> Counted:
        """What stands in the texts."""
        read = self.memo.read(texts)
        split, width = len(self.phrases.vocabulary), len(self.phrases.vocabulary) + len(self.pieces.vocabulary)
        wide = width * (len(texts) + 1) > _MOST_OF_32_BITS
        numbers: npt.NDArray[np.signedinteger[Any]] = np.arange(len(texts) + 1, dtype=np.int64 if wide else np.int32)
        first = width * numbers
        words, pieces = read.known[_WORDS].take(read.texts), read.known[_PIECES].take(read.texts)
        rows, phrases = self.phrases.terms(words.numbers, rows_of(words))
        # A term of a text as one number, so that to sort them is to count them: several times faster than by text.
        found = np.concatenate([first[rows] + phrases, np.repeat(first[:-1], np.diff(pieces.starts)) + pieces.numbers])
        found[len(rows) :] += split
        found.sort()
        fresh = np.ones(len(found) + 1, dtype=bool)  # and one behind the end
        np.not_equal(found[1:], found[:-1], out=fresh[1:-1])
        places = np.flatnonzero(fresh)
        times, found = np.diff(places), found[places[:-1]]
        starts = np.searchsorted(found, np.stack([first, first + split], axis=1).ravel()[:-1]).astype(np.int32)
        terms = found - np.repeat(first[:-1], np.diff(starts[::2]))
        return Counted(terms.astype(np.int32, copy=False), times, starts, self._other(texts, read))

    def other(self, texts: Sequence[str]) -> Ragged:
        """What else was asked of the words of each text; their terms are not counted."""
        return self._other(texts, self.memo.read(texts))

    def _other(self, texts: Sequence[str], read: Words) -> Ragged:
        joined = "\n".join(texts) if self._has_other else ""
        if any(chr(blank) in joined for blank in _DROPPED):
            read = self.memo.read([text.translate(_DROPPED) for text in texts])
        return read.known[_OTHER].take(read.texts)


def _nothing(words: Sequence[str]) -> Ragged:
    return Ragged(np.empty(0, np.int32), np.zeros(len(words) + 1, np.int32))


def batches(texts: Sequence[str], most: int, letters: int) -> Iterator[Sequence[str]]:
    """The texts in runs of at most so many texts, and of at most so many letters unless one text has more."""
    start, size = 0, 0
    for number, text in enumerate(texts):
        size += len(text)
        if number > start and (number - start == most or size > letters):
            yield texts[start:number]
            start, size = number, len(text)
    if start < len(texts):
        yield texts[start:]
