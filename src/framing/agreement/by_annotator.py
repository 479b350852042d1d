"""Each annotator beside the others, and beside oneself when a sentence came twice. Pure.

Agreement with the rest says who reads the codebook in another way; agreement with oneself says how much of that is
chance: nobody can agree with others more than with oneself for long.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from framing.agreement.by_pair import lowest_first
from framing.agreement.comparisons import Comparisons, Part, compared
from framing.agreement.votes import Bools, Integers, Votes, by_one_kind_of_maker


def by_annotator(votes: Votes, *, draws: int = 1000, seed: int = 7) -> pd.DataFrame:
    """Each annotator beside one of the others, drawn by chance from those who voted on the same; the lowest first.

    Args:
        votes: of a ledger.
        draws: bootstrap draws of documents.
        seed: of the draws.

    Returns:
        `annotator`; `frame`, empty in the first row of an annotator, which is over all frames; the columns of
        `framing.agreement.comparisons.compared`; and before `note` `bias`: `present` / `others_present`, how many times
        as often as the others the annotator says yes on the same sentences (1: as often; NaN: the others never do).

    Raises:
        NotEnoughData: no sentence has two annotators.
    """
    counted, _ = by_one_kind_of_maker(votes)
    return _of_annotators(compared(Comparisons.of(_beside_others(counted)), counted, draws=draws, seed=seed), counted)


def _beside_others(votes: Votes) -> Iterator[Part]:
    for number in range(len(votes.frames)):
        part = votes.of_frame(number)
        yes, voters = part.counts()
        part = part.where(voters[part.sentence] > 1)
        mine = part.present.astype(np.float64)
        theirs = (yes[part.sentence] - mine) / (voters[part.sentence] - 1)
        yield part.annotator, part.frame, part.sentence, mine, theirs


def with_oneself(votes: Votes, again: Votes, *, draws: int = 1000, seed: int = 7) -> pd.DataFrame:
    """What annotators said of sentences that came twice: the second time beside the first, the lowest first.

    Args:
        votes: of the first showings, in the same project and by the same codebook as the second: see
            `framing.annotation.asked_again.shown_twice`.
        again: of the second showings: `votes_of(..., showing=2)`.
        draws: bootstrap draws of documents.
        seed: of the draws.

    Returns:
        As `by_annotator`, no row if nothing came twice: `present` is what was said the first time, `others_present`
        the second, so that `bias` below 1 says that frames were seen more often the second time.
    """
    parts = (_twice(votes, again, annotator) for annotator in votes.annotators if annotator in again.annotators)
    return _of_annotators(compared(Comparisons.of(parts), votes, draws=draws, seed=seed), votes)


def _twice(votes: Votes, again: Votes, annotator: str) -> Part:
    """Comparisons of one annotator: on the sentences and frames that were voted on both times."""
    number = votes.annotators.index(annotator)
    first = _keyed(votes.where(votes.annotator == number), votes)
    second = _keyed(again.where(again.annotator == again.annotators.index(annotator)), votes)
    both, at, other = np.intersect1d(first[0], second[0], assume_unique=True, return_indices=True)
    frame, sentence = np.divmod(both, max(len(votes.sentence_ids), 1))
    mine, theirs = first[1][at].astype(np.float64), second[1][other].astype(np.float64)
    return np.full(len(both), number), frame, sentence, mine, theirs


def _keyed(votes: Votes, names: Votes) -> tuple[Integers, Bools]:
    """One number for sentence and frame of each vote, by the numbers of `names`, and the vote; others are left out."""
    sentence = _renumbered(votes.sentence_ids, names.sentence_ids)[votes.sentence]
    frame = _renumbered(votes.frames, names.frames)[votes.frame]
    known = (sentence >= 0) & (frame >= 0)
    return (frame * len(names.sentence_ids) + sentence)[known], votes.present[known]


def _renumbered(names: tuple[str, ...], others: tuple[str, ...]) -> Integers:
    """Number of each of `names` among `others`; -1 where it is not there."""
    if names is others:
        return np.arange(len(names))
    number = {name: at for at, name in enumerate(others)}
    return np.array([number.get(name, -1) for name in names], np.int64)


def _of_annotators(table: pd.DataFrame, votes: Votes) -> pd.DataFrame:
    table.insert(0, "annotator", [votes.annotators[number] for number in table.pop("group")])
    others = table["others_present"].astype(np.float64)
    bias = table["present"].astype(np.float64) / others.where(others > 0)
    table.insert(table.columns.get_loc("note"), "bias", bias)  # type: ignore[arg-type]  # names stand once
    return lowest_first(table, ["annotator"])
