"""From decisions of several annotators to one gold label per sentence and frame: the strict majority.

A tie stays open, because breaking it here would hide that the annotators disagree.
"""

import pandas as pd

from framing import tables
from framing.gold.votes import count_votes


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
    gold = by_majority(count_votes(annotations))
    return tables.GOLD.check(gold, "gold")


def by_majority(votes: pd.DataFrame) -> pd.DataFrame:
    """GOLD's columns of what `count_votes` gives; a tie has no row."""
    decided = votes[2 * votes["votes"] != votes["voters"]]
    all_or_none = (decided["votes"] == 0) | (decided["votes"] == decided["voters"])
    gold = decided.assign(
        present=2 * decided["votes"] > decided["voters"],
        probability=decided["votes"] / decided["voters"],
        reason="",
        how=all_or_none.map({True: "unanimous", False: "majority"}),
    )
    return gold.reset_index(drop=True)


def open_ties(annotations: pd.DataFrame) -> pd.DataFrame:
    """The sentences and frames on which as many annotators said yes as no.

    Args:
        annotations: ANNOTATIONS; the same decisions count as in `gold_labels`.

    Returns:
        `sentence_id`, `frame`, `votes` (said yes) and `voters`, by sentence and frame.

    Raises:
        InputError: `made_by` is neither "person" nor "automated coder".
    """
    votes = count_votes(annotations)
    ties = votes[2 * votes["votes"] == votes["voters"]]
    return ties[["sentence_id", "frame", "votes", "voters"]].reset_index(drop=True)
