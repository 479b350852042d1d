"""How well one person does against the others: what a model cannot be asked to beat by much.

Each person takes the model's place in turn: the decisions of the others, by majority, are the truth, and F1 is
computed as for the model. So that both stand on the same ground, the model is put in the same place on the same
sentences. These are not those of the evaluation, which leaves out ties: here people disagree too, as they do.

Decisions that were made with a proposal of a model in sight are left out: they agree with each other through it. What
an automated coder decided is no human ceiling and never mixed with what people did.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing.agreement.votes import Votes, votes_of_table
from framing.annotation.decisions import PERSON
from framing.model.evaluation.figures import f1_of, match_totals
from framing.model.evaluation.resampling import (
    INTERVAL_AT_LEAST,
    NONE,
    Bools,
    Figure,
    Floats,
    Resampling,
    Rows,
    figure_of,
    mean_of,
    resample,
)
from framing.model.learning.fit import FIGURE_AT_LEAST

_NEARLY_ALL = 0.98  # of the sentences need a prediction: those without any label are the ones on which people differ
_COLUMNS = ("people_f1", "model_f1", "gap")


@dataclass(frozen=True, eq=False)
class Ceiling:
    """One person against the rest.

    Attributes:
        table: one row per frame that has figures: `frame`, `annotators` (with a figure), `sentences` (of two people),
            `people_f1`, `model_f1` (the model in the same place; NaN where too many of these sentences have no
            prediction), `gap` (model less people), each with `_low` and `_high`, the 95 % interval over documents, and
            `note`.
        people: the mean over frames.
        model: the mean over frames of the model in the same place.
        gap: model less people; the interval is of the difference.
        frames: how many have a figure.
        why_none: why there is no figure at all; else empty.
    """

    table: pd.DataFrame
    people: Figure = NONE
    model: Figure = NONE
    gap: Figure = NONE
    frames: int = 0
    why_none: str = ""


@dataclass(frozen=True, eq=False)
class Predicted:
    """What the model said of sentences that it had not seen: rows by sentence id, columns by frame."""

    sentence_ids: tuple[str, ...]
    frames: tuple[str, ...]
    said: Bools


@dataclass(frozen=True, eq=False)
class _Compared:
    """Decisions on one frame for which the others have a majority."""

    annotator: Rows
    mine: Bools
    others: Bools
    weights: Floats
    sentence: Rows
    model: Bools
    known: Bools  # there is a prediction


def human_ceiling(
    annotations: pd.DataFrame,
    documents: Mapping[str, str],
    weights: Mapping[str, float],
    predicted: Predicted,
    frames: Sequence[str],
    *,
    seed: int,
) -> Ceiling:
    """F1 of each person against the majority of the others, as a mean over persons, frame by frame.

    A person needs 20 sentences on which the others say yes. If nobody has so many, but all together do, their decisions
    are taken together, and `note` says so. Ties of the others are left out.

    Args:
        annotations: ANNOTATIONS; only confirmed decisions of people without a proposal in sight count.
        documents: document of each sentence that counts, of a copy that which it repeats; its group, where groups are
            held out.
        weights: how many sentences of the corpus each of them stands for; those with 0 do not count.
        predicted: of the model.
        frames: that get figures: on the others there are too few examples to compare anybody on.
        seed: of the draws of documents.
    """
    counted = {name: weight for name, weight in weights.items() if weight > 0 and name in documents}
    usable = annotations[annotations["sentence_id"].isin(counted) & ~annotations["assisted"]]
    of_people = usable[usable["made_by"] == PERSON]
    votes = votes_of_table(of_people, documents)
    parts = {frame: _compared(votes, frame, counted, predicted) for frame in frames}
    if not frames:
        return Ceiling(pd.DataFrame(), why_none="no frame has enough examples")
    if not any(len(part.mine) for part in parts.values()):
        return Ceiling(pd.DataFrame(), why_none=_why_none(annotations, usable, of_people))
    compared = np.unique(np.concatenate([part.sentence for part in parts.values()]))
    names = np.unique(votes.document[compared])
    times = resample(names.astype(str), seed=seed).times
    number = np.searchsorted(names, votes.document)  # of the document of each sentence
    rows, lines = [], []
    for frame, part in parts.items():
        row, found = _row(frame, part, Resampling(number[part.sentence], times))
        rows.append(row)
        lines.append(found)
    together = np.stack(lines, axis=-1)  # (figures, lines, frames)
    shared = np.where(np.isfinite(together[1]), together[0], math.nan)  # people where the model has a figure too
    return Ceiling(
        table=pd.DataFrame(rows),
        people=figure_of(mean_of(together[0])),
        model=figure_of(mean_of(together[1])),
        gap=figure_of(mean_of(together[1]) - mean_of(shared)),
        frames=int(np.isfinite(together[0, 0]).sum()),
        why_none="" if np.isfinite(together[0, 0]).any() else _FEW,
    )


_FEW = f"on no frame do people say yes to {FIGURE_AT_LEAST} sentences that two of them decided on"


def _compared(votes: Votes, frame: str, weights: Mapping[str, float], predicted: Predicted) -> _Compared:
    if frame not in votes.frames:
        nobody, nothing = np.empty(0, np.intp), np.empty(0, bool)
        return _Compared(nobody, nothing, nothing, np.empty(0), nobody, nothing, nothing)
    part = votes.of_frame(votes.frames.index(frame))
    yes, voters = part.counts()
    others = voters[part.sentence] - 1
    say_yes = yes[part.sentence] - part.present
    decided = (others > 0) & (2 * say_yes != others)
    part = part.where(decided)
    column = predicted.frames.index(frame)
    place = {name: row for row, name in enumerate(predicted.sentence_ids)}
    rows = np.array([place.get(votes.sentence_ids[n], -1) for n in part.sentence], dtype=np.intp)
    return _Compared(
        annotator=part.annotator.astype(np.intp),
        mine=part.present,
        others=(2 * say_yes > others)[decided],
        weights=np.array([weights[votes.sentence_ids[n]] for n in part.sentence], dtype=np.float64),
        sentence=part.sentence.astype(np.intp),
        model=predicted.said[rows, column] & (rows >= 0) if len(place) else np.zeros(len(rows), dtype=bool),
        known=rows >= 0,
    )


def _row(frame: str, part: _Compared, resampling: Resampling) -> tuple[dict[str, object], Floats]:
    """A row of the table, and people, model and gap in the sample and in each draw, (3, lines)."""
    nothing = np.full((3, len(resampling.times)), math.nan)
    positives = np.bincount(part.annotator[part.others]) if part.others.any() else np.zeros(0, dtype=int)
    persons = np.flatnonzero(positives >= FIGURE_AT_LEAST)
    distinct = len(np.unique(part.sentence[part.others]))
    row = {"frame": frame, "annotators": len(persons), "sentences": len(np.unique(part.sentence))}
    if not len(part.mine):
        return row | _cells(nothing, 0) | {"note": "no two people decided on it"}, nothing
    if not len(persons) and distinct < FIGURE_AT_LEAST:
        return row | _cells(nothing, 0) | {"note": f"too few examples ({distinct})"}, nothing
    note = "" if len(persons) else f"all people together: nobody has {FIGURE_AT_LEAST} examples alone"
    groups = [part.annotator == person for person in persons] or [np.ones(len(part.mine), dtype=bool)]
    people = mean_of(np.stack([_f1(part, part.mine, rows, resampling) for rows in groups], axis=-1))
    model = np.full(len(people), math.nan)
    if part.known.mean() >= _NEARLY_ALL:
        model = mean_of(np.stack([_f1(part, part.model, rows & part.known, resampling) for rows in groups], axis=-1))
    lines = np.stack([people, model, model - people])
    documents = len(np.unique(resampling.document))
    return row | _cells(lines, documents) | {"note": note}, lines


def _f1(part: _Compared, said: Bools, rows: Bools, resampling: Resampling) -> Floats:
    return f1_of(*match_totals(part.others, said, part.weights * rows, resampling))


def _cells(lines: Floats, documents: int) -> dict[str, object]:
    figures = [figure_of(values) for values in lines]
    if documents < INTERVAL_AT_LEAST:
        figures = [Figure(figure.value) for figure in figures]
    return {
        key: value for name, found in zip(_COLUMNS, figures, strict=True) for key, value in found.named(name).items()
    }


def _why_none(annotations: pd.DataFrame, usable: pd.DataFrame, of_people: pd.DataFrame) -> str:
    if len(annotations) and not (annotations["made_by"] == PERSON).any():
        return "all decisions were made by an automated coder, which is no human"
    if not len(of_people) and len(usable) < len(annotations):
        return "no decision of a person was made on these sentences without a proposal in sight"
    return "no sentence was decided on by two people"
