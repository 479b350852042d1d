"""What a time line is counted from: a model's view of each unit, and what a movement of it says of the truth.

A model that finds 70 of 100 sentences with a frame and sees it in 10 of 100 without it shows a rise of 10 points as one
of 6. So a movement is divided by the slope: by how much the mean view of units with the frame is above that of units
without, as the labelled random slice of the whole corpus has it. That is the adjusted count (Rogan and Gladen 1978;
Forman 2008) about the prediction-powered share of all periods. It holds if the model errs alike in all periods, which
`drift` tests. What is counted is the model's probability, put right by the slice (Platt 1999), which is nearly the most
powerful of all scores for a small movement of the share; without a slice it is whether the model says yes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.analysis.prevalence.estimate import estimate_shares
from framing.analysis.prevalence.redrawing import redraw
from framing.analysis.tables import CORRECTED
from framing.analysis.units import Units
from framing.model.evaluation.resampling import DRAWS, ratio
from framing.tables import UNCORRECTED

EACH_AT_LEAST = 5  # labelled units with the frame, and without: fewer say nothing of how the model sees either
SURE = 2.0  # standard errors that the slope must be above 0, so that it can be divided by
_LEAST = 1e-6  # a probability of 0 or 1 has no log odds

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Signal:
    """Views of units, and how to read them; each per frame.

    Attributes:
        view: (units, frames), whose mean is the line before it is corrected.
        clue: (units, frames), the same with what people decided in the place of the view, where they labelled: what
            changes are sought in.
        level: (frames,), the share of all units together.
        level_error: (frames,), its standard error; NaN where there is none.
        slope: (frames,), of the view's mean on the share; 1 where nothing is corrected.
        slope_error: (frames,), its standard error.
        estimate: (frames,), CORRECTED or UNCORRECTED.
        note: (frames,), in words.
    """

    view: Floats
    clue: Floats
    level: Floats
    level_error: Floats
    slope: Floats
    slope_error: Floats
    estimate: NDArray[np.object_]
    note: NDArray[np.object_]


ASSUMED = "Corrected as if the model erred alike in all periods."


def signal_of(units: Units, outlet: Rows, *, seed: int = 7, draws: int = DRAWS) -> Signal:
    """What the time line of these units is counted from.

    Args:
        units: those that are in a period.
        outlet: number of the outlet of each.
        seed: of the draws of documents.
        draws: how many.
    """
    shares = estimate_shares(units, np.zeros(len(units), dtype=np.intp), ("all",), seed=seed, draws=draws)
    count = len(units.frames)
    view = units.predicted.astype(np.float64)
    clue, slope, slope_error = view.copy(), np.ones(count), np.zeros(count)
    level, error = view.mean(axis=0), shares.standard_error[0].copy()
    estimate, note = np.full(count, UNCORRECTED, dtype=object), shares.note[0].copy()
    times = _times(units, seed, draws) if units.drawn.any() else np.zeros((0, units.documents))
    for frame in np.flatnonzero(shares.estimate[0] == CORRECTED).tolist():
        seen = calibrated(units, frame)
        found = None if seen is None else _slope(units, frame, seen, times)
        if seen is None or found is None:
            note[frame] = (
                f"Counts of predictions: the {shares.labelled[0, frame]} labelled {units.unit}s do not say well enough "
                "what the model sees where the frame is. Label more, drawn by chance."
            )
            error[frame] = _counted_error(units, frame)
            continue
        view[:, frame], (slope[frame], slope_error[frame]) = seen, found
        clue[:, frame] = _clue(units, frame, seen, outlet)
        level[frame], estimate[frame] = shares.value[0, frame], CORRECTED
        note[frame] = " ".join(filter(None, (ASSUMED, shares.note[0, frame])))
    return Signal(view, clue, level, error, slope, slope_error, estimate, note)


def calibrated(units: Units, frame: int) -> Floats | None:
    """(units,): probability of the frame, put right by the labelled ones; None if they are too few of a kind.

    A logistic regression of truth on the model's log odds (Platt 1999), with the weights of the slice.
    """
    from sklearn.linear_model import LogisticRegression

    rows = np.flatnonzero(units.drawn[:, frame])
    truth, weight = units.truth[rows, frame], units.weight[rows] / units.weight[rows].mean()
    if min(truth.sum(), (1 - truth).sum()) < EACH_AT_LEAST:
        return None
    odds = _log_odds(units.probabilities[:, frame])
    twice = np.concatenate([odds[rows], odds[rows]])[:, np.newaxis]  # as yes by the truth, as no by the rest
    fit = LogisticRegression().fit(
        twice, np.repeat([1, 0], len(rows)), sample_weight=np.concatenate([weight * truth, weight * (1 - truth)])
    )
    seen: Floats = fit.predict_proba(odds[:, np.newaxis])[:, 1]
    return seen


def _log_odds(probability: Floats) -> Floats:
    inside = np.clip(probability, _LEAST, 1 - _LEAST)
    return np.log(inside / (1 - inside))


def _times(units: Units, seed: int, draws: int) -> Floats:
    """(draws, documents): how often each document of a labelled unit counts in each draw; 0 of the others."""
    labelled = np.unique(units.document[units.weight > 0])
    times = np.zeros((draws, units.documents))
    if len(labelled) > 1:
        times[:, labelled] = np.vstack(list(redraw(len(labelled), seed=seed, draws=draws)))
    return times


def _slope(units: Units, frame: int, seen: Floats, times: Floats) -> tuple[float, float] | None:
    """Slope of the view on the truth over labelled units, and its standard error over documents; None if unsure."""
    rows = np.flatnonzero(units.drawn[:, frame])
    weight, truth, view = units.weight[rows], units.truth[rows, frame], seen[rows]
    sums = np.stack([weight, weight * truth, weight * view, weight * truth**2, weight * truth * view], axis=1)
    by_document = np.stack([np.bincount(units.document[rows], part, minlength=units.documents) for part in sums.T], 1)
    together = np.vstack([by_document.sum(axis=0), times @ by_document])
    total, of_truth, of_view, squared, both = together.T
    slopes = ratio(total * both - of_truth * of_view, total * squared - of_truth**2)
    drawn = slopes[1:][np.isfinite(slopes[1:])]
    if len(drawn) < 2 or not slopes[0] > SURE * drawn.std(ddof=1):
        return None
    return float(slopes[0]), float(drawn.std(ddof=1))


def _clue(units: Units, frame: int, seen: Floats, outlet: Rows) -> Floats:
    """The view, and the truth where it is known, less by how much it is above the view in the outlet.

    Otherwise weeks with many labels would stand out in an outlet that the model misjudges.
    """
    rows = np.flatnonzero(units.drawn[:, frame])
    above = units.truth[rows, frame] - seen[rows]
    of = outlet[rows]
    mean = np.bincount(of, above) / np.maximum(np.bincount(of), 1)
    clue = seen.copy()
    clue[rows] = units.truth[rows, frame] - mean[of]
    return clue


def _counted_error(units: Units, frame: int) -> float:
    """Standard error over documents of the share that the model predicts, by the ratio estimator (Cochran 1977)."""
    count = np.bincount(units.document)
    yes = np.bincount(units.document, units.predicted[:, frame].astype(np.float64))
    here = count > 0
    apart = yes[here] - units.predicted[:, frame].mean() * count[here]
    documents = len(apart)
    return float(np.sqrt((apart**2).sum() * documents / max(documents - 1, 1)) / count.sum())
