"""Where punctuation ends sentences in English, Russian and Kazakh.

One regular expression finds in one pass over a whole text what may be an end. Most ends are decided
by it alone: a word, a full stop, a space, a capital letter, unless the word ends like an abbreviation.
The word before and the marks and words around decide the rest.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from framing.corpus.splitting.abbreviations import ABBREVIATIONS, ends_no_sentence, starts_sentence
from framing.corpus.splitting.attribution import is_bare_attribution
from framing.corpus.splitting.lines import Line

Span = tuple[int, int]

_CLOSING = '"”»’›“)]'
_CLOSING_QUOTES = "\"”»’'“"
_OPENING = "\"“„«‘‹(['"
_WHITE = r"[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"  # within a line
_LINE_END = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CAPITAL = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_SMALL = "a-zа-яёәғқңөұүһі"
# The end of a sentence, and in the one group that matched the white space after it. The first group: after a word,
# before a capital letter, where only an abbreviation could speak against the end. The last, empty: the space is
# missing. A number after a blank line or two spaces is that of a list. The bounds keep long runs of marks linear.
_END = re.compile(
    rf"""[.!?…](?:
        (?<=[{_SMALL}]{{2}}[{_SMALL}”"»)][.!?]) (?:(?<=\.)[”"»])?+ ([ ]) (?=[“"«]?[{_CAPITAL}])
        | (?<![\n\ ]{{2}}\d\.)(?<![\n\ ]{{2}}\d\d\.)
          [.!?…]{{0,7}}+ ['{re.escape(_CLOSING)}]{{0,4}}+ (?:\[\d{{1,3}}\]){{0,4}}+ (?:[ ](?:[”»)]|'')(?=\s)){{0,2}}+
          (?: ({_WHITE}++)(?=[^{_SMALL}\s,;:?!”»)\]…]|[a-z][A-Z])
            | (?<=[{_SMALL}]{{3}}[.!?])()(?=(?:[{_CAPITAL}][{_SMALL}]+|[IVX]{{2,5}})[ ,])(?!Com|Net|Org|Js) )
    )""",
    re.VERBOSE,
)
_AFTER_WORD = 1
_EXCLAIMED_NAMES = frozenset({"Yahoo", "Jeopardy"})
# Words that need a closer look, and their last letters: most others are known by these.
_SUSPECTS = ABBREVIATIONS | frozenset(map(str.lower, _EXCLAIMED_NAMES))
_ENDINGS = frozenset(word[-3:] for word in _SUSPECTS)
_JOINT = re.compile(r"[–—/(“\"«]|(?<=[A-Z])-(?=[A-Z])")  # R-Ariz
_BEFORE_SIGN = "$€£₸₽₴#@"
_BULLETS = "•⁃"
_DASH = re.compile(rf"[-–—―−]\s?[{re.escape(_OPENING)}]?[{_CAPITAL}]")
_OMISSION = re.compile(rf"[\[(](?:\.{{3}}|…)[\])]\s[{_CAPITAL}]")
_OPENING_MARKS = re.compile(rf"[{re.escape(_OPENING)}]{{0,3}}+{_WHITE}?")
_LIST_MARK = re.compile(r"[⁃•*§(]?\s?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[ivxIVX]{1,5}|[a-zа-я])[.)]{1,2}")
_LIST_HEAD = re.compile(r"([⁃•]\s?)?(?:(\d{1,2})|([a-z]))([.)]{1,2})\s")
_NAME_WITH_ELLIPSIS = re.compile(r"([^\W\d_])[\w’']*[\s-]([^\W\d_])[\w’'-]*\s?(?:…|\.{3,})")
_FOUR_SPACED_DOTS = re.compile(r"\s\.\s\.\s\.\s\.\Z")
_THREE_SPACED_DOTS = re.compile(r"\.\s\.\s\.\s[^\W\d_]")
_REACH = 200  # characters on either side that rules look at, so that time stays linear
_WORD_REACH = 24
_LIST_MARK_REACH = 14
_INITIAL = 2  # letters


def punctuation_breaks(text: str, steps: Sequence[Span] = ()) -> list[Span]:
    """The white space, as spans, between the sentences of `text` that are in one line.

    Args:
        text: any number of lines.
        steps: the white space before the items of a list within a line, see `list_steps`.
    """
    breaks: list[Span] = []
    start = 0
    for found in _END.finditer(text):
        at, after = found.span()
        if found.lastindex == _AFTER_WORD and (text[at - 3 : at] not in _ENDINGS or _is_no_suspect(text, at)):
            breaks.append((after - 1, after))
        else:
            if steps and (passed := bisect_right(steps, (at, 0))):
                start = max(start, steps[passed - 1][1])
            end = found.start(found.lastindex or 0)
            if not _parts(_Mark(text, start, at, end, after)):
                continue
            breaks.append((end, after))
        start = after
    if steps:
        breaks = sorted({*breaks, *steps})
    return _without_names_left_over(text, breaks)


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


def _is_no_suspect(text: str, at: int) -> bool:
    """Whether the word that ends at `at` is none of _SUSPECTS, though its last letters are those of one."""
    word = text[max(0, at - _WORD_REACH) : at].rpartition(" ")[2]
    return word.isalpha() and word.lower() not in _SUSPECTS


class _Mark(NamedTuple):
    """A mark at `at` that may end the sentence from `start`; `end` to `after` is the white space behind it.

    Between the mark and `end` stand more marks, and those that close a quotation or a bracket.
    """

    text: str
    start: int
    at: int
    end: int
    after: int

    @property
    def right(self) -> str:
        return self.text[self.after : self.after + _REACH]

    @property
    def left(self) -> str:
        """What is before the mark, from the start of the sentence or of the line on."""
        piece = self.text[max(self.start, self.at - _REACH) : self.at]
        if not piece or _LINE_END.match(piece[-1]):
            return ""
        return piece.splitlines()[-1].lstrip()

    @property
    def word(self) -> str:
        """The word before the mark, its inner full stops included; empty if something else is there."""
        piece = self.text[max(0, self.at - _WORD_REACH) : self.at]
        if not (piece and (piece[-1].isalnum() or piece[-1] == "°")):
            return ""
        word = piece.rsplit(None, 1)[-1].lstrip(_OPENING)
        return word if word.isalpha() or word[0].isdigit() else _JOINT.split(word)[-1]

    @property
    def first(self) -> str:
        """The first character behind the white space and opening marks; empty at the end of the text."""
        at = self.after
        if self.text[at] in _OPENING and (found := _OPENING_MARKS.match(self.text, at)):
            at = found.end()
        return self.text[at : at + 1]


def _parts(mark: _Mark) -> bool:
    """Whether a sentence ends with the mark."""
    first, word = mark.first, mark.word
    if not first.isalnum():
        return _parts_before_sign(mark, word)
    if first.islower() and not mark.right[1:2].isupper():  # iPhone
        return False
    sign = mark.text[mark.at]
    if not word:
        return _parts_without_word(mark)
    if sign == "!" and word in _EXCLAIMED_NAMES and mark.end == mark.at + 1:
        return starts_sentence(mark.right)
    if sign == "." and _is_short(word, mark) and _goes_on(word, mark, first):
        return False
    return not _names_speaker(mark)


def _is_short(word: str, mark: _Mark) -> bool:
    """Whether `word` may be an abbreviation, an initial or the number of an item of a list."""
    return (
        word.lower() in ABBREVIATIONS
        or len(word) <= _INITIAL
        or not word.isalpha()
        or mark.at - mark.start <= _LIST_MARK_REACH
    )


def _goes_on(word: str, mark: _Mark, first: str) -> bool:
    left, marks = mark.left, mark.text[mark.at : mark.end]
    if _LIST_MARK.fullmatch(left + marks):
        return True
    return marks in (".", ".)") and ends_no_sentence(word, left, mark.right, first)


def _names_speaker(mark: _Mark) -> bool:
    """Whether a quotation ends with a mark that leaves it open, and its speaker is next: `“Why?” Ms Lind said.`."""
    marks = mark.text[mark.at : mark.end]
    return len(marks) > 1 and marks[-1] in _CLOSING_QUOTES and marks[-2] in "?!…" and is_bare_attribution(mark.right)


def _parts_before_sign(mark: _Mark, word: str) -> bool:
    text, after = mark.text, mark.after
    sign = text[after]
    if sign == ".":  # the omission after a full stop: `words. . . . The`
        return not text[mark.at - 1].isspace() and _THREE_SPACED_DOTS.match(text, after) is not None
    if sign in _BULLETS or (sign in _BEFORE_SIGN and text[after + 1 : after + 2].isalnum()):
        return not ends_no_sentence(word, "", mark.right, "0")
    if not (_DASH.match(text, after) or _OMISSION.match(text, after)) or word.lower() in ABBREVIATIONS:
        return False
    return not (text[mark.end - 1] in _CLOSING_QUOTES and is_bare_attribution(mark.right[1:].lstrip("-– ")))


def _parts_without_word(mark: _Mark) -> bool:
    """Whether a mark ends a sentence that has no word directly before it."""
    text, at = mark.text, mark.at
    before = text[at - 1 : at]
    if before in ("[", "(") and mark.end - at > 1:
        return False  # [...] leaves something out within a sentence
    if before.isspace() and text[at] == ".":
        if text[at - 2 : at - 1] == ".":
            return _FOUR_SPACED_DOTS.search(text[max(0, at - 8) : at + 1]) is not None
        if text[at + 1 : at + 2] == "." and text[mark.end - 1] not in _CLOSING:
            return starts_sentence(mark.right)
    return any(map(str.isalnum, mark.left))


def _without_names_left_over(text: str, breaks: list[Span]) -> list[Span]:
    """Without the breaks before two capitalised words and an ellipsis: the rest of a sentence that lost its end."""
    gone = {
        here for at in _ellipses(text) if _is_name_left_over(text, breaks, here := bisect_left(breaks, (at, 0)) - 1, at)
    }
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
    if name is None or name.end() <= at or not all(map(str.isupper, name.groups())):
        return False
    ends = [end for end, _ in breaks[here + 1 : here + 2]]
    return name.end() in (*ends, len(text)) or _LINE_END.match(text, name.end()) is not None
