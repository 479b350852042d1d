"""Sentences of a document, with exact offsets and the kind of text each stands in.

Pure and lossless: every character that is not white space is in exactly one sentence of some kind,
and `document.text[start:end]` is the sentence. Lines come first, then sentences within a line;
then a sentence that goes on in the next line is put together again.
"""

from collections.abc import Container, Sequence
from typing import NamedTuple

from framing.corpus.clean import Stretch, mark_stretches
from framing.corpus.documents import Document
from framing.corpus.splitting.boundaries import Quotes, sentence_breaks

__all__ = ["Document", "Quotes", "Sentence", "split_document"]

_NO_BREAK = (1 << 62, 1 << 62)  # behind any text
# Items of these are wholes: a list number or an abbreviation in them ends nothing.
_WHOLE_KINDS = frozenset({"byline", "link-list"})


class Sentence(NamedTuple):
    """One sentence; the fields are those of `tables.SENTENCES`. A tuple, since they are made by the million."""

    sentence_id: str
    document_id: str
    position: int
    start: int
    end: int
    text: str
    kind: str
    paragraph: int


def split_document(
    document: Document, *, quotes: Quotes = "split", repeated: Container[str] = frozenset()
) -> list[Sentence]:
    """Every sentence of `document`, of every kind, in order; those that people code are of `tables.CODED_KINDS`.

    Offsets are half-open and count code points of `document.text`; no sentence begins or ends with
    white space, none overlaps another. `paragraph` counts the lines that hold text. A sentence that
    goes on in the next line, such as a quotation with the name of the speaker below it, is one, with
    the line end in it, and has the kind and paragraph of its beginning.

    Args:
        document: its language chooses the rules, see `boundaries.split_text`.
        quotes: `split` parts the sentences inside a quotation, where the marks stay where they are; `keep`
            takes a quotation within a line for one unit.
        repeated: the `clean.line_key` of lines that other documents of the same outlet have too.
    """
    text, document_id = document.text, document.document_id
    stretches = mark_stretches(text, document.title, repeated=repeated)
    breaks = sentence_breaks(text, [stretch.line for stretch in stretches], document.language, quotes)
    new = (
        tuple.__new__
    )  # a third of the time of Sentence(...), and the name as make_sentence_id makes it without a call
    return [
        new(
            Sentence,
            (f"{document_id}:{start}-{end}", document_id, position, start, end, text[start:end], kind, paragraph),
        )
        for position, (start, end, kind, paragraph) in enumerate(_spans(stretches, breaks), 1)
    ]


def _spans(stretches: Sequence[Stretch], breaks: Sequence[tuple[int, int]]) -> list[tuple[int, int, str, int]]:
    """Start, end, kind and paragraph of each sentence."""
    spans: list[tuple[int, int, str, int]] = []
    following = iter(breaks)
    end, after = next(following, _NO_BREAK)
    for paragraph, (line, kind, continues, _) in enumerate(stretches, 1):
        start, line_end = line[0], line[1]
        kind_here, paragraph_here = kind, paragraph
        if continues and spans:
            start, _, kind_here, paragraph_here = spans.pop()
        while end < line_end:
            if kind not in _WHOLE_KINDS:
                spans.append((start, end, kind_here, paragraph_here))
                start, kind_here, paragraph_here = after, kind, paragraph
            end, after = next(following, _NO_BREAK)
        spans.append((start, line_end, kind_here, paragraph_here))
    return spans
