"""Decisions of a class as ANSWERS, and those from paper beside them. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from framing.annotation.decisions import CONFIRMED, Decision
from framing.classroom.answers import ANSWERS
from framing.classroom.in_doccano.class_project import item_numbers
from framing.classroom.lesson import NONE, Lesson


@dataclass(frozen=True)
class Ballots:
    """ANSWERS of a class, and what of its decisions is not in them as it was given; counts of answers.

    Attributes:
        answers: ANSWERS.
        unconfirmed: labels without Enter: left out.
        contradictory: "none of these" beside another label: the other label counts.
    """

    answers: pd.DataFrame
    unconfirmed: int
    contradictory: int


def ballots(lesson: Lesson, decisions: Iterable[Decision]) -> Ballots:
    """What the decisions in a class say; confirmed without a label is "none of these"."""
    numbers, rows, loose, both = item_numbers(lesson), [], 0, 0
    for decision in decisions:
        number = numbers.get(decision.sentence_id)
        if number is None or not (decision.state == CONFIRMED or decision.frames):
            continue
        if decision.state != CONFIRMED:
            loose += 1
            continue
        chosen = [choice for choice in lesson.choices if choice in decision.frames]
        if NONE in chosen and len(chosen) > 1:
            both += 1
            chosen.remove(NONE)
        labels = " ".join(chosen or [NONE])
        rows.append({"pupil": decision.annotator, "item": number, "labels": labels, "reason": ""})
    return Ballots(ANSWERS.table(sorted(rows, key=lambda row: (row["pupil"], row["item"]))), loose, both)


def of_the_class(paper: pd.DataFrame, pseudonyms: Iterable[str]) -> tuple[pd.DataFrame, int]:
    """ANSWERS of those who have one of the pseudonyms, as the slip writes it, and how many other names there are.

    Capitals make no difference: two spellings of one pupil would pass for a change, and two results for five pupils'.

    Another name is a pupil who was wiped, or one who counts already under the name on a slip.
    """
    slips = {name.lower(): name for name in pseudonyms}
    written = paper["pupil"].str.lower()
    ours = written.isin(list(slips))
    return paper[ours].assign(pupil=written[ours].map(slips)), written[~ours].nunique()


def with_paper(screen: pd.DataFrame, paper: pd.DataFrame) -> tuple[pd.DataFrame, Mapping[str, int]]:
    """ANSWERS of both, and on how many sentences a pseudonym has two that differ: there the one from Doccano counts.

    Who began on the screen and went on on paper counts once, with all that was answered, whatever capitals a
    spreadsheet made in the pseudonym. Many that differ may be two pupils with one slip.
    """
    both = {(row["pupil"], row["item"]): row for row in screen.to_dict(orient="records")}
    in_doccano = {str(name).lower(): name for name in screen["pupil"]}
    differ = Counter[str]()
    for typed in paper.to_dict(orient="records"):
        row = typed | {"pupil": in_doccano.get(str(typed["pupil"]).lower(), typed["pupil"])}
        counts = both.setdefault((row["pupil"], row["item"]), row)
        differ[str(row["pupil"])] += int(counts["labels"] != row["labels"])
    return ANSWERS.table({str(name): value for name, value in both[key].items()} for key in sorted(both)), +differ
