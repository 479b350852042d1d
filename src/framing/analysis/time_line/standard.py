"""Means of groups of periods with the mix of outlets held fixed, and how far chance moves them.

Direct standardisation (Keiding and Clayton 2014, Standardization and Control for Confounding in Observational Studies):
the mean of a group is that of its outlets, weighted by their shares of the whole corpus. An outlet that is missing in a
group is taken to have moved from its own mean as the others did from theirs: so a group from which an outlet with few
of a frame is missing has no more of the frame because of that.

Chance is in which documents there are. A week has few of them, four or five where the bar of a time line is measured,
and four documents drawn again say too little about their own variance: it is taken from all groups together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.analysis.comparison.copies import first_told

FREEDOM_AT_LEAST = 30  # degrees of freedom of an outlet's own variance; with fewer it is that of all outlets

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Placed:
    """Units in cells: where each stands.

    Attributes:
        document: of each unit.
        story: of each unit: that of its document, which has the same as one that it repeats.
        outlet: of each unit.
        outlets: how many there are.
    """

    document: Rows
    story: Rows
    outlet: Rows
    outlets: int


@dataclass(frozen=True, eq=False)
class Spread:
    """Of values about the mean of their outlet and period.

    Attributes:
        variance: (outlets, frames), of one unit.
        icc: (frames,), the correlation of two units of one document, 0 to 1.
    """

    variance: Floats
    icc: Floats


@dataclass(frozen=True, eq=False)
class Standard:
    """Means of groups.

    Attributes:
        mean: (frames,), of all units that are in a group.
        moved: (groups, frames), how far the group is from that mean within outlets; NaN where it has no unit.
        error: (groups, frames), standard error of the group's mean.
        moved_error: (groups, frames), of `moved`: smaller, because the group is a part of all.
        here: (groups, outlets), whether the outlet has a unit in the group.
        mix: (outlets,), share of each of all units that are in a group.
        inflation: (groups,), how often the variance of each is that of as many documents without copies.
    """

    mean: Floats
    moved: Floats
    error: Floats
    moved_error: Floats
    here: NDArray[np.bool_]
    mix: Floats
    inflation: Floats


def standardise(values: Floats, placed: Placed, group: Rows, groups: int, spread: Spread) -> Standard:
    """Means of groups with the mix held fixed.

    Args:
        values: (units, frames).
        placed: the units.
        group: number of the group of each unit, 0 to groups - 1; -1 of one that is in none.
        groups: how many.
        spread: of `values`, see `spread_of`.
    """
    inside = group >= 0
    cell = group[inside] * placed.outlets + placed.outlet[inside]
    shape = (groups, placed.outlets)
    count = np.bincount(cell, minlength=groups * placed.outlets).reshape(shape).astype(np.float64)
    squares = _squares(cell, placed.document[inside], groups * placed.outlets).reshape(shape)
    sums = _sums(values[inside], cell, groups * placed.outlets).reshape(*shape, -1)
    of_outlet = count.sum(axis=0)
    own = sums.sum(axis=0) / np.maximum(of_outlet, 1)[:, np.newaxis]
    here, mix = count > 0, of_outlet / max(of_outlet.sum(), 1)
    weight = np.where(here, mix, 0.0)
    weight = weight / np.where(here.any(axis=1), weight.sum(axis=1), np.nan)[:, np.newaxis]
    safe = np.maximum(count, 1)
    moved = np.einsum("go,gof->gf", weight, np.where(here[..., np.newaxis], sums / safe[..., np.newaxis] - own, 0.0))
    # A document of n units counts n (1 + (n - 1) icc) times the variance of one (Kish 1965).
    clustered = (spread.icc * squares[..., np.newaxis] + (1 - spread.icc) * count[..., np.newaxis]) / safe[
        ..., np.newaxis
    ] ** 2
    inflation = _inflation((weight / safe).ravel()[cell], placed, group, groups)
    variance = spread.variance * clustered * weight[..., np.newaxis] ** 2 * inflation[:, np.newaxis, np.newaxis]
    rest = 1 - count / np.maximum(of_outlet, 1)
    return Standard(
        mean=mix @ own,
        moved=moved,
        error=np.sqrt(variance.sum(axis=1)),
        moved_error=np.sqrt((variance * rest[..., np.newaxis]).sum(axis=1)),
        here=here,
        mix=mix,
        inflation=inflation,
    )


def _inflation(worth: Floats, placed: Placed, group: Rows, groups: int) -> Floats:
    """(groups,): by how much copies of a story multiply the variance of a group's mean; 1 without copies.

    The variance of a sum of documents that say the same is that of the story times the square of their worth together,
    where that of as many unlike ones is the sum of their squares.

    Args:
        worth: of each unit that is in a group, what it adds to the mean of the group.
        placed: all units.
        group: of each of them, -1 of one that is in none.
        groups: how many.
    """
    inside = group >= 0

    def squares(teller: Rows) -> Floats:
        tellers = int(teller.max(initial=0)) + 1
        pairs, number = np.unique(group[inside] * tellers + teller, return_inverse=True)
        whole = np.bincount(number, worth, minlength=len(pairs)) ** 2
        return np.asarray(np.bincount(pairs // tellers, whole, minlength=groups), dtype=np.float64)

    apart = squares(placed.document[inside])
    return np.where(apart > 0, squares(placed.story[inside]) / np.where(apart > 0, apart, 1), 1.0)


def spread_of(values: Floats, placed: Placed, group: Rows, groups: int) -> Spread:
    """How values spread about the mean of their outlet and group: analysis of variance with documents as classes.

    The intraclass correlation is that of all outlets together (Donner 1986); the variance is the outlet's own where it
    has enough documents. A story that an outlet runs several times in a group is looked at once: its copies lie
    together and would make the spread too small.
    """
    inside = np.flatnonzero((group >= 0) & _once(placed, group))
    values, outlet = values[inside], placed.outlet[inside]
    _, document = np.unique(placed.document[inside], return_inverse=True)
    _, cell = np.unique(group[inside] * placed.outlets + outlet, return_inverse=True)
    count = np.bincount(document).astype(np.float64)
    documents, cells = len(count), int(cell.max(initial=-1)) + 1
    mean = _sums(values, document, documents) / count[:, np.newaxis]
    middle = _sums(values, cell, cells) / np.bincount(cell, minlength=cells)[:, np.newaxis]
    within, between = (values - mean[document]) ** 2, (mean[document] - middle[cell]) ** 2
    free_within, free_between = len(values) - documents, documents - cells
    noise = within.sum(axis=0) / max(free_within, 1)
    signal = between.sum(axis=0) / max(free_between, 1)
    size = (count.sum() - (_squares(cell, document, cells) / np.bincount(cell, minlength=cells)).sum()) / max(
        free_between, 1
    )
    if free_within == 0:  # one unit a document
        return Spread(np.tile(signal, (placed.outlets, 1)), np.zeros(values.shape[1]))
    apart = np.maximum(signal - noise, 0) / max(size, 1) if free_between > 0 else np.zeros_like(noise)
    total = apart + noise
    icc = np.where(total > 0, apart / np.where(total > 0, total, 1), 0.0)
    own_free = np.bincount(outlet, minlength=placed.outlets) - np.bincount(
        outlet[np.unique(document, return_index=True)[1]], minlength=placed.outlets
    )
    own = _sums(within, outlet, placed.outlets) / np.maximum(own_free, 1)[:, np.newaxis]
    noise_of = np.where((own_free >= FREEDOM_AT_LEAST)[:, np.newaxis], own, noise)
    return Spread(noise_of / np.where(icc < 1, 1 - icc, 1), icc)


def _once(placed: Placed, group: Rows) -> NDArray[np.bool_]:
    """(units,): those of the first document with their story in their outlet and group."""
    _, cell = np.unique(group * placed.outlets + placed.outlet, return_inverse=True)
    _, told = np.unique(cell * (int(placed.story.max(initial=0)) + 1) + placed.story, return_inverse=True)
    return first_told(placed.document, told)


def _sums(values: Floats, cell: Rows, cells: int) -> Floats:
    """(cells, frames)."""
    return np.stack([np.bincount(cell, column, minlength=cells) for column in values.T], axis=1)


def _squares(cell: Rows, document: Rows, cells: int) -> Floats:
    """(cells,): the squared numbers of units of the documents in each; a document is in one cell."""
    _, first, count = np.unique(document, return_index=True, return_counts=True)
    return np.asarray(np.bincount(cell[first], count.astype(np.float64) ** 2, minlength=cells), dtype=np.float64)
