"""Labels that were made elsewhere, on the sentences that were ingested. Pure.

A row says who gave which labels to which text. Its sentence is found by our name of it, else by its words; where the
same words stand several times, article and position decide. What cannot be found for certain is set aside, with the
reason.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from framing.annotation.decisions import Decision, State
from framing.codebook import Codebook
from framing.corpus.reading.columns import plain
from framing.tables import CODED_KINDS, SHOWN_BEFORE

EVERYBODY = "everybody"  # the annotator of labels that come without one
COLUMNS: Mapping[str, tuple[str, ...]] = {  # what a row has: names that its column, or key, may have, the surer first
    "sentence": ("sentenceid", "sentence", "id", "uid", "exampleid"),
    "text": ("text", "data", "sentencetext", "sentence", "content", "текст", "предложение", "мәтін", "сөйлем"),
    "annotator": ("annotator", "coder", "username", "user", "rater", "who", "аннотатор", "кодировщик", "аннотатор"),
    "labels": (
        *("labels", "label", "frames", "frame", "codes", "code", "categories", "category"),
        *("метки", "метка", "фреймы", "фрейм", "белгілер", "белгі"),
    ),
    "article": ("article", "documentid", "document", "title", "статья", "документ", "мақала"),
    "position": ("position", "number", "n", "номер", "нөмір"),
    "comment": ("comment", "comments", "note", "notes", "комментарий", "түсініктеме"),
}
_SEPARATORS = (";", "|", "#", "\n", ",")  # the third is what Doccano writes into a CSV
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_NAME = re.compile(r"(?s:(?P<document>.+)):(?P<start>\d{1,15})-(?P<end>\d{1,15})(?:~(?P<showing>[2-9]))?")
_POSITION = re.compile(r"\s*(?P<number>\d{1,9})(?P<of>\s+of\s+\d{1,9})?\s*")
_SHOWN = 60  # characters of a value in a reason


@dataclass(frozen=True)
class Labelled:
    """One row: what somebody said of one text. `labels` are texts; one of them may hold several with a separator."""

    where: str
    text: str = ""
    sentence: str = ""
    article: str = ""
    position: str = ""
    annotator: str = EVERYBODY
    labels: tuple[str, ...] = ()
    comment: str = ""
    state: State | None = "confirmed"
    """None: whether a row without labels was decided on cannot be told, so it is passed over."""


@dataclass(frozen=True)
class Terms:
    """What all rows have in common in the ledger; `frames` are the keys that could be chosen."""

    project: str
    at: str
    codebook: Codebook
    frames: tuple[str, ...]
    automated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imported:
    """What became of the rows: decisions; rows set aside, each with the reason; how many said nothing."""

    decisions: tuple[Decision, ...]
    set_aside: tuple[tuple[Labelled, str], ...]
    passed_over: int


def import_rows(rows: Iterable[Labelled], sentences: pd.DataFrame, documents: pd.DataFrame, terms: Terms) -> Imported:
    """The decisions in rows of labels.

    Args:
        rows: see Labelled.
        sentences: SENTENCES.
        documents: DOCUMENTS, or their `document_id` and `title`.
        terms: see there. A label is a frame or voice of its codebook, by key or name.
    """
    places, labels = _Places(sentences, documents), _Labels(terms.codebook, terms.frames)
    found: dict[tuple[str, str, int], tuple[Decision, Labelled]] = {}
    set_aside, passed_over = [], 0
    for row in rows:
        if row.state is None and not any(label.strip() for label in row.labels):
            passed_over += 1
            continue
        try:
            document_id, start, end, showing = places.find(row)
            frames, voice = labels.read(row.labels)
        except ValueError as problem:
            set_aside.append((row, str(problem)))
            continue
        decision = _decision(row, (document_id, start, end, showing), frames, voice, terms)
        subject = (row.annotator, decision.sentence_id, showing)
        if subject not in found:
            found[subject] = (decision, row)
        elif (found[subject][0].frames, found[subject][0].voice) != (frames, voice):
            reason = f"{row.annotator} gave the same sentence other labels in {found[subject][1].where}; keep one row."
            set_aside.append((row, reason))
    decisions = [decision for decision, _ in found.values()]
    if not any(decision.frames for decision in decisions) and any(decision.voice for decision in decisions):
        decisions = [replace(decision, offered=()) for decision in decisions]  # voices were all that was asked for
    return Imported(tuple(decisions), tuple(set_aside), passed_over)


def labelled_from(record: Mapping[str, Any], where: str, columns: Mapping[str, str], annotator: str = "") -> Labelled:
    """The row in a record of a table, or of an export of Doccano.

    Args:
        record: name to value.
        where: file and row, for the reader.
        columns: our name to theirs; see `choose_columns`.
        annotator: who gave the labels, if the record does not say.

    Raises:
        ValueError: its labels are not of a whole text; the message is the reason.
    """
    values = {ours: record.get(theirs) for ours, theirs in columns.items()}
    given = values.get("labels")
    labels = [] if given is None else given if isinstance(given, list) else [given]
    if not all(isinstance(label, str) for label in labels):
        raise ValueError("Its labels are not texts: framing reads labels of whole texts only, not of words in them.")
    shown = _text(values.get("sentence"))
    before = len(shown) - len(shown.rstrip(SHOWN_BEFORE))
    sentence = shown.translate(_INVISIBLE) + (f"~{before + 1}" if before else "")
    return Labelled(
        where=where,
        text=_text(values.get("text")),
        sentence=sentence if _NAME.fullmatch(sentence) else "",
        article=_text(values.get("article")),
        position=_text(values.get("position")),
        annotator=_text(values.get("annotator")).strip() or annotator or EVERYBODY,
        labels=tuple(labels),
        comment=_text(values.get("comment")).strip(),
        state="confirmed" if any(label.strip() for label in labels) else None,
    )


def choose_columns(names: Iterable[str], asked: Mapping[str, str]) -> dict[str, str]:
    """Our name of a column to theirs, for those that are there: as asked for, else by the surest name.

    Raises:
        ValueError: a column that was asked for is not there, or nothing tells the sentence, or there are no labels; the
            message says what there is.
    """
    names = list(names)
    by_name = {plain(name): name for name in reversed(names)}
    chosen = {}
    for ours, candidates in COLUMNS.items():
        if ours in asked:
            if asked[ours] not in names:
                raise ValueError(f"There is no column {asked[ours]!r}. There are: {', '.join(names[:30])}.")
            chosen[ours] = asked[ours]
        else:
            theirs = next((by_name[plain(name)] for name in candidates if plain(name) in by_name), None)
            if theirs is not None:
                chosen[ours] = theirs
    if "labels" not in chosen or not {"text", "sentence"} & chosen.keys():
        lacking = "labels" if "labels" not in chosen else "text"
        raise ValueError(
            f"There is no column that looks like the {lacking}. There are: {', '.join(names[:30]) or 'none'}. "
            f"Name it: --column {lacking}=NAME."
        )
    return chosen


def fold(text: str) -> str:
    """The words of a text: white space of every kind is one space, invisible characters are left out."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def _text(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_text(part) for part in value)
    return "" if value is None or isinstance(value, dict | bool) or value != value else str(value)


