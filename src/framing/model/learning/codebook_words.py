"""The codebook's words of each frame, and in which texts they stand: what is known before anybody has labelled."""

import re
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer

from framing.codebook import Codebook
from framing.model.learning.features import fold_case
from framing.model.learning.function_words import function_words

_WORD = re.compile(r"\w+")


def frame_texts(codebook: Codebook) -> list[str]:
    """What the codebook says of each frame that a sentence of it may say too: name, definition, rules, examples."""
    return [" ".join((frame.name, frame.definition, *frame.include, *frame.positive)) for frame in codebook.frames]


def telling_texts(frames: Sequence[str], there: sp.csr_matrix, words: Sequence[str]) -> list[str]:
    """What the codebook says of each frame, without the words that no sentence is to be chosen for.

    Args:
        frames: see `frame_texts`.
        there: which words each sentence of the corpus has, see `plain_words`.
        words: the columns of it.
    """
    described = [_WORD.findall(fold_case(text)) for text in frames]
    empty = function_words(there, words, described)
    return [" ".join(word for word in own if word not in empty) for own in described]


def plain_words(texts: Sequence[str]) -> tuple[sp.csr_matrix, list[str]]:
    """Which words stand in each text, 1 or 0, (texts, words), and the words; case does not count."""
    if not any(_WORD.search(text) for text in texts):  # scikit-learn refuses these
        return sp.csr_matrix((len(texts), 0)), []
    counter = CountVectorizer(binary=True, preprocessor=fold_case, lowercase=False, token_pattern=_WORD.pattern)
    return sp.csr_matrix(counter.fit_transform(texts), dtype=np.float64), counter.get_feature_names_out().tolist()
