"""Sentences of a document, with exact offsets and the kind of text each stands in.

Pure and lossless: every character that is not white space is in exactly one sentence of some kind,
and `document.text[start:end]` is the sentence. Lines come first, then sentences within a line;
then a sentence that goes on in the next line is put together again.
"""

from dataclasses import dataclass

from framing.corpus.boundaries import sentence_spans
from framing.corpus.clean import mark_stretches
from framing.corpus.documents import Document
from framing.tables import make_sentence_id

__all__ = ["Document", "Sentence", "split_document"]

# Items of these are wholes: a list number or an abbreviation in them ends nothing.
_WHOLE_KINDS = frozenset({"byline", "link-list"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; the fields are those of `tables.SENTENCES`."""

    sentence_id: str
    document_id: str
    position: int
    start: int
    end: int
    text: str
    kind: str
    paragraph: int


def split_document(document: Document) -> list[Sentence]:
    """Every sentence of `document`, of every kind, in order; those that people code are of `tables.CODED_KINDS`.

    Offsets are half-open and count code points of `document.text`; no sentence begins or ends with
    white space, none overlaps another. `paragraph` counts the lines that hold text. A sentence that
    goes on in the next line, such as a quotation with the name of the speaker below it, is one, with
    the line end in it, and has the kind and paragraph of its beginning. Quotations are split into
    their sentences; the marks stay where they are.
    """
    spans: list[tuple[int, int, str, int]] = []
    for paragraph, (line, kind, continues, _) in enumerate(mark_stretches(document.text, document.title), 1):
        found = [(0, len(line.text))] if kind in _WHOLE_KINDS else sentence_spans(line.text, document.language)
        at = line.start
        if continues and spans:
            start, _, kind_before, paragraph_before = spans.pop()
            spans.append((start, at + found[0][1], kind_before, paragraph_before))
            del found[0]
        spans += [(at + start, at + end, kind, paragraph) for start, end in found]
    text, document_id = document.text, document.document_id
    return [
        Sentence(
            make_sentence_id(document_id, start, end),
            document_id,
            position,
            start,
            end,
            text[start:end],
            kind,
            paragraph,
        )
        for position, (start, end, kind, paragraph) in enumerate(spans, 1)
    ]
