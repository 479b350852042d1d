"""What the text was like that a model learned from, in numbers: words it would not have known, lengths, languages.

Scores of text unlike that look as sure as any other. What is unlike is judged by the training documents themselves,
each beside a vocabulary that was learned without it: some new words are in every article.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from framing.corpus.language import guess_language
from framing.model.learning.features import MIN_SENTENCES, fold_case
from framing.model.learning.folds import document_folds

UNUSUAL = 0.02  # of the training text counts as unlike the rest, in words as in length
LANGUAGES_OF = 300  # documents, evenly spread: a language that is not plain takes milliseconds to tell
_SENTENCES_AT_LEAST = 50  # with fewer, the shortest and the longest say little of what is usual
_DOCUMENTS_AT_LEAST = 20
_FOLDS = 10  # with fewer, the rest knows much less than all know together
_STEADY = 10.0  # words: a share of unknown ones is drawn towards the usual one as if so many more had been read
_RARE_LANGUAGE = 0.01  # of the documents; below, it may be a wrong guess
_WORD = re.compile(r"\b[^\W\d_]{2,}\b")  # as the model's words, without numbers, which are new in every text

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reference:
    """What is usual in the training text. Numbers and codes of languages; no word of any text.

    Attributes:
        unknown: share of words that were unknown in training documents held out, 0 to 1.
        most_unknown: in a sentence, steadied (see `steady_share`); beyond it are 2 % of the sentences held out.
        most_unknown_in_document: the same for documents. Both are 1, which nothing exceeds, where too little was held
            out to say.
        document_mean: of the steadied shares of documents.
        document_spread: their standard deviation; 0 below 20 documents.
        shortest: characters; between it and `longest` are 98 % of the sentences. 0 where there are too few.
        longest: characters; 0 where there are too few.
        languages: ISO 639-1 codes that at least 1 % of the documents are in.
        documents: how many there were.
    """

    unknown: float
    most_unknown: float
    most_unknown_in_document: float
    document_mean: float
    document_spread: float
    shortest: int
    longest: int
    languages: tuple[str, ...]
    documents: int


def steady_share(counts: Floats, usual: float) -> Floats:
    """(unknown + 10 usual) / (words + 10) of each row of `counts`: one new word of two is no foreign language."""
    return np.asarray((counts[:, 0] + _STEADY * usual) / (counts[:, 1] + _STEADY), dtype=np.float64)


def make_reference(texts: Sequence[str], documents: npt.NDArray[np.str_], *, seed: int = 7) -> Reference:
    """The reference of sentences that a model learns from.

    Args:
        texts: of the sentences.
        documents: of each; whole documents are held out, so that with one there is nothing to say of words.
        seed: of the folds.
    """
    words = [words_of(text) for text in texts]
    counts = _held_out_counts(words, documents, seed)
    unknown, read = counts.sum(axis=0) if len(counts) else (0.0, 0.0)
    usual = float(unknown / read) if read else 0.0
    names, document_of = np.unique(documents, return_inverse=True)
    shares = _document_shares(counts, document_of, len(names), usual) if read else np.empty(0)
    lengths = np.array([len(text) for text in texts])
    usual_lengths = len(texts) >= _SENTENCES_AT_LEAST
    shortest, longest = np.percentile(lengths, [50 * UNUSUAL, 100 - 50 * UNUSUAL]) if usual_lengths else (0, 0)
    many = len(shares) >= _DOCUMENTS_AT_LEAST
    return Reference(
        unknown=usual,
        most_unknown=_highest(steady_share(counts, usual), _SENTENCES_AT_LEAST) if read else 1.0,
        most_unknown_in_document=_highest(shares, _DOCUMENTS_AT_LEAST),
        document_mean=float(shares.mean()) if many else 0.0,
        document_spread=float(shares.std(ddof=1)) if many else 0.0,
        shortest=int(np.floor(shortest)),
        longest=int(np.ceil(longest)),
        languages=_languages(texts, documents),
        documents=len(names),
    )


def words_of(text: str) -> list[str]:
    """The words of a text as a model knows them: two letters or more, in lower case; numbers are none."""
    return _WORD.findall(fold_case(text))


def known_words(terms: Collection[str]) -> frozenset[str]:
    """The single words among the terms of a model's vocabulary."""
    return frozenset(term for term in terms if " " not in term)


def count_unknown(words: Sequence[Sequence[str]], known: Collection[str]) -> Floats:
    """(texts, 2): how many of the words of each text are unknown, and how many words it has."""
    counts = [(sum(word not in known for word in of_text), len(of_text)) for of_text in words]
    return np.array(counts, dtype=np.float64).reshape(-1, 2)


def document_texts(texts: Sequence[str], documents: Sequence[str], most: int = LANGUAGES_OF) -> Mapping[str, str]:
    """The sentences of each document in one text; of more than `most` documents, some that are evenly spread."""
    names = sorted(set(documents))
    chosen = {names[int(at)] for at in np.linspace(0, len(names) - 1, min(most, len(names)))} if names else set()
    parts: dict[str, list[str]] = {name: [] for name in sorted(chosen)}
    for text, name in zip(texts, documents, strict=True):
        if name in chosen:
            parts[name].append(text)
    return {name: " ".join(of_document) for name, of_document in parts.items()}


def _held_out_counts(words: Sequence[Sequence[str]], documents: npt.NDArray[np.str_], seed: int) -> Floats:
    """(texts, 2), see `count_unknown`, beside what the other folds know; empty if there is one document."""
    if len(np.unique(documents)) < 2:
        return np.empty((0, 2))
    everywhere = Counter(word for of_text in words for word in set(of_text))
    counts = np.zeros((len(words), 2))
    for _, held in document_folds(documents, _FOLDS, seed=seed):
        here = Counter(word for row in held for word in set(words[row]))
        known = {word for word, count in everywhere.items() if count - here[word] >= MIN_SENTENCES}
        counts[held] = count_unknown([words[row] for row in held], known)
    return counts


def _document_shares(counts: Floats, document_of: npt.NDArray[np.intp], documents: int, usual: float) -> Floats:
    sums = np.zeros((documents, 2))
    np.add.at(sums, document_of, counts)
    return steady_share(sums, usual)


def _highest(shares: Floats, at_least: int) -> float:
    """What all but 2 % stay below; 1 if there are fewer than `at_least`."""
    return float(np.quantile(shares, 1 - UNUSUAL)) if len(shares) >= at_least else 1.0


def _languages(texts: Sequence[str], documents: npt.NDArray[np.str_]) -> tuple[str, ...]:
    guessed = Counter(guess_language(text) for text in document_texts(texts, documents.tolist()).values())
    return tuple(sorted(code for code, count in guessed.items() if count >= _RARE_LANGUAGE * guessed.total()))
