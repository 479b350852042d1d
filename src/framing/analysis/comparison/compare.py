"""Groups compared: which differences between shares hold, and which would have been seen. Pure.

A difference is tested only if the comparison could have found one of thirty points: that is known before the difference
is looked at, and "too little to tell" is then the answer, not "no difference seen".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from framing.analysis.comparison.difference import Differences, differences
from framing.analysis.comparison.permutation import p_values
from framing.analysis.comparison.power import LEVEL, detectable
from framing.analysis.prevalence.estimate import estimate_shares
from framing.analysis.prevalence.shares import Shares
from framing.analysis.tables import COMPARISON, TOO_LITTLE, VERDICTS
from framing.analysis.units import Bools, Floats, Rows, Units
from framing.audit.finding import holm
from framing.errors import InputError, NotEnoughData
from framing.model.evaluation.resampling import DRAWS
from framing.tables import UNCORRECTED

PAIRS_UP_TO = 10  # groups; of more, each is compared with the rest
FAINT = 0.30  # a comparison that would overlook differences of this size tells nothing
REST = "all others"
_NAMED = 10  # groups in a message


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two groups that are compared.

    Attributes:
        shares: of both groups, and maybe of others.
        one: number of the first in `shares`.
        other: of the second.
        in_one: (units,): which are of the first.
        in_other: (units,): which are of the second.
    """

    shares: Shares
    one: int
    other: int
    in_one: Bools
    in_other: Bools


def compare_groups(
    units: Units,
    groups: Rows,
    names: Sequence[str],
    *,
    by: str,
    against: str | None = None,
    note: str = "",
    seed: int = 7,
    draws: int = DRAWS,
) -> tuple[Shares, pd.DataFrame]:
    """The shares of each group, and COMPARISON of every two; of each with the rest where there are more than ten.

    Args:
        units: of one corpus, copies of a text as parts of one document: see `copies_together`.
        groups: number of the group of each unit, into `names`; -1 of a unit that is in none.
        names: of groups.
        by: what groups are made by.
        against: the group that all others are compared with; every two are compared if None.
        note: why no share counts as corrected, whatever the slice says; empty if nothing speaks against it.
        seed: of draws and deals.
        draws: of documents.

    Raises:
        NotEnoughData: there are fewer than two groups.
        InputError: `against` is none of them.
    """
    _check(names, by, against)
    shares = estimate_shares(units, groups, names, seed=seed, draws=draws)
    if against is None and len(names) > PAIRS_UP_TO:
        asked = [_against_rest(units, groups, number, names, seed, draws) for number in range(len(names))]
    else:
        if against is None:
            pairs = list(combinations(range(len(names)), 2))
        else:
            base = list(names).index(against)
            pairs = [(number, base) for number in range(len(names)) if number != base]
        asked = [Comparison(shares, one, other, groups == one, groups == other) for one, other in pairs]
    return shares, compare_shares(units, asked, by=by, note=note, seed=seed)


def compare_shares(
    units: Units, comparisons: Sequence[Comparison], *, by: str, note: str = "", seed: int = 7
) -> pd.DataFrame:
    """COMPARISON: differences of each two groups and each frame, corrected together for how many they are.

    Those that are too faint to be told count among them.

    Args:
        units: that the shares are of.
        comparisons: what is compared.
        by: what groups are made by.
        note: see `compare_groups`.
        seed: of the deals.
    """
    found = [differences(each.shares, each.one, each.other) for each in comparisons]
    present = np.stack([_present(units, each) for each in comparisons])
    comparable = present & np.stack([_comparable(each, units) for each in found])
    count = max(1, int(comparable.sum()))
    least = np.stack([detectable(each.standard_error, each.documents, count) for each in found])
    least = np.where(comparable, least, np.nan)
    tested = comparable & (least <= FAINT)
    p = np.full(tested.shape, np.nan)
    for row, each in enumerate(comparisons):
        if tested[row].any():
            p[row, tested[row]] = _p(units, each, tested[row], seed, LEVEL / count)
    p_holm = np.full(p.shape, np.nan)
    p_holm[comparable] = holm(np.where(np.isnan(p), 1.0, p)[comparable].tolist())
    p_holm[np.isnan(p)] = np.nan
    rows = [
        _row(units, by, each, of, frame, (least[row, frame], p[row, frame], p_holm[row, frame]), present[row], note)
        for row, (each, of) in enumerate(zip(comparisons, found, strict=True))
        for frame in range(len(units.frames))
    ]
    return COMPARISON.table(rows)


