"""Where the article ends among the furniture below it.

The article is one stretch of a page with few holes. So lines are weighed from the end of the page
upwards: paragraphs speak for the article; furniture, lines without a full stop and what a page says
of itself (`speech`) against it. The article ends where most speaks against what is below. Only the
end of a page is looked at, so this takes no time in long articles.
"""

import re
from typing import NamedTuple

from framing.corpus.cleaning import marks
from framing.corpus.cleaning.around import BODY_BEFORE_END, tells_author
from framing.corpus.cleaning.bylines import is_name
from framing.corpus.cleaning.marks import Mark
from framing.corpus.cleaning.page import Page, count_words, is_part
from framing.corpus.cleaning.speech import addresses_outside_quotes, must_be_page, speaks_of_page, tells_how_made
from framing.tables import CODED_KINDS

_REST_SHARE = 0.25  # paragraphs below the end are at most this part of those above
_MANY_SIGNS, _REST_SHARE_OF_SURE = 4, 0.5  # or this part, where so many lines can only be furniture
_LINK_WORDS = 4  # a line of more words without a full stop is a headline of another article
_QUESTION = 100  # characters; a headline that asks is not longer
_ISOLATED = 100  # nor a sentence that stands for itself between headlines
_FIRST_BODIES = 12
_HEAD = 30  # lines
_BYLINE_LIMIT = 200  # characters
_NAME_LIMIT = 40  # characters
_HEADINGS = 3  # lines of a heading, at most

# Weights, in paragraphs of _PARAGRAPH characters.
_PARAGRAPH = 60
_SHORTEST, _LONGEST = 0.5, 3.0
_FURNITURE, _RUN = -0.7, -1.0  # of a line, and of all furniture that follows each other
_NEUTRAL = -0.2  # dates, bylines and credits stand inside articles too
_OPEN = -0.5
_SPEECH = -1.0
_ENOUGH = 5.0  # so much for the article above the end settles it

_INSIDE_TOO = frozenset({marks.BYLINE, marks.NAME, marks.DATELINE, marks.DATE, marks.CREDIT, marks.NO_LETTERS})
_NAME = re.compile(r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][^\W\d_]+(?:[ -][A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][^\W\d_]*\.?){1,3}")


class _Tail(NamedTuple):
    """The first line below the article, how much below it can only be furniture, and the lines of page speech."""

    end: int
    signs: int
    speech: frozenset[int]


def mark_head(page: Page) -> None:
    """A first paragraph that tells how the text was made, below furniture."""
    first = next((at for at in range(min(_HEAD, len(page.lines))) if page.is_body(at)), -1)
    if page.found and first > 0 and page.marks[first - 1] is not None and tells_how_made(page.texts[first]):
        page.mark((first,), marks.PAGE_SPEECH)


def mark_rim(page: Page) -> None:
    """All below the end of the article, if some of it can only be furniture and little of it is paragraphs."""
    if _INSIDE_TOO.issuperset(page.found) or page.body_before()[-1] < BODY_BEFORE_END:
        return
    tail = _find_tail(page)
    if tail.end >= len(page.lines) or not tail.signs:
        return
    before = page.body_before()
    end = _keep_parts(page, tail)
    rest = sum(len(page.texts[at]) for at in range(end, len(page.lines)) if page.is_body(at) and at not in tail.speech)
    share = _REST_SHARE if tail.signs < _MANY_SIGNS else _REST_SHARE_OF_SURE
    if before[end] < BODY_BEFORE_END or rest > share * before[end]:
        return
    undecided = [at for at in range(end, len(page.lines)) if page.marks[at] is None]
    for at, mark in [(at, _tail_mark(page, at, tail)) for at in undecided]:
        page.mark((at,), mark)


def _find_tail(page: Page) -> _Tail:
    """Where the weights of the lines, added from below, are lowest."""
    weigh = _Scale(page)
    total = lowest = run = 0.0
    signs = found = 0
    end = len(page.lines)
    for at in range(len(page.lines) - 1, -1, -1):
        mark = page.marks[at]
        if mark is None:
            weight = weigh.line(at)
            signs += at in weigh.sure
        elif mark.kind in CODED_KINDS:
            weight = _SHORTEST
        elif mark in _INSIDE_TOO:
            weight = _NEUTRAL
        else:
            weight = max(_FURNITURE, _RUN - run)
            run += weight
            signs += 1
            weigh.below_plain = False
        if weight > 0:
            run = 0.0
            weigh.below_plain = True
        total += weight
        if total < lowest:
            lowest, end, found = total, at, signs
        if total > lowest + _ENOUGH:
            break
    return _Tail(end, found, frozenset(weigh.speech))


