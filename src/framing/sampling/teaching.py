"""Which sentences a model learns most from, one after the other, and why each.

What a rare frame lacks is examples, so a sentence is worth the examples that it is expected to bring, each counting
the less the more the frame has: the sum over frames of chance / (1 + examples). That is the slope of the sum of
log(1 + examples), so whoever picks the best again and again, and counts what a pick is expected to bring as brought,
comes near the best set (Nemhauser, Wolsey and Fisher 1978). It looks where a frame may well be, not where the model
is least sure: for rare labels that finds the examples without which nothing can be learned (Cormack and Grossman 2014
found the same of documents in court cases). What is like many sentences counts a little more, for it says something of
them all (information density: Settles and Craven 2008). Some picks are unlike all that is labelled, because a model
knows nothing of what it has never seen. Nothing that is nearly the same as a labelled or picked sentence is picked:
neither by its weighted terms, nor by its plain words, as a name that is rare weighs as much as all the words around it.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.preprocessing import normalize

from framing.model.learning.features import Floats, Rows
from framing.model.learning.fit import fit_line, line_probabilities

Bools = npt.NDArray[np.bool_]
Reason = Literal["chance of a frame", "unlike the others", "by chance"]

EXPLORE_EVERY = 10  # each tenth pick is unlike what is labelled
TYPICAL = 0.25  # weight of being like other sentences: more was worse on sentences, less on long posts
NEARLY_THE_SAME = 0.8  # cosine: a few letters or a word of a sentence differ
SAME_WORDS = 0.8  # share of words in common: one of six to ten, such as a name, differs however rare it is
_LOOKED_AT = 50  # sentences by chance, of which the least like the others is picked: the very least is mostly debris


@dataclass(frozen=True)
class Pick:
    """A row of the matrix, why it was picked, and for which frame (its number; -1 for none)."""

    row: int
    reason: Reason
    frame: int = -1


def frame_chances(matrix: sp.csr_matrix, labelled: Rows, labels: Floats) -> Floats:
    """The probability of each frame in each row, as a model of the labelled rows sees it, (rows, frames).

    It learns from one example on, earlier than a model that is to be believed; a frame without any, or with
    nothing else, is NaN. Balanced, so probabilities of rare frames are too high by far: they order sentences.

    Args:
        matrix: features, one row per sentence.
        labelled: the rows that are labelled.
        labels: of these, (labelled, frames): 1, 0, NaN for not decided.
    """
    chances = np.full((matrix.shape[0], labels.shape[1]), np.nan)
    known = matrix[labelled]
    for frame, column in enumerate(labels.T):
        if {0.0, 1.0} <= set(column.tolist()):
            weights, intercept = fit_line(known, column)
            chances[:, frame] = line_probabilities(matrix, weights[np.newaxis], np.array([intercept]))[:, 0]
    return chances


def pick_to_teach(
    matrix: sp.csr_matrix,
    chances: Floats,
    examples: Floats,
    open_rows: Rows,
    taken: Rows,
    count: int,
    rng: np.random.Generator,
    explore_every: int = EXPLORE_EVERY,
    words: sp.csr_matrix | None = None,
) -> list[Pick]:
    """What to label, in this order: `count` rows, fewer only if the others are nearly the same as some.

    If all are nearly the same as a labelled one, they are picked by chance: there is always something to label.

    Args:
        matrix: features, one row per sentence.
        chances: of each frame in each row, (rows, frames), 0 to 1.
        examples: how many labelled sentences have each frame.
        open_rows: those that may be picked.
        taken: those that are labelled or waiting to be.
        count: how many to pick.
        rng: of chance.
        explore_every: which pick is unlike the others; 1 for all.
        words: which words each row has, 1 or 0, (rows, words); without it only weighted terms say what is the same.
    """
    unit = normalize(matrix)
    typical = _typical(unit, open_rows)
    waiting = np.zeros(matrix.shape[0], dtype=bool)
    waiting[open_rows] = True
    expected = 1.0 + examples
    picks: list[Pick] = []
    known = unit[taken]
    words = sp.csr_matrix((matrix.shape[0], 0)) if words is None else words
    taken_words = words[taken]
    while len(picks) < count and waiting.any():
        rows = np.flatnonzero(waiting)
        pick = (
            None if len(picks) % explore_every == explore_every - 1 else _worth_most(rows, chances, expected, typical)
        )
        pick = pick or _least_like(unit, known, rows, rng)
        waiting[pick.row] = False
        like = _likeness(unit, known, np.array([pick.row]))[0]
        if like < NEARLY_THE_SAME and not _same_words(words[pick.row], taken_words).any():
            picks.append(pick)
            waiting &= ~_same_words(words[pick.row], words)
            expected = expected + chances[pick.row]
            known = sp.csr_matrix(sp.vstack([known, unit[pick.row]]))
    if not picks:
        by_chance = rng.permutation(open_rows)[:count].tolist()
        picks = [Pick(row, "by chance") for row in by_chance]
    return picks


def _typical(unit: sp.csr_matrix, rows: Rows) -> Floats:
    """How like the others each row is: its mean cosine with `rows`, to the power TYPICAL."""
    centre = np.asarray(unit[rows].mean(axis=0))[0]
    return np.asarray(np.maximum(unit @ centre, 0) ** TYPICAL, dtype=np.float64)


def _worth_most(rows: Rows, chances: Floats, expected: Floats, typical: Floats) -> Pick | None:
    """The row that is expected to bring most, for the frame that it brings most to; None if none brings anything."""
    gains = chances[rows] * typical[rows, np.newaxis] / expected
    worth = gains.sum(axis=1)
    best = int(worth.argmax())
    return Pick(int(rows[best]), "chance of a frame", int(gains[best].argmax())) if worth[best] > 0 else None


def _least_like(unit: sp.csr_matrix, known: sp.csr_matrix, rows: Rows, rng: np.random.Generator) -> Pick:
    """Of some rows by chance the one that is least like what is known."""
    some = np.sort(rng.choice(rows, min(_LOOKED_AT, len(rows)), replace=False))
    return Pick(int(some[_likeness(unit, known, some).argmin()]), "unlike the others")


def _likeness(unit: sp.csr_matrix, known: sp.csr_matrix, rows: Rows) -> Floats:
    """The cosine of each of `rows` with the known row that is most like it; 0 where nothing is known."""
    if not known.shape[0]:
        return np.zeros(len(rows))
    return np.asarray((unit[rows] @ known.T).max(axis=1).todense(), dtype=np.float64)[:, 0]


def _same_words(one: sp.csr_matrix, others: sp.csr_matrix) -> Bools:
    """Which rows have nearly the words of `one`: twice the words of both by the words of each (Dice 1945)."""
    shared = np.asarray((others @ one.T).todense(), dtype=np.float64)[:, 0]
    sizes = one.sum() + np.asarray(others.sum(axis=1), dtype=np.float64)[:, 0]
    return np.asarray(2 * shared >= SAME_WORDS * np.maximum(sizes, 1))
