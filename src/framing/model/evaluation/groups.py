"""What is held out together: documents, or outlets, months or events of many documents.

A model that was tried on other articles of the outlets it knows may still have learned how these outlets write. Holding
out whole outlets, months or events asks how it does on the next one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from framing import tables
from framing.errors import InputError, NotEnoughData
from framing.model.learning.examples import Examples

BY = ("document", "outlet", "event", "month")
_NAMED = 3  # documents that a message names
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])(?!\d)")


@dataclass(frozen=True)
class Groups:
    """What documents belong together.

    Attributes:
        by: one of BY, and what a group is called.
        of: the group of each document that has one; the others are set aside.
        unknown: what is not known of those that have none.
    """

    by: str
    of: Mapping[str, str]
    unknown: str


def outlet_groups(documents: pd.DataFrame) -> Groups:
    """The documents of each outlet; upper and lower case do not count.

    Args:
        documents: DOCUMENTS.

    Raises:
        InputError: no document says its outlet.
    """
    found = _known(documents, {i: s.strip().casefold() for i, s in _cells(documents, "source")})
    if not found:
        raise InputError(
            "No document says which outlet it is from, so no outlet can be held out. Ingest the texts with a table "
            "that has a column source, or give groups of your own: --by event --groups FILE."
        )
    return Groups("outlet", found, "it is not known which outlet they are from")


def month_groups(documents: pd.DataFrame) -> Groups:
    """The documents of each month of the calendar.

    Args:
        documents: DOCUMENTS; a date that names no month counts as missing.

    Raises:
        InputError: no document has such a date.
    """
    months = {i: match[0] for i, date in _cells(documents, "date") if (match := _MONTH.match(date.strip()))}
    if not months:
        raise InputError(
            "No document has a date with a month, so no month can be held out. Ingest the texts with a table that has "
            "a column date, such as 2022-01-31, or give groups of your own: --by event --groups FILE."
        )
    return Groups("month", months, "it is not known from which month they are")


def event_groups(documents: pd.DataFrame, given: pd.DataFrame, origin: str) -> Groups:
    """The documents of each event, as somebody listed them.

    Args:
        documents: DOCUMENTS.
        given: GROUPS.
        origin: the file it came from, for messages.

    Raises:
        InputError: none of the documents is listed with a group.
    """
    listed = {i: group.strip() for i, group in zip(given["document_id"], given["group"], strict=True)}
    found = _known(documents, listed)
    if not found:
        raise InputError(
            f"{origin} gives no group to any of the {len(documents):,} ingested documents. Write their ids, as "
            "out/documents.jsonl has them, into its column document_id, and the event of each into group."
        )
    return Groups("event", found, f"{origin} gives them no group")


def with_group(
    sentences: pd.DataFrame, gold: pd.DataFrame, groups: Groups
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Sentences and labels of documents that have a group; and what is said of the others.

    Args:
        sentences: SENTENCES.
        gold: GOLD.
        groups: of documents.

    Raises:
        NotEnoughData: no labelled sentence is of a document that has one.
    """
    gold = tables.GOLD.check(gold, "gold")
    sentences = tables.SENTENCES.check(sentences, "sentences")
    has = sentences["document_id"].isin(list(groups.of))
    left = sentences[~has & sentences["sentence_id"].isin(gold["sentence_id"])]
    if left.empty:
        return sentences, gold, ()
    names = sorted(set(left["document_id"]))
    kept = gold[~gold["sentence_id"].isin(left["sentence_id"])]
    if kept.empty:
        raise NotEnoughData(f"Every labelled sentence is of a document without a group: {groups.unknown}.")
    named = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else "")
    how_many = "1 sentence" if len(left) == 1 else f"{len(left):,} sentences"
    documents = "1 document" if len(names) == 1 else f"{len(names):,} documents"
    are = "is" if len(left) == 1 else "are"
    said = f"{how_many} of {documents} {are} set aside, because {groups.unknown}: {named}."
    return sentences[has], kept, (said,)


def held_together_of(examples: Examples, sentences: pd.DataFrame, groups: Groups | None) -> NDArray[np.str_]:
    """What each labelled sentence is held out with: its document, of a copy that which it repeats, or its group.

    Raises:
        NotEnoughData: there is one only.
    """
    if groups is None:
        if examples.documents < 2:
            raise NotEnoughData(
                "All labelled sentences are from one document, so none can be held out. Label sentences of another one."
            )
        return examples.document_ids
    document = dict(zip(sentences["sentence_id"], sentences["document_id"], strict=True))
    found = np.array([groups.of[document[name]] for name in examples.sentence_ids], dtype=str)
    if len(set(found.tolist())) < 2:
        raise NotEnoughData(
            f"All labelled sentences are of one {groups.by}, {found[0]}, so none can be held out. Label sentences of "
            f"another one, or hold out documents: --by document."
        )
    return found


def _cells(documents: pd.DataFrame, column: str) -> list[tuple[str, str]]:
    return list(zip(documents["document_id"], documents[column], strict=True))


def _known(documents: pd.DataFrame, groups: Mapping[str, str]) -> dict[str, str]:
    return {name: groups[name] for name in documents["document_id"] if groups.get(name)}
