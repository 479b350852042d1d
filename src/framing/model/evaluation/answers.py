"""How often an answer is right: of the sentences held out that were answered "yes", how many people say yes to.

A set of answers promises to keep the true one: of ten sentences with a frame nine are not answered "no". That says
nothing of ten that were answered "yes". Of a rare frame most of these can be wrong though the promise holds, and it is
the answer that a reader sees, so each frame has its own row.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.model.caution.sets import NO, YES, Answers
from framing.model.evaluation.held_out import Judged
from framing.model.evaluation.resampling import INTERVAL_AT_LEAST, Bools, Figure, Resampling, figure_of, ratio
from framing.model.learning.fit import FIGURE_AT_LEAST

COUNTS = ("sentences", "positives", "yes", "yes_hits", "no", "no_hits")
SHARES = ("share", "yes_right", "no_right")
COLUMNS = ("frame", *COUNTS, *(f"{name}{end}" for name in SHARES for end in ("", "_low", "_high")))


def answers_right(judged: Judged, answers: Answers, numbers: Sequence[int], resampling: Resampling) -> pd.DataFrame:
    """How often each frame is answered, and how often each answer is right.

    Args:
        judged: held-out predictions beside labels.
        answers: (judged sentences, frames), at the usual level, see `framing.model.evaluation.held_out.Caution`.
        numbers: of the frames that have figures.
        resampling: of the judged sentences.

    Returns:
        A row per frame: `frame`, `sentences`, `positives`, `yes` (answered so), `yes_hits` (of these with the frame),
        `no`, `no_hits` (of these without it), `share` (of the sentences, those answered yes or no), `yes_right` and
        `no_right` (of the sentences answered so, those of which it is true; NaN if they are fewer than 20); the last
        three 0 to 1, each with `_low` and `_high`, its 95 % interval (NaN below 20 documents or groups of them).
    """
    return pd.DataFrame([_row(judged, answers, number, resampling) for number in numbers], columns=list(COLUMNS))


def _row(judged: Judged, answers: Answers, number: int, resampling: Resampling) -> dict[str, object]:
    decided, truth = judged.decided[:, number], judged.truth[:, number]
    yes, no = decided & (answers[:, number] == YES), decided & (answers[:, number] == NO)
    figures = {
        "share": _share(yes | no, decided, judged, resampling),
        "yes_right": _share(truth, yes, judged, resampling) if yes.sum() >= FIGURE_AT_LEAST else Figure(),
        "no_right": _share(~truth, no, judged, resampling) if no.sum() >= FIGURE_AT_LEAST else Figure(),
    }
    counts = (decided, truth, yes, yes & truth, no, no & ~truth)
    return {
        "frame": judged.frames[number],
        **{name: int(rows.sum()) for name, rows in zip(COUNTS, counts, strict=True)},
        **{key: cell for name, figure in figures.items() for key, cell in figure.named(name).items()},
    }


def _share(what: Bools, among: Bools, judged: Judged, resampling: Resampling) -> Figure:
    """The weighted share of `among` that is `what`; without an interval if these are of too few documents."""
    part, whole = resampling.totals(np.stack([judged.weights * (what & among), judged.weights * among], axis=1)).T
    figure = figure_of(ratio(part, whole))
    return figure if len(np.unique(resampling.document[among])) >= INTERVAL_AT_LEAST else Figure(figure.value)
