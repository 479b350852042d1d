"""Which lines an outlet repeats, and which of them are furniture: pure functions on lines.

A line that stands in many articles of one outlet may be an appeal, a counter, a credit; or a sentence that reporters
write often ("He declined to comment."), or background that goes from report to report, which frames the event like any
other paragraph. Furniture comes with the page: it does not read like prose, or it is in nearly all articles, and then
mostly at their rim. What is repeated and is no furniture is marked, and stays what it is.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

DOCUMENTS = 3  # of one outlet at least, no copies of each other
LONGEST = 600  # characters of a line; furniture is not longer

_SHARE = 0.02  # of the outlet's documents, for a line that does not read like prose
_PROSE_SHARE = 0.1  # for one that does
_UNKNOWN_SHARE = 0.3  # for any line, if the outlets are unknown: all such documents are taken together
_NEARLY_ALL = 0.8  # of the outlet's documents have prose that is furniture
_MANY = 10  # documents of an outlet, from which on that is enough; with fewer it must stand at the rim

_DIGITS = re.compile(r"\d++(?:[.,:\s]\d++)*+")
_CLOSING = '"”»’›“)]'
_ENDS = (".", "!", "?", "…")
_LEADS_OVER = (":", ",", ";")
_GOES_ON = ("–", "—", "-", '"', "“", "„", "«", "”", "»")


def line_key(outlet: int, line: str) -> bytes:
    """8 bytes that stand for a line of an outlet (a key of `duplicates.outlet_key`).

    Letters are folded and runs of white space taken as one space. In lines that do not end as a sentence does, all
    numbers are the same: a counter of views, a date.
    """
    folded = line.casefold().strip()
    if not folded.isprintable() or "  " in folded:  # of white space, only the plain one is printable
        folded = " ".join(folded.split())
    if not _is_sentence(folded):
        folded = _DIGITS.sub("0", folded)
    content = outlet.to_bytes(8, "little") + folded.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=8).digest()


class Repeated(NamedTuple):
    """That a line is repeated: the number of the first document with it, and `among` how many of the outlet's it is."""

    first: int
    among: int
    documents: int


def is_repeated(line: str, *, among: int, documents: int, outlet_known: bool) -> bool:
    """Whether `line` is worth a mark, if it is in `among` of the outlet's `documents`, of which none is a copy."""
    if among < DOCUMENTS:
        return False
    share = _PROSE_SHARE if _may_be_prose(line.strip()) else _SHARE
    if not outlet_known:
        share = _UNKNOWN_SHARE
    return among >= share * documents


def furniture(lines: Sequence[str], repeated: Mapping[str, Repeated]) -> frozenset[str]:
    """Those of the repeated lines of a document that are furniture.

    What does not read like prose is. Prose is if it stands in nearly all documents of the outlet, and these are many
    or no prose of the document's own stands before it, or after it.

    Args:
        lines: all lines of the document, in order.
        repeated: those of them that are repeated.
    """
    labels = {line for line in repeated if not _may_be_prose(line.strip())}
    prose = {line for line, found in repeated.items() if found.among >= _NEARLY_ALL * found.documents} - labels
    rim = {line for line in prose if repeated[line].documents >= _MANY}
    for way in (lines, lines[::-1]):
        rim.update(takewhile(lambda line: line in prose or line in labels or not _is_sentence(line.strip()), way))
    return frozenset(labels | (prose & rim))


def _is_sentence(line: str) -> bool:
    return line.rstrip(_CLOSING).endswith(_ENDS)


def _may_be_prose(line: str) -> bool:
    """Whether the line is a sentence, leads over to one, or goes on with one, as `he added` does below a quotation."""
    return _is_sentence(line) or line.endswith(_LEADS_OVER) or line.startswith(_GOES_ON) or line[:1].islower()
