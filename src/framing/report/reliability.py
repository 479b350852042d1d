"""How far the labels and the model can be trusted, as rows of a page.

Where there are too few examples for a figure, the row says so instead of showing one, whatever the table holds.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from framing.model.learning.links import decide_scores
from framing.report.marks import FrameCount, FrameMark
from framing.report.trust import (
    RARE_AT_LEAST,
    Agreement,
    AgreementRow,
    EvaluationFacts,
    EvaluationRow,
    ModelFacts,
    Performance,
    PredictionRow,
    Predictions,
)
from framing.tables import CODED_KINDS

FEW_EXAMPLES = 20  # labelled sentences with the frame, below which precision and recall are noise
FEW_DOCUMENTS = 20  # below which a bootstrap over documents covers far less than it says


def agreement_on(table: pd.DataFrame, frames: Sequence[FrameMark]) -> Agreement:
    """An agreement table as rows of a page, in its order.

    Args:
        table: columns as the fields of `AgreementRow`, NaN where there is no figure; and, if it says so, `made_by`.
            An interval from fewer than 20 documents, or of a frame seen in fewer than 10 sentences, is not passed on.
            A note that most frames seen more often share is said once; a rare frame keeps its own.
        frames: those of the codebook.
    """
    names = _Names(frames)
    notes = table.loc[table["seen_in"] >= RARE_AT_LEAST, "note"].map(_text)
    shared = next((str(note) for note, rows in notes.value_counts().items() if note and rows > len(notes) / 2), "")
    rows = tuple(_agreement_row(row, names, shared) for row in table.to_dict(orient="records"))
    return Agreement(
        rows=rows,
        made_by=", ".join(sorted(set(table["made_by"]))) if "made_by" in table else "",
        note=shared,
        intervals=any(row.low is not None for row in rows),
    )


def _agreement_row(row: Mapping[Any, Any], names: "_Names", shared: str) -> AgreementRow:
    seen_in, note = int(row["seen_in"]), _text(row["note"])
    intervals = int(row["documents"]) >= FEW_DOCUMENTS and seen_in >= RARE_AT_LEAST
    return AgreementRow(
        frame=names.mark(row["frame"]),
        alpha=_number(row["alpha"]),
        low=_number(row["low"]) if intervals else None,
        high=_number(row["high"]) if intervals else None,
        sentences=int(row["sentences"]),
        documents=int(row["documents"]),
        seen_in=seen_in,
        present=int(row["present"]),
        decisions=int(row["decisions"]),
        positive_agreement=_number(row["positive_agreement"]),
        note="" if note == shared and seen_in >= RARE_AT_LEAST else note,
    )


def performance(evaluation: EvaluationFacts, frames: Sequence[FrameMark]) -> Performance:
    """An evaluation as rows of a page, in its order; below 20 positive examples no figure is passed on."""
    names, intervals = _Names(frames), evaluation.documents >= FEW_DOCUMENTS
    return Performance(
        rows=tuple(_evaluation_row(row, names, intervals) for row in evaluation.table.to_dict(orient="records")),
        documents=int(evaluation.documents),
        sentences=int(evaluation.sentences),
        folds=evaluation.folds,
        warnings=tuple(evaluation.warnings),
        intervals=intervals,
    )


def _evaluation_row(row: Mapping[Any, Any], names: "_Names", intervals: bool) -> EvaluationRow:
    positives, f1, note = int(row["positives"]), _number(row["f1"]), _text(row["note"])
    few = positives < FEW_EXAMPLES
    shown = not few and f1 is not None
    too_few = f"too few examples ({positives:,})" if few else "no figure"

    def figure(name: str, allowed: bool = True) -> float | None:
        return _number(row[name]) if shown and allowed else None

    def ends(name: str) -> tuple[float, float] | None:
        low, high = (_number(row.get(f"{name}{end}")) for end in ("_low", "_high"))
        return (low, high) if shown and intervals and low is not None and high is not None else None

    return EvaluationRow(
        frame=names.mark(row["frame"]),
        sentences=int(row["sentences"]),
        positives=positives,
        documents_with=int(row["documents_with"]),
        precision=figure("precision"),
        recall=figure("recall"),
        f1=figure("f1"),
        low=figure("low", intervals),
        high=figure("high", intervals),
        precision_ends=ends("precision"),
        recall_ends=ends("recall"),
        average_precision=figure("average_precision"),
        always_f1=figure("always_f1"),
        note=note if shown else "",
        instead="" if shown else note or too_few,
    )


def predictions(
    scores: pd.DataFrame, model: ModelFacts, sentences: pd.DataFrame, gold: pd.DataFrame, frames: Sequence[FrameMark]
) -> Predictions:
    """What the model says on the sentences it scored, the most frequent frame first.

    Args:
        scores: SCORES of this model. Rows on other sentences, on frames that the codebook does not have, and on
            segments that are not coded (bylines, lists of links) do not count.
        model: where it says yes.
        sentences: SENTENCES.
        gold: GOLD.
        frames: those of the codebook; those that the model does not know are named with the reason.
    """
    known = [frame for frame in frames if frame.key in model.thresholds]
    places = sentences[sentences["kind"].isin(CODED_KINDS)].set_index("sentence_id")["document_id"]
    scored = scores.assign(document_id=scores["sentence_id"].map(places))
    scored = scored[scored["document_id"].notna() & scored["frame"].isin([frame.key for frame in known])]
    scored = scored.assign(predicted=decide_scores(scored, model.thresholds, model.link))
    labels = gold[gold["sentence_id"].isin(set(scored["sentence_id"].unique()))]
    parts, labels_of = dict(iter(scored.groupby("frame"))), dict(iter(labels.groupby("frame")))
    rows = [
        _prediction_row(frame, parts.get(frame.key, scored.head(0)), labels_of.get(frame.key, labels.head(0)), model)
        for frame in known
    ]
    return Predictions(
        rows=tuple(sorted(rows, key=lambda row: (-row.predicted.count, row.predicted.frame.number))),
        scored=scored["sentence_id"].nunique(),
        scored_articles=scored["document_id"].nunique(),
        scored_labelled=labels["sentence_id"].nunique(),
        left_out=tuple((f, model.left_out.get(f.key, "the model does not know it")) for f in frames if f not in known),
    )


def _prediction_row(frame: FrameMark, part: pd.DataFrame, labels: pd.DataFrame, model: ModelFacts) -> PredictionRow:
    passed = part[part["predicted"]]
    learned_from = model.positives.get(frame.key)
    seen = labels["sentence_id"].isin(passed["sentence_id"])
    return PredictionRow(
        predicted=FrameCount(frame, len(passed), len(part), passed["document_id"].nunique()),
        labels=FrameCount(frame, int(labels["present"].sum()), len(labels)),
        seen=int(seen.sum()),
        right=int((seen & labels["present"]).sum()),
        threshold=float(model.thresholds[frame.key]),
        learned_from=learned_from,
        few_examples=learned_from is not None and learned_from < FEW_EXAMPLES,
    )


class _Names:
    """Frames by key; one that the codebook does not have goes by its key, in grey."""

    def __init__(self, frames: Sequence[FrameMark]) -> None:
        self.marks = {frame.key: frame for frame in frames}

    def mark(self, key: object) -> FrameMark:
        name = str(key)
        return self.marks.get(name) or FrameMark(0, name, name, "#DDDDDD", "#000000")


def _number(value: Any) -> float | None:
    """A finite number, or None."""
    return float(value) if value is not None and not pd.isna(value) and np.isfinite(value) else None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
