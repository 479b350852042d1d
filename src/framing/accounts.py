"""Passwords of the accounts that framing makes in Doccano: a CSV file that only its owner can read.

Columns: server, annotator, password. A password is on disk before its account exists, so a crash loses none.
"""

import csv
import os
import secrets
from pathlib import Path

from framing.errors import InputError


def new_password(accounts: Path, server: str, username: str) -> str:
    """A new password, stored in `accounts` (CSV: server, annotator, password; 0600) before it is returned."""
    words = secrets.token_urlsafe(9)
    try:
        accounts.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(accounts, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
        accounts.chmod(0o600)  # also where somebody opened it in between
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if file.tell() == 0:
                writer.writerow(["server", "annotator", "password"])
            writer.writerow([server, username, words])
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError(f"{accounts}: {error.strerror}. The account was not made.") from error
    return words


def stored_password(accounts: Path, server: str, username: str) -> str | None:
    """The password that `new_password` stored last for this account; None if there is none."""
    found = {(where, who): password for where, who, password in read_accounts(accounts)}
    return found.get((server, username))


def read_accounts(accounts: Path) -> list[tuple[str, str, str]]:
    """Server, annotator and password of each account, the last password of each; none if there is no file."""
    if not accounts.exists():
        return []
    with accounts.open(encoding="utf-8", newline="") as file:
        found = {(row["server"], row["annotator"]): row["password"] for row in csv.DictReader(file)}
    return [(server, annotator, password) for (server, annotator), password in found.items()]
