"""Which group each sentence of a corpus is in: its outlet, voice, month, or another column. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing.analysis.scored import Scored
from framing.analysis.units import Units
from framing.errors import InputError

MOST_GROUPS = 50
NO_GROUP = -1
_OF_SENTENCES = ("voice", "kind")
_NOT_GROUPED_BY = frozenset({"document_id", "title", "text", "sentence_id"})  # names of one thing each
_OTHER_NAMES = {"outlet": "source"}  # what readers call it: the column
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_NO_VALUE = {  # what is said of documents or sentences that are in no group
    "outlet": "without an outlet: in no group.",
    "month": "without a date: in no month.",
    "voice": "of which nobody could tell the voice: in no group.",
}
_NO_VALUES = {
    "outlet": "No document has an outlet. Say which column has it: framing ingest FILE --source COLUMN.",
    "month": "No document has a date that says its month. Say which column has dates such as 2026-03-02: framing "
    "ingest FILE --date COLUMN.",
    "voice": "No sentence has a voice: they were scored without. Score again, not with --without-voices.",
}
VOICE_BY_RULE = "Voice by rule, uncorrected: people coded the voices of too few sentences to correct by."

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Grouping:
    """Groups of sentences, and so of units that are made of them.

    Attributes:
        by: what they differ in: outlet, voice, month, or a column.
        names: of the groups; months in their order, others the largest first.
        of_sentence: number of the group of each sentence of the corpus, NO_GROUP of one in none.
        of_documents: whether all sentences of a document are in one group; else articles have none.
        uncorrected: why labels cannot correct shares of these groups, in words; empty where they can.
        warnings: what is in no group, counted and named.
    """

    by: str
    names: tuple[str, ...]
    of_sentence: Rows
    of_documents: bool
    uncorrected: str
    warnings: tuple[str, ...]


def group_of(scored: Scored, by: str, *, fold: bool = False) -> Grouping:
    """The groups of a corpus.

    Args:
        scored: the corpus.
        by: outlet, voice, month, kind, or a column of its documents.
        fold: of more than MOST_GROUPS the smallest are one group together, the last, and a warning says so.

    Raises:
        InputError: there is no such column, nothing has a value in it, or there are more than MOST_GROUPS.
    """
    by = "outlet" if by == "source" else by
    values = _values(scored, by)
    of_documents = by not in _OF_SENTENCES
    sizes = values[values != ""].value_counts()
    if sizes.empty:
        raise InputError(_NO_VALUES.get(by, f"No document has a value in {by!r}: there is nothing to group by."))
    if len(sizes) > MOST_GROUPS and not fold:
        raise InputError(
            f"--by {by} makes {len(sizes):,} groups, and more than {MOST_GROUPS} cannot be compared. "
            "Choose a --by with fewer values, such as month or outlet."
        )
    names = sorted(sizes.index, key=lambda name: (-sizes[name], name))
    names, smaller = (names, []) if len(names) <= MOST_GROUPS else (names[: MOST_GROUPS - 1], names[MOST_GROUPS - 1 :])
    names = sorted(names) if by == "month" else names
    numbers = {name: number for number, name in enumerate(names)} | dict.fromkeys(smaller, len(names))
    of_sentence = np.array([numbers.get(value, NO_GROUP) for value in values], dtype=np.intp)
    others, folded = _folded(names, len(smaller), by)
    return Grouping(
        by=by,
        names=(*names, *others),
        of_sentence=of_sentence,
        of_documents=of_documents,
        uncorrected=VOICE_BY_RULE if by == "voice" and (scored.sentences["voice_by"] != "person").any() else "",
        warnings=(*_without(scored, by, of_sentence, of_documents=of_documents), *folded),
    )


def _folded(names: Sequence[str], smaller: int, by: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the group of the smaller ones is called, and what is said of it; nothing where there are none."""
    if not smaller:
        return (), ()
    others = f"all {smaller:,} others"
    while others in names:
        others = f"({others})"
    said = (
        f"There are {len(names) + smaller:,} {by}s: the {len(names)} with the most sentences stand by themselves, and "
        f"the others together as {others!r}."
    )
    return (others,), (said,)


def groups_of_units(scored: Scored, units: Units, grouping: Grouping) -> Rows:
    """Number of the group of each unit, into `grouping.names`.

    Raises:
        InputError: units are articles, and sentences of one article are in several groups.
    """
    if units.unit == "article":
        if not grouping.of_documents:
            raise InputError(
                f"An article has sentences of several {grouping.by}s, so --by {grouping.by} goes with "
                "--unit sentence or headline."
            )
        first = ~scored.sentences["document_id"].duplicated().to_numpy()
        of_name = dict(zip(scored.sentences["document_id"][first], grouping.of_sentence[first], strict=True))
    else:
        of_name = dict(zip(scored.sentences["sentence_id"], grouping.of_sentence, strict=True))
    return np.array([of_name[name] for name in units.names], dtype=np.intp)


def _values(scored: Scored, by: str) -> "pd.Series[str]":
    """The value of each sentence, empty where there is none."""
    if by in _OF_SENTENCES:
        return scored.sentences[by]
    column = "date" if by == "month" else _OTHER_NAMES.get(by, by)
    if column not in scored.documents.columns or column in _NOT_GROUPED_BY:
        known = [name for name in scored.documents.columns if name not in _NOT_GROUPED_BY and name != "source"]
        named = ", ".join(("outlet", "voice", "month", "kind", *known))
        raise InputError(f"There is no column {by!r} to group by. There is: {named}.")
    values = scored.documents[column].fillna("").astype("str").str.strip()
    if by == "month":
        values = values.str[:7]
        values = values.where(values.str.fullmatch(_MONTH), "")
    of_document = dict(zip(scored.documents["document_id"], values, strict=True))
    return scored.sentences["document_id"].map(of_document).astype("str")


def _without(scored: Scored, by: str, of_sentence: Rows, *, of_documents: bool) -> tuple[str, ...]:
    """That so many are in no group; nothing for none."""
    left = of_sentence == NO_GROUP
    count = scored.sentences.loc[left, "document_id"].nunique() if of_documents else int(left.sum())
    if not count:
        return ()
    noun = "document" if of_documents else "sentence"
    return (
        f"{count:,} {noun}{'' if count == 1 else 's'} {_NO_VALUE.get(by, f'without a value in {by!r}: in no group.')}",
    )
