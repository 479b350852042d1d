"""The difference of two shares with its interval, from shares that were drawn again together. Pure."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from framing.analysis.prevalence.shares import Shares
from framing.analysis.tables import TOO_LITTLE
from framing.analysis.units import Floats
from framing.tables import UNCORRECTED

_MOST = 0.999  # of a correlation, so that equal draws do not leave an interval of no width


@dataclass(frozen=True, eq=False)
class Differences:
    """Of one group from another, of each frame: each (frames,).

    Attributes:
        value: share of the one less that of the other, -1 to 1; NaN where either has none.
        low: of the 95 % interval; NaN where either has none.
        high: the same.
        standard_error: over documents; NaN where either has none.
        documents: of both groups; a document that has units of both counts twice.
        estimate: the weaker of both, of `framing.analysis.tables.ESTIMATES`.
        note: what is missing in either, in words; may be empty.
    """

    value: Floats
    low: Floats
    high: Floats
    standard_error: Floats
    documents: Floats
    estimate: tuple[str, ...]
    note: tuple[str, ...]


def differences(shares: Shares, one: int, other: int) -> Differences:
    """Differences of group `one` from group `other`.

    The interval is made of those of both shares and of how these go together from draw to draw: Zou and Donner (2008),
    Statistics in Medicine 27, 1693-1702, after Newcombe (1998). So it is no wider than shares can be.
    """
    together = _correlation(shares.draws[:, one], shares.draws[:, other])
    value = shares.value[one] - shares.value[other]
    down_one, up_one = shares.value[one] - shares.low[one], shares.high[one] - shares.value[one]
    down_other, up_other = shares.value[other] - shares.low[other], shares.high[other] - shares.value[other]
    low = value - _joined(down_one, up_other, together)
    high = value + _joined(up_one, down_other, together)
    error = _joined(shares.standard_error[one], shares.standard_error[other], together)
    freedom = shares.freedom[one] + shares.freedom[other]
    # Where all labelled units say the same, draws do not vary, but the interval knows better.
    of_interval = (high - low) / (2 * student.ppf(0.975, np.maximum(freedom, 1)))
    return Differences(
        value,
        np.maximum(low, -1),
        np.minimum(high, 1),
        np.where(error > 0, error, of_interval),
        freedom + 2,
        tuple(_weaker(*pair) for pair in zip(shares.estimate[one], shares.estimate[other], strict=True)),
        tuple(_notes(shares, one, other, frame) for frame in range(len(shares.frames))),
    )


def _correlation(one: Floats, other: Floats) -> Floats:
    """Of draws of each frame, (frames,); 0 where they do not vary."""
    defined = np.isfinite(one) & np.isfinite(other)
    count = np.maximum(defined.sum(axis=0), 1)
    left, right = (np.where(defined, draws, 0.0) for draws in (one, other))
    left, right = (np.where(defined, draws - draws.sum(axis=0) / count, 0.0) for draws in (left, right))
    spread = np.sqrt(np.sum(left**2, axis=0) * np.sum(right**2, axis=0))
    found = np.sum(left * right, axis=0) / np.where(spread > 0, spread, 1.0)
    return np.asarray(np.clip(found, -_MOST, _MOST))


def _joined(one: Floats, other: Floats, together: Floats) -> Floats:
    return np.asarray(np.sqrt(np.maximum(one**2 + other**2 - 2 * together * one * other, 0)))


def _weaker(one: str, other: str) -> str:
    found = {one, other}
    return next((kind for kind in (TOO_LITTLE, UNCORRECTED) if kind in found), one)


def _notes(shares: Shares, one: int, other: int, frame: int) -> str:
    """What there is to know of either share; once, if the same is to be known of both."""
    told = {shares.names[group]: str(shares.note[group, frame]) for group in (one, other)}
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    return " ".join(f"{name}: {note}" for name, note in told.items() if note)
