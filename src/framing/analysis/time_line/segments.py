"""One stretch of a time line: where its level changes most, and how much so with dates shuffled.

The statistic of a boundary is the sum of what documents after it are above the mean of their outlet, over its standard
deviation under shuffled dates: the score test for a jump that all outlets make, each from its own level (a CUSUM, Page
1954, standardised as by Csörgő and Horváth 1997). A long document whose sentences resemble each other counts less than
its length. A steady trend has such sums too; its own statistic is the same with the number of the period in the place
of before and after.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from framing.analysis.time_line.shuffling import shuffled, shuffled_variance, within

PERIODS_AT_LEAST = 3  # with documents, on each side of a change
CERTAIN = 0.95  # of where it was
_CLOSE = (1, 2, 1)  # what it is worth to name the right period, and one beside it
_LEAST = 1e-9  # of a sum of squares that is left
Shape = Literal["jump", "trend", "either"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Documents:
    """Documents in the order of their periods.

    Attributes:
        period: number of the period of each, rising.
        outlet: number of the outlet of each.
        outlets: how many there are.
        units: of each.
        mean: (documents, frames), of what changes are sought in.
        weight: (documents, frames), see the head of this module.
    """

    period: Rows
    outlet: Rows
    outlets: int
    units: Rows
    mean: Floats
    weight: Floats

    def between(self, begin: int, end: int, frames: Rows) -> "Documents":
        """Those of periods `begin` to `end` - 1, with some frames."""
        rows = slice(*np.searchsorted(self.period, (begin, end)))
        return Documents(
            self.period[rows],
            self.outlet[rows],
            self.outlets,
            self.units[rows],
            self.mean[rows][:, frames],
            self.weight[rows][:, frames],
        )


@dataclass(frozen=True, eq=False)
class Scan:
    """A stretch of the line looked through.

    Attributes:
        at: periods that could begin a new level; may be empty.
        statistic: (at, frames), absolute.
        trend: (frames,), absolute statistic of a steady trend.
        shuffled: (draws, frames), the highest statistic of each draw.
        free: documents less outlets.
    """

    at: Rows
    statistic: Floats
    trend: Floats
    shuffled: Floats
    free: int

    @property
    def highest(self) -> Floats:
        """(frames,): 0 where nothing was looked at."""
        return np.asarray(self.statistic.max(axis=0, initial=0.0))

    def where(self, frame: int) -> tuple[int, int, int]:
        """The period of the change, and the first and last of those that it may have been, with 95 % certainty.

        By the likelihood of a jump at each, all of them as likely beforehand (Smith 1975): the square of the statistic
        over `free` is the part of the sum of squares about outlets that the jump explains. The period
        is the one that has most of it, its neighbours counted half: one week beside is nearly right.
        """
        odds = self._log_likelihood(self.statistic[:, frame])
        chance = np.exp(odds - odds.max())
        chance /= chance.sum()
        best = int(np.convolve(chance, _CLOSE)[1:-1].argmax())
        order = np.argsort(-chance, kind="stable")
        likely = order[: int(np.searchsorted(np.cumsum(chance[order]), CERTAIN)) + 1]
        return int(self.at[best]), int(self.at[min(likely.min(), best)]), int(self.at[max(likely.max(), best)])

    def shape(self, frame: int) -> Shape:
        """Whether a jump or a steady trend tells more.

        A trend, if its statistic is at least that of the best jump; either, if it is likelier than a jump at a period
        that is not known beforehand, all of them as likely.
        """
        jump, trend = self._log_likelihood(self.statistic[:, frame]), self._log_likelihood(self.trend[frame])
        if trend >= jump.max():
            return "trend"
        return "either" if np.exp(jump - jump.max()).mean() <= np.exp(trend - jump.max()) else "jump"

    def _log_likelihood(self, statistic: Floats) -> Floats:
        """Above that of no change, of normal noise with a variance that is not known."""
        left = np.maximum(1 - statistic**2 / max(self.free, 1), _LEAST)
        return np.asarray(-max(self.free, 1) / 2 * np.log(left))


def scan(documents: Documents, units_at_least: int, *, seed: int, draws: int) -> Scan:
    """A stretch looked through.

    Args:
        documents: of the stretch.
        units_at_least: on each side of a change.
        seed: of the shuffles.
        draws: how many; 0 where only the place of a change is asked for.
    """
    frames = documents.mean.shape[1]
    at, ends = _boundaries(documents, units_at_least)
    if not len(at):
        return Scan(at, np.zeros((0, frames)), np.zeros(frames), np.zeros((draws, frames)), 0)
    apart = within(documents.mean, documents.weight, documents.outlet, documents.outlets)
    variance = shuffled_variance(apart, documents.outlet, documents.outlets, ends)
    scale = np.where(variance > 1e-12 * variance.max(initial=0), np.sqrt(variance), np.inf)
    highest = [
        (np.abs(np.cumsum(some, axis=1)[:, ends - 1]) / scale).max(axis=1)
        for some in shuffled(apart, documents.outlet, seed=seed, draws=draws)
    ]
    free = len(documents.period) - len(np.unique(documents.outlet))
    statistic = np.abs(np.cumsum(apart, axis=0)[ends - 1]) / scale
    return Scan(at, statistic, _trend(documents, apart), np.concatenate([np.zeros((0, frames)), *highest]), free)


def _boundaries(documents: Documents, units_at_least: int) -> tuple[Rows, Rows]:
    """Periods that may begin a new level, and how many documents are before each."""
    at, first = np.unique(documents.period, return_index=True)
    before = np.concatenate([[0], np.cumsum(documents.units)])[first]
    after = documents.units.sum() - before
    number = np.arange(len(at))
    enough = (number >= PERIODS_AT_LEAST) & (len(at) - number >= PERIODS_AT_LEAST)
    enough &= (before >= units_at_least) & (after >= units_at_least)
    return at[enough], first[enough]


def _trend(documents: Documents, apart: Floats) -> Floats:
    """Of each frame."""
    one = np.ones((len(documents.period), 1))
    time = within(documents.period[:, np.newaxis].astype(np.float64), one, documents.outlet, documents.outlets)
    count = np.bincount(documents.outlet, minlength=documents.outlets)

    def squares(values: Floats) -> Floats:
        return np.stack([np.bincount(documents.outlet, column**2, minlength=len(count)) for column in values.T], axis=1)

    variance = (squares(apart) * squares(time) / np.maximum(count - 1, 1)[:, np.newaxis]).sum(axis=0)
    return np.asarray(np.abs((apart * time).sum(axis=0)) / np.sqrt(np.where(variance > 0, variance, np.inf)))
