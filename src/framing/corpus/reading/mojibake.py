"""Texts that were decoded wrongly once, before they came to us: told, never repaired.

A repair guesses, and would change what people label behind their backs. Clean text must cost little:
single letters that are rare in it are looked for first, then pairs of letters that follow each other
only in such texts. ftfy, which is good at Latin writing and slow, is asked about pairs that may be meant.
"""

import re

_EXCERPT = 40  # characters shown
_BEGINNING = 200  # characters in which capitals are looked for
# What the bytes 0x80 to 0xBF become when each is read as a letter: under cp1251, and under cp1252 or Latin-1.
_REST_1251 = bytes(byte for byte in range(0x80, 0xC0) if byte != 0x98).decode("cp1251") + "\x98"
_REST_1252 = bytes(byte for byte in range(0x80, 0xC0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)).decode("cp1252")
_REST_1252 += "".join(map(chr, range(0x80, 0xA0)))
# UTF-8 read as cp1251, РџСЂРё: no Russian or Kazakh word has three such pairs on end.
_AS_1251 = re.compile(rf"(?:[РСТУ][{re.escape(_REST_1251)}]){{3}}")
_QUOTES_AS_1251 = re.compile("вЂ[љњќћ\u02dc“”™¦\x98\x99\x9c\x9d]")
# UTF-8 read as cp1252, ÐŸÑ€Ð¸ or Ã©: one such pair may be meant, so ftfy is asked.
_AS_1252_FIRST = "ÂÃÄÅÎÏÐÑâ"
_AS_1252 = re.compile(rf"[ÂÃÄÅÎÏÐÑ][{re.escape(_REST_1252)}]|â[€\x80„†‡]")
# cp1251 read as cp1252, Ïðèâåò: six letters with accents on end.
_ACCENTS = re.compile("[À-ÖØ-öø-ÿ]{6}")
# koi8-r read as cp1251, рПЛЮ ЛПФ: where a sentence begins, only the first letter is small.
_REPLACED = "\ufffd"
_CAPITALS = re.compile("[А-ЯЁ]{3}")
_SMALL_BEFORE_CAPITALS = re.compile("[А-ЯЁ][А-ЯЁ][А-ЯЁ](?<=[а-яё][А-ЯЁ]{3})")  # in any _SWAPPED, and found sooner
_SWAPPED = re.compile(r"\b[а-яё][А-ЯЁ]{3,20}[ ,]{1,2}[А-ЯЁ]{1,20} ?[А-ЯЁ]")


def find_mojibake(text: str, encoded: bytes) -> str | None:
    """A few characters of `text` around the first place that looks decoded wrongly; None if there is none.

    `encoded` is the text in UTF-8: searching it for a byte is the fastest way to know that a text has no
    letter of a whole block.
    """
    if len(text) == len(encoded):  # ASCII
        return None
    at, match = -1, None
    if "µ" in text or "ѕ" in text or "°" in text or "Ѕ" in text:  # е, о, а, н: one of them is in any text
        match = _AS_1251.search(text)
    if not match and "Ђ" in text:
        match = _QUOTES_AS_1251.search(text)
    if not match and b"\xd0" in encoded and _CAPITALS.search(text[:_BEGINNING]) and _SMALL_BEFORE_CAPITALS.search(text):
        match = _SWAPPED.search(text)
    if match:
        at = match.start()
    elif b"\xef" in encoded:
        at = text.find(_REPLACED)
    if at >= 0:
        return _around(text, at)
    return _latin(text) if b"\xc3" in encoded else None  # À to ÿ


def _latin(text: str) -> str | None:
    if "î" in text and "å" in text and "à" in text and (match := _ACCENTS.search(text)):  # о, е, а
        return _around(text, match.start())
    if any(map(text.__contains__, _AS_1252_FIRST)) and (match := _AS_1252.search(text)):
        from ftfy.badness import is_bad

        excerpt = _around(text, match.start())
        return excerpt if is_bad(excerpt) else None
    return None


def _around(text: str, at: int) -> str:
    start = max(0, at - _EXCERPT // 4)
    return " ".join(text[start : start + _EXCERPT].split())
