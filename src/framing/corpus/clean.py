"""The kind of every stretch of a text: headline, standfirst, body, caption, byline, boilerplate, link-list.

Nothing is dropped. What a page puts around an article is marked, so that it does not reach
annotators and can still be counted. Wording decides first (`furniture`), then what stands beside
furniture (`around`), then position, full stops and blank lines (here); no rule knows a source.
"""

from collections.abc import Callable, Container, Iterable
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from framing.corpus.cleaning import marks
from framing.corpus.cleaning.around import (
    FEW_WORDS,
    mark_after_end,
    mark_appeals,
    mark_author,
    mark_biography,
    mark_comments,
    mark_dangling,
    mark_mail_head,
    mark_stumps,
    restore_subheadings,
)
from framing.corpus.cleaning.bylines import is_name_list
from framing.corpus.cleaning.links import mark_links, mark_lists, mark_plain_lists
from framing.corpus.cleaning.page import Page, count_words, is_part
from framing.corpus.cleaning.rim import mark_head, mark_rim
from framing.corpus.splitting.attribution import continues_quotation, starts_with_tail
from framing.corpus.splitting.lines import Line, read_lines

_HEADLINE_LIMIT = 250  # characters
_QUESTION_LIMIT = 120
_CAPTION_LIMIT = 300
_LINK_LIMIT = 150
_BROKEN_FROM = 40  # a line that was broken before a small letter is at least this long
_STANDFIRST_FROM = 5  # words
_OUTLET_WORDS = 2
_TITLE_WITHIN = 600  # characters of sentences, at most, stand above the title

_SIGNED_BY = (
    "press service",
    "press office",
    "press centre",
    "press center",
    "пресс-служба",
    "пресс-центр",
    "баспасөз",
)
_NAVIGATION = (marks.SECTION, marks.TRAIL, marks.MENU)
_SIGNATURES = (marks.BYLINE, marks.DATE, marks.DATELINE)
_CLOSING = '"”»’›“)]'
_OPENING_QUOTES = '"“„«‘'


class Stretch(NamedTuple):
    """A line, its kind, whether its first sentence began in the stretch before, and the rule that gave the kind."""

    line: Line
    kind: str
    continues: bool
    reason: str


_BY_NEIGHBOURS = (
    mark_mail_head,
    mark_stumps,
    restore_subheadings,
    mark_dangling,
    mark_appeals,
    mark_comments,
    mark_lists,
    mark_after_end,
    mark_links,
    mark_plain_lists,
    mark_author,
    mark_head,
    mark_rim,
)
_MAKE_STRETCH: Callable[[Iterable[object]], Stretch] = partial(tuple.__new__, Stretch)


def line_key(line: str) -> str:
    """`line` as it is compared with lines of other documents: in small letters, each white space one space."""
    return " ".join(line.casefold().split())


def mark_stretches(text: str, title: str = "", *, repeated: Container[str] = frozenset()) -> list[Stretch]:
    """The kind of each line of `text`, in order; together they hold all that is not white space.

    Args:
        text: a document.
        title: its title if the source gave one; a line that equals it is the headline.
        repeated: the `line_key` of lines that other documents of the same outlet have too.
    """
    page = Page(read_lines(text))
    _mark_repeated(page, repeated, title)
    if page.found or len(page.open_lines) > 1:
        for find in _BY_NEIGHBOURS:
            find(page)
    mark_biography(page)
    _find_continued(page)
    _mark_end(page)
    _mark_start(page, title)
    _mark_captions(page)
    return _stretches(page)


def _stretches(page: Page) -> list[Stretch]:
    kinds = [mark.kind if mark else "body" for mark in page.marks]
    reasons = [mark.reason if mark else marks.PARAGRAPH.reason for mark in page.marks]
    # What Stretch(...) does, without a step of the interpreter for each line.
    return list(map(_MAKE_STRETCH, zip(page.lines, kinds, _joins(page), reasons, strict=True)))


def _joins(page: Page) -> list[bool]:
    """Which lines go on with a line that is of the same kind: both are paragraphs."""
    joins = [False] * len(page.lines)
    for at in page.continued:
        joins[at] = page.marks[at] is None and page.marks[at - 1] is None
    return joins


def _mark_repeated(page: Page, repeated: Container[str], title: str) -> None:
    if not repeated:
        return
    wanted = line_key(title)
    for at, line in enumerate(page.lines):
        key = line_key(line.text)
        if key != wanted and key in repeated and page.marks[at] is None:
            page.marks[at] = marks.REPEATED


def _find_continued(page: Page) -> None:
    """Which lines go on with the sentence of the line before."""
    texts, found = page.texts, page.marks
    for at, before in enumerate(texts[:-1], 1):
        if found[at] is not None or (before[-1] == "." and texts[at][0].isalnum()):
            continue
        if found[at - 1] is None and _continues(before, page.lines[at]):
            page.continued.add(at)


def _continues(before: str, line: Line) -> bool:
    first, last = line.text[0], before[-1]
    if not last.isalnum():
        return continues_quotation(before, line.text)
    if first in _OPENING_QUOTES:  # a fragment in quotation marks goes on with what has no full stop
        return line.text[1:2].islower()
    return first.islower() and not line.opens_block and len(before) >= _BROKEN_FROM


def _mark_end(page: Page) -> None:
    """Labels, signatures and links after the last sentence of the article."""
    if not page.open_lines:
        return
    ends = (at for at in range(len(page.lines) - 1, -1, -1) if page.marks[at] is None)
    last = next((at for at in ends if page.ended[at] or at in page.continued), len(page.lines))
    trailing = [at for at in page.still_open() if at > last and not is_part(page.texts[at])]
    if not trailing:
        return
    page.mark((at for at in trailing if _is_label(page.texts[at])), marks.LAST_LABEL)
    links = [at for at in trailing if page.is_open(at) and len(page.texts[at]) <= _LINK_LIMIT]
    if _is_closed(page, last) and (len(links) > 1 or (links and page.marks[links[0] - 1] is not None)):
        page.mark(links, marks.LINK_AFTER_END)


