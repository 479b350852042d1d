"""Page furniture that a line shows by its wording: buttons, counters, dates, bylines, credits, appeals, forms.

A line is taken for it only if the whole line is so worded, or begins so and is short; an article
may speak about comments, cookies and donations. Most lines of an article are long and end in a
full stop, so they are let go after one look.
"""

import re

from framing.corpus.cleaning import marks
from framing.corpus.cleaning.appeals import APPEAL_WORDS, appeal_mark
from framing.corpus.cleaning.bylines import (
    BYLINE_FIRST_WORDS,
    CREDIT_FIRST_WORDS,
    credit_mark,
    is_agency,
    is_byline,
    is_date,
    is_dateline,
    is_name_and_role,
    may_be_byline,
    may_be_credit,
)
from framing.corpus.cleaning.marks import Mark
from framing.corpus.cleaning.wordings import PHRASES

SHORT = 160  # characters; a button, a byline or a label is not longer
_LABEL = 80  # a label that ends with a full stop is not longer
_SIGN_OFFS = ("--", "—-")
_LABEL_WORDS = 10
_AGENCY_WORDS = 5
_HEAD_WORDS = 8
_LONG_PHRASE = 2  # spaces
_COUNTER_WORDS = 5
_PHONE_WORDS, _PHONE_DIGITS = 8, 9
_ITEM_LIMIT = 25  # characters
_NUMBER_LIMIT = 90  # characters
_TRAIL_WORDS = 4  # of a part of a path

_AROUND = " \t\u00a0:…→←»«>‹›|•·*#–—-[]()▶▼▾↓↑+✓×★☆📷🔗👍"
_AROUND_WORDS = "([:,;.)]•*#–—-→←»«>|!"
_SEPARATORS = frozenset("> » | / • · › → :: ⟩ ▸".split())  # noqa: SIM905
_NUMBER = re.compile(r"\d(?:[\d.,\u00a0 ]*\d)?(?:[kmкм]\b|тыс\.?|мың)?")
_DIGIT = re.compile(r"\d")
_GAP = "   "
# A title and the number of an issue or a page, with a gap between: both rims of a printed page.
_RUNNING_HEAD = re.compile(
    r"(?:(?!\s{3}).)+\s{3,}(?:№|no\b|page\b|p\.|issue\b|vol|стр|с\.|выпуск|вып\.|\d{1,4}$|бет|сан|n°).*", re.IGNORECASE
)
_PHONE = re.compile(r"\+?\d[\d ()-]{7,20}")
# What a template left unfilled: %s, %1$d, {{name}}, {0}, ${name}, <%= name %>, [short_code].
_PLACEHOLDER = re.compile(
    r"(?<![\d%])%(?:\d\$)?[sd]\b|\{\{[^{}]{0,80}\}\}|\{\d\}|\$\{\w+\}|<%[^%]{0,80}%>|\[/?[a-z]+_[^\]]{0,80}\]"
)
# The last word of a line that lost the link it spoke of.
_DANGLING = frozenset(
    """with by to of on in at from for and or the a an via с со в во на от по для и или из мен және
    үшін""".split()  # noqa: SIM905
)


def _read_phrases() -> tuple[dict[str, Mark], dict[str, tuple[tuple[str, str, Mark], ...]]]:
    """The phrases that are whole lines, and those that begin lines, by their first word."""
    wholes: dict[str, Mark] = {}
    starts: dict[str, list[tuple[str, str, Mark]]] = {}
    for listed, mark in PHRASES:
        for phrase in re.split(r"\s*[|\n]\s*", listed.strip()):
            head, goes_on, tail = phrase.partition("…")
            head = head.rstrip()
            if goes_on:
                starts.setdefault(head.split()[0].strip(_AROUND + ","), []).append((head, tail, mark))
            if not tail and mark is not marks.LINK:  # a link is named beside it
                wholes.setdefault(head.strip(_AROUND), mark)
    return wholes, {first: tuple(found) for first, found in starts.items()}


_WHOLES, _STARTS = _read_phrases()
# `Read also:` with nothing beside it heads what is below it.
_HEADS = frozenset(head for starts in _STARTS.values() for head, _, mark in starts if mark is marks.LINK)
_FIRST_WORDS = frozenset(_STARTS) | BYLINE_FIRST_WORDS | CREDIT_FIRST_WORDS
_SIGNALS = APPEAL_WORDS | _SEPARATORS


def wording_mark(line: str, ended: bool) -> Mark | None:
    """What the wording of `line` shows it to be, or None if it does not tell.

    Args:
        line: a line of at most APPEAL_LIMIT characters, without white space around it.
        ended: it ends with the punctuation of a sentence.
    """
    if len(line) > (_LABEL if ended else SHORT):
        # Small letters cost much in long lines, and their appeals are not all in capitals.
        return None if APPEAL_WORDS.isdisjoint(line.split()) else appeal_mark(line.lower())
    if line[0].isdecimal() and not ended and _is_item(line):
        return None
    lowered = line.lower()
    words = lowered.split()
    signals = not _SIGNALS.isdisjoint(words)
    found = _label_mark(line, lowered, words, ended)
    if found is None and signals and not ended and not _SEPARATORS.isdisjoint(words):
        found = _trail_mark(line)
    if found is not None:
        return found
    return appeal_mark(lowered) if signals else None


