"""What became of the cases: a pass rate for each kind and language, and the cases that failed worst."""

import math
from dataclasses import dataclass, fields

import pandas as pd
from scipy.stats import binomtest

TABLE_COLUMNS = ("kind", "language", "cases", "passed", "rate", "low", "high", "note")


@dataclass(frozen=True)
class Outcome:
    """What became of a case.

    Attributes:
        kind: what is tested.
        language: of the text.
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
        table: one row per kind and language: `kind`, `language`, `cases`, `passed`, `rate` (of them), `low` and `high`
            (95 %, Wilson, as if cases did not depend on each other), `note`.
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
        low, high = wilson(passed, cases)
        note = notes.get((str(kind), str(language)), "")
        rows.append((kind, language, cases, passed, passed / cases, low, high, note))
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS))


def wilson(passed: int, cases: int) -> tuple[float, float]:
    """The 95 % interval of a rate (Wilson 1927, as SciPy has it); NaN without a case."""
    if not cases:
        return math.nan, math.nan
    found = binomtest(passed, cases).proportion_ci(method="wilson")
    return float(found.low), float(found.high)
