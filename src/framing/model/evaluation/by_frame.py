"""The figures of an evaluation, frame by frame and over all frames, with the baselines beside them."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.model.evaluation.figures import average_precisions, f1_of, match_totals
from framing.model.evaluation.held_out import Judged
from framing.model.evaluation.resampling import (
    INTERVAL_AT_LEAST,
    Bools,
    Figure,
    Floats,
    Resampling,
    figure_of,
    mean_of,
    ratio,
)
from framing.model.learning.fit import FIGURE_AT_LEAST


def why_no_figure(judged: Judged, number: int, *, by_chance: bool) -> str:
    """Why a frame gets no figure; empty if it gets one."""
    decided = judged.decided[:, number]
    positives = int(judged.truth[:, number].sum())
    if not decided.any():
        return "nobody decided on it"
    if positives < FIGURE_AT_LEAST:
        if by_chance:
            return f"too few examples in the random slice ({positives} of {FIGURE_AT_LEAST})"
        return f"too few examples ({positives})"
    if np.isnan(judged.probabilities[decided, number]).all():
        return "no fold leaves enough examples to learn it"
    return ""


def frames_with_figure(judged: Judged, *, by_chance: bool) -> tuple[int, ...]:
    """Numbers of the frames that get figures."""
    return tuple(n for n in range(len(judged.frames)) if not why_no_figure(judged, n, by_chance=by_chance))


class FrameDraws:
    """F1 and the like of each frame that gets figures, in the sample and in each draw: (lines, frames)."""

    def __init__(self, judged: Judged, numbers: Sequence[int], resampling: Resampling, dictionary: Bools) -> None:
        self.numbers = tuple(numbers)
        lines = len(resampling.times)
        shape = (lines, len(self.numbers))
        self.hits, self.predictions, self.positives, self.sentences = (np.zeros(shape) for _ in range(4))
        self.average_precision, self.dictionary_f1, self.dictionary_share = (np.zeros(shape) for _ in range(3))
        for place, number in enumerate(self.numbers):
            self._fill(place, number, judged, resampling, dictionary[:, number])
        self.precision = ratio(self.hits, self.predictions)
        self.recall = ratio(self.hits, self.positives)
        self.f1 = f1_of(self.hits, self.predictions, self.positives)
        self.always_f1 = f1_of(self.positives, self.sentences, self.positives)

    def _fill(self, place: int, number: int, judged: Judged, resampling: Resampling, dictionary: Bools) -> None:
        weights = judged.weights * judged.decided[:, number]
        truth, predicted = judged.truth[:, number], judged.predicted[:, number]
        found = match_totals(truth, predicted, weights, resampling)
        self.hits[:, place], self.predictions[:, place], self.positives[:, place] = found
        self.sentences[:, place] = resampling.totals(weights[:, None])[:, 0]
        hits, said, positives = match_totals(truth, dictionary, weights, resampling)
        self.dictionary_f1[:, place] = f1_of(hits, said, positives)
        self.dictionary_share[:, place] = ratio(said, self.sentences[:, place])
        probabilities = np.nan_to_num(judged.probabilities[:, number], nan=0.0)
        self.average_precision[:, place] = average_precisions(
            truth, probabilities, weights, resampling.document, resampling.times
        )

    def micro_f1(self) -> Floats:
        """F1 over all decisions on these frames together."""
        return f1_of(*(part.sum(axis=1) for part in (self.hits, self.predictions, self.positives)))


_FIGURES = ("precision", "recall", "f1", "average_precision", "dictionary_f1")


def frame_table(judged: Judged, draws: FrameDraws, *, by_chance: bool) -> pd.DataFrame:
    """One row per frame: see `framing.model.evaluation.evaluate.evaluate`."""
    return pd.DataFrame([_row(judged, draws, number, by_chance) for number in range(len(judged.frames))])


def _row(judged: Judged, draws: FrameDraws, number: int, by_chance: bool) -> dict[str, object]:
    decided, truth = judged.decided[:, number], judged.truth[:, number]
    note = why_no_figure(judged, number, by_chance=by_chance)
    figures = dict.fromkeys(_FIGURES, Figure())
    always = share = math.nan
    if not note:
        place = draws.numbers.index(number)
        figures = {name: figure_of(getattr(draws, name)[:, place]) for name in _FIGURES}
        if len(set(judged.held_together[decided].tolist())) < INTERVAL_AT_LEAST:
            figures = {name: Figure(figure.value) for name, figure in figures.items()}
        always, share = float(draws.always_f1[0, place]), float(draws.dictionary_share[0, place])
        unlearned = int(np.isnan(judged.probabilities[decided, number]).sum())
        if unlearned:
            note = f"not learned for {unlearned} of {decided.sum()} sentences: counted as not found"
    return {
        "frame": judged.frames[number],
        "sentences": int(decided.sum()),
        "positives": int(truth.sum()),
        "documents_with": len(set(judged.documents[truth].tolist())),
        **figures["precision"].named("precision"),
        **figures["recall"].named("recall"),
        "f1": figures["f1"].value,
        "low": figures["f1"].low,
        "high": figures["f1"].high,
        **figures["average_precision"].named("average_precision"),
        "always_f1": always,
        **figures["dictionary_f1"].named("dictionary_f1"),
        "dictionary_share": share,
        "note": note,
    }


def summary_table(draws: FrameDraws) -> pd.DataFrame:
    """Figures over the frames that have one.

    Returns:
        One row per figure: `figure`, `value`, `low`, `high` (NaN below 20 documents) and `frames`, how many it is over.
        `macro_f1` and `macro_average_precision` are means over frames; `micro_f1` is F1 over all their decisions;
        `always_macro_f1` and `dictionary_macro_f1` are what the baselines get.
    """
    found = {
        "macro_f1": mean_of(draws.f1),
        "macro_average_precision": mean_of(draws.average_precision),
        "micro_f1": draws.micro_f1(),
        "always_macro_f1": mean_of(draws.always_f1),
        "dictionary_macro_f1": mean_of(draws.dictionary_f1),
    }
    return pd.DataFrame([summary_row(name, figure_of(values), len(draws.numbers)) for name, values in found.items()])


def summary_row(name: str, figure: Figure, frames: int) -> dict[str, object]:
    """One row of `summary_table`."""
    return {"figure": name, "value": figure.value, "low": figure.low, "high": figure.high, "frames": frames}