def _check(names: Sequence[str], by: str, against: str | None) -> None:
    if against is not None and against not in names:
        told = ", ".join(repr(name) for name in names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
        raise InputError(f"There is no {by} {against!r} to compare with. There are: {told or 'none'}.")
    if len(names) < 2:
        only = f" only one {by}, {names[0]!r}" if names else f" no {by} at all"
        raise NotEnoughData(
            f"There is{only}: a comparison takes two. Add texts of another, or compare by something else."
        )


def _against_rest(units: Units, groups: Rows, number: int, names: Sequence[str], seed: int, draws: int) -> Comparison:
    own, rest = groups == number, (groups >= 0) & (groups != number)
    sides = np.where(own, 0, np.where(rest, 1, -1)).astype(np.intp)
    return Comparison(estimate_shares(units, sides, (names[number], REST), seed=seed, draws=draws), 0, 1, own, rest)


def _present(units: Units, asked: Comparison) -> Bools:
    """Which frames the model sees, or labels tell of, in any unit of both groups together.

    Who is in which group is not looked at, and deals do not change it, so that leaving a frame out favours no verdict.
    """
    pool = units.take(asked.in_one | asked.in_other)
    labelled = pool.drawn & (np.where(np.isnan(pool.truth), 0.0, pool.truth) > 0)
    return np.asarray((labelled | pool.predicted).any(axis=0))


def _comparable(found: Differences, units: Units) -> Bools:
    """Which frames have a difference that is corrected, with a standard error."""
    told = np.array([estimate != TOO_LITTLE for estimate in found.estimate])
    return np.asarray(told & np.isfinite(found.standard_error) & units.drawn.any(axis=0))


def _p(units: Units, asked: Comparison, frames: Bools, seed: int, finest: float) -> Floats:
    chosen = [frame for frame, told in zip(units.frames, frames, strict=True) if told]
    return p_values(units.of_frames(chosen), asked.in_one, asked.in_other, seed=seed, finest=finest)


def _row(
    units: Units,
    by: str,
    asked: Comparison,
    found: Differences,
    frame: int,
    tested: Sequence[float],
    present: Bools,
    note: str,
) -> dict[str, object]:
    least, p, p_holm = (float(value) for value in tested)
    estimate, verdict = found.estimate[frame], VERDICTS[2]
    if np.isfinite(p):
        verdict = VERDICTS[0] if p_holm <= LEVEL else VERDICTS[1]
    told = [found.note[frame]]  # of shares that are shown, what there is to know stands beside them
    if estimate != TOO_LITTLE:
        told = [_why_not(estimate, least, bool(present[frame])) if np.isnan(p) else "", note]
        estimate = UNCORRECTED if note else estimate
    return {
        "unit": units.unit,
        "by": by,
        "group": asked.shares.names[asked.one],
        "other": asked.shares.names[asked.other],
        "frame": units.frames[frame],
        "difference": float(found.value[frame]),
        "low": float(found.low[frame]),
        "high": float(found.high[frame]),
        "p": p,
        "p_holm": p_holm,
        "detectable": least,
        "estimate": estimate,
        "verdict": verdict,
        "note": " ".join(filter(None, told)),
    }


def _why_not(estimate: str, least: float, present: bool) -> str:
    """Why a difference was not tested."""
    if not present:
        return "Not tested: neither the model nor a label tells of it in either group."
    if np.isfinite(least):
        return f"Not tested: even a difference of {FAINT:.0%} would be overlooked more often than in one of five."
    if estimate == UNCORRECTED:
        return "Not tested: whether groups differ, or the model errs on them differently, takes labels to tell."
    return "Not tested: it takes an interval of both shares."
