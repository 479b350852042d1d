"""How far annotators agree, per frame: pure functions on a table of annotations.

Agreement is measured per frame because a codebook can be clear on one frame and vague on
another; an average over frames hides which one needs another round of training. Intervals
resample documents, because the sentences of one article are not independent of each other.
People and the automated coder are never measured together: see `agreement_by_frame`.
"""

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import InputError, NotEnoughData
from framing.gold.majority import PERSON, confirmed_decisions

ALPHA_AT_LEAST = 20  # sentences: below, one sentence more or less moves alpha by more than it says
INTERVAL_AT_LEAST = 20  # documents: with fewer, a 95 % bootstrap interval covers 80 to 90 %
# Sentences with at least one yes. Of 186 sentences with three that all agree on, one more that they differ on takes
# alpha from 1 to 0.85, while a bootstrap, which has never seen that one, gives [1, 1].
RARE_AT_LEAST = 10

Floats = npt.NDArray[np.float64]


def agreement_by_frame(
    annotations: pd.DataFrame,
    documents: "pd.Series | Mapping[str, str]",
    *,
    draws: int = 1000,
    seed: int = 7,
) -> pd.DataFrame:
    """Krippendorff's alpha of each frame with its interval, frames without alpha first, then the lowest.

    Only confirmed decisions count. Where two people decided on one sentence at all, the table is about
    people; otherwise it is about the automated coder, and `made_by` says so.

    Args:
        annotations: ANNOTATIONS.
        documents: the document_id of each sentence_id.
        draws: bootstrap draws of documents.
        seed: of the draws.

    Returns:
        One row per frame: `frame`; `alpha` (1 is perfect, 0 is chance, below 0 is systematic disagreement);
        `low` and `high` (95 % percentile interval); `sentences` that have two or more annotators (the
        following columns are about these only); `documents` they are from; `seen_in` (sentences in which at
        least one annotator sees the frame); `present` (decisions that the frame is there) of `decisions` (one
        per annotator and sentence, for this frame); `positive_agreement` (given that one annotator sees the
        frame, how likely another one does); `made_by`; `note`. A figure that cannot be given is NaN and `note`
        says why. A frame seen in fewer than 10 sentences has an alpha without interval, and `note` says that it
        says little: whoever asks that a frame reaches some alpha must ask for `seen_in` too.

    Raises:
        NotEnoughData: no sentence has two annotators.
        InputError: `documents` lacks a sentence.
    """
    counted = _by_one_kind_of_maker(annotations)
    units = counted.groupby(["frame", "sentence_id"], as_index=False, sort=True).agg(
        yes=("present", "sum"), voters=("present", "size")
    )
    units["document_id"] = _documents_of(units["sentence_id"], documents)
    made_by = str(counted["made_by"].iloc[0])
    rows = [
        _frame_row(str(frame), part[part["voters"] > 1], made_by, draws, seed) for frame, part in units.groupby("frame")
    ]
    return pd.DataFrame(rows).sort_values("alpha", kind="stable", na_position="first", ignore_index=True)


def krippendorff_alpha(counts: "pd.DataFrame | npt.ArrayLike") -> float:
    """Nominal alpha from a (units, values) table: how many annotators gave each unit each value.

    Units with fewer than two labels are left out; NaN if the rest all carry the same value.
    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C.
    """
    table = np.asarray(counts, dtype=np.float64)
    table = table[table.sum(axis=1) > 1]
    per_unit, per_value = table.sum(axis=1), table.sum(axis=0)
    disagreeing = (per_unit**2 - (table**2).sum(axis=1)) / (per_unit - 1)
    different_by_chance = per_value.sum() ** 2 - (per_value**2).sum()
    return float(_alpha(disagreeing.sum(), per_value.sum(), different_by_chance))


def identical_sets(annotations: pd.DataFrame) -> tuple[int, int]:
    """On how many sentences all annotators chose the very same set of frames, and of how many.

    Frames that not all annotators of a sentence were offered are left out there. The same decisions count
    as in `agreement_by_frame`.

    Returns:
        Sentences with identical sets, and sentences with two or more annotators.

    Raises:
        NotEnoughData: no sentence has two annotators.
    """
    counted = _by_one_kind_of_maker(annotations)
    annotators = counted.groupby("sentence_id")["annotator"].nunique()
    votes = counted.groupby(["sentence_id", "frame"]).agg(yes=("present", "sum"), voters=("present", "size"))
    offered_to = annotators.loc[votes.index.get_level_values("sentence_id")].to_numpy()
    votes = votes[(votes["voters"].to_numpy() == offered_to) & (offered_to > 1)]
    same = (votes["yes"] == 0) | (votes["yes"] == votes["voters"])
    per_sentence = same.groupby(level="sentence_id").all()
    return int(per_sentence.sum()), len(per_sentence)


