"""Sentences of the languages that have no rules here: sentencex, and punctuation inside quotations."""

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from framing.corpus.splitting.attribution import is_bare_attribution, starts_with_tail
from framing.corpus.splitting.punctuation import Span, punctuation_breaks

# For each of these marks sentencex looks for the closing one through all of the line. Above this
# product (about 20 ms) punctuation has to do, or a line of a million opening marks takes an hour.
_SEARCHED_MARKS = '`"“„«»‘‹《「(['
_CLOSING = '"”»’›“)]'
_MARKS = re.compile(r"[\"“”„‟«»‘‹›…(\[]")
_REACH = 200
_MARKS_TIMES_LENGTH = 50_000_000
# The library panics on white space of more than one byte.
_RARE_WHITE = {code: " " for code in range(0x80, 0x3001) if chr(code).isspace()}


def library_breaks(line: str, language: str, *, keep_quotations: bool) -> list[Span]:
    """The white space between the sentences of `line`, in order, as spans.

    Args:
        line: one line or paragraph, without white space around it.
        language: ISO 639-1; sentencex falls back to a related language, or to English.
        keep_quotations: whether a quotation is one unit, as for sentencex; else it is split by punctuation.
    """
    try:
        cuts = _library_cuts(line, language)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException:  # a panic of Rust is no Exception
        return punctuation_breaks(line)
    breaks = {_around(line, cut) for cut in cuts}
    if not keep_quotations and _MARKS.search(line):
        breaks.update(_hidden_breaks(line, cuts))
    return sorted(span for span in breaks if _parts(line, *span))


def _library_cuts(line: str, language: str) -> list[int]:
    if len(line) > _MARKS_TIMES_LENGTH // len(line) and _is_too_much(line):
        return [start for _, start in punctuation_breaks(line)]
    found = sentencex.get_sentence_boundaries(language, line.translate(_RARE_WHITE))
    return [unit["start_index"] for unit in found[1:]]


def _is_too_much(line: str) -> bool:
    return sum(map(line.count, _SEARCHED_MARKS)) * len(line) > _MARKS_TIMES_LENGTH


def _hidden_breaks(line: str, cuts: list[int]) -> Iterator[Span]:
    """Breaks within those units between `cuts` that hold quotation marks or brackets."""
    for start, end in pairwise((0, *cuts, len(line))):
        unit = line[start:end]
        if _MARKS.search(unit):
            yield from ((start + before, start + after) for before, after in punctuation_breaks(unit))


def _around(line: str, cut: int) -> Span:
    """The white space around `cut`; empty if there is none."""
    if line[cut - 1] in "\"'" and line[cut - 2 : cut - 1].isspace() and not line[cut : cut + 1].isspace():
        cut -= 1  # a straight mark after white space opens what follows
    end = len(line[:cut].rstrip()) if line[cut - 1].isspace() else cut
    while cut < len(line) and line[cut].isspace():
        cut += 1
    return end, cut


def _parts(line: str, end: int, cut: int) -> bool:
    """Whether a sentence ends between `end` and `cut`: there are words on both sides, and no speaker is named next."""
    left, right = line[max(0, end - _REACH) : end], line[cut : cut + _REACH]
    if not (any(map(str.isalnum, left)) and any(map(str.isalnum, right))) or right[0] in ":;,.!?…)]»”":
        return False
    if left[-1] in _CLOSING and (right[0].islower() or (left[-2:-1] in "?!…" and is_bare_attribution(right))):
        return False
    return not starts_with_tail(right)
