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
# The end of a sentence, and in the one group that matched the white space after it. The first group: after a word,
# before a capital letter, where only an abbreviation could speak against the end. The last, empty: the space is
# missing. A number after a blank line or two spaces is that of a list. The bounds keep long runs of marks linear.
_END = re.compile(
    rf"""[.!?…](?:
        (?<=[{_SMALL}]{{3}}[.!?]) (?:(?<=\.)[”"»])?+ ([ ]) (?=[“"«]?[{_CAPITAL}])
        | (?<![\n\ ]{{2}}\d\.)(?<![\n\ ]{{2}}\d\d\.)
          [.!?…]{{0,7}}+ ['{re.escape(_CLOSING)}]{{0,4}}+ (?:\[\d{{1,3}}\]){{0,4}}+ (?:[ ][”»)](?=\s)){{0,2}}+
          (?: ({_WHITE}++)(?=[^{_SMALL}\s,;:?!”»)\]…])
            | (?<=[{_SMALL}]{{3}}[.!?])()(?=(?:[{_CAPITAL}][{_SMALL}]+|[IVX]{{2,5}})[ ,])(?!Com|Net|Org|Js) )
    )""",
    re.VERBOSE,
)
_AFTER_WORD = 1
_EXCLAIMED_NAMES = frozenset({"Yahoo", "Jeopardy"})
# The last letters of what could be an abbreviation or such a name; other words need no closer look.
_ENDINGS = frozenset(word[-3:].lower() for word in ABBREVIATIONS | _EXCLAIMED_NAMES)
_BEFORE_SIGN = "$€£₸₽₴#@"
_BULLETS = "•⁃"
_DASH = re.compile(rf"[-–—―−]\s?[{re.escape(_OPENING)}]?[{_CAPITAL}]")
_OPENING_MARKS = re.compile(rf"[{re.escape(_OPENING)}]{{0,3}}+\s?")
_LIST_MARK = re.compile(r"[⁃•*§(]?\s?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[ivxIVX]{1,5}|[a-zа-я])[.)]{1,2}")
_LIST_HEAD = re.compile(r"([⁃•]\s?)?(?:(\d{1,2})|([a-z]))([.)]{1,2})\s")
_NAME_WITH_ELLIPSIS = re.compile(r"([^\W\d_])[\w’'-]*(?:\s([^\W\d_])[\w’'-]*)?\s?(?:…|\.{3,})")
_FOUR_SPACED_DOTS = re.compile(r"\s\.\s\.\s\.\s\.\Z")
_THREE_SPACED_DOTS = re.compile(r"\.\s\.\s\.\s[^\W\d_]")
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
        at = found.start()
        span = found.span(group)
        if group != _AFTER_WORD or text[at - 3 : at] in _ENDINGS:
            if steps:
                start = max([start, *(step for _, step in steps[: bisect_right(steps, (at, 0))][-1:])])
            if not _parts(text, start, at, *span):
                continue
        breaks.append(span)
        start = span[1]
    if steps:
        breaks = sorted({*breaks, *steps})
    return _without_names_left_over(text, breaks) if "…" in text or "..." in text else breaks


def list_steps(line: Line) -> Iterator[Span]:
    """The white space before the second and later items, if `line` is a list: `1. Roads 2. Bridges`."""
    text = line.text
    head = _LIST_HEAD.match(text)
    if not head:
        return
    bullet, number, letter, mark = head.groups(default="")
    last = int(number) if number else ord(letter)
    at = head.end()
    while True:
        sign = f"{bullet}{last + 1 if number else chr(last + 1)}{mark}"
        at = text.find(sign, at)
        if at < 0:
            return
        if text[at - 1].isspace() and text[at + len(sign) : at + len(sign) + 1].isspace():
            last += 1
            end = at
            while text[end - 1].isspace():
                end -= 1
            yield line.start + end, line.start + at
        at += len(sign)


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
    gone = {here for at in _ellipses(text) if _is_name_left_over(text, breaks, here := bisect_left(breaks, (at, 0)) - 1, at)}
    return [span for at, span in enumerate(breaks) if at not in gone] if gone else breaks


def _ellipses(text: str) -> Iterator[int]:
    for mark in ("…", "..."):
        at = text.find(mark)
        while at >= 0:
            yield at
            at = text.find(mark, at + len(mark))


def _is_name_left_over(text: str, breaks: list[Span], here: int, at: int) -> bool:
    """Whether from the break at the position `here` to the ellipsis at `at` there is such a name, and then a break."""
    if here < 0 or at - breaks[here][1] > _REACH:
        return False
    name = _NAME_WITH_ELLIPSIS.match(text, breaks[here][1])
    if name is None or name.end() <= at or not all(first is None or first.isupper() for first in name.groups()):
        return False
    ends = [end for end, _ in breaks[here + 1 : here + 2]]
    return name.end() in (*ends, len(text)) or _LINE_END.match(text, name.end()) is not None


