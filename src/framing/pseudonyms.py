"""Other names for people: coder1, coder2 and so on, drawn by lot and kept in a file that only its owner can read.

The file stays apart from what is given away. Whoever is in it keeps the name, so that two snapshots agree.
"""

import csv
import secrets
from collections.abc import Iterable
from pathlib import Path

from framing.errors import InputError
from framing.files import replacing

_HEADER = ["username", "pseudonym"]


def pseudonyms(path: Path, usernames: Iterable[str]) -> dict[str, str]:
    """Username to pseudonym, of everybody in the file and of `usernames`; the file (CSV, 0600) holds all of them then.

    Raises:
        InputError: the file cannot be read or written, or is none that this function wrote.
    """
    known = _read(path)
    new = sorted(set(usernames) - known.keys())
    secrets.SystemRandom().shuffle(new)  # a number must not tell the place in the alphabet
    if new:
        taken = set(known.values())
        free = (name for name in map("coder{}".format, range(1, len(known) + len(new) + 1)) if name not in taken)
        known |= dict(zip(new, free, strict=False))
        with replacing(path, mode=0o600) as file:
            csv.writer(file, lineterminator="\n").writerows([_HEADER, *sorted(known.items())])
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
    if rows[:1] != [_HEADER] or len(pairs) < len(rows) - 1 or len({new for _, new in pairs}) < len(pairs):
        raise InputError(
            f"{path} holds no pseudonyms: it must have the header {','.join(_HEADER)} and each name once. Name another "
            "file."
        )
    return dict(pairs)
