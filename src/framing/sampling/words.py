"""How far sentences speak in the codebook's words: what is known of a frame before anybody has labelled it."""

import numpy as np
import scipy.sparse as sp

from framing.model.learning.features import Features, Floats, Rows

BEST_CHANCE = 0.5  # of the sentence that speaks most in a frame's words, while nothing is known of how far they lead
_TRIED = 0.5  # of the best match: a labelled sentence that matches so well has put the words to the test
_NAMED = 3  # words of a frame that a reader is told


def own_words(frames: sp.csr_matrix) -> Floats:
    """Features of what the codebook says of each frame, less what it says of all: (frames, features)."""
    own = np.asarray(frames.todense(), dtype=np.float64)
    return own - own.mean(axis=0) if len(own) > 1 else own


def word_chances(sentences: sp.csr_matrix, frames: Floats, labelled: Rows, labels: Floats) -> Floats:
    """A rough chance of each frame in each sentence, by words alone, (sentences, frames): 0 to BEST_CHANCE.

    How far a sentence speaks in the frame's own words, relative to the best one; less where labelled sentences in
    these words turned out not to have the frame (Laplace's rule of succession).

    Args:
        sentences: features of the sentences.
        frames: see `own_words`.
        labelled: rows of the sentences that are labelled.
        labels: of these, (labelled, frames): 1, 0, NaN for not decided.
    """
    match = np.clip(np.asarray(sentences @ frames.T), 0, None)
    match /= np.maximum(match.max(axis=0, initial=0), 1e-12)
    tried = (match[labelled] >= _TRIED) & np.isfinite(labels)
    hits = (tried & (labels == 1)).sum(axis=0)
    chances: Floats = BEST_CHANCE * match * (hits + 1) / (tried.sum(axis=0) + 1)
    return chances


def shared_words(features: Features, sentence: sp.csr_matrix, frame: Floats) -> list[str]:
    """The words of a sentence that are a frame's own, those that weigh most first."""
    weights = sentence.data * frame[sentence.indices]
    weighed = sorted(zip(weights.tolist(), sentence.indices.tolist(), strict=True), reverse=True)
    words = features.words.terms
    own = (words[place] for weight, place in weighed if weight > 0 and place < len(words))
    return [word for word in own if " " not in word][:_NAMED]
