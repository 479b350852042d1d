"""The tables that a big run writes: every column with its meaning, declared once for all formats. Pure.

They are made for pandas, DuckDB, R and spreadsheets: one row per sentence with a column per frame.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from framing.tables import DOCUMENT_SHARES, DOCUMENTS

Kind = Literal["text", "name", "integer", "fraction"]
TEXT: Kind = "text"  # hardly any value comes twice
NAME: Kind = "name"  # text of which few values come again and again
INTEGER: Kind = "integer"
FRACTION: Kind = "fraction"  # 0 to 1


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, what its values are, and what they mean."""

    name: str
    kind: Kind
    meaning: str


BEFORE_FRAMES = (
    Column("sentence_id", TEXT, "document_id:start-end"),
    Column("document_id", NAME, "as the source gave it, else made from the text"),
    Column("position", INTEGER, "1, 2, 3 ... in the document; what is no sentence to code counts too, and has no row"),
    Column("start", INTEGER, "code points into the text of the document, half-open"),
    Column("end", INTEGER, "likewise"),
    Column("kind", NAME, "headline, standfirst, body or caption"),
    Column("voice", NAME, "who says it, by rule: outlet, or a key of a voice; empty in a run without voices"),
    Column("speaker", NAME, "the words of the text that name who says it; empty where none do"),
)
_SENTENCE_TEXT = Column("text", TEXT, "the sentence")
_AFTER_FRAMES = (
    Column("predicted", NAME, 'the frames that the model sees, joined by ", "; empty where it sees none'),
    Column("model", NAME, "fingerprint of the model"),
)
_FIXED = (*BEFORE_FRAMES, _SENTENCE_TEXT, *_AFTER_FRAMES)

_SHARE_KINDS: Mapping[str, Kind] = {"text": NAME, "integer": INTEGER, "number": FRACTION}
SHARES = tuple(
    Column(name, _SHARE_KINDS[kind], "see framing.tables.DOCUMENT_SHARES")
    for name, kind in DOCUMENT_SHARES.columns.items()
)
DOCUMENT_FIELDS = tuple(name for name in DOCUMENTS.columns if name != "text")
DOCUMENT_ROWS = (
    Column("document_id", TEXT, "as the source gave it, else made from the text"),
    Column("title", TEXT, "this and the next four: empty where the source does not say"),
    Column("source", NAME, "the outlet"),
    Column("author", NAME, "who wrote it"),
    Column("date", NAME, "ISO 8601 where it could be read in one way only"),
    Column("language", NAME, "ISO 639-1; guessed where the source does not say"),
    Column("path", NAME, "the file it came from"),
    Column("sentences", INTEGER, "that were scored"),
    Column("kept_apart", INTEGER, "bylines, boilerplate and lists of links, which were not"),
)
PLACES = (
    Column("where", TEXT, "file and row"),
    Column("reason", TEXT, "why it was set aside, or what is odd"),
)


def sentence_columns(frames: Sequence[str], *, texts: bool) -> tuple[Column, ...]:
    """The columns of the table of sentences, one of them per frame; `texts`: whether the sentence itself is one."""
    names = frame_columns(frames)
    chances = tuple(
        Column(name, FRACTION, f"probability of {frame}") for name, frame in zip(names, frames, strict=True)
    )
    return (*BEFORE_FRAMES, *((_SENTENCE_TEXT,) if texts else ()), *chances, *_AFTER_FRAMES)


def frame_columns(frames: Sequence[str]) -> tuple[str, ...]:
    """Names of the frames' columns: the frames' own, with `frame_` before one that another column has.

    Letters count as the same in either case: DuckDB takes them so. A column `text` is the sentence's in every file,
    also where texts are left out, so a frame of that name is `frame_text` in all of them.
    """
    taken = {column.name for column in _FIXED}
    free = {frame.casefold() for frame in frames} - taken
    names = []
    for frame in frames:
        name = frame
        if name.casefold() not in free:
            while name.casefold() in taken | free:
                name = f"frame_{name}"
        free.discard(frame.casefold())
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)
