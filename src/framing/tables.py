"""The tables that stages hand to each other: each schema once, checked where data enters.

A row and a missing row mean something in every table; the comments say what. Columns stand in
the order given here, in memory and in files.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from framing.errors import InputError

ColumnType = Literal["text", "integer", "number", "yes/no"]

_DTYPES: Mapping[ColumnType, str] = {"text": "str", "integer": "int64", "number": "float64", "yes/no": "bool"}


@dataclass(frozen=True)
class Schema:
    """Name, columns with their types, the columns that together name a row, bounds of numbers, and what may be NaN."""

    name: str
    columns: Mapping[str, ColumnType]
    key: tuple[str, ...]  # empty: rows may be equal
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # the lowest and the highest value
    may_lack: frozenset[str] = frozenset()  # columns of numbers in which NaN says that there is no figure

    def table(self, rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
        """A checked table of `rows`; an empty table with the right columns if there are none."""
        return self.check(pd.DataFrame(list(rows), columns=list(self.columns)), self.name)

    def check(self, table: pd.DataFrame, origin: str) -> pd.DataFrame:
        """`table` with this schema's columns in order and type; other columns are left out.

        Args:
            table: what came in.
            origin: the file or stage it came from, for the message.

        Raises:
            InputError: a column is missing, a value has another type or is out of bounds, or two rows have one key.
        """
        missing = [column for column in self.columns if column not in table.columns]
        if missing:
            raise InputError(
                f"{origin} has no column {', '.join(missing)}, which a table of {self.name} needs. "
                f"It has: {', '.join(map(str, table.columns))}."
            )
        table = table[list(self.columns)]
        typed = pd.DataFrame({column: self._typed(table[column], origin) for column in self.columns})
        twice = typed[typed.duplicated(list(self.key))] if self.key else typed[:0]
        if len(twice):
            row = twice.head(1).to_dict(orient="records")[0]  # in plain Python values
            named = ", ".join(f"{column}={row[column]!r}" for column in self.key)
            raise InputError(f"{origin} has more than one row for {named}. Keep one of them.")
        return typed

    def _typed(self, column: pd.Series, origin: str) -> pd.Series:
        wanted = self.columns[str(column.name)]
        if column.name in self.may_lack:
            column = column.astype(object).where(column.notna(), math.nan)
        elif column.isna().any():
            row = int(column.isna().to_numpy().argmax()) + 1
            raise InputError(
                f"{origin}, row {row}: {column.name} is empty. A table of {self.name} needs a {wanted} there."
            )
        if strangers := [value for value in column.tolist() if not _is_a(value, wanted)]:
            wrong = repr(strangers[0])[:_SHOWN]
            raise InputError(f"{origin}: {column.name} holds {wrong}, where a table of {self.name} needs a {wanted}.")
        if wanted in ("integer", "number") and column.name in self.bounds:
            self._check_bounds(column, origin)
        typed: pd.Series = column.astype(_DTYPES[wanted])  # type: ignore[call-overload]  # a name chosen at run time
        return typed

    def _check_bounds(self, column: pd.Series, origin: str) -> None:
        low, high = self.bounds[str(column.name)]
        if strangers := [value for value in column.tolist() if value < low or value > high]:
            raise InputError(
                f"{origin}: {column.name} holds {strangers[0]!r}, "
                f"where a table of {self.name} needs {low:g} {'or more' if high >= _LARGEST else f'to {high:g}'}."
            )


_SHOWN = 200  # characters of a wrong value in a message
_LARGEST = 2**63 - 1


def _is_a(value: object, wanted: ColumnType) -> bool:
    """Whether a column of type `wanted` can hold `value`; yes is no number, although Python counts with it."""
    if isinstance(value, bool):
        return wanted == "yes/no"
    return isinstance(value, _PYTHON_TYPES[wanted]) and not (isinstance(value, int) and abs(value) > _LARGEST)


_PYTHON_TYPES: Mapping[ColumnType, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "yes/no": (bool,),
}

DOCUMENTS = Schema(
    "documents",
    {
        "document_id": "text",  # as given by the source, else a hash of the text
        "text": "text",  # exactly as decoded; offsets of sentences point into it
        "title": "text",  # this and the next four: empty where the source does not say
        "source": "text",  # the outlet
        "author": "text",
        "date": "text",  # ISO 8601 where it could be read in one way only
        "language": "text",  # ISO 639-1; rules exist for en, ru and kk
        "path": "text",  # the file it came from
    },
    key=("document_id",),
)

KINDS = ("headline", "standfirst", "body", "caption", "byline", "boilerplate", "link-list")
CODED_KINDS = frozenset({"headline", "standfirst", "body", "caption"})  # these reach annotators; the rest is kept apart

SENTENCES = Schema(
    "sentences",
    {
        "sentence_id": "text",  # document_id:start-end
        "document_id": "text",
        "position": "integer",  # 1, 2, 3 ... within the document, all kinds counted
        "start": "integer",  # code points into the document's text, half-open:
        "end": "integer",  # text[start:end] is the sentence
        "text": "text",
        "kind": "text",  # one of KINDS
        "paragraph": "integer",  # 1, 2, 3 ... within the document
    },
    key=("sentence_id",),
)

REPEATS = Schema(
    "repeats",
    {
        "sentence_id": "text",  # in a line that other documents of its outlet have too; mostly, not always, boilerplate
        "repeats": "text",  # document_id of the first that has the line, which may be this one
    },
    key=("sentence_id",),
)

DUPLICATES = Schema(
    "duplicates",
    {
        "document_id": "text",  # a document without a row repeats no other
        "repeats": "text",  # document_id of the first document, in reading order, that it repeats
        "how": "text",  # one of COPIES
        "similarity": "number",  # share of word sequences that both have, estimated; 1 for exact copies
    },
    key=("document_id",),
    bounds={"similarity": (0, 1)},
)
COPIES = ("exact", "near", "syndicated")  # the last: exact or near, in another outlet

OUTLET = "outlet"  # the voice of the text itself, in every codebook
BY_RULES = "rules"  # who coded a voice, where no person did
SPEECH = ("direct", "reported", "none")
CONFIDENCES = ("high", "medium", "low", "")  # of a rule: high is a quotation, a verb and a known name; people have none

VOICES = Schema(
    "voices",
    {
        "sentence_id": "text",
        "by": "text",  # BY_RULES, or an annotator, several joined by ", "; where both have a row, the person's counts
        "voice": "text",  # key of a voice of the codebook; empty: a person could not tell, or people disagree
        "speech": "text",  # one of SPEECH: inside a quotation, attributed without one, or neither; empty for people
        "speaker": "text",  # the words that name the speaker, as they stand in the text; empty where none do
        "rule": "text",  # the rule that decided; of several people unanimous, majority or disagree; empty for one
        "confidence": "text",  # one of CONFIDENCES
        "made_by": "text",  # rules, person or automated coder
    },
    key=("sentence_id", "by"),
)

ASSIGNMENTS = Schema(
    "assignments",
    {
        "sentence_id": "text",
        "annotator": "text",  # an account in Doccano; no row: the annotator is not shown the sentence
        "draw": "integer",  # 1, 2, 3 ...: in which run of the plan it was given; rows of a draw never change
    },
    key=("sentence_id", "annotator"),
)

ANNOTATIONS = Schema(
    "annotations",
    {
        "sentence_id": "text",
        "annotator": "text",
        "frame": "text",
        "present": "yes/no",  # one row per decision on a frame that was offered: no row means nobody decided
        "state": "text",  # confirmed; or labelled, that is chosen but not confirmed, which is not gold
        "at": "text",  # when framing recorded the decision, ISO 8601 UTC
        "project": "text",
        "codebook": "text",  # fingerprint of the codebook that the annotator worked by
        "assisted": "yes/no",  # a model's proposal was shown beside the sentence
        "made_by": "text",  # person, or automated coder
    },
    key=("sentence_id", "annotator", "frame"),
)

COMMENTS = Schema(
    "comments",
    {
        "sentence_id": "text",
        "annotator": "text",
        "text": "text",  # what stands beside the sentence now; several comments are joined by "; "
        "doubt": "text",  # keys of frames or voices that the annotator was in doubt about, joined by ", "
        "negated": "yes/no",  # this and the next five: the mark that the codebook asks for stands in the text
        "sarcasm": "yes/no",
        "split": "yes/no",
        "boilerplate": "yes/no",
        "unreadable": "yes/no",
        "mixed_voice": "yes/no",
        "at": "text",  # when it was written by the server's clock, else when framing recorded it, ISO 8601 UTC
        "project": "text",
        "showing": "integer",  # 2 where the sentence was shown for the second time
    },
    key=("sentence_id", "annotator", "project", "showing"),
)

HOWS = ("unanimous", "majority", "dawid-skene", "ruled")
RULING_REASONS = ("ambiguous", "codebook_gap", "slip")  # why annotators differed, in the words of who ruled

GOLD = Schema(
    "gold",
    {
        "sentence_id": "text",
        "frame": "text",
        "present": "yes/no",
        "votes": "integer",  # annotators who saw the frame; a ruling is no vote
        "voters": "integer",  # annotators who decided on it; 0 where there is a ruling only
        "probability": "number",  # that it is there: share of votes, Dawid-Skene's posterior, or 0 or 1 of a ruling
        "how": "text",  # one of HOWS; a tie has no row
        "reason": "text",  # one of RULING_REASONS, if it was ruled and a reason was given; else empty
        "codebook": "text",  # fingerprints of the codebooks that the decisions were made by, joined by ", "
        "made_by": "text",  # person, or automated coder
    },
    key=("sentence_id", "frame"),
    bounds={"probability": (0, 1)},
)

PURPOSES = ("estimation", "training")
SAMPLE = Schema(
    "sample",
    {
        "sentence_id": "text",  # drawn to be labelled; one without a row was not
        "draw": "integer",  # 1, 2, 3 ...: rows of a draw never change, and stand in the order in which to label
        "purpose": "text",  # one of PURPOSES: a draw for estimation is by chance, and says something about its corpus
        "corpus": "text",  # fingerprint of the sentences that it was drawn from
        "stratum": "text",  # the part of the corpus that it was drawn within, such as outlet=Gazette; empty: all of it
        "inclusion_probability": "number",  # with which the sentence was drawn; 0: not by chance
        "why": "text",  # for training: what it is hoped to teach; annotators never see it
        "seed": "integer",
    },
    key=("sentence_id", "draw"),
    bounds={"draw": (1, 1_000_000), "seed": (0, _LARGEST), "inclusion_probability": (0, 1)},
)

QUEUE = Schema(
    "queue",
    {
        "sentence_id": "text",  # to be labelled, or looked at again, in the order of the rows
        "why": "text",  # for who made the queue; annotators never see it
    },
    key=("sentence_id",),
)

FINDINGS = Schema(
    "findings",
    {
        "kind": "text",  # one of framing.audit.finding.KINDS
        "where": "text",  # sentences, annotators, a frame or codebooks
        "why": "text",  # one sentence, with its numbers
        "todo": "text",
        "score": "number",  # how many labels it puts in question, estimated; the highest first
        "sentences": "text",  # sentence ids to look at again, joined by ", "; may be empty
    },
    key=("kind", "where", "why"),
)

SUGGESTIONS = Schema(
    "suggestions",
    {
        "project": "text",  # name of the study in Doccano; a sentence without a row there was never to be shown one
        "sentence_id": "text",
        "shown": "yes/no",  # drawn by chance, once, the same for every annotator
        "text": "text",  # what the model proposes, also where annotators are not shown it
        "model": "text",  # fingerprint of the stored model
        "share": "number",  # the chance with which the sentence was to be shown one
        "seed": "integer",  # of the draw
    },
    key=("project", "sentence_id"),
    bounds={"share": (0, 1)},
)

SCORES = Schema(
    "scores",
    {
        "sentence_id": "text",
        "frame": "text",
        "probability": "number",  # 0 to 1, of the model
        "model": "text",  # fingerprint of the stored model
    },
    key=("sentence_id", "frame"),
    bounds={"probability": (0, 1)},
)

ALL_VOICES = "all voices"  # no key of a voice has a blank
UNCORRECTED = "predicted, uncorrected"
DOCUMENT_SHARES = Schema(
    "document shares",
    {
        "document_id": "text",  # a document without a coded sentence has no row
        "voice": "text",  # ALL_VOICES, or the voice of the sentences that are counted; one that says none has no row
        "frame": "text",
        "sentences": "integer",  # coded sentences of the document and voice, at least 1
        "predicted": "integer",  # those of them in which the model sees the frame
        "share": "number",  # of these in those, 0 to 1
        "estimate": "text",  # UNCORRECTED: counts of predictions, which a model's errors shift
    },
    key=("document_id", "voice", "frame"),
    bounds={"share": (0, 1)},
)

HELD_OUT = Schema(
    "held-out predictions",
    {
        "sentence_id": "text",  # that a figure of an evaluation stands on
        "frame": "text",  # on which it was decided: no row means nobody decided
        "present": "yes/no",  # by gold
        "predicted": "yes/no",  # by a model that had not seen the sentence's document
        "learned": "yes/no",  # no: the model had too few examples of the frame, and the frame counts as not found
        "probability": "number",  # of that model; 0 where it was not learned
        "weight": "number",  # how many sentences of the corpus it stands for
        "fold": "integer",  # sentences of one fold were held out together
    },
    key=("sentence_id", "frame"),
    bounds={"probability": (0, 1), "weight": (0, 1e15), "fold": (0, 1_000)},
)

GROUPS = Schema(
    "groups",
    {
        "document_id": "text",
        "group": "text",  # documents of one group are held out together; empty or no row: the document is set aside
    },
    key=("document_id",),
)

EVENTS = Schema(
    "listed events",
    {
        "document_id": "text",
        "event": "text",  # what the document tells of, by any name; empty or no row: of none
    },
    key=("document_id",),
)

SHOWN_BEFORE = "\u200c"  # zero width non-joiner: behind the name of a sentence as annotators see it, one a showing


def make_sentence_id(document_id: str, start: int, end: int) -> str:
    """The name of a sentence: it depends on the document and the span, not on the splitter."""
    return f"{document_id}:{start}-{end}"
