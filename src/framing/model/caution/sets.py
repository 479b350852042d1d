"""Yes, no or not sure: sets of answers that hold the true one as often as they promise, per frame and per answer.

A threshold answers always, and is as sure of a probability beside it as of one far away. A conformal set says what
cannot be ruled out: of the sentences with a frame 90 % have "yes" in their set, of those without it 90 % have "no".
Each answer is calibrated on its own sentences (Vovk, Lei and Wasserman 2013, Machine Learning 92, "label conditional";
Sadinle, Lei and Wasserman 2019, JASA 114): over both together, saying no to everything would cover nearly all
sentences of a rare frame and none of those that matter.

The promise is about sentences with the frame, and about those without it, not about those that were answered "yes":
of a rare frame most of these can be wrong. See `framing.model.evaluation.abstention` for how many are right.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from framing.model.learning.fit import FIGURE_AT_LEAST

LEVEL = 0.9  # of the sentences of either kind, how many have their true answer in the set
NO, YES, NOT_SURE, NEITHER = 0, 1, 2, 3  # answers in arrays
ANSWERS = ("no", "yes", "not sure", "neither")  # and in words, in that order

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Answers = npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Sets:
    """Two cut-offs per frame: "yes" is in the set from `yes_from` on, "no" up to `no_upto`.

    Both stand between 0 and 1. A frame with too few examples has no set: 0 and 1, with which everything is "not sure";
    `known` is False there.
    """

    level: float
    yes_from: Floats
    no_upto: Floats
    known: Bools

    def decide(self, probabilities: Floats) -> Answers:
        """What the set of each probability says, (texts, frames): NO, YES, NOT_SURE for both, NEITHER for none.

        NEITHER stands between typical sentences without the frame and typical ones with it, where a model that tells
        them apart has few of either. NaN is NOT_SURE.
        """
        no_yes, no_no = self._ruled_out(probabilities)
        return np.select([no_yes & no_no, no_yes, no_no], [NEITHER, NO, YES], NOT_SURE).astype(np.int8)

    def answers(self, probabilities: Floats, predicted: Bools) -> Answers:
        """What to tell a reader, (texts, frames): what is predicted where the other is ruled out, else NOT_SURE.

        So an answer never contradicts the prediction, whose threshold weighs how rare the frame is: of a rare frame the
        set alone is sure of "yes" where most are without it. And where neither is typical, the prediction decides. Both
        leave no more of the true answers out than the sets do: yes is said only where no is ruled out, and no where
        yes is.
        """
        no_yes, no_no = self._ruled_out(probabilities)
        return np.select([no_no & predicted, no_yes & ~predicted], [YES, NO], NOT_SURE).astype(np.int8)

    def _ruled_out(self, probabilities: Floats) -> tuple[Bools, Bools]:
        """Whether "yes" is ruled out, and whether "no" is; a NaN rules out nothing."""
        return probabilities < self.yes_from, probabilities > self.no_upto


def conformal_sets(labels: Floats, outside: Floats, weights: Floats, *, level: float = LEVEL) -> Sets:
    """The sets of each frame, from probabilities of sentences that were not learned from.

    Args:
        labels: (sentences, frames) with 1, 0 and NaN for not decided.
        outside: of the same shape, probabilities by models that had not seen the sentence's document; NaN where none.
        weights: how many sentences of the corpus each stands for; those of weight 0 do not count.
        level: how many of the sentences of either kind are to be covered, above 0 and below 1.

    Returns:
        One pair of cut-offs per frame. With fewer than 20 positive sentences, or 20 negative ones, there is no set.
    """
    pairs = [_cut_offs(labels[:, number], outside[:, number], weights, level) for number in range(labels.shape[1])]
    known = np.array([pair is not None for pair in pairs], dtype=bool)
    yes_from, no_upto = np.array([pair or (0.0, 1.0) for pair in pairs], dtype=np.float64).reshape(-1, 2).T
    return Sets(level, yes_from, no_upto, known)


def _cut_offs(labels: Floats, outside: Floats, weights: Floats, level: float) -> tuple[float, float] | None:
    usable = np.isfinite(outside) & (weights > 0)
    positive, negative = usable & (labels == 1), usable & (labels == 0)
    if min(positive.sum(), negative.sum()) < FIGURE_AT_LEAST:
        return None
    yes_from = lower_cut(outside[positive], weights[positive], level)
    no_upto = -lower_cut(-outside[negative], weights[negative], level)
    return max(yes_from, 0.0), min(no_upto, 1.0)


def lower_cut(scores: Floats, weights: Floats, level: float) -> float:
    """The highest score that at least `level` of further sentences reach or exceed.

    A further sentence counts as one that may score lowest of all, with the weight of the heaviest: the finite-sample
    correction, which for equal weights takes the floor((n + 1) (1 - level))-th lowest score (Vovk, Gammerman and Shafer
    2005, chapter 2), and for others the weighted quantile of Tibshirani and others (2019, NeurIPS 32) for the least
    favourable stratum. Minus infinity if there are too few scores to rule anything out.

    Sentences of one document resemble each other, and still count one by one: in a simulation with 10 to 100 documents
    and a correlation inside them of .15 and .4, between 89.4 and 90.9 % were covered on average, and counting a whole
    further document instead covered 97 % with 10 documents and 94 % with 20.
    """
    order = np.argsort(scores, kind="stable")
    ranked, heaviest = scores[order], weights.max()
    # With the new sentence's weight put below all others: how much stands below each score.
    below = (np.cumsum(weights[order]) - weights[order] + heaviest) / (weights.sum() + heaviest)
    allowed = np.flatnonzero(below <= (1 - level) * (1 + 1e-12))
    return float(ranked[allowed[-1]]) if len(allowed) else -math.inf
