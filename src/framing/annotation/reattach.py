"""Decisions on the sentences of today, after the splitter or a text has changed. Pure.

A decision names a stretch of a document. Where today's sentence has the same words, the decision is about it; where a
sentence of today is made up of several that one annotator decided on, their decisions become one. Everything else is
told apart and never guessed: what was said of a whole is not what would be said of its half.
The ledger stays as it is: this is done anew whenever decisions meet sentences.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Literal

import pandas as pd

from framing.annotation.decisions import Decision, current
from framing.tables import CODED_KINDS

Span = tuple[int, int]

SPLIT = "whose sentence is now split"
PART = "whose sentence is now part of a longer one that was not decided on as a whole"
WHOLE = "whose sentence is now part of a longer one that the annotator decided on as a whole"
ACROSS = "whose sentence now lies across others"
DIFFERENT = "whose sentences are now one, but were asked about differently"
MIXED = "whose sentences are now one, but have different voices"
NOT_CODED = "whose sentence is no longer coded"
NO_SENTENCE = "where the document has no sentence now"
NO_DOCUMENT = "whose document is not there"


@dataclass(frozen=True)
class Reattached:
    """What became of the decisions that stand.

    Attributes:
        decisions: those on a sentence of today, under its name, in the order of the last word.
        lost: those that belong to no sentence of today, as they are in the ledger, each with the reason.
        moved: how many decisions came to a sentence that has other ends today.
        merged: how many decisions on parts of a sentence were put together.
        replaced: how many are left out because their annotator has decided on the same stretch again.
    """

    decisions: tuple[Decision, ...]
    lost: tuple[tuple[Decision, str], ...]
    moved: int
    merged: int
    replaced: int

    def warnings(self) -> list[str]:
        """What a reader must know, with counts and reasons; nothing if all is as it was."""
        warnings = []
        if self.lost:
            reasons = Counter(reason for _, reason in self.lost).most_common()
            belong = "decision belongs" if len(self.lost) == 1 else "decisions belong"
            counts = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons, key=lambda r: (-r[1], r[0])))
            warnings.append(
                f"{len(self.lost)} {belong} to no sentence of today: {counts}. The ledger keeps them; what needs the "
                "sentence itself, such as a model, leaves them out."
            )
        if self.merged:
            warnings.append(
                f"{self.merged} decisions on parts of what is one sentence today were put together: a frame is there "
                "if it was seen in any part."
            )
        return warnings


def reattach(decisions: Iterable[Decision], sentences: pd.DataFrame, texts: Mapping[str, str]) -> Reattached:
    """The decisions that stand, each on the sentence of today that it is about.

    Args:
        decisions: a ledger.
        sentences: SENTENCES; a decision belongs to one of a coded kind only.
        texts: document id to text, of the documents in `sentences`. Where a text is missing, a decision belongs to a
            sentence with exactly its span.

    Returns:
        Reattached. Spans that differ only in white space, quotation marks and punctuation at the ends are the same
        sentence, if they hold anything else. Decisions of one annotator in one project on all parts of a sentence are
        put together: a frame is there if it is in any part, offered if it was in all; the state is confirmed if all
        are; a voice is kept if all parts have it; comments are joined; the time is the latest.
    """
    standing = current(decisions)
    by_document: dict[str, list[int]] = defaultdict(list)
    for number, decision in enumerate(standing):
        by_document[decision.document_id].append(number)
    spans = _spans_by_document(sentences, by_document)
    sorting = _Sorting(standing)
    for document_id, numbers in by_document.items():
        if document_id in spans:
            sorting.place(numbers, _Document(*spans[document_id], texts.get(document_id, "")))
        else:
            sorting.lose(numbers, NO_DOCUMENT)
    return sorting.result()


def _spans_by_document(sentences: pd.DataFrame, wanted: Container[str]) -> dict[str, tuple[list[Span], list[Span]]]:
    """Document id to the spans of its coded sentences and of all others, each in order."""
    found: dict[str, tuple[list[Span], list[Span]]] = defaultdict(lambda: ([], []))
    columns = (sentences[name].tolist() for name in ("document_id", "start", "end", "kind"))
    for document_id, start, end, kind in zip(*columns, strict=True):
        if document_id in wanted:
            found[document_id][kind not in CODED_KINDS].append((start, end))
    for coded, apart in found.values():
        coded.sort()
        apart.sort()
    return found


How = Literal["exact", "same", "part"]


@dataclass(frozen=True)
class _Claim:
    """A decision, by its number, that may belong to a sentence; `core` is None where it holds no word."""

    number: int
    how: How
    core: Span | None


class _Document:
    """The sentences of one document, and which of them a stretch belongs to."""

    def __init__(self, spans: Sequence[Span], apart: Sequence[Span], text: str) -> None:
        self.spans, self.apart, self.text = spans, apart, text
        self.number_of_span = {span: number for number, span in enumerate(spans)}

    # Not made before a stretch needs them: as a rule all are today's sentences.
    @cached_property
    def edges(self) -> "_Edges":
        return _Edges(self.text)

    @cached_property
    def cores(self) -> list[Span]:
        return [self.edges.core(span) or span for span in self.spans]

    @cached_property
    def number_of_core(self) -> dict[Span, int]:
        return {core: number for number, core in enumerate(self.cores)}

    def sentence(self, span: Span) -> tuple[int, How] | str:
        """The number of the sentence that a stretch is, or is a part of; or the reason why there is none."""
        if span in self.number_of_span:
            return self.number_of_span[span], "exact"
        core = self.edges.core(span)
        if core is not None and core in self.number_of_core:
            return self.number_of_core[core], "same"
        ours, theirs = (span, self.spans) if core is None else (core, self.cores)
        first, after = _overlapping(ours, theirs)
        if first >= after:
            low, high = _overlapping(ours, self.apart)
            return NOT_CODED if low < high else NO_SENTENCE
        if after - first == 1 and _inside(ours, theirs[first]):
            return first, "part"
        if after - first > 1 and _inside((theirs[first][0], theirs[after - 1][1]), ours):
            return SPLIT
        return ACROSS

    def is_made_of(self, number: int, cores: Sequence[Span]) -> bool:
        """Whether these stretches, in order, are the sentence: without overlap, and nothing left out but its edges."""
        whole = self.cores[number]
        ends = [whole[0], *(core[1] for core in cores)]
        starts = [*(core[0] for core in cores), whole[1]]
        return bool(cores) and all(self.edges.fill(end, start) for end, start in zip(ends, starts, strict=True))


class _Sorting:
    """Where each decision goes; decisions go by their number in the order of the last word."""

    def __init__(self, standing: Sequence[Decision]) -> None:
        self.standing = standing
        self.placed: dict[int, Decision] = {}
        self.lost: dict[int, str] = {}
        self.moved = self.merged = self.replaced = 0

    def lose(self, numbers: Iterable[int], reason: str) -> None:
        self.lost.update(dict.fromkeys(numbers, reason))

    def place(self, numbers: Sequence[int], document: _Document) -> None:
        claims: dict[tuple[str, str, int, int], list[_Claim]] = defaultdict(list)
        answers: dict[Span, tuple[int, How] | str] = {}  # annotators share sentences
        for number in numbers:
            decision = self.standing[number]
            span = (decision.start, decision.end)
            if span not in answers:
                answers[span] = document.sentence(span)
            answer = answers[span]
            if isinstance(answer, str):
                self.lost[number] = answer
                continue
            sentence, how = answer
            claim = _Claim(number, how, None if how == "exact" else document.edges.core(span))
            claims[(decision.project, decision.annotator, decision.showing, sentence)].append(claim)
        for (_, _, _, sentence), claimed in claims.items():
            self._settle(claimed, document, sentence)

    def _settle(self, claims: Sequence[_Claim], document: _Document, sentence: int) -> None:
        """Which of the claims of one annotator on a sentence counts: the exact one, the last whole one, all parts."""
        span = document.spans[sentence]
        for how in ("exact", "same"):
            whole = [claim for claim in claims if claim.how == how]
            if whole:
                number = whole[-1].number
                self.placed[number] = replace(self.standing[number], start=span[0], end=span[1])
                self.moved += how == "same"
                pieces = [claim.number for claim in claims if claim.how == "part"]
                self.lose(pieces, WHOLE)
                self.replaced += len(claims) - len(pieces) - 1
                return
        latest = {claim.core or claim.number: claim for claim in claims}  # of one stretch the last word
        parts = sorted(latest.values(), key=lambda claim: self.standing[claim.number].start)
        numbers = [claim.number for claim in parts]
        self.replaced += len(claims) - len(parts)
        if not document.is_made_of(sentence, [claim.core for claim in parts if claim.core is not None]):
            self.lose(numbers, PART)
            return
        whole_decision = _put_together([self.standing[number] for number in numbers], span)
        if isinstance(whole_decision, str):
            self.lose(numbers, whole_decision)
            return
        self.placed[max(numbers)] = whole_decision
        self.merged += len(numbers)

    def result(self) -> Reattached:
        return Reattached(
            decisions=tuple(self.placed[number] for number in sorted(self.placed)),
            lost=tuple((self.standing[number], self.lost[number]) for number in sorted(self.lost)),
            moved=self.moved,
            merged=self.merged,
            replaced=self.replaced,
        )


def _put_together(parts: Sequence[Decision], span: Span) -> Decision | str:
    """One decision on the whole, or the reason why there is none."""
    first = parts[0]
    offered = tuple(key for key in first.offered if all(key in part.offered for part in parts))
    seen = {key for part in parts for key in part.frames}
    voices = {part.voice for part in parts}
    about_voice = {part.is_voice for part in parts}
    if len({part.codebook for part in parts}) > 1 or len(about_voice) > 1 or (first.offered and not offered):
        return DIFFERENT
    if first.is_voice and len(voices) > 1:
        return MIXED
    return replace(
        first,
        start=span[0],
        end=span[1],
        state="confirmed" if all(part.state == "confirmed" for part in parts) else "labelled",
        frames=tuple(key for key in offered if key in seen),
        offered=offered,
        at=max(part.at for part in parts),
        assisted=any(part.assisted for part in parts),
        made_by=first.made_by if len({part.made_by for part in parts}) == 1 else "automated coder",
        voice=first.voice if len(voices) == 1 else "",
        comment="; ".join(part.comment for part in parts if part.comment),
        reason=first.reason if len({part.reason for part in parts}) == 1 else "",
    )


class _Edges:
    """The runs of white space, quotation marks and punctuation in a text."""

    def __init__(self, text: str) -> None:
        runs = [found.span() for found in _edge_pattern().finditer(text)]
        self.starts, self.ends = [run[0] for run in runs], [run[1] for run in runs]

    def core(self, span: Span) -> Span | None:
        """The stretch without what is such a run at its ends; None if nothing is left."""
        start, end = span
        run = bisect_right(self.starts, start) - 1
        if run >= 0 and self.ends[run] > start:
            start = self.ends[run]
        run = bisect_left(self.starts, end) - 1
        if run >= 0 and self.ends[run] >= end:
            end = self.starts[run]
        return (start, end) if start < end else None

    def fill(self, start: int, end: int) -> bool:
        """Whether there is nothing else from `start` to `end`; no if `end` comes first."""
        run = bisect_right(self.starts, start) - 1
        return start == end or (start < end and run >= 0 and self.ends[run] >= end)


@cache
def _edge_pattern() -> re.Pattern[str]:
    marks = (chr(code) for code in range(0x10000))
    edges = [mark for mark in marks if mark in "`´" or unicodedata.category(mark)[0] in "PZ" or mark.isspace()]
    invisible = ["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff", "\u00ad"]
    return re.compile(f"[{''.join(map(re.escape, [*edges, *invisible]))}]+")


def _overlapping(span: Span, others: Sequence[Span]) -> tuple[int, int]:
    """The first of `others` that shares a character with `span`, and the one after the last.

    `others` are in order, none over another.
    """
    first = bisect_right(others, span[0], key=lambda other: other[1])
    return first, bisect_left(others, span[1], key=lambda other: other[0])


def _inside(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]
