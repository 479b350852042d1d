"""Behaviour tests (CheckList, Ribeiro et al. 2020): does a model do what we know to be right?

Figures on held-out documents say how often a model is right. They do not say that it takes a keyword for a frame, or
drops a frame as soon as it is quoted: each kind of case asks one such thing. A rate is no estimate for a corpus, since
the cases are written, and a model that predicts nothing passes all that ask for no frame. So rates are read together.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.codebook import Codebook
from framing.model.behaviour.build import build_cases, has_written
from framing.model.behaviour.cases import Case, rank
from framing.model.behaviour.result import (
    AS_LABELLED,
    OUTCOME_COLUMNS,
    SAME_WITHIN,
    BehaviourResult,
    Outcome,
    tabulate,
)
from framing.model.learning.features import Floats
from framing.model.learning.fit import FIGURE_AT_LEAST
from framing.model.learning.train import FrameModel

LABELLED_COLUMNS = (
    "sentence_id",
    "text",
    "language",
    "frame",
    "present",
    "negated",
    "sarcasm",
    "probability",
    "held_out",
)
MARKS = ("negated", "sarcasm")

Key = tuple[str, str]  # kind and language


def run_behaviour(
    model: FrameModel,
    codebook: Codebook,
    *,
    labelled: pd.DataFrame | None = None,
    stand_in: FrameModel | None = None,
    trained_on: Collection[str] = (),
    seed: int = 7,
) -> BehaviourResult:
    """Pass rates of every kind of case that can be built for this model.

    Args:
        model: the model.
        codebook: the one it was trained with; the written sentences test the frames of `unrest-2022` only.
        labelled: LABELLED_COLUMNS, a row per sentence and frame: gold, whether an annotator commented the sentence
            `negated` or `sarcasm`, the probability given by a model that had not seen it (NaN if there is none), and
            whether it is `held_out` from the stand-in.
        stand_in: a model of the same labels without some documents: where no sentences are written for the codebook,
            it is asked about labelled sentences of these, since the model is sure of whatever it learned from.
        trained_on: texts that the model learned from: a case that is one of them is left out.
        seed: of choices among cases, and of typing errors.
    """
    frames = tuple(frame for frame in model.frames if frame not in model.few_examples)
    built = build_cases(model, codebook, frames, labelled, frozenset(trained_on), seed) if frames else None
    cases = built.cases if built else ()
    judged = _judge_all(cases, model, frames)
    if built and stand_in is not None:
        known = tuple(frame for frame in frames if frame in stand_in.frames)
        judged += _judge_all([case for case in built.held_out if case.frame in ("", *known)], stand_in, known)
    judged.sort(key=lambda pair: rank(pair[0].kind))
    commented, comment_notes, left_out = _commented(model, frames, labelled, frozenset(trained_on))
    found = [*(outcome for _, outcome in judged if outcome is not None), *commented]
    outcomes = pd.DataFrame([vars(outcome) for outcome in found], columns=list(OUTCOME_COLUMNS))
    notes = [*_frames_left_out(model, frames), *(built.notes if built else ()), *left_out]
    if len(outcomes):
        notes.append(_what_cases_are(outcomes, codebook))
    row_notes = {**_row_notes(judged, built.reviews if built else {}), **comment_notes}
    return BehaviourResult(tabulate(outcomes, row_notes), outcomes, frames, tuple(notes))


def _what_cases_are(outcomes: pd.DataFrame, codebook: Codebook) -> str:
    """What keeps a rate from being an estimate; that cases resemble each other only where they do."""
    if not (outcomes["before"] != "").any():
        return "The cases are no sample of a corpus."
    made = "are made from templates and" if has_written(codebook) else "are changes of the same sentences and"
    return f"The cases {made} resemble each other, so the intervals are too narrow; and they are no sample of a corpus."


@dataclass(frozen=True, eq=False)
class _Answer:
    """What the model says of a text: the probability of each of its frames, and whether it predicts it."""

    scores: Floats
    predicted: NDArray[np.bool_]


def _judge_all(cases: Sequence[Case], model: FrameModel, frames: Sequence[str]) -> list[tuple[Case, Outcome | None]]:
    """What became of each case; nothing if there is no frame to ask about."""
    answers = _answers(model, cases) if frames else {}
    return [(case, _judge(case, answers, model, frames)) for case in cases if frames]


def _answers(model: FrameModel, cases: Sequence[Case]) -> Mapping[str, _Answer]:
    """What the model says of every text of the cases, each scored once."""
    texts = list(dict.fromkeys(text for case in cases for text in (case.before, case.text) if text))
    scores = model.probabilities(texts)
    return dict(zip(texts, map(_Answer, scores, model.predicted(scores)), strict=True))


def _judge(case: Case, answers: Mapping[str, _Answer], model: FrameModel, frames: Sequence[str]) -> Outcome | None:
    """What became of a case; None if it asks what becomes of a frame that the model did not find before."""
    after, before = answers[case.text], answers.get(case.before)
    at = model.frames.index(case.frame) if case.frame else _furthest(after, before, model, frames)
    if case.expected in ("gone", "kept") and not (before and before.predicted[at]):
        return None
    score, threshold = float(after.scores[at]), float(model.thresholds[at])
    earlier = float(before.scores[at]) if before else math.nan
    short_by = {
        "present": threshold - score,
        "kept": threshold - score,
        "absent": score - threshold,
        "gone": score - threshold,
        "falls": score - earlier,
        "same": abs(score - earlier) - SAME_WITHIN,
    }[case.expected]
    found = bool(after.predicted[at])
    passed = {
        "present": found,
        "kept": found,
        "absent": not found,
        "gone": not found,
        "falls": short_by < 0,
        "same": short_by <= 0,
    }[case.expected]
    return Outcome(
        kind=case.kind,
        language=case.language,
        expected=case.expected,
        frame=model.frames[at],
        text=case.text,
        before=case.before,
        score=score,
        score_before=earlier,
        threshold=threshold,
        passed=passed,
        short_by=short_by,
    )


def _furthest(after: _Answer, before: _Answer | None, model: FrameModel, frames: Sequence[str]) -> int:
    """The tested frame whose score moved most."""
    if before is None:
        return model.frames.index(frames[0])
    moved = np.abs(after.scores - before.scores)
    return max((model.frames.index(frame) for frame in frames), key=lambda at: float(moved[at]))


def _row_notes(judged: Sequence[tuple[Case, Outcome | None]], reviews: Mapping[str, str]) -> dict[Key, str]:
    """What must be known of each row of the table."""
    groups: dict[Key, list[tuple[Case, Outcome | None]]] = {}
    for case, outcome in judged:
        groups.setdefault((case.kind, case.language), []).append((case, outcome))
    return {key: "; ".join(_row_note(group, reviews.get(key[1], ""))) for key, group in groups.items()}


def _row_note(group: Sequence[tuple[Case, Outcome | None]], review: str) -> Iterator[str]:
    expected = group[0][0].expected
    if missed := sum(outcome is None for _, outcome in group):
        yield f"{missed} more are no test: the model does not find the frame in the sentence as it was"
    changes = [outcome.score - outcome.score_before for _, outcome in group if outcome is not None]
    if expected == "falls":
        yield f"on average {np.mean(changes):+.2f}"
    if expected == "same" and (still := sum(change == 0 for change in changes)):
        yield f"in {still} the model knows neither word, and nothing moves"
    if review and group[0][0].before:  # the codebook's examples are not ours
        yield review


def _frames_left_out(model: FrameModel, frames: Sequence[str]) -> list[str]:
    few = [frame for frame in model.frames if frame not in frames]
    notes = [f"Not tested, fewer than {FIGURE_AT_LEAST} examples: {', '.join(few)}."] if few else []
    if model.left_out:
        notes.append(f"Not tested, not learned: {', '.join(model.left_out)}.")
    return notes


def _commented(
    model: FrameModel, frames: Sequence[str], labelled: pd.DataFrame | None, trained_on: frozenset[str]
) -> tuple[list[Outcome], dict[Key, str], list[str]]:
    """Sentences that an annotator commented, against gold: outcomes, notes of the rows, and what was left out.

    A sentence passes if every tested frame that gold decides on is predicted or not as gold says, by a model that did
    not learn from the sentence.
    """
    if labelled is None:
        return [], {}, ["Sentences commented negated or sarcasm are not tested: there are no labelled sentences."]
    tested = labelled[labelled["frame"].isin(frames)]
    if not tested[list(MARKS)].to_numpy(dtype=bool).any():
        return [], {}, ["No labelled sentence is commented negated or sarcasm."]
    tested = _held_out(model, tested, trained_on)
    if tested.empty:
        return (
            [],
            {},
            [
                "Sentences commented negated or sarcasm are not tested: the model may have learned from them. Without "
                "--model they are tested held out."
            ],
        )
    columns = {str(name): tested[name].to_numpy() for name in tested.columns}
    number = np.unique(columns["sentence_id"].astype(str), return_inverse=True)[1]
    order = np.argsort(number, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(number[order])) + 1)
    by_sentence = [(rows, _worst_frame(model, columns, rows)) for rows in parts]
    outcomes, notes = list[Outcome](), dict[Key, str]()
    for mark in MARKS:
        kind = f"comment: {mark}"
        marked = [outcome for rows, outcome in by_sentence if columns[mark][rows[0]]]
        others = [outcome.passed for rows, outcome in by_sentence if not any(columns[m][rows[0]] for m in MARKS)]
        outcomes += [Outcome(**{**vars(outcome), "kind": kind}) for outcome in marked]
        if others:
            usual = f"of {len(others)} sentences without a mark {np.mean(others):.2f}"
            said = f"right on every tested frame, by a model that had not seen the sentence; {usual}"
            notes |= {(kind, outcome.language): said for outcome in marked}
    return outcomes, notes, []


def _held_out(model: FrameModel, tested: pd.DataFrame, trained_on: frozenset[str]) -> pd.DataFrame:
    """The rows with a probability of a model that did not learn from the sentence: ours, where it did not."""
    missing = tested["probability"].isna() & ~tested["text"].isin(trained_on)
    texts = list(dict.fromkeys(tested.loc[missing, "text"]))
    scores = dict(zip(texts, model.probabilities(texts), strict=True))
    filled = tested.copy()
    filled.loc[missing, "probability"] = [
        scores[text][model.frames.index(frame)]
        for text, frame in zip(tested.loc[missing, "text"], tested.loc[missing, "frame"], strict=True)
    ]
    return filled[filled["probability"].notna()]


def _worst_frame(model: FrameModel, columns: Mapping[str, NDArray[Any]], rows: NDArray[np.intp]) -> Outcome:
    """Of the frames of one sentence, what became of that which is furthest from gold; `rows` are the sentence's."""
    frames = [model.frames.index(frame) for frame in columns["frame"][rows]]
    thresholds, scores = model.thresholds[frames], columns["probability"][rows].astype(np.float64)
    row = np.zeros((1, len(model.frames)))  # a frame that gold does not decide on has no score here
    row[0, frames] = scores
    present = columns["present"][rows].astype(bool)
    short_by = np.where(present, thresholds - scores, scores - thresholds)
    wrong = model.predicted(row)[0, frames] != present
    at = int(np.where(wrong, short_by + 1, short_by).argmax())  # a wrong one first, also where it is at the threshold
    return Outcome(
        kind="",
        language=str(columns["language"][rows[at]]),
        expected=AS_LABELLED,
        frame=str(columns["frame"][rows[at]]),
        text=str(columns["text"][rows[at]]),
        before="",
        score=float(scores[at]),
        score_before=float("nan"),
        threshold=float(thresholds[at]),
        passed=not wrong.any(),
        short_by=float(short_by[at]),
    )
