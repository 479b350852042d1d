"""How well the model behind a page does: by its own evaluation, and by the labels of the page. Pure.

These are two things, and neither stands for the other. An evaluation held out documents of the labels that the model
learned from; labels of another corpus tell how it does there, unless it learned from them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from framing.analysis.scored import Bools, Scored
from framing.model.evaluation.calibration import wilson
from framing.model.evaluation.resampling import INTERVAL_AT_LEAST, Floats, ratio, resample
from framing.model.keeping.figures import Figures
from framing.report.marks import FrameMark
from framing.report.reliability import FEW_EXAMPLES

_SEED = 7


@dataclass(frozen=True)
class Ended:
    """A share with its 95 % interval, 0 to 1; None where there is none."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Judged:
    """One frame by the labels of the page.

    Attributes:
        of: labelled sentences that were decided on.
        positives: of these, those with the frame.
        seen: of these, those in which the model sees it.
        right: of these again, those with the frame.
        precision: the share of `seen` that is right; none of fewer than 20.
        recall: the share of `positives` that is seen; none of fewer than 20.
    """

    of: int
    positives: int
    seen: int
    right: int
    precision: Ended
    recall: Ended


@dataclass(frozen=True)
class QualityRow:
    """One frame; `own` figures are of the evaluation, None where it has none.

    Attributes:
        frame: the frame.
        own_positives: labelled sentences with it that the evaluation stands on.
        own_precision: of the evaluation.
        own_recall: of the evaluation.
        here: by the labels of the page; None where none were decided on it.
    """

    frame: FrameMark
    own_positives: int | None
    own_precision: Ended
    own_recall: Ended
    here: Judged | None


@dataclass(frozen=True)
class Quality:
    """What is known of a model.

    Attributes:
        rows: a frame each, as the model has them.
        own_documents: of its evaluation; None where none is at hand.
        own_sentences: that the evaluation counted; None where none is at hand.
        here_documents: with labelled sentences, of this corpus.
        here_sentences: that are labelled.
    """

    rows: tuple[QualityRow, ...]
    own_documents: int | None
    own_sentences: int | None
    here_documents: int
    here_sentences: int


def quality_of(
    scored: Scored, labels: pd.DataFrame | None, own: Figures | None, mark_of: Callable[[object], FrameMark]
) -> Quality | None:
    """What is known of how well the model does; None where nothing is.

    Args:
        scored: the corpus.
        labels: GOLD on some of its sentences, if there are any.
        own: the figures that stand beside the model, if it is at hand.
        mark_of: key of a frame to how it is drawn.
    """
    known = {} if own is None else {row["frame"]: row for row in own.frames}
    here, places = _on_labels(scored, labels)
    if not known and not here:
        return None
    rows = [
        QualityRow(
            frame=mark_of(frame),
            own_positives=int(known[frame]["positives"]) if frame in known else None,
            own_precision=_own(known.get(frame), "precision"),
            own_recall=_own(known.get(frame), "recall"),
            here=here.get(frame),
        )
        for frame in scored.frames
    ]
    return Quality(
        rows=tuple(rows),
        own_documents=None if own is None else own.documents,
        own_sentences=None if own is None else own.counted,
        here_documents=len(set(places.values())),
        here_sentences=len(places),
    )


def _own(row: Mapping[str, Any] | None, name: str) -> Ended:
    if row is None:
        return Ended()
    return Ended(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _on_labels(scored: Scored, labels: pd.DataFrame | None) -> tuple[dict[str, Judged], dict[str, str]]:
    """Each frame by the labels, and the document of each labelled sentence."""
    if labels is None or labels.empty:
        return {}, {}
    wanted = set(labels["sentence_id"])
    rows = np.flatnonzero(scored.sentences["sentence_id"].isin(wanted))
    some = scored.sentences.iloc[rows]
    row_of = dict(zip(some["sentence_id"], rows.tolist(), strict=True))
    known = labels[labels["sentence_id"].isin(list(row_of)) & labels["frame"].isin(scored.frames)]
    documents = scored.sentences["document_id"].to_numpy()
    found = {}
    for frame, part in known.groupby("frame"):
        at = np.array([row_of[name] for name in part["sentence_id"]], dtype=np.intp)
        seen = scored.predicted[at, scored.frames.index(str(frame))]
        found[str(frame)] = _judged(seen, part["present"].to_numpy(dtype=np.bool_), documents[at])
    return found, dict(zip(some["sentence_id"], some["document_id"], strict=True))


def _judged(seen: Bools, present: Bools, documents: Any) -> Judged:
    drawn = resample(documents.astype("str"), seed=_SEED)
    both, yes, true = drawn.totals(np.stack([seen & present, seen, present], axis=1).astype(np.float64)).T
    return Judged(
        of=len(seen),
        positives=int(present.sum()),
        seen=int(seen.sum()),
        right=int((seen & present).sum()),
        precision=_ended(ratio(both, yes), int(yes[0]), len(set(documents[seen]))),
        recall=_ended(ratio(both, true), int(true[0]), len(set(documents[present]))),
    )


def _ended(shares: Floats, units: int, documents: int) -> Ended:
    """Wilson's interval on as many independent units as documents drawn again say that there are.

    Where all are right, or none, draws say nothing of that: then each document counts as one unit.

    Args:
        shares: in the sample, and in each draw of documents.
        units: that the share is of.
        documents: with such units.
    """
    if units < FEW_EXAMPLES:
        return Ended()
    value, drawn = float(shares[0]), shares[1:][np.isfinite(shares[1:])]
    if documents < INTERVAL_AT_LEAST or not len(drawn):
        return Ended(value)
    variance = float(drawn.var())
    effective = value * (1 - value) / variance if variance > 0 else documents
    return Ended(value, *wilson(value, min(units, effective)))
