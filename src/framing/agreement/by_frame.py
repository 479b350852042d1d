"""How far annotators agree, per frame: pure functions on votes.

Agreement is measured per frame because a codebook can be clear on one frame and vague on
another; an average over frames hides which one needs another round of training. Intervals
resample documents, because the sentences of one article are not independent of each other.
People and the automated coder are never measured together: see `by_one_kind_of_maker`.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from framing.agreement.figures import figures, tally
from framing.agreement.votes import Votes, by_one_kind_of_maker, votes_of_table


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
        `low` and `high` (95 % interval by documents, see `alpha_interval`); `sentences` that have two or more
        annotators (the following columns are about these only); `documents` they are from; `seen_in` (sentences in
        which at least one annotator sees the frame); `present` (decisions that the frame is there) of `decisions` (one
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
            one = len(np.unique(part.annotator)) == 1
            measured = figures(tally(part), draws=draws, seed=seed, nobody_else="only one annotator" if one else "")
            note = measured.pop("note")
            rows.append({"frame": frame, **measured, "made_by": made_by, "note": note})
    return pd.DataFrame(rows).sort_values("alpha", kind="stable", na_position="first", ignore_index=True)


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
