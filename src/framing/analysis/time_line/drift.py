"""Whether the model errs otherwise early than late: what the correction of a time line takes for granted."""

import numpy as np
from numpy.typing import NDArray

from framing.analysis.time_line.shuffling import shuffled, within
from framing.analysis.units import Units

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


def drift(units: Units, view: Floats, frame: int, period: Rows, outlet: Rows, *, seed: int, draws: int) -> float:
    """How likely without drift, as a p: that the model's view of labelled units, given the truth, has no trend.

    What is left of the view after a linear regression on the truth is summed by document, and its covariance with the
    number of the period compared with that under dates shuffled within outlets. NaN where all labelled documents of
    each outlet are of one period.

    Args:
        units: those that are in a period.
        view: (units,), see `framing.analysis.time_line.signal`.
        frame: its number.
        period: of each unit.
        outlet: of each unit.
        seed: of the shuffles.
        draws: how many.
    """
    rows = np.flatnonzero(units.drawn[:, frame])
    weight, truth = units.weight[rows], units.truth[rows, frame]
    seen = view[rows] - np.average(view[rows], weights=weight)
    known = truth - np.average(truth, weights=weight)
    left = seen - known * (weight * known * seen).sum() / max((weight * known**2).sum(), 1e-12)
    _, first, document = np.unique(units.document[rows], return_index=True, return_inverse=True)
    heavy: Floats = np.bincount(document, weight).astype(np.float64)[:, np.newaxis]
    mean = np.bincount(document, weight * left)[:, np.newaxis] / heavy
    of, outlets = outlet[rows][first], int(outlet.max()) + 1
    apart = within(mean, heavy, of, outlets)
    when = within(period[rows][first][:, np.newaxis].astype(np.float64), np.ones_like(heavy), of, outlets)[:, 0]
    if not when.any():
        return float("nan")
    found = abs(float(when @ apart[:, 0]))
    drawn = np.concatenate([np.abs(some[:, :, 0] @ when) for some in shuffled(apart, of, seed=seed, draws=draws)])
    return float((1 + (drawn >= found * (1 - 1e-9)).sum()) / (1 + len(drawn)))
