"""What more labels would buy: the macro-F1 that `evaluate` would print after N more sentences, with an 80 % band.

The forecast is about the frames that have a figure today; frames that get enough examples later are not in it. It
assumes that the next sentences are chosen as the labelled ones were.

The curve: F1 grows with the sentences m that a fold learns from as a - b / sqrt(m), an inverse power law (Figueroa and
others 2012, BMC Medical Informatics and Decision Making 12:8) with its exponent held fixed: five points of one set
cannot tell an exponent from noise. For the same reason the slope b is drawn half way to the slope that such sets have.
It is never steeper than the error that is left allows: the curve's end a is at most 1. Below a macro-F1 of 0.75 that
changes no usual forecast (the sets of the back-test have 0.37 to 0.51); near 1 it is what decides.

The band: two evaluations differ by chance because the sentences differ that are judged, and those that are learned
from. Of n + N sentences n are the same, which leaves sqrt(N / (n + N)) of that. How large it is follows from the
examples of the frames; its size was set on development seeds of four public sets by benchmarks/label_budget.py, whose
other seeds say how often the band holds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from framing.errors import NotEnoughData
from framing.model.learning.examples import Examples
from framing.model.learning.features import Floats, count_terms
from framing.model.learning.fit import FIGURE_AT_LEAST
from framing.sampling.rehearsal import Bools, rehearse

SHARES = (0.25, 0.4, 0.6, 0.8, 1.0)  # of the documents that a fold may learn from
SENTENCES_AT_LEAST = 200  # with fewer, curves of the development sets went up and down more than they rose
DOCUMENTS_AT_LEAST = 20  # as for intervals
STEPS_AT_MOST = 2.0  # times what there is: nothing further ahead was tried
COVERAGE = 0.8

_NORMAL = 1.2816  # of the middle 80 % of a normal distribution
_USUAL_SLOPE = 3.1  # b, fitted to what truly came out; the slopes of single curves had mean 3.3 and deviation 1.2
_OWN = 0.5  # weight of a curve's own slope
_FLAT = 0.01  # macro-F1 between the last points: less is not seen in the figures that are printed
_UNSTEADY = 11.0  # of the error in macro-F1, times the squared standard error of a share with so many examples
_NEVER_BELOW = 0.01  # other folds alone make such a difference


@dataclass(frozen=True)
class Point:
    """Macro-F1, of the frames that have a figure today, of models that learned from fewer documents."""

    learned_from: float  # sentences a fold learned from, on average
    macro_f1: float


@dataclass(frozen=True)
class Forecast:
    """What `evaluate` would print after `more` further sentences; `low` to `high` is to hold it 4 times of 5."""

    more: int
    macro_f1: float
    low: float
    high: float


@dataclass(frozen=True)
class Budget:
    """A learning curve and what it lets expect.

    Attributes:
        sentences: labelled today.
        frames: those that have a figure today; macro-F1 is over these.
        without: the other frames, too rare for a figure, and how many examples each has where figures are made.
        curve: from few sentences to all.
        forecasts: one for each step that was asked for.
    """

    sentences: int
    frames: tuple[str, ...]
    without: tuple[tuple[str, int], ...]
    curve: tuple[Point, ...]
    forecasts: tuple[Forecast, ...]


def label_budget(examples: Examples, steps: Sequence[int], *, seed: int = 7) -> Budget:
    """The learning curve of these labels and a forecast for each number of further sentences.

    Args:
        examples: the labelled sentences; where they have weights, every figure is weighted by them.
        steps: how many more sentences, each above 0 and at most twice as many as there are.
        seed: of folds and shares.

    Raises:
        NotEnoughData: there are too few sentences, documents or examples, or a step is too far ahead.
    """
    counted = examples.weights > 0
    positives = (examples.labels[counted] == 1).sum(axis=0)
    with_figure = np.flatnonzero(positives >= FIGURE_AT_LEAST).tolist()
    _check_enough(examples, len(with_figure), steps)
    counts = count_terms(examples.texts)
    with threadpool_limits(limits=1):  # as in train: the last digit depends on the number of threads
        runs = [rehearse(examples, counts, share, seed=seed) for share in SHARES]
    curve = tuple(Point(run.learned_from, macro_f1(examples, run.predicted, with_figure)) for run in runs)
    spread = _spread(examples, with_figure)
    return Budget(
        sentences=len(examples.texts),
        frames=tuple(examples.frames[number] for number in with_figure),
        without=tuple(
            (frame, int(count))
            for frame, count in zip(examples.frames, positives, strict=True)
            if count < FIGURE_AT_LEAST
        ),
        curve=curve,
        forecasts=tuple(forecast(curve, len(examples.texts), more, spread) for more in steps),
    )


def forecast(curve: Sequence[Point], sentences: int, more: int, spread: float) -> Forecast:
    """The end of the curve, moved on by `more` sentences.

    Args:
        curve: two or more points of different size, the last of all that there is.
        sentences: labelled today.
        more: how many further ones.
        spread: standard deviation of macro-F1 between two evaluations that share no sentence.
    """
    here = curve[-1]
    now, then = here.learned_from, here.learned_from * (1 + more / sentences)
    slope = _OWN * slope_of(curve) + (1 - _OWN) * _USUAL_SLOPE
    slope = min(slope, (1 - here.macro_f1) * now**0.5)  # a = macro-F1 + b / sqrt(m) is at most 1
    expected = here.macro_f1 + slope * (now**-0.5 - then**-0.5)
    half = _NORMAL * math.hypot(_NEVER_BELOW, spread * math.sqrt(more / (sentences + more)))
    middle = min(max(expected, 0.0), 1.0)
    return Forecast(more, middle, max(middle - half, 0.0), min(middle + half, 1.0))


def slope_of(curve: Sequence[Point]) -> float:
    """The b of a - b / sqrt(m), by least squares; 0 if the curve falls."""
    inverse = np.array([point.learned_from for point in curve]) ** -0.5
    slope = np.polynomial.Polynomial.fit(inverse, [point.macro_f1 for point in curve], 1).convert().coef[-1]
    return max(0.0, -float(slope))


def is_flat(curve: Sequence[Point]) -> bool:
    """Whether the last three points differ by less than 0.01: the last two fifths of the documents brought nothing."""
    last = [point.macro_f1 for point in curve[-3:]]
    return max(last) - min(last) < _FLAT


def macro_f1(examples: Examples, predicted: Bools, frames: Sequence[int]) -> float:
    """The mean weighted F1 of these frames on the sentences that are decided; 0 of a frame that is never found."""
    figures = []
    for number in frames:
        labels = examples.labels[:, number]
        weights = examples.weights * np.isfinite(labels)
        truth, found = labels == 1, predicted[:, number]
        figures.append(2 * (weights * (truth & found)).sum() / ((weights * truth).sum() + (weights * found).sum()))
    return float(np.mean(figures))


def _spread(examples: Examples, frames: Sequence[int]) -> float:
    """How unsteady macro-F1 is: less with more examples, and with more frames to average."""
    effective = [_effective(examples.weights[examples.labels[:, number] == 1]) for number in frames]
    return float(_UNSTEADY * np.mean(1 / np.array(effective)) / len(frames))


def _effective(weights: Floats) -> float:
    """How many examples of equal weight say as much as these (Kish 1965, Survey Sampling)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def _check_enough(examples: Examples, figures: int, steps: Sequence[int]) -> None:
    count = len(examples.texts)
    if count < SENTENCES_AT_LEAST or examples.documents < DOCUMENTS_AT_LEAST:
        raise NotEnoughData(
            f"{count:,} labelled sentences of {examples.documents} documents are too few for a learning curve: "
            f"it needs {SENTENCES_AT_LEAST} sentences of {DOCUMENTS_AT_LEAST} documents. Label more first."
        )
    if not figures:
        where = " in the random slice" if examples.by_chance else ""
        raise NotEnoughData(
            f"No frame has {FIGURE_AT_LEAST} examples{where}, so there is no figure to look ahead from. "
            "Label more first."
        )
    furthest = int(STEPS_AT_MOST * count)
    if far := [more for more in steps if not 0 < more <= furthest]:
        raise NotEnoughData(
            f"A learning curve of {count:,} sentences does not say what {far[0]:,} more would bring. "
            f"Ask for 1 to {furthest:,}."
        )
