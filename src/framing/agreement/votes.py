"""Votes: who said of which sentence whether a frame is there, as numbers in arrays.

ANNOTATIONS has a row of texts for each vote. That is easy to read and too large for a ledger of a million decisions:
with twelve frames it makes twelve million rows. Here a vote takes some twelve bytes, and the names stand once.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.annotation.decisions import AUTOMATED, MADE_BY, PERSON, Decision
from framing.errors import InputError, NotEnoughData

Integers = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]

_STATES = {"confirmed": 0, "labelled": 1, "withdrawn": 2}
_COLUMNS = 9  # numbers that a decision is read into: see `_Columns`


@dataclass(frozen=True, eq=False)
class Votes:
    """One vote per annotator, sentence and frame that was offered to the annotator; those of one frame stand together.

    Names stand in their order: sentences by document and place, the others by the alphabet. Some may have no vote.
    """

    sentence_ids: tuple[str, ...]
    document_ids: tuple[str, ...]
    annotators: tuple[str, ...]
    frames: tuple[str, ...]
    document: Integers  # (sentences,): number of the document of each sentence
    sentence: Integers  # (votes,), and so are the following: number of the sentence
    annotator: Integers
    frame: Integers  # ascending
    present: Bools  # the annotator says that the frame is there
    by_person: Bools  # else by an automated coder

    def __len__(self) -> int:
        return len(self.sentence)

    def where(self, kept: Bools) -> "Votes":
        """These votes only; all names stay."""
        return self._rows(kept)

    def take(self, rows: Integers) -> "Votes":
        """The votes with these numbers, in their order, which must keep those of one frame together."""
        return self._rows(rows)

    def of_frame(self, number: int) -> "Votes":
        """The votes on one frame, without a copy."""
        start, end = np.searchsorted(self.frame, [number, number + 1])
        return self._rows(slice(start, end))

    def _rows(self, which: "Bools | Integers | slice") -> "Votes":
        columns = ("sentence", "annotator", "frame", "present", "by_person")
        return replace(self, **{name: getattr(self, name)[which] for name in columns})

    def counts(self) -> "tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]":
        """Of votes on one frame: how many say yes on each sentence, and how many vote on it; both (sentences,)."""
        size = len(self.sentence_ids)
        yes = np.bincount(self.sentence[self.present], minlength=size)
        return yes, np.bincount(self.sentence, minlength=size)


def votes_of(decisions: Iterable[Decision], *, showing: int = 1) -> Votes:
    """The confirmed votes of a ledger: what `annotations_table` says of them, to the letter.

    Args:
        decisions: in the order of the ledger, withdrawn and replaced ones among them.
        showing: 1 for labels; 2 for what was said when a sentence was shown for the second time.

    Raises:
        InputError: `made_by` is neither "person" nor "automated coder".
    """
    read = _Columns(showing)
    for decision in decisions:
        read.add(decision)
    return read.votes()


class _Columns:
    """Decisions read into columns of numbers: each text is held once."""

    def __init__(self, showing: int) -> None:
        self.showing = showing
        self.numbers = array("q")
        self.projects: dict[str, int] = {}
        self.annotators: dict[str, int] = {}
        self.sentences: dict[tuple[str, int, int], int] = {}
        self.showings: dict[int, int] = {}
        self.times: dict[str, int] = {"": 0}
        self.offers: dict[tuple[str, ...], int] = {}
        self.choices: dict[tuple[str, ...], int] = {}

    def add(self, decision: Decision) -> None:
        if decision.made_by not in MADE_BY:
            raise InputError(
                f"{decision.annotator!r} made a decision as {decision.made_by!r}. "
                f"Write {PERSON!r} or {AUTOMATED!r} in made_by."
            )
        place = (decision.document_id, decision.start, decision.end)
        ignored = decision.showing != self.showing or decision.training or decision.ruling
        only_a_comment = decision.state == "labelled" and not decision.frames
        self.numbers.extend(
            (
                _number(self.projects, decision.project),
                _number(self.annotators, decision.annotator),
                _number(self.sentences, place),
                _number(self.showings, decision.showing),
                _number(self.times, decision.decided_at),
                _number(self.offers, decision.offered),
                _number(self.choices, decision.frames),
                -1 if ignored or only_a_comment else _STATES[decision.state],
                decision.made_by == PERSON,
            )
        )

    def votes(self) -> Votes:
        """The votes of what was read."""
        columns = np.frombuffer(self.numbers, dtype=np.int64).reshape(-1, _COLUMNS)
        annotators, annotator_rank = _in_order(self.annotators)
        places, sentence_rank = _in_order(self.sentences)
        standing = columns[self._standing(columns)]
        frames = tuple(sorted({frame for offer in self.offers for frame in offer}))
        decided, frame = self._last_words(standing, _matrix(self.offers, frames))
        state, choice = standing[decided, 7], standing[decided, 6]
        present = _matrix(self.choices, frames)[choice, frame]
        document_ids = tuple(sorted({document_id for document_id, _, _ in places}))
        number = {name: at for at, name in enumerate(document_ids)}
        votes = Votes(
            sentence_ids=tuple(f"{document_id}:{start}-{end}" for document_id, start, end in places),
            document_ids=document_ids,
            annotators=tuple(annotators),
            frames=frames,
            document=np.fromiter((number[document_id] for document_id, _, _ in places), np.int32, len(places)),
            sentence=sentence_rank[standing[decided, 2]],
            annotator=annotator_rank[standing[decided, 1]],
            frame=frame,
            present=present,
            by_person=standing[decided, 8].astype(bool),
        )
        return votes.where(state == _STATES["confirmed"])

    def _standing(self, columns: Integers) -> Integers:
        """Rows of the last decision of each subject, in the order of the ledger, if it is a label and not withdrawn."""
        key = np.zeros(len(columns), np.int64)
        sizes = (len(self.projects), len(self.annotators), len(self.sentences), len(self.showings))
        for column, size in enumerate(sizes):
            key = key * size + columns[:, column]
        _, from_behind = np.unique(key[::-1], return_index=True)
        last = np.sort(len(columns) - 1 - from_behind)
        return last[np.isin(columns[last, 7], (_STATES["confirmed"], _STATES["labelled"]))]

    def _last_words(self, standing: Integers, offered: Bools) -> tuple[Integers, Integers]:
        """Row of `standing` and frame of each vote, by frame: see `framing.annotation.decisions.last_word`."""
        pair = standing[:, 1] * len(self.sentences) + standing[:, 2]
        _, inverse, count = np.unique(pair, return_inverse=True, return_counts=True)
        once = np.flatnonzero(count[inverse] == 1).astype(np.int32)
        several = np.flatnonzero(count[inverse] > 1)
        rows, frames = self._last_of_several(standing, several, pair, offered)
        decided: list[Integers] = []
        frame: list[Integers] = []
        for number in range(offered.shape[1]):
            here = np.concatenate([once[offered[standing[once, 5], number]], rows[frames == number]])
            decided.append(here)
            frame.append(np.full(len(here), number, np.int16))
        if not decided:
            return np.empty(0, np.int32), np.empty(0, np.int16)
        return np.concatenate(decided), np.concatenate(frame)

    def _last_of_several(
        self, standing: Integers, several: Integers, pair: Integers, offered: Bools
    ) -> tuple[Integers, Integers]:
        """The same where an annotator decided on a sentence in several projects."""
        at, frame = np.nonzero(offered[standing[several, 5]])
        rows = several[at]
        if not len(rows):
            return np.empty(0, np.int32), np.empty(0, np.int16)
        key = pair[rows] * offered.shape[1] + frame
        order = np.argsort(key, kind="stable")  # within a group in the order of the ledger
        rows, frame, key = rows[order], frame[order], key[order]
        _, time_rank = _in_order(self.times)  # 0 is a time that is not known
        time = time_rank[standing[rows, 4]]
        starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
        newest = np.repeat(np.maximum.reduceat(time, starts), np.diff(np.r_[starts, len(key)]))
        eligible = np.where((time == 0) | (time == newest), np.arange(len(key)), -1)
        last = np.maximum.reduceat(eligible, starts)
        return rows[last].astype(np.int32), frame[last].astype(np.int16)


def votes_of_table(annotations: pd.DataFrame, documents: "pd.Series | Mapping[str, str]") -> Votes:
    """The confirmed votes of ANNOTATIONS.

    Args:
        annotations: ANNOTATIONS.
        documents: the document_id of each sentence_id.

    Raises:
        InputError: `made_by` is neither "person" nor "automated coder", or `documents` lacks a sentence.
    """
    unknown = annotations.loc[~annotations["made_by"].isin(MADE_BY), "made_by"]
    if len(unknown):
        raise InputError(
            f"The annotations hold decisions made by {unknown.iloc[0]!r}. Write {PERSON!r} or {AUTOMATED!r} in made_by."
        )
    confirmed = annotations[annotations["state"] == "confirmed"].sort_values("frame", kind="stable")
    sentence, sentence_ids = pd.factorize(confirmed["sentence_id"], sort=True)
    annotator, annotators = pd.factorize(confirmed["annotator"], sort=True)
    frame, frames = pd.factorize(confirmed["frame"], sort=True)
    document, document_ids = pd.factorize(np.array(_documents_of(sentence_ids, documents), dtype=object), sort=True)
    return Votes(
        sentence_ids=tuple(sentence_ids),
        document_ids=tuple(document_ids),
        annotators=tuple(annotators),
        frames=tuple(frames),
        document=document.astype(np.int32),
        sentence=sentence.astype(np.int32),
        annotator=annotator.astype(np.int32),
        frame=frame.astype(np.int16),
        present=confirmed["present"].to_numpy(bool),
        by_person=(confirmed["made_by"] == PERSON).to_numpy(bool),
    )


def by_one_kind_of_maker(votes: Votes) -> tuple[Votes, str]:
    """The votes of people if two of them voted on one sentence and frame, else those of the automated coder; and whose.

    Raises:
        NotEnoughData: no sentence has two votes of one kind on the same frame.
    """
    for kind, mine in ((PERSON, votes.by_person), (AUTOMATED, ~votes.by_person)):
        part = votes.where(mine)
        if any((part.of_frame(number).counts()[1] > 1).any() for number in range(len(part.frames))):
            return part, kind
    raise NotEnoughData(
        "No sentence has confirmed decisions of two annotators on the same frame. "
        "Give the same sentences to two people, and run framing pull when both have confirmed them."
    )


def _number(names: dict[Any, int], name: Any) -> int:
    """The number of a name; a new one gets the next."""
    return names.setdefault(name, len(names))


def _in_order(names: Mapping[Any, int]) -> tuple[list[Any], Integers]:
    """Names sorted, and the place of each number among them."""
    ordered = sorted(names)
    place = np.empty(len(names), np.int32)
    place[[names[name] for name in ordered]] = np.arange(len(names))
    return ordered, place


def _matrix(lists: Mapping[tuple[str, ...], int], frames: tuple[str, ...]) -> Bools:
    """(lists, frames): which frames are in each list."""
    number = {frame: at for at, frame in enumerate(frames)}
    inside = np.zeros((len(lists), len(frames)), bool)
    for names, row in lists.items():
        inside[row, [number[name] for name in names if name in number]] = True
    return inside


def _documents_of(sentence_ids: Iterable[str], documents: "pd.Series | Mapping[str, str]") -> list[str]:
    lookup = documents.to_dict() if isinstance(documents, pd.Series) else documents
    missing = [sentence for sentence in sentence_ids if sentence not in lookup]
    if missing:
        raise InputError(
            f"The document of sentence {missing[0]!r} is not known ({len(missing)} such). "
            "Give the table of sentences that were annotated."
        )
    return [lookup[sentence] for sentence in sentence_ids]
