"""Annotators who hurry: far faster than the others at sentences as long, or the same answer in long runs. Pure.

Seconds between two decisions of one annotator are known where the server says when somebody decided. A pause is no
work, and the sentence after it is left out. Somebody may well be quick: what is asked is whether more than half of the
sentences took less than a third of what they took the others, which a binomial test answers.

A long run of one answer is no mistake where the sentences are alike. It is looked at only where others saw the same
sentences, and what is asked is whether they differ within the run more often than they do from the same answer outside
(Fisher's exact test).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

import numpy as np
import pandas as pd
from scipy.stats import binomtest, fisher_exact

from framing.annotation.decisions import Decision
from framing.annotation.progress import BREAK_S
from framing.audit.decided import Record, answers, by_annotator
from framing.audit.finding import SIGNIFICANT, Checked, Finding, checked, counted, holm, p_text

FAR_BELOW = 1 / 3  # of what the others take
TIMES_AT_LEAST = 30  # of an annotator, and of the others together
LENGTHS = 4  # groups of sentences of about the same length
RUN_AT_LEAST = 20  # sentences with the same answer
OUTSIDE_AT_LEAST = 20  # of the same answer, to compare with


@dataclass(frozen=True)
class _Test:
    name: str
    where: str
    why: str  # without the p-value
    todo: str
    score: float
    sentences: tuple[str, ...]
    p: float


def rush(record: Record) -> Checked:
    """Who decides far faster than the others, and whose long runs of one answer the others do not share."""
    people = by_annotator(record.people)
    if not people:
        return Checked("rush", (), "Nothing was labelled by people; a program does not hurry.")
    times = seconds_taken(record.people)
    paces, about_times = _paces(times)
    runs = [test for name in people if (test := _longest_run(name, record.people)) is not None]
    tests = paces + runs
    corrected = holm([test.p for test in tests])
    findings = [
        Finding(
            "rush",
            test.where,
            f"{test.why} ({test.name}, {p_text(p)} after Holm).",
            test.todo,
            test.score,
            test.sentences,
        )
        for test, p in zip(tests, corrected.tolist(), strict=True)
        if p <= SIGNIFICANT
    ]
    about_runs = f"{counted(len(runs), 'run')} of {RUN_AT_LEAST} or more equal answers looked at."
    return checked("rush", findings, f"{about_times} {about_runs}")


def seconds_taken(decisions: Sequence[Decision]) -> pd.DataFrame:
    """How long each sentence took: `annotator`, `sentence_id`, `length` (characters), `seconds`.

    The time since the annotator's decision before, in the same project. Decisions without a time, the first of each
    annotator and those after a pause have no row; nor have those of the same moment, which a program put in.
    """
    timed: dict[tuple[str, str], list[tuple[float, Decision]]] = {}
    for decision in decisions:
        if (moment := _moment(decision.decided_at)) is not None:
            timed.setdefault((decision.annotator, decision.project), []).append((moment, decision))
    rows = []
    for (annotator, _), own in timed.items():
        own.sort(key=lambda pair: pair[0])
        for (before, _), (moment, decision) in pairwise(own):
            if 0 < moment - before <= BREAK_S:
                length = decision.end - decision.start
                rows.append((annotator, decision.sentence_id, length, moment - before))
    return pd.DataFrame(rows, columns=["annotator", "sentence_id", "length", "seconds"])


def _moment(at: str) -> float | None:
    try:
        return datetime.fromisoformat(at).timestamp() if at else None
    except ValueError:  # somebody else wrote this ledger
        return None


def _paces(times: pd.DataFrame) -> tuple[list[_Test], str]:
    """A test for each annotator with enough times, and what can be said of them all."""
    if times.empty:
        return [], "No times known: only the local Doccano says when somebody decided."
    if times["annotator"].nunique() < 2:
        return [], "Times of one annotator only: there is nobody to compare with."
    cuts = np.unique(np.quantile(times["length"], np.arange(1, LENGTHS) / LENGTHS))
    times = times.assign(group=np.searchsorted(cuts, times["length"]))
    tests = []
    for name, own in times.groupby("annotator"):
        others = times[times["annotator"] != name]
        usual = own["group"].map(_usual(others))
        known = usual.notna()
        if known.sum() < TIMES_AT_LEAST or len(others) < TIMES_AT_LEAST:
            continue
        hurried = own[known & (own["seconds"] < FAR_BELOW * usual)]
        p = binomtest(len(hurried), int(known.sum()), 0.5, alternative="greater").pvalue
        tests.append(_pace_test(str(name), own[known], usual[known], hurried, float(p)))
    return tests, f"Times of {counted(len(times), 'decision')}, {counted(len(tests), 'annotator')} compared."


def _usual(others: pd.DataFrame) -> pd.Series:
    """Seconds that the others take, by group of length: the median over them of each one's own median."""
    own = others.groupby(["group", "annotator"])["seconds"].median()
    usual: pd.Series = own.groupby(level="group").median()
    return usual


