"""The kind of every stretch of a text: headline, standfirst, body, caption, byline, boilerplate, link-list.

Nothing is dropped. What a page puts around an article is marked, so that it does not reach
annotators and can still be counted. Layout decides where it can (position, full stops, list
marks, blank lines), common wordings of page furniture where it cannot; no rule knows a source.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from framing.corpus.attribution import continues_quotation, starts_with_tail
from framing.corpus.furniture import appeal_words, is_appeal, is_comment_form, is_credit, is_dangling, wording_kind
from framing.corpus.lines import Line, read_lines

_HEADLINE_LIMIT = 250  # characters
_QUESTION_LIMIT = 120
_CAPTION_LIMIT = 300
_LINK_LIMIT = 150
_BROKEN_FROM = 40  # a line that was broken before a small letter is at least this long
_FEW_WORDS = 4  # a line of so few words without a full stop, at the rim of an article, is a button or a label
_STANDFIRST_FROM = 5  # words
_LIST_INSIDE, _LIST_AT_END, _PLAIN_LIST, _MENU = 5, 3, 4, 5  # lines that make a list of links
_OPEN_SHARE = 0.7  # of the items of a list of links have no full stop
_APPEALS = 2  # in one block of lines
_BODIES_BEFORE_BYLINE = 2  # paragraphs
_TAIL_SHARE = 0.25  # what follows a closing byline is about the author if it is at most this part of the body
_BODY_BEFORE_COMMENTS = 200  # characters

_LIST_ITEM = re.compile(r"(?:\(?\d{1,3}[.)]|[•◦▪●○■□▸►‣⁃·*+»›–—-])\s+\S")
_CLOSING = '"”»’›“)]'
_ENDS = ".!?…"
_OPENING_QUOTES = '"“„«‘'


class Stretch(NamedTuple):
    """A line and its kind; `continues`: its first sentence began in the stretch before."""

    line: Line
    kind: str
    continues: bool


def mark_stretches(text: str, title: str = "") -> list[Stretch]:
    """The kind of each line of `text`, in order; together they hold all that is not white space.

    Args:
        text: a document.
        title: its title if the source gave one; a line that equals it is the headline.
    """
    page = _Page(read_lines(text))
    _mark_buttons(page)
    _mark_appeals(page, text)
    _mark_comments(page)
    _mark_lists(page)
    _mark_plain_lists(page)
    _mark_author(page)
    _find_continued(page)
    _mark_end(page)
    _mark_start(page, title)
    _mark_captions(page)
    return [
        Stretch(line, kind or "body", continued and not kind and not before)
        for line, kind, before, continued in zip(
            page.lines, page.kinds, ["", *page.kinds], page.continued, strict=False
        )
    ]


class _Page:
    """The lines of a text while their kinds are being found; the empty kind is not decided yet."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.ended = [_is_ended(line.text) for line in lines]
        self.kinds = [wording_kind(line.text, ended=ended) for line, ended in zip(lines, self.ended, strict=True)]
        self.continued = [False] * len(lines)

    def undecided(self) -> Iterator[int]:
        return (at for at, kind in enumerate(self.kinds) if not kind)

    def is_open(self, at: int) -> bool:
        """Whether the line is undecided and has no punctuation at its end."""
        return not self.kinds[at] and not self.ended[at] and self.lines[at].text[-1] not in ":,;"

    def is_body(self, at: int) -> bool:
        """Whether the line is undecided and ends as a sentence does."""
        return not self.kinds[at] and self.ended[at]

    def mark(self, positions: Iterable[int], kind: str) -> None:
        for at in positions:
            if not self.kinds[at]:
                self.kinds[at] = kind


def _is_ended(text: str) -> bool:
    return text[-1] in _ENDS or text.rstrip(_CLOSING).endswith(tuple(_ENDS))


def _count_words(text: str) -> int:
    return len(text.split(None, _STANDFIRST_FROM))


def _runs(positions: Iterable[int]) -> Iterator[range]:
    """The longest runs of positions that follow each other."""
    start = end = -1
    for at in positions:
        if at != end:
            if end > start:
                yield range(start, end)
            start = at
        end = at + 1
    if end > start:
        yield range(start, end)


def _mark_buttons(page: _Page) -> None:
    """Credits below the first line, and lines that break off beside a button: both lost a link."""
    first = next(page.undecided(), len(page.lines))
    for at in page.undecided():
        if page.ended[at]:
            continue
        beside = page.kinds[at + 1 : at + 2] == ["boilerplate"] and not page.lines[at + 1].opens_block
        text = page.lines[at].text
        if (at != first and is_credit(text)) or (beside and is_dangling(text)):
            page.kinds[at] = "boilerplate"


def _mark_appeals(page: _Page, text: str) -> None:
    """Appeals for consent, money and attention, and the rest of a block that is half of them."""
    words = appeal_words(text)
    appeals = {at for at, line in enumerate(page.lines) if is_appeal(line.text, words)} if words else set()
    if not appeals:
        return
    starts = [at for at, line in enumerate(page.lines) if line.opens_block]
    for start, end in pairwise((*starts, len(page.lines))):
        found = sum(at in appeals for at in range(start, end))
        if found >= _APPEALS and 2 * found >= end - start:
            page.mark(range(start, end), "boilerplate")
    page.mark(appeals, "boilerplate")


