"""Two models on the same held-out sentences: how much one is better, with an interval of the difference.

The same documents are drawn for both, so that what makes a document difficult for both is in neither interval. Two
intervals that overlap say nothing of the difference; this one does.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from framing import tables
from framing.errors import InputError
from framing.model.evaluation.by_frame import FrameDraws, frames_with_figure
from framing.model.evaluation.held_out import Judged
from framing.model.evaluation.resampling import Floats, figure_of, mean_of

_NAMED = 3  # rows that a message names
_SAME_WEIGHT = 1e-9  # relative


@dataclass(frozen=True, eq=False)
class Comparison:
    """A model beside another.

    Attributes:
        other: what it was compared with, in words.
        table: one row per figure: `figure` (macro_f1, macro_average_precision, micro_f1, f1, average_precision),
            `frame` (empty in the first three), `this`, `other`, `difference` (this less other), `low` and `high` (95 %
            of the difference over documents; NaN below 20 documents).
    """

    other: str
    table: pd.DataFrame


def compare(this: Judged, other: Judged, name: str, *, by_chance: bool = False, seed: int) -> Comparison:
    """The differences between two models that held out the same sentences.

    A frame that one of them could not learn counts there as never found.

    Args:
        this: predictions beside labels.
        other: the same sentences in the same order, see `aligned`.
        name: of the other.
        by_chance: figures stand on a random slice.
        seed: of the draws of documents.
    """
    numbers = sorted({*frames_with_figure(this, by_chance=by_chance), *frames_with_figure(other, by_chance=by_chance)})
    resampling = this.resampled(seed)
    nothing = np.zeros_like(this.predicted)
    mine, theirs = (FrameDraws(judged, numbers, resampling, nothing) for judged in (this, other))
    rows = [
        _row("macro_f1", "", mean_of(mine.f1), mean_of(theirs.f1)),
        _row("macro_average_precision", "", mean_of(mine.average_precision), mean_of(theirs.average_precision)),
        _row("micro_f1", "", mine.micro_f1(), theirs.micro_f1()),
    ]
    for figure in ("f1", "average_precision"):
        both = getattr(mine, figure), getattr(theirs, figure)
        rows += [_row(figure, this.frames[n], *(part[:, place] for part in both)) for place, n in enumerate(numbers)]
    return Comparison(name, pd.DataFrame(rows))


def _row(figure: str, frame: str, this: Floats, other: Floats) -> dict[str, object]:
    found = figure_of(this - other)
    return {
        "figure": figure,
        "frame": frame,
        "this": float(this[0]),
        "other": float(other[0]),
        "difference": found.value,
        "low": found.low,
        "high": found.high,
    }


def held_out_table(judged: Judged) -> pd.DataFrame:
    """HELD_OUT of what was judged, from which another evaluation can compare itself."""
    row, column = np.nonzero(judged.decided)
    probability = judged.probabilities[row, column]
    table = pd.DataFrame(
        {
            "sentence_id": np.array(judged.sentence_ids, dtype=object)[row],
            "frame": np.array(judged.frames, dtype=object)[column],
            "present": judged.truth[row, column],
            "predicted": judged.predicted[row, column],
            "learned": np.isfinite(probability),
            "probability": np.nan_to_num(probability, nan=0.0),
            "weight": judged.weights[row],
            "fold": judged.folds[row],
        }
    )
    return tables.HELD_OUT.check(table, "held-out predictions")


def aligned(table: pd.DataFrame, judged: Judged, origin: str) -> Judged:
    """The predictions of another evaluation in the order of this one.

    Args:
        table: HELD_OUT.
        judged: of this one.
        origin: the file that the table came from, for messages.

    Raises:
        InputError: the two did not judge the same labels of the same sentences, weighted alike, in the same folds.
    """
    mine = held_out_table(judged)
    theirs = tables.HELD_OUT.check(table, origin)
    both = mine.merge(theirs, on=["sentence_id", "frame"], how="outer", suffixes=("", "_other"), indicator=True)
    _check_same_sentences(both, origin)
    changed = both[both["present"].astype(bool) != both["present_other"].astype(bool)]
    if len(changed):
        raise InputError(
            f"{origin} was made with other labels: {len(changed):,} differ, such as {_names(changed)}. "
            "Make it again with today's labels: framing evaluate --held-out FILE."
        )
    weights = both["weight"].to_numpy(np.float64), both["weight_other"].to_numpy(np.float64)
    if not np.allclose(*weights, rtol=_SAME_WEIGHT, atol=0):
        raise InputError(f"{origin} stands on another random slice. Make it again with today's sample.")
    if (both["fold"] != both["fold_other"]).any():
        raise InputError(
            f"{origin} held out its sentences in other folds, so that the two did not learn from the same. "
            "Evaluate both with the same --by."
        )
    return _placed(both, judged)


def _check_same_sentences(both: pd.DataFrame, origin: str) -> None:
    only_here, only_there = (both[both["_merge"] == side] for side in ("left_only", "right_only"))
    if len(only_here) or len(only_there):
        odd = only_here if len(only_here) else only_there
        raise InputError(
            f"{origin} judged other sentences or frames: {len(only_here):,} decisions are only in this evaluation and "
            f"{len(only_there):,} only in the file, such as {_names(odd)}. Make it again with the same labels, "
            "sentences and codebook: framing evaluate --held-out FILE."
        )


def _names(rows: pd.DataFrame) -> str:
    first = rows.head(_NAMED)
    return ", ".join(f"{frame} of {name!r}" for name, frame in zip(first["sentence_id"], first["frame"], strict=True))


def _placed(both: pd.DataFrame, judged: Judged) -> Judged:
    rows = {name: place for place, name in enumerate(judged.sentence_ids)}
    columns = {name: place for place, name in enumerate(judged.frames)}
    at = both["sentence_id"].map(rows).to_numpy(np.intp), both["frame"].map(columns).to_numpy(np.intp)
    learned = both["learned_other"].astype(bool).to_numpy()
    probabilities = np.full(judged.probabilities.shape, np.nan)
    probabilities[at] = np.where(learned, both["probability_other"].to_numpy(np.float64), np.nan)
    predicted = np.zeros_like(judged.predicted)
    predicted[at] = both["predicted_other"].astype(bool).to_numpy() & learned
    return replace(judged, probabilities=probabilities, predicted=predicted)