@dataclass(frozen=True)
class _Candidate:
    document_id: str
    start: int
    end: int
    position: int  # among all sentences of the article
    coded: int  # among those that annotators see


class _Places:
    """Where the sentences are, by name and by words."""

    def __init__(self, sentences: pd.DataFrame, documents: pd.DataFrame) -> None:
        self.titles = dict(zip(documents["document_id"], documents["title"], strict=True))
        self.spans: dict[tuple[str, int, int], str] = {}
        self.by_words: dict[str, list[_Candidate]] = defaultdict(list)
        numbers: dict[str, int] = defaultdict(int)
        columns = ("document_id", "start", "end", "position", "kind", "text")
        for document_id, start, end, position, kind, text in zip(
            *(sentences[name].tolist() for name in columns), strict=True
        ):
            if kind in CODED_KINDS:
                numbers[document_id] += 1
                words = fold(text)
                self.spans[document_id, start, end] = words
                candidate = _Candidate(document_id, start, end, position, numbers[document_id])
                self.by_words[words].append(candidate)

    def find(self, row: Labelled) -> tuple[str, int, int, int]:
        """Document, start, end and showing of the row's sentence.

        Raises:
            ValueError: there is none, or several; the message is the reason.
        """
        words = fold(row.text)
        named = _NAME.fullmatch(row.sentence)
        if named:
            span = (named["document"], int(named["start"]), int(named["end"]))
            if span in self.spans and words in ("", self.spans[span]):
                return (*span, int(named["showing"] or 1))
        if not words:
            raise ValueError(
                f"There is no sentence {row.sentence[:_SHOWN]} today." if row.sentence else "It has no text."
            )
        candidates = self.by_words.get(words, [])
        if not candidates:
            raise ValueError("No ingested sentence has these words. Ingest its article first: framing ingest.")
        narrowed = _narrowed(candidates, row, self.titles)
        if len(narrowed) != 1:
            what = "and none of them is there" if not narrowed else "so it cannot be told which one is meant"
            raise ValueError(
                f"These words stand in {len(candidates)} sentences, {what}. Add columns for the article (its id or "
                "title) and for the position in it."
            )
        one = narrowed[0]
        return one.document_id, one.start, one.end, 1


