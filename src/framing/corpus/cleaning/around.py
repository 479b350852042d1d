"""Lines that are furniture because of the furniture beside them: appeals, forms, what follows the end of an article."""

import re
from bisect import bisect_left
from collections.abc import Collection
from itertools import pairwise

from framing.corpus.cleaning import marks
from framing.corpus.cleaning.furniture import is_dangling
from framing.corpus.cleaning.page import Page, count_words, runs

FEW_WORDS = 4  # a line of so few words without a full stop, at the rim of an article, is a button or a label
_BIOGRAPHY_LIMIT = 500
_APPEALS = 2  # in one block of lines
_GAP, _GAP_AT_END = 2, 5  # appeals that stand so close to each other have nothing else between them
BODY_BEFORE_END = 200  # characters
_REST_SHARE = 0.25  # what follows the end of an article is at most this part of it
_NOTES_SHARE = 0.5  # and what follows the word that it ends
_COMMENTS_SHARE = 4  # comments are at most so many times as long as the article
_RE = len("Re:")
_STUMP = 2  # characters
_MAIL_HEAD = 3  # lines
_BODIES_BEFORE_BYLINE = 2  # paragraphs

_MAIL_LINE = re.compile(
    r"(?:from|to|date|subject|cc|sent|reply-to|от|от кого|кому|дата|тема|кімнен|кімге|күні|тақырыбы):", re.IGNORECASE
)
_REPLIES = frozenset(("reply", "ответить", "жауап беру", "жауап жазу"))
_PROFESSION = "|".join(
    """journalist reporter writer correspondent editor columnist author contributor fellow professor lecturer historian
    analyst photographer freelance researcher журналист корреспондент редактор обозреватель колумнист автор политолог
    историк писатель тілші жазушы шолушы""".split()  # noqa: SIM905
)
_BIOGRAPHY = re.compile(
    r"(?:[^\W\d_][\w.’'-]*\s){1,4}(?:is|was|works|—|–|-)\s(?:as\s)?(?:(?:a|an|the|our)\s)?(?:[\w’'-]+\s){0,5}?"
    rf"(?:{_PROFESSION})",
    re.IGNORECASE,
)
_CAPITALISED = r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w’'-]*\s"
_OCCUPIES = r"(?:covers|writes\s(?:about|on|for)|reports\s(?:on|for|from)|teaches)\s[^.]{2,80}\."
_BIOGRAPHY_VERB = re.compile(
    rf"(?:{_CAPITALISED}){{1,3}}{_OCCUPIES}\s(?:He|She|They|His|Her|Their|Before\sthat)\b"
    rf"|(?:{_CAPITALISED}){{2,3}}{_OCCUPIES}$"
)
# How much may follow, as a part of the article.
_ENDS_OF_ARTICLE = {
    marks.TAGS: _REST_SHARE,
    marks.LEGAL: _REST_SHARE,
    marks.SIGN_OFF: _REST_SHARE,
    marks.END: _NOTES_SHARE,
}


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


def mark_stumps(page: Page) -> None:
    """Lines of one or two letters that follow each other: names of buttons whose pictures are lost."""
    short = [at for at in page.open_lines if len(page.texts[at]) <= _STUMP and page.marks[at] is None]
    for run in runs(short):
        if len(run) > 1:
            page.mark(run, marks.STUMPS)


def mark_appeals(page: Page) -> None:
    """The rest of a block that is half appeals, and what stands between two appeals."""
    appeals = page.found.get(marks.APPEAL, [])
    if len(appeals) < _APPEALS:
        return
    body = page.body_before()
    for before, after in pairwise(appeals):
        tail = body[before] >= BODY_BEFORE_END and body[-1] - body[before] <= _REST_SHARE * body[before]
        if after <= before + (_GAP_AT_END if tail else _GAP):
            page.mark(range(before + 1, after), marks.APPEAL_BLOCK)
    starts = [at for at, line in enumerate(page.lines) if line.opens_block]
    for start, end in pairwise((*starts, len(page.lines))):
        found = bisect_left(appeals, end) - bisect_left(appeals, start)
        if found >= _APPEALS and 2 * found >= end - start:
            page.mark(range(start, end), marks.APPEAL_BLOCK)


def mark_comments(page: Page) -> None:
    """All from the head of the comments or of a comment form on, if an article is before it."""
    heads = sorted(page.found.get(marks.COMMENTS, []) + _replies(page))
    if not heads:
        return
    before = page.body_before()
    last_reply = _last_reply(page)
    for at in heads:
        after = before[-1] - before[at]
        if before[at] < BODY_BEFORE_END or after > _COMMENTS_SHARE * before[at]:
            continue
        if after <= before[at] or at < last_reply:
            page.mark(range(at, len(page.lines)), marks.AFTER_COMMENTS)
            return


def _replies(page: Page) -> list[int]:
    """Lines that repeat one above after `Re:`, as posts in a forum do; letters name what is not on the page."""
    found = [at for at, text in enumerate(page.texts) if text[:_RE] in ("Re:", "RE:", "re:")]
    if not found:
        return []
    above = {text.casefold() for text in page.texts[: found[-1]]}
    return [at for at in found if page.texts[at][_RE:].strip().casefold() in above]


def _last_reply(page: Page) -> int:
    buttons = page.found.get(marks.BUTTON, [])
    return next((at for at in reversed(buttons) if page.texts[at].lower() in _REPLIES), -1)


def mark_after_end(page: Page) -> None:
    """The little that follows tags, a legal notice, the end of a release or the line `--`, if an article is before."""
    shares = _ENDS_OF_ARTICLE.items()
    ends = sorted((at, share) for mark, share in shares for at in page.found.get(mark, ()))
    if not ends:
        return
    before = page.body_before()
    for at, share in ends:
        if before[at] >= BODY_BEFORE_END and before[-1] - before[at] <= share * before[at]:
            _mark_rest(page, at)
            return


def _mark_rest(page: Page, start: int) -> None:
    for at in range(start, len(page.lines)):
        link = page.is_open(at) and count_words(page.texts[at]) > FEW_WORDS
        page.mark([at], marks.LINK_AFTER_END if link else marks.AFTER_END)


def mark_author(page: Page) -> None:
    """What follows a byline at the end of an article."""
    bylines = [at for mark, lines in page.found.items() if mark.kind == "byline" for at in lines]
    if not bylines:
        return
    before = page.body_before()
    bodies = page.bodies()
    for at in sorted(bylines):
        late = len(bodies) > _BODIES_BEFORE_BYLINE and at > bodies[_BODIES_BEFORE_BYLINE - 1]
        if late and before[-1] - before[at] <= _REST_SHARE * before[at]:
            _mark_rest(page, at)
            return


def mark_biography(page: Page) -> None:
    """A last paragraph that tells who the author is."""
    last = page.last_body()
    if last < _BODIES_BEFORE_BYLINE:
        return
    if tells_author(page.texts[last], ()) and len(page.bodies()) > _BODIES_BEFORE_BYLINE:
        page.marks[last] = marks.AUTHOR


def tells_author(text: str, authors: Collection[str]) -> bool:
    """Whether a line tells who somebody who writes is, or begins with the name of one of `authors`."""
    if len(text) > _BIOGRAPHY_LIMIT or not text[0].isupper():
        return False
    if any(map(text.startswith, authors)):
        return True
    return _BIOGRAPHY.match(text) is not None or _BIOGRAPHY_VERB.match(text) is not None
