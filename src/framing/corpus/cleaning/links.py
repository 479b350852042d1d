"""Lists of links to other articles, with a heading or without, and menus; and lists that are the article's own."""

import re

from framing.corpus.cleaning import marks
from framing.corpus.cleaning.around import BODY_BEFORE_END, FEW_WORDS
from framing.corpus.cleaning.page import Page, count_words, is_part, runs

_LINK_LIMIT = 150  # characters
_TEASER_LIMIT = 250
_LIST_INSIDE, _LIST_AT_END, _PLAIN_LIST, _MENU = 5, 3, 4, 5  # lines that make a list of links
_VERSES = 40  # characters; lines of a poem are shorter in the mean, headlines are not
_BROKEN_SHARE = 0.2  # of the lines of a broken paragraph, and more, begin in small letters
_OPEN_SHARE = 0.7  # of the items of a list of links have no full stop
_ITEM_STARTS = frozenset("(0123456789•◦▪●○■□▸►‣⁃·*+»›–—-")
_FIGURE = re.compile(r"[:–—-]\s?\d[\d.,\u00a0 ]{0,12}(?:\s?%|\s?[^\W\d]{1,12})?$")
_ITEM_MARKS = "".join(_ITEM_STARTS) + ". \t"
_LIST_ITEM = re.compile(r"(?:\(?\d{1,3}[.)]|[•◦▪●○■□▸►‣⁃·*+»›–—-])\s+\S")


def mark_links(page: Page) -> None:
    """The lines below a heading of links, until the article goes on."""
    heads = page.found.get(marks.LINKS_HEAD, [])
    if not heads:
        return
    before = page.body_before()
    done = 0
    for head in heads:
        if head < done:
            continue
        if before[head] == 0:
            done = _mark_block_above(page, head)
        if before[head] < BODY_BEFORE_END:
            continue
        done = len(page.lines)
        teasers = False
        for at in range(head + 1, len(page.lines)):
            if page.marks[at] is None and not _is_link(page, at):
                teasers = _are_teasers(page, at) or (teasers and len(page.texts[at]) <= _TEASER_LIMIT)
                if not teasers or at == head + 1:
                    done = at
                    break
            page.mark([at], marks.UNDER_HEAD)


def _mark_block_above(page: Page, head: int) -> int:
    """The lines right below a heading of links above the article, if a blank line parts them from its headline.

    Returns the line after them.
    """
    end = head + 1
    while end < len(page.lines) and not page.lines[end].opens_block and _is_link(page, end):
        end += 1
    if head + 1 < end < len(page.lines) and page.lines[end].opens_block and page.is_open(end):
        page.mark(range(head + 1, end), marks.UNDER_HEAD)
    return end


def _is_link(page: Page, at: int) -> bool:
    text = page.texts[at]
    if len(text) > _LINK_LIMIT or text[-1] in ",;":
        return False
    return (
        not page.ended[at]
        or text[-1] != "."
        or (len(text) <= 100 and ". " not in text and _LIST_ITEM.match(text) is not None)
    )


def _are_teasers(page: Page, at: int) -> bool:
    """Whether the line before `at` and the lines from it on are headlines with one short paragraph below each."""
    for headline in (at - 1, at + 1):
        if headline + 1 >= len(page.lines) or page.ended[headline] or len(page.texts[headline]) > _LINK_LIMIT:
            return False
        if not page.ended[headline + 1] or len(page.texts[headline + 1]) > _TEASER_LIMIT:
            return False
    return True


def mark_lists(page: Page) -> None:
    """Runs of items with numbers or bullets and without full stops, and the heading above them."""
    items = [at for at, text in enumerate(page.texts) if text[0] in _ITEM_STARTS and _LIST_ITEM.match(text)]
    if len(items) < _LIST_AT_END:
        return
    first = next(page.undecided(), 0)
    last_body = page.last_body()
    for run in runs(items):
        heading = run.start - 1
        if heading >= 0 and page.marks[heading] is None and page.texts[heading].endswith(":"):
            page.own.update(run)  # a list that a sentence leads in to is the article's own
            continue
        if _has_small_items(page, run) or _has_figures(page, run) or _are_key_points(page, run):
            page.own.update(run)
            continue
        open_items = sum(not page.ended[at] for at in run)
        shortest = _LIST_INSIDE if last_body >= run.stop else _LIST_AT_END
        if open_items < _OPEN_SHARE * len(run) or len(run) < shortest:
            continue
        page.marks[run.start : run.stop] = [marks.LIST] * len(run)
        page.forget_bodies()
        if heading > first and page.is_open(heading):
            page.marks[heading] = marks.LIST_HEAD


def _has_small_items(page: Page, run: range) -> bool:
    """Whether most items begin in small letters, as headlines never do."""
    small = sum(page.texts[at].lstrip(_ITEM_MARKS)[:1].islower() for at in run)
    return 2 * small > len(run)


def _has_figures(page: Page, run: range) -> bool:
    """Whether most items are a name and a figure, as results of votes are: `Holt: 38.2%`."""
    return 2 * sum(_FIGURE.search(page.texts[at]) is not None for at in run) > len(run)


def _are_key_points(page: Page, run: range) -> bool:
    """Whether the items are as long as sentences and stand between the headline and the first paragraph."""
    if run.start == 0 or run.stop >= len(page.lines) or not page.is_body(run.stop):
        return False
    if any(page.is_body(at) for at in range(run.start)):
        return False
    return sum(count_words(page.texts[at]) > FEW_WORDS for at in run) > len(run) // 2 and any(
        page.is_open(at) for at in range(run.start)
    )


def mark_plain_lists(page: Page) -> None:
    """Runs of lines without any punctuation at their end: headlines of others, or a menu above the article."""
    short = [
        at
        for at, line in enumerate(page.lines)
        if page.is_open(at) and len(line.text) <= _LINK_LIMIT and at not in page.own
    ]
    if len(short) < _PLAIN_LIST:
        return
    bodies = page.bodies()
    if not bodies:
        return  # a text that has no full stop at all is not made of links
    for run in runs(short):
        if run.stop <= bodies[0]:
            if len(run) >= _MENU and not _is_broken(page, run):
                page.mark((at for at in run if count_words(page.texts[at]) < FEW_WORDS), marks.MENU)
        elif len(run) >= _PLAIN_LIST and not _is_own(page, run, bodies[-1]):
            page.mark(run, marks.RUN)


def _is_own(page: Page, run: range, last_body: int) -> bool:
    """Whether a run of open lines belongs to the article: a sentence leads in to it, or it is verse or broken."""
    if page.marks[run.start - 1] is None and page.texts[run.start - 1].endswith(":"):
        return True
    if run.stop <= last_body and sum(len(page.texts[at]) for at in run) < _VERSES * len(run):
        return True
    return _is_broken(page, run)


def _is_broken(page: Page, run: range) -> bool:
    """Whether some lines of the run are parts of sentences: they begin in small letters or with a comma."""
    return sum(is_part(page.texts[at]) for at in run) > _BROKEN_SHARE * len(run)
