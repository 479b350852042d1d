"""Which frames and which voices are taken for each other: what the codebook must tell apart. Pure."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.agreement.by_pair import pairs_of
from framing.agreement.votes import Bools, Integers, Votes, by_one_kind_of_maker

Counts = npt.NDArray[np.int64]
_COLUMNS = ("first", "second", "sentences", "pairs", "of_first", "of_second")


def confused_frames(votes: Votes) -> pd.DataFrame:
    """Frames that one annotator saw where another saw the other one instead, the most frequent first.

    Counted are pairs of annotators who were both offered both frames on one sentence: one saw the first and not the
    second, the other the second and not the first.

    Args:
        votes: of a ledger.

    Returns:
        `first`, `second` (frames), `sentences` on which that happened, `pairs` of annotators on sentences; `of_first`:
        that many of the pairs who differ on the first frame, whatever else they saw; `of_second` likewise. Frames that
        were never taken for each other have no row.

    Raises:
        NotEnoughData: no sentence has two annotators.
    """
    counted, _ = by_one_kind_of_maker(votes)
    sentence, offered, present = _chosen(counted)
    size = len(counted.frames)
    disputes = np.zeros(size, np.int64)
    found: list[Counts] = []
    for one, other in pairs_of(sentence):
        mine = present[one] & ~present[other] & offered[other]
        theirs = present[other] & ~present[one] & offered[one]
        disputes += mine.sum(axis=0) + theirs.sum(axis=0)
        for frame in range(size):
            rows = np.flatnonzero(mine[:, frame])
            at, instead = np.nonzero(theirs[rows])
            low, high = np.minimum(frame, instead), np.maximum(frame, instead)
            found.append(
                np.asarray((low * size + high) * len(counted.sentence_ids) + sentence[one][rows[at]], np.int64)
            )
    pair = np.concatenate(found) if found else np.empty(0, np.int64)
    return _ranked(*_counted(pair, len(counted.sentence_ids), size), disputes, counted.frames)


def confused_values(counts: npt.ArrayLike, values: tuple[str, ...]) -> pd.DataFrame:
    """The same of a nominal scale: pairs of annotators of whom one gave the first value and the other the second.

    Args:
        counts: (units, values): how many annotators gave each unit each value.
        values: their names.
    """
    table = np.asarray(counts, np.int64)
    pairs, sentences = table.T @ table, (table > 0).astype(np.int64).T @ (table > 0)
    upper = np.triu(np.ones_like(pairs, bool), 1)
    disputes = pairs.sum(axis=1) - np.diag(pairs)
    return _ranked(np.where(upper, pairs, 0), np.where(upper, sentences, 0), disputes, values)


def _chosen(votes: Votes) -> tuple[Integers, Bools, Bools]:
    """A row for each annotator and sentence, by sentence: the sentence, and (rows, frames) offered and present."""
    key = votes.sentence.astype(np.int64) * len(votes.annotators) + votes.annotator
    rows, at = np.unique(key, return_inverse=True)
    offered = np.zeros((len(rows), len(votes.frames)), bool)
    present = np.zeros_like(offered)
    offered[at, votes.frame] = True
    present[at, votes.frame] = votes.present
    return rows // len(votes.annotators), offered, present


def _counted(pair: Counts, sentences: int, size: int) -> tuple[Counts, Counts]:
    """(frames, frames) of keys of two frames and a sentence: how many, and on how many different sentences."""
    each = np.bincount(pair // max(sentences, 1), minlength=size * size)
    different = np.bincount(np.unique(pair) // max(sentences, 1), minlength=size * size)
    return each.reshape(size, size), different.reshape(size, size)


def _ranked(pairs: Counts, sentences: Counts, disputes: Counts, names: tuple[str, ...]) -> pd.DataFrame:
    first, second = np.nonzero(pairs)
    table = pd.DataFrame(
        {
            "first": [names[number] for number in first],
            "second": [names[number] for number in second],
            "sentences": sentences[first, second],
            "pairs": pairs[first, second],
            "of_first": disputes[first],
            "of_second": disputes[second],
        },
        columns=list(_COLUMNS),
    )
    return table.sort_values(["pairs", "first", "second"], ascending=[False, True, True], ignore_index=True)
