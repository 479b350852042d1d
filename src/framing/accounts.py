"""Passwords of the accounts that framing makes in Doccano: a CSV file that only its owner can read.

Columns: server, annotator, password. A password is on disk before its account exists, so a crash loses none.
"""

import csv
import io
import os
import secrets
import stat
from pathlib import Path

from framing.errors import InputError

_HEADER = ("server", "annotator", "password")
_GIVEN = ["annotator", "password", "username"]


def new_password(accounts: Path, server: str, username: str) -> str:
    """A new password, stored in `accounts` (CSV: server, annotator, password; 0600) before it is returned."""
    words = secrets.token_urlsafe(9)
    try:
        accounts.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(accounts, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "r+", encoding="utf-8", newline="") as file:
            accounts.chmod(0o600)  # also where somebody opened it in between
            _mend_end(handle)
            writer = csv.writer(file)
            if os.fstat(handle).st_size == 0:
                writer.writerow(_HEADER)
            writer.writerow([server, username, words])
            file.flush()
            os.fsync(handle)
    except OSError as error:
        raise InputError(f"{accounts}: {error.strerror}. The account was not made.") from error
    return words


def stored_password(accounts: Path, server: str, username: str) -> str | None:
    """The password that `new_password` stored last for this account; None if there is none.

    Raises:
        InputError: see `read_accounts`.
    """
    found = {(where, who): password for where, who, password in read_accounts(accounts)}
    return found.get((server, username))


def read_accounts(accounts: Path) -> list[tuple[str, str, str]]:
    """Server, annotator and password of each account, the last password of each; none if there is no file.

    Raises:
        InputError: the file cannot be read, or is none that `new_password` wrote.
    """
    try:
        with accounts.open(encoding="utf-8", newline="") as file:
            rows = [tuple(row) for row in csv.reader(file, strict=True) if row]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{accounts}: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{accounts} is no CSV in UTF-8: {error}. Restore it from a copy.") from error
    if rows and rows[0] != _HEADER:
        raise InputError(f"{accounts} does not begin with the header {','.join(_HEADER)}. Restore it from a copy.")
    found = {row[:2]: row[2] for row in rows if len(row) == len(_HEADER) and row != _HEADER}
    return [(server, annotator, password) for (server, annotator), password in found.items()]


def given_accounts(path: Path) -> dict[str, tuple[str, str]]:
    """Annotator to username and password, from a file that somebody wrote: CSV with annotator, password[, username].

    `username` is the account's name here where it is another one than the annotator's.

    Raises:
        InputError: the file is no such CSV, or others than its owner can read it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise InputError(f"{path} can be read by others. Close it first: chmod 600 {path}.")
            header, *rows = [row for row in csv.reader(file, strict=True) if row] or [[]]
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} is no CSV in UTF-8: {error}.") from error
    if header not in (_GIVEN, _GIVEN[:2]):
        raise InputError(f"{path} must begin with the header annotator,password or annotator,password,username.")
    found: dict[str, tuple[str, str]] = {}
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header) or not all(row[:2]) or row[0] in found:
            raise InputError(f"{path}, row {number}: one annotator once, with a password, in as many cells as above.")
        found[row[0]] = ((row[2] if len(row) > 2 else "") or row[0], row[1])
    return found


def _mend_end(handle: int) -> None:
    """Ends a last line that has no end; takes half a line out, which a full disk left before its account was made."""
    content = b"".join(iter(lambda: os.read(handle, 1 << 20), b""))
    start = content.rfind(b"\n") + 1
    tail = content[start:].rstrip(b"\r")
    if not tail:
        os.ftruncate(handle, start)
    elif _is_whole(tail):
        os.ftruncate(handle, start + len(tail))
        os.write(handle, b"\r\n")
    else:
        os.ftruncate(handle, start)


def _is_whole(line: bytes) -> bool:
    try:
        (cells,) = csv.reader(io.StringIO(line.decode("utf-8"), newline=""), strict=True)
    except (ValueError, csv.Error):
        return False
    return len(cells) == len(_HEADER) and all(cells)
