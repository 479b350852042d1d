"""The decisions of a study as its checks need them, in the order in which everybody took them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from framing.annotation.decisions import CONFIRMED, PERSON, Decision, current, last_word


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


@dataclass(frozen=True, eq=False)
class Answers:
    """What decisions say of frames: `cells` is (decisions, frames) with 1, 0 and NaN for not offered."""

    annotators: NDArray[np.str_]
    sentences: NDArray[np.str_]
    frames: tuple[str, ...]
    cells: NDArray[np.float64]

    def beside_others(self) -> NDArray[np.float64]:
        """How far each answer is from the mean of what others said of the same sentence and frame, -1 to 1.

        NaN where nobody else was asked.
        """
        names, rows = np.unique(self.sentences, return_inverse=True)
        known = np.isfinite(self.cells)
        said = np.where(known, self.cells, 0.0)
        total, count = np.zeros((2, len(names), len(self.frames)))
        np.add.at(total, rows, said)
        np.add.at(count, rows, known)
        others = count[rows] - known
        mean = (total[rows] - said) / np.maximum(others, 1)
        return np.where(known & (others > 0), said - mean, np.nan)


def answers(decisions: Sequence[Decision], frames: Sequence[str]) -> Answers:
    """What the decisions say of these frames, in their order."""
    cells = np.full((len(decisions), len(frames)), np.nan)
    columns = {frame: number for number, frame in enumerate(frames)}
    for row, decision in enumerate(decisions):
        for frame in decision.offered:
            if frame in columns:
                cells[row, columns[frame]] = float(frame in decision.frames)
    return Answers(
        annotators=np.array([decision.annotator for decision in decisions], dtype=str),
        sentences=np.array([decision.sentence_id for decision in decisions], dtype=str),
        frames=tuple(frames),
        cells=cells,
    )


def blocks_of(decisions: Sequence[Decision]) -> NDArray[np.intp]:
    """The number of the stretch that each decision is in: as long as the document stays the same, it is one."""
    changes = [0] + [int(a.document_id != b.document_id) for a, b in pairwise(decisions)]
    return np.cumsum(changes[: len(decisions)]).astype(np.intp)
