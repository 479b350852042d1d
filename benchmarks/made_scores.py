"""Corpora of which the truth is known, with a classifier that errs as classifiers do, for benchmarks of findings.

A document has a propensity for the frame, so that sentences of one article resemble each other: a beta distribution
whose mean is the prevalence and whose intraclass correlation is the one asked for. The classifier's score of a sentence
is drawn from one normal distribution where the frame is and from another where it is not; its probability is
calibrated on another corpus, of half frames, and so is biased here, as a model is that was trained on sentences chosen
to teach it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.analysis.units import Units

SEPARATION = 1.7  # between the scores of sentences with the frame and without, in standard deviations: AUC 0.88
FRAME = "frame"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Corpus:
    """What is made.

    Attributes:
        documents: how many; their lengths are 5 to 40 sentences, geometric beyond 5.
        prevalence: mean share of sentences with the frame.
        icc: correlation of two sentences of one document, 0 to below 1.
        labelled: sentences drawn by chance to be labelled.
        separation: of the classifier's scores.
    """

    documents: int
    prevalence: float
    icc: float
    labelled: int
    separation: float = SEPARATION


def make(corpus: Corpus, chance: np.random.Generator) -> tuple[Units, Floats]:
    """Units of sentences with one frame, and the truth of all of them, which `units.truth` has of the labelled only."""
    lengths = np.minimum(4 + chance.geometric(1 / 12, corpus.documents), 40)
    document = np.repeat(np.arange(corpus.documents), lengths)
    truth = (chance.random(len(document)) < propensities(corpus, chance)[document]).astype(np.float64)
    return scored(document, truth, corpus, chance), truth


def propensities(corpus: Corpus, chance: np.random.Generator) -> Floats:
    """Of each document for the frame."""
    if corpus.icc == 0:
        return np.full(corpus.documents, corpus.prevalence)
    size = 1 / corpus.icc - 1
    return chance.beta(corpus.prevalence * size, (1 - corpus.prevalence) * size, corpus.documents)


def scored(document: NDArray[np.intp], truth: Floats, corpus: Corpus, chance: np.random.Generator) -> Units:
    """Units of sentences of which the truth is given, scored by the classifier and labelled by chance."""
    score = chance.normal(truth * corpus.separation, 1.0)
    log_odds = corpus.separation * (score - corpus.separation / 2)  # as if half of the sentences had the frame
    probability = 1 / (1 + np.exp(-log_odds))
    labelled = chance.choice(len(truth), min(corpus.labelled, len(truth)), replace=False)
    seen, weight = np.full(len(truth), np.nan), np.zeros(len(truth))
    seen[labelled], weight[labelled] = truth[labelled], len(truth) / len(labelled)
    return Units(
        unit="sentence",
        names=np.array([f"d{number}:{at}" for at, number in enumerate(document)], dtype=object),
        document=document,
        documents=corpus.documents,
        frames=(FRAME,),
        probabilities=probability[:, np.newaxis],
        predicted=(probability > 0.5)[:, np.newaxis],
        truth=seen[:, np.newaxis],
        weight=weight,
        made_by="person",
    )
