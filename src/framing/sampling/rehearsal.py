"""What a model of fewer labels would find in documents that it has not seen, many times over.

A learning curve needs dozens of evaluations. This is the one of `framing.model`: the same folds, and what `fit_frames`
learns from a share of their documents.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.model.learning.examples import Examples
from framing.model.learning.features import Rows, TermCounts
from framing.model.learning.fit import fit_frames
from framing.model.learning.folds import document_folds
from framing.model.learning.links import decide

Bools = NDArray[np.bool_]

FOLDS = 10


@dataclass(frozen=True, eq=False)
class Rehearsal:
    """What was found in each sentence when its document was held out.

    Attributes:
        learned_from: sentences that the model of a fold had, on average.
        predicted: (sentences, frames).
    """

    learned_from: float
    predicted: Bools


def rehearse(examples: Examples, counts: TermCounts, share: float, *, seed: int) -> Rehearsal:
    """Holds out every document once and learns from a share of the others.

    Args:
        examples: the labelled sentences.
        counts: their terms.
        share: of the documents that a fold may learn from, above 0 to 1; drawn by chance, in every fold anew.
        seed: of folds and shares.
    """
    chance = np.random.default_rng(seed)
    predicted = np.zeros(examples.labels.shape, dtype=bool)
    sizes = []
    for inside, held in document_folds(examples.document_ids, FOLDS, seed=seed):
        rows = _some_documents(examples.document_ids, inside, share, chance)
        sizes.append(len(rows))
        fit = fit_frames(examples, counts, rows, seed=seed)
        if fit.learned:
            block = np.ix_(held, np.array(fit.learned, dtype=np.intp))
            predicted[block] = decide(fit.probabilities(held), fit.thresholds, fit.link)
    return Rehearsal(float(np.mean(sizes)), predicted)


def _some_documents(documents: NDArray[np.str_], inside: Rows, share: float, chance: np.random.Generator) -> Rows:
    if share >= 1:
        return inside
    names = np.unique(documents[inside])
    kept = chance.permutation(names)[: max(2, round(share * len(names)))]
    return inside[np.isin(documents[inside], kept)]
