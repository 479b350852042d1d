"""Lines that are furniture because of the furniture beside them: appeals, forms, lists of links, what follows the end."""

import re
from itertools import pairwise

from framing.corpus import marks
from framing.corpus.furniture import is_dangling
from framing.corpus.page import Page, count_words, is_part, runs

FEW_WORDS = 4  # a line of so few words without a full stop, at the rim of an article, is a button or a label
_LINK_LIMIT = 150  # characters
_TEASER_LIMIT = 250
_BIOGRAPHY_LIMIT = 500
_APPEALS = 2  # in one block of lines
_GAP, _GAP_AT_END = 2, 5  # appeals that stand so close to each other have nothing else between them
_BODY_BEFORE_END = 200  # characters
_REST_SHARE = 0.25  # what follows the end of an article is at most this part of it
_COMMENTS_SHARE = 4  # comments are at most so many times as long as the article
_MAIL_HEAD = 3  # lines
_LIST_INSIDE, _LIST_AT_END, _PLAIN_LIST, _MENU = 5, 3, 4, 5  # lines that make a list of links
_VERSES = 40  # characters; lines of a poem are shorter in the mean, headlines are not
_BROKEN_SHARE = 0.2  # of the lines of a broken paragraph, and more, begin in small letters
_OPEN_SHARE = 0.7  # of the items of a list of links have no full stop
_BODIES_BEFORE_BYLINE = 2  # paragraphs

_ITEM_STARTS = frozenset("(0123456789•◦▪●○■□▸►‣⁃·*+»›–—-")
_LIST_ITEM = re.compile(r"(?:\(?\d{1,3}[.)]|[•◦▪●○■□▸►‣⁃·*+»›–—-])\s+\S")
_MAIL_LINE = re.compile(
    r"(?:from|to|date|subject|cc|sent|reply-to|от|от кого|кому|дата|тема|кімнен|кімге|күні|тақырыбы):", re.IGNORECASE
)
_REPLY_LIMIT = 20  # characters
_REPLIES = frozenset(("reply", "ответить", "жауап беру", "жауап жазу"))
_PROFESSION = r"(?:journalist|reporter|writer|correspondent|editor|columnist|author|contributor|fellow|professor|lecturer|historian|analyst|photographer|freelance|researcher|журналист|корреспондент|редактор|обозреватель|колумнист|автор|политолог|историк|писатель|тілші|жазушы|шолушы)"
_BIOGRAPHY = re.compile(
    rf"(?:[^\W\d_][\w.’'-]*\s){{1,4}}(?:is|was|works|—|–|-)\s(?:as\s)?(?:(?:a|an|the|our)\s)?(?:[\w’'-]+\s){{0,5}}?{_PROFESSION}",
    re.IGNORECASE,
)
_ENDS_OF_ARTICLE = (marks.TAGS, marks.LEGAL, marks.SIGN_OFF)


def mark_mail_head(page: Page) -> None:
    """Sender, date and subject above a letter, and all from the line `--` on below it."""
    head = 0
    while head < len(page.lines) and ":" in page.texts[head][:20] and _MAIL_LINE.match(page.texts[head]):
        head += 1
    if head >= _MAIL_HEAD:
        page.marks[:head] = [marks.MAIL_HEAD] * head


def restore_subheadings(page: Page) -> None:
    """Names of sections between two paragraphs of the article are headings of its parts."""
    for at in page.found.get(marks.SECTION, ()):
        if 0 < at < len(page.lines) - 1 and page.is_body(at - 1) and page.is_body(at + 1):
            page.marks[at] = None
            page.open_lines.append(at)
            page.open_lines.sort()


def mark_dangling(page: Page) -> None:
    """Lines that break off above a button: both lost a link."""
    for button in page.found.get(marks.BUTTON, ()):
        at = button - 1
        if at >= 0 and not page.lines[button].opens_block and page.is_open(at) and is_dangling(page.texts[at]):
            page.marks[at] = marks.DANGLING


