"""Counts of a model's terms in texts, equal to those of scikit-learn's vectorizers on any text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from framing.model.learning.counting.memo import Look, Ragged, WordMemo, Words
from framing.model.learning.counting.phrases import Phrases, rows_of
from framing.model.learning.counting.pieces import Pieces

_WORDS, _PIECES, _OTHER = range(3)  # the looks of a counter
# Blanks to Python, and nothing at all to BERT, which joins what stands beside them.
_DROPPED = dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\x1f\x85"), "")


@dataclass(frozen=True, eq=False)
class Counted:
    """Counts of words and phrases, and of pieces, (texts, terms) by column; and what else was asked of the words."""

    words: sp.csc_matrix
    pieces: sp.csc_matrix
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
        return Counted(self._words(read), self._pieces(read), self._other(texts, read))

    def _words(self, read: Words) -> sp.csc_matrix:
        words = read.known[_WORDS].take(read.texts)
        rows, terms = self.phrases.terms(words.numbers, rows_of(words))
        counts = sp.coo_matrix(
            (np.ones(len(rows), np.int32), (rows, terms)), (len(words), len(self.phrases.vocabulary))
        )
        return counts.tocsc()

    def _pieces(self, read: Words) -> sp.csc_matrix:
        known = read.known[_PIECES]
        return (_matrix(read.texts, len(known)) @ _matrix(known, len(self.pieces.vocabulary))).tocsc()

    def _other(self, texts: Sequence[str], read: Words) -> Ragged:
        joined = "\n".join(texts) if self._has_other else ""
        if any(chr(blank) in joined for blank in _DROPPED):
            read = self.memo.read([text.translate(_DROPPED) for text in texts])
        return read.known[_OTHER].take(read.texts)


def _matrix(ragged: Ragged, width: int) -> sp.csr_matrix:
    """How often each number stands in each row."""
    return sp.csr_matrix(
        (np.ones(len(ragged.numbers), np.int32), ragged.numbers, ragged.starts), shape=(len(ragged), width)
    )


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
