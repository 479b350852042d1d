"""The parts of a corpus that a slice is drawn within, and how many sentences each of them gives."""

import heapq
from collections.abc import Mapping, Sequence

import pandas as pd

from framing.errors import InputError

AT_LEAST = 5  # of each stratum: with fewer nothing can be said of it, nor of how much it varies
_OF_DOCUMENTS = ("source", "author", "date", "language", "path", "title")
_OF_SENTENCES = ("kind", "document_id")
_OTHER_NAMES = {"outlet": "source"}  # what readers call it: the column


def strata_of(sentences: pd.DataFrame, documents: pd.DataFrame, by: Sequence[str]) -> list[str]:
    """The stratum of each sentence, such as "outlet=Gazette" or "outlet=Gazette, month=2022-01".

    Args:
        sentences: SENTENCES.
        documents: DOCUMENTS, those of the sentences.
        by: what strata differ in: outlet, month, or a column of either table. Empty: one stratum, named "".

    Raises:
        InputError: there is no such column, or a sentence's document is missing.
    """
    parts = [_values(sentences, documents, name) for name in by]
    if not parts:
        return [""] * len(sentences)
    return [
        ", ".join(f"{name}={value}" for name, value in zip(by, values, strict=True))
        for values in zip(*parts, strict=True)
    ]


def can_draw_by(name: str) -> bool:
    """Whether strata can differ in what has this name."""
    return _OTHER_NAMES.get(name, name) in (*_OF_DOCUMENTS, *_OF_SENTENCES, "month")


def _values(sentences: pd.DataFrame, documents: pd.DataFrame, name: str) -> list[str]:
    column = _OTHER_NAMES.get(name, name)
    if column in _OF_SENTENCES:
        return [str(value) for value in sentences[column]]
    if column not in (*_OF_DOCUMENTS, "month"):
        known = ", ".join(("outlet", "month", *_OF_DOCUMENTS, *_OF_SENTENCES))
        raise InputError(f"There is nothing called {name!r} to draw by. There is: {known}.")
    wanted = documents["date"].str[:7] if column == "month" else documents[column]
    of_document = dict(zip(documents["document_id"], wanted, strict=True))
    homeless = sorted(set(sentences["document_id"]) - of_document.keys())
    if homeless:
        raise InputError(f"Document {homeless[0]!r} has sentences and is not there. Run framing ingest again.")
    return [str(of_document[document]) for document in sentences["document_id"]]


def allocate(
    sizes: Mapping[str, int],
    count: int,
    *,
    equal: bool = False,
    already: Mapping[str, int] | None = None,
    of: str = "sentence",
) -> dict[str, int]:
    """How many sentences, or articles, each stratum gives to a slice of `count`.

    Each gives AT_LEAST, or all it has; fewer only if `count` does not suffice. The rest is divided in proportion to
    size, or evenly, one by one to the stratum that is furthest behind: the method of Webster and Sainte-Laguë. So
    no stratum ever gives fewer because `count` grew, which rounding of quotas would not promise.

    Args:
        sizes: how many are in each stratum.
        count: of the slice; at most all.
        equal: evenly, not in proportion.
        already: what each stratum gave before; it gives that at least.
        of: what is drawn, in words.

    Raises:
        InputError: there are more strata than there is to draw: some would have no chance.
    """
    before = already or {}
    count = min(count, sum(sizes.values()))
    given = _at_least(sizes, before, count)
    if sum(given.values()) > count:
        raise InputError(
            f"There are {len(sizes)} strata and {count} {of}s to draw, so that some would have no chance. "
            "Draw more with --count, or choose a --by with fewer values."
        )

    def behind(name: str) -> tuple[float, str]:
        return -(1 if equal else sizes[name]) / (2 * given[name] + 1), name

    waiting = [behind(name) for name in sizes if given[name] < sizes[name]]
    heapq.heapify(waiting)
    for _ in range(count - sum(given.values())):
        _, name = heapq.heappop(waiting)
        given[name] += 1
        if given[name] < sizes[name]:
            heapq.heappush(waiting, behind(name))
    return given


def _at_least(sizes: Mapping[str, int], before: Mapping[str, int], count: int) -> dict[str, int]:
    """What each stratum gives before the rest is divided; one each if more does not fit."""
    given: dict[str, int] = {}
    for few in range(AT_LEAST, 0, -1):
        given = {name: max(min(few, size), before.get(name, 0)) for name, size in sizes.items()}
        if sum(given.values()) <= count:
            break
    return given
