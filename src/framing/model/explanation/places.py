"""Where the terms of a text stand in it, so that what a model sees can be shown on what a person reads.

A term is no stretch of the text: it was put in lower case and in another Unicode form, which moves what follows. Both
leave spaces alone, and no piece of a word reaches over one. So each word, from space to space, is turned into terms
by itself, and its place is that of the word.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import scipy.sparse as sp

from framing.model.learning.features import terms_of

_WORD = re.compile(r"\S+")
_CORE = re.compile(r"\w(?:.*\w)?")


@dataclass(frozen=True)
class Span:
    """A stretch of a text in code points; `end` is not in it."""

    start: int
    end: int


@dataclass(frozen=True)
class Term:
    """One column of a model's features: its family, such as words or pieces, and the term."""

    family: str
    text: str


def word_spans(text: str) -> tuple[Span, ...]:
    """The words of `text`, from space to space, without the marks around them unless there is nothing else."""
    return tuple(
        Span(found.start() + core.start(), found.start() + core.end())
        if (core := _CORE.search(found[0]))
        else Span(found.start(), found.end())
        for found in _WORD.finditer(text)
    )


def shares(text: str, terms: Sequence[Term]) -> sp.csr_matrix:
    """How much of each term stands in each word of `word_spans`, (words, terms).

    The column of a term that stands in the text sums to one: a term that stands there twice belongs half to either
    place, and two words in a row half to each. A term that stands nowhere has a column of zeros.
    """
    number = {term: column for column, term in enumerate(terms)}
    known = cache(lambda word: _known(word, number))
    rows, columns, amounts = list[int](), list[int](), list[float]()
    before: tuple[int, str] | None = None
    for word, found in enumerate(_WORD.finditer(text)):
        singles, inside = known(found[0])
        rows += [word] * len(inside)
        columns += inside
        amounts += [1.0] * len(inside)
        for single in singles:
            if before is not None and (pair := number.get(Term("words", f"{before[1]} {single}"))) is not None:
                rows += [before[0], word]
                columns += [pair, pair]
                amounts += [0.5, 0.5]
            before = word, single
    counts = sp.csr_matrix((amounts, (rows, columns)), shape=(len(word_spans(text)), len(terms)))  # it adds equal ones
    totals = counts.sum(axis=0).A1
    totals[totals == 0] = 1
    return sp.csr_matrix(counts.multiply(1 / totals))


def _known(word: str, number: Mapping[Term, int]) -> tuple[list[str], list[int]]:
    """The single words between two spaces, two in `Anti-Terrorism`; and the columns of these and of all pieces."""
    singles = [term for term in terms_of("words", word) if " " not in term]
    terms = [Term("words", single) for single in singles] + [Term("pieces", each) for each in terms_of("pieces", word)]
    return singles, [number[term] for term in terms if term in number]
