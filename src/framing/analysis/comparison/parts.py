"""What each document adds to two groups' shares, and the difference in standard errors that comes of it. Pure."""

from dataclasses import dataclass

import numpy as np

from framing.analysis.units import Bools, Floats, Rows, Units

TERMS = 4  # of a part: what is summed up, see `Parts`
_SAME = 1e-12  # a difference of shares below this is rounding


@dataclass(frozen=True, eq=False)
class Parts:
    """A part is what a document has of one group. Those of documents that have units of one group only come first.

    Attributes:
        sums: (parts, frames, 4): of the surrogate less its mean, of units, of the weighted rectifier less its mean, of
            weights of labelled units.
        first: which of the parts of documents with one group are of the first; after them come those of documents with
            both groups: all their parts of the first group, then all those of the second, in the same order.
    """

    sums: Floats
    first: Bools

    @property
    def alone(self) -> int:
        """How many documents have units of one group only."""
        return len(self.first)

    @property
    def shared(self) -> int:
        """How many documents have units of both groups."""
        return (len(self.sums) - self.alone) // 2

    def as_they_are(self) -> Floats:
        """(1, parts): 1 where a part is of the first group."""
        return np.concatenate([self.first, np.ones(self.shared), np.zeros(self.shared)])[np.newaxis].astype(np.float64)

    def of_frames(self, chosen: Bools) -> "Parts":
        """The same for some frames only."""
        return Parts(self.sums[:, chosen], self.first)


def parts_of(pool: Units, side: Bools) -> Parts:
    """Parts of the documents of two groups.

    A share is that of a surrogate in all units plus that of what it leaves unexplained, the rectifier, in labelled
    ones. The surrogate is the model's probability, as much of it as helps, which labelled units of both groups tell.

    Args:
        pool: units of both groups, with labelled ones of each frame in either.
        side: which are of the first.
    """
    drawn = pool.drawn
    truth, weight = np.where(drawn, pool.truth, 0.0), drawn * pool.weight[:, np.newaxis]
    surrogate = pool.probabilities * _slope(pool.probabilities, truth, weight)
    rest = truth - surrogate
    terms = np.stack(
        [
            surrogate - surrogate.mean(axis=0),
            np.ones_like(truth),
            weight * (rest - _mean(rest, weight)),
            weight,
        ],
        axis=2,
    )
    return _by_document(terms, pool.document, side)


def studentised(parts: Parts, dealt: Floats) -> Floats:
    """The difference of the first group from the second in standard errors, of each deal and frame: (deals, frames).

    Infinite where the difference is not 0 and its standard error is, or a group has no labelled unit. The standard
    error is that of a difference of sums of ratios over documents, by linearisation: Särndal, Swensson and Wretman
    (1992), Model Assisted Survey Sampling, section 5.5.

    Args:
        parts: of two groups.
        dealt: (deals, parts): 1 where a part is of the first group.
    """
    products = _products(parts.sums, parts.sums)
    total, square = _dot(dealt, parts.sums), _dot(dealt, products)
    with np.errstate(divide="ignore", invalid="ignore"):
        one, one_by = _share(total)
        other, other_by = _share(parts.sums.sum(axis=0) - total)
        variance = _form(one_by, square, one_by) + _form(other_by, products.sum(axis=0) - square, other_by)
        if parts.shared:
            variance -= 2 * _form(one_by, _crossed(parts, dealt), other_by)
        difference = one - other
        found = difference / np.sqrt(np.maximum(variance, 0))
    return np.where(np.abs(difference) < _SAME, 0.0, np.where(np.isfinite(found), found, np.inf))


def _share(total: Floats) -> tuple[Floats, Floats]:
    """How far a group's share is from that of both, and how it changes for one more of each of the four sums."""
    surrogate, rectifier = total[..., 0] / total[..., 1], total[..., 2] / total[..., 3]
    each, labelled = 1 / total[..., 1], 1 / total[..., 3]
    return surrogate + rectifier, np.stack([each, -surrogate * each, labelled, -rectifier * labelled], axis=-1)


def _crossed(parts: Parts, dealt: Floats) -> Floats:
    """Products of what documents with both groups have of the first and of the second."""
    left, right = np.split(parts.sums[parts.alone :], 2)
    stays, swapped = np.split(dealt[:, parts.alone :], 2, axis=1)
    return _dot(stays, _products(left, right)) + _dot(swapped, _products(right, left))


def _products(left: Floats, right: Floats) -> Floats:
    """(parts, frames, 4, 4)."""
    return left[..., :, np.newaxis] * right[..., np.newaxis, :]


def _dot(dealt: Floats, values: Floats) -> Floats:
    """Sums over parts of the first group: (deals, frames, ...)."""
    return (dealt @ values.reshape(len(values), -1)).reshape(len(dealt), *values.shape[1:])


def _form(left: Floats, middle: Floats, right: Floats) -> Floats:
    found: Floats = np.einsum("dfi,dfij,dfj->df", left, middle, right)
    return found


def _slope(surrogate: Floats, truth: Floats, weight: Floats) -> Floats:
    """Of the truth on the surrogate, of each frame; 0 where that says nothing, or the opposite."""
    apart = surrogate - _mean(surrogate, weight)
    spread, along = np.sum(weight * apart**2, axis=0), np.sum(weight * apart * (truth - _mean(truth, weight)), axis=0)
    slope: Floats = np.where(spread > _SAME, np.maximum(along, 0) / np.maximum(spread, _SAME), 0.0)
    return slope


def _mean(values: Floats, weight: Floats) -> Floats:
    return np.asarray(np.sum(values * weight, axis=0) / np.sum(weight, axis=0))


def _by_document(terms: Floats, document: Rows, side: Bools) -> Parts:
    names, number = np.unique(document, return_inverse=True)
    columns = terms.reshape(len(terms), -1)

    def summed(chosen: Bools) -> Floats:
        of_columns = [np.bincount(number[chosen], column[chosen], minlength=len(names)) for column in columns.T]
        return np.stack(of_columns, axis=1, dtype=np.float64).reshape(len(names), *terms.shape[1:])

    of_first, of_second = summed(side), summed(~side)
    in_first, in_second = of_first[:, 0, 1] > 0, of_second[:, 0, 1] > 0
    shared = in_first & in_second
    alone = np.concatenate([of_first[in_first & ~shared], of_second[in_second & ~shared]])
    return Parts(
        np.concatenate([alone, of_first[shared], of_second[shared]]),
        np.arange(len(alone)) < np.sum(in_first & ~shared),
    )
