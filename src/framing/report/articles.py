"""The articles as a page shows them: sentences in order, with labels and predictions on each."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from framing.report.findings import ArticleHead, ArticleView, Mark, SentenceView
from framing.report.marks import FrameMark
from framing.tables import CODED_KINDS

SENTENCE_LIMIT = 5000
TEXT_LIMIT = 12_000  # characters of a sentence in a page: longer than any that somebody wrote
_ANCHOR = re.compile(r"[A-Za-z0-9][\w.:-]{0,119}", re.ASCII)

_COLUMNS = ["sentence_id", "position", "start", "end", "text", "kind", "paragraph"]
_Row = tuple[Any, ...]  # of _COLUMNS

Seen = Mapping[str, Sequence[tuple[str, float]]]


def view_articles(
    heads: Iterable[ArticleHead],
    sentences: pd.DataFrame,
    frames: Sequence[FrameMark],
    gold: pd.DataFrame,
    seen: Seen,
    limit: int = SENTENCE_LIMIT,
    *,
    ties: pd.DataFrame | None = None,
    chosen: frozenset[str] | None = None,
    voices: Mapping[str, str] | None = None,
) -> tuple[tuple[ArticleView, ...], int, int]:
    """The articles of the page, how many articles and how many sentences it leaves out.

    The rule: whole articles in the given order, as long as all their sentences fit under `limit`; the first article
    is cut at `limit` if it alone is longer. The rest is left out, so that the page opens at once. Where `chosen` is
    given and not all fit, those of it are shown and no others.

    Args:
        heads: in the order of the page.
        sentences: SENTENCES.
        frames: in the order of the marks.
        gold: GOLD on these sentences.
        seen: per sentence id, the frames that the model sees in it, with their probability.
        limit: sentences in all.
        ties: `sentence_id` and `frame` on which the coders disagree, if there are any.
        chosen: ids of `limit` sentences at most.
        voices: sentence_id to who says it, in words.
    """
    marker = _Marker(frames, gold, seen, ties, voices or {})
    if chosen is not None and len(sentences) > limit:
        return _view_chosen(heads, sentences, chosen, marker)
    parts = dict(iter(sentences.groupby("document_id", sort=False)))
    views: list[ArticleView] = []
    room, articles_left_out, cut = limit, 0, 0
    for head in heads:
        part = parts.get(head.document_id)
        length = 0 if part is None else len(part)
        if part is None or articles_left_out or (views and length > room):
            articles_left_out += length > 0
            cut += length
            continue
        shown = part.sort_values("position", kind="stable").head(limit)
        rows = shown[_COLUMNS].itertuples(index=False, name=None)
        views.append(ArticleView(head, _runs(marker.views(rows)), length - len(shown)))
        room -= len(shown)
        cut += length - len(shown)
    return tuple(views), articles_left_out, cut


def _view_chosen(
    heads: Iterable[ArticleHead], sentences: pd.DataFrame, chosen: frozenset[str], marker: "_Marker"
) -> tuple[tuple[ArticleView, ...], int, int]:
    """Articles with a chosen sentence, of each those only."""
    lengths = sentences["document_id"].value_counts().to_dict()
    kept = sentences[sentences["sentence_id"].isin(list(chosen))].sort_values("position", kind="stable")
    rows: dict[str, list[_Row]] = {}  # a table for each of thousands of articles would take a minute
    for name, row in zip(kept["document_id"], kept[_COLUMNS].itertuples(index=False, name=None), strict=True):
        rows.setdefault(name, []).append(row)
    views = tuple(
        ArticleView(head, _runs(marker.views(rows[name])), lengths[name] - len(rows[name]))
        for head in heads
        if (name := head.document_id) in rows
    )
    return views, len(lengths) - len(views), len(sentences) - len(kept)


def make_anchor(sentence_id: str) -> str:
    """The id of a sentence in a page: the sentence's own where HTML and an address allow it, else a hash of it."""
    if _ANCHOR.fullmatch(sentence_id):
        return sentence_id
    return "sentence-" + hashlib.sha256(sentence_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Marker:
    """Looks up once, for all articles, what is labelled and what is predicted."""

    def __init__(
        self,
        frames: Sequence[FrameMark],
        gold: pd.DataFrame,
        seen: Seen,
        ties: pd.DataFrame | None,
        voices: Mapping[str, str],
    ) -> None:
        self.frames, self.seen, self.voices = frames, seen, voices
        self.labels = _frames_of(gold[gold["present"]])
        self.ties = {} if ties is None else _frames_of(ties)
        self.labelled = set(gold["sentence_id"]) | set(self.ties)

    def views(self, rows: Iterable[_Row]) -> list[SentenceView]:
        """The sentences of one article, in order."""
        views: list[SentenceView] = []
        before, last = None, 0
        for sentence_id, position, start, end, text, kind, paragraph in rows:
            views.append(
                SentenceView(
                    anchor=make_anchor(sentence_id),
                    sentence_id=sentence_id,
                    position=int(position),
                    start=int(start),
                    end=int(end),
                    text=text[:TEXT_LIMIT],
                    kind=kind,
                    coded=kind in CODED_KINDS or sentence_id in self.labelled,
                    labelled=sentence_id in self.labelled,
                    opens=paragraph != before or position != last + 1,
                    marks=self.marks(sentence_id),
                    tied=self.tied(sentence_id),
                    voice=self.voices.get(sentence_id, ""),
                    characters_cut=max(0, len(text) - TEXT_LIMIT),
                )
            )
            before, last = paragraph, position
        return views

    def marks(self, sentence_id: str) -> tuple[Mark, ...]:
        """Labelled frames first, then those that only the model sees; each in the codebook's order."""
        labels, seen = self.labels.get(sentence_id, set()), dict(self.seen.get(sentence_id, ()))
        if not labels and not seen:
            return ()
        marks = [
            Mark(frame, frame.key in labels, seen.get(frame.key))
            for frame in self.frames
            if frame.key in labels or frame.key in seen
        ]
        return tuple(sorted(marks, key=lambda mark: not mark.labelled))

    def tied(self, sentence_id: str) -> tuple[FrameMark, ...]:
        """Frames on which the coders disagree, in the codebook's order."""
        ties = self.ties.get(sentence_id, set())
        return tuple(frame for frame in self.frames if frame.key in ties) if ties else ()


def _frames_of(table: pd.DataFrame) -> dict[str, set[str]]:
    """Per sentence id, the frames that the table has for it."""
    found: dict[str, set[str]] = {}
    for sentence_id, frame in table[["sentence_id", "frame"]].itertuples(index=False, name=None):
        found.setdefault(sentence_id, set()).add(frame)
    return found


def _runs(views: Iterable[SentenceView]) -> tuple[tuple[SentenceView, ...], ...]:
    return tuple(tuple(run) for _, run in groupby(views, key=lambda view: view.coded))
