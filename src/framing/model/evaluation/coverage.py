"""Whether the sets of answers keep their promise on documents that were held out: of ten true answers, do nine stay?

The cut-offs come from the documents that a fold learned from. That its sentences resemble those held out is what the
promise stands on; where they do not, another outlet, another event, it does not hold, and this is where it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing.model.caution.sets import NO, NOT_SURE, YES, Answers
from framing.model.evaluation.calibration import ALL_FRAMES, CALIBRATION_AT_LEAST
from framing.model.evaluation.held_out import NO_SET, Judged
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

_SHARES = ("positives_covered", "negatives_covered", "decided")
COLUMNS = ("frame", "sentences", "positives", *(f"{name}{end}" for name in _SHARES for end in ("", "_low", "_high")))


@dataclass(frozen=True, eq=False)
class _Cases:
    """Decisions of people beside sets."""

    truth: Bools
    given: Answers
    weights: Floats
    document: Rows


def coverage(judged: Judged, sets: Answers, numbers: Sequence[int], resampling: Resampling) -> pd.DataFrame:
    """How often the set of a sentence held out has the true answer in it.

    Args:
        judged: held-out predictions beside labels.
        sets: (judged sentences, frames), see `framing.model.evaluation.held_out.Caution`; sentences without a set of
            the frame are left out: there nothing was promised.
        numbers: of the frames that have figures.
        resampling: of the judged sentences.

    Returns:
        A row over all of these frames, in which each decision counts once, then one per frame, both only with 100
        positive sentences: `frame`, `sentences`, `positives`, `positives_covered` (of the sentences with the frame,
        those whose set holds yes), `negatives_covered` (of those without it, those whose set holds no), `decided` (of
        all, those whose set holds one answer alone); the last three 0 to 1, each with `_low` and `_high`, its 95 %
        interval over documents (NaN below 20).
    """
    cases = {ALL_FRAMES: _cases(judged, sets, numbers, resampling)}
    cases |= {judged.frames[number]: _cases(judged, sets, [number], resampling) for number in numbers}
    rows = [_row(name, case, resampling) for name, case in cases.items() if case.truth.sum() >= CALIBRATION_AT_LEAST]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _cases(judged: Judged, sets: Answers, numbers: Sequence[int], resampling: Resampling) -> _Cases:
    columns = np.array(numbers, dtype=np.intp)
    row, place = np.nonzero((judged.decided & (sets != NO_SET))[:, columns])
    return _Cases(
        truth=judged.truth[row, columns[place]],
        given=sets[row, columns[place]],
        weights=judged.weights[row],
        document=resampling.document[row],
    )


def _row(name: str, cases: _Cases, resampling: Resampling) -> dict[str, object]:
    holds_yes, holds_no = np.isin(cases.given, (YES, NOT_SURE)), np.isin(cases.given, (NO, NOT_SURE))
    everything = np.ones(len(cases.truth), dtype=bool)
    shares = (
        _share(holds_yes, cases.truth, cases, resampling),
        _share(holds_no, ~cases.truth, cases, resampling),
        _share(holds_yes != holds_no, everything, cases, resampling),
    )
    counts = {"frame": name, "sentences": len(cases.truth), "positives": int(cases.truth.sum())}
    return counts | {
        key: cell for of, share in zip(_SHARES, shares, strict=True) for key, cell in share.named(of).items()
    }


def _share(what: Bools, among: Bools, cases: _Cases, resampling: Resampling) -> Figure:
    """The weighted share of `among` that is `what`; without an interval if these are of fewer than 20 documents."""
    part, whole = (
        resampling.times @ np.bincount(cases.document, cases.weights * rows, minlength=resampling.documents)
        for rows in (what & among, among)
    )
    figure = figure_of(ratio(part, whole))
    return figure if len(np.unique(cases.document)) >= INTERVAL_AT_LEAST else Figure(figure.value)
