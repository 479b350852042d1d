"""Sentences of different outlets that tell the same thing of one event, side by side: pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from framing.analysis.events.words import word_matrix
from framing.analysis.scored import Bools, Floats, Rows, Scored
from framing.errors import InputError

ALIKE = 0.35  # cosine from which on two sentences are set beside each other, if each is the other's nearest
WORDS_SHARED = 3  # at least: a common word or two make short sentences look alike
MOST_ROWS = 200  # of one event
_MOST_SENTENCES = 3_000  # of one event that are compared; the first of each article


@dataclass(frozen=True)
class ExtractCell:
    """One sentence of one outlet.

    Attributes:
        source: the outlet, "" for none.
        document_id: the article.
        sentence_id: its name.
        text: as it stands there: untrusted.
        frames: keys that the model sees in it, in the codebook's order.
        voice: key of the codebook, "" where nobody could tell.
        voice_by: "rules" or "person".
        speaker: as in the text, "" for none.
    """

    source: str
    document_id: str
    sentence_id: str
    text: str
    frames: tuple[str, ...]
    voice: str
    voice_by: str
    speaker: str


@dataclass(frozen=True)
class ExtractRow:
    """What outlets say of one thing.

    Attributes:
        cells: one per outlet, in the order of `Extract.sources`; None where an outlet has no sentence like it. Two or
            more are there.
        similarity: 0 to 1, the smallest by which a sentence of the row was matched with another of it.
    """

    cells: tuple[ExtractCell | None, ...]
    similarity: float

    @property
    def differs(self) -> bool:
        """Whether the sentences differ in frames or voice."""
        return len({(cell.frames, cell.voice) for cell in self.cells if cell is not None}) > 1


@dataclass(frozen=True)
class Extract:
    """One event as its outlets tell it: a table of `rows`, each with one cell per outlet.

    Attributes:
        event: its name in EVENT_OF.
        title: of its first article, or that article's first sentence; untrusted.
        sources: the outlets, the one with most sentences of the event first; copies are left out. "" stands for each
            article without an outlet, which is told by nobody else.
        told_by: of each of `sources` its articles.
        rows: in the order in which the first outlet that has the sentence tells it; at most MOST_ROWS.
        unmatched: sentence_id of those that no other outlet has, in reading order.
    """

    event: str
    title: str
    sources: tuple[str, ...]
    told_by: tuple[tuple[str, ...], ...]
    rows: tuple[ExtractRow, ...]
    unmatched: tuple[str, ...]


def align(scored: Scored, events: pd.DataFrame, event: str, *, alike: float = ALIKE) -> Extract:
    """The sentences of an event that tell the same thing, of each outlet that has one.

    Two sentences of different outlets are matched if each is the other's nearest in that outlet, by the cosine of their
    TF-IDF rows among sentences with WORDS_SHARED stems in common, and they are `alike` or more; a row is what such
    matches tie together, at most one sentence of an outlet, nearest matches first. An article without an outlet stands
    for one of its own.

    Args:
        scored: with texts.
        events: EVENT_OF.
        event: a name in it.
        alike: 0 to 1.

    Raises:
        InputError: there is no such event, or the sentences have no texts.
    """
    if "text" not in scored.sentences:
        raise InputError("Extracts need the sentences themselves. Score again without --without-texts.")
    members = events[(events["event"] == event) & (events["copy_of"] == "")]["document_id"]
    if members.empty:
        raise InputError(f"There is no event {event!r}. framing events lists them.")
    at = np.flatnonzero(scored.sentences["document_id"].isin(members))[:_MOST_SENTENCES]
    told = scored.sentences.iloc[at]
    source_of = dict(zip(scored.documents["document_id"], scored.documents["source"].str.strip(), strict=True))
    sources = told["document_id"].map(source_of)
    outlets, names, told_by = _outlets(sources, told["document_id"])
    groups = list(_rows(word_matrix(told["text"].tolist(), whole=True), outlets, alike)) if len(at) else []
    groups.sort(key=lambda group: min(group[0]))
    cells = _cells(told, sources.tolist(), scored.predicted[at], scored.frames)
    rows = tuple(
        ExtractRow(_in_order(len(names), {int(outlets[i]): cells[i] for i in group}), near)
        for group, near in groups[:MOST_ROWS]
    )
    matched = {i for group, _ in groups for i in group}
    return Extract(
        event=event,
        title=_title(scored, event),
        sources=names,
        told_by=told_by,
        rows=rows,
        unmatched=tuple(cell.sentence_id for i, cell in enumerate(cells) if i not in matched),
    )


def _title(scored: Scored, event: str) -> str:
    documents, sentences = scored.documents, scored.sentences
    titles = documents[documents["document_id"] == event]["title"] if "title" in documents else pd.Series(dtype=str)
    texts = sentences[sentences["document_id"] == event]["text"]
    return next((title for title in (*titles, *texts[:1]) if str(title).strip()), "")


def _outlets(
    sources: "pd.Series[str]", documents: "pd.Series[str]"
) -> tuple[Rows, tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The number of the outlet of each sentence, and of each outlet its name and its articles: see `Extract`."""
    keys = pd.Series(list(zip(sources, documents.where(sources == "", ""), strict=True)), dtype=object)
    order = keys.value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable").index
    number = {key: at for at, key in enumerate(order)}
    told_by = documents.reset_index(drop=True).groupby(keys.map(number)).unique()
    return (
        np.array([number[key] for key in keys], dtype=np.intp),
        tuple(source for source, _ in order),
        tuple(tuple(told_by[at]) for at in range(len(order))),
    )


