"""The files of one instance of Doccano: its secrets, what runs, by which Doccano its database was made.

All of them are for the owner only, and are written whole or not at all.
"""

import contextlib
import json
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from framing.doccano.local.environment import data_folder
from framing.doccano.local.postgres import Postgres, from_django
from framing.doccano.local.process import Identity
from framing.doccano.local.reach import LOOPBACK, Reach
from framing.errors import InputError

USERNAME = "framing"
DATABASE = "db.sqlite3"
LOG = "server.log"
OUTPUT = "start.log"
SECRETS = "secrets.json"
_STATE = "server.json"
SCHEMA = "schema.json"
ACCOUNTS = "accounts.csv"
_ELSEWHERE = "database.json"
_NEW_SECRETS = "Delete it and run `framing server up`: it draws a new password; no label is lost."


@dataclass(frozen=True)
class State:
    """The server that was started last: which process, on which port, and who reaches it."""

    pid: int
    created: float
    port: int
    host: str = LOOPBACK
    public_url: str = ""

    @property
    def identity(self) -> Identity:
        """By what the process is known again."""
        return Identity(self.pid, self.created)

    @property
    def reach(self) -> Reach:
        """From where it can be reached."""
        return Reach(self.host, self.public_url)

    @property
    def url(self) -> str:
        """Where it answers this machine."""
        return self.reach.url(self.port)


def instance_folder(name: str = "default") -> Path:
    """Where the instance of that name lives.

    Raises:
        InputError: the name is not 1 to 64 letters, digits, hyphens and underscores, beginning with a letter or digit.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", name):
        raise InputError(
            f"{name[:80]!r} is no name for a local server. Take letters (a to z), digits, - and _, at most 64, "
            "a letter or digit first."
        )
    return data_folder() / "doccano" / "instances" / name


@contextlib.contextmanager
def reading(home: Path) -> Iterator[None]:
    """Say which file or folder it is when the instance cannot be read."""
    try:
        yield
    except OSError as problem:
        raise InputError(
            f"{problem.filename or home}: {problem.strerror or problem}. The local Doccano keeps its data there; make "
            "it readable for you, or choose another place with FRAMING_HOME."
        ) from problem


def check_folder(home: Path) -> None:
    """See to it that an instance's folder, if there is one, is one of ours and holds no way out of it.

    Raises:
        InputError: it or something in it is a link, or it belongs to another user.
    """
    if not os.path.lexists(home):
        return
    _refuse_link(home)
    if not home.is_dir():
        return
    if home.stat().st_uid != os.geteuid():
        raise InputError(
            f"{home} belongs to another user. Choose a place of your own with FRAMING_HOME, or take the folder over."
        )
    for entry in home.iterdir():
        _refuse_link(entry)


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise InputError(
            f"{path} is a link. What the local Doccano writes and deletes stays in its own folder: remove the link, or "
            "set FRAMING_HOME to the place where the data shall be."
        )


def secrets_file(home: Path) -> Path | None:
    """The file of secrets, if there is one."""
    return home / SECRETS if (home / SECRETS).exists() else None


def log_file(home: Path) -> Path | None:
    """The server's log, if it has written anything."""
    return home / LOG if (home / LOG).exists() else None


def read_secrets(home: Path) -> dict[str, str]:
    """The instance's `secret_key`, `username` and `password`; drawn and stored on the first call.

    Raises:
        InputError: the file is damaged, another user's, or open to others, who then may have read or written it.
    """
    path = home / SECRETS
    if not os.path.lexists(path):
        drawn = {"secret_key": secrets.token_urlsafe(48), "username": USERNAME, "password": secrets.token_urlsafe(18)}
        _write(path, drawn)
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode):
        raise InputError(f"{path} is not a file. {_NEW_SECRETS}")
    if about.st_uid != os.geteuid():
        raise InputError(f"{path} belongs to another user, who knows the password in it. {_NEW_SECRETS}")
    if stat.S_IMODE(about.st_mode) & 0o077:
        raise InputError(
            f"{path} is open to other users of this machine, who may know or have set the password in it. "
            f"{_NEW_SECRETS} If you are sure that nobody looked: chmod 600 '{path}'"
        )
    found = _read(path)
    if not isinstance(found, dict) or not all(
        isinstance(found.get(name), str) and found[name] for name in ("secret_key", "username", "password")
    ):
        raise InputError(f"{path} is damaged. {_NEW_SECRETS}")
    return found


def read_state(home: Path) -> State | None:
    """The server that was started last; None if there was none, or the file is damaged."""
    found = _read(home / _STATE)
    try:
        host, public_url = str(found.get("host", LOOPBACK)), str(found.get("public_url", ""))
        return State(int(found["pid"]), float(found["created"]), int(found["port"]), host, public_url)
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def write_state(home: Path, state: State | None) -> None:
    """Remember the server that was started; None to forget it."""
    if state is None:
        (home / _STATE).unlink(missing_ok=True)
    else:
        _write(home / _STATE, asdict(state))


def read_database(home: Path) -> Postgres | None:
    """The PostgreSQL that keeps the data of this instance; None for SQLite in the folder itself.

    Raises:
        InputError: the file that names it is damaged.
    """
    path = home / _ELSEWHERE
    if not path.exists():
        return None
    try:
        return from_django(_read(path))
    except (TypeError, KeyError, ValueError) as problem:
        raise InputError(
            f"{path} is damaged. Delete it, then name the database again with --database-url."
        ) from problem


def write_database(home: Path, database: Postgres) -> None:
    """Remember the PostgreSQL that keeps the data of this instance, with its password."""
    _write(home / _ELSEWHERE, database.for_django())


def read_maker(home: Path) -> str | None:
    """The name of the environment that brought the database to its schema; None if that is not known."""
    found = _read(home / SCHEMA)
    return str(found["environment"]) if isinstance(found, dict) and "environment" in found else None


def write_maker(home: Path, environment: str) -> None:
    """Remember the environment that brought the database to its schema."""
    _write(home / SCHEMA, {"environment": environment})


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
