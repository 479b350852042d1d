"""The figures of one frame or voice, and what they can stand on: a note where there is too little for a figure.

The bounds are the same in every table of agreement.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from framing.agreement.alpha import Floats, alpha_of, observed_agreement, positive_agreement, vote_sums
from framing.agreement.interval import alpha_interval
from framing.agreement.votes import Integers, Votes

ALPHA_AT_LEAST = 20  # sentences: below, one sentence more or less moves alpha by more than it says
INTERVAL_AT_LEAST = 20  # documents: with fewer, what 95 % intervals hold was not measured
# Documents with a yes: with two or three, and annotators who hardly err, a 95 % interval held the truth in 83 to 92 %.
SPREAD_AT_LEAST = 4
# Sentences with at least one yes. Of 186 sentences with three that all agree on, one more that they differ on takes
# alpha from 1 to 0.85, while a bootstrap, which has never seen that one, gives [1, 1].
RARE_AT_LEAST = 10


@dataclass(frozen=True)
class Tally:
    """The sentences with two or more votes on one frame or value, (sentences,) each."""

    yes: Floats
    voters: Floats
    document: Integers


def tally(votes: Votes) -> Tally:
    """Of votes on one frame."""
    yes, voters = votes.counts()
    pairable = voters > 1
    return Tally(yes[pairable].astype(np.float64), voters[pairable].astype(np.float64), votes.document[pairable])


def figures(part: Tally, *, draws: int, seed: int, nobody_else: str = "") -> dict[str, object]:
    """The columns `alpha` to `note` of one row: see `framing.agreement.by_frame.by_frame`.

    Args:
        part: what is measured.
        draws: of documents, for the interval.
        seed: of the draws.
        nobody_else: the reason, if it is known, why there is no sentence with two votes.
    """
    sums = document_sums(vote_sums(part.yes, part.voters), part.document)
    _, present, decisions = sums.sum(axis=0)
    seen_in = int((part.yes > 0).sum())
    alpha = float(alpha_of(sums.sum(axis=0)[None]))
    limits = Limits(len(part.yes), len(sums), seen_in, present, decisions, int((sums[:, 1] > 0).sum()))
    note = limits.note() if len(part.yes) or not nobody_else else nobody_else
    low, high = alpha_interval(sums, draws=draws, seed=seed) if limits.interval else (math.nan, math.nan)
    return {
        "alpha": alpha if limits.alpha else math.nan,
        "low": low,
        "high": high,
        "sentences": len(part.yes),
        "documents": len(sums),
        "seen_in": seen_in,
        "present": int(present),
        "decisions": int(decisions),
        "positive_agreement": positive_agreement(part.yes, part.voters),
        "observed_agreement": observed_agreement(part.yes, part.voters),
        "note": note,
    }


def pooled(parts: Sequence[Tally], *, draws: int, seed: int) -> tuple[float, float, float, str]:
    """Alpha over all values of a nominal scale, both ends of its interval, and a note.

    Args:
        parts: of each value against all others, on the same sentences.
        draws: of documents.
        seed: of the draws.
    """
    sums = document_sums(np.stack([vote_sums(part.yes, part.voters) for part in parts], axis=1), parts[0].document)
    alpha, sentences = float(alpha_of(sums.sum(axis=0))), len(parts[0].yes)
    if sentences < ALPHA_AT_LEAST:
        return math.nan, math.nan, math.nan, f"fewer than {ALPHA_AT_LEAST} sentences: no alpha"
    if math.isnan(alpha):
        return math.nan, math.nan, math.nan, "all say the same: alpha is undefined"
    if len(sums) < INTERVAL_AT_LEAST:
        return alpha, math.nan, math.nan, too_few_documents(len(sums))
    return alpha, *alpha_interval(sums, draws=draws, seed=seed), ""


@dataclass(frozen=True)
class Limits:
    """What a figure stands on: so many sentences with two votes, and so on, and what that allows."""

    sentences: int
    documents: int
    seen_in: int
    present: float
    decisions: float
    spread: int = SPREAD_AT_LEAST  # documents with a yes

    @property
    def alpha(self) -> bool:
        """Whether there is an alpha."""
        return self.sentences >= ALPHA_AT_LEAST and 0 < self.present < self.decisions

    @property
    def interval(self) -> bool:
        """Whether alpha has an interval."""
        enough = self.seen_in >= RARE_AT_LEAST and self.documents >= INTERVAL_AT_LEAST
        return self.alpha and enough and self.spread >= SPREAD_AT_LEAST

    def note(self) -> str:
        """Why a figure is missing or says little; empty where nothing is to be said."""
        if not self.sentences:
            return "no sentence with two annotators"
        if self.sentences < ALPHA_AT_LEAST:
            return f"fewer than {ALPHA_AT_LEAST} sentences: no alpha"
        if self.present == 0:
            return "nobody saw it: alpha is undefined"
        if self.present == self.decisions:
            return "everybody always saw it: alpha is undefined"
        if self.seen_in < RARE_AT_LEAST:
            return f"seen in only {self.seen_in} {'sentence' if self.seen_in == 1 else 'sentences'}: alpha says little"
        if self.documents >= INTERVAL_AT_LEAST and self.spread < SPREAD_AT_LEAST:
            return f"seen in too few documents ({self.spread}) for an interval: {SPREAD_AT_LEAST} are needed"
        return "" if self.interval else too_few_documents(self.documents)


def too_few_documents(documents: int) -> str:
    """The note of an alpha without an interval."""
    return f"too few documents ({documents}) for an interval: {INTERVAL_AT_LEAST} are needed"


def document_sums(sums: Floats, document: Integers) -> Floats:
    """(documents, ...) of (units, ...): added up over the units of each document that has one."""
    used, place = np.unique(document, return_inverse=True)
    added = np.zeros((len(used), *sums.shape[1:]))
    np.add.at(added, place, sums)
    return added
