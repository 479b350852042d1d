"""What stands in quotation: a walk over the marks, paragraph by paragraph.

Marks in news are often wrong: turned the wrong way, lost at one end, opened again in each paragraph.
So a mark is judged by its neighbours as much as by its shape, and no quotation outlives its paragraph
unless the next one goes on with it. Speech after a dash, as Russian and Kazakh print it, is here too.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from framing.corpus.sentences import Sentence

MARKS = '"“”„‟«»‹›‘`'  # one of them is in every text with quotations, but for those in straight single marks
_MARK = re.compile(r"[\"“”„‟«»‹›‘’'`](?:(?<=`)`|(?<=')')?+")  # `` and '' are one; one class in front is searched fast
_OPENING, _CLOSING = "“„«‹‘`", "”»›"
_STRAIGHT_SINGLE = re.compile(r"'\w(?<![^\s(—–]'\w)")
_CLOSES_SINGLE = re.compile(r"[\w.,!?…]'(?!\w)")
_AFTER_CLOSING = " \t\u00a0\n\r,.;:!?…)]}—–-"
_BEFORE_OPENING = " \t\u00a0\n\r([{—–-/"
_DASHES = "—–―−-"
_FREE_DASH = re.compile(r"[—–―−-](?:(?<![^\n].)|(?<=[ \u00a0].)(?= ))")  # one that starts a line, or between spaces
_DASH = re.compile(r"[—–―−-]{1,2}\s+(?=\S)")
_TAIL = re.compile(r"(?<=[,!?….;”»\"“])\s*[—–―−-]{1,2}\s+(?=[^\W\d_A-ZА-ЯЁӘІҢҒҮҰҚӨҺ])")
_RESUMES = re.compile(r"[,.;:!?]\s*[—–―−-]{1,2}\s+(?=\S)")
_REACH = 6  # sentences after a dash in which the words of the author must come
_NAME = 4  # words in marks that may be what something is called
_DEEPEST = 8  # quotations within quotations; the bound keeps a run of marks linear
_WORD = re.compile(r"\w+")


class Span(NamedTuple):
    """A part of a sentence that is in quotation: offsets within the sentence, marks included, and which quotation."""

    start: int
    end: int
    quotation: int


class _Open(NamedTuple):
    mark: str
    sentence: int
    at: int


class Quotations:
    """The quotations of one document."""

    def __init__(
        self, sentences: Sequence[Sentence], is_verb: Callable[[str], bool], is_trigger: Callable[[str], bool]
    ) -> None:
        """Walk over the sentences; `is_verb` knows verbs of reporting, `is_trigger` texts with one."""
        self._sentences = sentences
        self._is_verb = is_verb
        self._is_trigger = is_trigger
        self._count = 0
        self.spans: dict[int, list[Span]] = {}  # by index of the sentence
        self.texts = texts = [sentence.text for sentence in sentences]
        whole = "\n".join(texts)
        marks = [mark for mark in MARKS if mark in whole]
        if "'" in whole and _STRAIGHT_SINGLE.search(whole) is not None:
            marks.append("'")
        # The sentences with a mark, whether or not it opens or closes anything.
        self.marked = {index for mark in marks for index, text in enumerate(texts) if mark in text}
        dashed = _dashed(whole, texts)
        self._dashed = set(dashed)
        self.dash_starts = [index for index in dashed if texts[index][0] in _DASHES]
        carried: int | None = None  # the quotation that the paragraph before left open
        behind = 0
        for index in sorted(self.marked | self._dashed):
            if index >= behind:
                first, last = _paragraph(sentences, index)
                carried = self._walk(first, last, carried if first == behind else None)
                behind = last

    def _walk(self, first: int, last: int, carried: int | None) -> int | None:
        """One paragraph; the quotation that it leaves open, if any."""
        if self.marked.isdisjoint(range(first, last)):
            self._dialogue(first, last)
            return None
        stack: list[_Open] = []
        bottom = _Open("", first, 0)  # the outermost that is or was open
        was_opened = False
        starts_marked = self._sentences[first].text[0] in _OPENING + '"'
        identity = carried if carried is not None and starts_marked else self._next()
        for index in range(first, last):
            if index not in self.marked and not stack:
                continue
            text = self._sentences[index].text
            for match in _MARK.finditer(text):
                at, mark = match.start(), match.group()
                if mark == "’" and not (stack and stack[-1].mark in "‘'"):
                    continue  # an apostrophe
                turn = _turn(text, at, mark, stack)
                if turn == "open" and len(stack) < _DEEPEST:
                    stack.append(_Open(mark, index, at))
                    was_opened = True
                elif turn == "close" and stack:
                    _pop(stack, mark, text, match.end())
                    if not stack:
                        self._mark(bottom, index, match.end(), identity)
                        identity = self._next()
                elif turn == "close" and not was_opened and _ends_speech(text, at, match.end()):
                    was_opened = True
                    self._mark(_Open(mark, first, 0), index, match.end(), identity)
                    identity = self._next()
                if stack:
                    bottom = stack[0]
        if stack:
            return self._leave_open(stack[0], last, identity)
        if not self._dashed.isdisjoint(range(first, last)):
            self._dialogue(first, last)
        return None

    def _leave_open(self, opened: _Open, last: int, identity: int) -> int | None:
        """A quotation without its end runs on to that of the paragraph; from mid-clause, to that of the sentence."""
        text = self._sentences[opened.sentence].text
        before = text[: opened.at].rstrip()
        starts_speech = not before or before[-1] in ":,—–-" or not before[-1].isalnum()
        end = last if starts_speech else opened.sentence + 1
        self._mark(opened, end - 1, len(self._sentences[end - 1].text), identity)
        return identity if end == last else None

    def _mark(self, opened: _Open, last: int, end: int, identity: int) -> None:
        for index in range(opened.sentence, last + 1):
            start = opened.at if index == opened.sentence else 0
            stop = end if index == last else len(self._sentences[index].text)
            if stop > start:
                self.spans.setdefault(index, []).append(Span(start, stop, identity))

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _dialogue(self, first: int, last: int) -> None:
        """Speech after a dash in one paragraph, as in `— We stay, — she said. — All of us`."""
        index = first
        while index < last:
            text = self._sentences[index].text
            if index not in self._dashed:
                index += 1
                continue
            dash = _DASH.match(text)
            if dash is None and _TAIL.search(text) is None:
                index += 1
                continue
            if dash is not None and not text[dash.end()].isupper():
                index += 1
                continue
            index = self._dash_speech(index, last, has_dash=dash is not None)

    def _dash_speech(self, first: int, last: int, *, has_dash: bool) -> int:
        """Speech from sentence `first` on, if words of an author follow; the index of the next sentence to look at."""
        reach = min(last, first + _REACH) if has_dash else first + 1
        index, tail = first, self._tail(self._sentences[first].text)
        while tail is None and index + 1 < reach and index not in self.spans:
            index += 1
            tail = self._tail(self._sentences[index].text)
        if tail is None or not self._are_names(index, tail[0], has_dash=has_dash):
            return first + 1
        for within in range(first, index + 1):
            self.spans.pop(within, None)
        identity = self._next()
        self._mark(_Open("—", first, 0), index, tail[0], identity)
        if tail[1] >= 0:
            self._mark(_Open("—", index, tail[1]), index, len(self._sentences[index].text), identity)
        following = index + 1
        goes_on = following < last and (tail[1] >= 0 or _DASH.match(self._sentences[following].text) is not None)
        starts_paragraph = first == 0 or self._sentences[first - 1].paragraph != self._sentences[first].paragraph
        if goes_on and has_dash and starts_paragraph:
            while following < last and not self._tells_otherwise(following):
                self._mark(_Open("—", following, 0), following, len(self._sentences[following].text), identity)
                following += 1
        return following

    def _are_names(self, index: int, tail: int, *, has_dash: bool) -> bool:
        """Whether what stands in marks beside speech after a dash is called so, and is no quotation of its own."""
        text, spans = self._sentences[index].text, self.spans.get(index, ())
        if spans and not has_dash and spans[0].start < tail:
            return False
        return all(len(text[span.start : span.end].split()) <= _NAME for span in spans)

    def _tells_otherwise(self, index: int) -> bool:
        """Whether a sentence after speech is no more of it: it has marks or a verb of reporting of its own."""
        text = self._sentences[index].text
        return index in self.marked or self._is_trigger(text)

    def _tail(self, text: str) -> tuple[int, int] | None:
        """Where the words of an author begin, and where speech goes on after them (-1 if it does not)."""
        for tail in _TAIL.finditer(text):
            words = _WORD.findall(text, tail.end(), tail.end() + 60)[:4]
            if any(self._is_verb(word) for word in words):
                resumed = _RESUMES.search(text, tail.end())
                return tail.start(), resumed.end() if resumed else -1
        return None


def _dashed(whole: str, texts: Sequence[str]) -> list[int]:
    """The indices of the texts with a free dash; `whole` is all of them, each ended by a line."""
    dashes = [dash for dash in _DASHES if dash in whole]  # a fixed text is found many times as fast as a pattern
    if not any(f"{dash} " in whole or f"\n{dash}" in whole for dash in dashes) and whole[:1] not in dashes:
        return []
    has_dash = _FREE_DASH.search
    if has_dash(whole) is None:
        return []
    return [index for index, text in enumerate(texts) if has_dash(text) is not None]


def _paragraph(sentences: Sequence[Sentence], index: int) -> tuple[int, int]:
    """The first sentence of the paragraph of sentence `index`, and the one after its last."""
    paragraph = sentences[index].paragraph
    first, last = index, index + 1
    while first > 0 and sentences[first - 1].paragraph == paragraph:
        first -= 1
    while last < len(sentences) and sentences[last].paragraph == paragraph:
        last += 1
    return first, last


def _turn(text: str, at: int, mark: str, stack: Sequence[_Open]) -> str:
    """Whether the mark opens, closes, or is none of quotation (an apostrophe, inches)."""
    end = at + len(mark)
    before = text[at - 1] if at else " "
    after = text[end] if end < len(text) else " "
    if not stack and mark in "“«" and before == " " and after.isalnum():
        return "open"
    if mark == "”" and before != " " and len(stack) == 1:
        return "close"
    if mark in ("'", "’", "‘"):
        return _turn_single(text, at, mark, before, after, stack)
    if mark == "`" or mark == "''":
        return "close" if stack and stack[-1].mark == "``" and mark == "''" else ""
    if mark == "``":
        return "open"
    opens = not after.isspace() and after not in ",.;:!?)]" and (before in _BEFORE_OPENING or before in MARKS)
    closes = not before.isspace() and (after in _AFTER_CLOSING or after in MARKS + "’'")
    if mark in _OPENING:
        if stack and (after.isspace() or after in ",.;:!?…)]" or (mark == "“" and closes and not opens)):
            return "close"
        if not stack and closes and not opens and (after.isspace() or after in ",.;:!?)"):
            return "close"
        return "open"
    if mark in _CLOSING:
        return "open" if not stack and opens and not closes else "close"
    if before.isdigit() and not stack:
        return ""
    if opens != closes:
        return "open" if opens and not (stack and stack[-1].mark == mark) else "close" if closes else ""
    return "close" if stack else "open"


def _turn_single(text: str, at: int, mark: str, before: str, after: str, stack: Sequence[_Open]) -> str:
    inside = bool(stack) and stack[-1].mark in ("‘", "'")
    if inside and mark != "‘" and not after.isalnum():
        same_shape = (stack[-1].mark == "‘") == (mark == "’")
        return "close" if same_shape and not before.isspace() else ""
    if stack or not after.isalnum() or not (before.isspace() or before in "([—–"):
        return ""
    if mark == "‘":
        closing = text.find("’", at + 1, at + 2000)
        return "open" if closing >= 0 or at == 0 else ""
    if mark == "'" and _CLOSES_SINGLE.search(text, at + 1, at + 400) is not None:
        return "open"
    return ""


def _pop(stack: list[_Open], mark: str, text: str, end: int) -> None:
    """Close the inner quotation, or all of them where one mark stands for two: `«… «Name», — said X`."""
    if len(stack) == 1:
        stack.clear()
        return
    rest = text[end : end + 4].lstrip()
    if (rest[:1] == "," and rest[1:].lstrip()[:1] in ("—", "–", "-")) or mark in ("’", "'", "''"):
        if mark in ("’", "'", "''"):
            stack.pop()
        else:
            stack.clear()
        return
    partners = {"”": '“„‟”"', "“": "„“«", "»": "«»", "›": "‹", '"': '"', "«": "»«"}.get(mark, "")
    for position in range(len(stack) - 1, -1, -1):
        if stack[position].mark in partners:
            del stack[position:]
            return
    stack.pop()


def _ends_speech(text: str, start: int, end: int) -> bool:
    """Whether a closing mark without an opening one ends a speech, and not one odd word."""
    before, rest = text[max(0, start - 3) : start].rstrip()[-1:], text[end : end + 4].strip()
    return before in ",.!?…" or not rest or rest[0] in ",—–-"
