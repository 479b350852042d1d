"""How a class labelled: how many chose what for each sentence, and how far classmates agree. Pure.

templates/heatmap.js and alpha.js count the same in a browser; tests compare the two.

Agreement is counted in ticks, since that is what pupils make: take any box that somebody ticked, and ask what share of
the classmates who answered the same sentence ticked it too. It can be worked out from the numbers in the cells by hand,
and boxes that everybody leaves empty, most of them, do not make it look good. "Another frame" and "none of these" are
boxes as well. It is Uebersax's specific agreement, see framing.agreement.alpha.positive_agreement.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing.agreement.alpha import alpha_of, positive_agreement, vote_sums
from framing.agreement.interval import alpha_interval
from framing.classroom.answers import ANSWERS
from framing.classroom.lesson import AT_LEAST_GROUP, NONE, Lesson

AT_LEAST_ITEMS = 10  # sentences with an answer from AT_LEAST_GROUP pupils, from which on alpha is given
_Row = tuple[str, int, str, str]  # of ANSWERS


@dataclass(frozen=True)
class ItemCounts:
    """What pupils chose for one sentence.

    Attributes:
        number: of the sentence.
        answered: how many pupils chose something.
        counts: choice to how many pupils made it; None where fewer than AT_LEAST_GROUP answered: it would say what
            few pupils chose.
        agreement: of ticks, 0 to 1; None where there are no counts. 1 - agreement is the disagreement to sort by.
    """

    number: int
    answered: int
    counts: Mapping[str, int] | None
    agreement: float | None


@dataclass(frozen=True)
class Alpha:
    """Krippendorff's alpha over the frames and "another frame", for the teacher; `low` to `high` is its 95 % interval.

    The interval asks what other sentences like these would give: it draws sentences, not pupils.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class HeatMap:
    """Counts of a class without any single answer.

    Attributes:
        pupils: how many answered at least one sentence.
        items: in the order of the lesson.
        agreement: the average share of classmates who agree, 0 to 1: the mean over sentences, each counting alike;
            None if no sentence has enough answers.
        alpha: None if there are fewer than AT_LEAST_ITEMS sentences with enough answers, or no answer differs.
    """

    pupils: int
    items: tuple[ItemCounts, ...]
    agreement: float | None
    alpha: Alpha | None


def heat_map(lesson: Lesson, answers: pd.DataFrame) -> HeatMap:
    """The counts of ANSWERS."""
    given: dict[int, list[str]] = {item.number: [] for item in lesson.items}
    for item, labels in zip(answers["item"], answers["labels"], strict=True):
        if labels and item in given:
            given[item].append(labels)
    items = tuple(_counted(number, labels, lesson.choices) for number, labels in given.items())
    known = [item.agreement for item in items if item.agreement is not None]
    return HeatMap(
        pupils=int(answers.loc[answers["labels"] != "", "pupil"].nunique()),
        items=items,
        agreement=sum(known) / len(known) if known else None,
        alpha=_alpha(items, lesson.choices),
    )


@dataclass(frozen=True, eq=False)
class Picture:
    """What a picture counts: ANSWERS; `waiting` pupils have others, which a later picture may count."""

    answers: pd.DataFrame
    waiting: int


def next_picture(before: pd.DataFrame, after: pd.DataFrame) -> Picture:
    """What may be counted of the ANSWERS `after` where a class has seen a picture that counts those `before`.

    Two pictures, and two of their rows, are the same or differ by the answers of AT_LEAST_GROUP pupils or more: what
    has changed is what those pupils chose. So answers of fewer wait until there are enough, for each row by itself.
    """
    old, new = _by_item(before), _by_item(after)
    changed = _differing(_all(old), _all(new))
    if before["pupil"].nunique() >= AT_LEAST_GROUP and len(changed) < AT_LEAST_GROUP:
        return Picture(before, len(changed))
    kept: set[_Row] = set()
    for item in {**old, **new}:
        was, now = old.get(item, set()), new.get(item, set())
        held = len(was) >= AT_LEAST_GROUP and len(_differing(was, now)) < AT_LEAST_GROUP
        kept |= was if held else now
    rows = [dict(zip(ANSWERS.columns, row, strict=True)) for row in sorted(kept)]
    return Picture(ANSWERS.table(rows), len(_differing(kept, _all(new))))


def _by_item(answers: pd.DataFrame) -> dict[int, set[_Row]]:
    found: dict[int, set[_Row]] = {}
    for row in answers[list(ANSWERS.columns)].itertuples(index=False, name=None):
        found.setdefault(row[1], set()).add(row)
    return found


def _all(by_item: Mapping[int, set[_Row]]) -> set[_Row]:
    return set().union(*by_item.values())


def _differing(before: set[_Row], after: set[_Row]) -> set[str]:
    """The pupils who have an answer in one of the two that is not in the other."""
    return {pupil for pupil, *_ in before ^ after}


def _counted(number: int, answers: Sequence[str], choices: Sequence[str]) -> ItemCounts:
    if len(answers) < AT_LEAST_GROUP:
        return ItemCounts(number, len(answers), None, None)
    ticks = [label for labels in answers for label in labels.split()]
    counts = {choice: ticks.count(choice) for choice in choices}
    yes = np.array(list(counts.values()), dtype=np.float64)
    agreement = positive_agreement(yes, np.full(len(yes), float(len(answers))))
    return ItemCounts(number, len(answers), counts, None if math.isnan(agreement) else agreement)


def _alpha(items: Sequence[ItemCounts], choices: Sequence[str]) -> Alpha | None:
    """Over all choices but NONE, which says nothing that the others do not."""
    counted = [(item.counts, item.answered) for item in items if item.counts is not None]
    if len(counted) < AT_LEAST_ITEMS:
        return None
    parts = [
        vote_sums(np.array([float(counts[choice]) for counts, _ in counted]), np.array([float(n) for _, n in counted]))
        for choice in choices
        if choice != NONE
    ]
    sums = np.stack(parts, axis=1)  # (sentences, choices, 3)
    value, (low, high) = float(alpha_of(sums.sum(axis=0))), alpha_interval(sums)
    return None if math.isnan(value + low + high) else Alpha(value, low, high)
