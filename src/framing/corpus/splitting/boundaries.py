"""Where sentences end: first the lines of a text, then the sentences in each line.

English, Russian and Kazakh have rules of our own, see `punctuation`: they are faster than a call to
a library for each line, and hold inside quotations as outside. Other languages are left to sentencex.
No text is repaired.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import itemgetter
from typing import Literal

from framing.corpus.splitting.library import library_breaks
from framing.corpus.splitting.lines import Line, read_lines, show_lines
from framing.corpus.splitting.punctuation import Span, list_steps, punctuation_breaks

Quotes = Literal["split", "keep"]

_FIRST, _SECOND = itemgetter(0), itemgetter(1)
_OWN_RULES = frozenset({"en", "ru", "kk"})
_LIST_SIGNS = frozenset("0123456789•⁃a")  # a list of letters begins with a
# Quotations within a line, by their opening mark. A pattern fails at the next mark of its kind: linear time.
_QUOTATIONS = {
    "“": re.compile(r"“[^“”\n]*+(?:“[^“”\n]*+”[^“”\n]*+)*+”"),
    "«": re.compile(r"«[^«»\n]*+(?:«[^«»\n]*+»[^«»\n]*+)*+»"),
    "„": re.compile(r"„[^„“”\n]*+[“”]"),
    '"': re.compile(r'"[^"\n]*+"'),
    "‘": re.compile(r"‘(?=\w)[^‘’\n]*+(?:(?<=\w)’(?=\w)[^‘’\n]*+)*+’(?!\w)"),
    "'": re.compile(r"'(?<!\w')(?=\w)[^'\n]*+(?:(?<=\w)'(?=\w)[^'\n]*+)*+'(?!\w)"),
}
_CHAINED_QUESTION = re.compile(r"\?([ ]++)(?=[a-zа-яёәғқңөұүһі]+\?)")


def split_text(text: str, language: str, quotes: Quotes = "split") -> list[Span]:
    """Half-open spans of the sentences of `text`, in order: its lines first, then the sentences in them.

    Together they hold all that is not white space; none begins or ends with white space. What lines
    are for (headings, bylines, lists of links) plays no part here, see `sentences.split_document`.

    Args:
        text: any text; a wrapped paragraph is one line, see `lines.read_lines`.
        language: ISO 639-1; rules of our own for `en`, `ru` and `kk`, those of sentencex for others.
        quotes: `split` parts the sentences inside a quotation, `keep` takes a quotation for one unit.
    """
    lines = read_lines(text)
    breaks = sentence_breaks(text, lines, language, quotes)
    starts = sorted([*map(_FIRST, lines), *map(_SECOND, breaks)])
    ends = sorted([*map(_SECOND, lines), *map(_FIRST, breaks)])
    return list(zip(starts, ends, strict=True))


def sentence_spans(line: str, language: str, quotes: Quotes = "split") -> list[Span]:
    """The spans of the sentences of one line or paragraph without white space around it, see `split_text`."""
    breaks = sentence_breaks(line, [Line(0, len(line), line, opens_block=True)], language, quotes)
    return list(zip([0, *(start for _, start in breaks)], [*(end for end, _ in breaks), len(line)], strict=True))


def sentence_breaks(text: str, lines: Sequence[Line], language: str, quotes: Quotes = "split") -> list[Span]:
    """The white space between two sentences of the same line of `text`, in order, as spans.

    Args:
        text: the one that `lines` were read from.
        lines: those of `lines.read_lines`.
        language: see `split_text`.
        quotes: see `split_text`.
    """
    if language not in _OWN_RULES:
        return [
            (line.start + end, line.start + start)
            for line in lines
            for end, start in library_breaks(line.text, language, keep_quotations=quotes == "keep")
        ]
    text = show_lines(text, lines)
    lists = [line for line in lines if line[2][0] in _LIST_SIGNS]  # by position: twice as fast as by name
    breaks = punctuation_breaks(text, [step for line in lists for step in list_steps(line)])
    if quotes == "keep":
        breaks = _outside_quotations(text, breaks)
        breaks = sorted({*breaks, *(found.span(1) for found in _CHAINED_QUESTION.finditer(text))})
    return breaks


def _outside_quotations(text: str, breaks: list[Span]) -> list[Span]:
    """Those of `breaks` that stand in no quotation."""
    quotations = sorted(
        found.span() for mark, pattern in _QUOTATIONS.items() if mark in text for found in pattern.finditer(text)
    )
    if not quotations:
        return breaks
    starts = [start for start, _ in quotations]
    ends = list(accumulate((end for _, end in quotations), max, initial=0))
    return [span for span in breaks if span[0] >= ends[bisect_right(starts, span[0])]]
