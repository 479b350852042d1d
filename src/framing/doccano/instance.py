"""The files of one instance of Doccano: its secrets, what runs, by which Doccano its database was made.

All of them are for the owner only, and are written whole or not at all.
"""

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from framing.doccano.process import HOST, Identity
from framing.errors import InputError

USERNAME = "framing"
DATABASE = "db.sqlite3"
LOG = "server.log"
OUTPUT = "start.log"
_SECRETS = "secrets.json"
_STATE = "server.json"
_SCHEMA = "schema.json"


@dataclass(frozen=True)
class State:
    """The server that was started last: which process, on which port."""

    pid: int
    created: float
    port: int

    @property
    def identity(self) -> Identity:
        """By what the process is known again."""
        return Identity(self.pid, self.created)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"


def accounts_file(home: Path) -> Path | None:
    """The file of secrets, if there is one."""
    return home / _SECRETS if (home / _SECRETS).exists() else None


def log_file(home: Path) -> Path | None:
    """The server's log, if it has written anything."""
    return home / LOG if (home / LOG).exists() else None


def read_secrets(home: Path) -> dict[str, str]:
    """The instance's `secret_key`, `username` and `password`; drawn and stored on the first call.

    Raises:
        InputError: the file is damaged.
    """
    path = home / _SECRETS
    if not path.exists():
        drawn = {"secret_key": secrets.token_urlsafe(48), "username": USERNAME, "password": secrets.token_urlsafe(18)}
        _write(path, drawn)
    found = _read(path)
    if not isinstance(found, dict) or not {"secret_key", "username", "password"} <= found.keys():
        raise InputError(
            f"{path} is damaged. Delete it and run `framing server up`: it draws a new password; no label is lost."
        )
    return found


def read_state(home: Path) -> State | None:
    """The server that was started last; None if there was none, or the file is damaged."""
    found = _read(home / _STATE)
    try:
        return State(int(found["pid"]), float(found["created"]), int(found["port"]))
    except (TypeError, KeyError, ValueError):
        return None


def write_state(home: Path, state: State | None) -> None:
    """Remember the server that was started; None to forget it."""
    if state is None:
        (home / _STATE).unlink(missing_ok=True)
    else:
        _write(home / _STATE, asdict(state))


def read_maker(home: Path) -> str | None:
    """The name of the environment that brought the database to its schema; None if that is not known."""
    found = _read(home / _SCHEMA)
    return str(found["environment"]) if isinstance(found, dict) and "environment" in found else None


def write_maker(home: Path, environment: str) -> None:
    """Remember the environment that brought the database to its schema."""
    _write(home / _SCHEMA, {"environment": environment})


def last_output(home: Path) -> str:
    """The last lines that the server printed while it started, on one line."""
    try:
        lines = (home / OUTPUT).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except FileNotFoundError:
        return "(empty)"
    return " | ".join(line.strip() for line in lines[-8:])[-900:]


def _read(path: Path) -> Any:
    """What the JSON file holds; None if there is no such file or it is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def _write(path: Path, content: object) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(content, stream)
    Path(name).replace(path)
