"""Typing errors, the same ones every time."""

import re

from framing.annotation.assignment import chance

_LONG = re.compile(r"[^\W\d_]{4,}")  # a shorter word may become another word
_PER_ERROR = 6  # words of a sentence for each error in it


def swap_letters(text: str, seed: int) -> str:
    """`text` with two neighbouring letters inside of a word swapped, in one of every six words."""
    return _damage(text, seed, "swap")


def drop_letter(text: str, seed: int) -> str:
    """`text` without a letter inside of a word, in one of every six words."""
    return _damage(text, seed, "drop")


def _damage(text: str, seed: int, how: str) -> str:
    words = list(_LONG.finditer(text))
    words.sort(key=lambda found: chance(seed, how, text, str(found.start())))
    for found in sorted(words[: -(-len(text.split()) // _PER_ERROR)], key=lambda found: -found.start()):
        places = [at for at in range(found.start() + 1, found.end() - 2) if text[at] != text[at + 1]]
        if places:
            at = places[chance(seed, how, text, found[0]) % len(places)]
            text = text[:at] + (text[at + 1] + text[at] if how == "swap" else text[at + 1]) + text[at + 2 :]
    return text
