"""The share of units that have each frame, per group, corrected by the group's own labelled slice, with an interval."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from framing.analysis.prevalence.correction import counted, prediction_powered
from framing.analysis.prevalence.interval import effective_units, wilson
from framing.analysis.prevalence.redrawing import redraw
from framing.analysis.prevalence.shares import Shares
from framing.analysis.prevalence.sums import Sums, sums_of
from framing.analysis.tables import CORRECTED, TOO_LITTLE
from framing.analysis.units import Units
from framing.model.evaluation.resampling import DRAWS, INTERVAL_AT_LEAST
from framing.tables import UNCORRECTED

LABELLED_AT_LEAST = 50  # units of a group: with fewer, a frame of one in twenty is not in the slice once in ten times

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Texts = NDArray[np.object_]


def estimate_shares(units: Units, groups: Rows, names: Sequence[str], *, seed: int = 7, draws: int = DRAWS) -> Shares:
    """Shares of each group and frame.

    Args:
        units: of one corpus.
        groups: number of the group of each unit, into `names`; -1 of a unit that is in none.
        names: of groups.
        seed: of the draws of documents.
        draws: how many.
    """
    shape = (len(names), len(units.frames))
    value, drawn_again = np.full(shape, np.nan), np.full((draws, *shape), np.nan)
    documents, labelled_documents = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    of, predicted, labelled = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    estimate, note = np.full(shape, "", dtype=object), np.full(shape, "", dtype=object)
    corrects = bool(units.drawn.any())
    share_of = prediction_powered if corrects else counted
    by_group: list[tuple[Rows, Sums]] = []
    for group in range(len(names)):
        own = units.take(groups == group)
        numbers, document = np.unique(own.document, return_inverse=True)
        by_group.append((numbers, sums_of(own, document, len(numbers))))
        documents[group], of[group] = len(numbers), len(own)
        predicted[group], labelled[group] = own.predicted.sum(axis=0), own.drawn.sum(axis=0)
        for frame in range(shape[1]):
            has = own.drawn[:, frame]
            labelled_documents[group, frame] = len(np.unique(document[has]))
            estimate[group, frame], note[group, frame] = _kind(units, int(labelled[group, frame]), len(own), corrects)
        value[group] = share_of(by_group[-1][1].each(lambda sums: sums.sum(axis=0)))
    if units.documents >= INTERVAL_AT_LEAST:
        at = 0
        for times in redraw(units.documents, seed=seed, draws=draws):
            for group, (numbers, sums) in enumerate(by_group):
                own_times = times[:, numbers]
                drawn_again[at : at + len(times), group] = share_of(
                    sums.each(lambda each, own_times=own_times: own_times @ each)  # type: ignore[misc]
                )
            at += len(times)
    value = np.where(estimate == TOO_LITTLE, np.nan, np.clip(value, 0, 1))
    behind = labelled_documents if corrects else documents
    no_interval = (behind < INTERVAL_AT_LEAST) | np.isnan(value)
    few = (behind < INTERVAL_AT_LEAST) & ~np.isnan(value)
    for group, frame in zip(*np.nonzero(few), strict=True):
        told = f"No interval: it needs {INTERVAL_AT_LEAST} documents, and here are {behind[group, frame]}."
        note[group, frame] = " ".join(filter(None, (note[group, frame], told)))
    drawn_again[:, no_interval] = np.nan
    error = np.where(no_interval, np.nan, _spread(drawn_again))
    basis = (labelled if corrects else of).astype(np.float64)
    freedom = behind.astype(np.float64) - 1
    low, high = wilson(value, effective_units(value, error, basis, behind.astype(np.float64)), freedom)
    low, high = np.where(no_interval, np.nan, low), np.where(no_interval, np.nan, high)
    return Shares(
        units.unit, tuple(names), units.frames, value, low, high, error, freedom, drawn_again,
        predicted, of, documents, labelled, estimate, note,
    )  # fmt: skip


def _kind(units: Units, labelled: int, of: int, corrects: bool) -> tuple[str, str]:
    if of == 0:
        return TOO_LITTLE, f"There is no {units.unit} here."
    if not corrects:
        return UNCORRECTED, units.why_unlabelled or "Counts of predictions, which the model's errors shift."
    if labelled < min(LABELLED_AT_LEAST, of):
        missing = min(LABELLED_AT_LEAST, of) - labelled
        return TOO_LITTLE, (
            f"{labelled} of the {min(LABELLED_AT_LEAST, of)} {units.unit}s are labelled that a correction needs: "
            f"label {missing} more, drawn by chance."
        )
    return CORRECTED, ""


def _spread(draws: Floats) -> Floats:
    """Standard deviation over the draws that have a share."""
    defined = np.isfinite(draws)
    count = defined.sum(axis=0)
    mean = np.where(defined, draws, 0).sum(axis=0) / np.maximum(count, 1)
    squares = np.where(defined, (draws - mean) ** 2, 0).sum(axis=0)
    return np.asarray(np.sqrt(squares / np.maximum(count - 1, 1)))
