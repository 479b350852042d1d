"""Votes of one beside votes of others: the figures of a pair, of an annotator beside the rest, of one beside oneself.

A comparison is one vote and, on the same sentence and frame, another vote or the share of yes among several. It is
measured as two observers are: for single votes alpha is Krippendorff's, and a share stands for one of the others who
is drawn by chance. Over all frames alpha is the mean that `framing.agreement.alpha.alpha_of` describes.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing.agreement.alpha import Floats, alpha_from, expected
from framing.agreement.figures import Limits
from framing.agreement.interval import alpha_interval
from framing.agreement.votes import Integers, Votes

ALL_FRAMES = ""  # in the column `frame`: the row is about all of them
MOST_INTERVALS = 100  # in one table: each takes a twentieth of a second, and nobody reads more


Part = tuple[Integers, Integers, Integers, Floats, Floats]  # columns of Comparisons


@dataclass(frozen=True)
class Comparisons:
    """Comparisons, (n,) each; `group` is the number of what a row of the table is about."""

    group: Integers
    frame: Integers
    sentence: Integers
    mine: Floats  # 1 or 0
    theirs: Floats  # 0 to 1

    @classmethod
    def of(cls, parts: Iterable[Part]) -> "Comparisons":
        """All comparisons of several parts."""
        nothing: Part = (*[np.empty(0, np.int32)] * 3, *[np.empty(0, np.float64)] * 2)  # type: ignore[assignment]
        found = [nothing, *parts]
        return cls(*(np.concatenate([part[number] for part in found]) for number in range(5)))

    def sorted(self) -> "Comparisons":
        """By group, frame and sentence."""
        order = np.lexsort((self.sentence, self.frame, self.group))
        return Comparisons(*(getattr(self, name)[order] for name in self.__dataclass_fields__))

    def differing(self) -> Floats:
        """How often the two differ, 0 to 1."""
        return self.mine * (1 - self.theirs) + self.theirs * (1 - self.mine)


def compared(comparisons: Comparisons, votes: Votes, *, draws: int, seed: int) -> pd.DataFrame:
    """The figures of each group, over all frames and per frame.

    Args:
        comparisons: what is measured.
        votes: whose names and documents the numbers are.
        draws: of documents.
        seed: of the draws.

    Returns:
        One row per group with `frame` empty, and one per group and frame: `group`, `frame`, `alpha`, `low`, `high`,
        `sentences`, `documents`, `seen_in` (sentences in which one of the two sees it), `decisions` (of the one, which
        is as many as comparisons), `present` (yes among them), `others_present` (yes that would be expected of the
        others on the same), `positive_agreement`, `observed_agreement`, `note`. The bounds are those of
        `framing.agreement.figures`. Rows over all frames have an interval, unless there are more than `MOST_INTERVALS`
        of them, which `note` says; for that of one frame give the votes on that frame only.
    """
    if not len(comparisons.group):
        return pd.DataFrame(columns=list(_COLUMNS))
    comparisons = rows = comparisons.sorted()  # what came in is not needed any more, and it is large
    cell = _numbered(rows.group.astype(np.int64) * max(len(votes.frames), 1) + rows.frame)
    by_frame = _sums(rows, cell, votes)
    by_frame["frame"] = [votes.frames[number] for number in by_frame.pop("number")]
    whole = _sums(rows, _numbered(rows.group), votes).drop(columns="number").assign(frame=ALL_FRAMES)
    whole["expected"] = by_frame.groupby("group", sort=True)["expected"].sum().to_numpy()
    whole["start"] = np.searchsorted(rows.group, whole["group"].to_numpy())
    whole["end"] = np.searchsorted(rows.group, whole["group"].to_numpy(), side="right")
    table = pd.concat([whole, by_frame], ignore_index=True)
    table = table.join(_limited(table, rows, votes, draws, seed))
    table = table.sort_values("group", kind="stable", ignore_index=True)
    return table[list(_COLUMNS)]


_COLUMNS = (
    *("group", "frame", "alpha", "low", "high", "sentences", "documents", "seen_in", "decisions", "present"),
    *("others_present", "positive_agreement", "observed_agreement", "note"),
)


def _sums(rows: Comparisons, cell: Integers, votes: Votes) -> pd.DataFrame:
    """Counts of each cell; cells are numbered without gaps, in the order of the rows."""
    size = int(cell[-1]) + 1
    start = np.searchsorted(cell, np.arange(size))

    def total(weights: Floats) -> Floats:
        return np.asarray(np.bincount(cell, weights=weights, minlength=size), np.float64)

    decisions, mine, theirs = np.bincount(cell, minlength=size), total(rows.mine), total(rows.theirs)
    differing, both = total(rows.differing()), total(rows.mine * rows.theirs)
    seen = (rows.mine + rows.theirs) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        positive = np.where(mine + theirs > 0, 2 * both / (mine + theirs), np.nan)
    return pd.DataFrame(
        {
            "group": rows.group[start],
            "number": rows.frame[start],
            "start": start,
            "end": np.append(start[1:], len(cell)),
            "sentences": _distinct(cell, rows.sentence, size),
            "documents": _distinct(cell, votes.document[rows.sentence], size),
            "seen_in": _distinct(cell[seen], rows.sentence[seen], size),
            "decisions": decisions,
            "present": mine.astype(np.int64),
            "others_present": theirs,
            "differing": 2 * differing,
            "expected": expected(mine + theirs, np.asarray(2 * decisions, np.float64)),
            "positive_agreement": positive,
            "observed_agreement": 1 - differing / np.maximum(decisions, 1),
        }
    )


def _limited(table: pd.DataFrame, rows: Comparisons, votes: Votes, draws: int, seed: int) -> pd.DataFrame:
    """`alpha`, `low`, `high` and `note` of each row, as far as what it stands on allows."""
    alpha = alpha_from(table["differing"].to_numpy(np.float64), table["expected"].to_numpy(np.float64))
    columns = ("sentences", "documents", "seen_in", "present", "others_present", "decisions")
    limits = [
        Limits(int(sentences), int(documents), int(seen_in), mine + theirs, 2 * decisions)
        for sentences, documents, seen_in, mine, theirs, decisions in table[list(columns)].to_numpy().tolist()
    ]
    found = pd.DataFrame({"alpha": alpha, "low": math.nan, "high": math.nan, "note": [each.note() for each in limits]})
    found.loc[[not each.alpha for each in limits], "alpha"] = math.nan
    constant = np.isnan(alpha) & np.array([each.alpha for each in limits], bool)
    found.loc[constant, "note"] = "on each frame all say the same: alpha is undefined"
    allowed = np.array([each.interval for each in limits], bool) & ~constant
    wanted = np.flatnonzero(allowed & (table["frame"] == ALL_FRAMES).to_numpy()).tolist()
    if len(wanted) > MOST_INTERVALS:
        found.loc[wanted, "note"] = f"no interval: more than {MOST_INTERVALS} rows would have one"
        return found
    for number in wanted:
        part = slice(int(table["start"].iloc[number]), int(table["end"].iloc[number]))
        found.loc[number, ["low", "high"]] = alpha_interval(_by_document(rows, part, votes), draws=draws, seed=seed)
    return found


def _by_document(rows: Comparisons, part: slice, votes: Votes) -> Floats:
    """(documents, frames, 3) of some rows."""
    mine, theirs, sentence = rows.mine[part], rows.theirs[part], rows.sentence[part]
    frames, place = np.unique(rows.frame[part], return_inverse=True)
    documents, at = np.unique(votes.document[sentence], return_inverse=True)
    sums = np.zeros((len(documents), len(frames), 3))
    differing = mine * (1 - theirs) + theirs * (1 - mine)
    np.add.at(sums, (at, place), np.stack([2 * differing, mine + theirs, np.full(len(mine), 2.0)], axis=1))
    return sums


def _numbered(key: Integers) -> Integers:
    """0, 1, 2 ... for the different values of a sorted key."""
    return np.cumsum(np.r_[False, key[1:] != key[:-1]])


def _distinct(cell: Integers, of: Integers, size: int) -> Integers:
    """How many different values of `of` each cell has."""
    most = int(of.max()) + 1 if len(of) else 1
    pairs = np.unique(cell.astype(np.int64) * most + of)
    return np.bincount(pairs // most, minlength=size)
