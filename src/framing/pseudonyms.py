"""Other names for people: coder1, coder2 and so on, drawn by lot and kept in a file that only its owner can read.

The file stays apart from what is given away. Whoever is in it keeps the name, so that two snapshots agree.
"""

import csv
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import count, islice
from pathlib import Path

from framing.errors import InputError
from framing.files import PRIVATE, replacing
from framing.locks import one_at_a_time

_HEADER = ["username", "pseudonym"]
_PSEUDONYM = re.compile(r"[A-Za-z0-9_-]+")


def pseudonyms(path: Path, usernames: Iterable[str], say: Callable[[str], None] = lambda line: None) -> dict[str, str]:
    """Username to pseudonym, of everybody in the file and of `usernames`; the file (CSV, 0600) holds all of them then.

    No pseudonym is anybody's username, in whatever case. Runs at the same time wait for each other.

    Args:
        path: the file.
        usernames: who needs a pseudonym.
        say: one line of progress.

    Raises:
        InputError: the file cannot be read or written, or its pseudonyms are none: see `_check`.
    """
    people = set(usernames)
    with one_at_a_time(f"the pseudonyms {os.path.realpath(path)}", say):
        known = _read(path)
        _check(known, known.keys() | people, path)
        new = sorted(people - known.keys())
        secrets.SystemRandom().shuffle(new)  # a number must not tell the place in the alphabet
        if new:
            taken = {name.casefold() for name in (*known, *known.values(), *people)}
            free = (name for name in map("coder{}".format, count(1)) if name not in taken)
            known |= dict(zip(new, islice(free, len(new)), strict=True))
            with replacing(path, mode=PRIVATE) as file:
                csv.writer(file, lineterminator="\n").writerows([_HEADER, *sorted(known.items())])
        elif known:
            _make_private(path)
    return known


def _read(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file, strict=True) if row]
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} is no CSV in UTF-8: {error}. Name another file for the pseudonyms.") from error
    pairs = [(row[0], row[1]) for row in rows[1:] if len(row) == len(_HEADER)]
    each_once = all(len(set(names)) == len(pairs) for names in zip(*pairs, strict=True))
    if rows[:1] != [_HEADER] or len(pairs) < len(rows) - 1 or not each_once:
        raise InputError(
            f"{path} holds no pseudonyms: it must have the header {','.join(_HEADER)} and each name once. Name another "
            "file."
        )
    return dict(pairs)


def _check(known: Mapping[str, str], usernames: Collection[str], path: Path) -> None:
    """Raises InputError if a pseudonym has other characters than a name needs, or is the username of anybody."""
    names = {name.casefold() for name in usernames}
    for username, pseudonym in known.items():
        if not _PSEUDONYM.fullmatch(pseudonym):
            raise InputError(
                f"{path}: the pseudonym of {username!r} is {pseudonym!r}. Write one of the letters a to z, digits, _ "
                "and -, such as coder1."
            )
        if pseudonym.casefold() in names:
            raise InputError(
                f"{path}: the pseudonym of {username!r} is {pseudonym!r}, which is the name of an account. Write "
                "another one there."
            )


def _make_private(path: Path) -> None:
    try:
        path.chmod(PRIVATE)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Make it readable for you alone: it says who is who.") from error