def _is_label(text: str) -> bool:
    return count_words(text) <= FEW_WORDS or (len(text) <= _QUESTION_LIMIT and text.lower().startswith(_SIGNED_BY))


def _is_closed(page: Page, last: int) -> bool:
    """Whether nearly all paragraphs of the article end in a full stop, so that a line without one is not its own."""
    first = next(page.undecided(), 0)
    open_lines = sum(first < at < last for at in page.still_open())
    return 3 * open_lines <= len(page.bodies())


def _mark_start(page: Page, title: str) -> None:
    """The headline, and the lines around it that come before the first sentence."""
    undecided = list(page.undecided())
    headline = _find_title(page, undecided, title)
    if headline < 0:
        headline = _choose_headline(page, undecided)
        if headline < 0:
            return
        page.marks[headline] = marks.HEADLINE
        above = marks.MENU if page.marks.count(marks.SECTION) > 1 else marks.ABOVE
        page.mark((at for at in undecided if at < headline and page.is_open(at)), above)
    below = headline + 1
    standfirst = False
    while below < len(page.lines) and (page.marks[below] is not None or page.is_open(below)):
        if page.marks[below] is None:
            if below in page.continued or _is_continued(page, below):
                return
            text = page.texts[below]
            if is_name_list(text):
                page.marks[below] = marks.NAME
            elif not standfirst and count_words(text) >= _STANDFIRST_FROM and len(text) <= _CAPTION_LIMIT:
                page.marks[below] = marks.STANDFIRST
                standfirst = True
        below += 1


def _find_title(page: Page, undecided: list[int], title: str) -> int:
    """The line that equals the title; all above it is not of the article."""
    wanted = line_key(title)
    if not wanted:
        return -1
    passed = 0
    for at in undecided:
        text = page.texts[at]
        if line_key(text) == wanted:
            page.mark((other for other in undecided if other < at), marks.ABOVE)
            page.marks[at] = marks.TITLE
            return at
        passed += len(text) if page.ended[at] else 0
        if passed > _TITLE_WITHIN:
            return -1
    return -1


def _choose_headline(page: Page, undecided: list[int]) -> int:
    """The line that is most likely the headline: the first, unless names of sites and sections are above it."""
    candidates = []
    for at in undecided:
        if not _may_be_headline(page, at, alone=len(undecided) == 1):
            break
        candidates.append(at)
    if len(candidates) < 2:
        return candidates[0] if candidates else -1
    words = {at: count_words(page.texts[at]) for at in candidates}
    head = page.marks[: candidates[-1]]
    if not any(mark in _NAVIGATION for mark in head) and not any(head[: candidates[0]]):
        if _is_outlet(page, candidates[0]) and max(words.values()) >= FEW_WORDS:
            return next(at for at in candidates if words[at] >= FEW_WORDS)
        longer = next((at for at in candidates if words[at] >= FEW_WORDS), candidates[0])
        passes_menu = marks.LINKS_HEAD in page.marks[candidates[0] : longer]
        return longer if words[candidates[0]] == 1 or longer > candidates[1] or passes_menu else candidates[0]
    menus = list(accumulate((mark in _NAVIGATION) + (mark is marks.TRAIL) for mark in head))
    best = max(candidates, key=lambda at: (_headline_score(page, at, words[at], menus) + (at == candidates[0]), -at))
    above = best - 1  # of two lines that follow each other, both may be of the article
    return (
        above if above in candidates and (words[above] > 2 or (words[above] > 1 and above == candidates[0])) else best
    )


def _is_outlet(page: Page, at: int) -> bool:
    """Whether a line of one or two words has a date right below it, as the name of an agency has."""
    below = page.marks[at + 1] if at + 1 < len(page.lines) else None
    return count_words(page.texts[at]) <= _OUTLET_WORDS and below in (marks.DATE, marks.NO_LETTERS)


def _headline_score(page: Page, at: int, words: int, menus: list[int]) -> int:
    """Four words and a byline below speak for a headline, a single word and a menu below against it.

    `menus` counts, for each line above the last candidate, the names of sections down to it.
    """
    below = min(at + 1, len(page.lines) - 1)
    signed = page.marks[below] in _SIGNATURES or is_name_list(page.texts[below])
    sections_below = menus[-1] - menus[min(at, len(menus) - 1)]
    return min(words - 2, 2) - (words == 1) + signed - 3 * (sections_below > 1)


def _may_be_headline(page: Page, at: int, *, alone: bool) -> bool:
    text = page.texts[at]
    if starts_with_tail(text) or _is_continued(page, at):
        return False
    if page.is_open(at):
        return len(text) <= _HEADLINE_LIMIT
    return not alone and len(text) <= _QUESTION_LIMIT and text.rstrip(_CLOSING)[-1:] in "?!"


def _is_continued(page: Page, at: int) -> bool:
    return at + 1 in page.continued


def _mark_captions(page: Page) -> None:
    """Lines without a full stop between those of the article: captions, and headings of its parts."""
    open_lines = page.still_open()
    last = page.last_body() if open_lines else 0
    for at in open_lines:
        if at < last and at not in page.continued and not _is_continued(page, at):
            text = page.texts[at]
            if len(text) <= _CAPTION_LIMIT and not text[0].islower() and not starts_with_tail(text):
                page.marks[at] = marks.CAPTION
