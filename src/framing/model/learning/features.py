"""Text as numbers: weighed counts of words and of pieces of words, over vocabularies that the model keeps.

Words carry the topic and the fixed phrases; pieces of three to five letters carry what inflected
languages and typing errors do to them. Counting the terms of a text takes nine tenths of the time, so
it is done once, and every fold then picks and weighs its own columns: the same figures as counting
and weighing the fold's sentences alone, at a fraction of the cost.

Rare terms weigh more than TF-IDF has it, phrases less, and beginnings of words more: in a sentence the words that
every text has are most of the counts, and the beginning of a word is nearly its stem, in any inflected language. Each
of these raised the average precision of English and French climate units and of English sentences of ten frames.
"""

import math
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from framing.model.learning.counting.compiled import Late, compile_kernel
from framing.model.learning.counting.counter import Counted, TermCounter
from framing.model.learning.counting.memo import Integers, Ragged
from framing.model.learning.counting.phrases import Phrases
from framing.model.learning.counting.pieces import LONGEST, SHORTEST, Pieces
from framing.model.learning.embedding import Embedding, load_embedding

FAMILIES = ("words", "pieces")
WORDS, PIECES = FAMILIES
MIN_SENTENCES = 2  # a term of one sentence teaches nothing about others, and is most of the vocabulary

RARITY = 1.5  # power of the inverse document frequency; 2 was as good, 1 worse by .02
PHRASE = 0.5  # weight of two words beside that of one
BEGINNING = 2.0  # weight of the first letters of a word beside other pieces
FAMILY_WEIGHTS: Mapping[str, float] = {WORDS: 1.0, PIECES: math.sqrt(2)}  # length of each family's part of a row
_BEGINNING_LENGTH = 5  # characters, the blank before the word among them

_LENGTHS = np.array(list(FAMILY_WEIGHTS.values()))
_LOGS = np.log(np.maximum(np.arange(256), 1)) + 1

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

# What a term is stands here and never in a model file: a pattern from a stranger can hang the program.
_ANALYZERS: Mapping[str, Mapping[str, Any]] = {
    "words": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w\w+\b"},
    "pieces": {"analyzer": "char_wb", "ngram_range": (SHORTEST, LONGEST)},
}


