"""Single values of a model file, which may come from a stranger: each is what it must be, or the file is refused."""

import itertools
import re
from collections.abc import Collection
from typing import Any, NoReturn

from framing.errors import InputError

MOST_ENTRIES = 1000  # frames, and whatever there is one of per frame
LARGEST_NUMBER = 1e6  # far above any learned coefficient; beyond it sums may overflow
LONGEST_TEXT = 500
_FRAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_HEX = re.compile(r"[0-9a-f]+")


def one_line(text: str) -> str:
    """`text` as a file may hold it: on one line, what does not print a space, cut where it is too long."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= LONGEST_TEXT else f"{line[: LONGEST_TEXT - 1]}…"


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
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
        refuse(where, f"{_shown(value)} is not a line of text of at most {LONGEST_TEXT} characters")
    return str(value)


def read_integer(value: Any, where: str) -> int:
    """A whole number that is not negative."""
    if type(value) is not int or not 0 <= value < 2**53:
        refuse(where, f"{_shown(value)} is not a whole number")
    return int(value)


def read_choice(value: Any, choices: Collection[str], where: str) -> str:
    """One of the names that this program knows."""
    if not isinstance(value, str) or value not in choices:
        refuse(where, f"{_shown(value)} is none of {', '.join(choices)}")
    return value


def read_flag(value: Any, where: str) -> bool:
    """Yes or no."""
    if type(value) is not bool:
        refuse(where, f"{_shown(value)} is neither true nor false")
    return bool(value)


def read_number(value: Any, where: str) -> float:
    """A finite number that is not too large to reckon with."""
    if type(value) not in (int, float) or not abs(value) <= LARGEST_NUMBER:
        refuse(where, f"{_shown(value)} is not a number of at most {LARGEST_NUMBER:,.0f}")
    return float(value)


def read_share(value: Any, where: str) -> float:
    """A number from 0 to 1."""
    number = read_number(value, where)
    if not 0 <= number <= 1:
        refuse(where, f"{_shown(value)} is not between 0 and 1")
    return number


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


def damaged(where: str, error: Exception) -> InputError:
    """What to raise where a library could not read a file."""
    return InputError(f"{where} is damaged: {error}. Get the model again, or train it again.")


def refuse(where: str, reason: str) -> NoReturn:
    """Raises InputError: the file is not usable, and why."""
    raise InputError(f"{where} is not usable: {reason}. Get the model again, or train it again.")
