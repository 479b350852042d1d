"""The share of units that have each frame, per group, corrected by the group's own labelled slice, with an interval.

The interval is about an outlet that writes such documents, as the comparison of two outlets needs it: chance is in
which documents there are as well as in which units were labelled. It is a little too wide for the documents at hand.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from framing.analysis.prevalence.correction import (
    ADJUSTED_COUNT,
    CORRECTIONS,
    PREDICTION_POWERED,
    Estimator,
    counted,
)
from framing.analysis.prevalence.cross_check import Beside
from framing.analysis.prevalence.interval import effective_units, spread, unseen_error, widened, wilson
from framing.analysis.prevalence.judging import Stock, judge, stock_of, without_figure
from framing.analysis.prevalence.redrawing import redraw
from framing.analysis.prevalence.shares import Shares
from framing.analysis.prevalence.sums import NUMBERS, Grounds, Sums, grounds_of
from framing.analysis.tables import TOO_LITTLE
from framing.analysis.units import Units
from framing.model.evaluation.resampling import DRAWS, INTERVAL_AT_LEAST

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


def estimate_shares(
    units: Units,
    groups: Rows,
    names: Sequence[str],
    *,
    seed: int = 7,
    draws: int = DRAWS,
    estimator: Estimator = PREDICTION_POWERED,
) -> Shares:
    """Shares of each group and frame, each corrected by the labelled units of its own group.

    A group with less than a slice of `LABELLED_AT_LEAST` units (all, if it has fewer) has none; where the whole corpus
    has no labelled slice, the count of predictions is given and named so. Below 20 labelled documents a share has no
    interval. A note says what is missing, and where the other estimator disagrees beyond both intervals.

    Args:
        units: of one corpus.
        groups: number of the group of each unit, into `names`; -1 of a unit that is in none.
        names: of groups.
        seed: of the draws of documents.
        draws: how many.
        estimator: how shares are corrected.
    """
    grounds = grounds_of(units, groups, len(names))
    stock = stock_of(units, groups, grounds)
    estimate, note = judge(stock, units.why_unlabelled)
    other: Estimator = ADJUSTED_COUNT if estimator == PREDICTION_POWERED else PREDICTION_POWERED
    ways = [CORRECTIONS[estimator], CORRECTIONS[other]] if stock.corrects else [counted]
    corpus = grounds.totals(np.ones((1, units.documents)))
    again = _draw_again(grounds, units.documents, ways, seed=seed, draws=draws)
    share = ways[0](corpus)[0]
    estimate, note = without_figure(estimate, note, np.isnan(share), estimator)
    told = estimate != TOO_LITTLE
    sure = told & (stock.known_documents >= INTERVAL_AT_LEAST)
    again[0][:, ~sure] = np.nan
    found = _figures(np.where(told, share, np.nan), again[0], corpus, stock)
    if estimator == ADJUSTED_COUNT:
        found |= widened(found["low"], found["high"], again[0])
    if stock.corrects and units.probabilities.any():  # where scores take no part, their yes and no say nothing either
        beside = Beside(other, ways[1](corpus)[0], again[1])
        note = beside.noted(note, found["value"], found["low"], found["high"])
    return Shares(
        unit=units.unit,
        names=tuple(names),
        frames=units.frames,
        **found,
        freedom=np.where(sure, stock.known_documents - 1, 0),
        draws=again[0],
        predicted=stock.predicted,
        of=stock.of,
        documents=stock.documents,
        labelled=stock.labelled,
        estimate=estimate,
        note=note,
    )


def _figures(share: Floats, draws: Floats, corpus: Sums, stock: Stock) -> dict[str, Floats]:
    """Value, standard error and interval, (groups, frames) each; no error and no interval where there are no draws."""
    value = np.clip(share, 0, 1)
    error = np.sqrt(spread(draws) ** 2 + unseen_error(corpus, stock.labelled))
    units = effective_units(value, error, stock.known, stock.known_documents)
    low, high = wilson(value, np.where(np.isfinite(error), units, np.nan), stock.known_documents - 1)
    return {"value": value, "standard_error": error, "low": low, "high": high}


def _draw_again(
    grounds: Grounds, documents: int, ways: Sequence[Callable[[Sums], Floats]], *, seed: int, draws: int
) -> list[Floats]:
    """Shares in each way, of draws of documents: (draws, groups, frames); NaN where there are too few documents."""
    shape = (draws, len(grounds.units.bounds) - 1, grounds.frames)
    found = [np.full(shape, np.nan) for _ in ways]
    if documents < INTERVAL_AT_LEAST:
        return found
    at = 0
    for times in redraw(documents, seed=seed, draws=draws, width=NUMBERS * shape[1] * shape[2]):
        sums = grounds.totals(times)
        for way, shares in zip(ways, found, strict=True):
            shares[at : at + len(times)] = way(sums)
        at += len(times)
    return found
