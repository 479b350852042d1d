"""What one document is, for the readers above and the pure stages below them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One text as its source gave it; the fields are those of `tables.DOCUMENTS`.

    `text` is never changed: offsets of sentences count its code points, after a byte order mark
    if the file had one. Empty strings stand for what the source does not say.
    """

    document_id: str
    text: str
    title: str
    source: str
    author: str
    date: str
    language: str
    path: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that was not read as a document: where it is and why, for a report to the user."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a document, or a file of them, that goes on all the same: where it is and what is odd."""

    where: str
    reason: str