def _mark_lists(page: _Page) -> None:
    """Runs of items with numbers or bullets and without full stops, and the heading above them."""
    first = next(page.undecided(), 0)
    last_body = max((at for at in page.undecided() if page.ended[at]), default=-1)
    items = (at for at, line in enumerate(page.lines) if not line.text[0].isalpha() and _LIST_ITEM.match(line.text))
    for run in list(_runs(items)):
        open_items = sum(not page.ended[at] for at in run)
        shortest = _LIST_INSIDE if last_body >= run.stop else _LIST_AT_END
        if open_items < _OPEN_SHARE * len(run) or len(run) < shortest:
            continue
        heading = run.start - 1
        if heading >= 0 and not page.kinds[heading] and page.lines[heading].text.endswith(":"):
            continue  # a list that a sentence leads in to is the article's own
        for at in run:
            page.kinds[at] = "link-list"
        if heading > first and page.is_open(heading):
            page.kinds[heading] = "boilerplate"


def _mark_plain_lists(page: _Page) -> None:
    """Runs of lines without any punctuation at their end: headlines of others, or a menu above the article."""
    bodies = [at for at in page.undecided() if page.ended[at]]
    if not bodies:
        return  # a text that has no full stop at all is not made of links
    short = (at for at in page.undecided() if page.is_open(at) and len(page.lines[at].text) <= _LINK_LIMIT)
    for run in list(_runs(short)):
        if run.stop <= bodies[0]:
            if len(run) >= _MENU:
                page.mark((at for at in run if _count_words(page.lines[at].text) < _FEW_WORDS), "link-list")
        elif len(run) >= _PLAIN_LIST and not page.lines[run.start - 1].text.endswith(":"):
            page.mark(run, "link-list")


def _mark_comments(page: _Page) -> None:
    """All from the head of a comment form on, if an article is before it."""
    before = 0
    for at, line in enumerate(page.lines):
        if page.is_body(at):
            before += len(line.text)
        if before >= _BODY_BEFORE_COMMENTS and is_comment_form(line.text):
            page.kinds[at] = "boilerplate"
            page.mark(range(at, len(page.lines)), "boilerplate")
            return


def _mark_author(page: _Page) -> None:
    """What follows a byline at the end of an article: about the author, and about the page."""
    bylines = [at for at, kind in enumerate(page.kinds) if kind == "byline"]
    if not bylines:
        return
    undecided = [0 if kind else len(line.text) for line, kind in zip(page.lines, page.kinds, strict=True)]
    before = list(accumulate(undecided, initial=0))
    bodies = list(accumulate((page.is_body(at) for at in range(len(page.lines))), initial=0))
    for at in bylines:
        if bodies[at] >= _BODIES_BEFORE_BYLINE and before[-1] - before[at] <= _TAIL_SHARE * before[at]:
            page.mark(range(at, len(page.lines)), "boilerplate")
            return


def _find_continued(page: _Page) -> None:
    """Which lines go on with the sentence of the line before."""
    for at in range(1, len(page.lines)):
        if not page.kinds[at - 1] and not page.kinds[at]:
            page.continued[at] = _continues(page.lines[at - 1].text, page.lines[at])


def _continues(before: str, line: Line) -> bool:
    first, last = line.text[0], before[-1]
    if last == "." and first.isalnum():
        return False
    if not last.isalnum():
        return continues_quotation(before, line.text)
    if first in _OPENING_QUOTES:  # a fragment in quotation marks goes on with what has no full stop
        return line.text[1:2].islower()
    return first.islower() and not line.opens_block and len(before) >= _BROKEN_FROM


def _mark_end(page: _Page) -> None:
    """Labels and signatures after the last sentence of the article."""
    last = max((at for at in page.undecided() if page.ended[at] or page.continued[at]), default=len(page.lines))
    trailing = (at for at in range(last + 1, len(page.lines)) if page.is_open(at))
    page.mark((at for at in trailing if _count_words(page.lines[at].text) <= _FEW_WORDS), "boilerplate")


def _mark_start(page: _Page, title: str) -> None:
    """The headline, and the lines below it that come before the first sentence."""
    undecided = list(page.undecided())
    wanted = " ".join(title.casefold().split())
    for at in undecided[:10] if wanted else ():
        if " ".join(page.lines[at].text.casefold().split()) == wanted:
            page.mark((other for other in undecided if other < at and page.is_open(other)), "boilerplate")
            headline = at
            break
    else:
        headline = undecided[0] if undecided else -1
        if headline < 0 or not _may_be_headline(page, headline, alone=len(undecided) == 1):
            return
    page.kinds[headline] = "headline"
    below = headline + 1
    while below < len(page.lines) and page.kinds[below]:
        below += 1
    if below < len(page.lines) and page.is_open(below) and not page.continued[below] and not _is_continued(page, below):
        text = page.lines[below].text
        if _count_words(text) >= _STANDFIRST_FROM and len(text) <= _CAPTION_LIMIT:
            page.kinds[below] = "standfirst"


def _may_be_headline(page: _Page, at: int, *, alone: bool) -> bool:
    text = page.lines[at].text
    if starts_with_tail(text) or _is_continued(page, at):
        return False
    if page.is_open(at):
        return len(text) <= _HEADLINE_LIMIT
    return not alone and len(text) <= _QUESTION_LIMIT and text.rstrip(_CLOSING)[-1:] in "?!"


def _is_continued(page: _Page, at: int) -> bool:
    return any(page.continued[at + 1 : at + 2])


def _mark_captions(page: _Page) -> None:
    """Lines without a full stop between those of the article: captions, and headings of its parts."""
    bodies = [at for at in page.undecided() if page.ended[at]]
    for at in range(bodies[-1] if bodies else 0):
        if page.is_open(at) and not page.continued[at] and not _is_continued(page, at):
            text = page.lines[at].text
            if len(text) <= _CAPTION_LIMIT and not text[0].islower() and not starts_with_tail(text):
                page.kinds[at] = "caption"
