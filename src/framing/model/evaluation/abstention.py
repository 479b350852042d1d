"""What a model gains by saying "not sure": how right its answers are, against how many it gives.

A model that may abstain is right more often, and leaves more to people. Each level of the sets is a point on that
curve. Cut-offs come from the documents that a fold learns from and are tried on those that it holds out: chosen and
tried on the same sentences, any model would keep its promise.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.model.caution.sets import NO, NOT_SURE, YES, Answers, Bools, Floats, conformal_sets
from framing.model.evaluation.resampling import resample
from framing.model.learning.fit import FIGURE_AT_LEAST

ALWAYS = 0.0  # the level at which everything is answered, as it is predicted
LEVELS = (ALWAYS, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99)
SHOWN_LEVELS = (ALWAYS, 0.8, 0.9, 0.95)  # where there is no room for all
ALL_FRAMES = "all frames"
_SUMS = ("sentences", "decided", "yes", "hits", "decided_positives", "positives", "missed", "accused")
_FIGURES = ("share", "precision", "recall", "f1", "found", "positives_covered", "negatives_covered")


def answers_by_level(
    labels: Floats,
    outside: Floats,
    weights: Floats,
    probabilities: Floats,
    predicted: Bools,
    levels: Sequence[float] = LEVELS,
) -> Answers:
    """What would be answered of held-out sentences at each level, (levels, sentences held out, frames).

    Args:
        labels: of the sentences that were learned from, (sentences, frames): 1, 0, NaN.
        outside: of the same, probabilities by models that had not seen the sentence's document.
        weights: of the same.
        probabilities: of the sentences held out, (sentences, frames).
        predicted: of the same, what the model says if it must.
        levels: see `Sets`; ALWAYS for what is predicted.
    """
    always = np.where(np.isnan(probabilities), NOT_SURE, np.where(predicted, YES, NO))
    return np.stack(
        [
            always.astype(np.int8)
            if level == ALWAYS
            else conformal_sets(labels, outside, weights, level=level).answers(probabilities, predicted)
            for level in levels
        ]
    )


def abstention(
    labels: Floats,
    answers: Answers,
    documents: npt.NDArray[np.str_],
    weights: Floats,
    frames: Sequence[str],
    *,
    levels: Sequence[float] = LEVELS,
    seed: int = 7,
) -> pd.DataFrame:
    """How much is answered at each level, and how right that is, on documents that were held out.

    Args:
        labels: (sentences, frames): 1, 0, NaN for not decided by people.
        answers: (levels, sentences, frames), see `answers_by_level`; NOT_SURE where a fold could not learn the frame.
        documents: of each sentence.
        weights: how many sentences of the corpus each stands for; those of weight 0 do not count.
        frames: their keys.
        levels: of the sets.
        seed: of the draws of documents.

    Returns:
        A row per frame and level, then "all frames" (the mean over the frames that have figures; counts are sums):
        `frame`, `level` (0: always answered), `sentences`, `positives`, `decided` (answered yes or no), `share` (of the
        sentences that are decided), `precision`, `recall` and `f1` of what is decided, `found` (of all positives, those
        answered yes), `positives_covered` (of all positives, those not answered no; at least the level is promised),
        `negatives_covered`, `low` and `high` (95 % interval of F1 over documents; NaN below 20 documents), `note`. All
        shares are 0 to 1. With fewer than 20 positive sentences every figure is NaN, and `note` says so.
    """
    used = weights > 0
    resampling = resample(documents[used], seed=seed)
    rows, drawn_figures = [], []
    for number, frame in enumerate(frames):
        truth = labels[used, number]
        enough = int((truth == 1).sum()) >= FIGURE_AT_LEAST
        for level, given in zip(levels, answers, strict=True):
            counted = _sentence_sums(truth, given[used, number])
            figures = _figures(resampling.totals(counted * weights[used, np.newaxis]))
            f1_of_draws = figures[1:, _FIGURES.index("f1")] if enough else np.full(len(figures) - 1, math.nan)
            drawn_figures.append((frame, level, f1_of_draws))
            rows.append(_row(frame, level, counted, figures[0], enough) | _interval(f1_of_draws))
    table = pd.DataFrame(rows)
    table = pd.concat([table, _all_frames(table, drawn_figures, levels)], ignore_index=True)
    return table[[name for name in table.columns if name != "note"] + ["note"]]


def in_short(table: pd.DataFrame) -> pd.DataFrame:
    """Some points of the curve over all frames, for a terminal or a card; empty if no frame has figures.

    Args:
        table: see `abstention`.

    Returns:
        `promised` ("everything answered", "80 %" ...), `share` answered, `f1` of the answers with `low` and `high`, and
        `found`, of all positive sentences those answered yes.
    """
    part = table[(table["frame"] == ALL_FRAMES) & table["level"].isin(SHOWN_LEVELS)]
    promised = ["everything answered" if level == ALWAYS else f"{100 * level:g} %" for level in part["level"]]
    shown = part[["share", "f1", "low", "high", "found"]].reset_index(drop=True)
    shown.insert(0, "promised", pd.Series(promised, dtype="str"))
    return shown


def _sentence_sums(truth: Floats, given: Answers) -> Floats:
    """_SUMS of each sentence, 0 or 1."""
    known, positive = np.isfinite(truth), truth == 1
    decided, yes = known & (given != NOT_SURE), known & (given == YES)
    no: Bools = known & (given == NO)
    parts = (known, decided, yes, yes & positive, decided & positive, positive, no & positive, yes & ~positive)
    return np.stack(parts, axis=1).astype(np.float64)


def _figures(sums: Floats) -> Floats:
    """_FIGURES from _SUMS, (rows, figures); NaN where there is nothing to divide by."""
    sentences, decided, yes, hits, decided_positives, positives, missed, accused = sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.stack(
            [
                decided / sentences,
                hits / yes,
                hits / decided_positives,
                2 * hits / (yes + decided_positives),
                hits / positives,
                1 - missed / positives,
                1 - accused / (sentences - positives),
            ],
            axis=1,
        )


def _row(frame: str, level: float, counted: Floats, of_sample: Floats, enough: bool) -> dict[str, object]:
    counts = dict(zip(_SUMS, counted.sum(axis=0).astype(int).tolist(), strict=True))
    figures = of_sample.tolist() if enough else [math.nan] * len(_FIGURES)
    return {
        "frame": frame,
        "level": level,
        **{name: counts[name] for name in ("sentences", "positives", "decided")},
        **dict(zip(_FIGURES, figures, strict=True)),
        "note": "" if enough else f"too few examples ({counts['positives']})",
    }


def _all_frames(
    table: pd.DataFrame, drawn: Sequence[tuple[str, float, Floats]], levels: Sequence[float]
) -> pd.DataFrame:
    """The mean of the frames that have figures, per level; no row if none has."""
    whole = table[table["note"] == ""]
    if whole.empty:
        return whole
    rows = []
    for level in levels:
        part = whole[whole["level"] == level]
        counts = part[["sentences", "positives", "decided"]].sum().to_dict()
        figures = part[list(_FIGURES)].mean().to_dict()
        of_draws = np.mean([f1 for frame, at, f1 in drawn if at == level and frame in set(part["frame"])], axis=0)
        rows.append({"frame": ALL_FRAMES, "level": level, **counts, **figures, "note": ""} | _interval(of_draws))
    return pd.DataFrame(rows)


def _interval(f1_of_draws: Floats) -> dict[str, float]:
    """The middle 95 %; a draw in which nothing can be divided by is left out."""
    finite = f1_of_draws[np.isfinite(f1_of_draws)]
    low, high = np.percentile(finite, [2.5, 97.5]).tolist() if len(finite) else (math.nan, math.nan)
    return {"low": low, "high": high}
