"""Single values of a model file, which may come from a stranger: each is what it must be, or the file is refused."""

import itertools
import re
from typing import Any, NoReturn

from framing.errors import InputError

MOST_ENTRIES = 1000  # frames, and whatever there is one of per frame
_LONGEST_TEXT = 500
_FRAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_HEX = re.compile(r"[0-9a-f]+")


def read_terms(value: Any, where: str) -> tuple[str, ...]:
    """The terms of a vocabulary: texts in ascending order."""
    terms = read_list(value, where)
    if not all(isinstance(term, str) and term for term in terms):
        refuse(where, "each term must be text")
    if any(first >= second for first, second in itertools.pairwise(terms)):
        refuse(where, "the terms must be different and in ascending order")
    return tuple(terms)


def read_frame(value: Any, where: str) -> str:
    """The key of a frame."""
    if not isinstance(value, str) or not _FRAME.fullmatch(value):
        refuse(where, f"{_shown(value)} is no key of a frame")
    return str(value)


def read_hex(value: Any, digits: int, where: str) -> str:
    """So many lower-case hexadecimal digits."""
    if not isinstance(value, str) or len(value) != digits or not _HEX.fullmatch(value):
        refuse(where, f"{_shown(value)} is not {digits} hexadecimal digits")
    return str(value)


def read_text(value: Any, where: str) -> str:
    """One line of text."""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT or not value.isprintable():
        refuse(where, f"{_shown(value)} is not a line of text of at most {_LONGEST_TEXT} characters")
    return str(value)


def read_integer(value: Any, where: str) -> int:
    """A whole number that is not negative."""
    if type(value) is not int or not 0 <= value < 2**53:
        refuse(where, f"{_shown(value)} is not a whole number")
    return int(value)


def read_list(value: Any, where: str) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        refuse(where, "it must be a list")
    return list(value)


def read_mapping(value: Any, where: str) -> dict[str, Any]:
    """A table, not too large."""
    if not isinstance(value, dict) or len(value) > MOST_ENTRIES:
        refuse(where, f"it must be a table of at most {MOST_ENTRIES} entries")
    return dict(value)


def _shown(value: Any) -> str:
    return ascii(value)[:60]


def refuse(where: str, reason: str) -> NoReturn:
    """Raises InputError: the file is not usable, and why."""
    raise InputError(f"{where} is not usable: {reason}. Get the model again, or train it again.")