def _pace_test(name: str, own: pd.DataFrame, usual: pd.Series, hurried: pd.DataFrame, p: float) -> _Test:
    ordered = hurried.sort_values("seconds", kind="stable")
    return _Test(
        name="binomial test",
        where=name,
        why=(
            f"{name} took {own['seconds'].median():.1f} seconds a sentence where the others take {usual.median():.1f} "
            f"at the same length; on {len(hurried)} of {counted(len(own), 'sentence')} less than a third"
        ),
        todo=f"Talk with {name}; give some of these sentences to somebody else too.",
        score=float(len(hurried)),
        sentences=tuple(ordered["sentence_id"]),
        p=p,
    )


def _longest_run(name: str, people: Sequence[Decision]) -> _Test | None:
    """The annotator's longest run of one answer, beside the others; None if it is short or cannot be compared."""
    decisions = by_annotator(people)[name]
    run = max((list(part) for _, part in groupby(decisions, key=_answer)), key=len)
    if len(run) < RUN_AT_LEAST:
        return None
    differs = _differs(name, people)
    inside = {decision.sentence_id for decision in run}
    within = [d.sentence_id for d in run if d.sentence_id in differs.index]
    outside = [
        d.sentence_id
        for d in decisions
        if _answer(d) == _answer(run[0]) and d.sentence_id not in inside and d.sentence_id in differs.index
    ]
    if len(within) < RUN_AT_LEAST or len(outside) < OUTSIDE_AT_LEAST:
        return None
    apart = [sentence_id for sentence_id in within if differs[sentence_id]]
    usual = sum(differs[sentence_id] for sentence_id in outside)
    cells = [[len(apart), len(within) - len(apart)], [usual, len(outside) - usual]]
    p = fisher_exact(cells, alternative="greater").pvalue
    answer = ", ".join(run[0].frames) or "no frame"
    return _Test(
        name="Fisher's exact test",
        where=name,
        why=(
            f"{name} answered {answer} {len(run)} times in a row; others say something else on {len(apart)} of these, "
            f"and on {usual} of {len(outside)} other sentences with the same answer"
        ),
        todo=f"Look at these sentences again with {name}.",
        score=float(len(apart)),
        sentences=tuple(apart),
        p=float(p),
    )


def _answer(decision: Decision) -> frozenset[str]:
    return frozenset(decision.frames)


def _differs(name: str, people: Sequence[Decision]) -> pd.Series:
    """Sentence id to whether most of the others say something else of any frame; only of sentences that others saw."""
    frames = sorted({frame for decision in people for frame in decision.offered})
    said = answers(people, frames)
    distance = said.beside_others()
    seen = (said.annotators == name) & np.isfinite(distance).any(axis=1)
    return pd.Series((np.abs(np.nan_to_num(distance[seen])) > 0.5).any(axis=1), index=said.sentences[seen])
