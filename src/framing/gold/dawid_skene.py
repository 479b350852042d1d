"""Labels of a yes-or-no question from several annotators of unequal skill, without anybody knowing the truth.

Dawid & Skene (1979): each annotator says yes with one probability where the frame is there (sensitivity) and with
another where it is not (one minus specificity), and given the truth annotators err independently of each other. The
expectation-maximisation algorithm finds the skills, the share of sentences that have the frame, and for each sentence
the probability that it has. Who errs often counts less, and who says yes too easily counts less for yes.

It is as good as that independence: sentences that are hard for everybody make annotators look better than they are.

Source: Dawid, A. P., & Skene, A. M. (1979). Maximum likelihood estimation of observer error-rates using the EM
algorithm. Applied Statistics, 28(1), 20-28.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.special import expit, logit

from framing.errors import InputError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer]

# On either kind of sentence each annotator is given this many votes more, right as often as those of all annotators
# together. Without them who voted three times on a frame, rightly, would seem infallible and outvote everybody; with
# them the skills of 800 annotators with 20 votes each are found with less than half of the error, and those of five
# with 2,000 each as well as without.
SMOOTHING = 4.0
_FLOOR = 0.5  # right, and as many wrong, votes of all together, so that no share is 0 or 1 (the prior of Jeffreys)
TOLERANCE = 1e-5  # the largest change of any skill, or of the prevalence, in a round after which it ends
MOST_ROUNDS = 1000
_TINY = 1e-10  # no skill is nearer to 0 or 1, where its logarithm would end


@dataclass(frozen=True, eq=False)
class DawidSkene:
    """What the votes on one frame say of its sentences and of the annotators.

    Attributes:
        posterior: (sentences,) probability that the frame is there, 0 to 1; that of a sentence without a vote is the
            prevalence.
        prevalence: share of the sentences with a vote that have the frame, by estimate.
        sensitivity: (annotators,) probability of a yes where the frame is there.
        specificity: (annotators,) probability of a no where it is not.
        decisions: (annotators,) how many votes each has.
        with_frame: (annotators,) on how many sentences with the frame each voted, by estimate; sensitivity stands on
            these, specificity on the others.
        rounds: of the algorithm.
        converged: whether it ended by itself.
    """

    posterior: Floats
    prevalence: float
    sensitivity: Floats
    specificity: Floats
    decisions: npt.NDArray[np.int64]
    with_frame: Floats
    rounds: int
    converged: bool


def dawid_skene(
    sentence: Integers,
    annotator: Integers,
    present: npt.NDArray[np.bool_],
    *,
    smoothing: float = SMOOTHING,
    tolerance: float = TOLERANCE,
    most_rounds: int = MOST_ROUNDS,
) -> DawidSkene:
    """Skills of annotators and the probability of each sentence, from the votes on one frame.

    It begins with the share of votes of each sentence as its probability, and repeats: skills and prevalence from the
    probabilities, then the probabilities from these, until nothing changes by more than `tolerance`. The same votes
    give the same figures, in whatever order they come.

    Args:
        sentence: (votes,) number of the sentence of each vote, from 0.
        annotator: (votes,) number of the annotator, from 0.
        present: (votes,) whether the vote is yes.
        smoothing: votes that each annotator is given on either kind of sentence at the skill of all together; 0 or
            more, and 0 is the estimate of Dawid & Skene (1979) itself.
        tolerance: see above.
        most_rounds: after so many it ends in any case.

    Raises:
        InputError: there is no vote, the arrays differ in length, or a number is below 0.
    """
    _check(sentence, annotator, present)
    votes = _Votes(sentence, annotator, present)
    skills = votes.skills(votes.shares(), smoothing)
    rounds, change = 0, math.inf
    while change > tolerance and rounds < most_rounds:
        before, skills = skills, votes.skills(votes.posterior(skills), smoothing)
        rounds, change = rounds + 1, float(np.abs(skills - before).max())
    posterior = votes.posterior(skills)
    return DawidSkene(
        posterior=posterior,
        prevalence=float(skills[0, 0]),
        sensitivity=skills[1],
        specificity=skills[2],
        decisions=votes.decisions.astype(np.int64),
        with_frame=votes.by_annotator(posterior)[0],
        rounds=rounds,
        converged=change <= tolerance,
    )


class _Votes:
    """The votes as matrices, in which a round of the algorithm is two products.

    `matrix` is (sentences, 2 x annotators): how often each annotator voted on a sentence, then how often with yes.
    """

    def __init__(self, sentence: Integers, annotator: Integers, present: npt.NDArray[np.bool_]) -> None:
        self.annotators = int(annotator.max()) + 1
        rows = np.concatenate([sentence, sentence[present]])
        columns = np.concatenate([annotator, annotator[present] + self.annotators])
        shape = (int(sentence.max()) + 1, 2 * self.annotators)
        self.matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
        self.transposed = self.matrix.T.tocsr()
        self.decisions, self.yes = self._halves(self.transposed @ np.ones(shape[0]))
        of_sentence = self.matrix @ np.repeat([1.0, 0.0], self.annotators)
        self.voted = of_sentence > 0
        self.voters = np.maximum(of_sentence, 1)

    def shares(self) -> Floats:
        """(sentences,) share of yes."""
        return np.asarray(self.matrix @ np.repeat([0.0, 1.0], self.annotators) / self.voters)

    def by_annotator(self, posterior: Floats) -> tuple[Floats, Floats]:
        """For each annotator the expected votes on sentences with the frame, and how many of them are yes."""
        both: Floats = self.transposed @ posterior
        return self._halves(both)

    def skills(self, posterior: Floats, smoothing: float) -> Floats:
        """(3, annotators): the prevalence, which is the same for all; sensitivity; specificity."""
        there, hits = self.by_annotator(posterior)
        away = self.decisions - there
        rejections = away - (self.yes - hits)
        prevalence = _share(posterior[self.voted].sum(), self.voted.sum())
        return np.stack(
            [
                np.full(self.annotators, prevalence),
                _towards_all(hits, there, smoothing),
                _towards_all(rejections, away, smoothing),
            ]
        )

    def posterior(self, skills: Floats) -> Floats:
        """(sentences,) probability of the frame by Bayes' rule, in log odds so that many votes do not underflow."""
        prevalence, sensitivity, specificity = skills
        weight_of_no = np.log1p(-sensitivity) - np.log(specificity)
        weight_of_yes = np.log(sensitivity) - np.log1p(-specificity)
        odds: Floats = self.matrix @ np.concatenate([weight_of_no, weight_of_yes - weight_of_no])
        return np.asarray(expit(odds + logit(prevalence[0])), dtype=np.float64)

    def _halves(self, both: Floats) -> tuple[Floats, Floats]:
        return both[: self.annotators], both[self.annotators :]


def _towards_all(right: Floats, votes: Floats, smoothing: float) -> Floats:
    """The share of right votes of each annotator, with `smoothing` votes more at the share of all together."""
    together = _share(right.sum(), votes.sum())
    shares = (np.maximum(right, 0) + smoothing * together) / np.maximum(votes + smoothing, _TINY)
    return np.clip(shares, _TINY, 1 - _TINY)


def _share(part: float, whole: float) -> float:
    return float((part + _FLOOR) / (whole + 2 * _FLOOR))


def _check(sentence: Integers, annotator: Integers, present: npt.NDArray[np.bool_]) -> None:
    if not len(sentence) == len(annotator) == len(present):
        raise InputError(
            f"There are {len(sentence)} sentences, {len(annotator)} annotators and {len(present)} votes: "
            "each vote needs one of all three."
        )
    if not len(sentence):
        raise InputError("There is no vote to learn annotators' skills from.")
    if min(sentence.min(), annotator.min()) < 0:
        raise InputError("Sentences and annotators are numbered from 0, and one has a number below that.")
