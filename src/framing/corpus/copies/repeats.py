"""Which lines are furniture of an outlet, because many of its documents have them: pure functions on a line.

A paragraph that stands in many articles of one outlet may be an appeal, a counter, a credit; or a sentence that
reporters write often ("He declined to comment."), or background that goes from report to report. Nothing but the share
of the outlet's documents tells them apart: furniture comes with the page, so it is in every tenth or in every one; a
wording is not. A line that does not read like prose is a label or a crosshead, and less is enough for it.
"""

import hashlib
import re

DOCUMENTS = 3  # of one outlet at least, no copies of each other
LONGEST = 600  # characters of a line; furniture is not longer

_SHARE = 0.02  # of the outlet's documents, for a line that does not read like prose
_PROSE_SHARE = 0.1  # for one that does
_UNKNOWN_SHARE = 0.3  # for any line, if the outlets are unknown: all such documents are taken together

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


def is_furniture(line: str, *, among: int, documents: int, outlet_known: bool) -> bool:
    """Whether `line` is furniture, if it stands in `among` of the outlet's `documents`, of which none is a copy."""
    if among < DOCUMENTS:
        return False
    share = _PROSE_SHARE if _may_be_prose(line.strip()) else _SHARE
    if not outlet_known:
        share = _UNKNOWN_SHARE
    return among >= share * documents


def _is_sentence(line: str) -> bool:
    return line.rstrip(_CLOSING).endswith(_ENDS)


def _may_be_prose(line: str) -> bool:
    """Whether the line is a sentence, leads over to one, or goes on with one, as `he added` does below a quotation."""
    return _is_sentence(line) or line.endswith(_LEADS_OVER) or line.startswith(_GOES_ON) or line[:1].islower()
