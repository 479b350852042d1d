"""Whether a probability means what it says: of the sentences with 0.3, do three in ten have the frame?

An expected calibration error says little, because saying the base rate of every sentence has none. So what is asked
here is whether the probabilities know more than the base rate (Brier skill), and whether they are too bold or too timid
(logistic recalibration: slope 1 and intercept 0 are right; a slope below 1 is too bold, above 1 too timid).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm, t

from framing.model.evaluation.held_out import Judged
from framing.model.evaluation.resampling import (
    INTERVAL_AT_LEAST,
    Bools,
    Figure,
    Floats,
    Resampling,
    Rows,
    figure_of,
    ratio,
)

CALIBRATION_AT_LEAST = 100  # positive sentences
BINS = 10
ALL_FRAMES = "all frames"  # in the place of a frame's key, which holds no space
_CLOSEST = 1e-6  # to 0 and 1 that a probability comes, so that it has a logit
_STEPS = 100


@dataclass(frozen=True, eq=False)
class Calibration:
    """Figures of held-out probabilities.

    Attributes:
        table: one row per frame with 100 positive sentences, and the first over all frames that have figures: `frame`,
            `sentences`, `positives`, `brier` (mean squared error), `brier_skill` (1 less the ratio of `brier` to that
            of always saying the frame's base rate: above 0 the probabilities know more than it), `slope` and
            `intercept` of logistic recalibration; the last three with `_low` and `_high`, 95 % over documents; `note`.
        reliability: bins of equally many sentences from the lowest probability to the highest: `frame`, `bin`,
            `sentences`, `probability` (mean), `share` (that has the frame), `low` and `high` (95 % of Wilson 1927, as
            if sentences were independent: within documents they are not, so take it as the least there is to doubt).
        without: frames that have too few examples for these figures, and how many.
    """

    table: pd.DataFrame
    reliability: pd.DataFrame
    without: tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class _Cases:
    """Decisions with a probability; `group` numbers the frame of each, whose base rate it is held against."""

    probability: Floats
    truth: Bools
    weights: Floats
    document: Rows
    group: Rows


def calibration(judged: Judged, numbers: Sequence[int], resampling: Resampling) -> Calibration:
    """Brier skill, recalibration and reliability of frames with 100 positive sentences and of all together.

    Sentences for which the fold could not learn the frame have no probability and are left out.

    Args:
        judged: held-out predictions beside labels.
        numbers: of the frames that have figures.
        resampling: of the judged sentences.
    """
    cases = {judged.frames[n]: _cases(judged, [n], resampling) for n in numbers}
    without = tuple((name, int(c.truth.sum())) for name, c in cases.items() if c.truth.sum() < CALIBRATION_AT_LEAST)
    shown = {ALL_FRAMES: _cases(judged, numbers, resampling), **cases}
    shown = {name: case for name, case in shown.items() if case.truth.sum() >= CALIBRATION_AT_LEAST}
    rows = [_row(name, case, resampling) for name, case in shown.items()]
    bins = [line for name, case in shown.items() for line in _reliability(name, case)]
    return Calibration(pd.DataFrame(rows, columns=_COLUMNS), pd.DataFrame(bins, columns=_BIN_COLUMNS), without)


_COLUMNS = [
    *("frame", "sentences", "positives", "brier"),
    *(f"{name}{end}" for name in ("brier_skill", "slope", "intercept") for end in ("", "_low", "_high")),
    "note",
]
_BIN_COLUMNS = ["frame", "bin", "sentences", "probability", "share", "low", "high"]


def _cases(judged: Judged, numbers: Sequence[int], resampling: Resampling) -> _Cases:
    usable = judged.decided & np.isfinite(judged.probabilities)
    columns = np.array(numbers, dtype=np.intp)
    place, row = np.nonzero(usable[:, columns].T)
    return _Cases(
        probability=judged.probabilities[row, columns[place]],
        truth=judged.truth[row, columns[place]],
        weights=judged.weights[row],
        document=resampling.document[row],
        group=place,
    )


def _row(name: str, cases: _Cases, resampling: Resampling) -> dict[str, object]:
    brier, skill = _brier(cases, resampling.times)
    slope, intercept, note = _recalibration(cases)
    documents = len(np.unique(cases.document))
    figures = {"brier_skill": figure_of(skill), "slope": slope, "intercept": intercept}
    if documents < INTERVAL_AT_LEAST:
        figures = {key: Figure(figure.value) for key, figure in figures.items()}
    cells = {key: value for part, figure in figures.items() for key, value in figure.named(part).items()}
    counts = {"frame": name, "sentences": len(cases.truth), "positives": int(cases.truth.sum()), "brier": brier}
    return {**counts, **cells, "note": note}


def _brier(cases: _Cases, times: Floats) -> tuple[float, Floats]:
    """The mean squared error, and in the sample and each draw its skill over each frame's base rate there."""
    error = cases.weights * (cases.probability - cases.truth) ** 2
    worst = np.zeros(len(times))  # the error of saying the base rate
    total = np.zeros(len(times))
    for group in np.unique(cases.group):
        rows = cases.group == group
        size, with_it = (
            times @ np.bincount(cases.document[rows], part[rows], minlength=times.shape[1])
            for part in (cases.weights, cases.weights * cases.truth)
        )
        worst += with_it - np.where(size > 0, ratio(with_it**2, size), 0.0)
        total += size
    errors = times @ np.bincount(cases.document, error, minlength=times.shape[1])
    return float(errors[0] / total[0]), 1 - ratio(errors, worst)


def _recalibration(cases: _Cases) -> tuple[Figure, Figure, str]:
    """Slope, intercept, and why there are none."""
    probability = np.clip(cases.probability, _CLOSEST, 1 - _CLOSEST)
    found = fit_recalibration(logit(probability), cases.truth, cases.weights, cases.document)
    if found is None:
        return Figure(), Figure(), "no slope: the probabilities separate the sentences entirely, or are all the same"
    return found[0], found[1], ""


def fit_recalibration(logits: Floats, truth: Bools, weights: Floats, document: Rows) -> tuple[Figure, Figure] | None:
    """Slope and intercept of a logistic regression of the truth on the logits, with 95 % intervals.

    The standard errors let sentences of one document depend on each other (Liang and Zeger 1986, Biometrika 73, 13-22;
    the sandwich of summed scores, times G / (G - 1)); the intervals are of Student's t with G - 1 degrees of freedom,
    for G documents.

    Args:
        logits: of the probabilities.
        truth: of each.
        weights: of each.
        document: number of the document of each.

    Returns:
        None where there is no finite answer: the logits separate the truth entirely, or are all the same.
    """
    if not truth.any() or truth.all() or np.ptp(logits) == 0 or _separated(logits, truth):
        return None
    design = np.stack([np.ones(len(logits)), logits], axis=1)
    line = _newton(design, truth.astype(np.float64), weights)
    if line is None:
        return None
    expected = expit(design @ line)
    bread = np.linalg.inv(_information(design, expected, weights))
    scores = (weights * (truth - expected))[:, None] * design
    groups = np.unique(document, return_inverse=True)[1]
    summed = np.stack([np.bincount(groups, column) for column in scores.T], axis=1)
    count = len(summed)
    if count < 2:
        return Figure(float(line[1])), Figure(float(line[0]))
    errors = np.sqrt(np.diag(bread @ (summed.T @ summed) @ bread) * count / (count - 1))
    half = t.ppf(0.975, count - 1) * errors
    intercept, slope = (Figure(float(b), float(b - h), float(b + h)) for b, h in zip(line, half, strict=True))
    return slope, intercept


def _separated(logits: Floats, truth: Bools) -> bool:
    yes, no = logits[truth], logits[~truth]
    return bool(no.max() <= yes.min() or yes.max() <= no.min())


def _newton(design: Floats, truth: Floats, weights: Floats) -> Floats | None:
    """Coefficients of the maximum likelihood, by Newton's steps, halved where they would overshoot."""
    line = np.zeros(design.shape[1])
    loss = _loss(design @ line, truth, weights)
    for _ in range(_STEPS):
        expected = expit(design @ line)
        gradient = design.T @ (weights * (truth - expected))
        try:
            step = np.linalg.solve(_information(design, expected, weights), gradient)
        except np.linalg.LinAlgError:
            return None
        while (lower := _loss(design @ (line + step), truth, weights)) > loss and np.abs(step).max() > 1e-12:
            step = step / 2
        line, loss = line + step, lower
        if np.abs(step).max() < 1e-10:
            return line
    return None


def _loss(margins: Floats, truth: Floats, weights: Floats) -> float:
    return float((weights * (np.logaddexp(0, margins) - truth * margins)).sum())


def _information(design: Floats, expected: Floats, weights: Floats) -> Floats:
    return np.asarray((design * (weights * expected * (1 - expected))[:, None]).T @ design)


def _reliability(name: str, cases: _Cases) -> list[dict[str, object]]:
    edges = np.unique(np.quantile(cases.probability, np.linspace(0, 1, BINS + 1)[1:-1]))
    bin_of = np.searchsorted(edges, cases.probability, side="left")  # equal probabilities stay in one bin
    rows: list[dict[str, object]] = []
    for number in np.unique(bin_of):
        inside = bin_of == number
        weights = cases.weights[inside]
        share = float(np.average(cases.truth[inside], weights=weights))
        low, high = wilson(share, float(weights.sum() ** 2 / (weights**2).sum()))
        rows.append(
            {
                "frame": name,
                "bin": len(rows) + 1,
                "sentences": int(inside.sum()),
                "probability": float(np.average(cases.probability[inside], weights=weights)),
                "share": share,
                "low": low,
                "high": high,
            }
        )
    return rows


def wilson(share: float, count: float) -> tuple[float, float]:
    """The 95 % interval of a share of `count` independent cases. Source: Wilson (1927), JASA 22, 209-212.

    NaN without a case. `count` may be no integer: of weighted cases it is how many of equal weight say as much
    (Kish 1965).
    """
    if not count:
        return math.nan, math.nan
    z = float(norm.ppf(0.975))
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z / (1 + z**2 / count) * math.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)