class _Scale:
    """Weighs undecided lines, from the end of the page upwards, and keeps which speak of the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.below_plain = False  # a paragraph is below, and no furniture between
        self.speech: set[int] = set()
        self.sure: set[int] = set()  # speech that no column has
        self.bodies = page.bodies()
        open_lines = page.still_open()
        # Whether the paragraphs mostly have no full stops.
        self.broken = len(open_lines) > len(self.bodies) and _is_broken(page, open_lines, self.bodies)
        self.authors = _authors(page)
        self.spoken: bool | None = None

    def line(self, at: int) -> float:
        page, text = self.page, self.page.texts[at]
        if at in page.own:
            return _SHORTEST
        if self._is_speech(at, text):
            self.speech.add(at)
            return _SPEECH
        if page.ended[at]:
            if self._may_be_link(at, text):
                return _OPEN if text[-1] == "?" else 0.0
            return min(max(len(text) / _PARAGRAPH, _SHORTEST), _LONGEST)
        if self.broken and count_words(text) > _LINK_WORDS:
            return min(max(len(text) / _PARAGRAPH, _SHORTEST), _LONGEST)
        return _OPEN if page.is_open(at) and not is_part(text) else 0.0

    def _is_speech(self, at: int, text: str) -> bool:
        if self.below_plain:
            return False
        if tells_author(text, self.authors):
            return True
        if not speaks_of_page(text):
            return False
        if must_be_page(text):
            self.sure.add(at)
            return True
        if self.spoken is None:
            bodies = [other for other in self.bodies[:_FIRST_BODIES] if other < at]
            self.spoken = sum(addresses_outside_quotes(self.page.texts[other]) for other in bodies) > 1
        return not self.spoken

    def _may_be_link(self, at: int, text: str) -> bool:
        """Whether a short sentence stands for itself among lines without full stops: a headline or its teaser."""
        limit = _QUESTION if text[-1] == "?" else _ISOLATED
        if len(text) > limit or self.broken or self.below_plain:
            return False
        if at + 1 < len(self.page.lines) and self.page.is_open(at + 1):
            return not self.page.is_body(at - 1) or at - 1 in self.speech
        above = at - 1
        while above > 0 and self.page.is_open(above) and at - above < _HEADINGS:
            above -= 1  # a last paragraph below a heading belongs to the article if the heading does
        found = self.page.marks[above]
        return above < at - 1 and found is not None and found not in _INSIDE_TOO


def _keep_parts(page: Page, tail: _Tail) -> int:
    """The end, moved down where short sentences below headings follow the article before any furniture."""
    sentences = []
    for at in range(tail.end, len(page.lines)):
        if at in tail.speech or (page.marks[at] is not None and page.marks[at] not in _INSIDE_TOO):
            break
        if page.is_body(at):
            sentences.append(at)
    return sentences[-1] + 1 if len(sentences) > 1 else tail.end


def _is_broken(page: Page, open_lines: list[int], bodies: list[int]) -> bool:
    return sum(count_words(page.texts[at]) > _LINK_WORDS for at in open_lines) > len(bodies)


def _authors(page: Page) -> frozenset[str]:
    """The names in bylines, and those that stand alone above the first paragraph."""
    lines = {at for mark in (marks.BYLINE, marks.NAME) for at in page.found.get(mark, ())}
    for at in range(min(_HEAD, len(page.lines))):
        if page.is_body(at):
            break
        if len(page.texts[at]) <= _NAME_LIMIT and is_name(page.texts[at]):
            lines.add(at)
    names = {name for at in lines for name in _NAME.findall(page.texts[at][:_BYLINE_LIMIT])}
    shorter = (name.partition(" ")[2] for name in names)  # without `By`
    return frozenset(names.union(name for name in shorter if " " in name))


def _tail_mark(page: Page, at: int, tail: _Tail) -> Mark:
    if page.is_open(at) and count_words(page.texts[at]) > _LINK_WORDS:
        return marks.LINK_AFTER_END
    return marks.PAGE_SPEECH if at in tail.speech else marks.AFTER_END
