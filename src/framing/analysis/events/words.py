"""Texts as rows of weighed words, for finding which tell of the same thing: TF-IDF over the beginnings of words.

A word is cut to its first letters, six, or five where they are not Latin: in inflected languages that is nearly the
stem, in English it costs little, and no list of a language is needed (McNamee and Mayfield 2004, Character n-gram
tokenization for European language text retrieval). Words of closed classes are left out; figures stay, since "17 dead"
is what two reports of one event share.
"""

import re
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from framing.model.learning.features import fold_case
from framing.model.learning.function_words import LISTED

LATIN_STEM, OTHER_STEM = 6, 5  # letters of a word that count; Russian and Kazakh endings are longer
_WORD = re.compile(r"[^\W\d_]{2,}|\d{2,}")


def word_matrix(texts: Sequence[str], counted: Sequence[bool] | None = None, *, whole: bool = False) -> sp.csr_matrix:
    """(texts, terms): one row of length one per text; a text without a word that another one has too is a row of zeros.

    Terms stand in the order of the alphabet, so that a row does not depend on the order of the texts. Frequency counts
    with its logarithm; a term weighs log(texts / texts that have it).

    Args:
        texts: any number.
        counted: by which of them it is counted how rare a term is; all unless told. Copies would make their words
            common.
        whole: the words that no other text has count for the length of a row too, so that two texts are alike by as
            much of what they say as they have in common. Without it two that share one word of many are the same where
            nobody else has any of the rest. Such words weigh what those of two texts do: what many tell of an event is
            not rare in it. A row is then of length one at most.
    """
    counts = _stems(texts)
    among = counts if counted is None else counts[np.asarray(counted, dtype=bool)]
    having = np.diff(among.tocsc().indptr)
    size = max(among.shape[0], 1)
    told = having >= 2
    if not told.any():
        return sp.csr_matrix((len(texts), 0))
    kept = told | whole
    counts = counts[:, kept].astype(np.float64)
    counts.data = 1 + np.log(counts.data)
    weights = np.log((1 + size) / (0.5 + np.maximum(having[kept], 2)))
    return sp.csr_matrix(normalize(counts @ sp.diags(weights))[:, told[kept]])


def _stems(texts: Sequence[str]) -> sp.csr_matrix:
    """How often each text has each stem."""
    counter = CountVectorizer(preprocessor=_folded, tokenizer=_WORD.findall, token_pattern=None)
    try:
        counts = counter.fit_transform(texts)
    except ValueError:  # no text has a word
        return sp.csr_matrix((len(texts), 0), dtype=np.int64)
    words = counter.get_feature_names_out()
    stems, stem_of = np.unique([_stem(word) for word in words], return_inverse=True)
    kept = np.array([word not in LISTED for word in words])
    rows = np.flatnonzero(kept)
    merge = sp.csr_matrix((np.ones(len(rows), dtype=np.int64), (rows, stem_of[kept])), shape=(len(words), len(stems)))
    return sp.csr_matrix(counts @ merge)


def _folded(text: str) -> str:
    return fold_case(text).replace("ё", "е")


def _stem(word: str) -> str:
    return word[: LATIN_STEM if word.isascii() else OTHER_STEM]