def _label_mark(line: str, lowered: str, words: list[str], ended: bool) -> Mark | None:
    if not line[0].isalpha():
        found = _mark_by_sign(line, words)
        if found is not None:
            return found
    if line[-1] == ":" and lowered in _HEADS:
        return marks.LINKS_HEAD
    key = lowered.strip(_AROUND)
    if key[-3:] == "...":
        key = key.rstrip(".")
    if key in _WHOLES:
        return _WHOLES[key]
    first = words[0]
    if not first.isalpha():
        first = first.strip(_AROUND_WORDS)
    if first in _FIRST_WORDS or ("-" in first and first.partition("-")[0] in _FIRST_WORDS):
        found = _mark_by_first_word(line, lowered, key, first, ended=ended)
        if found is not None:
            return found
    if first in _WHOLES and len(words) <= _LABEL_WORDS and all(word in _WHOLES for word in words):
        return marks.BUTTON
    if len(key) <= _NUMBER_LIMIT and _DIGIT.search(key):
        found = _mark_by_number(line, lowered, key, words, ended)
        if found is not None:
            return found
    if ended:
        return None
    if _GAP in line and _RUNNING_HEAD.fullmatch(line):
        return marks.RUNNING_HEAD
    if "," in line and is_name_and_role(line, words):
        return marks.BYLINE
    if "%" in line or "{" in line or "[" in line:
        return marks.PLACEHOLDER if _PLACEHOLDER.search(line) else None
    if "@" in line or "://" in line or first[:4] == "www.":
        return _address_mark(words)
    return marks.CREDIT if len(words) <= _AGENCY_WORDS and is_agency(line, words) else None


def _mark_by_first_word(line: str, lowered: str, key: str, first: str, *, ended: bool) -> Mark | None:
    found = _start_mark(key, first, ended=ended)
    if found is None and may_be_byline(first.partition("-")[0]) and is_byline(line, lowered, ended=ended):
        found = marks.BYLINE
    if found is None and may_be_credit(first):
        found = credit_mark(line, lowered, ended=ended)
    return found


def _is_item(line: str) -> bool:
    """Whether a line is an item of a numbered list, and too long for a date."""
    number, _, rest = line.partition(" ")
    return len(rest) > _ITEM_LIMIT and number[-1] in ".)" and number[:-1].isdecimal()


def _mark_by_sign(line: str, words: list[str]) -> Mark | None:
    if not any(map(str.isalpha, line)):
        return marks.SIGN_OFF if line in _SIGN_OFFS else marks.NO_LETTERS
    if line[0] == "#" and all(word[0] == "#" and len(word) > 1 for word in words):
        return marks.TAGS
    if line[0] == "©":
        return marks.LEGAL
    return None


def _start_mark(key: str, first: str, *, ended: bool) -> Mark | None:
    for head, tail, mark in _STARTS.get(first, ()):
        if key.startswith(head) and key.endswith(tail) and not (key[len(head) : len(head) + 1].isalnum()):
            if ended and (mark is marks.LINKS_HEAD or mark is marks.BYLINE):
                continue  # a sentence
            if ended and "," in key and head.count(" ") < _LONG_PHRASE and mark in (marks.LINK, marks.BUTTON):
                continue  # a long one
            if mark is marks.LINKS_HEAD and key.count(" ") >= _HEAD_WORDS:
                continue
            return marks.LINK if mark is marks.LINKS_HEAD and ":" in key else mark
    return None


def _mark_by_number(line: str, lowered: str, key: str, words: list[str], ended: bool) -> Mark | None:
    """Lines with a number: counters, dates, telephones."""
    if len(words) <= _COUNTER_WORDS or key[0].isdecimal():
        counted = _NUMBER.sub("0", key).replace("(", "")
        if counted in _WHOLES:
            return _WHOLES[counted]
        if not any(map(str.isalpha, counted)):
            return marks.COUNTER
        found = _start_mark(counted, counted.split(None, 1)[0], ended=ended)
        if found is not None:
            return found
    if is_date(lowered):
        return marks.DATE
    if is_dateline(line):
        return marks.DATELINE
    if ended:
        return None
    told = len(words) <= _PHONE_WORDS and _DIGIT.search(words[-1]) and _PHONE.search(line)
    return marks.CONTACT if told and sum(map(str.isdigit, line)) >= _PHONE_DIGITS else None


def _trail_mark(line: str) -> Mark | None:
    """Lines of parts: a path of sections, or a date beside a byline or a name of a section."""
    parts = [part.strip() for part in re.split(r"\s(?:[>»|/•·›→⟩▸]|::)\s", line) if part.strip()]
    kinds = [_part_mark(part) for part in parts]
    if all(kinds):
        return marks.DATE if marks.DATE in kinds else marks.BYLINE if marks.BYLINE in kinds else marks.TRAIL
    dated = [kind is marks.DATE or kind is marks.COUNTER for kind in kinds]
    if not all(known or len(part.split()) <= _TRAIL_WORDS for part, known in zip(parts, dated, strict=True)):
        return None
    if any(dated):
        return marks.DATE  # beside a name or a place
    return marks.TRAIL if len(parts) > 2 or any(kinds) else None


def _part_mark(part: str) -> Mark | None:
    lowered = part.lower()
    if lowered in _WHOLES:
        return _WHOLES[lowered]
    if is_date(lowered):
        return marks.DATE
    if not any(map(str.isalpha, part)):
        return marks.NO_LETTERS
    if _DIGIT.search(part) and _NUMBER.sub("0", lowered) in _WHOLES:
        return marks.COUNTER
    first = lowered.split(None, 1)[0].rstrip(":")
    if may_be_byline(first) and is_byline(part, lowered, ended=False):
        return marks.BYLINE
    return _start_mark(lowered, first, ended=False)


def _address_mark(words: list[str]) -> Mark | None:
    addresses = sum("@" in word or "://" in word or word.startswith("www.") for word in words)
    return marks.CONTACT if addresses and len(words) <= 4 * addresses + 4 else None


def is_dangling(line: str) -> bool:
    """Whether `line` is short and breaks off after a word that wants another."""
    return len(line) <= SHORT and line.lower().rsplit(None, 1)[-1] in _DANGLING
