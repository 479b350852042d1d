"""A warning when text is far from what a model learned from: other words, other lengths, another language.

Measured on four sets of texts, each beside the others: another language is noticed nearly always, in a single sentence
too; another subject in the same language hardly in a sentence, and in many together.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom, norm

from framing.corpus.language import guess_language
from framing.model.caution.reference import (
    UNUSUAL,
    Floats,
    Reference,
    count_unknown,
    document_texts,
    steady_share,
    words_of,
)

_FALSE_ALARM = 0.02  # how often text like that of training may be warned about, for each of three reasons
_MANY = 0.05  # of sentences or documents that are unlike: with fewer, no warning about all of them
_FAR = 0.25  # of the spread between documents: with enough of them, the smallest difference would be certain


@dataclass(frozen=True, eq=False)
class Novelty:
    """What of some sentences is unlike the training text.

    Attributes:
        sentences: see `compare`.
        documents: a row per document: `document_id`, `unknown` (share of its words, 0 to 1), `by_words`.
        languages: of other languages than the model learned from: code, and of how many documents.
        looked_at: of how many documents the language was told.
        warnings: what to say of all of them, in sentences; none if they are like the training text.
    """

    sentences: pd.DataFrame
    documents: pd.DataFrame
    languages: dict[str, int]
    looked_at: int
    warnings: tuple[str, ...]


def compare(reference: Reference, known: Collection[str], texts: Sequence[str], documents: Sequence[str]) -> Novelty:
    """How sentences differ from those that a model learned from.

    Args:
        reference: of the model.
        known: its words, see `framing.model.caution.reference.known_words`.
        texts: of the sentences.
        documents: of each.

    Returns:
        `sentences` has a row per sentence, in their order: `unknown` (share of its words, 0 to 1; NaN without words),
        `by_words` (more of them than in 98 % of the training text), `by_length` (shorter than 99 % of it, or longer).
    """
    counts = count_unknown([words_of(text) for text in texts], known)
    sentences = pd.DataFrame(
        {
            "unknown": _share(counts),
            "by_words": steady_share(counts, reference.unknown) > reference.most_unknown,
            "by_length": [is_unusual_length(reference, text) for text in texts],
        }
    )
    names, document_of = np.unique(np.array(documents, dtype=str), return_inverse=True)
    sums = np.zeros((len(names), 2))
    np.add.at(sums, document_of, counts)
    shares = steady_share(sums, reference.unknown)
    per_document = pd.DataFrame(
        {
            "document_id": names,
            "unknown": _share(sums),
            "by_words": shares > reference.most_unknown_in_document,
        }
    )
    guessed = pd.Series([guess_language(text) for text in document_texts(texts, list(documents)).values()], dtype="str")
    foreign = guessed[~guessed.isin(reference.languages)].value_counts()
    languages = {str(code): int(count) for code, count in foreign.items()}
    warnings = (
        _language_warning(reference, languages, len(guessed)),
        _words_warning(reference, per_document, shares, sums),
        _length_warning(reference, sentences),
    )
    return Novelty(sentences, per_document, languages, len(guessed), tuple(filter(None, warnings)))


def compare_sentence(reference: Reference, known: Collection[str], text: str) -> tuple[str, ...]:
    """What of one sentence is unlike the training text, in sentences; nothing if it is like it."""
    counts = count_unknown([words_of(text)], known)
    unknown, words = counts[0].astype(int).tolist()
    found = []
    language = guess_language(text)
    if reference.languages and language not in reference.languages:
        found.append(f"It seems to be in another language ({language}) than the training text {_in(reference)}.")
    if (steady_share(counts, reference.unknown) > reference.most_unknown).any():
        found.append(
            f"The model does not know {unknown} of its {words} words; "
            f"in training text held out it did not know {_of_hundred(reference.unknown)}."
        )
    if is_unusual_length(reference, text):
        found.append(
            f"It has {len(text)} characters; 98 % of the training sentences have "
            f"{reference.shortest} to {reference.longest}."
        )
    return tuple(found)


def _share(counts: Floats) -> pd.Series:
    return pd.Series(counts[:, 0]) / pd.Series(counts[:, 1]).replace(0, np.nan)


def is_unusual_length(reference: Reference, text: str) -> bool:
    """Whether a sentence is shorter or longer than 98 % of the training sentences."""
    return reference.longest > 0 and not reference.shortest <= len(text) <= reference.longest


def too_many(count: int, of: int) -> bool:
    """Whether so many are more than chance gives where 2 % are unlike, and enough to be worth a word."""
    return count >= _MANY * of and count > binom.ppf(1 - _FALSE_ALARM, of, UNUSUAL)


def _language_warning(reference: Reference, languages: dict[str, int], looked_at: int) -> str:
    count = sum(languages.values())
    if not reference.languages or not too_many(count, looked_at):
        return ""
    named = ", ".join(f"{code} {of}" for code, of in list(languages.items())[:3])
    return (
        f"{count} of {_documents(looked_at)} seem to be in another language ({named}) than the training text "
        f"{_in(reference)}. Do not use scores of a language that the model has not learned."
    )


def _words_warning(
    reference: Reference,
    documents: pd.DataFrame,
    shares: Floats,
    sums: Floats,
) -> str:
    far = int(documents["by_words"].sum())
    if not len(documents) or not (too_many(far, len(documents)) or _is_far_on_average(reference, shares)):
        return ""
    unknown, words = sums.sum(axis=0)
    return (
        f"The model does not know {_of_hundred(unknown / max(words, 1))}; in training documents held out it did not "
        f"know {_of_hundred(reference.unknown)}. {far} of {_documents(len(documents))} have more unknown words than "
        "98 % of those. Label some of this text, and train again, before you rely on its scores."
    )


def _is_far_on_average(reference: Reference, shares: Floats) -> bool:
    """Whether so many documents have on average more unknown words than as many of the training would by chance."""
    if not reference.document_spread:
        return False
    distance = (shares.mean() - reference.document_mean) / reference.document_spread
    error = np.sqrt(1 / len(shares) + 1 / reference.documents)
    return bool(distance > max(_FAR, norm.ppf(1 - _FALSE_ALARM) * error))


def _length_warning(reference: Reference, sentences: pd.DataFrame) -> str:
    count = int(sentences["by_length"].sum())
    if not too_many(count, len(sentences)):
        return ""
    return (
        f"{count} of {len(sentences)} sentences are shorter or longer than 98 % of the training sentences, which have "
        f"{reference.shortest} to {reference.longest} characters. Check how the text was split."
    )


def _documents(count: int) -> str:
    return f"{count} document{'' if count == 1 else 's'}"


def _in(reference: Reference) -> str:
    return f"({', '.join(reference.languages)})"


def _of_hundred(share: float) -> str:
    return f"{100 * share:.0f} of 100 words"
