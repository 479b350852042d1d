"""What became of the cases: a pass rate for each kind and language, and the cases that failed worst."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

import pandas as pd

from framing.model.evaluation.calibration import wilson

TABLE_COLUMNS = ("kind", "language", "expected", "cases", "passed", "rate", "low", "high", "wanted", "missed", "note")
SAME_WITHIN = 0.05  # of a score
SAME_WANTED = 0.95  # of the cases in which nothing may change: what a reader would call no change
AS_LABELLED = "as labelled"
# What passes, by what is expected: see `framing.model.behaviour.cases.Case`.
PASSES: Mapping[str, str] = {
    "present": "the frame is found",
    "absent": "the frame is not found",
    "gone": "the frame is found no longer",
    "kept": "the frame is still found",
    "falls": "the score falls, however little",
    "same": f"no score moves by more than {SAME_WITHIN:.2f}",
    AS_LABELLED: "every tested frame is found or not, as people say",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a case.

    Attributes:
        kind: what is tested.
        language: of the text.
        expected: a name in PASSES.
        frame: of those in question, that which went furthest wrong.
        text: what the model was asked.
        before: the text that it is compared with; empty if there is none.
        score: of the frame.
        score_before: of the frame in `before`; NaN without one.
        threshold: of the frame.
        passed: whether the model did what is right.
        short_by: how far the score is from where it should be; 0 or less where it passed.
    """

    kind: str
    language: str
    expected: str
    frame: str
    text: str
    before: str
    score: float
    score_before: float
    threshold: float
    passed: bool
    short_by: float


OUTCOME_COLUMNS = tuple(field.name for field in fields(Outcome))


@dataclass(frozen=True, eq=False)
class BehaviourResult:
    """Pass rates on test sentences.

    Attributes:
        table: one row per kind and language: `kind`, `language`, `expected` (a name in PASSES), `cases`, `passed`,
            `rate` (of them), `low` and `high` (95 %, Wilson, as if cases did not depend on each other), `wanted` (the
            least rate that is right; NaN where there is none that every model should reach), `missed` (it is not
            reached), `note`.
        outcomes: one row per case, the columns of `Outcome`.
        frames: those tested.
        notes: what a reader must know: what the cases are, and what was left out and why.
    """

    table: pd.DataFrame
    outcomes: pd.DataFrame
    frames: tuple[str, ...]
    notes: tuple[str, ...]

    def worst(self, most: int = 3) -> pd.DataFrame:
        """The failures of each kind and language that are furthest from right, as `outcomes`: of a frame one only."""
        failed = self.outcomes[~self.outcomes["passed"].astype(bool)]
        ranked = failed.sort_values("short_by", ascending=False, kind="stable")
        of_frames = ranked.groupby(["kind", "language", "frame"], sort=False).head(1)
        return of_frames.groupby(["kind", "language"], sort=False).head(most).sort_index()


def tabulate(outcomes: pd.DataFrame, notes: dict[tuple[str, str], str]) -> pd.DataFrame:
    """`BehaviourResult.table` of these outcomes, in the order in which kinds first come.

    Args:
        outcomes: see `BehaviourResult`.
        notes: by kind and language.
    """
    rows = []
    for (kind, language), part in outcomes.groupby(["kind", "language"], sort=False):
        cases, passed = len(part), int(part["passed"].sum())
        note = notes.get((str(kind), str(language)), "")
        expected = str(part["expected"].iloc[0])
        rate, wanted = passed / cases, wanted_rate(expected)
        low, high = wilson(rate, cases)
        rows.append((kind, language, expected, cases, passed, rate, low, high, wanted, is_missed(rate, wanted), note))
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS))


def wanted_rate(expected: str) -> float:
    """The least rate that is right where this is expected; NaN where there is no such rate."""
    return SAME_WANTED if expected == "same" else math.nan


def is_missed(rate: float, wanted: float) -> bool:
    """Whether `rate` does not reach `wanted`; there is nothing to miss where either is NaN."""
    return rate < wanted