def mark_appeals(page: Page) -> None:
    """The rest of a block that is half appeals, and what stands between two appeals."""
    appeals = page.found.get(marks.APPEAL, [])
    if len(appeals) < _APPEALS:
        return
    body = page.body_before()
    for before, after in pairwise(appeals):
        tail = body[before] >= _BODY_BEFORE_END and body[-1] - body[before] <= _REST_SHARE * body[before]
        if after <= before + (_GAP_AT_END if tail else _GAP):
            page.mark(range(before + 1, after), marks.APPEAL_BLOCK)
    starts = [at for at, line in enumerate(page.lines) if line.opens_block]
    for start, end in pairwise((*starts, len(page.lines))):
        found = sum(start <= at < end for at in appeals)
        if found >= _APPEALS and 2 * found >= end - start:
            page.mark(range(start, end), marks.APPEAL_BLOCK)


def mark_comments(page: Page) -> None:
    """All from the head of the comments or of a comment form on, if an article is before it."""
    heads = page.found.get(marks.COMMENTS, [])
    if not heads:
        return
    before = page.body_before()
    for at in heads:
        after = before[-1] - before[at]
        if before[at] < _BODY_BEFORE_END or after > _COMMENTS_SHARE * before[at]:
            continue
        if after <= before[at] or _has_replies(page, at):
            page.mark(range(at, len(page.lines)), marks.AFTER_COMMENTS)
            return


def _has_replies(page: Page, start: int) -> bool:
    return any(len(text) <= _REPLY_LIMIT and text.lower() in _REPLIES for text in page.texts[start:])


def mark_after_end(page: Page) -> None:
    """The little that follows tags, a legal notice or the line `--` of a letter, when an article is before it."""
    ends = sorted(at for mark in _ENDS_OF_ARTICLE for at in page.found.get(mark, ()))
    if not ends:
        return
    before = page.body_before()
    for at in ends:
        if before[at] >= _BODY_BEFORE_END and before[-1] - before[at] <= _REST_SHARE * before[at]:
            _mark_rest(page, at)
            return


def _mark_rest(page: Page, start: int) -> None:
    for at in range(start, len(page.lines)):
        link = page.is_open(at) and count_words(page.texts[at]) > FEW_WORDS
        page.mark([at], marks.LINK_AFTER_END if link else marks.AFTER_END)


def mark_links(page: Page) -> None:
    """The lines below a heading of links, until the article goes on."""
    heads = page.found.get(marks.LINKS_HEAD, [])
    if not heads:
        return
    before = page.body_before()
    for head in heads:
        if before[head] < _BODY_BEFORE_END:
            continue
        teasers = False
        for at in range(head + 1, len(page.lines)):
            if page.marks[at] is None and not _is_link(page, at):
                teasers = _are_teasers(page, at) or (teasers and len(page.texts[at]) <= _TEASER_LIMIT)
                if not teasers or at == head + 1:
                    break
            page.mark([at], marks.UNDER_HEAD)


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
        open_items = sum(not page.ended[at] for at in run)
        shortest = _LIST_INSIDE if last_body >= run.stop else _LIST_AT_END
        if open_items < _OPEN_SHARE * len(run) or len(run) < shortest:
            continue
        page.marks[run.start : run.stop] = [marks.LIST] * len(run)
        if heading > first and page.is_open(heading):
            page.marks[heading] = marks.LIST_HEAD


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


def mark_author(page: Page) -> None:
    """What follows a byline at the end of an article."""
    bylines = [at for mark, lines in page.found.items() if mark.kind == "byline" for at in lines]
    if not bylines:
        return
    before = page.body_before()
    bodies = page.bodies()
    for at in sorted(bylines):
        if len(bodies) > _BODIES_BEFORE_BYLINE and at > bodies[_BODIES_BEFORE_BYLINE - 1]:
            if before[-1] - before[at] <= _REST_SHARE * before[at]:
                _mark_rest(page, at)
                return


def mark_biography(page: Page) -> None:
    """A last paragraph that tells who the author is."""
    last = page.last_body()
    if last < _BODIES_BEFORE_BYLINE:
        return
    text = page.texts[last]
    if len(text) <= _BIOGRAPHY_LIMIT and text[0].isupper() and _BIOGRAPHY.match(text):
        if len(page.bodies()) > _BODIES_BEFORE_BYLINE:
            page.marks[last] = marks.AUTHOR
