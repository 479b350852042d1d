"""Which articles tell of the same event: by their words, within a window of days, copies once. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from framing.analysis.events.clusters import average_linkage
from framing.analysis.events.pairs import NO_DAY, near_pairs
from framing.analysis.events.words import word_matrix
from framing.analysis.scored import Bools, Floats, Rows, Scored
from framing.analysis.tables import EVENT_OF
from framing.errors import InputError

DAYS = 3  # that two articles of one event may lie apart
THRESHOLD = 0.23  # mean cosine between two groups of articles that are one event
_LOWEST = 0.25  # of the threshold: pairs less alike count as unlike
TITLE, LEAD = 3, 2  # times that words of these count, where those of the rest count once
_LEAD = 2  # sentences of the body that are the lead, where no standfirst is
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")


@dataclass(frozen=True, eq=False)
class Grouped:
    """What was found.

    Attributes:
        events: EVENT_OF, by event and document_id.
        undated: how many articles say no day: they were compared with all others.
        warnings: what a reader must know, in sentences.
    """

    events: pd.DataFrame
    undated: int
    warnings: tuple[str, ...]


def find_events(scored: Scored, *, days: int = DAYS, threshold: float = THRESHOLD) -> Grouped:
    """The events of a corpus, see `group`.

    Raises:
        InputError: the sentences have no texts.
    """
    if "text" not in scored.sentences:
        raise InputError(
            "Articles are grouped by their words, and these scores were kept without texts. Score again without "
            "--without-texts, or list the events in a file: --events FILE.csv."
        )
    sentences, documents = scored.sentences, scored.documents
    body = sentences[sentences["kind"] != "headline"]
    standfirst = body[body["kind"] == "standfirst"]
    first = body[~body["document_id"].isin(standfirst["document_id"])].groupby("document_id").head(_LEAD)
    names = documents["document_id"]
    heads = _joined(sentences[sentences["kind"] == "headline"], names)
    titles = documents["title"] if "title" in documents else pd.Series("", index=documents.index)
    titled = [title if str(title).strip() else head for title, head in zip(titles, heads, strict=True)]
    leads = _joined(pd.concat([standfirst, first]), names)
    return group(
        documents.assign(title=titled), leads, _joined(body, names), scored.copies, days=days, threshold=threshold
    )


def _joined(sentences: pd.DataFrame, names: pd.Series) -> list[str]:
    """The texts of each document as one."""
    told: dict[str, list[str]] = {}
    for name, text in zip(sentences["document_id"], sentences["text"], strict=True):
        told.setdefault(name, []).append(text)
    return [" ".join(told.get(name, ())) for name in names]


def group(
    documents: pd.DataFrame,
    leads: Sequence[str],
    texts: Sequence[str],
    copies: Mapping[str, str] | None = None,
    *,
    days: int = DAYS,
    threshold: float = THRESHOLD,
) -> Grouped:
    """The events that two articles or more tell of, whatever order the articles came in.

    Articles are rows of TF-IDF in which the title counts three times and the lead twice; groups grow by average linkage
    of the cosines of those at most `days` apart. A copy is in the event of what it repeats, and has no say in it; an
    article and its copies are an event if they are in two documents.

    Args:
        documents: `document_id`, `date` (ISO 8601; without a day it counts as unknown) and `title`.
        leads: of each document.
        texts: of each document, the lead among them.
        copies: document_id to that which it repeats.
        days: see DAYS.
        threshold: see THRESHOLD, above 0.
    """
    names = documents["document_id"].to_numpy(dtype=object)
    order = np.argsort(names.astype(str), kind="stable")
    names, original = names[order], originals(copies or {})
    own = np.array([name not in original for name in names], dtype=bool)
    titles, dates = documents["title"].to_numpy(dtype=object)[order], documents["date"].to_numpy(dtype=object)[order]
    weighed = [
        " ".join([str(titles[i])] * TITLE + [leads[at]] * (LEAD - 1) + [texts[at]]) for i, at in enumerate(order)
    ]
    matrix = word_matrix(weighed, own.tolist())
    day = np.array([_day(str(date)) for date in dates], dtype=np.int64)
    kept = np.flatnonzero(own)
    pairs = near_pairs(matrix[kept], day[kept], days, _LOWEST * threshold)
    groups = average_linkage(len(kept), pairs, threshold)
    first = _firsts(names, day, kept, groups)
    undated = int((day == NO_DAY).sum())
    return Grouped(_event_of(names, own, original, first, matrix), undated, _warnings(undated, len(names)))


def originals(copies: Mapping[str, str]) -> dict[str, str]:
    """Copy to the document at the end of its chain, which repeats no other."""
    found = {}
    for name in copies:
        seen, end = {name}, copies[name]
        while end in copies and end not in seen:
            seen.add(end)
            end = copies[end]
        if end != name:
            found[name] = end
    return found


def _day(date: str) -> int:
    found = _DAY.match(date)
    try:
        return int(np.datetime64(found[0], "D").astype(np.int64)) if found else NO_DAY
    except ValueError:  # a day that no calendar has
        return NO_DAY


def _firsts(names: Rows, day: Rows, kept: Rows, groups: Rows) -> dict[str, str]:
    """Article of its own to the first of its event, by day and name; those without a day come last."""
    dated = np.where(day[kept] == NO_DAY, np.iinfo(np.int64).max, day[kept])
    table = pd.DataFrame({"name": names[kept].astype(str), "group": groups, "day": dated})
    first = table.sort_values(["day", "name"]).groupby("group")["name"].first()
    return dict(zip(table["name"], table["group"].map(first), strict=True))


def _event_of(
    names: Rows, own: Bools, original: Mapping[str, str], first: Mapping[str, str], matrix: sp.csr_matrix
) -> pd.DataFrame:
    roots = [original.get(name, name) for name in names.tolist()]
    table = pd.DataFrame({"document_id": names.astype(str), "event": [first.get(root, root) for root in roots]})
    table["copy_of"] = np.where(own, "", np.array(roots, dtype=object))
    told = table.groupby("event")["document_id"].transform("size") > 1
    table["row"] = np.arange(len(table))
    table = table[told].sort_values(["event", "document_id"])
    table["similarity"] = np.concatenate(
        [_nearest(matrix[part["row"].to_numpy()]) for _, part in table.groupby("event", sort=False)] or [np.empty(0)]
    )
    return EVENT_OF.check(table.reset_index(drop=True), "events")


def _nearest(rows: sp.csr_matrix) -> Floats:
    """Of each row the cosine with the nearest other one."""
    nearest = np.zeros(rows.shape[0])
    for start in range(0, rows.shape[0], _AT_ONCE):
        cosines: Floats = (rows[start : start + _AT_ONCE] @ rows.T).toarray()
        at = np.arange(len(cosines))
        cosines[at, at + start] = 0
        nearest[start : start + _AT_ONCE] = cosines.max(axis=1)
    return np.clip(nearest, 0, 1)


_AT_ONCE = 500  # rows of an event that are compared with the others


def _warnings(undated: int, size: int) -> tuple[str, ...]:
    if not undated:
        return ()
    if undated == size:
        return (
            "No article says its day: events were told apart by words alone, and what comes again may be one event.",
        )
    return (f"{undated:,} of {size:,} articles say no day; they were compared with all others, of any day.",)


def given_events(scored: Scored, listed: pd.DataFrame, origin: str) -> Grouped:
    """The events that somebody listed, under their own names; copies of a listed article are in its event.

    Args:
        scored: a corpus; texts are not needed, and without them every similarity is 0.
        listed: `document_id` and `event`; an article without an event tells of none.
        origin: the file they came from, for messages.

    Raises:
        InputError: none of the documents is listed with an event.
    """
    documents = scored.documents["document_id"].astype(str)
    of = {name: event.strip() for name, event in zip(listed["document_id"], listed["event"], strict=True)}
    original = originals(scored.copies)
    names = np.sort(documents.to_numpy(dtype=str)).astype(object)
    events = [of.get(name) or of.get(original.get(name, name), "") for name in names]
    if not any(events):
        raise InputError(
            f"{origin} gives no event to any of the {len(documents):,} documents. Write their ids, as scores and "
            "out/documents.jsonl have them, into its column document_id, and the event of each into event."
        )
    table = pd.DataFrame({"document_id": names, "event": events, "similarity": 0.0})
    roots = table["document_id"].map(lambda name: original.get(name, ""))
    together = roots.map(dict(zip(table["document_id"], table["event"], strict=True))) == table["event"]
    table["copy_of"] = roots.where(together, "")
    table = table[(table["event"] != "") & (table.groupby("event")["event"].transform("size") > 1)]
    strangers = len(set(of) - set(documents))
    documents_are = "document that is" if strangers == 1 else "documents that are"
    said = (f"{origin} lists {strangers:,} {documents_are} not in this corpus.",) if strangers else ()
    return Grouped(EVENT_OF.check(table.sort_values(["event", "document_id"], ignore_index=True), "events"), 0, said)