def fold_case(text: str) -> str:
    """`text` in lower case and in one Unicode form, so that й is one letter however it was typed."""
    return unicodedata.normalize("NFC", text.lower())


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The terms of one family in ascending order, and the weight of each: see `term_weights`."""

    terms: tuple[str, ...]
    idf: Floats


_NOTHING = Vocabulary((), np.empty(0))


@dataclass(frozen=True, eq=False)
class Features:
    """What turns texts into rows of numbers: words first, then pieces, each part of its family's length; then a vector.

    A profile without pieces has none in its vocabulary. `embedding` names a table of vectors, "" for none.
    """

    words: Vocabulary
    pieces: Vocabulary
    embedding: str = ""

    def __len__(self) -> int:
        return self.terms + self.dimensions

    @property
    def terms(self) -> int:
        """How many columns are terms; those of the vector follow them."""
        return len(self.words.terms) + len(self.pieces.terms)

    @property
    def dimensions(self) -> int:
        """How many columns are those of a vector."""
        return load_embedding(self.embedding).dimensions if self.embedding else 0

    def matrix(self, texts: Sequence[str]) -> sp.csr_matrix:
        """One row per text; a text without any known term or piece is a row of zeros."""
        return _beside(*self.parts(texts))

    def parts(self, texts: Sequence[str]) -> tuple[sp.csr_matrix, Floats | None]:
        """The columns of the terms, and those of the vector, if there is one.

        A row depends on its text alone, to the last bit, never on the texts beside it or before it.
        """
        kernel = self.late.for_texts(len(texts))
        rows = kernel.rows(texts) if kernel else None
        if rows is not None:
            terms = sp.csr_matrix(rows, shape=(len(texts), self.terms))
            return terms, self._vectors(texts, self.other_counter.other(texts)) if self.embedding else None
        counted = self.counter.count(texts)
        terms = sp.csr_matrix(
            (self._weighed(counted), counted.terms, counted.starts[::2]), shape=(len(texts), self.terms)
        )
        return terms, self._vectors(texts, counted.other)

    def row(self, text: str) -> tuple[Floats, Integers, Floats | None]:
        """The row of one text: its values in the columns of terms, which columns these are, and those of the vector.

        The same numbers as `parts` gives, without the matrix around them: to make one takes as long as to count.
        """
        counted = self.counter.count([text])
        vectors = self._vectors([text], counted.other)
        return self._weighed(counted), counted.terms, None if vectors is None else vectors[0]

    def _weighed(self, counted: Counted) -> Floats:
        """Logarithms of counts, weighed, each family of a text scaled to its length."""
        values = _one_and_log(counted.times) * self._weights[counted.terms]
        lengths = np.diff(counted.starts)  # how many terms each family has in each text
        sums = np.bincount(np.repeat(np.arange(len(lengths)), lengths), values * values, minlength=len(lengths))
        scale = np.tile(_LENGTHS, len(lengths) // len(_LENGTHS)) / np.sqrt(np.where(sums > 0, sums, 1))
        values *= np.repeat(scale, lengths)
        return values

    @cached_property
    def _weights(self) -> Floats:
        return np.concatenate([self.words.idf, self.pieces.idf])

    def _vectors(self, texts: Sequence[str], pieces: Ragged) -> Floats | None:
        if not self.embedding:
            return None
        table = load_embedding(self.embedding)
        if isinstance(table, Embedding):
            return table.vectors_of(table.pieces.shares_of(pieces))
        return table.vectors(texts)

    @cached_property
    def counter(self) -> TermCounter:
        """Counts the terms of the vocabularies. What it remembers of words is no part of the features."""
        table = load_embedding(self.embedding) if self.embedding else None
        return TermCounter(
            Phrases(self.words.terms, fold_case, _ANALYZERS[WORDS]["token_pattern"]),
            Pieces(self.pieces.terms, fold_case),
            table.pieces.of_each if isinstance(table, Embedding) else None,
        )

    @cached_property
    def late(self) -> Late:
        """Compiled code, which begins when it is told that many texts come; rows are the same to the last bit."""
        counter = self.counter
        make = partial(compile_kernel, counter.phrases, counter.pieces, self._weights, _LOGS, _LENGTHS)
        return Late(make, counter.memo.forget)

    @cached_property
    def other_counter(self) -> TermCounter:
        """Looks at words for what else is asked of them, where compiled code counts terms."""
        return replace(self, words=_NOTHING, pieces=_NOTHING).counter

    def __getstate__(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}  # for other processes


@dataclass(frozen=True, eq=False)
class TermCounts:
    """How often each term stands in each text, per family; terms of a single text are left out.

    `vectors` are those that the table `embedding` gives the texts, if there is one.
    """

    terms: tuple[npt.NDArray[np.str_], ...]
    matrices: tuple[sp.csr_matrix, ...]
    embedding: str = ""
    vectors: Floats | None = None

    def learn(self, rows: Rows) -> "FoldFeatures":
        """The features that the texts of `rows` alone give; none if no term stands in two of them."""
        columns, vocabularies = [], []
        for family, terms, matrix in zip(FAMILIES, self.terms, self.matrices, strict=True):
            sentences = np.bincount(matrix[rows].indices, minlength=matrix.shape[1])
            kept = np.flatnonzero(sentences >= MIN_SENTENCES)
            names = tuple(terms[kept].tolist())
            columns.append(kept)
            vocabularies.append(Vocabulary(names, term_weights(family, names, sentences[kept], len(rows))))
        words, pieces = vocabularies
        return FoldFeatures(Features(words, pieces, self.embedding), self, tuple(columns))


@dataclass(frozen=True, eq=False)
class FoldFeatures:
    """Features learned from some of the counted texts, and how to get the rows of the others without counting again."""

    features: Features
    counts: TermCounts
    columns: tuple[Rows, ...]

    def matrix(self, rows: Rows) -> sp.csr_matrix:
        """The same as `features.matrix` of the texts at `rows`."""
        parts = [matrix[rows][:, kept] for matrix, kept in zip(self.counts.matrices, self.columns, strict=True)]
        terms = _weigh(parts, [self.features.words.idf, self.features.pieces.idf])
        vectors = self.counts.vectors
        return _beside(terms, None if vectors is None else vectors[rows])


def count_terms(texts: Sequence[str], families: Collection[str] = FAMILIES, embedding: str = "") -> TermCounts:
    """The terms of `texts`, counted, and their vectors; a family that is not asked for has none.

    Args:
        texts: of the examples.
        families: of terms.
        embedding: name of a table of vectors, "" for none; see `framing.model.learning.embedding.choose_embedding`.
    """
    terms, matrices = [], []
    for family in FAMILIES:
        if family not in families:
            terms.append(np.empty(0, dtype=object))
            matrices.append(sp.csr_matrix((len(texts), 0)))
            continue
        names, matrix = _count_all(_counter(family), texts)
        kept = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= MIN_SENTENCES)
        terms.append(names[kept])
        matrices.append(matrix[:, kept])
    vectors = load_embedding(embedding).vectors(texts) if embedding else None
    return TermCounts(tuple(terms), tuple(matrices), embedding, vectors)


def terms_of(family: str, text: str) -> list[str]:
    """Every term of `text`, known or not, each as often as it stands there."""
    return _analyzer(family)(text)


@cache
def _analyzer(family: str) -> Callable[[str], list[str]]:
    analyzer: Callable[[str], list[str]] = _counter(family).build_analyzer()
    return analyzer


def term_settings(family: str) -> Mapping[str, Any]:
    """What scikit-learn must be told to find the terms of a family; they are found in a text that `fold_case` gave."""
    return _ANALYZERS[family]


def term_weights(family: str, terms: Sequence[str], sentences: npt.NDArray[np.intp], total: int) -> Floats:
    """What one occurrence of each term counts for, above 0.

    Args:
        family: of the terms.
        terms: their names.
        sentences: how many have each.
        total: how many sentences there are.
    """
    rarity = (np.log((1 + total) / (1 + sentences)) + 1) ** RARITY
    if family == WORDS:
        return np.asarray(rarity * [PHRASE if " " in term else 1.0 for term in terms])
    begins = [len(term) == _BEGINNING_LENGTH and term.startswith(" ") for term in terms]
    return np.asarray(rarity * np.where(begins, BEGINNING, 1.0))


def _counter(family: str) -> CountVectorizer:
    return CountVectorizer(preprocessor=fold_case, lowercase=False, **_ANALYZERS[family])


def _count_all(counter: CountVectorizer, texts: Sequence[str]) -> tuple[npt.NDArray[Any], sp.csr_matrix]:
    analyze = counter.build_analyzer()
    if not any(analyze(text) for text in texts):  # scikit-learn raises where no text has a term
        return np.empty(0, dtype=object), sp.csr_matrix((len(texts), 0))
    matrix = sp.csr_matrix(counter.fit_transform(texts))
    return counter.get_feature_names_out(), matrix


def _weigh(counts: Iterable[sp.csr_matrix], weights: Iterable[Floats]) -> sp.csr_matrix:
    """Logarithms of counts, weighed; each family scaled to the same length in every row; side by side."""
    parts = []
    for family, matrix, weight in zip(FAMILIES, counts, weights, strict=True):
        weighed = sp.csr_matrix(matrix, dtype=np.float64, copy=True)
        weighed.data = (np.log(weighed.data) + 1) * weight[weighed.indices]
        if min(weighed.shape):  # scikit-learn refuses empty ones
            weighed = normalize(weighed, copy=False) * FAMILY_WEIGHTS[family]
        parts.append(weighed)
    return sp.csr_matrix(sp.hstack(parts))


def _one_and_log(times: npt.NDArray[np.intp]) -> Floats:
    """1 + log of each count. Nearly all are small, and to look a logarithm up is faster."""
    found = _LOGS[np.minimum(times, len(_LOGS) - 1)]
    many = np.flatnonzero(times >= len(_LOGS))
    found[many] = np.log(times[many]) + 1
    return found


def _beside(terms: sp.csr_matrix, vectors: Floats | None) -> sp.csr_matrix:
    """The terms, and the vectors after them. A vector has length one, as a family of terms about has.

    Put together by hand: scipy goes by way of coordinates, which takes longer than the vectors themselves.
    """
    if vectors is None:
        return terms
    rows, width = vectors.shape
    starts = terms.indptr.astype(np.int64) + width * np.arange(rows + 1)
    places = starts[1:, np.newaxis] - width + np.arange(width)
    of_terms = np.ones(starts[-1], dtype=bool)
    of_terms[places] = False
    numbers, columns = np.empty(starts[-1]), np.empty(starts[-1], dtype=np.int64)
    numbers[places], columns[places] = vectors, terms.shape[1] + np.arange(width)
    numbers[of_terms], columns[of_terms] = terms.data, terms.indices
    return sp.csr_matrix((numbers, columns, starts), shape=(rows, terms.shape[1] + width))
