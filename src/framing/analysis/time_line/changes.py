"""In which periods the level of a frame changed: binary segmentation, with dates shuffled to tell change from chance.

The line is split where its level changes most (Scott and Knott 1974), if shuffled dates show as much in at most 5 of
100 shuffles, in any frame and at any period: so at most one in twenty corpora in which nothing changed has a change of
any frame. Then each part is looked at by itself, at the same level. A part in which a steady trend tells at least as
much as a jump is not split: a trend has no date.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from framing.analysis.time_line.segments import Documents, Scan, Shape, scan

LEVEL = 0.05
AT_MOST = 3  # changes of a frame
Part = tuple[int, int]  # periods from the first to before the second

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Change:
    """One change of the level of a frame.

    Attributes:
        frame: its number.
        begin: the first period of the stretch that was looked at.
        period: the first period of the new level.
        end: the period after the stretch.
        first: the earliest period that it may have been, with 95 % certainty.
        last: the latest.
        p: of no change, over all frames and periods.
        shape: whether a jump or a steady trend from `begin` to `end` tells more.
    """

    frame: int
    begin: int
    period: int
    end: int
    first: int
    last: int
    p: float
    shape: Shape


def find_changes(documents: Documents, periods: int, units_at_least: int, *, seed: int, draws: int) -> list[Change]:
    """Changes of all frames, by frame and period.

    Args:
        documents: all of them.
        periods: how many there are.
        units_at_least: on each side of a change.
        seed: of the shuffles.
        draws: how many, 999 for a p of one in a thousand.
    """
    frames = documents.mean.shape[1]
    found: list[Change] = []
    parts: dict[Part, list[int]] = {(0, periods): list(range(frames))}
    reached: dict[tuple[int, Part], float] = {}  # p of the change that made the part
    while parts:
        scans = {
            part: scan(documents.between(*part, np.array(own)), units_at_least, seed=seed, draws=draws)
            for part, own in parts.items()
        }
        highest = np.max([each.shuffled.max(axis=1) for each in scans.values()], axis=0)
        later: dict[Part, list[int]] = {}
        for change in _accepted(scans, parts, highest, reached):
            if sum(other.frame == change.frame for other in found) >= AT_MOST:
                continue
            found.append(change)
            if change.shape != "trend":
                for part in ((change.begin, change.period), (change.period, change.end)):
                    later.setdefault(part, []).append(change.frame)
                    reached[change.frame, part] = change.p
        parts = later
    return _placed_again(documents, found, periods, units_at_least)


def _placed_again(documents: Documents, found: list[Change], periods: int, units_at_least: int) -> list[Change]:
    """The changes by frame and period, each where it is likeliest between its neighbours.

    The first that was found was placed when the others were not known, and they pulled at it.
    """
    placed: list[Change] = []
    for change in sorted(found, key=lambda change: (change.frame, change.period)):
        own = [other.period for other in found if other.frame == change.frame]
        begin = max((other.period for other in placed if other.frame == change.frame), default=0)
        end = min((period for period in own if period > change.period), default=periods)
        between = scan(documents.between(begin, end, np.array([change.frame])), units_at_least, seed=0, draws=0)
        if len(between.at):
            period, first, last = between.where(0)
            change = replace(change, begin=begin, period=period, end=end, first=first, last=last)
        placed.append(change)
    return placed


def _accepted(
    scans: dict[Part, Scan], parts: dict[Part, list[int]], highest: Floats, reached: dict[tuple[int, Part], float]
) -> list[Change]:
    """Changes that chance does not explain, the clearest first; no p is below that of what it hangs on."""
    changes = []
    for part, each in scans.items():
        for column, frame in enumerate(parts[part]):
            statistic = each.highest[column]
            if statistic <= 0:
                continue
            own = (1 + int((highest >= statistic * (1 - 1e-9)).sum())) / (1 + len(highest))
            p = max(own, reached.get((frame, part), 0.0))
            if p <= LEVEL:
                period, first, last = each.where(column)
                change = Change(frame, part[0], period, part[1], first, last, p, each.shape(column))
                changes.append((statistic, change))
    return [change for _, change in sorted(changes, key=lambda pair: -pair[0])]
