"""Krippendorff's alpha and positive agreement from counts. Pure arithmetic.

Everything is built from three sums: pairs that disagree, votes for a value, and votes. They add up over sentences, so
that a document has its sums, and a resample of documents is a weighted sum of them.
"""

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def krippendorff_alpha(counts: npt.ArrayLike) -> float:
    """Nominal alpha from a (units, values) table: how many annotators gave each unit each value.

    Units with fewer than two labels are left out; NaN if the rest all carry the same value.
    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C.
    """
    table = np.asarray(counts, dtype=np.float64)
    table = table[table.sum(axis=1) > 1]
    return float(alpha_of(value_sums(table).sum(axis=0)))


def value_sums(counts: Floats) -> Floats:
    """(units, values, 3) of a (units, values) table: for each value against all others, the three sums of a unit.

    The sums are: pairs that disagree, each in both directions and weighted by 1 / (voters - 1); votes for the value;
    votes. Nominal alpha over several values is `alpha_of` all of them, see there.
    """
    voters = counts.sum(axis=1, keepdims=True)
    disagreeing = 2 * counts * (voters - counts) / np.maximum(voters - 1, 1)
    return np.stack([disagreeing, counts, np.broadcast_to(voters, counts.shape)], axis=2)


def vote_sums(yes: Floats, voters: Floats) -> Floats:
    """(units, 3): the three sums of each unit with so many votes for yes, of so many voters."""
    return np.stack([2 * yes * (voters - yes) / np.maximum(voters - 1, 1), yes, voters], axis=1)


def alpha_of(sums: Floats) -> Floats:
    """Alpha of each (parts, 3) at the end of `sums`: 1 - disagreement observed / expected, both summed over the parts.

    With one part it is Krippendorff's alpha for two values. With the values of a nominal scale as parts, each against
    all others, it is his alpha for that scale: every pair that disagrees is counted with both of its values, and so is
    every pair that would by chance. With frames as parts it is a mean of their alphas, weighted by how much
    disagreement chance would bring to each; chance is that of each frame, so that frames of different frequency do not
    pass for agreement.

    Args:
        sums: (..., parts, 3); the three as `value_sums` has them.

    Returns:
        The shape without the last two axes; NaN where nothing could differ by chance.
    """
    disagreeing, given, votes = np.moveaxis(sums, -1, 0)
    return alpha_from(disagreeing.sum(axis=-1), expected(given, votes).sum(axis=-1))


def expected(given: Floats, votes: Floats) -> Floats:
    """How many pairs would disagree if `given` of `votes` said yes by chance; in both directions, as `vote_sums`."""
    return np.asarray(2 * given * (votes - given) / np.maximum(votes - 1, 1))


def alpha_from(disagreeing: Floats, by_chance: Floats) -> Floats:
    """1 - observed / expected disagreement; NaN where nothing could differ by chance."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(by_chance > 0, 1 - disagreeing / by_chance, np.nan))


def positive_agreement(yes: Floats, voters: Floats) -> float:
    """Ordered pairs of annotators who both say yes, among those whose first says yes; NaN if nobody does.

    For two annotators this is 2a / (2a + b + c). Source: Cicchetti & Feinstein (1990), J. Clin. Epidemiol. 43,
    551-558; for more annotators Uebersax's specific agreement.
    """
    possible = float((yes * (voters - 1)).sum())
    return float((yes * (yes - 1)).sum()) / possible if possible else math.nan


def observed_agreement(yes: Floats, voters: Floats) -> float:
    """Pairs of annotators who say the same, among all pairs; every pair counts once. NaN if there is none."""
    pairs = float((voters * (voters - 1)).sum())
    different = float((2 * yes * (voters - yes)).sum())
    return 1 - different / pairs if pairs else math.nan
