"""From decisions of several annotators to one gold label per sentence and frame.

Votes are counted only where somebody decided: a frame that was not offered has no row and gets
no label. A tie stays open, because breaking it here would hide that the annotators disagree.
People outrank the automated coder sentence by sentence; the two are never counted together.
"""

import pandas as pd

from framing import tables
from framing.errors import InputError

PERSON = "person"
AUTOMATED = "automated coder"
CONFIRMED = "confirmed"


def gold_labels(annotations: pd.DataFrame) -> pd.DataFrame:
    """The strict majority of each sentence and frame: GOLD, by sentence and frame.

    Args:
        annotations: ANNOTATIONS. Decisions that are not confirmed do not count. On a sentence with a
            confirmed decision by a person, those of an automated coder do not count.

    Returns:
        GOLD. `how` is unanimous (also with one voter) or majority. A tie has no row: see `open_ties`.

    Raises:
        InputError: `made_by` is neither "person" nor "automated coder".
    """
    votes = _votes(annotations)
    decided = votes[2 * votes["votes"] != votes["voters"]]
    all_or_none = (decided["votes"] == 0) | (decided["votes"] == decided["voters"])
    gold = decided.assign(
        present=2 * decided["votes"] > decided["voters"],
        probability=decided["votes"] / decided["voters"],
        reason="",
        how=all_or_none.map({True: "unanimous", False: "majority"}),
    )
    return tables.GOLD.check(gold.reset_index(drop=True), "gold")


def open_ties(annotations: pd.DataFrame) -> pd.DataFrame:
    """The sentences and frames on which as many annotators said yes as no.

    Args:
        annotations: ANNOTATIONS; the same decisions count as in `gold_labels`.

    Returns:
        `sentence_id`, `frame`, `votes` (said yes) and `voters`, by sentence and frame.

    Raises:
        InputError: `made_by` is neither "person" nor "automated coder".
    """
    votes = _votes(annotations)
    ties = votes[2 * votes["votes"] == votes["voters"]]
    return ties[["sentence_id", "frame", "votes", "voters"]].reset_index(drop=True)


def confirmed_decisions(annotations: pd.DataFrame) -> pd.DataFrame:
    """The confirmed rows of ANNOTATIONS.

    Raises:
        InputError: `made_by` is neither "person" nor "automated coder".
    """
    unknown = annotations.loc[~annotations["made_by"].isin([PERSON, AUTOMATED]), "made_by"]
    if len(unknown):
        raise InputError(
            f"The annotations hold decisions made by {unknown.iloc[0]!r}. Write {PERSON!r} or {AUTOMATED!r} in made_by."
        )
    return annotations[annotations["state"] == CONFIRMED]


def _votes(annotations: pd.DataFrame) -> pd.DataFrame:
    confirmed = confirmed_decisions(annotations)
    by_person = confirmed["made_by"] == PERSON
    has_person = confirmed["sentence_id"].isin(confirmed.loc[by_person, "sentence_id"])
    counted = confirmed[by_person | ~has_person]
    grouped = counted.groupby(["sentence_id", "frame"], as_index=False, sort=True)
    return grouped.agg(
        votes=("present", "sum"),
        voters=("present", "size"),
        made_by=("made_by", "first"),
        codebook=("codebook", _joined),
    )


def _joined(fingerprints: pd.Series) -> str:
    return ", ".join(sorted(set(fingerprints)))