def _in_order(size: int, cells: Mapping[int, ExtractCell]) -> tuple[ExtractCell | None, ...]:
    return tuple(cells.get(outlet) for outlet in range(size))


def _cells(told: pd.DataFrame, sources: Sequence[str], predicted: Bools, frames: Sequence[str]) -> list[ExtractCell]:
    columns = ["document_id", "sentence_id", "text", "voice", "voice_by", "speaker"]
    return [
        ExtractCell(source, document, name, text, _named(frames, seen), voice, by, speaker)
        for source, (document, name, text, voice, by, speaker), seen in zip(
            sources, told[columns].itertuples(index=False, name=None), predicted, strict=True
        )
    ]


def _named(frames: Sequence[str], seen: Bools) -> tuple[str, ...]:
    return tuple(frame for frame, there in zip(frames, seen, strict=True) if there)


def _rows(matrix: sp.csr_matrix, outlets: Rows, alike: float) -> Iterator[tuple[list[int], float]]:
    """Numbers of the sentences of each row, and its similarity; nearest matches are tied first."""
    row_of: dict[int, list[int]] = {}
    near_of: dict[int, float] = {}
    for near, one, other in sorted(_matches(matrix, outlets, alike), key=lambda match: (-match[0], match[1:])):
        first, second = row_of.get(one, [one]), row_of.get(other, [other])
        if first is second or {outlets[i] for i in first} & {outlets[i] for i in second}:
            continue
        first += second
        for i in first:
            row_of[i], near_of[i] = first, near
    for i, row in row_of.items():
        if i == row[0]:
            yield sorted(row), near_of[i]


def _matches(matrix: sp.csr_matrix, outlets: Rows, alike: float) -> Iterator[tuple[float, int, int]]:
    """Pairs of sentences of two outlets of which each is the other's nearest, with their cosine."""
    there = matrix.astype(bool).astype(np.float32)
    cosines: Floats = (matrix @ matrix.T).toarray()
    cosines[(there @ there.T).toarray() < WORDS_SHARED] = 0
    places = [np.flatnonzero(outlets == outlet) for outlet in range(int(outlets.max()) + 1)]
    nearest = np.stack([own[cosines[:, own].argmax(axis=1)] for own in places], axis=1)
    one, other = np.nonzero(np.triu(cosines >= alike, 1))
    mutual = (outlets[one] != outlets[other]) & (cosines[one, other] > 0)
    mutual &= (nearest[one, outlets[other]] == other) & (nearest[other, outlets[one]] == one)
    for i, j in zip(one[mutual].tolist(), other[mutual].tolist(), strict=True):
        yield min(float(cosines[i, j]), 1.0), i, j
