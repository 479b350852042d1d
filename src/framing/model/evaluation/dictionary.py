"""A dictionary from the codebook: what counting words finds, beside what a model finds.

The words of a frame are those that the codebook uses for it, in its name, definition, rules and examples, without words
that tell no frame from another. Languages that inflect write one word in many ways, so a word counts by its first five
letters (which served as well as a stemmer in Turkish: Can and others 2008, JASIST 59, 407-421). How many different
words a sentence needs is chosen as the model's thresholds are, on the labels of the same folds: a comparison that tunes
one side only is worthless. Where the codebook takes its examples from the very texts, the dictionary knows these.
"""

import re
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from framing.codebook import Codebook
from framing.model.evaluation.held_out import Folds
from framing.model.evaluation.resampling import Bools, Floats
from framing.model.learning.calibration import best_threshold
from framing.model.learning.codebook_words import frame_texts, plain_words, telling_texts
from framing.model.learning.examples import Examples

LETTERS = 5  # of a word that count
_WORD = re.compile(r"\w+")


def dictionary_predictions(examples: Examples, codebook: Codebook, folds: Folds) -> Bools:
    """(sentences, frames): the dictionary says yes.

    Args:
        examples: the labelled sentences.
        codebook: whose words they are.
        folds: in which the number of words is chosen; sentences that only teach count as for the model's thresholds.
    """
    counts = word_counts(examples.texts, codebook)
    predicted = np.zeros(counts.shape, dtype=bool)
    for inside, held in folds.parts:
        for number in range(counts.shape[1]):
            needed = _needed(counts[inside, number], examples.labels[inside, number], examples.weights[inside])
            predicted[held, number] = counts[held, number] >= needed
    return predicted


def word_counts(texts: Sequence[str], codebook: Codebook) -> Floats:
    """How many different words of each frame stand in each text, (texts, frames)."""
    there, words = plain_words(texts)
    stems = {stem: place for place, stem in enumerate(dict.fromkeys(word[:LETTERS] for word in words))}
    column = [stems[word[:LETTERS]] for word in words]
    stemmed = sp.csr_matrix(
        (np.ones(len(words)), (np.arange(len(words)), column)), shape=(len(words), max(len(stems), 1))
    )
    described = telling_texts(frame_texts(codebook), there, words)
    frames = np.zeros((len(described), max(len(stems), 1)))
    for number, text in enumerate(described):
        frames[number, [stems[word[:LETTERS]] for word in _WORD.findall(text) if word[:LETTERS] in stems]] = 1
    inside = there @ stemmed
    inside.data[:] = 1  # a word that stands there in two forms is one word
    return np.asarray(inside @ frames.T, dtype=np.float64)


def _needed(counts: Floats, labels: Floats, weights: Floats) -> float:
    """How many words make the best F1 on these rows, at least one; one where no row has the frame."""
    usable = np.isfinite(labels) & (weights > 0)
    if not (labels[usable] == 1).any():
        return 1.0
    return max(best_threshold(labels[usable], counts[usable], weights[usable]), 0.5)
