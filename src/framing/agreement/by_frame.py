"""How far annotators agree, per frame: pure functions on votes.

Agreement is measured per frame because a codebook can be clear on one frame and vague on
another; an average over frames hides which one needs another round of training. Intervals
resample documents, because the sentences of one article are not independent of each other.
People and the automated coder are never measured together: see `by_one_kind_of_maker`.
"""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from framing.agreement.alpha import Floats, alpha_of, observed_agreement, positive_agreement, vote_sums
from framing.agreement.interval import alpha_interval
from framing.agreement.votes import Votes, by_one_kind_of_maker, votes_of_table

ALPHA_AT_LEAST = 20  # sentences: below, one sentence more or less moves alpha by more than it says
INTERVAL_AT_LEAST = 20  # documents: with fewer, a 95 % bootstrap interval covers 80 to 90 %
# Sentences with at least one yes. Of 186 sentences with three that all agree on, one more that they differ on takes
# alpha from 1 to 0.85, while a bootstrap, which has never seen that one, gives [1, 1].
RARE_AT_LEAST = 10


def agreement_by_frame(
    annotations: pd.DataFrame,
    documents: "pd.Series | Mapping[str, str]",
    *,
    draws: int = 1000,
    seed: int = 7,
) -> pd.DataFrame:
    """`by_frame` of a table of annotations, of one kind of maker.

    Args:
        annotations: ANNOTATIONS. Only confirmed decisions count.
        documents: the document_id of each sentence_id.
        draws: bootstrap draws of documents.
        seed: of the draws.

    Raises:
        NotEnoughData: no sentence has two annotators.
        InputError: `documents` lacks a sentence.
    """
    return by_frame(votes_of_table(annotations, documents), draws=draws, seed=seed)


def by_frame(votes: Votes, *, draws: int = 1000, seed: int = 7) -> pd.DataFrame:
    """Krippendorff's alpha of each frame with its interval, frames without alpha first, then the lowest.

    Where two people voted on one sentence and frame at all, the table is about people; otherwise it is about the
    automated coder, and `made_by` says so.

    Args:
        votes: of a ledger.
        draws: bootstrap draws of documents.
        seed: of the draws.

    Returns:
        One row per frame: `frame`; `alpha` (1 is perfect, 0 is chance, below 0 is systematic disagreement);
        `low` and `high` (95 % percentile interval); `sentences` that have two or more annotators (the
        following columns are about these only); `documents` they are from; `seen_in` (sentences in which at
        least one annotator sees the frame); `present` (decisions that the frame is there) of `decisions` (one
        per annotator and sentence, for this frame); `positive_agreement` (given that one annotator sees the
        frame, how likely another one does); `observed_agreement` (share of pairs that say the same, mostly that it is
        not there); `made_by`; `note`. A figure that cannot be given is NaN and `note`
        says why. A frame seen in fewer than 10 sentences has an alpha without interval, and `note` says that it
        says little: whoever asks that a frame reaches some alpha must ask for `seen_in` too.

    Raises:
        NotEnoughData: no sentence has two annotators.
    """
    counted, made_by = by_one_kind_of_maker(votes)
    rows = []
    for number, frame in enumerate(counted.frames):
        part = counted.of_frame(number)
        if len(part):
            rows.append({"frame": frame, **_figures(part, draws, seed), "made_by": made_by})
    table = pd.DataFrame(rows)
    table.insert(len(table.columns) - 1, "note", table.pop("note"))
    return table.sort_values("alpha", kind="stable", na_position="first", ignore_index=True)


def identical_sets(annotations: pd.DataFrame) -> tuple[int, int]:
    """`same_sets` of a table of annotations."""
    return same_sets(votes_of_table(annotations, dict.fromkeys(annotations["sentence_id"], "")))


def same_sets(votes: Votes) -> tuple[int, int]:
    """On how many sentences all annotators chose the very same set of frames, and of how many.

    Frames that not all annotators of a sentence were offered are left out there. The same decisions count
    as in `by_frame`.

    Returns:
        Sentences with identical sets, and sentences with two or more annotators.

    Raises:
        NotEnoughData: no sentence has two annotators.
    """
    counted, _ = by_one_kind_of_maker(votes)
    pairs = np.unique(counted.sentence.astype(np.int64) * len(counted.annotators) + counted.annotator)
    annotators = np.bincount(pairs // len(counted.annotators), minlength=len(counted.sentence_ids))
    shared = np.zeros(len(annotators), bool)
    differ = np.zeros(len(annotators), bool)
    for number in range(len(counted.frames)):
        yes, voters = counted.of_frame(number).counts()
        by_all = (voters == annotators) & (annotators > 1)
        shared |= by_all
        differ |= by_all & (yes > 0) & (yes < voters)
    return int((shared & ~differ).sum()), int(shared.sum())


def _figures(votes: Votes, draws: int, seed: int) -> dict[str, object]:
    """The figures of one frame from its sentences with two or more annotators."""
    yes_votes, all_votes = votes.counts()
    pairable = all_votes > 1
    yes, voters = yes_votes[pairable].astype(np.float64), all_votes[pairable].astype(np.float64)
    sums = document_sums(vote_sums(yes, voters), votes.document[pairable])
    _, present, decisions = sums.sum(axis=0)
    seen_in = int((yes > 0).sum())
    alpha, low, high, note = math.nan, math.nan, math.nan, ""
    if len(yes) == 0:
        note = "no sentence with two annotators"
    elif len(yes) < ALPHA_AT_LEAST:
        note = f"fewer than {ALPHA_AT_LEAST} sentences: no alpha"
    elif present in (0, decisions):
        note = "all decisions the same: alpha is undefined"
    else:
        alpha = float(alpha_of(sums.sum(axis=0)[None]))
        if seen_in < RARE_AT_LEAST:
            note = f"seen in only {seen_in} {'sentence' if seen_in == 1 else 'sentences'}: alpha says little"
        elif len(sums) < INTERVAL_AT_LEAST:
            note = f"too few documents ({len(sums)}) for an interval: {INTERVAL_AT_LEAST} are needed"
        else:
            low, high = alpha_interval(sums, draws=draws, seed=seed)
    return {
        "alpha": alpha,
        "low": low,
        "high": high,
        "sentences": len(yes),
        "documents": len(sums),
        "seen_in": seen_in,
        "present": int(present),
        "decisions": int(decisions),
        "positive_agreement": positive_agreement(yes, voters),
        "observed_agreement": observed_agreement(yes, voters),
        "note": note,
    }


def document_sums(sums: Floats, document: "np.ndarray[tuple[int, ...], np.dtype[np.integer]]") -> Floats:
    """(documents, ...) of (units, ...): added up over the units of each document that has one."""
    used, place = np.unique(document, return_inverse=True)
    added = np.zeros((len(used), *sums.shape[1:]))
    np.add.at(added, place, sums)
    return added