def _narrowed(candidates: Sequence[_Candidate], row: Labelled, titles: Mapping[str, str]) -> list[_Candidate]:
    """Those of the candidates that are where the row says, if there are several."""
    found = list(candidates)
    article, position = fold(row.article), _POSITION.fullmatch(row.position)
    if len(found) > 1 and article:
        found = [one for one in found if article in (fold(one.document_id), fold(titles.get(one.document_id, "")))]
    if len(found) > 1 and position:
        number = int(position["number"])
        exact = [one for one in found if one.coded == number]  # what framing shows to annotators: "3 of 10"
        found = exact if position["of"] or exact else [one for one in found if one.position == number]
    return found


class _Labels:
    """The frames and voices of a codebook, by key and by name."""

    def __init__(self, book: Codebook, frames: Sequence[str]) -> None:
        self.order = [key for key in book.keys if key in frames]
        offered = [frame for frame in book.frames if frame.key in frames]
        self.frames = {_plain_label(name): frame.key for frame in offered for name in (frame.name, frame.key)}
        self.voices = {_plain_label(name): voice.key for voice in book.voices for name in (voice.name, voice.key)}

    def read(self, labels: Iterable[str]) -> tuple[tuple[str, ...], str]:
        """Keys of frames, in the codebook's order, and the voice.

        Raises:
            ValueError: a label is neither, or there are two voices; the message is the reason.
        """
        parts = [part for label in labels for part in self._parted(label)]
        unknown = next((part for part in parts if part not in self.frames and part not in self.voices), None)
        if unknown is not None:
            raise ValueError(f"The label {unknown[:_SHOWN]!r} is no frame or voice of the codebook, by name or key.")
        chosen = {self.frames[part] for part in parts if part in self.frames}
        voices = sorted({self.voices[part] for part in parts if part not in self.frames})
        if len(voices) > 1:
            raise ValueError(f"It has several voices ({', '.join(voices)}); a sentence has one.")
        return tuple(key for key in self.order if key in chosen), "".join(voices)

    def _parted(self, label: str) -> list[str]:
        """The labels in a cell, by the separator that leaves only known ones, else by the first that is there."""
        whole = _plain_label(label)
        if not whole or whole in self.frames or whole in self.voices:
            return [whole] if whole else []
        partings = [
            [part for piece in label.split(mark) if (part := _plain_label(piece))]
            for mark in _SEPARATORS
            if mark in label
        ]
        known = [parts for parts in partings if all(part in self.frames or part in self.voices for part in parts)]
        return (known or partings or [[whole]])[0]


def _plain_label(label: str) -> str:
    return fold(label).casefold()


def _decision(
    row: Labelled, place: tuple[str, int, int, int], frames: tuple[str, ...], voice: str, terms: Terms
) -> Decision:
    return Decision(
        document_id=place[0],
        start=place[1],
        end=place[2],
        annotator=row.annotator,
        state=row.state or "confirmed",
        frames=frames,
        offered=tuple(key for key in terms.codebook.keys if key in terms.frames),
        at=terms.at,
        project=terms.project,
        codebook=terms.codebook.fingerprint,
        assisted=False,
        made_by="automated coder" if row.annotator in terms.automated else "person",
        voice=voice,
        comment=row.comment,
        showing=place[3],
    )
