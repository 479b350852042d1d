"""Where punctuation ends sentences in English, Russian and Kazakh.

One regular expression finds in one pass over a whole text what may be an end. Most ends are decided
by it alone: a long word, a full stop, a space, a capital letter. The word before and the marks and
words around decide the rest.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from framing.corpus.abbreviations import ABBREVIATIONS, ends_no_sentence, starts_sentence
from framing.corpus.attribution import is_bare_attribution
from framing.corpus.lines import Line

Span = tuple[int, int]

_CLOSING = '"”»’›“)]'
_OPENING = '"“„«‘‹([\''
_WHITE = r"[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"  # within a line
_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CAPITAL = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_SMALL = "a-zа-яёәғқңөұүһі"
# The end of a sentence, and in the one group that matched the white space after it: in the first if nothing can
# speak against the end, in the last, empty, if the space is missing. The bounds keep long runs of marks linear.
_END = re.compile(
    rf"""[.!?…](?:
        (?<=[{_SMALL}]{{6}}[.!?])(?<!essrs\.)([ ])(?=[{_CAPITAL}])
        | [.!?…]{{0,7}}+ ['{re.escape(_CLOSING)}]{{0,4}}+ (?:\[\d{{1,3}}\]){{0,4}}+ (?:[ ][”»)](?=\s)){{0,2}}+
          (?: ({_WHITE}++)(?=[^{_SMALL}\s,;:?!”»)\]…])
            | (?<=[{_SMALL}]{{3}}[.!?])()(?=(?:[{_CAPITAL}][{_SMALL}]+|[IVX]{{2,5}})[ ,])(?!Com|Net|Org|Js) )
    )""",
    re.VERBOSE,
)
_PLAIN = 1
_BEFORE_SIGN = "$€£₸₽₴#@"
_BULLETS = "•⁃"
_DASH = re.compile(rf"[-–—―−]\s?[{re.escape(_OPENING)}]?[{_CAPITAL}]")
_OPENING_MARKS = re.compile(rf"[{re.escape(_OPENING)}]{{0,3}}+\s?")
_LIST_MARK = re.compile(r"[⁃•*§(]?\s?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[ivxIVX]{1,5}|[a-zа-я])[.)]{1,2}")
_LIST_STEP = re.compile(r"(?:^|(?<=\s))([⁃•]\s?)?(?:(\d{1,2})|([a-z]))([.)]{1,2})\s")
_ELLIPSIS = re.compile(r"…|\.{3,}")
_NAME_WITH_ELLIPSIS = re.compile(r"([^\W\d_])[\w’'-]*(?:\s([^\W\d_])[\w’'-]*)?\s?(?:…|\.{3,})")
_FOUR_SPACED_DOTS = re.compile(r"\s\.\s\.\s\.\s\.\Z")
_THREE_SPACED_DOTS = re.compile(r"\.\s\.\s\.\s[^\W\d_]")
_EXCLAIMED_NAMES = frozenset({"Yahoo", "Jeopardy"})
_REACH = 200  # characters on either side that rules look at, so that time stays linear
_WORD_REACH = 24
_LIST_MARK_REACH = 14


def punctuation_breaks(text: str, steps: Sequence[Span] = ()) -> list[Span]:
    """The white space, as spans, between the sentences of `text` that are in one line.

    Args:
        text: any number of lines.
        steps: the white space before the items of a list within a line, see `list_steps`.
    """
    breaks: list[Span] = []
    start = 0
    for found in _END.finditer(text):
        group = found.lastindex or 0
        if group != _PLAIN:
            if steps:
                start = max([start, *(step for _, step in steps[: bisect_right(steps, (found.start(), 0))][-1:])])
            if not _parts(text, start, found.start(), *found.span(group)):
                continue
        span = found.span(group)
        breaks.append(span)
        start = span[1]
    if steps:
        breaks = sorted({*breaks, *steps})
    return _without_names_left_over(text, breaks) if "…" in text or "..." in text else breaks


def list_steps(line: Line) -> Iterator[Span]:
    """The white space before the second and later items, if `line` is a list: `1. Roads 2. Bridges`."""
    last: tuple[str, int] | None = None
    for found in _LIST_STEP.finditer(line.text):
        bullet, number, letter, mark = found.groups()
        style, count = f"{bullet is not None}{letter is None}{mark}", int(number) if number else ord(letter)
        if last is None and found.start():
            return
        if last == (style, count - 1):
            end = found.start()
            while line.text[end - 1].isspace():
                end -= 1
            yield line.start + end, line.start + found.start()
        elif last is not None:
            continue
        last = style, count


def _parts(text: str, start: int, at: int, end: int, after: int) -> bool:
    """Whether the sentence that begins at `start`, or at the start of the line, ends with the mark at `at`.

    `end` to `after` is the white space behind the mark and what closes with it.
    """
    first = text[after]
    if first in _OPENING:
        found = _OPENING_MARKS.match(text, after)
        first = text[found.end() : found.end() + 1] if found else ""
    if not first.isalnum():
        return _parts_before_sign(text, start, at, end, after)
    if first.islower():
        return False
    mark = text[at]
    word = _word_before(text, at)
    closing = text[end - 1]
    if mark == ".":
        if not word:
            return _parts_without_word(text, start, at, end)
        if word.lower() not in ABBREVIATIONS and len(word) > 2 and word.isalpha() and at - start > _LIST_MARK_REACH:
            return not _names_speaker(text, at, end, after)
        left = _line_before(text, start, at)
        if _LIST_MARK.fullmatch(left + text[at:end]):
            return False
        if end - at == 1 or (end - at == 2 and closing == ")"):
            return not ends_no_sentence(word, left, text[after : after + _REACH], first)
    elif mark == "!" and word in _EXCLAIMED_NAMES and end == at + 1:
        return starts_sentence(text[after : after + _REACH])
    elif not word:
        return _parts_without_word(text, start, at, end)
    return not _names_speaker(text, at, end, after)


def _names_speaker(text: str, at: int, end: int, after: int) -> bool:
    """Whether a quotation ends with a mark that leaves it open and its speaker is named next: `“Why?” Ms Lind said.`"""
    return (
        end - at > 1
        and text[end - 1] in "\"”»’'“"
        and text[end - 2] in "?!…"
        and is_bare_attribution(text[after : after + _REACH])
    )


def _parts_before_sign(text: str, start: int, at: int, end: int, after: int) -> bool:
    sign = text[after]
    if sign == ".":  # the omission after a full stop: `words. . . . The`
        return not text[at - 1].isspace() and _THREE_SPACED_DOTS.match(text, after) is not None
    if sign in _BULLETS or (sign in _BEFORE_SIGN and text[after + 1 : after + 2].isalnum()):
        return not ends_no_sentence(_word_before(text, at), "", text[after : after + _REACH], "0")
    return _DASH.match(text, after) is not None and _word_before(text, at) not in ABBREVIATIONS


def _parts_without_word(text: str, start: int, at: int, end: int) -> bool:
    """Whether a mark ends a sentence that has no word directly before it."""
    before = text[at - 1 : at]
    if before in ("[", "(") and end - at > 1:
        return False  # [...] leaves something out within a sentence
    if before.isspace() and text[at] == ".":
        if text[at - 2 : at - 1] == ".":
            return _FOUR_SPACED_DOTS.search(text[max(0, at - 8) : at + 1]) is not None
        if text[at + 1 : at + 2] == ".":
            return False
    return any(map(str.isalnum, _line_before(text, start, at)))


def _line_before(text: str, start: int, at: int) -> str:
    """What is before `at`, from `start` or the start of the line on."""
    piece = text[max(start, at - _REACH) : at]
    return _LINE_END.split(piece)[-1].lstrip() if _LINE_END.search(piece) else piece


def _word_before(text: str, at: int) -> str:
    """The word that ends at `at`, its inner full stops included; empty if there is none."""
    if not (text[at - 1 : at].isalnum() or text[at - 1 : at] == "°"):
        return ""
    words = text[max(0, at - _WORD_REACH) : at].rsplit(None, 1)
    word = words[-1].lstrip(_OPENING)
    return word if word.isalpha() or word[0].isdigit() else _after_joint(word)


def _after_joint(word: str) -> str:
    for joint in "-–—/(“\"«":
        word = word.rpartition(joint)[2]
    return word


def _without_names_left_over(text: str, breaks: list[Span]) -> list[Span]:
    """Without the breaks before one or two capitalised words and an ellipsis: the rest of a sentence that lost its end."""
    gone = set()
    for found in _ELLIPSIS.finditer(text):
        here = bisect_left(breaks, (found.start(), 0)) - 1
        if here < 0 or found.start() - breaks[here][1] > _REACH:
            continue
        is_end = _LINE_END.match(text, found.end()) or found.end() == len(text)
        name = _NAME_WITH_ELLIPSIS.fullmatch(text, breaks[here][1], found.end())
        if name and (is_end or breaks[here + 1 : here + 2] and breaks[here + 1][0] == found.end()):
            if all(first is None or first.isupper() for first in name.groups()):
                gone.add(here)
    return [span for at, span in enumerate(breaks) if at not in gone] if gone else breaks