def _by_one_kind_of_maker(annotations: pd.DataFrame) -> pd.DataFrame:
    confirmed = confirmed_decisions(annotations)
    by_person = confirmed["made_by"] == PERSON
    for counted in (confirmed[by_person], confirmed[~by_person]):
        if counted.groupby(["frame", "sentence_id"]).size().gt(1).any():
            return counted
    raise NotEnoughData(
        "No sentence has confirmed decisions of two annotators on the same frame. "
        "Give the same sentences to two people, and run framing pull when both have confirmed them."
    )


def _documents_of(sentence_ids: pd.Series, documents: "pd.Series | Mapping[str, str]") -> pd.Series:
    lookup = documents.to_dict() if isinstance(documents, pd.Series) else documents
    missing = [sentence for sentence in sentence_ids.unique() if sentence not in lookup]
    if missing:
        raise InputError(
            f"The document of sentence {missing[0]!r} is not known ({len(missing)} such). "
            "Give the table of sentences that were annotated."
        )
    return sentence_ids.map(lambda sentence: lookup[sentence])


def _frame_row(frame: str, units: pd.DataFrame, made_by: str, draws: int, seed: int) -> dict[str, object]:
    """The figures of one frame from its sentences with two or more annotators."""
    sums = _document_sums(units)
    disagreeing, yes, decisions = sums.sum(axis=0)
    votes, voters = units["yes"].to_numpy(np.float64), units["voters"].to_numpy(np.float64)
    seen_in = int((votes > 0).sum())
    alpha, low, high, note = math.nan, math.nan, math.nan, ""
    if len(units) == 0:
        note = "no sentence with two annotators"
    elif len(units) < ALPHA_AT_LEAST:
        note = f"fewer than {ALPHA_AT_LEAST} sentences: no alpha"
    elif yes in (0, decisions):
        note = "all decisions the same: alpha is undefined"
    else:
        alpha = float(_alpha(disagreeing, decisions, 2 * yes * (decisions - yes)))
        if seen_in < RARE_AT_LEAST:
            note = f"seen in only {seen_in} {'sentence' if seen_in == 1 else 'sentences'}: alpha says little"
        elif len(sums) < INTERVAL_AT_LEAST:
            note = f"too few documents ({len(sums)}) for an interval: {INTERVAL_AT_LEAST} are needed"
        else:
            low, high = _alpha_interval(sums, draws, seed)
    return {
        "frame": frame,
        "alpha": alpha,
        "low": low,
        "high": high,
        "sentences": len(units),
        "documents": len(sums),
        "seen_in": seen_in,
        "present": int(yes),
        "decisions": int(decisions),
        "positive_agreement": _positive_agreement(votes, voters),
        "made_by": made_by,
        "note": note,
    }


def _document_sums(units: pd.DataFrame) -> Floats:
    """Per document: disagreeing pairs (each weighted by 1 / (voters - 1)), decisions for yes, decisions."""
    votes, voters = units["yes"].to_numpy(np.float64), units["voters"].to_numpy(np.float64)
    disagreeing = 2 * votes * (voters - votes) / np.maximum(voters - 1, 1)
    sums = pd.DataFrame({"disagreeing": disagreeing, "yes": votes, "voters": voters})
    return sums.groupby(units["document_id"].to_numpy()).sum().to_numpy(np.float64)


def _alpha(disagreeing: "float | Floats", decisions: "float | Floats", different_by_chance: "float | Floats") -> Floats:
    """Alpha from summed counts; NaN where nothing could differ by chance."""
    chance = np.asarray(different_by_chance, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha = 1 - (np.asarray(decisions) - 1) * np.asarray(disagreeing) / chance
    return np.where(chance > 0, alpha, np.nan)


def _alpha_interval(sums: Floats, draws: int, seed: int) -> tuple[float, float]:
    """95 % percentile interval over draws of documents; draws in which alpha is undefined are left out."""
    count = len(sums)
    weights = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=draws)
    disagreeing, yes, decisions = (weights @ sums).T
    low, high = np.nanpercentile(_alpha(disagreeing, decisions, 2 * yes * (decisions - yes)), [2.5, 97.5])
    return float(low), float(high)


def _positive_agreement(votes: Floats, voters: Floats) -> float:
    """Ordered pairs of annotators who both say yes, among those whose first says yes; NaN if nobody does.

    For two annotators this is 2a / (2a + b + c). Source: Cicchetti & Feinstein (1990), J. Clin. Epidemiol. 43,
    551-558; for more annotators Uebersax's specific agreement.
    """
    possible = float((votes * (voters - 1)).sum())
    return float((votes * (votes - 1)).sum()) / possible if possible else math.nan
