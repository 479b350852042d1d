"""The decisions of a study as its checks need them, in the order in which everybody took them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.annotation.decisions import Decision, current, last_word
from framing.gold.majority import CONFIRMED, PERSON


@dataclass(frozen=True, eq=False)
class Record:
    """What stands in a ledger: all the last words, and of them those that label frames.

    `standing` has rulings, second showings and exercises too. `labels` has one confirmed decision for each annotator
    and sentence, in the order in which they were taken.
    """

    standing: tuple[Decision, ...]
    labels: tuple[Decision, ...]

    @property
    def people(self) -> tuple[Decision, ...]:
        """The labels that people gave."""
        return tuple(decision for decision in self.labels if decision.made_by == PERSON)

    @property
    def programs(self) -> tuple[str, ...]:
        """Annotators that are automated coders, by name."""
        return tuple(sorted({decision.annotator for decision in self.labels if decision.made_by != PERSON}))


def record(ledger: Iterable[Decision], labels: Iterable[Decision] | None = None) -> Record:
    """The record of a ledger.

    Args:
        ledger: decisions, oldest first.
        labels: those of them that count, on the sentences of today; they are taken from the ledger unless given.
    """
    standing = tuple(current(ledger))
    given: dict[tuple[str, str], list[Decision]] = {}
    for decision in standing if labels is None else labels:
        if decision.counts and decision.state == CONFIRMED and not decision.is_voice:
            given.setdefault((decision.annotator, decision.sentence_id), []).append(decision)
    return Record(standing, in_order(map(last_word, given.values())))


def in_order(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions in the order in which they were taken: by the server's clock where it is known, else as they came."""
    found = list(decisions)
    if all(decision.decided_at for decision in found):
        found.sort(key=lambda decision: decision.decided_at)
    return tuple(found)


def by_annotator(decisions: Sequence[Decision]) -> dict[str, tuple[Decision, ...]]:
    """Each annotator's decisions, in the order in which they were taken, annotators by name."""
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        found.setdefault(decision.annotator, []).append(decision)
    return {name: in_order(found[name]) for name in sorted(found)}


def answers(decisions: Sequence[Decision], frames: Sequence[str]) -> pd.DataFrame:
    """1, 0 and NaN (not offered): a row for each decision, a column for each frame.

    The index is (annotator, sentence_id).
    """
    cells = np.full((len(decisions), len(frames)), np.nan)
    columns = {frame: number for number, frame in enumerate(frames)}
    for row, decision in enumerate(decisions):
        for frame in decision.offered:
            if frame in columns:
                cells[row, columns[frame]] = float(frame in decision.frames)
    index = pd.MultiIndex.from_arrays(
        [[d.annotator for d in decisions], [d.sentence_id for d in decisions]], names=["annotator", "sentence_id"]
    )
    return pd.DataFrame(cells, index=index, columns=list(frames))


def beside_others(table: pd.DataFrame) -> pd.DataFrame:
    """For each answer the mean of what the others said of the same sentence and frame; NaN where nobody else did.

    Args:
        table: see `answers`.
    """
    groups = table.groupby(level="sentence_id")
    total, count = groups.transform("sum"), groups.transform("count")
    others = count - table.notna()
    means: pd.DataFrame = (total - table.fillna(0)) / others.where(others > 0)
    return means.where(table.notna())


def blocks_of(decisions: Sequence[Decision]) -> NDArray[np.intp]:
    """The number of the stretch that each decision is in: as long as the document stays the same, it is one."""
    changes = [0] + [int(a.document_id != b.document_id) for a, b in pairwise(decisions)]
    return np.cumsum(changes[: len(decisions)]).astype(np.intp)
