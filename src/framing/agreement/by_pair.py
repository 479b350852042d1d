"""How far every two annotators agree with each other: who needs to talk to whom. Pure."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from framing.agreement.comparisons import Comparisons, Part, compared
from framing.agreement.votes import Integers, Votes, by_one_kind_of_maker


def by_pair(votes: Votes, *, draws: int = 1000, seed: int = 7) -> pd.DataFrame:
    """The figures of every two annotators who share a sentence, the lowest alpha over all frames first.

    Args:
        votes: of a ledger.
        draws: bootstrap draws of documents.
        seed: of the draws.

    Returns:
        `first` and `second`, in the order of the alphabet; `frame`, empty in the first row of a pair, which is over
        all frames, then the frames from the lowest alpha on; and the other columns of
        `framing.agreement.comparisons.compared`: `present` is of the first and `others_present` of the second.

    Raises:
        NotEnoughData: no sentence has two annotators.
    """
    counted, _ = by_one_kind_of_maker(votes)
    size = len(counted.annotators)
    table = compared(Comparisons.of(_parts(counted)), counted, draws=draws, seed=seed)
    group = table.pop("group").to_numpy(np.int64)
    table.insert(0, "first", [counted.annotators[number] for number in group // size])
    table.insert(1, "second", [counted.annotators[number] for number in group % size])
    return lowest_first(table, ["first", "second"])


def _parts(votes: Votes) -> Iterator[Part]:
    """The comparisons on each frame; the group of two annotators is one number."""
    for number in range(len(votes.frames)):
        part = votes.of_frame(number)
        part = part.take(np.lexsort((part.annotator, part.sentence)))
        for one, other in pairs_of(part.sentence):
            group = part.annotator[one].astype(np.int64) * len(votes.annotators) + part.annotator[other]
            mine, theirs = part.present[one].astype(np.float64), part.present[other].astype(np.float64)
            yield group, part.frame[one], part.sentence[one], mine, theirs


def pairs_of(sentence: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Every two rows of one sentence, as numbers of rows, some at a time; `sentence` is sorted."""
    most = int(np.bincount(sentence).max()) if len(sentence) else 0
    for distance in range(1, most):
        one = np.flatnonzero(sentence[distance:] == sentence[:-distance])
        yield one, one + distance


def lowest_first(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Blocks of rows with the same `names`, those first whose row over all frames is lowest; within, lowest first.

    The row over all frames leads its block; a missing alpha comes before all others.
    """
    whole = table["frame"] == ""
    lead = table[names].merge(table.loc[whole, [*names, "alpha"]], how="left", on=names)["alpha"]
    key = pd.DataFrame({"lead": lead.fillna(-np.inf), "alpha": table["alpha"].fillna(-np.inf), "part": ~whole})
    key[names] = table[names]
    order = key.sort_values(["lead", *names, "part", "alpha"], kind="stable").index
    return table.loc[order].reset_index(drop=True)
